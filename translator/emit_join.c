/* Joins tests with the same outcome, as one writes them by hand: calls of one line that each may
 * raise, or its checks, stand in one condition.
 *
 *     if (f(ctx, &f_1) != NB_OK) {                   int64_t g_1;
 *         return nb_traceback(ctx, NB_AT("h", 3));   if (f(ctx, &f_1) != NB_OK ||
 *     }                                                  g(ctx, f_1, &g_1) != NB_OK) {
 *     int64_t g_1;                               ->      return nb_traceback(ctx, NB_AT("h", 3));
 *     if (g(ctx, f_1, &g_1) != NB_OK) {              }
 *         return nb_traceback(ctx, NB_AT("h", 3));
 *     }
 *
 * A jump at the end of a test's braces goes where what follows is the same jump. A call that is the
 * last thing to do is one statement:
 *
 *     if (f(ctx) != NB_OK) {                     ->  return nb_traced(ctx, f(ctx), NB_AT("h", 3));
 *         return nb_traceback(ctx, NB_AT("h", 3));
 *     }
 *     return NB_OK;
 *
 * Only tests of one source line that leave the list in the same way: what stands on different
 * lines was written as different steps. */
#include "emit_internal.h"

static bool is_same_tree(const CNode *a, const CNode *b);

static bool is_same_list(const CNodeList *a, const CNodeList *b)
{
    bool is_same = a->count == b->count;

    for (uint32_t i = 0; i < a->count && is_same; i++) {
        is_same = is_same_tree(a->items[i], b->items[i]);
    }
    return is_same;
}

static bool is_same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Of what a raise is made of: names, strings, calls, literals; all else differs. */
static bool is_same_tree(const CNode *a, const CNode *b)
{
    if (a == b) {
        return true;
    }
    if (a == NULL || b == NULL || a->kind != b->kind || !is_same_text(a->text, b->text)) {
        return false;
    }
    switch ((CKind)a->kind) {
    case C_NAME:
    case C_GOTO: return true;
    case C_STRING: return a->length == b->length;
    case C_UNARY:
    case C_MEMBER:
    case C_ARROW:
    case C_DESIGNATED:
    case C_CAST:
    case C_EXPRESSION:
    case C_RETURN: return is_same_tree(a->left, b->left);
    case C_BINARY:
    case C_ASSIGN: return is_same_tree(a->left, b->left) && is_same_tree(a->right, b->right);
    case C_CALL:
    case C_COMPOUND: return is_same_tree(a->left, b->left) && is_same_list(&a->list, &b->list);
    default: return false;
    }
}

/* Does what stands in the braces not come to their end? */
static bool leaves(const CNodeList *list)
{
    const CNode *last = list->count > 0 ? list->items[list->count - 1] : NULL;

    return last != NULL && (last->kind == C_RETURN || last->kind == C_GOTO);
}

static bool is_joinable(const CNode *first, const CNode *second)
{
    return first->kind == C_IF && second->kind == C_IF && first->third == NULL &&
           second->third == NULL && second->comment == NULL &&
           first->span.line == second->span.line && first->span.source == second->span.source &&
           leaves(&first->list) && is_same_list(&first->list, &second->list);
}

static bool is_named(const CNode *node, const char *name)
{
    return node != NULL && node->kind == C_NAME && strcmp(node->text, name) == 0;
}

/* Can the declaration go ahead of tests: has it no value, or one that says no more than that? */
static bool is_empty_declaration(const CNode *node)
{
    static const char *const zeros[] = {"0", "0.0", "0.0f", "false"};
    bool is_empty = c_empty_value(node) != NULL;

    for (size_t i = 0; node->kind == C_DECLARE && i < sizeof zeros / sizeof *zeros; i++) {
        is_empty |= is_named(node->left, zeros[i]);
    }
    return is_empty;
}

/* The position of the test that the one at `position` can be joined to, or its own. Only empty
 * declarations may stand between them: these go ahead. */
static uint32_t find_earlier(const CNodeList *list, uint32_t kept, const CNode *test)
{
    uint32_t position = kept;

    while (position > 0 && is_empty_declaration(list->items[position - 1])) {
        position--;
    }
    return position > 0 && is_joinable(list->items[position - 1], test) ? position - 1 : kept;
}

/* Does the declaration share a line with one before it? */
static bool is_like(const CNode *declaration, const CNode *before)
{
    const char *value = c_empty_value(declaration);
    const char *other = c_empty_value(before);

    return value != NULL && other != NULL && strcmp(value, other) == 0 &&
           strcmp(declaration->text, before->text) == 0;
}

/* Puts the empty declaration at `position` behind one of its like among those before it. */
static void group_declaration(const CNodeList *list, uint32_t position)
{
    CNode *declaration = list->items[position];
    uint32_t before = position;

    while (before > 0 && list->items[before - 1]->kind == C_DECLARE &&
           !is_like(declaration, list->items[before - 1])) {
        before--;
    }
    if (before > 0 && list->items[before - 1]->kind == C_DECLARE) {
        memmove(&list->items[before + 1], &list->items[before],
                (position - before) * sizeof *list->items);
        list->items[before] = declaration;
    }
}

/* Puts the test at `position`, which comes to hold `second` too, behind what stands after it. */
static void join(Emitter *e, const CNodeList *list, uint32_t position, uint32_t kept,
                 const CNode *second)
{
    CNode *first = list->items[position];

    first->left = c_binary(e->arena, "||", first->left, second->left);
    first->span = span_join(first->span, second->span);
    memmove(&list->items[position], &list->items[position + 1],
            (kept - position - 1) * sizeof *list->items);
    list->items[kept - 1] = first;
    for (uint32_t i = position; i < kept - 1; i++) {
        group_declaration(list, i);
    }
}

/* f(ctx), of the condition `f(ctx) != NB_OK`; else NULL. */
static CNode *tested_call(const CNode *condition)
{
    bool is_test = condition->kind == C_BINARY && condition->left->kind == C_CALL &&
                   strcmp(condition->text, "!=") == 0 && is_named(condition->right, "NB_OK");

    return is_test ? condition->left : NULL;
}

/* Where the statement of the kind, which returns or assigns it, holds a call of nb_traceback; else
 * NULL. */
static CNode **traceback_in(CNode *statement, CKind kind)
{
    if (statement->kind != kind) {
        return NULL;
    }
    CNode **value = kind == C_RETURN ? &statement->left : &statement->right;
    bool is_call = *value != NULL && (*value)->kind == C_CALL;
    return is_call && is_named((*value)->left, "nb_traceback") ? value : NULL;
}

bool trace_call(Emitter *e, CNode **slot, CKind kind)
{
    const CNode *test = *slot;

    if (test->kind != C_IF || test->third != NULL || test->list.count != 1) {
        return false;
    }
    CNode *statement = test->list.items[0];
    CNode *call = tested_call(test->left);
    CNode **traceback = traceback_in(statement, kind);
    if (call == NULL || traceback == NULL) {
        return false;
    }
    const CNodeList *arguments = &(*traceback)->list;
    *traceback =
        c_call3(e->arena, use(e, "nb_traced"), arguments->items[0], call, arguments->items[1]);
    statement->span = test->span;
    statement->comment = test->comment;
    *slot = statement;
    return true;
}

static void trace_last_call(Emitter *e, CNodeList *list)
{
    const CNode *last = list->count > 1 ? list->items[list->count - 1] : NULL;

    if (last != NULL && last->kind == C_RETURN && is_named(last->left, "NB_OK") &&
        trace_call(e, &list->items[list->count - 2], C_RETURN)) {
        list->count--;
    }
}

static const char *last_jump(const CNode *test)
{
    const CNode *last = test->list.count > 1 ? test->list.items[test->list.count - 1] : NULL;

    return test->kind == C_IF && test->third == NULL && last != NULL && last->kind == C_GOTO
               ? last->text
               : NULL;
}

static void drop_idle_jumps(Emitter *e, const CNodeList *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        CNode **test = &list->items[i > 0 ? i - 1 : 0];

        if (list->items[i]->kind == C_GOTO && last_jump(*test) == list->items[i]->text) {
            (*test)->list.count--;
            trace_call(e, test, C_ASSIGN);
        }
    }
}

void join_tests(Emitter *e, CNodeList *list)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < list->count; i++) {
        CNode *node = list->items[i];
        uint32_t position = node->kind == C_IF ? find_earlier(list, kept, node) : kept;

        if (position < kept) {
            join(e, list, position, kept, node);
        } else {
            list->items[kept++] = node;
        }
    }
    list->count = kept;
    drop_idle_jumps(e, list);
    trace_last_call(e, list);
}
