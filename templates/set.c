/* set[T]: $E is the element's type. What set and dict share is in table.c. */

//@ nb_set_$E <stdint.h>
/* A set: its entries stand in the order in which they were added. */
typedef struct nb_set_$E {
    int64_t references;
    nb_table table;
    struct nb_set_$E_entry *entries;
$(C
    nb_context *context; /* of the functions that hash and compare keys */
$)
} nb_set_$E;

//@ nb_set_$E_entry
typedef struct nb_set_$E_entry {
    $T key;
} nb_set_$E_entry;

//@ nb_set_$E_add <stdbool.h> <stddef.h> <stdint.h>
/* Adds an item, if it is not in the set. Raises MemoryError. */
NB_API nb_status nb_set_$E_add(nb_context *ctx, nb_set_$E *self, $T item)
{
$(D
    const int64_t length = self->table.length;
    const bool is_there = nb_set_$E_insert(ctx, self, item) != NULL;

    if (self->table.length == length) {
        $D(ctx, &item);
    }
    return is_there ? NB_OK : nb_raise_here(ctx, &nb_MemoryError, "");
$)
$(!D
    return nb_set_$E_insert(ctx, self, item) != NULL ? NB_OK
                                                     : nb_raise_here(ctx, &nb_MemoryError, "");
$)
}

//@ nb_set_$E_discard
/* Removes an item, if it is in the set. */
NB_API void nb_set_$E_discard(nb_context *ctx, nb_set_$E *self, $T item)
{
    nb_set_$E_entry gone;

    (void)ctx;
    if (nb_set_$E_take(self, item, &gone)) {
$(D
        $D(ctx, &gone.key);
$)
    }
}

//@ nb_set_$E_remove
/* Removes an item. Raises KeyError, MemoryError. */
NB_API nb_status nb_set_$E_remove(nb_context *ctx, nb_set_$E *self, $T item)
{
    if (!nb_set_$E_contains(self, item)) {
        nb_set_$E_missing(ctx, item);
        return NB_RAISED;
    }
    nb_set_$E_discard(ctx, self, item);
    return NB_OK;
}

//@ nb_set_$E_pop
/* Removes the item that was added last, and gives it. Raises KeyError. */
NB_API nb_status nb_set_$E_pop(nb_context *ctx, nb_set_$E *self, $T *result)
{
    if (self->table.length == 0) {
        return nb_raise_here(ctx, &nb_KeyError, "'pop from an empty set'");
    }
    *result = nb_set_$E_take_last(self).key;
    return NB_OK;
}

//@ nb_set_$E_update <stdint.h>
/* self |= other. Raises MemoryError. */
NB_API nb_status nb_set_$E_update(nb_context *ctx, nb_set_$E *self, const nb_set_$E *other)
{
    const nb_table *table = &other->table;

    for (int64_t i = -1; nb_table_advance(table, &i);) {
        if (nb_set_$E_add(ctx, self, $K(other->entries[i].key)) != NB_OK) {
            return NB_RAISED;
        }
    }
    return NB_OK;
}

//@ nb_set_$E_of <stdbool.h> <stddef.h> <stdint.h>
/* A new set of the given items. Raises MemoryError. */
NB_API nb_status nb_set_$E_of(nb_context *ctx, const $T *items, int64_t count, nb_set_$E **result)
{
    nb_set_$E *made = NULL;
    bool is_whole = nb_set_$E_new(ctx, &made) == NB_OK;

    for (int64_t i = 0; i < count; i++) {
        $T item = items[i];

        if (is_whole) {
            is_whole = nb_set_$E_add(ctx, made, item) == NB_OK;
            continue;
        }
$(D
        $D(ctx, &item);
$)
    }
    if (!is_whole) {
        nb_set_$E_release(ctx, &made);
        return NB_RAISED;
    }
    *result = made;
    return NB_OK;
}

//@ nb_set_$E_of_list <stddef.h> <stdint.h>
/* A new set of the items of a list. Raises MemoryError. */
NB_API nb_status nb_set_$E_of_list(nb_context *ctx, const nb_list_$E *items, nb_set_$E **result)
{
    nb_set_$E *made = NULL;

    if (nb_set_$E_new(ctx, &made) != NB_OK) {
        return NB_RAISED;
    }
    for (int64_t i = 0; i < items->length; i++) {
        if (nb_set_$E_add(ctx, made, $K(items->items[i])) != NB_OK) {
            nb_set_$E_release(ctx, &made);
            return NB_RAISED;
        }
    }
    *result = made;
    return NB_OK;
}

//@ nb_set_$E_copy <stddef.h>
/* A new set with the same items. Raises MemoryError. */
NB_API nb_status nb_set_$E_copy(nb_context *ctx, const nb_set_$E *self, nb_set_$E **result)
{
    nb_set_$E *made = NULL;

    if (nb_set_$E_new(ctx, &made) != NB_OK) {
        return NB_RAISED;
    }
    if (nb_set_$E_update(ctx, made, self) != NB_OK) {
        nb_set_$E_release(ctx, &made);
        return NB_RAISED;
    }
    *result = made;
    return NB_OK;
}

//@ nb_set_$E_union
/* self | other, a new set. Raises MemoryError. */
NB_API nb_status nb_set_$E_union(nb_context *ctx, const nb_set_$E *self, const nb_set_$E *other, nb_set_$E **result)
{
    if (nb_set_$E_copy(ctx, self, result) != NB_OK) {
        return NB_RAISED;
    }
    if (nb_set_$E_update(ctx, *result, other) != NB_OK) {
        nb_set_$E_release(ctx, result);
        return NB_RAISED;
    }
    return NB_OK;
}

//@ nb_set_$E_sift <stdbool.h> <stddef.h> <stdint.h>
/* A new set of the items that are in `other`, or of those that are not. Raises MemoryError. */
NB_API nb_status nb_set_$E_sift(nb_context *ctx, const nb_set_$E *self, const nb_set_$E *other, bool in_other, nb_set_$E **result)
{
    const nb_table *table = &self->table;
    nb_set_$E *made = NULL;

    if (nb_set_$E_new(ctx, &made) != NB_OK) {
        return NB_RAISED;
    }
    for (int64_t i = -1; nb_table_advance(table, &i);) {
        $T item = self->entries[i].key;

        if (nb_set_$E_contains(other, item) == in_other
            && nb_set_$E_add(ctx, made, $K(item)) != NB_OK) {
            nb_set_$E_release(ctx, &made);
            return NB_RAISED;
        }
    }
    *result = made;
    return NB_OK;
}

//@ nb_set_$E_intersection <stdbool.h>
/* self & other, a new set. Raises MemoryError. */
NB_INLINE nb_status nb_set_$E_intersection(nb_context *ctx, const nb_set_$E *self, const nb_set_$E *other, nb_set_$E **result)
{
    return nb_set_$E_sift(ctx, self, other, true, result);
}

//@ nb_set_$E_difference <stdbool.h>
/* self - other, a new set. Raises MemoryError. */
NB_INLINE nb_status nb_set_$E_difference(nb_context *ctx, const nb_set_$E *self, const nb_set_$E *other, nb_set_$E **result)
{
    return nb_set_$E_sift(ctx, self, other, false, result);
}

//@ nb_set_$E_intersection_update <stdint.h>
/* self &= other. */
NB_API void nb_set_$E_intersection_update(nb_context *ctx, nb_set_$E *self, const nb_set_$E *other)
{
    const nb_table *table = &self->table;

    for (int64_t i = -1; nb_table_advance(table, &i);) {
        if (!nb_set_$E_contains(other, self->entries[i].key)) {
            nb_set_$E_discard(ctx, self, self->entries[i].key);
        }
    }
}

//@ nb_set_$E_difference_update <stdint.h>
/* self -= other, which may be `self`. */
NB_API void nb_set_$E_difference_update(nb_context *ctx, nb_set_$E *self, const nb_set_$E *other)
{
    const nb_table *table = &other->table;

    for (int64_t i = -1; nb_table_advance(table, &i);) {
        nb_set_$E_discard(ctx, self, other->entries[i].key);
    }
}

//@ nb_set_$E_symmetric_difference_update <stdbool.h> <stddef.h> <stdint.h>
/* self ^= other, which may be `self`. Raises MemoryError. */
NB_API nb_status nb_set_$E_symmetric_difference_update(nb_context *ctx, nb_set_$E *self, const nb_set_$E *other)
{
    const nb_table *table = &other->table;

    for (int64_t i = -1; nb_table_advance(table, &i);) {
        $T item = other->entries[i].key;

        if (nb_set_$E_contains(self, item)) {
            nb_set_$E_discard(ctx, self, item);
        } else if (nb_set_$E_add(ctx, self, $K(item)) != NB_OK) {
            return NB_RAISED;
        }
    }
    return NB_OK;
}

//@ nb_set_$E_symmetric_difference
/* self ^ other, a new set. Raises MemoryError. */
NB_API nb_status nb_set_$E_symmetric_difference(nb_context *ctx, const nb_set_$E *self, const nb_set_$E *other, nb_set_$E **result)
{
    if (nb_set_$E_copy(ctx, self, result) != NB_OK) {
        return NB_RAISED;
    }
    if (nb_set_$E_symmetric_difference_update(ctx, *result, other) != NB_OK) {
        nb_set_$E_release(ctx, result);
        return NB_RAISED;
    }
    return NB_OK;
}

//@ nb_set_$E_is_subset <stdbool.h> <stdint.h>
/* self <= other */
NB_API bool nb_set_$E_is_subset(const nb_set_$E *self, const nb_set_$E *other)
{
    const nb_table *table = &self->table;

    if (table->length > other->table.length) {
        return false;
    }
    for (int64_t i = -1; nb_table_advance(table, &i);) {
        if (!nb_set_$E_contains(other, self->entries[i].key)) {
            return false;
        }
    }
    return true;
}

//@ nb_set_$E_is_superset <stdbool.h>
/* self >= other */
NB_INLINE bool nb_set_$E_is_superset(const nb_set_$E *self, const nb_set_$E *other)
{
    return nb_set_$E_is_subset(other, self);
}

//@ nb_set_$E_is_disjoint <stdbool.h> <stdint.h>
/* Have the sets no common item? */
NB_API bool nb_set_$E_is_disjoint(const nb_set_$E *self, const nb_set_$E *other)
{
    const nb_table *table = &self->table;

    for (int64_t i = -1; nb_table_advance(table, &i);) {
        if (nb_set_$E_contains(other, self->entries[i].key)) {
            return false;
        }
    }
    return true;
}

//@ nb_set_$E_less <stdbool.h>
/* self < other: a subset that is not all of it. */
NB_INLINE bool nb_set_$E_less(const nb_set_$E *self, const nb_set_$E *other)
{
    return self->table.length < other->table.length && nb_set_$E_is_subset(self, other);
}

//@ nb_set_$E_greater <stdbool.h>
/* self > other */
NB_INLINE bool nb_set_$E_greater(const nb_set_$E *self, const nb_set_$E *other)
{
    return nb_set_$E_less(other, self);
}

//@ nb_set_$E_equal <stdbool.h>
/* Have both the same items, in any order? */
NB_INLINE bool nb_set_$E_equal(const nb_set_$E *a, const nb_set_$E *b)
{
    return a->table.length == b->table.length && nb_set_$E_is_subset(a, b);
}

//@ nb_set_$E_write <stdint.h>
/* Writes it as Python does: {1, 2}, and set() where there is none. */
NB_API void nb_set_$E_write(nb_writer *out, const nb_set_$E *self)
{
    const nb_table *table = &self->table;
    const char *before = "{";

    for (int64_t i = -1; nb_table_advance(table, &i);) {
        nb_write_literal(out, before);
        $W(out, self->entries[i].key);
        before = ", ";
    }
    nb_write_literal(out, table->length > 0 ? "}" : "set()");
}
