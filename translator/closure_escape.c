/* closure_escape: which closures may outlive the frame that makes them, and so need an environment
 * of their own.
 *
 * Requires closed IR before lifting. A function value escapes where it is stored in something that
 * is not a local, returned, chosen by a condition, or given to what is not known or to a variable
 * that is assigned, perhaps in an inner block; a local or parameter escapes where its value does,
 * and what it is given then escapes too. What an escaping closure captures escapes with it. Sets
 * `escapes` of functions and locals, FLAG_ESCAPES of binds; goes round until nothing is added. */
#include "closures.h"

typedef struct Escape {
    const Function *function; /* whose body is being walked */
    bool is_changed;
} Escape;

static void escape(Escape *analysis, Node *value);

static void mark_symbol(Escape *analysis, Symbol *symbol)
{
    analysis->is_changed |= !symbol->escapes;
    symbol->escapes = true;
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
    analysis->is_changed = true;
    for (uint32_t i = 0; i < function->captures.count; i++) {
        if (holds_function(function->captures.items[i])) {
            mark_symbol(analysis, function->captures.items[i]);
        }
    }
}

static void escape_all(Escape *analysis, const NodeList *values)
{
    for (uint32_t i = 0; i < values->count; i++) {
        escape(analysis, values->items[i]);
    }
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

/* The value outlives the frame. What a call gives may be one of its arguments. */
static void escape(Escape *analysis, Node *value)
{
    if (value->type == NULL || value->type->kind != TYPE_FN) {
        return;
    }
    switch ((NodeKind)value->kind) {
    case NODE_LAMBDA: mark_function(analysis, value->function); break;
    case NODE_NAME: escape_name(analysis, value); break;
    case NODE_CONDITIONAL:
        escape(analysis, value->conditional.then);
        escape(analysis, value->conditional.otherwise);
        break;
    case NODE_CALL: escape_all(analysis, &value->call.arguments); break;
    case NODE_BIND:
        analysis->is_changed |= (value->flags & FLAG_ESCAPES) == 0;
        value->flags |= FLAG_ESCAPES;
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
    if (to->escapes || to->is_assigned) {
        escape(analysis, value);
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
            escape(analysis, arguments->items[i]);
        } else {
            flow(analysis, arguments->items[i], callee->parameters.items[i]);
        }
    }
}

/* map, reduce, … only call the function that they are given. */
static void flow_to_builtin(Escape *analysis, const Node *node)
{
    if (!node_is_data_parallel(node)) {
        escape_all(analysis, &node->builtin.arguments);
    }
}

static void walk(Node **slot, void *data);

static void walk_nested(Escape *analysis, Function *function)
{
    const Function *outer = analysis->function;

    analysis->function = function;
    walk(&function->body, analysis);
    analysis->function = outer;
}

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
    case NODE_ASSIGN: escape(analysis, node->assign.value); break;
    case NODE_CONDITIONAL: escape(analysis, node); break;
    case NODE_RETURN:
        if (node->unary.operand != NULL) {
            escape(analysis, node->unary.operand);
        }
        break;
    case NODE_CALL: flow_to_callee(analysis, node); break;
    case NODE_BUILTIN: flow_to_builtin(analysis, node); break;
    case NODE_CONSTRUCT: escape_all(analysis, &node->construct.arguments); break;
    case NODE_TUPLE:
    case NODE_LIST:
    case NODE_SET:
    case NODE_DICT: escape_all(analysis, &node->list); break;
    case NODE_CONVERT: escape(analysis, node->convert.operand); break;
    case NODE_LAMBDA:
    case NODE_FUNCTION: walk_nested(analysis, node->function); return;
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
            walk_nested(analysis, function);
        }
    }
    if (module->initialiser != NULL) {
        walk_nested(analysis, module->initialiser);
    }
}

void find_escapes(Program *program)
{
    Escape analysis;

    do {
        analysis = (Escape){.function = NULL};
        for (uint32_t i = 0; i < program->modules.count; i++) {
            walk_functions(&analysis, program, program->modules.items[i]);
        }
    } while (analysis.is_changed);
}
