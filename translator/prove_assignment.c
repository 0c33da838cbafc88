/* Assignments: what is known of a place from then on; see prove.h. */
#include "prove.h"

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
