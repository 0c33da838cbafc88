/* ---- module scale ---- */

/* A place in scale.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "scale.ir", line})

NB_CHECKED nb_status scale_scaled(nb_context *ctx, nb_array_float64_1d xs, double k,
                                  nb_array_float64_1d *result);
int64_t scale_count_between(nb_array_float64_1d xs, double lo, double hi);
void scale_release_array_float64_1d(nb_context *ctx, nb_array_float64_1d *x);
nb_context *scale_context_new(void);
void scale_context_free(nb_context *ctx);
const char *scale_context_error(nb_context *ctx);

/* Closure of scaled, lifted: `k` is captured by value. Raises nothing. */
static inline double scaled_lambda(double k, double x)
{
    return k * x;
}

/* Each element of `xs`, times `k`. Raises MemoryError. */
NB_CHECKED nb_status scale_scaled(nb_context *ctx, nb_array_float64_1d xs, double k,
                                  nb_array_float64_1d *result)
{
    nb_array_float64_1d mapped;

    if (nb_array_float64_1d_empty(ctx, xs.shape[0], &mapped) != NB_OK) {
        return nb_traceback(ctx, NB_AT("scaled", 5));
    }
    for (int64_t i = 0; i < xs.shape[0]; i++) {
        mapped.data[i] = scaled_lambda(k, xs.data[i]);
    }
    *result = mapped;
    return NB_OK;
}

/* inside, of count_between, lifted: `lo` and `hi` are captured by value. Raises nothing. */
static inline bool count_between_inside(double lo, double hi, double x)
{
    return lo <= x && x < hi;
}

/* How many elements lie within `[lo, hi)`. Raises nothing. */
int64_t scale_count_between(nb_array_float64_1d xs, double lo, double hi)
{
    int64_t n = 0;

    for (int64_t i = 0; i < xs.shape[0]; i++) {
        const double x = xs.data[i];

        if (count_between_inside(lo, hi, x)) {
            n += 1; /* no overflow: n <= len(xs) */
        }
    }
    return n;
}

/* Gives up a value that a function gave; a second time does nothing. */
void scale_release_array_float64_1d(nb_context *ctx, nb_array_float64_1d *x)
{
    nb_array_float64_1d_release(ctx, x);
}

/* A context to call functions with, or NULL: there is no memory. */
nb_context *scale_context_new(void)
{
    nb_context *ctx = malloc(sizeof *ctx);

    if (ctx == NULL) {
        return NULL;
    }
    nb_context_open(ctx);
    ctx->allocator = &nb_heap;
    return ctx;
}

/* Frees the context and what was allocated through it. */
void scale_context_free(nb_context *ctx)
{
    nb_context_close(ctx);
    free(ctx);
}

/* What was raised last: "IndexError: index out of range". The context owns the text. */
const char *scale_context_error(nb_context *ctx)
{
    return nb_describe_raised(ctx);
}
