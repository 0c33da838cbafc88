/* Hoisting within expressions: the order of operands, and operands that are not always evaluated.
 */
#include "hoist_internal.h"

/* --- operands --- */

void hoist_push_operand(Hoist *hoist, Node **slot)
{
    LIST_PUSH(&hoist->program->arena, &hoist->operands, ((Operand){.slot = slot}));
}

/* An array's rows and slices are no values: their parts are operands of what they stand in. */
void hoist_collect_operand(Node **slot, void *data)
{
    Hoist *hoist = data;

    bool is_rows = (*slot)->kind == NODE_LIST && !type_is_container((*slot)->type);

    if (is_rows || (*slot)->kind == NODE_SLICE) {
        node_children(*slot, hoist_collect_operand, hoist);
    } else {
        hoist_push_operand(hoist, slot);
    }
}

void hoist_operands(Hoist *hoist, uint32_t first)
{
    uint32_t end = hoist->operands.count;

    for (uint32_t i = first; i < end; i++) {
        Node **slot = hoist->operands.items[i].slot;
        unsigned emitted_before = hoist->emitted;

        hoist->emitted = TRACE_NONE;
        unsigned residue = hoist_lower(hoist, slot, NULL, false);
        hoist->operands.items[i] =
            (Operand){slot, hoist->out.count, (uint8_t)residue, (uint8_t)hoist->emitted, false};
        hoist->emitted |= emitted_before;
    }
}

/* Could it be seen that `earlier` was evaluated after `later`? */
static bool interferes(unsigned earlier, unsigned later)
{
    return ((earlier & TRACE_WRITES) != 0 && later != TRACE_NONE) ||
           ((earlier & TRACE_RAISES) != 0 && (later & (TRACE_WRITES | TRACE_RAISES)) != 0) ||
           ((earlier & TRACE_READS) != 0 && (later & TRACE_WRITES) != 0);
}

static bool must_repeat(const Hoist *hoist, const Node *node, uint32_t operand, const Node *value)
{
    return hoist->policy->repeats(hoist, node, operand) && !node_is_repeatable(value);
}

/* Finds the operands from `first` on that cannot wait, the last first; returns the Trace of the
 * others. */
static unsigned mark_operands(Hoist *hoist, uint32_t first, const Node *node, unsigned later)
{
    unsigned residue = TRACE_NONE;

    for (uint32_t i = hoist->operands.count; i-- > first;) {
        Operand *operand = &hoist->operands.items[i];

        operand->is_saved = interferes(operand->residue, later) ||
                            must_repeat(hoist, node, i - first, *operand->slot);
        residue |= operand->is_saved ? TRACE_NONE : operand->residue;
        if (operand->is_saved || hoist->policy->orders_operands) {
            later |= operand->residue;
        }
        later |= operand->emitted;
    }
    return residue;
}

void hoist_save_marked(Hoist *hoist, uint32_t first)
{
    uint32_t inserted = 0;

    for (uint32_t i = first; i < hoist->operands.count; i++) {
        const Operand *operand = &hoist->operands.items[i];

        if (operand->is_saved) {
            hoist->emitted |= operand->residue;
            hoist_save_at(hoist, operand->position + inserted++, operand->slot, NULL);
        }
    }
    hoist->operands.count = first;
}

unsigned hoist_settle_operands(Hoist *hoist, uint32_t first, const Node *node, unsigned later)
{
    unsigned residue = mark_operands(hoist, first, node, later);

    hoist_save_marked(hoist, first);
    return residue;
}

/* What follows the evaluation of all operands of `node`. Printing several values writes one after
 * the other, after all are known: nothing that prints may stay in place. */
static unsigned trace_after_operands(const Hoist *hoist, const Node *node, bool is_touched)
{
    bool prints_several = hoist->policy->orders_operands && node->kind == NODE_BUILTIN &&
                          node->builtin.id == BUILTIN_PRINT && node->builtin.arguments.count > 1;

    if (prints_several) {
        return TRACE_RAISES;
    }
    return is_touched && !hoist->policy->hoists(hoist, node) ? TRACE_RAISES : TRACE_NONE;
}

static unsigned lower_operation(Hoist *hoist, Node **slot, Symbol *target, bool is_root)
{
    Node *node = *slot;
    uint32_t first = hoist->operands.count;

    node_children(node, hoist_collect_operand, hoist);
    hoist_operands(hoist, first);
    bool is_touched = hoist->policy->touches(hoist, node);
    unsigned residue =
        hoist_settle_operands(hoist, first, node, trace_after_operands(hoist, node, is_touched));
    unsigned own = hoist->policy->trace(hoist, node);
    if (!is_touched) {
        return residue | own;
    }
    hoist->policy->lower(hoist, slot, target);
    if (*slot != node) {
        return TRACE_NONE;
    }
    own = hoist->policy->trace(hoist, node);
    if (hoist->policy->hoists(hoist, node) && !is_root) {
        hoist_save(hoist, slot, NULL, residue | own);
        return TRACE_NONE;
    }
    return residue | own;
}

/* --- operands that are not always evaluated --- */

/* Lowers `slot` into a region of its own. NULL: nothing has to stand before it, and it may be part
 * of an expression; else the statements before it, in a block. */
Node *hoist_apart(Hoist *hoist, Node **slot, unsigned *residue)
{
    uint32_t start = hoist->out.count;

    *residue = hoist_lower(hoist, slot, NULL, true);
    if (hoist->out.count == start && hoist->policy->hoists(hoist, *slot)) {
        return node_block(hoist->program, (*slot)->span);
    }
    return hoist_take_block(hoist, start, (*slot)->span);
}

static Node *new_block_if_null(Hoist *hoist, Node *block, Span span)
{
    return block != NULL ? block : node_block(hoist->program, span);
}

Node *hoist_assign_symbol(Hoist *hoist, Symbol *symbol, Node *value)
{
    symbol->is_assigned = true;
    return node_assign(hoist->program, node_name(hoist->program, symbol, value->span), value);
}

/* a and b, where a is lowered, with the Trace `left`, and b is not. Where b needs statements:
 * var condition = a; if condition { …; condition = b } */
static unsigned lower_right(Hoist *hoist, Node **slot, unsigned left)
{
    Node *node = *slot;
    unsigned emitted_before = hoist->emitted;
    unsigned right = TRACE_NONE;
    Node *block = hoist_apart(hoist, &node->binary.right, &right);

    if (block == NULL) {
        return left | right;
    }
    Symbol *symbol = hoist_temporary(hoist, "condition", node, true);
    Node *test = node_name(hoist->program, symbol, node->span);
    hoist_emit(hoist, node_let(hoist->program, symbol, node->binary.left), left);
    block_push(hoist->program, block, hoist_assign_symbol(hoist, symbol, node->binary.right));
    if (node->op == OP_OR) {
        test = node_not(hoist->program, test);
    }
    hoist_emit(hoist, node_if(hoist->program, test, block, NULL), right | emitted_before);
    *slot = node_name(hoist->program, symbol, node->span);
    return TRACE_NONE;
}

static unsigned lower_logical(Hoist *hoist, Node **slot)
{
    (*slot)->flags &= (uint16_t)~FLAG_NAMES;
    return lower_right(hoist, slot, hoist_lower(hoist, &(*slot)->binary.left, NULL, false));
}

bool hoist_arms(Hoist *hoist, Node *node, Arms *arms)
{
    unsigned then = TRACE_NONE;
    unsigned otherwise = TRACE_NONE;
    unsigned condition = hoist_lower(hoist, &node->conditional.condition, NULL, false);

    arms->then = hoist_apart(hoist, &node->conditional.then, &then);
    arms->otherwise = hoist_apart(hoist, &node->conditional.otherwise, &otherwise);
    arms->residue = condition | then | otherwise;
    if (arms->then == NULL && arms->otherwise == NULL) {
        return false;
    }
    arms->then = new_block_if_null(hoist, arms->then, node->conditional.then->span);
    arms->otherwise = new_block_if_null(hoist, arms->otherwise, node->conditional.otherwise->span);
    return true;
}

/* if c { …; x = a } else { …; x = b } */
Node *hoist_assigning_if(Hoist *hoist, Node *node, const Arms *arms, Symbol *symbol)
{
    Program *program = hoist->program;

    block_push(program, arms->then, hoist_assign_symbol(hoist, symbol, node->conditional.then));
    block_push(program, arms->otherwise,
               hoist_assign_symbol(hoist, symbol, node->conditional.otherwise));
    return node_if(program, node->conditional.condition, arms->then, arms->otherwise);
}

static unsigned lower_conditional(Hoist *hoist, Node **slot)
{
    Node *node = *slot;
    Arms arms;

    if (!hoist_arms(hoist, node, &arms)) {
        return arms.residue;
    }
    Symbol *symbol = hoist_temporary(hoist, NULL, node, true);
    hoist_emit(hoist, node_let(hoist->program, symbol, NULL), TRACE_NONE);
    hoist_emit(hoist, hoist_assigning_if(hoist, node, &arms, symbol), arms.residue);
    *slot = node_name(hoist->program, symbol, node->span);
    return TRACE_NONE;
}

typedef struct TouchSearch {
    const Hoist *hoist;
    bool found;
} TouchSearch;

static void search_touched(Node **slot, void *data)
{
    TouchSearch *search = data;

    if (!search->found) {
        search->found =
            (*slot)->kind == NODE_CALL || search->hoist->policy->touches(search->hoist, *slot);
        node_children(*slot, search_touched, data);
    }
}

/* Must a chain become comparisons joined by `and`? */
static bool must_split_chain(Hoist *hoist, Node *node)
{
    TouchSearch search = {hoist, hoist->policy->touches(hoist, node)};

    for (uint32_t i = 2; i < node->chain.operands.count; i++) {
        search_touched(&node->chain.operands.items[i], &search);
    }
    return search.found;
}

/* The comparisons of a chain from its operand 1 on, whose value `middle` repeats. */
static Node *rest_of_chain(Program *program, const Node *chain, Node *middle)
{
    NodeList operands = chain->chain.operands;

    if (operands.count == 3) {
        return node_binary(program, (Operator)chain->chain.operators[1], chain->type, middle,
                           operands.items[2]);
    }
    Node *rest = node_new(program, NODE_CHAIN, chain->span);
    rest->type = chain->type;
    rest->chain.operators = chain->chain.operators + 1;
    LIST_PUSH(&program->arena, &rest->chain.operands, middle);
    for (uint32_t i = 2; i < operands.count; i++) {
        LIST_PUSH(&program->arena, &rest->chain.operands, operands.items[i]);
    }
    return rest;
}

/* a < b < c: let b_1 = b, then a < b_1 and b_1 < c */
static unsigned lower_chain(Hoist *hoist, Node **slot)
{
    Node *node = *slot;
    uint32_t first = hoist->operands.count;

    if (!must_split_chain(hoist, node)) {
        return lower_operation(hoist, slot, NULL, false);
    }
    Node **operands = node->chain.operands.items;
    hoist_push_operand(hoist, &operands[0]);
    hoist_push_operand(hoist, &operands[1]);
    hoist_operands(hoist, first);
    bool is_saved = !node_is_repeatable(operands[1]);
    if (is_saved) {
        hoist->operands.items[first + 1].emitted |= hoist->operands.items[first + 1].residue;
    }
    unsigned left = hoist_settle_operands(hoist, first, node, TRACE_NONE);
    if (is_saved) {
        hoist_save(hoist, &operands[1], NULL, left);
    }
    Node *comparison = node_binary(hoist->program, (Operator)node->chain.operators[0], node->type,
                                   operands[0], operands[1]);
    Node *rest = rest_of_chain(hoist->program, node, node_repeat(hoist->program, operands[1]));
    *slot = node_binary(hoist->program, OP_AND, node->type, comparison, rest);
    return lower_right(hoist, slot, left);
}

static bool binds_names(const Node *bind)
{
    bool found = true;

    for (uint32_t i = 0; i < bind->call.arguments.count && found; i++) {
        NodeKind kind = (NodeKind)bind->call.arguments.items[i]->kind;

        found = kind == NODE_NAME || kind == NODE_REFERENCE;
    }
    return found;
}

static unsigned lower_name(Hoist *hoist, Node **slot)
{
    if (hoist->policy->touches(hoist, *slot)) {
        hoist->policy->lower(hoist, slot, NULL);
    }
    return hoist->policy->trace(hoist, *slot);
}

/* A place that is passed on is not read here; an element's index is, and checked. */
static unsigned lower_reference(Hoist *hoist, Node *reference)
{
    Node **indexed = hoist_indexed_part(&reference->unary.operand);

    if (indexed != NULL) {
        lower_operation(hoist, indexed, NULL, true);
    } else if (reference->unary.operand->kind == NODE_NAME) {
        (void)lower_name(hoist, &reference->unary.operand);
    }
    return TRACE_NONE;
}

unsigned hoist_lower(Hoist *hoist, Node **slot, Symbol *target, bool is_root)
{
    switch ((NodeKind)(*slot)->kind) {
    case NODE_INTEGER:
    case NODE_FLOAT:
    case NODE_IMAGINARY:
    case NODE_STRING:
    case NODE_BOOL:
    case NODE_NONE: return TRACE_NONE;
    case NODE_REFERENCE: return lower_reference(hoist, *slot);
    case NODE_BIND:
        return ((*slot)->flags & FLAG_ESCAPES) == 0 && binds_names(*slot)
                   ? TRACE_NONE
                   : lower_operation(hoist, slot, target, is_root);
    case NODE_NAME: return lower_name(hoist, slot);
    case NODE_CONDITIONAL: return lower_conditional(hoist, slot);
    case NODE_CHAIN: return lower_chain(hoist, slot);
    case NODE_BINARY:
        if ((*slot)->op == OP_AND || (*slot)->op == OP_OR) {
            return lower_logical(hoist, slot);
        }
        return lower_operation(hoist, slot, target, is_root);
    default: return lower_operation(hoist, slot, target, is_root);
    }
}
