/* memory_caught: exceptions that are looked at become values.
 *
 * A handler that names its exception, or raises it again, begins by taking it out of the context:
 * `except E as e { … raise }` becomes `except E { let e: E = caught_exception(); …
 * raise caught_before(e) }`. A `finally` that could disturb an exception in flight keeps it
 * meanwhile. Whoever does not look at it gives it up, where that is seen. From here on it is owned
 * like any other value. */
#include "memory_internal.h"
#include "passes.h"

/* --- what there is to do --- */

static bool has_counted_field(const Declaration *declaration)
{
    for (uint32_t i = 0; i < declaration->fields.count; i++) {
        if (type_is_managed(declaration->fields.items[i]->type)) {
            return true;
        }
    }
    return false;
}

bool exceptions_hold_values(const Program *program)
{
    for (uint32_t m = 0; m < program->modules.count && counts_references(program); m++) {
        const Module *module = program->modules.items[m];

        for (uint32_t i = 0; i < module->declarations.count; i++) {
            const Declaration *declaration = module->declarations.items[i];

            if (declaration->symbol->kind == SYMBOL_EXCEPTION && has_counted_field(declaration)) {
                return true;
            }
        }
    }
    return false;
}

static bool is_caught(const Node *value)
{
    return value != NULL && value->kind == NODE_BUILTIN && value->builtin.id == BUILTIN_CAUGHT;
}

/* Does the block say already what becomes of the exception? */
static bool says_so(const Node *block)
{
    for (uint32_t i = 0; i < block->list.count; i++) {
        if (is_caught(root_of(block->list.items[i]))) {
            return true;
        }
    }
    return false;
}

static bool begins_with_raise(const Node *block)
{
    const Node *first = block->list.count > 0 ? block->list.items[0] : NULL;

    return first != NULL && first->kind == NODE_RAISE && first->raise.value == NULL;
}

/* --- writing it --- */

/* The block, with a statement before its own. */
static void begin_with(Memory *memory, Node *block, Node *statement)
{
    const NodeList statements = block->list;

    block->list = (NodeList){NULL, 0, 0};
    block_push(memory->program, block, statement);
    for (uint32_t i = 0; i < statements.count; i++) {
        block_push(memory->program, block, statements.items[i]);
    }
    memory->function->concerns_memory = true;
    memory->function->may_end_objects = true;
    memory->function->effects.needs_context = true;
    memory->catches = true;
}

static Node *caught(Memory *memory, const Type *type, Span span)
{
    return node_builtin(memory->program, BUILTIN_CAUGHT, type, NULL, NULL, span);
}

static const Type *any_exception(const Memory *memory)
{
    return builtin_exception(memory->program, "BaseException")->type;
}

/* caught_exception(): nobody looks at it. */
static void drop(Memory *memory, Node *block)
{
    Node *statement = node_new(memory->program, NODE_EXPRESSION, block->span);

    statement->unary.operand = caught(memory, any_exception(memory), block->span);
    begin_with(memory, block, statement);
}

/* --- handlers --- */

typedef struct Again {
    Memory *memory;
    Symbol *symbol;
} Again;

/* raise: raise caught_before(e) */
static void raise_caught(Node **slot, void *data)
{
    const Again *again = data;
    Node *node = *slot;

    if (node->kind == NODE_RAISE && node->raise.value == NULL) {
        Program *program = again->memory->program;

        node->raise.value =
            node_builtin(program, BUILTIN_CAUGHT_BEFORE, again->symbol->type,
                         node_name(program, again->symbol, node->span), NULL, node->span);
    } else if (node->kind != NODE_HANDLER && !node_is_expression(node)) {
        node_children(node, raise_caught, data);
    }
}

/* Does the block itself declare a local of that name? */
static bool declares(const Node *block, const Name *name)
{
    for (uint32_t i = 0; i < block->list.count; i++) {
        const Node *statement = block->list.items[i];

        if (statement->kind == NODE_LET && statement->let.symbol->name == name) {
            return true;
        }
        for (uint32_t k = 0;
             statement->kind == NODE_LET_TUPLE && k < statement->let_tuple.symbols.count; k++) {
            const Symbol *part = statement->let_tuple.symbols.items[k];

            if (part != NULL && part->name == name) {
                return true;
            }
        }
    }
    return false;
}

/* The local of the handler's body that holds what it catches. */
static Symbol *holder_of(Memory *memory, Node *handler)
{
    Symbol *symbol = handler->handler.symbol;

    if (symbol == NULL) {
        return symbol_fresh(memory->program, memory->function, "handled", any_exception(memory),
                            false, handler->span);
    }
    if (declares(handler->handler.body, symbol->name)) {
        symbol_make_distinct(memory->program, symbol);
    }
    return symbol;
}

static void write_handler(Memory *memory, Node *handler)
{
    Node *body = handler->handler.body;

    if ((handler->flags & FLAG_USES_EXCEPTION) == 0) {
        if (memory->drops_unused && !says_so(body)) {
            drop(memory, body);
        }
    } else if (begins_with_raise(body)) {
        handler->handler.symbol = NULL; /* it is still in flight */
    } else if (!says_so(body)) {
        Symbol *symbol = holder_of(memory, handler);
        Again again = {memory, symbol};

        handler->handler.symbol = NULL;
        node_children(body, raise_caught, &again);
        begin_with(memory, body,
                   node_let(memory->program, symbol, caught(memory, symbol->type, handler->span)));
    }
}

/* --- finally --- */

/* Does running the body disturb an exception in flight: does it call or raise? */
static void find_disturbance(Node **slot, void *data)
{
    const Node *node = *slot;

    if (node->kind == NODE_CALL || node->kind == NODE_RAISE || node->kind == NODE_TRY ||
        (node->kind == NODE_BUILTIN && builtin_table[node->builtin.id].raises != 0) ||
        node->kind == NODE_CONVERT || (node->kind == NODE_BINARY && type_is_text(node->type))) {
        *(bool *)data = true;
    }
    node_children(*slot, find_disturbance, data);
}

static bool disturbs(Memory *memory, Node *body)
{
    bool found = memory->drops_unused && exits_of(memory->program, body) != 0;

    find_disturbance(&body, &found);
    return found;
}

/* let pending = caught_exception(); …; resume_exception(pending) */
static void keep_pending(Memory *memory, Node *body)
{
    Program *program = memory->program;
    const Type *type = type_option(&program->types, any_exception(memory));
    Symbol *pending = symbol_fresh(program, memory->function, "pending", type, false, body->span);
    Node *resume = node_new(program, NODE_EXPRESSION, body->span);

    resume->unary.operand = node_builtin(program, BUILTIN_RESUME, program->types.scalar[TYPE_NONE],
                                         node_name(program, pending, body->span), NULL, body->span);
    begin_with(memory, body, node_let(program, pending, caught(memory, type, body->span)));
    block_push(program, body, resume);
}

static void write_finally(Memory *memory, const Node *node)
{
    Node *body = node->try_.finally;

    if (says_so(body) || !exception_may_pass(memory->program, node)) {
        return;
    }
    if (!node_diverges(body)) {
        if (disturbs(memory, body)) {
            keep_pending(memory, body);
        }
    } else if (memory->drops_unused) {
        drop(memory, body);
    }
}

/* --- the function --- */

static void write_node(Node **slot, void *data)
{
    Memory *memory = data;
    Node *node = *slot;

    if (node_is_expression(node)) {
        return;
    }
    node_children(node, write_node, data);
    if (node->kind == NODE_TRY && anything_arrives(node)) {
        for (uint32_t i = 0; i < node->try_.handlers.count; i++) {
            write_handler(memory, node->try_.handlers.items[i]);
        }
    }
    if (node->kind == NODE_TRY && node->try_.finally != NULL &&
        node->try_.finally->list.count > 0) {
        write_finally(memory, node);
    }
}

bool memory_catch(Memory *memory)
{
    memory->catches = false;
    write_node(&memory->function->body, memory);
    return memory->catches;
}
