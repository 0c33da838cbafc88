/* infer_slice: assignment to slices, and to all elements of an array. One to a list's, with no
 * step, is the call of the method `replace`, to another one that of a function of the standard
 * module builtin_slices; one to an array's is the call of the method `fill` or `assign` of the
 * view. */
#include "infer.h"

/* --- of lists --- */

/* Is the step left out, or the number 1? */
static bool has_no_step(const Node *slice)
{
    const Node *step = slice->slice.step;

    return step == NULL ||
           (step->kind == NODE_INTEGER && step->integer.value == 1 && !step->integer.is_negative);
}

static Node *bound_or(Infer *infer, Node *bound, int64_t otherwise, Span span)
{
    const Type *type = infer->types->scalar[TYPE_INT64];

    return bound != NULL ? bound : node_integer(infer->program, type, otherwise, span);
}

/* xs.replace(low, high, ys) */
static void replace_items(Infer *infer, Node *statement, const Node *slice)
{
    NodeList arguments = {0};
    Arena *arena = &infer->program->arena;

    LIST_PUSH(arena, &arguments, bound_or(infer, slice->slice.low, 0, slice->span));
    LIST_PUSH(arena, &arguments, bound_or(infer, slice->slice.high, INT64_MAX, slice->span));
    LIST_PUSH(arena, &arguments, statement->assign.value);
    make_method_call(infer, statement, "replace", statement->assign.target->index.base, arguments);
}

/* A bound that is left out is `none`: it depends on the step's sign. */
static void push_bound(Infer *infer, NodeList *arguments, Node *bound, Span span)
{
    Node *argument = bound != NULL ? bound : node_new(infer->program, NODE_NONE, span);

    LIST_PUSH(&infer->program->arena, arguments, argument);
}

/* assign_slice(xs, low, high, step, ys) */
static void assign_items(Infer *infer, Node *statement, const Node *slice)
{
    Node *call = statement->assign.target;
    NodeList arguments = {0};
    Arena *arena = &infer->program->arena;

    LIST_PUSH(arena, &arguments, call->index.base);
    push_bound(infer, &arguments, slice->slice.low, slice->span);
    push_bound(infer, &arguments, slice->slice.high, slice->span);
    LIST_PUSH(arena, &arguments, slice->slice.step);
    LIST_PUSH(arena, &arguments, statement->assign.value);
    call_standard_function(infer, &call, "builtin_slices", "assign_slice", arguments);
    call->span = statement->span;
    statement->kind = NODE_EXPRESSION;
    statement->unary.operand = call;
}

static void assign_to_list(Infer *infer, Node *statement)
{
    const Node *target = statement->assign.target;
    const Node *slice = target->index.items.items[0];

    make_list(infer, &statement->assign.value, target->type);
    if (has_no_step(slice)) {
        replace_items(infer, statement, slice);
    } else {
        assign_items(infer, statement, slice);
    }
}

bool call_list_deletion(Infer *infer, Node **slot)
{
    const Node *node = *slot;
    const NodeList *given = &node->method.arguments;
    NodeList arguments = {0};

    if (node->method.base->type->kind != TYPE_LIST || given->count != 3 ||
        node->method.name != name_of(&infer->program->names, "delete")) {
        return false;
    }
    LIST_PUSH(&infer->program->arena, &arguments, node->method.base);
    for (uint32_t i = 0; i < given->count; i++) {
        infer_index(infer, &given->items[i], (Place){"argument", "delete", i + 1});
        LIST_PUSH(&infer->program->arena, &arguments, given->items[i]);
    }
    call_standard_function(infer, slot, "builtin_slices", "delete_slice", arguments);
    return true;
}

/* --- of arrays --- */

/* A display is what array() makes of it. */
static void make_array(Infer *infer, Node **slot)
{
    Node *display = *slot;
    Node *made = node_new(infer->program, NODE_BUILTIN, display->span);

    made->builtin.id = BUILTIN_ARRAY;
    LIST_PUSH(&infer->program->arena, &made->builtin.arguments, display);
    *slot = made;
}

/* What the elements of an array become, or are reckoned with: an array of them, or the same value
 * for all. */
static bool infer_given(Infer *infer, Node **value, const Type *array)
{
    const Type *element = array->arguments[0];
    bool is_display = (*value)->kind == NODE_LIST && element->kind != TYPE_LIST;

    if (is_display) {
        make_array(infer, value);
    }
    const Type *type = infer_expression(infer, value, is_display ? array : element);
    return type->kind == TYPE_ARRAY && element != type;
}

static void coerce_to_view(Infer *infer, Node **value, const Type *array)
{
    coerce(infer, value, type_array(infer->types, array->arguments[0], array->rank, true),
           (Place){"the slice", NULL, 0});
}

static void assign_to_array(Infer *infer, Node *statement)
{
    const Type *view = statement->assign.target->type;
    Node **value = &statement->assign.value;
    bool is_array = infer_given(infer, value, view);

    infer->function->has_array_loops = true; /* the loops pass settles what is evaluated first */
    if (is_array) {
        coerce_to_view(infer, value, view);
    } else {
        coerce(infer, value, view->arguments[0], (Place){"an element", NULL, 0});
    }
    NodeList arguments = {0};
    LIST_PUSH(&infer->program->arena, &arguments, *value);
    make_method_call(infer, statement, is_array ? "assign" : "fill", statement->assign.target,
                     arguments);
}

/* An element of the array, to ask what an operation gives. */
static Node *some_element(Infer *infer, Node *array)
{
    Node *element = node_new(infer->program, NODE_INDEX, array->span);

    element->type = array->type->arguments[0];
    element->index.base = array;
    return element;
}

/* Checks the operation on one element. */
static void check_element_update(Infer *infer, Node *statement, bool is_array)
{
    Node *target = statement->assign.target;
    Node **value = &statement->assign.value;

    if (!is_array) {
        check_update(infer, statement, some_element(infer, target), value);
        return;
    }
    coerce_to_view(infer, value, target->type);
    if (!is_error((*value)->type)) {
        Node *other = some_element(infer, *value);
        check_update(infer, statement, some_element(infer, target), &other);
    }
}

/* array[:] */
static Node *all_of(Infer *infer, Node *array)
{
    Node *view = node_new(infer->program, NODE_VIEW, array->span);
    const Type *type = array->type;

    view->type = type_array(infer->types, type->arguments[0], type->rank, true);
    view->index.base = array;
    LIST_PUSH(&infer->program->arena, &view->index.items,
              node_new(infer->program, NODE_SLICE, array->span));
    return view;
}

bool infer_array_update(Infer *infer, Node *statement)
{
    Node **target = &statement->assign.target;
    const Type *type = (*target)->type;

    if (statement->op == OP_NONE || type->kind != TYPE_ARRAY) {
        return false;
    }
    if (is_dict_item(*target)) {
        *target = all_of(infer, *target);
    }
    bool is_array = infer_given(infer, &statement->assign.value, type);
    if (scalar_class(type->arguments[0]) != CLASS_NOT_SCALAR || type_is_text(type->arguments[0])) {
        check_element_update(infer, statement, is_array);
    } else {
        report_error(infer->diagnostics, (*target)->span, "'%s=' takes no %s",
                     operator_table[statement->op].spelling, type_text(infer->types, type));
        report_help(infer->diagnostics, "write a loop over its elements");
    }
    infer->function->has_array_loops = true;
    return true;
}

bool infer_slice_assignment(Infer *infer, Node *statement)
{
    const Node *target = statement->assign.target;

    if (target->kind != NODE_VIEW || statement->op != OP_NONE) {
        return false;
    }
    switch (target->index.base->type->kind) {
    case TYPE_LIST: assign_to_list(infer, statement); return true;
    case TYPE_ARRAY: assign_to_array(infer, statement); return true;
    default: return false;
    }
}
