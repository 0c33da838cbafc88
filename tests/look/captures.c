/* ---- types ---- */

typedef struct nb_tuple_float64_int64 {
    double item_0;
    int64_t item_1;
} nb_tuple_float64_int64;

typedef struct nb_fn_int64_to_int64 {
    nb_status (*call)(nb_context *ctx, const void *environment, int64_t, int64_t *result);
    const void *environment;
} nb_fn_int64_to_int64;

/* ---- module captures ---- */

/* A place in captures.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "captures.ir", line})

nb_tuple_float64_int64 captures_growth(nb_array_float64_1d xs, double floor_);

/* note, of growth, lifted: `floor` is captured by value, `sum` and `count` are captured by
 * reference. Raises nothing. */
static inline void growth_note(double floor_, double *sum, int64_t *count, double x)
{
    if (x > floor_) {
        *sum += x - floor_;
        *count = nb_wrap_add_int64(*count, 1);
    }
}

/* How much `xs` grows above `floor`, and how often. Raises nothing. */
nb_tuple_float64_int64 captures_growth(nb_array_float64_1d xs, double floor_)
{
    double sum = 0.0;
    int64_t count = 0;

    for (int64_t i = 0; i < xs.shape[0]; i++) {
        const double x = xs.data[i];

        growth_note(floor_, &sum, &count, x);
    }
    return (nb_tuple_float64_int64){sum, count};
}

/* Raises anything. */
NB_CHECKED static nb_status twice(nb_context *ctx, nb_fn_int64_to_int64 f, int64_t x,
                                  int64_t *result)
{
    int64_t f_1;

    if (f.call(ctx, f.environment, x, &f_1) != NB_OK
        || f.call(ctx, f.environment, f_1, result) != NB_OK) {
        return nb_traceback(ctx, NB_AT("twice", 18));
    }
    return NB_OK;
}

/* Raises nothing. */
static int64_t double_(int64_t x)
{
    return nb_wrap_multiply_int64(2, x);
}

/* Raises nothing. */
static int64_t negated(int64_t x)
{
    return nb_wrap_negate_int64(x);
}

/* double_ as a function value. */
static nb_status double__call(nb_context *ctx, const void *environment, int64_t x, int64_t *result)
{
    (void)ctx;
    (void)environment;
    *result = double_(x);
    return NB_OK;
}

/* negated as a function value. */
static nb_status negated_call(nb_context *ctx, const void *environment, int64_t x, int64_t *result)
{
    (void)ctx;
    (void)environment;
    *result = negated(x);
    return NB_OK;
}

/* One of two ways to change a number, as a function value. Raises nothing. */
static nb_fn_int64_to_int64 chosen(bool doubles)
{
    return doubles ? (nb_fn_int64_to_int64){double__call, NULL}
                   : (nb_fn_int64_to_int64){negated_call, NULL};
}

/* Closure of main, lifted: `k` is captured by value. Raises nothing. */
static inline int64_t main_lambda(int64_t k, int64_t x)
{
    return nb_wrap_add_int64(x, k);
}

/* twice, where `f` is main_lambda. Raises nothing. */
static int64_t twice_main_lambda(int64_t k, int64_t x)
{
    return main_lambda(k, main_lambda(k, x));
}

/* Raises anything. */
NB_CHECKED static nb_status captures_main(nb_context *ctx)
{
    int64_t k = 3;
    const nb_fn_int64_to_int64 f = chosen(false);
    int64_t f_1, twice_1;

    if (f.call(ctx, f.environment, 4, &f_1) != NB_OK || twice(ctx, f, 5, &twice_1) != NB_OK) {
        return nb_traceback(ctx, NB_AT("main", 30));
    }
    nb_print_int64(f_1, " ");
    nb_print_int64(twice_main_lambda(k, 1), " ");
    nb_print_int64(twice_1, "\n");
    return NB_OK;
}

int main(void)
{
    return nb_run(captures_main);
}
