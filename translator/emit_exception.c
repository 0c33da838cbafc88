/* emit_exception: frames, raising, and what happens where an exception arrives: it goes on to the
 * handlers of the try around it (emit_try.c) or to the caller. */
#include "emit_internal.h"

/* --- frames --- */

/* &(nb_frame){"main", "kernel.py", 12} */
static CNode *frame(Emitter *e, CNode *function, const char *file, CNode *line)
{
    CNode *place = c_new(e->arena, C_COMPOUND, (Span){0});

    place->text = use(e, "nb_frame");
    c_push(e->arena, &place->list, function);
    c_push(e->arena, &place->list, c_string(e->arena, file, (uint32_t)strlen(file)));
    c_push(e->arena, &place->list, line);
    return c_unary(e->arena, "&", place);
}

/* A place in the module's own file is short: NB_AT("main", 12). */
CNode *frame_of(Emitter *e, Span span)
{
    CNode *line = c_integer(e->arena, span.line);

    if (span.source != e->module->source->position) {
        return frame(e, e->frame_function, span_file(&e->program->sources, span), line);
    }
    e->has_frames = true;
    return c_call2(e->arena, "NB_AT", e->frame_function, line);
}

void push_frame_macro(Emitter *e, const Module *module, CNodeList *nodes)
{
    const char *file = module->source->name;
    CNode *macro = c_new(e->arena, C_DEFINE, (Span){0});

    macro->comment = text_format(e, "A place in %s, for tracebacks.", file);
    macro->name = "NB_AT(function, line)";
    macro->text = e->has_frame_macro ? "NB_AT" : NULL;
    e->has_frame_macro = true;
    macro->left = frame(e, c_name(e->arena, "function"), file, c_name(e->arena, "line"));
    c_push(e->arena, nodes, macro);
}

static CNode *traceback(Emitter *e, Span span)
{
    return c_call2(e->arena, use(e, "nb_traceback"), context_of(e), frame_of(e, span));
}

void push_goto(Emitter *e, Try *t, Span span)
{
    CNode *jump = c_new(e->arena, C_GOTO, span);

    jump->text = t->label;
    t->jumps++;
    push(e, jump, span);
}

void push_ignored(Emitter *e, CNode *call, Span span)
{
    push_expression(e, c_cast(e->arena, "void", call), span);
}

/* --- arriving --- */

/* Tells what arrives at the label, and puts it in flight. */
static void set_status(Emitter *e, const Try *t, CNode *raised, int handler, Span span)
{
    CNode *value = raised;

    if (raised != NULL && (t->status == NULL || t->is_numbered)) {
        push_ignored(e, raised, span);
        value = NULL;
    }
    if (t->status == NULL) {
        return;
    }
    if (value == NULL) {
        value = t->is_numbered && handler != IN_FLIGHT ? c_integer(e->arena, FIRST_NUMBER + handler)
                                                       : c_name(e->arena, use(e, "NB_RAISED"));
    }
    push(e, c_assign(e->arena, c_name(e->arena, t->status), "=", value), span);
}

void arrive(Emitter *e, CNode *raised, int handler, Span span)
{
    Try *t = e->try_;

    if (t == NULL) {
        push(e, c_return(e->arena, raised != NULL ? raised : c_name(e->arena, "NB_RAISED")), span);
        return;
    }
    if (t->is_inline) {
        if (raised != NULL) {
            push_ignored(e, raised, span);
        }
        emit_handlers(e, t, handler, span);
        return;
    }
    t->has_flights |= handler == IN_FLIGHT;
    set_status(e, t, raised, handler, span);
    push_goto(e, t, span);
}

/* if ((status = call) != NB_OK) { goto handler_1; } */
static CNode *guard_condition(Emitter *e, CNode *call)
{
    const Try *t = e->try_;

    if (t != NULL && !t->is_inline && t->status != NULL && !t->keeps_frames && !t->is_numbered) {
        call = c_binary(e->arena, "=", c_name(e->arena, t->status), call);
    }
    return c_binary(e->arena, "!=", call, c_name(e->arena, use(e, "NB_OK")));
}

/* What follows a raising point with its handlers inline: beside them where they come to their end.
 */
static void go_on_beside(Emitter *e, const Try *t, CNode *branch)
{
    if (!handlers_diverge(t->node)) {
        branch->third = c_new(e->arena, C_BLOCK, (Span){0});
        e->out = &branch->third->list;
    }
}

void emit_guarded(Emitter *e, CNode *call, Span span)
{
    Try *t = e->try_;
    CNode *branch = c_if(e->arena, guard_condition(e, call));
    CNodeList *outer = e->out;

    push(e, branch, span);
    e->out = &branch->list;
    if (t == NULL || t->keeps_frames) {
        arrive(e, traceback(e, span), IN_FLIGHT, span);
    } else if (!t->is_inline && t->status != NULL && !t->is_numbered) {
        push_goto(e, t, span);
    } else {
        arrive(e, NULL, IN_FLIGHT, span);
    }
    finish_list(e, e->out);
    e->out = outer;
    if (t != NULL && t->is_inline) {
        go_on_beside(e, t, branch);
    }
}

/* --- raising --- */

static Try *jump_target(const Emitter *e, const Symbol *exception)
{
    Try *t = e->try_;

    return t != NULL && !t->is_finally && is_raised_by_jump(t->node, exception) ? t : NULL;
}

static int handler_position(const Node *node, const Symbol *exception)
{
    bool is_certain;
    const Node *handler = find_handler(node, exception, &is_certain);

    for (uint32_t i = 0; i < node->try_.handlers.count; i++) {
        if (node->try_.handlers.items[i] == handler) {
            return (int)i;
        }
    }
    return IN_FLIGHT;
}

static void emit_check_raise(Emitter *e, Symbol *exception, const char *message, Span span)
{
    const Try *t = jump_target(e, exception);

    if (t != NULL) {
        arrive(e, NULL, handler_position(t->node, exception), span);
        return;
    }
    CNode *call = c_call3(e->arena, use(e, "nb_raise"), context_of(e), exception_type(e, exception),
                          c_string(e->arena, message, (uint32_t)strlen(message)));
    c_push(e->arena, &call->list, frame_of(e, span));
    arrive(e, call, IN_FLIGHT, span);
}

void emit_check(Emitter *e, CNode *condition, const char *exception, const char *message, Span span)
{
    Symbol *symbol = builtin_exception(e->program, exception);
    Try *t = e->try_;

    if (condition == NULL) {
        condition = c_name(e->arena, "true");
        runtime_use_header(e->runtime, "stdbool.h");
    }
    CNode *branch = c_if(e->arena, condition);
    CNodeList *outer = e->out;
    push(e, branch, span);
    e->out = &branch->list;
    emit_check_raise(e, symbol, message, span);
    e->out = outer;
    if (t != NULL && t->is_inline) {
        go_on_beside(e, t, branch);
    }
}

static const Node *message_argument(const Node *construct)
{
    return construct->construct.arguments.count > 0 ? construct->construct.arguments.items[0]
                                                    : NULL;
}

static CNode *raise_with_message(Emitter *e, Symbol *exception, const Node *message, Span span)
{
    bool is_literal = message == NULL || (message->kind == NODE_STRING &&
                                          is_c_text(message->string.bytes, message->string.size));
    CNode *text = message == NULL ? c_string(e->arena, "", 0)
                  : is_literal    ? c_string(e->arena, message->string.bytes, message->string.size)
                                  : emit_expression(e, message);
    CNode *call = c_call3(e->arena, use(e, is_literal ? "nb_raise" : "nb_raise_text"),
                          context_of(e), exception_type(e, exception), text);

    c_push(e->arena, &call->list, frame_of(e, span));
    return call;
}

/* The object of `raise E(…)`, made in a local. */
static CNode *new_object(Emitter *e, const Node *value, Span span)
{
    const Symbol *exception = value->type->declaration;
    const Type *type = exception_has_struct(exception)
                           ? value->type
                           : builtin_exception(e->program, "Exception")->type;
    CNode *object = declare_result(e, "raised", type, NULL, span);
    CNode *call = emit_exception_new(e, value);

    c_push(e->arena, &call->list, address_of(e, object));
    emit_guarded(e, call, span);
    return object;
}

bool has_cause(const Node *node)
{
    return node->raise.cause != NULL && node->raise.cause->kind != NODE_NONE;
}

/* What the context takes over; where exceptions are not counted nobody else gives it up. */
static CNode *given_exception(Emitter *e, const Node *value)
{
    CNode *base = exception_upcast(e, emit_expression(e, value), value->type->declaration, NULL);

    return is_counted(e, value->type) ? base
                                      : c_call1(e->arena, use(e, "nb_retain_exception"), base);
}

static void raise_object(Emitter *e, const Node *node)
{
    const Node *value = node->raise.value;
    CNode *base =
        value->kind == NODE_CONSTRUCT
            ? exception_upcast(e, new_object(e, value, node->span), value->type->declaration, NULL)
            : given_exception(e, value);
    CNode *call =
        c_call2(e->arena, use(e, has_cause(node) ? "nb_raise_value_from" : "nb_raise_value"),
                context_of(e), base);

    if (has_cause(node)) {
        c_push(e->arena, &call->list, given_exception(e, node->raise.cause));
    }
    c_push(e->arena, &call->list, frame_of(e, node->span));
    arrive(e, call, IN_FLIGHT, node->span);
}

/* raise E("message") from e */
static CNode *raise_with_cause(Emitter *e, const Node *node)
{
    const Node *value = node->raise.value;
    const Node *message = message_argument(value);
    CNode *call = c_call3(e->arena, use(e, "nb_raise_from"), context_of(e),
                          exception_type(e, value->type->declaration),
                          message != NULL ? emit_value(e, message) : emit_string(e, "", 0));

    c_push(e->arena, &call->list, given_exception(e, node->raise.cause));
    c_push(e->arena, &call->list, frame_of(e, node->span));
    return call;
}

/* What was caught flies again, or what is still in flight goes on. */
static void raise_again(Emitter *e, const Node *value, Span span)
{
    CNode *raised = NULL;

    if (value != NULL) {
        raised = c_call2(e->arena, use(e, "nb_reraise"), context_of(e),
                         given_exception(e, value->builtin.arguments.items[0]));
    }
    arrive(e, raised, IN_FLIGHT, span);
}

void emit_raise(Emitter *e, const Node *node)
{
    const Node *value = node->raise.value;

    if (raises_again(node)) {
        raise_again(e, value, node->span);
        return;
    }
    Symbol *exception = value->type->declaration;
    const Try *t = jump_target(e, exception);
    if (t != NULL) {
        arrive(e, NULL, handler_position(t->node, exception), node->span);
    } else if (value->kind != NODE_CONSTRUCT || exception_has_struct(exception)) {
        raise_object(e, node);
    } else if (has_cause(node)) {
        arrive(e, raise_with_cause(e, node), IN_FLIGHT, node->span);
    } else {
        arrive(e, raise_with_message(e, exception, message_argument(value), node->span), IN_FLIGHT,
               node->span);
    }
}

/* --- catching --- */

/* `nb_catch(ctx)`; of an option, which a finally asks for: `status != NB_OK ? nb_catch(ctx) :
 * NULL`. */
CNode *emit_caught(Emitter *e, const Node *node)
{
    CNode *caught = c_call1(e->arena, use(e, "nb_catch"), context_of(e));

    if (node->type->kind != TYPE_OPTION) {
        return exception_has_struct(node->type->declaration)
                   ? c_cast(e->arena, c_type(e, node->type), caught)
                   : caught;
    }
    if (e->flight_status == NULL) {
        return caught;
    }
    CNode *choice = c_new(e->arena, C_CONDITIONAL, (Span){0});
    choice->left = c_binary(e->arena, "!=", c_name(e->arena, e->flight_status),
                            c_name(e->arena, use(e, "NB_OK")));
    choice->right = caught;
    choice->third = c_name(e->arena, "NULL");
    runtime_use_header(e->runtime, "stddef.h");
    return choice;
}

/* --- exceptions with fields --- */

static CNode *sizeof_of(Emitter *e, const char *type)
{
    return c_call1(e->arena, "sizeof", c_name(e->arena, type));
}

static void list_fields(const Symbol *exception, SymbolList *fields, Arena *arena)
{
    if (exception == NULL || exception->declaration->is_builtin) {
        return;
    }
    list_fields(exception->declaration->base, fields, arena);
    for (uint32_t i = 0; i < exception->declaration->fields.count; i++) {
        LIST_PUSH(arena, fields, exception->declaration->fields.items[i]);
    }
}

static void set_fields(Emitter *e, CNode *function, Symbol *exception, const SymbolList *fields)
{
    CNode *made = c_unary(e->arena, "*", c_name(e->arena, "result"));

    for (uint32_t i = 0; i < fields->count; i++) {
        CNode *place = exception_field(e, made, exception, i);
        c_push(e->arena, &function->left->list,
               c_assign(e->arena, place, "=", c_name(e->arena, field_name(e, fields->items[i]))));
    }
}

/* `nb_release_str(ctx, &code);` for each field; `exception` NULL: of the parameters, else of the
 * fields of `made`. */
static void push_field_releases(Emitter *e, CNodeList *list, const SymbolList *fields,
                                Symbol *exception)
{
    for (uint32_t i = 0; i < fields->count; i++) {
        const char *release = releaser_of(e, fields->items[i]->type);

        if (release != NULL) {
            CNode *place = exception != NULL
                               ? exception_field(e, c_name(e->arena, "made"), exception, i)
                               : c_name(e->arena, field_name(e, fields->items[i]));

            c_push(e->arena, list,
                   statement_of(e, c_call2(e->arena, release, c_name(e->arena, "ctx"),
                                           address_of(e, place))));
        }
    }
}

/* `static void Broken_release(nb_context *ctx, void *object)`: gives up the fields. NULL: they hold
 * nothing that is counted. */
static const char *make_field_release(Emitter *e, Symbol *exception, const SymbolList *fields)
{
    CNodeList releases = {0};

    push_field_releases(e, &releases, fields, exception);
    if (releases.count == 0) {
        return NULL;
    }
    const char *name = file_name(e, text_format(e, "%s_release", exception->c_name));
    CNode *function = generated_function(e, "void", name);
    add_parameter(e, function, "nb_context *", "ctx");
    add_parameter(e, function, "void *", "object");
    c_push(e->arena, &function->left->list,
           c_declare(e->arena, c_type(e, exception->type), "made", c_name(e->arena, "object")));
    c_push(e->arena, &function->left->list, c_new(e->arena, C_BLANK, (Span){0}));
    push_list(e, &function->left->list, &releases);
    c_push(e->arena, &e->type_functions, function);
    return name;
}

/* `made->release = Broken_release;` where there is something to give up. */
static void set_release(Emitter *e, CNodeList *body, Symbol *exception, const SymbolList *fields)
{
    const char *release = make_field_release(e, exception, fields);

    if (release != NULL) {
        CNode *place =
            c_member(e->arena, c_unary(e->arena, "*", c_name(e->arena, "made")), "release");

        (void)use(e, "struct nb_exception");
        c_push(e->arena, body, c_assign(e->arena, place, "=", c_name(e->arena, release)));
    }
}

/* `static nb_status Broken_new(nb_context *ctx, nb_str message, int64_t code, Broken **result)` */
static void make_constructor(Emitter *e, Symbol *exception, const char *name)
{
    CNode *function = generated_function(e, use(e, "nb_status"), name);
    CNodeList *body = &function->left->list;
    const char *type = c_type(e, exception->type);
    SymbolList fields = {0};

    list_fields(exception, &fields, e->arena);
    function->comment = text_format(e, "Makes %s. Raises MemoryError.", with_article(e, exception));
    add_parameter(e, function, "nb_context *", "ctx");
    add_parameter(e, function, "nb_str", "message");
    for (uint32_t i = 0; i < fields.count; i++) {
        add_parameter(e, function, c_type(e, fields.items[i]->type),
                      field_name(e, fields.items[i]));
    }
    add_parameter(e, function, text_format(e, "%s*", type), "result");
    c_push(e->arena, body, c_declare(e->arena, "nb_exception *", "made", NULL));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    CNode *call = c_call3(e->arena, use(e, "nb_exception_new"), c_name(e->arena, "ctx"),
                          sizeof_of(e, exception->c_name), exception_type(e, exception));
    c_push(e->arena, &call->list, c_name(e->arena, "message"));
    c_push(e->arena, &call->list, c_unary(e->arena, "&", c_name(e->arena, "made")));
    CNode *branch = c_if(e->arena, c_binary(e->arena, "!=", call, c_name(e->arena, "NB_OK")));
    push_field_releases(e, &branch->list, &fields, NULL);
    c_push(e->arena, &branch->list, c_return(e->arena, c_name(e->arena, "NB_RAISED")));
    c_push(e->arena, body, branch);
    set_release(e, body, exception, &fields);
    c_push(e->arena, body,
           c_assign(e->arena, c_unary(e->arena, "*", c_name(e->arena, "result")), "=",
                    c_cast(e->arena, type, c_name(e->arena, "made"))));
    set_fields(e, function, exception, &fields);
    c_push(e->arena, body, c_return(e->arena, c_name(e->arena, "NB_OK")));
    c_push(e->arena, &e->type_functions, function);
}

CNode *emit_exception_new(Emitter *e, const Node *node)
{
    Symbol *exception = node->construct.symbol;
    const NodeList *arguments = &node->construct.arguments;

    if (!exception_has_struct(exception)) {
        CNode *call = c_call3(e->arena, use(e, "nb_exception_new"), context_of(e),
                              sizeof_of(e, use(e, "nb_exception")), exception_type(e, exception));
        c_push(e->arena, &call->list,
               arguments->count > 0 ? emit_value(e, arguments->items[0]) : emit_string(e, "", 0));
        return call;
    }
    const char *name = text_format(e, "%s_new", exception->c_name);
    if (!made_before(e, name)) {
        make_constructor(e, exception, name);
    }
    CNode *call = c_call1(e->arena, name, context_of(e));
    for (uint32_t i = 0; i < arguments->count; i++) {
        c_push(e->arena, &call->list, emit_value(e, arguments->items[i]));
    }
    return call;
}
