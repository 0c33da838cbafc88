/* What the runtime's unit tests share. Each test is a program of its own, linked with numba2c_rt.c;
 * it prints what failed and then exits with 1. */
#ifndef CHECK_H
#define CHECK_H

#include "numba2c_rt.h"

#include <stdio.h>
#include <string.h>

static int check_failures;

#define CHECK(condition) check_that((condition), #condition, __FILE__, __LINE__)
/* What `text` holds must be `expected`; on failure both are printed. */
#define CHECK_TEXT(text, expected) check_text((text), (expected), __FILE__, __LINE__)

static inline void check_that(bool holds, const char *what, const char *file, int line)
{
    if (!holds) {
        printf("%s:%d: failed: %s\n", file, line, what);
        check_failures++;
    }
}

static inline nb_str check_str(const char *text)
{
    return nb_str_of_utf8(text, (int64_t)strlen(text));
}

static inline void check_text(nb_str text, const char *expected, const char *file, int line)
{
    if (!nb_str_equal(text, check_str(expected))) {
        printf("%s:%d: expected \"%s\", saw \"%.*s\"\n", file, line, expected, (int)text.size,
               text.data);
        check_failures++;
    }
}

/* Is an exception of that type with that message in flight? */
static inline bool check_raised(const nb_context *ctx, const nb_type *type, const char *message)
{
    return ctx->raised == type && ctx->message_size == strlen(message) &&
           memcmp(ctx->message, message, ctx->message_size) == 0;
}

static inline int check_result(void)
{
    return check_failures == 0 ? 0 : 1;
}

#endif
