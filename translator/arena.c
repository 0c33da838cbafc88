/* Arenas: chunks that double in size up to a limit; the newest one is filled from its front. */
#define _DEFAULT_SOURCE /* madvise */

#include "arena.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __linux__
#include <sys/mman.h>
#endif

enum {
    FIRST_CHUNK = 64 * 1024,
    LARGEST_CHUNK = 32 * 1024 * 1024,
    HUGE_PAGE = 2 * 1024 * 1024,
    FIRST_ITEMS = 2, /* of a list: most are arguments, of which there are one or two */
};

struct ArenaChunk {
    ArenaChunk *older;
    size_t size;
};

void arena_open(Arena *arena, jmp_buf *on_failure)
{
    *arena = (Arena){.on_failure = on_failure};
}

void arena_close(Arena *arena)
{
    while (arena->chunks != NULL) {
        ArenaChunk *chunk = arena->chunks;

        arena->chunks = chunk->older;
        ASAN_UNPOISON_MEMORY_REGION(chunk, sizeof *chunk + chunk->size);
        free(chunk);
    }
    *arena = (Arena){.on_failure = arena->on_failure, .owner = arena->owner};
}

void arena_reset(Arena *arena)
{
    ArenaChunk *kept = arena->chunks;

    if (kept == NULL) {
        return;
    }
    arena->chunks = kept->older;
    arena_close(arena);
    kept->older = NULL;
    arena->chunks = kept;
    arena->allocated = kept->size;
    arena->next = (char *)(kept + 1);
    arena->end = arena->next + kept->size;
}

void arena_rewind(Arena *arena, char *next)
{
    char *first = (char *)(arena->chunks + 1);

    if (arena->chunks == NULL || next < first || next > arena->next) {
        return;
    }
    ASAN_POISON_MEMORY_REGION(next, (size_t)(arena->next - next)); /* what is still used shows */
    arena->next = next;
}

void arena_fail(Arena *arena)
{
    for (Arena *at = arena; at != NULL; at = at->owner) {
        if (at->abandon != NULL) {
            at->abandon(at);
        }
    }
    longjmp(*arena->on_failure, 1);
}

static size_t next_chunk_size(const Arena *arena)
{
    size_t size = arena->chunks == NULL ? FIRST_CHUNK : arena->chunks->size * 2;

    return size > LARGEST_CHUNK ? LARGEST_CHUNK : size;
}

/* Clearing small pages one by one would take a quarter of a large translation's time. */
void *large_alloc(size_t *size)
{
#ifdef MADV_HUGEPAGE
    if (*size >= HUGE_PAGE) {
        *size = (*size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
        void *block = aligned_alloc(HUGE_PAGE, *size);

        if (block != NULL) {
            (void)madvise(block, *size, MADV_HUGEPAGE);
        }
        return block;
    }
#endif
    return malloc(*size);
}

void *arena_grow(Arena *arena, size_t size)
{
    size_t rounded = ((size + 7U) & ~(size_t)7U) + ARENA_GAP;
    size_t chunk_size = next_chunk_size(arena);

    if (rounded < size || rounded > SIZE_MAX / 2) {
        arena_fail(arena);
    }
    if (rounded > chunk_size) {
        chunk_size = rounded;
    }
    size_t whole = sizeof(ArenaChunk) + chunk_size;
    ArenaChunk *chunk = large_alloc(&whole);
    chunk_size = whole - sizeof(ArenaChunk);
    if (chunk == NULL) {
        arena_fail(arena);
        return NULL; /* not reached */
    }
    *chunk = (ArenaChunk){arena->chunks, chunk_size};
    arena->chunks = chunk;
    arena->allocated += chunk_size;
    arena->next = (char *)(chunk + 1);
    arena->end = arena->next + chunk_size;
    return arena_alloc(arena, size);
}

char *arena_copy(Arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);

    if (length > 0) {
        memcpy(copy, text, length);
    }
    copy[length] = '\0';
    return copy;
}

/* Has `format` nothing but %s and %u? Most names are made so, and need none of printf's machinery.
 */
static bool is_plain_format(const char *format)
{
    for (const char *at = strchr(format, '%'); at != NULL; at = strchr(at + 2, '%')) {
        if (at[1] != 's' && at[1] != 'u') {
            return false;
        }
    }
    return true;
}

/* Writes the decimal digits of `value` up to `end`; returns where they begin. */
static char *digits_before(char *end, unsigned value)
{
    do {
        *--end = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    return end;
}

/* Writes what a plain format says to `room` where it has that much; returns its length. */
static size_t write_plain(char *room, size_t size, const char *format, va_list arguments)
{
    char number[16];
    char *const number_end = number + sizeof number;
    size_t length = 0;

    for (; *format != '\0'; format++) {
        const char *piece = format;
        size_t piece_length = 1;

        if (*format == '%' && *++format == 's') {
            piece = va_arg(arguments, const char *);
            piece_length = strlen(piece);
        } else if (piece != format) {
            piece = digits_before(number_end, va_arg(arguments, unsigned));
            piece_length = (size_t)(number_end - piece);
        }
        if (length + piece_length <= size) {
            memcpy(room + length, piece, piece_length);
        }
        length += piece_length;
    }
    return length;
}

static char *plain_format(Arena *arena, const char *format, va_list arguments)
{
    char room[128]; /* enough for all but a few */
    va_list again;

    va_copy(again, arguments);
    size_t length = write_plain(room, sizeof room, format, arguments);
    char *text = arena_alloc(arena, length + 1);
    if (length <= sizeof room) {
        memcpy(text, room, length);
    } else {
        write_plain(text, length, format, again);
    }
    text[length] = '\0';
    va_end(again);
    return text;
}

char *arena_vformat(Arena *arena, const char *format, va_list arguments)
{
    va_list again;

    if (is_plain_format(format)) {
        return plain_format(arena, format, arguments);
    }
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *text = arena_alloc(arena, length < 0 ? 1 : (size_t)length + 1);
    vsnprintf(text, length < 0 ? 1 : (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

char *arena_format(Arena *arena, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    char *text = arena_vformat(arena, format, arguments);
    va_end(arguments);
    return text;
}

void *list_grown(Arena *arena, void *items, uint32_t count, uint32_t *capacity, size_t item_size)
{
    uint32_t larger = *capacity == 0 ? FIRST_ITEMS : *capacity * 2;

    if (larger <= *capacity) {
        arena_fail(arena);
    }
    void *grown = arena_alloc(arena, larger * item_size);
    if (count > 0) {
        memcpy(grown, items, count * item_size);
    }
    *capacity = larger;
    return grown;
}
