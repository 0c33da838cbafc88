/* Memory. What a context owns until it closes comes from its arena. Objects that are given back
 * earlier come from the context's allocator. */

//@ nb_release
/* Frees what lies in the context's arena. */
NB_API void nb_release(nb_context *ctx)
{
    nb_arena_clear(&ctx->arena);
}

//@ nb_keep <stddef.h>
/* A piece of the context's arena, or NULL. */
NB_API void *nb_keep(nb_context *ctx, size_t size, unsigned kind)
{
    if (ctx->release == NULL) {
        ctx->release = nb_release;
    }
    return nb_arena_allocate(&ctx->arena, size, kind);
}

//@ nb_total_size <stdbool.h> <stddef.h> <stdint.h>
/* Whether `count` items of `size` bytes can be one object, and how large it is: at least 1. */
NB_API bool nb_total_size(int64_t count, size_t size, size_t *total)
{
    const size_t most = PTRDIFF_MAX - NB_ALIGNMENT;

    if (count < 0 || (uint64_t)count > most / size) {
        return false;
    }
    *total = count > 0 ? (size_t)count * size : 1;
    return true;
}

//@ nb_allocate <stdbool.h> <stddef.h> <stdint.h>
/* Memory for `count` items of `size` bytes that the context owns, or NULL. */
NB_API void *nb_allocate(nb_context *ctx, int64_t count, size_t size)
{
    size_t total = 0;

    return nb_total_size(count, size, &total) ? nb_keep(ctx, total, 0) : NULL;
}

//@ nb_allocate_zeroed <stdbool.h> <stddef.h> <stdint.h>
/* As nb_allocate, filled with zero bytes. */
NB_API void *nb_allocate_zeroed(nb_context *ctx, int64_t count, size_t size)
{
    size_t total = 0;

    return nb_total_size(count, size, &total) ? nb_keep(ctx, total, NB_ZEROED) : NULL;
}

//@ nb_room <stddef.h>
/* Memory of the context's for a text that takes the place of the last one. */
typedef struct nb_room {
    char *data;
    size_t size;
} nb_room;

//@ nb_room_for <stddef.h> <stdint.h>
/* Where `size` bytes can be put; or NULL. */
NB_API char *nb_room_for(nb_context *ctx, nb_room *room, size_t size)
{
    const size_t larger = size > 2 * room->size ? size : 2 * room->size;

    if (size > room->size) {
        char *data = nb_allocate(ctx, (int64_t)larger, 1);

        if (data == NULL) {
            return NULL;
        }
        *room = (nb_room){data, larger};
    }
    return room->data;
}

//@ nb_allocator
typedef struct nb_allocator nb_allocator;

//@ nb_allocator <stddef.h>
/* Where objects come from. Each function is given the allocator first; blocks are aligned as
 * malloc's are. An allocator of one's own begins with this struct. */
struct nb_allocator {
    /* `size` bytes, at least 1, or NULL; `kind`: 0, or NB_PLAIN and the others that hold, joined
     * by |. */
    void *(*allocate)(nb_allocator *from, size_t size, unsigned kind);
    /* The block with another size, moved where it must be; or NULL: it stays as it was. */
    void *(*resize)(nb_allocator *from, void *block, size_t old_size, size_t size);
    void (*release)(nb_allocator *from, void *block, size_t size);
};

//@ nb_obtain <stddef.h>
/* A block of that kind, or NULL. */
NB_API void *nb_obtain(nb_context *ctx, size_t size, unsigned kind)
{
    nb_allocator *from = ctx->allocator;

    return from != NULL ? from->allocate(from, size, kind) : nb_keep(ctx, size, kind);
}

//@ nb_new <stddef.h>
/* A block for an object, or NULL. */
NB_INLINE void *nb_new(nb_context *ctx, size_t size)
{
    return nb_obtain(ctx, size, 0);
}

//@ nb_end_later <stddef.h>
/* Lets `end` give up what the object holds when the context closes. Raises MemoryError: then the
 * object is nobody's, and what it was made of still its maker's. */
NB_API nb_status nb_end_later(nb_context *ctx, void *object,
                              void (*end)(nb_context *ctx, void *object))
{
    nb_dying *kept = nb_allocate(ctx, 1, sizeof *kept);

    if (kept == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    *kept = (nb_dying){ctx->kept, object, end};
    ctx->kept = kept;
    return NB_OK;
}

//@ nb_box <stddef.h> <string.h>
/* A copy of a value in a block of its own, as what is behind a `dyn` lies. */
NB_INLINE nb_status nb_box(nb_context *ctx, const void *value, size_t size, void **object)
{
    *object = nb_new(ctx, size);
    if (*object == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    memcpy(*object, value, size);
    return NB_OK;
}

//@ nb_box_retain <stdint.h>
/* One more owner of a box, which begins with their number. */
NB_API void nb_box_retain(void *box)
{
    int64_t *references = (int64_t *)box;

    ++*references;
}

//@ nb_box_is_last <stdbool.h> <stdint.h>
/* One owner less; was it the last one? */
NB_INLINE bool nb_box_is_last(void *box)
{
    int64_t *references = (int64_t *)box;

    return --*references == 0;
}

//@ nb_grow <stddef.h>
/* The block, which may be NULL, with another size and perhaps elsewhere; or NULL: it stays as it
 * was. */
NB_API void *nb_grow(nb_context *ctx, void *block, size_t old_size, size_t size)
{
    nb_allocator *from = ctx->allocator;

    if (block == NULL) {
        return nb_new(ctx, size);
    }
    return from != NULL ? from->resize(from, block, old_size, size)
                        : nb_arena_resize(&ctx->arena, block, old_size, size);
}

//@ nb_free <stddef.h>
/* Gives back a block, which may be NULL, of that size. */
NB_API void nb_free(nb_context *ctx, void *block, size_t size)
{
    nb_allocator *from = ctx->allocator;

    if (block == NULL) {
        return;
    }
    if (from != NULL) {
        from->release(from, block, size);
    } else {
        nb_arena_release(&ctx->arena, block, size);
    }
}

//@ nb_heap_allocate <stddef.h> <stdlib.h>
/* A block from the C library. */
NB_API void *nb_heap_allocate(nb_allocator *from, size_t size, unsigned kind)
{
    (void)from;
    return (kind & NB_ZEROED) != 0 ? calloc(1, size) : malloc(size);
}

//@ nb_heap_resize <stddef.h> <stdlib.h>
/* The C library's block, with another size. */
NB_API void *nb_heap_resize(nb_allocator *from, void *block, size_t old_size, size_t size)
{
    (void)from;
    (void)old_size;
    return realloc(block, size);
}

//@ nb_heap_release <stddef.h> <stdlib.h>
/* Gives a block back to the C library. */
NB_API void nb_heap_release(nb_allocator *from, void *block, size_t size)
{
    (void)from;
    (void)size;
    free(block);
}

//@ nb_heap
/* The C library's memory. Nothing writes to it; it is not const because other allocators are not.
 */
NB_API nb_allocator nb_heap = {nb_heap_allocate, nb_heap_resize, nb_heap_release};

//@ nb_heap_allocator
/* The C library's memory. */
NB_INLINE nb_allocator *nb_heap_allocator(void)
{
    return &nb_heap;
}

//@ nb_dying
/* An object that has no owner left, in the context's list. */
typedef struct nb_dying {
    struct nb_dying *next;
    void *object;
    void (*destroy)(nb_context *ctx, void *object);
} nb_dying;

//@ NB_DEEPEST
/* So many objects are destroyed within each other; those that lie deeper wait for their end. */
enum { NB_DEEPEST = 1000 };

//@ nb_postpone <stdbool.h> <stddef.h>
/* Lets an object wait for its end. false: there is no memory for that. */
NB_API bool nb_postpone(nb_context *ctx, void *object,
                        void (*destroy)(nb_context *ctx, void *object))
{
    nb_dying *dying = nb_new(ctx, sizeof *dying);

    if (dying == NULL && ctx->spare.object == NULL) {
        dying = &ctx->spare;
    }
    if (dying == NULL) {
        return false;
    }
    *dying = (nb_dying){ctx->dying, object, destroy};
    ctx->dying = dying;
    return true;
}

//@ nb_take_dying <stddef.h>
/* Takes out the object that began to wait last. */
NB_API nb_dying nb_take_dying(nb_context *ctx)
{
    nb_dying *dying = ctx->dying;
    const nb_dying taken = *dying;

    ctx->dying = taken.next;
    if (dying == &ctx->spare) {
        dying->object = NULL;
    } else {
        nb_free(ctx, dying, sizeof *dying);
    }
    return taken;
}

//@ nb_destroy <stddef.h>
/* Destroys an object that has no owner left: now, or where that went too deep, by the one that is
 * destroyed outermost. */
NB_API void nb_destroy(nb_context *ctx, void *object,
                       void (*destroy)(nb_context *ctx, void *object))
{
    if (ctx->dying_depth >= NB_DEEPEST && nb_postpone(ctx, object, destroy)) {
        return;
    }
    ctx->dying_depth++;
    destroy(ctx, object);
    ctx->dying_depth--;
    while (ctx->dying_depth == 0 && ctx->dying != NULL) {
        const nb_dying dying = nb_take_dying(ctx);

        ctx->dying_depth++;
        dying.destroy(ctx, dying.object);
        ctx->dying_depth--;
    }
}
