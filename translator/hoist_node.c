/* What the hoisting engine asks about nodes: names for their values, what may be written twice. */
#include "effects.h"
#include "hoist_internal.h"

#include <math.h>
#include <string.h>

static const char *name_for_call(const Node *call)
{
    const Node *callee = call->call.callee;

    if (callee->kind != NODE_NAME) {
        return "value";
    }
    const Symbol *symbol = callee->name.symbol;
    if (symbol->kind != SYMBOL_FUNCTION) {
        return symbol->name->text;
    }
    const char *name = symbol->function->display_name;
    if (name[0] == '<' || strncmp(name, "__", 2) == 0) { /* <lambda>, __str__ */
        return call->type != NULL && call->type->kind == TYPE_STR ? "text" : "value";
    }
    return name;
}

const char *name_for_value(const Node *node)
{
    if (node->type != NULL && node->type->kind == TYPE_STR && node->kind != NODE_CALL) {
        return "text";
    }
    switch ((NodeKind)node->kind) {
    case NODE_CALL: return name_for_call(node);
    case NODE_NAME: return node->name.symbol->name->text;
    case NODE_FIELD: return node->field.name->text;
    case NODE_BUILTIN:
        if (node->builtin.id == BUILTIN_DICT_ITEM) {
            return "item";
        }
        return node->type->kind == TYPE_ARRAY && builtin_table[node->builtin.id].rule != RULE_METHOD
                   ? "array"
                   : builtin_table[node->builtin.id].name;
    case NODE_INDEX:
    case NODE_ITEM: return "item";
    case NODE_VIEW: return "view";
    case NODE_BIND: return "function";
    case NODE_CONSTRUCT: return node->type->kind == TYPE_CLASS ? "object" : "value";
    default: return node->type != NULL && node->type->kind == TYPE_BOOL ? "condition" : "value";
    }
}

bool is_shared_local(const Symbol *symbol)
{
    return symbol->is_reference || (symbol->is_captured && symbol->is_assigned);
}

bool refers_to_items(const Type *type)
{
    return type->kind == TYPE_ARRAY || type_is_container(type) ||
           type_any_part(type, refers_to_items);
}

static bool is_shared(const Symbol *symbol)
{
    return symbol->kind == SYMBOL_GLOBAL ||
           (symbol->kind == SYMBOL_LOCAL && (is_shared_local(symbol) || symbol->is_referred));
}

/* Does the operation itself read what a call may change? */
static bool reads_shared(const Node *node)
{
    switch ((NodeKind)node->kind) {
    case NODE_NAME: return is_shared(node->name.symbol);
    case NODE_FIELD: return node->field.base->type->kind == TYPE_CLASS;
    case NODE_BUILTIN:
    case NODE_INDEX: return true;
    case NODE_VIEW: return refers_to_items(node->type);
    case NODE_BINARY: return refers_to_items(node->binary.right->type);
    case NODE_CHAIN: return refers_to_items(node->chain.operands.items[0]->type);
    default: return false;
    }
}

/* Making an object runs its class's `init`. */
static bool is_call(const Node *node)
{
    return node->kind == NODE_CALL ||
           (node->kind == NODE_CONSTRUCT && node->type->kind == TYPE_CLASS);
}

unsigned trace_before_effects(const Hoist *hoist, const Node *node)
{
    if (is_call(node)) {
        return TRACE_READS | TRACE_WRITES | TRACE_RAISES;
    }
    if (node->kind == NODE_BUILTIN && builtin_table[node->builtin.id].effect >= EFFECT_WRITE) {
        return TRACE_READS | TRACE_WRITES;
    }
    return (reads_shared(node) ? TRACE_READS : TRACE_NONE) |
           (node_raises(hoist->program, node) ? TRACE_RAISES : TRACE_NONE);
}

bool node_is_repeatable(const Node *node)
{
    switch ((NodeKind)node->kind) {
    case NODE_INTEGER:
    case NODE_FLOAT:
    case NODE_BOOL:
    case NODE_STRING:
    case NODE_NAME: return true;
    case NODE_FIELD: return node_is_repeatable(node->field.base);
    case NODE_ITEM: return node_is_repeatable(node->item.base);
    case NODE_INDEX:
        for (uint32_t i = 0; i < node->index.items.count; i++) {
            if (!node_is_repeatable(node->index.items.items[i])) {
                return false;
            }
        }
        return (node->flags & (FLAG_PROVEN | FLAG_TRUSTED)) != 0 && node->type->kind != TYPE_STR &&
               node_is_repeatable(node->index.base);
    case NODE_BINARY:
        return (node->flags & FLAG_PROVEN) != 0 && node->binary.left->kind == NODE_NAME &&
               node->binary.right->kind == NODE_INTEGER &&
               operator_table[node->op].group == GROUP_ARITHMETIC;
    case NODE_BUILTIN:
        return (node->builtin.id == BUILTIN_LEN || node->builtin.id == BUILTIN_SHAPE) &&
               node_is_repeatable(node->builtin.arguments.items[0]);
    default: return false;
    }
}

static void repeat_list(Program *program, NodeList *list)
{
    NodeList copy = {NULL, 0, 0};

    for (uint32_t i = 0; i < list->count; i++) {
        LIST_PUSH(&program->arena, &copy, node_repeat(program, list->items[i]));
    }
    *list = copy;
}

/* Not node_copy, which replaces locals by what their `fact` says. */
Node *node_repeat(Program *program, const Node *node)
{
    Node *copy = node_clone(program, node);

    switch ((NodeKind)node->kind) {
    case NODE_REFERENCE: copy->unary.operand = node_repeat(program, node->unary.operand); break;
    case NODE_BINARY:
        copy->binary.left = node_repeat(program, node->binary.left);
        copy->binary.right = node_repeat(program, node->binary.right);
        break;
    case NODE_FIELD: copy->field.base = node_repeat(program, node->field.base); break;
    case NODE_ITEM: copy->item.base = node_repeat(program, node->item.base); break;
    case NODE_INDEX:
        copy->index.base = node_repeat(program, node->index.base);
        repeat_list(program, &copy->index.items);
        break;
    case NODE_BUILTIN: repeat_list(program, &copy->builtin.arguments); break;
    case NODE_BIND:
        copy->call.callee = node_repeat(program, node->call.callee);
        repeat_list(program, &copy->call.arguments);
        break;
    default: break;
    }
    return copy;
}

Node *extent_node(Program *program, const Node *base, uint32_t axis)
{
    const Type *int64_type = program->types.scalar[TYPE_INT64];
    Node *copy = node_repeat(program, base);

    if (base->type->kind != TYPE_ARRAY || base->type->rank == 1) {
        return node_builtin(program, BUILTIN_LEN, int64_type, copy, NULL, base->span);
    }
    return node_builtin(program, BUILTIN_SHAPE, int64_type, copy,
                        node_integer(program, int64_type, axis, base->span), base->span);
}

static bool are_same_values(const NodeList *a, const NodeList *b)
{
    for (uint32_t i = 0; i < a->count && i < b->count; i++) {
        if (!node_is_same_value(a->items[i], b->items[i])) {
            return false;
        }
    }
    return a->count == b->count;
}

bool node_is_same_value(const Node *a, const Node *b)
{
    if (a->kind != b->kind || a->type != b->type) {
        return false;
    }
    switch ((NodeKind)a->kind) {
    case NODE_INTEGER:
    case NODE_BOOL: return a->integer.value == b->integer.value;
    case NODE_FLOAT: return a->number == b->number && signbit(a->number) == signbit(b->number);
    case NODE_NAME: return a->name.symbol == b->name.symbol;
    case NODE_BINARY:
        return a->op == b->op && node_is_same_value(a->binary.left, b->binary.left) &&
               node_is_same_value(a->binary.right, b->binary.right);
    case NODE_UNARY:
        return a->op == b->op && node_is_same_value(a->unary.operand, b->unary.operand);
    case NODE_CONVERT:
        return a->convert.second == NULL && b->convert.second == NULL &&
               node_is_same_value(a->convert.operand, b->convert.operand);
    case NODE_FIELD:
        return a->field.position == b->field.position &&
               node_is_same_value(a->field.base, b->field.base);
    case NODE_ITEM:
        return a->item.position == b->item.position &&
               node_is_same_value(a->item.base, b->item.base);
    case NODE_INDEX:
        return node_is_same_value(a->index.base, b->index.base) &&
               are_same_values(&a->index.items, &b->index.items);
    case NODE_BUILTIN:
        return node_is_repeatable(a) && a->builtin.id == b->builtin.id &&
               are_same_values(&a->builtin.arguments, &b->builtin.arguments);
    default: return false;
    }
}

typedef struct AssignmentSearch {
    const Symbol *symbol;
    bool found;
} AssignmentSearch;

static void search_assignment(Node **slot, void *data)
{
    AssignmentSearch *search = data;
    const Node *node = *slot;

    if (search->found) {
        return;
    }
    search->found =
        (node->kind == NODE_ASSIGN && node_is_name_of(node->assign.target, search->symbol)) ||
        (node->kind == NODE_REFERENCE &&
         node_is_name_of(node_place_root(node->unary.operand), search->symbol));
    node_children(*slot, search_assignment, data);
}

bool is_assigned_in(const Symbol *symbol, Node *body)
{
    AssignmentSearch search = {symbol, false};

    if (symbol->is_assigned) {
        search_assignment(&body, &search);
    }
    return search.found;
}
