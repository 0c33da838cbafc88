/* Terms and what is known about them; see prove.h. */
#include "class.h"
#include "prove.h"

/* A query meets this many terms at most, and looks at this many bounds of one term. */
enum { MOST_STEPS = 40, MOST_FANOUT = 6, MOST_DERIVED = 8 };

bool add_numbers(int64_t a, int64_t b, int64_t *sum)
{
    if (b >= 0 ? a > INT64_MAX - b : a < INT64_MIN - b) {
        return false;
    }
    *sum = a + b;
    return true;
}

bool subtract_numbers(int64_t a, int64_t b, int64_t *difference)
{
    if (b >= 0 ? a < INT64_MIN + b : a > INT64_MAX + b) {
        return false;
    }
    *difference = a - b;
    return true;
}

/* --- values --- */

Value value_constant(int64_t number)
{
    return (Value){.term = NULL, .offset = number, .is_known = true};
}

Value value_unknown(void)
{
    return (Value){.term = NULL, .offset = 0, .is_known = false};
}

Value value_between(Prover *prover, int64_t low, int64_t high)
{
    Term *term = ARENA_NEW(prover->arena, Term);

    term->low = low;
    term->high = high;
    term->serial = prover->next_serial++;
    return (Value){.term = term, .offset = 0, .is_known = true};
}

bool type_range(const Type *type, int64_t *low, int64_t *high)
{
    const ScalarInfo *info = scalar_info(type);

    switch (info->class) {
    case CLASS_BOOL:
        *low = 0;
        *high = 1;
        return true;
    case CLASS_SIGNED:
        *high = (int64_t)(UINT64_MAX >> (65 - info->bits));
        *low = -*high - 1;
        return true;
    case CLASS_UNSIGNED:
        *high = info->bits == 64 ? INT64_MAX : (int64_t)(UINT64_MAX >> (64 - info->bits));
        *low = 0;
        return true;
    default: return false;
    }
}

bool has_value(const Type *type)
{
    return type_is_integer(type) || type->kind == TYPE_OPTION;
}

Value value_of_type(Prover *prover, const Type *type)
{
    int64_t low;
    int64_t high;

    if (type != NULL && type->kind == TYPE_OPTION) {
        return value_between(prover, INT64_MIN, INT64_MAX);
    }
    if (type == NULL || type->kind == TYPE_UINT64 || !type_range(type, &low, &high)) {
        return value_unknown();
    }
    return value_between(prover, low, high);
}

bool value_same(Value a, Value b)
{
    return a.is_known && b.is_known && a.term == b.term && a.offset == b.offset;
}

Value value_plus(Value value, int64_t number)
{
    if (!value.is_known || !add_numbers(value.offset, number, &value.offset)) {
        return value_unknown();
    }
    return value;
}

/* --- the trail --- */

uint32_t trail_mark(const Prover *prover)
{
    return prover->trail.count;
}

void trail_undo(Prover *prover, uint32_t mark)
{
    while (prover->trail.count > mark) {
        const Change *change = &prover->trail.items[--prover->trail.count];
        Local *local = change->place;

        switch (change->kind) {
        case CHANGED_NUMBER: *(int64_t *)change->place = change->number; break;
        case CHANGED_BOUND: *(Bound **)change->place = change->bound; break;
        case CHANGED_DERIVED: ((Term *)change->place)->derived = change->derived; break;
        default:
            local->value = change->local.value;
            local->axes = change->local.axes;
            local->is_nonzero = change->local.is_nonzero;
            local->tested = change->local.tested;
        }
    }
}

static void set_number(Prover *prover, int64_t *place, int64_t number)
{
    Change change = {.kind = CHANGED_NUMBER, .place = place, .number = *place};

    LIST_PUSH(prover->arena, &prover->trail, change);
    *place = number;
}

static void add_bound(Prover *prover, Bound **list, Term *other, int64_t offset)
{
    Change change = {.kind = CHANGED_BOUND, .place = list, .bound = *list};
    Bound *bound = ARENA_NEW(prover->arena, Bound);

    LIST_PUSH(prover->arena, &prover->trail, change);
    *bound = (Bound){.other = other, .offset = offset, .next = *list};
    *list = bound;
}

static void keep_local(Prover *prover, Local *local)
{
    Change change = {.kind = CHANGED_LOCAL,
                     .place = local,
                     .local = {local->value, local->axes, local->is_nonzero, local->tested}};

    LIST_PUSH(prover->arena, &prover->trail, change);
}

void local_set(Prover *prover, Local *local, Value value, const Value *axes)
{
    keep_local(prover, local);
    local->value = value;
    local->axes = axes;
    local->is_nonzero = false;
    local->tested = NULL;
}

void local_set_nonzero(Prover *prover, Local *local)
{
    if (!local->is_nonzero) {
        keep_local(prover, local);
        local->is_nonzero = true;
    }
}

void local_set_tested(Prover *prover, Local *local, const Type *class_)
{
    if (!local_is_tested(local, class_)) {
        keep_local(prover, local);
        local->tested = class_;
    }
}

bool local_is_tested(const Local *local, const Type *class_)
{
    return local->tested != NULL &&
           class_is(local->tested->declaration->declaration, class_->declaration->declaration);
}

Value *new_axes(Prover *prover, const Symbol *symbol, uint32_t rank)
{
    Value *axes = arena_alloc(prover->arena, (rank + 1) * sizeof *axes);

    for (uint32_t k = 0; k < rank; k++) {
        axes[k] = value_between(prover, 0, MOST_LENGTH);
        if (rank == 1 && symbol != NULL) {
            axes[k].term->text = symbol->name->text;
        }
    }
    return axes;
}

void local_forget(Prover *prover, Local *local)
{
    if (local->place != NULL) {
        local_set(prover, local, value_unknown(), NULL);
        return;
    }
    const Value *axes = local->rank > 0 ? new_axes(prover, NULL, local->rank) : NULL;

    local_set(prover, local, value_of_type(prover, local->type), axes);
}

/* --- queries --- */

/* A walk along differences, from one term upwards or downwards: each term met is at the least known
 * `distance` from the start. Terms are met again where a shorter way is found. */
typedef struct Search {
    Prover *prover;
    bool is_up;
    uint32_t count;
    Term *queue[MOST_STEPS];
} Search;

static bool is_closer(const Search *search, int64_t a, int64_t b)
{
    return search->is_up ? a < b : a > b;
}

static void meet_term(Search *search, Term *term, int64_t distance)
{
    bool is_new = term->query != search->prover->query;

    if ((is_new || is_closer(search, distance, term->distance)) && search->count < MOST_STEPS) {
        term->query = search->prover->query;
        term->distance = distance;
        search->queue[search->count++] = term;
    }
}

/* Meets all terms above `start` (or below it) that are few steps away. */
static void search_from(Prover *prover, Search *search, Term *start, bool is_up)
{
    prover->query++;
    search->prover = prover;
    search->is_up = is_up;
    search->count = 0;
    meet_term(search, start, 0);
    for (uint32_t i = 0; i < search->count; i++) {
        const Term *term = search->queue[i];
        const int64_t here = term->distance;
        int fanout = MOST_FANOUT;

        for (const Bound *bound = is_up ? term->above : term->below; bound != NULL && fanout-- > 0;
             bound = bound->next) {
            int64_t distance;

            if (add_numbers(here, bound->offset, &distance)) {
                meet_term(search, bound->other, distance);
            }
        }
    }
}

/* The least upper (greatest lower) bound that the terms met give the start. */
static int64_t nearest_bound(const Search *search)
{
    int64_t nearest = search->is_up ? INT64_MAX : INT64_MIN;

    for (uint32_t i = 0; i < search->count; i++) {
        const Term *term = search->queue[i];
        int64_t bound;

        if (add_numbers(search->is_up ? term->high : term->low, term->distance, &bound) &&
            is_closer(search, bound, nearest)) {
            nearest = bound;
        }
    }
    return nearest;
}

static int64_t value_bound(Prover *prover, Value value, bool is_up)
{
    int64_t none = is_up ? INT64_MAX : INT64_MIN;
    const Term *term = value.term;
    int64_t bound;
    Search search;

    if (term == NULL) {
        return value.is_known ? value.offset : none;
    }
    if (term->low == term->high || (is_up ? term->above : term->below) == NULL) {
        bound = is_up ? term->high : term->low;
    } else {
        search_from(prover, &search, value.term, is_up);
        bound = nearest_bound(&search);
    }
    return add_numbers(bound, value.offset, &bound) ? bound : none;
}

int64_t value_low(Prover *prover, Value value)
{
    return value_bound(prover, value, false);
}

int64_t value_high(Prover *prover, Value value)
{
    return value_bound(prover, value, true);
}

/* The least known c with a <= b + c for two terms: by following a's upper differences to b, or by
 * a's upper and b's lower bound. */
static bool term_excess(Prover *prover, Value a, Value b, int64_t *excess)
{
    Search search;
    int64_t apart;
    bool is_found;

    search_from(prover, &search, a.term, true);
    *excess = b.term->distance;
    is_found = b.term->query == prover->query && add_numbers(*excess, a.offset, excess) &&
               subtract_numbers(*excess, b.offset, excess);
    if (add_numbers(nearest_bound(&search), a.offset, &apart) &&
        subtract_numbers(apart, value_low(prover, b), &apart) && (!is_found || apart < *excess)) {
        *excess = apart;
        is_found = true;
    }
    return is_found;
}

bool value_excess(Prover *prover, Value a, Value b, int64_t *excess)
{
    if (!a.is_known || !b.is_known) {
        return false;
    }
    if (a.term == b.term) {
        return subtract_numbers(a.offset, b.offset, excess);
    }
    if (a.term != NULL && b.term != NULL) {
        return term_excess(prover, a, b, excess);
    }
    return subtract_numbers(value_high(prover, a), value_low(prover, b), excess);
}

/* Do the terms' own bounds, without any difference, say so? */
static bool is_plainly_at_most(Value a, Value b, int64_t slack)
{
    int64_t high = a.offset;
    int64_t low = b.offset;

    return (a.term == NULL || add_numbers(a.term->high, a.offset, &high)) &&
           (b.term == NULL || add_numbers(b.term->low, b.offset, &low)) &&
           add_numbers(low, slack, &low) && high <= low;
}

bool value_at_most(Prover *prover, Value a, Value b, int64_t slack)
{
    int64_t excess;

    if (a.is_known && b.is_known && is_plainly_at_most(a, b, slack)) {
        return true;
    }
    return value_excess(prover, a, b, &excess) && excess <= slack;
}

bool value_differs(Prover *prover, Value value, int64_t number)
{
    const Term *term = value.term;
    int64_t excluded;

    if (!value.is_known) {
        return false;
    }
    if (term != NULL && term->has_excluded != 0 &&
        add_numbers(term->excluded, value.offset, &excluded) && excluded == number) {
        return true;
    }
    return value_low(prover, value) > number || value_high(prover, value) < number;
}

/* --- facts --- */

static void raise_low(Prover *prover, Value value, int64_t number)
{
    if (subtract_numbers(number, value.offset, &number) && number > value.term->low) {
        set_number(prover, &value.term->low, number);
    }
}

static void lower_high(Prover *prover, Value value, int64_t number)
{
    if (subtract_numbers(number, value.offset, &number) && number < value.term->high) {
        set_number(prover, &value.term->high, number);
    }
}

void assume_at_most(Prover *prover, Value a, Value b, int64_t slack)
{
    int64_t offset;

    if (!a.is_known || !b.is_known || a.term == b.term) {
        return;
    }
    if (a.term == NULL) {
        if (subtract_numbers(a.offset, slack, &offset)) {
            raise_low(prover, b, offset);
        }
    } else if (b.term == NULL) {
        if (add_numbers(b.offset, slack, &offset)) {
            lower_high(prover, a, offset);
        }
    } else if (add_numbers(b.offset, slack, &offset) &&
               subtract_numbers(offset, a.offset, &offset)) {
        add_bound(prover, &a.term->above, b.term, offset);
        if (offset != INT64_MIN) {
            add_bound(prover, &b.term->below, a.term, -offset);
        }
    }
}

static void exclude(Prover *prover, Value value, int64_t number)
{
    if (value.term != NULL && subtract_numbers(number, value.offset, &number)) {
        set_number(prover, &value.term->excluded, number);
        set_number(prover, &value.term->has_excluded, 1);
    }
}

void assume_different(Prover *prover, Value a, Value b)
{
    if (!a.is_known || !b.is_known) {
        return;
    }
    if (value_at_most(prover, a, b, 0)) {
        assume_at_most(prover, a, b, -1);
    } else if (value_at_most(prover, b, a, 0)) {
        assume_at_most(prover, b, a, -1);
    } else if (b.term == NULL) {
        exclude(prover, a, b.offset);
    } else if (a.term == NULL) {
        exclude(prover, b, a.offset);
    }
}

/* --- operations computed before --- */

const Derived *find_derived(Operator op, const Type *type, Value x, Value y)
{
    const Term *term = x.term != NULL ? x.term : y.term;
    const Derived *derived = term != NULL ? term->derived : NULL;
    int rest = MOST_DERIVED;

    while (derived != NULL && rest-- > 0) {
        if (derived->op == op && derived->type == type && value_same(derived->left, x) &&
            value_same(derived->right, y)) {
            return derived;
        }
        derived = derived->next;
    }
    return NULL;
}

void add_derived(Prover *prover, Operator op, const Type *type, Value x, Value y, Value result,
                 bool fits)
{
    Term *term = x.term != NULL ? x.term : y.term;

    if (term == NULL || !result.is_known || result.term == term) {
        return;
    }
    Change change = {.kind = CHANGED_DERIVED, .place = term, .derived = term->derived};
    Derived *derived = ARENA_NEW(prover->arena, Derived);

    *derived = (Derived){.op = op,
                         .type = type,
                         .left = x,
                         .right = y,
                         .result = result,
                         .fits = fits,
                         .next = term->derived};
    LIST_PUSH(prover->arena, &prover->trail, change);
    term->derived = derived;
}
