#include "name.h"

#include <string.h>

enum { FIRST_SIZE = 1024 };

void names_open(Names *names, Arena *arena)
{
    *names = (Names){.arena = arena, .size = FIRST_SIZE};
    names->slots = arena_zeroed(arena, FIRST_SIZE * sizeof *names->slots);
}

static uint32_t hash_of(const char *text, size_t length)
{
    uint32_t hash = NAME_HASH_START;

    for (size_t i = 0; i < length; i++) {
        hash = name_hash_step(hash, text[i]);
    }
    return hash;
}

static Name **slot_of(const Names *names, const char *text, size_t length, uint32_t hash)
{
    uint32_t at = hash & (names->size - 1);

    while (names->slots[at] != NULL) {
        const Name *name = names->slots[at];

        if (name->hash == hash && name->length == length && memcmp(name->text, text, length) == 0) {
            break;
        }
        at = (at + 1) & (names->size - 1);
    }
    return &names->slots[at];
}

static void grow(Names *names)
{
    Name **old = names->slots;
    uint32_t old_size = names->size;

    names->size *= 2;
    names->slots = arena_zeroed(names->arena, names->size * sizeof *names->slots);
    for (uint32_t i = 0; i < old_size; i++) {
        if (old[i] != NULL) {
            *slot_of(names, old[i]->text, old[i]->length, old[i]->hash) = old[i];
        }
    }
}

Name *name_intern(Names *names, const char *text, size_t length)
{
    return name_intern_hashed(names, text, length, hash_of(text, length));
}

/* The name is new. */
static Name *add_name(Names *names, const char *text, size_t length, uint32_t hash)
{
    if (names->count * 2 >= names->size) {
        grow(names);
    }
    Name *name = arena_zeroed(names->arena, sizeof *name + length + 1);
    name->length = (uint32_t)length;
    name->hash = hash;
    memcpy(name->text, text, length);
    *slot_of(names, text, length, hash) = name;
    names->count++;
    return name;
}

Name *name_intern_hashed(Names *names, const char *text, size_t length, uint32_t hash)
{
    Name *name = *slot_of(names, text, length, hash);

    return name != NULL ? name : add_name(names, text, length, hash);
}

Name *name_of(Names *names, const char *text)
{
    return name_intern(names, text, strlen(text));
}

Name *name_format(Names *names, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    const char *text = arena_vformat(names->arena, format, arguments);
    va_end(arguments);
    return name_of(names, text);
}
