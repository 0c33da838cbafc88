/* emit_function: functions, their conventions and comments; function values; C's main; what C
 * callers need of a context. */
#include "emit_internal.h"

/* --- conventions --- */

bool function_raises(const Function *function)
{
    return function->effects.raises.count > 0 || function->effects.raises_anything;
}

bool function_takes_context(const Function *function)
{
    if (function->kind == FUNCTION_EXTERN) {
        return false;
    }
    return function_raises(function) || function->effects.needs_context;
}

bool function_is_defined(const Function *function)
{
    return function->body != NULL && function->is_reached && function->kind != FUNCTION_EXTERN
        && function->kind != FUNCTION_DECLARE;
}

bool is_program_main(const Function *function)
{
    return function->module->is_main && function->kind == FUNCTION_DEFINED
        && function->made_from == NULL && strcmp(function->symbol->name->text, "main") == 0;
}

bool is_plain_main(const Function *function)
{
    return !function_takes_context(function) && function->module->initialiser == NULL;
}

bool is_external(const Function *function)
{
    return (function->is_public && !is_program_main(function)) || function->export_name != NULL
        || function->kind == FUNCTION_EXTERN || function->kind == FUNCTION_DECLARE;
}

static bool has_result(const Function *function)
{
    return function->result != NULL && function->result->kind != TYPE_NONE;
}

static const char *pointer_type(Emitter *e, const Type *type)
{
    const char *target = c_type(e, type);

    return text_format(e, target[strlen(target) - 1] == '*' ? "%s*" : "%s *", target);
}

static const char *result_type(Emitter *e, const Function *function)
{
    return function_raises(function) ? use(e, "nb_status") : c_type(e, function->result);
}

/* --- comments --- */

static const char *joined(Emitter *e, const char *text, const char *more)
{
    return text == NULL ? more : text_format(e, "%s %s", text, more);
}

static const char *raises_text(Emitter *e, const Function *function)
{
    const SymbolList *raises = &function->effects.raises;
    const char *text = "Raises";

    if (function->effects.raises_anything) {
        return "Raises anything.";
    }
    if (raises->count == 0) {
        return "Raises nothing.";
    }
    for (uint32_t i = 0; i < raises->count; i++) {
        text = text_format(e, "%s %s%s", text, raises->items[i]->name->text,
                           i + 1 < raises->count ? "," : ".");
    }
    return text;
}

/* "The mean of `a`. Raises EmptyError." */
const char *function_comment(Emitter *e, const Function *function)
{
    const char *text = joined(e, function->c_comment,
                              function->document != NULL ? function->document : "");

    if (function->document == NULL) {
        text = function->c_comment;
    }
    return function->kind == FUNCTION_EXTERN ? text : joined(e, text, raises_text(e, function));
}

/* --- heads --- */

static CNode *function_node(Emitter *e, const Function *function)
{
    CNode *node = c_new(e->arena, C_FUNCTION, function->span);
    bool is_main = is_program_main(function) && is_plain_main(function);

    node->name = function->symbol->c_name;
    node->symbol = function->symbol->name->text;
    node->text = is_main ? "int" : result_type(e, function);
    if (!is_external(function) && !is_main) {
        node->flags |= C_STATIC;
    }
    if (function->is_inline && !is_external(function)) {
        node->flags |= C_INLINE;
    }
    if (function->is_noinline) {
        node->flags |= C_NOINLINE;
        (void)use(e, "NB_NOINLINE");
    }
    if (function_raises(function)) {
        node->flags |= C_MUST_CHECK;
        (void)use(e, "NB_CHECKED");
    }
    return node;
}

static const char *parameter_type(Emitter *e, const Symbol *parameter)
{
    return parameter->is_reference ? pointer_type(e, parameter->type)
                                   : c_type(e, parameter->type);
}

static void push_parameter(Emitter *e, CNode *node, const char *type, const char *name)
{
    c_push(e->arena, &node->parameters, c_declare(e->arena, type, name, NULL));
}

static bool has_parameter(const Function *function, const char *name)
{
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        if (strcmp(function->parameters.items[i]->name->text, name) == 0) {
            return true;
        }
    }
    return false;
}

CNode *function_prototype(Emitter *e, const Function *function)
{
    CNode *node = function_node(e, function);

    if (function_takes_context(function)) {
        push_parameter(e, node, text_format(e, "%s *", use(e, "nb_context")),
                       has_parameter(function, "ctx") ? "ctx_2" : "ctx");
    }
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        const Symbol *parameter = function->parameters.items[i];
        push_parameter(e, node, parameter_type(e, parameter), field_name(e, parameter));
    }
    if (function_raises(function) && has_result(function)) {
        push_parameter(e, node, pointer_type(e, function->result),
                       has_parameter(function, "result") ? "result_2" : "result");
    }
    return node;
}

static void include_foreign(Emitter *e, const char *header)
{
    if (!runtime_use_header(e->runtime, header)) {
        use_header(e, header);
    }
}

void declare_ahead(Emitter *e, const Function *function)
{
    Symbol *symbol = function->symbol;

    if (symbol->fact != NULL) {
        return;
    }
    symbol->fact = symbol;
    if (function->header != NULL) {
        include_foreign(e, function->header);
    } else {
        c_push(e->arena, e->code, function_prototype(e, function));
    }
}

/* --- bodies --- */

static void open_parameters(Emitter *e, CNode *node, const Function *function)
{
    const SymbolList *parameters = &function->parameters;
    const char **names = arena_alloc(e->arena, (parameters->count + 1) * sizeof *names);

    for (uint32_t i = 0; i < parameters->count; i++) {
        names[i] = local_declare(e, parameters->items[i]);
    }
    if (function_takes_context(function)) {
        e->context = local_fresh(e, "ctx");
        push_parameter(e, node, text_format(e, "%s *", use(e, "nb_context")), e->context);
    }
    for (uint32_t i = 0; i < parameters->count; i++) {
        push_parameter(e, node, parameter_type(e, parameters->items[i]), names[i]);
    }
    if (e->raises && has_result(function)) {
        e->result = local_fresh(e, "result");
        push_parameter(e, node, pointer_type(e, function->result), e->result);
    }
}

/* if (nb_stack_is_low(ctx)) { return nb_raise(ctx, &nb_RecursionError, …); } */
static void check_stack(Emitter *e, const Function *function)
{
    if (!function->effects.is_recursive || !e->program->checks.recursion || function->is_unchecked
        || e->context == NULL) {
        return;
    }
    CNode *low = c_call1(e->arena, use(e, "nb_stack_is_low"), context_of(e));
    emit_check(e, low, "RecursionError", "maximum recursion depth exceeded", function->span);
}

static void insert_first(Emitter *e, CNodeList *list, CNode *node)
{
    c_push(e->arena, list, node);
    memmove(&list->items[1], &list->items[0], (list->count - 1) * sizeof *list->items);
    list->items[0] = node;
}

/* What a context is needed for may be nothing of this function's own. */
static void finish_context(Emitter *e, CNodeList *body)
{
    if (e->globals != NULL) {
        CNode *globals = c_member(e->arena, c_unary(e->arena, "*", context_of(e)), "globals");
        (void)use(e, "struct nb_context");
        insert_first(e, body, c_declare(e->arena, text_format(e, "%s_globals *",
                                                              e->program->main->name->text),
                                        e->globals, globals));
    }
}

/* What only the convention asks for. */
static void mark_unused(Emitter *e, CNode *body, const char *name)
{
    CNode *statement = c_new(e->arena, C_EXPRESSION, (Span){0});

    statement->left = c_cast(e->arena, "void", c_name(e->arena, name));
    insert_first(e, &body->list, statement);
}

static void mark_unused_places(Emitter *e, CNode *body)
{
    if (e->result != NULL && !e->uses_result) {
        mark_unused(e, body, e->result);
    }
    if (e->context != NULL && !e->uses_context) {
        mark_unused(e, body, e->context);
    }
}

CNode *context_of(Emitter *e)
{
    e->uses_context = true;
    return c_name(e->arena, e->context != NULL ? e->context : "ctx");
}

CNode *result_of(Emitter *e)
{
    e->uses_result = true;
    return c_name(e->arena, e->result);
}

static void enter_function(Emitter *e, Function *function)
{
    const char *name = function->display_name != NULL ? function->display_name
                                                      : function->symbol->name->text;

    e->function = function;
    e->frame_function = c_string(e->arena, name, (uint32_t)strlen(name));
    e->frame_file = NULL;
    e->raises = function_raises(function);
    e->is_main = is_program_main(function) && is_plain_main(function);
    e->context = NULL;
    e->uses_context = false;
    e->uses_result = false;
    e->result = NULL;
    e->globals = NULL;
    e->returned = NULL;
    e->try_ = NULL;
    e->handled = NULL;
    e->loop_depth = 0;
    e->label_count = 0;
    e->reason = NULL;
}

void emit_function(Emitter *e, Function *function)
{
    CNode *node = function_node(e, function);
    CNode *body = c_new(e->arena, C_BLOCK, function->span);
    uint32_t mark = scope_open(e);

    enter_function(e, function);
    function->symbol->fact = function->symbol;
    e->out = &body->list;
    open_parameters(e, node, function);
    node->comment = function_comment(e, function);
    node->left = body;
    check_stack(e, function);
    emit_statements(e, &function->body->list);
    if (!node_diverges(function->body) && (e->raises || e->is_main)) {
        emit_return(e, NULL, function->span);
    }
    scope_close(e, mark);
    finish_context(e, &body->list);
    mark_unused_places(e, body);
    add_blank_after_declarations(e, &body->list);
    c_push(e->arena, e->code, node);
    e->function = NULL;
}

/* --- function values --- */

static const char *environment_type(Emitter *e, const Function *function, uint32_t count)
{
    const char *name = text_format(e, "%s_environment", function->symbol->c_name);

    if (made_before(e, name)) {
        return name;
    }
    CNode *structure = c_new(e->arena, C_STRUCT, (Span){0});
    structure->name = name;
    structure->comment = text_format(e, "What %s has captured.", function->symbol->c_name);
    for (uint32_t i = 0; i < count; i++) {
        const Symbol *captured = function->parameters.items[i];
        c_push(e->arena, &structure->list,
               c_declare(e->arena, parameter_type(e, captured), field_name(e, captured), NULL));
    }
    c_push(e->arena, e->code, structure);
    return name;
}

static void push_thunk_arguments(Emitter *e, CNode *thunk, CNode *call, const Function *function,
                                 uint32_t bound)
{
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        const Symbol *parameter = function->parameters.items[i];
        const char *name = field_name(e, parameter);

        if (i < bound) {
            CNode *captured = c_unary(e->arena, "*", c_name(e->arena, "captured"));
            c_push(e->arena, &call->list, c_member(e->arena, captured, name));
        } else {
            name = text_format(e, "%s_%u", "a", i - bound);
            push_parameter(e, thunk, parameter_type(e, parameter), name);
            c_push(e->arena, &call->list, c_name(e->arena, name));
        }
    }
}

static void thunk_statement(Emitter *e, CNode *thunk, CNode *expression)
{
    CNode *statement = c_new(e->arena, C_EXPRESSION, (Span){0});

    statement->left = expression;
    c_push(e->arena, &thunk->left->list, statement);
}

/* The call, in the convention of function values. */
static void thunk_body(Emitter *e, CNode *thunk, CNode *call, const Function *function)
{
    CNodeList *body = &thunk->left->list;

    if (function_raises(function)) {
        if (has_result(function)) {
            c_push(e->arena, &call->list, c_name(e->arena, "result"));
        }
        c_push(e->arena, body, c_return(e->arena, call));
        return;
    }
    if (has_result(function)) {
        c_push(e->arena, body,
               c_assign(e->arena, c_unary(e->arena, "*", c_name(e->arena, "result")), "=", call));
    } else {
        thunk_statement(e, thunk, call);
    }
    c_push(e->arena, body, c_return(e->arena, c_name(e->arena, use(e, "NB_OK"))));
}

static void make_thunk(Emitter *e, const Function *function, uint32_t bound, const char *name)
{
    CNode *thunk = generated_function(e, use(e, "nb_status"), name);
    CNode *call = c_call(e->arena, function->symbol->c_name);

    thunk->comment = text_format(e, "%s as a function value.", function->symbol->c_name);
    push_parameter(e, thunk, text_format(e, "%s *", use(e, "nb_context")), "ctx");
    push_parameter(e, thunk, "const void *", "environment");
    if (bound > 0) {
        const char *type = text_format(e, "const %s *", environment_type(e, function, bound));
        c_push(e->arena, &thunk->left->list,
               c_declare(e->arena, type, "captured", c_name(e->arena, "environment")));
        c_push(e->arena, &thunk->left->list, c_new(e->arena, C_BLANK, (Span){0}));
    } else {
        thunk_statement(e, thunk, c_cast(e->arena, "void", c_name(e->arena, "environment")));
    }
    if (function_takes_context(function)) {
        c_push(e->arena, &call->list, c_name(e->arena, "ctx"));
    } else {
        thunk_statement(e, thunk, c_cast(e->arena, "void", c_name(e->arena, "ctx")));
    }
    push_thunk_arguments(e, thunk, call, function, bound);
    if (has_result(function)) {
        push_parameter(e, thunk, pointer_type(e, function->result), "result");
    }
    thunk_body(e, thunk, call, function);
    declare_ahead(e, function);
    c_push(e->arena, e->code, thunk);
}

static CNode *captured_values(Emitter *e, const Node *node, const char *type)
{
    CNode *values = c_new(e->arena, C_COMPOUND, (Span){0});

    values->text = type;
    for (uint32_t i = 0; i < node->call.arguments.count; i++) {
        c_push(e->arena, &values->list, emit_expression(e, node->call.arguments.items[i]));
    }
    return c_unary(e->arena, "&", values);
}

CNode *emit_function_value(Emitter *e, const Node *node)
{
    const Node *named = node->kind == NODE_BIND ? node->call.callee : node;
    const Function *function = named->name.symbol->function;
    uint32_t bound = node->kind == NODE_BIND ? node->call.arguments.count : 0;
    const char *thunk = text_format(e, "%s_call", function->symbol->c_name);
    CNode *value = c_new(e->arena, C_COMPOUND, (Span){0});

    if (!made_before(e, thunk)) {
        make_thunk(e, function, bound, thunk);
    }
    value->text = c_type(e, node->type);
    c_push(e->arena, &value->list, c_name(e->arena, thunk));
    if (bound > 0) {
        c_push(e->arena, &value->list,
               captured_values(e, node, environment_type(e, function, bound)));
    } else {
        runtime_use_header(e->runtime, "stddef.h");
        c_push(e->arena, &value->list, c_name(e->arena, "NULL"));
    }
    return value;
}

/* --- C's main --- */

static CNode *statement_of(Emitter *e, CNode *expression)
{
    CNode *statement = c_new(e->arena, C_EXPRESSION, (Span){0});

    statement->left = expression;
    return statement;
}

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
        c_push(e->arena, body, result != NULL
                   ? c_assign(e->arena, c_name(e->arena, "status"), "=", call)
                   : statement_of(e, call));
    }
    if (failed != NULL) {
        CNode *branch = c_if(e->arena, failed);
        c_push(e->arena, &branch->list,
               statement_of(e, c_call1(e->arena, use(e, "nb_report_uncaught"),
                                       address(e, "context"))));
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
    CNode *function = context_function(e, "void", "free",
                                       "Frees the context and what was allocated through it.");

    push_parameter(e, function, "nb_context *", "ctx");
    return function;
}

static CNode *context_error(Emitter *e)
{
    CNode *function = context_function(e, "const char *", "error",
                                       "The message of the exception that was raised last.");

    push_parameter(e, function, "const nb_context *", "ctx");
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
        c_push(e->arena, body,
               c_assign(e->arena, globals, "=",
                        c_call2(e->arena, use(e, "nb_allocate_zeroed"), ctx,
                                c_integer(e->arena, 1))));
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
    c_push(e->arena, &functions[1]->left->list,
           statement_of(e, c_call1(e->arena, "free", ctx)));
    c_push(e->arena, &functions[2]->left->list,
           c_return(e->arena, c_member(e->arena, c_unary(e->arena, "*", ctx), "message")));
}
