/* infer_list: the items of displays, and of lists the displays and the operators and assignments
 * that are calls of their methods. */
#include "infer.h"

#include <string.h>

/* --- displays --- */

/* What every `step`-th item of a display from `first` on is going to be, as far as they were read.
 */
typedef struct Items {
    uint32_t first;
    uint32_t step;
    const Type *hint;   /* what the place would like, or NULL */
    const Type *common; /* of the items so far, or NULL */
} Items;

/* Does the item have its type from those beside it? */
static bool is_open(const Node *item)
{
    return is_adaptable(item) || item->kind == NODE_NONE ||
           (item->kind == NODE_LIST && item->list.count == 0 && item->type == NULL);
}

/* One float among literals makes all of them floats. */
static const Type *literal_hint(const Infer *infer, const NodeList *list, const Items *items)
{
    for (uint32_t i = items->first; i < list->count; i += items->step) {
        const Node *item = list->items[i];

        if (item->kind == NODE_UNARY) {
            item = item->unary.operand;
        }
        if (item->kind == NODE_FLOAT) {
            return infer->types->scalar[TYPE_FLOAT64];
        }
    }
    return NULL;
}

/* false: after a diagnostic. */
static bool read_item(Infer *infer, Node **slot, Items *items)
{
    infer_expression(infer, slot, items->common != NULL ? items->common : items->hint);
    const Type *type = (*slot)->kind == NODE_NONE
                           ? (*slot)->type
                           : require_value(infer, *slot, (Place){"an item", NULL, 0});
    const Type *common = items->common == NULL ? type : common_type(infer, items->common, type);

    if (common == NULL) {
        report_error(infer->diagnostics, (*slot)->span, "expected %s for an item, saw %s",
                     type_text(infer->types, items->common), type_text(infer->types, type));
        return false;
    }
    items->common = common;
    return !is_error(type);
}

static bool read_items(Infer *infer, NodeList *list, Items *items)
{
    bool is_good = true;

    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = items->first; i < list->count && is_good; i += items->step) {
            if (round == 1 || !is_open(list->items[i])) {
                is_good = read_item(infer, &list->items[i], items);
            }
        }
    }
    return is_good;
}

static const Type *report_unknown(Infer *infer, const Node *node)
{
    report_error(infer->diagnostics, node->span, "the type of the items is not known");
    report_help(infer->diagnostics, node->kind == NODE_LIST  ? "write list[float64]()"
                                    : node->kind == NODE_SET ? "write set[float64]()"
                                                             : "write dict[str, float64]()");
    return error_type(infer);
}

const Type *infer_items_of(Infer *infer, Node *display, uint32_t first, uint32_t step,
                           const Type *wanted)
{
    NodeList *list = &display->list;
    Items items = {.first = first, .step = step};

    items.hint = wanted != NULL ? wanted : literal_hint(infer, list, &items);
    if (wanted == NULL && !read_items(infer, list, &items)) {
        return error_type(infer);
    }
    const Type *type = wanted != NULL ? wanted : items.common;
    if (type == NULL || type->kind == TYPE_NONE) {
        return report_unknown(infer, display);
    }
    for (uint32_t i = first; i < list->count; i += step) {
        infer_place(infer, &list->items[i], type, (Place){"an item", NULL, 0});
    }
    return type;
}

const Type *item_hint(const Type *hint, TypeKind kind, uint32_t argument)
{
    if (hint == NULL || is_error(hint)) {
        return hint;
    }
    return hint->kind == kind ? hint->arguments[argument] : NULL;
}

const Type *infer_list_display(Infer *infer, Node *node, const Type *hint)
{
    const Type *element = infer_items_of(infer, node, 0, 1, item_hint(hint, TYPE_LIST, 0));

    return is_error(element) ? element : type_list(infer->types, element);
}

void make_list(Infer *infer, Node **slot, const Type *list)
{
    const Type *type = infer_expression(infer, slot, list);

    if (is_error(type) || type == list) {
        return;
    }
    Node *made = node_new(infer->program, NODE_BUILTIN, (*slot)->span);
    made->builtin.id = BUILTIN_LIST_OF;
    made->builtin.element = list->arguments[0];
    LIST_PUSH(&infer->program->arena, &made->builtin.arguments, *slot);
    *slot = made;
}

/* --- operators --- */

/* xs + ys, xs * n, n * xs: whether it is one of them. */
bool is_list_operation(Infer *infer, Operator op, Node **left, Node **right)
{
    const Type *a = (*left)->type;
    const Type *b = (*right)->type;
    const Type *int64_type = infer->types->scalar[TYPE_INT64];

    if (op == OP_ADD) {
        return a->kind == TYPE_LIST && a == b;
    }
    if (op == OP_MULTIPLY && a->kind == TYPE_LIST && type_is_integer(b)) {
        convert_slot(infer, right, int64_type);
        return true;
    }
    if (op == OP_MULTIPLY && b->kind == TYPE_LIST && type_is_integer(a)) {
        convert_slot(infer, left, int64_type);
        return true;
    }
    return false;
}

/* --- assignments --- */

void make_method_call(Infer *infer, Node *statement, const char *name, Node *receiver,
                      NodeList arguments)
{
    Node *call = node_new(infer->program, NODE_BUILTIN, statement->span);
    const Name *method = name_of(&infer->program->names, name);

    call->builtin.id = find_method(infer, receiver->type, method, arguments.count);
    LIST_PUSH(&infer->program->arena, &call->builtin.arguments, receiver);
    for (uint32_t i = 0; i < arguments.count; i++) {
        LIST_PUSH(&infer->program->arena, &call->builtin.arguments, arguments.items[i]);
    }
    statement->kind = NODE_EXPRESSION;
    statement->op = OP_NONE;
    statement->unary.operand = call;
    infer_expression(infer, &statement->unary.operand, NULL);
}

/* xs += ys, xs *= n: the list itself changes. */
static bool infer_update(Infer *infer, Node *statement)
{
    Node **target = &statement->assign.target;
    Node **value = &statement->assign.value;
    Operator op = (Operator)statement->op;
    NodeList arguments = {0};

    if (op == OP_ADD) {
        make_list(infer, value, (*target)->type);
    }
    infer_expression(infer, value, NULL);
    if (!is_list_operation(infer, op, target, value)) {
        return false;
    }
    LIST_PUSH(&infer->program->arena, &arguments, *value);
    make_method_call(infer, statement, op == OP_ADD ? "extend" : "__imul__", *target, arguments);
    return true;
}

bool infer_list_update(Infer *infer, Node *statement)
{
    return statement->op != OP_NONE && statement->assign.target->type->kind == TYPE_LIST &&
           infer_update(infer, statement);
}
