/* Pass loops: data-parallel operations, iteration over arrays and lists, and updates of arrays
 * become loops over ranges.
 *
 * Requires closed IR without closures. Leaves no map, reduce, filter, scan, zip or allpairs, and no
 * `for` over an array or list. The indices that it makes are in range and marked FLAG_PROVEN. */
#include "lower_loops.h"

#include "class.h"
#include "effects.h"
#include "passes.h"
#include "sizes.h"

static const char *const index_bases[NAMED_INDICES] = {"i", "j", "k"};

/* --- parts of loops --- */

static const Type *int64_type(const Hoist *hoist)
{
    return hoist->program->types.scalar[TYPE_INT64];
}

static Node *name_node(const Hoist *hoist, Symbol *symbol, Span span)
{
    return node_name(hoist->program, symbol, span);
}

/* How many indices an element of an array or a list has. */
static uint32_t axes_of(const Type *type)
{
    return type->kind == TYPE_ARRAY ? type->rank : 1;
}

Node *loops_element(const Hoist *hoist, const Node *array, Symbol *const *indices)
{
    Node *node = node_new(hoist->program, NODE_INDEX, array->span);

    node->type = array->type->arguments[0];
    node->flags = FLAG_PROVEN;
    node->index.base = node_repeat(hoist->program, array);
    for (uint32_t axis = 0; axis < axes_of(array->type); axis++) {
        LIST_PUSH(&hoist->program->arena, &node->index.items,
                  name_node(hoist, indices[axis], array->span));
    }
    return node;
}

Node *loops_range(const Hoist *hoist, Node *high, Node *body, Symbol *index)
{
    Program *program = hoist->program;
    Node *range = node_new(program, NODE_RANGE, high->span);
    Node *loop = node_new(program, NODE_FOR, body->span);

    range->type = int64_type(hoist);
    range->range.low = node_integer(program, int64_type(hoist), 0, high->span);
    range->range.high = high;
    loop->for_.symbol = index;
    loop->for_.iterable = range;
    loop->for_.body = body;
    return loop;
}

/* Loops of the same depth are never within one another: they may use the same name. */
Symbol *loops_index(Hoist *hoist, uint32_t axis, Span span)
{
    uint32_t depth = hoist->loop_depth + axis;
    uint32_t last = NAMED_INDICES - 1;
    Symbol *symbol = NULL;

    if (depth > last || hoist->index_names[depth] == NULL) {
        symbol =
            symbol_fresh(hoist->program, hoist->function, index_bases[depth < last ? depth : last],
                         int64_type(hoist), false, span);
    } else {
        symbol = symbol_new(hoist->program, SYMBOL_LOCAL, hoist->index_names[depth], span);
        symbol->owner = hoist->function;
        symbol->type = int64_type(hoist);
    }
    if (depth <= last) {
        hoist->index_names[depth] = symbol->name;
    }
    return symbol;
}

/* Loops over all elements of an array that are still to be closed. */
typedef struct Nest {
    Symbol *indices[MOST_AXES];
    Node *body; /* the innermost block */
} Nest;

static void nest_open(Hoist *hoist, Nest *nest, uint32_t depth, Span span)
{
    nest->body = node_block(hoist->program, span);
    for (uint32_t axis = 0; axis < depth; axis++) {
        nest->indices[axis] = loops_index(hoist, axis, span);
    }
}

static void nest_push(Hoist *hoist, Nest *nest, Node *statement)
{
    block_push(hoist->program, nest->body, statement);
}

typedef struct TraceOfAll {
    const Hoist *hoist;
    unsigned trace;
} TraceOfAll;

static void add_trace(Node **slot, void *data)
{
    TraceOfAll *all = data;

    all->trace |= trace_before_effects(all->hoist, *slot);
    node_children(*slot, add_trace, all);
}

/* What the loops do; what they assign to is theirs alone. */
static unsigned trace_of_loops(const Hoist *hoist, Node *loops)
{
    TraceOfAll all = {hoist, TRACE_READS | TRACE_RAISES};

    add_trace(&loops, &all);
    return all.trace;
}

Node *loops_nest(const Hoist *hoist, Node *body, Symbol *const *indices, Node *const *extents,
                 uint32_t depth)
{
    Node *inner = body;

    for (uint32_t axis = depth; axis-- > 0;) {
        Node *block = inner;

        if (axis + 1 < depth) {
            block = node_block(hoist->program, body->span);
            block_push(hoist->program, block, inner);
        }
        inner = loops_range(hoist, extents[axis], block, indices[axis]);
    }
    return inner;
}

/* Writes the loops. */
static void nest_close(Hoist *hoist, Nest *nest, Node *const *extents, uint32_t depth)
{
    Node *loops = loops_nest(hoist, nest->body, nest->indices, extents, depth);

    hoist_emit(hoist, loops, trace_of_loops(hoist, loops));
}

/* --- parts of operations --- */

static Function *known_function(const Node *value)
{
    const Node *name = value->kind == NODE_BIND ? value->call.callee : value;
    bool is_known = name->kind == NODE_NAME && name->name.symbol->kind == SYMBOL_FUNCTION;

    return is_known ? name->name.symbol->function : NULL;
}

Node *loops_call(const Hoist *hoist, const Node *value, Span span)
{
    Program *program = hoist->program;
    Function *function = known_function(value);

    if (function == NULL) {
        Node *call = node_new(program, NODE_CALL, span);

        call->call.callee = node_repeat(program, value);
        call->type = value->type->arguments[value->type->count - 1];
        return call;
    }
    Node *call = node_call(program, function, span);
    call->flags |= value->flags & FLAG_VIRTUAL;
    for (uint32_t i = 0; value->kind == NODE_BIND && i < value->call.arguments.count; i++) {
        LIST_PUSH(&program->arena, &call->call.arguments,
                  node_repeat(program, value->call.arguments.items[i]));
    }
    return call;
}

static void push_argument(const Hoist *hoist, Node *call, Node *argument)
{
    LIST_PUSH(&hoist->program->arena, &call->call.arguments, argument);
}

/* What takes an operation's results: an array of those sizes, or a list that grows. */
static Node *empty_node(const Hoist *hoist, const Type *type, Node *const *extents, Span span)
{
    if (type->kind == TYPE_LIST) {
        return new_list(hoist, type, span);
    }
    Node *node = node_new(hoist->program, NODE_BUILTIN, span);

    node->type = type;
    node->builtin.id = BUILTIN_EMPTY;
    node->builtin.element = type->arguments[0];
    for (uint32_t axis = 0; axis < type->rank; axis++) {
        LIST_PUSH(&hoist->program->arena, &node->builtin.arguments,
                  node_repeat(hoist->program, extents[axis]));
    }
    return node;
}

Symbol *loops_fresh(Hoist *hoist, const char *base, const Type *type, Span span)
{
    return symbol_fresh(hoist->program, hoist->function, base, type, false, span);
}

Symbol *loops_let(Hoist *hoist, Symbol *target, const char *base, Node *value)
{
    Symbol *symbol = target != NULL ? target : loops_fresh(hoist, base, value->type, value->span);

    hoist_emit(hoist, node_let(hoist->program, symbol, value), TRACE_RAISES);
    return symbol;
}

Symbol *loops_var(Hoist *hoist, Symbol *target, const char *base, Node *value)
{
    Symbol *symbol = loops_let(hoist, target, base, value);

    symbol->is_mutable = true;
    symbol->is_assigned = true;
    return symbol;
}

/* array[i, j, …] = value; to a list the value is appended. */
static Node *assign_element(const Hoist *hoist, Symbol *array, Symbol *const *indices, Node *value)
{
    if (array->type->kind == TYPE_LIST) {
        array->is_sole = true;
        return append_to(hoist, array, value);
    }
    Node *base = name_node(hoist, array, value->span);

    return node_assign(hoist->program, loops_element(hoist, base, indices), value);
}

bool loops_is_settled(const Node *node)
{
    if (known_function(node) != NULL) {
        return true;
    }
    return node->kind == NODE_NAME && node->name.symbol->kind == SYMBOL_LOCAL &&
           !is_shared_local(node->name.symbol);
}

/* The arguments become names that the loop may repeat. */
static void settle_arguments(Hoist *hoist, Node *node)
{
    for (uint32_t i = 0; i < node->builtin.arguments.count; i++) {
        Node **slot = &node->builtin.arguments.items[i];
        bool is_function = (*slot)->type != NULL && (*slot)->type->kind == TYPE_FN;
        bool is_array = (*slot)->type != NULL &&
                        ((*slot)->type->kind == TYPE_ARRAY || (*slot)->type->kind == TYPE_LIST);

        if ((is_function || is_array) && !loops_is_settled(*slot)) {
            hoist_save(hoist, slot, is_function ? "function" : "items", TRACE_READS | TRACE_RAISES);
        }
    }
}

static bool mentions_name(const NodeList *list, const Name *name)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const Node *node = list->items[i];

        if (node->kind == NODE_REFERENCE) {
            node = node->unary.operand;
        }
        if ((node->kind == NODE_NAME && node->name.symbol->name == name) ||
            (node->kind == NODE_BIND && mentions_name(&node->call.arguments, name))) {
            return true;
        }
    }
    return false;
}

/* `let xs = map(f, xs)` in an inner block: the loop cannot use the new name for both. */
static Symbol *usable_target(const Node *node, Symbol *target)
{
    bool is_hidden = target != NULL && mentions_name(&node->builtin.arguments, target->name);

    return is_hidden ? NULL : target;
}

static void check_lengths(Hoist *hoist, Node *first, Node *other)
{
    Program *program = hoist->program;

    for (uint32_t axis = 0; axis < axes_of(first->type); axis++) {
        Node *statement = node_new(program, NODE_EXPRESSION, other->span);

        statement->unary.operand =
            node_builtin(program, BUILTIN_CHECK_LENGTH, program->types.scalar[TYPE_NONE],
                         extent_node(hoist->program, first, axis),
                         extent_node(hoist->program, other, axis), other->span);
        hoist_emit(hoist, statement, TRACE_RAISES);
    }
}

static void extents_of(const Hoist *hoist, const Node *array, Node **extents)
{
    for (uint32_t axis = 0; axis < axes_of(array->type); axis++) {
        extents[axis] = extent_node(hoist->program, array, axis);
    }
}

/* --- the operations --- */

/* map(f, xs, …) of functions without a result: only the loop. */
static void push_map_call(Hoist *hoist, Nest *nest, Node *call, Symbol *mapped)
{
    if (mapped != NULL) {
        nest_push(hoist, nest, assign_element(hoist, mapped, nest->indices, call));
        return;
    }
    Node *statement = node_new(hoist->program, NODE_EXPRESSION, call->span);
    statement->unary.operand = call;
    nest_push(hoist, nest, statement);
}

static Node *lower_map(Hoist *hoist, Node *node, Symbol *target)
{
    const NodeList arguments = node->builtin.arguments;
    Node *first = arguments.items[1];
    Node *extents[MOST_AXES];
    Nest nest;
    Symbol *mapped = NULL;

    for (uint32_t i = 2; i < arguments.count; i++) {
        check_lengths(hoist, first, arguments.items[i]);
    }
    extents_of(hoist, first, extents);
    if (node->type->kind != TYPE_NONE) {
        mapped =
            loops_let(hoist, target, "mapped", empty_node(hoist, node->type, extents, node->span));
    }
    nest_open(hoist, &nest, axes_of(first->type), node->span);
    Node *call = loops_call(hoist, arguments.items[0], node->span);
    for (uint32_t i = 1; i < arguments.count; i++) {
        push_argument(hoist, call, loops_element(hoist, arguments.items[i], nest.indices));
    }
    push_map_call(hoist, &nest, call, mapped);
    nest_close(hoist, &nest, extents, axes_of(first->type));
    return mapped != NULL ? name_node(hoist, mapped, node->span)
                          : node_new(hoist->program, NODE_NONE, node->span);
}

/* What the function calls its accumulator, if it is known. */
static const char *accumulator_name(const Node *value)
{
    const Function *function = known_function(value);
    uint32_t bound = value->kind == NODE_BIND ? value->call.arguments.count : 0;

    if (function == NULL || bound >= function->parameters.count) {
        return "accumulator";
    }
    return function->parameters.items[bound]->name->text;
}

/* accumulator = f(accumulator, xs[i]) */
static Node *accumulate(Hoist *hoist, const Node *node, Symbol *accumulator, const Nest *nest)
{
    Node *call = loops_call(hoist, node->builtin.arguments.items[0], node->span);

    push_argument(hoist, call, name_node(hoist, accumulator, node->span));
    push_argument(hoist, call,
                  loops_element(hoist, node->builtin.arguments.items[1], nest->indices));
    return node_assign(hoist->program, name_node(hoist, accumulator, node->span), call);
}

static Node *lower_reduce(Hoist *hoist, Node *node, Symbol *target)
{
    Node *array = node->builtin.arguments.items[1];
    Node *extents[MOST_AXES];
    Nest nest;
    Symbol *accumulator =
        loops_var(hoist, target, accumulator_name(node->builtin.arguments.items[0]),
                  node->builtin.arguments.items[2]);

    extents_of(hoist, array, extents);
    nest_open(hoist, &nest, axes_of(array->type), node->span);
    nest_push(hoist, &nest, accumulate(hoist, node, accumulator, &nest));
    nest_close(hoist, &nest, extents, axes_of(array->type));
    return name_node(hoist, accumulator, node->span);
}

static Node *lower_scan(Hoist *hoist, Node *node, Symbol *target)
{
    Node *array = node->builtin.arguments.items[1];
    Node *extents[MOST_AXES];
    Nest nest;
    Symbol *accumulator = loops_var(hoist, NULL, accumulator_name(node->builtin.arguments.items[0]),
                                    node->builtin.arguments.items[2]);

    extents_of(hoist, array, extents);
    Symbol *scanned =
        loops_let(hoist, target, "scanned", empty_node(hoist, node->type, extents, node->span));
    nest_open(hoist, &nest, axes_of(array->type), node->span);
    nest_push(hoist, &nest, accumulate(hoist, node, accumulator, &nest));
    nest_push(
        hoist, &nest,
        assign_element(hoist, scanned, nest.indices, name_node(hoist, accumulator, node->span)));
    nest_close(hoist, &nest, extents, axes_of(array->type));
    return name_node(hoist, scanned, node->span);
}

/* count += 1, which cannot overflow: it counts elements. */
static Node *count_one(Hoist *hoist, Symbol *count, Span span)
{
    Node *statement = node_assign(hoist->program, name_node(hoist, count, span),
                                  node_integer(hoist->program, int64_type(hoist), 1, span));

    statement->op = OP_ADD;
    statement->flags = FLAG_PROVEN;
    return statement;
}

/* kept[:count].copy() */
static Node *kept_part(Hoist *hoist, const Node *node, Symbol *kept, Symbol *count)
{
    Program *program = hoist->program;
    Node *slice = node_new(program, NODE_SLICE, node->span);
    Node *view = node_new(program, NODE_VIEW, node->span);

    slice->slice.high = name_node(hoist, count, node->span);
    view->type = type_array(&program->types, node->type->arguments[0], 1, true);
    view->index.base = name_node(hoist, kept, node->span);
    LIST_PUSH(&program->arena, &view->index.items, slice);
    return node_builtin(program, BUILTIN_COPY, node->type, view, NULL, node->span);
}

/* if f(x) { kept[count] = x; count += 1 } for each x */
static Node *lower_filter(Hoist *hoist, Node *node, Symbol *target)
{
    Program *program = hoist->program;
    Node *array = node->builtin.arguments.items[1];
    Span span = node->span;
    Node *extents[MOST_AXES];
    Nest nest;
    Node *keep = node_block(program, span);
    bool is_list = node->type->kind == TYPE_LIST;

    extents_of(hoist, array, extents);
    Symbol *kept = loops_let(hoist, is_list ? target : NULL, "kept",
                             empty_node(hoist, node->type, extents, span));
    Symbol *count = NULL;
    if (!is_list) {
        count = loops_var(hoist, NULL, "count", node_integer(program, int64_type(hoist), 0, span));
    }
    nest_open(hoist, &nest, 1, span);
    Symbol *item = loops_fresh(hoist, "item", node->type->arguments[0], span);
    Node *call = loops_call(hoist, node->builtin.arguments.items[0], span);
    push_argument(hoist, call, name_node(hoist, item, span));
    block_push(program, keep, assign_element(hoist, kept, &count, name_node(hoist, item, span)));
    if (!is_list) {
        block_push(program, keep, count_one(hoist, count, span));
    }
    nest_push(hoist, &nest, node_let(program, item, loops_element(hoist, array, nest.indices)));
    nest_push(hoist, &nest, node_if(program, call, keep, NULL));
    nest_close(hoist, &nest, extents, 1);
    return is_list ? name_node(hoist, kept, span) : kept_part(hoist, node, kept, count);
}

static Node *lower_zip(Hoist *hoist, Node *node, Symbol *target)
{
    Node *left = node->builtin.arguments.items[0];
    Node *right = node->builtin.arguments.items[1];
    Node *shorter = node_builtin(hoist->program, BUILTIN_MIN, int64_type(hoist),
                                 extent_node(hoist->program, left, 0),
                                 extent_node(hoist->program, right, 0), node->span);
    Symbol *length = loops_let(hoist, NULL, "length", shorter);
    Node *extent = name_node(hoist, length, node->span);
    Symbol *zipped =
        loops_let(hoist, target, "zipped", empty_node(hoist, node->type, &extent, node->span));
    Node *pair = node_new(hoist->program, NODE_TUPLE, node->span);
    Nest nest;

    nest_open(hoist, &nest, 1, node->span);
    pair->type = node->type->arguments[0];
    block_push(hoist->program, pair, loops_element(hoist, left, nest.indices));
    block_push(hoist->program, pair, loops_element(hoist, right, nest.indices));
    nest_push(hoist, &nest, assign_element(hoist, zipped, nest.indices, pair));
    nest_close(hoist, &nest, &extent, 1);
    return name_node(hoist, zipped, node->span);
}

static Node *lower_allpairs(Hoist *hoist, Node *node, Symbol *target)
{
    const NodeList arguments = node->builtin.arguments;
    Node *extents[] = {extent_node(hoist->program, arguments.items[1], 0),
                       extent_node(hoist->program, arguments.items[2], 0)};
    Symbol *pairs =
        loops_let(hoist, target, "pairs", empty_node(hoist, node->type, extents, node->span));
    Node *call = loops_call(hoist, arguments.items[0], node->span);
    Nest nest;

    nest_open(hoist, &nest, 2, node->span);
    push_argument(hoist, call, loops_element(hoist, arguments.items[1], &nest.indices[0]));
    push_argument(hoist, call, loops_element(hoist, arguments.items[2], &nest.indices[1]));
    nest_push(hoist, &nest, assign_element(hoist, pairs, nest.indices, call));
    nest_close(hoist, &nest, extents, 2);
    return name_node(hoist, pairs, node->span);
}

/* --- the policy --- */

static bool touches(const Hoist *hoist, const Node *node)
{
    (void)hoist;
    return node_is_data_parallel(node);
}

/* Expansion replaces an operation; nothing else has to move. */
static bool hoists(const Hoist *hoist, const Node *node)
{
    (void)hoist;
    (void)node;
    return false;
}

static bool repeats(const Hoist *hoist, const Node *node, uint32_t operand)
{
    (void)hoist;
    (void)node;
    (void)operand;
    return false;
}

static void lower_operation(Hoist *hoist, Node **slot, Symbol *target)
{
    Node *node = *slot;

    settle_arguments(hoist, node);
    target = usable_target(node, target);
    switch (builtin_table[node->builtin.id].rule) {
    case RULE_MAP: *slot = lower_map(hoist, node, target); return;
    case RULE_REDUCE: *slot = lower_reduce(hoist, node, target); return;
    case RULE_FILTER: *slot = lower_filter(hoist, node, target); return;
    case RULE_SCAN: *slot = lower_scan(hoist, node, target); return;
    case RULE_ZIP: *slot = lower_zip(hoist, node, target); return;
    case RULE_ALLPAIRS: *slot = lower_allpairs(hoist, node, target); return;
    default: *slot = lower_sequence(hoist, node, target); return;
    }
}

/* --- for --- */

/* A loop over a dict or set, which stays: marks it as proven where none of its turns changes that.
 */
static void mark_table_loop(const Hoist *hoist, Node *statement)
{
    const Node *table = statement->for_.iterable;
    const Symbol *symbol = table->kind == NODE_NAME ? table->name.symbol : NULL;

    if (!changes_size(hoist->program, statement->for_.body, symbol)) {
        statement->flags |= FLAG_PROVEN;
    }
}

static Node *prepare_statement(Hoist *hoist, Node *statement)
{
    if (updates_array(statement)) {
        return lower_array_update(hoist, statement);
    }
    settle_slice_assignment(hoist, statement);
    if (statement->kind != NODE_FOR) {
        return statement;
    }
    statement = lower_iteration(hoist, statement);
    if (node_iterates_table(statement)) {
        mark_table_loop(hoist, statement);
    }
    return statement;
}

/* The closures pass may have left NODE_PASS, which ends here. */
static bool concerns(const Function *function)
{
    return function->has_array_loops || function->has_closures;
}

bool pass_loops(Program *program)
{
    static const HoistPolicy policy = {
        .orders_operands = false,
        .touches = touches,
        .hoists = hoists,
        .trace = trace_before_effects,
        .repeats = repeats,
        .lower = lower_operation,
        .statement = prepare_statement,
        .concerns = concerns,
    };

    Hoist hoist = {.program = program, .policy = &policy};

    find_size_changes(program);
    each_function(program, hoist_function, &hoist);
    find_size_changes(program);
    return true;
}
