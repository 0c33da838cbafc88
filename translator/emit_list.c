/* emit_list: the displays of lists. */
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

/* `static const int64_t items[] = {1, 2, 3};` */
static CNode *static_items(Emitter *e, const Node *display)
{
    const char *name = local_fresh(e, "items");
    const char *type = c_type(e, display->type->arguments[0]);
    CNode *values = c_new(e->arena, C_COMPOUND, display->span);

    for (uint32_t i = 0; i < display->list.count; i++) {
        c_push(e->arena, &values->list, emit_static_value(e, display->list.items[i]));
    }
    push(e,
         c_declare(e->arena, text_format(e, "static const %s", type), text_format(e, "%s[]", name),
                   values),
         display->span);
    return c_name(e->arena, name);
}

/* `(int64_t[2]){a, b}`: tcc cannot count structs. */
static CNode *computed_items(Emitter *e, const Node *display)
{
    const char *type = c_type(e, display->type->arguments[0]);
    CNode *values = c_new(e->arena, C_COMPOUND, display->span);

    values->text = text_format(e, "%s[%u]", type, display->list.count);
    for (uint32_t i = 0; i < display->list.count; i++) {
        c_push(e->arena, &values->list, emit_value(e, display->list.items[i]));
    }
    return values;
}

CNode *emit_list_display(Emitter *e, const Node *node)
{
    enum { FEW = 4 };
    uint32_t count = node->list.count;

    if (count == 0) {
        return c_call1(e->arena, template_function(e, node->type, "new"), context_of(e));
    }
    CNode *items =
        count > FEW && is_static(&node->list) ? static_items(e, node) : computed_items(e, node);
    return c_call3(e->arena, template_function(e, node->type, "of"), context_of(e), items,
                   c_integer(e->arena, count));
}
