/* emit_cleanup: one clean-up for a function that owns memory. Its locals are declared empty at its
 * top; every exit jumps to one label at its end, where they are released. */
#include "emit_internal.h"

static bool is_release(const Node *statement)
{
    const Node *value = statement->kind == NODE_EXPRESSION ? statement->unary.operand : NULL;

    return value != NULL && value->kind == NODE_BUILTIN && value->builtin.id == BUILTIN_RELEASE;
}

bool is_cleanup(const Emitter *e, const Node *node)
{
    const NodeList *body = &e->function->body->list;
    const Node *finally = node->try_.finally;

    if (finally == NULL || node->try_.handlers.count > 0 || body->items[body->count - 1] != node) {
        return false;
    }
    for (uint32_t i = 0; i < finally->list.count; i++) {
        if (!is_release(finally->list.items[i])) {
            return false;
        }
    }
    return finally->list.count > 0;
}

void return_to_cleanup(Emitter *e, Try *t, CNode *value, Span span)
{
    if (value != NULL) {
        CNode *place =
            e->raises ? c_unary(e->arena, "*", result_of(e)) : c_name(e->arena, e->returned);

        push(e, c_assign(e->arena, place, "=", value), span);
    }
    push_goto(e, t, span);
}

/* What the function gives back where all exits meet. */
static void declare_outcome(Emitter *e, Try *t, Span span)
{
    if (e->raises) {
        t->status = local_fresh(e, "failed_at");
        push(e, c_declare(e->arena, "int", t->status, c_integer(e->arena, 0)), span);
    } else if (has_result(e->function)) {
        e->returned = local_fresh(e, "returned");
        push(e, c_declare(e->arena, c_type(e, e->function->result), e->returned, NULL), span);
    }
}

static bool anything_arrived(const Try *t)
{
    return t->source != 0 || t->has_traced;
}

/* Where nothing arrived after all, nothing tells whether it did. */
static void drop_status(CNodeList *list, const Try *t)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < list->count; i++) {
        const CNode *node = list->items[i];

        if (node->kind != C_DECLARE || node->name != t->status) {
            list->items[kept++] = list->items[i];
        }
    }
    list->count = kept;
}

/* NB_RAISED, once the place of what arrived is in the traceback. */
static CNode *failure(Emitter *e, const Try *t)
{
    if (t->source == 0) {
        return c_name(e->arena, use(e, "NB_RAISED"));
    }
    return c_call2(e->arena, use(e, t->has_traced ? "nb_traceback_once" : "nb_traceback"),
                   context_of(e), frame_of_line(e, t->source, t->status));
}

/* What the function gives: its result, or whether an exception arrived:
 * `failed_at == 0 ? NB_OK : nb_traceback(ctx, NB_AT("f", failed_at))`. */
static CNode *outcome(Emitter *e, const Try *t)
{
    if (!e->raises) {
        return e->returned != NULL ? c_name(e->arena, e->returned) : NULL;
    }
    if (!anything_arrived(t)) {
        return c_name(e->arena, use(e, "NB_OK"));
    }
    CNode *choice = c_new(e->arena, C_CONDITIONAL, (Span){0});

    choice->left = c_binary(e->arena, "==", c_name(e->arena, t->status), c_integer(e->arena, 0));
    choice->right = c_name(e->arena, use(e, "NB_OK"));
    choice->third = failure(e, t);
    return choice;
}

static bool jumps_to(const CNode *node, const char *label);

static bool has_jump(const CNodeList *list, const char *label)
{
    bool found = false;

    for (uint32_t i = 0; i < list->count && !found; i++) {
        found = jumps_to(list->items[i], label);
    }
    return found;
}

/* Is there a jump to the label, once tests are joined and idle jumps dropped? */
static bool jumps_to(const CNode *node, const char *label)
{
    switch ((CKind)node->kind) {
    case C_GOTO: return node->text == label;
    case C_IF:
        return has_jump(&node->list, label) ||
               (node->third != NULL && jumps_to(node->third, label));
    case C_WHILE:
    case C_FOR:
    case C_BLOCK: return has_jump(&node->list, label);
    default: return false;
    }
}

void emit_cleanup(Emitter *e, const Node *node)
{
    Try t = {.node = node, .is_finally = true, .is_cleanup = true, .keeps_frames = true};

    t.label = local_fresh(e, "cleanup");
    declare_outcome(e, &t, node->span);
    e->try_ = &t;
    emit_statements(e, &node->try_.body->list);
    e->try_ = NULL;
    drop_last_jump(e, &t);
    if (t.status != NULL && !anything_arrived(&t)) {
        drop_status(e->out, &t);
    }
    join_tests(e, e->out);
    drop_jump_before(e->out, e->out->count, t.label);
    if (has_jump(e->out, t.label)) {
        push_label(e, &t, node->span);
    }
    emit_statements(e, &node->try_.finally->list);
    CNode *given = outcome(e, &t);
    if (given != NULL) {
        push(e, c_return(e->arena, given), node->span);
    }
}
