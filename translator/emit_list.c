/* emit_list: the displays of lists, sets and dicts, and the built-in functions of lists. */
#include "emit_internal.h"

/* Are all items constants, which C can lay out before the program runs? */
static bool is_static(const NodeList *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const Node *item = list->items[i];

        while (item->kind == NODE_UNARY && item->op == OP_NEGATE) {
            item = item->unary.operand;
        }
        if (item->kind != NODE_INTEGER && item->kind != NODE_FLOAT && item->kind != NODE_BOOL &&
            item->kind != NODE_STRING) {
            return false;
        }
    }
    return true;
}

/* C's type for what the display holds: an item, or a dict's entry. */
static const char *item_type(Emitter *e, const Type *type)
{
    return type->kind == TYPE_DICT ? template_function(e, type, "entry")
                                   : c_type(e, type->arguments[0]);
}

typedef CNode *EmitItem(Emitter *e, const Node *node);

/* `{a, b}`, or of a dict `{{k, v}, {l, w}}`. */
static CNode *values_of(Emitter *e, const Node *display, EmitItem *emit_item)
{
    CNode *values = c_new(e->arena, C_COMPOUND, display->span);
    CNode *entry = values;

    for (uint32_t i = 0; i < display->list.count; i++) {
        if (display->kind == NODE_DICT && i % 2 == 0) {
            entry = c_new(e->arena, C_COMPOUND, display->list.items[i]->span);
            c_push(e->arena, &values->list, entry);
        }
        c_push(e->arena, &entry->list, emit_item(e, display->list.items[i]));
    }
    return values;
}

/* `static const int64_t items[] = {1, 2, 3};` */
static CNode *static_items(Emitter *e, const Node *display)
{
    const char *name = local_fresh(e, "items");
    const char *type = item_type(e, display->type);

    push(e,
         c_declare(e->arena, text_format(e, "static const %s", type), text_format(e, "%s[]", name),
                   values_of(e, display, emit_static_value)),
         display->span);
    return c_name(e->arena, name);
}

/* `(int64_t[2]){a, b}`: tcc cannot count structs. */
static CNode *computed_items(Emitter *e, const Node *display)
{
    CNode *values = values_of(e, display, emit_value);

    values->text = text_format(e, "%s[%u]", item_type(e, display->type), values->list.count);
    return values;
}

CNode *emit_display(Emitter *e, const Node *node)
{
    enum { FEW = 4 };
    uint32_t count = node->kind == NODE_DICT ? node->list.count / 2 : node->list.count;

    if (count == 0) {
        return c_call1(e->arena, template_function(e, node->type, "new"), context_of(e));
    }
    CNode *items =
        count > FEW && is_static(&node->list) ? static_items(e, node) : computed_items(e, node);
    return c_call3(e->arena, template_function(e, node->type, "of"), context_of(e), items,
                   c_integer(e->arena, count));
}

CNode *emit_sort_by(Emitter *e, const Node *node)
{
    const NodeList *arguments = &node->builtin.arguments;
    const Type *types[] = {arguments->items[0]->type->arguments[0],
                           arguments->items[1]->type->arguments[0]};
    CNode *call = c_call1(e->arena, template_call(e, "sort", types, 2, "list"), context_of(e));

    for (uint32_t i = 0; i < arguments->count; i++) {
        c_push(e->arena, &call->list, emit_value(e, arguments->items[i]));
    }
    return call;
}

CNode *emit_reversed(Emitter *e, const Node *node)
{
    const Node *list = node->builtin.arguments.items[0];

    return c_call2(e->arena, template_function(e, list->type, "reversed"), context_of(e),
                   emit_value(e, list));
}
