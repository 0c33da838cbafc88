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
        t->status = local_fresh(e, "status");
        push(e,
             c_declare(e->arena, use(e, "nb_status"), t->status, c_name(e->arena, use(e, "NB_OK"))),
             span);
    } else if (has_result(e->function)) {
        e->returned = local_fresh(e, "returned");
        push(e, c_declare(e->arena, c_type(e, e->function->result), e->returned, NULL), span);
    }
}

static bool jumps_to(const CNode *node, const char *label);

/* The newest are looked at first. */
bool has_jump(const CNodeList *list, const char *label)
{
    bool found = false;

    for (uint32_t i = list->count; i > 0 && !found; i--) {
        found = jumps_to(list->items[i - 1], label);
    }
    return found;
}

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
    join_tests(e, e->out);
    drop_last_jump(e, &t);
    if (has_jump(e->out, t.label)) {
        push_label(e, &t, node->span);
    }
    emit_statements(e, &node->try_.finally->list);
    if (t.status != NULL || e->returned != NULL) {
        const char *outcome = t.status != NULL ? t.status : e->returned;

        push(e, c_return(e->arena, c_name(e->arena, outcome)), node->span);
    }
}
