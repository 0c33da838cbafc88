/* emit_operator: operators and comparisons. A bare C operator on integers means that the operation
 * was proven not to overflow, or is unsigned; else a helper of the runtime wraps. */
#include "emit_internal.h"

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
        e->lasting_texts++;
    }
    return *name;
}

/* --- operators --- */

static Helper wrap_helper(Operator op)
{
    switch (op) {
    case OP_ADD: return HELPER_WRAP_ADD;
    case OP_SUBTRACT: return HELPER_WRAP_SUBTRACT;
    case OP_MULTIPLY: return HELPER_WRAP_MULTIPLY;
    case OP_FLOOR_DIVIDE: return HELPER_FLOOR_DIVIDE;
    case OP_MODULO: return HELPER_MODULO;
    case OP_SHIFT_LEFT: return HELPER_WRAP_SHIFT_LEFT;
    case OP_SHIFT_RIGHT: return HELPER_SHIFT_RIGHT;
    default: return HELPER_WRAP_POWER;
    }
}

/* C's operator for `op`. */
static const char *c_operator(Operator op)
{
    switch (op) {
    case OP_OR: return "||";
    case OP_AND: return "&&";
    case OP_FLOOR_DIVIDE: return "/";
    default: return operator_table[op].spelling;
    }
}

/* Does a bare C operator mean the same: proven not to overflow, not negative, or unsigned? */
static bool is_plain_integer_operation(const ScalarInfo *info, Operator op, uint16_t flags)
{
    bool is_proven = (flags & FLAG_PROVEN) != 0;

    switch (op) {
    case OP_ADD:
    case OP_SUBTRACT:
    case OP_MULTIPLY: return is_proven || (info->class == CLASS_UNSIGNED && info->bits >= 32);
    case OP_FLOOR_DIVIDE:
    case OP_MODULO: return info->class == CLASS_UNSIGNED || (flags & FLAG_PLAIN) != 0;
    case OP_SHIFT_LEFT:
    case OP_SHIFT_RIGHT: return info->class == CLASS_UNSIGNED && info->bits >= 32;
    case OP_POWER: return false;
    default: return true;
    }
}

static bool is_bitwise(Operator op)
{
    return op == OP_BIT_AND || op == OP_BIT_OR || op == OP_BIT_XOR;
}

static CNode *integer_operation(Emitter *e, Operator op, const Type *type, uint16_t flags,
                                CNode *left, CNode *right)
{
    const ScalarInfo *info = scalar_info(type);

    if (!is_plain_integer_operation(info, op, flags)) {
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
    case OP_MODULO: return c_call2(e->arena, use_helper(e, wrap_helper(op), type), left, right);
    case OP_POWER:
        runtime_use_header(e->runtime, "math.h");
        return c_call2(e->arena, type->kind == TYPE_FLOAT32 ? "powf" : "pow", left, right);
    default: return c_binary(e->arena, c_operator(op), left, right);
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
    case CLASS_FLOAT: return float_operation(e, op, type, left, right);
    case CLASS_COMPLEX: return complex_operation(e, op, type, left, right);
    case CLASS_BOOL:
        return c_binary(e->arena, op == OP_BIT_XOR ? "!=" : c_operator(op), left, right);
    default:
        if (op == OP_DIVIDE) {
            return c_binary(e->arena, "/", c_cast(e->arena, "double", left),
                            c_cast(e->arena, "double", right));
        }
        return integer_operation(e, op, type, node->flags, left, right);
    }
}

/* --- comparisons --- */

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
        op = operator_mirrored(op);
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

static void find_call(Node **slot, void *found)
{
    *(bool *)found |= (*slot)->kind == NODE_CALL;
    node_children(*slot, find_call, found);
}

static bool has_call(Node *node)
{
    bool found = false;

    find_call(&node, &found);
    return found;
}

/* false, or `a == b && false` where a or b must be evaluated. */
static CNode *emit_certain(Emitter *e, const char *truth, Node *left, Node *right)
{
    CNode *value = c_name(e->arena, truth);

    runtime_use_header(e->runtime, "stdbool.h");
    if (!has_call(left) && !has_call(right)) {
        return value;
    }
    CNode *equal = c_binary(e->arena, "==", emit_expression(e, left), emit_expression(e, right));
    return c_binary(e->arena, strcmp(truth, "true") == 0 ? "||" : "&&", equal, value);
}

/* a <= b is not b < a. */
static CNode *compare_by_less(Emitter *e, Operator op, const Type *type, CNode *a, CNode *b)
{
    bool is_swapped = op == OP_GREATER || op == OP_LESS_EQUAL;
    CNode *less = is_swapped ? emit_less(e, type, b, a) : emit_less(e, type, a, b);

    return op == OP_LESS_EQUAL || op == OP_GREATER_EQUAL ? c_unary(e->arena, "!", less) : less;
}

/* a <= b of sets: whether b holds all of a. */
static CNode *compare_sets(Emitter *e, Operator op, const Type *type, CNode *a, CNode *b)
{
    const char *part = op == OP_LESS            ? "less"
                       : op == OP_LESS_EQUAL    ? "is_subset"
                       : op == OP_GREATER_EQUAL ? "is_superset"
                                                : "greater";

    return c_call2(e->arena, template_function(e, type, part), a, b);
}

static CNode *emit_comparison(Emitter *e, Operator op, Node *left, Node *right)
{
    const Type *type = left->type;
    const char *certain = type_is_integer(type) ? certain_comparison(op, left, right) : NULL;

    if (certain != NULL) {
        return emit_certain(e, certain, left, right);
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
    if (type_is_text(type)) {
        CNode *order = separated(e, c_call2(e->arena, sequence_function(e, type, "compare"), a, b));
        return c_binary(e->arena, c_operator(op), order, c_integer(e->arena, 0));
    }
    if (type->kind == TYPE_TUPLE || type->kind == TYPE_LIST) {
        return compare_by_less(e, op, type, a, b);
    }
    if (type->kind == TYPE_SET) {
        return compare_sets(e, op, type, a, b);
    }
    return c_binary(e->arena, c_operator(op), a, b);
}

CNode *emit_chain(Emitter *e, const Node *node)
{
    CNode *chain = NULL;

    for (uint32_t i = 0; i + 1 < node->chain.operands.count; i++) {
        CNode *next =
            emit_comparison(e, (Operator)node->chain.operators[i], node->chain.operands.items[i],
                            node->chain.operands.items[i + 1]);

        chain = chain == NULL ? next : c_binary(e->arena, "&&", chain, next);
    }
    return chain;
}

static CNode *emit_contains(Emitter *e, const Node *node)
{
    const Node *whole = node->binary.right;
    CNode *item = emit_value(e, node->binary.left);
    const Type *item_type = node->binary.left->type;
    CNode *place = emit_expression(e, whole);
    CNode *contains = type_is_text(whole->type)
                          ? c_call2(e->arena,
                                    sequence_function(e, whole->type,
                                                      type_is_text(item_type) ? "contains" : "has"),
                                    place, item)
                          : emit_membership(e, whole->type, place, item_type, item);

    return node->op == OP_IN ? contains : c_unary(e->arena, "!", contains);
}

/* Is the C expression of type int, whatever the IR's type: made of literals only? */
static bool is_literal_only(const Node *node)
{
    switch (node->kind) {
    case NODE_INTEGER: return true;
    case NODE_UNARY: return is_literal_only(node->unary.operand);
    case NODE_BINARY:
        return is_literal_only(node->binary.left) && is_literal_only(node->binary.right);
    case NODE_CONDITIONAL:
        return is_literal_only(node->conditional.then) &&
               is_literal_only(node->conditional.otherwise);
    default: return false;
    }
}

/* Two constants of type int must not meet where the IR's type is wider. */
static CNode *emit_left_operand(Emitter *e, const Node *node)
{
    CNode *left = emit_expression(e, node);

    if (!is_literal_only(node) || scalar_info(node->type)->bits < 64) {
        return left;
    }
    int64_t value = node->kind == NODE_INTEGER ? (int64_t)node->integer.value : 0;
    bool is_wide = node->kind == NODE_BINARY || /* its own left operand is wide */
                   value > INT32_MAX || value < -INT32_MAX ||
                   (value < 0 && scalar_class(node->type) == CLASS_UNSIGNED);
    if (is_wide) {
        return left;
    }
    if (node->kind != NODE_INTEGER) {
        return c_cast(e->arena, scalar_info(node->type)->c_type, left);
    }
    return c_call1(e->arena, scalar_class(node->type) == CLASS_SIGNED ? "INT64_C" : "UINT64_C",
                   c_integer(e->arena, value));
}

static bool needs_wide_literal(const Node *node)
{
    return type_is_integer(node->type) && is_literal_only(node->binary.left) &&
           (is_literal_only(node->binary.right) || node->op == OP_SHIFT_LEFT ||
            node->op == OP_SHIFT_RIGHT);
}

CNode *emit_binary(Emitter *e, const Node *node)
{
    Operator op = (Operator)node->op;

    if (e->reason == NULL) { /* stands at the end of the statement */
        e->reason = node->binary.reason;
    }
    switch (operator_table[op].group) {
    case GROUP_COMPARISON: return emit_comparison(e, op, node->binary.left, node->binary.right);
    case GROUP_MEMBER: return emit_contains(e, node);
    case GROUP_LOGICAL: {
        CNode *left = emit_expression(e, node->binary.left);
        return c_binary(e->arena, c_operator(op), left, emit_lazily(e, node->binary.right));
    }
    default: break;
    }
    CNode *left = needs_wide_literal(node) ? emit_left_operand(e, node->binary.left)
                                           : emit_expression(e, node->binary.left);
    return binary_operation(e, node, op, node->binary.left->type, left,
                            emit_expression(e, node->binary.right));
}

/* The operator that is true where the comparison's is not; OP_NONE: with NaN neither may be. */
static Operator contrary(const Node *comparison)
{
    bool is_total = type_is_integer(comparison->binary.left->type) &&
                    type_is_integer(comparison->binary.right->type);

    switch ((Operator)comparison->op) {
    case OP_EQUAL: return OP_NOT_EQUAL;
    case OP_NOT_EQUAL: return OP_EQUAL;
    case OP_LESS: return is_total ? OP_GREATER_EQUAL : OP_NONE;
    case OP_LESS_EQUAL: return is_total ? OP_GREATER : OP_NONE;
    case OP_GREATER: return is_total ? OP_LESS_EQUAL : OP_NONE;
    case OP_GREATER_EQUAL: return is_total ? OP_LESS : OP_NONE;
    default: return OP_NONE;
    }
}

static CNode *emit_not(Emitter *e, const Node *operand)
{
    Operator op = operand->kind == NODE_BINARY ? contrary(operand) : OP_NONE;

    if (op != OP_NONE) {
        return emit_comparison(e, op, operand->binary.left, operand->binary.right);
    }
    if (operand->kind == NODE_IS && operand->type_test.target == NULL) {
        return emit_none_test(e, operand, !operand->type_test.is_negated);
    }
    return c_unary(e->arena, "!", emit_expression(e, operand));
}

static CNode *emit_negate(Emitter *e, const Node *node)
{
    const ScalarInfo *info = scalar_info(node->type);
    CNode *operand = emit_expression(e, node->unary.operand);

    if (info->class == CLASS_COMPLEX) {
        return c_call1(e->arena, use(e, text_format(e, "%s_negate", c_type(e, node->type))),
                       operand);
    }
    bool is_plain = info->class == CLASS_FLOAT || (node->flags & FLAG_PROVEN) != 0 ||
                    (info->class == CLASS_UNSIGNED && info->bits >= 32);
    if (!is_plain) {
        return c_call1(e->arena, use_helper(e, HELPER_WRAP_NEGATE, node->type), operand);
    }
    CNode *negated = c_unary(e->arena, "-", operand);
    return info->class != CLASS_FLOAT && info->bits < 32 ? c_cast(e->arena, info->c_type, negated)
                                                         : negated;
}

CNode *emit_unary(Emitter *e, const Node *node)
{
    switch (node->op) {
    case OP_NOT: return emit_not(e, node->unary.operand);
    case OP_NEGATE: return emit_negate(e, node);
    case OP_INVERT: {
        const ScalarInfo *info = scalar_info(node->type);
        CNode *inverted = c_unary(e->arena, "~", emit_expression(e, node->unary.operand));
        return info->bits < 32 ? c_cast(e->arena, info->c_type, inverted) : inverted;
    }
    default: return emit_expression(e, node->unary.operand);
    }
}
