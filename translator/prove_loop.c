/* Loops: what stays true from one iteration to the next.
 *
 * What the body assigns gets a new term, its value at an iteration's start. Of that term, guesses
 * are made: that bounds of the value before the loop keep holding. The body is walked with the
 * guesses assumed; if one does not hold where the next iteration starts, it is dropped and the
 * body is walked again. What a range loop counts up once per iteration is bounded by the number
 * of iterations. */
#include "prove_loop.h"

#include "sizes.h"

enum { MOST_GUESSES = 24, MOST_GUESSING = 3 };

/* Is an assigned value simple enough for bounds to be likely to hold? */
static bool is_simple(const Node *value)
{
    switch (value->kind) {
    case NODE_INTEGER:
    case NODE_NAME: return true;
    case NODE_UNARY: return is_simple(value->unary.operand);
    case NODE_CONVERT: return value->convert.second == NULL && is_simple(value->convert.operand);
    case NODE_BINARY:
        return value->op != OP_MULTIPLY && value->op != OP_POWER && is_simple(value->binary.left) &&
               is_simple(value->binary.right);
    case NODE_CONDITIONAL:
        return is_simple(value->conditional.then) && is_simple(value->conditional.otherwise);
    case NODE_BUILTIN: return builtin_table[value->builtin.id].rule == RULE_EXTREME;
    default: return false;
    }
}

/* --- what a piece of code assigns --- */

typedef struct Scan {
    Prover *prover;
    AssignedList *list;
    uint32_t stamp;
    uint32_t loops; /* around the node, within what is scanned */
} Scan;

static Assigned *find_assigned(Scan *scan, Local *local)
{
    if (local->stamp != scan->stamp) {
        Assigned assigned = {.local = local, .is_counter = true, .is_simple = true};

        local->stamp = scan->stamp;
        local->position = scan->list->count;
        LIST_PUSH(scan->prover->arena, scan->list, assigned);
    }
    return &scan->list->items[local->position];
}

/* The constant that the assignment adds to its variable: `n += 1`, `n = n - 1`. */
static bool find_step(const Node *node, const Symbol *symbol, int64_t *step)
{
    const Node *value = node->assign.value;
    unsigned op = node->op;

    if (op == OP_NONE && value->kind == NODE_BINARY &&
        node_is_name_of(value->binary.left, symbol)) {
        op = value->op;
        value = value->binary.right;
    }
    if ((op != OP_ADD && op != OP_SUBTRACT) || value->kind != NODE_INTEGER ||
        value->integer.value > INT32_MAX || value->integer.is_negative) {
        return false;
    }
    *step = op == OP_ADD ? (int64_t)value->integer.value : -(int64_t)value->integer.value;
    return true;
}

static void note_assignment(Scan *scan, const Node *node)
{
    const Node *target = node->assign.target;
    Local *local = target->kind == NODE_NAME ? local_of(target->name.symbol) : NULL;
    int64_t step;

    if (local == NULL) {
        return;
    }
    Assigned *assigned = find_assigned(scan, local);
    if (find_step(node, local->symbol, &step)) {
        assigned->up += step > 0 ? step : 0;
        assigned->down += step < 0 ? -step : 0;
        assigned->is_inner |= scan->loops > 0;
    } else {
        assigned->is_counter = false;
        assigned->is_simple &= node->op == OP_NONE && is_simple(node->assign.value);
    }
}

/* The containers whose lengths the node may change, and fields, are as if assigned. */
static void note_changes(Scan *scan, const Node *node)
{
    for (uint32_t i = 0; i < scan->prover->containers.count; i++) {
        Local *local = scan->prover->containers.items[i];

        if (node_changes_size(scan->prover->program, node, local->symbol)) {
            find_assigned(scan, local)->is_counter = false;
        }
    }
    for (uint32_t i = 0; i < scan->prover->fields.count; i++) {
        Local *local = scan->prover->fields.items[i];

        if (node_changes_field(scan->prover->program, node, local)) {
            find_assigned(scan, local)->is_counter = false;
        }
    }
}

static void scan_node(Node **slot, void *data)
{
    Scan *scan = data;
    Node *node = *slot;
    bool is_loop = node->kind == NODE_FOR || node->kind == NODE_WHILE;
    bool has_places = scan->prover->containers.count > 0 || scan->prover->fields.count > 0;

    if (has_places) {
        note_changes(scan, node);
    }
    if (node_is_expression(node)) {
        if (has_places) {
            node_children(node, scan_node, scan);
        }
        return;
    }
    if (node->kind == NODE_ASSIGN && has_places) {
        node_children(node, scan_node, scan);
    }
    if (node->kind == NODE_ASSIGN) {
        note_assignment(scan, node);
        return;
    }
    scan->loops += is_loop;
    node_children(node, scan_node, scan);
    scan->loops -= is_loop;
}

void find_assignments(Prover *prover, Node *code, AssignedList *list)
{
    Scan scan = {.prover = prover, .list = list, .stamp = ++prover->stamp};

    for (uint32_t i = 0; i < list->count; i++) {
        list->items[i].local->stamp = scan.stamp;
        list->items[i].local->position = i;
    }
    if (code != NULL) {
        scan_node(&code, &scan);
    }
}

void forget_assigned(Prover *prover, const AssignedList *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        local_forget(prover, list->items[i].local);
    }
}

/* --- the range --- */

static void prove_step(Prover *prover, Node *range, const Trip *trip)
{
    int64_t type_low = 0;
    int64_t type_high = 0;
    int64_t sum;
    int64_t low = value_low(prover, trip->step);
    int64_t high = value_high(prover, trip->step);
    bool is_typed = type_range(range->range.low->type, &type_low, &type_high);
    bool up_fits = high <= 1 || (trip->high.is_known &&
                                 add_numbers(value_high(prover, trip->high), high - 1, &sum) &&
                                 sum <= type_high);
    bool down_fits =
        low >= -1 || (trip->high.is_known && low > INT64_MIN + 1 &&
                      add_numbers(value_low(prover, trip->high), low + 1, &sum) && sum >= type_low);
    bool fits = is_typed && trip->step.is_known && up_fits && down_fits;

    set_mark(prover, range, FLAG_PROVEN, fits);
    set_mark(prover, range, FLAG_STEPS, value_differs(prover, trip->step, 0));
}

static Trip prove_range(Prover *prover, Node *range)
{
    Trip trip = {.low = prove_expression(prover, range->range.low)};

    trip.high = prove_expression(prover, range->range.high);
    trip.step = value_constant(1);
    if (range->range.step != NULL) {
        trip.step = prove_expression(prover, range->range.step);
    }
    trip.goes_up = trip.step.is_known && value_low(prover, trip.step) >= 1;
    trip.goes_down = trip.step.is_known && value_high(prover, trip.step) <= -1;
    prove_step(prover, range, &trip);
    return trip;
}

static Trip prove_iterable(Prover *prover, Node *iterable)
{
    if (iterable->kind == NODE_RANGE) {
        return prove_range(prover, iterable);
    }
    Trip trip = {.low = value_constant(0), .step = value_constant(1), .goes_up = true};
    trip.high = type_axes(iterable->type) > 0 ? prove_axes(prover, iterable)[0]
                                              : prove_expression(prover, iterable);
    return trip;
}

/* The loop variable of an iteration, and what its being reached says of the bounds. */
static Value new_index(Prover *prover, const Loop *loop)
{
    const Trip *trip = &loop->trip;
    Value index = value_of_type(prover, prover->program->types.scalar[TYPE_INT64]);
    const Type *type = loop->node->for_.symbol->type;

    if (type_is_integer(type)) {
        bool is_small = trip->high.is_known && trip->goes_up;

        index = type->kind == TYPE_UINT64 && is_small ? value_between(prover, 0, INT64_MAX)
                                                      : value_of_type(prover, type);
    }
    if (trip->goes_up) {
        assume_at_most(prover, trip->low, index, 0);
        assume_at_most(prover, index, trip->high, -1);
    } else if (trip->goes_down) {
        assume_at_most(prover, index, trip->low, 0);
        assume_at_most(prover, trip->high, index, -1);
    }
    return index;
}

static void enter_iteration(Prover *prover, const Loop *loop)
{
    Local *local = local_of(loop->node->for_.symbol);
    Value index = new_index(prover, loop);

    for (uint32_t i = 0; i < loop->assigned.count; i++) {
        const Assigned *assigned = &loop->assigned.items[i];

        if (assigned->is_counted) {
            assume_at_most(prover, assigned->head, index, assigned->lead);
        }
    }
    if (loop->node->for_.iterable->kind == NODE_RANGE) {
        local_set(prover, local, index, NULL);
    } else {
        local_forget(prover, local);
    }
}

/* --- counters --- */

static const char *counter_reason(Prover *prover, const Loop *loop, const Assigned *assigned)
{
    const Trip *trip = &loop->trip;
    const Term *term = trip->high.term;
    bool starts_at_zero = value_same(assigned->entry, value_constant(0)) && assigned->up == 1 &&
                          value_same(trip->low, value_constant(0));

    if (starts_at_zero && term != NULL && term->text != NULL && trip->high.offset == 0) {
        return arena_format(&prover->program->arena, "no overflow: %s <= len(%s)",
                            assigned->local->symbol->name->text, term->text);
    }
    return "no overflow: counted once per iteration";
}

/* A variable that a range loop only counts up is at most its value before, plus what all
 * iterations add; where one is added, it is ahead of the loop variable by no more than at the
 * start. */
static void bound_counter(Prover *prover, Loop *loop, Assigned *assigned)
{
    const Trip *trip = &loop->trip;
    Term *head = assigned->head.term;
    bool is_counter = assigned->is_counter && !assigned->is_inner && assigned->down == 0;
    int64_t trips;
    int64_t high;

    if (!is_counter || !trip->goes_up || assigned->up < 1 || head == NULL ||
        !value_excess(prover, trip->high, trip->low, &trips)) {
        return;
    }
    trips = trips < 0 ? 0 : trips;
    if (!assigned->entry.is_known || trips > INT64_MAX / assigned->up ||
        !add_numbers(value_high(prover, assigned->entry), trips * assigned->up, &high) ||
        high > head->high) {
        return;
    }
    head->high = high;
    head->low = value_low(prover, assigned->entry);
    assigned->is_counted =
        assigned->up == 1 && value_excess(prover, assigned->entry, trip->low, &assigned->lead);
    assigned->local->reason = counter_reason(prover, loop, assigned);
}

/* --- guesses --- */

static void add_guess(Prover *prover, Loop *loop, Guess guess)
{
    if (loop->guesses.count < MOST_GUESSES) {
        LIST_PUSH(prover->arena, &loop->guesses, guess);
    }
}

static void guess(Prover *prover, Loop *loop, const Assigned *assigned, bool is_upper, Value limit)
{
    add_guess(prover, loop, (Guess){.assigned = assigned, .is_upper = is_upper, .limit = limit});
}

/* In the body of a loop that goes up to `high`, what is assigned may stay below it. */
static void guess_below_range(Prover *prover, Loop *loop, const Assigned *assigned)
{
    const Trip *trip = &loop->trip;
    Guess guess = {.assigned = assigned, .is_upper = true, .is_within = true};
    uint32_t before = trail_mark(prover);

    if (!trip->goes_up || assigned->is_counter) {
        return;
    }
    assume_at_most(prover, trip->low, trip->high, -1);
    if (value_at_most(prover, assigned->entry, trip->high, -1)) {
        guess.limit = value_plus(trip->high, -1);
        add_guess(prover, loop, guess);
    }
    trail_undo(prover, before);
}

static void guess_bounds(Prover *prover, Loop *loop, const Assigned *assigned)
{
    Value entry = assigned->entry;
    bool only_up = assigned->is_counter && assigned->down == 0;
    bool only_down = assigned->is_counter && assigned->up == 0;
    bool has_term = entry.term != NULL;
    const Term *range = assigned->head.term;
    int64_t low = value_low(prover, entry);
    int64_t high = value_high(prover, entry);

    if (!entry.is_known || range == NULL || !assigned->is_simple ||
        assigned->local->type->kind == TYPE_OPTION) {
        return;
    }
    if (!only_down && low > range->low) {
        guess(prover, loop, assigned, false, value_constant(low));
    }
    if (only_down && low >= 0 && range->low < 0) { /* `while i >= 0` ends at -1 */
        guess(prover, loop, assigned, false, value_constant(-1));
    }
    if (!only_up && high < range->high && (only_down || has_term)) {
        guess(prover, loop, assigned, true, value_constant(high));
    }
    if (!only_down && has_term && only_up) {
        guess(prover, loop, assigned, false, entry);
    }
    if (!only_up && has_term) {
        guess(prover, loop, assigned, true, entry);
        if (entry.term->above != NULL) {
            Value above = {entry.term->above->other, entry.term->above->offset, true};

            guess(prover, loop, assigned, true, value_plus(above, entry.offset));
        }
    }
    guess_below_range(prover, loop, assigned);
}

static void assume_guess(Prover *prover, const Guess *guess, Value value)
{
    if (guess->is_upper) {
        assume_at_most(prover, value, guess->limit, 0);
    } else {
        assume_at_most(prover, guess->limit, value, 0);
    }
}

static bool guess_holds(Prover *prover, const Guess *guess)
{
    Value value = guess->assigned->local->value;

    return guess->is_upper ? value_at_most(prover, value, guess->limit, 0)
                           : value_at_most(prover, guess->limit, value, 0);
}

/* The next iteration starts, or a `break` leaves, with what is known here. A `finally` in between
 * may still assign anything. */
void prove_jump(Prover *prover, bool is_break)
{
    Loop *loop = prover->loop;

    if (loop == NULL) {
        return;
    }
    loop->has_break |= is_break;
    for (uint32_t i = 0; i < loop->guesses.count; i++) {
        Guess *guess = &loop->guesses.items[i];
        bool holds = prover->finally_depth == loop->finally_depth && guess_holds(prover, guess);

        guess->fails |= !holds && !is_break;
        guess->fails_at_break |= !holds && is_break;
    }
}

/* Drops the guesses that failed, or all after the second time; was there one? */
static bool drop_guesses(Loop *loop, uint32_t round)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < loop->guesses.count; i++) {
        if (!loop->guesses.items[i].fails) {
            loop->guesses.items[kept++] = loop->guesses.items[i];
        }
    }
    bool is_failed = kept < loop->guesses.count;
    loop->guesses.count = is_failed && round >= 2 ? 0 : kept;
    return is_failed;
}

/* --- the loop --- */

static void enter_loop(Prover *prover, Loop *loop)
{
    find_assignments(prover, loop->body, &loop->assigned);
    if (loop->node->kind == NODE_WHILE) {
        find_assignments(prover, loop->node->while_.condition, &loop->assigned);
    }
    for (uint32_t i = 0; i < loop->assigned.count; i++) {
        Assigned *assigned = &loop->assigned.items[i];

        assigned->entry = assigned->local->value;
        assigned->outer_reason = assigned->local->reason;
        local_forget(prover, assigned->local);
        assigned->head = assigned->local->value;
        if (loop->node->kind == NODE_FOR && !assigned->local->is_shared) {
            bound_counter(prover, loop, assigned);
        }
        if (prover->guessing < MOST_GUESSING && !assigned->local->is_shared) {
            guess_bounds(prover, loop, assigned);
        }
    }
}

static void walk_body(Prover *prover, Loop *loop, uint32_t first_operand)
{
    loop->has_break = false;
    prover->operands.count = first_operand;
    for (uint32_t i = 0; i < loop->guesses.count; i++) {
        loop->guesses.items[i].fails_at_break = false;
        assume_guess(prover, &loop->guesses.items[i], loop->guesses.items[i].assigned->head);
    }
    if (loop->node->kind == NODE_WHILE) {
        prove_expression(prover, loop->node->while_.condition);
        assume_condition(prover, loop->node->while_.condition, true, first_operand);
    } else {
        enter_iteration(prover, loop);
    }
    prover->is_reachable = true;
    prove_statement(prover, loop->body);
    if (prover->is_reachable) {
        prove_jump(prover, false);
    }
}

static void walk_until_sure(Prover *prover, Loop *loop, uint32_t first_operand)
{
    bool is_failed = true;

    for (uint32_t round = 1; is_failed; round++) {
        uint32_t before = trail_mark(prover);
        uint32_t marks_before = prover->marks.count;
        bool is_guessing = loop->guesses.count > 0;

        prover->guessing += is_guessing;
        walk_body(prover, loop, first_operand);
        prover->guessing -= is_guessing;
        trail_undo(prover, before);
        is_failed = drop_guesses(loop, round);
        if (is_failed) {
            undo_marks(prover, marks_before);
        }
    }
}

/* A local's value after the loop: that of the last iteration's start, or of any `break`. */
static void leave_local(Prover *prover, const Loop *loop, Assigned *assigned)
{
    const Trip *trip = &loop->trip;
    Local *local = assigned->local;
    Value exit = assigned->head;

    local->reason = assigned->outer_reason;
    if (loop->has_break) {
        local_forget(prover, local);
        exit = local->value;
        if (exit.term != NULL) {
            exit.term->low = assigned->head.term->low;
            exit.term->high = assigned->head.term->high;
        }
    }
    assigned->head = exit;
    if (assigned->is_counted && value_at_most(prover, trip->low, trip->high, 0)) {
        assume_at_most(prover, exit, trip->high, assigned->lead);
    }
}

static void leave_loop(Prover *prover, Loop *loop, uint32_t first_operand)
{
    for (uint32_t i = 0; i < loop->assigned.count; i++) {
        leave_local(prover, loop, &loop->assigned.items[i]);
    }
    for (uint32_t i = 0; i < loop->guesses.count; i++) {
        const Guess *guess = &loop->guesses.items[i];

        if (!guess->is_within && !(loop->has_break && guess->fails_at_break)) {
            assume_guess(prover, guess, guess->assigned->head);
        }
    }
    if (loop->node->kind == NODE_WHILE && !loop->has_break) {
        assume_condition(prover, loop->node->while_.condition, false, first_operand);
    }
    prover->operands.count = first_operand;
    prover->is_reachable = true;
}

void prove_loop(Prover *prover, Node *node)
{
    uint32_t first_operand = prover->operands.count;
    Loop loop = {.outer = prover->loop, .node = node, .finally_depth = prover->finally_depth};

    if (node->kind == NODE_FOR) {
        loop.trip = prove_iterable(prover, node->for_.iterable);
        loop.body = node->for_.body;
    } else {
        loop.body = node->while_.body;
    }
    enter_loop(prover, &loop);
    prover->loop = &loop;
    walk_until_sure(prover, &loop, first_operand);
    prover->loop = loop.outer;
    leave_loop(prover, &loop, first_operand);
}
