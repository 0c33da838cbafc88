/* Names: interned identifiers. Two names are the same text exactly when they are the same
 * pointer. */
#ifndef N2C_NAME_H
#define N2C_NAME_H

#include "arena.h"

#include <stdbool.h>

typedef struct Name {
    uint32_t length;
    uint32_t hash;
    uint32_t keyword; /* a Token for the IR's keywords, else 0: the lexer's, set by names_open */
    struct Binding *binding; /* what it means where resolve stands: scope.h */
    bool is_avoided;         /* by locals that passes make, for what it means: by program_open, and
                                of functions that infer derives */
    bool is_of_overload;     /* it was made for a method of which a class has several (infer) */
    bool is_hidden;          /* a local of the function that is printed has it (the printer's) */
    char text[];             /* NUL-terminated */
} Name;

typedef struct Names {
    Arena *arena;
    Name **slots; /* open addressing; the size is a power of two */
    uint32_t size;
    uint32_t count;
} Names;

/* FNV-1a, which is enough for short identifiers: a name's hash is that of its bytes in turn. */
enum { NAME_HASH_PRIME = 16777619 };
#define NAME_HASH_START 2166136261U

static inline uint32_t name_hash_step(uint32_t hash, char next)
{
    return (hash ^ (unsigned char)next) * (uint32_t)NAME_HASH_PRIME;
}

void names_open(Names *names, Arena *arena);
Name *name_intern(Names *names, const char *text, size_t length);
/* The same where the hash is known. */
Name *name_intern_hashed(Names *names, const char *text, size_t length, uint32_t hash);
Name *name_of(Names *names, const char *text);
/* A name made by a printf format. */
Name *name_format(Names *names, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
