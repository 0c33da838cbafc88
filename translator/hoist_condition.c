/* Hoisting within the conditions of if and while, whose parts are lowered one by one. */
#include "hoist_internal.h"

/* --- conditions of if and while --- */

/* A part of a condition, joined to the one before it by `and`. */
typedef struct Conjunct {
    Node **slot;
    Node *before; /* a block of the statements that it needs, or NULL */
} Conjunct;

typedef LIST(Conjunct) ConjunctList;

static void collect_conjuncts(Hoist *hoist, Node **slot, ConjunctList *list)
{
    if ((*slot)->kind == NODE_BINARY && (*slot)->op == OP_AND &&
        ((*slot)->flags & FLAG_NAMES) == 0) {
        collect_conjuncts(hoist, &(*slot)->binary.left, list);
        collect_conjuncts(hoist, &(*slot)->binary.right, list);
    } else {
        LIST_PUSH(&hoist->program->arena, list, ((Conjunct){slot, NULL}));
    }
}

/* Lowers each part of the condition; true when a part from `first` on needs statements. */
static bool lower_conjuncts(Hoist *hoist, ConjunctList *list, uint32_t first)
{
    bool needs_statements = false;

    for (uint32_t i = first; i < list->count; i++) {
        Conjunct *conjunct = &list->items[i];
        uint32_t start = hoist->out.count;

        hoist_lower(hoist, conjunct->slot, NULL, false);
        conjunct->before = hoist_take_block(hoist, start, (*conjunct->slot)->span);
        needs_statements |= conjunct->before != NULL;
    }
    return needs_statements;
}

/* Joins the part at *index and those after it that need no statements; moves *index behind. */
static Node *join_conjuncts(Hoist *hoist, const ConjunctList *list, uint32_t *index)
{
    Node *joined = *list->items[*index].slot;

    for (++*index; *index < list->count && list->items[*index].before == NULL; ++*index) {
        joined =
            node_binary(hoist->program, OP_AND, joined->type, joined, *list->items[*index].slot);
    }
    return joined;
}

/* if a { …; if b { then } } for `if a and b { then }`; the parts from *index on. */
static Node *nested_ifs(Hoist *hoist, const ConjunctList *list, uint32_t index, Node *then)
{
    Node *condition = join_conjuncts(hoist, list, &index);

    if (index < list->count) {
        Node *block = list->items[index].before;

        block_push(hoist->program, block, nested_ifs(hoist, list, index, then));
        then = block;
    }
    return node_if(hoist->program, condition, then, NULL);
}

/* var condition_1 = a; if condition_1 { …; condition_1 = b } */
static Node *stepwise_condition(Hoist *hoist, const ConjunctList *list)
{
    uint32_t index = 0;
    Node *condition = join_conjuncts(hoist, list, &index);
    Symbol *symbol = hoist_temporary(hoist, "condition", condition, true);

    hoist_emit(hoist, node_let(hoist->program, symbol, condition), TRACE_NONE);
    while (index < list->count) {
        Node *block = list->items[index].before;

        block_push(hoist->program, block,
                   hoist_assign_symbol(hoist, symbol, join_conjuncts(hoist, list, &index)));
        hoist_emit(
            hoist,
            node_if(hoist->program, node_name(hoist->program, symbol, block->span), block, NULL),
            TRACE_NONE);
    }
    return node_name(hoist->program, symbol, condition->span);
}

/* An else-if whose condition needs statements becomes an if within an else block. */
static void lower_otherwise(Hoist *hoist, Node *statement)
{
    Node *otherwise = statement->if_.otherwise;
    uint32_t start = hoist->out.count;

    if (otherwise == NULL) {
        return;
    }
    if (otherwise->kind == NODE_BLOCK) {
        hoist_block(hoist, otherwise);
        return;
    }
    hoist_statement(hoist, otherwise);
    if (hoist->out.count == start + 1 && hoist->out.items[start]->kind == NODE_IF) {
        statement->if_.otherwise = hoist->out.items[start];
        hoist->out.count = start;
    } else {
        statement->if_.otherwise = hoist_take_block(hoist, start, otherwise->span);
    }
}

void hoist_if(Hoist *hoist, Node *statement)
{
    ConjunctList list = {0};

    collect_conjuncts(hoist, &statement->if_.condition, &list);
    hoist_lower(hoist, list.items[0].slot, NULL, false);
    if (lower_conjuncts(hoist, &list, 1)) {
        if (statement->if_.otherwise != NULL) {
            statement->if_.condition = stepwise_condition(hoist, &list);
        } else {
            hoist_block(hoist, statement->if_.then);
            hoist_emit(hoist, nested_ifs(hoist, &list, 0, statement->if_.then), TRACE_NONE);
            return;
        }
    }
    hoist_block(hoist, statement->if_.then);
    lower_otherwise(hoist, statement);
    hoist_emit(hoist, statement, TRACE_NONE);
}

static Node *break_unless(Hoist *hoist, Node *condition)
{
    Node *block = node_block(hoist->program, condition->span);

    block_push(hoist->program, block, node_new(hoist->program, NODE_BREAK, condition->span));
    return node_if(hoist->program, node_not(hoist->program, condition), block, NULL);
}

static void push_all(Hoist *hoist, Node *block, const Node *from)
{
    for (uint32_t i = 0; i < from->list.count; i++) {
        block_push(hoist->program, block, from->list.items[i]);
    }
}

/* while a { …; if not b { break } … } for `while a and b`, where b needs statements. */
static void split_while(Hoist *hoist, Node *statement, const ConjunctList *list)
{
    uint32_t index = 0;
    Node *body = node_block(hoist->program, statement->while_.body->span);
    Node *condition = NULL;

    if (list->items[0].before == NULL) {
        condition = join_conjuncts(hoist, list, &index);
    } else {
        condition = node_bool(hoist->program, true, statement->while_.condition->span);
    }
    while (index < list->count) {
        push_all(hoist, body, list->items[index].before);
        block_push(hoist->program, body, break_unless(hoist, join_conjuncts(hoist, list, &index)));
    }
    push_all(hoist, body, statement->while_.body);
    statement->while_.condition = condition;
    statement->while_.body = body;
}

void hoist_while(Hoist *hoist, Node *statement)
{
    ConjunctList list = {0};

    collect_conjuncts(hoist, &statement->while_.condition, &list);
    bool is_split = lower_conjuncts(hoist, &list, 0);
    hoist_block(hoist, statement->while_.body);
    if (is_split) {
        split_while(hoist, statement, &list);
    }
    hoist_emit(hoist, statement, TRACE_NONE);
}
