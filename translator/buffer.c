#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_CAPACITY = 4096 };

static void abandon_buffers(Arena *arena)
{
    while (arena->buffers != NULL) {
        buffer_close(arena->buffers);
    }
}

void buffer_open(Buffer *buffer, Arena *arena)
{
    arena->abandon = abandon_buffers;
    *buffer = (Buffer){.arena = arena, .older = arena->buffers};
    if (arena->buffers != NULL) {
        arena->buffers->newer = buffer;
    }
    arena->buffers = buffer;
}

static void unlink_buffer(Buffer *buffer)
{
    if (buffer->newer != NULL) {
        buffer->newer->older = buffer->older;
    } else if (buffer->arena->buffers == buffer) {
        buffer->arena->buffers = buffer->older;
    }
    if (buffer->older != NULL) {
        buffer->older->newer = buffer->newer;
    }
}

void buffer_close(Buffer *buffer)
{
    if (buffer->arena == NULL) {
        return; /* never opened */
    }
    unlink_buffer(buffer);
    free(buffer->text);
    *buffer = (Buffer){0};
}

void buffer_reserve(Buffer *buffer, size_t more)
{
    size_t needed = buffer->length + more;
    size_t capacity = buffer->capacity == 0 ? FIRST_CAPACITY : buffer->capacity;

    while (capacity < needed) {
        capacity *= 2;
    }
    if (capacity == buffer->capacity) {
        return;
    }
    char *grown = large_alloc(&capacity);
    if (grown == NULL) {
        arena_fail(buffer->arena);
        return; /* not reached */
    }
    if (buffer->length > 0) {
        memcpy(grown, buffer->text, buffer->length);
    }
    free(buffer->text);
    buffer->text = grown;
    buffer->capacity = capacity;
}

void buffer_format(Buffer *buffer, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0) {
        arena_fail(buffer->arena);
    }
    buffer_reserve(buffer, (size_t)length + 1);
    va_start(arguments, format);
    vsnprintf(buffer->text + buffer->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->length += (size_t)length;
}

const char *buffer_text(Buffer *buffer)
{
    buffer_reserve(buffer, 1);
    buffer->text[buffer->length] = '\0';
    return buffer->text;
}
