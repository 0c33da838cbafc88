/* Operators: what types they take and give. Operands of mixed numeric types are promoted. */
#include "infer.h"

static const Type *bool_type(const Infer *infer)
{
    return infer->types->scalar[TYPE_BOOL];
}

static const Type *report_operands(Infer *infer, Operator op, const Type *left, const Type *right,
                                   Span span)
{
    report_error(infer->diagnostics, span, "'%s' does not take %s and %s",
                 operator_table[op].spelling, type_text(infer->types, left),
                 type_text(infer->types, right));
    if (left->kind == TYPE_OPTION || right->kind == TYPE_OPTION) {
        report_help(infer->diagnostics,
                    "x.value is what an option x holds, x.value_or(d) that or else d");
    }
    return error_type(infer);
}

/* --- operands of one type --- */

static const Type *report_mixed(Infer *infer, Operator op, const Node *left, const Node *right,
                                Span span)
{
    const Type *a = left->type;
    const Type *b = right->type;

    report_operands(infer, op, a, b, span);
    if (must_be_closed(infer)) {
        report_help(infer->diagnostics, "closed IR converts operands: write %s(…)",
                    type_text(infer->types, a));
    } else {
        report_help(infer->diagnostics, "convert one of them: write int64(…) or uint64(…)");
    }
    return error_type(infer);
}

/* The one numeric type of both operands. */
static const Type *unify_numbers(Infer *infer, Operator op, Node **left, Node **right, Span span)
{
    const Type *a = (*left)->type;
    const Type *b = (*right)->type;
    const Type *common = a != b && must_be_closed(infer) ? NULL : common_numeric(infer, a, b);

    if (common == NULL) {
        return report_mixed(infer, op, *left, *right, span);
    }
    convert_slot(infer, left, common);
    convert_slot(infer, right, common);
    return common;
}

static bool are_numbers(const Node *left, const Node *right)
{
    return type_is_numeric(left->type) && type_is_numeric(right->type);
}

/* s + t, s * n, n * s, of str, bytes or lists */
static const Type *sequence_type(Infer *infer, Operator op, Node **left, Node **right, Span span)
{
    const Type *a = (*left)->type;
    const Type *b = (*right)->type;

    if (op == OP_ADD && a == b && type_is_text(a)) {
        return a;
    }
    if (op == OP_MULTIPLY && type_is_text(a) && type_is_integer(b)) {
        convert_slot(infer, right, infer->types->scalar[TYPE_INT64]);
        return a;
    }
    if (op == OP_MULTIPLY && type_is_text(b) && type_is_integer(a)) {
        convert_slot(infer, left, infer->types->scalar[TYPE_INT64]);
        return b;
    }
    if (is_list_operation(infer, op, left, right)) {
        return (*left)->type->kind == TYPE_LIST ? (*left)->type : (*right)->type;
    }
    if (is_dict_operation(op, a, b)) {
        return a;
    }
    report_operands(infer, op, a, b, span);
    if (op == OP_ADD && type_is_text(a) != type_is_text(b)) {
        report_help(infer->diagnostics, "write str(…) around the other operand");
    }
    return error_type(infer);
}

static const Type *arithmetic_type(Infer *infer, Operator op, Node **left, Node **right, Span span)
{
    if (!are_numbers(*left, *right)) {
        return sequence_type(infer, op, left, right, span);
    }
    const Type *type = unify_numbers(infer, op, left, right, span);
    if (scalar_class(type) == CLASS_COMPLEX && (op == OP_FLOOR_DIVIDE || op == OP_MODULO)) {
        return report_operands(infer, op, (*left)->type, (*right)->type, span);
    }
    return type;
}

/* `/` on integers gives float64; the operands keep their types. */
static const Type *division_type(Infer *infer, Node **left, Node **right, Span span)
{
    if (!are_numbers(*left, *right)) {
        return report_operands(infer, OP_DIVIDE, (*left)->type, (*right)->type, span);
    }
    const Type *type = unify_numbers(infer, OP_DIVIDE, left, right, span);
    return type_is_integer(type) ? infer->types->scalar[TYPE_FLOAT64] : type;
}

static const Type *bitwise_type(Infer *infer, Operator op, Node **left, Node **right, Span span)
{
    const Type *a = (*left)->type;
    const Type *b = (*right)->type;

    if (type_is_integer(a) && type_is_integer(b)) {
        return unify_numbers(infer, op, left, right, span);
    }
    if (a == b && a->kind == TYPE_BOOL && operator_table[op].group == GROUP_BITWISE) {
        return a;
    }
    if (is_dict_operation(op, a, b)) {
        return a;
    }
    return report_operands(infer, op, a, b, span);
}

/* --- comparisons --- */

static void suggest_comparison(Infer *infer, const Type *type)
{
    if (type->kind == TYPE_ARRAY) {
        report_help(infer->diagnostics, "compare the elements in a loop");
    } else if (scalar_class(type) == CLASS_COMPLEX) {
        report_help(infer->diagnostics, "complex numbers have no order; compare abs() of them");
    }
}

/* An option is compared with what it may hold. */
static void unify_options(Infer *infer, Node **left, Node **right)
{
    const Type *common = common_type(infer, (*left)->type, (*right)->type);

    if (common != NULL) {
        convert_slot(infer, left, common);
        convert_slot(infer, right, common);
    }
}

static const Type *comparison_type(Infer *infer, Operator op, Node **left, Node **right, Span span)
{
    bool is_ordered = op != OP_EQUAL && op != OP_NOT_EQUAL;

    if (are_numbers(*left, *right)) {
        if (is_error(unify_numbers(infer, op, left, right, span))) {
            return error_type(infer);
        }
    }
    if ((*left)->type->kind == TYPE_OPTION || (*right)->type->kind == TYPE_OPTION ||
        (*left)->type->kind == TYPE_CLASS) {
        unify_options(infer, left, right);
    }
    const Type *a = (*left)->type;
    const Type *b = (*right)->type;
    if (a == b && is_comparable(infer, a, is_ordered)) {
        return bool_type(infer);
    }
    report_operands(infer, op, a, b, span);
    suggest_comparison(infer, a);
    return error_type(infer);
}

static const Type *member_type(Infer *infer, Operator op, Node **left, Node **right, Span span)
{
    const Type *a = (*left)->type;
    const Type *b = (*right)->type;

    if (a == b && type_is_text(a)) {
        return bool_type(infer);
    }
    if (b->kind == TYPE_BYTES) {
        coerce(infer, left, infer->types->scalar[TYPE_UINT8],
               (Place){"the byte looked for", NULL, 0});
        return bool_type(infer);
    }
    if ((b->kind != TYPE_ARRAY && !type_is_container(b)) ||
        !is_comparable(infer, b->arguments[0], false)) {
        return report_operands(infer, op, a, b, span);
    }
    coerce(infer, left, b->arguments[0], (Place){"the element looked for", NULL, 0});
    return bool_type(infer);
}

static const Type *logical_type(Infer *infer, Node **left, Node **right)
{
    infer_truth(infer, left, (Place){"a condition", NULL, 0});
    infer_truth(infer, right, (Place){"a condition", NULL, 0});
    return bool_type(infer);
}

const Type *operator_type(Infer *infer, Operator op, Node **left, Node **right, Span span)
{
    if (is_error((*left)->type) || is_error((*right)->type)) {
        return error_type(infer);
    }
    switch (operator_table[op].group) {
    case GROUP_ARITHMETIC: return arithmetic_type(infer, op, left, right, span);
    case GROUP_DIVISION: return division_type(infer, left, right, span);
    case GROUP_BITWISE:
    case GROUP_SHIFT: return bitwise_type(infer, op, left, right, span);
    case GROUP_COMPARISON: return comparison_type(infer, op, left, right, span);
    case GROUP_MEMBER: return member_type(infer, op, left, right, span);
    default: return logical_type(infer, left, right);
    }
}

/* --- operands: a literal takes the other's type --- */

static const Type *number_hint(const Type *type)
{
    return type != NULL && type_is_numeric(type) ? type : NULL;
}

/* What the operands would like, of what the result would like. */
static const Type *operand_hint(Operator op, const Type *hint)
{
    OperatorGroup group = operator_table[op].group;

    if (hint != NULL && hint->kind == TYPE_LIST && (op == OP_ADD || op == OP_MULTIPLY)) {
        return hint;
    }
    if (hint != NULL && is_dict_operation(op, hint, hint)) {
        return hint;
    }
    return group == GROUP_ARITHMETIC || group == GROUP_BITWISE || group == GROUP_DIVISION ||
                   group == GROUP_SHIFT
               ? number_hint(hint)
               : NULL;
}

/* What a literal in front of `op` would like to be, of the type behind it. */
static const Type *neighbour_hint(Infer *infer, Operator op, const Type *type)
{
    bool is_member = operator_table[op].group == GROUP_MEMBER;

    if (may_have_methods(type)) {
        return object_operand_hint(infer, op, type, !is_member);
    }
    if (is_member && type->kind == TYPE_BYTES) {
        return infer->types->scalar[TYPE_UINT8];
    }
    return is_member && (type->kind == TYPE_ARRAY || type_is_container(type)) ? type->arguments[0]
                                                                              : type;
}

/* What the right operand would like to be, of the left one's type. */
static const Type *right_hint(Infer *infer, Operator op, const Node *right, const Type *left)
{
    if (operator_table[op].group == GROUP_MEMBER) {
        return NULL;
    }
    return is_adaptable(right) && may_have_methods(left)
               ? object_operand_hint(infer, op, left, false)
               : left;
}

/* A literal in front of something else waits until that has its type. */
static void infer_operands(Infer *infer, Operator op, Node **left, Node **right, const Type *hint)
{
    const Type *wish = operand_hint(op, hint);

    if (is_adaptable(*left) && !is_adaptable(*right)) {
        const Type *type = infer_expression(infer, right, wish);

        infer_expression(infer, left, neighbour_hint(infer, op, type));
    } else {
        const Type *type = infer_expression(infer, left, wish);

        infer_expression(infer, right, right_hint(infer, op, *right, type));
    }
}

static bool are_literals(const Node *left, const Node *right)
{
    return is_adaptable(left) && is_adaptable(right);
}

static int literal_kind(const Node *node)
{
    while (node->kind == NODE_UNARY) {
        node = node->unary.operand;
    }
    return node->kind;
}

/* `2 * 1.5`, `1 + 2j`: of two literals, one float makes both floats, one imaginary both complex. */
static const Type *literal_hint(const Infer *infer, const Node *left, const Node *right,
                                const Type *hint)
{
    int a = literal_kind(left);
    int b = literal_kind(right);

    if (a == NODE_IMAGINARY || b == NODE_IMAGINARY) {
        bool is_complex = hint != NULL && scalar_class(hint) == CLASS_COMPLEX;

        return is_complex ? hint : infer->types->scalar[TYPE_COMPLEX128];
    }
    if ((a == NODE_FLOAT || b == NODE_FLOAT) && (hint == NULL || type_is_integer(hint))) {
        return infer->types->scalar[TYPE_FLOAT64];
    }
    return hint;
}

static bool is_none(const Node *node)
{
    return node->kind == NODE_NONE ||
           (node->kind == NODE_CONVERT && node->convert.operand->kind == NODE_NONE);
}

/* `x == none`, where what x may hold cannot be compared, is `x is none`. */
static bool become_none_test(Infer *infer, Node *node)
{
    bool is_equality = node->op == OP_EQUAL || node->op == OP_NOT_EQUAL;
    bool is_negated = node->op == OP_NOT_EQUAL;
    Node *operand = is_none(node->binary.left) ? node->binary.right : node->binary.left;

    if (!is_equality || operand->type->kind != TYPE_OPTION ||
        !(is_none(node->binary.left) || is_none(node->binary.right)) ||
        is_comparable(infer, operand->type, false)) {
        return false;
    }
    node->kind = NODE_IS;
    node->op = OP_NONE;
    node->type_test.operand = operand;
    node->type_test.target = NULL;
    node->type_test.is_negated = is_negated;
    return true;
}

const Type *infer_binary(Infer *infer, Node **slot, const Type *hint)
{
    Node *node = *slot;
    Operator op = (Operator)node->op;

    if (are_literals(node->binary.left, node->binary.right)) {
        hint = literal_hint(infer, node->binary.left, node->binary.right, operand_hint(op, hint));
        infer_expression(infer, &node->binary.left, hint);
        infer_expression(infer, &node->binary.right, hint);
    } else {
        infer_operands(infer, op, &node->binary.left, &node->binary.right, hint);
    }
    const Type *type = infer_object_operator(infer, slot);
    if (type != NULL) {
        return type;
    }
    if (become_none_test(infer, node)) {
        return bool_type(infer);
    }
    type = operator_type(infer, op, &node->binary.left, &node->binary.right, node->span);
    return infer_content_operator(infer, slot, type);
}

/* --- unary --- */

/* The sign of a literal belongs to it: -128 fits int8. */
static bool fold_sign(Infer *infer, Node **slot, const Type *hint)
{
    Node *node = *slot;
    Node *operand = node->unary.operand;

    if (operand->type != NULL || (operand->kind != NODE_INTEGER && operand->kind != NODE_FLOAT)) {
        return false;
    }
    operand->span = node->span;
    if (operand->kind == NODE_FLOAT) {
        operand->number = -operand->number;
    } else {
        operand->integer.is_negative = !operand->integer.is_negative;
    }
    *slot = operand;
    infer_literal(infer, slot, hint);
    return true;
}

static const Type *unary_type(Infer *infer, Operator op, Node *node)
{
    const Type *type = node->unary.operand->type;

    if (op == OP_NOT) {
        infer_truth(infer, &node->unary.operand, (Place){"'not'", NULL, 0});
        return bool_type(infer);
    }
    if (is_error(type) || (op == OP_INVERT ? type_is_integer(type) : type_is_numeric(type))) {
        return type;
    }
    report_error(infer->diagnostics, node->span, "'%s' does not take %s",
                 operator_table[op].spelling, type_text(infer->types, type));
    if (op == OP_INVERT && type->kind == TYPE_BOOL) {
        report_help(infer->diagnostics, "write not");
    }
    return error_type(infer);
}

const Type *infer_unary(Infer *infer, Node **slot, const Type *hint)
{
    Node *node = *slot;
    Operator op = (Operator)node->op;

    if (op == OP_NEGATE && fold_sign(infer, slot, hint)) {
        return (*slot)->type;
    }
    infer_expression(infer, &node->unary.operand, op == OP_NOT ? NULL : number_hint(hint));
    const Type *type = infer_object_unary(infer, slot);
    if (type != NULL) {
        return type;
    }
    return unary_type(infer, op, node);
}
