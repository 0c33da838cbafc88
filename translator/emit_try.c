/* emit_try: try and except. A try whose body has one raising point, at its top, gets its handlers
 * there, in the `if`. Any other has one label behind its body, which raising points jump to
 * forward; `status` tells whether an exception arrived where the body can also come to its end. */
#include "emit_internal.h"

/* --- what a try contains --- */

typedef struct JumpScan {
    Emitter *e;
    const Node *try_node;
    bool found;
} JumpScan;

static void find_jump(Node **slot, void *data);

/* What an inner try does not guard. */
static void find_jumps_beside(Node *node, void *data)
{
    for (uint32_t i = 0; i < node->try_.handlers.count; i++) {
        find_jump(&node->try_.handlers.items[i]->handler.body, data);
    }
    if (node->try_.otherwise != NULL) {
        find_jump(&node->try_.otherwise, data);
    }
    if (node->try_.finally != NULL) {
        find_jump(&node->try_.finally, data);
    }
}

/* Is there a raise or check that jumps to the try's handlers? */
static void find_jump(Node **slot, void *data)
{
    JumpScan *scan = data;
    const Node *node = *slot;

    if (node->kind == NODE_RAISE && node->raise.value != NULL) {
        scan->found |= is_raised_by_jump(scan->try_node, node->raise.value->type->declaration);
    } else if (node->kind == NODE_BUILTIN && builtin_table[node->builtin.id].style == STYLE_CHECK) {
        const Symbol *exception = check_exception(scan->e->program, node);

        scan->found |= is_raised_by_jump(scan->try_node, exception);
    }
    if (node->kind == NODE_TRY) {
        find_jumps_beside(*slot, data);
    } else {
        node_children(*slot, find_jump, data);
    }
}

static bool has_jumps(Emitter *e, const Node *node)
{
    JumpScan scan = {e, node, false};

    node_children(node->try_.body, find_jump, &scan);
    return scan.found;
}

/* --- handlers --- */

bool handlers_diverge(const Node *node)
{
    for (uint32_t i = 0; i < node->try_.handlers.count; i++) {
        if (!node_diverges(node->try_.handlers.items[i]->handler.body)) {
            return false;
        }
    }
    return true;
}

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

static void emit_handler_body(Emitter *e, const Node *handler, CNodeList *list)
{
    CNodeList *out = e->out;
    bool has_block = list != out; /* else its names are the block's around it */
    uint32_t mark = has_block ? scope_open(e) : 0;

    e->out = list;
    emit_statements(e, &handler->handler.body->list);
    if (has_block) {
        scope_close(e, mark);
        finish_list(e, list);
    }
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

void emit_handlers(Emitter *e, Try *t, int handler, Span span)
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
            pass_on(e, handlers_diverge(t->node) ? e->out : otherwise_of(e, last, e->out), span);
        }
    }
    e->try_ = t;
}

/* --- a label behind the body --- */

static void drop_jump(Emitter *e, CNodeList *list, Try *t);

/* In both ways of a last `if`, but where nothing would be left of it. */
static void drop_jumps_of_if(Emitter *e, CNode *branch, Try *t)
{
    if (branch->list.count > 1 ||
        (branch->list.count == 1 && branch->list.items[0]->kind == C_IF)) {
        drop_jump(e, &branch->list, t);
    }
    if (branch->third != NULL && branch->third->kind == C_IF) {
        drop_jumps_of_if(e, branch->third, t);
    } else if (branch->third != NULL) {
        drop_jump(e, &branch->third->list, t);
        if (branch->third->list.count == 0) {
            branch->third = NULL;
        }
    }
}

static void drop_jump(Emitter *e, CNodeList *list, Try *t)
{
    CNode *last = list->count > 0 ? list->items[list->count - 1] : NULL;

    if (last == NULL) {
        return;
    }
    if (last->kind == C_GOTO && last->text == t->label) {
        list->count--;
        t->jumps--;
    } else if (last->kind == C_IF) {
        drop_jumps_of_if(e, last, t);
        trace_call(e, &list->items[list->count - 1], C_ASSIGN);
    }
}

/* Takes away the jumps that would lead to the very next line. */
void drop_last_jump(Emitter *e, Try *t)
{
    drop_jump(e, e->out, t);
}

void push_label(Emitter *e, const Try *t, Span span)
{
    CNode *label = c_new(e->arena, C_LABEL, span);

    label->text = t->label;
    push(e, label, span);
}

const char *next_label(Emitter *e, const char *base, unsigned *count)
{
    return ++*count == 1 ? base : text_format(e, "%s_%u", base, *count);
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

/* The handlers, in a block of their own where they declare something. */
static void push_labelled(Emitter *e, CNode *block)
{
    if (declares(&block->list)) {
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
    if (t->jumps > 0 && has_jump(e->out, t->label)) {
        push_label(e, t, span);
    }
    e->out = &branch->list;
    emit_handlers(e, t, IN_FLIGHT, span);
    scope_close(e, mark);
    e->out = out;
    if (t->status == NULL) {
        push_labelled(e, branch);
    } else if (branch->list.count > 0) {
        finish_list(e, &branch->list);
        push(e, branch, span);
    }
}

/* Does its first handler catch whatever arrives, so that nobody asks what it was? */
static bool takes_everything(const Node *node)
{
    return (node->try_.handlers.items[0]->flags & FLAG_CATCHES_ALL) != 0;
}

/* Where only one handler takes everything and does nothing, nobody asks whether it was taken. */
static bool needs_status(const Try *t, bool comes_to_end)
{
    const NodeList *handlers = &t->node->try_.handlers;

    if (t->is_numbered) {
        return true;
    }
    bool does_nothing =
        takes_everything(t->node) && handlers->items[0]->handler.body->list.count == 0;
    return comes_to_end && !does_nothing;
}

static void emit_labelled(Emitter *e, Try *t, Span span)
{
    const Node *node = t->node;
    const Node *otherwise = node->try_.otherwise;

    t->is_numbered = !takes_everything(node) && has_jumps(e, node);
    bool comes_to_end =
        !node_diverges(node->try_.body) && (otherwise == NULL || !node_diverges(otherwise));
    t->label = next_label(e, "handler", &e->handler_count);
    if (needs_status(t, comes_to_end)) {
        t->status = local_fresh(e, "status");
        push(e,
             c_declare(e->arena, t->is_numbered ? "int" : use(e, "nb_status"), t->status,
                       c_name(e->arena, use(e, "NB_OK"))),
             span);
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
        return statement->let.value != NULL && raises_at_root(e->program, statement->let.value);
    case NODE_ASSIGN: return raises_at_root(e->program, statement->assign.value);
    case NODE_EXPRESSION:
    case NODE_RETURN: return statement->unary.operand != NULL;
    case NODE_RAISE:
        return statement->raise.value != NULL && statement->raise.value->kind == NODE_CONSTRUCT &&
               !exception_has_struct(statement->raise.value->type->declaration) &&
               !has_cause(statement);
    default: return false;
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
        finish_list(e, e->out);
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

void emit_guarded_part(Emitter *e, const Node *node)
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
