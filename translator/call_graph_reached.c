/* What is reached from outside: from public functions, main, globals and what C keeps in tables. A
 * method in a table is reached once calls look its slot up and objects are made that have it. */
#include "call_graph.h"

#include "class.h"
#include "effects_internal.h"
#include "implementation.h"

static bool is_root(const Function *function)
{
    bool is_public_slot = function->kind == FUNCTION_ABSTRACT &&
                          function->class_->symbol->is_public && !speaks_of_self(function);

    return function->is_public || function->is_key_function || is_public_slot ||
           function->export_name != NULL || function->is_main ||
           function->kind == FUNCTION_INITIALISER;
}

/* The vertices that were reached and not followed yet. */
typedef struct Reach {
    CallGraph *graph;
    Vertex **stack;
    uint32_t depth;
} Reach;

static void reach(Reach *reached, Vertex *vertex)
{
    if (vertex->root != NULL && !vertex->is_reached) {
        vertex->is_reached = true;
        vertex->root->has_slot = true;
        reached->stack[reached->depth++] = vertex;
    }
    if (vertex->function != NULL && !vertex->function->is_reached) {
        vertex->function->is_reached = true;
        reached->stack[reached->depth++] = vertex;
    }
}

/* --- methods in the tables of traits --- */

static bool is_open(const Edge *edge)
{
    return edge->slot == NULL || edge->slot->function->is_reached;
}

/* Reaches the methods in tables whose slots are reached by now. */
static void reach_waiting(Reach *reached)
{
    CallGraph *graph = reached->graph;
    uint32_t count = 0;

    for (uint32_t i = 0; i < graph->waiting.count; i++) {
        Edge edge = graph->waiting.items[i];

        if (is_open(&edge)) {
            reach(reached, edge.target);
        } else {
            graph->waiting.items[count++] = edge;
        }
    }
    graph->waiting.count = count;
}

/* --- methods in the tables of classes --- */

static void make_live(Reach *reached, const Function *method)
{
    Vertex *vertex = method->symbol->fact;

    vertex->is_live = true;
    if (vertex->slot != NULL && vertex->slot->is_reached) {
        reach(reached, vertex);
    }
}

/* The class's table has its methods, and inherited ones. */
static void make_table(Reach *reached, Declaration *class_)
{
    if (class_->has_table) {
        return;
    }
    class_->has_table = true;
    for (const Declaration *at = class_; at != NULL; at = class_base(at)) {
        for (uint32_t i = 0; i < at->methods.count; i++) {
            const Function *method = at->methods.items[i];

            if (class_method(class_, method->symbol->name) == method) {
                make_live(reached, method);
            }
        }
    }
}

/* The end of its objects calls __del__. */
static void make_class(Reach *reached, Declaration *class_, uint64_t made_by)
{
    const Function *finaliser = class_finaliser(reached->graph->program, class_);

    class_->is_made = true;
    class_->made_by |= made_by;
    make_table(reached, class_);
    if (finaliser != NULL) {
        reach(reached, finaliser->symbol->fact);
    }
}

/* C callers make objects of public classes; `is_made` of all others is false again. */
static void open_classes(Reach *reached)
{
    const Program *program = reached->graph->program;

    for (uint32_t m = 0; m < program->modules.count; m++) {
        const Module *module = program->modules.items[m];

        for (uint32_t i = 0; i < module->declarations.count; i++) {
            Declaration *declaration = module->declarations.items[i];

            declaration->is_made = false;
            declaration->made_by = 0;
            declaration->has_table = false;
            if (declaration->symbol->kind == SYMBOL_CLASS && declaration->symbol->is_public) {
                make_class(reached, declaration, UINT64_MAX);
            }
        }
    }
}

/* --- following --- */

/* Of a class's slot only those methods are reached that an object's table can have. */
static void follow_reached(Reach *reached, const Vertex *vertex)
{
    const Function *function = vertex->function;

    if (function != NULL && function_is_init(function) && init_sets_table(function->class_)) {
        make_table(reached, function->class_);
    }
    for (uint32_t i = 0; i < vertex->makes.count; i++) {
        const Node *construct = vertex->makes.items[i];

        make_class(reached, construct->construct.symbol->declaration, (uint64_t)1 << construct->op);
    }
    for (uint32_t i = 0; i < vertex->edges.count; i++) {
        Edge edge = vertex->edges.items[i];

        if (!is_open(&edge)) {
            LIST_PUSH(reached->graph->arena, &reached->graph->waiting, edge);
        } else if (!edge.is_by_table && (vertex->root == NULL || edge.target->is_live)) {
            reach(reached, edge.target);
        }
    }
}

static void reach_roots(Reach *reached)
{
    const CallGraph *graph = reached->graph;

    for (uint32_t i = 0; i < graph->vertices.count; i++) {
        Vertex *vertex = graph->vertices.items[i];

        if (vertex->function != NULL && is_root(vertex->function)) {
            reach(reached, vertex);
            if (vertex->function->is_public && vertex->slot != NULL) {
                reach(reached, vertex->slot);
            }
        }
    }
}

void call_graph_mark_reached(CallGraph *graph)
{
    Reach reached = {graph, arena_alloc(graph->arena, graph->vertices.count * sizeof(Vertex *)), 0};

    open_classes(&reached);
    reach_roots(&reached);
    if (graph->callers != NULL) {
        follow_reached(&reached, graph->callers);
    }
    while (reached.depth > 0) {
        follow_reached(&reached, reached.stack[--reached.depth]);
        if (reached.depth == 0) {
            reach_waiting(&reached);
        }
    }
}
