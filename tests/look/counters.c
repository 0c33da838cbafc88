/* ---- types ---- */

/* What each context has of its own. */
typedef struct counters_globals {
    int64_t count;
    nb_array_int64_1d table;
} counters_globals;

/* ---- module counters ---- */

/* A place in counters.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "counters.ir", line})

static const int64_t STEP = 5;
static const nb_str NAMES = NB_STR_UTF8_INIT("k\303\244se", 4);

NB_CHECKED nb_status counters_note(nb_context *ctx, int64_t place);

/* Counts one more, in its place. Raises IndexError. */
NB_CHECKED nb_status counters_note(nb_context *ctx, int64_t place)
{
    counters_globals *globals = ctx->globals;

    globals->count = nb_wrap_add_int64(globals->count, STEP);
    if (place < 0 || place >= globals->table.shape[0]) {
        return nb_raise(ctx, &nb_IndexError, "index out of range", NB_AT("note", 13));
    }
    globals->table.data[place] = nb_wrap_add_int64(globals->table.data[place], 1);
    return NB_OK;
}

/* Raises MemoryError. */
NB_CHECKED static nb_status counters_initialise(nb_context *ctx)
{
    counters_globals *globals = ctx->globals;

    globals->count = 0;
    nb_array_int64_1d array_1;
    if (nb_array_int64_1d_new(ctx, 3, &array_1) != NB_OK) {
        return nb_traceback(ctx, NB_AT("initialise", 8));
    }
    nb_array_int64_1d_replace(ctx, &globals->table, array_1);
    return NB_OK;
}

/* Raises IndexError. */
NB_CHECKED static nb_status counters_main(nb_context *ctx, int32_t *result)
{
    counters_globals *globals = ctx->globals;

    for (int64_t i = 0; i < 3; i++) {
        if (counters_note(ctx, i) != NB_OK) {
            return nb_traceback(ctx, NB_AT("main", 17));
        }
    }
    nb_print_str(NAMES, " ");
    nb_print_int64(globals->count, " ");
    nb_array_int64_1d_print(globals->table, "\n");
    *result = nb_narrow_int32_int64(globals->count);
    return NB_OK;
}

/* Gives up what the globals hold; a second time does nothing. */
static void counters_release_globals(nb_context *ctx)
{
    counters_globals *globals = ctx->globals;

    nb_array_int64_1d_release(ctx, &globals->table);
}

/* Sets the globals, then runs main. */
static nb_status counters_program(nb_context *ctx)
{
    static counters_globals globals;

    ctx->globals = &globals;
    if (counters_initialise(ctx) != NB_OK) {
        counters_release_globals(ctx);
        return NB_RAISED;
    }
    const nb_status status = counters_main(ctx, &ctx->exit_status);
    counters_release_globals(ctx);
    return status;
}

int main(void)
{
    return nb_run_on(&nb_heap, counters_program);
}
