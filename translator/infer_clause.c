/* infer_clause: function values with raises clauses. What names or makes a function where a clause
 * is asked for has that clause; the effects pass checks that the function keeps it. Another value
 * that raises less than asked for is bound to a function that calls it:
 *
 *     fn call_fn_int64_to_int64_nothrow(f: fn(int64) -> int64 raises nothing,
 *                                       x1: int64) -> int64 { return f(x1) } */
#include "infer.h"

static bool is_function_literal(const Node *node)
{
    return node->kind == NODE_LAMBDA || node->kind == NODE_BIND ||
           (node->kind == NODE_NAME && node->name.symbol->kind == SYMBOL_FUNCTION);
}

static void set_clause(Infer *infer, Node *node, const Type *type)
{
    node->type = type;
    if (node->kind == NODE_BIND) {
        Node *callee = node->call.callee;

        callee->type = type_fn_raising(infer->types, callee->type, type->raises);
    }
}

bool take_clause(Infer *infer, Node *node, const Type *type)
{
    if (!is_function_literal(node) || !type_is_same_call(node->type, type)) {
        return false;
    }
    if (node->type != type) {
        set_clause(infer, node, type);
    }
    return true;
}

const Type *without_clause(const Infer *infer, const Type *type)
{
    return type->kind == TYPE_FN ? type_fn_raising(infer->types, type, NULL) : type;
}

void loosen_clause(Infer *infer, Node **slot, const Type *type)
{
    Node *value = *slot;

    if (take_clause(infer, value, type)) {
        return;
    }
    Function *caller = derived_function(infer, DERIVES_CALL, value->type, value->span);
    Node *bind = node_new(infer->program, NODE_BIND, value->span);

    bind->call.callee = node_name(infer->program, caller->symbol, value->span);
    LIST_PUSH(&infer->program->arena, &bind->call.arguments, value);
    bind->type = infer_bind(infer, bind);
    set_clause(infer, bind, type);
    note_closures(infer);
    *slot = bind;
}
