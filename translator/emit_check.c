/* emit_check: the checks that the order pass wrote, as an `if` around a raise. */
#include "emit_internal.h"

static const Node *check_argument(const Node *check, uint32_t position)
{
    return check->builtin.arguments.items[position];
}

static CNode *zero(Emitter *e)
{
    return c_integer(e->arena, 0);
}

static CNode *is_negative(Emitter *e, const Node *value)
{
    if (scalar_class(value->type) == CLASS_UNSIGNED || value->kind == NODE_INTEGER) {
        return NULL;
    }
    return c_binary(e->arena, "<", emit_value(e, value), zero(e));
}

/* k < 0 || k >= n, as far as it can be; for a literal n <= k. */
static CNode *is_outside(Emitter *e, const Node *check, CNode *extent, bool extent_is_literal)
{
    const Node *index = check_argument(check, 0);
    CNode *value = emit_value(e, index);
    CNode *beyond;

    if (index->kind == NODE_INTEGER) {
        if (scalar_class(index->type) == CLASS_SIGNED && (int64_t)index->integer.value < 0) {
            return NULL;
        }
        return c_binary(e->arena, "<=", extent, value);
    }
    if (index->type->kind == TYPE_UINT64 && !extent_is_literal) {
        extent = c_cast(e->arena, "uint64_t", extent);
    }
    beyond = c_binary(e->arena, ">=", value, extent);
    CNode *negative = (check->flags & FLAG_NOT_NEGATIVE) == 0 ? is_negative(e, index) : NULL;
    if (negative != NULL && (check->flags & FLAG_NOT_BEYOND) != 0) {
        return negative;
    }
    return negative == NULL ? beyond : c_binary(e->arena, "||", negative, beyond);
}

static CNode *is_zero(Emitter *e, const Node *value)
{
    CNode *number = emit_value(e, value);

    return c_binary(e->arena, "==", number,
                    type_is_float(value->type) ? emit_float(e, 0.0, value->type) : zero(e));
}

static const char *message_of(Emitter *e, const Node *text)
{
    return arena_copy(e->arena, text->string.bytes, text->string.size);
}

void emit_check_statement(Emitter *e, const Node *check, Span span)
{
    const Node *first = check_argument(check, 0);
    const Node *second = check->builtin.arguments.count > 1 ? check_argument(check, 1) : NULL;

    switch (check->builtin.id) {
    case BUILTIN_CHECK_INDEX: {
        CNode *extent = emit_expression(e, second);
        emit_check(e, is_outside(e, check, extent, false), "IndexError", "index out of range",
                   span);
        return;
    }
    case BUILTIN_CHECK_NONZERO:
        emit_check(e, is_zero(e, first), "ZeroDivisionError", message_of(e, second), span);
        return;
    case BUILTIN_CHECK_SHIFT:
        emit_check(e, is_outside(e, check, emit_expression(e, second), true), "ValueError",
                   "shift count out of range", span);
        return;
    case BUILTIN_CHECK_EXPONENT:
        emit_check(e, is_negative(e, first), "ValueError", "negative exponent", span);
        return;
    case BUILTIN_CHECK_STEP:
        emit_check(e, is_zero(e, first), "ValueError", "range() arg 3 must not be zero", span);
        return;
    default: {
        CNode *length = emit_value(e, first);
        emit_check(e, c_binary(e->arena, "!=", length, emit_value(e, second)), "ValueError",
                   "arrays differ in length", span);
        return;
    }
    }
}
