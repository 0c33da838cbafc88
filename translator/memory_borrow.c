/* memory_borrow: which values are made anew, what the others depend on, and what may take that
 * away. */
#include "class.h"
#include "memory_internal.h"
#include "passes.h"

/* --- values that are made --- */

bool method_hands_over(const Node *call)
{
    const Builtin *row = &builtin_table[call->builtin.id];
    bool removes = row->effect == EFFECT_WRITE || row->effect == EFFECT_RELEASE;

    return row->rule == RULE_METHOD && removes;
}

static bool builtin_is_fresh(const Program *program, const Node *node)
{
    const Builtin *row = &builtin_table[node->builtin.id];

    switch (node->builtin.id) {
    case BUILTIN_RETAIN:
    case BUILTIN_MOVED:
    case BUILTIN_NOTHING:
    case BUILTIN_CAUGHT: return true;
    default: break;
    }
    if (row->rule == RULE_METHOD && row->effect == EFFECT_PURE) {
        return row->raises != 0; /* the parts of a str that a status comes with are retained */
    }
    if (row->rule == RULE_METHOD && row->effect != EFFECT_ALLOCATE) {
        return method_hands_over(node);
    }
    return row->effect == EFFECT_ALLOCATE && node_raises(program, node);
}

bool node_is_fresh(const Program *program, const Node *node)
{
    switch ((NodeKind)node->kind) {
    case NODE_CALL: return !call_gives_literal(node);
    case NODE_BUILTIN: return builtin_is_fresh(program, node);
    case NODE_AS:
    case NODE_BIND:
    case NODE_BINARY:
    case NODE_VIEW:
    case NODE_CONSTRUCT:
    case NODE_LIST:
    case NODE_SET:
    case NODE_DICT:
    case NODE_CONVERT: return raises_at_root(program, node);
    default: return false;
    }
}

/* --- what the others depend on --- */

static void trace(Borrow *borrow, const Node *value);

static void trace_all(Borrow *borrow, const NodeList *values)
{
    for (uint32_t i = 0; i < values->count; i++) {
        if (type_is_managed(values->items[i]->type)) {
            trace(borrow, values->items[i]);
        }
    }
}

static void add_root(Borrow *borrow, Symbol *symbol)
{
    for (uint32_t i = 0; i < borrow->root_count; i++) {
        if (borrow->roots[i] == symbol) {
            return;
        }
    }
    if (borrow->root_count == MOST_ROOTS) {
        borrow->is_unknown = true;
    } else {
        borrow->roots[borrow->root_count++] = symbol;
    }
}

/* A local that borrows depends on what that depends on. */
static void trace_name(Borrow *borrow, Symbol *symbol)
{
    const Local *local = measured_local(symbol);

    if (symbol->kind == SYMBOL_GLOBAL) {
        borrow->through_memory = true;
    }
    if (symbol->kind != SYMBOL_LOCAL || (local != NULL && local->holds_literals)) {
        return;
    }
    add_root(borrow, symbol);
    if (local != NULL && local->closure != NULL) {
        return; /* what it captured is not taken away meanwhile */
    }
    borrow->through_memory |= is_shared_local(symbol);
    if (local != NULL && !local->is_owned) {
        borrow->through_memory |= local->borrow.through_memory;
        borrow->is_unknown |= local->borrow.is_unknown;
        for (uint32_t i = 0; i < local->borrow.root_count; i++) {
            add_root(borrow, local->borrow.roots[i]);
        }
    }
}

/* A part of a value lives as long as that; what a reference leads to may be replaced. */
static void trace_part(Borrow *borrow, const Node *base)
{
    bool is_value = base->type->kind == TYPE_STRUCT || base->type->kind == TYPE_TUPLE ||
                    type_is_text(base->type);

    borrow->through_memory |= !is_value;
    trace(borrow, base);
}

static void trace_method(Borrow *borrow, const Node *node)
{
    borrow->through_memory |= builtin_table[node->builtin.id].effect == EFFECT_READ;
    trace_all(borrow, &node->builtin.arguments);
}

static void trace_builtin(Borrow *borrow, const Node *node)
{
    const Builtin *row = &builtin_table[node->builtin.id];

    switch (row->rule) {
    case RULE_TYPE_NAME:
    case RULE_ENTRY:
    case RULE_NOTHING: return;
    case RULE_VALUE:
    case RULE_EXTREME: trace_all(borrow, &node->builtin.arguments); return;
    case RULE_METHOD: trace_method(borrow, node); return;
    default: borrow->is_unknown = true; return;
    }
}

static void trace(Borrow *borrow, const Node *value)
{
    switch ((NodeKind)value->kind) {
    case NODE_STRING:
    case NODE_NONE: return;
    case NODE_CALL: borrow->is_unknown |= !call_gives_literal(value); return;
    case NODE_NAME: trace_name(borrow, value->name.symbol); return;
    case NODE_FIELD: trace_part(borrow, value->field.base); return;
    case NODE_ITEM: trace_part(borrow, value->item.base); return;
    case NODE_INDEX: trace_part(borrow, value->index.base); return;
    case NODE_VIEW: trace(borrow, value->index.base); return;
    case NODE_CONDITIONAL:
        trace(borrow, value->conditional.then);
        trace(borrow, value->conditional.otherwise);
        return;
    case NODE_TUPLE: trace_all(borrow, &value->list); return;
    case NODE_CONSTRUCT: trace_all(borrow, &value->construct.arguments); return;
    case NODE_CONVERT: trace(borrow, value->convert.operand); return;
    case NODE_AS: trace(borrow, value->type_test.operand); return;
    case NODE_BUILTIN: trace_builtin(borrow, value); return;
    case NODE_BIND: trace_all(borrow, &value->call.arguments); return;
    case NODE_REFERENCE: return;
    default: borrow->is_unknown = true; return;
    }
}

Borrow borrow_of(const Node *value)
{
    Borrow borrow = {.root_count = 0};

    trace(&borrow, value);
    return borrow;
}

bool borrow_is_static(const Borrow *borrow)
{
    return borrow->root_count == 0 && !borrow->through_memory && !borrow->is_unknown;
}

/* --- what takes it away --- */

typedef struct Disturbance {
    const Borrow *borrow;
    bool found;
} Disturbance;

static bool is_root(const Borrow *borrow, const Symbol *symbol)
{
    for (uint32_t i = 0; i < borrow->root_count; i++) {
        if (borrow->roots[i] == symbol) {
            return true;
        }
    }
    return false;
}

static const Node *base_of_place(const Node *place)
{
    while (place->kind == NODE_FIELD || place->kind == NODE_ITEM) {
        place = place->kind == NODE_FIELD ? place->field.base : place->item.base;
    }
    return place;
}

static bool assigns(const Borrow *borrow, const Node *target)
{
    const Node *base = base_of_place(target);
    bool is_local = base->kind == NODE_NAME && base->name.symbol->kind == SYMBOL_LOCAL;

    if (is_local && is_root(borrow, base->name.symbol)) {
        return true;
    }
    bool is_own = is_local && !is_shared_local(base->name.symbol) &&
                  (target == base || base->type->kind == TYPE_STRUCT);
    return borrow->through_memory && !is_own && type_is_managed(target->type);
}

/* May the function give up what it did not make itself? C functions have none of it. */
static bool function_may_replace(const Function *function)
{
    return function->kind != FUNCTION_EXTERN &&
           (function->kind == FUNCTION_DECLARE || function->effects.writes);
}

bool call_may_replace(const Node *call)
{
    const Node *callee = call->call.callee;
    bool is_known = callee->kind == NODE_NAME && callee->name.symbol->kind == SYMBOL_FUNCTION;

    return !is_known || function_may_replace(callee->name.symbol->function);
}

bool construct_may_replace(const Node *construct)
{
    const Function *initialiser = called_initialiser(construct);

    return initialiser != NULL && function_may_replace(initialiser);
}

static bool builtin_writes(const Node *node)
{
    Effect effect = builtin_table[node->builtin.id].effect;

    return (effect == EFFECT_WRITE || effect == EFFECT_RELEASE || effect == EFFECT_CALL) &&
           node->builtin.id != BUILTIN_PRINT;
}

static void find_disturbance(Node **slot, void *data)
{
    Disturbance *search = data;
    const Borrow *borrow = search->borrow;
    Node *node = *slot;

    switch ((NodeKind)node->kind) {
    case NODE_ASSIGN: search->found |= assigns(borrow, node->assign.target); break;
    case NODE_CALL: search->found |= borrow->through_memory && call_may_replace(node); break;
    case NODE_CONSTRUCT:
        search->found |= borrow->through_memory && construct_may_replace(node);
        break;
    case NODE_BUILTIN: search->found |= borrow->through_memory && builtin_writes(node); break;
    case NODE_RAISE: search->found |= borrow->through_memory && node->raise.cause != NULL; break;
    case NODE_REFERENCE: search->found |= is_root(borrow, node->unary.operand->name.symbol); break;
    default: break;
    }
    if (!search->found) {
        node_children(node, find_disturbance, data);
    }
}

bool is_disturbed_by(const Borrow *borrow, Node *statement)
{
    Disturbance search = {borrow, borrow->is_unknown};

    find_disturbance(&statement, &search);
    return search.found;
}
