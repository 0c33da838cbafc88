/* Expressions: what each can be, and which of its operations are proven; see prove.h. */
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

static void mark(Prover *prover, Node *node, bool is_proven)
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

static Value prove_children(Prover *prover, Node *node)
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

/* --- conditions --- */

/* Keeps the operand of a comparison for assume_condition. */
static void prove_operand(Prover *prover, Node *node)
{
    Operand operand = {.node = node, .value = prove_expression(prover, node)};

    if (type_is_integer(node->type)) {
        LIST_PUSH(prover->arena, &prover->operands, operand);
    }
}

/* The right operand of `and` and `or` is evaluated only where the left one has not decided. */
static void prove_logical(Prover *prover, Node *node)
{
    uint32_t first = prover->operands.count;

    prove_expression(prover, node->binary.left);
    uint32_t mark_before = trail_mark(prover);
    assume_condition(prover, node->binary.left, node->op == OP_AND, first);
    prove_expression(prover, node->binary.right);
    trail_undo(prover, mark_before);
    forget_changed_in(prover, node->binary.right);
}

static void prove_chain(Prover *prover, Node *node)
{
    prove_operand(prover, node->chain.operands.items[0]);
    prove_operand(prover, node->chain.operands.items[1]);
    uint32_t mark_before = trail_mark(prover);
    for (uint32_t i = 2; i < node->chain.operands.count; i++) {
        prove_operand(prover, node->chain.operands.items[i]);
    }
    trail_undo(prover, mark_before);
    forget_changed_in(prover, node);
}

static Operator opposite(Operator op)
{
    switch (op) {
    case OP_EQUAL: return OP_NOT_EQUAL;
    case OP_NOT_EQUAL: return OP_EQUAL;
    case OP_LESS: return OP_GREATER_EQUAL;
    case OP_LESS_EQUAL: return OP_GREATER;
    case OP_GREATER: return OP_LESS_EQUAL;
    case OP_GREATER_EQUAL: return OP_LESS;
    default: return OP_NONE;
    }
}

static void assume_comparison(Prover *prover, Operator op, Value a, Value b)
{
    switch (op) {
    case OP_LESS: assume_at_most(prover, a, b, -1); break;
    case OP_LESS_EQUAL: assume_at_most(prover, a, b, 0); break;
    case OP_GREATER: assume_at_most(prover, b, a, -1); break;
    case OP_GREATER_EQUAL: assume_at_most(prover, b, a, 0); break;
    case OP_EQUAL:
        assume_at_most(prover, a, b, 0);
        assume_at_most(prover, b, a, 0);
        break;
    case OP_NOT_EQUAL: assume_different(prover, a, b); break;
    default: break;
    }
}

/* The value of an operand remembered at or after *next, which is moved behind it. */
static Value remembered(const Prover *prover, const Node *node, uint32_t *next)
{
    for (uint32_t i = *next; i < prover->operands.count; i++) {
        if (prover->operands.items[i].node == node) {
            *next = i + 1;
            return prover->operands.items[i].value;
        }
    }
    return value_unknown();
}

Local *own_local(Prover *prover, const Node *node)
{
    if (node->kind == NODE_FIELD) {
        return field_local(prover, node);
    }
    Local *local = node->kind == NODE_NAME ? local_of(node->name.symbol) : NULL;

    return local != NULL && !local->is_shared ? local : NULL;
}

static Local *float_local(Prover *prover, const Node *node)
{
    return type_is_float(node->type) ? own_local(prover, node) : NULL;
}

/* x is none, x is not none: what x is asked again gives the same, as nothing was evaluated since.
 */
static void assume_none_test(Prover *prover, const Node *node, bool truth)
{
    Node *operand = node->type_test.operand;
    bool is_asked = node->type_test.target == NULL && own_local(prover, operand) != NULL;

    if (is_asked && truth == node->type_test.is_negated) {
        assume_different(prover, prove_expression(prover, operand), value_constant(0));
    }
}

/* A float compared to a literal 0, which stands at the right: what says that it is not 0. */
static void assume_float(Prover *prover, Operator op, const Node *left, const Node *right)
{
    Local *local = float_local(prover, left);
    bool is_zero = right->kind == NODE_FLOAT && right->number == 0.0;

    if (local != NULL && is_zero && (op == OP_NOT_EQUAL || op == OP_LESS || op == OP_GREATER)) {
        local_set_nonzero(prover, local);
    }
}

/* An operand's value, remembered; a field that is one has it, as nothing was evaluated since. */
static Value recall(Prover *prover, const Node *operand, uint32_t *next)
{
    Value value = remembered(prover, operand, next);

    forget_fields_in(prover, operand);
    recall_field(prover, operand, value);
    return value;
}

static void assume_binary(Prover *prover, const Node *node, bool truth, uint32_t *next)
{
    if (operator_table[node->op].group != GROUP_COMPARISON) {
        return;
    }
    if (!type_is_integer(node->binary.left->type)) {
        Operator seen = truth ? (Operator)node->op : opposite((Operator)node->op);

        assume_float(prover, seen, node->binary.left, node->binary.right);
        return;
    }
    Value left = recall(prover, node->binary.left, next);
    Value right = recall(prover, node->binary.right, next);
    Operator op = (Operator)node->op;

    assume_comparison(prover, truth ? op : opposite(op), left, right);
}

static void assume_chain(Prover *prover, const Node *node, uint32_t *next)
{
    const NodeList *operands = &node->chain.operands;
    Value left = value_unknown();

    for (uint32_t i = 0; i < operands->count; i++) {
        bool is_integer = type_is_integer(operands->items[i]->type);
        Value right = is_integer ? recall(prover, operands->items[i], next) : value_unknown();

        if (i > 0) {
            assume_comparison(prover, (Operator)node->chain.operators[i - 1], left, right);
        }
        left = right;
    }
}

static void assume(Prover *prover, const Node *node, bool truth, uint32_t *next)
{
    bool is_binary = node->kind == NODE_BINARY;

    if (node->kind == NODE_UNARY && node->op == OP_NOT) {
        assume(prover, node->unary.operand, !truth, next);
    } else if (is_binary && (node->op == OP_AND || node->op == OP_OR)) {
        if (truth == (node->op == OP_AND)) {
            assume(prover, node->binary.left, truth, next);
            forget_fields_in(prover, node->binary.right);
            assume(prover, node->binary.right, truth, next);
        }
    } else if (is_binary) {
        assume_binary(prover, node, truth, next);
    } else if (node->kind == NODE_CHAIN && truth) {
        assume_chain(prover, node, next);
    } else if (node->kind == NODE_IS) {
        assume_none_test(prover, node, truth);
    }
}

void assume_condition(Prover *prover, const Node *condition, bool truth, uint32_t first)
{
    assume(prover, condition, truth, &first);
}

static Value prove_conditional(Prover *prover, Node *node)
{
    uint32_t first = prover->operands.count;

    prove_expression(prover, node->conditional.condition);
    uint32_t before = trail_mark(prover);
    uint32_t serial = prover->next_serial;
    assume_condition(prover, node->conditional.condition, true, first);
    Value then = prove_expression(prover, node->conditional.then);
    Summary summary = summarise(prover, then, serial);
    trail_undo(prover, before);
    assume_condition(prover, node->conditional.condition, false, first);
    Value otherwise = prove_expression(prover, node->conditional.otherwise);
    Summary other = summarise(prover, otherwise, serial);
    summary_join(prover, &summary, otherwise);
    trail_undo(prover, before);
    forget_changed_in(prover, node);
    summary_join(prover, &other, then);
    prover->operands.count = first;
    if (!has_value(node->type) || !summary.value.is_known) {
        return value_of_type(prover, node->type);
    }
    Value result = summary_value(prover, &summary, otherwise);
    summary_assume(prover, &other, result);
    return result;
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

/* The operation of a binary expression or a compound assignment, which is marked. */
static Value prove_operation(Prover *prover, Node *node, const Type *type, Value x, Value y)
{
    Operator op = (Operator)node->op;
    bool wraps = op == OP_ADD || op == OP_SUBTRACT || op == OP_MULTIPLY;
    bool fits;
    Value value = range_operation(prover, op, type, x, y, &fits);

    mark(prover, node,
         fits && operator_table[op].group != GROUP_BITWISE &&
             (!wraps || scalar_class(type) == CLASS_SIGNED));
    if (!fits && !wraps) {
        assume_operand(prover, op, type, y);
        value = range_operation(prover, op, type, x, y, &fits);
    }
    set_mark(prover, node, FLAG_PLAIN, fits && is_plain(prover, op, type, x, y));
    return value;
}

static void assume_nonzero(Prover *prover, const Node *node, Value value)
{
    Local *local = float_local(prover, node);

    if (local != NULL) {
        local_set_nonzero(prover, local);
    }
    assume_different(prover, value, value_constant(0));
}

/* A division of floats, or of integers with a float as result: the divisor must not be zero. */
static void prove_quotient(Prover *prover, Node *node, const Node *divisor, Value value)
{
    mark(prover, node, is_nonzero(prover, divisor, value));
    assume_nonzero(prover, divisor, value);
}

/* `/` of floats is never checked. */
static bool is_quotient(const Node *node, const Node *divisor)
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
        mark(prover, node, fits && scalar_class(node->type) == CLASS_SIGNED);
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
        mark(prover, node, float_fits(prover, operand, source, node->type));
    }
    return value_of_type(prover, node->type);
}

/* --- arrays --- */

/* Is 0 <= index < length? What is known of it is marked on `node`; where it is checked, what comes
 * after knows that it held. */
static bool prove_bounds(Prover *prover, Node *node, Value index, Value length)
{
    bool is_low = index.is_known && value_low(prover, index) >= 0;
    bool is_high = value_at_most(prover, index, length, -1);

    set_mark(prover, node, FLAG_NOT_NEGATIVE, is_low);
    set_mark(prover, node, FLAG_NOT_BEYOND, is_high);
    if (!(is_low && is_high) && !prover->trusts_indices) {
        assume_at_most(prover, value_constant(0), index, 0);
        assume_at_most(prover, index, length, -1);
    }
    return is_low && is_high;
}

/* The checks of plain indices: they are made after all operands; what comes after knows that they
 * held. `indices` are the values of the items; a slice's is not looked at. */
static void prove_indices(Prover *prover, Node *node, const Value *indices, const Value *axes)
{
    const NodeList *items = &node->index.items;
    bool is_proven = true;
    bool has_index = false;

    for (uint32_t k = 0; k < items->count; k++) {
        if (items->items[k]->kind != NODE_SLICE) {
            has_index = true;
            is_proven &= prove_bounds(prover, items->items[k], indices[k], axes[k]);
        }
    }
    mark(prover, node, has_index && (is_proven || prover->trusts_indices));
    if (!is_proven && prover->trusts_indices) {
        set_mark(prover, node, FLAG_TRUSTED, true);
    }
}

static Value *prove_items(Prover *prover, Node *node)
{
    const NodeList *items = &node->index.items;
    Value *values = arena_alloc(prover->arena, (items->count + 1) * sizeof *values);

    for (uint32_t k = 0; k < items->count; k++) {
        values[k] = prove_expression(prover, items->items[k]);
    }
    return values;
}

/* The lengths of what is indexed, whose lengths were `axes` before operands were evaluated that may
 * change a list's. */
static const Value *current_axes(Prover *prover, Node *base, const Value *axes)
{
    if (base->type->kind != TYPE_LIST) {
        return axes;
    }
    bool is_place = base->kind == NODE_NAME || base->kind == NODE_FIELD;

    return is_place ? prove_axes(prover, base) : new_axes(prover, NULL, 1);
}

static Value prove_index(Prover *prover, Node *node)
{
    if (node->index.base->type->kind == TYPE_DICT) {
        return prove_children(prover, node);
    }
    const Value *axes = prove_axes(prover, node->index.base);
    const Value *indices = prove_items(prover, node);

    axes = current_axes(prover, node->index.base, axes);
    prove_indices(prover, node, indices, axes);
    return value_of_type(prover, node->type);
}

static void prove_slice_step(Prover *prover, Node *slice)
{
    Value step = prove_expression(prover, slice->slice.step);

    set_mark(prover, slice, FLAG_STEPS, value_differs(prover, step, 0));
}

/* A slice's length: what is between its bounds where they lie in order within the axis; else at
 * most the axis. */
static Value slice_length(Prover *prover, Node *slice, Value axis)
{
    const Node *step = slice->slice.step;
    Value low = value_constant(0);
    Value high = axis;
    bool fits;

    if (slice->slice.low != NULL) {
        low = prove_expression(prover, slice->slice.low);
    }
    if (slice->slice.high != NULL) {
        high = prove_expression(prover, slice->slice.high);
    }
    if (step == NULL && low.is_known && value_low(prover, low) >= 0 &&
        value_at_most(prover, low, high, 0) && value_at_most(prover, high, axis, 0)) {
        return range_operation(prover, OP_SUBTRACT, prover->program->types.scalar[TYPE_INT64], high,
                               low, &fits);
    }
    if (step != NULL) {
        prove_slice_step(prover, slice);
    }
    Value length = value_between(prover, 0, MOST_LENGTH);
    assume_at_most(prover, length, axis, 0);
    return length;
}

static const Value *prove_view(Prover *prover, Node *node)
{
    const Value *axes = prove_axes(prover, node->index.base);
    const NodeList *items = &node->index.items;
    uint32_t rank = type_axes(node->index.base->type);
    Value *values = arena_alloc(prover->arena, (rank + items->count + 1) * sizeof *values);
    Value *lengths = arena_alloc(prover->arena, (rank + 1) * sizeof *lengths);
    uint32_t count = 0;

    for (uint32_t k = 0; k < items->count; k++) {
        if (items->items[k]->kind == NODE_SLICE) {
            lengths[count++] = slice_length(prover, items->items[k], axes[k]);
        } else {
            values[k] = prove_expression(prover, items->items[k]);
        }
    }
    for (uint32_t k = items->count; k < rank; k++) {
        lengths[count++] = axes[k];
    }
    prove_indices(prover, node, values, axes);
    return lengths;
}

/* zeros(n, m) and the like: a negative size was refused. */
static const Value *prove_new_array(Prover *prover, Node *node, uint32_t rank)
{
    const NodeList *arguments = &node->builtin.arguments;
    Value *axes = new_axes(prover, NULL, rank);

    for (uint32_t k = 0; k < arguments->count; k++) {
        Value size = prove_expression(prover, arguments->items[k]);

        if (k < rank && size.is_known) {
            axes[k] = size;
        }
    }
    for (uint32_t k = 0; k < rank; k++) {
        assume_at_most(prover, value_constant(0), axes[k], 0);
        assume_at_most(prover, axes[k], value_constant(MOST_LENGTH), 0);
    }
    return axes;
}

/* array([[a, b], [c, d]]): the display's counts. */
static const Value *prove_display(Prover *prover, Node *node, uint32_t rank)
{
    Value *axes = arena_alloc(prover->arena, (rank + 1) * sizeof *axes);
    const Node *list = node->builtin.arguments.items[0];

    prove_children(prover, node);
    for (uint32_t k = 0; k < rank; k++) {
        if (list == NULL || list->kind != NODE_LIST) {
            return new_axes(prover, NULL, rank);
        }
        axes[k] = value_constant(list->list.count);
        list = list->list.count > 0 ? list->list.items[0] : NULL;
    }
    return axes;
}

static const Value *prove_array_builtin(Prover *prover, Node *node, uint32_t rank)
{
    switch (builtin_table[node->builtin.id].rule) {
    case RULE_ZEROS:
    case RULE_FULL: return prove_new_array(prover, node, rank);
    case RULE_ARRAY: return prove_display(prover, node, rank);
    case RULE_COPY: return prove_axes(prover, node->builtin.arguments.items[0]);
    case RULE_METHOD:
        if (node->builtin.id == BUILTIN_LIST_COPY) {
            return prove_axes(prover, node->builtin.arguments.items[0]);
        }
        prove_children(prover, node);
        return new_axes(prover, NULL, rank);
    default: prove_children(prover, node); return new_axes(prover, NULL, rank);
    }
}

static const Value *prove_array_name(Prover *prover, const Node *node, uint32_t rank)
{
    const Local *local = local_of(node->name.symbol);
    bool may_change = prover->program->has_finalisers && type_is_container(node->type) &&
                      !node->name.symbol->is_sole;

    if (local == NULL || local->is_shared || local->rank != rank || may_change) {
        return new_axes(prover, NULL, rank);
    }
    return local->axes;
}

/* [a, b, c] */
static const Value *prove_list(Prover *prover, Node *node)
{
    Value *axes = new_axes(prover, NULL, 1);

    prove_children(prover, node);
    axes[0] = value_constant(node->list.count);
    return axes;
}

/* A literal's code points or bytes. */
static const Value *prove_text(Prover *prover, const Node *node)
{
    Value *axes = new_axes(prover, NULL, 1);
    int64_t length = node->string.size;

    for (uint32_t i = 0; i < node->string.size && node->type->kind == TYPE_STR; i++) {
        length -= ((unsigned char)node->string.bytes[i] & 0xC0U) == 0x80U;
    }
    axes[0] = value_constant(length);
    return axes;
}

const Value *prove_axes(Prover *prover, Node *node)
{
    uint32_t rank = type_axes(node->type);

    switch (node->kind) {
    case NODE_NAME: return prove_array_name(prover, node, rank);
    case NODE_FIELD: prove_children(prover, node); return field_axes(prover, node);
    case NODE_STRING: return prove_text(prover, node);
    case NODE_BUILTIN: return prove_array_builtin(prover, node, rank);
    case NODE_CONVERT:
        if (type_axes(node->convert.operand->type) == rank) {
            return prove_axes(prover, node->convert.operand);
        }
        break;
    case NODE_VIEW: return prove_view(prover, node);
    case NODE_LIST:
        if (node->type->kind == TYPE_LIST) {
            return prove_list(prover, node);
        }
        break;
    case NODE_INDEX: prove_index(prover, node); return new_axes(prover, NULL, rank);
    case NODE_CONDITIONAL: prove_conditional(prover, node); return new_axes(prover, NULL, rank);
    default: break;
    }
    prove_children(prover, node);
    return new_axes(prover, NULL, rank);
}

/* --- built-ins --- */

static Value prove_shape(Prover *prover, const NodeList *arguments)
{
    const Value *axes = prove_axes(prover, arguments->items[0]);
    Value axis = prove_expression(prover, arguments->items[1]);
    uint32_t rank = type_axes(arguments->items[0]->type);

    if (axis.is_known && axis.term == NULL && axis.offset >= 0 && axis.offset < (int64_t)rank) {
        return axes[axis.offset];
    }
    return value_between(prover, 0, MOST_LENGTH);
}

static Value prove_size(Prover *prover, Node *array)
{
    const Value *axes = prove_axes(prover, array);

    return type_axes(array->type) == 1 ? axes[0] : value_between(prover, 0, MOST_LENGTH);
}

static Value prove_extreme(Prover *prover, Node *node)
{
    const NodeList *arguments = &node->builtin.arguments;
    Value result = prove_expression(prover, arguments->items[0]);

    for (uint32_t i = 1; i < arguments->count; i++) {
        Value next = prove_expression(prover, arguments->items[i]);

        result = node->builtin.id == BUILTIN_MIN ? range_minimum(prover, node->type, result, next)
                                                 : range_maximum(prover, node->type, result, next);
    }
    return type_is_integer(node->type) ? result : value_unknown();
}

static Value prove_absolute(Prover *prover, Node *node)
{
    Value x = prove_expression(prover, node->builtin.arguments.items[0]);
    bool fits;

    range_operation(prover, OP_SUBTRACT, node->type, value_constant(0), x, &fits);
    mark(prover, node, fits);
    return range_absolute(prover, node->type, x);
}

/* wrap_index(i, n): i, or n + i where i < 0. */
static Value prove_wrap_index(Prover *prover, Node *node)
{
    Value index = prove_expression(prover, node->builtin.arguments.items[0]);
    Value length = prove_expression(prover, node->builtin.arguments.items[1]);
    bool fits;

    if (!index.is_known || !length.is_known) {
        return value_of_type(prover, node->type);
    }
    if (value_low(prover, index) >= 0) {
        return index;
    }
    Value moved = range_operation(prover, OP_ADD, node->type, length, index, &fits);
    if (!fits || value_high(prover, index) < 0) {
        return fits ? moved : value_of_type(prover, node->type);
    }
    return range_either(prover, index, moved);
}

static bool is_always_zero(Prover *prover, const Node *node, Value value)
{
    return node->kind == NODE_FLOAT
               ? node->number == 0.0
               : value.is_known && value_low(prover, value) == 0 && value_high(prover, value) == 0;
}

static bool never_passes(Prover *prover, const Node *check, Value first, Value second)
{
    const Node *operand = check->builtin.arguments.items[0];
    bool is_huge = operand->kind == NODE_INTEGER && !first.is_known; /* above INT64_MAX */
    bool is_negative = first.is_known && value_high(prover, first) < 0;

    switch (check->builtin.id) {
    case BUILTIN_CHECK_INDEX:
    case BUILTIN_CHECK_SHIFT:
        return is_negative || is_huge || value_at_most(prover, second, first, 0);
    case BUILTIN_CHECK_EXPONENT: return is_negative;
    case BUILTIN_CHECK_NONZERO:
    case BUILTIN_CHECK_STEP: return is_always_zero(prover, operand, first);
    default: return false;
    }
}

/* x.value, and the check before it: behind them x has one. */
static void prove_has_value(Prover *prover, Node *node, NodeFlag flags)
{
    Value option = prove_expression(prover, node->builtin.arguments.items[0]);

    set_mark(prover, node, flags, value_differs(prover, option, 0));
    assume_different(prover, option, value_constant(0));
}

/* check_…(a, b): what comes after knows that it held. */
static void prove_check(Prover *prover, Node *node)
{
    const NodeList *arguments = &node->builtin.arguments;

    if (node->builtin.id == BUILTIN_CHECK_VALUE) {
        set_mark(prover, node, FLAG_FAILS, false);
        prove_has_value(prover, node, FLAG_NOT_NEGATIVE | FLAG_NOT_BEYOND);
        return;
    }
    Value first = prove_expression(prover, arguments->items[0]);
    Value second =
        arguments->count > 1 ? prove_expression(prover, arguments->items[1]) : value_unknown();

    set_mark(prover, node, FLAG_FAILS, never_passes(prover, node, first, second));
    switch (node->builtin.id) {
    case BUILTIN_CHECK_INDEX:
    case BUILTIN_CHECK_SHIFT: prove_bounds(prover, node, first, second); break;
    case BUILTIN_CHECK_NONZERO:
    case BUILTIN_CHECK_STEP: assume_nonzero(prover, arguments->items[0], first); break;
    case BUILTIN_CHECK_EXPONENT: assume_at_most(prover, value_constant(0), first, 0); break;
    case BUILTIN_CHECK_SIZE:
        set_mark(prover, node, FLAG_NOT_NEGATIVE, value_same(first, second));
        set_mark(prover, node, FLAG_NOT_BEYOND, value_same(first, second));
        assume_comparison(prover, OP_EQUAL, first, second);
        break;
    case BUILTIN_CHECK_LENGTH: assume_comparison(prover, OP_EQUAL, first, second); break;
    default: break;
    }
}

static Value prove_builtin(Prover *prover, Node *node)
{
    const NodeList *arguments = &node->builtin.arguments;

    switch (builtin_table[node->builtin.id].rule) {
    case RULE_LEN: return prove_axes(prover, arguments->items[0])[0];
    case RULE_SHAPE: return prove_shape(prover, arguments);
    case RULE_SIZE: return prove_size(prover, arguments->items[0]);
    case RULE_EXTREME: return prove_extreme(prover, node);
    case RULE_ABS:
        if (type_is_integer(node->type)) {
            return prove_absolute(prover, node);
        }
        break;
    case RULE_WRAP_INDEX: return prove_wrap_index(prover, node);
    case RULE_VALUE:
        prove_has_value(prover, node, FLAG_PROVEN);
        return value_of_type(prover, node->type);
    case RULE_CHECK: prove_check(prover, node); return value_unknown();
    default: break;
    }
    return prove_children(prover, node);
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
    default: return prove_children(prover, node);
    }
}

/* --- assignments --- */

/* What t op= e gives the target, whose value was `old`. */
static Value prove_compound(Prover *prover, Node *node, Value old, Value value)
{
    const Type *type = node->assign.target->type;

    if (node->op == OP_NONE) {
        return value;
    }
    if (type_is_integer(type)) {
        return prove_operation(prover, node, type, old, value);
    }
    if (is_quotient(node, node->assign.value)) {
        prove_quotient(prover, node, node->assign.value, value);
    }
    return value_unknown();
}

static void assign_local(Prover *prover, Node *node)
{
    const Type *type = node->assign.target->type;
    Local *local = local_of(node->assign.target->name.symbol);

    if (type_axes(type) > 0) {
        const Value *axes = prove_axes(prover, node->assign.value);

        if (node->op != OP_NONE) {
            axes = new_axes(prover, NULL, type_axes(type));
        }
        if (local != NULL) {
            local_set(prover, local, value_unknown(), axes);
        }
        forget_fields(prover, node);
        return;
    }
    Value old = prove_expression(prover, node->assign.target);
    Value value = prove_expression(prover, node->assign.value);
    value = prove_compound(prover, node, old, value);
    node->assign.reason = node->op != OP_NONE && (node->flags & FLAG_PROVEN) != 0 && local != NULL
                              ? local->reason
                              : NULL;
    if (local != NULL) {
        local_set(prover, local, value, NULL);
    }
    forget_fields(prover, node);
}

/* From here on, a field has that value, or those lengths. */
static void assign_field(Prover *prover, const Node *node, Value value, const Value *axes)
{
    forget_fields(prover, node);
    Local *field = own_local(prover, node->assign.target);
    if (field != NULL && node->op == OP_NONE) {
        local_set(prover, field, value, axes);
    }
}

/* A field: of `=` the checks in the target's operands may come after the value. */
static void assign_other(Prover *prover, Node *node)
{
    Node *target = node->assign.target;
    uint32_t before = trail_mark(prover);
    const Value *axes = NULL;
    Value value = value_unknown();

    prove_expression(prover, target);
    if (node->op == OP_NONE) {
        trail_undo(prover, before);
    }
    if (type_axes(target->type) > 0) {
        axes = prove_axes(prover, node->assign.value);
    } else {
        value = prove_expression(prover, node->assign.value);
    }
    value = prove_compound(prover, node, value_of_type(prover, target->type), value);
    assign_field(prover, node, value, axes);
}

/* Of `=` the target is checked after the value was computed; of `+=` before. */
static void assign_element(Prover *prover, Node *node)
{
    Node *target = node->assign.target;

    if (target->index.base->type->kind == TYPE_DICT) {
        assign_other(prover, node);
        return;
    }
    const Value *axes = prove_axes(prover, target->index.base);
    const Value *indices = prove_items(prover, target);

    if (node->op != OP_NONE) {
        prove_indices(prover, target, indices, axes);
    }
    Value value = prove_expression(prover, node->assign.value);
    if (node->op == OP_NONE) {
        axes = current_axes(prover, target->index.base, axes);
        prove_indices(prover, target, indices, axes);
    }
    prove_compound(prover, node, value_of_type(prover, target->type), value);
}

void prove_assignment(Prover *prover, Node *node)
{
    switch (node->assign.target->kind) {
    case NODE_NAME: assign_local(prover, node); break;
    case NODE_INDEX: assign_element(prover, node); break;
    default: assign_other(prover, node);
    }
}
