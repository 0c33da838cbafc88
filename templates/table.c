/* What dict and set have in common: entries with a key each, behind an index (runtime/table.c). */

//@ each $I $Y: dict_$E_$e "dict[$V, $v]", set_$E "set[$V]"
//@ nb_$I_new <stddef.h>
/* A new one, empty. Raises MemoryError. */
NB_API nb_status nb_$I_new(nb_context *ctx, nb_$I **result)
{
    nb_$I *made = nb_new(ctx, sizeof *made);

$(V|v
    nb_name(ctx, made, "$Y");
$)
    if (made == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    *made = (nb_$I){1, nb_table_new(ctx), NULL$(C , ctx$)};
    *result = made;
    return NB_OK;
}

//@ nb_$I_slot <stdint.h>
/* The slot that stands for the key, or the empty one where it belongs. Finds the key's entry, if
 * there is one. */
NB_INLINE uint32_t nb_$I_slot(const nb_$I *self, $T key, uint64_t hash, nb_$I_entry **entry)
{
    const nb_table *table = &self->table;
    const uint32_t mark = nb_table_mark(table, hash);
    uint32_t at = nb_table_slot(table, hash);

    for (; table->slots[at] != NB_SLOT_EMPTY; at = nb_table_next_slot(table, at)) {
        const uint32_t number = table->slots[at] ^ mark;

        if (number < table->capacity
            && $S($(X self->context, $)self->entries[number].key, key)) {
            *entry = &self->entries[number];
            break;
        }
    }
    return at;
}

//@ nb_$I_find <stddef.h> <stdint.h>
/* The entry of the key, or NULL. */
NB_API nb_$I_entry *nb_$I_find(const nb_$I *self, $T key)
{
    const nb_table *table = &self->table;
    nb_$I_entry *entry = NULL;

    if (table->capacity > 0) {
        (void)nb_$I_slot(self, key, $H($(C self->context, $)table->seed, key), &entry);
    }
    return entry;
}

//@ nb_$I_contains <stdbool.h> <stddef.h>
/* key in self */
NB_API bool nb_$I_contains(const nb_$I *self, $T key)
{
    return nb_$I_find(self, key) != NULL;
}

//@ nb_$I_close_up <stdint.h>
/* Moves entries to where removed ones stand before them. */
NB_API void nb_$I_close_up(nb_$I *self)
{
    int64_t from = -1;

    for (int64_t to = 0; nb_table_advance(&self->table, &from); to++) {
        self->entries[to] = self->entries[from];
    }
}

//@ nb_$I_reserve <stdbool.h> <stddef.h> <stdint.h>
/* Makes room for so many entries, and the index anew; false: there is no memory. */
NB_API bool nb_$I_reserve(nb_context *ctx, nb_$I *self, int64_t capacity)
{
    nb_table *table = &self->table;
    const int64_t length = table->length;
    uint32_t *slots = nb_slots_new(ctx, capacity);
    nb_$I_entry *entries = self->entries;

    if (slots != NULL && capacity > table->capacity) {
        entries = nb_grow(ctx, entries, (size_t)table->capacity * sizeof *entries,
                          nb_items_size(capacity, sizeof *entries));
    }
    if (slots == NULL || entries == NULL) {
        nb_free(ctx, slots, nb_slots_size(capacity));
        return false;
    }
$(V|v
    nb_name(ctx, slots, "index of $Y");
    nb_name(ctx, entries, "entries of $Y");
$)
    self->entries = entries;
    if (length < table->end) {
        nb_$I_close_up(self);
    }
    nb_table_replace(ctx, table, slots, capacity);
    for (int64_t number = 0; number < length; number++) {
        nb_table_add_other(table, $H($(C self->context, $)table->seed, entries[number].key));
    }
    return true;
}

//@ nb_$I_insert <stddef.h> <stdint.h>
/* The entry of the key: a new one if there is none, and then `table.length` has grown, and the
 * entry has taken the key over. NULL: there is no memory. */
NB_API nb_$I_entry *nb_$I_insert(nb_context *ctx, nb_$I *self, $T key)
{
    nb_table *table = &self->table;

    if (table->filled == table->capacity
        && !nb_$I_reserve(ctx, self, nb_table_grown(table))) {
        return NULL;
    }
    const uint64_t hash = $H($(C self->context, $)table->seed, key);
    nb_$I_entry *entry = NULL;
    const uint32_t at = nb_$I_slot(self, key, hash, &entry);

    if (entry == NULL) {
        nb_table_add(table, at, hash);
        entry = &self->entries[table->end - 1];
        entry->key = key;
    }
    return entry;
}

//@ nb_$I_take <stdbool.h> <stdint.h>
/* Takes the key's entry out and hands it over; false: there is none. */
NB_API bool nb_$I_take(nb_$I *self, $T key, nb_$I_entry *result)
{
    nb_table *table = &self->table;

    if (table->capacity == 0) {
        return false;
    }
    nb_$I_entry *entry = NULL;
    const uint32_t at = nb_$I_slot(self, key, $H($(C self->context, $)table->seed, key), &entry);

    if (entry == NULL) {
        return false;
    }
    *result = *entry;
    nb_table_remove(table, at);
    return true;
}

//@ nb_$I_take_last
/* Takes the last entry out and hands it over; there is one. */
NB_API nb_$I_entry nb_$I_take_last(nb_$I *self)
{
    const nb_$I_entry last = self->entries[nb_table_last(&self->table)];
    const uint64_t hash = $H($(C self->context, $)self->table.seed, last.key);
    nb_$I_entry *entry = NULL;

    nb_table_remove(&self->table, nb_$I_slot(self, last.key, hash, &entry));
    return last;
}

//@ nb_$I_missing
/* Puts KeyError in flight, with the key as repr shows it, or MemoryError. */
NB_API void nb_$I_missing(nb_context *ctx, $T key)
{
$(N
    const nb_status raised = $N(ctx, key);

    (void)raised;
$)
$(!N
    nb_text text = nb_text_open(ctx);
    nb_str message = NB_STR("");

    $W(&text.writer, key);
    if (nb_text_close(&text, &message) == NB_OK) {
        nb_set_raised_text_here(ctx, &nb_KeyError, message);
        nb_release_str(ctx, &message);
    }
$)
}

//@ nb_$I_clear <stddef.h> <stdint.h>
/* Removes all, and frees their memory. */
NB_API void nb_$I_clear(nb_context *ctx, nb_$I *self)
{
    nb_$I gone = *self;

    self->entries = NULL;
    self->table = (nb_table){0, 0, 0, 0, NULL, gone.table.seed};
$(D
    for (int64_t i = -1; nb_table_advance(&gone.table, &i);) {
        $D(ctx, &gone.entries[i].key);
    }
$)
$(d
    for (int64_t i = -1; nb_table_advance(&gone.table, &i);) {
        $d(ctx, &gone.entries[i].value);
    }
$)
    nb_free(ctx, gone.entries, (size_t)gone.table.capacity * sizeof *gone.entries);
    nb_table_replace(ctx, &gone.table, NULL, 0);
}

//@ nb_$I_retain <stddef.h>
/* The same, which may be NULL, with one more owner. */
NB_INLINE nb_$I *nb_$I_retain(nb_$I *self)
{
    if (self != NULL) {
        self->references++;
    }
    return self;
}

//@ nb_$I_release <stddef.h>
/* Gives up an owner of what is in the place, which may be NULL; the last one frees it. A
 * second time does nothing. */
NB_API void nb_$I_release(nb_context *ctx, nb_$I **place)
{
    nb_$I *self = *place;

    *place = NULL;
    if (self == NULL || --self->references > 0) {
        return;
    }
    nb_$I_clear(ctx, self);
    nb_free(ctx, self, sizeof *self);
}

//@ nb_$I_print
/* Prints it as repr shows it, and then `after`. */
NB_API void nb_$I_print(const nb_$I *self, const char *after)
{
    nb_writer out = nb_standard_output();

    nb_$I_write(&out, self);
    nb_write_literal(&out, after);
}

//@ nb_$I_str
/* str(self). Raises MemoryError. */
NB_API nb_status nb_$I_str(nb_context *ctx, const nb_$I *self, nb_str *result)
{
    nb_text text = nb_text_open(ctx);

    nb_$I_write(&text.writer, self);
    return nb_text_close(&text, result);
}

//@ end
