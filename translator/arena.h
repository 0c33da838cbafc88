/* Arena: the memory of one translation. Nothing is freed one by one; closing the arena frees
 * all. When memory runs out the arena jumps to `on_failure`, so no caller tests for NULL; the
 * API boundary sets it and turns the jump into an error of its own. */
#ifndef N2C_ARENA_H
#define N2C_ARENA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* With AddressSanitizer there are bytes between two pieces that are nobody's, so that it tells of
 * who reads beyond one. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
enum { ARENA_GAP = 16 };
#else
enum { ARENA_GAP = 0 };
#define ASAN_POISON_MEMORY_REGION(place, size) ((void)(place), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(place, size) ((void)(place), (void)(size))
#endif

typedef struct ArenaChunk ArenaChunk;

typedef struct Arena {
    ArenaChunk *chunks; /* the newest first */
    char *next;         /* free space of the newest chunk: [next, end) */
    char *end;
    size_t allocated; /* bytes in all chunks */
    jmp_buf *on_failure;
    struct Buffer *buffers; /* the open ones, the newest first */
    /* Closes them before a jump; NULL: there never were any. */
    void (*abandon)(struct Arena *arena);
    struct Arena *owner; /* of a scratch arena: its failure is the owner's, too; or NULL */
} Arena;

/* Failures of the arena jump to `on_failure`, which need not be set before the first allocation. */
void arena_open(Arena *arena, jmp_buf *on_failure);
void arena_close(Arena *arena);
/* All of it is free again; the newest chunk is kept for reuse. */
void arena_reset(Arena *arena);
/* Frees what was allocated since `arena->next` was `next`, unless a chunk was begun since: then
 * that stays. */
void arena_rewind(Arena *arena, char *next);
/* The slow path of arena_alloc. */
void *arena_grow(Arena *arena, size_t size);
/* malloc for what may be large: at least *size bytes, in huge pages where that is worth it. */
void *large_alloc(size_t *size);
/* Jumps to on_failure. */
void arena_fail(Arena *arena);
/* A copy that ends with a NUL. */
char *arena_copy(Arena *arena, const char *text, size_t length);
char *arena_vformat(Arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
char *arena_format(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* `size` bytes, aligned for any type, not cleared. */
static inline void *arena_alloc(Arena *arena, size_t size)
{
    size_t rounded = ((size + 7U) & ~(size_t)7U) + ARENA_GAP;

    if (rounded > (size_t)(arena->end - arena->next) || rounded < size) {
        return arena_grow(arena, size);
    }
    char *place = arena->next;
    arena->next += rounded;
    ASAN_UNPOISON_MEMORY_REGION(place, size);
    ASAN_POISON_MEMORY_REGION(place + size, rounded - size);
    return place;
}

static inline void *arena_zeroed(Arena *arena, size_t size)
{
    void *place = arena_alloc(arena, size);

    return size > 0 ? memset(place, 0, size) : place;
}

#define ARENA_NEW(arena, Type) ((Type *)arena_zeroed((arena), sizeof(Type)))

/* A growable list that lives in an arena: LIST(Node *) children; LIST_PUSH(arena, &children, n). */
#define LIST(Type)                                                                                 \
    struct {                                                                                       \
        Type *items;                                                                               \
        uint32_t count;                                                                            \
        uint32_t capacity;                                                                         \
    }

void *list_grown(Arena *arena, void *items, uint32_t count, uint32_t *capacity, size_t item_size);

#define LIST_PUSH(arena, list, item)                                                               \
    do {                                                                                           \
        if ((list)->count == (list)->capacity) {                                                   \
            (list)->items = list_grown((arena), (list)->items, (list)->count, &(list)->capacity,   \
                                       sizeof *(list)->items);                                     \
        }                                                                                          \
        (list)->items[(list)->count++] = (item);                                                   \
    } while (0)

#endif
