/* Allocators that a context can be given besides nb_heap. Each begins with an nb_allocator, `base`,
 * and must outlive what was made on it; none may be used by two threads at once. */

//@ nb_context_set_allocator
/* From now on the context's objects come from that allocator, or, where it is NULL, from the
 * context itself, which keeps them until it closes. Gives the former one. What was made on one
 * allocator must neither grow nor end on another. */
NB_API nb_allocator *nb_context_set_allocator(nb_context *ctx, nb_allocator *allocator)
{
    nb_allocator *former = ctx->allocator;

    ctx->allocator = allocator;
    return former;
}

//@ nb_arena_allocator
/* Gives all back at once, by nb_arena_clear(&allocator.arena). */
typedef struct nb_arena_allocator {
    nb_allocator base;
    nb_arena arena;
} nb_arena_allocator;

//@ nb_arena_allocator_allocate <stddef.h>
NB_API void *nb_arena_allocator_allocate(nb_allocator *from, size_t size, unsigned kind)
{
    return nb_arena_allocate(&((nb_arena_allocator *)from)->arena, size, kind);
}

//@ nb_arena_allocator_resize <stddef.h>
NB_API void *nb_arena_allocator_resize(nb_allocator *from, void *block, size_t old_size,
                                       size_t size)
{
    return nb_arena_resize(&((nb_arena_allocator *)from)->arena, block, old_size, size);
}

//@ nb_arena_allocator_release <stddef.h>
NB_API void nb_arena_allocator_release(nb_allocator *from, void *block, size_t size)
{
    nb_arena_release(&((nb_arena_allocator *)from)->arena, block, size);
}

//@ nb_arena_allocator_new <stddef.h>
/* An arena that holds nothing. */
NB_API nb_arena_allocator nb_arena_allocator_new(void)
{
    return (nb_arena_allocator){{nb_arena_allocator_allocate, nb_arena_allocator_resize,
                                 nb_arena_allocator_release},
                                {NULL, NULL, 0}};
}

//@ nb_temporary
/* A scope whose objects are given back all at once at its end. */
typedef struct nb_temporary {
    nb_arena_allocator allocator;
    nb_context *ctx;
    nb_allocator *former;
} nb_temporary;

//@ nb_settle_message <stddef.h> <string.h>
/* The message of the last exception outlives the allocator; where there is no memory for that it is
 * lost. */
NB_API void nb_settle_message(nb_context *ctx)
{
    if (ctx->message_owner == NULL) {
        return;
    }
    char *text = nb_room_for(ctx, &ctx->settled, ctx->message_size + 1);

    if (text != NULL) {
        memcpy(text, ctx->message, ctx->message_size);
    }
    nb_block_release(ctx, ctx->message_owner);
    ctx->message_owner = NULL;
    ctx->message = text != NULL ? text : "";
    ctx->message_size = text != NULL ? ctx->message_size : 0;
}

//@ nb_settle_value <stddef.h> <string.h>
/* An exception with fields that leaves a scope lives on outside of it, without what the scope takes
 * away: its cause, and the texts and objects of its fields that were made there. Any other one is
 * told by its message. */
NB_API void nb_settle_value(nb_context *ctx, nb_allocator *outer)
{
    const size_t size = ctx->has_value ? ctx->value->size : 0;

    if (size <= sizeof *ctx->value) {
        nb_drop(ctx);
        return;
    }
    nb_exception *moved =
        outer != NULL ? outer->allocate(outer, size, 0) : nb_keep(ctx, size, 0);

    if (moved == NULL) {
        (void)nb_raise_here(ctx, &nb_MemoryError, "");
        nb_drop(ctx);
        return;
    }
    memcpy(moved, ctx->value, size);
    *moved = (nb_exception){ctx->raised, 1, size, NULL, NB_STR(""), NULL, NULL, 0};
    moved->message = nb_str_of_utf8(ctx->message, (int64_t)ctx->message_size);
    ctx->value = moved;
}

//@ nb_temporary_open
/* Begins a scope. What exists already must neither grow nor end before it closes. */
NB_API void nb_temporary_open(nb_temporary *scope, nb_context *ctx)
{
    nb_settle_message(ctx);
    nb_drop(ctx);
    scope->allocator = nb_arena_allocator_new();
    scope->ctx = ctx;
    scope->former = nb_context_set_allocator(ctx, &scope->allocator.base);
}

//@ nb_temporary_close
/* Ends the scope, and with it all objects that were made in it; an exception that left it stays in
 * flight. */
NB_API void nb_temporary_close(nb_temporary *scope)
{
    nb_settle_message(scope->ctx);
    nb_settle_value(scope->ctx, scope->former);
    (void)nb_context_set_allocator(scope->ctx, scope->former);
    nb_arena_clear(&scope->allocator.arena);
}

//@ nb_pool_allocator <stddef.h>
/* Small blocks of one size, each of which serves again once it was released; larger ones are
 * another allocator's. */
typedef struct nb_pool_allocator {
    nb_allocator base;
    nb_allocator *from;
    size_t size;
    void *released; /* a block, which begins with the address of the next one */
    nb_arena arena;
} nb_pool_allocator;

//@ nb_pool_allocate <stddef.h> <string.h>
NB_API void *nb_pool_allocate(nb_allocator *allocator, size_t size, unsigned kind)
{
    nb_pool_allocator *pool = (nb_pool_allocator *)allocator;
    void *block = pool->released;

    if (size > pool->size) {
        return pool->from->allocate(pool->from, size, kind);
    }
    if (block == NULL) {
        return nb_arena_allocate(&pool->arena, pool->size, kind);
    }
    memcpy(&pool->released, block, sizeof block);
    return (kind & NB_ZEROED) != 0 ? memset(block, 0, size) : block;
}

//@ nb_pool_release <stddef.h> <string.h>
NB_API void nb_pool_release(nb_allocator *allocator, void *block, size_t size)
{
    nb_pool_allocator *pool = (nb_pool_allocator *)allocator;

    if (size > pool->size) {
        pool->from->release(pool->from, block, size);
        return;
    }
    memcpy(block, &pool->released, sizeof block);
    pool->released = block;
}

//@ nb_pool_resize <stddef.h> <string.h>
NB_API void *nb_pool_resize(nb_allocator *allocator, void *block, size_t old_size, size_t size)
{
    nb_pool_allocator *pool = (nb_pool_allocator *)allocator;

    if (old_size <= pool->size && size <= pool->size) {
        return block;
    }
    if (old_size > pool->size && size > pool->size) {
        return pool->from->resize(pool->from, block, old_size, size);
    }
    void *moved = nb_pool_allocate(allocator, size, 0);

    if (moved != NULL) {
        memcpy(moved, block, old_size < size ? old_size : size);
        nb_pool_release(allocator, block, old_size);
    }
    return moved;
}

//@ nb_pool_allocator_new <stddef.h>
/* A pool of blocks of `size` bytes, whose larger ones come `from` another allocator.
 * nb_arena_clear(&pool.arena) gives back all that it has. */
NB_API nb_pool_allocator nb_pool_allocator_new(nb_allocator *from, size_t size)
{
    return (nb_pool_allocator){{nb_pool_allocate, nb_pool_resize, nb_pool_release},
                               from,
                               size < sizeof(void *) ? sizeof(void *) : size,
                               NULL,
                               {NULL, NULL, 0}};
}

//@ nb_tracked <stddef.h>
/* The head of a block that is tracked; what it holds follows behind NB_TRACKED_HEAD bytes. */
typedef struct nb_tracked {
    struct nb_tracked *next;
    struct nb_tracked *previous; /* NULL: it is the newest */
    size_t size;
} nb_tracked;

//@ NB_TRACKED_HEAD
enum { NB_TRACKED_HEAD = (sizeof(nb_tracked) + NB_ALIGNMENT - 1) / NB_ALIGNMENT * NB_ALIGNMENT };

//@ nb_tracking_allocator <stddef.h> <stdint.h>
/* Counts what another allocator gives, and knows what was not given back. */
typedef struct nb_tracking_allocator {
    nb_allocator base;
    nb_allocator *from;
    nb_tracked *blocks; /* that were not given back, the newest first */
    int64_t block_count;
    size_t bytes;
    size_t most_bytes; /* at one time */
    int64_t all_count; /* given back or not */
} nb_tracking_allocator;

//@ nb_track <stddef.h> <stdint.h>
/* Takes a block, which may be NULL, into the list; gives what it holds. */
NB_API void *nb_track(nb_tracking_allocator *tracking, nb_tracked *block, size_t size)
{
    if (block == NULL) {
        return NULL;
    }
    *block = (nb_tracked){tracking->blocks, NULL, size};
    if (block->next != NULL) {
        block->next->previous = block;
    }
    tracking->blocks = block;
    tracking->block_count++;
    tracking->bytes += size;
    if (tracking->bytes > tracking->most_bytes) {
        tracking->most_bytes = tracking->bytes;
    }
    return (char *)block + NB_TRACKED_HEAD;
}

//@ nb_untrack
/* Takes a block out of the list. */
NB_API nb_tracked *nb_untrack(nb_tracking_allocator *tracking, void *held)
{
    nb_tracked *block = (void *)((char *)held - NB_TRACKED_HEAD);

    if (block->next != NULL) {
        block->next->previous = block->previous;
    }
    if (block->previous != NULL) {
        block->previous->next = block->next;
    } else {
        tracking->blocks = block->next;
    }
    tracking->block_count--;
    tracking->bytes -= block->size;
    return block;
}

//@ nb_tracking_allocate <stddef.h> <stdint.h>
NB_API void *nb_tracking_allocate(nb_allocator *allocator, size_t size, unsigned kind)
{
    nb_tracking_allocator *tracking = (nb_tracking_allocator *)allocator;
    nb_allocator *from = tracking->from;

    if (size > PTRDIFF_MAX - NB_TRACKED_HEAD) {
        return NULL;
    }
    tracking->all_count++;
    return nb_track(tracking, from->allocate(from, NB_TRACKED_HEAD + size, kind), size);
}

//@ nb_tracking_resize <stddef.h> <stdint.h>
NB_API void *nb_tracking_resize(nb_allocator *allocator, void *held, size_t old_size, size_t size)
{
    nb_tracking_allocator *tracking = (nb_tracking_allocator *)allocator;
    nb_allocator *from = tracking->from;

    if (size > PTRDIFF_MAX - NB_TRACKED_HEAD) {
        return NULL;
    }
    nb_tracked *block = nb_untrack(tracking, held);
    nb_tracked *moved = from->resize(from, block, NB_TRACKED_HEAD + old_size,
                                     NB_TRACKED_HEAD + size);

    if (moved == NULL) {
        (void)nb_track(tracking, block, old_size);
        return NULL;
    }
    return nb_track(tracking, moved, size);
}

//@ nb_tracking_release <stddef.h>
NB_API void nb_tracking_release(nb_allocator *allocator, void *held, size_t size)
{
    nb_tracking_allocator *tracking = (nb_tracking_allocator *)allocator;
    nb_allocator *from = tracking->from;

    from->release(from, nb_untrack(tracking, held), NB_TRACKED_HEAD + size);
}

//@ nb_tracking_allocator_new <stddef.h>
/* Tracks what is taken `from` another allocator from now on. */
NB_API nb_tracking_allocator nb_tracking_allocator_new(nb_allocator *from)
{
    return (nb_tracking_allocator){
        {nb_tracking_allocate, nb_tracking_resize, nb_tracking_release}, from, NULL, 0, 0, 0, 0};
}

//@ nb_count_tracked <stddef.h> <stdint.h>
/* The largest size below `limit` of a block that is there, and how many have it; 0: none. */
NB_API int64_t nb_count_tracked(const nb_tracking_allocator *tracking, size_t limit, size_t *size)
{
    int64_t count = 0;

    *size = 0;
    for (const nb_tracked *block = tracking->blocks; block != NULL; block = block->next) {
        if (block->size < limit && block->size > *size) {
            *size = block->size;
            count = 0;
        }
        count += block->size == *size;
    }
    return count;
}

//@ NB_SIZES_REPORTED
enum { NB_SIZES_REPORTED = 10 };

//@ nb_leak_report <stdbool.h> <stddef.h> <stdint.h> <stdio.h>
/* Writes to standard error how many blocks of which sizes were not given back, the largest first,
 * and how much memory was in use. Was everything given back? */
NB_API bool nb_leak_report(const nb_tracking_allocator *tracking)
{
    size_t size = SIZE_MAX;
    int64_t count = 1;

    fflush(stdout);
    fprintf(stderr, "%.0f of %.0f blocks were not given back, %.0f bytes; at most %.0f in use\n",
            (double)tracking->block_count, (double)tracking->all_count, (double)tracking->bytes,
            (double)tracking->most_bytes);
    for (int i = 0; i < NB_SIZES_REPORTED && count > 0; i++) {
        count = nb_count_tracked(tracking, size, &size);
        if (count > 0) {
            fprintf(stderr, "%12.0f of %.0f bytes\n", (double)count, (double)size);
        }
    }
    return tracking->block_count == 0;
}
