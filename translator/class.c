/* Classes: members, bases, overriding. */
#include "class.h"

#include "passes.h"
#include "scope.h"

Declaration *class_base(const Declaration *class_)
{
    return class_->base == NULL ? NULL : class_->base->declaration;
}

bool class_is_settled(const Declaration *class_)
{
    while (class_ != NULL && class_->instance == NULL && class_->type_parameters.count == 0) {
        class_ = class_base(class_);
    }
    return class_ == NULL;
}

void each_class(const Program *program, void (*act)(Declaration *class_, void *data), void *data)
{
    for (uint32_t m = 0; m < program->modules.count; m++) {
        const Module *module = program->modules.items[m];

        for (uint32_t i = 0; i < module->declarations.count; i++) {
            if (module->declarations.items[i]->symbol->kind == SYMBOL_CLASS) {
                act(module->declarations.items[i], data);
            }
        }
    }
}

const Declaration *root_class(const Declaration *class_)
{
    while (class_base(class_) != NULL) {
        class_ = class_base(class_);
    }
    return class_;
}

Symbol *class_member(const Declaration *class_, const Name *name)
{
    Symbol *found = NULL;

    for (; class_ != NULL && found == NULL; class_ = class_base(class_)) {
        found = class_->members == NULL ? NULL : scope_find(class_->members, name);
    }
    return found;
}

Function *class_method(const Declaration *class_, const Name *name)
{
    const Symbol *member = class_member(class_, name);

    return member != NULL && member->kind == SYMBOL_FUNCTION ? member->function : NULL;
}

Function *type_method(const Type *type, const Name *name)
{
    return type->kind == TYPE_CLASS ? class_method(type->declaration->declaration, name) : NULL;
}

const FunctionList *class_initialisers(const Declaration *class_)
{
    while (class_->initialisers.count == 0 && class_base(class_) != NULL) {
        class_ = class_base(class_);
    }
    return &class_->initialisers;
}

Function *class_initialiser(const Declaration *class_)
{
    const FunctionList *initialisers = class_initialisers(class_);

    return initialisers->count == 0 ? NULL : initialisers->items[0];
}

Function *called_initialiser(const Node *construct)
{
    const Symbol *symbol = construct->construct.symbol;

    if (symbol->kind != SYMBOL_CLASS) {
        return NULL;
    }
    const FunctionList *initialisers = class_initialisers(symbol->declaration);
    return construct->op < initialisers->count ? initialisers->items[construct->op] : NULL;
}

Function *class_finaliser(Program *program, const Declaration *class_)
{
    Function *method = class_method(class_, name_of(&program->names, "__del__"));
    bool fits = method != NULL && method->body != NULL && method->parameters.count == 1 &&
                method->result->kind == TYPE_NONE;

    return fits ? method : NULL;
}

bool class_stands_alone(const Declaration *class_)
{
    return class_base(class_) == NULL && !class_->has_derived && !class_->is_reflected &&
           class_->fields.count > 0;
}

bool class_is_counted(const Program *program, const Declaration *class_)
{
    return counts_references(program) && !class_->symbol->type->is_collected;
}

bool class_is(const Declaration *derived, const Declaration *base)
{
    while (derived != NULL && derived != base) {
        derived = class_base(derived);
    }
    return derived != NULL;
}

bool init_exposes_self(const Declaration *class_)
{
    while (class_ != NULL && !class_->exposes_self) {
        class_ = class_base(class_);
    }
    return class_ != NULL;
}

bool init_sets_table(const Declaration *class_)
{
    return (class_->exposes_self && class_->has_derived) || init_exposes_self(class_base(class_));
}

Declaration *class_common_base(const Declaration *a, const Declaration *b)
{
    Declaration *base = a->symbol->declaration;

    while (base != NULL && !class_is(b, base)) {
        base = class_base(base);
    }
    return base;
}

Declaration *class_of_field(Declaration *class_, const Symbol *field)
{
    while (class_ != NULL && scope_find(class_->members, field->name) != field) {
        class_ = class_base(class_);
    }
    return class_;
}

uint32_t class_field_count(const Declaration *class_)
{
    uint32_t count = 0;

    for (; class_ != NULL; class_ = class_base(class_)) {
        count += class_->fields.count;
    }
    return count;
}

Function *method_root(Function *method)
{
    while (method->overrides != NULL) {
        method = method->overrides;
    }
    return method;
}

/* It is not where it is a construction, or a `let` of one. */
bool object_is_open(const Node *object)
{
    return object->kind != NODE_CONSTRUCT &&
           !(object->kind == NODE_NAME && object->name.symbol->is_exact);
}

static bool is_derived(const Type *type, const Type *base)
{
    return type != NULL && base != NULL && type != base && type->kind == TYPE_CLASS &&
           base->kind == TYPE_CLASS &&
           class_is(type->declaration->declaration, base->declaration->declaration);
}

void share_result(Function *method)
{
    const Function *overridden = method->overrides;
    const Type *expected = overridden == NULL               ? NULL
                           : overridden->own_result != NULL ? overridden->own_result
                                                            : overridden->result;

    if (is_derived(method->result, expected)) {
        method->own_result = method->result;
        method->result = overridden->result;
    } else if (expected != NULL && method->result == expected) {
        method->own_result = overridden->own_result;
        method->result = overridden->result;
    }
}

bool is_virtual_call(const Function *method, const Node *object)
{
    return method_is_overridden(method) && object_is_open(object);
}

const Declaration *member_class(const Symbol *symbol)
{
    const Declaration *class_ = symbol->kind == SYMBOL_FUNCTION   ? symbol->function->class_
                                : symbol->kind == SYMBOL_CONSTANT ? symbol->declaration
                                                                  : NULL;

    return class_ != NULL && class_->symbol->kind == SYMBOL_CLASS ? class_ : NULL;
}

bool node_is_downcast(const Node *node)
{
    const Type *from = node->kind == NODE_AS ? node->type_test.operand->type : NULL;

    if (from != NULL && from->kind == TYPE_OPTION) {
        from = from->arguments[0];
    }
    return from != NULL && from->kind == TYPE_CLASS && node->type->kind == TYPE_CLASS;
}
