#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { COUNT = 10000000 };

typedef struct Entry {
    int64_t key, value;
} Entry;

/* A compact table: a slot holds an entry's number plus one, and bits of the hash above it. */
typedef struct Table {
    Entry *entries;
    uint32_t *slots;
    uint32_t mask;
    uint32_t length, capacity;
} Table;

static uint64_t hash(int64_t key)
{
    uint64_t x = (uint64_t)key;

    x ^= x >> 32;
    x *= 0x9e3779b97f4a7c15u;
    x ^= x >> 29;
    x *= 0xd6e8feb86659fd93u;
    return x ^ x >> 32;
}

/* The slot of the key, or the empty one where it belongs. */
static uint32_t *find(const Table *table, int64_t key, uint64_t h)
{
    uint32_t at = (uint32_t)(h >> 32) & table->mask;

    for (uint32_t slot; (slot = table->slots[at]) != 0; at = (at + 1) & table->mask) {
        if (((slot ^ (uint32_t)h) & ~table->mask) == 0 &&
            table->entries[(slot & table->mask) - 1].key == key) {
            break;
        }
    }
    return &table->slots[at];
}

static void grow(Table *table)
{
    const uint32_t size = table->capacity == 0 ? 8 : 2 * (table->mask + 1);

    free(table->slots);
    table->slots = calloc(size, sizeof *table->slots);
    table->entries = realloc(table->entries, size / 2 * sizeof *table->entries);
    if (table->slots == NULL || table->entries == NULL) {
        exit(1);
    }
    table->mask = size - 1;
    table->capacity = size / 2;
    for (uint32_t i = 0; i < table->length; i++) {
        const uint64_t h = hash(table->entries[i].key);
        uint32_t at = (uint32_t)(h >> 32) & table->mask;

        while (table->slots[at] != 0) {
            at = (at + 1) & table->mask;
        }
        table->slots[at] = ((uint32_t)h & ~table->mask) | (i + 1);
    }
}

static void set(Table *table, int64_t key, int64_t value)
{
    const uint64_t h = hash(key);

    if (table->length == table->capacity) {
        grow(table);
    }
    uint32_t *slot = find(table, key, h);

    if (*slot != 0) {
        table->entries[(*slot & table->mask) - 1].value = value;
        return;
    }
    table->entries[table->length++] = (Entry){key, value};
    *slot = ((uint32_t)h & ~table->mask) | table->length;
}

static bool get(const Table *table, int64_t key, int64_t *value)
{
    const uint32_t slot = *find(table, key, hash(key));

    if (slot == 0) {
        return false;
    }
    *value = table->entries[(slot & table->mask) - 1].value;
    return true;
}

static int64_t key(int64_t i)
{
    return (int64_t)(((uint64_t)i * 0x9e3779b97f4a7c15u) & (((uint64_t)1 << 62) - 1));
}

static long milliseconds(clock_t since)
{
    return (long)((clock() - since) * 1000 / CLOCKS_PER_SEC);
}

int main(void)
{
    Table table = {0};
    int64_t *items = NULL, total = 0;
    size_t length = 0, capacity = 0;
    clock_t start = clock();

    for (int64_t i = 0; i < COUNT; i++) {
        set(&table, key(i), i);
    }
    printf("%ld ", milliseconds(start));
    start = clock();
    for (int64_t i = 0; i < COUNT; i++) {
        int64_t value;

        if (!get(&table, key(i * 7919 % COUNT), &value)) {
            return 1;
        }
        total += value;
    }
    printf("%ld ", milliseconds(start));
    start = clock();
    for (int64_t i = 0; i < COUNT; i++) {
        if (length == capacity) {
            capacity = capacity == 0 ? 8 : 2 * capacity;
            items = realloc(items, capacity * sizeof *items);
            if (items == NULL) {
                return 1;
            }
        }
        items[length++] = i;
    }
    printf("%ld\n", milliseconds(start));
    return total == (int64_t)COUNT * (COUNT - 1) / 2 && items[COUNT - 1] == COUNT - 1 ? 0 : 1;
}
