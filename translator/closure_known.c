/* closure_known: function values that are known, which are called directly: those that an immutable
 * local names, or that are given to a defined function. Requires that all is lifted. Notes the
 * calls that give such values to functions: see closure_specialise.c. */
#include "class.h"
#include "closures.h"

Function *known_function(const Node *value)
{
    return function_named(value->kind == NODE_BIND ? value->call.callee : value);
}

/* Does the value bind locals only? Forms of a function are told apart by the functions that they
 * know, not by what those bind. */
static bool binds_locals(const Node *value)
{
    for (uint32_t i = 0; value->kind == NODE_BIND && i < value->call.arguments.count; i++) {
        const Node *bound = value->call.arguments.items[i];

        if (bound->kind != NODE_REFERENCE &&
            (bound->kind != NODE_NAME || bound->name.symbol->kind != SYMBOL_LOCAL)) {
            return false;
        }
    }
    return true;
}

/* Is it an object's method? What such a value binds may be assigned later. */
static bool is_bound_method(const Node *value)
{
    return value->kind == NODE_BIND && is_class_function(known_function(value));
}

/* Does it call a function value that raises less, and no more? What it binds may be any value,
 * so it would be known only once that has a name. */
static bool is_loosened(const Node *value)
{
    const Function *function = known_function(value);

    if (value->kind != NODE_BIND || function->body == NULL || function->body->list.count != 1) {
        return false;
    }
    const Node *statement = function->body->list.items[0];
    const Node *call = statement->kind == NODE_RETURN || statement->kind == NODE_EXPRESSION
                           ? statement->unary.operand
                           : NULL;
    const Symbol *first = function->parameters.items[0];

    return first->type->raises != NULL && call != NULL && call->kind == NODE_CALL &&
           node_is_name_of(call->call.callee, first);
}

bool is_known_value(const Node *value)
{
    return value->type != NULL && value->type->kind == TYPE_FN && known_function(value) != NULL &&
           !is_bound_method(value) && !is_loosened(value) && binds_locals(value);
}

Node *value_again(Closures *closures, const Node *value)
{
    Node *copy = node_clone(closures->program, value);

    if (value->kind == NODE_BIND) {
        copy->call.arguments = (NodeList){NULL, 0, 0};
        for (uint32_t i = 0; i < value->call.arguments.count; i++) {
            LIST_PUSH(&closures->program->arena, &copy->call.arguments,
                      node_clone(closures->program, value->call.arguments.items[i]));
        }
    }
    return copy;
}

void know_value(Closures *closures, Symbol *symbol, Node *value)
{
    symbol->fact = value;
    LIST_PUSH(&closures->program->arena, &closures->known, symbol);
}

/* A value on the heap that lowered IR has given a name keeps it: where it stands it is made. */
static bool is_made(const Node *value)
{
    return value->kind == NODE_BIND && (value->flags & FLAG_READ) != 0;
}

static void know_let(Closures *closures, Node *let)
{
    Symbol *symbol = let->let.symbol;

    symbol->fact = NULL;
    if (let->let.value == NULL) {
        return;
    }
    uint32_t first = closures->calls.count;
    know_slot(&let->let.value, closures);
    specialise_calls(closures, first);
    if (!symbol->is_assigned && is_known_value(let->let.value) && !is_made(let->let.value)) {
        know_value(closures, symbol, let->let.value);
        let->kind = NODE_PASS;
    }
}

static void know_name(Closures *closures, Node **slot)
{
    const Symbol *symbol = (*slot)->name.symbol;

    if (symbol->kind == SYMBOL_LOCAL && symbol->type->kind == TYPE_FN && symbol->fact != NULL) {
        *slot = value_again(closures, symbol->fact);
    }
}

static bool gives_known_function(const Node *call)
{
    const Function *callee = function_named(call->call.callee);

    if (callee == NULL || callee->kind != FUNCTION_DEFINED || call_is_virtual(call)) {
        return false;
    }
    for (uint32_t i = 0; i < call->call.arguments.count; i++) {
        if (is_known_value(call->call.arguments.items[i])) {
            return true;
        }
    }
    return false;
}

static void know_call(Closures *closures, Node *call)
{
    node_children(call, know_slot, closures);
    const Node *callee = call->call.callee;
    if (call->kind == NODE_CALL && callee->kind == NODE_BIND) {
        NodeList arguments = callee->call.arguments;

        for (uint32_t i = 0; i < call->call.arguments.count; i++) {
            LIST_PUSH(&closures->program->arena, &arguments, call->call.arguments.items[i]);
        }
        call->call.arguments = arguments;
        call->flags |= callee->flags & FLAG_VIRTUAL;
        call->call.callee = callee->call.callee;
    }
    if (gives_known_function(call)) {
        LIST_PUSH(&closures->program->arena, &closures->calls, call);
    }
}

void forget_value(Symbol *symbol)
{
    if (symbol != NULL) {
        symbol->fact = NULL;
    }
}

void know_slot(Node **slot, void *data)
{
    Closures *closures = data;
    Node *node = *slot;

    switch ((NodeKind)node->kind) {
    case NODE_NAME: know_name(closures, slot); return;
    case NODE_LET: know_let(closures, node); return;
    case NODE_CALL:
    case NODE_BIND: know_call(closures, node); return;
    case NODE_FOR: forget_value(node->for_.symbol); break;
    case NODE_LET_TUPLE:
        for (uint32_t i = 0; i < node->let_tuple.symbols.count; i++) {
            forget_value(node->let_tuple.symbols.items[i]);
        }
        break;
    default: break;
    }
    node_children(node, know_slot, closures);
}
