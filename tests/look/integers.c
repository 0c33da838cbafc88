/* ---- module integers ---- */

/* A place in integers.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "integers.ir", line})

NB_CHECKED nb_status integers_gcd(nb_context *ctx, int64_t a, int64_t b, int64_t *result);
uint32_t integers_mix(uint32_t x);
int64_t integers_climbs(int64_t start, int64_t n);
nb_context *integers_context_new(void);
void integers_context_free(nb_context *ctx);
const char *integers_context_error(nb_context *ctx);

/* The greatest common divisor. Raises RecursionError. */
NB_CHECKED nb_status integers_gcd(nb_context *ctx, int64_t a, int64_t b, int64_t *result)
{
    if (nb_stack_is_low(ctx)) {
        return nb_raise_too_deep(ctx, NB_AT("gcd", 4));
    }
    if (b == 0) {
        *result = a;
        return NB_OK;
    }
    return nb_traced(ctx, integers_gcd(ctx, b, nb_modulo_int64(a, b), result), NB_AT("gcd", 4));
}

/* Mixes the bits of `x`. Raises nothing. */
uint32_t integers_mix(uint32_t x)
{
    uint32_t h = x * 2654435761U;

    h ^= h >> 13U;
    return h * 5U + 1U;
}

/* How many of `n` steps of Collatz's sequence go up. Raises nothing. */
int64_t integers_climbs(int64_t start, int64_t n)
{
    int64_t x = start;
    int64_t up = 0;

    for (int64_t i = 0; i < n; i++) {
        if (nb_modulo_int64(x, 2) == 0) {
            x = nb_floor_divide_int64(x, 2);
        } else {
            x = nb_wrap_add_int64(nb_wrap_multiply_int64(3, x), 1);
            up += 1; /* no overflow: counted once per iteration */
        }
    }
    return up;
}

/* A context to call functions with, or NULL: there is no memory. */
nb_context *integers_context_new(void)
{
    nb_context *ctx = malloc(sizeof *ctx);

    if (ctx == NULL) {
        return NULL;
    }
    nb_context_open(ctx);
    return ctx;
}

/* Frees the context and what was allocated through it. */
void integers_context_free(nb_context *ctx)
{
    nb_context_close(ctx);
    free(ctx);
}

/* What was raised last: "IndexError: index out of range". The context owns the text. */
const char *integers_context_error(nb_context *ctx)
{
    return nb_describe_raised(ctx);
}
