/* The children of a node, by a table of where each kind has them. */
#include "ir.h"

#include <stddef.h>

#define CHILD(member)                                                                              \
    {                                                                                              \
        offsetof(Node, member), CHILD_ONE                                                          \
    }
#define CHILDREN(member)                                                                           \
    {                                                                                              \
        offsetof(Node, member), CHILD_MANY                                                         \
    }

const ChildPlace child_table[NODE_KIND_COUNT][MOST_CHILDREN] = {
    [NODE_UNARY] = {CHILD(unary.operand)},
    [NODE_BINARY] = {CHILD(binary.left), CHILD(binary.right)},
    [NODE_CHAIN] = {CHILDREN(chain.operands)},
    [NODE_CONDITIONAL] = {CHILD(conditional.condition), CHILD(conditional.then),
                          CHILD(conditional.otherwise)},
    [NODE_CALL] = {CHILD(call.callee), CHILDREN(call.arguments)},
    [NODE_BUILTIN] = {CHILDREN(builtin.arguments)},
    [NODE_CONVERT] = {CHILD(convert.operand), CHILD(convert.second)},
    [NODE_CONSTRUCT] = {CHILDREN(construct.arguments)},
    [NODE_INDEX] = {CHILD(index.base), CHILDREN(index.items)},
    [NODE_VIEW] = {CHILD(index.base), CHILDREN(index.items)},
    [NODE_ITEM] = {CHILD(item.base)},
    [NODE_SLICE] = {CHILD(slice.low), CHILD(slice.high), CHILD(slice.step)},
    [NODE_FIELD] = {CHILD(field.base)},
    [NODE_METHOD] = {CHILD(method.base), CHILDREN(method.arguments)},
    [NODE_TUPLE] = {CHILDREN(list)},
    [NODE_LIST] = {CHILDREN(list)},
    [NODE_SET] = {CHILDREN(list)},
    [NODE_DICT] = {CHILDREN(list)},
    [NODE_IS] = {CHILD(type_test.operand)},
    [NODE_AS] = {CHILD(type_test.operand)},
    [NODE_RANGE] = {CHILD(range.low), CHILD(range.high), CHILD(range.step)},
    [NODE_REFERENCE] = {CHILD(unary.operand)},
    [NODE_BIND] = {CHILD(call.callee), CHILDREN(call.arguments)},
    [NODE_BLOCK] = {CHILDREN(list)},
    [NODE_LET] = {CHILD(let.value)},
    [NODE_LET_TUPLE] = {CHILD(let_tuple.value)},
    [NODE_ASSIGN] = {CHILD(assign.target), CHILD(assign.value)},
    [NODE_EXPRESSION] = {CHILD(unary.operand)},
    [NODE_IF] = {CHILD(if_.condition), CHILD(if_.then), CHILD(if_.otherwise)},
    [NODE_WHILE] = {CHILD(while_.condition), CHILD(while_.body)},
    [NODE_FOR] = {CHILD(for_.iterable), CHILD(for_.body)},
    [NODE_RETURN] = {CHILD(unary.operand)},
    [NODE_RAISE] = {CHILD(raise.value), CHILD(raise.cause)},
    [NODE_TRY] = {CHILD(try_.body), CHILDREN(try_.handlers), CHILD(try_.otherwise),
                  CHILD(try_.finally)},
    [NODE_HANDLER] = {CHILD(handler.body)},
    [NODE_ASSERT] = {CHILD(assert_.condition), CHILD(assert_.message)},
};

static NodeList own_list(Program *program, NodeList list)
{
    NodeList own = {NULL, 0, 0};

    for (uint32_t i = 0; i < list.count; i++) {
        LIST_PUSH(&program->arena, &own, list.items[i]);
    }
    return own;
}

void node_own_lists(Program *program, Node *node)
{
    const ChildPlace *places = child_table[node->kind];

    for (int i = 0; i < MOST_CHILDREN && places[i].arity != CHILD_NONE; i++) {
        if (places[i].arity == CHILD_MANY) {
            NodeList *list = node_children_at(node, places[i]);

            *list = own_list(program, *list);
        }
    }
}
