/* RaiseSet: a set of exceptions, as bits. The built-in ones come first, by exceptions.def's
 * order, then the program's, by declaration. */
#ifndef N2C_RAISE_SET_H
#define N2C_RAISE_SET_H

#include "ir.h"

/* The bits of the built-in exceptions: all lie in a set's first word. */
typedef enum BuiltinException {
#define EXCEPTION(name, base) EXCEPTION_##name,
#include "exceptions.def"
#undef EXCEPTION
    BUILTIN_EXCEPTION_COUNT
} BuiltinException;

#define EXCEPTION_BIT(name) (UINT64_C(1) << EXCEPTION_##name)

typedef struct RaiseSet {
    uint64_t *words;
    bool anything; /* exceptions that nobody named, too */
} RaiseSet;

/* Every exception of the program; while it lives, a symbol's `fact` is its place in `symbols`. */
typedef struct Exceptions {
    Arena *arena; /* of the sets */
    Symbol **symbols;
    uint32_t count;
    uint32_t word_count; /* of each set */
} Exceptions;

/* Numbers the built-in exceptions, then those of all modules. */
void number_exceptions(Exceptions *exceptions, Program *program, Arena *arena);
void forget_numbers(const Exceptions *exceptions); /* takes them off the symbols */
RaiseSet raise_set_new(const Exceptions *exceptions);
void raise_set_add(const Exceptions *exceptions, RaiseSet *set, const Symbol *exception);
bool raise_set_has(const Exceptions *exceptions, const RaiseSet *set, const Symbol *exception);
/* Adds `more`; was anything of it new? */
bool raise_set_add_all(const Exceptions *exceptions, RaiseSet *set, const RaiseSet *more);
bool raise_set_is_empty(const Exceptions *exceptions, const RaiseSet *set);
/* Moves what `except type` certainly catches out of `set`; `caught` gets all that it may catch. */
void raise_set_catch(const Exceptions *exceptions, RaiseSet *set, const Symbol *type,
                     RaiseSet *caught);
/* The most general members, in the set's order. */
void raise_set_list(const Exceptions *exceptions, const RaiseSet *set, Arena *arena,
                    SymbolList *out);

#endif
