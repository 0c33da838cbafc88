/* emit_method: calls of the methods of built-in types, as methods.def names them. */
#include "emit_internal.h"

/* What C calls the method of that receiver: nb_str_split. */
static const char *method_function(Emitter *e, const Type *receiver, const char *function)
{
    if (receiver->kind == TYPE_OPTION) {
        return option_value_or(e, receiver);
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
    CNode *call = c_call(e->arena, method_function(e, arguments->items[0]->type, row->function));

    if (row->raises != 0 || row->effect == EFFECT_RELEASE) {
        c_push(e->arena, &call->list, context_of(e));
    }
    for (uint32_t i = 0; i < arguments->count; i++) {
        c_push(e->arena, &call->list, emit_value(e, arguments->items[i]));
    }
    return call;
}
