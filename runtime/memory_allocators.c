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
    const char *type; /* what it is, or NULL: nobody said */
} nb_tracked;

//@ NB_TRACKED_HEAD
enum { NB_TRACKED_HEAD = (sizeof(nb_tracked) + NB_ALIGNMENT - 1) / NB_ALIGNMENT * NB_ALIGNMENT };

//@ nb_tracked_head
/* The head of the block that holds that. */
NB_INLINE nb_tracked *nb_tracked_head(void *held)
{
    return (nb_tracked *)(void *)((char *)held - NB_TRACKED_HEAD);
}

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
NB_API void *nb_track(nb_tracking_allocator *tracking, nb_tracked *block, size_t size,
                      const char *type)
{
    if (block == NULL) {
        return NULL;
    }
    *block = (nb_tracked){tracking->blocks, NULL, size, type};
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
    nb_tracked *block = nb_tracked_head(held);

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

//@ nb_some_exception
/* The type of a block that is an exception, which knows its own. */
NB_API const char nb_some_exception[] = "exception";

//@ nb_kind_name <stddef.h>
/* What a block of that kind is, so far as its kind tells. */
NB_API const char *nb_kind_name(unsigned kind)
{
    if ((kind & NB_TEXT) != 0) {
        return "str or bytes";
    }
    if ((kind & NB_EXCEPTION) != 0) {
        return nb_some_exception;
    }
    return (kind & NB_TRACEBACK) != 0 ? "traceback of an exception" : NULL;
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
    return nb_track(tracking, from->allocate(from, NB_TRACKED_HEAD + size, kind), size,
                    nb_kind_name(kind));
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
    const char *type = block->type;
    nb_tracked *moved = from->resize(from, block, NB_TRACKED_HEAD + old_size,
                                     NB_TRACKED_HEAD + size);

    if (moved == NULL) {
        (void)nb_track(tracking, block, old_size, type);
        return NULL;
    }
    return nb_track(tracking, moved, size, type);
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

//@ nb_name <stddef.h>
/* Tells a tracking allocator what an object is that was made on it, for its leak report. The object
 * may be NULL; `type` lives on. */
NB_API void nb_name(const nb_context *ctx, void *object, const char *type)
{
    const nb_allocator *from = ctx->allocator;

    if (object != NULL && from != NULL && from->allocate == nb_tracking_allocate) {
        nb_tracked_head(object)->type = type;
    }
}

//@ nb_named_box <stddef.h>
/* nb_box, of which a leak report tells what it is. */
NB_API nb_status nb_named_box(nb_context *ctx, const void *value, size_t size, const char *type,
                              void **object)
{
    const nb_status status = nb_box(ctx, value, size, object);

    nb_name(ctx, *object, type);
    return status;
}

//@ nb_leaked <stddef.h> <stdint.h>
/* Blocks of one type that were not given back; without a type, of one size. */
typedef struct nb_leaked {
    const char *type;
    size_t size;
    int64_t count;
    size_t bytes;
} nb_leaked;

//@ NB_LEAKS_REPORTED
enum { NB_LEAKS_REPORTED = 32 };

//@ nb_leaked_of <stdbool.h> <stddef.h>
/* The row of a report for just this block. */
NB_API nb_leaked nb_leaked_of(const nb_tracked *block)
{
    const nb_exception *exception = (const void *)((const char *)block + NB_TRACKED_HEAD);
    const bool is_exception = block->type == nb_some_exception;

    return (nb_leaked){is_exception ? exception->type->name : block->type, block->size, 1,
                       block->size};
}

//@ nb_are_leaked_alike <stdbool.h> <stddef.h> <string.h>
/* Do both belong in one row? */
NB_API bool nb_are_leaked_alike(const nb_leaked *a, const nb_leaked *b)
{
    if (a->type == NULL || b->type == NULL) {
        return a->type == b->type && a->size == b->size;
    }
    return strcmp(a->type, b->type) == 0;
}

//@ nb_count_leaked <stddef.h>
/* Counts the blocks that were not given back, by their types; gives how many there are of these.
 * The last row is of all other types where there are more than rows. */
NB_API int nb_count_leaked(const nb_tracking_allocator *tracking, nb_leaked *rows)
{
    int count = 0;

    for (const nb_tracked *block = tracking->blocks; block != NULL; block = block->next) {
        const nb_leaked leaked = nb_leaked_of(block);
        int row = 0;

        while (row < count && !nb_are_leaked_alike(&rows[row], &leaked)) {
            row++;
        }
        if (row == count && count < NB_LEAKS_REPORTED) {
            rows[count++] = leaked;
            continue;
        }
        if (row == NB_LEAKS_REPORTED) {
            row--;
            rows[row].type = "others";
        }
        rows[row].count++;
        rows[row].bytes += leaked.bytes;
    }
    return count;
}

//@ nb_order_leaked
/* Puts those of the most bytes first; of as many, those that were met first. */
NB_API void nb_order_leaked(nb_leaked *rows, int count)
{
    for (int i = 1; i < count; i++) {
        const nb_leaked row = rows[i];
        int at = i;

        for (; at > 0 && rows[at - 1].bytes < row.bytes; at--) {
            rows[at] = rows[at - 1];
        }
        rows[at] = row;
    }
}

//@ nb_report_leaked <stddef.h> <stdio.h>
/* Writes a row of the report to standard error. */
NB_API void nb_report_leaked(const nb_leaked *leaked)
{
    fprintf(stderr, "%12.0f %9.0f  ", (double)leaked->bytes, (double)leaked->count);
    if (leaked->type != NULL) {
        fprintf(stderr, "%s\n", leaked->type);
    } else {
        fprintf(stderr, "unknown, of %.0f bytes\n", (double)leaked->size);
    }
}

//@ nb_leak_report <stdbool.h> <stddef.h> <stdio.h>
/* Writes to standard error how many blocks of which types were not given back, those of the most
 * bytes first, and how much memory was in use. Was everything given back? */
NB_API bool nb_leak_report(const nb_tracking_allocator *tracking)
{
    nb_leaked rows[NB_LEAKS_REPORTED];
    const int count = nb_count_leaked(tracking, rows);

    fflush(stdout);
    fprintf(stderr, "%.0f of %.0f blocks were not given back, %.0f bytes; at most %.0f in use\n",
            (double)tracking->block_count, (double)tracking->all_count, (double)tracking->bytes,
            (double)tracking->most_bytes);
    fputs(count > 0 ? "       bytes    blocks  type\n" : "", stderr);
    nb_order_leaked(rows, count);
    for (int i = 0; i < count; i++) {
        nb_report_leaked(&rows[i]);
    }
    return tracking->block_count == 0;
}
