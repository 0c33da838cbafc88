/* Closures may not outlive what they capture: their environment stands in the frame that made
 * them. What a local of function type may hold is kept in its `fact`. */
#include "infer.h"

typedef enum Holding {
    HOLDS_NOTHING,   /* a function without captures */
    HOLDS_PARAMETER, /* what a caller gave: it lives as long as the call */
    HOLDS_CAPTURES,  /* locals of this frame */
} Holding;

static const Holding holdings[] = {HOLDS_NOTHING, HOLDS_PARAMETER, HOLDS_CAPTURES};

static Holding greater(Holding a, Holding b)
{
    return a > b ? a : b;
}

static Holding holding_of(const Node *value);

static Holding name_holding(const Node *value)
{
    const Symbol *symbol = value->name.symbol;

    if (symbol->kind == SYMBOL_FUNCTION) {
        return symbol->function->captures.count > 0 ? HOLDS_CAPTURES : HOLDS_NOTHING;
    }
    if (symbol->kind != SYMBOL_LOCAL) {
        return HOLDS_NOTHING;
    }
    if (symbol->is_parameter) {
        return HOLDS_PARAMETER;
    }
    return symbol->fact == NULL ? HOLDS_NOTHING : *(const Holding *)symbol->fact;
}

/* What a call returns may be one of its arguments. */
static Holding arguments_holding(const NodeList *arguments)
{
    Holding holding = HOLDS_NOTHING;

    for (uint32_t i = 0; i < arguments->count; i++) {
        holding = greater(holding, holding_of(arguments->items[i]));
    }
    return holding;
}

static Holding holding_of(const Node *value)
{
    if (value->type == NULL || value->type->kind != TYPE_FN) {
        return HOLDS_NOTHING;
    }
    switch (value->kind) {
    case NODE_LAMBDA: return value->function->captures.count > 0 ? HOLDS_CAPTURES : HOLDS_NOTHING;
    case NODE_BIND: return value->call.arguments.count > 0 ? HOLDS_CAPTURES : HOLDS_NOTHING;
    case NODE_NAME: return name_holding(value);
    case NODE_CONDITIONAL:
        return greater(holding_of(value->conditional.then),
                       holding_of(value->conditional.otherwise));
    case NODE_CALL: return arguments_holding(&value->call.arguments);
    default: return HOLDS_NOTHING;
    }
}

void note_closure(Symbol *symbol, const Node *value)
{
    symbol->fact = value == NULL ? NULL : (void *)&holdings[holding_of(value)];
}

void check_escape(Infer *infer, const Node *value, bool is_returned)
{
    Holding most = is_returned ? HOLDS_PARAMETER : HOLDS_NOTHING;

    if (holding_of(value) > most) {
        report_unsupported(infer->diagnostics, value->span, "a closure that escapes");
    }
}

void note_assigned_closure(Infer *infer, const Node *target, const Node *value)
{
    Symbol *symbol = target->kind == NODE_NAME ? target->name.symbol : NULL;
    bool is_own = symbol != NULL && symbol->kind == SYMBOL_LOCAL && !symbol->is_parameter &&
                  symbol->owner == infer->function;

    check_escape(infer, value, is_own);
    if (is_own && holding_of(value) == HOLDS_PARAMETER) {
        note_closure(symbol, value);
    }
}
