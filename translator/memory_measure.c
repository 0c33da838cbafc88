/* memory_measure: the function's blocks and managed locals, and how far each local is used. What is
 * borrowed from a local counts as a use of it. */
#include "memory_internal.h"

/* --- locals --- */

/* A cell is owned, whatever it holds. */
static bool is_managed(const Symbol *symbol)
{
    return symbol->is_cell || type_is_managed(symbol->type);
}

/* What a closure on the stack lends lasts as long as that, though it may have no owner. */
static bool is_measured(const Symbol *symbol)
{
    return is_managed(symbol) || symbol->type->kind == TYPE_FN;
}

Local *measured_local(const Symbol *symbol)
{
    bool is_local = symbol->kind == SYMBOL_LOCAL && symbol->type != NULL;

    return is_local && is_measured(symbol) ? symbol->fact : NULL;
}

Local *owned_local(const Symbol *symbol)
{
    Local *local = measured_local(symbol);

    return local != NULL && is_managed(symbol) ? local : NULL;
}

Local *owned_local_new(Memory *memory, Symbol *symbol)
{
    Local *local = ARENA_NEW(memory->arena, Local);

    local->symbol = symbol;
    local->left_at = NEVER_LEFT;
    symbol->fact = local;
    LIST_PUSH(memory->arena, &memory->locals, local);
    return local;
}

static void declare(Memory *memory, Symbol *symbol, bool is_unset)
{
    if (symbol == NULL || !is_measured(symbol)) {
        return;
    }
    Local *local =
        measured_local(symbol) != NULL ? measured_local(symbol) : owned_local_new(memory, symbol);

    local->frame = memory->frame;
    local->declared = memory->frame->index;
    local->last = memory->frame->index;
    local->is_unset = is_unset;
    local->left_at = NEVER_LEFT;
    LIST_PUSH(memory->arena, &memory->frame->locals, local);
}

bool is_stack_closure(const Node *value)
{
    if (value->kind == NODE_BIND) {
        return (value->flags & FLAG_ESCAPES) == 0;
    }
    const Local *local = value->kind == NODE_NAME ? measured_local(value->name.symbol) : NULL;

    return local != NULL && local->closure != NULL;
}

static void add_use(Memory *memory, const Symbol *symbol)
{
    Local *local = measured_local(symbol);

    if (local != NULL) {
        LIST_PUSH(memory->arena, &memory->used, local);
    }
}

static void add_used_names(Node **slot, void *data)
{
    if ((*slot)->kind == NODE_NAME) {
        add_use(data, (*slot)->name.symbol);
    }
    node_children(*slot, add_used_names, data);
}

/* What a local's value depends on is used with it. */
static void use_with_lenders(Memory *memory, Local *local)
{
    if (local->frame == NULL || local->last == local->frame->index) {
        return;
    }
    local->last = local->frame->index;
    for (uint32_t i = 0; i < local->borrow.root_count; i++) {
        add_use(memory, local->borrow.roots[i]);
    }
    if (local->closure != NULL) {
        add_used_names(&local->closure, memory);
    }
}

static void use(Memory *memory, const Symbol *symbol)
{
    add_use(memory, symbol);
    while (memory->used.count > 0) {
        use_with_lenders(memory, memory->used.items[--memory->used.count]);
    }
}

/* --- frames --- */

static Frame *new_frame(Memory *memory)
{
    Frame *frame = ARENA_NEW(memory->arena, Frame);

    LIST_PUSH(memory->arena, &memory->frames, frame);
    return frame;
}

void memory_enter(Memory *memory, bool is_loop)
{
    bool is_known = memory->next_frame < memory->frames.count;
    Frame *frame = is_known ? memory->frames.items[memory->next_frame] : new_frame(memory);

    memory->next_frame++;
    frame->outer = memory->frame;
    frame->is_loop = is_loop;
    frame->index = 0;
    memory->frame = frame;
}

void memory_leave(Memory *memory)
{
    memory->frame = memory->frame->outer;
}

/* --- the walk --- */

static void measure_node(Node **slot, void *data);

/* Those that take over or are assigned; the others are borrowed all through. */
static void declare_parameters(Memory *memory)
{
    const SymbolList *parameters = &memory->function->parameters;

    for (uint32_t i = 0; i < parameters->count; i++) {
        Symbol *parameter = parameters->items[i];

        if (parameter->takes_over || (parameter->is_assigned && !parameter->is_reference)) {
            declare(memory, parameter, false);
        }
    }
}

static void measure_block(Memory *memory, Node *block, bool is_loop, Symbol *declared)
{
    memory_enter(memory, is_loop);
    memory->frame->block = block;
    memory->frame->has_finally = memory->enters_guarded;
    memory->enters_guarded = false;
    declare(memory, declared, false);
    if (memory->frame->outer == NULL) {
        declare_parameters(memory);
    }
    for (uint32_t i = 0; i < block->list.count; i++) {
        memory->frame->index = i;
        measure_node(&block->list.items[i], memory);
    }
    memory_leave(memory);
}

static void measure_let_tuple(Memory *memory, Node *node)
{
    measure_node(&node->let_tuple.value, memory);
    for (uint32_t i = 0; i < node->let_tuple.symbols.count; i++) {
        declare(memory, node->let_tuple.symbols.items[i], false);
    }
}

bool is_variable(const Symbol *symbol)
{
    return symbol->is_mutable || symbol->is_assigned || symbol->is_captured;
}

static void find_variable(Node **slot, void *data)
{
    bool *found = data;
    const Node *node = *slot;

    *found |= node->kind == NODE_NAME && is_variable(node->name.symbol);
    node_children(*slot, find_variable, data);
}

/* Is it a literal, whatever is met behind it? A variable that holds one so far may hold something
 * else in a loop's next round. */
static bool is_static_value(const Memory *memory, Node *value)
{
    bool names_variable = false;

    if (value == NULL) {
        return true;
    }
    find_variable(&value, &names_variable);
    if (names_variable) {
        return false;
    }
    const Borrow borrow = borrow_of(value);

    return !node_is_fresh(memory->program, value) && borrow_is_static(&borrow);
}

/* What is not a literal, or may be none, comes to the variable of the place. */
static void note_given(const Node *place)
{
    const Node *root = node_place_root(place);
    Local *local = root->kind == NODE_NAME ? measured_local(root->name.symbol) : NULL;

    if (local != NULL) {
        local->holds_literals = false;
    }
}

static void measure_assign(Memory *memory, Node *node)
{
    const Node *target = node->assign.target;

    node_children(node, measure_node, memory);
    if (target->type != NULL && type_is_managed(target->type) &&
        (node->op != OP_NONE || !is_static_value(memory, node->assign.value))) {
        note_given(target);
    }
}

static void measure_let(Memory *memory, Node *node)
{
    Symbol *symbol = node->let.symbol;
    Node *value = node->let.value;

    node_children(node, measure_node, memory);
    declare(memory, symbol, value == NULL);
    if (value != NULL && is_stack_closure(value)) {
        measured_local(symbol)->closure = value;
    }
    if (owned_local(symbol) != NULL) {
        owned_local(symbol)->holds_literals = !symbol->is_cell && !symbol->is_captured &&
                                              symbol->type->kind != TYPE_FN &&
                                              is_static_value(memory, value);
    }
}

/* A block of a try, or a handler, whose frame comes next. */
static void measure_part(Memory *memory, Node **part, bool has_finally)
{
    memory->enters_guarded = has_finally;
    measure_node(part, memory);
}

static void measure_try(Memory *memory, Node *node)
{
    bool has_finally = node->try_.finally != NULL;

    measure_part(memory, &node->try_.body, has_finally);
    for (uint32_t i = 0; i < node->try_.handlers.count; i++) {
        measure_part(memory, &node->try_.handlers.items[i], has_finally);
    }
    if (node->try_.otherwise != NULL) {
        measure_part(memory, &node->try_.otherwise, has_finally);
    }
    if (has_finally) {
        measure_part(memory, &node->try_.finally, false);
    }
}

/* A break or continue out of a try: its `finally` may use what the blocks around hold. */
static void measure_jump(Memory *memory)
{
    bool is_by_finally = false;

    for (const Frame *frame = memory->frame; frame != NULL; frame = frame->outer) {
        for (uint32_t i = 0; i < frame->locals.count && is_by_finally; i++) {
            Local *local = frame->locals.items[i];

            local->left_at = local->left_at < frame->index ? local->left_at : frame->index;
        }
        is_by_finally |= frame->has_finally;
        if (frame->is_loop) {
            return;
        }
    }
}

static void measure_node(Node **slot, void *data)
{
    Memory *memory = data;
    Node *node = *slot;

    switch ((NodeKind)node->kind) {
    case NODE_NAME: use(memory, node->name.symbol); return;
    case NODE_LET: measure_let(memory, node); return;
    case NODE_ASSIGN: measure_assign(memory, node); return;
    case NODE_REFERENCE:
        note_given(node->unary.operand);
        node_children(node, measure_node, data);
        return;
    case NODE_LET_TUPLE: measure_let_tuple(memory, node); return;
    case NODE_BLOCK: measure_block(memory, node, false, NULL); return;
    case NODE_TRY: measure_try(memory, node); return;
    case NODE_BREAK:
    case NODE_CONTINUE: measure_jump(memory); return;
    case NODE_WHILE:
        measure_node(&node->while_.condition, data);
        measure_block(memory, node->while_.body, true, NULL);
        return;
    case NODE_FOR:
        measure_node(&node->for_.iterable, data);
        measure_block(memory, node->for_.body, true, node->for_.symbol);
        return;
    default: node_children(node, measure_node, data); return;
    }
}

void memory_measure(Memory *memory)
{
    memory->frames.count = 0;
    memory->next_frame = 0;
    memory->frame = NULL;
    measure_block(memory, memory->function->body, false, NULL);
}

/* --- exits --- */

typedef struct ExitSearch {
    unsigned found;
    uint32_t loops;
} ExitSearch;

static void find_exits(Node **slot, void *data)
{
    ExitSearch *search = data;
    Node *node = *slot;
    bool is_loop = node->kind == NODE_WHILE || node->kind == NODE_FOR;

    if (node_is_expression(node)) {
        return;
    }
    if (node->kind == NODE_RETURN) {
        search->found |= EXITS_FUNCTION;
    } else if (search->loops == 0 && (node->kind == NODE_BREAK || node->kind == NODE_CONTINUE)) {
        search->found |= EXITS_LOOP;
    }
    search->loops += is_loop;
    node_children(node, find_exits, data);
    search->loops -= is_loop;
}

unsigned exits_of(const Program *program, Node *statement)
{
    ExitSearch search = {.found = 0, .loops = 0};

    find_exits(&statement, &search);
    if (tree_raises(program, statement)) {
        search.found |= EXITS_FUNCTION;
    }
    return search.found;
}

unsigned exits_between(Memory *memory, Frame *frame, uint32_t first, uint32_t end)
{
    const NodeList *statements = &frame->block->list;
    unsigned found = 0;

    if (frame->exits == NULL) {
        frame->exits = arena_alloc(memory->arena, statements->count + 1);
        for (uint32_t i = 0; i < statements->count; i++) {
            frame->exits[i] = (uint8_t)exits_of(memory->program, statements->items[i]);
        }
    }
    for (uint32_t i = first; i < end; i++) {
        found |= frame->exits[i];
    }
    return found;
}

/* --- blocks --- */

void memory_take_block(Memory *memory, Node *block, uint32_t start)
{
    uint32_t count = memory->out.count - start;

    if (count > block->list.capacity) {
        block->list.items = arena_alloc(&memory->program->arena, count * sizeof(Node *));
        block->list.capacity = count;
    }
    if (count > 0) {
        memcpy(block->list.items, memory->out.items + start, count * sizeof(Node *));
    }
    block->list.count = count;
    memory->out.count = start;
}
