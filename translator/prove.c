/* Pass prove: marks what cannot overflow, leave its range or divide by zero.
 *
 * Requires closed IR without closures; all loops are range loops, loops over a str and whiles.
 * Sets or clears FLAG_PROVEN on each integer operation, index, view and conversion, whatever the
 * source said, and `reason` where the why is not plain; and the flags that ir.h says are prove's.
 * Where indices are not to be checked, those that are not proven are marked FLAG_TRUSTED besides.
 * Changes nothing else.
 *
 * It walks each function once, in order, with what is known where it stands (prove.h):
 * conditions and checks add facts, branches are walked apart and joined, loops are in
 * prove_loop.c. A handler knows nothing of what the tried body assigns. */
#include "class.h"
#include "effects.h"
#include "passes.h"
#include "prove_loop.h"
#include "sizes.h"

uint32_t type_axes(const Type *type)
{
    if (type == NULL) {
        return 0;
    }
    switch (type->kind) {
    case TYPE_ARRAY: return type->rank;
    case TYPE_STR:
    case TYPE_BYTES:
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_DICT: return 1;
    default: return 0;
    }
}

void forget_changed(Prover *prover, const Node *node)
{
    for (uint32_t i = 0; i < prover->containers.count; i++) {
        Local *local = prover->containers.items[i];

        if (node_changes_size(prover->program, node, local->symbol)) {
            local_forget(prover, local);
        }
    }
    forget_fields(prover, node);
}

void forget_changed_in(Prover *prover, Node *code)
{
    for (uint32_t i = 0; i < prover->containers.count; i++) {
        Local *local = prover->containers.items[i];

        if (changes_size(prover->program, code, local->symbol)) {
            local_forget(prover, local);
        }
    }
    forget_fields_in(prover, code);
}

Local *local_of(const Symbol *symbol)
{
    bool is_value = symbol->kind == SYMBOL_LOCAL || symbol->kind == SYMBOL_CONSTANT;

    return is_value ? symbol->fact : NULL;
}

/* --- branches --- */

/* A local that a branch assigned. */
typedef struct Joined {
    Local *local;
    Summary summary; /* at the branch's end; then joined with the other's */
    const Value *axes;
    Value value;
    Value other; /* at the other branch's end */
    Summary other_summary;
    const Value *other_axes;
} Joined;

typedef LIST(Joined) JoinedList;

/* Adds the locals assigned since `mark` that are not in the list yet. */
static void collect(Prover *prover, uint32_t mark, uint32_t serial, JoinedList *list)
{
    uint32_t stamp = ++prover->stamp;

    for (uint32_t i = 0; i < list->count; i++) {
        list->items[i].local->stamp = stamp;
    }
    for (uint32_t i = mark; i < prover->trail.count; i++) {
        Local *local = prover->trail.items[i].place;

        if (prover->trail.items[i].kind != CHANGED_LOCAL || local->stamp == stamp) {
            continue;
        }
        Joined joined = {.local = local, .axes = local->axes};
        joined.value = local->value;
        joined.summary = summarise(prover, local->value, serial);
        local->stamp = stamp;
        LIST_PUSH(prover->arena, list, joined);
    }
}

static void meet(Prover *prover, Joined *joined, uint32_t serial)
{
    joined->other = joined->local->value;
    joined->other_axes = joined->local->axes;
    joined->other_summary = summarise(prover, joined->other, serial);
    summary_join(prover, &joined->summary, joined->other);
}

static const Value *join_axes(Prover *prover, const Joined *joined)
{
    uint32_t rank = joined->local->rank;

    if (joined->axes == joined->other_axes || rank == 0) {
        return joined->axes;
    }
    if (joined->axes == NULL || joined->other_axes == NULL) {
        return NULL;
    }
    Value *axes = new_axes(prover, NULL, rank);
    for (uint32_t k = 0; k < rank; k++) {
        if (value_same(joined->axes[k], joined->other_axes[k])) {
            axes[k] = joined->axes[k];
        }
    }
    return axes;
}

static void set_joined(Prover *prover, Joined *joined)
{
    bool is_known = joined->summary.value.is_known;

    if (!is_known && joined->local->place != NULL && joined->local->rank == 0) {
        local_forget(prover, joined->local);
        return;
    }
    Value value = is_known ? summary_value(prover, &joined->summary, joined->other)
                           : value_of_type(prover, joined->local->type);

    if (is_known) {
        summary_join(prover, &joined->other_summary, joined->value);
        summary_assume(prover, &joined->other_summary, value);
    }
    local_set(prover, joined->local, value, join_axes(prover, joined));
}

/* Both ends are reached. The state is the second's end; `first` was collected at the first's. */
static void join(Prover *prover, uint32_t mark, uint32_t serial, JoinedList *first)
{
    uint32_t count = first->count;

    collect(prover, mark, serial, first);
    for (uint32_t i = 0; i < count; i++) {
        meet(prover, &first->items[i], serial);
    }
    trail_undo(prover, mark);
    for (uint32_t i = count; i < first->count; i++) {
        meet(prover, &first->items[i], serial);
    }
    for (uint32_t i = 0; i < first->count; i++) {
        set_joined(prover, &first->items[i]);
    }
}

/* Only the first's end is reached: its values, without the facts that went with it. */
static void restore(Prover *prover, uint32_t mark, const JoinedList *first)
{
    trail_undo(prover, mark);
    for (uint32_t i = 0; i < first->count; i++) {
        local_set(prover, first->items[i].local, first->items[i].summary.value,
                  first->items[i].axes);
    }
}

static void prove_branch(Prover *prover, Node *branch, const Node *condition, bool truth,
                         uint32_t first_operand)
{
    assume_condition(prover, condition, truth, first_operand);
    if (branch != NULL) {
        prove_statement(prover, branch);
    }
}

/* The branch that does not come out is walked first, so that the other's facts stay. */
/* A condition, its operands remembered since `first_operand`. */
typedef struct Condition {
    const Node *value;
    uint32_t first_operand;
    bool is_negated;
} Condition;

/* What the `if`'s condition, which was evaluated, tells in each of the branches. */
static void prove_branches(Prover *prover, Node *node, Condition condition)
{
    bool was_reachable = prover->is_reachable;
    bool is_swapped = node->if_.otherwise != NULL && node_diverges(node->if_.otherwise);
    Node *first = is_swapped ? node->if_.otherwise : node->if_.then;
    Node *second = is_swapped ? node->if_.then : node->if_.otherwise;
    bool truth = is_swapped == condition.is_negated;
    JoinedList joined = {0};

    uint32_t mark = trail_mark(prover);
    uint32_t serial = prover->next_serial;
    prove_branch(prover, first, condition.value, truth, condition.first_operand);
    bool first_ends = prover->is_reachable;
    if (first_ends) {
        collect(prover, mark, serial, &joined);
    }
    trail_undo(prover, mark);
    prover->is_reachable = was_reachable;
    prove_branch(prover, second, condition.value, !truth, condition.first_operand);
    if (first_ends && prover->is_reachable) {
        join(prover, mark, serial, &joined);
    } else if (first_ends) {
        restore(prover, mark, &joined);
    }
    prover->is_reachable |= first_ends;
}

static void prove_if(Prover *prover, Node *node)
{
    Condition condition = {node->if_.condition, prover->operands.count, false};

    prove_expression(prover, node->if_.condition);
    prove_branches(prover, node, condition);
}

/* --- try --- */

static void prove_apart(Prover *prover, Node *code)
{
    uint32_t mark = trail_mark(prover);

    if (code != NULL) {
        prove_statement(prover, code);
        trail_undo(prover, mark);
    }
}

/* After each part, nothing is known of what it assigned, nor what it learnt. */
static void prove_try(Prover *prover, Node *node)
{
    AssignedList assigned = {0};
    uint32_t mark = trail_mark(prover);

    prover->finally_depth += node->try_.finally != NULL;
    prove_statement(prover, node->try_.body);
    prove_apart(prover, node->try_.otherwise);
    trail_undo(prover, mark);
    find_assignments(prover, node->try_.body, &assigned);
    forget_assigned(prover, &assigned);
    for (uint32_t i = 0; i < node->try_.handlers.count; i++) {
        prover->is_reachable = true;
        prove_apart(prover, node->try_.handlers.items[i]->handler.body);
        find_assignments(prover, node->try_.handlers.items[i]->handler.body, &assigned);
    }
    find_assignments(prover, node->try_.otherwise, &assigned);
    forget_assigned(prover, &assigned);
    prover->finally_depth -= node->try_.finally != NULL;
    prover->is_reachable = true;
    if (node->try_.finally != NULL) {
        prove_statement(prover, node->try_.finally);
    }
}

/* --- other statements --- */

static void prove_let(Prover *prover, Node *node)
{
    Local *local = local_of(node->let.symbol);

    if (node->let.value == NULL) {
        local_forget(prover, local);
    } else if (local->rank > 0) {
        local_set(prover, local, value_unknown(), prove_axes(prover, node->let.value));
    } else {
        local_set(prover, local, prove_expression(prover, node->let.value), NULL);
    }
}

static void prove_let_tuple(Prover *prover, Node *node)
{
    prove_expression(prover, node->let_tuple.value);
    for (uint32_t i = 0; i < node->let_tuple.symbols.count; i++) {
        local_forget(prover, local_of(node->let_tuple.symbols.items[i]));
    }
}

static void prove_assert(Prover *prover, Node *node)
{
    uint32_t first_operand = prover->operands.count;

    prove_expression(prover, node->assert_.condition);
    uint32_t mark = trail_mark(prover);
    if (node->assert_.message != NULL) {
        assume_condition(prover, node->assert_.condition, false, first_operand);
        prove_expression(prover, node->assert_.message);
    }
    trail_undo(prover, mark);
    if (prover->program->checks.assertion) {
        assume_condition(prover, node->assert_.condition, true, first_operand);
    }
}

static void prove_slot(Node **slot, void *prover)
{
    if (node_is_expression(*slot)) {
        prove_expression(prover, *slot);
    } else {
        prove_statement(prover, *slot);
    }
}

/* `let c = …`, then `if c` or `if not c`: as order leaves a condition that has statements within.
 */
static bool is_named_condition(const Node *let, const Node *test)
{
    if (let->kind != NODE_LET || let->let.value == NULL || test->kind != NODE_IF ||
        let->let.symbol->type->kind != TYPE_BOOL) {
        return false;
    }
    const Node *condition = test->if_.condition;
    bool is_negated = condition->kind == NODE_UNARY && condition->op == OP_NOT;

    return node_is_name_of(is_negated ? condition->unary.operand : condition, let->let.symbol);
}

static void prove_named_condition(Prover *prover, Node *let, Node *test)
{
    Condition condition = {let->let.value, prover->operands.count,
                           test->if_.condition->kind == NODE_UNARY};

    prove_let(prover, let);
    prove_expression(prover, test->if_.condition);
    prove_branches(prover, test, condition);
    prover->operands.count = condition.first_operand;
}

static void prove_block(Prover *prover, const NodeList *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        Node *next = i + 1 < list->count ? list->items[i + 1] : NULL;

        if (next != NULL && is_named_condition(list->items[i], next)) {
            prove_named_condition(prover, list->items[i++], next);
        } else {
            prove_statement(prover, list->items[i]);
        }
    }
}

static void prove_exit(Prover *prover, Node *node)
{
    node_children(node, prove_slot, prover);
    prover->is_reachable = false;
}

/* Is it `let x = xs[i]`? */
static bool reads_item(const Node *statement, const Symbol *list)
{
    const Node *item = statement->kind == NODE_LET ? statement->let.value : NULL;

    return item != NULL && item->kind == NODE_INDEX && node_is_name_of(item->index.base, list) &&
           item->index.items.items[0]->kind == NODE_NAME;
}

void prove_statement(Prover *prover, Node *node)
{
    uint32_t first_operand = prover->operands.count;

    if (prover->checked != NULL && !reads_item(node, prover->checked)) {
        prover->checked = NULL;
    }

    switch (node->kind) {
    case NODE_LET: prove_let(prover, node); break;
    case NODE_LET_TUPLE: prove_let_tuple(prover, node); break;
    case NODE_ASSIGN: prove_assignment(prover, node); break;
    case NODE_IF: prove_if(prover, node); break;
    case NODE_WHILE:
    case NODE_FOR: prove_loop(prover, node); break;
    case NODE_BREAK:
    case NODE_CONTINUE:
        prove_jump(prover, node->kind == NODE_BREAK);
        prover->is_reachable = false;
        break;
    case NODE_RETURN:
    case NODE_RAISE: prove_exit(prover, node); break;
    case NODE_TRY: prove_try(prover, node); break;
    case NODE_ASSERT: prove_assert(prover, node); break;
    case NODE_BLOCK: prove_block(prover, &node->list); break;
    default: node_children(node, prove_slot, prover);
    }
    if (node->kind == NODE_LET) {
        prover->checked = NULL;
    }
    prover->operands.count = first_operand;
}

/* --- functions --- */

static Local *open_local(Prover *prover, Symbol *symbol)
{
    Local *local = ARENA_NEW(prover->arena, Local);

    local->symbol = symbol;
    local->type = symbol->type;
    local->rank = type_axes(symbol->type);
    local->is_shared = symbol->is_reference;
    local->value = value_unknown();
    local->axes = local->rank > 0 ? new_axes(prover, symbol, local->rank) : NULL;
    symbol->fact = local;
    LIST_PUSH(prover->arena, &prover->locals, local);
    if (symbol->type != NULL && type_is_container(symbol->type)) {
        LIST_PUSH(prover->arena, &prover->containers, local);
    }
    return local;
}

static void share_local(const Node *place)
{
    const Node *operand = node_place_root(place);
    Local *local = operand->kind == NODE_NAME ? local_of(operand->name.symbol) : NULL;

    if (local != NULL) {
        local->is_shared = true;
    }
}

/* Opens the locals that the code declares, and finds those that others get pointers to. */
static void open_locals(Node **slot, void *data)
{
    Prover *prover = data;
    const Node *node = *slot;

    switch (node->kind) {
    case NODE_LET: open_local(prover, node->let.symbol); break;
    case NODE_LET_TUPLE:
        for (uint32_t i = 0; i < node->let_tuple.symbols.count; i++) {
            open_local(prover, node->let_tuple.symbols.items[i]);
        }
        break;
    case NODE_FOR:
        open_local(prover, node->for_.symbol)->is_shared = node->for_.symbol->is_assigned;
        break;
    case NODE_HANDLER:
        if (node->handler.symbol != NULL) {
            open_local(prover, node->handler.symbol);
        }
        break;
    case NODE_REFERENCE: share_local(node->unary.operand); break;
    default: break;
    }
    if (prover->program->has_references || node_holds_statements(node)) {
        node_children(*slot, open_locals, prover);
    }
}

static void close_locals(const Prover *prover)
{
    for (uint32_t i = 0; i < prover->locals.count; i++) {
        prover->locals.items[i]->symbol->fact = NULL;
    }
}

void prove_function(Function *function, void *data)
{
    const Proving *proving = data;
    Program *program = proving->program;
    Prover prover = {
        .program = program,
        .arena = &program->scratch,
        .function = function,
        .is_reachable = true,
        .trusts_indices = function->is_unchecked || !program->checks.index,
        .follows_fields = !proving->program->has_finalisers,
        .adds_marks = proving->is_again,
    };

    if (function->body == NULL || (proving->is_again && !function->has_checks)) {
        return;
    }
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        Local *local = open_local(&prover, function->parameters.items[i]);

        local->value = value_of_type(&prover, local->type);
    }
    open_locals(&function->body, &prover);
    prove_statement(&prover, function->body);
    close_locals(&prover);
    arena_reset(&program->scratch);
    if (!proving->is_again) {
        find_effectful(function, program);
    }
}

/* --- constants --- */

/* A constant's value is known in all functions, where it is a number. */
static void prove_constant(Program *program, Symbol *constant)
{
    Prover prover = {.program = program, .arena = &program->scratch, .is_reachable = true};

    if (constant->value == NULL || !type_is_integer(constant->type)) {
        return;
    }
    Value value = prove_expression(&prover, constant->value);
    if (value.is_known && value.term == NULL) {
        Local *local = ARENA_NEW(&program->arena, Local);

        local->symbol = constant;
        local->type = constant->type;
        local->value = value;
        constant->fact = local;
    }
}

/* Calls `act` for the constants of all modules and classes. */
static void each_constant(Program *program, void (*act)(Program *program, Symbol *constant))
{
    for (uint32_t m = 0; m < program->modules.count; m++) {
        const Module *module = program->modules.items[m];

        for (uint32_t i = 0; i < module->constants.count; i++) {
            act(program, module->constants.items[i]);
        }
        for (uint32_t d = 0; d < module->declarations.count; d++) {
            const SymbolList *constants = &module->declarations.items[d]->constants;

            for (uint32_t i = 0; i < constants->count; i++) {
                act(program, constants->items[i]);
            }
        }
    }
}

static void clear_constant(Program *program, Symbol *constant)
{
    (void)program;
    constant->fact = NULL;
}

Proving proving_open(Program *program, bool is_again)
{
    each_constant(program, clear_constant);
    each_constant(program, prove_constant);
    return (Proving){program, is_again};
}

void proving_close(const Proving *proving)
{
    each_constant(proving->program, clear_constant);
}

bool pass_prove(Program *program)
{
    Proving proving = proving_open(program, false);

    each_function(program, prove_function, &proving);
    proving_close(&proving);
    return program->diagnostics.error_count == 0;
}
