/* emit_main: C's main around the program's, and the functions that give C callers a context. */
#include "emit_internal.h"
#include "passes.h"

/* --- what a context needs before functions can run --- */

static CNode *member_of_context(Emitter *e, const char *member)
{
    (void)use(e, "struct nb_context");
    return c_member(e->arena, c_unary(e->arena, "*", c_name(e->arena, "ctx")), member);
}

/* `if (stats_initialise(ctx) != NB_OK) { … }` for each module; `failed` stands in the braces. */
static void push_initialisers(Emitter *e, CNodeList *body, const CNodeList *failed)
{
    for (uint32_t i = 0; i < e->program->modules.count; i++) {
        const Function *initialiser = e->program->modules.items[i]->initialiser;
        if (initialiser == NULL) {
            continue;
        }
        CNode *call = c_call1(e->arena, initialiser->symbol->c_name, c_name(e->arena, "ctx"));
        if (!function_raises(initialiser)) {
            c_push(e->arena, body, statement_of(e, call));
            continue;
        }
        CNode *ok = c_name(e->arena, use(e, "NB_OK"));
        CNode *branch = c_if(e->arena, c_binary(e->arena, "!=", call, ok));
        branch->list = *failed;
        c_push(e->arena, body, branch);
    }
}

/* --- C's main --- */

/* The program's function is what nb_run wants where it raises, and has neither parameter nor result
 * nor globals. */
static bool is_runnable(const Emitter *e, const Function *main)
{
    return function_raises(main) && main->parameters.count == 0 && !has_result(main) &&
           !e->has_globals && !ends_collected(e);
}

static void push_globals_of_program(Emitter *e, CNodeList *body)
{
    CNodeList failed = {0};
    CNode *release = release_globals(e);

    if (release != NULL) {
        c_push(e->arena, &failed, release);
    }
    c_push(e->arena, &failed, c_return(e->arena, c_name(e->arena, "NB_RAISED")));
    c_push(e->arena, body,
           c_declare(e->arena, text_format(e, "static %s", globals_type(e)), "globals", NULL));
    c_push(e->arena, body,
           c_assign(e->arena, member_of_context(e, "globals"), "=",
                    c_unary(e->arena, "&", c_name(e->arena, "globals"))));
    push_initialisers(e, body, &failed);
}

/* nb_list_str *args = NULL;
 *
 * if (nb_list_str_arguments(ctx, &args) != NB_OK) { … } */
static CNode *push_arguments(Emitter *e, CNodeList *body, const Symbol *parameter)
{
    const char *make = template_function(e, parameter->type, "arguments");
    CNode *args = c_name(e->arena, "args");
    CNode *call = c_call2(e->arena, make, c_name(e->arena, "ctx"), c_unary(e->arena, "&", args));
    CNode *ok = c_name(e->arena, use(e, "NB_OK"));
    CNode *branch = c_if(e->arena, c_binary(e->arena, "!=", call, ok));

    c_push(e->arena, body,
           c_declare(e->arena, c_type(e, parameter->type), "args", c_name(e->arena, "NULL")));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    c_push(e->arena, &branch->list, c_return(e->arena, c_name(e->arena, "NB_RAISED")));
    c_push(e->arena, body, branch);
    return args;
}

/* nb_list_str_release(ctx, &args); */
static CNode *release_arguments(Emitter *e, const Symbol *parameter)
{
    const char *release = template_function(e, parameter->type, "release");
    CNode *place = c_unary(e->arena, "&", c_name(e->arena, "args"));

    return statement_of(e, c_call2(e->arena, release, c_name(e->arena, "ctx"), place));
}

/* What the program held is released behind its call, whose result stands in `status` meanwhile. */
static void push_releases(Emitter *e, CNodeList *body, const Function *main, CNode **status)
{
    CNode *globals = release_globals(e);
    bool has_arguments = main->parameters.count > 0 && counts_references(e->program);

    if (globals == NULL && !has_arguments) {
        return;
    }
    if (function_raises(main)) {
        const char *type = text_format(e, "const %s", use(e, "nb_status"));

        c_push(e->arena, body, c_declare(e->arena, type, "status", *status));
        *status = c_name(e->arena, "status");
    }
    if (has_arguments) {
        c_push(e->arena, body, release_arguments(e, main->parameters.items[0]));
    }
    if (globals != NULL) {
        c_push(e->arena, body, globals);
    }
}

/* The call of the program's function; its result goes to the context. */
static CNode *program_call(Emitter *e, CNodeList *body, const Function *main)
{
    CNode *call = c_call(e->arena, main->symbol->c_name);

    if (main->effects.needs_context || function_raises(main)) {
        c_push(e->arena, &call->list, c_name(e->arena, "ctx"));
    }
    if (main->parameters.count > 0) {
        c_push(e->arena, &call->list, push_arguments(e, body, main->parameters.items[0]));
    }
    return call;
}

static void push_program_call(Emitter *e, CNodeList *body, const Function *main)
{
    CNode *status = has_result(main) ? member_of_context(e, "exit_status") : NULL;
    CNode *call = program_call(e, body, main);

    if (!function_raises(main)) {
        c_push(e->arena, body,
               status == NULL ? statement_of(e, call) : c_assign(e->arena, status, "=", call));
        call = c_name(e->arena, use(e, "NB_OK"));
    } else if (status != NULL) {
        c_push(e->arena, &call->list, c_unary(e->arena, "&", status));
    }
    push_releases(e, body, main, &call);
    c_push(e->arena, body, c_return(e->arena, call));
}

/* The function that nb_run runs where the program's own is not runnable. */
static const char *make_program(Emitter *e, const Function *main)
{
    const char *name = file_name(e, text_format(e, "%s_program", main->module->name->text));
    CNode *function = generated_function(e, use(e, "nb_status"), name);

    function->comment = e->has_globals ? "Sets the globals, then runs main." : "Runs main.";
    add_parameter(e, function, text_format(e, "%s *", use(e, "nb_context")), "ctx");
    if (e->has_globals) {
        push_globals_of_program(e, &function->left->list);
    }
    push_program_call(e, &function->left->list, main);
    c_push(e->arena, e->code, function);
    return name;
}

/* nb_run_with(NULL, argc, argv, stats_program) */
static CNode *run_call_with(Emitter *e, CNode *allocator, CNode *program)
{
    CNode *call = c_call(e->arena, use(e, "nb_run_with"));

    c_push(e->arena, &call->list, allocator != NULL ? allocator : c_name(e->arena, "NULL"));
    c_push(e->arena, &call->list, c_name(e->arena, "argc"));
    c_push(e->arena, &call->list, c_name(e->arena, "argv"));
    c_push(e->arena, &call->list, program);
    return call;
}

static CNode *run_call(Emitter *e, CNode *allocator, CNode *program)
{
    return allocator != NULL ? c_call2(e->arena, use(e, "nb_run_on"), allocator, program)
                             : c_call1(e->arena, use(e, "nb_run"), program);
}

/* nb_tracking_allocator tracking = nb_tracking_allocator_new(&nb_heap); gives &tracking.base. */
static CNode *push_tracking(Emitter *e, CNodeList *body)
{
    const char *type = use(e, "nb_tracking_allocator");
    CNode *tracking = c_name(e->arena, "tracking");
    CNode *from = allocator_of(e);

    if (from == NULL) {
        from = c_unary(e->arena, "&", c_name(e->arena, use(e, "nb_heap")));
    }
    c_push(e->arena, body,
           c_declare(e->arena, type, "tracking",
                     c_call1(e->arena, use(e, "nb_tracking_allocator_new"), from)));
    return c_unary(e->arena, "&", c_member(e->arena, tracking, "base"));
}

/* const int status = nb_run_on(…); nb_leak_report(&tracking); */
static void push_reported_run(Emitter *e, CNodeList *body, CNode *run)
{
    CNode *report = c_call1(e->arena, use(e, "nb_leak_report"),
                            c_unary(e->arena, "&", c_name(e->arena, "tracking")));

    c_push(e->arena, body, c_declare(e->arena, "const int", "status", run));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    c_push(e->arena, body, statement_of(e, c_cast(e->arena, "void", report)));
    c_push(e->arena, body, c_return(e->arena, c_name(e->arena, "status")));
}

/* `return nb_run(stats_main);` */
void emit_main_around(Emitter *e, const Function *main)
{
    CNode *node = c_new(e->arena, C_FUNCTION, main->span);
    const char *program = is_runnable(e, main) ? main->symbol->c_name : make_program(e, main);
    bool takes_arguments = main->parameters.count > 0;
    bool reports_leaks = e->options->reports_leaks && counts_references(e->program);

    node->text = "int";
    node->name = "main";
    if (takes_arguments) {
        add_parameter(e, node, "int", "argc");
        add_parameter(e, node, "char **", "argv");
    }
    node->left = c_new(e->arena, C_BLOCK, main->span);
    CNodeList *body = &node->left->list;
    CNode *allocator = reports_leaks ? push_tracking(e, body) : allocator_of(e);
    CNode *name = c_name(e->arena, program);
    CNode *run = takes_arguments ? run_call_with(e, allocator, name) : run_call(e, allocator, name);

    if (reports_leaks) {
        push_reported_run(e, body, run);
    } else {
        c_push(e->arena, body, c_return(e->arena, run));
    }
    c_push(e->arena, e->code, node);
}

/* --- contexts for C callers --- */

static CNode *context_function(Emitter *e, const char *result, const char *name, const char *what)
{
    CNode *function = c_new(e->arena, C_FUNCTION, (Span){0});

    function->text = result;
    function->name = text_format(e, "%s_context_%s", e->program->main->name->text, name);
    function->comment = what;
    (void)use(e, "nb_context");
    return function;
}

static CNode *context_new(Emitter *e)
{
    return context_function(e, "nb_context *", "new",
                            e->has_globals
                                ? "A context to call functions with, its globals set, or NULL: "
                                  "that failed."
                                : "A context to call functions with, or NULL: there is no memory.");
}

static CNode *context_free(Emitter *e)
{
    CNode *function =
        context_function(e, "void", "free", "Frees the context and what was allocated through it.");

    add_parameter(e, function, "nb_context *", "ctx");
    return function;
}

static CNode *context_error(Emitter *e)
{
    CNode *function = context_function(e, "const char *", "error",
                                       "What was raised last: \"IndexError: index out of range\". "
                                       "The context owns the text.");

    add_parameter(e, function, "nb_context *", "ctx");
    return function;
}

void push_context_prototypes(Emitter *e, CNodeList *nodes)
{
    CNode *prototypes[] = {context_new(e), context_free(e), context_error(e)};

    for (size_t i = 0; i < sizeof prototypes / sizeof *prototypes; i++) {
        if (!e->is_header) {
            prototypes[i]->comment = NULL;
        }
        c_push(e->arena, nodes, prototypes[i]);
    }
}

/* `ctx->globals = nb_allocate_zeroed(ctx, 1, sizeof(stats_globals));` and setting them. */
static void push_globals_of_context(Emitter *e, CNodeList *body)
{
    CNode *ctx = c_name(e->arena, "ctx");
    CNode *globals = member_of_context(e, "globals");
    CNode *size = c_call1(e->arena, "sizeof", c_name(e->arena, globals_type(e)));
    CNode *allocation = uses_collector(e) ? c_call3(e->arena, use(e, "nb_obtain"), ctx, size,
                                                    c_name(e->arena, use(e, "NB_ZEROED")))
                                          : c_call3(e->arena, use(e, "nb_allocate_zeroed"), ctx,
                                                    c_integer(e->arena, 1), size);
    CNode *branch = c_if(e->arena, c_binary(e->arena, "==", globals, c_name(e->arena, "NULL")));
    const char *end = text_format(e, "%s_context_free", e->program->main->name->text);

    c_push(e->arena, &branch->list, statement_of(e, c_call1(e->arena, end, ctx)));
    c_push(e->arena, &branch->list, c_return(e->arena, c_name(e->arena, "NULL")));
    c_push(e->arena, body, c_assign(e->arena, globals, "=", allocation));
    c_push(e->arena, body, branch);
    push_initialisers(e, body, &branch->list);
}

static void fill_context_new(Emitter *e, CNodeList *body)
{
    CNode *ctx = c_name(e->arena, "ctx");
    CNode *is_null = c_if(e->arena, c_binary(e->arena, "==", ctx, c_name(e->arena, "NULL")));
    CNode *size = c_unary(e->arena, "sizeof ", c_unary(e->arena, "*", ctx));
    CNode *allocator = allocator_of(e);

    runtime_use_header(e->runtime, uses_collector(e) ? "gc.h" : "stdlib.h");
    runtime_use_header(e->runtime, "stddef.h");
    c_push(e->arena, body,
           c_declare(
               e->arena, "nb_context *", "ctx",
               c_call1(e->arena, uses_collector(e) ? "GC_malloc_uncollectable" : "malloc", size)));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    c_push(e->arena, &is_null->list, c_return(e->arena, c_name(e->arena, "NULL")));
    c_push(e->arena, body, is_null);
    c_push(e->arena, body, statement_of(e, c_call1(e->arena, use(e, "nb_context_open"), ctx)));
    if (allocator != NULL) {
        c_push(e->arena, body,
               c_assign(e->arena, member_of_context(e, "allocator"), "=", allocator));
    }
    if (e->has_globals) {
        push_globals_of_context(e, body);
    }
    c_push(e->arena, body, c_return(e->arena, ctx));
}

/* if (ctx->globals != NULL) { stats_release_globals(ctx); } */
static void fill_context_free(Emitter *e, CNodeList *body, CNode *release)
{
    if (release == NULL) {
        return;
    }
    if (!e->has_globals) {
        c_push(e->arena, body, release);
        return;
    }
    CNode *globals = member_of_context(e, "globals");
    CNode *branch = c_if(e->arena, c_binary(e->arena, "!=", globals, c_name(e->arena, "NULL")));
    runtime_use_header(e->runtime, "stddef.h");
    c_push(e->arena, &branch->list, release);
    c_push(e->arena, body, branch);
}

void emit_context_functions(Emitter *e)
{
    CNode *ctx = c_name(e->arena, "ctx");
    CNode *functions[] = {context_new(e), context_free(e), context_error(e)};
    CNode *release = release_globals(e); /* whose function stands before these */

    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        functions[i]->left = c_new(e->arena, C_BLOCK, (Span){0});
        c_push(e->arena, e->code, functions[i]);
    }
    fill_context_new(e, &functions[0]->left->list);
    (void)use(e, "struct nb_context");
    fill_context_free(e, &functions[1]->left->list, release);
    c_push(e->arena, &functions[1]->left->list,
           statement_of(e, c_call1(e->arena, use(e, "nb_context_close"), ctx)));
    c_push(e->arena, &functions[1]->left->list,
           statement_of(e, c_call1(e->arena, uses_collector(e) ? "GC_free" : "free", ctx)));
    c_push(e->arena, &functions[2]->left->list,
           c_return(e->arena, c_call1(e->arena, use(e, "nb_describe_raised"), ctx)));
}
