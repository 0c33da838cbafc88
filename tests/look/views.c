/* ---- types ---- */

typedef struct nb_tuple_float64_float64_float64 {
    double item_0, item_1, item_2;
} nb_tuple_float64_float64_float64;

/* ---- runtime for these types ---- */

/* What lies at index i of axis 0. */
static inline nb_array_float64_1d_strided nb_array_float64_2d_strided_row(
    nb_array_float64_2d_strided a, int64_t i)
{
    return (nb_array_float64_1d_strided){a.data + i * a.strides[0], {a.shape[1]}, {a.strides[1]},
                                         a.owner};
}

/* What lies at index i of axis 0. */
static inline nb_array_float64_1d_strided nb_array_float64_2d_row(nb_array_float64_2d a, int64_t i)
{
    return nb_array_float64_2d_strided_row(nb_array_float64_2d_as_strided(a), i);
}

/* What lies at index i of axis 1. */
static inline nb_array_float64_1d_strided nb_array_float64_2d_strided_column(
    nb_array_float64_2d_strided a, int64_t i)
{
    return (nb_array_float64_1d_strided){a.data + i * a.strides[1], {a.shape[0]}, {a.strides[0]},
                                         a.owner};
}

/* What lies at index i of axis 1. */
static inline nb_array_float64_1d_strided nb_array_float64_2d_column(
    nb_array_float64_2d a, int64_t i)
{
    return nb_array_float64_2d_strided_column(nb_array_float64_2d_as_strided(a), i);
}

/* ---- module views ---- */

/* A place in views.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "views.ir", line})

NB_CHECKED nb_status views_sums(nb_context *ctx, nb_array_float64_2d m,
                                nb_tuple_float64_float64_float64 *result);
void views_clear_middle(nb_array_float64_1d a);
nb_context *views_context_new(void);
void views_context_free(nb_context *ctx);
const char *views_context_error(nb_context *ctx);

/* The sum of the elements, however they lie. Raises nothing. */
static double sum(nb_array_float64_1d_strided a)
{
    double total = 0.0;

    for (int64_t i = 0; i < a.shape[0]; i++) {
        const double x = a.data[i * a.strides[0]];

        total += x;
    }
    return total;
}

/* The sum of the diagonal, and of the second row and column. Raises IndexError. */
NB_CHECKED nb_status views_sums(nb_context *ctx, nb_array_float64_2d m,
                                nb_tuple_float64_float64_float64 *result)
{
    double diagonal = 0.0;
    const int64_t stop = nb_min_int64(m.shape[0], m.shape[1]);

    for (int64_t i = 0; i < stop; i++) {
        diagonal += m.data[i * m.shape[1] + i];
    }
    if (m.shape[0] <= 1 || m.shape[1] <= 1) {
        return nb_raise(ctx, &nb_IndexError, "index out of range", NB_AT("sums", 16));
    }
    *result = (nb_tuple_float64_float64_float64){diagonal, sum(nb_array_float64_2d_row(m, 1)),
                                                 sum(nb_array_float64_2d_column(m, 1))};
    return NB_OK;
}

/* Sets every second element of the middle to 0. Raises nothing. */
void views_clear_middle(nb_array_float64_1d a)
{
    const nb_array_float64_1d_strided middle =
        nb_array_float64_1d_slice(a, 0, nb_slice_of(1, a.shape[0] - 1, 2));

    for (int64_t i = 0; i < middle.shape[0]; i++) {
        middle.data[i * middle.strides[0]] = 0.0;
    }
}

/* A context to call functions with, or NULL: there is no memory. */
nb_context *views_context_new(void)
{
    nb_context *ctx = malloc(sizeof *ctx);

    if (ctx == NULL) {
        return NULL;
    }
    nb_context_open(ctx);
    return ctx;
}

/* Frees the context and what was allocated through it. */
void views_context_free(nb_context *ctx)
{
    nb_context_close(ctx);
    free(ctx);
}

/* What was raised last: "IndexError: index out of range". The context owns the text. */
const char *views_context_error(nb_context *ctx)
{
    return nb_describe_raised(ctx);
}
