/* infer_dict: displays of dicts and sets, d[k], and the operators and assignments that are calls of
 * their methods. */
#include "infer.h"

#include "key_type.h"

/* --- displays --- */

static const Type *check_key(Infer *infer, const Node *display, const Type *key)
{
    const Type *unfit = key_type_unfit(key);

    if (unfit == NULL) {
        return key;
    }
    report_unfit_key(infer->program, display->span, key, unfit);
    return error_type(infer);
}

const Type *infer_set_display(Infer *infer, Node *node, const Type *hint)
{
    const Type *wanted = item_hint(hint, TYPE_SET, 0);
    const Type *element = check_key(infer, node, infer_items_of(infer, node, 0, 1, wanted));

    return is_error(element) ? element : type_set(infer->types, element);
}

const Type *infer_dict_display(Infer *infer, Node *node, const Type *hint)
{
    if (node->list.count == 0 && hint != NULL && hint->kind == TYPE_SET) {
        node->kind = NODE_SET;
        return hint;
    }
    const Type *key = infer_items_of(infer, node, 0, 2, item_hint(hint, TYPE_DICT, 0));
    if (is_error(key)) {
        return key;
    }
    const Type *value = infer_items_of(infer, node, 1, 2, item_hint(hint, TYPE_DICT, 1));
    key = check_key(infer, node, key);
    return is_error(key) || is_error(value) ? error_type(infer)
                                            : type_dict(infer->types, key, value);
}

/* --- items --- */

/* d[!n], the value of the entry number n: what the order pass leaves. */
static const Type *infer_entry(Infer *infer, Node *node)
{
    infer_index(infer, &node->index.items.items[0], (Place){"an index", NULL, 0});
    return node->index.base->type->arguments[1];
}

const Type *infer_dict_item(Infer *infer, Node **slot)
{
    Node *node = *slot;
    Node **key = &node->index.items.items[0];

    if (node->index.items.count != 1 || (*key)->kind == NODE_SLICE) {
        report_error(infer->diagnostics, node->span, "a dict takes one key");
        return error_type(infer);
    }
    if ((node->flags & FLAG_PROVEN) != 0) {
        return infer_entry(infer, node);
    }
    const Type *dict = node->index.base->type;
    infer_place(infer, key, dict->arguments[0], (Place){"a key", NULL, 0});
    *slot = node_builtin(infer->program, BUILTIN_DICT_ITEM, dict->arguments[1], node->index.base,
                         *key, node->span);
    return dict->arguments[1];
}

bool is_dict_item(const Node *node)
{
    return node->kind == NODE_BUILTIN && node->builtin.id == BUILTIN_DICT_ITEM;
}

/* --- operators --- */

bool is_dict_operation(Operator op, const Type *left, const Type *right)
{
    if (left != right) {
        return false;
    }
    switch (op) {
    case OP_BIT_OR: return left->kind == TYPE_DICT || left->kind == TYPE_SET;
    case OP_BIT_AND:
    case OP_BIT_XOR:
    case OP_SUBTRACT: return left->kind == TYPE_SET;
    default: return false;
    }
}

static const char *update_method(Operator op)
{
    switch (op) {
    case OP_BIT_AND: return "intersection_update";
    case OP_BIT_XOR: return "symmetric_difference_update";
    case OP_SUBTRACT: return "difference_update";
    default: return "update";
    }
}

/* a |= b: the dict or set itself changes. */
static bool infer_update(Infer *infer, Node *statement)
{
    Node *target = statement->assign.target;
    NodeList arguments = {0};

    infer_expression(infer, &statement->assign.value, target->type);
    if (!is_dict_operation((Operator)statement->op, target->type, statement->assign.value->type)) {
        return false;
    }
    LIST_PUSH(&infer->program->arena, &arguments, statement->assign.value);
    make_method_call(infer, statement, update_method((Operator)statement->op), target, arguments);
    return true;
}

/* d[k] = v */
static void store_item(Infer *infer, Node *statement)
{
    const NodeList *item = &statement->assign.target->builtin.arguments;
    const Type *value = statement->assign.target->type;
    NodeList arguments = {0};

    infer_place(infer, &statement->assign.value, value, (Place){"an item", NULL, 0});
    LIST_PUSH(&infer->program->arena, &arguments, item->items[1]);
    LIST_PUSH(&infer->program->arena, &arguments, statement->assign.value);
    make_method_call(infer, statement, "__setitem__", item->items[0], arguments);
}

/* Where d[k] is the target, or the target is a part of it: makes it a place. */
static void make_place(Infer *infer, Node **target)
{
    while ((*target)->kind == NODE_FIELD && (*target)->field.base->type->kind == TYPE_STRUCT) {
        target = &(*target)->field.base;
    }
    if (!is_dict_item(*target)) {
        return;
    }
    const Node *item = *target;
    Node *place = node_new(infer->program, NODE_INDEX, item->span);
    place->type = item->type;
    place->index.base = item->builtin.arguments.items[0];
    LIST_PUSH(&infer->program->arena, &place->index.items, item->builtin.arguments.items[1]);
    *target = place;
}

bool infer_dict_assignment(Infer *infer, Node *statement)
{
    const Node *target = statement->assign.target;
    bool is_whole = target->type->kind == TYPE_DICT || target->type->kind == TYPE_SET;

    if (is_dict_item(target) && statement->op == OP_NONE) {
        store_item(infer, statement);
        return true;
    }
    if (is_whole && statement->op != OP_NONE && infer_update(infer, statement)) {
        return true;
    }
    make_place(infer, &statement->assign.target);
    return false;
}
