/* Lists of one element type, as Python's but for negative indices, which are out of range. What
 * stores an item takes it over, what reads one lends it, what removes one hands it over. */

//@ nb_list_$E <stdint.h>
/* A list: `capacity` items have room before `items` must grow. */
typedef struct nb_list_$E {
    int64_t references;
    int64_t length;
    int64_t capacity;
    $T *items;
} nb_list_$E;

//@ nb_list_$E_new <stddef.h> <stdint.h>
/* A new list without items. Raises MemoryError. */
NB_API nb_status nb_list_$E_new(nb_context *ctx, nb_list_$E **result)
{
    nb_list_$E *xs = nb_new(ctx, sizeof *xs);

$(V
    nb_name(ctx, xs, "list[$V]");
$)
    if (xs == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    *xs = (nb_list_$E){1, 0, 0, NULL};
    *result = xs;
    return NB_OK;
}

//@ nb_list_$E_reserve <stddef.h> <stdint.h>
/* Makes room for so many more items. Raises MemoryError. */
NB_API nb_status nb_list_$E_reserve(nb_context *ctx, nb_list_$E *xs, int64_t more)
{
    const int64_t most = PTRDIFF_MAX / (int64_t)sizeof *xs->items;
    int64_t capacity = xs->capacity < 4 ? 8 : 2 * xs->capacity;

    if (more > most - xs->length) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    if (capacity < xs->length + more || capacity > most) {
        capacity = xs->length + more;
    }
    $T *items =
        nb_grow(ctx, xs->items, (size_t)xs->capacity * sizeof *items,
                (size_t)capacity * sizeof *items);
    if (items == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
$(V
    nb_name(ctx, items, "items of list[$V]");
$)
    xs->items = items;
    xs->capacity = capacity;
    return NB_OK;
}

//@ nb_list_$E_append <stdint.h>
/* Puts an item at the end. Raises MemoryError. */
NB_INLINE nb_status nb_list_$E_append(nb_context *ctx, nb_list_$E *xs, $T item)
{
    if (xs->length == xs->capacity && nb_list_$E_reserve(ctx, xs, 1) != NB_OK) {
$(D
        $D(ctx, &item);
$)
        return NB_RAISED;
    }
    xs->items[xs->length++] = item;
    return NB_OK;
}

//@ nb_list_$E_clear <stddef.h> <stdint.h>
/* Removes all items. */
NB_API void nb_list_$E_clear(nb_context *ctx, nb_list_$E *xs)
{
    const nb_list_$E gone = *xs;

    xs->items = NULL;
    xs->length = 0;
    xs->capacity = 0;
$(D
    for (int64_t i = 0; i < gone.length; i++) {
        $D(ctx, &gone.items[i]);
    }
$)
    nb_free(ctx, gone.items, (size_t)gone.capacity * sizeof *gone.items);
}

//@ nb_list_$E_retain <stddef.h>
/* The list, which may be NULL, with one more owner. */
NB_INLINE nb_list_$E *nb_list_$E_retain(nb_list_$E *xs)
{
    if (xs != NULL) {
        xs->references++;
    }
    return xs;
}

//@ nb_list_$E_release <stddef.h> <stdint.h>
/* Gives up an owner of what is in the place, which may be NULL; the last one frees it. A
 * second time does nothing. */
NB_API void nb_list_$E_release(nb_context *ctx, nb_list_$E **place)
{
    nb_list_$E *xs = *place;

    *place = NULL;
    if (xs == NULL || --xs->references > 0) {
        return;
    }
$(D
    for (int64_t i = 0; i < xs->length; i++) {
        $D(ctx, &xs->items[i]);
    }
$)
    nb_free(ctx, xs->items, (size_t)xs->capacity * sizeof *xs->items);
    nb_free(ctx, xs, sizeof *xs);
}

//@ nb_list_$E_put <stddef.h> <stdint.h> <string.h>
/* Copies items to the end, where there is room. */
NB_INLINE void nb_list_$E_put(nb_list_$E *xs, const $T *items, int64_t count)
{
$(K
    for (int64_t i = 0; i < count; i++) {
        xs->items[xs->length + i] = $K(items[i]);
    }
$)
$(!K
    if (count > 0) {
        memcpy(xs->items + xs->length, items, (size_t)count * sizeof *items);
    }
$)
    xs->length += count;
}

//@ nb_list_$E_sized <stdint.h>
/* A new list without items, with room for some. Raises MemoryError. */
NB_API nb_status nb_list_$E_sized(nb_context *ctx, int64_t capacity, nb_list_$E **result)
{
    nb_list_$E *xs = NULL;

    if (nb_list_$E_new(ctx, &xs) != NB_OK) {
        return NB_RAISED;
    }
    if (capacity > 0 && nb_list_$E_reserve(ctx, xs, capacity) != NB_OK) {
        nb_free(ctx, xs, sizeof *xs);
        return NB_RAISED;
    }
    *result = xs;
    return NB_OK;
}

//@ nb_list_$E_arguments <stdint.h>
/* Of strings: what the program was started with, behind its name. Raises MemoryError. */
NB_API nb_status nb_list_$E_arguments(nb_context *ctx, nb_list_$E **result)
{
    if (nb_list_$E_sized(ctx, ctx->argument_count, result) != NB_OK) {
        return NB_RAISED;
    }
    nb_list_$E *xs = *result;
    for (int i = 1; i < ctx->argument_count; i++) {
        if (nb_str_of_outside(ctx, ctx->arguments[i], &xs->items[xs->length]) != NB_OK) {
            nb_list_$E_release(ctx, result);
            return NB_RAISED;
        }
        xs->length++;
    }
    return NB_OK;
}

//@ nb_list_$E_of <stddef.h> <stdint.h> <string.h>
/* A new list of the given items. Raises MemoryError. */
NB_API nb_status nb_list_$E_of(nb_context *ctx, const $T *items, int64_t count,
                               nb_list_$E **result)
{
    if (nb_list_$E_sized(ctx, count, result) != NB_OK) {
$(D
        for (int64_t i = 0; i < count; i++) {
            $T item = items[i];

            $D(ctx, &item);
        }
$)
        return NB_RAISED;
    }
    memcpy((*result)->items, items, (size_t)count * sizeof *items);
    (*result)->length = count;
    return NB_OK;
}

//@ nb_list_$E_copy
/* A new list with the same items. Raises MemoryError. */
NB_API nb_status nb_list_$E_copy(nb_context *ctx, const nb_list_$E *xs, nb_list_$E **result)
{
    if (nb_list_$E_sized(ctx, xs->length, result) != NB_OK) {
        return NB_RAISED;
    }
    nb_list_$E_put(*result, xs->items, xs->length);
    return NB_OK;
}

//@ nb_list_$E_slice <stdint.h>
/* xs[low:high:step], a new list. Raises MemoryError. */
NB_API nb_status nb_list_$E_slice(nb_context *ctx, const nb_list_$E *xs, nb_slice slice,
                                  nb_list_$E **result)
{
    const nb_items taken = nb_slice_items(slice, xs->length);

    if (nb_list_$E_sized(ctx, taken.length, result) != NB_OK) {
        return NB_RAISED;
    }
    nb_list_$E *part = *result;

    if (taken.step == 1) {
        nb_list_$E_put(part, xs->items + taken.start, taken.length);
        return NB_OK;
    }
    for (int64_t i = 0; i < taken.length; i++) {
        part->items[i] = $K(xs->items[taken.start + i * taken.step]);
    }
    part->length = taken.length;
    return NB_OK;
}

//@ nb_list_$E_reversed <stdint.h>
/* A new list with the items from the last to the first. Raises MemoryError. */
NB_API nb_status nb_list_$E_reversed(nb_context *ctx, const nb_list_$E *xs, nb_list_$E **result)
{
    if (nb_list_$E_sized(ctx, xs->length, result) != NB_OK) {
        return NB_RAISED;
    }
    for (int64_t i = 0; i < xs->length; i++) {
        (*result)->items[i] = $K(xs->items[xs->length - 1 - i]);
    }
    (*result)->length = xs->length;
    return NB_OK;
}

//@ nb_list_$E_concat
/* xs + ys. Raises MemoryError. */
NB_API nb_status nb_list_$E_concat(nb_context *ctx, const nb_list_$E *xs, const nb_list_$E *ys,
                                   nb_list_$E **result)
{
    if (nb_list_$E_sized(ctx, xs->length + ys->length, result) != NB_OK) {
        return NB_RAISED;
    }
    nb_list_$E_put(*result, xs->items, xs->length);
    nb_list_$E_put(*result, ys->items, ys->length);
    return NB_OK;
}

//@ nb_list_$E_extend <stdint.h>
/* Puts the items of `ys`, which may be `xs` itself, at the end. Raises MemoryError. */
NB_API nb_status nb_list_$E_extend(nb_context *ctx, nb_list_$E *xs, const nb_list_$E *ys)
{
    const int64_t count = ys->length;

    if (xs->capacity - xs->length < count && nb_list_$E_reserve(ctx, xs, count) != NB_OK) {
        return NB_RAISED;
    }
    nb_list_$E_put(xs, ys->items, count);
    return NB_OK;
}

//@ nb_list_$E_repeat <stdint.h>
/* xs * n: empty where n is negative. Raises MemoryError. */
NB_API nb_status nb_list_$E_repeat(nb_context *ctx, const nb_list_$E *xs, int64_t n,
                                   nb_list_$E **result)
{
    const int64_t count = n > 0 ? n : 0;

    if (xs->length > 0 && count > INT64_MAX / xs->length) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    if (nb_list_$E_sized(ctx, count * xs->length, result) != NB_OK) {
        return NB_RAISED;
    }
    for (int64_t i = 0; i < count; i++) {
        nb_list_$E_put(*result, xs->items, xs->length);
    }
    return NB_OK;
}

//@ nb_list_$E_multiply <stdint.h>
/* xs *= n: cleared where n is not positive. Raises MemoryError. */
NB_API nb_status nb_list_$E_multiply(nb_context *ctx, nb_list_$E *xs, int64_t n)
{
    const int64_t length = xs->length;

    if (n <= 0) {
        nb_list_$E_clear(ctx, xs);
        return NB_OK;
    }
    if (length > 0 && n - 1 > INT64_MAX / length) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    if (xs->capacity - length < (n - 1) * length &&
        nb_list_$E_reserve(ctx, xs, (n - 1) * length) != NB_OK) {
        return NB_RAISED;
    }
    for (int64_t i = 1; i < n; i++) {
        nb_list_$E_put(xs, xs->items, length);
    }
    return NB_OK;
}

//@ nb_list_$E_insert <stdbool.h> <stddef.h> <stdint.h> <string.h>
/* Puts an item before the one at `i`, or at the end where i is not less than the length. Raises
 * IndexError where i is negative, MemoryError. */
NB_API nb_status nb_list_$E_insert(nb_context *ctx, nb_list_$E *xs, int64_t i, $T item)
{
    if (i < 0 || i >= xs->length) {
        if (i >= 0) {
            return nb_list_$E_append(ctx, xs, item);
        }
$(D
        $D(ctx, &item);
$)
        return nb_raise_here(ctx, &nb_IndexError, "list index out of range");
    }
    if (xs->length == xs->capacity && nb_list_$E_reserve(ctx, xs, 1) != NB_OK) {
$(D
        $D(ctx, &item);
$)
        return NB_RAISED;
    }
    memmove(xs->items + i + 1, xs->items + i, (size_t)(xs->length - i) * sizeof item);
    xs->items[i] = item;
    xs->length++;
    return NB_OK;
}

//@ nb_list_$E_cut <stddef.h> <stdint.h> <string.h>
/* Takes `count` items from `at` on out of the list, which no longer owns them. */
NB_INLINE void nb_list_$E_cut(nb_list_$E *xs, int64_t at, int64_t count)
{
    const int64_t after = xs->length - at - count;

    if (after > 0) {
        memmove(xs->items + at, xs->items + at + count, (size_t)after * sizeof *xs->items);
    }
    xs->length -= count;
}

//@ nb_list_$E_pop
/* Removes the last item and gives it. Raises IndexError. */
NB_INLINE nb_status nb_list_$E_pop(nb_context *ctx, nb_list_$E *xs, $T *result)
{
    if (xs->length == 0) {
        return nb_raise_here(ctx, &nb_IndexError, "pop from empty list");
    }
    *result = xs->items[--xs->length];
    return NB_OK;
}

//@ nb_list_$E_pop_at <stdint.h>
/* Removes the item at `i` and gives it. Raises IndexError. */
NB_API nb_status nb_list_$E_pop_at(nb_context *ctx, nb_list_$E *xs, int64_t i, $T *result)
{
    if (i < 0 || i >= xs->length) {
        return nb_raise_here(ctx, &nb_IndexError,
                             xs->length == 0 ? "pop from empty list" : "pop index out of range");
    }
    *result = xs->items[i];
    nb_list_$E_cut(xs, i, 1);
    return NB_OK;
}

//@ nb_list_$E_drop <stddef.h> <stdint.h> <string.h>
/* Takes `count` items from `at` on out of the list and gives them up: all of them, or, where there
 * is no memory for that, one after the other. */
NB_API void nb_list_$E_drop(nb_context *ctx, nb_list_$E *xs, int64_t at, int64_t count)
{
    const size_t size = (size_t)count * sizeof *xs->items;
    $T *gone = count > 1 ? nb_new(ctx, size) : NULL;

    if (gone != NULL) {
        memcpy(gone, xs->items + at, size);
        nb_list_$E_cut(xs, at, count);
    }
    for (int64_t i = 0; i < count && (gone != NULL || at < xs->length); i++) {
        $T item;

        if (gone != NULL) {
            item = gone[i];
        } else {
            item = xs->items[at];
            nb_list_$E_cut(xs, at, 1);
        }
        $D(ctx, &item);
    }
    nb_free(ctx, gone, size);
}

//@ nb_list_$E_delete <stdint.h>
/* Removes the items from `low` to before `high`, clamped as a slice. */
NB_API void nb_list_$E_delete(nb_context *ctx, nb_list_$E *xs, int64_t low, int64_t high)
{
    const nb_items gone = nb_items_between(low, high, xs->length);

$(D
    nb_list_$E_drop(ctx, xs, gone.start, gone.length);
$)
$(!D
    (void)ctx;
    nb_list_$E_cut(xs, gone.start, gone.length);
$)
}

//@ nb_list_$E_delete_at <stdint.h>
/* Removes the item at `i`. Raises IndexError. */
NB_API nb_status nb_list_$E_delete_at(nb_context *ctx, nb_list_$E *xs, int64_t i)
{
    if (i < 0 || i >= xs->length) {
        return nb_raise_here(ctx, &nb_IndexError, "list assignment index out of range");
    }
$(D
    nb_list_$E_drop(ctx, xs, i, 1);
$)
$(!D
    nb_list_$E_cut(xs, i, 1);
$)
    return NB_OK;
}

//@ nb_list_$E_replace <stdint.h> <stddef.h> <string.h>
/* xs[low:high] = ys, which may be `xs` itself. Raises MemoryError. */
NB_API nb_status nb_list_$E_replace(nb_context *ctx, nb_list_$E *xs, int64_t low, int64_t high,
                                      const nb_list_$E *ys)
{
    const nb_items gone = nb_items_between(low, high, xs->length);
    const int64_t after = xs->length - gone.start - gone.length;
    nb_list_$E *rest = NULL;

    if (nb_list_$E_sized(ctx, gone.start + ys->length + after, &rest) != NB_OK) {
        return NB_RAISED;
    }
    nb_list_$E_put(rest, xs->items, gone.start);
    nb_list_$E_put(rest, ys->items, ys->length);
    if (after > 0) {
        nb_list_$E_put(rest, xs->items + gone.start + gone.length, after);
    }
    const nb_list_$E old = *xs;

    xs->length = rest->length;
    xs->capacity = rest->capacity;
    xs->items = rest->items;
    rest->length = old.length;
    rest->capacity = old.capacity;
    rest->items = old.items;
    nb_list_$E_release(ctx, &rest);
    return NB_OK;
}

//@ nb_list_$E_find <stdint.h>
/* Where the item first stands between two indices, or -1. */
NB_API int64_t nb_list_$E_find(const nb_list_$E *xs, $T item, int64_t low, int64_t high)
{
    const nb_items searched = nb_items_between(low, high, xs->length);

    for (int64_t i = searched.start; i < searched.start + searched.length; i++) {
        if ($Q(xs->items[i], item)) {
            return i;
        }
    }
    return -1;
}

//@ nb_list_$E_contains <stdbool.h>
/* item in xs */
NB_API bool nb_list_$E_contains(const nb_list_$E *xs, $T item)
{
    return nb_list_$E_find(xs, item, 0, xs->length) >= 0;
}

//@ nb_list_$E_index_between <stdint.h>
/* Where the item first stands between two indices. Raises ValueError. */
NB_API nb_status nb_list_$E_index_between(nb_context *ctx, const nb_list_$E *xs, $T item,
                                          int64_t low, int64_t high, int64_t *result)
{
    *result = nb_list_$E_find(xs, item, low, high);
    return *result >= 0 ? NB_OK
                        : nb_raise_here(ctx, &nb_ValueError, "list.index(x): x not in list");
}

//@ nb_list_$E_index_from <stdint.h>
/* Where the item first stands from an index on. Raises ValueError. */
NB_INLINE nb_status nb_list_$E_index_from(nb_context *ctx, const nb_list_$E *xs, $T item,
                                          int64_t low, int64_t *result)
{
    return nb_list_$E_index_between(ctx, xs, item, low, xs->length, result);
}

//@ nb_list_$E_index <stdint.h>
/* Where the item first stands. Raises ValueError. */
NB_INLINE nb_status nb_list_$E_index(nb_context *ctx, const nb_list_$E *xs, $T item,
                                     int64_t *result)
{
    return nb_list_$E_index_between(ctx, xs, item, 0, xs->length, result);
}

//@ nb_list_$E_remove <stdint.h>
/* Removes the first item that is equal. Raises ValueError. */
NB_API nb_status nb_list_$E_remove(nb_context *ctx, nb_list_$E *xs, $T item)
{
    const int64_t i = nb_list_$E_find(xs, item, 0, xs->length);

    return i >= 0 ? nb_list_$E_delete_at(ctx, xs, i)
                  : nb_raise_here(ctx, &nb_ValueError, "list.remove(x): x not in list");
}

//@ nb_list_$E_count <stdint.h>
/* How many items are equal to it. */
NB_API int64_t nb_list_$E_count(const nb_list_$E *xs, $T item)
{
    int64_t count = 0;

    for (int64_t i = 0; i < xs->length; i++) {
        count += $Q(xs->items[i], item);
    }
    return count;
}

//@ nb_list_$E_reverse <stdint.h>
/* Reverses the order of the items. */
NB_API void nb_list_$E_reverse(nb_list_$E *xs)
{
    for (int64_t i = 0, k = xs->length - 1; i < k; i++, k--) {
        $T item = xs->items[i];

        xs->items[i] = xs->items[k];
        xs->items[k] = item;
    }
}

//@ nb_list_$E_equal <stdbool.h> <stdint.h>
/* Have the lists equal items? */
NB_API bool nb_list_$E_equal(const nb_list_$E *xs, const nb_list_$E *ys)
{
    if (xs->length != ys->length) {
        return false;
    }
    for (int64_t i = 0; i < xs->length; i++) {
        if (!$Q(xs->items[i], ys->items[i])) {
            return false;
        }
    }
    return true;
}

//@ nb_list_$E_less <stdbool.h> <stdint.h>
/* xs < ys: the first items that differ decide, or else the lengths. */
NB_API bool nb_list_$E_less(const nb_list_$E *xs, const nb_list_$E *ys)
{
    for (int64_t i = 0; i < xs->length && i < ys->length; i++) {
        if (!$Q(xs->items[i], ys->items[i])) {
            return $L(xs->items[i], ys->items[i]);
        }
    }
    return xs->length < ys->length;
}

//@ nb_list_$E_sort_run <stdint.h>
/* Sorts a few items by insertion; equal ones stay in order. */
NB_API void nb_list_$E_sort_run($T *items, int64_t count)
{
    for (int64_t i = 1; i < count; i++) {
        $T item = items[i];
        int64_t k = i;

        for (; k > 0 && $L(item, items[k - 1]); k--) {
            items[k] = items[k - 1];
        }
        items[k] = item;
    }
}

//@ nb_list_$E_merge <stdint.h>
/* Merges two sorted runs, which lie one behind the other, to `to`; equal items stay in order. */
NB_API void nb_list_$E_merge($T *to, const $T *from, int64_t middle, int64_t count)
{
    int64_t left = 0;
    int64_t right = middle;

    for (int64_t i = 0; i < count; i++) {
        if (left < middle && (right == count || !$L(from[right], from[left]))) {
            to[i] = from[left++];
        } else {
            to[i] = from[right++];
        }
    }
}

//@ nb_list_$E_sort_with <stdint.h> <stddef.h> <string.h>
/* Sorts the items by merging runs of doubled length, to `room` and back. */
NB_API void nb_list_$E_sort_with(nb_list_$E *xs, $T *room)
{
    const int64_t length = xs->length;
    int64_t run = 16;
    $T *from = xs->items;
    $T *to = room;

    for (int64_t i = 0; i < length; i += run) {
        nb_list_$E_sort_run(from + i, length - i < run ? length - i : run);
    }
    for (; run < length; run *= 2) {
        for (int64_t i = 0; i < length; i += 2 * run) {
            const int64_t rest = length - i;

            nb_list_$E_merge(to + i, from + i, rest < run ? rest : run,
                             rest < 2 * run ? rest : 2 * run);
        }
        $T *merged = to;

        to = from;
        from = merged;
    }
    if (from != xs->items) {
        memcpy(xs->items, from, (size_t)length * sizeof *from);
    }
}

//@ nb_list_$E_sort <stddef.h> <stdint.h>
/* Sorts the items; equal ones stay in order. Raises MemoryError. */
NB_API nb_status nb_list_$E_sort(nb_context *ctx, nb_list_$E *xs)
{
    const size_t size = (size_t)xs->length * sizeof *xs->items;

    if (xs->length < 2) {
        return NB_OK;
    }
    $T *room = nb_new(ctx, size);

    if (room == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    nb_list_$E_sort_with(xs, room);
    nb_free(ctx, room, size);
    return NB_OK;
}

//@ nb_list_$E_sorted
/* A new list with the items sorted. Raises MemoryError. */
NB_API nb_status nb_list_$E_sorted(nb_context *ctx, const nb_list_$E *xs, nb_list_$E **result)
{
    return nb_list_$E_copy(ctx, xs, result) == NB_OK ? nb_list_$E_sort(ctx, *result) : NB_RAISED;
}

//@ nb_list_$E_write <stdint.h>
/* Writes the list as Python does: [1, 2]. */
NB_API void nb_list_$E_write(nb_writer *out, const nb_list_$E *xs)
{
    nb_write_literal(out, "[");
    for (int64_t i = 0; i < xs->length; i++) {
        nb_write_literal(out, i > 0 ? ", " : "");
        $W(out, xs->items[i]);
    }
    nb_write_literal(out, "]");
}

//@ nb_list_$E_print
/* Prints the list, and then `after`. */
NB_API void nb_list_$E_print(const nb_list_$E *xs, const char *after)
{
    nb_writer out = nb_standard_output();

    nb_list_$E_write(&out, xs);
    nb_write_literal(&out, after);
}

//@ nb_list_$E_str
/* The list as Python's str writes it. Raises MemoryError. */
NB_API nb_status nb_list_$E_str(nb_context *ctx, const nb_list_$E *xs, nb_str *result)
{
    nb_text text = nb_text_open(ctx);

    nb_list_$E_write(&text.writer, xs);
    return nb_text_close(&text, result);
}
