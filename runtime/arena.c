/* An arena: memory that is given back all at once. Small pieces are cut from chunks; a large one is
 * a block of its own, which grows where the C library can let it, and can be given back alone. */

//@ nb_link
typedef struct nb_link nb_link;

//@ nb_link
/* The head of a block of an arena; what it holds follows at the next multiple of NB_ALIGNMENT. */
struct nb_link {
    nb_link *next;
    nb_link *previous; /* NULL: it is the arena's first */
};

//@ nb_arena <stddef.h>
typedef struct nb_arena {
    nb_link *blocks;
    char *free_bytes; /* the rest of the newest chunk */
    size_t free_size;
} nb_arena;

//@ NB_ALIGNMENT NB_CHUNK NB_LARGE
/* Every piece lies at a multiple of NB_ALIGNMENT from its block, a chunk has NB_CHUNK bytes, and
 * pieces from NB_LARGE bytes on are not cut from chunks. */
enum { NB_ALIGNMENT = 16, NB_CHUNK = 64 * 1024, NB_LARGE = 8 * 1024 };

//@ NB_PLAIN NB_ZEROED NB_TEXT NB_EXCEPTION NB_TRACEBACK
/* What memory is for: it will hold no pointers; it must be filled with zero bytes; what it will
 * hold, which leak reports tell. */
enum { NB_PLAIN = 1, NB_ZEROED = 2, NB_TEXT = 4, NB_EXCEPTION = 8, NB_TRACEBACK = 16 };

//@ nb_arena_clear <stddef.h> <stdlib.h>
/* Gives all back. */
NB_API void nb_arena_clear(nb_arena *arena)
{
    while (arena->blocks != NULL) {
        nb_link *link = arena->blocks;

        arena->blocks = link->next;
        free(link);
    }
    arena->free_bytes = NULL;
    arena->free_size = 0;
}

//@ nb_link_in <stddef.h>
/* Puts a block, which may have moved, in its place in the list. */
NB_INLINE void nb_link_in(nb_arena *arena, nb_link *link)
{
    if (link->next != NULL) {
        link->next->previous = link;
    }
    if (link->previous != NULL) {
        link->previous->next = link;
    } else {
        arena->blocks = link;
    }
}

//@ nb_link_new <stddef.h> <stdint.h> <stdlib.h>
/* A new block with `size` bytes, or NULL. */
NB_API char *nb_link_new(nb_arena *arena, size_t size, unsigned kind)
{
    const size_t whole = NB_ALIGNMENT + size;

    if (size > PTRDIFF_MAX - NB_ALIGNMENT) {
        return NULL;
    }
    nb_link *link = (kind & NB_ZEROED) != 0 ? calloc(1, whole) : malloc(whole);

    if (link == NULL) {
        return NULL;
    }
    link->next = arena->blocks;
    link->previous = NULL;
    nb_link_in(arena, link);
    return (char *)link + NB_ALIGNMENT;
}

//@ nb_link_of
/* The head of the block that holds these bytes. */
NB_INLINE nb_link *nb_link_of(void *bytes)
{
    return (nb_link *)(void *)((char *)bytes - NB_ALIGNMENT);
}

//@ nb_link_resize <stddef.h> <stdint.h> <stdlib.h>
/* What the block holds, with room for `size` bytes; or NULL: it stays as it was. */
NB_API char *nb_link_resize(nb_arena *arena, void *bytes, size_t size)
{
    if (size > PTRDIFF_MAX - NB_ALIGNMENT) {
        return NULL;
    }
    nb_link *link = realloc(nb_link_of(bytes), NB_ALIGNMENT + size);

    if (link == NULL) {
        return NULL;
    }
    nb_link_in(arena, link);
    return (char *)link + NB_ALIGNMENT;
}

//@ nb_link_free <stddef.h> <stdlib.h>
/* Gives a block back. */
NB_API void nb_link_free(nb_arena *arena, void *bytes)
{
    nb_link *link = nb_link_of(bytes);

    if (link->next != NULL) {
        link->next->previous = link->previous;
    }
    if (link->previous != NULL) {
        link->previous->next = link->next;
    } else {
        arena->blocks = link->next;
    }
    free(link);
}

//@ nb_piece_size <stddef.h>
/* The bytes that a small piece takes up. */
NB_INLINE size_t nb_piece_size(size_t size)
{
    return (size + NB_ALIGNMENT - 1) / NB_ALIGNMENT * NB_ALIGNMENT;
}

//@ nb_cut <stddef.h>
/* A small piece of the newest chunk, or of a new one; NULL where there is no memory. */
NB_API char *nb_cut(nb_arena *arena, size_t size)
{
    const size_t rounded = nb_piece_size(size);

    if (rounded > arena->free_size) {
        char *chunk = nb_link_new(arena, NB_CHUNK, 0);

        if (chunk == NULL) {
            return NULL;
        }
        arena->free_bytes = chunk;
        arena->free_size = NB_CHUNK;
    }
    char *piece = arena->free_bytes;

    arena->free_bytes += rounded;
    arena->free_size -= rounded;
    return piece;
}

//@ nb_arena_allocate <stddef.h> <string.h>
/* A piece of `size` bytes, at least 1, or NULL; `kind`: NB_ZEROED or not. */
NB_API void *nb_arena_allocate(nb_arena *arena, size_t size, unsigned kind)
{
    if (size >= NB_LARGE) {
        return nb_link_new(arena, size, kind);
    }
    char *piece = nb_cut(arena, size);

    return piece != NULL && (kind & NB_ZEROED) != 0 ? memset(piece, 0, size) : piece;
}

//@ nb_is_newest <stdbool.h> <stddef.h>
/* Is it the small piece that was cut last? */
NB_INLINE bool nb_is_newest(const nb_arena *arena, const char *piece, size_t size)
{
    return piece + nb_piece_size(size) == arena->free_bytes;
}

//@ nb_arena_release <stddef.h>
/* Gives back a piece of that size at once, if it is large or the newest. */
NB_API void nb_arena_release(nb_arena *arena, void *piece, size_t size)
{
    if (size >= NB_LARGE) {
        nb_link_free(arena, piece);
    } else if (nb_is_newest(arena, piece, size)) {
        arena->free_bytes = piece;
        arena->free_size += nb_piece_size(size);
    }
}

//@ nb_arena_resize <stddef.h> <string.h>
/* The piece with another size, moved where it must be; or NULL: it stays as it was. */
NB_API void *nb_arena_resize(nb_arena *arena, void *piece, size_t old_size, size_t size)
{
    if (old_size >= NB_LARGE && size >= NB_LARGE) {
        return nb_link_resize(arena, piece, size);
    }
    void *moved = nb_arena_allocate(arena, size, 0);

    if (moved != NULL) {
        memcpy(moved, piece, old_size < size ? old_size : size);
        nb_arena_release(arena, piece, old_size);
    }
    return moved;
}
