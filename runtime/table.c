/* What dicts and sets share: an index, by open addressing, into an array of entries that stand in
 * the order in which they were added. The entries are the template's: see templates/table.c.
 *
 * A slot holds NB_SLOT_EMPTY, NB_SLOT_REMOVED, or an entry's number in its low bits, the highest
 * bit set, and bits of the hash between, so that few entries are looked at in vain. No slot is used
 * again before the index is made anew, and at most half of them are ever filled. */

//@ nb_table <stdint.h>
typedef struct nb_table {
    int64_t length;   /* entries, removed ones left out */
    int64_t end;      /* the number behind the last entry's, removed ones counted in */
    int64_t filled;   /* slots that are not empty: no fewer than `end` */
    int64_t capacity; /* entries there is room for: a power of two, or 0 at first */
    uint32_t *slots;  /* twice as many, then a bit for each entry: is it removed? */
    uint64_t seed;    /* of the hashes */
} nb_table;

//@ NB_SLOT_EMPTY NB_SLOT_REMOVED
enum { NB_SLOT_EMPTY, NB_SLOT_REMOVED };

//@ NB_FIRST_CAPACITY
enum { NB_FIRST_CAPACITY = 4 };

//@ nb_table_new <stddef.h>
/* A table that is empty. */
NB_API nb_table nb_table_new(nb_context *ctx)
{
    return (nb_table){0, 0, 0, 0, NULL, nb_hash_seed(ctx)};
}

//@ nb_table_mark <stdint.h>
/* What a slot holds besides the number of an entry with that hash. */
NB_INLINE uint32_t nb_table_mark(const nb_table *table, uint64_t hash)
{
    return 1u << 31 | ((uint32_t)hash & ~(uint32_t)(table->capacity - 1));
}

//@ nb_table_number <stdint.h>
/* The number of the entry that a slot stands for. */
NB_INLINE int64_t nb_table_number(const nb_table *table, uint32_t slot)
{
    return slot & (table->capacity - 1);
}

//@ nb_table_slot <stdint.h>
/* The slot where the search for a hash starts. */
NB_INLINE uint32_t nb_table_slot(const nb_table *table, uint64_t hash)
{
    return (uint32_t)((hash >> 32) & (uint64_t)(2 * table->capacity - 1));
}

//@ nb_table_next_slot <stdint.h>
/* The slot that is looked at after the slot `at`. */
NB_INLINE uint32_t nb_table_next_slot(const nb_table *table, uint32_t at)
{
    return (uint32_t)((at + (uint64_t)1) & (uint64_t)(2 * table->capacity - 1));
}

//@ nb_table_is_removed <stdbool.h> <stdint.h>
/* Was the entry removed? */
NB_INLINE bool nb_table_is_removed(const nb_table *table, int64_t number)
{
    return (table->slots[2 * table->capacity + number / 32] >> number % 32 & 1) != 0;
}

//@ nb_table_set_removed <stdbool.h> <stdint.h>
/* Notes whether the entry is removed. */
NB_INLINE void nb_table_set_removed(nb_table *table, int64_t number, bool removed)
{
    uint32_t *word = &table->slots[2 * table->capacity + number / 32];
    const uint32_t bit = (uint32_t)1 << number % 32;

    *word = removed ? *word | bit : *word & ~bit;
}

//@ nb_table_add <stdint.h>
/* Adds an entry with that hash behind the others, in the empty slot `at`. */
NB_INLINE void nb_table_add(nb_table *table, uint32_t at, uint64_t hash)
{
    table->slots[at] = nb_table_mark(table, hash) | (uint32_t)table->end;
    table->filled++;
    table->length++;
    table->end++;
}

//@ nb_table_remove <stdbool.h> <stdint.h>
/* Removes the entry of the slot `at`. */
NB_API void nb_table_remove(nb_table *table, uint32_t at)
{
    nb_table_set_removed(table, nb_table_number(table, table->slots[at]), true);
    table->slots[at] = NB_SLOT_REMOVED;
    table->length--;
}

//@ nb_table_advance <stdbool.h> <stdint.h>
/* Goes on from an entry, or from -1, to the next one that is not removed; false: there is none. */
NB_INLINE bool nb_table_advance(const nb_table *table, int64_t *number)
{
    do {
        ++*number;
    } while (*number < table->end && nb_table_is_removed(table, *number));
    return *number < table->end;
}

//@ nb_cursor <stdbool.h> <stdint.h>
/* Where a loop over a table stands that may be changed meanwhile. */
typedef struct nb_cursor {
    int64_t number;
    int64_t length;
    bool has_lost; /* the table has another length than when the loop began */
} nb_cursor;

//@ nb_cursor_new <stdbool.h>
/* Before the first entry. */
NB_INLINE nb_cursor nb_cursor_new(const nb_table *table)
{
    return (nb_cursor){-1, table->length, false};
}

//@ nb_cursor_advance <stdbool.h>
/* Goes on to the next entry; false: there is none, or the table has changed. */
NB_INLINE bool nb_cursor_advance(const nb_table *table, nb_cursor *cursor)
{
    cursor->has_lost = table->length != cursor->length;
    return !cursor->has_lost && nb_table_advance(table, &cursor->number);
}

//@ nb_table_last <stdbool.h> <stdint.h>
/* The last entry of a table that has any; forgets removed ones behind it. */
NB_API int64_t nb_table_last(nb_table *table)
{
    while (nb_table_is_removed(table, table->end - 1)) {
        table->end--;
        nb_table_set_removed(table, table->end, false);
    }
    return table->end - 1;
}

//@ nb_items_size <stddef.h> <stdint.h>
/* The size of `count` items; of too many, one that no allocator has. */
NB_INLINE size_t nb_items_size(int64_t count, size_t size)
{
    return (uint64_t)count <= PTRDIFF_MAX / size ? (size_t)count * size : SIZE_MAX;
}

//@ nb_slots_size <stddef.h> <stdint.h>
/* The size of the block of slots for so many entries. */
NB_INLINE size_t nb_slots_size(int64_t capacity)
{
    return nb_items_size(2 * capacity + (capacity + 31) / 32, sizeof(uint32_t));
}

//@ nb_table_grown <stdint.h>
/* The capacity for one more entry: twice as large as now, if more than half of it is in use. */
NB_API int64_t nb_table_grown(const nb_table *table)
{
    if (table->capacity == 0) {
        return NB_FIRST_CAPACITY;
    }
    return 2 * table->length > table->capacity ? 2 * table->capacity : table->capacity;
}

//@ NB_MOST_ENTRIES
/* Numbers of more entries do not fit in a slot. */
#define NB_MOST_ENTRIES ((int64_t)1 << 31)

//@ nb_slots_new <stddef.h> <stdint.h>
/* Empty slots for so many entries, or NULL. */
NB_API uint32_t *nb_slots_new(nb_context *ctx, int64_t capacity)
{
    if (capacity > NB_MOST_ENTRIES) {
        return NULL;
    }
    return nb_obtain(ctx, nb_slots_size(capacity), NB_PLAIN | NB_ZEROED);
}

//@ nb_table_replace <stdint.h>
/* Gives the table other slots, and forgets its entries. */
NB_API void nb_table_replace(nb_context *ctx, nb_table *table, uint32_t *slots, int64_t capacity)
{
    nb_free(ctx, table->slots, nb_slots_size(table->capacity));
    *table = (nb_table){0, 0, 0, capacity, slots, table->seed};
}

//@ nb_table_add_other <stdint.h>
/* Adds an entry whose key is none of the others'. */
NB_INLINE void nb_table_add_other(nb_table *table, uint64_t hash)
{
    uint32_t at = nb_table_slot(table, hash);

    while (table->slots[at] != NB_SLOT_EMPTY) {
        at = nb_table_next_slot(table, at);
    }
    nb_table_add(table, at, hash);
}
