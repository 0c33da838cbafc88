/* closure_escape: which closures may outlive the frame that makes them, and so need an environment
 * of their own.
 *
 * Requires closed IR before lifting. A function value escapes where it is stored in something that
 * is not a local, returned, chosen by a condition, or given to what is not known or to a variable
 * that is assigned, perhaps in an inner block; a local or parameter escapes where its value does,
 * and what it is given then escapes too. What an escaping closure captures escapes with it. Sets
 * `escapes` of functions and locals, FLAG_ESCAPES of binds; goes round until nothing is added. */
#include "closures.h"

/* The `fact` of a local that escapes says why. */
typedef struct Escape {
    Arena *arena;
    const char *why;   /* what is marked now escapes */
    SymbolList marked; /* locals */
    bool is_changed;
} Escape;

static void escape(Escape *analysis, Node *value);

static void mark_symbol(Escape *analysis, Symbol *symbol)
{
    if (!symbol->escapes) {
        analysis->is_changed = true;
        symbol->escapes = true;
        symbol->fact = (void *)(uintptr_t)analysis->why;
        LIST_PUSH(analysis->arena, &analysis->marked, symbol);
    }
}

static bool holds_function(const Symbol *symbol)
{
    return symbol->type != NULL && symbol->type->kind == TYPE_FN;
}

static void mark_function(Escape *analysis, Function *function)
{
    if (function->escapes || function->captures.count == 0) {
        return;
    }
    function->escapes = true;
    function->why_escapes = analysis->why;
    analysis->is_changed = true;
    for (uint32_t i = 0; i < function->captures.count; i++) {
        if (holds_function(function->captures.items[i])) {
            analysis->why = "a closure that outlives its frame captures it";
            mark_symbol(analysis, function->captures.items[i]);
        }
    }
}

static void escape_all(Escape *analysis, const NodeList *values)
{
    const char *why = analysis->why;

    for (uint32_t i = 0; i < values->count; i++) {
        analysis->why = why;
        escape(analysis, values->items[i]);
    }
}

static void store_all(Escape *analysis, const NodeList *values)
{
    analysis->why = "it is stored";
    escape_all(analysis, values);
}

static void escape_name(Escape *analysis, const Node *name)
{
    Symbol *symbol = name->name.symbol;

    if (symbol->kind == SYMBOL_FUNCTION) {
        mark_function(analysis, symbol->function);
    } else if (symbol->kind == SYMBOL_LOCAL) {
        mark_symbol(analysis, symbol);
    }
}

static void mark_bind(Escape *analysis, Node *bind)
{
    if ((bind->flags & FLAG_ESCAPES) == 0) {
        analysis->is_changed = true;
        bind->flags |= FLAG_ESCAPES;
        bind->call.callee->name.symbol->function->why_escapes = analysis->why;
    }
}

static void escape_because(Escape *analysis, Node *value, const char *why)
{
    analysis->why = why;
    escape(analysis, value);
}

static void escape_choice(Escape *analysis, const Node *choice)
{
    const char *why = analysis->why;

    escape(analysis, choice->conditional.then);
    escape_because(analysis, choice->conditional.otherwise, why);
}

/* The value outlives the frame. What a call gives may be one of its arguments. */
static void escape(Escape *analysis, Node *value)
{
    if (value->type == NULL || value->type->kind != TYPE_FN) {
        return;
    }
    switch ((NodeKind)value->kind) {
    case NODE_LAMBDA: mark_function(analysis, value->function); break;
    case NODE_NAME: escape_name(analysis, value); break;
    case NODE_CONDITIONAL: escape_choice(analysis, value); break;
    case NODE_CALL: escape_all(analysis, &value->call.arguments); break;
    case NODE_BIND:
        mark_bind(analysis, value);
        escape_all(analysis, &value->call.arguments);
        break;
    case NODE_BUILTIN: /* retain(f), and its like */
        if (builtin_table[value->builtin.id].rule == RULE_OWNED) {
            escape_all(analysis, &value->builtin.arguments);
        }
        break;
    default: break;
    }
}

/* --- where values go --- */

static void flow(Escape *analysis, Node *value, const Symbol *to)
{
    if (to->escapes) {
        escape_because(analysis, value, to->fact);
    } else if (to->is_assigned) {
        escape_because(analysis, value, "a variable that is assigned holds it");
    }
}

/* A virtual call may reach another method than the one that is named. */
static const Function *known_callee(const Node *call)
{
    const Node *callee = call->call.callee;

    if (callee->kind == NODE_LAMBDA) {
        return callee->function;
    }
    if (callee->kind != NODE_NAME || callee->name.symbol->kind != SYMBOL_FUNCTION) {
        return NULL;
    }
    const Function *function = callee->name.symbol->function;
    return function->body != NULL && function->class_ == NULL ? function : NULL;
}

static void flow_to_callee(Escape *analysis, const Node *call)
{
    const Function *callee = known_callee(call);
    const NodeList *arguments = &call->call.arguments;

    for (uint32_t i = 0; i < arguments->count; i++) {
        if (callee == NULL || i >= callee->parameters.count) {
            escape_because(analysis, arguments->items[i], "it is given to what is not known");
        } else {
            flow(analysis, arguments->items[i], callee->parameters.items[i]);
        }
    }
}

/* map, reduce, … only call the function that they are given. */
static void flow_to_builtin(Escape *analysis, const Node *node)
{
    if (!node_is_data_parallel(node)) {
        store_all(analysis, &node->builtin.arguments);
    }
}

static void walk(Node **slot, void *data);

static void walk_let(Escape *analysis, const Node *let)
{
    if (let->let.value != NULL) {
        flow(analysis, let->let.value, let->let.symbol);
    }
}

static void walk(Node **slot, void *data)
{
    Escape *analysis = data;
    Node *node = *slot;

    switch ((NodeKind)node->kind) {
    case NODE_LET: walk_let(analysis, node); break;
    case NODE_ASSIGN:
        escape_because(analysis, node->assign.value, "a place or a variable is set to it");
        break;
    case NODE_CONDITIONAL: escape_because(analysis, node, "a condition chooses it"); break;
    case NODE_RETURN:
        if (node->unary.operand != NULL) {
            escape_because(analysis, node->unary.operand, "it is returned");
        }
        break;
    case NODE_CALL: flow_to_callee(analysis, node); break;
    case NODE_BUILTIN: flow_to_builtin(analysis, node); break;
    case NODE_CONSTRUCT: store_all(analysis, &node->construct.arguments); break;
    case NODE_TUPLE:
    case NODE_LIST:
    case NODE_SET:
    case NODE_DICT: store_all(analysis, &node->list); break;
    case NODE_CONVERT: escape_because(analysis, node->convert.operand, "it is stored"); break;
    case NODE_LAMBDA:
    case NODE_FUNCTION: walk(&node->function->body, analysis); return;
    default: break;
    }
    node_children(node, walk, analysis);
}

/* A call may reach the method that it names or one that overrides it: their parameters are one. */
static void join_overridden(Escape *analysis, const Function *method)
{
    const Function *overridden = method->overrides;

    for (uint32_t i = 1; overridden != NULL && i < method->parameters.count; i++) {
        Symbol *parameter = method->parameters.items[i];

        if (i < overridden->parameters.count &&
            parameter->escapes != overridden->parameters.items[i]->escapes) {
            analysis->why = "it is given to what is not known";
            mark_symbol(analysis, parameter);
            mark_symbol(analysis, overridden->parameters.items[i]);
        }
    }
}

static void walk_functions(Escape *analysis, Program *program, const Module *module)
{
    FunctionList functions = module_functions(program, module);

    for (uint32_t i = 0; i < functions.count; i++) {
        Function *function = functions.items[i];

        join_overridden(analysis, function);
        if (function->has_closures && function->body != NULL) {
            walk(&function->body, analysis);
        }
    }
    if (module->initialiser != NULL) {
        walk(&module->initialiser->body, analysis);
    }
}

void find_escapes(Program *program)
{
    Escape analysis = {.arena = &program->scratch};

    do {
        analysis.is_changed = false;
        for (uint32_t i = 0; i < program->modules.count; i++) {
            walk_functions(&analysis, program, program->modules.items[i]);
        }
    } while (analysis.is_changed);
    for (uint32_t i = 0; i < analysis.marked.count; i++) {
        analysis.marked.items[i]->fact = NULL;
    }
}
