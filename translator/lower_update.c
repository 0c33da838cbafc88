/* `a[1:3] += x` of an array or a view: a loop for each axis, around the update of one element. What
 * x is an array of has the view's shape then, and lies in other memory:
 *
 *     let view = a[1:3]
 *     let given = view.__given__(x)
 *     for i in 0..len(view) { view[i] += given[i] }
 *
 * And `m[i, :] = f()`, whose index is checked when the value is there: `let value = f()` before. */
#include "lower_loops.h"

#include "effects.h"

bool updates_array(const Node *statement)
{
    return statement->kind == NODE_ASSIGN && statement->op != OP_NONE &&
           statement->assign.target->type->kind == TYPE_ARRAY;
}

/* A name or a literal that is the same in each turn of the loops. */
static Node *settled(Hoist *hoist, Node *value, const char *base)
{
    if (node_is_literal(value) || loops_is_settled(value)) {
        return value;
    }
    Symbol *symbol = loops_fresh(hoist, base, value->type, value->span);

    hoist_statement(hoist, node_let(hoist->program, symbol, value));
    return node_name(hoist->program, symbol, value->span);
}

/* --- updates --- */

/* An array as a view. */
static Node *as_view(const Hoist *hoist, Node *array)
{
    const Type *type = array->type;

    if (type->strided) {
        return array;
    }
    Node *view = node_new(hoist->program, NODE_CONVERT, array->span);
    view->type = type_array(&hoist->program->types, type->arguments[0], type->rank, true);
    view->flags = FLAG_IMPLIED;
    view->convert.operand = array;
    return view;
}

/* view.__given__(value) */
static Node *given_to(Hoist *hoist, const Node *view, Node *value)
{
    Node *receiver = as_view(hoist, node_repeat(hoist->program, view));
    Node *given = node_builtin(hoist->program, BUILTIN_ARRAY_GIVEN, receiver->type, receiver, value,
                               value->span);

    return settled(hoist, given, "given");
}

Node *lower_array_update(Hoist *hoist, Node *statement)
{
    Node *view = settled(hoist, statement->assign.target, "view");
    Node *value = statement->assign.value;
    bool is_array = value->type->kind == TYPE_ARRAY;
    uint32_t rank = view->type->rank;
    Symbol *indices[MOST_AXES];
    Node *extents[MOST_AXES];

    value = is_array ? given_to(hoist, view, value) : settled(hoist, value, "value");
    for (uint32_t axis = 0; axis < rank; axis++) {
        indices[axis] = loops_index(hoist, axis, statement->span);
        extents[axis] = extent_node(hoist->program, view, axis);
    }
    Node *update = node_assign(hoist->program, loops_element(hoist, view, indices),
                               is_array ? loops_element(hoist, value, indices) : value);
    Node *body = node_block(hoist->program, statement->span);
    update->op = statement->op;
    update->span = statement->span;
    block_push(hoist->program, body, update);
    return loops_nest(hoist, body, indices, extents, rank);
}

/* --- assignments to slices --- */

typedef struct EventSearch {
    const Hoist *hoist;
    bool found;
} EventSearch;

static void find_event(Node **slot, void *data)
{
    EventSearch *search = data;
    const Node *node = *slot;
    bool writes = (trace_before_effects(search->hoist, node) & TRACE_WRITES) != 0;
    bool raises = node->kind == NODE_BINARY && node_raises(search->hoist->program, node);

    search->found |= writes || raises;
    if (!search->found) {
        node_children(*slot, find_event, data);
    }
}

static bool has_index(const Node *view)
{
    bool found = false;

    for (uint32_t i = 0; i < view->index.items.count; i++) {
        found |= view->index.items.items[i]->kind != NODE_SLICE;
    }
    return found;
}

/* m[i, :].fill(x), or assign, where it can be told whether the index is checked before x. */
static bool assigns_slice(const Hoist *hoist, const Node *statement)
{
    const Node *call = statement->unary.operand;
    EventSearch search = {hoist, false};

    if (statement->kind != NODE_EXPRESSION || call->kind != NODE_BUILTIN ||
        (call->builtin.id != BUILTIN_ARRAY_FILL && call->builtin.id != BUILTIN_ARRAY_ASSIGN) ||
        call->builtin.arguments.items[0]->kind != NODE_VIEW ||
        !has_index(call->builtin.arguments.items[0])) {
        return false;
    }
    find_event(&call->builtin.arguments.items[1], &search);
    return search.found;
}

static void settle_part(Node **slot, void *data)
{
    bool is_slice = (*slot)->kind == NODE_SLICE;

    if (is_slice) {
        node_children(*slot, settle_part, data);
    } else {
        *slot = settled(data, *slot, (*slot)->type->kind == TYPE_ARRAY ? "items" : "index");
    }
}

void settle_slice_assignment(Hoist *hoist, const Node *statement)
{
    Node **arguments;

    if (!assigns_slice(hoist, statement)) {
        return;
    }
    arguments = statement->unary.operand->builtin.arguments.items;
    node_children(arguments[0], settle_part, hoist);
    arguments[1] = settled(hoist, arguments[1], "value");
}
