/* `var x: T` without a value: what reads x must stand after an assignment on every path. Such
 * variables are mostly what lowerings leave, in functions that are read back; up to 64 of a
 * function are followed in one walk over its body, as the bits of a set.
 *
 * In an `init` the fields are followed in the same way: each own one has a value, and the base's
 * `init` was called, before `self` is used for anything else and before `init` ends. */
#include "class.h"
#include "infer.h"

/* The variables that have no value; a path that does not go on has none. */
typedef uint64_t Unset;

enum { MOST_FOLLOWED = 64 };

typedef struct Walk {
    Infer *infer;
    Symbol **symbols; /* bit i of the set is symbols[i] */
    uint32_t count;
    Unset unset;
    const Symbol *self; /* in an `init`; NULL: variables are followed */
    const Symbol *base; /* the base's first `init`, which stands for all of them and is followed
                           like a field; or NULL */
} Walk;

static void walk_statement(Walk *walk, Node *node);
static void read_expression(Node **slot, void *data);

static Unset bit_of(const Walk *walk, const Symbol *symbol)
{
    for (uint32_t i = 0; i < walk->count; i++) {
        if (walk->symbols[i] == symbol) {
            return (Unset)1 << i;
        }
    }
    return 0;
}

/* --- the fields of `self` --- */

/* `init` may end here, or `self` is used as a whole: everything must have a value. */
static void require_all(Walk *walk, const char *where, Span span)
{
    for (uint32_t i = 0; i < walk->count && walk->unset != 0; i++) {
        if ((walk->unset & (Unset)1 << i) == 0) {
            continue;
        }
        if (walk->symbols[i] == walk->base) {
            report_error(walk->infer->diagnostics, span, "%s before super.init(…) is called",
                         where);
        } else {
            report_error(walk->infer->diagnostics, span, "%s before field '%s' has a value", where,
                         walk->symbols[i]->name->text);
        }
        walk->unset = 0;
    }
}

static bool is_super_init(const Walk *walk, const Node *node)
{
    const Node *callee = node->kind == NODE_CALL ? node->call.callee : NULL;
    const Symbol *called = callee != NULL && callee->kind == NODE_NAME ? callee->name.symbol : NULL;

    return walk->base != NULL && called != NULL && called->kind == SYMBOL_FUNCTION &&
           called->function->class_ == walk->base->function->class_ &&
           function_is_init(called->function);
}

/* The field that `self.f` is, or the base's `init` that gives an inherited one its value. NULL: it
 * is none. */
static const Symbol *field_of_self(const Walk *walk, const Node *node)
{
    bool is_field = walk->self != NULL && node->kind == NODE_FIELD &&
                    node_is_name_of(node->field.base, walk->self);

    if (!is_field) {
        return NULL;
    }
    const Declaration *class_ = walk->self->type->declaration->declaration;
    const Symbol *field = class_member(class_, node->field.name);
    return class_->base == NULL || class_member(class_base(class_), node->field.name) == NULL
               ? field
               : walk->base;
}

/* --- expressions --- */

static void read_symbol(Walk *walk, const Symbol *symbol, Span span)
{
    if (walk->self != NULL && symbol == walk->self) {
        walk->infer->function->class_->exposes_self = true;
        require_all(walk, "'self' is used", span);
        return;
    }
    Unset bit = walk->unset == 0 ? 0 : bit_of(walk, symbol);

    if ((walk->unset & bit) == 0) {
        return;
    }
    walk->unset &= ~bit;
    if (symbol == walk->base) {
        report_error(walk->infer->diagnostics, span,
                     "an inherited field is used before super.init(…) is called");
        return;
    }
    report_error(walk->infer->diagnostics, span, "'%s' may have no value here", symbol->name->text);
    if (walk->self == NULL) {
        report_help(walk->infer->diagnostics, "give it one where it is declared");
    }
}

static void read_super_init(Walk *walk, Node *call)
{
    for (uint32_t i = 1; i < call->call.arguments.count; i++) {
        read_expression(&call->call.arguments.items[i], walk);
    }
    walk->unset &= ~bit_of(walk, walk->base);
}

static void read_expression(Node **slot, void *data)
{
    Node *node = *slot;
    const Symbol *field = field_of_self(data, node);

    if (field != NULL) {
        read_symbol(data, field, node->span);
        return;
    }
    if (is_super_init(data, node)) {
        read_super_init(data, node);
        return;
    }
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
    const Symbol *field = field_of_self(walk, node->assign.target);
    const Symbol *whole = field != NULL && field != walk->base ? field
                          : node->assign.target->kind == NODE_NAME
                              ? node->assign.target->name.symbol
                              : NULL;

    if (node->op != OP_NONE || whole == NULL) {
        read_expression(&node->assign.target, walk);
    }
    read_expression(&node->assign.value, walk);
    if (node->op == OP_NONE && whole != NULL) {
        walk->unset &= ~bit_of(walk, whole);
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
    if (node->kind == NODE_RETURN && walk->self != NULL) {
        require_all(walk, "'init' ends", node->span);
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
        Walk walk = {.infer = infer, .symbols = variables->items + first, .count = count};

        walk_statement(&walk, function->body);
    }
}

/* The own fields, and the base's `init` if it has one. */
static SymbolList followed_in_init(Infer *infer, const Declaration *class_, const Function *base)
{
    SymbolList followed = {0};

    for (uint32_t i = 0; i < class_->fields.count; i++) {
        LIST_PUSH(&infer->program->arena, &followed, class_->fields.items[i]);
    }
    if (base != NULL) {
        LIST_PUSH(&infer->program->arena, &followed, base->symbol);
    }
    return followed;
}

void check_init(Infer *infer, const Function *initialiser)
{
    const Declaration *class_ = initialiser->class_;
    const Declaration *above = class_base(class_);
    const Function *base = above == NULL ? NULL : class_initialiser(above);
    SymbolList followed = followed_in_init(infer, class_, base);

    for (uint32_t first = 0; first == 0 || first < followed.count; first += MOST_FOLLOWED) {
        uint32_t left = followed.count - first;
        uint32_t count = left < MOST_FOLLOWED ? left : MOST_FOLLOWED;
        Walk walk = {
            .infer = infer,
            .symbols = followed.items + first,
            .count = count,
            .unset = count == MOST_FOLLOWED ? ~(Unset)0 : ((Unset)1 << count) - 1,
            .self = initialiser->parameters.items[0],
            .base = base == NULL ? NULL : base->symbol,
        };

        walk_statement(&walk, initialiser->body);
        require_all(&walk, "'init' can end", initialiser->symbol->span);
    }
}
