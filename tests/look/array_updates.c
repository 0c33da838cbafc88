/* ---- module array_updates ---- */

/* A place in array_updates.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "array_updates.ir", line})

void array_updates_shift(nb_array_float64_1d a, int64_t n);
NB_CHECKED nb_status array_updates_scale(nb_context *ctx, nb_array_float64_2d m,
                                         nb_array_float64_1d row);
void array_updates_clear(nb_array_uint8_1d bits, uint8_t mask);
nb_context *array_updates_context_new(void);
void array_updates_context_free(nb_context *ctx);
const char *array_updates_context_error(nb_context *ctx);

/* Raises nothing. */
void array_updates_shift(nb_array_float64_1d a, int64_t n)
{
    for (int64_t i = 0; i < a.shape[0]; i++) {
        a.data[i] -= 1.0;
    }
    const nb_array_float64_1d_strided view = nb_array_float64_1d_slice(a, 0, nb_slice_from(n));
    const double value = (double)a.shape[0] / 2.0;
    for (int64_t i = 0; i < view.shape[0]; i++) {
        view.data[i * view.strides[0]] *= value;
    }
}

/* Raises IndexError, ValueError, MemoryError. */
NB_CHECKED nb_status array_updates_scale(nb_context *ctx, nb_array_float64_2d m,
                                         nb_array_float64_1d row)
{
    if (m.shape[0] <= 0) {
        return nb_raise(ctx, &nb_IndexError, "index out of range", NB_AT("scale", 8));
    }
    const nb_array_float64_1d_strided view = nb_array_float64_2d_row(m, 0);
    nb_array_float64_1d_strided given;
    if (nb_array_float64_1d_strided_given(ctx, view, nb_array_float64_1d_as_strided(row),
                                          &given) != NB_OK) {
        return nb_traceback(ctx, NB_AT("scale", 8));
    }
    for (int64_t i = 0; i < view.shape[0]; i++) {
        view.data[i * view.strides[0]] += given.data[i * given.strides[0]];
    }
    nb_array_float64_1d_strided_release(ctx, &given);
    const nb_array_float64_2d_strided view_1 = nb_array_float64_2d_slice(m, 0, nb_slice_from(1));
    nb_array_float64_2d_strided given_1;
    if (nb_array_float64_2d_strided_given(ctx, view_1,
                                          nb_array_float64_2d_slice(m, 0, nb_slice_to(1)),
                                          &given_1) != NB_OK) {
        return nb_traceback(ctx, NB_AT("scale", 9));
    }
    for (int64_t i = 0; i < view_1.shape[0]; i++) {
        for (int64_t j = 0; j < view_1.shape[1]; j++) {
            view_1.data[i * view_1.strides[0] + j * view_1.strides[1]] /=
                given_1.data[i * given_1.strides[0] + j * given_1.strides[1]];
        }
    }
    nb_array_float64_2d_strided_release(ctx, &given_1);
    return NB_OK;
}

/* Raises nothing. */
void array_updates_clear(nb_array_uint8_1d bits, uint8_t mask)
{
    for (int64_t i = 0; i < 3; i++) {
        const nb_array_uint8_1d_strided view = nb_array_uint8_1d_slice(bits, 0, nb_slice_from(i));

        for (int64_t j = 0; j < view.shape[0]; j++) {
            view.data[j * view.strides[0]] &= mask;
        }
    }
}

/* A context to call functions with, or NULL: there is no memory. */
nb_context *array_updates_context_new(void)
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
void array_updates_context_free(nb_context *ctx)
{
    nb_context_close(ctx);
    free(ctx);
}

/* What was raised last: "IndexError: index out of range". The context owns the text. */
const char *array_updates_context_error(nb_context *ctx)
{
    return nb_describe_raised(ctx);
}
