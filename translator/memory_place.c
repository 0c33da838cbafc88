/* memory_place: where owned locals end. One that control cannot leave early is released after its
 * last use. Any other is declared at the function's top, empty, and released by the clean-up at
 * the function's end: a `finally` around the whole body, or around what may leave the function
 * once there is something to clean up. In a loop it is released after its last use, too, and where
 * the loop is left. */
#include "memory_internal.h"

/* --- making statements --- */

static Node *release_of(Memory *memory, Local *local, Span span)
{
    Node *statement = node_new(memory->program, NODE_EXPRESSION, span);
    Node *name = node_name(memory->program, local->symbol, span);
    Node *place = local->symbol->is_cell ? node_new(memory->program, NODE_REFERENCE, span) : name;

    local->symbol->is_mutable = true;
    memory->releases = true;
    if (place != name) {
        place->type = name->type;
        place->unary.operand = name;
    }
    statement->unary.operand =
        node_builtin(memory->program, BUILTIN_RELEASE, memory->program->types.scalar[TYPE_NONE],
                     place, NULL, span);
    return statement;
}

/* --- deciding --- */

/* Does the statement make an array, which takes its elements once there is memory for it? */
static bool makes_array(const Node *statement)
{
    const Node *root = root_of(statement);

    return root != NULL && root->kind == NODE_BUILTIN && root->builtin.id == BUILTIN_ARRAY;
}

/* Does the statement make an exception, which takes its cause once there is memory for it? */
static bool makes_exception(const Node *statement)
{
    const Node *value = statement->kind == NODE_RAISE ? statement->raise.value : NULL;

    return value != NULL && value->kind == NODE_CONSTRUCT && value->construct.arguments.count > 1;
}

/* Is it kept by a break or continue out of its block, for the `finally` that follows? It is given
 * up when it is declared again, or at the function's end. */
static bool outlives_jump(const Local *local)
{
    return local->last >= local->left_at;
}

static bool must_clean_up(Memory *memory, const Local *local)
{
    const Frame *frame = local->frame;
    Node *last = frame->block->list.items[local->last];

    if (local->last == local->declared) {
        return false;
    }
    if (outlives_jump(local)) {
        return true;
    }
    if ((exits_between(memory, local->frame, local->declared + 1, local->last) & EXITS_FUNCTION) !=
        0) {
        return true;
    }
    if (local->is_moved) {
        return makes_array(last) || makes_exception(last);
    }
    if (last->kind == NODE_RETURN) {
        return tree_raises(memory->program, last);
    }
    return (exits_between(memory, local->frame, local->last, local->last + 1) & EXITS_FUNCTION) !=
           0;
}

/* Its declaration moves to the function's top, where another of its name may stand. */
static void clean_up_at_end(Memory *memory, Local *local)
{
    local->is_cleaned_up = true;
    local->symbol->is_mutable = true;
    local->symbol->is_assigned = true;
    if (!local->symbol->is_parameter) {
        symbol_make_distinct(memory->program, local->symbol);
    }
    LIST_PUSH(memory->arena, &memory->cleaned_up, local);
}

static void decide(Memory *memory)
{
    for (uint32_t i = 0; i < memory->locals.count; i++) {
        Local *local = memory->locals.items[i];

        if (local->is_owned && local->frame != NULL && must_clean_up(memory, local)) {
            clean_up_at_end(memory, local);
        }
    }
}

/* --- moved values --- */

/* Where nothing cleans up, a value moves out of a local by its name alone. */
static void unwrap_moved(Node **slot, void *data)
{
    Node *node = *slot;

    if (node->kind == NODE_BUILTIN && node->builtin.id == BUILTIN_MOVED) {
        Node *name = node->builtin.arguments.items[0];
        const Local *local = owned_local(name->name.symbol);

        if (!local->is_cleaned_up) {
            *slot = name;
        }
        return;
    }
    if (node_is_expression(node)) {
        node_children(node, unwrap_moved, data);
    }
}

/* --- statements --- */

static bool is_in_loop(const Frame *frame)
{
    while (frame != NULL && !frame->is_loop) {
        frame = frame->outer;
    }
    return frame != NULL;
}

static bool ends_here(const Local *local, const Frame *frame)
{
    return local->is_owned && !local->is_moved && local->last == frame->index;
}

static void release_ended(Memory *memory, const Node *statement)
{
    const Frame *frame = memory->frame;
    bool is_in_a_loop = is_in_loop(frame);

    for (uint32_t i = frame->locals.count; i > 0; i--) {
        Local *local = frame->locals.items[i - 1];

        if (ends_here(local, frame) && (!local->is_cleaned_up || is_in_a_loop)) {
            memory_put(memory, release_of(memory, local, statement->span));
        }
    }
}

/* What the blocks hold that a break or continue leaves, up to a `finally` that may use more. */
static void release_left(Memory *memory, const Node *statement)
{
    for (const Frame *frame = memory->frame; frame != NULL; frame = frame->outer) {
        for (uint32_t i = frame->locals.count; i > 0; i--) {
            Local *local = frame->locals.items[i - 1];
            bool is_held =
                local->is_owned && local->declared < frame->index && local->last >= frame->index;

            if (is_held && !(local->is_moved && local->last == frame->index)) {
                memory_put(memory, release_of(memory, local, statement->span));
            }
        }
        if (frame->is_loop || frame->has_finally) {
            return;
        }
    }
}

static bool anything_ends(const Frame *frame)
{
    for (uint32_t i = 0; i < frame->locals.count; i++) {
        if (ends_here(frame->locals.items[i], frame) && !frame->locals.items[i]->is_cleaned_up) {
            return true;
        }
    }
    return false;
}

/* --- returns --- */

/* The function's local that keeps what it returns while a `finally` runs that may leave otherwise:
 * the clean-up then finds it. */
static Symbol *returned_local(Memory *memory)
{
    if (memory->returned == NULL) {
        Function *function = memory->function;

        memory->returned = symbol_fresh(memory->program, function, "returned", function->result,
                                        true, function->span);
        clean_up_at_end(memory, owned_local_new(memory, memory->returned));
    }
    return memory->returned;
}

/* May it hold a value already, of a return that a `finally` dropped? */
static bool is_returned_set(const Memory *memory)
{
    return memory->returned != NULL || is_in_loop(memory->frame);
}

/* returned = replacing(value); return moved(returned). The value moves when the last `finally` is
 * done. */
static void keep_returned(Memory *memory, Node *statement)
{
    bool is_set = is_returned_set(memory);
    Program *program = memory->program;
    Symbol *returned = returned_local(memory);
    Node *value = statement->unary.operand;
    Node *moved = node_builtin(program, BUILTIN_MOVED, value->type,
                               node_name(program, returned, value->span), NULL, value->span);

    memory->releases = true;
    if (is_set) {
        value = node_builtin(program, BUILTIN_REPLACING, value->type, value, NULL, value->span);
    }
    memory_put(memory, node_assign(program, node_name(program, returned, value->span), value));
    statement->unary.operand = moved;
}

/* return f(x): let result = f(x), after which x ends. */
static void place_return(Memory *memory, Node *statement)
{
    Node *value = statement->unary.operand;
    bool is_kept = memory->leaving > 0 && value != NULL && type_is_managed(value->type);
    bool is_apart = is_kept && is_returned_set(memory) && raises_at_root(memory->program, value);

    if (value != NULL && (is_apart || anything_ends(memory->frame))) {
        Symbol *result = symbol_fresh(memory->program, memory->function, name_for_value(value),
                                      value->type, false, value->span);

        memory_put(memory, node_let(memory->program, result, value));
        statement->unary.operand = node_name(memory->program, result, value->span);
        release_ended(memory, statement);
    }
    if (is_kept) {
        keep_returned(memory, statement);
    }
    memory_put(memory, statement);
}

/* Is it a literal or none, which the local can begin with where it is declared, at the function's
 * top? */
static bool begins_with(const Memory *memory, Local *local, Node *value)
{
    const Node *converted = value->kind == NODE_CONVERT ? value->convert.operand : value;
    bool is_literal = value->kind == NODE_STRING || converted->kind == NODE_NONE;

    if (memory->frame->outer != NULL || !is_literal) {
        return false;
    }
    local->first_value = value;
    return true;
}

/* The declaration of what the function cleans up at its end stands at its top. */
static void place_let(Memory *memory, Node *statement)
{
    Local *local = owned_local(statement->let.symbol);
    Node **value = &statement->let.value;

    if (*value != NULL) {
        unwrap_moved(value, memory);
    }
    if (local != NULL && local->is_owned && outlives_jump(local)) {
        memory_put(memory, release_of(memory, local, statement->span));
    }
    if (local == NULL || !local->is_cleaned_up) {
        memory_put(memory, statement);
    } else if (*value != NULL && !begins_with(memory, local, *value)) {
        Node *name = node_name(memory->program, statement->let.symbol, statement->span);

        memory_put(memory, node_assign(memory->program, name, *value));
    }
}

/* --- blocks --- */

static void place_statement(Memory *memory, Node *statement);

static void place_block(Memory *memory, Node *block, bool is_loop, uint32_t start)
{
    const NodeList statements = block->list;

    memory_enter(memory, is_loop);
    for (uint32_t i = 0; i < statements.count; i++) {
        memory->frame->index = i;
        place_statement(memory, statements.items[i]);
        if (!node_diverges(statements.items[i])) {
            release_ended(memory, statements.items[i]);
        }
    }
    memory_leave(memory);
    memory_take_block(memory, block, start);
}

/* In a loop, a handler finds what the body held. */
static void place_handler(Memory *memory, Node *handler, uint32_t first, uint32_t end)
{
    uint32_t start = memory->out.count;

    for (uint32_t f = first; f < end && is_in_loop(memory->frame); f++) {
        const Frame *frame = memory->frames.items[f];

        for (uint32_t i = 0; i < frame->locals.count; i++) {
            if (frame->locals.items[i]->is_cleaned_up) {
                memory_put(memory, release_of(memory, frame->locals.items[i], handler->span));
            }
        }
    }
    place_block(memory, handler->handler.body, false, start);
}

static void place_try(Memory *memory, Node *statement)
{
    uint32_t first = memory->next_frame;
    Node *finally = statement->try_.finally;
    bool may_leave = finally != NULL && exits_of(memory->program, finally) != 0;

    memory->leaving += may_leave;
    place_block(memory, statement->try_.body, false, memory->out.count);
    uint32_t end = memory->next_frame;
    for (uint32_t i = 0; i < statement->try_.handlers.count; i++) {
        place_handler(memory, statement->try_.handlers.items[i], first, end);
    }
    if (statement->try_.otherwise != NULL) {
        place_block(memory, statement->try_.otherwise, false, memory->out.count);
    }
    memory->leaving -= may_leave;
    if (finally != NULL) {
        place_block(memory, finally, false, memory->out.count);
    }
}

static void place_inside(Node **slot, void *data)
{
    Memory *memory = data;
    Node *node = *slot;

    switch ((NodeKind)node->kind) {
    case NODE_BLOCK: place_block(memory, node, false, memory->out.count); return;
    case NODE_WHILE: place_block(memory, node->while_.body, true, memory->out.count); return;
    case NODE_FOR: place_block(memory, node->for_.body, true, memory->out.count); return;
    case NODE_TRY: place_try(memory, node); return;
    default: break;
    }
    if (node_is_expression(node)) {
        unwrap_moved(slot, memory);
    } else {
        node_children(node, place_inside, data);
    }
}

static void place_statement(Memory *memory, Node *statement)
{
    switch ((NodeKind)statement->kind) {
    case NODE_LET: place_let(memory, statement); return;
    case NODE_BREAK:
    case NODE_CONTINUE: release_left(memory, statement); break;
    default: place_inside(&statement, memory); break;
    }
    if (statement->kind == NODE_RETURN) {
        place_return(memory, statement);
    } else {
        memory_put(memory, statement);
    }
}

/* --- the function's end --- */

/* What leaves the body: what leaves the function. */
static const Raises *raises_of(Memory *memory)
{
    Raises *raises = ARENA_NEW(&memory->program->arena, Raises);

    raises->types = memory->function->effects.raises;
    raises->anything = memory->function->effects.raises_anything;
    return raises;
}

static Node *clean_up(Memory *memory, Span span)
{
    Node *block = node_block(memory->program, span);

    for (uint32_t i = memory->cleaned_up.count; i > 0; i--) {
        block_push(memory->program, block,
                   release_of(memory, memory->cleaned_up.items[i - 1], span));
    }
    return block;
}

/* var x: T = vacant() */
static void declare_one(Memory *memory, Node *body, const Local *local)
{
    Symbol *symbol = local->symbol;
    Node *value = local->first_value;

    if (value == NULL) {
        BuiltinId nothing = symbol->is_cell ? BUILTIN_NO_CELL : BUILTIN_NOTHING;

        value = node_builtin(memory->program, nothing, symbol->type, NULL, NULL, symbol->span);
    }
    block_push(memory->program, body, node_let(memory->program, symbol, value));
}

typedef LIST(const Type *) TypeList;

static bool has_type(const TypeList *types, const Type *type)
{
    for (uint32_t i = 0; i < types->count; i++) {
        if (types->items[i] == type) {
            return true;
        }
    }
    return false;
}

/* Declares each local of the clean-up; those of one type stand together, so that they can share a
 * line of C. */
static void declare_empty(Memory *memory, Node *body)
{
    TypeList types = {0};

    for (uint32_t i = 0; i < memory->cleaned_up.count; i++) {
        const Type *type = memory->cleaned_up.items[i]->symbol->type;

        if (has_type(&types, type)) {
            continue;
        }
        LIST_PUSH(memory->arena, &types, type);
        for (uint32_t k = i; k < memory->cleaned_up.count; k++) {
            const Local *local = memory->cleaned_up.items[k];

            if (local->symbol->type == type && !local->symbol->is_parameter) {
                declare_one(memory, body, local);
            }
        }
    }
}

static void find_cleaned_up(Node **slot, void *data)
{
    bool *found = data;
    const Symbol *symbol = (*slot)->kind == NODE_NAME ? (*slot)->name.symbol : NULL;
    const Local *local = symbol != NULL ? owned_local(symbol) : NULL;

    *found = *found || (local != NULL && local->is_cleaned_up);
    node_children(*slot, find_cleaned_up, data);
}

/* The first statement from `first` on that may leave the function, or the count of all. */
static uint32_t next_exit(const Memory *memory, const NodeList *statements, uint32_t first)
{
    while (first < statements->count &&
           (exits_of(memory->program, statements->items[first]) & EXITS_FUNCTION) == 0) {
        first++;
    }
    return first;
}

/* How many statements at the body's front may leave the function while there is nothing yet to
 * clean up. Those of a line are not parted: they are one test in C. */
static uint32_t count_unguarded(const Memory *memory, const NodeList *statements)
{
    uint32_t count = 0;
    uint32_t exit = next_exit(memory, statements, 0);
    bool found = false;

    for (uint32_t i = 0; i <= exit && i < statements->count; i++) {
        find_cleaned_up(&statements->items[i], &found);
        if (found) {
            break;
        }
        if (i == exit) {
            exit = next_exit(memory, statements, i + 1);
            if (exit == statements->count ||
                statements->items[exit]->span.line != statements->items[i]->span.line) {
                count = i + 1;
            }
        }
    }
    return found ? count : 0;
}

/* x = retain(y) at the guarded part's front: x can begin with that, where y is none of those that
 * are declared there. */
static bool takes_first_value(const Node *statement)
{
    bool found = false;

    if (statement->kind != NODE_ASSIGN || statement->assign.target->kind != NODE_NAME) {
        return false;
    }
    Local *local = owned_local(statement->assign.target->name.symbol);
    Node *value = statement->assign.value;
    bool is_retained = value->kind == NODE_BUILTIN && value->builtin.id == BUILTIN_RETAIN;
    bool can_begin = local != NULL && local->is_cleaned_up && local->first_value == NULL &&
                     !local->symbol->is_parameter && !local->symbol->is_cell;

    find_cleaned_up(&value, &found);
    if (found || !is_retained || !can_begin) {
        return false;
    }
    local->first_value = value;
    return true;
}

static void drop_first(NodeList *statements)
{
    *statements =
        (NodeList){statements->items + 1, statements->count - 1, statements->capacity - 1};
}

static void wrap_body(Memory *memory)
{
    Function *function = memory->function;
    Node *body = node_block(memory->program, function->body->span);
    Node *guarded = node_new(memory->program, NODE_TRY, function->body->span);
    NodeList *statements = &function->body->list;

    for (uint32_t i = count_unguarded(memory, statements); i > 0; i--) {
        block_push(memory->program, body, *statements->items);
        drop_first(statements);
    }
    while (statements->count > 0 && takes_first_value(*statements->items)) {
        drop_first(statements);
    }
    declare_empty(memory, body);
    guarded->try_.body = function->body;
    guarded->try_.finally = clean_up(memory, function->span);
    guarded->try_.raises = raises_of(memory);
    block_push(memory->program, body, guarded);
    function->body = body;
}

void memory_place(Memory *memory)
{
    memory->cleaned_up.count = 0;
    memory->leaving = 0;
    memory->returned = NULL;
    decide(memory);
    memory->next_frame = 0;
    memory->frame = NULL;
    place_block(memory, memory->function->body, false, 0);
    if (memory->cleaned_up.count > 0) {
        wrap_body(memory);
    }
}
