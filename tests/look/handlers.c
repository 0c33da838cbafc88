/* ---- types ---- */

/* What a sensor sends and nobody can use. */
typedef struct BadReading {
    nb_exception exception;
    int64_t sensor;
} BadReading;

static const nb_type BadReading_type = {"BadReading", &nb_ValueError};

/* ---- runtime for these types ---- */

/* Makes a BadReading. Raises MemoryError. */
static nb_status BadReading_new(nb_context *ctx, nb_str message, int64_t sensor,
                                BadReading **result)
{
    nb_exception *made;

    if (nb_exception_new(ctx, sizeof(BadReading), &BadReading_type, message, &made) != NB_OK) {
        return NB_RAISED;
    }
    *result = (BadReading *)made;
    (*result)->sensor = sensor;
    return NB_OK;
}

/* Gives up an owner of what the place holds, which is left empty; the last one ends it. */
static inline void nb_release_BadReading(nb_context *ctx, BadReading **x)
{
    BadReading *gone = *x;

    *x = NULL;
    nb_exception_release(ctx, gone);
}

/* ---- module handlers ---- */

/* A place in handlers.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "handlers.ir", line})

int64_t handlers_first_zero(nb_array_int64_1d items);

/* The value of a sensor. Raises MemoryError, BadReading. */
NB_CHECKED static nb_status read_(nb_context *ctx, int64_t sensor, double *result)
{
    if (sensor == 3) {
        BadReading *raised;

        if (BadReading_new(ctx, NB_STR("out of scale"), sensor, &raised) != NB_OK) {
            return nb_traceback(ctx, NB_AT("read", 8));
        }
        return nb_raise_value(ctx, &raised->exception, NB_AT("read", 8));
    }
    *result = (double)sensor * 1.5;
    return NB_OK;
}

/* The value of a sensor, -1 where it has none; says in any case that it was asked. Raises
 * MemoryError. */
NB_CHECKED static nb_status asked(nb_context *ctx, int64_t sensor, double *result)
{
    double returned = 0.0;
    nb_status status = NB_OK;
    bool is_returning = false;
    double read_1;

    if (read_(ctx, sensor, &read_1) != NB_OK) {
        (void)nb_traceback(ctx, NB_AT("asked", 15));
        if (nb_is(ctx, &BadReading_type)) {
            BadReading *e = (BadReading *)nb_catch(ctx);

            nb_print_text("sensor ");
            nb_print_int64(e->sensor, " is ");
            nb_print_str(e->exception.message, "\n");
            nb_release_BadReading(ctx, &e);
        } else {
            status = NB_RAISED;
        }
    } else {
        returned = read_1;
        is_returning = true;
    }
    nb_print_text("asked ");
    nb_print_int64(sensor, "\n");
    if (status != NB_OK) {
        return NB_RAISED;
    }
    if (is_returning) {
        *result = returned;
        return NB_OK;
    }
    *result = -1.0;
    return NB_OK;
}

/* The first of `items` that is 0, looked for without an exception object. Raises nothing. */
int64_t handlers_first_zero(nb_array_int64_1d items)
{
    int64_t found = -1;

    for (int64_t i = 0; i < items.shape[0]; i++) {
        if (items.data[i] == 0) {
            found = i;
            goto handler;
        }
    }
handler:
    return found;
}

/* Raises RuntimeError, MemoryError. */
NB_CHECKED static nb_status handlers_main(nb_context *ctx)
{
    double asked_1 = 0.0;
    double asked_2 = 0.0;

    if (asked(ctx, 2, &asked_1) != NB_OK || asked(ctx, 3, &asked_2) != NB_OK) {
        return nb_traceback(ctx, NB_AT("main", 40));
    }
    nb_print_float64(asked_1, " ");
    nb_print_float64(asked_2, "\n");
    double read_1 = 0.0;
    if (read_(ctx, 3, &read_1) != NB_OK) {
        (void)nb_traceback(ctx, NB_AT("main", 42));
        if (nb_is(ctx, &nb_ValueError)) {
            nb_exception *e = nb_catch(ctx);

            return nb_raise_from(ctx, &nb_RuntimeError, NB_STR("no value"), e, NB_AT("main", 44));
        }
        return NB_RAISED;
    }
    nb_print_float64(read_1, "\n");
    return NB_OK;
}

int main(void)
{
    return nb_run_on(&nb_heap, handlers_main);
}
