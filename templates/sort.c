/* Sorting a list by the keys of its items: $E the item, $e the key. */

//@ nb_sort_$E_by_$e <stdbool.h> <stddef.h> <stdint.h>
/* The places of a list's items, and by what they are sorted. */
typedef struct nb_sort_$E_by_$e {
    const $t *keys;
    bool is_reversed;
} nb_sort_$E_by_$e;

//@ nb_sort_$E_by_$e_before <stdbool.h> <stdint.h>
/* Must the item at `a` stand before that at `b`, which comes first now? */
NB_INLINE bool nb_sort_$E_by_$e_before(const nb_sort_$E_by_$e *by, int64_t a, int64_t b)
{
    return by->is_reversed ? $l(by->keys[b], by->keys[a])
                           : $l(by->keys[a], by->keys[b]);
}

//@ nb_sort_$E_by_$e_merge <stdint.h>
/* Merges two sorted runs of places, which lie one behind the other, to `to`. */
NB_API void nb_sort_$E_by_$e_merge(const nb_sort_$E_by_$e *by, int64_t *to, const int64_t *from,
                                   int64_t middle, int64_t count)
{
    int64_t left = 0;
    int64_t right = middle;

    for (int64_t i = 0; i < count; i++) {
        if (left < middle &&
            (right == count || !nb_sort_$E_by_$e_before(by, from[right], from[left]))) {
            to[i] = from[left++];
        } else {
            to[i] = from[right++];
        }
    }
}

//@ nb_sort_$E_by_$e_order <stdint.h>
/* Sorts the places 0, 1, … by merging runs of doubled length, to `room` and back; gives where the
 * order is in the end. */
NB_API int64_t *nb_sort_$E_by_$e_order(const nb_sort_$E_by_$e *by, int64_t *places, int64_t *room,
                                       int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        places[i] = i;
    }
    for (int64_t run = 1; run < count; run *= 2) {
        for (int64_t i = 0; i < count; i += 2 * run) {
            const int64_t rest = count - i;

            nb_sort_$E_by_$e_merge(by, room + i, places + i, rest < run ? rest : run,
                                   rest < 2 * run ? rest : 2 * run);
        }
        int64_t *merged = room;

        room = places;
        places = merged;
    }
    return places;
}

//@ nb_sort_$E_by_$e_list <stdbool.h> <stddef.h> <stdint.h> <string.h>
/* Sorts the list by the keys of its items; items of equal keys stay in order. Raises ValueError
 * where there are not as many keys as items, MemoryError. */
NB_API nb_status nb_sort_$E_by_$e_list(nb_context *ctx, nb_list_$E *xs, const nb_list_$e *keys,
                                       bool reverse)
{
    const nb_sort_$E_by_$e by = {keys->items, reverse};
    const size_t count = (size_t)xs->length;
    const size_t item_bytes = count * sizeof *xs->items;
    const size_t place_bytes = 2 * count * sizeof(int64_t);

    if (xs->length != keys->length) {
        return nb_raise_here(ctx, &nb_ValueError, "list modified during sort");
    }
    if (count < 2) {
        return NB_OK;
    }
    int64_t *places = nb_new(ctx, place_bytes);
    $T *items = places == NULL ? NULL : nb_new(ctx, item_bytes);

    if (items == NULL) {
        nb_free(ctx, places, place_bytes);
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    const int64_t *order = nb_sort_$E_by_$e_order(&by, places, places + count, xs->length);

    memcpy(items, xs->items, item_bytes);
    for (size_t i = 0; i < count; i++) {
        xs->items[i] = items[order[i]];
    }
    nb_free(ctx, items, item_bytes);
    nb_free(ctx, places, place_bytes);
    return NB_OK;
}
