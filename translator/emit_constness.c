/* emit_constness: which methods leave their `self` as it is, so that C takes it by a pointer to
 * const: those that only read its fields, test it, and call methods on it that do the same. The
 * methods of a slot have one type in C, so either all of them do or none. */
#include "class.h"
#include "emit_internal.h"

typedef struct Constness {
    Function *method; /* in work */
    const Symbol *self;
    bool is_changed; /* a method was found to change its `self` */
} Constness;

static void visit(Node **slot, void *data);

static bool is_self(const Constness *constness, const Node *node)
{
    while (node->kind == NODE_CONVERT && node->type->kind == TYPE_CLASS) {
        node = node->convert.operand;
    }
    return node_is_name_of(node, constness->self);
}

static void give_up(Constness *constness)
{
    Function *root = method_root(constness->method);

    constness->is_changed |= root->keeps_self;
    root->keeps_self = false;
}

static bool keeps_self(Function *method)
{
    return method_root(method)->keeps_self;
}

/* Is a field of `self` written, or of a struct in it? */
static bool writes_field(const Constness *constness, const Node *target)
{
    while ((target->kind == NODE_FIELD && target->field.base->type->kind != TYPE_CLASS) ||
           target->kind == NODE_ITEM) {
        target = target->kind == NODE_FIELD ? target->field.base : target->item.base;
    }
    return target->kind == NODE_FIELD && is_self(constness, target->field.base);
}

/* A call of a method on `self`: its other arguments are left to look at. */
static void visit_method_call(Constness *constness, Node *call, Function *method)
{
    if (!keeps_self(method)) {
        give_up(constness);
    }
    for (uint32_t i = 1; i < call->call.arguments.count; i++) {
        visit(&call->call.arguments.items[i], constness);
    }
}

static bool is_call_on_self(const Constness *constness, const Node *node)
{
    const Function *method = node->kind == NODE_CALL ? called_method(node) : NULL;

    return method != NULL && method->class_ != NULL &&
           method->class_->symbol->kind == SYMBOL_CLASS &&
           is_self(constness, node->call.arguments.items[0]);
}

static void visit(Node **slot, void *data)
{
    Constness *constness = data;
    Node *node = *slot;

    if (node->kind == NODE_FIELD && is_self(constness, node->field.base)) {
        return;
    }
    if (node->kind == NODE_IS && is_self(constness, node->type_test.operand)) {
        return;
    }
    if (is_call_on_self(constness, node)) {
        visit_method_call(constness, node, called_method(node));
        return;
    }
    if (node_is_name_of(node, constness->self) ||
        (node->kind == NODE_REFERENCE && writes_field(constness, node->unary.operand)) ||
        (node->kind == NODE_ASSIGN && writes_field(constness, node->assign.target))) {
        give_up(constness);
    }
    node_children(node, visit, constness);
}

/* Looks at all methods once; was one found to change its `self`? */
static bool visit_methods(const FunctionList *methods)
{
    Constness constness = {.is_changed = false};

    for (uint32_t i = 0; i < methods->count; i++) {
        constness.method = methods->items[i];
        constness.self = methods->items[i]->parameters.items[0];
        if (keeps_self(constness.method)) {
            visit(&constness.method->body, &constness);
        }
    }
    return constness.is_changed;
}

void find_constness(Program *program)
{
    FunctionList methods = {NULL, 0, 0};

    for (uint32_t m = 0; m < program->modules.count; m++) {
        FunctionList functions = module_functions(program, program->modules.items[m]);

        for (uint32_t i = 0; i < functions.count; i++) {
            if (is_class_function(functions.items[i])) {
                functions.items[i]->keeps_self = !function_is_init(functions.items[i]);
                LIST_PUSH(&program->arena, &methods, functions.items[i]);
            }
        }
    }
    while (visit_methods(&methods)) {
    }
    for (uint32_t i = 0; i < methods.count; i++) {
        methods.items[i]->keeps_self = keeps_self(methods.items[i]);
    }
}
