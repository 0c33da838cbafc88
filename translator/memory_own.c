/* memory_own: which locals own what they hold.
 *
 * A parameter is borrowed, or takes over what it is given (memory_take), a result is handed over.
 * What is made anew belongs to the local that takes it. What is read elsewhere is borrowed where
 * nothing can take it away before the last use, and retained otherwise; a local's last use moves
 * its value. */
#include "memory_internal.h"

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
    memory_put(memory,
               node_assign(memory->program, name, memory_wrapped(memory, BUILTIN_RETAIN, value)));
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
                memory_hold(memory, slot);
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
        memory_put(memory, statement);
        return;
    }
    memory_give_root(memory, value, statement);
    if (local != NULL && local->holds_literals) {
        memory_put(memory, statement);
        return;
    }
    if (local == NULL || value == NULL || local->symbol->is_cell ||
        node_is_fresh(memory->program, value)) {
        if (local != NULL) {
            local->is_owned = true;
        }
        memory_put(memory, statement);
        return;
    }
    const Borrow borrow = borrow_of(value);
    bool is_moved =
        value->kind == NODE_NAME && is_last_use(memory, owned_local(value->name.symbol), statement);
    if (!is_variable(local->symbol) && !is_moved && is_stable(memory, &borrow, local, block)) {
        borrow_until_last_use(local, &borrow);
    } else {
        local->is_owned = true;
        memory_consume(memory, &statement->let.value, statement);
    }
    memory_put(memory, statement);
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
    value = memory_wrapped(memory, BUILTIN_RETAIN, node_name(memory->program, *part, symbol->span));
    return node_let(memory->program, symbol, value);
}

/* let (a, b) = f(): let f_1 = f(), of which a and b are parts. */
static void own_let_tuple(Memory *memory, Node *statement, const NodeList *block)
{
    Node **value = &statement->let_tuple.value;
    NodeList owned = {0};

    memory_give_root(memory, *value, statement);
    if (node_is_managed(*value) && node_is_fresh(memory->program, *value)) {
        (void)memory_save(memory, value, NULL);
    }
    memory_put(memory, statement);
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
        memory_put(memory, owned.items[i]);
    }
}

/* --- assignments --- */

/* Is it the first value of a local that was declared without one, in the statement after that, or
 * of one that has handed its value over? */
static bool is_first_value(Memory *memory, Local *local)
{
    if (local->is_vacated) {
        local->is_vacated = false;
        return true;
    }
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
        memory_give_root(memory, *value, statement);
        memory_put(memory, statement);
        return;
    }
    if (statement->op != OP_NONE) {
        *value = node_binary(memory->program, (Operator)statement->op, target->type,
                             node_repeat(memory->program, target), *value);
        statement->op = OP_NONE;
    }
    memory_give_root(memory, *value, statement);
    Local *local = target->kind == NODE_NAME ? owned_local(target->name.symbol) : NULL;
    memory_consume(memory, value, statement);
    bool is_first =
        local != NULL ? is_first_value(memory, local) : is_first_of_field(memory, target);
    if (!is_first) {
        if (raises_at_root(memory->program, *value)) {
            memory_save(memory, value, NULL)->is_moved = true;
        }
        memory->releases = true;
        *value = memory_wrapped(memory, BUILTIN_REPLACING, *value);
    }
    memory_put(memory, statement);
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

    memory_give_root(memory, *value, statement);
    if (*value != NULL && is_left_behind(memory, *value)) {
        memory_move_out(memory, value, statement);
    } else if (*value != NULL) {
        memory_consume(memory, value, statement);
    }
    memory_put(memory, statement);
}

/* raise e from c: the context takes both over. A raise that becomes a jump takes nothing, so that
 * nothing is moved to it. */
static void own_raise(Memory *memory, Node *statement)
{
    Node *value = statement->raise.value;
    Node *taker = memory->is_guarded ? NULL : statement;

    if (value != NULL && raises_again(statement)) {
        memory_consume(memory, &value->builtin.arguments.items[0], statement);
    } else if (value != NULL && value->kind != NODE_CONSTRUCT) {
        memory_consume(memory, &statement->raise.value, taker);
    }
    if (statement->raise.cause != NULL && statement->raise.cause->kind != NODE_NONE) {
        memory_consume(memory, &statement->raise.cause, taker);
    }
    memory_put(memory, statement);
}

static bool is_builtin(const Node *value, BuiltinId id)
{
    return value->kind == NODE_BUILTIN && value->builtin.id == id;
}

static void own_expression(Memory *memory, Node *statement)
{
    Node **value = &statement->unary.operand;

    if (is_builtin(*value, BUILTIN_CAUGHT)) {
        memory_put(memory, statement);
        return;
    }
    if (is_builtin(*value, BUILTIN_RESUME)) {
        memory_consume(memory, &(*value)->builtin.arguments.items[0], statement);
    }
    memory_give_root(memory, *value, statement);
    if (node_is_managed(*value) && node_is_fresh(memory->program, *value)) {
        (void)memory_save(memory, value, NULL);
        return;
    }
    memory_put(memory, statement);
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
        Node *held = memory_wrapped(memory, BUILTIN_RETAIN, name);
        const Local *holder = memory_save(memory, &held, "held");

        variable->borrow = (Borrow){.roots = {holder->symbol}, .root_count = 1};
    } else {
        variable->borrow = borrow;
    }
}

/* A parameter that takes over, or is assigned, owns what it holds. */
static void own_parameters(Memory *memory)
{
    const SymbolList *parameters = &memory->function->parameters;

    for (uint32_t i = 0; i < parameters->count; i++) {
        Local *local = owned_local(parameters->items[i]);

        if (local != NULL && local->symbol->takes_over) {
            local->is_owned = true;
        } else if (local != NULL) {
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
    node_children(statement, memory_retain_held, memory);
    switch ((NodeKind)statement->kind) {
    case NODE_LET: own_let(memory, statement, block); return;
    case NODE_LET_TUPLE: own_let_tuple(memory, statement, block); return;
    case NODE_ASSIGN: own_assign(memory, statement); return;
    case NODE_RETURN: own_return(memory, statement); return;
    case NODE_RAISE: own_raise(memory, statement); return;
    case NODE_EXPRESSION: own_expression(memory, statement); return;
    default:
        own_inside(&statement, memory);
        memory_put(memory, statement);
        return;
    }
}

void memory_own(Memory *memory)
{
    memory->next_frame = 0;
    memory->frame = NULL;
    own_block(memory, memory->function->body, false, NULL, NULL);
}
