/* Buffer: text that grows, in malloc'd memory of its own (a large output doubles in place
 * where realloc can). Out of memory goes where the arena's failures go, which
 * closes all buffers of that arena. An open buffer stays where it is: it is linked to its arena. */
#ifndef N2C_BUFFER_H
#define N2C_BUFFER_H

#include "arena.h"

#include <string.h>

typedef struct Buffer {
    char *text; /* not terminated; see buffer_text */
    size_t length;
    size_t capacity;
    Arena *arena;
    struct Buffer *newer; /* the arena's list of open buffers */
    struct Buffer *older;
} Buffer;

void buffer_open(Buffer *buffer, Arena *arena);
void buffer_close(Buffer *buffer);
void buffer_reserve(Buffer *buffer, size_t more);
void buffer_format(Buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The text, terminated by a NUL that is not counted. It belongs to the buffer. */
const char *buffer_text(Buffer *buffer);

static inline void buffer_bytes(Buffer *buffer, const char *text, size_t length)
{
    if (length > buffer->capacity - buffer->length) {
        buffer_reserve(buffer, length);
    }
    if (length > 0) {
        memcpy(buffer->text + buffer->length, text, length);
    }
    buffer->length += length;
}

static inline void buffer_string(Buffer *buffer, const char *text)
{
    buffer_bytes(buffer, text, strlen(text));
}

static inline void buffer_char(Buffer *buffer, char c)
{
    if (buffer->length == buffer->capacity) {
        buffer_reserve(buffer, 1);
    }
    buffer->text[buffer->length++] = c;
}

#endif
