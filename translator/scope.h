/* Scopes: what names mean. A name holds its innermost meaning itself (`name->binding`), so that
 * a look-up costs one load; leaving a scope puts back what the scope hid. */
#ifndef N2C_SCOPE_H
#define N2C_SCOPE_H

#include "ir.h"

/* One meaning of a name: a symbol, else a built-in function, else a built-in type. */
typedef struct Binding Binding;
struct Binding {
    Name *name;
    Symbol *symbol;
    BuiltinId builtin;
    const struct TypeName *type_name; /* `int64`, `array`: see resolve_type.c */
    uint32_t depth;                   /* of the scope that it belongs to; 0: built in */
    Binding *hidden;                  /* the same name's meaning outside */
    Binding *earlier;                 /* the binding made before it, in any scope */
};

typedef struct Scopes {
    Arena *arena;
    Binding *newest;
    Binding *unused; /* left bindings, linked by `earlier` */
    uint32_t depth;
} Scopes;

void scopes_open(Scopes *scopes, Arena *arena);
void scope_enter(Scopes *scopes);
/* Leaves the innermost scope: its names mean again what they meant outside. */
void scope_leave(Scopes *scopes);
/* Binds `name` in the innermost scope and returns the binding, its meaning still empty; NULL when
 * that scope has the name already. */
Binding *scope_bind(Scopes *scopes, Name *name);
/* Binds the symbol by its name; NULL, or the symbol of that name that the scope had already. */
Symbol *scope_declare(Scopes *scopes, Symbol *symbol);
/* The visible name most like `wanted`, or NULL; with `is_meant` one that it holds of. */
const char *scope_nearest(const Scopes *scopes, const char *wanted,
                          bool (*is_meant)(const Binding *binding));

/* The top-level names of one module, for `module.name`. */
typedef struct Scope Scope;

Scope *scope_new(Arena *arena, uint32_t most);
/* NULL, or the symbol that stands there already under that name. */
Symbol *scope_add(Scope *scope, Symbol *symbol);
Symbol *scope_find(const Scope *scope, const Name *name);
/* The name most like `wanted` of those that `is_visible`, or NULL. */
const char *scope_nearest_member(const Scope *scope, const char *wanted,
                                 bool (*is_visible)(const Symbol *symbol));

#endif
