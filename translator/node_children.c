/* The children of a node, by a table of where each kind has them. */
#include "ir.h"

#include <stddef.h>

typedef enum Arity { ABSENT, ONE, MANY } Arity;

/* Where a node holds a child, or a list of them. */
typedef struct Child {
    uint16_t offset;
    uint16_t arity;
} Child;

enum { MOST_CHILDREN = 4 };

#define CHILD(member)                                                                              \
    {                                                                                              \
        offsetof(Node, member), ONE                                                                \
    }
#define CHILDREN(member)                                                                           \
    {                                                                                              \
        offsetof(Node, member), MANY                                                               \
    }

/* The children of each kind, in evaluation order. */
static const Child child_table[NODE_KIND_COUNT][MOST_CHILDREN] = {
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

static Node **child_at(Node *node, Child child)
{
    return (Node **)(void *)((char *)node + child.offset);
}

static NodeList *children_at(Node *node, Child child)
{
    return (NodeList *)(void *)((char *)node + child.offset);
}

/* Nodes lie in memory in the order in which they were read. A walk over a large module mostly waits
 * for memory, so this asks for what it will come to soon. */
static void fetch_ahead(const Node *node)
{
    enum { AHEAD = 512, CACHE_LINE = 64 };
    uintptr_t place = (uintptr_t)node + AHEAD;

    __builtin_prefetch((const void *)place);
    __builtin_prefetch((const void *)(place + CACHE_LINE));
}

void node_children(Node *node, void (*visit)(Node **slot, void *data), void *data)
{
    const Child *children = child_table[node->kind];

    fetch_ahead(node);
    for (int i = 0; i < MOST_CHILDREN && children[i].arity != ABSENT; i++) {
        if (children[i].arity == MANY) {
            NodeList *list = children_at(node, children[i]);

            for (uint32_t k = 0; k < list->count; k++) {
                visit(&list->items[k], data);
            }
        } else if (*child_at(node, children[i]) != NULL) {
            visit(child_at(node, children[i]), data);
        }
    }
}

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
    const Child *children = child_table[node->kind];

    for (int i = 0; i < MOST_CHILDREN && children[i].arity != ABSENT; i++) {
        if (children[i].arity == MANY) {
            NodeList *list = children_at(node, children[i]);

            *list = own_list(program, *list);
        }
    }
}
