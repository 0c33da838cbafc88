/* Allocators: the arena, the pool, the temporary one and the tracking one. */
#include "check.h"

/* What is too large gives NULL, as it does without the sanitizer. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

/* Fills a block and sees it through growth and shrinking; what it held stays. */
static void check_block(nb_allocator *allocator, size_t size, size_t grown)
{
    char *block = allocator->allocate(allocator, size, 0);

    CHECK(block != NULL);
    memset(block, 'x', size);
    block = allocator->resize(allocator, block, size, grown);
    CHECK(block != NULL && block[0] == 'x' && block[size - 1] == 'x');
    memset(block, 'y', grown);
    block = allocator->resize(allocator, block, grown, size);
    CHECK(block != NULL && block[0] == 'y' && block[size - 1] == 'y');
    allocator->release(allocator, block, size);
    char *zeroed = allocator->allocate(allocator, size, NB_PLAIN | NB_ZEROED);
    CHECK(zeroed != NULL && zeroed[0] == 0 && zeroed[size - 1] == 0);
    allocator->release(allocator, zeroed, size);
}

static void check_sizes(nb_allocator *allocator)
{
    static const size_t sizes[] = {1, 15, 16, 17, 40, 41, 1000, NB_LARGE - 1, NB_LARGE, 100000};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (size_t j = i; j < sizeof sizes / sizeof *sizes; j++) {
            check_block(allocator, sizes[i], sizes[j]);
        }
    }
    CHECK(allocator->allocate(allocator, SIZE_MAX, 0) == NULL);
    CHECK(allocator->allocate(allocator, PTRDIFF_MAX, NB_ZEROED) == NULL);
}

static void check_arena(void)
{
    nb_arena_allocator arena = nb_arena_allocator_new();
    nb_allocator *allocator = &arena.base;

    check_sizes(allocator);
    char *first = allocator->allocate(allocator, 20, 0);
    char *second = allocator->allocate(allocator, 20, 0);
    CHECK(second == first + 32);
    allocator->release(allocator, first, 20);
    CHECK(allocator->allocate(allocator, 20, 0) == second + 32);
    allocator->release(allocator, second + 32, 20); /* the newest is given back at once */
    CHECK(allocator->allocate(allocator, 30, 0) == second + 32);
    for (int i = 0; i < 100; i++) { /* large ones, the one in the middle first */
        char *blocks[3];

        for (int k = 0; k < 3; k++) {
            blocks[k] = allocator->allocate(allocator, NB_LARGE, 0);
            CHECK(blocks[k] != NULL);
        }
        allocator->release(allocator, blocks[i % 3], NB_LARGE);
        CHECK(allocator->resize(allocator, blocks[(i + 1) % 3], NB_LARGE, 20 * NB_LARGE) != NULL);
    }
    CHECK(allocator->resize(allocator, second, 20, SIZE_MAX) == NULL);
    nb_arena_clear(&arena.arena);
    check_block(allocator, 10, 20);
    nb_arena_clear(&arena.arena);
}

static void check_pool(void)
{
    nb_pool_allocator pool = nb_pool_allocator_new(&nb_heap, 40);
    nb_allocator *allocator = &pool.base;

    check_sizes(allocator);
    char *first = allocator->allocate(allocator, 40, 0);
    char *second = allocator->allocate(allocator, 8, 0);
    CHECK(first != NULL && second != NULL && first != second);
    allocator->release(allocator, first, 40);
    allocator->release(allocator, second, 8);
    CHECK(allocator->allocate(allocator, 1, 0) == second);
    CHECK(allocator->resize(allocator, second, 1, 40) == second);
    CHECK(allocator->allocate(allocator, 20, 0) == first);
    nb_arena_clear(&pool.arena);
}

static void check_tracking(void)
{
    nb_tracking_allocator tracking = nb_tracking_allocator_new(&nb_heap);
    nb_allocator *allocator = &tracking.base;

    check_sizes(allocator);
    CHECK(tracking.block_count == 0 && tracking.bytes == 0 && tracking.blocks == NULL);
    CHECK(tracking.all_count > 0 && tracking.most_bytes >= 100000);
    char *first = allocator->allocate(allocator, 10, 0);
    char *second = allocator->allocate(allocator, 30, 0);
    char *third = allocator->allocate(allocator, 10, 0);
    second = allocator->resize(allocator, second, 30, 70);
    CHECK(allocator->resize(allocator, second, 70, PTRDIFF_MAX / 2) == NULL);
    CHECK(tracking.block_count == 3 && tracking.bytes == 90);
    nb_leaked rows[NB_LEAKS_REPORTED];
    CHECK(nb_count_leaked(&tracking, rows) == 2);
    nb_order_leaked(rows, 2);
    CHECK(rows[0].size == 70 && rows[0].count == 1 && rows[0].bytes == 70);
    CHECK(rows[1].size == 10 && rows[1].count == 2 && rows[1].bytes == 20);
    CHECK(!nb_leak_report(&tracking));
    allocator->release(allocator, first, 10);
    allocator->release(allocator, third, 10);
    allocator->release(allocator, second, 70);
    CHECK(nb_leak_report(&tracking));
}

/* Is the row of blocks of that type? */
static bool is_row(const nb_leaked *row, const char *type, int64_t count, size_t bytes)
{
    return row->type != NULL && strcmp(row->type, type) == 0 && row->count == count &&
           row->bytes == bytes;
}

/* What a report tells of types: by names, by what a block is for, or not at all. */
static void check_types(nb_context *ctx)
{
    nb_tracking_allocator tracking = nb_tracking_allocator_new(&nb_heap);
    nb_allocator *former = nb_context_set_allocator(ctx, &tracking.base);
    const char again[] = "Node"; /* the same name elsewhere */
    nb_leaked rows[NB_LEAKS_REPORTED];
    void *blocks[5] = {nb_new(ctx, 100), nb_new(ctx, 10), nb_new(ctx, 30), nb_new(ctx, 7), NULL};
    nb_exception *exception = NULL;
    nb_str text;

    nb_name(ctx, blocks[0], "Node");
    nb_name(ctx, blocks[1], again);
    nb_name(ctx, blocks[4], "nothing");
    nb_name(ctx, blocks[2], "items of list[Node]");
    blocks[2] = nb_grow(ctx, blocks[2], 30, 150); /* keeps its name */
    CHECK(nb_str_repeat(ctx, NB_STR("ab"), 92, &text) == NB_OK);
    CHECK(nb_exception_new(ctx, sizeof *exception, &nb_ValueError, NB_STR(""), &exception) ==
          NB_OK);
    CHECK(nb_count_leaked(&tracking, rows) == 5);
    nb_order_leaked(rows, 5);
    CHECK(is_row(&rows[0], "str or bytes", 1, 184 + sizeof(nb_block)));
    CHECK(is_row(&rows[1], "items of list[Node]", 1, 150));
    CHECK(is_row(&rows[2], "Node", 2, 110));
    CHECK(is_row(&rows[3], "ValueError", 1, sizeof *exception));
    CHECK(rows[4].type == NULL && rows[4].size == 7 && rows[4].count == 1);
    CHECK(!nb_leak_report(&tracking));
    nb_free(ctx, blocks[0], 100);
    nb_free(ctx, blocks[1], 10);
    nb_free(ctx, blocks[2], 150);
    nb_free(ctx, blocks[3], 7);
    nb_release_str(ctx, &text);
    nb_release_exception(ctx, &exception);
    CHECK(nb_leak_report(&tracking));
    (void)nb_context_set_allocator(ctx, &nb_heap);
    nb_name(ctx, &tracking, "not tracked: nothing happens");
    (void)nb_context_set_allocator(ctx, former);
}

/* More types than a report has rows: the last row is of all others. */
static void check_many_types(void)
{
    enum { COUNT = NB_LEAKS_REPORTED + 3 };
    nb_tracking_allocator tracking = nb_tracking_allocator_new(&nb_heap);
    nb_leaked rows[NB_LEAKS_REPORTED];
    void *blocks[COUNT];

    for (size_t i = 0; i < COUNT; i++) {
        blocks[i] = tracking.base.allocate(&tracking.base, 1 + i, 0);
        CHECK(blocks[i] != NULL);
    }
    CHECK(nb_count_leaked(&tracking, rows) == NB_LEAKS_REPORTED);
    CHECK(rows[0].size == COUNT &&
          is_row(&rows[NB_LEAKS_REPORTED - 1], "others", 4, 1 + 2 + 3 + 4));
    for (size_t i = 0; i < COUNT; i++) {
        tracking.base.release(&tracking.base, blocks[i], 1 + i);
    }
}

/* A scope's strings end with it; its exception stays in flight. */
static void check_temporary(nb_context *ctx)
{
    nb_tracking_allocator tracking = nb_tracking_allocator_new(&nb_heap);
    nb_temporary scope;
    nb_str before, within;

    CHECK(nb_context_set_allocator(ctx, &tracking.base) == NULL);
    CHECK(nb_str_repeat(ctx, NB_STR("before"), 2, &before) == NB_OK);
    (void)nb_raise_text_here(ctx, &nb_KeyError, before);
    nb_release_str(ctx, &before);
    nb_temporary_open(&scope, ctx);
    CHECK(tracking.block_count == 0 && check_raised(ctx, &nb_KeyError, "beforebefore"));
    for (int i = 0; i < 1000; i++) {
        CHECK(nb_str_repeat(ctx, NB_STR("within"), i, &within) == NB_OK);
    }
    CHECK(nb_str_concat(ctx, NB_STR("scope"), NB_STR("d"), &within) == NB_OK);
    (void)nb_raise_text_here(ctx, &nb_ValueError, within);
    nb_temporary_close(&scope);
    CHECK(check_raised(ctx, &nb_ValueError, "scoped") && tracking.all_count == 1);
    CHECK(nb_context_set_allocator(ctx, NULL) == &tracking.base);
    nb_temporary_open(&scope, ctx);
    CHECK(nb_str_repeat(ctx, NB_STR("of a context"), 1000, &within) == NB_OK);
    nb_temporary_close(&scope);
    CHECK(nb_context_set_allocator(ctx, NULL) == NULL);
}

int main(void)
{
    nb_context ctx;

    nb_context_open(&ctx);
    check_arena();
    check_pool();
    check_tracking();
    check_types(&ctx);
    check_many_types();
    check_temporary(&ctx);
    nb_context_close(&ctx);
    return check_result();
}
