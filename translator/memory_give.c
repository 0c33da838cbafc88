/* memory_give: how a value gets an owner. What is made anew has one; anything else is retained, or
 * moved out of the local whose last use it is. What a call or a display takes over is given so;
 * what a call only borrows is held where that may take it away meanwhile. */
#include "class.h"
#include "memory_internal.h"

#include <string.h>

/* --- statements --- */

void memory_put(Memory *memory, Node *statement)
{
    LIST_PUSH(memory->arena, &memory->out, statement);
}

Node *memory_wrapped(const Memory *memory, BuiltinId id, Node *value)
{
    return node_builtin(memory->program, id, value->type, value, NULL, value->span);
}

/* Gives the value to a new local that owns it. */
Local *memory_save(Memory *memory, Node **slot, const char *base)
{
    Node *value = *slot;
    Symbol *symbol =
        symbol_fresh(memory->program, memory->function, base != NULL ? base : name_for_value(value),
                     value->type, false, value->span);
    Local *local = owned_local_new(memory, symbol);

    local->is_owned = true;
    memory_put(memory, node_let(memory->program, symbol, value));
    *slot = node_name(memory->program, symbol, value->span);
    return local;
}

/* --- giving a value an owner --- */

typedef struct Count {
    const Symbol *symbol;
    uint32_t found;
} Count;

static void count_uses(Node **slot, void *data)
{
    Count *count = data;

    count->found += node_is_name_of(*slot, count->symbol);
    node_children(*slot, count_uses, data);
}

uint32_t uses_of(const Symbol *symbol, Node *tree)
{
    Count count = {symbol, 0};

    count_uses(&tree, &count);
    return count.found;
}

/* Is this the last use of a local of the same block, and the only one of the statement? */
bool is_last_use(const Memory *memory, const Local *local, Node *statement)
{
    if (local == NULL || !local->is_owned || local->frame != memory->frame ||
        local->last != memory->frame->index || is_shared_local(local->symbol)) {
        return false;
    }
    return uses_of(local->symbol, statement) == 1;
}

static void consume_all(Memory *memory, NodeList *values, Node *statement)
{
    for (uint32_t i = 0; i < values->count; i++) {
        memory_consume(memory, &values->items[i], statement);
    }
}

static bool assigns_to(const Node *statement, const Symbol *symbol)
{
    return statement->kind == NODE_ASSIGN && statement->op == OP_NONE &&
           node_is_name_of(statement->assign.target, symbol);
}

/* head = Node(value, head): does the local, of which nothing else of the statement asks, get
 * another value in it or in the next one? Where a raise leads to a handler or a `finally`, these
 * might still ask for it. */
static bool is_replaced_at_once(const Memory *memory, const Local *local, Node *statement)
{
    const NodeList *block = &memory->frame->block->list;
    uint32_t next = memory->frame->index + 1;

    if (local == NULL || !local->is_owned || is_shared_local(local->symbol) || memory->is_guarded ||
        memory->open_finallys > 0) {
        return false;
    }
    if (assigns_to(statement, local->symbol)) {
        return uses_of(local->symbol, statement) == 2;
    }
    return next < block->count && assigns_to(block->items[next], local->symbol) &&
           uses_of(local->symbol, block->items[next]) == 1 &&
           uses_of(local->symbol, statement) == 1;
}

/* The statement is the last to be done that uses the local, if not the last of its block. */
void memory_move_out(const Memory *memory, Node **slot, Node *statement)
{
    Local *local = owned_local((*slot)->name.symbol);

    local->is_moved = local->is_moved || is_last_use(memory, local, statement);
    *slot = memory_wrapped(memory, BUILTIN_MOVED, *slot);
}

static void consume_name(Memory *memory, Node **slot, Node *statement)
{
    Local *local = owned_local((*slot)->name.symbol);

    if (statement != NULL && is_last_use(memory, local, statement)) {
        memory_move_out(memory, slot, statement);
    } else if (statement != NULL && is_replaced_at_once(memory, local, statement)) {
        local->is_vacated = true;
        *slot = memory_wrapped(memory, BUILTIN_MOVED, *slot);
    } else {
        *slot = memory_wrapped(memory, BUILTIN_RETAIN, *slot);
    }
}

/* Makes the slot's value one that is handed over. `statement`: where it stands, or NULL: it may not
 * be evaluated, so that nothing is moved. */
void memory_consume(Memory *memory, Node **slot, Node *statement)
{
    Node *value = *slot;

    if (!node_is_managed(value) || value->kind == NODE_REFERENCE ||
        node_is_fresh(memory->program, value)) {
        return;
    }
    const Borrow borrow = borrow_of(value);
    if (borrow_is_static(&borrow)) {
        return;
    }
    if (raises_at_root(memory->program, value)) { /* what it lends is retained behind it */
        memory_save(memory, slot, NULL)->is_owned = false;
        *slot = memory_wrapped(memory, BUILTIN_RETAIN, *slot);
        return;
    }
    switch ((NodeKind)value->kind) {
    case NODE_NAME: consume_name(memory, slot, statement); return;
    case NODE_TUPLE: consume_all(memory, &value->list, statement); return;
    case NODE_CONSTRUCT: consume_all(memory, &value->construct.arguments, statement); return;
    case NODE_CONVERT:
        if (node_is_managed(value->convert.operand)) {
            memory_consume(memory, &value->convert.operand, statement);
        } else {
            *slot = memory_wrapped(memory, BUILTIN_RETAIN, value);
        }
        return;
    case NODE_CONDITIONAL:
        memory_consume(memory, &value->conditional.then, NULL);
        memory_consume(memory, &value->conditional.otherwise, NULL);
        return;
    default: *slot = memory_wrapped(memory, BUILTIN_RETAIN, value); return;
    }
}

/* --- calls --- */

/* A new local holds the value, too. */
void memory_hold(Memory *memory, Node **slot)
{
    const char *base = name_for_value(*slot);

    *slot = memory_wrapped(memory, BUILTIN_RETAIN, *slot);
    (void)memory_save(memory, slot, base);
}

/* What a call that writes is given must not be taken away meanwhile; of a closure on the stack that
 * is what it captures. */
static void guard(Memory *memory, Node **slot)
{
    Node *value = *slot;

    if (value->kind == NODE_BIND && is_stack_closure(value)) {
        for (uint32_t i = 0; i < value->call.arguments.count; i++) {
            guard(memory, &value->call.arguments.items[i]);
        }
    }
    if (value->kind == NODE_BIND || value->kind == NODE_REFERENCE || !node_is_managed(value)) {
        return;
    }
    const Borrow borrow = borrow_of(value);
    if (borrow.through_memory || borrow.is_unknown) {
        memory_hold(memory, slot);
    }
}

/* What a call is given, of a function whose parameters from `first` on they are. */
typedef struct Given {
    NodeList *arguments;
    const Function *callee; /* NULL: not known */
    uint32_t first;
    bool may_replace; /* the function may give up what it did not make itself */
} Given;

static bool is_taken(const Given *given, uint32_t i)
{
    return given->callee != NULL && given->callee->parameters.items[given->first + i]->takes_over;
}

/* Does the argument borrow from what another one hands over, so that the function could end it? */
static bool borrows_from_taken(const Given *given, Node *argument)
{
    const Borrow borrow = borrow_of(argument);

    for (uint32_t i = 0; i < given->arguments->count; i++) {
        for (uint32_t k = 0; is_taken(given, i) && k < borrow.root_count; k++) {
            if (uses_of(borrow.roots[k], given->arguments->items[i]) > 0) {
                return true;
            }
        }
    }
    return false;
}

/* The rest must last until the function is back. */
static void give_arguments(Memory *memory, const Given *given, Node *statement)
{
    NodeList *arguments = given->arguments;

    for (uint32_t i = 0; given->may_replace && i < arguments->count; i++) {
        Node *argument = arguments->items[i];

        if (is_taken(given, i)) {
            continue;
        }
        if (argument->kind == NODE_NAME && node_is_managed(argument) &&
            borrows_from_taken(given, argument)) {
            memory_hold(memory, &arguments->items[i]);
        } else {
            guard(memory, &arguments->items[i]);
        }
    }
    for (uint32_t i = 0; i < arguments->count; i++) {
        if (is_taken(given, i)) {
            memory_consume(memory, &arguments->items[i], statement);
        }
    }
}

static void give_to_call(Memory *memory, Node *call, Node *statement)
{
    const Given given = {.arguments = &call->call.arguments,
                         .callee = called_method(call),
                         .may_replace = call_may_replace(call)};

    if (given.may_replace) {
        guard(memory, &call->call.callee);
    }
    give_arguments(memory, &given, statement);
}

static void give_to_object(Memory *memory, Node *construct, Node *statement)
{
    const Given given = {.arguments = &construct->construct.arguments,
                         .callee = called_initialiser(construct),
                         .first = 1,
                         .may_replace =
                             construct_may_replace(construct) || memory->program->has_finalisers};

    give_arguments(memory, &given, statement);
}

/* Behind the type that is spelt at `at`, as in methods.def. */
static const char *next_parameter(const char *at)
{
    uint32_t depth = 0;
    bool is_whole = false;

    while (*at != '\0' && (!is_whole || depth > 0)) {
        depth += *at == '(';
        depth -= *at == ')';
        is_whole = strchr("+?[{(", *at) == NULL;
        at++;
    }
    return at;
}

/* What a method stores it takes over: the parameters after a +. */
static void hand_over_arguments(Memory *memory, Node *call, Node *statement)
{
    const char *at = builtin_table[call->builtin.id].parameters;
    NodeList *arguments = &call->builtin.arguments;

    for (uint32_t i = 1; i < arguments->count && at != NULL && *at != '\0'; i++) {
        if (*at == '+') {
            memory_consume(memory, &arguments->items[i], statement);
        }
        at = next_parameter(at);
    }
}

/* The elements of array([…]). */
static void consume_display(Memory *memory, Node *list, Node *statement)
{
    for (uint32_t i = 0; list->kind == NODE_LIST && i < list->list.count; i++) {
        if (list->list.items[i]->kind == NODE_LIST) {
            consume_display(memory, list->list.items[i], statement);
        } else {
            memory_consume(memory, &list->list.items[i], statement);
        }
    }
}

/* A dyn of a value, which goes into a box. */
static bool is_boxed(const Memory *memory, const Node *value)
{
    return value->kind == NODE_CONVERT && value->type->kind == TYPE_DYN &&
           node_is_fresh(memory->program, value);
}

/* What stands at the root of a statement. */
void memory_give_root(Memory *memory, Node *value, Node *statement)
{
    if (value == NULL) {
        return;
    }
    if (value->kind == NODE_LIST || value->kind == NODE_SET || value->kind == NODE_DICT) {
        consume_all(memory, &value->list, statement);
    } else if (value->kind == NODE_CALL) {
        give_to_call(memory, value, statement);
    } else if (value->kind == NODE_CONSTRUCT) {
        give_to_object(memory, value, statement);
    } else if (value->kind == NODE_BUILTIN &&
               builtin_table[value->builtin.id].rule == RULE_METHOD) {
        hand_over_arguments(memory, value, statement);
    } else if (value->kind == NODE_BUILTIN && value->builtin.id == BUILTIN_ARRAY) {
        consume_display(memory, value->builtin.arguments.items[0], statement);
    } else if (value->kind == NODE_BUILTIN && value->builtin.id == BUILTIN_CELL) {
        consume_all(memory, &value->builtin.arguments, statement);
    } else if (value->kind == NODE_BIND && !is_stack_closure(value)) {
        consume_all(memory, &value->call.arguments, statement);
    } else if (is_boxed(memory, value)) {
        memory_consume(memory, &value->convert.operand, statement);
    }
}

/* --- what is held elsewhere --- */

/* Does it turn an object into a dyn that is collected, and so counts no owner of it? */
static bool leaves_count(const Memory *memory, const Node *node)
{
    return node->kind == NODE_CONVERT && node->type->kind == TYPE_DYN &&
           !type_is_managed(node->type) && !raises_at_root(memory->program, node);
}

/* What exceptions are made of is theirs until they end, what collected dyns hold for good. */
void memory_retain_held(Node **slot, void *data)
{
    Memory *memory = data;
    Node *node = *slot;

    if (!node_is_expression(node)) {
        return;
    }
    node_children(node, memory_retain_held, data);
    if (leaves_count(memory, node)) {
        memory_consume(memory, &node->convert.operand, NULL);
    } else if (node->kind == NODE_CONSTRUCT && node->type->kind == TYPE_EXCEPTION) {
        for (uint32_t i = 1; i < node->construct.arguments.count; i++) {
            memory_consume(memory, &node->construct.arguments.items[i], NULL);
        }
    }
}
