/* emit_view: slices of strings and arrays. A view of an array is the whole array as a strided one,
 * cut down axis by axis; an index drops its axis, by a function made for that. */
#include "emit_internal.h"

static bool is_step_one(const Node *step)
{
    return step == NULL || (step->kind == NODE_INTEGER && step->integer.value == 1);
}

/* Which function of the runtime's makes the slice, by the bounds that are given. */
static const char *slice_maker(const Node *slice)
{
    bool has_step = !is_step_one(slice->slice.step);

    if (slice->slice.low != NULL && slice->slice.high != NULL) {
        return "nb_slice_of";
    }
    if (slice->slice.low != NULL) {
        return has_step ? "nb_slice_from_step" : "nb_slice_from";
    }
    if (slice->slice.high != NULL) {
        return has_step ? "nb_slice_to_step" : "nb_slice_to";
    }
    return "nb_slice_step";
}

/* nb_slice_of and nb_slice_step take a step even where it is 1. */
static bool needs_step(const Node *slice)
{
    return (slice->slice.low != NULL) == (slice->slice.high != NULL);
}

static void push_bounds(Emitter *e, CNode *call, const Node *slice)
{
    if (slice->slice.low != NULL) {
        c_push(e->arena, &call->list, emit_value(e, slice->slice.low));
    }
    if (slice->slice.high != NULL) {
        c_push(e->arena, &call->list, emit_value(e, slice->slice.high));
    }
    if (!is_step_one(slice->slice.step)) {
        c_push(e->arena, &call->list, emit_value(e, slice->slice.step));
    }
}

/* nb_slice_of(low, high, step, n), or the form with what is left out left out. */
static CNode *emit_slice(Emitter *e, const Node *slice, CNode *extent)
{
    CNode *call = c_call(e->arena, use(e, slice_maker(slice)));

    push_bounds(e, call, slice);
    if (is_step_one(slice->slice.step) && needs_step(slice)) {
        c_push(e->arena, &call->list, c_integer(e->arena, 1));
    }
    c_push(e->arena, &call->list, extent);
    return call;
}

static void push_named_bound(Emitter *e, CNode *function, CNode *call, const char *name)
{
    add_parameter(e, function, "int64_t", name);
    c_push(e->arena, &call->list, c_name(e->arena, name));
}

/* The same of parameters low, high and step, which the function gets. */
static CNode *slice_of_parameters(Emitter *e, const Node *slice, CNode *function, CNode *extent)
{
    CNode *call = c_call(e->arena, use(e, slice_maker(slice)));

    if (slice->slice.low != NULL) {
        push_named_bound(e, function, call, "low");
    }
    if (slice->slice.high != NULL) {
        push_named_bound(e, function, call, "high");
    }
    if (!is_step_one(slice->slice.step)) {
        push_named_bound(e, function, call, "step");
    } else if (needs_step(slice)) {
        c_push(e->arena, &call->list, c_integer(e->arena, 1));
    }
    c_push(e->arena, &call->list, extent);
    return call;
}

/* --- strings --- */

static CNode *text_slice(Emitter *e, const Node *node, CNode *text)
{
    return emit_slice(e, node->index.items.items[0], c_member(e->arena, text, "length"));
}

CNode *emit_text_slice_step(Emitter *e, const Node *node)
{
    CNode *text = emit_expression(e, node->index.base);

    return c_call3(e->arena, use(e, "nb_str_slice_step"), context_of(e), text,
                   text_slice(e, node, text));
}

/* --- arrays --- */

static const char *strided_type(Emitter *e, const Type *type, unsigned rank)
{
    return c_type(e, type_array(&e->program->types, type->arguments[0], (uint16_t)rank, true));
}

static void assign_member(Emitter *e, CNode *function, const char *member, unsigned to,
                          unsigned from)
{
    CNode *left = c_index(e->arena, c_member(e->arena, c_name(e->arena, "view"), member),
                          c_integer(e->arena, to));
    CNode *right = c_index(e->arena, c_member(e->arena, c_name(e->arena, "a"), member),
                           c_integer(e->arena, from));

    c_push(e->arena, &function->left->list, c_assign(e->arena, left, "=", right));
}

/* Makes `nb_array_float64_2d_strided_at_0(a, i)`: what lies at index i of axis 0, one axis less. */
static const char *axis_function(Emitter *e, const Type *type, unsigned rank, unsigned axis)
{
    const char *from = strided_type(e, type, rank);
    const char *to = strided_type(e, type, rank - 1);
    const char *name = text_format(e, "%s_at_%u", from, axis);

    if (made_before(e, name)) {
        return name;
    }
    CNode *function = generated_function(e, to, name);
    function->flags |= C_INLINE;
    function->comment = text_format(e, "What lies at index i of axis %u.", axis);
    add_parameter(e, function, from, "a");
    add_parameter(e, function, "int64_t", "i");
    CNodeList *body = &function->left->list;
    c_push(e->arena, body, c_declare(e->arena, to, "view", NULL));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    CNode *stride = c_index(e->arena, c_member(e->arena, c_name(e->arena, "a"), "strides"),
                            c_integer(e->arena, axis));
    CNode *data = c_binary(e->arena, "+", c_member(e->arena, c_name(e->arena, "a"), "data"),
                           c_binary(e->arena, "*", c_name(e->arena, "i"), stride));
    c_push(e->arena, body,
           c_assign(e->arena, c_member(e->arena, c_name(e->arena, "view"), "data"), "=", data));
    for (unsigned i = 0; i + 1 < rank; i++) {
        assign_member(e, function, "shape", i, i < axis ? i : i + 1);
        assign_member(e, function, "strides", i, i < axis ? i : i + 1);
    }
    c_push(e->arena, body, c_return(e->arena, c_name(e->arena, "view")));
    c_push(e->arena, &e->type_functions, function);
    return name;
}

/* The part of a slicing function's name that tells which bounds it takes. */
static const char *slice_form(const Node *slice)
{
    bool has_step = !is_step_one(slice->slice.step);

    if (slice->slice.low != NULL && slice->slice.high != NULL) {
        return has_step ? "of" : "between";
    }
    if (slice->slice.low != NULL) {
        return has_step ? "from_step" : "from";
    }
    if (slice->slice.high != NULL) {
        return has_step ? "to_step" : "to";
    }
    return "step";
}

static const char *slice_function(Emitter *e, const Type *type, const Node *slice)
{
    const char *view = strided_type(e, type, type->rank);
    const char *name = text_format(e, "%s_slice_%s", view, slice_form(slice));
    const char *cut = array_function(e, type, "strided_slice");

    if (made_before(e, name)) {
        return name;
    }
    CNode *function = generated_function(e, view, name);
    function->flags |= C_INLINE;
    add_parameter(e, function, view, "a");
    add_parameter(e, function, "int", "axis");
    CNode *a = c_name(e->arena, "a");
    CNode *shape = c_index(e->arena, c_member(e->arena, a, "shape"), c_name(e->arena, "axis"));
    CNode *bounds = slice_of_parameters(e, slice, function, shape);
    c_push(e->arena, &function->left->list,
           c_return(e->arena, c_call3(e->arena, cut, a, c_name(e->arena, "axis"), bounds)));
    c_push(e->arena, &e->type_functions, function);
    return name;
}

static CNode *cut_axis(Emitter *e, const Node *node, CNode *view, uint32_t axis)
{
    const Node *slice = node->index.items.items[axis];
    CNode *call = c_call2(e->arena, slice_function(e, node->index.base->type, slice), view,
                          c_integer(e->arena, axis));

    push_bounds(e, call, slice);
    return call;
}

static bool is_whole(const Node *slice)
{
    return slice->slice.low == NULL && slice->slice.high == NULL && is_step_one(slice->slice.step);
}

static CNode *array_view(Emitter *e, const Node *node)
{
    const Type *type = node->index.base->type;
    CNode *array = emit_expression(e, node->index.base);
    CNode *view =
        type->strided ? array : c_call1(e->arena, array_function(e, type, "as_strided"), array);
    unsigned rank = type->rank;

    for (uint32_t axis = 0; axis < node->index.items.count; axis++) {
        const Node *item = node->index.items.items[axis];

        if (item->kind == NODE_SLICE && !is_whole(item)) {
            view = cut_axis(e, node, view, axis);
        }
    }
    for (uint32_t axis = node->index.items.count; axis > 0; axis--) {
        const Node *item = node->index.items.items[axis - 1];

        if (item->kind != NODE_SLICE) {
            view = c_call2(e->arena, axis_function(e, type, rank--, axis - 1), view,
                           emit_value(e, item));
        }
    }
    return view;
}

CNode *emit_view(Emitter *e, const Node *node)
{
    if (node->index.base->type->kind != TYPE_STR) {
        return array_view(e, node);
    }
    CNode *text = emit_expression(e, node->index.base);
    return c_call2(e->arena, use(e, "nb_str_slice"), text, text_slice(e, node, text));
}
