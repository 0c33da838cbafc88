/* ---- module lists ---- */

/* A place in lists.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "lists.ir", line})

NB_CHECKED nb_status lists_squares(nb_context *ctx, int64_t n, nb_list_int64 **result);
int64_t lists_total(nb_list_int64 *xs);
int64_t lists_differences(nb_list_int64 *xs);
NB_CHECKED nb_status lists_item(nb_context *ctx, nb_list_int64 *xs, int64_t i, int64_t *result);
NB_CHECKED nb_status lists_sort_by_last_digit(nb_context *ctx, nb_list_int64 *xs);
NB_CHECKED nb_status lists_insert_zeros(nb_context *ctx, nb_list_int64 *xs, int64_t count);
void lists_release_list_int64(nb_context *ctx, nb_list_int64 **x);
nb_context *lists_context_new(void);
void lists_context_free(nb_context *ctx);
const char *lists_context_error(nb_context *ctx);

/* Raises MemoryError. */
NB_CHECKED nb_status lists_squares(nb_context *ctx, int64_t n, nb_list_int64 **result)
{
    nb_list_int64 *xs = NULL;
    nb_status status = NB_OK;

    if (nb_list_int64_new(ctx, &xs) != NB_OK) {
        status = nb_traceback(ctx, NB_AT("squares", 5));
        goto cleanup;
    }
    for (int64_t i = 0; i < n; i++) {
        if (nb_list_int64_append(ctx, xs, nb_wrap_multiply_int64(i, i)) != NB_OK) {
            status = nb_traceback(ctx, NB_AT("squares", 6));
            goto cleanup;
        }
    }
    *result = nb_move_list_int64(&xs);
cleanup:
    nb_list_int64_release(ctx, &xs);
    return status;
}

/* Raises nothing. */
int64_t lists_total(nb_list_int64 *xs)
{
    int64_t total = 0;

    for (int64_t i = 0; i < xs->length; i++) {
        const int64_t x = xs->items[i];

        total = nb_wrap_add_int64(total, x);
    }
    return total;
}

/* Raises nothing. */
int64_t lists_differences(nb_list_int64 *xs)
{
    int64_t most = 0;

    for (int64_t i = 1; i < xs->length; i++) {
        most = nb_max_int64(most, nb_wrap_subtract_int64(xs->items[i], xs->items[i - 1]));
    }
    return most;
}

/* Raises IndexError. */
NB_CHECKED nb_status lists_item(nb_context *ctx, nb_list_int64 *xs, int64_t i, int64_t *result)
{
    if (i < 0 || i >= xs->length) {
        return nb_raise(ctx, &nb_IndexError, "list index out of range", NB_AT("item", 22));
    }
    *result = xs->items[i];
    return NB_OK;
}

/* Closure of sort_by_last_digit, lifted. Raises nothing. */
static inline int64_t sort_by_last_digit_lambda(int64_t x)
{
    return nb_modulo_int64(x, 10);
}

/* Raises ValueError, MemoryError. */
NB_CHECKED nb_status lists_sort_by_last_digit(nb_context *ctx, nb_list_int64 *xs)
{
    nb_list_int64 *keys = NULL;
    nb_status status = NB_OK;

    if (nb_list_int64_new(ctx, &keys) != NB_OK) {
        status = nb_traceback(ctx, NB_AT("sort_by_last_digit", 24));
        goto cleanup;
    }
    for (int64_t i = 0; i < xs->length; i++) {
        const int64_t item = xs->items[i];

        if (nb_list_int64_append(ctx, keys, sort_by_last_digit_lambda(item)) != NB_OK) {
            status = nb_traceback(ctx, NB_AT("sort_by_last_digit", 24));
            goto cleanup;
        }
    }
    status = nb_traced(ctx, nb_sort_int64_by_int64_list(ctx, xs, keys, false),
                       NB_AT("sort_by_last_digit", 24));
cleanup:
    nb_list_int64_release(ctx, &keys);
    return status;
}

/* Raises MemoryError. */
NB_CHECKED nb_status lists_insert_zeros(nb_context *ctx, nb_list_int64 *xs, int64_t count)
{
    nb_list_int64 *zeros = NULL;
    nb_status status = NB_OK;

    if (nb_list_int64_of(ctx, (int64_t[1]){0}, 1, &zeros) != NB_OK) {
        status = nb_traceback(ctx, NB_AT("insert_zeros", 27));
        goto cleanup;
    }
    for (int64_t i = 1; i < count; i++) {
        if (nb_list_int64_append(ctx, zeros, 0) != NB_OK) {
            status = nb_traceback(ctx, NB_AT("insert_zeros", 28));
            goto cleanup;
        }
    }
    status = nb_traced(ctx, nb_list_int64_extend(ctx, xs, zeros), NB_AT("insert_zeros", 29));
cleanup:
    nb_list_int64_release(ctx, &zeros);
    return status;
}

/* Gives up a value that a function gave; a second time does nothing. */
void lists_release_list_int64(nb_context *ctx, nb_list_int64 **x)
{
    nb_list_int64_release(ctx, x);
}

/* A context to call functions with, or NULL: there is no memory. */
nb_context *lists_context_new(void)
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
void lists_context_free(nb_context *ctx)
{
    nb_context_close(ctx);
    free(ctx);
}

/* What was raised last: "IndexError: index out of range". The context owns the text. */
const char *lists_context_error(nb_context *ctx)
{
    return nb_describe_raised(ctx);
}
