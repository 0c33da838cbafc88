/* Built-ins and checks: what each can be, and which can never fail; see prove.h. */
#include "prove.h"

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
    mark_proven(prover, node, fits);
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

/* check_size(len(xs), n), in a program where a __del__ may change the list whenever objects end: it
 * has that length for the next statement. */
static void note_checked(Prover *prover, const Node *length)
{
    const Node *list = length->kind == NODE_BUILTIN ? length->builtin.arguments.items[0] : NULL;
    bool is_local = list != NULL && list->kind == NODE_NAME && local_of(list->name.symbol) != NULL;

    if (is_local && prover->program->has_finalisers && !list->name.symbol->is_sole) {
        prover->checked = list->name.symbol;
        prover->checked_axes = new_axes(prover, NULL, 1);
    }
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
    if (node->builtin.id == BUILTIN_CHECK_SIZE) {
        note_checked(prover, arguments->items[0]);
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

Value prove_builtin(Prover *prover, Node *node)
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
