/* Symbols, and fresh names for those that passes make. */
#include "used_names.h"

#include <stddef.h>

static size_t symbol_size(SymbolKind kind)
{
    return kind == SYMBOL_LOCAL ? offsetof(Symbol, module) : sizeof(Symbol);
}

Symbol *symbol_clone(Program *program, const Symbol *symbol)
{
    size_t size = symbol_size((SymbolKind)symbol->kind);

    return memcpy(arena_alloc(&program->arena, size), symbol, size);
}

Symbol *symbol_new(Program *program, SymbolKind kind, Name *name, Span span)
{
    Symbol *symbol = arena_zeroed(&program->arena, symbol_size(kind));

    symbol->kind = (uint8_t)kind;
    symbol->name = name;
    symbol->span = span;
    return symbol;
}

enum { FIRST_USED_SIZE = 32 };

UsedName *used_name_find(const UsedNames *used, const Name *name)
{
    uint32_t at = name->hash & (used->size - 1);

    while (used->slots[at].name != NULL && used->slots[at].name != name) {
        at = (at + 1) & (used->size - 1);
    }
    return &used->slots[at];
}

static void used_grow(UsedNames *used)
{
    UsedName *old = used->slots;
    uint32_t old_size = used->size;

    used->size *= 2;
    used->slots = arena_zeroed(used->arena, used->size * sizeof *used->slots);
    for (uint32_t i = 0; i < old_size; i++) {
        if (old[i].name != NULL) {
            *used_name_find(used, old[i].name) = old[i];
        }
    }
}

UsedName *used_name_add(UsedNames *used, const Name *name)
{
    if (used->count * 2 >= used->size) {
        used_grow(used);
    }
    UsedName *slot = used_name_find(used, name);
    if (slot->name == NULL) {
        *slot = (UsedName){.name = name, .next = 1};
        used->count++;
    }
    return slot;
}

static void use_symbols(UsedNames *used, const SymbolList *symbols)
{
    for (uint32_t i = 0; i < symbols->count; i++) {
        used_name_add(used, symbols->items[i]->name);
    }
}

static void use_declared(UsedNames *used, const Symbol *symbol)
{
    if (symbol != NULL) {
        UsedName *slot = used_name_add(used, symbol->name);

        slot->is_shared |= slot->declared != NULL && slot->declared != symbol;
        slot->declared = symbol;
    }
}

static void use_all_declared(UsedNames *used, const SymbolList *symbols)
{
    for (uint32_t i = 0; i < symbols->count; i++) {
        use_declared(used, symbols->items[i]);
    }
}

static void use_optional(UsedNames *used, const Symbol *symbol)
{
    if (symbol != NULL) {
        used_name_add(used, symbol->name);
    }
}

static void use_name_node(UsedNames *used, const Node *node)
{
    used_name_add(used, node->name.symbol != NULL ? node->name.symbol->name : node->name.name);
    if (node_qualifier(node) != NULL) {
        used_name_add(used, node_qualifier(node));
    }
}

static void use_function(UsedNames *used, const Function *function);

static void use_names(Node **slot, void *data)
{
    UsedNames *used = data;
    Node *node = *slot;

    switch (node->kind) {
    case NODE_NAME: use_name_node(used, node); break;
    case NODE_BUILTIN: used_name_add(used, used->program->builtin_names[node->builtin.id]); break;
    case NODE_CONSTRUCT: use_optional(used, node->construct.symbol); break;
    case NODE_LAMBDA:
    case NODE_FUNCTION: use_function(used, node->function); break;
    case NODE_LET: use_declared(used, node->let.symbol); break;
    case NODE_LET_TUPLE: use_all_declared(used, &node->let_tuple.symbols); break;
    case NODE_FOR: use_declared(used, node->for_.symbol); break;
    case NODE_HANDLER:
        use_symbols(used, &node->handler.types);
        use_declared(used, node->handler.symbol);
        break;
    default: break;
    }
    node_children(node, use_names, used);
}

static void use_function(UsedNames *used, const Function *function)
{
    Node *body = function->body;

    use_optional(used, function->symbol);
    use_all_declared(used, &function->parameters);
    if (body != NULL) {
        use_names(&body, used);
    }
}

static UsedNames *used_names_new(Program *program, Arena *arena)
{
    UsedNames *used = ARENA_NEW(arena, UsedNames);

    used->program = program;
    used->arena = arena;
    used->size = FIRST_USED_SIZE;
    used->slots = arena_zeroed(arena, FIRST_USED_SIZE * sizeof *used->slots);
    return used;
}

UsedNames *used_names_of(Program *program, Function *function)
{
    if (function->used_names == NULL) {
        function->used_names = used_names_new(program, &program->arena);
        use_symbols(function->used_names, &function->module->imports); /* they qualify names */
        use_function(function->used_names, function);
    }
    return function->used_names;
}

static bool stands_in(const UsedNames *used, const Name *name)
{
    return used_name_find(used, name)->name != NULL;
}

static bool is_free(const UsedNames *used, const Name *name)
{
    return name->keyword == 0 && !name->is_avoided && !stands_in(used, name);
}

/* `base_number`, without printf: passes make many names. */
static Name *numbered(Program *program, const Name *base, uint32_t number)
{
    char digits[10];
    size_t at = sizeof digits;
    char *text = arena_alloc(&program->scratch, base->length + 1 + sizeof digits);

    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    memcpy(text, base->text, base->length);
    text[base->length] = '_';
    memcpy(text + base->length + 1, digits + at, sizeof digits - at);
    return name_intern(&program->names, text, base->length + 1 + sizeof digits - at);
}

Name *used_name_numbered(Program *program, UsedNames *used, const UsedNames *source,
                         const Name *base)
{
    uint32_t number = used_name_add(used, base)->next;
    Name *name;

    do {
        name = numbered(program, base, number++);
    } while (!is_free(used, name) || stands_in(source, name));
    used_name_find(used, base)->next = number;
    used_name_add(used, name);
    return name;
}

static Name *fresh_name(Program *program, Function *owner, Name *base)
{
    UsedNames *used = used_names_of(program, owner);

    if (!is_free(used, base)) {
        return used_name_numbered(program, used, used, base);
    }
    used_name_add(used, base);
    return base;
}

Symbol *symbol_unnamed(Program *program, Function *owner, const char *base, const Type *type,
                       bool is_mutable, Span span)
{
    Symbol *symbol = symbol_new(program, SYMBOL_LOCAL, name_of(&program->names, base), span);

    used_names_of(program, owner); /* as they are without it */
    symbol->owner = owner;
    symbol->type = type;
    symbol->is_mutable = is_mutable;
    return symbol;
}

void symbol_give_name(Program *program, Symbol *symbol)
{
    symbol->name = fresh_name(program, symbol->owner, symbol->name);
}

Symbol *symbol_fresh(Program *program, Function *owner, const char *base, const Type *type,
                     bool is_mutable, Span span)
{
    Symbol *symbol = symbol_unnamed(program, owner, base, type, is_mutable, span);

    symbol_give_name(program, symbol);
    return symbol;
}

void symbol_make_distinct(Program *program, Symbol *symbol)
{
    const UsedName *slot = used_name_find(used_names_of(program, symbol->owner), symbol->name);

    if (slot->name != NULL && slot->is_shared) {
        symbol_give_name(program, symbol);
    }
}
