/* Joins checks with the same outcome, as one writes them by hand: those of one line that raise the
 * same stand in one condition, those of calls that may raise below each other.
 *
 *     if (f(ctx, &f_1) != NB_OK) { failed_at = 3; goto cleanup; }
 *     int64_t g_1;
 *     if (g(ctx, f_1, &g_1) != NB_OK) { failed_at = 3; goto cleanup; }
 * ->
 *     int64_t g_1;
 *     if (f(ctx, &f_1) != NB_OK) { failed_at = 3; goto cleanup; }
 *     if (g(ctx, f_1, &g_1) != NB_OK) { failed_at = 3; goto cleanup; }
 *
 * A jump at the end of a test's braces goes where what follows is the same jump.
 *
 * Only tests of one source line: what stands on different lines was written as different steps. */
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

static bool is_failing_call(const CNode *test)
{
    return (test->flags & C_FAILING) != 0;
}

static bool stand_on_one_line(const CNode *first, const CNode *second)
{
    return first->kind == C_IF && second->kind == C_IF && first->third == NULL &&
           second->third == NULL && second->comment == NULL &&
           first->span.line == second->span.line && first->span.source == second->span.source;
}

static bool is_joinable(const CNode *first, const CNode *second)
{
    return !is_failing_call(first) && !is_failing_call(second) && leaves(&first->list) &&
           is_same_list(&first->list, &second->list);
}

/* Is it a declaration that computes nothing: without a value, or with an empty one? */
static bool is_idle(const CNode *node)
{
    const CNode *value = node->left;

    if (node->kind != C_DECLARE || value == NULL) {
        return node->kind == C_DECLARE;
    }
    return value->kind == C_NAME ? strcmp(value->text, "NULL") == 0
                                 : value->kind == C_COMPOUND && value->list.count == 1 &&
                                       value->list.items[0]->kind == C_NAME;
}

/* The position of the test of the same line before the one at `position`, or its own. Only idle
 * declarations may stand between them: these go ahead. */
static uint32_t find_earlier(const CNodeList *list, uint32_t kept, const CNode *test)
{
    uint32_t position = kept;

    while (position > 0 && is_idle(list->items[position - 1])) {
        position--;
    }
    return position > 0 && stand_on_one_line(list->items[position - 1], test) ? position - 1 : kept;
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
}

/* Moves the declaration at `position` ahead. */
static void put_before(const CNodeList *list, uint32_t position, uint32_t first)
{
    CNode *declaration = list->items[position];

    memmove(&list->items[first + 1], &list->items[first], (position - first) * sizeof *list->items);
    list->items[first] = declaration;
}

static const char *last_jump(const CNode *test)
{
    const CNode *last = test->list.count > 1 ? test->list.items[test->list.count - 1] : NULL;

    return test->kind == C_IF && test->third == NULL && last != NULL && last->kind == C_GOTO
               ? last->text
               : NULL;
}

void drop_jump_before(const CNodeList *list, uint32_t position, const char *label)
{
    CNode *test = position > 0 ? list->items[position - 1] : NULL;

    if (test != NULL && last_jump(test) == label) {
        test->list.count--;
    }
}

static void drop_idle_jumps(const CNodeList *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i]->kind == C_GOTO) {
            drop_jump_before(list, i, list->items[i]->text);
        }
    }
}

enum { MOST_CALLS_TOGETHER = 32 }; /* that declarations are moved before */

/* The calls of one line that `test` follows stand together, behind all their declarations. */
static void gather_calls(CNodeList *list, uint32_t kept, uint32_t position, const CNode *test)
{
    uint32_t first = position + 1;

    while (first > 0 && position + 1 - first < MOST_CALLS_TOGETHER &&
           is_failing_call(list->items[first - 1]) &&
           stand_on_one_line(list->items[first - 1], test)) {
        first--;
    }
    for (uint32_t i = position + 1; i < kept && first <= position; i++) {
        put_before(list, i, first++);
    }
}

void join_tests(Emitter *e, CNodeList *list)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < list->count; i++) {
        CNode *node = list->items[i];
        uint32_t position = node->kind == C_IF ? find_earlier(list, kept, node) : kept;

        if (position < kept && is_joinable(list->items[position], node)) {
            join(e, list, position, kept, node);
            continue;
        }
        if (position < kept && is_failing_call(node)) {
            gather_calls(list, kept, position, node);
        }
        list->items[kept++] = node;
    }
    list->count = kept;
    drop_idle_jumps(list);
}
