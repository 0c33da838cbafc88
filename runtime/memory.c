/* Memory. What a context owns until it closes is cut from chunks, or, where it is large, a block of
 * its own. Objects that are given back earlier come from the context's allocator. */

//@ nb_block
/* The head of a block in the context's list; what it holds follows at the next multiple of 16. */
typedef struct nb_block {
    struct nb_block *next;
} nb_block;

//@ NB_ALIGNMENT NB_CHUNK NB_LARGE
/* Every piece lies at a multiple of NB_ALIGNMENT from its block, a chunk has NB_CHUNK bytes, and
 * pieces from NB_LARGE bytes on are not cut from chunks. */
enum { NB_ALIGNMENT = 16, NB_CHUNK = 64 * 1024, NB_LARGE = 8 * 1024 };

//@ nb_release <stddef.h> <stdlib.h>
/* Frees all blocks of the context. */
NB_API void nb_release(nb_context *ctx)
{
    while (ctx->blocks != NULL) {
        nb_block *block = ctx->blocks;

        ctx->blocks = block->next;
        free(block);
    }
    ctx->free_bytes = NULL;
    ctx->free_size = 0;
}

//@ nb_block_new <stdbool.h> <stddef.h> <stdlib.h>
/* A new block of the context with `size` bytes, or NULL. */
NB_API char *nb_block_new(nb_context *ctx, size_t size, bool zeroed)
{
    const size_t whole = NB_ALIGNMENT + size;
    nb_block *block = zeroed ? calloc(1, whole) : malloc(whole);

    if (block == NULL) {
        return NULL;
    }
    block->next = ctx->blocks;
    ctx->blocks = block;
    ctx->release = nb_release;
    return (char *)block + NB_ALIGNMENT;
}

//@ nb_cut <stdbool.h> <stddef.h>
/* A small piece of the newest chunk, or of a new one; NULL where there is no memory. */
NB_API char *nb_cut(nb_context *ctx, size_t size)
{
    const size_t rounded = (size + NB_ALIGNMENT - 1) / NB_ALIGNMENT * NB_ALIGNMENT;

    if (rounded > ctx->free_size) {
        char *chunk = nb_block_new(ctx, NB_CHUNK, false);

        if (chunk == NULL) {
            return NULL;
        }
        ctx->free_bytes = chunk;
        ctx->free_size = NB_CHUNK;
    }
    char *piece = ctx->free_bytes;
    ctx->free_bytes += rounded;
    ctx->free_size -= rounded;
    return piece;
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

    if (!nb_total_size(count, size, &total)) {
        return NULL;
    }
    return total < NB_LARGE ? nb_cut(ctx, total) : nb_block_new(ctx, total, false);
}

//@ nb_allocate_zeroed <stdbool.h> <stddef.h> <stdint.h> <string.h>
/* As nb_allocate, filled with zero bytes. */
NB_API void *nb_allocate_zeroed(nb_context *ctx, int64_t count, size_t size)
{
    size_t total = 0;

    if (!nb_total_size(count, size, &total)) {
        return NULL;
    }
    if (total >= NB_LARGE) {
        return nb_block_new(ctx, total, true);
    }
    char *piece = nb_cut(ctx, total);
    return piece != NULL ? memset(piece, 0, total) : NULL;
}

//@ nb_allocator
typedef struct nb_allocator nb_allocator;

//@ nb_allocator <stdbool.h> <stddef.h>
/* Where objects come from. Each function is given the allocator first; blocks are aligned as
 * malloc's are. An allocator of one's own begins with this struct. */
struct nb_allocator {
    /* `size` bytes, at least 1, or NULL; is_plain: they will hold no pointers. */
    void *(*allocate)(nb_allocator *from, size_t size, bool is_plain);
    /* The block with another size, moved where it must be; or NULL: it stays as it was. */
    void *(*resize)(nb_allocator *from, void *block, size_t old_size, size_t size);
    void (*release)(nb_allocator *from, void *block, size_t size);
};

//@ nb_new <stdbool.h> <stddef.h> <stdint.h>
/* A block for an object, or NULL. */
NB_API void *nb_new(nb_context *ctx, size_t size)
{
    if (ctx->allocator != NULL) {
        return ctx->allocator->allocate(ctx->allocator, size, false);
    }
    return size <= PTRDIFF_MAX ? nb_allocate(ctx, (int64_t)size, 1) : NULL;
}

//@ nb_grow <stddef.h> <string.h>
/* The block, which may be NULL, with another size and perhaps elsewhere; or NULL: it stays as it
 * was. */
NB_API void *nb_grow(nb_context *ctx, void *block, size_t old_size, size_t size)
{
    if (block == NULL) {
        return nb_new(ctx, size);
    }
    if (ctx->allocator != NULL) {
        return ctx->allocator->resize(ctx->allocator, block, old_size, size);
    }
    void *moved = nb_new(ctx, size);

    return moved != NULL ? memcpy(moved, block, old_size < size ? old_size : size) : NULL;
}

//@ nb_free <stddef.h>
/* Gives back a block, which may be NULL, of that size. */
NB_API void nb_free(nb_context *ctx, void *block, size_t size)
{
    if (block != NULL && ctx->allocator != NULL) {
        ctx->allocator->release(ctx->allocator, block, size);
    }
}
