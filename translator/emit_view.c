/* emit_view: slices of strings and arrays. A view of an array is the whole array as a strided one,
 * cut down axis by axis; an index drops its axis, by a function made for that. */
#include "emit_internal.h"

static bool is_step_one(const Node *step)
{
    return step == NULL || (step->kind == NODE_INTEGER && step->integer.value == 1);
}

/* nb_slice_of(low, high, step, n), or the form with what is left out left out. */
static CNode *emit_slice(Emitter *e, const Node *slice, CNode *extent)
{
    const Node *low = slice->slice.low;
    const Node *high = slice->slice.high;
    const Node *step = slice->slice.step;
    bool has_step = !is_step_one(step) || (low != NULL && high != NULL) || (low == NULL && high == NULL);
    const char *name = low != NULL && high != NULL ? "nb_slice_of"
        : low != NULL                              ? has_step ? "nb_slice_from_step" : "nb_slice_from"
        : high != NULL                             ? has_step ? "nb_slice_to_step" : "nb_slice_to"
                                                   : "nb_slice_step";
    CNode *call = c_call(e->arena, use(e, name));

    if (low != NULL) {
        c_push(e->arena, &call->list, emit_value(e, low));
    }
    if (high != NULL) {
        c_push(e->arena, &call->list, emit_value(e, high));
    }
    if (has_step) {
        c_push(e->arena, &call->list, step != NULL ? emit_value(e, step) : c_integer(e->arena, 1));
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

static CNode *cut_axis(Emitter *e, const Node *node, CNode *view, CNode *array, uint32_t axis)
{
    CNode *shape = c_index(e->arena, c_member(e->arena, array, "shape"),
                           c_integer(e->arena, axis));
    const char *function = array_function(e, node->index.base->type, "strided_slice");

    return c_call3(e->arena, function, view, c_integer(e->arena, axis),
                   emit_slice(e, node->index.items.items[axis], shape));
}

static bool is_whole(const Node *slice)
{
    return slice->slice.low == NULL && slice->slice.high == NULL && is_step_one(slice->slice.step);
}

static CNode *array_view(Emitter *e, const Node *node)
{
    const Type *type = node->index.base->type;
    CNode *array = emit_expression(e, node->index.base);
    CNode *view = type->strided ? array
                                : c_call1(e->arena, array_function(e, type, "as_strided"), array);
    unsigned rank = type->rank;

    for (uint32_t axis = 0; axis < node->index.items.count; axis++) {
        const Node *item = node->index.items.items[axis];

        if (item->kind == NODE_SLICE && !is_whole(item)) {
            view = cut_axis(e, node, view, array, axis);
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
