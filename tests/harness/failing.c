/* Lets allocations of a program fail: the FIRST to the LAST, where those variables are set. How many
 * there were is written to the file COUNT. The program is linked with --wrap, so that the C library's
 * own allocations are left alone. */
#include <stdio.h>
#include <stdlib.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);

static long allocations;
static long first, last;

static long number_in(const char *name)
{
    const char *text = getenv(name);

    return text != NULL ? atol(text) : 0;
}

__attribute__((constructor)) static void start(void)
{
    first = number_in("FIRST");
    last = number_in("LAST");
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("COUNT");
    FILE *out = path != NULL ? fopen(path, "w") : NULL;

    if (out != NULL) {
        fprintf(out, "%ld", allocations);
        fclose(out);
    }
}

static int fails(void)
{
    allocations++;
    return allocations >= first && allocations <= last;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size)
{
    return fails() ? NULL : __real_realloc(block, size);
}
