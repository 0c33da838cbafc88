/* emit_annotate: what --annotate says of a closure: where its environment is, and why. */
#include "emit_internal.h"

static void find_binds(Node **slot, void *data)
{
    Node *node = *slot;

    if (node->kind == NODE_BIND) {
        Function *function = node->call.callee->name.symbol->function;
        bool escapes = (node->flags & FLAG_ESCAPES) != 0;

        function->has_heap_environment |= escapes;
        function->has_stack_environment |= !escapes;
    }
    node_children(node, find_binds, data);
}

static void find_binds_of(Function *function, void *data)
{
    if (function->body != NULL) {
        find_binds(&function->body, data);
    }
}

void find_environments(Emitter *e)
{
    if (e->options->annotates) {
        each_function(e->program, find_binds_of, NULL);
    }
}

const char *environment_note(Emitter *e, const Function *function)
{
    if (!e->options->annotates) {
        return NULL;
    }
    if (function->has_heap_environment) {
        return text_format(e, "Its environment is on the heap: %s.",
                           function->why_escapes != NULL ? function->why_escapes
                                                         : "it may outlive its frame");
    }
    if (function->has_stack_environment) {
        return "Its environment is on the stack: no value of it outlives its frame.";
    }
    return function->is_lifted ? "It has no environment: all its calls are known." : NULL;
}
