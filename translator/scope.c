/* Scopes: see scope.h. The bindings of all open scopes form one stack, linked by `earlier`. */
#include "scope.h"

void scopes_open(Scopes *scopes, Arena *arena)
{
    *scopes = (Scopes){.arena = arena};
}

void scope_enter(Scopes *scopes)
{
    scopes->depth++;
}

void scope_leave(Scopes *scopes)
{
    while (scopes->newest != NULL && scopes->newest->depth == scopes->depth) {
        Binding *binding = scopes->newest;

        binding->name->binding = binding->hidden;
        scopes->newest = binding->earlier;
        binding->earlier = scopes->unused;
        scopes->unused = binding;
    }
    scopes->depth--;
}

static Binding *binding_new(Scopes *scopes)
{
    Binding *binding = scopes->unused;

    if (binding == NULL) {
        return ARENA_NEW(scopes->arena, Binding);
    }
    scopes->unused = binding->earlier;
    *binding = (Binding){0};
    return binding;
}

Binding *scope_bind(Scopes *scopes, Name *name)
{
    if (name->binding != NULL && name->binding->depth == scopes->depth) {
        return NULL;
    }
    Binding *binding = binding_new(scopes);
    binding->name = name;
    binding->depth = scopes->depth;
    binding->hidden = name->binding;
    binding->earlier = scopes->newest;
    name->binding = binding;
    scopes->newest = binding;
    return binding;
}

Symbol *scope_declare(Scopes *scopes, Symbol *symbol)
{
    Binding *binding = scope_bind(scopes, symbol->name);

    if (binding == NULL) {
        return symbol->name->binding->symbol;
    }
    binding->symbol = symbol;
    return NULL;
}

enum { MOST_CANDIDATES = 2000 };

const char *scope_nearest(const Scopes *scopes, const char *wanted,
                          bool (*is_meant)(const Binding *binding))
{
    const char *candidates[MOST_CANDIDATES];
    size_t count = 0;

    for (const Binding *b = scopes->newest; b != NULL && count < MOST_CANDIDATES; b = b->earlier) {
        if (is_meant == NULL || is_meant(b)) {
            candidates[count++] = b->name->text;
        }
    }
    return nearest_name(wanted, candidates, count);
}

struct Scope {
    uint32_t size; /* a power of two, more than the most symbols */
    Symbol *slots[];
};

Scope *scope_new(Arena *arena, uint32_t most)
{
    uint32_t size = 8;

    while (size < most * 2) {
        size *= 2;
    }
    Scope *scope = arena_zeroed(arena, sizeof *scope + size * sizeof scope->slots[0]);
    scope->size = size;
    return scope;
}

static uint32_t slot_of(const Scope *scope, const Name *name)
{
    uint32_t at = name->hash & (scope->size - 1);

    while (scope->slots[at] != NULL && scope->slots[at]->name != name) {
        at = (at + 1) & (scope->size - 1);
    }
    return at;
}

Symbol *scope_add(Scope *scope, Symbol *symbol)
{
    uint32_t at = slot_of(scope, symbol->name);

    if (scope->slots[at] == NULL) {
        scope->slots[at] = symbol;
        return NULL;
    }
    return scope->slots[at];
}

Symbol *scope_find(const Scope *scope, const Name *name)
{
    return scope->slots[slot_of(scope, name)];
}

const char *scope_nearest_member(const Scope *scope, const char *wanted,
                                 bool (*is_visible)(const Symbol *symbol))
{
    const char *candidates[MOST_CANDIDATES];
    size_t count = 0;

    for (uint32_t i = 0; i < scope->size && count < MOST_CANDIDATES; i++) {
        if (scope->slots[i] != NULL && is_visible(scope->slots[i])) {
            candidates[count++] = scope->slots[i]->name->text;
        }
    }
    return nearest_name(wanted, candidates, count);
}
