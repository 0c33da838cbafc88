/* Errors, memory and texts. Who fails, ends the program: nothing is freed. */
#include "embed.h"

_Noreturn void fail(const char *file, unsigned line, const char *format, ...)
{
    va_list arguments;

    fprintf(stderr, "%s:%u: error: ", file, line);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(EXIT_FAILURE);
}

void *allocate(void *old, size_t size)
{
    void *memory = realloc(old, size);

    if (memory == NULL) {
        fputs("embed: out of memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    return memory;
}

void text_append(Text *text, const char *bytes, size_t length)
{
    if (text->length + length + 1 > text->capacity) {
        text->capacity = (text->length + length + 1) * 2;
        text->bytes = allocate(text->bytes, text->capacity);
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

char *copy_of(const char *bytes, size_t length)
{
    char *copy = allocate(NULL, length + 1);

    memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}
