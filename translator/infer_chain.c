/* infer_chain: comparisons in a chain, a < b <= c.
 *
 * A chain of values that C compares stays one. Any other becomes comparisons joined by `and`, where
 * an operand in the middle stands twice. One that may differ by then, or costs something, gets a
 * name where it stands first: `a < (let f_1 = f(x)) and f_1 <= c`. Such a let is in the IR only
 * until move_named_operands makes it a statement, when infer ends. */
#include "hoist.h"
#include "infer.h"

/* --- operands that stand twice --- */

/* Is it the same in both places, at no cost? */
static bool may_stand_twice(const Node *operand)
{
    const Symbol *symbol = operand->kind == NODE_NAME ? operand->name.symbol : NULL;

    if (symbol == NULL || symbol->kind != SYMBOL_LOCAL) {
        return node_is_literal(operand) || (symbol != NULL && symbol->kind == SYMBOL_CONSTANT);
    }
    return !symbol->is_reference && !(symbol->is_mutable && symbol->is_captured);
}

static void note_naming(Infer *infer)
{
    FunctionList *list = infer->naming;

    if (list->count == 0 || list->items[list->count - 1] != infer->function) {
        LIST_PUSH(&infer->program->arena, list, infer->function);
    }
}

/* The operand *slot for the comparison behind the one that it stands in; a constant has no
 * statements that could name it. */
static Node *operand_again(Infer *infer, Node **slot)
{
    Program *program = infer->program;
    const Type *type = may_stand_twice(*slot) ? NULL : infer_expression(infer, slot, NULL);

    if (type == NULL || is_error(type) || infer->function == NULL) {
        return node_clone(program, *slot);
    }
    Node *value = *slot;
    Symbol *symbol =
        symbol_unnamed(program, infer->function, name_for_value(value), type, false, value->span);
    *slot = node_let(program, symbol, value);
    (*slot)->type = type;
    note_naming(infer);
    return node_name(program, symbol, value->span);
}

/* --- chains that become comparisons --- */

static bool names_operand(const Node *comparison)
{
    return comparison->binary.right->kind == NODE_LET;
}

/* Joins a comparison to what stands in *open, and gives the place to which the next one is joined:
 * the whole, or the comparison itself where that names the next one's operand. */
static Node **join_comparison(Infer *infer, Node **whole, Node **open, Node *comparison)
{
    Node *joined = node_binary(infer->program, OP_AND, NULL, *open, comparison);

    joined->flags = names_operand(*open) ? FLAG_NAMES : 0;
    *open = joined;
    return names_operand(comparison) ? &joined->binary.right : whole;
}

/* a < b < c becomes a < b and b < c. */
static const Type *infer_comparisons(Infer *infer, Node *node)
{
    NodeList operands = node->chain.operands;
    const uint8_t *operators = node->chain.operators;
    Node *left = operands.items[0];
    Node *whole = NULL;
    Node **open = NULL;

    for (uint32_t i = 1; i < operands.count; i++) {
        Node **right = &operands.items[i];
        Node *again = i + 1 < operands.count ? operand_again(infer, right) : NULL;
        Node *comparison =
            node_binary(infer->program, (Operator)operators[i - 1], NULL, left, *right);

        if (open == NULL) {
            whole = comparison;
            open = &whole;
        } else {
            open = join_comparison(infer, &whole, open, comparison);
        }
        left = again;
    }
    node->kind = NODE_BINARY;
    node->op = OP_AND;
    node->flags = whole->flags;
    node->binary.left = whole->binary.left;
    node->binary.right = whole->binary.right;
    node->binary.reason = NULL;
    return infer_binary(infer, &node, NULL);
}

/* --- chains that stay --- */

static const Type *chain_hint(Infer *infer, Node *node)
{
    for (uint32_t i = 0; i < node->chain.operands.count; i++) {
        if (!is_adaptable(node->chain.operands.items[i])) {
            return infer_expression(infer, &node->chain.operands.items[i], NULL);
        }
    }
    return NULL;
}

/* The operands of a chain have one type: each stands in two comparisons. */
static void unify_chain(Infer *infer, Node *node)
{
    NodeList *operands = &node->chain.operands;
    const Type *common = operands->items[0]->type;

    for (uint32_t i = 1; i < operands->count && common != NULL; i++) {
        common = common_type(infer, common, operands->items[i]->type);
    }
    if (common == NULL || !type_is_numeric(common)) {
        return;
    }
    for (uint32_t i = 0; i < operands->count; i++) {
        convert_slot(infer, &operands->items[i], common);
    }
}

static const Type *infer_plain_chain(Infer *infer, Node *node)
{
    NodeList *operands = &node->chain.operands;

    unify_chain(infer, node);
    for (uint32_t i = 0; i + 1 < operands->count; i++) {
        Operator op = (Operator)node->chain.operators[i];

        if (is_error(operator_type(infer, op, &operands->items[i], &operands->items[i + 1],
                                   node->span))) {
            return error_type(infer);
        }
    }
    return infer->types->scalar[TYPE_BOOL];
}

/* --- all chains --- */

/* Does `in` stand in it? */
static bool asks_for_member(const Node *chain)
{
    bool found = false;

    for (uint32_t i = 0; i + 1 < chain->chain.operands.count; i++) {
        found |= operator_table[chain->chain.operators[i]].group == GROUP_MEMBER;
    }
    return found;
}

/* Must it be compared by methods? */
static bool has_methods(Infer *infer, const NodeList *operands)
{
    for (uint32_t i = 0; i < operands->count; i++) {
        const Type *type = operands->items[i]->type;

        if (may_have_methods(type) || (has_content(type) && is_ordered_by_method(infer, type))) {
            return true;
        }
    }
    return false;
}

const Type *infer_chain(Infer *infer, Node *node)
{
    NodeList *operands = &node->chain.operands;

    if (asks_for_member(node)) {
        return infer_comparisons(infer, node);
    }
    const Type *hint = chain_hint(infer, node);
    for (uint32_t i = 0; i < operands->count; i++) {
        infer_expression(infer, &operands->items[i], hint);
    }
    return has_methods(infer, operands) ? infer_comparisons(infer, node)
                                        : infer_plain_chain(infer, node);
}

/* --- named operands become statements --- */

static bool is_name_given(const Hoist *hoist, const Node *node)
{
    (void)hoist;
    return node->kind == NODE_LET;
}

static bool repeats(const Hoist *hoist, const Node *node, uint32_t operand)
{
    (void)hoist;
    (void)node;
    (void)operand;
    return false;
}

/* What the value does is not known yet. */
static void move_out(Hoist *hoist, Node **slot, Symbol *target)
{
    Node *let = *slot;

    (void)target;
    let->type = NULL;
    hoist_name_later(hoist, let->let.symbol);
    *slot = node_name(hoist->program, let->let.symbol, let->span);
    hoist_emit(hoist, let, TRACE_READS | TRACE_WRITES | TRACE_RAISES);
}

static Node *keep_statement(Hoist *hoist, Node *statement)
{
    (void)hoist;
    return statement;
}

void move_named_operands(Infer *infer)
{
    static const HoistPolicy policy = {
        .touches = is_name_given,
        .hoists = is_name_given,
        .trace = trace_before_effects,
        .repeats = repeats,
        .lower = move_out,
        .statement = keep_statement,
    };
    Hoist hoist = {.program = infer->program, .policy = &policy};

    for (uint32_t i = 0; i < infer->naming->count; i++) {
        Function *function = infer->naming->items[i];

        hoist_function(function, &hoist);
        function->is_lambda_expression = false;
    }
}
