/* Copies of functions and of what stands in them, with locals of their own. */
#include "generic.h"
#include "used_names.h"

/* The fact that stood in a symbol before its copy took the place. */
typedef struct SavedFact {
    Symbol *symbol;
    void *fact;
} SavedFact;

typedef struct Copier {
    Program *program;
    Function *owner;  /* of what is copied now: the new owner, or a function nested in the copy */
    Function *target; /* the new owner */
    UsedNames *names; /* the target's, or NULL */
    const Substitution *substitution; /* of the generic that is copied, or NULL */
    const Function *root;             /* that generic, if it is a function */
    LIST(SavedFact) saved;
} Copier;

static bool is_replaceable(const Symbol *symbol)
{
    return symbol->kind == SYMBOL_LOCAL ||
           (symbol->kind == SYMBOL_FUNCTION && symbol->function != NULL &&
            symbol->function->outer != NULL);
}

static Symbol *replaced(Symbol *symbol)
{
    return symbol != NULL && is_replaceable(symbol) && symbol->fact != NULL ? symbol->fact : symbol;
}

static void save_fact(Copier *copier, Symbol *symbol)
{
    SavedFact saved = {symbol, symbol->fact};

    LIST_PUSH(&copier->program->scratch, &copier->saved, saved);
}

static const Type *copied_type(const Copier *copier, const Type *type)
{
    return type == NULL || copier->substitution == NULL
               ? type
               : type_substitute(copier->program, type, copier->substitution);
}

/* A copy of a symbol that is declared inside; `replaced` finds it until the copying ends. */
static Symbol *copy_named_symbol(Copier *copier, Symbol *symbol)
{
    Symbol *copy = symbol_clone(copier->program, symbol);

    copy->owner = copier->owner;
    copy->type = copied_type(copier, symbol->type);
    copy->fact = NULL;
    save_fact(copier, symbol);
    symbol->fact = copy;
    return copy;
}

/* What a local is called in the copy. One old name gives one new name, so that scopes hide what
 * they hid; the new one is neither in the target nor in the source. */
static Name *copied_name(Copier *copier, const Symbol *symbol)
{
    UsedNames *names = copier->names;
    const UsedName *known = used_name_find(names, symbol->name);
    Name *name = symbol->name;

    if (known->name != NULL && known->copy == names->copies) {
        used_name_find(names, known->copied_as)->is_shared = true;
        return known->copied_as;
    }
    if (known->name != NULL) {
        const UsedNames *source =
            symbol->owner == NULL ? names : used_names_of(copier->program, symbol->owner);
        name = used_name_numbered(copier->program, names, source, name);
    }
    UsedName *entry = used_name_add(names, symbol->name);
    entry->copy = names->copies;
    entry->copied_as = name;
    return name;
}

/* The same for one whose name the target sees. */
static Symbol *copy_symbol(Copier *copier, Symbol *symbol)
{
    Symbol *copy = copy_named_symbol(copier, symbol);
    const Function *target = copier->target;

    if (copier->names != NULL && copier->owner == target && symbol->owner != target) {
        copy->name = copied_name(copier, symbol);
    }
    return copy;
}

static SymbolList copy_symbols(Copier *copier, const SymbolList *symbols)
{
    SymbolList copy = {NULL, 0, 0};

    for (uint32_t i = 0; i < symbols->count; i++) {
        LIST_PUSH(&copier->program->arena, &copy, copy_symbol(copier, symbols->items[i]));
    }
    return copy;
}

static Node *copy_tree(Copier *copier, const Node *node);

/* A generic function within the one that is copied, whose own parameters stay open. */
static bool is_nested_generic(const Copier *copier, const Function *function)
{
    return copier->substitution != NULL && function->type_parameters.count > 0 &&
           copier->root != function;
}

static Symbol *copy_parameter(const Copier *copier, const Symbol *parameter)
{
    Symbol *copy = ARENA_NEW(&copier->program->arena, Symbol);

    *copy = *parameter;
    copy->parameter = ARENA_NEW(&copier->program->arena, TypeParameter);
    *copy->parameter = *parameter->parameter;
    copy->type = type_declared(&copier->program->types, TYPE_PARAMETER, copy);
    return copy;
}

/* Bounds may speak of all parameters. */
static void copy_bounds(const Copier *copier, Function *copy, const Substitution *substitution)
{
    for (uint32_t i = 0; i < copy->type_parameters.count; i++) {
        TypeParameter *parameter = copy->type_parameters.items[i]->parameter;
        const Type *const *traits = parameter->traits.items;
        uint32_t count = parameter->traits.count;

        memset(&parameter->traits, 0, sizeof parameter->traits);
        for (uint32_t k = 0; k < count; k++) {
            LIST_PUSH(&copier->program->arena, &parameter->traits,
                      type_substitute(copier->program, traits[k], substitution));
        }
    }
}

/* Gives the copy of a nested generic function parameters of its own; what is substituted in it are
 * these and those of the generic around. */
static const Substitution *with_own_parameters(const Copier *copier, Function *copy)
{
    Arena *arena = &copier->program->arena;
    const Substitution *outer = copier->substitution;
    const SymbolList own = copy->type_parameters;
    uint32_t count = outer->parameters->count;
    Substitution *whole = ARENA_NEW(arena, Substitution);
    SymbolList *parameters = ARENA_NEW(arena, SymbolList);
    const Type **arguments = arena_alloc(arena, (count + own.count) * sizeof *arguments);

    *whole = *outer;
    copy->type_parameters = (SymbolList){NULL, 0, 0};
    for (uint32_t i = 0; i < count; i++) {
        LIST_PUSH(arena, parameters, outer->parameters->items[i]);
        arguments[i] = outer->arguments[i];
    }
    for (uint32_t i = 0; i < own.count; i++) {
        Symbol *parameter = copy_parameter(copier, own.items[i]);

        LIST_PUSH(arena, &copy->type_parameters, parameter);
        LIST_PUSH(arena, parameters, own.items[i]);
        arguments[count + i] = parameter->type;
    }
    whole->parameters = parameters;
    whole->arguments = arguments;
    copy_bounds(copier, copy, whole);
    return whole;
}

static Function *copy_function(Copier *copier, const Function *function, Symbol *symbol)
{
    Function *copy = ARENA_NEW(&copier->program->arena, Function);
    Function *outer = copier->owner;
    const Substitution *substitution = copier->substitution;

    *copy = *function;
    copy->symbol = symbol;
    copy->symbol->function = copy;
    copy->outer = outer;
    copy->is_main = false;
    copy->used_names = NULL;
    copy->instances = (InstanceList){NULL, 0, 0, false};
    copy->captures = (SymbolList){NULL, 0, 0};
    for (uint32_t i = 0; i < function->captures.count; i++) {
        LIST_PUSH(&copier->program->arena, &copy->captures, replaced(function->captures.items[i]));
    }
    copier->owner = copy;
    if (is_nested_generic(copier, function)) {
        copier->substitution = with_own_parameters(copier, copy);
    }
    copy->result = copied_type(copier, function->result);
    copy->parameters = copy_symbols(copier, &function->parameters);
    copy->body = copy_tree(copier, function->body);
    copier->owner = outer;
    copier->substitution = substitution;
    return copy;
}

/* Nested functions may be called before they stand in their block. */
static void declare_functions(Copier *copier, const Node *block)
{
    for (uint32_t i = 0; i < block->list.count; i++) {
        if (block->list.items[i]->kind == NODE_FUNCTION) {
            copy_symbol(copier, block->list.items[i]->function->symbol);
        }
    }
}

/* A name that comes from elsewhere stands in the target from now on. */
static void copy_name_node(Copier *copier, Node *copy)
{
    copy->name.symbol = replaced(copy->name.symbol);
    if (copier->names != NULL && copy->name.symbol != NULL) {
        used_name_add(copier->names, copy->name.symbol->name);
    }
}

/* A type as written, or a number that stands where one may. */
static Node *copied_form(const Copier *copier, Node *form)
{
    if (copier->substitution == NULL || form == NULL || form->type == NULL) {
        return form;
    }
    Node *copy = node_clone(copier->program, form);
    copy->type = copied_type(copier, form->type);
    return copy;
}

static NodeList copied_forms(const Copier *copier, const NodeList *forms)
{
    NodeList copy = {NULL, 0, 0};

    for (uint32_t i = 0; i < forms->count; i++) {
        LIST_PUSH(&copier->program->arena, &copy, copied_form(copier, forms->items[i]));
    }
    return copy;
}

/* Gives a node that was copied byte by byte its own types. */
static void copy_types_of(const Copier *copier, Node *copy)
{
    switch (copy->kind) {
    case NODE_CALL: copy->call.types = copied_forms(copier, &copy->call.types); break;
    case NODE_BUILTIN: copy->builtin.element = copied_type(copier, copy->builtin.element); break;
    case NODE_CONVERT: copy->convert.target = copied_form(copier, copy->convert.target); break;
    case NODE_IS:
    case NODE_AS: copy->type_test.target = copied_form(copier, copy->type_test.target); break;
    case NODE_TYPE:
    case NODE_LIST: /* list[T]() has its type, other displays have none yet */
    case NODE_DICT:
    case NODE_SET: copy->type = copied_type(copier, copy->type); break;
    default: break;
    }
}

/* A number of the generic's, written where it is used. */
static Node *copied_number(const Copier *copier, const Node *name)
{
    const Type *number = copied_type(copier, name->name.symbol->type);

    if (number->kind == TYPE_PARAMETER) { /* of a nested generic */
        Node *copy = node_clone(copier->program, name);

        copy->name.symbol = number->declaration;
        return copy;
    }
    return node_integer(copier->program, copier->program->types.scalar[TYPE_INT64], number->number,
                        name->span);
}

static bool is_number_name(const Node *node)
{
    return node->kind == NODE_NAME && node->name.symbol != NULL &&
           node->name.symbol->kind == SYMBOL_TYPE_PARAMETER;
}

/* Gives a node that was copied byte by byte its own symbols. */
static void copy_symbols_of(Copier *copier, Node *copy)
{
    switch (copy->kind) {
    case NODE_NAME: copy_name_node(copier, copy); break;
    case NODE_LET: copy->let.symbol = copy_symbol(copier, copy->let.symbol); break;
    case NODE_LET_TUPLE:
        copy->let_tuple.symbols = copy_symbols(copier, &copy->let_tuple.symbols);
        break;
    case NODE_FOR: copy->for_.symbol = copy_symbol(copier, copy->for_.symbol); break;
    case NODE_HANDLER:
        if (copy->handler.symbol != NULL) {
            copy->handler.symbol = copy_symbol(copier, copy->handler.symbol);
        }
        break;
    case NODE_BLOCK: declare_functions(copier, copy); break;
    case NODE_LAMBDA:
        copy_named_symbol(copier, copy->function->symbol);
        copy->function = copy_function(copier, copy->function, copy->function->symbol->fact);
        break;
    case NODE_FUNCTION: /* whose symbol is copied where the block begins */
        copy->function = copy_function(copier, copy->function, copy->function->symbol->fact);
        break;
    default: break;
    }
}

static void copy_slot(Node **slot, void *copier)
{
    *slot = copy_tree(copier, *slot);
}

static Node *copy_tree(Copier *copier, const Node *node)
{
    if (node == NULL) {
        return NULL;
    }
    if (is_number_name(node)) {
        return copied_number(copier, node);
    }
    Node *copy = node_clone(copier->program, node);

    if (copier->substitution != NULL) {
        copy_types_of(copier, copy);
    }
    copy_symbols_of(copier, copy);
    node_own_lists(copier->program, copy);
    node_children(copy, copy_slot, copier);
    return copy;
}

static void restore_facts(const Copier *copier)
{
    for (uint32_t i = copier->saved.count; i > 0; i--) {
        copier->saved.items[i - 1].symbol->fact = copier->saved.items[i - 1].fact;
    }
}

Node *node_copy(Program *program, const Node *node, Function *new_owner)
{
    Copier copier = {.program = program, .target = new_owner, .owner = new_owner};

    if (new_owner != NULL) {
        copier.names = used_names_of(program, new_owner);
        copier.names->copies++;
    }
    Node *copy = copy_tree(&copier, node);

    restore_facts(&copier);
    return copy;
}

Node *expression_copy(Program *program, const Node *node, const Substitution *substitution)
{
    Copier copier = {.program = program, .substitution = substitution};

    return copy_tree(&copier, node);
}

static void hide_fact(Copier *copier, Symbol *symbol)
{
    if (symbol != NULL && symbol->fact != NULL && is_replaceable(symbol)) {
        save_fact(copier, symbol);
        symbol->fact = NULL;
    }
}

static void hide_facts(Node **slot, void *data)
{
    Copier *copier = data;
    Node *node = *slot;

    if (node->kind == NODE_NAME) {
        hide_fact(copier, node->name.symbol);
    } else if (node->kind == NODE_LAMBDA || node->kind == NODE_FUNCTION) {
        hide_facts(&node->function->body, copier);
    }
    node_children(node, hide_facts, copier);
}

/* What a nested function uses of those around it stays as it is, so facts of these are no copies.
 */
static void hide_outer_facts(Copier *copier, const Function *function)
{
    Node *body = function->body;

    for (uint32_t i = 0; i < function->captures.count; i++) {
        hide_fact(copier, function->captures.items[i]);
    }
    hide_facts(&body, copier);
}

Function *function_copy(Program *program, const Function *function, Symbol *symbol,
                        const Substitution *substitution)
{
    Copier copier = {.program = program,
                     .substitution = substitution,
                     .root = function,
                     .owner = function->outer};

    if (function->outer != NULL) {
        hide_outer_facts(&copier, function);
    }
    Function *copy = copy_function(&copier, function, symbol);
    restore_facts(&copier);
    return copy;
}
