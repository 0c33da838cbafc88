/* Conditions: what holds on the paths behind them, and what each operand can be; see prove.h. */
#include "prove.h"

void prove_operand(Prover *prover, Node *node)
{
    Operand operand = {.node = node, .value = prove_expression(prover, node)};

    if (type_is_integer(node->type)) {
        LIST_PUSH(prover->arena, &prover->operands, operand);
    }
}

void prove_logical(Prover *prover, Node *node)
{
    uint32_t first = prover->operands.count;

    prove_expression(prover, node->binary.left);
    uint32_t mark_before = trail_mark(prover);
    assume_condition(prover, node->binary.left, node->op == OP_AND, first);
    prove_expression(prover, node->binary.right);
    trail_undo(prover, mark_before);
    forget_changed_in(prover, node->binary.right);
}

void prove_chain(Prover *prover, Node *node)
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

void assume_comparison(Prover *prover, Operator op, Value a, Value b)
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

Local *object_local(Prover *prover, const Node *node)
{
    return node->kind == NODE_NAME ? own_local(prover, node) : NULL;
}

Local *float_local(Prover *prover, const Node *node)
{
    return type_is_float(node->type) ? own_local(prover, node) : NULL;
}

/* x is none, x is not none: what x is asked again gives the same, as nothing was evaluated since.
 */
static void assume_none_test(Prover *prover, const Node *node, bool truth)
{
    Node *operand = node->type_test.operand;
    bool is_asked = own_local(prover, operand) != NULL;

    if (is_asked && truth == node->type_test.is_negated) {
        assume_different(prover, prove_expression(prover, operand), value_constant(0));
    }
}

/* x is C: so is x as long as nothing else is assigned to it. */
static void assume_class(Prover *prover, const Node *node, bool truth)
{
    const Type *class_ = node->type_test.target->type;
    Local *local = object_local(prover, node->type_test.operand);

    if (local != NULL && class_->kind == TYPE_CLASS && truth != node->type_test.is_negated) {
        local_set_tested(prover, local, class_);
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
    } else if (node->kind == NODE_IS && node->type_test.target != NULL) {
        assume_class(prover, node, truth);
    } else if (node->kind == NODE_IS) {
        assume_none_test(prover, node, truth);
    }
}

void assume_condition(Prover *prover, const Node *condition, bool truth, uint32_t first)
{
    assume(prover, condition, truth, &first);
}

Value prove_conditional(Prover *prover, Node *node)
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
