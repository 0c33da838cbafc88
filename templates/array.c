/* Arrays of one element type and rank. The holes: $E the element's short name, $T its C type,
 * $R the rank, $W the function that writes an element; what stands between $[ and $] is
 * repeated for each axis, $I its number. */

//@ nb_array_$E_$Rd <stdint.h>
/* A contiguous array: the last axis varies fastest. */
typedef struct nb_array_$E_$Rd {
    $T *data;
    int64_t shape[$R];
    nb_block *owner; /* what the elements lie in, or NULL: they are the caller's */
} nb_array_$E_$Rd;

//@ nb_array_$E_$Rd_strided <stdint.h>
/* An array of any layout, or a view of one: `strides` tells how many elements lie from one
 * index of an axis to the next. */
typedef struct nb_array_$E_$Rd_strided {
    $T *data;
    int64_t shape[$R];
    int64_t strides[$R];
    nb_block *owner; /* as in nb_array_$E_$Rd */
} nb_array_$E_$Rd_strided;

//@ nb_array_$E_$Rd_size <stdint.h>
/* How many elements there are. */
NB_INLINE int64_t nb_array_$E_$Rd_size(nb_array_$E_$Rd a)
{
    return 1$[ * a.shape[$I]$];
}

//@ nb_array_$E_$Rd_strided_size <stdint.h>
/* How many elements there are. */
NB_INLINE int64_t nb_array_$E_$Rd_strided_size(nb_array_$E_$Rd_strided a)
{
    return 1$[ * a.shape[$I]$];
}

//@ nb_array_$E_$Rd_as_strided <stdint.h>
/* A view of the whole array. */
NB_INLINE nb_array_$E_$Rd_strided nb_array_$E_$Rd_as_strided(nb_array_$E_$Rd a)
{
    nb_array_$E_$Rd_strided view;
    int64_t stride = 1;

    view.data = a.data;
    view.owner = a.owner;
    for (int axis = $R - 1; axis >= 0; axis--) {
        view.shape[axis] = a.shape[axis];
        view.strides[axis] = stride;
        stride *= a.shape[axis];
    }
    return view;
}

//@ nb_array_$E_$Rd_strided_slice
/* The view with one axis cut down to a slice. */
NB_INLINE nb_array_$E_$Rd_strided nb_array_$E_$Rd_strided_slice(nb_array_$E_$Rd_strided a, int axis,
                                                                nb_slice slice)
{
    const nb_items items = nb_slice_items(slice, a.shape[axis]);

    a.data += items.start * a.strides[axis];
    a.shape[axis] = items.length;
    a.strides[axis] *= items.step;
    return a;
}

//@ nb_array_$E_$Rd_slice
/* A view with one axis cut down to a slice. */
NB_INLINE nb_array_$E_$Rd_strided nb_array_$E_$Rd_slice(nb_array_$E_$Rd a, int axis, nb_slice slice)
{
    return nb_array_$E_$Rd_strided_slice(nb_array_$E_$Rd_as_strided(a), axis, slice);
}

//@ nb_array_$E_$Rd_retain
/* The same array, which now has one more owner. */
NB_INLINE nb_array_$E_$Rd nb_array_$E_$Rd_retain(nb_array_$E_$Rd a)
{
    nb_block_retain(a.owner);
    return a;
}

//@ nb_array_$E_$Rd_drop <stdint.h>
/* Gives up the block that elements lie in, and the elements with its last owner. */
NB_API void nb_array_$E_$Rd_drop(nb_context *ctx, nb_block *block)
{
    if (!nb_block_is_last(block)) {
        return;
    }
    $T *items = nb_block_data(block);

    for (int64_t i = 0; i < nb_block_count(block, sizeof *items); i++) {
        $D(ctx, &items[i]);
    }
    nb_block_free(ctx, block);
}

//@ nb_array_$E_$Rd_release <stddef.h>
/* Gives up an array; a second time does nothing. */
NB_INLINE void nb_array_$E_$Rd_release(nb_context *ctx, nb_array_$E_$Rd *a)
{
$(D
    nb_block *gone = a->owner;

    a->owner = NULL;
$[    a->shape[$I] = 0;
$]    nb_array_$E_$Rd_drop(ctx, gone);
$)
$(!D
    nb_block_release(ctx, a->owner);
    a->owner = NULL;
$)
}

//@ nb_array_$E_$Rd_strided_retain
/* The same view, which now has one more owner. */
NB_INLINE nb_array_$E_$Rd_strided nb_array_$E_$Rd_strided_retain(nb_array_$E_$Rd_strided a)
{
    nb_block_retain(a.owner);
    return a;
}

//@ nb_array_$E_$Rd_strided_release <stddef.h>
/* Gives up a view; a second time does nothing. */
NB_INLINE void nb_array_$E_$Rd_strided_release(nb_context *ctx, nb_array_$E_$Rd_strided *a)
{
$(D
    nb_block *gone = a->owner;

    a->owner = NULL;
$[    a->shape[$I] = 0;
$]    nb_array_$E_$Rd_drop(ctx, gone);
$)
$(!D
    nb_block_release(ctx, a->owner);
    a->owner = NULL;
$)
}

//@ nb_array_$E_$Rd_move <stddef.h>
/* The array of a place, which is left without one. */
NB_INLINE nb_array_$E_$Rd nb_array_$E_$Rd_move(nb_array_$E_$Rd *place)
{
    const nb_array_$E_$Rd moved = *place;

    place->owner = NULL;
    return moved;
}

//@ nb_array_$E_$Rd_replace
/* Gives up the array of a place for another. */
NB_INLINE void nb_array_$E_$Rd_replace(nb_context *ctx, nb_array_$E_$Rd *place, nb_array_$E_$Rd a)
{
$(D
    nb_block *gone = place->owner;

    *place = a;
    nb_array_$E_$Rd_drop(ctx, gone);
$)
$(!D
    nb_block_release(ctx, place->owner);
    *place = a;
$)
}

//@ nb_array_$E_$Rd_strided_move <stddef.h>
/* The view of a place, which is left without one. */
NB_INLINE nb_array_$E_$Rd_strided nb_array_$E_$Rd_strided_move(nb_array_$E_$Rd_strided *place)
{
    const nb_array_$E_$Rd_strided moved = *place;

    place->owner = NULL;
    return moved;
}

//@ nb_array_$E_$Rd_strided_replace
/* Gives up the view of a place for another. */
NB_INLINE void nb_array_$E_$Rd_strided_replace(nb_context *ctx, nb_array_$E_$Rd_strided *place, nb_array_$E_$Rd_strided a)
{
$(D
    nb_block *gone = place->owner;

    *place = a;
    nb_array_$E_$Rd_drop(ctx, gone);
$)
$(!D
    nb_block_release(ctx, place->owner);
    *place = a;
$)
}

//@ nb_array_$E_$Rd_new <stddef.h> <stdint.h>
/* A new array of zeros. Raises ValueError for a negative size, MemoryError. */
NB_API nb_status nb_array_$E_$Rd_new(nb_context *ctx, $[int64_t n$I, $]nb_array_$E_$Rd *result)
{
    nb_array_$E_$Rd made;
    int64_t count = 0;

$[    made.shape[$I] = n$I;
$]    if (nb_array_count(ctx, made.shape, $R, &count) != NB_OK) {
        return NB_RAISED;
    }
    made.owner = nb_block_of(ctx, count, sizeof *made.data, $(!DNB_PLAIN | $)NB_ZEROED);
    if (made.owner == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
$(V
    nb_name(ctx, made.owner, "array[$V, $R]");
$)
    made.data = nb_block_data(made.owner);
    *result = made;
    return NB_OK;
}

//@ nb_array_$E_$Rd_empty <stddef.h> <stdint.h>
/* A new array whose elements are not set. Raises ValueError for a negative size, MemoryError. */
NB_API nb_status nb_array_$E_$Rd_empty(nb_context *ctx, $[int64_t n$I, $]nb_array_$E_$Rd *result)
{
    nb_array_$E_$Rd made;
    int64_t count = 0;

$[    made.shape[$I] = n$I;
$]    if (nb_array_count(ctx, made.shape, $R, &count) != NB_OK) {
        return NB_RAISED;
    }
    made.owner = nb_block_of(ctx, count, sizeof *made.data, $(DNB_ZEROED$)$(!DNB_PLAIN$));
    if (made.owner == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
$(V
    nb_name(ctx, made.owner, "array[$V, $R]");
$)
    made.data = nb_block_data(made.owner);
    *result = made;
    return NB_OK;
}

//@ nb_array_$E_$Rd_full <stdint.h>
/* A new array with `value` everywhere. Raises ValueError for a negative size, MemoryError. */
NB_API nb_status nb_array_$E_$Rd_full(nb_context *ctx, $[int64_t n$I, $]$T value,
                                      nb_array_$E_$Rd *result)
{
    if (nb_array_$E_$Rd_empty(ctx, $[n$I, $]result) != NB_OK) {
        return NB_RAISED;
    }
    const int64_t size = nb_array_$E_$Rd_size(*result);

    for (int64_t i = 0; i < size; i++) {
        result->data[i] = $K(value);
    }
    return NB_OK;
}

//@ nb_array_$E_$Rd_copy <stddef.h> <string.h>
/* A new array with the same elements. Raises MemoryError. */
NB_API nb_status nb_array_$E_$Rd_copy(nb_context *ctx, nb_array_$E_$Rd a, nb_array_$E_$Rd *result)
{
    const size_t size = (size_t)nb_array_$E_$Rd_size(a);

    if (nb_array_$E_$Rd_empty(ctx, $[a.shape[$I], $]result) != NB_OK) {
        return NB_RAISED;
    }
$(D
    for (size_t i = 0; i < size; i++) {
        result->data[i] = $K(a.data[i]);
    }
$)
$(!D
    if (size > 0) {
        memcpy(result->data, a.data, size * sizeof *a.data);
    }
$)
    return NB_OK;
}

//@ nb_array_$E_$Rd_gather <stdint.h>
/* Copies what a view of `rank` axes shows to `to`; gives where to go on. */
NB_API $T *nb_array_$E_$Rd_gather($T *to, const $T *from, const int64_t *shape,
                                  const int64_t *strides, int rank)
{
    for (int64_t i = 0; i < shape[0]; i++) {
        const $T *part = from + i * strides[0];

        if (rank == 1) {
            *to++ = $K(*part);
        } else {
            to = nb_array_$E_$Rd_gather(to, part, shape + 1, strides + 1, rank - 1);
        }
    }
    return to;
}

//@ nb_array_$E_$Rd_strided_copy
/* A new contiguous array with the same elements. Raises MemoryError. */
NB_API nb_status nb_array_$E_$Rd_strided_copy(nb_context *ctx, nb_array_$E_$Rd_strided a,
                                              nb_array_$E_$Rd *result)
{
    if (nb_array_$E_$Rd_empty(ctx, $[a.shape[$I], $]result) != NB_OK) {
        return NB_RAISED;
    }
    (void)nb_array_$E_$Rd_gather(result->data, a.data, a.shape, a.strides, $R);
    return NB_OK;
}

//@ nb_array_$E_$Rd_write_axis <stdint.h>
/* Writes what a view of `rank` axes shows. */
NB_API void nb_array_$E_$Rd_write_axis(nb_writer *out, const $T *data, const int64_t *shape,
                                       const int64_t *strides, int rank)
{
    nb_write_literal(out, "[");
    for (int64_t i = 0; i < shape[0]; i++) {
        const $T *part = data + i * strides[0];

        nb_write_literal(out, i > 0 ? ", " : "");
        if (rank == 1) {
            $W(out, *part);
        } else {
            nb_array_$E_$Rd_write_axis(out, part, shape + 1, strides + 1, rank - 1);
        }
    }
    nb_write_literal(out, "]");
}

//@ nb_array_$E_$Rd_strided_write
/* Writes the array as Python writes lists: [[1, 2], [3, 4]]. */
NB_API void nb_array_$E_$Rd_strided_write(nb_writer *out, nb_array_$E_$Rd_strided a)
{
    nb_array_$E_$Rd_write_axis(out, a.data, a.shape, a.strides, $R);
}

//@ nb_array_$E_$Rd_write
/* Writes the array as Python writes lists: [[1, 2], [3, 4]]. */
NB_API void nb_array_$E_$Rd_write(nb_writer *out, nb_array_$E_$Rd a)
{
    nb_array_$E_$Rd_strided_write(out, nb_array_$E_$Rd_as_strided(a));
}

//@ nb_array_$E_$Rd_print
/* Prints the array, and then `after`. */
NB_API void nb_array_$E_$Rd_print(nb_array_$E_$Rd a, const char *after)
{
    nb_writer out = nb_standard_output();

    nb_array_$E_$Rd_write(&out, a);
    nb_write_literal(&out, after);
}

//@ nb_array_$E_$Rd_strided_print
/* Prints the array, and then `after`. */
NB_API void nb_array_$E_$Rd_strided_print(nb_array_$E_$Rd_strided a, const char *after)
{
    nb_writer out = nb_standard_output();

    nb_array_$E_$Rd_strided_write(&out, a);
    nb_write_literal(&out, after);
}

//@ nb_array_$E_$Rd_str
/* The array as Python's str writes lists. Raises MemoryError. */
NB_API nb_status nb_array_$E_$Rd_str(nb_context *ctx, nb_array_$E_$Rd a, nb_str *result)
{
    nb_text text = nb_text_open(ctx);

    nb_array_$E_$Rd_write(&text.writer, a);
    return nb_text_close(&text, result);
}

//@ nb_array_$E_$Rd_strided_str
/* The array as Python's str writes lists. Raises MemoryError. */
NB_API nb_status nb_array_$E_$Rd_strided_str(nb_context *ctx, nb_array_$E_$Rd_strided a,
                                             nb_str *result)
{
    nb_text text = nb_text_open(ctx);

    nb_array_$E_$Rd_strided_write(&text.writer, a);
    return nb_text_close(&text, result);
}

//@ nb_array_$E_$Rd_spread <stdint.h>
/* Gives the elements from `to` on, of so many axes, what lies at the same indices from `from`. */
NB_API void nb_array_$E_$Rd_spread(nb_context *ctx, $T *to, const int64_t *shape,
                                   const int64_t *strides, const $T *from,
                                   const int64_t *from_strides, int rank)
{
    for (int64_t i = 0; i < shape[0]; i++) {
        $T *place = to + i * strides[0];
        const $T *item = from + i * from_strides[0];

        if (rank > 1) {
            nb_array_$E_$Rd_spread(ctx, place, shape + 1, strides + 1, item, from_strides + 1,
                                   rank - 1);
        } else {
$(D
            $T gone = *place;

            *place = $K(*item);
            $D(ctx, &gone);
$)
$(!D
            *place = *item;
$)
        }
    }
}

//@ nb_array_$E_$Rd_strided_fill <stdint.h>
/* Gives every element the value. */
NB_API void nb_array_$E_$Rd_strided_fill(nb_context *ctx, nb_array_$E_$Rd_strided a, $T value)
{
    const int64_t from_strides[$R] = {0};

    nb_array_$E_$Rd_spread(ctx, a.data, a.shape, a.strides, &value, from_strides, $R);
}

//@ nb_array_$E_$Rd_strided_given <stdint.h>
/* What the elements of `a` are given of those of `b`: a view of a's shape, of a copy where both may
 * lie in one memory. Raises ValueError where the shapes do not agree, MemoryError. */
NB_API nb_status nb_array_$E_$Rd_strided_given(nb_context *ctx, nb_array_$E_$Rd_strided a,
                                               nb_array_$E_$Rd_strided b,
                                               nb_array_$E_$Rd_strided *result)
{
    const nb_extent written = nb_extent_of(a.data, a.shape, a.strides, $R, sizeof *a.data);
    const nb_extent read = nb_extent_of(b.data, b.shape, b.strides, $R, sizeof *b.data);

    if (nb_extents_meet(written, read)) {
        nb_array_$E_$Rd copy;

        if (nb_array_$E_$Rd_strided_copy(ctx, b, &copy) != NB_OK) {
            return NB_RAISED;
        }
        b = nb_array_$E_$Rd_as_strided(copy);
    } else {
        nb_block_retain(b.owner);
    }
    a.data = b.data;
    a.owner = b.owner;
    *result = a;
    if (nb_broadcast_strides(ctx, b.shape, b.strides, a.shape, $R, result->strides) != NB_OK) {
        nb_array_$E_$Rd_strided_release(ctx, result);
        return NB_RAISED;
    }
    return NB_OK;
}

//@ nb_array_$E_$Rd_strided_assign
/* Gives the elements of `a` those of `b`, as they were before. Raises ValueError where the shapes
 * do not agree, MemoryError. */
NB_API nb_status nb_array_$E_$Rd_strided_assign(nb_context *ctx, nb_array_$E_$Rd_strided a,
                                                nb_array_$E_$Rd_strided b)
{
    nb_array_$E_$Rd_strided given;

    if (nb_array_$E_$Rd_strided_given(ctx, a, b, &given) != NB_OK) {
        return NB_RAISED;
    }
    nb_array_$E_$Rd_spread(ctx, a.data, a.shape, a.strides, given.data, given.strides, $R);
    nb_array_$E_$Rd_strided_release(ctx, &given);
    return NB_OK;
}
