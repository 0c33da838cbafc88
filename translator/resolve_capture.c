/* Captures: the outer locals that nested functions use. */
#include "resolve.h"

/* A local's `fact` is the function that captured it last: mostly there is nothing to do. */
void capture(Resolver *resolver, Function *user, Symbol *symbol)
{
    Arena *arena = &resolver->program->arena;

    if (!symbol->is_captured) {
        symbol->is_captured = true;
        LIST_PUSH(arena, &resolver->captured, symbol);
    }
    for (Function *f = user; f != NULL && f != symbol->owner; f = f->outer) {
        if (symbol->fact == f) {
            break;
        }
        for (uint32_t i = 0; i < f->captures.count; i++) {
            if (f->captures.items[i] == symbol) {
                return;
            }
        }
        LIST_PUSH(arena, &f->captures, symbol);
    }
    symbol->fact = user;
}

/* What `used` captures, `user` needs too. true: that was news. */
static bool propagate_captures(Resolver *resolver, const FunctionUse *use)
{
    uint32_t before = use->user->captures.count;

    for (uint32_t i = 0; i < use->used->captures.count; i++) {
        Symbol *symbol = use->used->captures.items[i];

        if (symbol->owner != use->user) {
            symbol->fact = NULL;
            capture(resolver, use->user, symbol);
        }
    }
    return use->user->captures.count != before;
}

void use_function(Resolver *resolver, Function *used)
{
    FunctionUse use = {resolver->function, used};

    if (used->outer == NULL || use.user == NULL || use.user == used) {
        return;
    }
    propagate_captures(resolver, &use);
    LIST_PUSH(&resolver->program->arena, &resolver->uses, use);
}

void complete_captures(Resolver *resolver)
{
    bool is_changed = true;

    while (is_changed) {
        is_changed = false;
        for (uint32_t i = 0; i < resolver->uses.count; i++) {
            is_changed |= propagate_captures(resolver, &resolver->uses.items[i]);
        }
    }
    resolver->uses.count = 0;
    for (uint32_t i = 0; i < resolver->captured.count; i++) {
        resolver->captured.items[i]->fact = NULL;
    }
    resolver->captured.count = 0;
}
