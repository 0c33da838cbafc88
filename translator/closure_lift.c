/* closure_lift: lambda lifting. A nested function becomes one of the module, before the function it
 * stood in; what it captures becomes leading parameters: by value where it is never assigned, else
 * `ref`. Requires that escapes and cells are known; leaves no NODE_LAMBDA, no NODE_FUNCTION, no
 * captures. */
#include "closures.h"

enum { MOST_INLINE = 32 }; /* nodes of a lifted function that is marked inline */

/* --- what a nested function becomes --- */

/* "`lo` and `hi` are captured by value", or "" where none is captured that way. */
static const char *describe_captures(Arena *arena, const SymbolList *captures, bool by_reference)
{
    const char *text = "";
    uint32_t left = 0;

    for (uint32_t i = 0; i < captures->count; i++) {
        left += captures->items[i]->is_assigned == by_reference;
    }
    uint32_t count = left;
    for (uint32_t i = 0; i < captures->count; i++) {
        if (captures->items[i]->is_assigned == by_reference) {
            const char *after = left > 2 ? ", " : left == 2 ? " and " : "";
            text = arena_format(arena, "%s`%s`%s", text, captures->items[i]->name->text, after);
            left--;
        }
    }
    if (count == 0) {
        return text;
    }
    return arena_format(arena, "%s %s captured by %s", text, count == 1 ? "is" : "are",
                        by_reference ? "reference" : "value");
}

/* "inside, of count_between, lifted: `lo` and `hi` are captured by value." */
static const char *lifting_comment(Closures *closures, const Function *function)
{
    Arena *arena = &closures->program->arena;
    const char *values = describe_captures(arena, &function->captures, false);
    const char *references = describe_captures(arena, &function->captures, true);
    const char *between = *values != '\0' && *references != '\0' ? ", " : "";
    const char *colon = *values != '\0' || *references != '\0' ? ": " : "";
    const char *outer = function->outer->display_name;

    if (function->is_lambda_expression) {
        return arena_format(arena, "Closure of %s, lifted%s%s%s%s.", outer, colon, values, between,
                            references);
    }
    return arena_format(arena, "%s, of %s, lifted%s%s%s%s.", function->display_name, outer, colon,
                        values, between, references);
}

typedef struct NameTest {
    const Name *name;
    bool found;
} NameTest;

static void test_declared(NameTest *test, const SymbolList *symbols)
{
    for (uint32_t i = 0; i < symbols->count; i++) {
        test->found |= symbols->items[i]->name == test->name;
    }
}

static void test_declaration(Node **slot, void *data)
{
    NameTest *test = data;
    const Node *node = *slot;

    switch ((NodeKind)node->kind) {
    case NODE_LET: test->found |= node->let.symbol->name == test->name; break;
    case NODE_FOR: test->found |= node->for_.symbol->name == test->name; break;
    case NODE_LET_TUPLE: test_declared(test, &node->let_tuple.symbols); break;
    case NODE_HANDLER:
        test->found |= node->handler.symbol != NULL && node->handler.symbol->name == test->name;
        break;
    default: break;
    }
    node_children(*slot, test_declaration, data);
}

/* Does the function itself declare a local of that name, too? */
static bool declares_name(const Function *function, const Name *name)
{
    NameTest test = {name, false};
    Node *body = function->body;

    test_declared(&test, &function->parameters);
    if (body != NULL) {
        test_declaration(&body, &test);
    }
    return test.found;
}

Symbol *leading_parameter(Closures *closures, Function *function, const Symbol *symbol,
                          bool is_reference)
{
    Symbol *parameter = symbol_fresh(closures->program, function, symbol->name->text, symbol->type,
                                     is_reference, symbol->span);

    if (!declares_name(function, symbol->name)) {
        parameter->name = symbol->name;
    }
    parameter->is_parameter = true;
    parameter->is_reference = is_reference;
    parameter->is_assigned = is_reference;
    parameter->is_captured = is_reference;
    closures->program->has_references |= is_reference;
    return parameter;
}

void push_parameter(Closures *closures, Function *function, Symbol *parameter, Node *written)
{
    LIST_PUSH(&closures->program->arena, &function->parameters, parameter);
    LIST_PUSH(&closures->program->arena, &function->parameter_types, written);
}

/* Puts a parameter for each capture before the function's own. */
static void add_capture_parameters(Closures *closures, Function *function)
{
    SymbolList own = function->parameters;
    NodeList written = function->parameter_types;
    SymbolList leading = {NULL, 0, 0};

    for (uint32_t i = 0; i < function->captures.count; i++) {
        const Symbol *captured = function->captures.items[i];

        LIST_PUSH(&closures->program->arena, &leading,
                  leading_parameter(closures, function, captured, captured->is_assigned));
    }
    function->parameters = (SymbolList){NULL, 0, 0};
    function->parameter_types = (NodeList){NULL, 0, 0};
    for (uint32_t i = 0; i < leading.count; i++) {
        push_parameter(closures, function, leading.items[i], NULL);
    }
    for (uint32_t i = 0; i < own.count; i++) {
        push_parameter(closures, function, own.items[i],
                       i < written.count ? written.items[i] : NULL);
    }
    function->symbol->type = signature_of(closures, function);
}

typedef struct InlineTest {
    const Function *function;
    int size;
    bool calls_sibling; /* a nested function that could call it in turn */
} InlineTest;

static void test_inline(Node **slot, void *data)
{
    InlineTest *test = data;
    const Node *node = *slot;

    if (node->kind == NODE_NAME && node->name.symbol->kind == SYMBOL_FUNCTION) {
        const Function *named = node->name.symbol->function;
        test->calls_sibling |= named->outer != NULL && named->outer != test->function;
    }
    test->size++;
    node_children(*slot, test_inline, data);
}

static bool is_small(const Function *function)
{
    InlineTest test = {.function = function};
    Node *body = function->body;

    test_inline(&body, &test);
    return test.size <= MOST_INLINE && !test.calls_sibling;
}

/* --- bodies --- */

static void lift_slot(Node **slot, void *data);

/* Rewrites the body of `function`; what it captures is replaced by its parameters meanwhile. */
static void lift_body(Closures *closures, Function *function)
{
    Function *outside = closures->current;
    void **facts = arena_alloc(&closures->program->arena, function->captures.count * sizeof *facts);

    for (uint32_t i = 0; i < function->captures.count; i++) {
        facts[i] = function->captures.items[i]->fact;
        function->captures.items[i]->fact = function->parameters.items[i];
    }
    closures->current = function;
    lift_slot(&function->body, closures);
    closures->current = outside;
    for (uint32_t i = 0; i < function->captures.count; i++) {
        function->captures.items[i]->fact = facts[i];
    }
}

/* Declares what a nested function becomes; its body still stands where it was. */
static void declare_lifted(Closures *closures, Function *function)
{
    for (uint32_t i = 0; i < function->captures.count; i++) {
        symbol_make_distinct(closures->program, function->captures.items[i]);
    }
    function->c_comment = lifting_comment(closures, function);
    function->is_lifted = function->captures.count > 0;
    function->is_inline |= !function->is_noinline && is_small(function);
    function->symbol->name = top_level_name(closures, function->outer->symbol, function->symbol);
    function->symbol->module = closures->module;
    function->module = closures->module;
    add_capture_parameters(closures, function);
}

/* What stands here for a captured local: itself, or the current function's parameter. */
static Node *capture_node(Closures *closures, Symbol *captured, Span span)
{
    Symbol *here = captured->owner == closures->current ? captured : captured->fact;
    Node *name = symbol_node(closures, here, span);

    closures->current->uses_values |= here->type->kind == TYPE_FN;
    if (!captured->is_assigned) {
        return name;
    }
    Node *reference = node_new(closures->program, NODE_REFERENCE, span);
    reference->type = name->type;
    reference->unary.operand = name;
    return reference;
}

/* A nested function's captures, then `arguments`. */
static NodeList with_captures(Closures *closures, const Function *function, NodeList arguments,
                              Span span)
{
    Arena *arena = &closures->program->arena;
    NodeList list = {NULL, 0, 0};

    if (function->captures.count == 0) {
        return arguments;
    }
    for (uint32_t i = 0; i < function->captures.count; i++) {
        LIST_PUSH(arena, &list, capture_node(closures, function->captures.items[i], span));
    }
    for (uint32_t i = 0; i < arguments.count; i++) {
        LIST_PUSH(arena, &list, arguments.items[i]);
    }
    return list;
}

/* Notes what the effects pass is to check of a function as a value. */
static void note_promise(Closures *closures, const Function *function, const Type *type, Span span)
{
    if (type->raises != NULL) {
        Promise promise = {function, type, span};

        LIST_PUSH(&closures->program->arena, &closures->program->promises, promise);
    }
}

/* A nested function as a value. */
static Node *function_value(Closures *closures, Function *function, const Type *type, Span span)
{
    Types *types = &closures->program->types;
    Node *name = symbol_node(closures, function->symbol, span);

    name->type = type_fn_raising(types, name->type, type->raises);
    note_promise(closures, function, type, span);
    if (function->captures.count == 0) {
        return name;
    }
    Node *bind = node_new(closures->program, NODE_BIND, span);
    bind->type = type;
    bind->flags |= function->escapes ? FLAG_ESCAPES : 0;
    bind->call.callee = name;
    bind->call.arguments = with_captures(closures, function, (NodeList){NULL, 0, 0}, span);
    return bind;
}

Function *function_named(const Node *node)
{
    bool is_function = node->kind == NODE_NAME && node->name.symbol->kind == SYMBOL_FUNCTION;

    return is_function ? node->name.symbol->function : NULL;
}

static void lift_name(Closures *closures, Node **slot)
{
    Node *node = *slot;
    Symbol *symbol = node->name.symbol;
    const Function *function = function_named(node);

    closures->current->uses_values |= symbol->type != NULL && symbol->type->kind == TYPE_FN;
    if (function != NULL && function->outer != NULL) {
        *slot = function_value(closures, symbol->function, node->type, node->span);
    } else if (function != NULL) {
        note_promise(closures, function, node->type, node->span);
    } else if (symbol->kind == SYMBOL_LOCAL && symbol->owner != closures->current &&
               closures->current->outer != NULL) {
        node->name.symbol = symbol->fact;
        node->name.name = node->name.symbol->name;
    }
}

static void lift_call(Closures *closures, Node *call)
{
    const Function *function = function_named(call->call.callee);
    NodeList *arguments = &call->call.arguments;

    for (uint32_t i = 0; i < arguments->count; i++) {
        lift_slot(&arguments->items[i], closures);
    }
    if (function == NULL) {
        lift_slot(&call->call.callee, closures);
        return;
    }
    if (function->outer == NULL) {
        return;
    }
    call->call.callee = symbol_node(closures, function->symbol, call->call.callee->span);
    call->call.arguments = with_captures(closures, function, *arguments, call->span);
}

/* Nested functions may be called before they stand in their block. */
static void declare_functions(Closures *closures, const Node *block)
{
    for (uint32_t i = 0; i < block->list.count; i++) {
        if (block->list.items[i]->kind == NODE_FUNCTION) {
            declare_lifted(closures, block->list.items[i]->function);
        }
    }
}

static void lift_function(Closures *closures, Function *function)
{
    lift_body(closures, function);
    LIST_PUSH(&closures->program->arena, &closures->output, function);
}

static void lift_slot(Node **slot, void *data)
{
    Closures *closures = data;
    Node *node = *slot;

    switch ((NodeKind)node->kind) {
    case NODE_NAME: lift_name(closures, slot); return;
    case NODE_CALL: lift_call(closures, node); return;
    case NODE_LAMBDA:
        closures->current->uses_values = true;
        declare_lifted(closures, node->function);
        lift_function(closures, node->function);
        *slot = function_value(closures, node->function, node->type, node->span);
        return;
    case NODE_FUNCTION:
        lift_function(closures, node->function);
        node->kind = NODE_PASS;
        return;
    case NODE_BLOCK:
        declare_functions(closures, node);
        node_children(node, lift_slot, closures);
        return;
    default: node_children(node, lift_slot, closures); return;
    }
}

/* --- functions of the module --- */

void lift_top_level(Closures *closures, Function *function)
{
    uint32_t first = closures->output.count;

    if (function->kind == FUNCTION_INITIALISER) {
        unfold_first_values(closures, function);
    }
    if (function->has_closures) {
        closures->current = function;
        lift_slot(&function->body, closures);
    }
    for (uint32_t i = first; i < closures->output.count; i++) {
        closures->output.items[i]->outer = NULL;
        closures->output.items[i]->captures = (SymbolList){NULL, 0, 0};
    }
    LIST_PUSH(&closures->program->arena, &closures->output, function);
}
