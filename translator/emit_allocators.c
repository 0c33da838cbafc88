/* emit_allocators: the functions by which C callers choose where memory comes from, and what else a
 * context carries for them. The runtime's own are static in the output file; these call them, under
 * the module's name. */
#include "emit_internal.h"

#include <string.h>

enum { MOST_PARAMETERS = 4 };

/* A function of the runtime that C callers get. */
typedef struct Offer {
    const char *name;
    const char *runtime; /* the runtime's function; NULL: it tells whether there is a collector */
    const char *result;
    const char *parameters[2 * MOST_PARAMETERS]; /* types and names, ended by NULL */
    const char *type;                            /* of the runtime, which the header needs */
    const char *comment;
} Offer;

static const Offer offers[] = {
    {"context_set_allocator",
     "nb_context_set_allocator",
     "nb_allocator *",
     {"nb_context *", "ctx", "nb_allocator *", "allocator"},
     "struct nb_allocator",
     "From now on the context's objects come from that allocator, or, where it is NULL, from the "
     "context itself, which keeps them until it ends. Gives the former one. What was made on one "
     "allocator must neither grow nor end on another."},
    {"heap_allocator",
     "nb_heap_allocator",
     "nb_allocator *",
     {NULL},
     "struct nb_allocator",
     "The C library's memory."},
    {"arena_allocator",
     "nb_arena_allocator_new",
     "nb_arena_allocator",
     {NULL},
     "nb_arena_allocator",
     "An arena, which gives all back at once. A context takes the address of its `base`."},
    {"arena_clear",
     "nb_arena_clear",
     "void",
     {"nb_arena *", "arena"},
     "nb_arena",
     "Gives back all that an arena or a pool has: `&allocator.arena`."},
    {"pool_allocator",
     "nb_pool_allocator_new",
     "nb_pool_allocator",
     {"nb_allocator *", "from", "size_t", "size"},
     "nb_pool_allocator",
     "A pool of blocks of that size; larger ones come `from` another allocator."},
    {"tracking_allocator",
     "nb_tracking_allocator_new",
     "nb_tracking_allocator",
     {"nb_allocator *", "from"},
     "nb_tracking_allocator",
     "Tracks what is taken `from` another allocator."},
    {"leak_report",
     "nb_leak_report",
     "bool",
     {"const nb_tracking_allocator *", "tracking"},
     "nb_tracking_allocator",
     "Writes to standard error what was not given back. Was everything?"},
    {"temporary_open",
     "nb_temporary_open",
     "void",
     {"nb_temporary *", "scope", "nb_context *", "ctx"},
     "nb_temporary",
     "Begins a scope, whose objects come from an arena. What exists already must neither grow nor "
     "end in it."},
    {"temporary_close",
     "nb_temporary_close",
     "void",
     {"nb_temporary *", "scope"},
     "nb_temporary",
     "Ends the scope and all objects that were made in it. An exception stays in flight."},
    {"context_set_caller",
     "nb_context_set_caller",
     "void",
     {"nb_context *", "ctx", "const char *", "function", "const char *", "file", "int", "line"},
     "nb_context",
     "Says which C code calls from now on: the outermost place in tracebacks. The texts live on; "
     "where `file` is NULL there is none."},
    {"context_report",
     "nb_context_report",
     "void",
     {"nb_context *", "ctx"},
     "nb_context",
     "Writes to standard error what was raised last, and from where, if anything was."},
    {"context_set_data",
     "nb_context_set_data",
     "void",
     {"nb_context *", "ctx", "void *", "data"},
     "nb_context",
     "Gives the context a pointer of the caller's own."},
    {"context_data",
     "nb_context_data",
     "void *",
     {"const nb_context *", "ctx"},
     "nb_context",
     "The pointer of the caller's own, NULL at first."},
    {"uses_collector",
     NULL,
     "bool",
     {NULL},
     "nb_context",
     "Are some objects the Boehm collector's, so that pointers to them must stay where it looks?"},
};

static CNode *function_of(Emitter *e, const Offer *offer)
{
    CNode *function = c_new(e->arena, C_FUNCTION, (Span){0});

    function->text = offer->result;
    function->name = text_format(e, "%s_%s", e->program->main->name->text, offer->name);
    function->comment = offer->comment;
    (void)use(e, offer->type);
    for (uint32_t i = 0; i < 2 * MOST_PARAMETERS && offer->parameters[i] != NULL; i += 2) {
        add_parameter(e, function, offer->parameters[i], offer->parameters[i + 1]);
    }
    return function;
}

static CNode *call_of(Emitter *e, const Offer *offer)
{
    if (offer->runtime == NULL) {
        return c_return(e->arena, c_name(e->arena, uses_collector(e) ? "true" : "false"));
    }
    CNode *call = c_call(e->arena, use(e, offer->runtime));

    for (uint32_t i = 0; i < 2 * MOST_PARAMETERS && offer->parameters[i] != NULL; i += 2) {
        c_push(e->arena, &call->list, c_name(e->arena, offer->parameters[i + 1]));
    }
    return strcmp(offer->result, "void") == 0 ? statement_of(e, call) : c_return(e->arena, call);
}

void push_allocator_prototypes(Emitter *e, CNodeList *prototypes)
{
    runtime_use_header(e->runtime, "stdbool.h");
    runtime_use_header(e->runtime, "stddef.h");
    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++) {
        CNode *prototype = function_of(e, &offers[i]);

        prototype->comment = e->is_header ? prototype->comment : NULL;
        c_push(e->arena, prototypes, prototype);
    }
}

void emit_allocator_functions(Emitter *e)
{
    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++) {
        CNode *function = function_of(e, &offers[i]);

        function->left = c_new(e->arena, C_BLOCK, (Span){0});
        c_push(e->arena, &function->left->list, call_of(e, &offers[i]));
        c_push(e->arena, e->code, function);
    }
}
