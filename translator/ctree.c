/* ctree: making nodes of the C tree. */
#include "ctree.h"

#include <string.h>

/* How much of a node its kind uses. */
static size_t node_size(CKind kind)
{
    switch (kind) {
    case C_NAME:
    case C_STRING:
    case C_PRINTED: return offsetof(CNode, left);
    case C_CALL:
    case C_COMPOUND: return offsetof(CNode, third);
    case C_CONDITIONAL: return offsetof(CNode, comment);
    case C_DECLARE: return offsetof(CNode, parameters);
    default: break;
    }
    if (kind < C_EXPRESSION) {
        return offsetof(CNode, list);
    }
    return kind < C_INCLUDE ? offsetof(CNode, name) : sizeof(CNode);
}

CNode *c_new(Arena *arena, CKind kind, Span span)
{
    CNode *node = arena_zeroed(arena, node_size(kind));

    node->kind = (uint8_t)kind;
    if (kind >= C_EXPRESSION && kind != C_PRINTED) {
        node->span = span;
    }
    return node;
}

/* A leaf. */
static CNode *make_leaf(Arena *arena, CKind kind, const char *text, uint32_t length)
{
    CNode *node = c_new(arena, kind, (Span){0});

    node->text = text;
    node->length = length;
    return node;
}

/* Any other node. */
static CNode *make(Arena *arena, CKind kind, const char *text, CNode *left, CNode *right)
{
    CNode *node = c_new(arena, kind, (Span){0});

    node->text = text;
    node->left = left;
    node->right = right;
    return node;
}

CNode *c_name(Arena *arena, const char *text)
{
    return make_leaf(arena, C_NAME, text, 0);
}

/* The decimal digits of `value`, in the arena. */
static const char *decimal(Arena *arena, uint64_t value)
{
    enum { MOST_DIGITS = 20 };
    char digits[MOST_DIGITS];
    size_t first = MOST_DIGITS;

    do {
        digits[--first] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    return arena_copy(arena, digits + first, MOST_DIGITS - first);
}

CNode *c_integer(Arena *arena, int64_t value)
{
    if (value >= 0) {
        return c_name(arena, decimal(arena, (uint64_t)value));
    }
    if (value == INT64_MIN) { /* C has no constant for it: its magnitude is no int64_t */
        return c_binary(arena, "-", c_integer(arena, -INT64_MAX), c_integer(arena, 1));
    }
    return c_unary(arena, "-", c_integer(arena, -value));
}

CNode *c_string(Arena *arena, const char *bytes, uint32_t length)
{
    return make_leaf(arena, C_STRING, bytes, length);
}

static bool is_unary(const CNode *node, const char *op)
{
    return node->kind == C_UNARY && strcmp(node->text, op) == 0;
}

/* *&x is x. */
CNode *c_unary(Arena *arena, const char *op, CNode *operand)
{
    if (strcmp(op, "*") == 0 && is_unary(operand, "&")) {
        return operand->left;
    }
    return make(arena, C_UNARY, op, operand, NULL);
}

CNode *c_binary(Arena *arena, const char *op, CNode *left, CNode *right)
{
    return make(arena, C_BINARY, op, left, right);
}

CNode *c_cast(Arena *arena, const char *type, CNode *operand)
{
    return make(arena, C_CAST, type, operand, NULL);
}

CNode *c_call(Arena *arena, const char *function)
{
    return make(arena, C_CALL, NULL, c_name(arena, function), NULL);
}

CNode *c_call1(Arena *arena, const char *function, CNode *a)
{
    CNode *call = c_call(arena, function);

    c_push(arena, &call->list, a);
    return call;
}

CNode *c_call2(Arena *arena, const char *function, CNode *a, CNode *b)
{
    CNode *call = c_call1(arena, function, a);

    c_push(arena, &call->list, b);
    return call;
}

CNode *c_call3(Arena *arena, const char *function, CNode *a, CNode *b, CNode *c)
{
    CNode *call = c_call2(arena, function, a, b);

    c_push(arena, &call->list, c);
    return call;
}

CNode *c_member(Arena *arena, CNode *base, const char *field)
{
    if (is_unary(base, "*")) {
        return make(arena, C_ARROW, field, base->left, NULL);
    }
    if (is_unary(base, "&")) {
        base = base->left;
    }
    return make(arena, C_MEMBER, field, base, NULL);
}

CNode *c_index(Arena *arena, CNode *base, CNode *index)
{
    return make(arena, C_INDEX, NULL, base, index);
}

CNode *c_parameter(Arena *arena, const char *type, const char *name)
{
    return make(arena, C_PARAMETER, type, c_name(arena, name), NULL);
}

CNode *c_declare(Arena *arena, const char *type, const char *name, CNode *value)
{
    CNode *node = make(arena, C_DECLARE, type, value, NULL);

    node->name = name;
    return node;
}

const char *c_empty_value(const CNode *node)
{
    const CNode *value = node->left;

    if (node->kind != C_DECLARE || node->comment != NULL) {
        return NULL;
    }
    if (value == NULL) {
        return "";
    }
    if (value->kind == C_COMPOUND && value->text == NULL && value->list.count == 1 &&
        value->list.items[0]->kind == C_NAME && strcmp(value->list.items[0]->text, "0") == 0) {
        return " = {0}";
    }
    return value->kind == C_NAME && strcmp(value->text, "NULL") == 0 ? " = NULL" : NULL;
}

CNode *c_assign(Arena *arena, CNode *target, const char *op, CNode *value)
{
    return make(arena, C_ASSIGN, op, target, value);
}

CNode *c_return(Arena *arena, CNode *value)
{
    return make(arena, C_RETURN, NULL, value, NULL);
}

CNode *c_if(Arena *arena, CNode *condition)
{
    return make(arena, C_IF, NULL, condition, NULL);
}

void c_push(Arena *arena, CNodeList *list, CNode *node)
{
    LIST_PUSH(arena, list, node);
}
