/* Arrays, views and displays: their lengths, and which of their indices are proven; see prove.h. */
#include "prove.h"

bool prove_bounds(Prover *prover, Node *node, Value index, Value length)
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

void prove_indices(Prover *prover, Node *node, const Value *indices, const Value *axes)
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
    mark_proven(prover, node, has_index && (is_proven || prover->trusts_indices));
    if (!is_proven && prover->trusts_indices) {
        set_mark(prover, node, FLAG_TRUSTED, true);
    }
}

Value *prove_items(Prover *prover, Node *node)
{
    const NodeList *items = &node->index.items;
    Value *values = arena_alloc(prover->arena, (items->count + 1) * sizeof *values);

    for (uint32_t k = 0; k < items->count; k++) {
        values[k] = prove_expression(prover, items->items[k]);
    }
    return values;
}

const Value *current_axes(Prover *prover, Node *base, const Value *axes)
{
    if (base->type->kind != TYPE_LIST) {
        return axes;
    }
    bool is_place = base->kind == NODE_NAME || base->kind == NODE_FIELD;

    return is_place ? prove_axes(prover, base) : new_axes(prover, NULL, 1);
}

Value prove_index(Prover *prover, Node *node)
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

/* What a.__given__(b) gives has a's shape. */
static const Value *prove_method_axes(Prover *prover, Node *node, uint32_t rank)
{
    Node **arguments = node->builtin.arguments.items;

    switch (node->builtin.id) {
    case BUILTIN_LIST_COPY: return prove_axes(prover, arguments[0]);
    case BUILTIN_ARRAY_GIVEN:
        prove_expression(prover, arguments[1]);
        return prove_axes(prover, arguments[0]);
    default: prove_children(prover, node); return new_axes(prover, NULL, rank);
    }
}

static const Value *prove_array_builtin(Prover *prover, Node *node, uint32_t rank)
{
    switch (builtin_table[node->builtin.id].rule) {
    case RULE_ZEROS:
    case RULE_FULL: return prove_new_array(prover, node, rank);
    case RULE_ARRAY: return prove_display(prover, node, rank);
    case RULE_COPY: return prove_axes(prover, node->builtin.arguments.items[0]);
    case RULE_METHOD: return prove_method_axes(prover, node, rank);
    default: prove_children(prover, node); return new_axes(prover, NULL, rank);
    }
}

static const Value *prove_array_name(Prover *prover, const Node *node, uint32_t rank)
{
    const Local *local = local_of(node->name.symbol);
    bool may_change = prover->program->has_finalisers && type_is_container(node->type) &&
                      !node->name.symbol->is_sole;

    if (node->name.symbol == prover->checked) {
        return prover->checked_axes;
    }
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
