/* `var x: T` without a value: what reads x must stand after an assignment on every path. Such
 * variables are mostly what lowerings leave, in functions that are read back; up to 64 of a
 * function are followed in one walk over its body, as the bits of a set. */
#include "infer.h"

/* The variables that have no value; a path that does not go on has none. */
typedef uint64_t Unset;

enum { MOST_FOLLOWED = 64 };

typedef struct Walk {
    Infer *infer;
    Symbol **symbols; /* bit i of the set is symbols[i] */
    uint32_t count;
    Unset unset;
} Walk;

static void walk_statement(Walk *walk, Node *node);

static Unset bit_of(const Walk *walk, const Symbol *symbol)
{
    for (uint32_t i = 0; i < walk->count; i++) {
        if (walk->symbols[i] == symbol) {
            return (Unset)1 << i;
        }
    }
    return 0;
}

static void read_symbol(Walk *walk, const Symbol *symbol, Span span)
{
    Unset bit = walk->unset == 0 ? 0 : bit_of(walk, symbol);

    if ((walk->unset & bit) != 0) {
        report_error(walk->infer->diagnostics, span, "'%s' may have no value here",
                     symbol->name->text);
        report_help(walk->infer->diagnostics, "give it one where it is declared");
        walk->unset &= ~bit;
    }
}

static void read_expression(Node **slot, void *data)
{
    Node *node = *slot;

    if (node->kind == NODE_NAME) {
        read_symbol(data, node->name.symbol, node->span);
    } else if (node->kind == NODE_LAMBDA) {
        for (uint32_t i = 0; i < node->function->captures.count; i++) {
            read_symbol(data, node->function->captures.items[i], node->span);
        }
    }
    node_children(node, read_expression, data);
}

static void read_optional(Walk *walk, Node *node)
{
    if (node != NULL) {
        read_expression(&node, walk);
    }
}

static void walk_optional(Walk *walk, Node *block)
{
    if (block != NULL) {
        walk_statement(walk, block);
    }
}

static void walk_assign(Walk *walk, Node *node)
{
    bool is_whole = node->op == OP_NONE && node->assign.target->kind == NODE_NAME;

    if (!is_whole) {
        read_expression(&node->assign.target, walk);
    }
    read_expression(&node->assign.value, walk);
    if (is_whole) {
        walk->unset &= ~bit_of(walk, node->assign.target->name.symbol);
    }
}

static void walk_if(Walk *walk, Node *node)
{
    Unset joined = 0;

    for (;;) {
        read_expression(&node->if_.condition, walk);
        Unset before = walk->unset;
        walk_statement(walk, node->if_.then);
        joined |= walk->unset;
        walk->unset = before;
        if (node->if_.otherwise == NULL || node->if_.otherwise->kind != NODE_IF) {
            break;
        }
        node = node->if_.otherwise;
    }
    walk_optional(walk, node->if_.otherwise);
    walk->unset |= joined;
}

/* The body may not run; what it sets may be unset after it. */
static void walk_loop(Walk *walk, Node *head, Node *body)
{
    read_expression(&head, walk);
    Unset before = walk->unset;
    walk_statement(walk, body);
    walk->unset = before;
}

static void walk_try(Walk *walk, Node *node)
{
    Unset before = walk->unset;

    walk_statement(walk, node->try_.body);
    walk_optional(walk, node->try_.otherwise);
    Unset joined = walk->unset;
    for (uint32_t i = 0; i < node->try_.handlers.count; i++) {
        walk->unset = before;
        walk_statement(walk, node->try_.handlers.items[i]->handler.body);
        joined |= walk->unset;
    }
    walk->unset = before;
    walk_optional(walk, node->try_.finally);
    walk->unset &= joined;
}

static void walk_block(Walk *walk, const NodeList *statements)
{
    for (uint32_t i = 0; i < statements->count; i++) {
        walk_statement(walk, statements->items[i]);
    }
}

static void walk_nested(Walk *walk, const Node *node)
{
    for (uint32_t i = 0; i < node->function->captures.count; i++) {
        read_symbol(walk, node->function->captures.items[i], node->function->span);
    }
}

static void walk_let(Walk *walk, Node *node)
{
    if (node->let.value == NULL) {
        walk->unset |= bit_of(walk, node->let.symbol);
    }
    read_optional(walk, node->let.value);
}

static void walk_statement(Walk *walk, Node *node)
{
    switch ((NodeKind)node->kind) {
    case NODE_BLOCK: walk_block(walk, &node->list); return;
    case NODE_LET: walk_let(walk, node); return;
    case NODE_ASSIGN: walk_assign(walk, node); return;
    case NODE_IF: walk_if(walk, node); return;
    case NODE_WHILE: walk_loop(walk, node->while_.condition, node->while_.body); return;
    case NODE_FOR: walk_loop(walk, node->for_.iterable, node->for_.body); return;
    case NODE_TRY: walk_try(walk, node); return;
    case NODE_FUNCTION: walk_nested(walk, node); return;
    default: node_children(node, read_expression, walk); break;
    }
    if (node_diverges(node)) {
        walk->unset = 0;
    }
}

void check_assigned(Infer *infer, const Function *function, const SymbolList *variables)
{
    for (uint32_t first = 0; first < variables->count; first += MOST_FOLLOWED) {
        uint32_t left = variables->count - first;
        uint32_t count = left < MOST_FOLLOWED ? left : MOST_FOLLOWED;
        Walk walk = {infer, variables->items + first, count, 0};

        walk_statement(&walk, function->body);
    }
}
