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
        return has_step ? "nb_slice_of" : "nb_slice_between";
    }
    if (slice->slice.low != NULL) {
        return has_step ? "nb_slice_from_step" : "nb_slice_from";
    }
    if (slice->slice.high != NULL) {
        return has_step ? "nb_slice_to_step" : "nb_slice_to";
    }
    return has_step ? "nb_slice_step" : "nb_slice_from";
}

/* nb_slice_of(low, high, step), or the form with what is left out left out. */
static CNode *emit_slice(Emitter *e, const Node *slice)
{
    CNode *call = c_call(e->arena, use(e, slice_maker(slice)));

    if (slice->slice.low != NULL) {
        c_push(e->arena, &call->list, emit_value(e, slice->slice.low));
    }
    if (slice->slice.high != NULL) {
        c_push(e->arena, &call->list, emit_value(e, slice->slice.high));
    }
    if (!is_step_one(slice->slice.step)) {
        c_push(e->arena, &call->list, emit_value(e, slice->slice.step));
    } else if (call->list.count == 0) {
        c_push(e->arena, &call->list, c_integer(e->arena, 0));
    }
    return call;
}

/* --- strings and lists --- */

CNode *emit_new_slice(Emitter *e, const Node *node)
{
    const Type *type = node->index.base->type;
    CNode *whole = emit_expression(e, node->index.base);
    const char *function =
        sequence_function(e, type, type->kind == TYPE_LIST ? "slice" : "slice_step");

    return c_call3(e->arena, function, context_of(e), whole,
                   emit_slice(e, node->index.items.items[0]));
}

/* --- arrays --- */

static const char *array_type(Emitter *e, const Type *type, unsigned rank, bool is_strided)
{
    return c_type(e,
                  type_array(&e->program->types, type->arguments[0], (uint16_t)rank, is_strided));
}

/* "row" and "column" of what has two axes, else "at_0", "at_1", … */
static const char *axis_name(Emitter *e, unsigned rank, unsigned axis)
{
    if (rank == 2) {
        return axis == 0 ? "row" : "column";
    }
    return text_format(e, "at_%u", axis);
}

/* {a.shape[0], a.shape[2]}: all of a member but what axis 1 has. */
static CNode *other_axes(Emitter *e, const char *member, unsigned rank, unsigned axis)
{
    CNode *list = c_new(e->arena, C_COMPOUND, (Span){0});

    for (unsigned i = 0; i < rank; i++) {
        if (i != axis) {
            c_push(e->arena, &list->list,
                   c_index(e->arena, c_member(e->arena, c_name(e->arena, "a"), member),
                           c_integer(e->arena, i)));
        }
    }
    return list;
}

/* (nb_array_float64_1d_strided){a.data + i * a.strides[0], {a.shape[1]}, {a.strides[1]},
 * a.owner} */
static CNode *view_without(Emitter *e, const char *type, unsigned rank, unsigned axis)
{
    CNode *a = c_name(e->arena, "a");
    CNode *view = c_new(e->arena, C_COMPOUND, (Span){0});
    CNode *stride = c_index(e->arena, c_member(e->arena, a, "strides"), c_integer(e->arena, axis));
    CNode *offset = c_binary(e->arena, "*", c_name(e->arena, "i"), stride);

    view->text = type;
    c_push(e->arena, &view->list, c_binary(e->arena, "+", c_member(e->arena, a, "data"), offset));
    c_push(e->arena, &view->list, other_axes(e, "shape", rank, axis));
    c_push(e->arena, &view->list, other_axes(e, "strides", rank, axis));
    c_push(e->arena, &view->list, c_member(e->arena, a, "owner"));
    return view;
}

/* Makes `nb_array_float64_2d_strided_row(a, i)`, and `nb_array_float64_2d_row(a, i)` by it: what
 * lies at index i of an axis, one axis less. */
static const char *axis_function(Emitter *e, const Type *type, unsigned rank, unsigned axis,
                                 bool is_strided)
{
    const char *from = array_type(e, type, rank, is_strided);
    const char *name = text_format(e, "%s_%s", from, axis_name(e, rank, axis));
    CNode *value;

    if (made_before(e, name)) {
        return name;
    }
    const char *to = array_type(e, type, rank - 1, true);
    CNode *function = generated_function(e, to, name);
    if (is_strided) {
        value = view_without(e, to, rank, axis);
    } else {
        CNode *whole =
            c_call1(e->arena, template_function(e, type, "as_strided"), c_name(e->arena, "a"));
        value = c_call2(e->arena, axis_function(e, type, rank, axis, true), whole,
                        c_name(e->arena, "i"));
    }
    function->flags |= C_INLINE;
    function->comment = text_format(e, "What lies at index i of axis %u.", axis);
    add_parameter(e, function, from, "a");
    add_parameter(e, function, "int64_t", "i");
    c_push(e->arena, &function->left->list, c_return(e->arena, value));
    c_push(e->arena, &e->type_functions, function);
    return name;
}

static bool is_whole(const Node *slice)
{
    return slice->slice.low == NULL && slice->slice.high == NULL && is_step_one(slice->slice.step);
}

/* Cuts axis by axis, then drops the axes that have an index, the last first. What is contiguous is
 * strided after the first of these. */
static CNode *array_view(Emitter *e, const Node *node)
{
    const Type *type = node->index.base->type;
    const NodeList *items = &node->index.items;
    CNode *view = emit_expression(e, node->index.base);
    bool is_strided = type->strided;
    unsigned rank = type->rank;

    for (uint32_t axis = 0; axis < items->count; axis++) {
        if (items->items[axis]->kind == NODE_SLICE && !is_whole(items->items[axis])) {
            const char *cut = template_function(e, type, is_strided ? "strided_slice" : "slice");
            view = c_call3(e->arena, cut, view, c_integer(e->arena, axis),
                           emit_slice(e, items->items[axis]));
            is_strided = true;
        }
    }
    for (uint32_t axis = items->count; axis > 0; axis--) {
        if (items->items[axis - 1]->kind != NODE_SLICE) {
            const char *drop = axis_function(e, type, rank--, axis - 1, is_strided);
            view = c_call2(e->arena, drop, view, emit_value(e, items->items[axis - 1]));
            is_strided = true;
        }
    }
    return is_strided ? view : c_call1(e->arena, template_function(e, type, "as_strided"), view);
}

CNode *emit_view(Emitter *e, const Node *node)
{
    if (!type_is_text(node->index.base->type)) {
        return array_view(e, node);
    }
    CNode *text = emit_expression(e, node->index.base);
    return c_call2(e->arena, sequence_function(e, node->index.base->type, "slice"), text,
                   emit_slice(e, node->index.items.items[0]));
}
