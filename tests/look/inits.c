/* ---- types ---- */

typedef struct Vector Vector;

struct Vector {
    int64_t references;
    double x, y;
};

/* ---- runtime for these types ---- */

static void Vector_destroy(nb_context *ctx, void *object);

/* Gives up its parts; a second time does nothing. */
static inline void nb_release_Vector(nb_context *ctx, Vector **x)
{
    Vector *gone = *x;

    *x = NULL;
    if (gone != NULL && gone->references-- == 1) {
        nb_destroy(ctx, gone, Vector_destroy);
    }
}

/* ---- module inits ---- */

/* A place in inits.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "inits.ir", line})

/* Raises nothing. */
static void Vector_init_float64_float64(Vector *self, double x, double y)
{
    self->x = x;
    self->y = y;
}

/* Raises nothing. */
static void Vector_init_Vector(Vector *self, Vector *other)
{
    self->x = other->x;
    self->y = other->y;
}

NB_CHECKED static nb_status Vector_new_float64_float64(nb_context *ctx, double x, double y,
                                                       Vector **result);

/* Raises MemoryError. */
NB_CHECKED static nb_status Vector___mul___float64(nb_context *ctx, const Vector *self, double k,
                                                   Vector **result)
{
    return nb_traced(ctx, Vector_new_float64_float64(ctx, self->x * k, self->y * k, result),
                     NB_AT("__mul__", 7));
}

/* Raises nothing. */
static double Vector___mul___Vector(const Vector *self, Vector *other)
{
    return self->x * other->x + self->y * other->y;
}

/* Raises MemoryError. */
NB_CHECKED static nb_status Vector___rmul__(nb_context *ctx, const Vector *self, double k,
                                            Vector **result)
{
    return nb_traced(ctx, Vector___mul___float64(ctx, self, k, result), NB_AT("__rmul__", 9));
}

/* Frees a Vector that has no owner. */
static void Vector_destroy(nb_context *ctx, void *object)
{
    Vector *self = object;

    nb_free(ctx, self, sizeof *self);
}

/* Makes a Vector. */
NB_CHECKED static nb_status Vector_new_float64_float64(nb_context *ctx, double x, double y,
                                                       Vector **result)
{
    Vector *self = nb_new(ctx, sizeof *self);

    *result = self;
    if (self == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    self->references = 1;
    Vector_init_float64_float64(self, x, y);
    return NB_OK;
}

/* Makes a Vector. */
NB_CHECKED static nb_status Vector_new_Vector(nb_context *ctx, Vector *other, Vector **result)
{
    Vector *self = nb_new(ctx, sizeof *self);

    *result = self;
    if (self == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    self->references = 1;
    Vector_init_Vector(self, other);
    return NB_OK;
}

/* Raises MemoryError. */
NB_CHECKED static nb_status doubled(nb_context *ctx, Vector *v, Vector **result)
{
    Vector *object = NULL;
    nb_status status = NB_OK;

    if (Vector_new_Vector(ctx, v, &object) != NB_OK
        || Vector___rmul__(ctx, object, 2.0, result) != NB_OK) {
        status = nb_traceback(ctx, NB_AT("doubled", 12));
    }
    nb_release_Vector(ctx, &object);
    return status;
}

/* Raises MemoryError. */
NB_CHECKED static nb_status inits_main(nb_context *ctx)
{
    Vector *object = NULL, *v = NULL;
    nb_status status = NB_OK;

    if (Vector_new_float64_float64(ctx, 1.0, 2.0, &object) != NB_OK
        || doubled(ctx, object, &v) != NB_OK) {
        status = nb_traceback(ctx, NB_AT("main", 15));
        goto cleanup;
    }
    const double value = Vector___mul___Vector(v, v);
    Vector *value_1 = NULL;
    if (Vector___mul___float64(ctx, v, 0.5, &value_1) != NB_OK) {
        status = nb_traceback(ctx, NB_AT("main", 16));
        goto cleanup;
    }
    nb_print_float64(value, " ");
    nb_print_float64(value_1->x, "\n");
    nb_release_Vector(ctx, &value_1);
cleanup:
    nb_release_Vector(ctx, &v);
    nb_release_Vector(ctx, &object);
    return status;
}

int main(void)
{
    return nb_run_on(&nb_heap, inits_main);
}
