/* memory_field: the fields of an object that is being made. The first value that `init` gives to a
 * field replaces nothing, so that the object need not be empty before. */
#include "class.h"
#include "memory_internal.h"

static bool was_given(const Memory *memory, const Name *field)
{
    for (uint32_t i = 0; i < memory->given.count; i++) {
        if (memory->given.items[i] == field) {
            return true;
        }
    }
    return false;
}

/* A derived class's `init` could call that of its base twice. */
bool is_first_of_field(Memory *memory, const Node *target)
{
    const Function *function = memory->function;

    if (!function_is_init(function) || function->class_->has_derived ||
        target->kind != NODE_FIELD ||
        !node_is_name_of(target->field.base, function->parameters.items[0])) {
        return false;
    }
    bool is_first = memory->frame->outer == NULL && !was_given(memory, target->field.name);

    LIST_PUSH(memory->arena, &memory->given, target->field.name);
    return is_first &&
           class_of_field(function->class_, class_member(function->class_, target->field.name)) ==
               function->class_;
}

static void find_replacing(Node **slot, void *data)
{
    Function *function = data;
    const Node *node = *slot;

    if (node->kind == NODE_ASSIGN && node->assign.target->kind == NODE_FIELD) {
        const Node *value = node->assign.value;

        if (value->kind == NODE_BUILTIN && value->builtin.id == BUILTIN_REPLACING) {
            function->replaces_fields = true;
        }
    }
    if (!node_is_expression(node)) {
        node_children(*slot, find_replacing, data);
    }
}

void note_replaced_fields(Function *function)
{
    if (function_is_init(function) && function->body != NULL) {
        find_replacing(&function->body, function);
    }
}
