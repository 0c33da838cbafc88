/* Sets of exceptions. */
#include "raise_set.h"

enum { WORD_BITS = 64 };

static uint32_t number_of(const Exceptions *exceptions, const Symbol *exception)
{
    return (uint32_t)((Symbol **)exception->fact - exceptions->symbols);
}

static uint32_t count_exceptions(const Program *program)
{
    uint32_t count = program->exceptions.count;

    for (uint32_t m = 0; m < program->modules.count; m++) {
        count += program->modules.items[m]->declarations.count;
    }
    return count;
}

static void number(Exceptions *exceptions, Symbol *exception)
{
    Symbol **place = &exceptions->symbols[exceptions->count++];

    *place = exception;
    exception->fact = place;
}

void number_exceptions(Exceptions *exceptions, Program *program, Arena *arena)
{
    uint32_t most = count_exceptions(program);

    exceptions->arena = arena;
    exceptions->count = 0;
    exceptions->symbols = arena_alloc(arena, most * sizeof *exceptions->symbols);
    for (uint32_t i = 0; i < program->exceptions.count; i++) {
        number(exceptions, program->exceptions.items[i]);
    }
    for (uint32_t m = 0; m < program->modules.count; m++) {
        const Module *module = program->modules.items[m];

        for (uint32_t i = 0; i < module->declarations.count; i++) {
            Symbol *symbol = module->declarations.items[i]->symbol;

            if (symbol->kind == SYMBOL_EXCEPTION) {
                number(exceptions, symbol);
            }
        }
    }
    exceptions->word_count = exceptions->count / WORD_BITS + 1;
}

void forget_numbers(const Exceptions *exceptions)
{
    for (uint32_t i = 0; i < exceptions->count; i++) {
        exceptions->symbols[i]->fact = NULL;
    }
}

RaiseSet raise_set_new(const Exceptions *exceptions)
{
    RaiseSet set = {
        .words = arena_zeroed(exceptions->arena, exceptions->word_count * sizeof(uint64_t)),
        .anything = false,
    };
    return set;
}

void raise_set_add(const Exceptions *exceptions, RaiseSet *set, const Symbol *exception)
{
    uint32_t bit = number_of(exceptions, exception);

    set->words[bit / WORD_BITS] |= UINT64_C(1) << bit % WORD_BITS;
}

static void set_remove(const Exceptions *exceptions, RaiseSet *set, const Symbol *exception)
{
    uint32_t bit = number_of(exceptions, exception);

    set->words[bit / WORD_BITS] &= ~(UINT64_C(1) << bit % WORD_BITS);
}

bool raise_set_has(const Exceptions *exceptions, const RaiseSet *set, const Symbol *exception)
{
    uint32_t bit = number_of(exceptions, exception);

    return (set->words[bit / WORD_BITS] >> bit % WORD_BITS & 1U) != 0;
}

bool raise_set_add_all(const Exceptions *exceptions, RaiseSet *set, const RaiseSet *more)
{
    bool is_new = more->anything && !set->anything;

    set->anything |= more->anything;
    for (uint32_t w = 0; w < exceptions->word_count; w++) {
        is_new |= (more->words[w] & ~set->words[w]) != 0;
        set->words[w] |= more->words[w];
    }
    return is_new;
}

bool raise_set_is_empty(const Exceptions *exceptions, const RaiseSet *set)
{
    for (uint32_t w = 0; w < exceptions->word_count; w++) {
        if (set->words[w] != 0) {
            return false;
        }
    }
    return !set->anything;
}

/* The lowest member with a number of at least `from`, or `count` where there is none. */
static uint32_t next_member(const Exceptions *exceptions, const RaiseSet *set, uint32_t from)
{
    for (uint32_t w = from / WORD_BITS; w < exceptions->word_count; w++) {
        uint64_t rest = set->words[w];

        if (w == from / WORD_BITS) {
            rest = rest >> from % WORD_BITS << from % WORD_BITS;
        }
        for (uint32_t bit = 0; rest >> bit != 0; bit++) {
            if ((rest >> bit & 1U) != 0) {
                return w * WORD_BITS + bit;
            }
            if (bit == WORD_BITS - 1) {
                break;
            }
        }
    }
    return exceptions->count;
}

void raise_set_catch(const Exceptions *exceptions, RaiseSet *set, const Symbol *type,
                     RaiseSet *caught)
{
    for (uint32_t i = next_member(exceptions, set, 0); i < exceptions->count;
         i = next_member(exceptions, set, i + 1)) {
        const Symbol *member = exceptions->symbols[i];

        if (exception_is(member, type)) {
            raise_set_add(exceptions, caught, member);
            set_remove(exceptions, set, member);
        } else if (exception_is(type, member)) {
            raise_set_add(exceptions, caught, type);
        }
    }
    if (set->anything) {
        raise_set_add(exceptions, caught, type);
        set->anything = type->declaration->base != NULL;
    }
}

static bool has_base(const Exceptions *exceptions, const RaiseSet *set, const Symbol *member)
{
    const Symbol *base = member->declaration->base;

    while (base != NULL && !raise_set_has(exceptions, set, base)) {
        base = base->declaration->base;
    }
    return base != NULL;
}

void raise_set_list(const Exceptions *exceptions, const RaiseSet *set, Arena *arena,
                    SymbolList *out)
{
    out->count = 0;
    for (uint32_t i = next_member(exceptions, set, 0); i < exceptions->count;
         i = next_member(exceptions, set, i + 1)) {
        if (!has_base(exceptions, set, exceptions->symbols[i])) {
            LIST_PUSH(arena, out, exceptions->symbols[i]);
        }
    }
}
