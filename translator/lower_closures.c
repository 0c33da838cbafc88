/* Pass closures: lambda lifting, and direct calls of functions that are known.
 *
 * Requires closed IR with the captures of nested functions. Each nested function and lambda becomes
 * a function of the module, before the one it stood in; what it captures becomes leading
 * parameters, by value where it is never assigned, else `ref`. A function value that is known
 * (named by an immutable local, or given to a defined function, of which a copy without that
 * parameter is made) is called directly. Leaves no NODE_LAMBDA, no NODE_FUNCTION, no captures;
 * function values are names or NODE_BINDs. */
#include "class.h"
#include "closures.h"
#include "passes.h"

enum {
    MOST_SPECIALISED = 8, /* specialisations within one another */
    MOST_NESTED = 100,    /* specialisations within others, for one function of the source */
    MOST_INLINE = 32,     /* nodes of a lifted function that is marked inline */
};

/* One specialised form of a function. */
typedef struct Specialisation Specialisation;
struct Specialisation {
    Function **known; /* for each parameter: the function it stands for, or NULL */
    Function *function;
    Specialisation *next;
};

typedef struct Closures {
    Program *program;
    Module *module;
    Function names;      /* its "parameters" are the module's top-level names: for symbol_fresh */
    Function *current;   /* whose body is being rewritten */
    FunctionList output; /* the module's functions as they will be */
    SymbolList known;    /* locals whose `fact` is the function value they stand for */
    NodeList calls;      /* that give known functions to defined ones, still to be specialised */
    int depth;           /* of specialisations within one another */
    int nested;          /* specialisations made within others, for the current function */
} Closures;

/* --- names and types --- */

static void add_names(Closures *closures, const SymbolList *symbols)
{
    for (uint32_t i = 0; i < symbols->count; i++) {
        LIST_PUSH(&closures->program->arena, &closures->names.parameters, symbols->items[i]);
    }
}

static void collect_names(Closures *closures)
{
    const Module *module = closures->module;

    closures->names = (Function){.module = closures->module};
    add_names(closures, &module->constants);
    add_names(closures, &module->globals);
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        LIST_PUSH(&closures->program->arena, &closures->names.parameters,
                  module->declarations.items[i]->symbol);
    }
    for (uint32_t i = 0; i < module->functions.count; i++) {
        LIST_PUSH(&closures->program->arena, &closures->names.parameters,
                  module->functions.items[i]->symbol);
    }
}

/* `first`_`second`, or that with a number: a name that the module does not have. */
static Name *top_level_name(Closures *closures, const Symbol *first, const Symbol *second)
{
    const char *base =
        arena_format(&closures->program->arena, "%s_%s", first->name->text, second->name->text);

    return symbol_fresh(closures->program, &closures->names, base, NULL, false, first->span)->name;
}

/* The type of a function by its parameters, after they changed. */
static const Type *signature_of(Closures *closures, const Function *function)
{
    uint32_t count = function->parameters.count;
    const Type **signature =
        arena_alloc(&closures->program->arena, (count + 1) * sizeof *signature);

    for (uint32_t i = 0; i < count; i++) {
        signature[i] = function->parameters.items[i]->type;
    }
    signature[count] = function->result;
    return type_fn(&closures->program->types, signature, count);
}

static Node *symbol_node(Closures *closures, Symbol *symbol, Span span)
{
    return node_name(closures->program, symbol, span);
}

/* --- lifting: what a nested function becomes --- */

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

/* A leading parameter of `function` that stands for `symbol`. */
static Symbol *leading_parameter(Closures *closures, Function *function, const Symbol *symbol,
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

static void push_parameter(Closures *closures, Function *function, Symbol *parameter, Node *written)
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

/* --- lifting: bodies --- */

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

static Function *function_named(const Node *node)
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

/* --- first values of globals --- */

/* The body of `fn() -> T { …; return e }` in `g = (fn() -> T { … })()`, as lowered first values are
 * printed; or NULL. */
static Node *called_body(const Node *statement)
{
    const Node *call = statement->kind == NODE_ASSIGN ? statement->assign.value : NULL;

    if (call == NULL || call->kind != NODE_CALL || call->call.callee->kind != NODE_LAMBDA ||
        call->call.callee->function->parameters.count > 0) {
        return NULL;
    }
    Node *body = call->call.callee->function->body;
    const Node *last = body->list.count > 0 ? body->list.items[body->list.count - 1] : NULL;
    return last != NULL && last->kind == NODE_RETURN && last->unary.operand != NULL ? body : NULL;
}

static void count_returns(Node **slot, void *count)
{
    *(uint32_t *)count += (*slot)->kind == NODE_RETURN;
    node_children(*slot, count_returns, count);
}

/* Writes …; g = e for it, if that means the same. */
static void unfold_first_value(Closures *closures, Function *initialiser, Node *statement)
{
    NodeList *statements = &initialiser->body->list;
    Node *body = called_body(statement);
    uint32_t returns = 0;

    if (body != NULL) {
        count_returns(&body, &returns);
    }
    if (returns == 1) {
        Node *copy = node_copy(closures->program, body, initialiser);
        uint32_t last = copy->list.count - 1;

        for (uint32_t i = 0; i < last; i++) {
            LIST_PUSH(&closures->program->arena, statements, copy->list.items[i]);
        }
        statement->assign.value = copy->list.items[last]->unary.operand;
    }
    LIST_PUSH(&closures->program->arena, statements, statement);
}

static void unfold_first_values(Closures *closures, Function *initialiser)
{
    NodeList statements = initialiser->body->list;

    initialiser->body->list = (NodeList){NULL, 0, 0};
    for (uint32_t i = 0; i < statements.count; i++) {
        unfold_first_value(closures, initialiser, statements.items[i]);
    }
}

/* Lifts what is nested in a function of the module; then the function itself follows. */
static void lift_top_level(Closures *closures, Function *function)
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

/* --- known functions --- */

/* The function that a value certainly is, or NULL. */
static Function *known_function(const Node *value)
{
    return function_named(value->kind == NODE_BIND ? value->call.callee : value);
}

/* Does the value bind locals only? Forms of a function are told apart by the functions that they
 * know, not by what those bind. */
static bool binds_locals(const Node *value)
{
    for (uint32_t i = 0; value->kind == NODE_BIND && i < value->call.arguments.count; i++) {
        const Node *bound = value->call.arguments.items[i];

        if (bound->kind != NODE_REFERENCE &&
            (bound->kind != NODE_NAME || bound->name.symbol->kind != SYMBOL_LOCAL)) {
            return false;
        }
    }
    return true;
}

/* Is it an object's method? What such a value binds may be assigned later. */
static bool is_bound_method(const Node *value)
{
    return value->kind == NODE_BIND && is_class_function(known_function(value));
}

/* Does it call a function value that raises less, and no more? What it binds may be any value,
 * so it would be known only once that has a name. */
static bool is_loosened(const Node *value)
{
    const Function *function = known_function(value);

    if (value->kind != NODE_BIND || function->body == NULL || function->body->list.count != 1) {
        return false;
    }
    const Node *statement = function->body->list.items[0];
    const Node *call = statement->kind == NODE_RETURN || statement->kind == NODE_EXPRESSION
                           ? statement->unary.operand
                           : NULL;
    const Symbol *first = function->parameters.items[0];

    return first->type->raises != NULL && call != NULL && call->kind == NODE_CALL &&
           node_is_name_of(call->call.callee, first);
}

static bool is_known_value(const Node *value)
{
    return value->type != NULL && value->type->kind == TYPE_FN && known_function(value) != NULL &&
           !is_bound_method(value) && !is_loosened(value) && binds_locals(value);
}

/* A new node of the function value; what it binds is never assigned, or a reference. */
static Node *value_again(Closures *closures, const Node *value)
{
    Node *copy = node_clone(closures->program, value);

    if (value->kind == NODE_BIND) {
        copy->call.arguments = (NodeList){NULL, 0, 0};
        for (uint32_t i = 0; i < value->call.arguments.count; i++) {
            LIST_PUSH(&closures->program->arena, &copy->call.arguments,
                      node_clone(closures->program, value->call.arguments.items[i]));
        }
    }
    return copy;
}

static void know(Closures *closures, Symbol *symbol, Node *value)
{
    symbol->fact = value;
    LIST_PUSH(&closures->program->arena, &closures->known, symbol);
}

static void know_slot(Node **slot, void *data);
static void specialise_calls(Closures *closures, uint32_t first);

static void know_let(Closures *closures, Node *let)
{
    Symbol *symbol = let->let.symbol;

    symbol->fact = NULL;
    if (let->let.value == NULL) {
        return;
    }
    uint32_t first = closures->calls.count;
    know_slot(&let->let.value, closures);
    specialise_calls(closures, first);
    if (!symbol->is_assigned && is_known_value(let->let.value)) {
        know(closures, symbol, let->let.value);
        let->kind = NODE_PASS;
    }
}

static void know_name(Closures *closures, Node **slot)
{
    const Symbol *symbol = (*slot)->name.symbol;

    if (symbol->kind == SYMBOL_LOCAL && symbol->type->kind == TYPE_FN && symbol->fact != NULL) {
        *slot = value_again(closures, symbol->fact);
    }
}

static bool gives_known_function(const Node *call)
{
    const Function *callee = function_named(call->call.callee);

    if (callee == NULL || callee->kind != FUNCTION_DEFINED || call_is_virtual(call)) {
        return false;
    }
    for (uint32_t i = 0; i < call->call.arguments.count; i++) {
        if (is_known_value(call->call.arguments.items[i])) {
            return true;
        }
    }
    return false;
}

static void know_call(Closures *closures, Node *call)
{
    node_children(call, know_slot, closures);
    const Node *callee = call->call.callee;
    if (call->kind == NODE_CALL && callee->kind == NODE_BIND) {
        NodeList arguments = callee->call.arguments;

        for (uint32_t i = 0; i < call->call.arguments.count; i++) {
            LIST_PUSH(&closures->program->arena, &arguments, call->call.arguments.items[i]);
        }
        call->call.arguments = arguments;
        call->flags |= callee->flags & FLAG_VIRTUAL;
        call->call.callee = callee->call.callee;
    }
    if (gives_known_function(call)) {
        LIST_PUSH(&closures->program->arena, &closures->calls, call);
    }
}

/* What a function-typed local holds is not known unless its `let` says so. */
static void forget(Symbol *symbol)
{
    if (symbol != NULL) {
        symbol->fact = NULL;
    }
}

static void know_slot(Node **slot, void *data)
{
    Closures *closures = data;
    Node *node = *slot;

    switch ((NodeKind)node->kind) {
    case NODE_NAME: know_name(closures, slot); return;
    case NODE_LET: know_let(closures, node); return;
    case NODE_CALL:
    case NODE_BIND: know_call(closures, node); return;
    case NODE_FOR: forget(node->for_.symbol); break;
    case NODE_LET_TUPLE:
        for (uint32_t i = 0; i < node->let_tuple.symbols.count; i++) {
            forget(node->let_tuple.symbols.items[i]);
        }
        break;
    default: break;
    }
    node_children(node, know_slot, closures);
}

/* --- specialisation --- */

static bool is_specialised(const Function *function, const Node *call, uint32_t argument)
{
    return argument < call->call.arguments.count &&
           is_known_value(call->call.arguments.items[argument]) &&
           !function->parameters.items[argument]->is_assigned;
}

static Function *find_specialisation(const Function *function, const Node *call)
{
    for (Specialisation *form = function->symbol->fact; form != NULL; form = form->next) {
        bool is_same = true;

        for (uint32_t i = 0; i < function->parameters.count && is_same; i++) {
            const Function *wanted = is_specialised(function, call, i)
                                         ? known_function(call->call.arguments.items[i])
                                         : NULL;
            is_same = form->known[i] == wanted;
        }
        if (is_same) {
            return form->function;
        }
    }
    return NULL;
}

static void note_specialisation(Closures *closures, const Function *function, const Node *call,
                                Function *copy)
{
    Arena *arena = &closures->program->arena;
    uint32_t count = function->parameters.count;
    Specialisation *form = ARENA_NEW(arena, Specialisation);

    form->known = arena_zeroed(arena, (count + 1) * sizeof(Function *));
    for (uint32_t i = 0; i < count; i++) {
        if (is_specialised(function, call, i)) {
            form->known[i] = known_function(call->call.arguments.items[i]);
        }
    }
    form->function = copy;
    form->next = function->symbol->fact;
    function->symbol->fact = form;
}

/* What a leading argument names, behind its `ref`. */
static Symbol *named_by(const Node *argument)
{
    const Node *name = argument->kind == NODE_REFERENCE ? argument->unary.operand : argument;

    return name->name.symbol;
}

/* A value like the argument, but with what it binds taken from new parameters of `copy`. */
static Node *rebound_value(Closures *closures, Function *copy, const Node *argument)
{
    Node *value = value_again(closures, argument);

    if (value->kind != NODE_BIND) {
        return value;
    }
    for (uint32_t i = 0; i < value->call.arguments.count; i++) {
        Node *bound = value->call.arguments.items[i];
        bool is_reference = bound->kind == NODE_REFERENCE;
        Symbol *parameter = leading_parameter(closures, copy, named_by(bound), is_reference);
        Node *name = symbol_node(closures, parameter, bound->span);

        push_parameter(closures, copy, parameter, NULL);
        if (is_reference) {
            bound->unary.operand = name;
        } else {
            value->call.arguments.items[i] = name;
        }
    }
    return value;
}

/* A local that stands for a parameter whose value is known. */
static void stand_in(Closures *closures, Function *copy, Symbol *parameter, const Node *argument)
{
    Symbol *local = symbol_fresh(closures->program, copy, parameter->name->text, parameter->type,
                                 false, parameter->span);

    know(closures, local, rebound_value(closures, copy, argument));
    parameter->fact = local;
}

/* The parameters of a copy: for each known function what it binds; then those that stay. */
static void specialise_parameters(Closures *closures, const Function *function, Function *copy,
                                  const Node *call)
{
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        if (is_specialised(function, call, i)) {
            stand_in(closures, copy, function->parameters.items[i], call->call.arguments.items[i]);
        }
    }
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        Symbol *parameter = function->parameters.items[i];

        if (!is_specialised(function, call, i)) {
            Symbol *own = leading_parameter(closures, copy, parameter, parameter->is_reference);

            own->is_mutable = parameter->is_mutable;
            own->is_assigned = parameter->is_assigned;
            own->is_captured = parameter->is_captured;
            push_parameter(closures, copy, own, NULL);
            parameter->fact = own;
        }
    }
}

/* The name of a copy: after the function and the first function that it knows. */
static void name_specialisation(Closures *closures, const Function *function, Function *copy,
                                const Node *call)
{
    Arena *arena = &closures->program->arena;
    const char *comment = NULL;

    copy->symbol =
        symbol_new(closures->program, SYMBOL_FUNCTION, function->symbol->name, function->span);
    *copy->symbol = *function->symbol;
    copy->symbol->is_public = false;
    copy->symbol->c_name = NULL;
    copy->symbol->fact = NULL;
    copy->symbol->function = copy;
    copy->symbol->module = closures->module;
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        if (is_specialised(function, call, i)) {
            const Symbol *known = known_function(call->call.arguments.items[i])->symbol;

            copy->symbol->name = top_level_name(closures, copy->symbol, known);
            comment =
                comment == NULL
                    ? arena_format(arena, "%s, where `%s` is %s", function->symbol->name->text,
                                   function->parameters.items[i]->name->text, known->name->text)
                    : arena_format(arena, "%s and `%s` is %s", comment,
                                   function->parameters.items[i]->name->text, known->name->text);
        }
    }
    copy->c_comment = arena_format(arena, "%s.", comment);
}

static Function *new_specialisation(Closures *closures, Function *function, const Node *call)
{
    Function *copy = ARENA_NEW(&closures->program->arena, Function);

    *copy = *function;
    copy->module = closures->module;
    copy->made_from = function;
    copy->class_ = NULL; /* its `self` is a parameter as any other */
    copy->overrides = NULL;
    copy->overriders = (FunctionList){NULL, 0, 0};
    copy->implementation = NULL;
    copy->document = NULL;
    copy->export_name = NULL;
    copy->is_public = false;
    copy->used_names = NULL;
    copy->body = NULL;
    copy->parameters = (SymbolList){NULL, 0, 0};
    copy->parameter_types = (NodeList){NULL, 0, 0};
    name_specialisation(closures, function, copy, call);
    specialise_parameters(closures, function, copy, call);
    copy->body = node_copy(closures->program, function->body, copy);
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        function->parameters.items[i]->fact = NULL;
    }
    copy->symbol->type = signature_of(closures, copy);
    note_specialisation(closures, function, call, copy);
    return copy;
}

/* The call's arguments without known functions, what those bind first. */
static NodeList specialised_arguments(Closures *closures, const Function *function,
                                      const Node *call)
{
    Arena *arena = &closures->program->arena;
    NodeList list = {NULL, 0, 0};

    for (uint32_t i = 0; i < call->call.arguments.count; i++) {
        const Node *argument = call->call.arguments.items[i];

        if (is_specialised(function, call, i) && argument->kind == NODE_BIND) {
            for (uint32_t k = 0; k < argument->call.arguments.count; k++) {
                LIST_PUSH(arena, &list, argument->call.arguments.items[k]);
            }
        }
    }
    for (uint32_t i = 0; i < call->call.arguments.count; i++) {
        if (!is_specialised(function, call, i)) {
            LIST_PUSH(arena, &list, call->call.arguments.items[i]);
        }
    }
    return list;
}

static void know_function(Closures *closures, Function *function);

static bool can_specialise(const Closures *closures, const Function *function, const Node *call)
{
    if (closures->depth >= MOST_SPECIALISED || closures->nested >= MOST_NESTED) {
        return false;
    }
    for (uint32_t i = 0; i < call->call.arguments.count; i++) {
        if (is_specialised(function, call, i)) {
            return true;
        }
    }
    return false;
}

/* A value that captures nothing any more is the function alone. */
static void become_function(Node *bind, Symbol *function)
{
    bind->kind = NODE_NAME;
    bind->flags = 0;
    bind->name.name = function->name;
    bind->name.symbol = function;
}

static void specialise_call(Closures *closures, Node *call)
{
    Function *function = function_named(call->call.callee);

    if (!can_specialise(closures, function, call)) {
        return;
    }
    Function *copy = find_specialisation(function, call);
    NodeList arguments = specialised_arguments(closures, function, call);
    if (copy == NULL) {
        copy = new_specialisation(closures, function, call);
        closures->nested += closures->depth++ > 0;
        know_function(closures, copy);
        closures->depth--;
        LIST_PUSH(&closures->program->arena, &closures->output, copy);
    }
    call->call.callee = symbol_node(closures, copy->symbol, call->call.callee->span);
    call->call.arguments = arguments;
    if (call->kind == NODE_BIND && arguments.count == 0) {
        become_function(call, copy->symbol);
    }
}

/* Those that were found since there were `first`. */
static void specialise_calls(Closures *closures, uint32_t first)
{
    uint32_t end = closures->calls.count;

    for (uint32_t i = first; i < end; i++) {
        specialise_call(closures, closures->calls.items[i]);
    }
    closures->calls.count = first;
}

/* Makes the calls of known functions in a body direct, then specialises those that it calls. The
 * copies are written before it. */
static void know_function(Closures *closures, Function *function)
{
    uint32_t first = closures->calls.count;

    know_slot(&function->body, closures);
    specialise_calls(closures, first);
}

static void know_top_level(Closures *closures, Function *function)
{
    closures->known.count = 0;
    closures->nested = 0;
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        forget(function->parameters.items[i]);
    }
    if (function->uses_values) {
        know_function(closures, function);
    }
    for (uint32_t i = 0; i < closures->known.count; i++) {
        closures->known.items[i]->fact = NULL;
    }
    LIST_PUSH(&closures->program->arena, &closures->output, function);
}

/* --- modules --- */

typedef void Rewrite(Closures *closures, Function *function);

/* Puts the functions from `first` on into the module's order. */
static void push_made(Closures *closures, uint32_t first)
{
    for (uint32_t i = first; i < closures->output.count; i++) {
        struct DeclarationRef made = {DECLARES_FUNCTION, i};

        LIST_PUSH(&closures->program->arena, &closures->module->order, made);
    }
}

/* Rewrites methods, which stay where they are; what is made of them stands before their class. */
static void rewrite_methods(Closures *closures, const FunctionList *methods, Rewrite *rewrite)
{
    for (uint32_t i = 0; i < methods->count; i++) {
        rewrite(closures, methods->items[i]);
        closures->output.count--;
    }
}

static void rewrite_class(Closures *closures, const Declaration *declaration, Rewrite *rewrite)
{
    if (declaration->symbol->kind == SYMBOL_CLASS) {
        rewrite_methods(closures, &declaration->initialisers, rewrite);
        rewrite_methods(closures, &declaration->methods, rewrite);
    }
}

/* Rewrites what stands at one place of the file. */
static void rewrite_declaration(Closures *closures, struct DeclarationRef ref, Rewrite *rewrite)
{
    const Module *module = closures->module;

    switch (ref.kind) {
    case DECLARES_FUNCTION: rewrite(closures, module->functions.items[ref.position]); break;
    case DECLARES_TYPE:
        rewrite_class(closures, module->declarations.items[ref.position], rewrite);
        break;
    case DECLARES_IMPLEMENTATION:
        rewrite_methods(closures, &module->implementations.items[ref.position]->methods, rewrite);
        break;
    default: break;
    }
}

/* Rewrites each function of the module by `rewrite`, which writes it to the output behind those
 * that it made of it. */
static void rewrite_functions(Closures *closures, Rewrite *rewrite)
{
    Module *module = closures->module;
    uint32_t count = module->order.count;
    struct DeclarationRef *order = module->order.items;

    closures->output = (FunctionList){NULL, 0, 0};
    module->order.items = NULL;
    module->order.count = 0;
    module->order.capacity = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t first = closures->output.count;

        rewrite_declaration(closures, order[i], rewrite);
        push_made(closures, first);
        if (order[i].kind != DECLARES_FUNCTION) {
            LIST_PUSH(&closures->program->arena, &module->order, order[i]);
        }
    }
    if (module->initialiser != NULL) {
        uint32_t first = closures->output.count;

        rewrite(closures, module->initialiser);
        closures->output.count--;
        push_made(closures, first);
    }
    module->functions = closures->output;
}

static void rewrite_modules(Closures *closures, Rewrite *rewrite)
{
    Program *program = closures->program;

    for (uint32_t i = 0; i < program->modules.count; i++) {
        closures->module = program->modules.items[i];
        collect_names(closures);
        rewrite_functions(closures, rewrite);
    }
    for (uint32_t i = 0; i < program->modules.count; i++) {
        FunctionList functions = module_functions(program, program->modules.items[i]);

        for (uint32_t k = 0; k < functions.count; k++) {
            functions.items[k]->symbol->fact = NULL;
        }
    }
}

/* All that there is to do where no function is a value and none is nested. */
static void unfold_initialisers(Closures *closures)
{
    const Program *program = closures->program;

    for (uint32_t i = 0; i < program->modules.count; i++) {
        Function *initialiser = program->modules.items[i]->initialiser;

        if (initialiser != NULL) {
            unfold_first_values(closures, initialiser);
        }
    }
}

bool pass_closures(Program *program)
{
    Closures closures = {.program = program};

    find_escapes(program);
    make_cells(program);
    if (program->diagnostics.error_count > 0) {
        return false;
    }
    if (program->has_closures) {
        rewrite_modules(&closures, lift_top_level);
        rewrite_modules(&closures, know_top_level);
    } else {
        unfold_initialisers(&closures);
    }
    return true;
}
