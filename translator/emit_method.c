/* emit_method: calls of the methods of built-in types, as methods.def names them. */
#include "emit_internal.h"

/* The list that a string's method gives or takes, or NULL: the function is one of that list's. */
static const Type *list_of_text(const Node *node)
{
    const NodeList *arguments = &node->builtin.arguments;
    const Type *last = arguments->items[arguments->count - 1]->type;

    if (!type_is_text(arguments->items[0]->type)) {
        return NULL;
    }
    return node->type->kind == TYPE_LIST ? node->type : last->kind == TYPE_LIST ? last : NULL;
}

/* What C calls the method: nb_str_strip, nb_list_str_split. */
static const char *method_function(Emitter *e, const Node *node, const char *function)
{
    const Type *receiver = node->builtin.arguments.items[0]->type;
    const Type *list = list_of_text(node);

    if (list != NULL) {
        return template_function(e, list, function);
    }
    if (receiver->kind == TYPE_OPTION) {
        return option_value_or(e, receiver);
    }
    if (node->builtin.id == BUILTIN_DICT_GET) {
        return dict_get(e, receiver);
    }
    if (is_template_type(receiver)) {
        return template_function(e, receiver, function);
    }
    return use(e, text_format(e, "nb_%s_%s", short_name(e, receiver), function));
}

CNode *emit_method(Emitter *e, const Node *node)
{
    const Builtin *row = &builtin_table[node->builtin.id];
    const NodeList *arguments = &node->builtin.arguments;
    CNode *call = c_call(e->arena, method_function(e, node, row->function));

    if (row->raises != 0 || row->effect == EFFECT_RELEASE) {
        c_push(e->arena, &call->list, context_of(e));
    }
    for (uint32_t i = 0; i < arguments->count; i++) {
        c_push(e->arena, &call->list, emit_value(e, arguments->items[i]));
    }
    return call;
}
