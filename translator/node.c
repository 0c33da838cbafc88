/* Nodes: making them, and what can be said of one without its types or its surroundings. */
#include "ir.h"

#include <stddef.h>
#include <string.h>

enum {
    SHORT_NODE = offsetof(Node, integer) + sizeof((Node *)0)->integer,
    MIDDLE_NODE = offsetof(Node, let_tuple) + sizeof((Node *)0)->let_tuple,
    LONG_NODE = offsetof(Node, call) + sizeof((Node *)0)->call,
};

/* How much of a node its kind, and what resolve and infer make of it in its place, use: of kinds
 * that are not named here the middle. */
static const uint8_t node_sizes[NODE_KIND_COUNT] = {
    [NODE_NAME] = SHORT_NODE, /* without a qualifier; may become a NODE_LAMBDA */
    [NODE_LAMBDA] = SHORT_NODE,    [NODE_INTEGER] = SHORT_NODE,    [NODE_FLOAT] = SHORT_NODE,
    [NODE_IMAGINARY] = SHORT_NODE, [NODE_STRING] = SHORT_NODE,     [NODE_BOOL] = SHORT_NODE,
    [NODE_NONE] = SHORT_NODE, /* may become a NODE_STRING */
    [NODE_UNARY] = SHORT_NODE,     [NODE_REFERENCE] = SHORT_NODE,  [NODE_TYPE] = SHORT_NODE,
    [NODE_BLOCK] = SHORT_NODE,     [NODE_EXPRESSION] = SHORT_NODE, [NODE_RETURN] = SHORT_NODE,
    [NODE_RAISE] = SHORT_NODE,     [NODE_PASS] = SHORT_NODE,       [NODE_CALL] = LONG_NODE,
    [NODE_BUILTIN] = LONG_NODE,    [NODE_FIELD] = LONG_NODE, /* may become a NODE_BUILTIN */
    [NODE_METHOD] = LONG_NODE,     [NODE_BIND] = LONG_NODE,        [NODE_FOR] = LONG_NODE,
    [NODE_TRY] = sizeof(Node),     [NODE_HANDLER] = sizeof(Node),
};

static size_t node_size(NodeKind kind)
{
    return node_sizes[kind] != 0 ? node_sizes[kind] : (size_t)MIDDLE_NODE;
}

/* A cleared one. All have at least SHORT_NODE bytes, which are cleared without a loop. */
static Node *node_of_size(Program *program, size_t size)
{
    Node *node = arena_alloc(&program->arena, size);

    memset(node, 0, SHORT_NODE);
    if (size > SHORT_NODE) {
        memset((char *)node + SHORT_NODE, 0, size - SHORT_NODE);
    }
    return node;
}

Node *node_clone(Program *program, const Node *node)
{
    bool is_qualified = node->kind == NODE_NAME && (node->flags & FLAG_QUALIFIED) != 0;
    size_t size = is_qualified ? MIDDLE_NODE : node_size((NodeKind)node->kind);

    return memcpy(arena_alloc(&program->arena, size), node, size);
}

Node *node_new(Program *program, NodeKind kind, Span span)
{
    Node *node = node_of_size(program, node_size(kind));

    node->kind = (uint8_t)kind;
    node->span = span;
    return node;
}

const FormParts *form_parts(const Node *form)
{
    static const FormParts none = {NULL, {NULL, 0, 0}, NULL, NULL};

    return form->type_form.parts != NULL ? form->type_form.parts : &none;
}

FormParts *form_own_parts(Program *program, Node *form)
{
    if (form->type_form.parts == NULL) {
        form->type_form.parts = ARENA_NEW(&program->arena, FormParts);
    }
    return form->type_form.parts;
}

Node *node_qualified(Program *program, Name *qualifier, Name *name, Span span)
{
    Node *node = node_of_size(program, MIDDLE_NODE);

    node->kind = NODE_NAME;
    node->flags = FLAG_QUALIFIED;
    node->span = span;
    node->name.name = name;
    node->name.qualifier = qualifier;
    return node;
}

Name *node_qualifier(const Node *name)
{
    return (name->flags & FLAG_QUALIFIED) != 0 ? name->name.qualifier : NULL;
}

static Node *typed_node(Program *program, NodeKind kind, const Type *type, Span span)
{
    Node *node = node_new(program, kind, span);

    node->type = type;
    return node;
}

Node *node_integer(Program *program, const Type *type, int64_t value, Span span)
{
    Node *node = typed_node(program, NODE_INTEGER, type, span);

    node->integer.value = (uint64_t)value;
    return node;
}

Node *node_bool(Program *program, bool value, Span span)
{
    Node *node = typed_node(program, NODE_BOOL, program->types.scalar[TYPE_BOOL], span);

    node->integer.value = value ? 1 : 0;
    return node;
}

Node *node_name(Program *program, Symbol *symbol, Span span)
{
    Node *node = typed_node(program, NODE_NAME, symbol->type, span);

    node->name.name = symbol->name;
    node->name.symbol = symbol;
    return node;
}

Node *node_binary(Program *program, Operator op, const Type *type, Node *left, Node *right)
{
    Node *node = typed_node(program, NODE_BINARY, type, span_join(left->span, right->span));

    node->op = (uint8_t)op;
    node->binary.left = left;
    node->binary.right = right;
    return node;
}

Node *node_not(Program *program, Node *operand)
{
    Node *node = typed_node(program, NODE_UNARY, program->types.scalar[TYPE_BOOL], operand->span);

    node->op = OP_NOT;
    node->unary.operand = operand;
    return node;
}

Node *node_text(Program *program, const char *text, Span span)
{
    Node *node = typed_node(program, NODE_STRING, program->types.str, span);

    node->string.bytes = text;
    node->string.size = (uint32_t)strlen(text);
    return node;
}

Node *node_raise(Program *program, Symbol *exception, Node *message, Span span)
{
    Node *value = typed_node(program, NODE_CONSTRUCT, exception->type, span);
    Node *node = node_new(program, NODE_RAISE, span);

    value->construct.symbol = exception;
    if (message != NULL) {
        LIST_PUSH(&program->arena, &value->construct.arguments, message);
    }
    node->raise.value = value;
    return node;
}

Node *node_builtin(Program *program, BuiltinId id, const Type *type, Node *first, Node *second,
                   Span span)
{
    Node *node = typed_node(program, NODE_BUILTIN, type, span);

    node->builtin.id = id;
    if (first != NULL) {
        LIST_PUSH(&program->arena, &node->builtin.arguments, first);
    }
    if (second != NULL) {
        LIST_PUSH(&program->arena, &node->builtin.arguments, second);
    }
    return node;
}

Node *node_call(Program *program, Function *function, Span span)
{
    Node *node = typed_node(program, NODE_CALL, function->result, span);

    node->call.callee = node_name(program, function->symbol, span);
    return node;
}

Node *node_let(Program *program, Symbol *symbol, Node *value)
{
    Node *node = node_new(program, NODE_LET, value != NULL ? value->span : symbol->span);

    node->let.symbol = symbol;
    node->let.value = value;
    return node;
}

Node *node_assign(Program *program, Node *target, Node *value)
{
    Node *node = node_new(program, NODE_ASSIGN, span_join(target->span, value->span));

    node->assign.target = target;
    node->assign.value = value;
    return node;
}

Node *node_block(Program *program, Span span)
{
    return node_new(program, NODE_BLOCK, span);
}

Node *node_if(Program *program, Node *condition, Node *then, Node *otherwise)
{
    Node *node = node_new(program, NODE_IF, condition->span);

    node->if_.condition = condition;
    node->if_.then = then;
    node->if_.otherwise = otherwise;
    return node;
}

void block_push(Program *program, Node *block, Node *statement)
{
    LIST_PUSH(&program->arena, &block->list, statement);
}

static bool is_declared_by(const Node *statement, const Name *name)
{
    if (statement->kind == NODE_LET) {
        return statement->let.symbol->name == name;
    }
    const SymbolList *symbols = &statement->let_tuple.symbols;
    bool found = false;

    for (uint32_t i = 0; statement->kind == NODE_LET_TUPLE && i < symbols->count; i++) {
        found |= symbols->items[i]->name == name;
    }
    return found;
}

/* Do both declare one name? */
static bool declare_same(const Node *first, const Node *second)
{
    if (second->kind == NODE_LET) {
        return is_declared_by(first, second->let.symbol->name);
    }
    if (second->kind == NODE_FUNCTION) {
        return is_declared_by(first, second->function->symbol->name);
    }
    const SymbolList *symbols = &second->let_tuple.symbols;
    bool found = false;

    for (uint32_t i = 0; second->kind == NODE_LET_TUPLE && i < symbols->count; i++) {
        found |= is_declared_by(first, symbols->items[i]->name);
    }
    return found;
}

static bool declares_again(const Node *block, const NodeList *statements, uint32_t first)
{
    bool found = false;

    for (uint32_t i = 0; i < block->list.count; i++) {
        for (uint32_t k = first; k < statements->count && !found; k++) {
            found = declare_same(block->list.items[i], statements->items[k]);
        }
    }
    return found;
}

void block_push_inner(Program *program, Node *block, const NodeList *statements, uint32_t first)
{
    bool is_apart = declares_again(block, statements, first);
    Node *inner = is_apart ? node_block(program, block->span) : block;

    for (uint32_t i = first; i < statements->count; i++) {
        block_push(program, inner, statements->items[i]);
    }
    if (is_apart) {
        block_push(program, block, inner);
    }
}

bool node_is_managed(const Node *value)
{
    return value != NULL && value->type != NULL && type_is_managed(value->type);
}

static bool is_list(const Node *node)
{
    return node->kind != NODE_LIST && node->type != NULL && node->type->kind == TYPE_LIST;
}

bool node_is_data_parallel(const Node *node)
{
    if (node->kind != NODE_BUILTIN) {
        return false;
    }
    switch (builtin_table[node->builtin.id].rule) {
    case RULE_MAP:
    case RULE_REDUCE:
    case RULE_FILTER:
    case RULE_SCAN:
    case RULE_ZIP:
    case RULE_ALLPAIRS:
    case RULE_LIST_OF:
    case RULE_SUM:
    case RULE_ANY:
    case RULE_SORTED:
    case RULE_SORT_KEY: return true;
    case RULE_EXTREME: return node->builtin.arguments.count == 1;
    case RULE_ARRAY: return is_list(node->builtin.arguments.items[0]);
    default: return false;
    }
}

bool node_iterates_sequence(const Node *node)
{
    return node->kind == NODE_FOR && node->for_.iterable->kind != NODE_RANGE &&
           (node->for_.iterable->type->kind == TYPE_ARRAY ||
            node->for_.iterable->type->kind == TYPE_LIST ||
            node->for_.iterable->type->kind == TYPE_BYTES);
}

bool node_iterates_table(const Node *node)
{
    return node->kind == NODE_FOR && node->for_.iterable->kind != NODE_RANGE &&
           (node->for_.iterable->type->kind == TYPE_DICT ||
            node->for_.iterable->type->kind == TYPE_SET);
}

bool node_is_literal(const Node *node)
{
    return node->kind <= NODE_NONE;
}

const Node *node_place_root(const Node *place)
{
    while (place->kind == NODE_FIELD) {
        place = place->field.base;
    }
    return place;
}

bool node_is_name_of(const Node *node, const Symbol *symbol)
{
    return node->kind == NODE_NAME && node->name.symbol == symbol;
}

/* --- control flow --- */

static bool any_breaks(const NodeList *statements);

/* Does the statement leave the loop around it by a `break`? */
static bool breaks(const Node *node)
{
    if (node == NULL) {
        return false;
    }
    switch (node->kind) {
    case NODE_BREAK: return true;
    case NODE_BLOCK: return any_breaks(&node->list);
    case NODE_IF: return breaks(node->if_.then) || breaks(node->if_.otherwise);
    case NODE_TRY:
        return breaks(node->try_.body) || any_breaks(&node->try_.handlers) ||
               breaks(node->try_.otherwise) || breaks(node->try_.finally);
    case NODE_HANDLER: return breaks(node->handler.body);
    default: return false;
    }
}

static bool any_breaks(const NodeList *statements)
{
    for (uint32_t i = 0; i < statements->count; i++) {
        if (breaks(statements->items[i])) {
            return true;
        }
    }
    return false;
}

static bool loops_forever(const Node *loop)
{
    const Node *condition = loop->while_.condition;

    return condition->kind == NODE_BOOL && condition->integer.value == 1 &&
           !breaks(loop->while_.body);
}

/* Most blocks that diverge do so by their last statement. */
static bool block_diverges(const NodeList *statements)
{
    for (uint32_t i = statements->count; i > 0; i--) {
        if (node_diverges(statements->items[i - 1])) {
            return true;
        }
    }
    return false;
}

static bool try_diverges(const Node *node)
{
    if (node->try_.finally != NULL && node_diverges(node->try_.finally)) {
        return true;
    }
    if (!node_diverges(node->try_.body) &&
        (node->try_.otherwise == NULL || !node_diverges(node->try_.otherwise))) {
        return false;
    }
    for (uint32_t i = 0; i < node->try_.handlers.count; i++) {
        if (!node_diverges(node->try_.handlers.items[i]->handler.body)) {
            return false;
        }
    }
    return true;
}

bool node_diverges(const Node *statement)
{
    switch (statement->kind) {
    case NODE_RETURN:
    case NODE_RAISE:
    case NODE_BREAK:
    case NODE_CONTINUE: return true;
    case NODE_BLOCK: return block_diverges(&statement->list);
    case NODE_IF:
        return statement->if_.otherwise != NULL && node_diverges(statement->if_.then) &&
               node_diverges(statement->if_.otherwise);
    case NODE_WHILE: return loops_forever(statement);
    case NODE_TRY: return try_diverges(statement);
    default: return false;
    }
}
