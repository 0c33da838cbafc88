/* What an integer operation's result can be; see prove.h. */
#include "prove.h"

enum { MOST_CANDIDATES = 6 };

/* Offsets beyond this say nothing about indices; they are not worth a fact. */
#define MOST_OFFSET (INT64_C(1) << 57)

typedef struct Range {
    int64_t low;
    int64_t high;
} Range;

/* In code that cannot be reached, the bounds may contradict each other. */
static Range range_of(Prover *prover, Value value)
{
    Range range = {.low = value_low(prover, value), .high = value_high(prover, value)};

    if (range.high < range.low) {
        range.high = range.low;
    }
    return range;
}

static Range range_of_type(const Type *type)
{
    Range range = {INT64_MIN, INT64_MAX};

    type_range(type, &range.low, &range.high);
    return range;
}

static bool within(Range inner, Range outer)
{
    return inner.low >= outer.low && inner.high <= outer.high;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t greatest(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static Value value_in(Prover *prover, Range range)
{
    return value_between(prover, range.low, range.high);
}

/* low <= a - b and a - b <= high, where those are worth knowing. */
static void assume_distance(Prover *prover, Value a, Value b, Range distance)
{
    if (distance.low > -MOST_OFFSET) {
        assume_at_most(prover, b, a, -distance.low);
    }
    if (distance.high < MOST_OFFSET) {
        assume_at_most(prover, a, b, distance.high);
    }
}

/* --- sums and differences --- */

/* `sum` is x + y. Where x <= (p - q) + c and y <= q + d, sum <= p + c + d. */
static void bound_by_difference(Prover *prover, Value sum, Value x, Value y, const Term *term,
                                int64_t offset)
{
    int64_t excess;
    int64_t slack;

    if (term->form == OP_SUBTRACT && add_numbers(offset, x.offset, &slack) &&
        value_excess(prover, y, term->right, &excess) && add_numbers(slack, excess, &slack)) {
        assume_at_most(prover, sum, term->left, slack);
    }
}

static void bound_by_differences(Prover *prover, Value sum, Value x, Value y)
{
    int rest = MOST_CANDIDATES;

    bound_by_difference(prover, sum, x, y, x.term, 0);
    for (const Bound *bound = x.term->above; bound != NULL && rest-- > 0; bound = bound->next) {
        bound_by_difference(prover, sum, x, y, bound->other, bound->offset);
    }
}

static Value add(Prover *prover, const Type *type, Value x, Value y, bool *fits)
{
    Range a = range_of(prover, x);
    Range b = range_of(prover, y);
    Range sum;

    *fits = add_numbers(a.low, b.low, &sum.low) && add_numbers(a.high, b.high, &sum.high) &&
            within(sum, range_of_type(type));
    if (!*fits) {
        return value_of_type(prover, type);
    }
    Value exact = x.term == NULL ? value_plus(y, x.offset) : value_plus(x, y.offset);
    if ((x.term == NULL || y.term == NULL) && exact.is_known) {
        return exact;
    }
    Value result = value_in(prover, sum);
    if (x.term != NULL && y.term != NULL) {
        result.term->form = OP_ADD;
        result.term->left = x;
        result.term->right = y;
        assume_distance(prover, result, x, b);
        assume_distance(prover, result, y, a);
        bound_by_differences(prover, result, x, y);
        bound_by_differences(prover, result, y, x);
    }
    return result;
}

/* The range of x - y: from their ranges and from what is known of their difference. */
static bool difference_range(Prover *prover, Value x, Value y, Range *range)
{
    int64_t excess;

    if (!value_excess(prover, x, y, &range->high) || !value_excess(prover, y, x, &excess)) {
        return false;
    }
    return subtract_numbers(0, excess, &range->low);
}

static Value subtract(Prover *prover, const Type *type, Value x, Value y, bool *fits)
{
    Range difference;

    *fits = difference_range(prover, x, y, &difference) && within(difference, range_of_type(type));
    if (!*fits) {
        return value_of_type(prover, type);
    }
    if (x.term == y.term) {
        return value_constant(difference.high);
    }
    if (y.term == NULL && y.offset != INT64_MIN) {
        Value exact = value_plus(x, -y.offset);

        if (exact.is_known) {
            return exact;
        }
    }
    Value result = value_in(prover, difference);
    Range b = range_of(prover, y);
    Range distance;
    if (x.term != NULL && y.term != NULL && subtract_numbers(0, b.high, &distance.low) &&
        subtract_numbers(0, b.low, &distance.high)) {
        result.term->form = OP_SUBTRACT;
        result.term->left = x;
        result.term->right = y;
        assume_distance(prover, result, x, distance);
    }
    return result;
}

/* --- products --- */

static bool multiply_numbers(int64_t a, int64_t b, int64_t *product)
{
    if (a != 0 && b != 0) {
        bool is_negative = (a < 0) != (b < 0);
        uint64_t x = a < 0 ? (uint64_t)0 - (uint64_t)a : (uint64_t)a;
        uint64_t y = b < 0 ? (uint64_t)0 - (uint64_t)b : (uint64_t)b;

        if (x > (uint64_t)INT64_MAX / y) {
            return false;
        }
        *product = is_negative ? -(int64_t)(x * y) : (int64_t)(x * y);
        return true;
    }
    *product = 0;
    return true;
}

static bool multiply_ranges(Range a, Range b, Range *product)
{
    int64_t corners[4];
    bool fits = multiply_numbers(a.low, b.low, &corners[0]) &&
                multiply_numbers(a.low, b.high, &corners[1]) &&
                multiply_numbers(a.high, b.low, &corners[2]) &&
                multiply_numbers(a.high, b.high, &corners[3]);

    if (fits) {
        product->low = least(least(corners[0], corners[1]), least(corners[2], corners[3]));
        product->high =
            greatest(greatest(corners[0], corners[1]), greatest(corners[2], corners[3]));
    }
    return fits;
}

static Value multiply(Prover *prover, const Type *type, Value x, Value y, bool *fits)
{
    Range a = range_of(prover, x);
    Range b = range_of(prover, y);
    Range product;

    *fits = multiply_ranges(a, b, &product) && within(product, range_of_type(type));
    if (!*fits) {
        return value_of_type(prover, type);
    }
    if (product.low == product.high) {
        return value_constant(product.low);
    }
    if (y.term == NULL && y.offset == 1) {
        return x;
    }
    if (x.term == NULL && x.offset == 1) {
        return y;
    }
    Value result = value_in(prover, product);
    if (a.low >= 0 && b.low >= 1) {
        assume_at_most(prover, x, result, 0);
    }
    if (b.low >= 0 && a.low >= 1) {
        assume_at_most(prover, y, result, 0);
    }
    return result;
}

/* --- divisions --- */

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

/* `half` is (x + y) // 2: it lies between x and y, moved by what they are certainly apart. */
static void bound_half(Prover *prover, Value half, Value x, Value y)
{
    int64_t excess;

    if (value_excess(prover, x, y, &excess) && excess > -MOST_OFFSET && excess < MOST_OFFSET) {
        assume_at_most(prover, half, y, floor_divide(excess, 2));
        assume_at_most(prover, x, half, -floor_divide(-excess, 2));
    }
}

/* x // y for a positive y. */
static Value divide_by_positive(Prover *prover, Value x, Range a, Range b)
{
    Range quotient = {
        .low = a.low >= 0 ? a.low / b.high : floor_divide(a.low, b.low),
        .high = a.high >= 0 ? a.high / b.low : floor_divide(a.high, b.high),
    };
    Value result = value_in(prover, quotient);
    const Term *sum = x.term;

    if (a.low >= 0) {
        assume_at_most(prover, result, x, a.low >= 1 && b.low >= 2 ? -1 : 0);
    }
    if (b.low == 2 && b.high == 2 && sum != NULL && sum->form == OP_ADD && x.offset == 0) {
        bound_half(prover, result, sum->left, sum->right);
        bound_half(prover, result, sum->right, sum->left);
    }
    return result;
}

static Value divide(Prover *prover, const Type *type, Value x, Value y, bool *fits)
{
    Range a = range_of(prover, x);
    Range b = range_of(prover, y);

    *fits = value_differs(prover, y, 0);
    if (b.low > 0) {
        return divide_by_positive(prover, x, a, b);
    }
    return value_of_type(prover, type);
}

static Value modulo(Prover *prover, const Type *type, Value x, Value y, bool *fits)
{
    Range a = range_of(prover, x);
    Range b = range_of(prover, y);

    *fits = value_differs(prover, y, 0);
    if (b.low > 0) {
        Value result = value_between(prover, 0, b.high - 1);

        assume_at_most(prover, result, y, -1);
        if (a.low >= 0) {
            assume_at_most(prover, result, x, 0);
        }
        return result;
    }
    if (b.high < 0) {
        return value_between(prover, b.low + 1, 0);
    }
    return value_of_type(prover, type);
}

/* --- bits --- */

static bool count_fits(const Type *type, Range count)
{
    return count.low >= 0 && count.high < scalar_info(type)->bits;
}

static Value shift_right(Prover *prover, const Type *type, Value x, Value y, bool *fits)
{
    Range a = range_of(prover, x);
    Range count = range_of(prover, y);

    *fits = count_fits(type, count);
    if (!*fits || count.high > 62) {
        return value_of_type(prover, type);
    }
    return divide_by_positive(prover, x, a,
                              (Range){INT64_C(1) << count.low, INT64_C(1) << count.high});
}

static Value shift_left(Prover *prover, const Type *type, Value x, Value y, bool *fits)
{
    Range count = range_of(prover, y);
    Range product;

    *fits = count_fits(type, count);
    if (!*fits || count.high > 62) {
        return value_of_type(prover, type);
    }
    Range factor = {INT64_C(1) << count.low, INT64_C(1) << count.high};
    if (!multiply_ranges(range_of(prover, x), factor, &product) ||
        !within(product, range_of_type(type))) {
        return value_of_type(prover, type);
    }
    return value_in(prover, product);
}

static Value bit_and(Prover *prover, const Type *type, Value x, Value y)
{
    Range a = range_of(prover, x);
    Range b = range_of(prover, y);

    if (a.low < 0 && b.low < 0) {
        return value_of_type(prover, type);
    }
    int64_t high = a.low < 0 ? b.high : b.low < 0 ? a.high : least(a.high, b.high);
    Value result = value_between(prover, 0, high);
    if (a.low >= 0) {
        assume_at_most(prover, result, x, 0);
    }
    if (b.low >= 0) {
        assume_at_most(prover, result, y, 0);
    }
    return result;
}

/* `|` and `^` of what is not negative stay below the next power of two. */
static Value bit_or(Prover *prover, const Type *type, Value x, Value y)
{
    Range a = range_of(prover, x);
    Range b = range_of(prover, y);
    int64_t mask = 0;

    if (a.low < 0 || b.low < 0) {
        return value_of_type(prover, type);
    }
    while (mask < greatest(a.high, b.high)) {
        mask = mask * 2 + 1;
    }
    return value_between(prover, 0, mask);
}

static Value power(Prover *prover, const Type *type, Value y, bool *fits)
{
    *fits = value_low(prover, y) >= 0;
    return value_of_type(prover, type);
}

/* An operand of which nothing is known is any uint64; few operations make something known of it. */
static Value operate_unknown(Prover *prover, Operator op, Value y, bool *fits)
{
    Range b = range_of(prover, y);

    *fits = y.is_known && b.low >= 0;
    if (!*fits) {
        return value_unknown();
    }
    switch (op) {
    case OP_BIT_AND: return value_between(prover, 0, b.high);
    case OP_MODULO:
        *fits = b.low > 0;
        return b.low > 0 ? value_between(prover, 0, b.high - 1) : value_unknown();
    case OP_FLOOR_DIVIDE:
        *fits = b.low > 0;
        return b.low > 1 ? value_between(prover, 0, INT64_MAX) : value_unknown();
    case OP_SHIFT_RIGHT:
        *fits = b.high < 64;
        return *fits && b.low > 0 ? value_between(prover, 0, (int64_t)(UINT64_MAX >> b.low))
                                  : value_unknown();
    case OP_SHIFT_LEFT: *fits = b.high < 64; return value_unknown();
    case OP_POWER: return value_unknown();
    default: *fits = false; return value_unknown();
    }
}

static Value operate_known(Prover *prover, Operator op, const Type *type, Value x, Value y,
                           bool *fits)
{
    switch (op) {
    case OP_ADD: return add(prover, type, x, y, fits);
    case OP_SUBTRACT: return subtract(prover, type, x, y, fits);
    case OP_MULTIPLY: return multiply(prover, type, x, y, fits);
    case OP_FLOOR_DIVIDE: return divide(prover, type, x, y, fits);
    case OP_MODULO: return modulo(prover, type, x, y, fits);
    case OP_SHIFT_LEFT: return shift_left(prover, type, x, y, fits);
    case OP_SHIFT_RIGHT: return shift_right(prover, type, x, y, fits);
    case OP_BIT_AND: return bit_and(prover, type, x, y);
    case OP_BIT_OR:
    case OP_BIT_XOR: return bit_or(prover, type, x, y);
    case OP_POWER: return power(prover, type, y, fits);
    default: return value_of_type(prover, type);
    }
}

/* What was computed before is the same value, unless more is known now than was then. */
static Value operate_again(Prover *prover, Operator op, const Type *type, Value x, Value y,
                           bool *fits)
{
    const Derived *before = find_derived(op, type, x, y);

    if (before != NULL && before->fits) {
        *fits = true;
        return before->result;
    }
    Value result = operate_known(prover, op, type, x, y, fits);
    if (before != NULL && !*fits) {
        return before->result;
    }
    add_derived(prover, op, type, x, y, result, *fits);
    return result;
}

Value range_operation(Prover *prover, Operator op, const Type *type, Value x, Value y, bool *fits)
{
    *fits = false;
    if (op == OP_BIT_AND && !y.is_known) {
        return operate_unknown(prover, op, x, fits);
    }
    if (!x.is_known) {
        return operate_unknown(prover, op, y, fits);
    }
    if (!y.is_known) {
        return value_of_type(prover, type);
    }
    return operate_again(prover, op, type, x, y, fits);
}

/* --- min, max, abs --- */

Value range_either(Prover *prover, Value x, Value y)
{
    Summary summary = summarise(prover, x, prover->next_serial);

    summary_join(prover, &summary, y);
    return summary_value(prover, &summary, y);
}

Value range_minimum(Prover *prover, const Type *type, Value x, Value y)
{
    if (!x.is_known || !y.is_known) {
        return value_of_type(prover, type);
    }
    Value result = range_either(prover, x, y);
    assume_at_most(prover, result, x, 0);
    assume_at_most(prover, result, y, 0);
    return result;
}

Value range_maximum(Prover *prover, const Type *type, Value x, Value y)
{
    if (!x.is_known || !y.is_known) {
        return value_of_type(prover, type);
    }
    Value result = range_either(prover, x, y);
    assume_at_most(prover, x, result, 0);
    assume_at_most(prover, y, result, 0);
    return result;
}

Value range_absolute(Prover *prover, const Type *type, Value x)
{
    Range a = range_of(prover, x);

    if (!x.is_known || a.low >= 0) {
        return x;
    }
    if (a.low <= range_of_type(type).low) {
        return value_of_type(prover, type);
    }
    return value_between(prover, 0, greatest(-a.low, a.high));
}

/* --- joins --- */

/* Copies the bounds to terms that are old enough, moved by the value's offset. */
static uint32_t copy_bounds(Bound *copies, Value value, const Bound *bounds, uint32_t serial)
{
    uint32_t count = 0;

    if (value.term->serial < serial) {
        copies[count++] = (Bound){.other = value.term, .offset = value.offset};
    }
    for (; bounds != NULL && count < JOIN_BOUNDS; bounds = bounds->next) {
        copies[count].other = bounds->other;
        count += bounds->other->serial < serial &&
                 add_numbers(bounds->offset, value.offset, &copies[count].offset);
    }
    return count;
}

Summary summarise(Prover *prover, Value value, uint32_t serial)
{
    Summary summary = {.value = value};

    if (value.is_known) {
        summary.low = value_low(prover, value);
        summary.high = value_high(prover, value);
    }
    if (value.term != NULL) {
        summary.above_count = copy_bounds(summary.above, value, value.term->above, serial);
        summary.below_count = copy_bounds(summary.below, value, value.term->below, serial);
    }
    return summary;
}

static Value value_of_term(Term *term)
{
    return (Value){.term = term, .offset = 0, .is_known = true};
}

void summary_join(Prover *prover, Summary *summary, Value other)
{
    uint32_t kept = 0;
    int64_t excess;

    if (!other.is_known || !summary->value.is_known) {
        summary->value.is_known = false;
        return;
    }
    summary->low = least(summary->low, value_low(prover, other));
    summary->high = greatest(summary->high, value_high(prover, other));
    for (uint32_t i = 0; i < summary->above_count; i++) {
        Bound bound = summary->above[i];

        if (value_excess(prover, other, value_of_term(bound.other), &excess)) {
            bound.offset = greatest(bound.offset, excess);
            summary->above[kept++] = bound;
        }
    }
    summary->above_count = kept;
    kept = 0;
    for (uint32_t i = 0; i < summary->below_count; i++) {
        Bound bound = summary->below[i];

        if (value_excess(prover, value_of_term(bound.other), other, &excess) &&
            subtract_numbers(0, excess, &excess)) {
            bound.offset = least(bound.offset, excess);
            summary->below[kept++] = bound;
        }
    }
    summary->below_count = kept;
}

void summary_assume(Prover *prover, const Summary *summary, Value value)
{
    for (uint32_t i = 0; i < summary->above_count; i++) {
        Value above = value_of_term(summary->above[i].other);

        assume_at_most(prover, value, above, summary->above[i].offset);
    }
    for (uint32_t i = 0; i < summary->below_count; i++) {
        Value below = value_of_term(summary->below[i].other);
        int64_t slack;

        if (subtract_numbers(0, summary->below[i].offset, &slack)) {
            assume_at_most(prover, below, value, slack);
        }
    }
}

Value summary_value(Prover *prover, const Summary *summary, Value other)
{
    if (!summary->value.is_known) {
        return value_unknown();
    }
    if (value_same(summary->value, other)) {
        return other;
    }
    Value result = value_between(prover, summary->low, summary->high);
    summary_assume(prover, summary, result);
    return result;
}
