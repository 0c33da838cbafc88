/* ---- types ---- */

/* There is no mean to take. */
static const nb_type EmptyError = {"EmptyError", &nb_ValueError};

/* ---- module stats ---- */

/* A place in stats.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "stats.ir", line})

double stats_mean_or(nb_context *ctx, nb_array_float64_1d a, double fallback);
NB_CHECKED nb_status stats_excess(nb_context *ctx, nb_array_float64_1d a, int64_t k,
                                  double *result);
nb_context *stats_context_new(void);
void stats_context_free(nb_context *ctx);
const char *stats_context_error(nb_context *ctx);

/* The arithmetic mean of `a`. Raises EmptyError. */
NB_CHECKED static nb_status mean(nb_context *ctx, nb_array_float64_1d a, double *result)
{
    if (a.shape[0] == 0) {
        return nb_raise(ctx, &EmptyError, "mean of an empty array", NB_AT("mean", 9));
    }
    double total = 0.0;
    for (int64_t i = 0; i < a.shape[0]; i++) {
        total += a.data[i];
    }
    *result = total / (double)a.shape[0];
    return NB_OK;
}

/* The mean of `a`, or `fallback` where there is none. Raises nothing. */
double stats_mean_or(nb_context *ctx, nb_array_float64_1d a, double fallback)
{
    double mean_1;

    if (mean(ctx, a, &mean_1) != NB_OK) {
        return fallback;
    }
    return mean_1;
}

/* How far `a[k]` lies above the mean. Raises IndexError, EmptyError. */
NB_CHECKED nb_status stats_excess(nb_context *ctx, nb_array_float64_1d a, int64_t k, double *result)
{
    if (k < 0 || k >= a.shape[0]) {
        return nb_raise(ctx, &nb_IndexError, "index out of range", NB_AT("excess", 29));
    }
    double mean_1;
    if (mean(ctx, a, &mean_1) != NB_OK) {
        return nb_traceback(ctx, NB_AT("excess", 29));
    }
    *result = a.data[k] - mean_1;
    return NB_OK;
}

/* A context to call functions with, or NULL: there is no memory. */
nb_context *stats_context_new(void)
{
    nb_context *ctx = malloc(sizeof *ctx);

    if (ctx == NULL) {
        return NULL;
    }
    nb_context_open(ctx);
    return ctx;
}

/* Frees the context and what was allocated through it. */
void stats_context_free(nb_context *ctx)
{
    nb_context_close(ctx);
    free(ctx);
}

/* What was raised last: "IndexError: index out of range". The context owns the text. */
const char *stats_context_error(nb_context *ctx)
{
    return nb_describe_raised(ctx);
}
