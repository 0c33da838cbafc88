/* memory_take: which parameters of an `init` take over what they are given. Where `init` stores
 * that in the object at once, making one moves the argument to its field: no owner is counted up
 * there and down again by the caller. All other parameters borrow, among them those of classes that
 * C can make objects of. */
#include "class.h"
#include "memory_internal.h"
#include "passes.h"

/* --- what is stored --- */

static bool is_name_or_conversion(const Node *value, const Symbol *parameter)
{
    while (value->kind == NODE_CONVERT && type_is_managed(value->convert.operand->type)) {
        value = value->convert.operand;
    }
    return node_is_name_of(value, parameter);
}

/* super.init(name), where that takes it over. */
static bool is_taken_by_call(const Node *value, const Symbol *parameter)
{
    const Function *callee = value->kind == NODE_CALL ? called_method(value) : NULL;

    for (uint32_t i = 0; callee != NULL && i < value->call.arguments.count; i++) {
        if (callee->parameters.items[i]->takes_over &&
            is_name_or_conversion(value->call.arguments.items[i], parameter)) {
            return true;
        }
    }
    return false;
}

static bool stores(const Program *program, Node *statement, const Symbol *parameter)
{
    switch ((NodeKind)statement->kind) {
    case NODE_ASSIGN:
        return statement->op == OP_NONE && exits_of(program, statement) == 0 &&
               is_name_or_conversion(statement->assign.value, parameter);
    case NODE_EXPRESSION: return is_taken_by_call(statement->unary.operand, parameter);
    default: return false;
    }
}

/* Does a statement of the body itself store the parameter, its only use, before anything can leave
 * the function? */
static bool is_stored_at_once(const Program *program, const Symbol *parameter, Node *body)
{
    for (uint32_t i = 0; i < body->list.count; i++) {
        Node *statement = body->list.items[i];

        if (stores(program, statement, parameter)) {
            return uses_of(parameter, body) == 1;
        }
        if (exits_of(program, statement) != 0) {
            return false;
        }
    }
    return false;
}

static bool can_take(const Symbol *parameter)
{
    return type_is_managed(parameter->type) && !parameter->is_assigned &&
           !parameter->is_reference && !parameter->is_captured && !parameter->is_cell;
}

/* One that calls itself may run out of stack before it has stored anything. */
static bool may_take(const Function *init)
{
    return init->body != NULL && !init->is_offered && !init->effects.is_recursive;
}

static void note_class(const Program *program, const Declaration *class_)
{
    for (uint32_t i = 0; i < class_->initialisers.count; i++) {
        const Function *init = class_->initialisers.items[i];

        for (uint32_t k = 1; k < init->parameters.count && may_take(init); k++) {
            Symbol *parameter = init->parameters.items[k];

            parameter->takes_over =
                can_take(parameter) && is_stored_at_once(program, parameter, init->body);
        }
    }
}

/* The bases come first, which may take what `super.init` is given. */
static void note_with_bases(Declaration *class_, void *data)
{
    Program *program = data;
    LIST(Declaration *) open = {0};

    for (; class_ != NULL && !class_->has_takers_noted; class_ = class_base(class_)) {
        class_->has_takers_noted = true;
        LIST_PUSH(&program->scratch, &open, class_);
    }
    while (open.count > 0) {
        note_class(program, open.items[--open.count]);
    }
}

static void note_offered(Declaration *class_, void *data)
{
    const FunctionList *initialisers = class_initialisers(class_);

    (void)data;
    for (uint32_t i = 0; i < initialisers->count; i++) {
        initialisers->items[i]->is_offered |= class_->symbol->is_public;
    }
}

void note_taking_parameters(Program *program)
{
    each_class(program, note_offered, NULL);
    each_class(program, note_with_bases, program);
}
