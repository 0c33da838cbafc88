/* Which nodes of a function have effects, so that who asks for these need not walk all nodes. */
#include "class.h"
#include "effects_internal.h"

void node_operands(Node *node, void (*visit)(Node **slot, void *data), void *data)
{
    Node *value = node->kind == NODE_RAISE ? node->raise.value : NULL;

    if (value != NULL && value->kind == NODE_CONSTRUCT) {
        node_children(value, visit, data);
        if (node->raise.cause != NULL) {
            visit(&node->raise.cause, data);
        }
    } else if (node->kind == NODE_CALL && callee_of(node) != NULL) {
        for (uint32_t i = 0; i < node->call.arguments.count; i++) {
            visit(&node->call.arguments.items[i], data);
        }
    } else {
        node_children(node, visit, data);
    }
}

typedef struct Finding {
    Program *program;
    NodeList effectful;
    bool has_try;
    bool concerns_memory;
    bool may_end_objects;
} Finding;

/* --- what keeps or gives on values in memory --- */

/* A parameter's value is the caller's, also as an object of a base, a literal's the program's:
 * whoever only reads it has nothing to do with its memory. */
static bool is_borrowed(const Node *value)
{
    while (value->kind == NODE_CONVERT && value->type->kind == TYPE_CLASS) {
        value = value->convert.operand;
    }
    const Symbol *symbol = value->kind == NODE_NAME ? value->name.symbol : NULL;

    if (value->kind == NODE_STRING) {
        return true;
    }
    return symbol != NULL && symbol->kind == SYMBOL_LOCAL && symbol->is_parameter &&
           !symbol->is_assigned && !symbol->is_reference;
}

static bool takes_argument(const Node *builtin)
{
    bool takes = false;

    for (uint32_t i = 0; i < builtin->builtin.arguments.count; i++) {
        takes |= node_is_managed(builtin->builtin.arguments.items[i]);
    }
    return takes && builtin->builtin.id != BUILTIN_LEN && builtin->builtin.id != BUILTIN_SHAPE;
}

/* Does the raise take over more than a message? */
static bool hands_over(const Node *raise)
{
    const Node *value = raise->raise.value;

    return raise->raise.cause != NULL || (value != NULL && (value->kind != NODE_CONSTRUCT ||
                                                            value->construct.arguments.count > 1));
}

static bool concerns_memory(const Node *node)
{
    switch (node->kind) {
    case NODE_BIND: return true;
    case NODE_LET: return node->let.symbol->is_cell || type_is_managed(node->let.symbol->type);
    case NODE_FOR: return type_is_managed(node->for_.symbol->type);
    case NODE_ASSIGN: return node_is_managed(node->assign.target);
    case NODE_RETURN: return node_is_managed(node->unary.operand);
    case NODE_RAISE: return hands_over(node);
    case NODE_BUILTIN: return node_is_managed(node) || takes_argument(node);
    default: return node_is_expression(node) && node_is_managed(node) && !is_borrowed(node);
    }
}

/* What is read and made a number of: a text's bytes may go with it, but no object ends. */
static bool reads_text(const Node *node)
{
    switch (node->kind) {
    case NODE_NAME:
    case NODE_FIELD: return type_is_text(node->type);
    case NODE_BUILTIN:
        return node->builtin.id == BUILTIN_HASH &&
               type_is_text(node->builtin.arguments.items[0]->type);
    default: return false;
    }
}

/* --- effects --- */

static bool is_own_local(const Node *place)
{
    return place->kind == NODE_NAME && place->name.symbol->kind == SYMBOL_LOCAL &&
           !place->name.symbol->is_reference;
}

static bool is_plain_name(const Symbol *symbol)
{
    return symbol == NULL || symbol->kind == SYMBOL_CONSTANT ||
           (symbol->kind == SYMBOL_LOCAL && !symbol->is_reference);
}

/* Does the node by itself more than compute its value, can it raise apart? */
static bool acts(const Node *node)
{
    switch (node->kind) {
    case NODE_NAME: return !is_plain_name(node->name.symbol);
    case NODE_ASSIGN: return !is_own_local(node->assign.target);
    case NODE_FIELD: return node->field.base->type->kind == TYPE_CLASS;
    case NODE_CONVERT: return node->type->kind == TYPE_DYN;
    case NODE_BUILTIN: return builtin_table[node->builtin.id].effect != EFFECT_PURE;
    case NODE_CALL:
    case NODE_CONSTRUCT:
    case NODE_BIND:
    case NODE_INDEX:
    case NODE_IS:
    case NODE_AS:
    case NODE_RAISE: return true;
    default: return false;
    }
}

/* Two of three nodes are these. */
static bool is_plain_leaf(const Node *node)
{
    return node_is_literal(node) || (node->kind == NODE_NAME && (node->flags & FLAG_UNSET) == 0 &&
                                     is_plain_name(node->name.symbol) && !node_is_managed(node));
}

static void find_node(Node **slot, void *data)
{
    Finding *finding = data;
    Node *node = *slot;

    if (is_plain_leaf(node)) {
        return;
    }
    if (node->kind != NODE_NAME) {
        node_operands(node, find_node, finding);
    }
    finding->has_try |= node->kind == NODE_TRY;
    if (!finding->may_end_objects && concerns_memory(node)) {
        finding->concerns_memory = true;
        finding->may_end_objects = !reads_text(node);
    }
    if (acts(node) || node_checks(finding->program, node) != 0 || node_runtime_raises(node) != 0) {
        LIST_PUSH(&finding->program->scratch, &finding->effectful, node);
    }
}

/* The list is kept in the size that it comes to have. */
void find_effectful(Function *function, void *program)
{
    Finding finding = {.program = program};

    if (function->body != NULL) {
        find_node(&function->body, &finding);
    }
    uint32_t count = finding.effectful.count;
    size_t size = count * sizeof(Node *);
    Node **kept = arena_alloc(&finding.program->arena, size);

    if (count > 0) {
        memcpy(kept, finding.effectful.items, size);
    }
    function->effectful = (NodeList){.items = kept, .count = count, .capacity = count};
    function->has_try = finding.has_try;
    function->concerns_memory = finding.concerns_memory;
    function->may_end_objects = finding.may_end_objects;
}
