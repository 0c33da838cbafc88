/* Pass order: evaluation order made plain, as C does not order operands.
 *
 * Requires closed IR without closures and data-parallel operations, proven operations marked, and
 * every function's effects. Leaves: an operation that returns a status (raises_at_root) stands at a
 * statement's root; what is left of a check is a statement of its own before the operation, an
 * index that was checked is FLAG_PROVEN; operands whose order could be seen are statements in that
 * order; a range's bounds and step and what else is iterated do not change in their loop; no
 * assert; no check that can not fail. What the checks prove is marked. Statements that nothing of
 * this applies to stay the same nodes. */
#include "class.h"
#include "effects.h"
#include "hoist.h"
#include "passes.h"
#include "raise_set.h"
#include "simplify.h"
#include "sizes.h"

/* --- what returns a status --- */

static bool is_text(const Type *type)
{
    return type_is_text(type);
}

/* A str's slice with a step is new text, a list's slice is a new list. */
static bool view_allocates(const Node *view)
{
    const Node *item = view->index.items.items[0];

    if (view->index.base->type->kind == TYPE_LIST) {
        return true;
    }
    if (!is_text(view->index.base->type) || item->kind != NODE_SLICE || item->slice.step == NULL) {
        return false;
    }
    return item->slice.step->kind != NODE_INTEGER || item->slice.step->integer.value != 1;
}

bool raises_at_root(const Program *program, const Node *expression)
{
    switch ((NodeKind)expression->kind) {
    case NODE_AS: return !node_is_downcast(expression) && node_raises(program, expression);
    case NODE_CALL:
    case NODE_BIND:
    case NODE_CONVERT:
    case NODE_CONSTRUCT: return node_raises(program, expression);
    case NODE_BINARY:
        return (is_text(expression->type) || type_is_container(expression->type)) &&
               node_raises(program, expression);
    case NODE_LIST:
    case NODE_SET:
    case NODE_DICT: return type_is_container(expression->type);
    case NODE_BUILTIN: return !builtin_is_check(expression) && node_raises(program, expression);
    case NODE_VIEW: return view_allocates(expression);
    default: return false;
    }
}

/* What a call or a method like pop hands over must have an owner, where that is counted. */
static bool is_handed_over(const Program *program, const Node *node)
{
    bool is_given = (node->kind == NODE_CALL && !call_gives_literal(node)) ||
                    (node->kind == NODE_BUILTIN && method_hands_over(node));

    return counts_references(program) && is_given && type_is_managed(node->type);
}

static bool hoists(const Hoist *hoist, const Node *node)
{
    return raises_at_root(hoist->program, node) || is_handed_over(hoist->program, node);
}

/* A chain's middle operands are written twice in C. */
static bool has_costly_middle(const Node *chain)
{
    for (uint32_t i = 1; i + 1 < chain->chain.operands.count; i++) {
        if (!node_is_repeatable(chain->chain.operands.items[i])) {
            return true;
        }
    }
    return false;
}

static bool touches(const Hoist *hoist, const Node *node)
{
    if (node->kind == NODE_CHAIN) {
        return has_costly_middle(node);
    }
    if (node->kind == NODE_BUILTIN && node->builtin.id == BUILTIN_CHECKED_DIV) {
        return true;
    }
    return node_is_checked(hoist->program, node) || hoists(hoist, node);
}

/* --- what is seen of an operation --- */

static unsigned trace_of_function(const Function *function)
{
    if (function->is_pure_declared || function->effects.is_pure) {
        return TRACE_NONE;
    }
    bool is_foreign = function->kind == FUNCTION_EXTERN || function->kind == FUNCTION_DECLARE;
    return function->effects.writes || is_foreign ? TRACE_READS | TRACE_WRITES : TRACE_READS;
}

static unsigned trace_of_call(const Node *node)
{
    const Node *callee = node->call.callee;

    if (callee->kind != NODE_NAME || callee->name.symbol->kind != SYMBOL_FUNCTION) {
        return TRACE_READS | TRACE_WRITES;
    }
    return trace_of_function(callee->name.symbol->function);
}

/* Making an object runs its class's `init`. */
static unsigned trace_of_construct(const Program *program, const Node *node)
{
    const Function *initialiser = called_initialiser(node);

    if (program->has_finalisers && node->type->kind == TYPE_CLASS) { /* it may end others */
        return TRACE_READS | TRACE_WRITES;
    }
    return initialiser != NULL ? trace_of_function(initialiser) : TRACE_NONE;
}

static unsigned trace_of_name(const Symbol *symbol)
{
    bool is_shared =
        symbol->kind == SYMBOL_GLOBAL ||
        (symbol->kind == SYMBOL_LOCAL && (is_shared_local(symbol) || symbol->is_referred));

    return is_shared ? TRACE_READS : TRACE_NONE;
}

/* The length of a container, which a call may change. */
static bool is_changing_length(const Node *node)
{
    return node->builtin.id == BUILTIN_LEN &&
           type_is_container(node->builtin.arguments.items[0]->type);
}

static unsigned trace_of_builtin(const Node *node)
{
    switch (builtin_table[node->builtin.id].effect) {
    case EFFECT_PURE: return is_changing_length(node) ? TRACE_READS : TRACE_NONE;
    case EFFECT_READ:
    case EFFECT_ALLOCATE: return TRACE_READS;
    default: return TRACE_READS | TRACE_WRITES;
    }
}

static unsigned trace_of_chain(const Node *node)
{
    for (uint32_t i = 0; i < node->chain.operands.count; i++) {
        if (refers_to_items(node->chain.operands.items[i]->type)) {
            return TRACE_READS;
        }
    }
    return TRACE_NONE;
}

static unsigned trace(const Hoist *hoist, const Node *node)
{
    switch ((NodeKind)node->kind) {
    case NODE_NAME: return trace_of_name(node->name.symbol);
    case NODE_BINARY: return refers_to_items(node->binary.right->type) ? TRACE_READS : TRACE_NONE;
    case NODE_CHAIN: return trace_of_chain(node);
    case NODE_CALL: return trace_of_call(node);
    case NODE_BUILTIN: return trace_of_builtin(node);
    case NODE_INDEX: return is_text(node->index.base->type) ? TRACE_NONE : TRACE_READS;
    case NODE_FIELD: return node->field.base->type->kind == TYPE_CLASS ? TRACE_READS : TRACE_NONE;
    case NODE_CONSTRUCT: return trace_of_construct(hoist->program, node);
    default: return TRACE_NONE;
    }
}

/* --- checks --- */

static bool repeats(const Hoist *hoist, const Node *node, uint32_t operand)
{
    switch ((NodeKind)node->kind) {
    case NODE_INDEX: return !node_is_trusted(node) && operand <= node->index.items.count;
    case NODE_VIEW: return node_is_checked(hoist->program, node);
    case NODE_BUILTIN:
        return !node_is_trusted(node) &&
               ((node->builtin.id == BUILTIN_CHECKED_DIV && operand == 1) ||
                node->builtin.id == BUILTIN_VALUE);
    case NODE_AS: return node_is_downcast(node) && !node_is_trusted(node);
    case NODE_RANGE: return operand == 2;
    case NODE_ASSIGN:
    case NODE_BINARY:
        return operand == (node->kind == NODE_BINARY ? 1 : 0) &&
               node_is_checked(hoist->program, node);
    default: return false;
    }
}

/* Writes check_…(first, second), and gives it; `second` may be NULL. */
static Node *emit_check(Hoist *hoist, BuiltinId id, const Node *first, Node *second, Span span)
{
    Program *program = hoist->program;
    Node *check = node_builtin(program, id, program->types.scalar[TYPE_NONE],
                               node_repeat(program, first), second, span);
    Node *statement = node_new(program, NODE_EXPRESSION, span);

    statement->unary.operand = check;
    hoist->function->has_checks = true;
    hoist_emit(hoist, statement, TRACE_RAISES);
    return check;
}

/* d[k], a place: let at = d.__find__(k) before it, which leaves d[!at]. */
static void find_entry(Hoist *hoist, Node *place)
{
    Program *program = hoist->program;
    Node **key = &place->index.items.items[0];
    const Type *int64_type = program->types.scalar[TYPE_INT64];
    Symbol *at = symbol_fresh(program, hoist->function, "at", int64_type, false, place->span);
    Node *find = node_builtin(program, BUILTIN_DICT_FIND, int64_type,
                              node_repeat(program, place->index.base), *key, place->span);

    hoist_emit(hoist, node_let(program, at, find), TRACE_RAISES);
    *key = node_name(program, at, place->span);
    place->flags |= FLAG_PROVEN;
}

/* xs[i] = x says other words than a read does, which check_index(i, n, "…") names. */
static void check_index(Hoist *hoist, Node *node, uint32_t axis)
{
    Node *extent = extent_node(hoist->program, node->index.base, axis);
    Node *check =
        emit_check(hoist, BUILTIN_CHECK_INDEX, node->index.items.items[axis], extent, node->span);

    if (node == hoist->stored && node->index.base->type->kind == TYPE_LIST) {
        LIST_PUSH(&hoist->program->arena, &check->builtin.arguments,
                  node_text(hoist->program, "list assignment index out of range", node->span));
    }
}

static void check_items(Hoist *hoist, Node *node)
{
    if (node->index.base->type->kind == TYPE_DICT) {
        find_entry(hoist, node);
        return;
    }
    for (uint32_t axis = 0; axis < node->index.items.count; axis++) {
        const Node *item = node->index.items.items[axis];

        if (item->kind == NODE_SLICE) {
            if (step_may_be_zero(item)) {
                emit_check(hoist, BUILTIN_CHECK_STEP, item->slice.step, NULL, item->span);
            }
        } else if (!node_is_trusted(node) && !node_is_in_range(item)) {
            check_index(hoist, node, axis);
        }
    }
    if (!node_is_trusted(node)) {
        node->flags |= FLAG_PROVEN;
    }
}

/* Python's words. */
static const char *zero_message(Operator op, const Type *divisor)
{
    bool is_float = type_is_float(divisor);

    switch (op) {
    case OP_FLOOR_DIVIDE:
        return is_float ? "float floor division by zero" : "integer division or modulo by zero";
    case OP_MODULO: return is_float ? "float modulo" : "integer modulo by zero";
    default: return is_float ? "float division by zero" : "division by zero";
    }
}

static void emit_zero_check(Hoist *hoist, Operator op, const Node *divisor, Span span)
{
    emit_check(hoist, BUILTIN_CHECK_NONZERO, divisor,
               node_text(hoist->program, zero_message(op, divisor->type), span), span);
}

/* The check of `left op right`, or of `left op= right`. */
static void check_operator(Hoist *hoist, Operator op, const Type *left, const Node *right,
                           Span span)
{
    Node *bits = NULL;

    switch (op) {
    case OP_DIVIDE:
    case OP_FLOOR_DIVIDE:
    case OP_MODULO: emit_zero_check(hoist, op, right, span); return;
    case OP_SHIFT_LEFT:
    case OP_SHIFT_RIGHT:
        bits = node_integer(hoist->program, right->type, scalar_info(left)->bits, span);
        emit_check(hoist, BUILTIN_CHECK_SHIFT, right, bits, span);
        return;
    case OP_POWER: emit_check(hoist, BUILTIN_CHECK_EXPONENT, right, NULL, span); return;
    default: return;
    }
}

/* checked_div(x, y): the check, then x / y. */
static void lower_checked_div(Hoist *hoist, Node *node)
{
    Node *left = node->builtin.arguments.items[0];
    Node *right = node->builtin.arguments.items[1];

    if (!node_is_trusted(node)) {
        emit_zero_check(hoist, OP_DIVIDE, right, node->span);
    }
    node->kind = NODE_BINARY;
    node->op = OP_DIVIDE;
    node->flags |= FLAG_PROVEN;
    node->binary.left = left;
    node->binary.right = right;
    node->binary.reason = NULL;
}

/* x.value: the check is of a local, whose value stays what was checked. */
static void check_value(Hoist *hoist, Node *node)
{
    Node **option = &node->builtin.arguments.items[0];

    if ((*option)->kind != NODE_NAME || (*option)->name.symbol->kind != SYMBOL_LOCAL) {
        hoist_save(hoist, option, NULL, TRACE_READS);
    }
    emit_check(hoist, BUILTIN_CHECK_VALUE, *option, NULL, node->span);
    node->flags |= FLAG_PROVEN;
}

/* A global that may have no value. */
static void check_set(Hoist *hoist, Node *name)
{
    const char *message = arena_format(&hoist->program->arena, "name '%s' is not defined",
                                       name->name.symbol->name->text);

    name->flags &= (uint16_t)~FLAG_UNSET;
    name->name.symbol->is_tested = true;
    emit_check(hoist, BUILTIN_CHECK_SET, name, node_text(hoist->program, message, name->span),
               name->span);
}

/* x as C: check_type(x is C, …), then the conversion. */
static void lower_downcast(Hoist *hoist, Node *node)
{
    Program *program = hoist->program;
    Node *test = node_new(program, NODE_IS, node->span);
    const char *message = arena_format(&program->arena, "the object is not a %s",
                                       node->type->declaration->name->text);

    test->type = program->types.scalar[TYPE_BOOL];
    test->type_test.operand = node_repeat(program, node->type_test.operand);
    test->type_test.target = node->type_test.target;
    emit_check(hoist, BUILTIN_CHECK_TYPE, test, node_text(program, message, node->span),
               node->span);
    node->flags |= FLAG_PROVEN;
}

static void lower_checks(Hoist *hoist, Node **slot, Symbol *target)
{
    Node *node = *slot;

    (void)target;
    switch ((NodeKind)node->kind) {
    case NODE_NAME: check_set(hoist, node); return;
    case NODE_INDEX:
    case NODE_VIEW: check_items(hoist, node); return;
    case NODE_BINARY:
        if (node_is_checked(hoist->program, node)) {
            check_operator(hoist, (Operator)node->op, node->type, node->binary.right, node->span);
            node->flags |= FLAG_PROVEN;
        }
        return;
    case NODE_ASSIGN:
        if (node_is_checked(hoist->program, node)) {
            check_operator(hoist, (Operator)node->op, node->assign.target->type, node->assign.value,
                           node->span);
            node->flags |= FLAG_PROVEN;
        }
        return;
    case NODE_AS:
        if (node_is_downcast(node) && !node_is_trusted(node)) {
            lower_downcast(hoist, node);
        }
        return;
    case NODE_RANGE:
        emit_check(hoist, BUILTIN_CHECK_STEP, node->range.step, NULL, node->span);
        return;
    case NODE_BUILTIN:
        if (node->builtin.id == BUILTIN_CHECKED_DIV) {
            lower_checked_div(hoist, node);
        } else if (node->builtin.id == BUILTIN_VALUE && !node_is_trusted(node)) {
            check_value(hoist, node);
        }
        return;
    default: return;
    }
}

/* --- statements --- */

/* Does no iteration change how many items the sequence, a local's, has? */
static bool keeps_length(const Hoist *hoist, const Node *sequence, Node *body)
{
    return !type_is_container(sequence->type) ||
           (sequence->kind == NODE_NAME &&
            !changes_size(hoist->program, body, sequence->name.symbol));
}

/* Is the value the same at every turn of a loop with this body, and cheap? */
static bool is_constant_in(const Hoist *hoist, const Node *node, Node *body)
{
    switch ((NodeKind)node->kind) {
    case NODE_INTEGER: return true;
    case NODE_NAME:
        return node->name.symbol->kind == SYMBOL_CONSTANT ||
               (node->name.symbol->kind == SYMBOL_LOCAL && !is_shared_local(node->name.symbol) &&
                !is_assigned_in(node->name.symbol, body));
    case NODE_UNARY:
        return node->op == OP_NEGATE && is_constant_in(hoist, node->unary.operand, body);
    case NODE_BINARY:
        return (node->flags & FLAG_PROVEN) != 0 &&
               (node->op == OP_ADD || node->op == OP_SUBTRACT || node->op == OP_MULTIPLY) &&
               is_constant_in(hoist, node->binary.left, body) &&
               is_constant_in(hoist, node->binary.right, body);
    case NODE_CONVERT:
        return type_is_integer(node->convert.operand->type) &&
               is_constant_in(hoist, node->convert.operand, body);
    case NODE_BUILTIN:
        return (node->builtin.id == BUILTIN_LEN || node->builtin.id == BUILTIN_SHAPE) &&
               keeps_length(hoist, node->builtin.arguments.items[0], body) &&
               is_constant_in(hoist, node->builtin.arguments.items[0], body);
    default: return false;
    }
}

/* Unless *slot is the same all through the loop: let `base` = … before it. */
static void settle_bound(Hoist *hoist, Node **slot, Node *body, const char *base)
{
    Node *value = *slot;

    if (value == NULL || is_constant_in(hoist, value, body)) {
        return;
    }
    Symbol *symbol =
        symbol_fresh(hoist->program, hoist->function, base, value->type, false, value->span);
    *slot = node_name(hoist->program, symbol, value->span);
    hoist_statement(hoist, node_let(hoist->program, symbol, value));
}

static bool range_is_settled(const Hoist *hoist, const Node *range, Node *body)
{
    return is_constant_in(hoist, range->range.high, body) &&
           (range->range.step == NULL || is_constant_in(hoist, range->range.step, body));
}

static void settle_iterable(Hoist *hoist, Node *statement)
{
    Node *iterable = statement->for_.iterable;
    Node *body = statement->for_.body;

    if (iterable->kind != NODE_RANGE) {
        settle_bound(hoist, &statement->for_.iterable, body,
                     is_text(iterable->type) ? "text" : "table");
    } else if (!range_is_settled(hoist, iterable, body)) {
        settle_bound(hoist, &iterable->range.low, body, "start");
        settle_bound(hoist, &iterable->range.high, body, "stop");
        settle_bound(hoist, &iterable->range.step, body, "step");
    }
}

/* assert c, m: if not c { raise AssertionError(m) }, which assert false does in any case. */
static Node *lower_assertion(Hoist *hoist, const Node *statement)
{
    Program *program = hoist->program;
    Node *condition = statement->assert_.condition;

    if (!program->checks.assertion) {
        return NULL;
    }
    Symbol *exception = program->exceptions.items[EXCEPTION_AssertionError];
    Node *message = statement->assert_.message;
    if (message == NULL) {
        message = node_text(program, "", statement->span);
    }
    Node *raise = node_raise(program, exception, message, statement->span);
    if (condition->kind == NODE_BOOL && condition->integer.value == 0) {
        return raise;
    }
    Node *block = node_block(program, statement->span);
    block_push(program, block, raise);
    return node_if(program, node_not(program, condition), block, NULL);
}

/* return f(), where f gives nothing: f(), then return; which at a function's end says nothing. */
static Node *split_empty_return(Hoist *hoist, Node *statement)
{
    const NodeList *body = &hoist->function->body->list;
    Node *value = statement->unary.operand;

    if (value != NULL && value->type->kind != TYPE_NONE) {
        return statement;
    }
    if (value != NULL && value->kind != NODE_NONE) {
        Node *call = node_new(hoist->program, NODE_EXPRESSION, value->span);

        call->unary.operand = value;
        hoist_statement(hoist, call);
    }
    statement->unary.operand = NULL;
    return statement == body->items[body->count - 1] ? NULL : statement;
}

static Node *prepare_statement(Hoist *hoist, Node *statement)
{
    switch ((NodeKind)statement->kind) {
    case NODE_EXPRESSION: return is_spent_check(statement) ? NULL : statement;
    case NODE_ASSERT: return lower_assertion(hoist, statement);
    case NODE_ASSIGN:
        hoist->stored = statement->op == OP_NONE ? statement->assign.target : NULL;
        return statement;
    case NODE_FOR: settle_iterable(hoist, statement); return statement;
    case NODE_RETURN: return split_empty_return(hoist, statement);
    default: return statement;
    }
}

/* The steps of the pass. A function takes them together, while its nodes are in the cache. */
typedef struct Ordering {
    Hoist hoist;
    Proving proving;
    Simplifier simplifier;
} Ordering;

static void order_function(Function *function, void *data)
{
    Ordering *ordering = data;

    hoist_function(function, &ordering->hoist);
    prove_function(function, &ordering->proving);
    simplify_function(function, &ordering->simplifier);
}

bool pass_order(Program *program)
{
    static const HoistPolicy policy = {
        .orders_operands = true,
        .touches = touches,
        .hoists = hoists,
        .trace = trace,
        .repeats = repeats,
        .lower = lower_checks,
        .statement = prepare_statement,
    };

    Ordering ordering = {
        .hoist = {.program = program, .policy = &policy},
        .proving = proving_open(program, true),
        .simplifier = {.program = program},
    };

    each_function(program, order_function, &ordering);
    proving_close(&ordering.proving);
    simplify_close(&ordering.simplifier);
    return true;
}
