/* Blocks that are counted: what the bytes of strings and the elements of arrays lie in. Slices and
 * views share their block. */

//@ nb_block
typedef struct nb_block nb_block;

//@ nb_block <stdint.h>
/* The head of memory that several values may own together; what it holds follows. */
struct nb_block {
    int64_t references;
    int64_t size; /* of all, the head counted */
};

//@ nb_block_data
/* What the block holds. */
NB_INLINE void *nb_block_data(nb_block *block)
{
    return block + 1;
}

//@ nb_block_of <stdbool.h> <stddef.h> <stdint.h>
/* A block for `count` items of `size` bytes, of one owner; or NULL. */
NB_API nb_block *nb_block_of(nb_context *ctx, int64_t count, size_t size, unsigned kind)
{
    nb_block *block = NULL;
    size_t total = 0;

    if (nb_total_size(count, size, &total)) {
        block = nb_obtain(ctx, sizeof *block + total, kind);
    }
    if (block != NULL) {
        block->references = 1;
        block->size = (int64_t)(sizeof *block + total);
    }
    return block;
}

//@ nb_block_resize <stddef.h> <stdint.h>
/* The block, which may be NULL and has one owner, with room for that many bytes of text; or NULL:
 * it stays as it was. */
NB_API nb_block *nb_block_resize(nb_context *ctx, nb_block *block, int64_t bytes)
{
    if (block == NULL) {
        return nb_block_of(ctx, bytes, 1, NB_PLAIN | NB_TEXT);
    }
    nb_block *moved = nb_grow(ctx, block, (size_t)block->size, sizeof *block + (size_t)bytes);

    if (moved != NULL) {
        moved->size = (int64_t)sizeof *moved + bytes;
    }
    return moved;
}

//@ nb_block_retain <stddef.h>
/* One more owner; of no block nothing. */
NB_INLINE void nb_block_retain(nb_block *block)
{
    if (block != NULL) {
        block->references++;
    }
}

//@ nb_block_count <stddef.h> <stdint.h>
/* How many items of that size there is room for. */
NB_INLINE int64_t nb_block_count(const nb_block *block, size_t size)
{
    return (block->size - (int64_t)sizeof *block) / (int64_t)size;
}

//@ nb_block_is_last <stdbool.h> <stddef.h>
/* One owner less; was it the last one, so that what the block holds must be given up before it is
 * freed? */
NB_INLINE bool nb_block_is_last(nb_block *block)
{
    return block != NULL && --block->references == 0;
}

//@ nb_block_free <stddef.h>
/* Frees a block that has no owner left. */
NB_INLINE void nb_block_free(nb_context *ctx, nb_block *block)
{
    nb_free(ctx, block, (size_t)block->size);
}

//@ nb_block_release <stddef.h>
/* One owner less; the last one frees it. */
NB_INLINE void nb_block_release(nb_context *ctx, nb_block *block)
{
    if (nb_block_is_last(block)) {
        nb_block_free(ctx, block);
    }
}

//@ nb_cell_block <stddef.h>
/* The block of a variable that closures share; NULL is in none. */
NB_INLINE nb_block *nb_cell_block(void *cell)
{
    return cell != NULL ? (nb_block *)cell - 1 : NULL;
}

//@ nb_cell_retain
/* The variable, with one more owner. */
NB_INLINE void *nb_cell_retain(void *cell)
{
    nb_cell_block(cell)->references++;
    return cell;
}

//@ nb_environment
typedef struct nb_environment nb_environment;

//@ nb_environment <stdint.h>
/* What a closure's environment begins with. One on the stack counts 0 and stays uncounted. */
struct nb_environment {
    int64_t references;
    void (*destroy)(nb_context *ctx, void *environment);
};

//@ nb_environment_retain <stddef.h>
/* One more owner; of no environment nothing. */
NB_API void nb_environment_retain(void *environment)
{
    nb_environment *counted = environment;

    if (counted != NULL && counted->references > 0) {
        counted->references++;
    }
}

//@ nb_environment_release <stddef.h>
/* One owner less; the last one destroys it. */
NB_API void nb_environment_release(nb_context *ctx, void *environment)
{
    nb_environment *counted = environment;

    if (counted != NULL && counted->references > 0 && --counted->references == 0) {
        nb_destroy(ctx, environment, counted->destroy);
    }
}
