/* Assignment to views of arrays: what does not depend on the element's type. */

//@ nb_extent <stdint.h>
/* The memory in which the elements of a view lie: none where `low` is `high`. */
typedef struct nb_extent {
    uintptr_t low;
    uintptr_t high;
} nb_extent;

//@ nb_extent_of <stddef.h> <stdint.h>
/* The extent of a view whose first element is at `data`; `strides` are in elements of `size`
 * bytes. */
NB_API nb_extent nb_extent_of(const void *data, const int64_t *shape, const int64_t *strides,
                              int rank, size_t size)
{
    nb_extent extent = {(uintptr_t)data, (uintptr_t)data + size};

    for (int axis = 0; axis < rank; axis++) {
        const int64_t reach = (shape[axis] - 1) * strides[axis] * (int64_t)size;

        if (shape[axis] == 0) {
            return (nb_extent){0, 0};
        }
        if (reach < 0) {
            extent.low -= (uintptr_t)-reach;
        } else {
            extent.high += (uintptr_t)reach;
        }
    }
    return extent;
}

//@ nb_extents_meet <stdbool.h>
/* May two views have an element in common? */
NB_INLINE bool nb_extents_meet(nb_extent a, nb_extent b)
{
    return a.low < b.high && b.low < a.high;
}

//@ nb_write_shape <stdint.h>
/* Writes a shape as Python writes a tuple. */
NB_API void nb_write_shape(nb_writer *out, const int64_t *shape, int rank)
{
    nb_write_literal(out, "(");
    for (int axis = 0; axis < rank; axis++) {
        nb_write_literal(out, axis > 0 ? "," : "");
        nb_write_int64(out, shape[axis]);
    }
    nb_write_literal(out, rank == 1 ? ",)" : ")");
}

//@ nb_raise_shapes <stdint.h>
/* Raises ValueError: what has the shape `from` cannot be assigned to what has the shape `to`. */
NB_API nb_status nb_raise_shapes(nb_context *ctx, const int64_t *from, const int64_t *to, int rank)
{
    nb_text text = nb_text_open(ctx);
    nb_str message;

    nb_write_literal(&text.writer, "could not broadcast input array from shape ");
    nb_write_shape(&text.writer, from, rank);
    nb_write_literal(&text.writer, " into shape ");
    nb_write_shape(&text.writer, to, rank);
    if (nb_text_close(&text, &message) != NB_OK) {
        return NB_RAISED;
    }
    (void)nb_raise_text_here(ctx, &nb_ValueError, message);
    nb_release_str(ctx, &message);
    return NB_RAISED;
}

//@ nb_broadcast_strides <stdint.h>
/* The strides by which a view of the shape `from` is read at each index of the shape `to`: an axis
 * of length 1 repeats its element. Raises ValueError where the shapes do not agree. */
NB_API nb_status nb_broadcast_strides(nb_context *ctx, const int64_t *from, const int64_t *strides,
                                      const int64_t *to, int rank, int64_t *result)
{
    for (int axis = 0; axis < rank; axis++) {
        if (from[axis] != to[axis] && from[axis] != 1) {
            return nb_raise_shapes(ctx, from, to, rank);
        }
        result[axis] = from[axis] == 1 ? 0 : strides[axis];
    }
    return NB_OK;
}
