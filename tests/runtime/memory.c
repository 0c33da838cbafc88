/* Memory: objects through the context's allocator. */
#include "check.h"

#include <stdlib.h>

/* An allocator that counts, and that fails once `left` allocations were made. */
typedef struct Counter {
    nb_allocator base;
    int blocks;
    size_t bytes;
    int left;
} Counter;

static void *counted_allocate(nb_allocator *from, size_t size, unsigned kind)
{
    Counter *counter = (Counter *)from;
    void *block = counter->left > 0 ? malloc(size) : NULL;

    (void)kind;
    if (block != NULL) {
        counter->left--;
        counter->blocks++;
        counter->bytes += size;
    }
    return block;
}

static void *counted_resize(nb_allocator *from, void *block, size_t old_size, size_t size)
{
    Counter *counter = (Counter *)from;
    void *moved = counter->left > 0 ? realloc(block, size) : NULL;

    if (moved != NULL) {
        counter->left--;
        counter->bytes += size - old_size;
    }
    return moved;
}

static void counted_release(nb_allocator *from, void *block, size_t size)
{
    Counter *counter = (Counter *)from;

    counter->blocks--;
    counter->bytes -= size;
    free(block);
}

static void check_objects(nb_context *ctx)
{
    char *block = nb_new(ctx, 100);

    CHECK(block != NULL);
    memset(block, 'x', 100);
    char *grown = nb_grow(ctx, block, 100, 100000);
    CHECK(grown != NULL && grown[0] == 'x' && grown[99] == 'x');
    char *fresh = nb_grow(ctx, NULL, 0, 10);
    CHECK(fresh != NULL);
    nb_free(ctx, grown, 100000);
    nb_free(ctx, fresh, 10);
    nb_free(ctx, NULL, 10);
    CHECK(nb_new(ctx, SIZE_MAX) == NULL);
}

/* A string's bytes are freed by the last of those that own them, slices counted. */
static void check_strings(nb_context *ctx, const Counter *counter)
{
    nb_str text;

    CHECK(nb_str_concat(ctx, NB_STR("ab"), NB_STR("cd"), &text) == NB_OK && counter->blocks == 1);
    nb_str end = nb_retain_str(nb_str_slice(text, nb_slice_from(2)));
    nb_release_str(ctx, &text);
    nb_release_str(ctx, &text);
    CHECK_TEXT(end, "cd");
    CHECK(counter->blocks == 1);
    nb_release_str(ctx, &end);
    nb_str literal = nb_retain_str(NB_STR("x"));
    nb_release_str(ctx, &literal);
    CHECK(counter->blocks == 0);
}

/* The context keeps the message that was raised last. */
static void check_messages(nb_context *ctx, const Counter *counter)
{
    for (int i = 0; i < 3; i++) {
        nb_str text;

        CHECK(nb_str_repeat(ctx, NB_STR("no"), 2, &text) == NB_OK);
        (void)nb_raise_text_here(ctx, &nb_ValueError, text);
        nb_release_str(ctx, &text);
        CHECK(check_raised(ctx, &nb_ValueError, "nono") && counter->blocks == 1);
    }
    nb_context_close(ctx);
    CHECK(counter->blocks == 0);
}

int main(void)
{
    Counter counter = {{counted_allocate, counted_resize, counted_release}, 0, 0, 2};
    nb_context ctx;

    nb_context_open(&ctx);
    check_objects(&ctx);
    ctx.allocator = &counter.base;
    char *block = nb_new(&ctx, 8);
    CHECK(block != NULL && counter.blocks == 1 && counter.bytes == 8);
    block = nb_grow(&ctx, block, 8, 16);
    CHECK(block != NULL && counter.bytes == 16);
    CHECK(nb_grow(&ctx, block, 16, 32) == NULL && nb_new(&ctx, 1) == NULL && counter.bytes == 16);
    nb_free(&ctx, block, 16);
    CHECK(counter.blocks == 0 && counter.bytes == 0);
    counter.left = 100;
    check_strings(&ctx, &counter);
    check_messages(&ctx, &counter);
    nb_context_close(&ctx);
    return check_result();
}
