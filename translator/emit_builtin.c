/* emit_builtin: built-in functions, methods and fields as C expressions, and the calls of those
 * that raise. */
#include "emit_internal.h"

static const Node *argument_of(const Node *node, uint32_t position)
{
    return node->builtin.arguments.items[position];
}

static CNode *emit_first(Emitter *e, const Node *node)
{
    return emit_value(e, argument_of(node, 0));
}

static CNode *shape_of(Emitter *e, CNode *array, uint32_t axis)
{
    return c_index(e->arena, c_member(e->arena, array, "shape"), c_integer(e->arena, axis));
}

static CNode *emit_len(Emitter *e, const Node *node)
{
    const Node *value = argument_of(node, 0);

    if (value->type->kind == TYPE_TUPLE) {
        return c_integer(e->arena, value->type->count);
    }
    CNode *base = emit_expression(e, value);
    switch (value->type->kind) {
    case TYPE_STR: return c_member(e->arena, base, "length");
    case TYPE_LIST: return member_of(e, base, "length");
    case TYPE_BYTES: return c_member(e->arena, base, "size");
    case TYPE_SET:
    case TYPE_DICT: return c_member(e->arena, member_of(e, base, "table"), "length");
    default: return shape_of(e, base, 0);
    }
}

static CNode *emit_shape(Emitter *e, const Node *node)
{
    CNode *array = emit_first(e, node);

    return c_index(e->arena, c_member(e->arena, array, "shape"),
                   emit_value(e, argument_of(node, 1)));
}

static CNode *emit_size(Emitter *e, const Node *node)
{
    const Type *type = argument_of(node, 0)->type;
    CNode *array = emit_first(e, node);

    if (type->rank == 1) {
        return shape_of(e, array, 0);
    }
    return c_call1(e->arena, template_function(e, type, type->strided ? "strided_size" : "size"),
                   array);
}

static CNode *emit_abs(Emitter *e, const Node *node)
{
    CNode *value = emit_first(e, node);

    switch (scalar_class(argument_of(node, 0)->type)) {
    case CLASS_UNSIGNED: return value;
    case CLASS_FLOAT:
        runtime_use_header(e->runtime, "math.h");
        return c_call1(e->arena, node->type->kind == TYPE_FLOAT32 ? "fabsf" : "fabs", value);
    case CLASS_COMPLEX:
        return c_call1(e->arena,
                       use(e, text_format(e, "%s_abs", c_type(e, argument_of(node, 0)->type))),
                       value);
    default:
        return c_call1(e->arena,
                       use_helper(e,
                                  (node->flags & FLAG_PROVEN) != 0 ? HELPER_ABS : HELPER_WRAP_ABS,
                                  node->type),
                       value);
    }
}

static CNode *emit_extreme(Emitter *e, const Node *node, Helper helper)
{
    CNode *value = emit_first(e, node);

    for (uint32_t i = 1; i < node->builtin.arguments.count; i++) {
        value = c_call2(e->arena, use_helper(e, helper, node->type), value,
                        emit_value(e, argument_of(node, i)));
    }
    return value;
}

/* The C library's function of that name; sqrtf for float32. */
static CNode *emit_math(Emitter *e, const Node *node)
{
    const char *name = builtin_table[node->builtin.id].name;
    CNode *call =
        c_call(e->arena, node->type->kind == TYPE_FLOAT32 ? text_format(e, "%sf", name) : name);

    runtime_use_header(e->runtime, "math.h");
    for (uint32_t i = 0; i < node->builtin.arguments.count; i++) {
        c_push(e->arena, &call->list, emit_value(e, argument_of(node, i)));
    }
    return call;
}

static CNode *emit_float_test(Emitter *e, const Node *node)
{
    Helper helper = node->builtin.id == BUILTIN_ISNAN      ? HELPER_IS_NAN
                    : node->builtin.id == BUILTIN_ISINF    ? HELPER_IS_INF
                    : node->builtin.id == BUILTIN_ISFINITE ? HELPER_IS_FINITE
                                                           : HELPER_SIGNBIT;

    return c_call1(e->arena, use_helper(e, helper, argument_of(node, 0)->type),
                   emit_first(e, node));
}

static CNode *emit_type_name(Emitter *e, const Node *node)
{
    const Node *value = argument_of(node, 0);

    if (value->type->kind == TYPE_EXCEPTION) {
        const char *name = use(e, "nb_str_of_utf8");
        CNode *type = c_member(e->arena, exception_object(e, value), "type");
        CNode *text = c_member(e->arena, c_unary(e->arena, "*", type), "name");

        runtime_use_header(e->runtime, "string.h");
        return c_call2(e->arena, name, text,
                       c_cast(e->arena, "int64_t", c_call1(e->arena, "strlen", text)));
    }
    if (!type_is_exact(value->type)) {
        return c_call1(e->arena, use(e, "nb_type_name"),
                       type_of_held(e, emit_expression(e, value), value->type));
    }
    const char *text = value->type->kind == TYPE_CLASS ? source_name(value->type->declaration)
                                                       : type_text(&e->program->types, value->type);
    return emit_string(e, text, (uint32_t)strcspn(text, "[("));
}

static CNode *emit_part(Emitter *e, const Node *node)
{
    return c_member(e->arena, emit_first(e, node),
                    node->builtin.id == BUILTIN_REAL ? "real" : "imag");
}

/* Are they one object? Compilers warn of a comparison with itself. */
static CNode *emit_identical(Emitter *e, const Node *node)
{
    const Node *first = argument_of(node, 0);
    CNode *left = emit_first(e, node);
    CNode *right = emit_expression(e, argument_of(node, 1));

    if (first->kind == NODE_NAME && node_is_name_of(argument_of(node, 1), first->name.symbol)) {
        runtime_use_header(e->runtime, "stdbool.h");
        return c_name(e->arena, "true");
    }
    if (first->type->kind == TYPE_DYN) {
        left = c_member(e->arena, left, "object");
        right = c_member(e->arena, right, "object");
    }
    return c_binary(e->arena, "==", left, right);
}

CNode *emit_builtin(Emitter *e, const Node *node)
{
    switch (node->builtin.id) {
    case BUILTIN_LEN: return emit_len(e, node);
    case BUILTIN_SHAPE: return emit_shape(e, node);
    case BUILTIN_SIZE: return emit_size(e, node);
    case BUILTIN_ABS: return emit_abs(e, node);
    case BUILTIN_MIN: return emit_extreme(e, node, HELPER_MIN);
    case BUILTIN_MAX: return emit_extreme(e, node, HELPER_MAX);
    case BUILTIN_TYPE_NAME: return emit_type_name(e, node);
    case BUILTIN_HASH: return emit_hash(e, node);
    case BUILTIN_IDENTICAL: return emit_identical(e, node);
    case BUILTIN_ENTRY_NUMBER: return emit_entry_number(e, node);
    case BUILTIN_WRAP_INDEX:
        return c_call2(e->arena, use(e, "nb_wrap_index"), emit_first(e, node),
                       emit_value(e, argument_of(node, 1)));
    case BUILTIN_REAL:
    case BUILTIN_IMAG: return emit_part(e, node);
    case BUILTIN_CONJUGATE:
        return c_call1(e->arena, use(e, text_format(e, "%s_conjugate", c_type(e, node->type))),
                       emit_first(e, node));
    case BUILTIN_ROUND: return emit_round(e, node);
    case BUILTIN_VALUE: return option_value(e, argument_of(node, 0)->type, emit_first(e, node));
    case BUILTIN_RETAIN:
    case BUILTIN_MOVED:
    case BUILTIN_NOTHING:
    case BUILTIN_RELEASE: return emit_ownership(e, node);
    case BUILTIN_CAUGHT: return emit_caught(e, node);
    case BUILTIN_RESUME:
        return c_call2(e->arena, use(e, "nb_resume"), context_of(e), emit_first(e, node));
    default: break;
    }
    switch (builtin_table[node->builtin.id].rule) {
    case RULE_FLOATS: return emit_math(e, node);
    case RULE_FLOAT_TEST: return emit_float_test(e, node);
    case RULE_METHOD: return emit_method(e, node);
    case RULE_REFLECT: return emit_reflection(e, node);
    default: return c_integer(e->arena, 0);
    }
}

/* --- those that raise --- */

static CNode *context_call(Emitter *e, const char *function)
{
    return c_call1(e->arena, function, context_of(e));
}

/* The sizes, and a `full` array's value, in the arguments' order. */
static CNode *new_array(Emitter *e, const Node *node, const char *part)
{
    CNode *call = context_call(e, template_function(e, node->type, part));

    for (uint32_t i = 0; i < node->builtin.arguments.count; i++) {
        c_push(e->arena, &call->list, emit_value(e, argument_of(node, i)));
    }
    return call;
}

static CNode *display_array(Emitter *e, const Node *node)
{
    CNode *call = context_call(e, template_function(e, node->type, "empty"));
    const Node *list = argument_of(node, 0);

    for (uint32_t axis = 0; axis < node->type->rank; axis++) {
        bool is_list = list != NULL && list->kind == NODE_LIST;

        c_push(e->arena, &call->list, c_integer(e->arena, is_list ? list->list.count : 0));
        list = is_list && list->list.count > 0 ? list->list.items[0] : NULL;
    }
    return call;
}

static CNode *copy_array(Emitter *e, const Node *node)
{
    const Type *type = argument_of(node, 0)->type;
    CNode *call =
        context_call(e, template_function(e, type, type->strided ? "strided_copy" : "copy"));

    c_push(e->arena, &call->list, emit_first(e, node));
    return call;
}

static CNode *call_with_first(Emitter *e, const Node *node, const char *function)
{
    CNode *call = context_call(e, use(e, function));

    c_push(e->arena, &call->list, emit_first(e, node));
    return call;
}

CNode *emit_raising_builtin(Emitter *e, const Node *node)
{
    if (builtin_table[node->builtin.id].rule == RULE_METHOD) {
        return emit_method(e, node);
    }
    switch (node->builtin.id) {
    case BUILTIN_ZEROS: return new_array(e, node, "new");
    case BUILTIN_EMPTY: return new_array(e, node, "empty");
    case BUILTIN_FULL: return new_array(e, node, "full");
    case BUILTIN_ARRAY: return display_array(e, node);
    case BUILTIN_COPY: return copy_array(e, node);
    case BUILTIN_STR: return emit_text_call(e, node);
    case BUILTIN_SORT_BY: return emit_sort_by(e, node);
    case BUILTIN_REVERSED: return emit_reversed(e, node);
    case BUILTIN_CELL: return emit_cell(e, node);
    case BUILTIN_FIELDS:
    case BUILTIN_FIELD_TYPE:
    case BUILTIN_GET_FIELD:
    case BUILTIN_METHODS:
    case BUILTIN_METHOD_TYPE:
    case BUILTIN_TRAITS: return emit_reflection(e, node);
    case BUILTIN_FORMAT: return emit_format_call(e, node);
    case BUILTIN_ORD: return call_with_first(e, node, "nb_code_point_of_str");
    case BUILTIN_CHR: return call_with_first(e, node, "nb_str_of_code_point");
    default: return call_with_first(e, node, "nb_round_to_int64");
    }
}

/* round(x) of an integer is itself; round(x, digits) of a float does not raise. */
CNode *emit_round(Emitter *e, const Node *node)
{
    CNode *value = emit_first(e, node);

    if (node->builtin.arguments.count < 2 || type_is_integer(node->type)) {
        return value;
    }
    CNode *rounded =
        c_call2(e->arena, use(e, "nb_rounded"), value, emit_value(e, argument_of(node, 1)));
    return node->type->kind == TYPE_FLOAT32 ? c_cast(e->arena, "float", rounded) : rounded;
}

/* --- array([…]) --- */

static void fill(Emitter *e, const Node *list, CNode *array, uint32_t *position)
{
    for (uint32_t i = 0; i < list->list.count; i++) {
        const Node *item = list->list.items[i];

        if (item->kind == NODE_LIST) {
            fill(e, item, array, position);
            continue;
        }
        CNode *place = c_index(e->arena, c_member(e->arena, array, "data"),
                               c_integer(e->arena, (*position)++));
        push(e, c_assign(e->arena, place, "=", emit_value(e, item)), item->span);
    }
}

static bool is_static_value(const Node *node)
{
    while (node->kind == NODE_UNARY && node->op == OP_NEGATE) {
        node = node->unary.operand;
    }
    return node->kind == NODE_INTEGER || node->kind == NODE_FLOAT || node->kind == NODE_BOOL;
}

static bool collect(Emitter *e, const Node *list, CNodeList *values)
{
    for (uint32_t i = 0; i < list->list.count; i++) {
        const Node *item = list->list.items[i];

        if (item->kind == NODE_LIST) {
            if (!collect(e, item, values)) {
                return false;
            }
        } else if (is_static_value(item)) {
            c_push(e->arena, values, emit_value(e, item));
        } else {
            return false;
        }
    }
    return true;
}

enum { FEW_ELEMENTS = 2 };

void emit_array_fill(Emitter *e, const Node *display, CNode *array)
{
    const Node *list = argument_of(display, 0);
    CNode *values = c_new(e->arena, C_COMPOUND, (Span){0});
    uint32_t position = 0;

    if (list->kind != NODE_LIST) {
        return;
    }
    if (!collect(e, list, &values->list) || values->list.count <= FEW_ELEMENTS) {
        fill(e, list, array, &position);
        return;
    }
    const char *name = local_fresh(e, "elements");
    const char *element = c_type(e, display->type->arguments[0]);
    push(e,
         c_declare(e->arena, text_format(e, "static const %s", element),
                   text_format(e, "%s[]", name), values),
         display->span);
    runtime_use_header(e->runtime, "string.h");
    CNode *copy = c_new(e->arena, C_EXPRESSION, display->span);
    copy->left =
        c_call3(e->arena, "memcpy", c_member(e->arena, array, "data"), c_name(e->arena, name),
                c_unary(e->arena, "sizeof ", c_name(e->arena, name)));
    push(e, copy, display->span);
}
