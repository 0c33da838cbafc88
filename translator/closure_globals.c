/* closure_globals: first values of globals that are written as a called lambda, as the printer
 * writes those that were lowered, become statements of the initialiser. */
#include "closures.h"

/* The body of `fn() -> T { …; return e }` in `g = (fn() -> T { … })()`, as lowered first values are
 * printed; or NULL. */
static Node *called_body(const Node *statement)
{
    const Node *call = statement->kind == NODE_ASSIGN ? statement->assign.value : NULL;

    if (call == NULL || call->kind != NODE_CALL || call->call.callee->kind != NODE_LAMBDA ||
        call->call.callee->function->parameters.count > 0) {
        return NULL;
    }
    Node *body = call->call.callee->function->body;
    const Node *last = body->list.count > 0 ? body->list.items[body->list.count - 1] : NULL;
    return last != NULL && last->kind == NODE_RETURN && last->unary.operand != NULL ? body : NULL;
}

static void count_returns(Node **slot, void *count)
{
    *(uint32_t *)count += (*slot)->kind == NODE_RETURN;
    node_children(*slot, count_returns, count);
}

/* Writes …; g = e for it, if that means the same. */
static void unfold_first_value(Closures *closures, Function *initialiser, Node *statement)
{
    NodeList *statements = &initialiser->body->list;
    Node *body = called_body(statement);
    uint32_t returns = 0;

    if (body != NULL) {
        count_returns(&body, &returns);
    }
    if (returns == 1) {
        Node *copy = node_copy(closures->program, body, initialiser);
        uint32_t last = copy->list.count - 1;

        for (uint32_t i = 0; i < last; i++) {
            LIST_PUSH(&closures->program->arena, statements, copy->list.items[i]);
        }
        statement->assign.value = copy->list.items[last]->unary.operand;
    }
    LIST_PUSH(&closures->program->arena, statements, statement);
}

void unfold_first_values(Closures *closures, Function *initialiser)
{
    NodeList statements = initialiser->body->list;

    initialiser->body->list = (NodeList){NULL, 0, 0};
    for (uint32_t i = 0; i < statements.count; i++) {
        unfold_first_value(closures, initialiser, statements.items[i]);
    }
}
