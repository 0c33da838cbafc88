/* ---- types ---- */

/* Which items a slice takes: `count` of them from `start` on, `step` apart. */
typedef struct Places {
    int64_t start, step, count;
} Places;

typedef struct nb_option_int64 {
    bool has_value;
    int64_t value;
} nb_option_int64;

/* ---- runtime for these types ---- */

/* What it holds, or `otherwise` where it holds nothing. */
static inline int64_t nb_option_int64_value_or(nb_option_int64 a, int64_t otherwise)
{
    return a.has_value ? a.value : otherwise;
}

/* What lies at index i of axis 1. */
static inline nb_array_int64_1d_strided nb_array_int64_2d_strided_column(
    nb_array_int64_2d_strided a, int64_t i)
{
    return (nb_array_int64_1d_strided){a.data + i * a.strides[1], {a.shape[0]}, {a.strides[0]},
                                       a.owner};
}

/* What lies at index i of axis 1. */
static inline nb_array_int64_1d_strided nb_array_int64_2d_column(nb_array_int64_2d a, int64_t i)
{
    return nb_array_int64_2d_strided_column(nb_array_int64_2d_as_strided(a), i);
}

/* What lies at index i of axis 0. */
static inline nb_array_int64_1d_strided nb_array_int64_2d_strided_row(
    nb_array_int64_2d_strided a, int64_t i)
{
    return (nb_array_int64_1d_strided){a.data + i * a.strides[0], {a.shape[1]}, {a.strides[1]},
                                       a.owner};
}

/* What lies at index i of axis 0. */
static inline nb_array_int64_1d_strided nb_array_int64_2d_row(nb_array_int64_2d a, int64_t i)
{
    return nb_array_int64_2d_strided_row(nb_array_int64_2d_as_strided(a), i);
}

/* ---- module builtin_slices ---- */

/* A place in builtin_slices.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "builtin_slices.ir", line})

NB_CHECKED nb_status slice_assignment_shift(nb_context *ctx, nb_array_float64_1d a, int64_t n);
NB_CHECKED nb_status slice_assignment_border(nb_context *ctx, nb_array_int64_2d m,
                                             nb_array_int64_1d row);
NB_CHECKED nb_status slice_assignment_clear_even(nb_context *ctx, nb_list_int64 *xs,
                                                 nb_list_int64 *zeros);
nb_context *slice_assignment_context_new(void);
void slice_assignment_context_free(nb_context *ctx);
const char *slice_assignment_context_error(nb_context *ctx);

/* The places that low:high:step takes of so many items. Raises ValueError. */
NB_CHECKED static nb_status builtin_slices_places_of(nb_context *ctx, nb_option_int64 low,
                                                     nb_option_int64 high, int64_t step,
                                                     int64_t length, Places *result)
{
    if (step == 0) {
        return nb_raise(ctx, &nb_ValueError, "slice step cannot be zero", NB_AT("places_of", 10));
    }
    const int64_t first = step > 0 ? 0 : -1;
    const int64_t last = nb_wrap_add_int64(length, first);
    const int64_t start =
        nb_min_int64(nb_max_int64(nb_option_int64_value_or(low, step > 0 ? 0 : last), first), last);
    const int64_t end = nb_min_int64(
        nb_max_int64(nb_option_int64_value_or(high, step > 0 ? last : -1), first), last);
    if (step > 0 ? start >= end : start <= end) {
        *result = (Places){0, step, 0};
        return NB_OK;
    }
    *result = (Places){start, step,
                       nb_wrap_add_int64(
                           nb_floor_divide_int64(
                               nb_wrap_add_int64(nb_wrap_subtract_int64(end, start),
                                                 step > 0 ? -1 : 1),
                               step),
                           1)};
    return NB_OK;
}

/* Raises IndexError, ValueError, MemoryError. */
NB_CHECKED static nb_status builtin_slices_assign_places_int64(
    nb_context *ctx, nb_list_int64 *items, Places places, nb_list_int64 *given)
{
    nb_str text = {0};
    nb_status status = NB_OK;

    if (given->length != places.count) {
        nb_text buffer = nb_text_open(ctx);

        nb_write_literal(&buffer.writer, "attempt to assign sequence of size ");
        nb_write_int64(&buffer.writer, given->length);
        nb_write_literal(&buffer.writer, " to extended slice of size ");
        nb_write_int64(&buffer.writer, places.count);
        if (nb_text_close(&buffer, &text) != NB_OK) {
            status = nb_traceback(ctx, NB_AT("assign_places", 22));
            goto cleanup;
        }
        status = nb_raise_text(ctx, &nb_ValueError, text, NB_AT("assign_places", 22));
        goto cleanup;
    }
    const int64_t stop = places.count;
    for (int64_t i = 0; i < stop; i++) {
        const int64_t value =
            nb_wrap_add_int64(places.start, nb_wrap_multiply_int64(i, places.step));

        if (value < 0 || value >= items->length) {
            status = nb_raise(ctx, &nb_IndexError, "list assignment index out of range",
                              NB_AT("assign_places", 25));
            goto cleanup;
        }
        items->items[value] = given->items[i];
    }
cleanup:
    nb_release_str(ctx, &text);
    return status;
}

/* Assigns to items[low:high:step]. Raises IndexError, ValueError, MemoryError. */
NB_CHECKED static nb_status builtin_slices_assign_slice_int64(
    nb_context *ctx, nb_list_int64 *items, nb_option_int64 low, nb_option_int64 high, int64_t step,
    nb_list_int64 *given)
{
    if (step == 1) {
        return nb_traced(ctx,
                         nb_list_int64_replace(ctx, items, nb_option_int64_value_or(low, 0),
                                               nb_option_int64_value_or(high, items->length),
                                               given),
                         NB_AT("assign_slice", 32));
    }
    Places places;
    if (builtin_slices_places_of(ctx, low, high, step, items->length, &places) != NB_OK) {
        return nb_traceback(ctx, NB_AT("assign_slice", 35));
    }
    nb_list_int64 *value = NULL;
    nb_status status = NB_OK;
    if (given == items) {
        if (nb_list_int64_copy(ctx, given, &value) != NB_OK) {
            status = nb_traceback(ctx, NB_AT("assign_slice", 36));
            goto cleanup;
        }
    } else {
        value = nb_list_int64_retain(given);
    }
    status = nb_traced(ctx, builtin_slices_assign_places_int64(ctx, items, places, value),
                       NB_AT("assign_slice", 36));
cleanup:
    nb_list_int64_release(ctx, &value);
    return status;
}

/* ---- module slice_assignment ---- */

/* A place in slice_assignment.ir, for tracebacks. */
#undef NB_AT
#define NB_AT(function, line) (&(nb_frame){function, "slice_assignment.ir", line})

/* Raises ValueError, MemoryError. */
NB_CHECKED nb_status slice_assignment_shift(nb_context *ctx, nb_array_float64_1d a, int64_t n)
{
    const nb_array_float64_1d_strided view_1 = nb_array_float64_1d_slice(a, 0, nb_slice_from(n));

    if (nb_array_float64_1d_strided_assign(ctx, view_1,
                                           nb_array_float64_1d_slice(
                                               a, 0,
                                               nb_slice_to(nb_wrap_subtract_int64(
                                                   a.shape[0], n)))) != NB_OK) {
        return nb_traceback(ctx, NB_AT("shift", 3));
    }
    nb_array_float64_1d_strided_fill(ctx, nb_array_float64_1d_slice(a, 0, nb_slice_to(n)), 0.0);
    return NB_OK;
}

/* Raises IndexError, ValueError, MemoryError. */
NB_CHECKED nb_status slice_assignment_border(nb_context *ctx, nb_array_int64_2d m,
                                             nb_array_int64_1d row)
{
    if (m.shape[1] <= 0) {
        return nb_raise(ctx, &nb_IndexError, "index out of range", NB_AT("border", 8));
    }
    nb_array_int64_1d_strided_fill(ctx, nb_array_int64_2d_column(m, 0), 1);
    if (m.shape[0] <= 0) {
        return nb_raise(ctx, &nb_IndexError, "index out of range", NB_AT("border", 9));
    }
    const nb_array_int64_1d_strided view_1 = nb_array_int64_2d_row(m, 0);
    return nb_traced(ctx,
                     nb_array_int64_1d_strided_assign(ctx, view_1,
                                                      nb_array_int64_1d_as_strided(row)),
                     NB_AT("border", 9));
}

/* Raises IndexError, ValueError, MemoryError. */
NB_CHECKED nb_status slice_assignment_clear_even(nb_context *ctx, nb_list_int64 *xs,
                                                 nb_list_int64 *zeros)
{
    if (builtin_slices_assign_slice_int64(ctx, xs, (nb_option_int64){0}, (nb_option_int64){0}, 2,
                                          zeros) != NB_OK) {
        return nb_traceback(ctx, NB_AT("clear_even", 13));
    }
    return nb_traced(ctx, nb_list_int64_replace(ctx, xs, 1, 3, zeros), NB_AT("clear_even", 14));
}

/* A context to call functions with, or NULL: there is no memory. */
nb_context *slice_assignment_context_new(void)
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
void slice_assignment_context_free(nb_context *ctx)
{
    nb_context_close(ctx);
    free(ctx);
}

/* What was raised last: "IndexError: index out of range". The context owns the text. */
const char *slice_assignment_context_error(nb_context *ctx)
{
    return nb_describe_raised(ctx);
}
