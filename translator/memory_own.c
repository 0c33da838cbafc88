/* memory_own: which locals own what they hold, and where a value gets an owner.
 *
 * A parameter is borrowed, a result is handed over. What is made anew belongs to the local that
 * takes it. What is read elsewhere is borrowed where nothing can take it away before the last use,
 * and retained otherwise; a local's last use moves its value. */
#include "memory_internal.h"

#include <string.h>

/* --- statements --- */

static void put(Memory *memory, Node *statement)
{
    LIST_PUSH(memory->arena, &memory->out, statement);
}

static Node *wrapped(const Memory *memory, BuiltinId id, Node *value)
{
    return node_builtin(memory->program, id, value->type, value, NULL, value->span);
}

/* Gives the value to a new local that owns it. */
static Local *save(Memory *memory, Node **slot, const char *base)
{
    Node *value = *slot;
    Symbol *symbol =
        symbol_fresh(memory->program, memory->function, base != NULL ? base : name_for_value(value),
                     value->type, false, value->span);
    Local *local = owned_local_new(memory, symbol);

    local->is_owned = true;
    put(memory, node_let(memory->program, symbol, value));
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

/* Is this the last use of a local of the same block, and the only one of the statement? */
static bool is_last_use(const Memory *memory, const Local *local, Node *statement)
{
    if (local == NULL || !local->is_owned || local->frame != memory->frame ||
        local->last != memory->frame->index || is_shared_local(local->symbol)) {
        return false;
    }
    Count count = {local->symbol, 0};

    count_uses(&statement, &count);
    return count.found == 1;
}

static void consume(Memory *memory, Node **slot, Node *statement);

static void consume_all(Memory *memory, NodeList *values, Node *statement)
{
    for (uint32_t i = 0; i < values->count; i++) {
        consume(memory, &values->items[i], statement);
    }
}

/* The statement is the last to be done that uses the local, if not the last of its block. */
static void move_out(const Memory *memory, Node **slot, Node *statement)
{
    Local *local = owned_local((*slot)->name.symbol);

    local->is_moved = local->is_moved || is_last_use(memory, local, statement);
    *slot = wrapped(memory, BUILTIN_MOVED, *slot);
}

static void consume_name(Memory *memory, Node **slot, Node *statement)
{
    const Local *local = owned_local((*slot)->name.symbol);

    if (statement != NULL && is_last_use(memory, local, statement)) {
        move_out(memory, slot, statement);
    } else {
        *slot = wrapped(memory, BUILTIN_RETAIN, *slot);
    }
}

/* Makes the slot's value one that is handed over. `statement`: where it stands, or NULL: it may not
 * be evaluated, so that nothing is moved. */
static void consume(Memory *memory, Node **slot, Node *statement)
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
        save(memory, slot, NULL)->is_owned = false;
        *slot = wrapped(memory, BUILTIN_RETAIN, *slot);
        return;
    }
    switch ((NodeKind)value->kind) {
    case NODE_NAME: consume_name(memory, slot, statement); return;
    case NODE_TUPLE: consume_all(memory, &value->list, statement); return;
    case NODE_CONSTRUCT: consume_all(memory, &value->construct.arguments, statement); return;
    case NODE_CONVERT:
        if (node_is_managed(value->convert.operand)) {
            consume(memory, &value->convert.operand, statement);
        } else {
            *slot = wrapped(memory, BUILTIN_RETAIN, value);
        }
        return;
    case NODE_CONDITIONAL:
        consume(memory, &value->conditional.then, NULL);
        consume(memory, &value->conditional.otherwise, NULL);
        return;
    default: *slot = wrapped(memory, BUILTIN_RETAIN, value); return;
    }
}

/* --- calls --- */

/* A new local holds the value, too. */
static void hold(Memory *memory, Node **slot)
{
    const char *base = name_for_value(*slot);

    *slot = wrapped(memory, BUILTIN_RETAIN, *slot);
    (void)save(memory, slot, base);
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
        hold(memory, slot);
    }
}

static void guard_all(Memory *memory, NodeList *values)
{
    for (uint32_t i = 0; i < values->count; i++) {
        guard(memory, &values->items[i]);
    }
}

static void guard_call(Memory *memory, Node *call)
{
    if (call_may_replace(call)) {
        guard(memory, &call->call.callee);
        guard_all(memory, &call->call.arguments);
    }
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
            consume(memory, &arguments->items[i], statement);
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
            consume(memory, &list->list.items[i], statement);
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
static void own_root(Memory *memory, Node *value, Node *statement)
{
    if (value == NULL) {
        return;
    }
    if (value->kind == NODE_LIST || value->kind == NODE_SET || value->kind == NODE_DICT) {
        consume_all(memory, &value->list, statement);
    } else if (value->kind == NODE_CALL) {
        guard_call(memory, value);
    } else if (value->kind == NODE_CONSTRUCT &&
               (construct_may_replace(value) || memory->program->has_finalisers)) {
        guard_all(memory, &value->construct.arguments);
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
        consume(memory, &value->convert.operand, statement);
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
static void retain_held(Node **slot, void *data)
{
    Memory *memory = data;
    Node *node = *slot;

    if (!node_is_expression(node)) {
        return;
    }
    node_children(node, retain_held, data);
    if (leaves_count(memory, node)) {
        consume(memory, &node->convert.operand, NULL);
    } else if (node->kind == NODE_CONSTRUCT && node->type->kind == TYPE_EXCEPTION) {
        for (uint32_t i = 1; i < node->construct.arguments.count; i++) {
            consume(memory, &node->construct.arguments.items[i], NULL);
        }
    }
}

/* --- declarations --- */

enum { FAR = 64 }; /* a borrow over more statements is not looked for */

/* Is what the value depends on there until the local's last use? What an object that ends takes
 * away may be anything that is not a local's. */
static bool is_stable(const Memory *memory, const Borrow *borrow, const Local *local,
                      const NodeList *statements)
{
    if (borrow->is_unknown || local->last - local->declared > FAR ||
        (borrow->through_memory && memory->program->has_finalisers)) {
        return false;
    }
    for (uint32_t i = local->declared + 1; i <= local->last; i++) {
        if (is_disturbed_by(borrow, statements->items[i])) {
            return false;
        }
    }
    return true;
}

static bool is_variable(const Symbol *symbol)
{
    return symbol->is_mutable || symbol->is_assigned || symbol->is_captured;
}

/* What is borrowed keeps what it is borrowed from. */
static void borrow_until_last_use(Local *local, const Borrow *borrow)
{
    local->borrow = *borrow;
    for (uint32_t i = 0; i < borrow->root_count; i++) {
        Local *root = owned_local(borrow->roots[i]);

        if (root != NULL && root->frame != NULL) {
            uint32_t last = root->frame == local->frame ? local->last : root->frame->index;
            root->last = root->last > last ? root->last : last;
        }
    }
}

/* x = retain(x): from here on the local owns what it was given. */
static void retain_in_place(Memory *memory, Local *local)
{
    Node *name = node_name(memory->program, local->symbol, local->symbol->span);
    Node *value = node_name(memory->program, local->symbol, local->symbol->span);

    local->is_owned = true;
    local->borrow = (Borrow){.root_count = 0};
    local->symbol->is_mutable = true;
    local->symbol->is_assigned = true;
    put(memory, node_assign(memory->program, name, wrapped(memory, BUILTIN_RETAIN, value)));
}

/* What a closure on the stack captured must last as long as the local that holds it. */
static void lend_captures(Memory *memory, const Local *local, NodeList *captures,
                          const NodeList *block)
{
    for (uint32_t i = 0; i < captures->count; i++) {
        Node **slot = &captures->items[i];

        if (node_is_managed(*slot) && (*slot)->kind != NODE_REFERENCE && !is_stack_closure(*slot)) {
            const Borrow borrow = borrow_of(*slot);

            if (!is_stable(memory, &borrow, local, block)) {
                hold(memory, slot);
            }
        }
    }
}

static void own_let(Memory *memory, Node *statement, const NodeList *block)
{
    Local *local = owned_local(statement->let.symbol);
    Node *value = statement->let.value;

    if (value != NULL && is_stack_closure(value)) {
        if (value->kind == NODE_BIND) {
            lend_captures(memory, measured_local(statement->let.symbol), &value->call.arguments,
                          block);
        }
        put(memory, statement);
        return;
    }
    own_root(memory, value, statement);
    if (local != NULL && local->holds_literals) {
        put(memory, statement);
        return;
    }
    if (local == NULL || value == NULL || local->symbol->is_cell ||
        node_is_fresh(memory->program, value)) {
        if (local != NULL) {
            local->is_owned = true;
        }
        put(memory, statement);
        return;
    }
    const Borrow borrow = borrow_of(value);
    bool is_moved =
        value->kind == NODE_NAME && is_last_use(memory, owned_local(value->name.symbol), statement);
    if (!is_variable(local->symbol) && !is_moved && is_stable(memory, &borrow, local, block)) {
        borrow_until_last_use(local, &borrow);
    } else {
        local->is_owned = true;
        consume(memory, &statement->let.value, statement);
    }
    put(memory, statement);
}

/* let (a, b) = t: let (a_1, b) = t; let a = retain(a_1), where `a` must own what it holds. */
static Node *own_part(Memory *memory, Symbol **part, Local *local, const Borrow *borrow)
{
    Symbol *symbol = *part;
    Node *value;

    *part = symbol_fresh(memory->program, memory->function, symbol->name->text, symbol->type, false,
                         symbol->span);
    owned_local_new(memory, *part)->borrow = *borrow;
    local->is_owned = true;
    local->borrow = (Borrow){.root_count = 0};
    value = wrapped(memory, BUILTIN_RETAIN, node_name(memory->program, *part, symbol->span));
    return node_let(memory->program, symbol, value);
}

/* let (a, b) = f(): let f_1 = f(), of which a and b are parts. */
static void own_let_tuple(Memory *memory, Node *statement, const NodeList *block)
{
    Node **value = &statement->let_tuple.value;
    NodeList owned = {0};

    own_root(memory, *value, statement);
    if (node_is_managed(*value) && node_is_fresh(memory->program, *value)) {
        (void)save(memory, value, NULL);
    }
    put(memory, statement);
    for (uint32_t i = 0; i < statement->let_tuple.symbols.count; i++) {
        Symbol **symbol = &statement->let_tuple.symbols.items[i];
        Local *local = *symbol != NULL ? owned_local(*symbol) : NULL;

        if (local == NULL) {
            continue;
        }
        const Borrow borrow = borrow_of(*value);
        if (is_variable(*symbol) || !is_stable(memory, &borrow, local, block)) {
            LIST_PUSH(memory->arena, &owned, own_part(memory, symbol, local, &borrow));
        } else {
            borrow_until_last_use(local, &borrow);
        }
    }
    for (uint32_t i = 0; i < owned.count; i++) {
        put(memory, owned.items[i]);
    }
}

/* --- assignments --- */

/* Is it the first value of a local that was declared without one, in the statement after that? */
static bool is_first_value(Memory *memory, Local *local)
{
    if (!local->is_unset || local->frame->index != local->declared + 1) {
        return false;
    }
    for (const Frame *frame = memory->frame; frame != local->frame; frame = frame->outer) {
        if (frame->is_loop) {
            return false;
        }
        for (uint32_t i = 0; i < local->assigned.count; i++) {
            if (local->assigned.items[i] == frame) {
                return false;
            }
        }
    }
    LIST_PUSH(memory->arena, &local->assigned, memory->frame);
    return true;
}

static bool is_place_of_literals(const Node *place)
{
    const Node *root = node_place_root(place);
    const Local *local = root->kind == NODE_NAME ? owned_local(root->name.symbol) : NULL;

    return local != NULL && local->holds_literals;
}

/* x = replacing(value): what x held is given up once the value is there. */
static void own_assign(Memory *memory, Node *statement)
{
    Node *target = statement->assign.target;
    Node **value = &statement->assign.value;

    if (!node_is_managed(target) || is_place_of_literals(target)) {
        own_root(memory, *value, statement);
        put(memory, statement);
        return;
    }
    if (statement->op != OP_NONE) {
        *value = node_binary(memory->program, (Operator)statement->op, target->type,
                             node_repeat(memory->program, target), *value);
        statement->op = OP_NONE;
    }
    own_root(memory, *value, statement);
    Local *local = target->kind == NODE_NAME ? owned_local(target->name.symbol) : NULL;
    consume(memory, value, statement);
    bool is_first =
        local != NULL ? is_first_value(memory, local) : is_first_of_field(memory, target);
    if (!is_first) {
        if (raises_at_root(memory->program, *value)) {
            save(memory, value, NULL)->is_moved = true;
        }
        memory->releases = true;
        *value = wrapped(memory, BUILTIN_REPLACING, *value);
    }
    put(memory, statement);
}

/* --- what leaves the function, and what nobody takes --- */

/* Is it an owned local, which nothing asks for once the function returns it? A `finally` might. */
static bool is_left_behind(const Memory *memory, const Node *value)
{
    const Local *local = value->kind == NODE_NAME ? owned_local(value->name.symbol) : NULL;

    return local != NULL && local->is_owned && memory->open_finallys == 0 &&
           !is_shared_local(local->symbol);
}

static void own_return(Memory *memory, Node *statement)
{
    Node **value = &statement->unary.operand;

    own_root(memory, *value, statement);
    if (*value != NULL && is_left_behind(memory, *value)) {
        move_out(memory, value, statement);
    } else if (*value != NULL) {
        consume(memory, value, statement);
    }
    put(memory, statement);
}

/* raise e from c: the context takes both over. A raise that becomes a jump takes nothing, so that
 * nothing is moved to it. */
static void own_raise(Memory *memory, Node *statement)
{
    Node *value = statement->raise.value;
    Node *taker = memory->is_guarded ? NULL : statement;

    if (value != NULL && raises_again(statement)) {
        consume(memory, &value->builtin.arguments.items[0], statement);
    } else if (value != NULL && value->kind != NODE_CONSTRUCT) {
        consume(memory, &statement->raise.value, taker);
    }
    if (statement->raise.cause != NULL && statement->raise.cause->kind != NODE_NONE) {
        consume(memory, &statement->raise.cause, taker);
    }
    put(memory, statement);
}

static bool is_builtin(const Node *value, BuiltinId id)
{
    return value->kind == NODE_BUILTIN && value->builtin.id == id;
}

static void own_expression(Memory *memory, Node *statement)
{
    Node **value = &statement->unary.operand;

    if (is_builtin(*value, BUILTIN_CAUGHT)) {
        put(memory, statement);
        return;
    }
    if (is_builtin(*value, BUILTIN_RESUME)) {
        consume(memory, &(*value)->builtin.arguments.items[0], statement);
    }
    own_root(memory, *value, statement);
    if (node_is_managed(*value) && node_is_fresh(memory->program, *value)) {
        (void)save(memory, value, NULL);
        return;
    }
    put(memory, statement);
}

/* --- blocks --- */

/* An element that nothing in the loop can take away is borrowed from what is gone through. It is
 * not assigned: a loop's variable is none. */
static void own_loop_variable(Memory *memory, Local *variable, const Node *iterable, Node *body)
{
    Borrow borrow = borrow_of(iterable);

    borrow.through_memory |= iterable->type->kind != TYPE_STR;
    if (is_disturbed_by(&borrow, body)) { /* a local of the body holds it meanwhile */
        Node *name = node_name(memory->program, variable->symbol, variable->symbol->span);
        Node *held = wrapped(memory, BUILTIN_RETAIN, name);
        const Local *holder = save(memory, &held, "held");

        variable->borrow = (Borrow){.roots = {holder->symbol}, .root_count = 1};
    } else {
        variable->borrow = borrow;
    }
}

/* A parameter that is assigned owns what it holds. */
static void own_parameters(Memory *memory)
{
    const SymbolList *parameters = &memory->function->parameters;

    for (uint32_t i = 0; i < parameters->count; i++) {
        Local *local = owned_local(parameters->items[i]);

        if (local != NULL) {
            retain_in_place(memory, local);
        }
    }
}

static void own_statement(Memory *memory, Node *statement, const NodeList *block);

/* `declared`: the variable of the loop whose body it is, or NULL; `iterable`: what it goes
 * through. */
static void own_block(Memory *memory, Node *block, bool is_loop, const Node *iterable,
                      const Symbol *declared)
{
    uint32_t start = memory->out.count;
    const NodeList statements = block->list;
    Local *variable = declared != NULL ? owned_local(declared) : NULL;

    memory_enter(memory, is_loop);
    if (memory->frame->outer == NULL) {
        own_parameters(memory);
    }
    if (variable != NULL) {
        own_loop_variable(memory, variable, iterable, block);
    }
    for (uint32_t i = 0; i < statements.count; i++) {
        memory->frame->index = i;
        own_statement(memory, statements.items[i], &statements);
    }
    memory_leave(memory);
    memory_take_block(memory, block, start);
}

static void own_inside(Node **slot, void *data);

static void own_try(Memory *memory, Node *node)
{
    bool was_guarded = memory->is_guarded;
    bool has_finally = node->try_.finally != NULL;

    memory->is_guarded = node->try_.handlers.count > 0;
    memory->open_finallys += has_finally;
    own_inside(&node->try_.body, memory);
    memory->is_guarded = was_guarded && !has_finally;
    for (uint32_t i = 0; i < node->try_.handlers.count; i++) {
        own_inside(&node->try_.handlers.items[i]->handler.body, memory);
    }
    if (node->try_.otherwise != NULL) {
        own_inside(&node->try_.otherwise, memory);
    }
    memory->is_guarded = was_guarded;
    memory->open_finallys -= has_finally;
    if (has_finally) {
        own_inside(&node->try_.finally, memory);
    }
}

static void own_inside(Node **slot, void *data)
{
    Node *node = *slot;

    switch ((NodeKind)node->kind) {
    case NODE_TRY: own_try(data, node); return;
    case NODE_BLOCK: own_block(data, node, false, NULL, NULL); return;
    case NODE_WHILE: own_block(data, node->while_.body, true, NULL, NULL); return;
    case NODE_FOR:
        own_block(data, node->for_.body, true, node->for_.iterable, node->for_.symbol);
        return;
    default: break;
    }
    if (!node_is_expression(node)) {
        node_children(node, own_inside, data);
    }
}

static void own_statement(Memory *memory, Node *statement, const NodeList *block)
{
    node_children(statement, retain_held, memory);
    switch ((NodeKind)statement->kind) {
    case NODE_LET: own_let(memory, statement, block); return;
    case NODE_LET_TUPLE: own_let_tuple(memory, statement, block); return;
    case NODE_ASSIGN: own_assign(memory, statement); return;
    case NODE_RETURN: own_return(memory, statement); return;
    case NODE_RAISE: own_raise(memory, statement); return;
    case NODE_EXPRESSION: own_expression(memory, statement); return;
    default:
        own_inside(&statement, memory);
        put(memory, statement);
        return;
    }
}

void memory_own(Memory *memory)
{
    memory->next_frame = 0;
    memory->frame = NULL;
    own_block(memory, memory->function->body, false, NULL, NULL);
}
