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

static CNode *c_negation(Emitter *e, CNode *condition)
{
    bool is_equality = condition->kind == C_BINARY && strcmp(condition->text, "==") == 0;

    return is_equality ? c_binary(e->arena, "!=", condition->left, condition->right)
                       : c_unary(e->arena, "!", condition);
}

static CNode *fails(Emitter *e, const Node *check, const Node *first, const Node *second)
{
    switch (check->builtin.id) {
    case BUILTIN_CHECK_INDEX: return is_outside(e, check, emit_expression(e, second), false);
    case BUILTIN_CHECK_SHIFT: return is_outside(e, check, emit_expression(e, second), true);
    case BUILTIN_CHECK_EXPONENT: return is_negative(e, first);
    case BUILTIN_CHECK_NONZERO:
    case BUILTIN_CHECK_STEP: return is_zero(e, first);
    case BUILTIN_CHECK_TYPE: return c_negation(e, emit_expression(e, first));
    case BUILTIN_CHECK_SET:
        runtime_use_header(e->runtime, "stddef.h");
        return c_binary(e->arena, "==", pointer_within(e, emit_expression(e, first), first->type),
                        c_name(e->arena, "NULL"));
    case BUILTIN_CHECK_VALUE: return option_is_none(e, first->type, emit_expression(e, first));
    default: {
        CNode *length = emit_value(e, first);
        return c_binary(e->arena, "!=", length, emit_value(e, second));
    }
    }
}

void emit_check_statement(Emitter *e, const Node *check, Span span)
{
    const Node *first = check_argument(check, 0);
    const Node *second = check->builtin.arguments.count > 1 ? check_argument(check, 1) : NULL;

    emit_check(e, fails(e, check, first, second), check_exception(e->program, check)->name->text,
               check_message(check), span);
}
