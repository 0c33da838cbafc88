/* emit_exception: try, raise, finally and the exits through it.
 *
 * A try whose body has one raising point, at its top, gets its handlers there, in the `if`. Any other
 * has one label behind its body, which raising points jump to forward; `status` tells whether an
 * exception arrived where the body can also come to its end. A finally body stands once, behind
 * such a label; flags tell which of the exits that occur is under way. */
#include "emit_internal.h"

/* --- frames --- */

CNode *frame_of(Emitter *e, Span span)
{
    const char *file = span_file(span);
    CNode *frame = c_new(e->arena, C_COMPOUND, (Span){0});

    if (file != e->frame_file) {
        e->frame_file = file;
        e->frame_file_node = c_string(e->arena, file, (uint32_t)strlen(file));
    }
    frame->text = use(e, "nb_frame");
    c_push(e->arena, &frame->list, e->frame_function);
    c_push(e->arena, &frame->list, e->frame_file_node);
    c_push(e->arena, &frame->list, c_integer(e->arena, span.line));
    return frame;
}

static CNode *traceback(Emitter *e, Span span)
{
    return c_call2(e->arena, use(e, "nb_traceback"), context_of(e), frame_of(e, span));
}

static void push_goto(Emitter *e, Try *t, Span span)
{
    CNode *jump = c_new(e->arena, C_GOTO, span);

    jump->text = t->label;
    t->jumps++;
    push(e, jump, span);
}

static void push_ignored(Emitter *e, CNode *call, Span span)
{
    push_expression(e, c_cast(e->arena, "void", call), span);
}

/* --- arriving --- */

enum { IN_FLIGHT = -1, FIRST_NUMBER = 2 };

static void emit_handlers(Emitter *e, Try *t, int handler, Span span);

/* Here an exception arrives: at the handlers' place, or at the function's end. `raised` is a call that
 * puts it in flight and gives NB_RAISED; NULL: it needs none. `handler`: the one that a jump goes
 * to, or IN_FLIGHT. */
static void arrive(Emitter *e, CNode *raised, int handler, Span span)
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
    if (t->status != NULL) {
        CNode *value = raised != NULL ? raised
            : t->is_numbered && handler != IN_FLIGHT
            ? c_integer(e->arena, FIRST_NUMBER + handler)
            : c_name(e->arena, use(e, "NB_RAISED"));
        push(e, c_assign(e->arena, c_name(e->arena, t->status), "=", value), span);
    } else if (raised != NULL) {
        push_ignored(e, raised, span);
    }
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

static bool handlers_diverge(const Node *node)
{
    for (uint32_t i = 0; i < node->try_.handlers.count; i++) {
        if (!node_diverges(node->try_.handlers.items[i]->handler.body)) {
            return false;
        }
    }
    return true;
}

/* What follows a raising point with its handlers inline: beside them where they come to their end. */
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
    add_blank_after_declarations(e, e->out);
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
    return construct->construct.arguments.count > 0 ? construct->construct.arguments.items[0] : NULL;
}

static CNode *raise_with_message(Emitter *e, Symbol *exception, const Node *message, Span span)
{
    bool is_literal = message == NULL
        || (message->kind == NODE_STRING && is_c_text(message->string.bytes, message->string.size));
    CNode *text = message == NULL ? c_string(e->arena, "", 0)
        : is_literal ? c_string(e->arena, message->string.bytes, message->string.size)
                     : emit_expression(e, message);
    CNode *call = c_call3(e->arena, use(e, is_literal ? "nb_raise" : "nb_raise_text"), context_of(e),
                          exception_type(e, exception), text);

    c_push(e->arena, &call->list, frame_of(e, span));
    return call;
}

/* The object of `raise E(…)`, made in a local. */
static CNode *new_object(Emitter *e, const Node *value, Span span)
{
    const Symbol *exception = value->type->declaration;
    const Type *type = exception_has_struct(exception) ? value->type
                                                       : builtin_exception(e->program, "Exception")->type;
    CNode *object = declare_result(e, "raised", type, span);
    CNode *call = emit_exception_new(e, value);

    c_push(e->arena, &call->list, address_of(e, object));
    emit_guarded(e, call, span);
    return object;
}

static bool has_cause(const Node *node)
{
    return node->raise.cause != NULL && node->raise.cause->kind != NODE_NONE;
}

static void raise_object(Emitter *e, const Node *node)
{
    const Node *value = node->raise.value;
    CNode *object = value->kind == NODE_CONSTRUCT ? new_object(e, value, node->span)
                                                  : emit_expression(e, value);

    CNode *base = exception_upcast(e, object, value->type->declaration, NULL);
    if (has_cause(node)) {
        const Node *cause = node->raise.cause;
        CNode *place = c_member(e->arena, c_unary(e->arena, "*", base), "cause");
        push(e, c_assign(e->arena, place, "=",
                         exception_upcast(e, emit_expression(e, cause), cause->type->declaration,
                                          NULL)), node->span);
    }
    arrive(e, c_call3(e->arena, use(e, "nb_raise_value"), context_of(e), base,
                      frame_of(e, node->span)), IN_FLIGHT, node->span);
}

/* `raise` in a handler: what is still in flight goes on, or what was caught flies again. */
static void raise_again(Emitter *e, Span span)
{
    const Handled *handled = e->handled;
    CNode *raised = NULL;

    if (handled != NULL && handled->name != NULL) {
        CNode *value = exception_upcast(e, c_name(e->arena, handled->name),
                                        handled->type->declaration, NULL);
        raised = c_call2(e->arena, use(e, "nb_reraise"), context_of(e), value);
    }
    arrive(e, raised, IN_FLIGHT, span);
}

void emit_raise(Emitter *e, const Node *node)
{
    const Node *value = node->raise.value;

    if (value == NULL) {
        raise_again(e, node->span);
        return;
    }
    Symbol *exception = value->type->declaration;
    const Try *t = jump_target(e, exception);
    if (t != NULL) {
        arrive(e, NULL, handler_position(t->node, exception), node->span);
    } else if (value->kind != NODE_CONSTRUCT || exception_has_struct(exception) || has_cause(node)) {
        raise_object(e, node);
    } else {
        arrive(e, raise_with_message(e, exception, message_argument(value), node->span), IN_FLIGHT,
               node->span);
    }
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

/* `static nb_status Broken_new(nb_context *ctx, nb_str message, int64_t code, Broken **result)` */
static void make_constructor(Emitter *e, Symbol *exception, const char *name)
{
    CNode *function = generated_function(e, use(e, "nb_status"), name);
    CNodeList *body = &function->left->list;
    const char *type = c_type(e, exception->type);
    SymbolList fields = {0};

    list_fields(exception, &fields, e->arena);
    function->comment = text_format(e, "Makes a %s. Raises MemoryError.", exception->name->text);
    add_parameter(e, function, "nb_context *", "ctx");
    add_parameter(e, function, "nb_str", "message");
    for (uint32_t i = 0; i < fields.count; i++) {
        add_parameter(e, function, c_type(e, fields.items[i]->type), field_name(e, fields.items[i]));
    }
    add_parameter(e, function, text_format(e, "%s*", type), "result");
    c_push(e->arena, body, c_declare(e->arena, "nb_exception *", "made", NULL));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    CNode *call = c_call3(e->arena, use(e, "nb_exception_new"), c_name(e->arena, "ctx"),
                          sizeof_of(e, exception->c_name), exception_type(e, exception));
    c_push(e->arena, &call->list, c_name(e->arena, "message"));
    c_push(e->arena, &call->list, c_unary(e->arena, "&", c_name(e->arena, "made")));
    CNode *branch = c_if(e->arena, c_binary(e->arena, "!=", call, c_name(e->arena, "NB_OK")));
    c_push(e->arena, &branch->list, c_return(e->arena, c_name(e->arena, "NB_RAISED")));
    c_push(e->arena, body, branch);
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
        c_push(e->arena, &call->list, arguments->count > 0 ? emit_value(e, arguments->items[0])
                                                           : emit_string(e, "", 0));
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

/* --- what a try contains --- */

typedef struct Scan {
    const Node *try_node;
    bool found;
    bool exits[EXIT_COUNT];
    uint32_t loops;
} Scan;

static const char *check_exception(const Node *node)
{
    switch (node->builtin.id) {
    case BUILTIN_CHECK_INDEX:
        return "IndexError";
    case BUILTIN_CHECK_NONZERO:
        return "ZeroDivisionError";
    default:
        return builtin_table[node->builtin.id].style == STYLE_CHECK ? "ValueError" : NULL;
    }
}

typedef struct JumpScan {
    Emitter *e;
    const Node *try_node;
    bool found;
} JumpScan;

/* Is there a raise or check that jumps to the try's handlers? */
static void find_jump(Node **slot, void *data)
{
    JumpScan *scan = data;
    const Node *node = *slot;

    if (node->kind == NODE_RAISE && node->raise.value != NULL) {
        scan->found |= is_raised_by_jump(scan->try_node, node->raise.value->type->declaration);
    } else if (node->kind == NODE_BUILTIN && check_exception(node) != NULL) {
        const Symbol *exception = builtin_exception(scan->e->program, check_exception(node));
        scan->found |= is_raised_by_jump(scan->try_node, exception);
    }
    node_children(*slot, find_jump, data);
}

static bool has_jumps(Emitter *e, const Node *node)
{
    JumpScan scan = {e, node, false};

    node_children(node->try_.body, find_jump, &scan);
    return scan.found;
}

/* Which exits leave the tree. */
static void find_exits(Node **slot, void *data)
{
    Scan *scan = data;
    Node *node = *slot;
    bool is_loop = node->kind == NODE_WHILE || node->kind == NODE_FOR;

    if (node->kind == NODE_RETURN) {
        scan->exits[EXIT_RETURN] = true;
    } else if (scan->loops == 0 && node->kind == NODE_BREAK) {
        scan->exits[EXIT_BREAK] = true;
    } else if (scan->loops == 0 && node->kind == NODE_CONTINUE) {
        scan->exits[EXIT_CONTINUE] = true;
    }
    if (!node_is_expression(node)) {
        scan->loops += is_loop;
        node_children(node, find_exits, data);
        scan->loops -= is_loop;
    }
}

static bool is_raised_again_later(const Node *body)
{
    return body->list.count > 0 && body->list.items[0]->kind == NODE_RAISE
        && body->list.items[0]->raise.value == NULL;
}

static bool anything_arrives(const Node *node)
{
    return node->try_.raises != NULL
        && (node->try_.raises->anything || node->try_.raises->types.count > 0);
}

/* --- handlers --- */

static CNode *type_test(Emitter *e, const Node *handler)
{
    CNode *test = NULL;

    for (uint32_t i = 0; i < handler->handler.types.count; i++) {
        CNode *is = c_call2(e->arena, use(e, "nb_is"), context_of(e),
                            exception_type(e, handler->handler.types.items[i]));
        test = test == NULL ? is : c_binary(e->arena, "||", test, is);
    }
    return test;
}

/* Which handler it is: `status == 2`, where raises jump to it, or a test of what is in flight. */
static CNode *handler_test(Emitter *e, const Try *t, const Node *handler, int position)
{
    if (!t->is_numbered) {
        return type_test(e, handler);
    }
    CNode *status = c_name(e->arena, t->status);
    CNode *is_jump = NULL;
    if ((handler->flags & FLAG_USES_EXCEPTION) == 0) {
        is_jump = c_binary(e->arena, "==", status, c_integer(e->arena, FIRST_NUMBER + position));
        if (!t->has_flights) {
            return is_jump;
        }
    }
    CNode *test = c_binary(e->arena, "&&",
                           c_binary(e->arena, "==", status, c_name(e->arena, use(e, "NB_RAISED"))),
                           type_test(e, handler));
    return is_jump == NULL ? test : c_binary(e->arena, "||", is_jump, test);
}

/* `nb_exception *error = nb_catch(ctx);` */
static void catch_into(Emitter *e, const Node *handler, Handled *handled)
{
    Symbol *symbol = handler->handler.symbol;
    const Type *base = builtin_exception(e->program, "Exception")->type;
    CNode *caught = c_call1(e->arena, use(e, "nb_catch"), context_of(e));

    handled->type = symbol != NULL ? symbol->type : base;
    if (exception_has_struct(handled->type->declaration)) {
        caught = c_cast(e->arena, c_type(e, handled->type), caught);
    }
    handled->name = symbol != NULL ? local_declare(e, symbol) : local_fresh(e, "handled");
    push(e, c_declare(e->arena, c_type(e, handled->type), handled->name, caught), handler->span);
}

static void emit_handler_body(Emitter *e, const Node *handler, CNodeList *list)
{
    const Handled *outer = e->handled;
    CNodeList *out = e->out;
    uint32_t mark = scope_open(e);
    Handled handled = {NULL, NULL};
    const Node *body = handler->handler.body;
    bool is_used = (handler->flags & FLAG_USES_EXCEPTION) != 0;

    e->out = list;
    e->handled = &handled;
    if (is_used && (handler->handler.symbol != NULL || !is_raised_again_later(body))) {
        catch_into(e, handler, &handled);
    }
    emit_statements(e, &body->list);
    scope_close(e, mark);
    if (list != out) {
        add_blank_after_declarations(e, list);
    }
    e->handled = outer;
    e->out = out;
}

/* The list that takes `else` of the chain's last if. */
static CNodeList *otherwise_of(Emitter *e, CNode *last, CNodeList *list)
{
    if (last == NULL) {
        return list;
    }
    last->third = c_new(e->arena, C_BLOCK, (Span){0});
    return &last->third->list;
}

static void pass_on(Emitter *e, CNodeList *list, Span span)
{
    CNodeList *out = e->out;

    e->out = list;
    arrive(e, NULL, IN_FLIGHT, span);
    e->out = out;
}

/* The chain of handlers into the current block, in the state that surrounds the try. `handler`: the only
 * one that can be meant, or IN_FLIGHT. */
static void emit_handlers(Emitter *e, Try *t, int handler, Span span)
{
    const NodeList *handlers = &t->node->try_.handlers;
    CNode *last = NULL;
    bool catches_all = handler != IN_FLIGHT;

    e->try_ = t->outer;
    if (handler != IN_FLIGHT && t->is_inline) {
        emit_handler_body(e, handlers->items[handler], e->out);
    } else {
        catches_all = false;
        for (uint32_t i = 0; i < handlers->count && !catches_all; i++) {
            const Node *item = handlers->items[i];
            catches_all = (item->flags & FLAG_CATCHES_ALL) != 0 || item->handler.types.count == 0;
            if (catches_all) {
                if (item->handler.body->list.count > 0) {
                    emit_handler_body(e, item, otherwise_of(e, last, e->out));
                }
                break;
            }
            CNode *test = c_if(e->arena, handler_test(e, t, item, (int)i));
            test->span = item->span;
            if (last == NULL) {
                push(e, test, item->span);
            } else {
                last->third = test;
            }
            emit_handler_body(e, item, &test->list);
            last = test;
        }
        if (!catches_all) {
            pass_on(e, otherwise_of(e, last, e->out), span);
        }
    }
    e->try_ = t;
}

/* --- a label behind the body --- */

/* Takes away a jump that would lead to the very next line. */
static void drop_last_jump(Emitter *e, Try *t)
{
    const CNodeList *list = e->out;

    if (list->count > 0 && list->items[list->count - 1]->kind == C_GOTO
        && list->items[list->count - 1]->text == t->label) {
        e->out->count--;
        t->jumps--;
    }
}

static void push_label(Emitter *e, const Try *t, Span span)
{
    CNode *label = c_new(e->arena, C_LABEL, span);

    label->text = t->label;
    push(e, label, span);
}

static const char *next_label(Emitter *e, const char *base)
{
    return text_format(e, "%s_%u", base, ++e->label_count);
}

static bool declares(const CNodeList *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i]->kind == C_DECLARE) {
            return true;
        }
    }
    return false;
}

/* After a label stands a statement, never a declaration or the block's end. */
static void push_labelled(Emitter *e, CNode *block)
{
    if (block->list.count == 0) {
        push_expression(e, c_name(e->arena, ""), block->span);
    } else if (declares(&block->list)) {
        push(e, block, block->span);
    } else {
        for (uint32_t i = 0; i < block->list.count; i++) {
            c_push(e->arena, e->out, block->list.items[i]);
        }
    }
}

static void emit_handlers_behind(Emitter *e, Try *t, Span span)
{
    CNodeList *out = e->out;
    CNode *branch = t->status == NULL
        ? c_new(e->arena, C_BLOCK, span)
        : c_if(e->arena, c_binary(e->arena, "!=", c_name(e->arena, t->status),
                                  c_name(e->arena, use(e, "NB_OK"))));
    uint32_t mark = scope_open(e);

    drop_last_jump(e, t);
    if (t->jumps > 0) {
        push_label(e, t, span);
    }
    e->out = &branch->list;
    emit_handlers(e, t, IN_FLIGHT, span);
    scope_close(e, mark);
    e->out = out;
    if (t->status == NULL) {
        push_labelled(e, branch);
    } else if (branch->list.count > 0) {
        add_blank_after_declarations(e, &branch->list);
        push(e, branch, span);
    } else {
        push_expression(e, c_name(e->arena, ""), span);
    }
}

/* Where only one handler takes everything and does nothing, nobody asks whether it was taken. */
static bool needs_status(const Try *t, bool comes_to_end)
{
    const NodeList *handlers = &t->node->try_.handlers;

    if (t->is_numbered) {
        return true;
    }
    const Node *first = handlers->items[0];
    bool does_nothing = (first->flags & FLAG_CATCHES_ALL) != 0
        && first->handler.body->list.count == 0;
    return comes_to_end && !does_nothing;
}

static void emit_labelled(Emitter *e, Try *t, Span span)
{
    const Node *node = t->node;
    const Node *otherwise = node->try_.otherwise;

    t->is_numbered = node->try_.handlers.count > 1 && has_jumps(e, node);
    bool comes_to_end = !node_diverges(node->try_.body)
        && (otherwise == NULL || !node_diverges(otherwise));
    t->label = next_label(e, "handler");
    if (needs_status(t, comes_to_end)) {
        t->status = local_fresh(e, "status");
        push(e, c_declare(e->arena, t->is_numbered ? "int" : use(e, "nb_status"), t->status,
                          c_name(e->arena, use(e, "NB_OK"))), span);
    }
    e->try_ = t;
    emit_statements(e, &node->try_.body->list);
    if (otherwise != NULL && !node_diverges(node->try_.body)) {
        e->try_ = t->outer;
        emit_statements(e, &otherwise->list);
    }
    e->try_ = t;
    emit_handlers_behind(e, t, span);
    e->try_ = t->outer;
}

/* --- one raising point --- */

static bool is_raising_point(Emitter *e, const Node *statement)
{
    switch (statement->kind) {
    case NODE_LET:
        return raises_at_root(e->program, statement->let.value);
    case NODE_ASSIGN:
        return raises_at_root(e->program, statement->assign.value);
    case NODE_EXPRESSION:
    case NODE_RETURN:
        return statement->unary.operand != NULL;
    case NODE_RAISE:
        return statement->raise.value != NULL && statement->raise.value->kind == NODE_CONSTRUCT
            && !exception_has_struct(statement->raise.value->type->declaration)
            && !has_cause(statement);
    default:
        return false;
    }
}

/* Does exactly one of the body's statements raise, and that by itself? */
static bool has_one_raising_point(Emitter *e, const Node *body)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < body->list.count; i++) {
        Node *statement = body->list.items[i];

        if (tree_raises(e->program, statement)) {
            if (++count > 1 || !is_raising_point(e, statement)) {
                return false;
            }
        }
    }
    return count == 1;
}

static void emit_inline(Emitter *e, Try *t)
{
    CNodeList *out = e->out;
    const Node *node = t->node;

    t->is_inline = true;
    e->try_ = t;
    emit_statements(e, &node->try_.body->list);
    e->try_ = t->outer;
    if (node->try_.otherwise != NULL && !node_diverges(node->try_.body)) {
        emit_statements(e, &node->try_.otherwise->list);
    }
    if (e->out != out) {
        CNode *branch = out->items[out->count - 1];
        add_blank_after_declarations(e, e->out);
        if (e->out->count == 0) {
            branch->third = NULL;
        }
        e->out = out;
    }
}

/* --- try and except --- */

/* Must the function's own place be in the traceback: is the exception looked at, or passed on? */
static bool keeps_frames(const Node *node)
{
    bool catches_all = false;

    for (uint32_t i = 0; i < node->try_.handlers.count; i++) {
        const Node *handler = node->try_.handlers.items[i];

        if ((handler->flags & FLAG_USES_EXCEPTION) != 0) {
            return true;
        }
        catches_all |= (handler->flags & FLAG_CATCHES_ALL) != 0;
    }
    return !catches_all;
}

static void emit_guarded_part(Emitter *e, const Node *node)
{
    Try t = {.outer = e->try_, .node = node, .loop_depth = e->loop_depth};

    if (node->try_.handlers.count == 0 || !anything_arrives(node)) {
        emit_statements(e, &node->try_.body->list);
        if (node->try_.otherwise != NULL) {
            emit_statements(e, &node->try_.otherwise->list);
        }
        return;
    }
    t.keeps_frames = keeps_frames(node);
    if (has_one_raising_point(e, node->try_.body)) {
        emit_inline(e, &t);
    } else {
        emit_labelled(e, &t, node->span);
    }
}

/* --- finally --- */

static bool may_pass(const Emitter *e, const Node *node)
{
    bool passes = anything_arrives(node);

    for (uint32_t i = 0; i < node->try_.handlers.count; i++) {
        const Node *handler = node->try_.handlers.items[i];

        if (anything_arrives(node) && tree_raises(e->program, handler->handler.body)) {
            return true;
        }
        passes = passes && (handler->flags & FLAG_CATCHES_ALL) == 0;
    }
    return passes
        || (node->try_.otherwise != NULL && tree_raises(e->program, node->try_.otherwise));
}

static void scan_exits(const Node *node, Try *t)
{
    Scan scan = {.found = false};

    find_exits((Node *[]){node->try_.body}, &scan);
    for (uint32_t i = 0; i < node->try_.handlers.count; i++) {
        find_exits((Node *[]){node->try_.handlers.items[i]->handler.body}, &scan);
    }
    if (node->try_.otherwise != NULL) {
        find_exits((Node *[]){node->try_.otherwise}, &scan);
    }
    memcpy(t->has_exit, scan.exits, sizeof t->has_exit);
}

static bool guarded_diverges(const Node *node)
{
    bool body = node_diverges(node->try_.body)
        || (node->try_.otherwise != NULL && node_diverges(node->try_.otherwise));

    return body && handlers_diverge(node);
}

/* The exit that needs no flag: where the guarded statements never come to their end, what is none of
 * the other exits is the last one. EXIT_COUNT: all need one. */
static int untold_exit(const Node *node, const Try *t)
{
    int last = guarded_diverges(node) ? EXIT_COUNT - 1 : -1;

    while (last >= 0 && !t->has_exit[last]) {
        last--;
    }
    return last >= 0 ? last : EXIT_COUNT;
}

static bool only_raises(const Node *node, const Try *t)
{
    return guarded_diverges(node) && !t->has_exit[EXIT_RETURN] && !t->has_exit[EXIT_BREAK]
        && !t->has_exit[EXIT_CONTINUE];
}

static void declare_ways(Emitter *e, Try *t, bool passes, Span span)
{
    static const char *const flags[EXIT_COUNT] = {"is_returning", "is_breaking", "is_continuing"};
    int untold = untold_exit(t->node, t);

    if (passes && !only_raises(t->node, t)) {
        t->status = local_fresh(e, "status");
        push(e, c_declare(e->arena, use(e, "nb_status"), t->status,
                          c_name(e->arena, use(e, "NB_OK"))), span);
    }
    for (int i = 0; i < EXIT_COUNT; i++) {
        if (t->has_exit[i] && i != untold) {
            runtime_use_header(e->runtime, "stdbool.h");
            t->exits[i] = local_fresh(e, flags[i]);
            push(e, c_declare(e->arena, "bool", t->exits[i], c_name(e->arena, "false")), span);
        }
    }
}

/* Does running the body disturb an exception in flight: does it call or raise? */
static void find_disturbance(Node **slot, void *data)
{
    const Node *node = *slot;

    if (node->kind == NODE_CALL || node->kind == NODE_RAISE || node->kind == NODE_TRY
        || (node->kind == NODE_BUILTIN && (builtin_table[node->builtin.id].raises != NULL))
        || node->kind == NODE_CONVERT || (node->kind == NODE_BINARY && node->type->kind == TYPE_STR)) {
        *(bool *)data = true;
    }
    node_children(*slot, find_disturbance, data);
}

static bool disturbs(const Node *body)
{
    bool found = false;

    find_disturbance((Node *[]){(Node *)(uintptr_t)body}, &found);
    return found;
}

/* `nb_exception *pending = status != NB_OK ? nb_catch(ctx) : NULL;` */
static const char *keep_pending(Emitter *e, const Try *t, Span span)
{
    const char *name = local_fresh(e, "pending");
    CNode *caught = c_call1(e->arena, use(e, "nb_catch"), context_of(e));

    if (t->status != NULL) {
        CNode *choice = c_new(e->arena, C_CONDITIONAL, (Span){0});
        choice->left = c_binary(e->arena, "!=", c_name(e->arena, t->status),
                                c_name(e->arena, "NB_OK"));
        choice->right = caught;
        choice->third = c_name(e->arena, "NULL");
        runtime_use_header(e->runtime, "stddef.h");
        caught = choice;
    }
    push(e, c_declare(e->arena, c_type(e, builtin_exception(e->program, "Exception")->type), name, caught),
         span);
    return name;
}

static CNode *way_block(Emitter *e, CNode *condition, Span span)
{
    CNode *branch = c_if(e->arena, condition);

    push(e, branch, span);
    return branch;
}

static void go_on_raising(Emitter *e, const char *pending, Span span)
{
    CNode *raised = pending == NULL ? NULL
                                    : c_call2(e->arena, use(e, "nb_reraise"), context_of(e),
                                              c_name(e->arena, pending));

    arrive(e, raised, IN_FLIGHT, span);
}

static void leave_by(Emitter *e, Exit exit, Span span)
{
    if (exit == EXIT_RETURN) {
        emit_return(e, e->returned != NULL ? c_name(e->arena, e->returned) : NULL, span);
    } else {
        emit_exit(e, exit, span);
    }
}

/* After the finally body: each exit goes on where it was going. */
static void go_on_leaving(Emitter *e, const Try *t, bool passes, const char *pending, Span span)
{
    CNodeList *out = e->out;

    if (passes) {
        if (t->status != NULL) {
            e->out = &way_block(e, c_binary(e->arena, "!=", c_name(e->arena, t->status),
                                            c_name(e->arena, "NB_OK")), span)->list;
        }
        go_on_raising(e, pending, span);
        e->out = out;
    }
    for (int i = 0; i < EXIT_COUNT; i++) {
        if (t->has_exit[i]) {
            if (t->exits[i] != NULL) {
                e->out = &way_block(e, c_name(e->arena, t->exits[i]), span)->list;
            }
            leave_by(e, (Exit)i, span);
            e->out = out;
        }
    }
}

/* The finally body in a block of its own where it declares something. */
static void emit_finally_body(Emitter *e, const Node *body)
{
    bool has_declaration = false;

    for (uint32_t i = 0; i < body->list.count; i++) {
        uint8_t kind = body->list.items[i]->kind;
        has_declaration |= kind == NODE_LET || kind == NODE_LET_TUPLE || kind == NODE_TRY;
    }
    if (has_declaration) {
        CNode *block = c_new(e->arena, C_BLOCK, body->span);
        emit_block_into(e, body, &block->list);
        push(e, block, body->span);
    } else {
        emit_statements(e, &body->list);
    }
}

static void emit_finally_behind(Emitter *e, Try *t, bool passes)
{
    const Node *body = t->node->try_.finally;
    const char *pending = NULL;

    drop_last_jump(e, t);
    if (t->jumps > 0) {
        push_label(e, t, body->span);
    }
    if (passes && disturbs(body) && !node_diverges(body)) {
        if (t->jumps > 0) {
            push_expression(e, c_name(e->arena, ""), body->span);
        }
        pending = keep_pending(e, t, body->span);
    }
    uint32_t before = e->out->count;
    emit_finally_body(e, body);
    if (!node_diverges(body)) {
        go_on_leaving(e, t, passes, pending, body->span);
    }
    if (t->jumps > 0 && pending == NULL && e->out->count == before) {
        push_expression(e, c_name(e->arena, ""), body->span);
    }
}

static void emit_finally(Emitter *e, const Node *node)
{
    Try t = {.outer = e->try_, .node = node, .is_finally = true, .keeps_frames = true,
             .loop_depth = e->loop_depth};
    const char *returned = e->returned;
    bool passes = may_pass(e, node);

    scan_exits(node, &t);
    t.label = next_label(e, "finally");
    if (t.has_exit[EXIT_RETURN] && e->returned == NULL && e->function->result->kind != TYPE_NONE) {
        e->returned = local_fresh(e, "returned");
        push(e, c_declare(e->arena, c_type(e, e->function->result), e->returned, NULL), node->span);
    }
    declare_ways(e, &t, passes, node->span);
    e->try_ = &t;
    emit_guarded_part(e, node);
    e->try_ = t.outer;
    emit_finally_behind(e, &t, passes);
    e->returned = returned;
}

void emit_try(Emitter *e, const Node *node)
{
    if (node->try_.finally != NULL && node->try_.finally->list.count > 0) {
        emit_finally(e, node);
    } else {
        emit_guarded_part(e, node);
    }
}

/* --- exits --- */

Try *enclosing_finally(const Emitter *e, Exit exit)
{
    for (Try *t = e->try_; t != NULL; t = t->outer) {
        if (exit != EXIT_RETURN && t->loop_depth < e->loop_depth) {
            return NULL;
        }
        if (t->is_finally) {
            return t;
        }
    }
    return NULL;
}

static void leave_through(Emitter *e, Try *t, Exit exit, Span span)
{
    if (t->exits[exit] != NULL) {
        push(e, c_assign(e->arena, c_name(e->arena, t->exits[exit]), "=",
                         c_name(e->arena, "true")), span);
    }
    push_goto(e, t, span);
}

void emit_exit(Emitter *e, Exit exit, Span span)
{
    Try *t = enclosing_finally(e, exit);

    if (t != NULL) {
        leave_through(e, t, exit, span);
        return;
    }
    push(e, c_new(e->arena, exit == EXIT_BREAK ? C_BREAK : C_CONTINUE, span), span);
}

static void return_through(Emitter *e, Try *t, CNode *value, Span span)
{
    bool is_stored = value == NULL || (value->kind == C_NAME && value->text == e->returned);

    if (!is_stored) {
        push(e, c_assign(e->arena, c_name(e->arena, e->returned), "=", value), span);
    }
    leave_through(e, t, EXIT_RETURN, span);
}

/* What C's main gives back: 1 where not all could be printed. */
static CNode *main_status(Emitter *e, CNode *status)
{
    if (status == NULL) {
        status = c_integer(e->arena, 0);
    }
    if (!e->function->effects.writes) {
        return status;
    }
    CNode *choice = c_new(e->arena, C_CONDITIONAL, (Span){0});
    choice->left = c_call(e->arena, use(e, "nb_finish_output"));
    choice->right = status;
    choice->third = c_integer(e->arena, 1);
    return choice;
}

void emit_return(Emitter *e, CNode *value, Span span)
{
    Try *t = enclosing_finally(e, EXIT_RETURN);

    if (t != NULL) {
        return_through(e, t, value, span);
        return;
    }
    if (e->is_main) {
        value = main_status(e, value);
    } else if (e->raises) {
        if (value != NULL) {
            CNode *place = c_unary(e->arena, "*", result_of(e));
            push(e, c_assign(e->arena, place, "=", value), span);
        }
        value = c_name(e->arena, use(e, "NB_OK"));
    }
    push(e, c_return(e->arena, value), span);
}
