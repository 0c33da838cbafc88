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

/* The calls of base classes' `init`s in an `init`. */
typedef struct Calls {
    uint32_t count; /* one in a loop counts as two */
    uint32_t loops; /* around */
} Calls;

static void count_calls(Node **slot, void *data)
{
    Calls *calls = data;
    const Node *node = *slot;
    const Function *called = node->kind == NODE_CALL ? called_method(node) : NULL;
    bool is_loop = node->kind == NODE_WHILE || node->kind == NODE_FOR;

    if (called != NULL && function_is_init(called)) {
        calls->count += calls->loops > 0 ? 2 : 1;
    }
    calls->loops += is_loop;
    node_children(*slot, count_calls, data);
    calls->loops -= is_loop;
}

static void note_repeated_init(Declaration *class_, void *data)
{
    (void)data;
    for (uint32_t i = 0; i < class_->initialisers.count; i++) {
        Calls calls = {0, 0};
        Node *body = class_->initialisers.items[i]->body;

        if (body != NULL) {
            count_calls(&body, &calls);
        }
        for (Declaration *base = class_base(class_); base != NULL && calls.count > 1;
             base = class_base(base)) {
            base->inits_again = true;
        }
    }
}

void note_repeated_inits(const Program *program)
{
    each_class(program, note_repeated_init, NULL);
}

bool is_first_of_field(Memory *memory, const Node *target)
{
    const Function *function = memory->function;

    if (!function_is_init(function) || function->class_->inits_again ||
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
