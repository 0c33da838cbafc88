/* emit_expression: expressions of closed IR as C expressions. What raises at its root becomes a call
 * that stores its result through a pointer (emit_raising_call); emit_statement.c looks at its
 * status. Operators of builtins are in emit_builtin.c, views in emit_view.c. */
#include "emit_internal.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const helper_prefixes[HELPER_COUNT] = {
    [HELPER_WRAP_ADD] = "nb_wrap_add_",
    [HELPER_WRAP_SUBTRACT] = "nb_wrap_subtract_",
    [HELPER_WRAP_MULTIPLY] = "nb_wrap_multiply_",
    [HELPER_WRAP_NEGATE] = "nb_wrap_negate_",
    [HELPER_WRAP_ABS] = "nb_wrap_abs_",
    [HELPER_WRAP_SHIFT_LEFT] = "nb_wrap_shift_left_",
    [HELPER_WRAP_POWER] = "nb_wrap_power_",
    [HELPER_SHIFT_RIGHT] = "nb_shift_right_",
    [HELPER_FLOOR_DIVIDE] = "nb_floor_divide_",
    [HELPER_MODULO] = "nb_modulo_",
    [HELPER_ABS] = "nb_abs_",
    [HELPER_MIN] = "nb_min_",
    [HELPER_MAX] = "nb_max_",
    [HELPER_IS_NAN] = "nb_isnan_",
    [HELPER_IS_INF] = "nb_isinf_",
    [HELPER_IS_FINITE] = "nb_isfinite_",
    [HELPER_SIGNBIT] = "nb_signbit_",
};

const char *use_helper(Emitter *e, Helper helper, const Type *type)
{
    const char **name = &e->helpers[helper][type->kind];

    if (*name == NULL) {
        *name = use(e, text_format(e, "%s%s", helper_prefixes[helper], scalar_info(type)->name));
    }
    return *name;
}

/* --- literals --- */

static CNode *emit_integer(Emitter *e, const Node *node)
{
    const ScalarInfo *info = scalar_info(node->type);
    uint64_t value = node->integer.value;

    if (info->class != CLASS_UNSIGNED) {
        if ((int64_t)value == INT64_MIN) {
            return c_name(e->arena, "INT64_MIN");
        }
        return c_integer(e->arena, (int64_t)value);
    }
    if (info->bits < 32) {
        return c_integer(e->arena, (int64_t)value);
    }
    return c_name(e->arena, text_format(e, "%lluU", (unsigned long long)value));
}

/* The shortest decimal text that reads back as `value`. */
static void shortest_decimal(char *text, size_t size, double value, bool is_single)
{
    for (int digits = is_single ? FLT_DIG : DBL_DIG;; digits++) {
        snprintf(text, size, "%.*g", digits, value);
        bool is_exact = is_single ? strtof(text, NULL) == (float)value
                                  : strtod(text, NULL) == value;
        if (is_exact || digits >= 17) {
            return;
        }
    }
}

static CNode *emit_special_float(Emitter *e, double value, const Type *type)
{
    bool is_single = type->kind == TYPE_FLOAT32;

    runtime_use_header(e->runtime, "math.h");
    if (isnan(value)) {
        CNode *nan = c_name(e->arena, "NAN");
        return is_single ? nan : c_cast(e->arena, "double", nan);
    }
    CNode *infinity = c_name(e->arena, is_single ? "HUGE_VALF" : "HUGE_VAL");
    return value < 0 ? c_unary(e->arena, "-", infinity) : infinity;
}

CNode *emit_float(Emitter *e, double value, const Type *type)
{
    enum { TEXT_SIZE = 40 };
    char text[TEXT_SIZE];
    bool is_single = type->kind == TYPE_FLOAT32;

    if (isnan(value) || isinf(value)) {
        return emit_special_float(e, value, type);
    }
    shortest_decimal(text, sizeof text - 3, fabs(value), is_single);
    if (strpbrk(text, ".e") == NULL) {
        strcat(text, ".0");
    }
    if (is_single) {
        strcat(text, "f");
    }
    CNode *number = c_name(e->arena, arena_copy(e->arena, text, strlen(text)));
    return signbit(value) ? c_unary(e->arena, "-", number) : number;
}

static CNode *complex_of(Emitter *e, const Type *type, CNode *real, CNode *imaginary)
{
    CNode *value = c_new(e->arena, C_COMPOUND, (Span){0});

    value->text = c_type(e, type);
    c_push(e->arena, &value->list, real);
    c_push(e->arena, &value->list, imaginary);
    return value;
}

static CNode *emit_imaginary(Emitter *e, const Node *node)
{
    const Type *part = complex_part(&e->program->types, node->type);

    return complex_of(e, node->type, emit_float(e, 0.0, part), emit_float(e, node->number, part));
}

/* Is the C expression of type int, whatever the IR's type: made of literals only? */
static bool is_literal_only(const Node *node)
{
    switch (node->kind) {
    case NODE_INTEGER:
        return true;
    case NODE_UNARY:
        return is_literal_only(node->unary.operand);
    case NODE_BINARY:
        return is_literal_only(node->binary.left) && is_literal_only(node->binary.right);
    case NODE_CONDITIONAL:
        return is_literal_only(node->conditional.then)
            && is_literal_only(node->conditional.otherwise);
    default:
        return false;
    }
}

/* --- names --- */

CNode *name_of_local(Emitter *e, Symbol *symbol)
{
    CNode *name = c_name(e->arena, symbol->c_name);

    symbol->fact = symbol;
    return symbol->is_reference ? c_unary(e->arena, "*", name) : name;
}

/* A global is a field of the context's globals: `globals->scale`. */
static CNode *emit_global(Emitter *e, const Symbol *symbol)
{
    if (e->globals == NULL) {
        e->globals = local_fresh(e, "globals");
    }
    return c_member(e->arena, c_unary(e->arena, "*", c_name(e->arena, e->globals)), symbol->c_name);
}

static CNode *emit_name(Emitter *e, const Node *node)
{
    Symbol *symbol = node->name.symbol;

    switch (symbol->kind) {
    case SYMBOL_GLOBAL:
        return emit_global(e, symbol);
    case SYMBOL_CONSTANT:
        symbol->fact = symbol;
        return c_name(e->arena, symbol->c_name);
    case SYMBOL_FUNCTION:
        return emit_function_value(e, node);
    default:
        return name_of_local(e, symbol);
    }
}

bool node_is_simple(const Node *node)
{
    switch (node->kind) {
    case NODE_NAME:
    case NODE_INTEGER:
    case NODE_FLOAT:
    case NODE_BOOL:
        return true;
    case NODE_FIELD:
        return node_is_simple(node->field.base);
    case NODE_ITEM:
        return node_is_simple(node->item.base);
    default:
        return false;
    }
}

CNode *address_of(Emitter *e, CNode *place)
{
    if (place->kind == C_UNARY && strcmp(place->text, "*") == 0) {
        return place->left;
    }
    return c_unary(e->arena, "&", place);
}

/* --- operators --- */

static Helper wrap_helper(Operator op)
{
    switch (op) {
    case OP_ADD:
        return HELPER_WRAP_ADD;
    case OP_SUBTRACT:
        return HELPER_WRAP_SUBTRACT;
    case OP_MULTIPLY:
        return HELPER_WRAP_MULTIPLY;
    case OP_FLOOR_DIVIDE:
        return HELPER_FLOOR_DIVIDE;
    case OP_MODULO:
        return HELPER_MODULO;
    case OP_SHIFT_LEFT:
        return HELPER_WRAP_SHIFT_LEFT;
    case OP_SHIFT_RIGHT:
        return HELPER_SHIFT_RIGHT;
    default:
        return HELPER_WRAP_POWER;
    }
}

/* C's operator for `op`. */
static const char *c_operator(Operator op)
{
    switch (op) {
    case OP_OR:
        return "||";
    case OP_AND:
        return "&&";
    case OP_FLOOR_DIVIDE:
        return "/";
    default:
        return operator_table[op].spelling;
    }
}

/* Does a bare C operator mean the same: proven not to overflow, or unsigned? */
static bool is_plain_integer_operation(const ScalarInfo *info, Operator op, bool is_proven)
{
    switch (op) {
    case OP_ADD:
    case OP_SUBTRACT:
    case OP_MULTIPLY:
        return is_proven || (info->class == CLASS_UNSIGNED && info->bits >= 32);
    case OP_FLOOR_DIVIDE:
    case OP_MODULO:
        return info->class == CLASS_UNSIGNED;
    case OP_SHIFT_LEFT:
    case OP_SHIFT_RIGHT:
        return info->class == CLASS_UNSIGNED && info->bits >= 32;
    case OP_POWER:
        return false;
    default:
        return true;
    }
}

static bool is_bitwise(Operator op)
{
    return op == OP_BIT_AND || op == OP_BIT_OR || op == OP_BIT_XOR;
}

static CNode *integer_operation(Emitter *e, Operator op, const Type *type, bool is_proven,
                                CNode *left, CNode *right)
{
    const ScalarInfo *info = scalar_info(type);

    if (!is_plain_integer_operation(info, op, is_proven)) {
        return c_call2(e->arena, use_helper(e, wrap_helper(op), type), left, right);
    }
    CNode *value = c_binary(e->arena, c_operator(op), left, right);
    if (info->bits < 32 && !is_bitwise(op)) {
        return c_cast(e->arena, info->c_type, value);
    }
    return value;
}

static CNode *float_operation(Emitter *e, Operator op, const Type *type, CNode *left, CNode *right)
{
    switch (op) {
    case OP_FLOOR_DIVIDE:
    case OP_MODULO:
        return c_call2(e->arena, use_helper(e, wrap_helper(op), type), left, right);
    case OP_POWER:
        runtime_use_header(e->runtime, "math.h");
        return c_call2(e->arena, type->kind == TYPE_FLOAT32 ? "powf" : "pow", left, right);
    default:
        return c_binary(e->arena, c_operator(op), left, right);
    }
}

static CNode *complex_operation(Emitter *e, Operator op, const Type *type, CNode *left,
                                CNode *right)
{
    const char *name = text_format(e, "%s_%s", c_type(e, type), operator_table[op].word);

    return c_call2(e->arena, use(e, name), left, right);
}

CNode *binary_operation(Emitter *e, const Node *node, Operator op, const Type *type, CNode *left,
                        CNode *right)
{
    switch (scalar_class(type)) {
    case CLASS_FLOAT:
        return float_operation(e, op, type, left, right);
    case CLASS_COMPLEX:
        return complex_operation(e, op, type, left, right);
    case CLASS_BOOL:
        return c_binary(e->arena, op == OP_BIT_XOR ? "!=" : c_operator(op), left, right);
    default:
        if (op == OP_DIVIDE) {
            return c_binary(e->arena, "/", c_cast(e->arena, "double", left),
                            c_cast(e->arena, "double", right));
        }
        return integer_operation(e, op, type, (node->flags & FLAG_PROVEN) != 0, left, right);
    }
}

/* --- comparisons --- */

static Operator mirrored(Operator op)
{
    switch (op) {
    case OP_LESS:
        return OP_GREATER;
    case OP_LESS_EQUAL:
        return OP_GREATER_EQUAL;
    case OP_GREATER:
        return OP_LESS;
    case OP_GREATER_EQUAL:
        return OP_LESS_EQUAL;
    default:
        return op;
    }
}

static bool is_least(const ScalarInfo *info, uint64_t value)
{
    return info->class == CLASS_UNSIGNED ? value == 0
                                         : (int64_t)value == INT64_MIN >> (64 - info->bits);
}

static bool is_greatest(const ScalarInfo *info, uint64_t value)
{
    return info->class == CLASS_UNSIGNED ? value == UINT64_MAX >> (64 - info->bits)
                                         : value == (uint64_t)INT64_MAX >> (64 - info->bits);
}

/* "true" or "false" where every value of the type compares so with the literal, which compilers
 * warn of; else NULL. */
static const char *certain_comparison(Operator op, const Node *left, const Node *right)
{
    const ScalarInfo *info = scalar_info(left->type);

    if (left->kind == NODE_INTEGER) {
        const Node *other = left;
        left = right;
        right = other;
        op = mirrored(op);
    }
    if (right->kind != NODE_INTEGER || left->kind == NODE_INTEGER) {
        return NULL;
    }
    if ((op == OP_GREATER_EQUAL || op == OP_LESS) && is_least(info, right->integer.value)) {
        return op == OP_LESS ? "false" : "true";
    }
    if ((op == OP_LESS_EQUAL || op == OP_GREATER) && is_greatest(info, right->integer.value)) {
        return op == OP_GREATER ? "false" : "true";
    }
    return NULL;
}

/* a <= b is not b < a. */
static CNode *compare_tuples(Emitter *e, Operator op, const Type *type, CNode *a, CNode *b)
{
    bool is_swapped = op == OP_GREATER || op == OP_LESS_EQUAL;
    CNode *less = is_swapped ? emit_less(e, type, b, a) : emit_less(e, type, a, b);

    return op == OP_LESS_EQUAL || op == OP_GREATER_EQUAL ? c_unary(e->arena, "!", less) : less;
}

static CNode *emit_comparison(Emitter *e, Operator op, const Node *left, const Node *right)
{
    const Type *type = left->type;
    const char *certain = type_is_integer(type) ? certain_comparison(op, left, right) : NULL;

    if (certain != NULL) {
        runtime_use_header(e->runtime, "stdbool.h");
        return c_name(e->arena, certain);
    }
    CNode *a = emit_expression(e, left);
    CNode *b = emit_expression(e, right);
    if (op == OP_EQUAL) {
        return emit_equal(e, type, a, b);
    }
    if (op == OP_NOT_EQUAL) {
        CNode *equal = emit_equal(e, type, a, b);
        return equal->kind == C_BINARY && strcmp(equal->text, "==") == 0
            ? c_binary(e->arena, "!=", a, b)
            : c_unary(e->arena, "!", equal);
    }
    if (type->kind == TYPE_STR) {
        return c_binary(e->arena, c_operator(op),
                        c_call2(e->arena, use(e, "nb_str_compare"), a, b), c_integer(e->arena, 0));
    }
    if (type->kind == TYPE_TUPLE) {
        return compare_tuples(e, op, type, a, b);
    }
    return c_binary(e->arena, c_operator(op), a, b);
}

static CNode *emit_chain(Emitter *e, const Node *node)
{
    CNode *chain = NULL;

    for (uint32_t i = 0; i + 1 < node->chain.operands.count; i++) {
        CNode *next = emit_comparison(e, (Operator)node->chain.operators[i],
                                      node->chain.operands.items[i],
                                      node->chain.operands.items[i + 1]);

        chain = chain == NULL ? next : c_binary(e->arena, "&&", chain, next);
    }
    return chain;
}

static CNode *emit_contains(Emitter *e, const Node *node)
{
    const Node *whole = node->binary.right;
    CNode *item = emit_value(e, node->binary.left);
    CNode *contains = whole->type->kind == TYPE_STR
        ? c_call2(e->arena, use(e, "nb_str_contains"), emit_expression(e, whole), item)
        : emit_membership(e, whole->type, emit_expression(e, whole), node->binary.left->type, item);

    return node->op == OP_IN ? contains : c_unary(e->arena, "!", contains);
}

/* Two constants of type int must not meet where the IR's type is wider. */
static CNode *emit_left_operand(Emitter *e, const Node *node)
{
    CNode *left = emit_expression(e, node);

    if (!is_literal_only(node) || scalar_info(node->type)->bits < 64) {
        return left;
    }
    return c_call1(e->arena, scalar_class(node->type) == CLASS_SIGNED ? "INT64_C" : "UINT64_C",
                   node->kind == NODE_INTEGER ? c_integer(e->arena, (int64_t)node->integer.value)
                                              : left);
}

static bool needs_wide_literal(const Node *node)
{
    return type_is_integer(node->type) && is_literal_only(node->binary.left)
        && (is_literal_only(node->binary.right) || node->op == OP_SHIFT_LEFT
            || node->op == OP_SHIFT_RIGHT);
}

/* A reason why an operation is plain stands at the end of its statement. */
static void note_reason(Emitter *e, const Node *node)
{
    if (node->reason != NULL && e->reason == NULL) {
        e->reason = node->reason;
    }
}

static CNode *emit_binary(Emitter *e, const Node *node)
{
    Operator op = (Operator)node->op;

    note_reason(e, node);
    switch (operator_table[op].group) {
    case GROUP_COMPARISON:
        return emit_comparison(e, op, node->binary.left, node->binary.right);
    case GROUP_MEMBER:
        return emit_contains(e, node);
    case GROUP_LOGICAL: {
        CNode *left = emit_condition(e, node->binary.left);
        return c_binary(e->arena, c_operator(op), left, emit_condition(e, node->binary.right));
    }
    default:
        break;
    }
    CNode *left = needs_wide_literal(node) ? emit_left_operand(e, node->binary.left)
                                           : emit_expression(e, node->binary.left);
    return binary_operation(e, node, op, node->binary.left->type, left,
                            emit_expression(e, node->binary.right));
}

static CNode *emit_not(Emitter *e, const Node *operand)
{
    if (operand->kind == NODE_BINARY && operand->op == OP_EQUAL) {
        return emit_comparison(e, OP_NOT_EQUAL, operand->binary.left, operand->binary.right);
    }
    if (operand->kind == NODE_BINARY && operand->op == OP_NOT_EQUAL) {
        return emit_comparison(e, OP_EQUAL, operand->binary.left, operand->binary.right);
    }
    return c_unary(e->arena, "!", emit_condition(e, operand));
}

static CNode *emit_negate(Emitter *e, const Node *node)
{
    const ScalarInfo *info = scalar_info(node->type);
    CNode *operand = emit_expression(e, node->unary.operand);

    if (info->class == CLASS_COMPLEX) {
        return c_call1(e->arena, use(e, text_format(e, "%s_negate", c_type(e, node->type))),
                       operand);
    }
    bool is_plain = info->class == CLASS_FLOAT || (node->flags & FLAG_PROVEN) != 0
        || (info->class == CLASS_UNSIGNED && info->bits >= 32);
    if (!is_plain) {
        return c_call1(e->arena, use_helper(e, HELPER_WRAP_NEGATE, node->type), operand);
    }
    CNode *negated = c_unary(e->arena, "-", operand);
    return info->class != CLASS_FLOAT && info->bits < 32 ? c_cast(e->arena, info->c_type, negated)
                                                         : negated;
}

static CNode *emit_unary(Emitter *e, const Node *node)
{
    switch (node->op) {
    case OP_NOT:
        return emit_not(e, node->unary.operand);
    case OP_NEGATE:
        return emit_negate(e, node);
    case OP_INVERT: {
        const ScalarInfo *info = scalar_info(node->type);
        CNode *inverted = c_unary(e->arena, "~", emit_expression(e, node->unary.operand));
        return info->bits < 32 ? c_cast(e->arena, info->c_type, inverted) : inverted;
    }
    default:
        return emit_expression(e, node->unary.operand);
    }
}

/* --- conversions --- */

/* Does C convert implicitly, without a warning and without change? */
static bool is_widening(const Type *from, const Type *to)
{
    const ScalarInfo *narrow = scalar_info(from);
    const ScalarInfo *wide = scalar_info(to);

    if (from == to) {
        return true;
    }
    if (narrow->class == CLASS_BOOL) {
        return type_is_integer(to);
    }
    if (narrow->class == wide->class) {
        return narrow->class != CLASS_COMPLEX && narrow->class != CLASS_NOT_SCALAR
            && narrow->bits <= wide->bits;
    }
    return narrow->class == CLASS_UNSIGNED && wide->class == CLASS_SIGNED
        && narrow->bits < wide->bits;
}

static CNode *convert_integer(Emitter *e, const Type *from, const Type *to, CNode *operand)
{
    bool is_proven_float = type_is_float(from); /* else it would raise */

    if (scalar_class(to) == CLASS_UNSIGNED || is_proven_float || is_widening(from, to)) {
        return c_cast(e->arena, c_type(e, to), operand);
    }
    return c_call1(e->arena,
                   use(e, text_format(e, "nb_narrow_%s_%s", scalar_info(to)->name,
                                      scalar_class(from) == CLASS_SIGNED ? "int64" : "uint64")),
                   operand);
}

static CNode *convert_complex(Emitter *e, const Node *node)
{
    const Type *part = complex_part(&e->program->types, node->type);
    const Type *from = node->convert.operand->type;

    if (scalar_class(from) == CLASS_COMPLEX) {
        CNode *operand = emit_expression(e, node->convert.operand);
        CNode *real = c_member(e->arena, operand, "real");
        CNode *imaginary = c_member(e->arena, operand, "imag");
        if (part->kind == TYPE_FLOAT32) {
            real = c_cast(e->arena, "float", real);
            imaginary = c_cast(e->arena, "float", imaginary);
        }
        return complex_of(e, node->type, real, imaginary);
    }
    CNode *real = emit_value(e, node->convert.operand);
    return complex_of(e, node->type, from == part || is_widening(from, part)
                          ? real : c_cast(e->arena, c_type(e, part), real),
                      node->convert.second != NULL ? emit_value(e, node->convert.second)
                                                   : emit_float(e, 0.0, part));
}

static CNode *convert_scalar(Emitter *e, const Node *node)
{
    const Node *operand = node->convert.operand;

    switch (scalar_class(node->type)) {
    case CLASS_BOOL:
        return operand->type == node->type
            ? emit_expression(e, operand)
            : c_binary(e->arena, "!=", emit_expression(e, operand), c_integer(e->arena, 0));
    case CLASS_FLOAT:
        if (operand->kind == NODE_INTEGER && scalar_class(operand->type) == CLASS_SIGNED) {
            return emit_float(e, (double)(int64_t)operand->integer.value, node->type);
        }
        return c_cast(e->arena, c_type(e, node->type), emit_expression(e, operand));
    case CLASS_COMPLEX:
        return convert_complex(e, node);
    default:
        return convert_integer(e, operand->type, node->type, emit_expression(e, operand));
    }
}

static CNode *emit_convert(Emitter *e, const Node *node)
{
    const Type *from = node->convert.operand->type;

    if (from == node->type && node->convert.second == NULL) {
        return emit_expression(e, node->convert.operand);
    }
    if (node->type->kind == TYPE_ARRAY) {
        return c_call1(e->arena, array_function(e, from, "as_strided"),
                       emit_expression(e, node->convert.operand));
    }
    if (node->type->kind == TYPE_EXCEPTION) {
        return exception_upcast(e, emit_expression(e, node->convert.operand), from->declaration,
                                node->type->declaration);
    }
    if (scalar_class(node->type) == CLASS_NOT_SCALAR) {
        return emit_expression(e, node->convert.operand);
    }
    return convert_scalar(e, node);
}

CNode *emit_value(Emitter *e, const Node *node)
{
    while (node->kind == NODE_CONVERT && node->convert.second == NULL
           && !raises_at_root(e->program, node) && is_widening(node->convert.operand->type, node->type)
           && scalar_class(node->type) != CLASS_COMPLEX) {
        node = node->convert.operand;
    }
    return emit_expression(e, node);
}

CNode *emit_condition(Emitter *e, const Node *node)
{
    return emit_expression(e, node);
}

/* --- compound values --- */

static CNode *emit_compound(Emitter *e, const Type *type, const NodeList *items)
{
    CNode *value = c_new(e->arena, C_COMPOUND, (Span){0});

    value->text = c_type(e, type);
    for (uint32_t i = 0; i < items->count; i++) {
        c_push(e->arena, &value->list, emit_value(e, items->items[i]));
    }
    if (items->count == 0) {
        c_push(e->arena, &value->list, c_integer(e->arena, 0));
    }
    return value;
}

static CNode *emit_item(Emitter *e, const Node *node)
{
    return c_member(e->arena, emit_expression(e, node->item.base),
                    text_format(e, "item_%u", node->item.position));
}

static CNode *emit_field(Emitter *e, const Node *node)
{
    const Type *type = node->field.base->type;
    CNode *base = emit_expression(e, node->field.base);

    if (type->kind == TYPE_EXCEPTION) {
        return exception_field(e, base, type->declaration, node->field.position);
    }
    const SymbolList *fields = &type->declaration->declaration->fields;
    return c_member(e->arena, base, field_name(e, fields->items[node->field.position]));
}

/* --- elements --- */

static CNode *emit_axis_index(Emitter *e, const Node *index, bool is_operand)
{
    CNode *value = emit_value(e, index);

    return is_operand && index->type->kind == TYPE_UINT64 ? c_cast(e->arena, "int64_t", value)
                                                          : value;
}

static CNode *axis_of(Emitter *e, CNode *array, const char *what, uint32_t axis)
{
    return c_index(e->arena, c_member(e->arena, array, what), c_integer(e->arena, axis));
}

/* i * a.shape[1] + j; with strides i * a.strides[0] + j * a.strides[1]. */
static CNode *element_offset(Emitter *e, const Node *node, CNode *array)
{
    const Type *type = node->index.base->type;
    CNode *offset = NULL;

    for (uint32_t axis = 0; axis < node->index.items.count; axis++) {
        CNode *index = emit_axis_index(e, node->index.items.items[axis],
                                       type->rank > 1 || type->strided);

        if (type->strided) {
            index = c_binary(e->arena, "*", index, axis_of(e, array, "strides", axis));
        } else if (offset != NULL) {
            offset = c_binary(e->arena, "*", offset, axis_of(e, array, "shape", axis));
        }
        offset = offset == NULL ? index : c_binary(e->arena, "+", offset, index);
    }
    return offset;
}

static CNode *emit_index(Emitter *e, const Node *node)
{
    CNode *base = emit_expression(e, node->index.base);

    note_reason(e, node);
    if (node->index.base->type->kind == TYPE_STR) {
        return c_call2(e->arena, use(e, "nb_str_at"), base,
                       emit_value(e, node->index.items.items[0]));
    }
    return c_index(e->arena, c_member(e->arena, base, "data"), element_offset(e, node, base));
}

/* --- calls --- */

static CNode *emit_argument(Emitter *e, const Node *argument)
{
    if (argument->kind == NODE_REFERENCE) {
        return address_of(e, emit_expression(e, argument->unary.operand));
    }
    return emit_value(e, argument);
}

static void push_arguments(Emitter *e, CNode *call, const NodeList *arguments)
{
    for (uint32_t i = 0; i < arguments->count; i++) {
        c_push(e->arena, &call->list, emit_argument(e, arguments->items[i]));
    }
}

static bool is_direct_call(const Node *node)
{
    return node->call.callee->kind == NODE_NAME
        && node->call.callee->name.symbol->kind == SYMBOL_FUNCTION;
}

/* f(ctx, a, b), without the result's place. */
static CNode *emit_direct_call(Emitter *e, const Node *node)
{
    const Function *callee = node->call.callee->name.symbol->function;
    CNode *call = c_call(e->arena, callee->symbol->c_name);

    declare_ahead(e, callee);
    if (function_takes_context(callee)) {
        c_push(e->arena, &call->list, context_of(e));
    }
    push_arguments(e, call, &node->call.arguments);
    return call;
}

/* f.call(ctx, f.environment, a, b) */
static CNode *emit_value_call(Emitter *e, const Node *node)
{
    CNode *value = emit_expression(e, node->call.callee);
    CNode *call = c_new(e->arena, C_CALL, (Span){0});

    call->left = c_member(e->arena, value, "call");
    c_push(e->arena, &call->list, context_of(e));
    c_push(e->arena, &call->list, c_member(e->arena, value, "environment"));
    push_arguments(e, call, &node->call.arguments);
    return call;
}

static CNode *emit_call(Emitter *e, const Node *node)
{
    return is_direct_call(node) ? emit_direct_call(e, node) : emit_value_call(e, node);
}

/* --- constants --- */

/* C wants a constant expression: a constant stands for its value. */
CNode *emit_static_value(Emitter *e, const Node *node)
{
    if (node->kind == NODE_NAME && node->name.symbol->kind == SYMBOL_CONSTANT) {
        return emit_static_value(e, node->name.symbol->value);
    }
    CNode *value = emit_value(e, node);
    if (node->kind == NODE_STRING) {
        value->left->text = use(e, value->list.count == 1 ? "NB_STR_INIT" : "NB_STR_UTF8_INIT");
    } else if (value->kind == C_COMPOUND) {
        value->text = NULL;
        for (uint32_t i = 0; i < value->list.count && node->kind == NODE_TUPLE; i++) {
            value->list.items[i] = emit_static_value(e, node->list.items[i]);
        }
    }
    return value;
}

/* --- what raises at its root --- */

static CNode *raising_convert(Emitter *e, const Node *node)
{
    const Type *from = node->convert.operand->type;
    const char *source = from->kind == TYPE_STR ? "str" : "float64";
    const char *name = text_format(e, "nb_%s_of_%s", scalar_info(node->type)->name, source);

    return c_call2(e->arena, use(e, name), context_of(e), emit_value(e, node->convert.operand));
}

static CNode *raising_binary(Emitter *e, const Node *node)
{
    const Node *left = node->binary.left;
    const Node *right = node->binary.right;

    if (node->op == OP_ADD) {
        return c_call3(e->arena, use(e, "nb_str_concat"), context_of(e), emit_expression(e, left),
                       emit_expression(e, right));
    }
    if (left->type->kind != TYPE_STR) {
        left = node->binary.right;
        right = node->binary.left;
    }
    return c_call3(e->arena, use(e, "nb_str_repeat"), context_of(e), emit_expression(e, left),
                   emit_value(e, right));
}

CNode *emit_raising_call(Emitter *e, const Node *node, CNode *result)
{
    CNode *call;

    switch (node->kind) {
    case NODE_CALL:
        call = emit_call(e, node);
        break;
    case NODE_CONVERT:
        call = raising_convert(e, node);
        break;
    case NODE_BINARY:
        call = raising_binary(e, node);
        break;
    case NODE_CONSTRUCT:
        call = emit_exception_new(e, node);
        break;
    case NODE_VIEW:
        call = emit_text_slice_step(e, node);
        break;
    default:
        call = emit_raising_builtin(e, node);
        break;
    }
    if (result != NULL) {
        c_push(e->arena, &call->list, result);
    }
    return call;
}

/* --- the switch --- */

CNode *emit_expression(Emitter *e, const Node *node)
{
    switch (node->kind) {
    case NODE_INTEGER:
        return emit_integer(e, node);
    case NODE_FLOAT:
        return emit_float(e, node->number, node->type);
    case NODE_IMAGINARY:
        return emit_imaginary(e, node);
    case NODE_STRING:
        return emit_string(e, node->string.bytes, node->string.size);
    case NODE_BOOL:
        runtime_use_header(e->runtime, "stdbool.h");
        return c_name(e->arena, node->integer.value != 0 ? "true" : "false");
    case NODE_NAME:
        return emit_name(e, node);
    case NODE_UNARY:
        return emit_unary(e, node);
    case NODE_BINARY:
        return emit_binary(e, node);
    case NODE_CHAIN:
        return emit_chain(e, node);
    case NODE_CONDITIONAL: {
        CNode *choice = c_new(e->arena, C_CONDITIONAL, (Span){0});
        choice->left = emit_condition(e, node->conditional.condition);
        choice->right = emit_expression(e, node->conditional.then);
        choice->third = emit_expression(e, node->conditional.otherwise);
        return choice;
    }
    case NODE_CALL:
        return emit_call(e, node);
    case NODE_BUILTIN:
        return emit_builtin(e, node);
    case NODE_CONVERT:
        return emit_convert(e, node);
    case NODE_CONSTRUCT:
        return emit_compound(e, node->type, &node->construct.arguments);
    case NODE_TUPLE:
        return emit_compound(e, node->type, &node->list);
    case NODE_INDEX:
        return emit_index(e, node);
    case NODE_VIEW:
        return emit_view(e, node);
    case NODE_ITEM:
        return emit_item(e, node);
    case NODE_FIELD:
        return emit_field(e, node);
    case NODE_REFERENCE:
        return address_of(e, emit_expression(e, node->unary.operand));
    case NODE_BIND:
        return emit_function_value(e, node);
    default:
        return c_integer(e->arena, 0);
    }
}
