/* The walk over statements; see hoist.h. */
#include "hoist_internal.h"

#include <string.h>

/* --- what policies use --- */

void hoist_emit(Hoist *hoist, Node *statement, unsigned trace)
{
    LIST_PUSH(&hoist->program->arena, &hoist->out, statement);
    hoist->emitted |= trace;
}

static void insert_statement(Hoist *hoist, uint32_t position, Node *statement)
{
    LIST_PUSH(&hoist->program->arena, &hoist->out, statement);
    Node **place = hoist->out.items + position;

    memmove(place + 1, place, (hoist->out.count - 1 - position) * sizeof *place);
    *place = statement;
}

void hoist_name_later(Hoist *hoist, Symbol *symbol)
{
    symbol->fact = &hoist->temporaries;
    LIST_PUSH(&hoist->program->arena, &hoist->temporaries, symbol);
}

Symbol *hoist_temporary(Hoist *hoist, const char *base, const Node *value, bool is_mutable)
{
    Symbol *symbol =
        symbol_unnamed(hoist->program, hoist->function, base != NULL ? base : name_for_value(value),
                       value->type, is_mutable, value->span);

    hoist_name_later(hoist, symbol);
    return symbol;
}

static void give_name(Hoist *hoist, Symbol *symbol)
{
    if (symbol->fact == &hoist->temporaries) {
        symbol->fact = NULL;
        symbol_give_name(hoist->program, symbol);
    }
}

static void name_declared(Node **slot, void *data)
{
    if ((*slot)->kind == NODE_LET) {
        give_name(data, (*slot)->let.symbol);
    } else if (!node_is_expression(*slot)) {
        node_children(*slot, name_declared, data);
    }
}

/* Temporaries are numbered in the order in which they stand. */
static void name_temporaries(Hoist *hoist, Node *body)
{
    if (hoist->temporaries.count == 0) {
        return;
    }
    name_declared(&body, hoist);
    for (uint32_t i = 0; i < hoist->temporaries.count; i++) {
        give_name(hoist, hoist->temporaries.items[i]);
    }
    hoist->temporaries.count = 0;
}

/* Gives the slot's value to a new local at `position` of `out`. */
Symbol *hoist_save_at(Hoist *hoist, uint32_t position, Node **slot, const char *base)
{
    Node *value = *slot;
    Symbol *symbol = hoist_temporary(hoist, base, value, false);

    insert_statement(hoist, position, node_let(hoist->program, symbol, value));
    *slot = node_name(hoist->program, symbol, value->span);
    (*slot)->flags = value->flags & (FLAG_NOT_NEGATIVE | FLAG_NOT_BEYOND);
    return symbol;
}

Symbol *hoist_save(Hoist *hoist, Node **slot, const char *base, unsigned trace)
{
    hoist->emitted |= trace;
    return hoist_save_at(hoist, hoist->out.count, slot, base);
}

/* --- checks that an equal one stands directly before --- */

enum { MOST_CHECKS_COMPARED = 16 }; /* more do not stand before one statement */

/* The check that a statement makes, or NULL. */
static const Node *check_of(const Node *statement)
{
    const Node *value = statement->kind == NODE_EXPRESSION ? statement->unary.operand : NULL;
    bool is_check = value != NULL && value->kind == NODE_BUILTIN &&
                    builtin_table[value->builtin.id].style == STYLE_CHECK;

    return is_check ? value : NULL;
}

/* Messages do not count: the second of two equal checks never fails. */
static bool is_same_check(const Node *a, const Node *b)
{
    const NodeList *x = &a->builtin.arguments;
    const NodeList *y = &b->builtin.arguments;

    if (a->builtin.id != b->builtin.id || !node_is_same_value(x->items[0], y->items[0])) {
        return false;
    }
    return x->count == 1 || x->items[1]->kind == NODE_STRING ||
           node_is_same_value(x->items[1], y->items[1]);
}

/* Does what a check looks at never change? */
static bool is_settled(const Node *value)
{
    switch ((NodeKind)value->kind) {
    case NODE_NAME:
        return value->name.symbol->kind == SYMBOL_CONSTANT ||
               (value->name.symbol->kind == SYMBOL_LOCAL && !value->name.symbol->is_assigned &&
                !value->name.symbol->is_reference);
    case NODE_BINARY: return is_settled(value->binary.left) && is_settled(value->binary.right);
    case NODE_BUILTIN:
        for (uint32_t i = 0; i < value->builtin.arguments.count; i++) {
            if (type_is_container(value->builtin.arguments.items[i]->type) ||
                !is_settled(value->builtin.arguments.items[i])) {
                return false;
            }
        }
        return true;
    default: return node_is_literal(value);
    }
}

/* Is it a let of a call that changes nothing? */
static bool writes_nothing(const Hoist *hoist, const Node *statement)
{
    const Node *value = statement->kind == NODE_LET ? statement->let.value : NULL;

    if (value == NULL || value->kind != NODE_CALL ||
        (hoist->policy->trace(hoist, value) & TRACE_WRITES) != 0) {
        return false;
    }
    for (uint32_t i = 0; i < value->call.arguments.count; i++) {
        if (!node_is_repeatable(value->call.arguments.items[i])) {
            return false;
        }
    }
    return true;
}

/* Does an equal check stand among the first `end` statements of `out`, all of which come before?
 * Statements before `start` are in blocks around, and what changes may have changed since. */
static bool is_checked_before(const Hoist *hoist, uint32_t start, uint32_t end, const Node *check)
{
    bool is_lasting = is_settled(check);
    uint32_t first = is_lasting ? 0 : start;

    for (uint32_t i = end; i > first && end - i < MOST_CHECKS_COMPARED; i--) {
        const Node *earlier = check_of(hoist->out.items[i - 1]);

        if (earlier == NULL && !is_lasting && !writes_nothing(hoist, hoist->out.items[i - 1])) {
            return false;
        }
        if (earlier != NULL && is_same_check(earlier, check)) {
            return true;
        }
    }
    return false;
}

/* Among the statements of `out` from `start` on. */
static void drop_repeated_checks(Hoist *hoist, uint32_t start)
{
    uint32_t end = start;

    for (uint32_t i = start; i < hoist->out.count; i++) {
        Node *statement = hoist->out.items[i];
        const Node *check = check_of(statement);

        if (check == NULL || !is_checked_before(hoist, start, end, check)) {
            hoist->out.items[end++] = statement;
        }
    }
    hoist->out.count = end;
}

Node *hoist_take_block(Hoist *hoist, uint32_t start, Span span)
{
    if (hoist->out.count == start) {
        return NULL;
    }
    drop_repeated_checks(hoist, start);
    Node *block = node_block(hoist->program, span);
    for (uint32_t i = start; i < hoist->out.count; i++) {
        block_push(hoist->program, block, hoist->out.items[i]);
    }
    hoist->out.count = start;
    return block;
}

/* --- statements with a value --- */

static void lower_let(Hoist *hoist, Node *statement)
{
    Symbol *symbol = statement->let.symbol;
    Node *value = statement->let.value;
    Arms arms;

    if (value == NULL) {
        hoist_emit(hoist, statement, TRACE_NONE);
    } else if (value->kind == NODE_CONDITIONAL) {
        bool is_split = hoist_arms(hoist, value, &arms);

        hoist_emit(hoist, statement, TRACE_NONE);
        if (is_split) {
            statement->let.value = NULL;
            symbol->is_mutable = true;
            hoist_emit(hoist, hoist_assigning_if(hoist, value, &arms, symbol), TRACE_NONE);
        }
    } else {
        hoist_lower(hoist, &statement->let.value, symbol, true);
        if (!node_is_name_of(statement->let.value, symbol)) {
            hoist_emit(hoist, statement, TRACE_NONE);
        }
    }
}

static Node *return_of(Hoist *hoist, Node *value)
{
    Node *statement = node_new(hoist->program, NODE_RETURN, value->span);

    statement->unary.operand = value;
    return statement;
}

/* return a if c else b: if c { …; return a } …; return b */
static void lower_return(Hoist *hoist, Node *statement)
{
    Node *value = statement->unary.operand;
    Arms arms;

    if (value == NULL) {
        hoist_emit(hoist, statement, TRACE_NONE);
    } else if (value->kind == NODE_CONDITIONAL && hoist_arms(hoist, value, &arms)) {
        block_push(hoist->program, arms.then, return_of(hoist, value->conditional.then));
        hoist_emit(hoist, node_if(hoist->program, value->conditional.condition, arms.then, NULL),
                   0);
        for (uint32_t i = 0; i < arms.otherwise->list.count; i++) {
            hoist_emit(hoist, arms.otherwise->list.items[i], TRACE_NONE);
        }
        hoist_emit(hoist, return_of(hoist, value->conditional.otherwise), TRACE_NONE);
    } else {
        if (value->kind != NODE_CONDITIONAL) {
            hoist_lower(hoist, &statement->unary.operand, NULL, true);
        }
        hoist_emit(hoist, statement, TRACE_NONE);
    }
}

static void lower_expression_statement(Hoist *hoist, Node *statement)
{
    Node *before = statement->unary.operand;

    hoist_lower(hoist, &statement->unary.operand, NULL, true);
    bool is_spent =
        statement->unary.operand != before && node_is_repeatable(statement->unary.operand);
    if (!is_spent && statement->unary.operand->kind != NODE_NONE) {
        hoist_emit(hoist, statement, TRACE_NONE);
    }
}

static void lower_raise(Hoist *hoist, Node *statement)
{
    uint32_t first = hoist->operands.count;
    Node *value = statement->raise.value;

    if (value != NULL && value->kind == NODE_CONSTRUCT) {
        node_children(value, hoist_collect_operand, hoist);
    } else if (value != NULL) {
        hoist_push_operand(hoist, &statement->raise.value);
    }
    if (statement->raise.cause != NULL) {
        hoist_push_operand(hoist, &statement->raise.cause);
    }
    hoist_operands(hoist, first);
    hoist_settle_operands(hoist, first, statement, TRACE_NONE);
    hoist_emit(hoist, statement, TRACE_NONE);
}

static void lower_assert(Hoist *hoist, Node *statement)
{
    unsigned residue = TRACE_NONE;

    hoist_lower(hoist, &statement->assert_.condition, NULL, false);
    if (statement->assert_.message == NULL) {
        hoist_emit(hoist, statement, TRACE_NONE);
        return;
    }
    Node *block = hoist_apart(hoist, &statement->assert_.message, &residue);
    if (block == NULL) {
        hoist_emit(hoist, statement, TRACE_NONE);
        return;
    }
    Node *failure = node_bool(hoist->program, false, statement->span);
    Node *condition = statement->assert_.condition;
    statement->assert_.condition = failure;
    block_push(hoist->program, block, statement);
    hoist_emit(hoist, node_if(hoist->program, node_not(hoist->program, condition), block, NULL), 0);
}

/* --- the other statements --- */

static void lower_for(Hoist *hoist, Node *statement)
{
    Node **iterable = &statement->for_.iterable;

    hoist_lower(hoist, iterable, NULL, false);
    hoist->loop_depth++;
    hoist_block(hoist, statement->for_.body);
    hoist->loop_depth--;
    hoist_emit(hoist, statement, TRACE_NONE);
}

static void lower_try(Hoist *hoist, Node *statement)
{
    hoist_block(hoist, statement->try_.body);
    for (uint32_t i = 0; i < statement->try_.handlers.count; i++) {
        hoist_block(hoist, statement->try_.handlers.items[i]->handler.body);
    }
    if (statement->try_.otherwise != NULL) {
        hoist_block(hoist, statement->try_.otherwise);
    }
    if (statement->try_.finally != NULL) {
        hoist_block(hoist, statement->try_.finally);
    }
    hoist_emit(hoist, statement, TRACE_NONE);
}

static void lower_let_tuple(Hoist *hoist, Node *statement)
{
    hoist_lower(hoist, &statement->let_tuple.value, NULL, false);
    hoist_emit(hoist, statement, TRACE_NONE);
}

static void lower_statement(Hoist *hoist, Node *statement)
{
    switch ((NodeKind)statement->kind) {
    case NODE_BLOCK:
        hoist_block(hoist, statement);
        hoist_emit(hoist, statement, TRACE_NONE);
        return;
    case NODE_LET: lower_let(hoist, statement); return;
    case NODE_LET_TUPLE: lower_let_tuple(hoist, statement); return;
    case NODE_ASSIGN: hoist_assign(hoist, statement); return;
    case NODE_EXPRESSION: lower_expression_statement(hoist, statement); return;
    case NODE_IF: hoist_if(hoist, statement); return;
    case NODE_WHILE: hoist_while(hoist, statement); return;
    case NODE_FOR: lower_for(hoist, statement); return;
    case NODE_RETURN: lower_return(hoist, statement); return;
    case NODE_RAISE: lower_raise(hoist, statement); return;
    case NODE_TRY: lower_try(hoist, statement); return;
    case NODE_ASSERT: lower_assert(hoist, statement); return;
    default: hoist_emit(hoist, statement, TRACE_NONE); return;
    }
}

void hoist_statement(Hoist *hoist, Node *statement)
{
    Node *replaced = hoist->policy->statement(hoist, statement);

    if (replaced != NULL && replaced->kind != NODE_PASS) {
        lower_statement(hoist, replaced);
    }
}

void hoist_block(Hoist *hoist, Node *block)
{
    uint32_t start = hoist->out.count;
    unsigned emitted_before = hoist->emitted;

    for (uint32_t i = 0; i < block->list.count; i++) {
        hoist_statement(hoist, block->list.items[i]);
    }
    if (hoist->function->has_checks) {
        drop_repeated_checks(hoist, start);
    }
    uint32_t count = hoist->out.count - start;
    if (count > block->list.count) {
        block->list.items = arena_alloc(&hoist->program->arena, count * sizeof(Node *));
        block->list.capacity = count;
    }
    if (count > 0) {
        memcpy(block->list.items, hoist->out.items + start, count * sizeof(Node *));
    }
    block->list.count = count;
    hoist->out.count = start;
    hoist->emitted = emitted_before;
}

/* --- functions --- */

void hoist_function(Function *function, void *data)
{
    Hoist *hoist = data;
    bool is_concerned = hoist->policy->concerns == NULL || hoist->policy->concerns(function);

    if (function->body != NULL && is_concerned) {
        hoist->function = function;
        memset(hoist->index_names, 0, sizeof hoist->index_names);
        hoist_block(hoist, function->body);
        name_temporaries(hoist, function->body);
    }
}
