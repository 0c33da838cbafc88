/* emit_main: C's main around the program's, and the functions that give C callers a context. */
#include "emit_internal.h"

/* --- C's main --- */

static CNode *address(Emitter *e, const char *name)
{
    return c_unary(e->arena, "&", c_name(e->arena, name));
}

/* `initialise(&context) != NB_OK || program_main(&context) != NB_OK` */
static CNode *run_all(Emitter *e, const Function *main, const char *result)
{
    CNode *failed = NULL;

    for (uint32_t i = 0; i < e->program->modules.count; i++) {
        const Function *initialiser = e->program->modules.items[i]->initialiser;
        if (initialiser != NULL && function_raises(initialiser)) {
            CNode *call = c_call1(e->arena, initialiser->symbol->c_name, address(e, "context"));
            CNode *test = c_binary(e->arena, "!=", call, c_name(e->arena, "NB_OK"));
            failed = failed == NULL ? test : c_binary(e->arena, "||", failed, test);
        }
    }
    if (main != NULL && function_raises(main)) {
        CNode *call = c_call1(e->arena, main->symbol->c_name, address(e, "context"));
        if (result != NULL) {
            c_push(e->arena, &call->list, address(e, result));
        }
        CNode *test = c_binary(e->arena, "!=", call, c_name(e->arena, use(e, "NB_OK")));
        failed = failed == NULL ? test : c_binary(e->arena, "||", failed, test);
    }
    return failed;
}

static void push_plain_initialisers(Emitter *e, CNodeList *body, CNode *context)
{
    for (uint32_t i = 0; i < e->program->modules.count; i++) {
        const Function *initialiser = e->program->modules.items[i]->initialiser;
        if (initialiser != NULL && !function_raises(initialiser)) {
            c_push(e->arena, body,
                   statement_of(e, c_call1(e->arena, initialiser->symbol->c_name, context)));
        }
    }
}

static const char *globals_type(Emitter *e)
{
    return text_format(e, "%s_globals", e->program->main->name->text);
}

static void push_context_opening(Emitter *e, CNodeList *body)
{
    c_push(e->arena, body,
           statement_of(e, c_call1(e->arena, use(e, "nb_context_open"), address(e, "context"))));
    if (e->has_globals) {
        c_push(e->arena, body,
               c_assign(e->arena, c_member(e->arena, c_name(e->arena, "context"), "globals"), "=",
                        address(e, "globals")));
    }
    push_plain_initialisers(e, body, address(e, "context"));
}

static void push_run(Emitter *e, CNodeList *body, const Function *main)
{
    const char *result = has_result(main) ? "status" : NULL;
    CNode *failed = run_all(e, main, result);

    if (!function_raises(main)) {
        CNode *call = c_call1(e->arena, main->symbol->c_name, address(e, "context"));
        c_push(e->arena, body,
               result != NULL ? c_assign(e->arena, c_name(e->arena, "status"), "=", call)
                              : statement_of(e, call));
    }
    if (failed != NULL) {
        CNode *branch = c_if(e->arena, failed);
        c_push(e->arena, &branch->list,
               statement_of(
                   e, c_call1(e->arena, use(e, "nb_report_uncaught"), address(e, "context"))));
        c_push(e->arena, &branch->list,
               c_assign(e->arena, c_name(e->arena, "status"), "=", c_integer(e->arena, 1)));
        c_push(e->arena, body, branch);
    }
}

void emit_main_around(Emitter *e, const Function *main)
{
    CNode *node = c_new(e->arena, C_FUNCTION, main->span);
    CNode *block = c_new(e->arena, C_BLOCK, main->span);
    CNodeList *body = &block->list;

    node->text = "int";
    node->name = "main";
    node->left = block;
    (void)use(e, "struct nb_context");
    c_push(e->arena, body, c_declare(e->arena, "nb_context", "context", NULL));
    if (e->has_globals) {
        c_push(e->arena, body, c_declare(e->arena, globals_type(e), "globals", NULL));
    }
    c_push(e->arena, body,
           c_declare(e->arena, has_result(main) ? "int32_t" : "int", "status",
                     c_integer(e->arena, 0)));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    push_context_opening(e, body);
    push_run(e, body, main);
    c_push(e->arena, body,
           statement_of(e, c_call1(e->arena, use(e, "nb_context_close"), address(e, "context"))));
    CNode *result = c_new(e->arena, C_CONDITIONAL, (Span){0});
    result->left = c_call(e->arena, use(e, "nb_finish_output"));
    result->right = c_name(e->arena, "status");
    result->third = c_integer(e->arena, 1);
    c_push(e->arena, body, c_return(e->arena, result));
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
                            "A context to call functions with, or NULL: there is no memory.");
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
                                       "The message of the exception that was raised last.");

    add_parameter(e, function, "const nb_context *", "ctx");
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

static void fill_context_new(Emitter *e, CNodeList *body)
{
    CNode *ctx = c_name(e->arena, "ctx");
    CNode *is_null = c_if(e->arena, c_binary(e->arena, "==", ctx, c_name(e->arena, "NULL")));

    runtime_use_header(e->runtime, "stdlib.h");
    runtime_use_header(e->runtime, "stddef.h");
    c_push(e->arena, body,
           c_declare(e->arena, "nb_context *", "ctx",
                     c_call1(e->arena, "malloc",
                             c_unary(e->arena, "sizeof ", c_unary(e->arena, "*", ctx)))));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    c_push(e->arena, &is_null->list, c_return(e->arena, c_name(e->arena, "NULL")));
    c_push(e->arena, body, is_null);
    c_push(e->arena, body, statement_of(e, c_call1(e->arena, use(e, "nb_context_open"), ctx)));
    if (e->has_globals) {
        CNode *globals = c_member(e->arena, c_unary(e->arena, "*", ctx), "globals");
        c_push(
            e->arena, body,
            c_assign(e->arena, globals, "=",
                     c_call2(e->arena, use(e, "nb_allocate_zeroed"), ctx, c_integer(e->arena, 1))));
        c_push(e->arena, &body->items[body->count - 1]->right->list,
               c_call1(e->arena, "sizeof", c_name(e->arena, globals_type(e))));
        CNode *branch = c_if(e->arena, c_binary(e->arena, "==", globals, c_name(e->arena, "NULL")));
        c_push(e->arena, &branch->list, statement_of(e, c_call1(e->arena, "free", ctx)));
        c_push(e->arena, &branch->list, c_return(e->arena, c_name(e->arena, "NULL")));
        c_push(e->arena, body, branch);
    }
    push_plain_initialisers(e, body, ctx);
    c_push(e->arena, body, c_return(e->arena, ctx));
}

void emit_context_functions(Emitter *e)
{
    CNode *ctx = c_name(e->arena, "ctx");
    CNode *functions[] = {context_new(e), context_free(e), context_error(e)};

    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        functions[i]->left = c_new(e->arena, C_BLOCK, (Span){0});
        c_push(e->arena, e->code, functions[i]);
    }
    fill_context_new(e, &functions[0]->left->list);
    (void)use(e, "struct nb_context");
    c_push(e->arena, &functions[1]->left->list,
           statement_of(e, c_call1(e->arena, use(e, "nb_context_close"), ctx)));
    c_push(e->arena, &functions[1]->left->list, statement_of(e, c_call1(e->arena, "free", ctx)));
    c_push(e->arena, &functions[2]->left->list,
           c_return(e->arena, c_member(e->arena, c_unary(e->arena, "*", ctx), "message")));
}
