/* sizes: what may change how many items a container has, so that loops over it and checked indices
 * know when its length stays.
 *
 * A container may be reached through many names. A sole local is the only one: it holds containers
 * that were made for it, and is never copied, stored or passed on. What happens to other containers
 * is nothing to it. */
#include "sizes.h"

#include "call_graph.h"
#include "class.h"

#include <string.h>

/* --- one node --- */

/* The container whose size a method changes, or NULL. */
static const Node *changed_receiver(const Node *node)
{
    const Builtin *row = &builtin_table[node->builtin.id];
    const Node *receiver = row->rule == RULE_METHOD && row->effect >= EFFECT_WRITE
                               ? node->builtin.arguments.items[0]
                               : NULL;

    return receiver != NULL && type_is_container(receiver->type) ? receiver : NULL;
}

static bool call_changes(const Node *call)
{
    const Node *callee = call->call.callee;
    bool is_known = callee->kind == NODE_NAME && callee->name.symbol->kind == SYMBOL_FUNCTION;

    return !is_known || callee->name.symbol->function->changes_sizes;
}

static bool is_sole_local(const Node *node)
{
    return node->kind == NODE_NAME && node->name.symbol->is_sole;
}

/* Making an object calls its class's `init`. */
static bool construct_changes(const Node *construct)
{
    const Function *initialiser = called_initialiser(construct);

    return initialiser != NULL && initialiser->changes_sizes;
}

/* Where an object may end, its __del__ may change what others can reach, too. */
static bool changes_anywhere(const Program *program, const Symbol *of)
{
    return program->has_finalisers && (of == NULL || !of->is_sole);
}

bool node_changes_size(const Program *program, const Node *node, const Symbol *of)
{
    if (!program->changes_sizes) {
        return false;
    }
    if (node->kind == NODE_BUILTIN) {
        const Node *receiver = changed_receiver(node);

        if (receiver == NULL) {
            return false;
        }
        return of != NULL && of->is_sole ? node_is_name_of(receiver, of) : !is_sole_local(receiver);
    }
    if (of != NULL && of->is_sole) {
        return false;
    }
    return node->kind == NODE_CONSTRUCT ? construct_changes(node)
                                        : node->kind == NODE_CALL && call_changes(node);
}

typedef struct Search {
    const Program *program;
    const Symbol *of;
    bool found;
} Search;

static void search_change(Node **slot, void *data)
{
    Search *search = data;

    if (!search->found) {
        search->found = node_changes_size(search->program, *slot, search->of);
        node_children(*slot, search_change, search);
    }
}

bool changes_size(const Program *program, Node *code, const Symbol *of)
{
    Search search = {program, of, changes_anywhere(program, of)};

    if (!program->changes_sizes || code == NULL) {
        return false;
    }
    search_change(&code, &search);
    return search.found;
}

/* --- sole locals --- */

bool makes_container(const Node *value)
{
    switch (value->kind) {
    case NODE_LIST:
    case NODE_SET:
    case NODE_DICT:
    case NODE_BINARY:
    case NODE_VIEW: return true;
    case NODE_BUILTIN:
        return builtin_table[value->builtin.id].effect == EFFECT_ALLOCATE ||
               node_is_data_parallel(value);
    default: return false;
    }
}

static void share(const Node *node)
{
    if (node->kind == NODE_NAME && node->name.symbol->kind == SYMBOL_LOCAL) {
        node->name.symbol->is_sole = false;
    }
}

static void share_child(Node **slot, void *data)
{
    (void)data;
    share(*slot);
}

/* Do the node's operands stay where they are: are they only looked at, or copied? */
static bool leaves_operands(const Node *node)
{
    switch (node->kind) {
    case NODE_BUILTIN:
        return builtin_table[node->builtin.id].rule != RULE_METHOD ||
               strchr(builtin_table[node->builtin.id].parameters, '+') == NULL;
    case NODE_INDEX:
    case NODE_VIEW:
    case NODE_BINARY:
    case NODE_CHAIN:
    case NODE_FOR:
    case NODE_EXPRESSION:
    case NODE_RETURN: return true;
    default: return false;
    }
}

/* What is put into a container is shared; the container itself stays. */
static void share_arguments(const Node *node)
{
    for (uint32_t i = 1; i < node->builtin.arguments.count; i++) {
        share(node->builtin.arguments.items[i]);
    }
}

static void find_sole(Node **slot, void *data);

static void find_sole_let(Node *node, void *data)
{
    Symbol *symbol = node->let.symbol;

    if (node->let.value != NULL) {
        symbol->is_sole = type_is_container(symbol->type) && makes_container(node->let.value);
        share(node->let.value);
        find_sole(&node->let.value, data);
    }
}

static void find_sole(Node **slot, void *data)
{
    Node *node = *slot;

    if (node->kind == NODE_LET) {
        find_sole_let(node, data);
        return;
    }
    if (node->kind == NODE_BUILTIN && !leaves_operands(node)) {
        share_arguments(node);
    } else if (node->kind == NODE_ASSIGN) {
        share(node->assign.value);
        if (!makes_container(node->assign.value)) {
            share(node->assign.target);
        }
    } else if (!leaves_operands(node)) {
        node_children(node, share_child, NULL);
    }
    node_children(node, find_sole, data);
}

/* --- functions --- */

/* What is called through a value, or stands elsewhere, may change anything. */
static bool is_unknown(const Vertex *vertex)
{
    return vertex->function == NULL ? vertex->root == NULL
                                    : vertex->function->kind == FUNCTION_DECLARE;
}

static bool is_changed_by(const Program *program, const Vertex *vertex)
{
    const Function *function = vertex->function;

    for (uint32_t i = 0; i < vertex->edges.count; i++) {
        if (vertex->edges.items[i].is_call && vertex->edges.items[i].target->changes_sizes) {
            return true;
        }
    }
    return is_unknown(vertex) || (function != NULL && function->body != NULL &&
                                  changes_size(program, function->body, NULL));
}

/* A call that looks its method up names one of them all. */
static void mark_methods(const Vertex *slot)
{
    for (uint32_t i = 0; i < slot->edges.count; i++) {
        slot->edges.items[i].target->function->changes_sizes = true;
    }
}

/* Functions that call each other change sizes if one of them does. */
static void analyse(const Program *program, Component component)
{
    bool changes = false;

    for (uint32_t i = 0; i < component.count && !changes; i++) {
        changes = is_changed_by(program, component.vertices[i]);
    }
    for (uint32_t i = 0; i < component.count; i++) {
        Vertex *vertex = component.vertices[i];

        vertex->changes_sizes = changes;
        if (vertex->function != NULL) {
            vertex->function->changes_sizes |= changes;
        } else if (vertex->root != NULL && changes) {
            mark_methods(vertex);
        }
    }
}

void find_size_changes(Program *program)
{
    CallGraph graph;

    if (!program->changes_sizes) {
        return;
    }
    call_graph_open(&graph, program, &program->scratch);
    for (uint32_t i = 0; i < graph.vertices.count; i++) {
        Function *function = graph.vertices.items[i]->function;

        if (function != NULL) {
            function->changes_sizes = false;
        }
        if (function != NULL && function->body != NULL) {
            find_sole(&function->body, NULL);
        }
    }
    for (uint32_t i = 0; i < graph.components.count; i++) {
        analyse(program, graph.components.items[i]);
    }
    call_graph_close(&graph);
    arena_reset(&program->scratch);
}
