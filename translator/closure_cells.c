/* closure_cells: variables that closures share with the frame they outlive.
 *
 * Requires `escapes` of the functions set, before lifting. A variable that is assigned and that an
 * escaping closure captures lives in a cell: `let n = cell(0)`, whose symbol is a reference from
 * then on, so that lifting captures it by reference. A parameter gets a variable beside it. */
#include "closures.h"

typedef struct Cells {
    Program *program;
    bool has_parameters; /* among the variables that live in cells */
} Cells;

/* The variable that stands for a parameter: its `fact`, while the pass runs. */
static Symbol *stand_in(const Symbol *symbol)
{
    return symbol->kind == SYMBOL_LOCAL && symbol->is_cell ? symbol->fact : NULL;
}

static bool is_cell_value(const Node *value)
{
    return value != NULL && value->kind == NODE_BUILTIN && value->builtin.id == BUILTIN_CELL;
}

/* A variable that is set later has no first value. */
static Node *cell_value(Cells *cells, const Symbol *variable, Node *first, Span span)
{
    Node *value = node_new(cells->program, NODE_BUILTIN, span);

    value->type = variable->type;
    value->builtin.id = BUILTIN_CELL;
    if (first != NULL) {
        LIST_PUSH(&cells->program->arena, &value->builtin.arguments, first);
    }
    return value;
}

/* --- rewriting --- */

static void rewrite_name(Node *name)
{
    Symbol *variable = stand_in(name->name.symbol);

    if (variable != NULL) {
        name->name.symbol = variable;
        name->name.name = variable->name;
    }
}

/* Nested functions capture the variable, not the parameter. */
static void rewrite_captures(const Function *function)
{
    for (uint32_t i = 0; i < function->captures.count; i++) {
        Symbol *variable = stand_in(function->captures.items[i]);

        if (variable != NULL) {
            function->captures.items[i] = variable;
        }
    }
}

static void rewrite_body(Cells *cells, const Function *function);

static void rewrite(Node **slot, void *data)
{
    Cells *cells = data;
    Node *node = *slot;

    switch ((NodeKind)node->kind) {
    case NODE_NAME: rewrite_name(node); return;
    case NODE_LAMBDA:
    case NODE_FUNCTION:
        rewrite_captures(node->function);
        rewrite_body(cells, node->function);
        return;
    default: node_children(node, rewrite, cells);
    }
    if (node->kind == NODE_LET && node->let.symbol->is_cell && !is_cell_value(node->let.value)) {
        node->let.value = cell_value(cells, node->let.symbol, node->let.value, node->span);
    }
}

/* `let n_1 = cell(n)` before all else, for each parameter that lives in a cell. */
static void open_parameters(Cells *cells, const Function *function)
{
    NodeList *statements = &function->body->list;
    NodeList all = {NULL, 0, 0};

    for (uint32_t i = 0; i < function->parameters.count; i++) {
        Symbol *parameter = function->parameters.items[i];
        Symbol *variable = stand_in(parameter);

        if (variable != NULL) {
            Node *first = node_name(cells->program, parameter, parameter->span);
            Node *value = cell_value(cells, variable, first, parameter->span);

            parameter->fact = NULL;
            parameter->is_assigned = false;
            LIST_PUSH(&cells->program->arena, &all, node_let(cells->program, variable, value));
        }
    }
    for (uint32_t i = 0; i < statements->count; i++) {
        LIST_PUSH(&cells->program->arena, &all, statements->items[i]);
    }
    *statements = all;
}

static void rewrite_body(Cells *cells, const Function *function)
{
    Node *body = function->body;

    rewrite(&body, cells);
    if (cells->has_parameters) {
        open_parameters(cells, function);
    }
}

/* --- which variables --- */

static Symbol *new_variable(Cells *cells, const Symbol *parameter)
{
    Symbol *variable = symbol_fresh(cells->program, parameter->owner, parameter->name->text,
                                    parameter->type, true, parameter->span);

    variable->is_assigned = true;
    variable->is_captured = true;
    variable->is_reference = true;
    variable->is_cell = true;
    cells->has_parameters = true;
    return variable;
}

static void make_cell(Cells *cells, Symbol *variable)
{
    if (variable->is_cell) {
        return;
    }
    if (variable->is_reference) {
        report_error(&cells->program->diagnostics, variable->span,
                     "a closure that outlives the call cannot capture the 'ref' parameter '%s'",
                     variable->name->text);
        return;
    }
    variable->is_cell = true;
    variable->is_reference = !variable->is_parameter;
    variable->fact = variable->is_parameter ? new_variable(cells, variable) : NULL;
}

static void find_cells(Node **slot, void *data)
{
    Cells *cells = data;
    const Node *node = *slot;

    if (node->kind != NODE_LAMBDA && node->kind != NODE_FUNCTION) {
        node_children(*slot, find_cells, cells);
        return;
    }
    const SymbolList *captures = &node->function->captures;
    for (uint32_t i = 0; node->function->escapes && i < captures->count; i++) {
        if (captures->items[i]->is_assigned) {
            make_cell(cells, captures->items[i]);
        }
    }
    find_cells(&node->function->body, cells);
}

static void rewrite_function(Program *program, Function *function)
{
    Cells cells = {.program = program};

    find_cells(&function->body, &cells);
    rewrite_body(&cells, function);
}

static void rewrite_if_needed(Function *function, void *program)
{
    if (function->has_closures && function->body != NULL) {
        rewrite_function(program, function);
    }
}

void make_cells(Program *program)
{
    each_function(program, rewrite_if_needed, program);
}
