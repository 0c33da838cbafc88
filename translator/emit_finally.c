/* emit_finally: finally bodies and the exits through them. A finally body stands once, behind a
 * label; flags tell which of the exits that occur is under way. */
#include "emit_internal.h"

/* --- finally --- */

typedef struct Scan {
    const Node *try_node;
    bool found;
    bool exits[EXIT_COUNT];
    uint32_t loops;
    const Node *moved; /* what the returns give: moved(x), always of one x; else NULL */
    uint32_t returns;
} Scan;

static bool is_move(const Node *value)
{
    return value != NULL && value->kind == NODE_BUILTIN && value->builtin.id == BUILTIN_MOVED;
}

static const Symbol *moved_symbol(const Node *move)
{
    return move->builtin.arguments.items[0]->name.symbol;
}

static void scan_return(Scan *scan, const Node *value)
{
    bool is_same = is_move(value) &&
                   (scan->returns == 0 ||
                    (scan->moved != NULL && moved_symbol(scan->moved) == moved_symbol(value)));

    scan->exits[EXIT_RETURN] = true;
    scan->moved = is_same ? value : NULL;
    scan->returns++;
}

/* Which exits leave the tree. */
static void find_exits(Node **slot, void *data)
{
    Scan *scan = data;
    Node *node = *slot;
    bool is_loop = node->kind == NODE_WHILE || node->kind == NODE_FOR;

    if (node->kind == NODE_RETURN) {
        scan_return(scan, node->unary.operand);
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

/* Is it declared by a statement of the function's body itself, so that C sees it everywhere? */
static bool is_of_body(const Emitter *e, const Symbol *symbol)
{
    const NodeList *statements = &e->function->body->list;
    bool found = false;

    for (uint32_t i = 0; i < statements->count && !found; i++) {
        const Node *statement = statements->items[i];

        found = statement->kind == NODE_LET && statement->let.symbol == symbol;
    }
    return found;
}

static void scan_exits(const Emitter *e, const Node *node, Try *t)
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
    if (scan.moved != NULL && is_of_body(e, moved_symbol(scan.moved))) {
        t->moved = scan.moved;
    }
}

static bool guarded_diverges(const Node *node)
{
    bool body = node_diverges(node->try_.body) ||
                (node->try_.otherwise != NULL && node_diverges(node->try_.otherwise));

    return body && handlers_diverge(node);
}

/* The exit that needs no flag: where the guarded statements never come to their end, what is none
 * of the other exits is the last one. EXIT_COUNT: all need one. */
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
    return guarded_diverges(node) && !t->has_exit[EXIT_RETURN] && !t->has_exit[EXIT_BREAK] &&
           !t->has_exit[EXIT_CONTINUE];
}

static void declare_ways(Emitter *e, Try *t, bool passes, Span span)
{
    static const char *const flags[EXIT_COUNT] = {"is_returning", "is_breaking", "is_continuing"};
    int untold = untold_exit(t->node, t);

    if (passes && !only_raises(t->node, t)) {
        t->status = local_fresh(e, "status");
        push(e,
             c_declare(e->arena, use(e, "nb_status"), t->status, c_name(e->arena, use(e, "NB_OK"))),
             span);
    }
    for (int i = 0; i < EXIT_COUNT; i++) {
        if (t->has_exit[i] && i != untold) {
            runtime_use_header(e->runtime, "stdbool.h");
            t->exits[i] = local_fresh(e, flags[i]);
            push(e, c_declare(e->arena, "bool", t->exits[i], c_name(e->arena, "false")), span);
        }
    }
}

static CNode *way_block(Emitter *e, CNode *condition, Span span)
{
    CNode *branch = c_if(e->arena, condition);

    push(e, branch, span);
    return branch;
}

static void leave_by(Emitter *e, const Try *t, Exit exit, Span span)
{
    if (exit == EXIT_RETURN && t->moved != NULL && !moves_later(e, t->moved)) {
        emit_return(e, emit_value(e, t->moved), span);
    } else if (exit == EXIT_RETURN && t->moved == NULL) {
        emit_return(e, e->returned != NULL ? c_name(e->arena, e->returned) : NULL, span);
    } else {
        emit_exit(e, exit, span);
    }
}

/* After the finally body: each exit goes on where it was going. */
static void go_on_leaving(Emitter *e, const Try *t, bool passes, Span span)
{
    CNodeList *out = e->out;

    if (passes) {
        if (t->status != NULL) {
            e->out = &way_block(e,
                                c_binary(e->arena, "!=", c_name(e->arena, t->status),
                                         c_name(e->arena, "NB_OK")),
                                span)
                          ->list;
        }
        arrive(e, NULL, IN_FLIGHT, span);
        e->out = out;
    }
    for (int i = 0; i < EXIT_COUNT; i++) {
        if (t->has_exit[i]) {
            if (t->exits[i] != NULL) {
                e->out = &way_block(e, c_name(e->arena, t->exits[i]), span)->list;
            }
            leave_by(e, t, (Exit)i, span);
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
    const char *status = e->flight_status;

    drop_last_jump(e, t);
    if (t->jumps > 0 && has_jump(e->out, t->label)) {
        push_label(e, t, body->span);
    }
    e->flight_status = t->status;
    emit_finally_body(e, body);
    e->flight_status = status;
    if (!node_diverges(body)) {
        go_on_leaving(e, t, passes, body->span);
    }
}

/* Declares what keeps the result across the finally body. A flag tells later whether there is one,
 * which compilers do not always see: so it has a value in any case. */
static void declare_returned(Emitter *e, const Try *t, Span span)
{
    const Type *type = e->function->result;
    CNode *value = untold_exit(t->node, t) == EXIT_RETURN ? NULL : zero_of(e, type);

    e->returned = local_fresh(e, "returned");
    push(e, c_declare(e->arena, c_type(e, type), e->returned, value), span);
}

/* Where the finally body never comes to its end, nothing asks how it was come to. */
static void emit_finally(Emitter *e, const Node *node)
{
    Try t = {.outer = e->try_,
             .node = node,
             .is_finally = true,
             .keeps_frames = true,
             .loop_depth = e->loop_depth};
    const char *returned = e->returned;
    bool passes = exception_may_pass(e->program, node);
    bool goes_on = !node_diverges(node->try_.finally);

    t.label = next_label(e, "finally", &e->finally_count);
    scan_exits(e, node, &t);
    if (goes_on) {
        if (t.has_exit[EXIT_RETURN] && t.moved == NULL && returned == NULL &&
            e->function->result->kind != TYPE_NONE) {
            declare_returned(e, &t, node->span);
        }
        declare_ways(e, &t, passes, node->span);
    }
    e->try_ = &t;
    emit_guarded_part(e, node);
    e->try_ = t.outer;
    emit_finally_behind(e, &t, passes);
    e->returned = returned;
}

void emit_try(Emitter *e, const Node *node)
{
    if (is_cleanup(e, node)) {
        emit_cleanup(e, node);
    } else if (node->try_.finally != NULL && node->try_.finally->list.count > 0) {
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

bool moves_later(const Emitter *e, const Node *value)
{
    const Try *t = enclosing_finally(e, EXIT_RETURN);

    return t != NULL && t->moved != NULL && is_move(value);
}

static void leave_through(Emitter *e, Try *t, Exit exit, Span span)
{
    if (t->exits[exit] != NULL) {
        push(e, c_assign(e->arena, c_name(e->arena, t->exits[exit]), "=", c_name(e->arena, "true")),
             span);
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

    if (!is_stored && e->returned == NULL) {
        push_ignored(e, value, span);
    } else if (!is_stored) {
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

    if (t != NULL && t->is_cleanup) {
        return_to_cleanup(e, t, value, span);
        return;
    }
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
