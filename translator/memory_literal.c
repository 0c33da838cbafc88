/* memory_literal: functions that give nothing but literals, whose results need no owner. */
#include "class.h"
#include "memory_internal.h"
#include "passes.h"

static bool is_literal(const Node *value)
{
    switch ((NodeKind)value->kind) {
    case NODE_STRING: return true;
    case NODE_NAME: return value->name.symbol->kind == SYMBOL_CONSTANT;
    case NODE_CONDITIONAL:
        return is_literal(value->conditional.then) && is_literal(value->conditional.otherwise);
    default: return false;
    }
}

static void find_other_result(Node **slot, void *data)
{
    bool *found = data;
    const Node *node = *slot;

    if (node->kind == NODE_RETURN) {
        *found |= node->unary.operand != NULL && !is_literal(node->unary.operand);
    } else if (!node_is_expression(node)) {
        node_children(*slot, find_other_result, data);
    }
}

static void note_results(Function *function, void *data)
{
    bool found = false;

    (void)data;
    if (function->body != NULL && function->result != NULL && type_is_text(function->result)) {
        find_other_result(&function->body, &found);
        function->gives_literals = !found;
    }
}

void find_literal_results(Program *program)
{
    if (counts_references(program)) {
        each_function(program, note_results, NULL);
    }
}

bool call_gives_literal(const Node *call)
{
    const Node *callee = call->call.callee;

    return callee->kind == NODE_NAME && callee->name.symbol->kind == SYMBOL_FUNCTION &&
           !call_is_virtual(call) && callee->name.symbol->function->gives_literals;
}
