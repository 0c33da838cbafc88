/* dict[K, V]: $E is the key's type, $e the value's. What dict and set share is in table.c. */

//@ nb_dict_$E_$e <stdint.h>
/* A dict: its entries stand in the order in which the keys were added. */
typedef struct nb_dict_$E_$e {
    int64_t references;
    nb_table table;
    struct nb_dict_$E_$e_entry *entries;
$(C
    nb_context *context; /* of the functions that hash and compare keys */
$)
} nb_dict_$E_$e;

//@ nb_dict_$E_$e_entry
typedef struct nb_dict_$E_$e_entry {
    $T key;
    $t value;
} nb_dict_$E_$e_entry;

//@ nb_dict_$E_$e_at <stddef.h>
/* self[key]. Raises KeyError, MemoryError. */
NB_API nb_status nb_dict_$E_$e_at(nb_context *ctx, const nb_dict_$E_$e *self, $T key, $t *result)
{
    const nb_dict_$E_$e_entry *entry = nb_dict_$E_$e_find(self, key);

    if (entry == NULL) {
        nb_dict_$E_$e_missing(ctx, key);
        return NB_RAISED;
    }
    *result = entry->value;
    return NB_OK;
}

//@ nb_dict_$E_$e_number <stddef.h> <stdint.h>
/* The number of the key's entry. Raises KeyError, MemoryError. */
NB_API nb_status nb_dict_$E_$e_number(nb_context *ctx, const nb_dict_$E_$e *self, $T key, int64_t *result)
{
    const nb_dict_$E_$e_entry *entry = nb_dict_$E_$e_find(self, key);

    if (entry == NULL) {
        nb_dict_$E_$e_missing(ctx, key);
        return NB_RAISED;
    }
    *result = entry - self->entries;
    return NB_OK;
}

//@ nb_dict_$E_$e_get_or <stddef.h>
/* self[key], or `otherwise` where there is none. */
NB_API $t nb_dict_$E_$e_get_or(const nb_dict_$E_$e *self, $T key, $t otherwise)
{
    const nb_dict_$E_$e_entry *entry = nb_dict_$E_$e_find(self, key);

    return entry != NULL ? entry->value : otherwise;
}

//@ nb_dict_$E_$e_set <stdbool.h> <stddef.h> <stdint.h>
/* self[key] = value. Raises MemoryError. */
NB_API nb_status nb_dict_$E_$e_set(nb_context *ctx, nb_dict_$E_$e *self, $T key, $t value)
{
$(D|d
    const int64_t length = self->table.length;
$)
    nb_dict_$E_$e_entry *entry = nb_dict_$E_$e_insert(ctx, self, key);

    if (entry == NULL) {
$(D
        $D(ctx, &key);
$)
$(d
        $d(ctx, &value);
$)
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
$(D|d
    const bool is_new = self->table.length > length;
$)
$(d
    $t gone = is_new ? value : entry->value;
$)
$(D|d

$)
    entry->value = value;
$(D
    if (!is_new) {
        $D(ctx, &key);
    }
$)
$(d
    if (!is_new) {
        $d(ctx, &gone);
    }
$)
    return NB_OK;
}

//@ nb_dict_$E_$e_of <stdbool.h> <stddef.h> <stdint.h>
/* A new dict of the given keys and values; of equal keys the first one stays, with the last one's
 * value. Raises MemoryError. */
NB_API nb_status nb_dict_$E_$e_of(nb_context *ctx, const nb_dict_$E_$e_entry *entries, int64_t count, nb_dict_$E_$e **result)
{
    nb_dict_$E_$e *made = NULL;
    bool is_whole = nb_dict_$E_$e_new(ctx, &made) == NB_OK;

    for (int64_t i = 0; i < count; i++) {
        nb_dict_$E_$e_entry entry = entries[i];

        if (is_whole) {
            is_whole = nb_dict_$E_$e_set(ctx, made, entry.key, entry.value) == NB_OK;
            continue;
        }
$(D
        $D(ctx, &entry.key);
$)
$(d
        $d(ctx, &entry.value);
$)
    }
    if (!is_whole) {
        nb_dict_$E_$e_release(ctx, &made);
        return NB_RAISED;
    }
    *result = made;
    return NB_OK;
}

//@ nb_dict_$E_$e_setdefault <stddef.h>
/* self[key], which is `value` from now on if there was none; with an owner more. Raises
 * MemoryError. */
NB_API nb_status nb_dict_$E_$e_setdefault(nb_context *ctx, nb_dict_$E_$e *self, $T key, $t value, $t *result)
{
    const nb_dict_$E_$e_entry *entry = nb_dict_$E_$e_find(self, key);

    if (entry != NULL) {
        *result = $k(entry->value);
$(D
        $D(ctx, &key);
$)
$(d
        $d(ctx, &value);
$)
        return NB_OK;
    }
    *result = $k(value);
$(d
    if (nb_dict_$E_$e_set(ctx, self, key, value) != NB_OK) {
        $d(ctx, result);
        return NB_RAISED;
    }
    return NB_OK;
$)
$(!d
    return nb_dict_$E_$e_set(ctx, self, key, value);
$)
}

//@ nb_dict_$E_$e_remove
/* del self[key]. Raises KeyError, MemoryError. */
NB_API nb_status nb_dict_$E_$e_remove(nb_context *ctx, nb_dict_$E_$e *self, $T key)
{
    nb_dict_$E_$e_entry gone;

    if (!nb_dict_$E_$e_take(self, key, &gone)) {
        nb_dict_$E_$e_missing(ctx, key);
        return NB_RAISED;
    }
$(D
    $D(ctx, &gone.key);
$)
$(d
    $d(ctx, &gone.value);
$)
    return NB_OK;
}

//@ nb_dict_$E_$e_pop
/* Removes the key and gives its value. Raises KeyError, MemoryError. */
NB_API nb_status nb_dict_$E_$e_pop(nb_context *ctx, nb_dict_$E_$e *self, $T key, $t *result)
{
    nb_dict_$E_$e_entry gone;

    if (!nb_dict_$E_$e_take(self, key, &gone)) {
        nb_dict_$E_$e_missing(ctx, key);
        return NB_RAISED;
    }
$(D
    $D(ctx, &gone.key);
$)
    *result = gone.value;
    return NB_OK;
}

//@ nb_dict_$E_$e_pop_or
/* Removes the key and gives its value, or `otherwise` where there is none. */
NB_API $t nb_dict_$E_$e_pop_or(nb_context *ctx, nb_dict_$E_$e *self, $T key, $t otherwise)
{
    nb_dict_$E_$e_entry gone;

    (void)ctx;
    if (!nb_dict_$E_$e_take(self, key, &gone)) {
        return otherwise;
    }
$(D
    $D(ctx, &gone.key);
$)
$(d
    $d(ctx, &otherwise);
$)
    return gone.value;
}

//@ nb_dict_$E_$e_popitem
/* Removes the key that was added last, and gives it and its value. Raises KeyError. */
NB_API nb_status nb_dict_$E_$e_popitem(nb_context *ctx, nb_dict_$E_$e *self, $T *key, $t *value)
{
    if (self->table.length == 0) {
        return nb_raise_here(ctx, &nb_KeyError, "'popitem(): dictionary is empty'");
    }
    const nb_dict_$E_$e_entry gone = nb_dict_$E_$e_take_last(self);

    *key = gone.key;
    *value = gone.value;
    return NB_OK;
}

//@ nb_dict_$E_$e_update <stdint.h>
/* Takes the keys and values of `other`, which may be `self`, too. Raises MemoryError. */
NB_API nb_status nb_dict_$E_$e_update(nb_context *ctx, nb_dict_$E_$e *self, const nb_dict_$E_$e *other)
{
    const nb_table *table = &other->table;

    for (int64_t i = -1; nb_table_advance(table, &i);) {
        const nb_dict_$E_$e_entry entry = other->entries[i];

        if (nb_dict_$E_$e_set(ctx, self, $K(entry.key), $k(entry.value)) != NB_OK) {
            return NB_RAISED;
        }
    }
    return NB_OK;
}

//@ nb_dict_$E_$e_copy <stddef.h>
/* A new dict with the same keys and values. Raises MemoryError. */
NB_API nb_status nb_dict_$E_$e_copy(nb_context *ctx, const nb_dict_$E_$e *self, nb_dict_$E_$e **result)
{
    nb_dict_$E_$e *made = NULL;

    if (nb_dict_$E_$e_new(ctx, &made) != NB_OK) {
        return NB_RAISED;
    }
    if (nb_dict_$E_$e_update(ctx, made, self) != NB_OK) {
        nb_dict_$E_$e_release(ctx, &made);
        return NB_RAISED;
    }
    *result = made;
    return NB_OK;
}

//@ nb_dict_$E_$e_merged
/* self | other, a new dict. Raises MemoryError. */
NB_API nb_status nb_dict_$E_$e_merged(nb_context *ctx, const nb_dict_$E_$e *self, const nb_dict_$E_$e *other, nb_dict_$E_$e **result)
{
    if (nb_dict_$E_$e_copy(ctx, self, result) != NB_OK) {
        return NB_RAISED;
    }
    if (nb_dict_$E_$e_update(ctx, *result, other) != NB_OK) {
        nb_dict_$E_$e_release(ctx, result);
        return NB_RAISED;
    }
    return NB_OK;
}

//@ nb_dict_$E_$e_keys <stddef.h> <stdint.h>
/* A list of the keys. Raises MemoryError. */
NB_API nb_status nb_dict_$E_$e_keys(nb_context *ctx, const nb_dict_$E_$e *self, nb_list_$E **result)
{
    const nb_table *table = &self->table;

    if (nb_list_$E_sized(ctx, table->length, result) != NB_OK) {
        return NB_RAISED;
    }
    for (int64_t i = -1; nb_table_advance(table, &i);) {
        (*result)->items[(*result)->length++] = $K(self->entries[i].key);
    }
    return NB_OK;
}

//@ nb_dict_$E_$e_values <stddef.h> <stdint.h>
/* A list of the values. Raises MemoryError. */
NB_API nb_status nb_dict_$E_$e_values(nb_context *ctx, const nb_dict_$E_$e *self, nb_list_$e **result)
{
    const nb_table *table = &self->table;

    if (nb_list_$e_sized(ctx, table->length, result) != NB_OK) {
        return NB_RAISED;
    }
    for (int64_t i = -1; nb_table_advance(table, &i);) {
        (*result)->items[(*result)->length++] = $k(self->entries[i].value);
    }
    return NB_OK;
}

//@ nb_dict_$E_$e_items <stddef.h> <stdint.h>
/* A list of the keys with their values. Raises MemoryError. */
NB_API nb_status nb_dict_$E_$e_items(nb_context *ctx, const nb_dict_$E_$e *self, nb_list_$p **result)
{
    const nb_table *table = &self->table;

    if (nb_list_$p_sized(ctx, table->length, result) != NB_OK) {
        return NB_RAISED;
    }
    for (int64_t i = -1; nb_table_advance(table, &i);) {
        const nb_dict_$E_$e_entry *entry = &self->entries[i];

        (*result)->items[(*result)->length++] =
            ($P){$K(entry->key), $k(entry->value)};
    }
    return NB_OK;
}

//@ nb_dict_$E_$e_equal <stdbool.h> <stddef.h> <stdint.h>
/* Have both the same keys with equal values, in any order? */
NB_API bool nb_dict_$E_$e_equal(const nb_dict_$E_$e *a, const nb_dict_$E_$e *b)
{
    const nb_table *table = &a->table;

    if (table->length != b->table.length) {
        return false;
    }
    for (int64_t i = -1; nb_table_advance(table, &i);) {
        const nb_dict_$E_$e_entry *other = nb_dict_$E_$e_find(b, a->entries[i].key);

        if (other == NULL || !$q(a->entries[i].value, other->value)) {
            return false;
        }
    }
    return true;
}

//@ nb_dict_$E_$e_write <stdint.h>
/* Writes it as Python does: {'a': 1, 'b': 2}. */
NB_API void nb_dict_$E_$e_write(nb_writer *out, const nb_dict_$E_$e *self)
{
    const nb_table *table = &self->table;
    const char *before = "{";

    for (int64_t i = -1; nb_table_advance(table, &i);) {
        nb_write_literal(out, before);
        $W(out, self->entries[i].key);
        nb_write_literal(out, ": ");
        $w(out, self->entries[i].value);
        before = ", ";
    }
    nb_write_literal(out, table->length > 0 ? "}" : "{}");
}
