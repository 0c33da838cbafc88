/* Comparisons of literals, of a thing with itself, with the ends of a type's range; checks of
 * literals; what cannot be reached. Function.is_reached is found again where calls were dropped. */
#include "simplify.h"

#include "call_graph.h"
#include "effects.h"
#include "fold.h"
#include "hoist_internal.h"

typedef enum Truth { TRUTH_UNKNOWN, TRUTH_NO, TRUTH_YES } Truth;

static Truth truth_of(bool holds)
{
    return holds ? TRUTH_YES : TRUTH_NO;
}

static bool is_bool(const Node *node, bool value)
{
    return node->kind == NODE_BOOL && (node->integer.value != 0) == value;
}

static bool is_comparison(const Node *node)
{
    return node->kind == NODE_BINARY && operator_table[node->op].group == GROUP_COMPARISON;
}

/* --- what may be left out --- */

static void find_call(Node **slot, void *data)
{
    bool *has_call = data;
    const Node *node = *slot;

    if (node->kind == NODE_CALL ||
        (node->kind == NODE_BUILTIN && builtin_table[node->builtin.id].effect >= EFFECT_ALLOCATE)) {
        *has_call = true;
    } else {
        node_children(*slot, find_call, data);
    }
}

/* Does the evaluation do nothing but give a value? */
static bool is_silent(Node *node)
{
    bool has_call = false;

    find_call(&node, &has_call);
    return !has_call;
}

/* --- comparisons --- */

static bool is_integer_literal(const Node *node)
{
    return node->kind == NODE_INTEGER || node->kind == NODE_BOOL;
}

static bool is_end_of_range(const Node *literal, bool is_upper)
{
    const ScalarInfo *info = scalar_info(literal->type);
    uint64_t half = UINT64_C(1) << (info->bits - 1);
    uint64_t low = info->class == CLASS_SIGNED ? half : 0;
    uint64_t high = info->class == CLASS_SIGNED ? half - 1 : half - 1 + half;

    if (literal->kind == NODE_BOOL) {
        return (literal->integer.value != 0) == is_upper;
    }
    return literal->integer.value == wrap_integer(literal->type, is_upper ? high : low);
}

/* x < 0, x >= 0 of an unsigned x, and the like at each end of a type. */
static Truth compare_with_end(Operator op, const Node *literal)
{
    bool is_upper = op == OP_LESS_EQUAL || op == OP_GREATER;

    if (op == OP_EQUAL || op == OP_NOT_EQUAL || !is_end_of_range(literal, is_upper)) {
        return TRUTH_UNKNOWN;
    }
    return truth_of(op == OP_LESS_EQUAL || op == OP_GREATER_EQUAL);
}

/* (x & 4) == 5, (x | 4) == 3: bits that the result cannot have, or must have. */
static Truth compare_with_bits(Operator op, const Node *value, const Node *literal)
{
    bool is_and = value->kind == NODE_BINARY && value->op == OP_BIT_AND;
    bool is_or = value->kind == NODE_BINARY && value->op == OP_BIT_OR;

    if ((op != OP_EQUAL && op != OP_NOT_EQUAL) || !(is_and || is_or)) {
        return TRUTH_UNKNOWN;
    }
    const Node *mask =
        is_integer_literal(value->binary.left) ? value->binary.left : value->binary.right;
    if (!is_integer_literal(mask)) {
        return TRUTH_UNKNOWN;
    }
    uint64_t bits = mask->integer.value;
    uint64_t wanted = literal->integer.value;
    bool is_possible = is_and ? (wanted & ~bits) == 0 : (bits & ~wanted) == 0;
    return is_possible ? TRUTH_UNKNOWN : truth_of(op == OP_NOT_EQUAL);
}

static Truth compare_with_literal(Operator op, const Node *value, const Node *literal)
{
    Truth truth = compare_with_end(op, literal);

    return truth != TRUTH_UNKNOWN ? truth : compare_with_bits(op, value, literal);
}

/* A float may be NaN, which is not itself. */
static bool equals_itself(const Node *node)
{
    return type_is_integer(node->type) || node->type->kind == TYPE_BOOL;
}

static bool is_made_of_literals(const Node *node)
{
    switch ((NodeKind)node->kind) {
    case NODE_UNARY: return is_made_of_literals(node->unary.operand);
    case NODE_BINARY:
        return is_made_of_literals(node->binary.left) && is_made_of_literals(node->binary.right);
    case NODE_CONVERT:
        return node->convert.second == NULL && is_made_of_literals(node->convert.operand);
    default: return node_is_literal(node);
    }
}

/* 0 * 4 is compared as 0. */
static const Node *operand_value(Simplifier *simplifier, Node *operand)
{
    const Node *value =
        is_made_of_literals(operand) ? fold_constant(simplifier->program, operand) : NULL;

    return value != NULL ? value : operand;
}

static Truth known_comparison(Simplifier *simplifier, Operator op, Node *left_operand,
                              Node *right_operand)
{
    const Node *left = operand_value(simplifier, left_operand);
    const Node *right = operand_value(simplifier, right_operand);
    bool holds;

    if (compare_constants(op, left, right, &holds)) {
        return truth_of(holds);
    }
    if (equals_itself(left) && node_is_same_value(left, right)) {
        return truth_of(op == OP_EQUAL || op == OP_LESS_EQUAL || op == OP_GREATER_EQUAL);
    }
    if (is_integer_literal(right)) {
        return compare_with_literal(op, left, right);
    }
    return is_integer_literal(left) ? compare_with_literal(operator_mirrored(op), right, left)
                                    : TRUTH_UNKNOWN;
}

static Node *new_logical(Simplifier *simplifier, Operator op, Node *left, Node *right)
{
    Program *program = simplifier->program;

    return node_binary(program, op, program->types.scalar[TYPE_BOOL], left, right);
}

/* What is known but has calls in it is evaluated all the same: `f(x) != 0 or true`. */
static void simplify_comparison(Simplifier *simplifier, Node **slot)
{
    Node *node = *slot;
    Truth truth =
        known_comparison(simplifier, (Operator)node->op, node->binary.left, node->binary.right);

    if (truth == TRUTH_UNKNOWN) {
        return;
    }
    Node *outcome = node_bool(simplifier->program, truth == TRUTH_YES, node->span);
    if (is_silent(node)) {
        *slot = outcome;
    } else {
        node->op = OP_NOT_EQUAL;
        *slot = new_logical(simplifier, truth == TRUTH_YES ? OP_OR : OP_AND, node, outcome);
    }
}

/* --- and, or --- */

/* The literal that a name is compared with, or NULL; *op: as if it stood at the right. */
static const Node *compared_literal(const Node *comparison, const Node **name, Operator *op)
{
    const Node *left = comparison->binary.left;
    const Node *right = comparison->binary.right;
    bool is_mirrored = left->kind == NODE_INTEGER;

    *name = is_mirrored ? right : left;
    *op = is_mirrored ? operator_mirrored((Operator)comparison->op) : (Operator)comparison->op;
    const Node *literal = is_mirrored ? left : right;
    return literal->kind == NODE_INTEGER && (*name)->kind == NODE_NAME ? literal : NULL;
}

/* A literal, the number before it or the one after it. */
static Node *near_literal(Simplifier *simplifier, const Node *literal, int64_t offset)
{
    uint64_t bits = wrap_integer(literal->type, literal->integer.value + (uint64_t)offset);

    return node_integer(simplifier->program, literal->type, (int64_t)bits, literal->span);
}

/* x < 3 and x > 5, x < 5 or x > 3: both sides change only next to their literals, so what holds
 * there holds everywhere. */
static bool is_decided(Simplifier *simplifier, const Node *node, bool outcome)
{
    const Node *sides[] = {node->binary.left, node->binary.right};
    const Node *names[2];
    const Node *literals[2];
    Operator operators[2];

    for (int i = 0; i < 2; i++) {
        literals[i] =
            is_comparison(sides[i]) ? compared_literal(sides[i], &names[i], &operators[i]) : NULL;
        if (literals[i] == NULL) {
            return false;
        }
    }
    bool is_decided_everywhere = names[0]->name.symbol == names[1]->name.symbol;
    for (int i = 0; i < 6 && is_decided_everywhere; i++) {
        const Node *place = near_literal(simplifier, literals[i / 3], i % 3 - 1);
        bool first = false;
        bool second = false;

        compare_constants(operators[0], place, literals[0], &first);
        compare_constants(operators[1], place, literals[1], &second);
        is_decided_everywhere = (node->op == OP_AND ? first && second : first || second) == outcome;
    }
    return is_decided_everywhere;
}

static void simplify_logical(Simplifier *simplifier, Node **slot)
{
    Node *node = *slot;
    Node *left = node->binary.left;
    Node *right = node->binary.right;
    bool decider = node->op == OP_OR;

    if (is_bool(left, !decider)) {
        *slot = right;
    } else if (is_bool(left, decider)) {
        simplifier->has_dropped = true;
        *slot = left;
    } else if (is_bool(right, !decider)) {
        *slot = left;
    } else if (is_bool(right, decider) && is_silent(left)) {
        *slot = right;
    } else if (is_decided(simplifier, node, decider)) {
        *slot = node_bool(simplifier->program, decider, node->span);
    }
}

/* --- chains --- */

static Node *chain_pair(Simplifier *simplifier, const Node *chain, uint32_t position)
{
    Node *left = chain->chain.operands.items[position];
    Node *right = chain->chain.operands.items[position + 1];

    return new_logical(simplifier, (Operator)chain->chain.operators[position],
                       position > 0 ? node_repeat(simplifier->program, left) : left, right);
}

static bool has_known_pair(Simplifier *simplifier, const Node *chain)
{
    const NodeList *operands = &chain->chain.operands;

    for (uint32_t i = 0; i + 1 < operands->count; i++) {
        if (known_comparison(simplifier, (Operator)chain->chain.operators[i], operands->items[i],
                             operands->items[i + 1]) != TRUTH_UNKNOWN) {
            return true;
        }
    }
    return false;
}

static bool has_literal(const Node *chain)
{
    for (uint32_t i = 0; i < chain->chain.operands.count; i++) {
        if (is_integer_literal(chain->chain.operands.items[i])) {
            return true;
        }
    }
    return false;
}

/* a < b < c as a < b and b < c, where that says more; its middle may be written twice. */
static void simplify_chain(Simplifier *simplifier, Node **slot)
{
    const Node *chain = *slot;
    bool is_known = has_known_pair(simplifier, chain);
    Node *whole = NULL;

    if (!is_known && !has_literal(chain)) {
        return;
    }
    for (uint32_t i = 0; i + 1 < chain->chain.operands.count; i++) {
        Node *pair = chain_pair(simplifier, chain, i);

        simplify_comparison(simplifier, &pair);
        whole = whole == NULL ? pair : new_logical(simplifier, OP_AND, whole, pair);
        if (whole != pair) {
            simplify_logical(simplifier, &whole);
        }
    }
    if (is_known || whole->kind == NODE_BOOL) {
        *slot = whole;
    }
}

/* --- other expressions --- */

static void simplify_conditional(Simplifier *simplifier, Node **slot)
{
    const Node *node = *slot;

    if (node->conditional.condition->kind == NODE_BOOL) {
        simplifier->has_dropped = true;
        *slot = is_bool(node->conditional.condition, true) ? node->conditional.then
                                                           : node->conditional.otherwise;
    }
}

static void simplify_not(Simplifier *simplifier, Node **slot)
{
    const Node *operand = (*slot)->unary.operand;

    if (operand->kind == NODE_BOOL) {
        *slot = node_bool(simplifier->program, is_bool(operand, false), (*slot)->span);
    }
}

/* flag ^ flag, where C says flag != flag */
static void simplify_difference(Simplifier *simplifier, Node **slot)
{
    const Node *node = *slot;
    Truth truth = known_comparison(simplifier, OP_NOT_EQUAL, node->binary.left, node->binary.right);

    if (truth != TRUTH_UNKNOWN) {
        *slot = node_bool(simplifier->program, truth == TRUTH_YES, node->span);
    }
}

static void simplify_binary(Simplifier *simplifier, Node **slot)
{
    Node *node = *slot;

    switch (operator_table[node->op].group) {
    case GROUP_COMPARISON: simplify_comparison(simplifier, slot); break;
    case GROUP_LOGICAL: simplify_logical(simplifier, slot); break;
    default:
        if (node->op == OP_BIT_XOR && node->type->kind == TYPE_BOOL) {
            simplify_difference(simplifier, slot);
        } else if (node->op == OP_BIT_XOR && node_is_literal(node->binary.left) &&
                   node_is_literal(node->binary.right)) {
            *slot = fold_constant(simplifier->program, node); /* 2 ^ 8 looks like a power */
        }
    }
}

/* --- statements --- */

bool node_is_in_range(const Node *node)
{
    const unsigned both = FLAG_NOT_NEGATIVE | FLAG_NOT_BEYOND;

    return (node->flags & both) == both;
}

bool is_spent_check(const Node *statement)
{
    const Node *check = statement->unary.operand;

    return check->kind == NODE_BUILTIN && builtin_table[check->builtin.id].style == STYLE_CHECK &&
           node_is_in_range(check);
}

static Node *raise_of_check(Simplifier *simplifier, const Node *check, Span span)
{
    Program *program = simplifier->program;
    const char *message = check_message(check);
    Symbol *exception = check_exception(program, check);

    return node_raise(program, exception, node_text(program, message, span), span);
}

static bool is_void_assignment(const Node *node)
{
    return node->op == OP_NONE && node_is_same_value(node->assign.target, node->assign.value);
}

static bool is_empty_statement(const Node *statement)
{
    switch ((NodeKind)statement->kind) {
    case NODE_ASSIGN: return is_void_assignment(statement);
    case NODE_EXPRESSION: return is_spent_check(statement);
    default: return false;
    }
}

/* Handlers that nothing arrives at do nothing. */
static void simplify_try(Simplifier *simplifier, const Node *node)
{
    const Raises *raises = node->try_.raises;

    if (raises != NULL && (raises->anything || raises->types.count > 0)) {
        return;
    }
    for (uint32_t i = 0; i < node->try_.handlers.count; i++) {
        Node *body = node->try_.handlers.items[i]->handler.body;

        simplifier->has_dropped |= body->list.count > 0;
        body->list.count = 0;
    }
}

static void simplify_block(Simplifier *simplifier, Node *block)
{
    NodeList *statements = &block->list;
    uint32_t count = 0;

    for (uint32_t i = 0; i < statements->count; i++) {
        Node *statement = statements->items[i];

        if (is_empty_statement(statement)) {
            continue;
        }
        if (statement->kind == NODE_EXPRESSION &&
            (statement->unary.operand->flags & FLAG_FAILS) != 0) {
            statement = raise_of_check(simplifier, statement->unary.operand, statement->span);
        }
        statements->items[count++] = statement;
        if (node_diverges(statement)) {
            simplifier->has_dropped |= i + 1 < statements->count;
            break;
        }
    }
    statements->count = count;
}

static void simplify(Node **slot, void *data)
{
    Simplifier *simplifier = data;
    Node *node = *slot;

    node_children(node, simplify, data);
    switch ((NodeKind)node->kind) {
    case NODE_UNARY:
        if (node->op == OP_NOT) {
            simplify_not(simplifier, slot);
        }
        break;
    case NODE_BINARY: simplify_binary(simplifier, slot); break;
    case NODE_CHAIN: simplify_chain(simplifier, slot); break;
    case NODE_CONDITIONAL: simplify_conditional(simplifier, slot); break;
    case NODE_TRY: simplify_try(simplifier, node); break;
    case NODE_BLOCK: simplify_block(simplifier, node); break;
    default: break;
    }
}

void simplify_function(Function *function, void *data)
{
    if (function->body != NULL) {
        simplify(&function->body, data);
    }
}

void simplify_close(const Simplifier *simplifier)
{
    Program *program = simplifier->program;
    CallGraph graph;

    if (simplifier->has_dropped) {
        call_graph_open(&graph, program, &program->scratch);
        call_graph_mark_reached(&graph);
        call_graph_close(&graph);
        arena_reset(&program->scratch);
    }
}
