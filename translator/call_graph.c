/* The call graph.
 *
 * A call through a function value may reach each function whose name is used as a value; a function
 * compiled elsewhere may call back each public one. Both are vertices of their own, so that the
 * graph stays linear in the program's size. */
#include "call_graph.h"

#include "class.h"
#include "effects_internal.h"
#include "implementation.h"
#include "key_type.h"
#include "passes.h"

/* --- building --- */

static Vertex *new_vertex(CallGraph *graph, Function *function)
{
    Vertex *vertex = ARENA_NEW(graph->arena, Vertex);

    vertex->function = function;
    LIST_PUSH(graph->arena, &graph->vertices, vertex);
    if (function != NULL) {
        function->symbol->fact = vertex;
        function->is_reached = false;
    }
    return vertex;
}

static void add_edge(CallGraph *graph, Vertex *from, Vertex *target, bool is_call)
{
    Edge edge = {.target = target, .is_call = is_call};

    LIST_PUSH(graph->arena, &from->edges, edge);
}

static void add_trait_methods(CallGraph *graph, const Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        const Declaration *trait = module->declarations.items[i];

        for (uint32_t k = 0; trait->symbol->kind == SYMBOL_TRAIT && k < trait->methods.count; k++) {
            new_vertex(graph, trait->methods.items[k]);
        }
    }
}

static void add_module(CallGraph *graph, Module *module)
{
    FunctionList functions = module_functions(graph->program, module);

    if (module->initialiser != NULL) {
        module->initialiser->symbol->fact = NULL;
    }
    for (uint32_t i = 0; i < functions.count; i++) {
        new_vertex(graph, functions.items[i]);
    }
    if (module->initialiser != NULL && module->initialiser->symbol->fact == NULL) {
        new_vertex(graph, module->initialiser);
    }
    add_trait_methods(graph, module);
}

/* --- traits --- */

/* A call through a table may come to the method of any impl. */
static void add_implementation(CallGraph *graph, const Implementation *implementation)
{
    if (implementation->trait == NULL) {
        return;
    }
    const FunctionList *methods = &implementation->trait->declaration->methods;
    for (uint32_t i = 0; i < methods->count; i++) {
        Vertex *slot = methods->items[i]->symbol->fact;
        const Function *method =
            implementation_method(implementation, methods->items[i]->symbol->name);
        Edge edge = {.target = method->symbol->fact, .is_call = true, .is_by_table = true};

        LIST_PUSH(graph->arena, &slot->edges, edge);
    }
}

static void add_implementations(CallGraph *graph)
{
    for (uint32_t m = 0; m < graph->program->modules.count; m++) {
        const Module *module = graph->program->modules.items[m];

        for (uint32_t i = 0; i < module->implementations.count; i++) {
            add_implementation(graph, module->implementations.items[i]);
        }
    }
}

/* A table names the methods of the type's impl. */
static void add_table_of(CallGraph *graph, Vertex *user, const Type *type, const Symbol *trait)
{
    const Implementation *implementation = implementation_of(graph->program, type, trait);
    const FunctionList *methods = &trait->declaration->methods;

    for (uint32_t i = 0; i < methods->count; i++) {
        const Function *method =
            implementation_method(implementation, methods->items[i]->symbol->name);
        Edge edge = {.target = method->symbol->fact, .slot = methods->items[i]->symbol->fact};

        LIST_PUSH(graph->arena, &user->edges, edge);
    }
}

static void add_table(CallGraph *graph, Vertex *user, const Type *type, const Symbol *trait)
{
    const SymbolList *ancestors = &trait->declaration->ancestors;

    add_table_of(graph, user, type, trait);
    for (uint32_t i = 0; i < ancestors->count; i++) {
        add_table_of(graph, user, type, ancestors->items[i]);
    }
}

/* --- slots --- */

/* Gives the methods that stand in for `root` its slot. */
static void add_slot(CallGraph *graph, Function *root)
{
    Vertex *slot = new_vertex(graph, NULL);
    FunctionList methods = {0};

    slot->root = root;
    root->has_slot = false;
    LIST_PUSH(graph->arena, &methods, root);
    for (uint32_t i = 0; i < methods.count; i++) {
        const Function *method = methods.items[i];
        Vertex *vertex = method->symbol->fact;

        vertex->slot = slot;
        add_edge(graph, slot, vertex, true);
        for (uint32_t k = 0; k < method->overriders.count; k++) {
            LIST_PUSH(graph->arena, &methods, method->overriders.items[k]);
        }
    }
    graph->has_slots = true;
}

static void add_slots(CallGraph *graph)
{
    uint32_t count = graph->vertices.count;

    for (uint32_t i = 0; i < count; i++) {
        Function *function = graph->vertices.items[i]->function;

        if (function != NULL && function->overrides == NULL && method_is_overridden(function)) {
            add_slot(graph, function);
        }
    }
}

/* What a call or a value of the function may reach. */
static Vertex *target_of(const Node *node, const Function *function)
{
    Vertex *vertex = function->symbol->fact;

    return call_is_virtual(node) ? vertex->slot : vertex;
}

/* --- edges --- */

/* What a call of a function value of the type may reach: what raises nothing is never the other. */
static Vertex *values_of(const CallGraph *graph, const Type *type)
{
    return type_raises_nothing(type) ? graph->quiet_values : graph->values;
}

static void add_value(CallGraph *graph, Vertex *user, Vertex *target, const Type *type)
{
    add_edge(graph, user, target, false);
    add_edge(graph, values_of(graph, type), target, true);
}

static void add_name(CallGraph *graph, Vertex *user, const Node *name)
{
    const Symbol *symbol = name->name.symbol;

    if (symbol != NULL && symbol->kind == SYMBOL_FUNCTION) {
        add_value(graph, user, symbol->fact, name->type);
    }
}

static void add_bind(CallGraph *graph, Vertex *user, Node *bind)
{
    if (call_is_virtual(bind)) {
        add_value(graph, user, target_of(bind, bind->call.callee->name.symbol->function),
                  bind->type);
    }
    if ((bind->flags & FLAG_ESCAPES) != 0) {
        LIST_PUSH(graph->arena, &graph->closures, bind);
    }
}

/* Making an object calls its class's `init`. */
static void add_construct(CallGraph *graph, Vertex *user, const Node *node)
{
    const Symbol *symbol = node->construct.symbol;
    const Function *initialiser = called_initialiser(node);

    if (initialiser != NULL) {
        add_edge(graph, user, initialiser->symbol->fact, true);
    }
    if (symbol->kind == SYMBOL_CLASS) {
        LIST_PUSH(graph->arena, &user->makes, node);
    }
}

static void add_call(CallGraph *graph, Vertex *caller, const Node *call)
{
    const Function *callee = callee_of(call);

    Vertex *target =
        callee != NULL ? target_of(call, callee) : values_of(graph, call->call.callee->type);

    add_edge(graph, caller, target, true);
}

/* Which type's table it is that is found at run time is not known. */
static void add_all_tables(CallGraph *graph, Vertex *user, const Symbol *trait)
{
    for (uint32_t m = 0; m < graph->program->modules.count; m++) {
        const Module *module = graph->program->modules.items[m];

        for (uint32_t i = 0; i < module->implementations.count; i++) {
            const Implementation *implementation = module->implementations.items[i];

            if (implementation->trait == trait) {
                add_table(graph, user, implementation->type, trait);
            }
        }
    }
}

/* Which table an object has may depend on its class. */
static void add_tables(CallGraph *graph, Vertex *user, const Type *from, const Symbol *trait)
{
    add_table(graph, user, from, trait);
    if (implementation_is_open(graph->program, from, trait)) {
        add_all_tables(graph, user, trait);
    }
}

static void add_convert(CallGraph *graph, Vertex *user, const Node *convert)
{
    const Type *from = convert->convert.operand->type;

    if (convert->type->kind == TYPE_DYN && from->kind != TYPE_DYN) {
        add_tables(graph, user, from, convert->type->declaration);
    }
}

/* C callers make dyns of what is public. */
static void add_public_tables(CallGraph *graph)
{
    graph->callers = new_vertex(graph, NULL);
    for (uint32_t m = 0; m < graph->program->modules.count; m++) {
        const Module *module = graph->program->modules.items[m];

        for (uint32_t i = 0; i < module->implementations.count; i++) {
            const Implementation *given = module->implementations.items[i];

            if (implementation_is_public(graph->program, given)) {
                add_tables(graph, graph->callers, given->type, given->trait);
            }
        }
    }
}

static void add_type_test(CallGraph *graph, Vertex *user, const Node *test)
{
    const Node *target = test->type_test.target;

    if (target != NULL && target->type->kind == TYPE_DYN) {
        add_all_tables(graph, user, target->type->declaration);
    }
}

static void note_exception_field(const Symbol *exception, const Name *name)
{
    for (; exception != NULL; exception = exception->declaration->base) {
        const SymbolList *fields = &exception->declaration->fields;

        for (uint32_t i = 0; i < fields->count; i++) {
            fields->items[i]->is_assigned |= fields->items[i]->name == name;
        }
    }
}

/* o.f = e, unless an `init` sets a field of its own object. */
static void note_assigned_field(const Function *function, const Node *target)
{
    const Node *base = target->kind == NODE_FIELD ? target->field.base : NULL;

    if (base != NULL && base->type->kind == TYPE_EXCEPTION) {
        note_exception_field(base->type->declaration, target->field.name);
    }
    if (base == NULL || base->type->kind != TYPE_CLASS ||
        (function_is_init(function) && node_is_name_of(base, function->parameters.items[0]))) {
        return;
    }
    class_member(base->type->declaration->declaration, target->field.name)->is_assigned = true;
}

/* Where a key is not found C may call what raises KeyError. */
static void add_missing_key(CallGraph *graph, Vertex *user, const Node *node)
{
    const Function *function = node_missing_key(graph->program, node);

    if (function != NULL) {
        add_edge(graph, user, function->symbol->fact, true);
    }
}

static void add_reference(CallGraph *graph, Vertex *user, Node *node)
{
    switch (node->kind) {
    case NODE_ASSIGN: note_assigned_field(user->function, node->assign.target); break;
    case NODE_IS:
    case NODE_AS: add_type_test(graph, user, node); break;
    case NODE_CALL: add_call(graph, user, node); break;
    case NODE_CONVERT: add_convert(graph, user, node); break;
    case NODE_BIND: add_bind(graph, user, node); break;
    case NODE_CONSTRUCT: add_construct(graph, user, node); break;
    case NODE_NAME: add_name(graph, user, node); break;
    case NODE_INDEX:
    case NODE_BUILTIN: add_missing_key(graph, user, node); break;
    default: break;
    }
}

static void add_edges(CallGraph *graph, Vertex *vertex)
{
    const Function *function = vertex->function;

    if (function->is_public && function->body != NULL) {
        add_edge(graph, graph->foreign, vertex, true);
    }
    if (function->kind == FUNCTION_DECLARE) {
        add_edge(graph, vertex, graph->foreign, true);
        add_edge(graph, graph->values, vertex, false);
    }
    for (uint32_t i = 0; i < function->effectful.count; i++) {
        add_reference(graph, vertex, function->effectful.items[i]);
    }
}

/* --- components: Tarjan's algorithm, the search's stack kept in an array --- */

typedef struct Search {
    CallGraph *graph;
    Vertex **path; /* the vertices whose edges are being followed */
    uint32_t depth;
    Vertex **open; /* the vertices seen whose components are not complete */
    uint32_t open_count;
    uint32_t seen;
    bool joins_slots; /* whoever calls a method of a slot comes after them all */
} Search;

static void enter(Search *search, Vertex *vertex)
{
    vertex->number = ++search->seen;
    vertex->low = vertex->number;
    vertex->is_stacked = true;
    search->open[search->open_count++] = vertex;
    search->path[search->depth++] = vertex;
}

static bool calls_itself(const Vertex *vertex)
{
    for (uint32_t i = 0; i < vertex->edges.count; i++) {
        if (vertex->edges.items[i].is_call && vertex->edges.items[i].target == vertex) {
            return true;
        }
    }
    return false;
}

/* The component of which `root` was seen first: the open vertices from it on. */
static void complete(Search *search, const Vertex *root)
{
    uint32_t first = search->open_count;

    do {
        search->open[--first]->is_stacked = false;
    } while (search->open[first] != root);

    Component component = {.count = search->open_count - first};
    size_t size = component.count * sizeof *component.vertices;

    component.vertices = arena_alloc(search->graph->arena, size);
    memcpy(component.vertices, &search->open[first], size);
    for (uint32_t i = 0; i < component.count && !search->joins_slots; i++) {
        component.vertices[i]->is_recursive = component.count > 1 || calls_itself(root);
    }
    search->open_count = first;
    LIST_PUSH(search->graph->arena, &search->graph->components, component);
}

static void leave(Search *search, Vertex *vertex)
{
    search->depth--;
    if (vertex->low == vertex->number) {
        complete(search, vertex);
    }
    if (search->depth > 0 && search->path[search->depth - 1]->low > vertex->low) {
        search->path[search->depth - 1]->low = vertex->low;
    }
}

static void follow(Search *search, Vertex *vertex, Edge edge)
{
    Vertex *slot = search->joins_slots ? edge.target->slot : NULL;
    Vertex *target = slot != NULL && slot != vertex ? slot : edge.target;

    if (!edge.is_call) {
        return;
    }
    if (target->number == 0) {
        enter(search, target);
    } else if (target->is_stacked && target->number < vertex->low) {
        vertex->low = target->number;
    }
}

static void search_from(Search *search, Vertex *start)
{
    if (start->number != 0) {
        return;
    }
    enter(search, start);
    while (search->depth > 0) {
        Vertex *vertex = search->path[search->depth - 1];

        if (vertex->next_edge < vertex->edges.count) {
            follow(search, vertex, vertex->edges.items[vertex->next_edge++]);
        } else {
            leave(search, vertex);
        }
    }
}

static void find_components(CallGraph *graph, bool joins_slots)
{
    size_t size = graph->vertices.count * sizeof(Vertex *);
    Search search = {
        .graph = graph,
        .path = arena_alloc(graph->arena, size),
        .open = arena_alloc(graph->arena, size),
        .joins_slots = joins_slots,
    };

    graph->components.count = 0;
    for (uint32_t i = 0; i < graph->vertices.count; i++) {
        graph->vertices.items[i]->number = 0;
        graph->vertices.items[i]->next_edge = 0;
    }
    for (uint32_t i = 0; i < graph->vertices.count; i++) {
        search_from(&search, graph->vertices.items[i]);
    }
}

void call_graph_open_found(CallGraph *graph, Program *program, Arena *arena)
{
    *graph = (CallGraph){.program = program, .arena = arena};
    graph->values = new_vertex(graph, NULL);
    graph->quiet_values = new_vertex(graph, NULL);
    graph->foreign = new_vertex(graph, NULL);
    for (uint32_t m = 0; m < program->modules.count; m++) {
        add_module(graph, program->modules.items[m]);
    }
    add_implementations(graph);
    if (program->has_header) {
        add_public_tables(graph);
    }
    add_slots(graph);
    for (uint32_t i = 0; i < graph->vertices.count; i++) {
        if (graph->vertices.items[i]->function != NULL) {
            add_edges(graph, graph->vertices.items[i]);
        }
    }
    find_components(graph, false);
    if (graph->has_slots) {
        find_components(graph, true);
    }
}

void call_graph_open(CallGraph *graph, Program *program, Arena *arena)
{
    each_function(program, find_effectful, program);
    call_graph_open_found(graph, program, arena);
}

void call_graph_close(const CallGraph *graph)
{
    for (uint32_t i = 0; i < graph->vertices.count; i++) {
        if (graph->vertices.items[i]->function != NULL) {
            graph->vertices.items[i]->function->symbol->fact = NULL;
        }
    }
}
