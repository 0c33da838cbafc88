/* Expressions: what each can be, and which of its operations are proven; see prove.h. */
#include "class.h"
#include "prove.h"

/* Where marks are only added, those that are made on a guess are kept to be undone. */
void set_mark(Prover *prover, Node *node, NodeFlag flag, bool is_set)
{
    if (is_set && prover->adds_marks && prover->guessing > 0 && (node->flags & flag) == 0) {
        Mark mark = {node, flag};

        LIST_PUSH(prover->arena, &prover->marks, mark);
    }
    if (is_set) {
        node->flags |= (uint16_t)flag;
    } else if (!prover->adds_marks) {
        node->flags &= (uint16_t) ~(unsigned)flag;
    }
}

void undo_marks(Prover *prover, uint32_t count)
{
    while (prover->marks.count > count) {
        Mark mark = prover->marks.items[--prover->marks.count];

        mark.node->flags &= (uint16_t) ~(unsigned)mark.flag;
    }
}

void mark_proven(Prover *prover, Node *node, bool is_proven)
{
    set_mark(prover, node, FLAG_PROVEN, is_proven);
    if (!prover->adds_marks) {
        set_mark(prover, node, FLAG_TRUSTED, false);
    }
}

static void prove_slot(Node **slot, void *prover)
{
    prove_expression(prover, *slot);
}

Value prove_children(Prover *prover, Node *node)
{
    Value length;

    node_children(node, prove_slot, prover);
    Local *list = growing_list(prover, node, &length);
    forget_changed(prover, node);
    if (list != NULL) {
        set_length(prover, list, length);
    }
    return value_of_type(prover, node->type);
}

/* --- leaves --- */

static Value prove_integer(const Node *node)
{
    const ScalarInfo *info = scalar_info(node->type);
    uint64_t bits = node->integer.value;
    uint64_t sign;

    if (node->integer.is_negative) {
        bits = (uint64_t)0 - bits;
    }
    if (info->class == CLASS_UNSIGNED) {
        bits &= UINT64_MAX >> (64 - info->bits);
        return bits > INT64_MAX ? value_unknown() : value_constant((int64_t)bits);
    }
    if (info->class != CLASS_SIGNED) {
        return value_unknown();
    }
    sign = UINT64_C(1) << (info->bits - 1);
    bits = ((bits & (sign | (sign - 1))) ^ sign) - sign;
    return value_constant(bits > INT64_MAX ? -(int64_t)~bits - 1 : (int64_t)bits);
}

static Value prove_name(Prover *prover, const Node *node)
{
    const Local *local = local_of(node->name.symbol);

    if (local == NULL || local->is_shared || !has_value(node->type)) {
        return value_of_type(prover, node->type);
    }
    return local->value;
}

/* --- arithmetic --- */

/* Is the divisor, an integer or float of that value, certainly not 0? */
static bool is_nonzero(Prover *prover, const Node *node, Value value)
{
    const Local *local = float_local(prover, node);

    if (node->kind == NODE_UNARY && node->op == OP_NEGATE && type_is_float(node->type)) {
        node = node->unary.operand;
    }
    if (node->kind == NODE_NAME && node->name.symbol->kind == SYMBOL_CONSTANT &&
        node->name.symbol->value != NULL) {
        node = node->name.symbol->value;
    }
    if (node->kind == NODE_FLOAT) {
        return node->number != 0.0;
    }
    return (local != NULL && local->is_nonzero) || value_differs(prover, value, 0);
}

/* Does C's operator give the result of the proven division or shift? */
static bool is_plain(Prover *prover, Operator op, const Type *type, Value x, Value y)
{
    bool fits;

    if (!x.is_known || !y.is_known || value_low(prover, x) < 0) {
        return false;
    }
    switch (op) {
    case OP_FLOOR_DIVIDE:
    case OP_MODULO: return value_low(prover, y) > 0;
    case OP_SHIFT_RIGHT: return true;
    case OP_SHIFT_LEFT: {
        int64_t count = value_high(prover, y);
        int64_t factor = count >= 0 && count < 62 ? INT64_C(1) << count : INT64_MAX;

        range_operation(prover, OP_MULTIPLY, type, x, value_constant(factor), &fits);
        return fits;
    }
    default: return false;
    }
}

/* The operation's check held. */
static void assume_operand(Prover *prover, Operator op, const Type *type, Value y)
{
    switch (op) {
    case OP_FLOOR_DIVIDE:
    case OP_MODULO: assume_different(prover, y, value_constant(0)); break;
    case OP_SHIFT_LEFT:
    case OP_SHIFT_RIGHT:
        assume_at_most(prover, value_constant(0), y, 0);
        assume_at_most(prover, y, value_constant(scalar_info(type)->bits), -1);
        break;
    case OP_POWER: assume_at_most(prover, value_constant(0), y, 0); break;
    default: break;
    }
}

Value prove_operation(Prover *prover, Node *node, const Type *type, Value x, Value y)
{
    Operator op = (Operator)node->op;
    bool wraps = op == OP_ADD || op == OP_SUBTRACT || op == OP_MULTIPLY;
    bool fits;
    Value value = range_operation(prover, op, type, x, y, &fits);

    mark_proven(prover, node,
                fits && operator_table[op].group != GROUP_BITWISE &&
                    (!wraps || scalar_class(type) == CLASS_SIGNED));
    if (!fits && !wraps) {
        assume_operand(prover, op, type, y);
        value = range_operation(prover, op, type, x, y, &fits);
    }
    set_mark(prover, node, FLAG_PLAIN, fits && is_plain(prover, op, type, x, y));
    return value;
}

void assume_nonzero(Prover *prover, const Node *node, Value value)
{
    Local *local = float_local(prover, node);

    if (local != NULL) {
        local_set_nonzero(prover, local);
    }
    assume_different(prover, value, value_constant(0));
}

void prove_quotient(Prover *prover, Node *node, const Node *divisor, Value value)
{
    mark_proven(prover, node, is_nonzero(prover, divisor, value));
    assume_nonzero(prover, divisor, value);
}

bool is_quotient(const Node *node, const Node *divisor)
{
    if (node->op == OP_DIVIDE) {
        return type_is_integer(divisor->type);
    }
    return (node->op == OP_FLOOR_DIVIDE || node->op == OP_MODULO) && type_is_float(divisor->type);
}

static Value prove_arithmetic(Prover *prover, Node *node)
{
    Value x = prove_expression(prover, node->binary.left);
    Value y = prove_expression(prover, node->binary.right);

    if (type_is_integer(node->type)) {
        return prove_operation(prover, node, node->type, x, y);
    }
    if (is_quotient(node, node->binary.right)) {
        prove_quotient(prover, node, node->binary.right, y);
    }
    return value_unknown();
}

static Value prove_binary(Prover *prover, Node *node)
{
    switch (operator_table[node->op].group) {
    case GROUP_LOGICAL: prove_logical(prover, node); return value_unknown();
    case GROUP_COMPARISON:
        prove_operand(prover, node->binary.left);
        prove_operand(prover, node->binary.right);
        forget_fields(prover, node);
        return value_unknown();
    case GROUP_MEMBER: return prove_children(prover, node);
    default: return prove_arithmetic(prover, node);
    }
}

static Value prove_unary(Prover *prover, Node *node)
{
    Value x = prove_expression(prover, node->unary.operand);
    bool fits;

    if (!type_is_integer(node->type)) {
        return value_unknown();
    }
    switch (node->op) {
    case OP_NEGATE:
        x = range_operation(prover, OP_SUBTRACT, node->type, value_constant(0), x, &fits);
        mark_proven(prover, node, fits && scalar_class(node->type) == CLASS_SIGNED);
        return x;
    case OP_PLUS: return x;
    default: return value_of_type(prover, node->type);
    }
}

/* --- conversions --- */

/* Floats of up to 2^53 hold integers exactly, and no rounding leads out of the interval. */
#define MOST_EXACT (INT64_C(1) << 53)

static bool float_fits(Prover *prover, const Node *operand, Value source, const Type *type)
{
    int64_t low = INT64_MIN;
    int64_t high = INT64_MAX;

    type_range(type, &low, &high);
    if (operand->kind == NODE_FLOAT) {
        return operand->number > (double)low && operand->number < (double)high;
    }
    if (operand->kind != NODE_CONVERT || !type_is_integer(operand->convert.operand->type) ||
        operand->type->kind != TYPE_FLOAT64 || !source.is_known) {
        return false;
    }
    low = low < -MOST_EXACT ? -MOST_EXACT : low;
    high = high > MOST_EXACT ? MOST_EXACT : high;
    return value_low(prover, source) >= low && value_high(prover, source) <= high;
}

static Value convert_integer(Prover *prover, const Type *type, Value source)
{
    int64_t low;
    int64_t high;

    if (source.is_known && type_range(type, &low, &high) && value_low(prover, source) >= low &&
        value_high(prover, source) <= high) {
        return source;
    }
    return value_of_type(prover, type);
}

/* An option stays what it is, and a value is not none. */
static Value convert_option(Prover *prover, const Type *type, const Type *from, Value source)
{
    switch (from->kind) {
    case TYPE_OPTION: return source;
    case TYPE_NONE: return value_of_type(prover, type);
    default: return value_constant(1);
    }
}

static Value prove_convert(Prover *prover, Node *node)
{
    Node *operand = node->convert.operand;
    Value source = prove_expression(prover, operand);

    if (node->convert.second != NULL) {
        prove_expression(prover, node->convert.second);
        return value_unknown();
    }
    if (node->type->kind == TYPE_OPTION) {
        return convert_option(prover, node->type, operand->type, source);
    }
    if (type_is_integer(operand->type)) { /* a float's value is the integer it was made from */
        return type_is_integer(node->type) ? convert_integer(prover, node->type, source) : source;
    }
    if (operand->type->kind == TYPE_BOOL && type_is_integer(node->type)) {
        return value_between(prover, 0, 1);
    }
    if (type_is_float(operand->type) && type_is_integer(node->type)) {
        mark_proven(prover, node, float_fits(prover, operand, source, node->type));
    }
    return value_of_type(prover, node->type);
}

/* x as C, where a test before told that x is one, needs no check; behind one it is known, too. */
static Value prove_downcast(Prover *prover, Node *node)
{
    Local *local = object_local(prover, node->type_test.operand);

    prove_children(prover, node);
    if (local == NULL || !node_is_downcast(node)) {
        return value_unknown();
    }
    if (prover->guessing == 0 && local_is_tested(local, node->type)) {
        node->flags |= FLAG_PROVEN;
    }
    local_set_tested(prover, local, node->type);
    return value_unknown();
}

/* --- all expressions --- */

Value prove_expression(Prover *prover, Node *node)
{
    if (node->type != NULL && type_axes(node->type) > 0) {
        prove_axes(prover, node);
        return value_unknown();
    }
    switch (node->kind) {
    case NODE_INTEGER: return prove_integer(node);
    case NODE_NAME: return prove_name(prover, node);
    case NODE_FIELD: prove_children(prover, node); return field_value(prover, node);
    case NODE_UNARY: return prove_unary(prover, node);
    case NODE_BINARY: return prove_binary(prover, node);
    case NODE_CHAIN: prove_chain(prover, node); return value_unknown();
    case NODE_CONDITIONAL: return prove_conditional(prover, node);
    case NODE_BUILTIN: return prove_builtin(prover, node);
    case NODE_CONVERT: return prove_convert(prover, node);
    case NODE_INDEX: return prove_index(prover, node);
    case NODE_AS: return prove_downcast(prover, node);
    default: return prove_children(prover, node);
    }
}
