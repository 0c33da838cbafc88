/* Every allocation of a translation fails in turn: the library says so and leaks nothing. */
#define _GNU_SOURCE
#include <numba2c.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long countdown = -1; /* the allocation that fails, from now on; -1: none */
static long live;           /* blocks allocated and not freed */

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

static int fails(void)
{
    return countdown >= 0 && countdown-- == 0;
}

void *malloc(size_t size)
{
    if (fails()) {
        return NULL;
    }
    live++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    if (fails()) {
        return NULL;
    }
    live++;
    return __libc_calloc(count, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    if (fails()) {
        return NULL;
    }
    live++;
    return __libc_memalign(alignment, size);
}

void *realloc(void *block, size_t size)
{
    if (fails()) {
        return NULL;
    }
    live += block == NULL;
    return __libc_realloc(block, size);
}

void free(void *block)
{
    live -= block != NULL;
    __libc_free(block);
}

/* Translates with allocation `number` failing; returns whether it got through. */
static int translate_with_failure(const char *text, long number)
{
    long before = live;

    countdown = number;
    n2c_unit *unit = n2c_parse_text("t.ir", text, strlen(text), NULL);
    n2c_status status = unit == NULL ? N2C_OUT_OF_MEMORY : n2c_translate(unit);
    countdown = -1;
    n2c_unit_free(unit);
    if (live != before) {
        printf("allocation %ld: %ld blocks leaked\n", number, live - before);
        exit(1);
    }
    if (status != N2C_OK && status != N2C_OUT_OF_MEMORY) {
        printf("allocation %ld: status %d\n", number, (int)status);
        exit(1);
    }
    return status == N2C_OK;
}

int main(void)
{
    static char text[65536] = "module t\n";
    size_t length = strlen(text);

    for (int i = 0; i < 300; i++) {
        length += (size_t)snprintf(text + length, sizeof text - length,
                                   "pub fn f%d(a: array[float64, 1], k: int64) -> float64 { return a[k] + %d.5 }\n", i, i);
    }
    for (long number = 0; number < 10000; number++) {
        if (translate_with_failure(text, number)) {
            return number < 5; /* some failures must have been met */
        }
    }
    return 1;
}
