/* Which reads of globals may come before these are set, or after they were given up.
 *
 * Initialisers run one after the other, and what one of them reaches may read a global that a later
 * one sets. A __del__ that runs as the globals are given up may read one that is gone. Both find a
 * value of zero bytes, which some types do not have: reads of these are marked FLAG_UNSET, and
 * checked. What is plain is given up after all that has a __del__, as emit_globals.c says. */
#include "class.h"
#include "effects_internal.h"
#include "passes.h"

/* A global; its symbol's `fact` meanwhile. */
typedef struct Setting {
    uint32_t rank;              /* how many are set before it */
    const Function *checked_in; /* the order pass has been here: the function has its checks */
} Setting;

typedef struct Unset {
    CallGraph *graph;
    SymbolList globals; /* in the order in which they are set */
    uint32_t set;       /* how many are set before the initialiser that is followed */
    bool is_late;       /* what the ends of objects reach is followed */
    Vertex **stack;     /* the vertices that were reached and not followed yet */
    uint32_t depth;
} Unset;

/* --- types --- */

/* Is a global of that type gone while the ends of objects may still run? */
static bool ends_early(const Program *program, const Type *type)
{
    if (!counts_references(program) || !type_is_managed(type)) {
        return false;
    }
    while (type->kind == TYPE_LIST || type->kind == TYPE_SET) {
        type = type->arguments[0];
    }
    return scalar_class(type) == CLASS_NOT_SCALAR && !type_is_text(type);
}

/* --- the order of the globals --- */

/* The global that the node is or, a part of it, is assigned; or NULL. */
static Node *global_of(Node *place)
{
    while (place->kind == NODE_FIELD || place->kind == NODE_ITEM) {
        place = place->kind == NODE_FIELD ? place->field.base : place->item.base;
    }
    bool is_global = place->kind == NODE_NAME && place->name.symbol != NULL &&
                     place->name.symbol->kind == SYMBOL_GLOBAL;

    return is_global ? place : NULL;
}

static bool sets_global(const Node *node)
{
    return node->kind == NODE_ASSIGN && node->assign.target->kind == NODE_NAME &&
           global_of(node->assign.target) != NULL;
}

static void number_globals(Unset *unset, const Function *initialiser)
{
    for (uint32_t i = 0; i < initialiser->effectful.count; i++) {
        const Node *node = initialiser->effectful.items[i];

        if (sets_global(node) && node->assign.target->name.symbol->fact == NULL) {
            Symbol *global = node->assign.target->name.symbol;
            Setting *setting = ARENA_NEW(unset->graph->arena, Setting);

            setting->rank = unset->globals.count;
            global->fact = setting;
            LIST_PUSH(unset->graph->arena, &unset->globals, global);
        }
    }
}

static void each_initialiser(Unset *unset, void (*visit)(Unset *unset, const Function *function))
{
    const Program *program = unset->graph->program;

    for (uint32_t i = 0; i < program->modules.count; i++) {
        if (program->modules.items[i]->initialiser != NULL) {
            visit(unset, program->modules.items[i]->initialiser);
        }
    }
}

/* --- what is reached --- */

static void reach(Unset *unset, Vertex *vertex)
{
    bool is_known = unset->is_late ? vertex->is_late : vertex->is_early;

    if (is_known) {
        return;
    }
    if (unset->is_late) {
        vertex->is_late = true;
    } else {
        vertex->is_early = true;
        vertex->set_before = unset->set;
    }
    unset->stack[unset->depth++] = vertex;
}

static void reach_end(Unset *unset, const Declaration *class_)
{
    const Function *finaliser = class_finaliser(unset->graph->program, class_);

    if (finaliser != NULL) {
        reach(unset, finaliser->symbol->fact);
    }
}

static void reach_all(Unset *unset)
{
    while (unset->depth > 0) {
        const Vertex *vertex = unset->stack[--unset->depth];

        for (uint32_t i = 0; i < vertex->edges.count; i++) {
            reach(unset, vertex->edges.items[i].target);
        }
        for (uint32_t i = 0; i < vertex->makes.count; i++) {
            reach_end(unset, vertex->makes.items[i]->construct.symbol->declaration);
        }
    }
}

/* What an initialiser's node itself calls, or names as a value. */
static void reach_from(Unset *unset, const Node *node)
{
    const Symbol *symbol = NULL;

    switch (node->kind) {
    case NODE_CALL:
    case NODE_BIND:
        symbol = callee_of(node) != NULL ? callee_of(node)->symbol : NULL;
        if (symbol == NULL) {
            reach(unset, unset->graph->values);
        }
        break;
    case NODE_NAME: symbol = node->name.symbol; break;
    case NODE_CONSTRUCT: symbol = node->construct.symbol; break;
    default: break;
    }
    if (symbol != NULL && symbol->kind == SYMBOL_CLASS) {
        const Function *initialiser = called_initialiser(node);

        reach_end(unset, symbol->declaration);
        symbol = initialiser != NULL ? initialiser->symbol : NULL;
    }
    if (symbol != NULL && symbol->kind == SYMBOL_FUNCTION) {
        Vertex *vertex = symbol->fact;

        reach(unset, vertex->slot != NULL ? vertex->slot : vertex);
        reach(unset, vertex);
    }
    reach_all(unset);
}

/* --- marking --- */

static bool may_be_unset(const Unset *unset, const Vertex *vertex, const Symbol *global)
{
    const Setting *setting = global->fact;
    bool is_before = vertex->is_early && setting->rank >= vertex->set_before;

    return setting->checked_in != vertex->function && !type_has_empty(global->type) &&
           (is_before || (vertex->is_late && ends_early(unset->graph->program, global->type)) ||
            (vertex->function->kind == FUNCTION_INITIALISER && setting->rank >= unset->set));
}

/* Its operands stand before a node; what is only written to is not read. */
static void mark_node(const Unset *unset, const Vertex *vertex, Node *node)
{
    bool is_place = node->kind == NODE_ASSIGN && node->op == OP_NONE;
    bool is_check = node->kind == NODE_BUILTIN && node->builtin.id == BUILTIN_CHECK_SET;
    Node *global = NULL;

    if (is_place) {
        global = global_of(node->assign.target);
    } else if (is_check) {
        global = global_of(node->builtin.arguments.items[0]);
    }
    if (global != NULL) {
        global->flags &= (uint16_t)~FLAG_UNSET;
    }
    if (global != NULL && is_check) {
        ((Setting *)global->name.symbol->fact)->checked_in = vertex->function;
    }
    if (node->kind == NODE_NAME && global_of(node) != NULL &&
        may_be_unset(unset, vertex, node->name.symbol)) {
        node->flags |= FLAG_UNSET;
    }
}

static void mark_reached(const Unset *unset)
{
    for (uint32_t i = 0; i < unset->graph->vertices.count; i++) {
        const Vertex *vertex = unset->graph->vertices.items[i];
        const Function *function = vertex->function;
        bool is_reached = vertex->is_early || vertex->is_late;

        for (uint32_t k = 0; is_reached && function != NULL && k < function->effectful.count; k++) {
            mark_node(unset, vertex, function->effectful.items[k]);
        }
    }
}

/* Marks the initialiser's own reads, and follows what it reaches. */
static void follow_initialiser(Unset *unset, const Function *initialiser)
{
    const Vertex *vertex = initialiser->symbol->fact;

    for (uint32_t i = 0; i < initialiser->effectful.count; i++) {
        Node *node = initialiser->effectful.items[i];

        mark_node(unset, vertex, node);
        reach_from(unset, node);
        if (sets_global(node)) {
            const Setting *setting = node->assign.target->name.symbol->fact;

            unset->set = setting->rank >= unset->set ? setting->rank + 1 : unset->set;
        }
    }
}

static void follow_ends(Unset *unset)
{
    const CallGraph *graph = unset->graph;

    unset->is_late = true;
    for (uint32_t i = 0; i < graph->vertices.count; i++) {
        for (uint32_t k = 0; k < graph->vertices.items[i]->makes.count; k++) {
            const Node *construct = graph->vertices.items[i]->makes.items[k];

            reach_end(unset, construct->construct.symbol->declaration);
        }
    }
    reach_all(unset);
}

static bool all_have_empty(const Unset *unset)
{
    for (uint32_t i = 0; i < unset->globals.count; i++) {
        if (!type_has_empty(unset->globals.items[i]->type)) {
            return false;
        }
    }
    return true;
}

void mark_unset_globals(CallGraph *graph)
{
    Unset unset = {.graph = graph};

    each_initialiser(&unset, number_globals);
    if (!all_have_empty(&unset)) {
        unset.stack = arena_alloc(graph->arena, graph->vertices.count * sizeof(Vertex *));
        each_initialiser(&unset, follow_initialiser);
        follow_ends(&unset);
        mark_reached(&unset);
    }
    for (uint32_t i = 0; i < unset.globals.count; i++) {
        unset.globals.items[i]->fact = NULL;
    }
}
