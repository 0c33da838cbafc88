/* Classes: construction, members, methods and what overriding asks of them. */
#include "class.h"
#include "infer.h"

#include <string.h>

/* --- candidates for "did you mean" --- */

enum { MOST_CANDIDATES = 64 };

static const char *nearest_member(const Declaration *class_, const Name *name)
{
    const char *candidates[MOST_CANDIDATES];
    size_t count = 0;

    for (; class_ != NULL; class_ = class_base(class_)) {
        for (uint32_t i = 0; i < class_->fields.count && count < MOST_CANDIDATES; i++) {
            candidates[count++] = class_->fields.items[i]->name->text;
        }
        for (uint32_t i = 0; i < class_->methods.count && count < MOST_CANDIDATES; i++) {
            candidates[count++] = class_->methods.items[i]->symbol->name->text;
        }
        for (uint32_t i = 0; i < class_->constants.count && count < MOST_CANDIDATES; i++) {
            candidates[count++] = class_->constants.items[i]->name->text;
        }
    }
    return nearest_name(name->text, candidates, count);
}

/* A class that has the member, derived from one that lacks it. */
typedef struct Heir {
    const Declaration *base;
    const Name *member;
    const Declaration *found; /* the first; or NULL */
} Heir;

static void test_heir(Declaration *class_, void *data)
{
    Heir *heir = data;

    if (heir->found == NULL && class_is(class_, heir->base) &&
        class_member(class_, heir->member) != NULL) {
        heir->found = class_;
    }
}

static void suggest_near_member(Infer *infer, const Declaration *class_, const Name *name)
{
    Heir heir = {class_, name, NULL};
    const char *nearest = nearest_member(class_, name);

    each_class(infer->program, test_heir, &heir);
    if (heir.found != NULL) {
        report_help(infer->diagnostics, "'%s' has it: write (x as %s).%s",
                    heir.found->symbol->name->text, heir.found->symbol->name->text, name->text);
    } else if (nearest != NULL) {
        report_help(infer->diagnostics, "did you mean '%s'?", nearest);
    }
}

static const Type *report_no_member(Infer *infer, const Declaration *class_, const Name *name,
                                    const char *what, Span span)
{
    report_error(infer->diagnostics, span, "%s has no %s '%s'",
                 symbol_text(infer->types, class_->symbol), what, name->text);
    suggest_near_member(infer, class_, name);
    return error_type(infer);
}

/* --- calls of methods --- */

/* The parameters behind `self`. */
static SymbolList own_parameters(const Function *method)
{
    return (SymbolList){method->parameters.items + 1, method->parameters.count - 1, 0};
}

void mark_virtual(Infer *infer, Node *call, const Function *method, const Node *object)
{
    Generics *generics = &infer->program->generics;

    if (is_virtual_call(method, object)) {
        call->flags |= FLAG_VIRTUAL;
    } else if (generics->have_bases && is_class_function(method) && object_is_open(object)) {
        LIST_PUSH(&infer->program->arena, &generics->calls, call);
    }
}

void settle_virtual_calls(Infer *infer)
{
    const NodeList *calls = &infer->program->generics.calls;

    for (uint32_t i = 0; i < calls->count; i++) {
        Node *call = calls->items[i];

        if (call->kind == NODE_AS) {
            call = call->type_test.operand; /* narrow_call's */
        }
        if (method_is_overridden(call->call.callee->name.symbol->function)) {
            call->flags |= FLAG_VIRTUAL;
        }
    }
}

Node *method_call(Infer *infer, Function *method, Node *object, NodeList given, Span span)
{
    Node *call = node_call(infer->program, method, span);

    mark_virtual(infer, call, method, object);
    LIST_PUSH(&infer->program->arena, &call->call.arguments, object);
    for (uint32_t i = 0; i < given.count; i++) {
        LIST_PUSH(&infer->program->arena, &call->call.arguments, given.items[i]);
    }
    return call;
}

const Type *infer_super_init(Infer *infer, Node *call, Function *initialiser)
{
    const Function *here = infer->function;

    if (here == NULL || !function_is_init(here)) {
        report_error(infer->diagnostics, call->span, "super.init(…) stands only in 'init'");
    }
    infer_expression(infer, &call->call.arguments.items[0], NULL);
    return infer_method_call(infer, call, initialiser);
}

/* o.area(x), the object inferred already. */
const Type *infer_class_method(Infer *infer, Node **slot)
{
    Node *node = *slot;
    const Declaration *class_ = node->method.base->type->declaration->declaration;
    const Function *method = object_method(infer, node->method.base->type, node->method.name);
    const Symbol *member =
        method != NULL ? method->symbol : class_member(class_, node->method.name);

    if (member == NULL) {
        infer_arguments(infer, &node->method.arguments, 0);
        return report_no_member(infer, class_, node->method.name, "method",
                                member_span(infer, node));
    }
    if (member->kind != SYMBOL_FUNCTION) {
        return call_field(infer, node);
    }
    *slot =
        method_call(infer, member->function, node->method.base, node->method.arguments, node->span);
    return infer_method_call(infer, *slot, member->function);
}

const Type *infer_call_of_object(Infer *infer, Node **slot)
{
    Node *node = *slot;
    const Type *type = node->call.callee->type;
    Function *method = usual_method(infer, type, name_of(&infer->program->names, "__call__"));

    if (method == NULL) {
        infer_arguments(infer, &node->call.arguments, 0);
        report_error(infer->diagnostics, node->span, "%s has no method '__call__'",
                     type_text(infer->types, type));
        return error_type(infer);
    }
    *slot = method_call(infer, method, node->call.callee, node->call.arguments, node->span);
    return infer_method_call(infer, *slot, method);
}

/* --- C(x) --- */

const Type *infer_new(Infer *infer, Node *node)
{
    const Symbol *symbol = node->construct.symbol;
    const Function *initialiser = class_initialiser(symbol->declaration);
    SymbolList parameters = {0};

    if (initialiser != NULL && initialiser->overloads != NULL) {
        initialiser = choose_initialiser(infer, node);
        if (initialiser == NULL) {
            return error_type(infer);
        }
    }
    if (initialiser != NULL) {
        parameters = own_parameters(initialiser);
    }
    infer_parameters(infer, &node->construct.arguments, source_name(symbol), &parameters,
                     node->span);
    return symbol->type;
}

/* --- o.f --- */

static uint32_t field_position(Declaration *class_, const Symbol *field)
{
    const Declaration *owner = class_of_field(class_, field);
    uint32_t position = owner->base == NULL ? 0 : class_field_count(class_base(owner));

    for (uint32_t i = 0; owner->fields.items[i] != field; i++) {
        position++;
    }
    return position;
}

static void become_name(Node *node, Symbol *symbol)
{
    node->kind = NODE_NAME;
    node->name.name = symbol->name;
    node->name.symbol = symbol;
}

/* `c.area` without a call: the method, its `self` bound to c. */
static const Type *bind_method(Infer *infer, Node *node, Function *method)
{
    Node *object = node->field.base;

    if (method->type_parameters.count > 0) {
        report_error(infer->diagnostics, node->span, "'%s' is generic, so it can only be called",
                     method->symbol->name->text);
        report_help(infer->diagnostics, "write a lambda that calls it: fn(x: …) => ….%s(x)",
                    method->symbol->name->text);
        return error_type(infer);
    }
    node->kind = NODE_BIND;
    mark_virtual(infer, node, method, object);
    node->call.callee = node_name(infer->program, method->symbol, node->span);
    node->call.arguments = (NodeList){0};
    node->call.types = (NodeList){0};
    LIST_PUSH(&infer->program->arena, &node->call.arguments, object);
    return infer_bind(infer, node);
}

/* What a method takes, its `self` of any type included; NULL where that is not known. */
static const Type **behind_self(Infer *infer, const Type *const *parameters, uint32_t count)
{
    const Type **all = arena_zeroed(&infer->program->scratch, (count + 1) * sizeof *all);

    if (parameters == NULL) {
        return NULL;
    }
    memcpy(all + 1, parameters, count * sizeof *all);
    return all;
}

void settle_method_value(Infer *infer, Node *node, const Type *const *parameters, uint32_t count)
{
    const NodeList none = {0};

    if (!infer->program->has_overloads || node->field.base->kind == NODE_TYPE) {
        return;
    }
    const Type *base = infer_expression(infer, &node->field.base, NULL);
    const Symbol *member = base->kind == TYPE_CLASS
                               ? class_member(base->declaration->declaration, node->field.name)
                               : NULL;
    if (member == NULL || member->kind != SYMBOL_FUNCTION || member->function->overloads == NULL) {
        return;
    }
    Function *method =
        overload_taking(infer, member->function, &none, behind_self(infer, parameters, count),
                        count + 1, node->span);
    node->type = method == NULL ? error_type(infer) : bind_method(infer, node, method);
}

const Type *infer_class_member(Infer *infer, Node *node)
{
    Declaration *class_ = node->field.base->type->declaration->declaration;
    Symbol *member = class_member(class_, node->field.name);

    if (member == NULL) {
        return report_no_member(infer, class_, node->field.name, "field", member_span(infer, node));
    }
    if (member->kind == SYMBOL_FUNCTION) {
        return bind_method(infer, node, member->function);
    }
    if (member->kind == SYMBOL_LOCAL) {
        node->field.position = field_position(class_, member);
        return member->type;
    }
    if (node->field.base->kind != NODE_NAME) {
        report_error(infer->diagnostics, node->span, "'%s' is a constant of the class",
                     member->name->text);
        report_help(infer->diagnostics, "write %s.%s", class_->symbol->name->text,
                    member->name->text);
        return error_type(infer);
    }
    become_name(node, member);
    return constant_type(infer, member, node->span);
}

const Type *infer_member_of_type(Infer *infer, Node **slot)
{
    Node *node = *slot;
    const Type *type = node->field.base->type;
    Symbol *member = type->kind == TYPE_CLASS
                         ? class_member(type->declaration->declaration, node->field.name)
                         : NULL;

    if (is_error(type)) {
        return type;
    }
    if (member == NULL || member->kind == SYMBOL_LOCAL) {
        report_error(infer->diagnostics, node->span, "%s has no constant or method '%s'",
                     type_text(infer->types, type), node->field.name->text);
        return error_type(infer);
    }
    become_name(node, member);
    return infer_expression(infer, slot, NULL);
}

/* --- x is C, x as C --- */

static const Type *report_unrelated(Infer *infer, const Node *node, const Type *from,
                                    const Type *to)
{
    report_error(infer->diagnostics, node->span, "%s is never %s", type_text(infer->types, from),
                 type_text(infer->types, to));
    return error_type(infer);
}

const Type *infer_class_test(Infer *infer, Node **slot)
{
    Node *node = *slot;
    const Type *from = node->type_test.operand->type;
    const Type *to = node->type_test.target->type;
    const Type *object = from->kind == TYPE_OPTION ? from->arguments[0] : from;
    bool is_upward = from->kind == TYPE_CLASS &&
                     class_is(from->declaration->declaration, to->declaration->declaration);

    if (object->kind != TYPE_CLASS) {
        report_error(infer->diagnostics, node->span, "expected an object before '%s', saw %s",
                     node->kind == NODE_IS ? "is" : "as", type_text(infer->types, from));
        return error_type(infer);
    }
    if (!class_is(object->declaration->declaration, to->declaration->declaration) &&
        !class_is(to->declaration->declaration, object->declaration->declaration)) {
        return report_unrelated(infer, node, from, to);
    }
    if (node->kind == NODE_IS) {
        return infer->types->scalar[TYPE_BOOL];
    }
    if (is_upward) {
        *slot = node->type_test.operand;
        convert_slot(infer, slot, to);
    }
    return to;
}

/* --- what a class must hold --- */

const Type *type_without_self(Infer *infer, Function *method)
{
    const Type *whole = function_type(infer, method, method->symbol->span);

    return is_error(whole) ? whole : type_fn(infer->types, whole->arguments + 1, whole->count - 2);
}

/* --- results of overriding methods --- */

static void share_results_below(Function *method)
{
    share_result(method);
    for (uint32_t i = 0; i < method->overriders.count; i++) {
        share_results_below(method->overriders.items[i]);
    }
}

void share_results(Infer *infer, const Module *module)
{
    (void)infer;
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        const FunctionList *methods = &module->declarations.items[i]->methods;

        for (uint32_t k = 0; k < methods->count; k++) {
            if (methods->items[k]->overrides == NULL) {
                share_results_below(methods->items[k]);
            }
        }
    }
}

/* The class as written in the current module. */
static Node *class_form(Infer *infer, const Type *type, Span span)
{
    Node *form = node_new(infer->program, NODE_TYPE, span);
    const Symbol *class_ = type->declaration;

    form->type = type;
    form->type_form.name = class_->name;
    if (class_->module != current_module(infer)) {
        form_own_parts(infer->program, form)->qualifier =
            (Name *)(uintptr_t)module_alias(current_module(infer), class_->module);
    }
    return form;
}

void narrow_call(Infer *infer, Node *call, const Type *type)
{
    Node *operand = node_clone(infer->program, call);
    Node *target = class_form(infer, type, call->span);

    operand->type = call->call.callee->name.symbol->function->result;
    call->kind = NODE_AS;
    call->flags = FLAG_PROVEN;
    call->type_test.operand = operand;
    call->type_test.target = target;
    call->type_test.is_negated = false;
}

/* Are the parameters equal, and is what comes back of the same class or one derived from it? */
static bool fits_overridden(const Function *method, const Function *overridden, const Type *seen,
                            const Type *expected)
{
    bool is_equal =
        seen == expected && (overridden->own_result == NULL || method->own_result != NULL);

    for (uint32_t i = 1; i < method->parameters.count && is_equal; i++) {
        is_equal = method->parameters.items[i]->is_reference ==
                   overridden->parameters.items[i]->is_reference;
    }
    return is_equal;
}

static void check_override(Infer *infer, Function *method)
{
    Function *overridden = method->overrides;

    if (overridden == NULL) {
        return;
    }
    const Type *seen = type_without_self(infer, method);
    const Type *expected = type_without_self(infer, overridden);
    if (is_error(seen) || is_error(expected) ||
        fits_overridden(method, overridden, seen, expected)) {
        return;
    }
    report_error(infer->diagnostics, method->symbol->span,
                 "'%s' must be %s as the method that it overrides, saw %s",
                 method->symbol->name->text, type_text(infer->types, expected),
                 type_text(infer->types, seen));
    report_note(infer->diagnostics, overridden->symbol->span, "of class '%s'",
                symbol_text(infer->types, overridden->class_->symbol));
}

/* The end of an object calls __del__ with nothing but the object, and asks for nothing. */
static void check_finaliser(Infer *infer, Function *method)
{
    const Type *none = infer->types->scalar[TYPE_NONE];

    if (method->symbol->name != name_of(&infer->program->names, "__del__")) {
        return;
    }
    infer->program->has_finalisers = true;
    const Type *seen = type_without_self(infer, method);
    if (!is_error(seen) && seen != type_fn(infer->types, &none, 0)) {
        report_error(infer->diagnostics, method->symbol->span,
                     "'__del__' must be fn(), which the end of an object calls, saw %s",
                     type_text(infer->types, seen));
    }
}

/* Fields of its own need an `init` of its own. */
static void check_initialiser(Infer *infer, const Declaration *class_)
{
    if (class_->fields.count == 0 || class_->initialisers.count > 0) {
        return;
    }
    report_error(infer->diagnostics, class_->fields.items[0]->span,
                 "class '%s' has fields and no 'init' that sets them", class_->symbol->name->text);
    report_help(infer->diagnostics, "write init(self, %s: …) { self.%s = %s }",
                class_->fields.items[0]->name->text, class_->fields.items[0]->name->text,
                class_->fields.items[0]->name->text);
}

static void check_class(Infer *infer, const Declaration *class_)
{
    root_class(class_)->symbol->declaration->is_reflected |= class_->is_reflected;
    check_initialiser(infer, class_);
    for (uint32_t i = 0; i < class_->methods.count; i++) {
        check_override(infer, class_->methods.items[i]);
        check_finaliser(infer, class_->methods.items[i]);
    }
}

void check_classes(Infer *infer, const Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        const Declaration *declaration = module->declarations.items[i];
        bool is_class = declaration->symbol->kind == SYMBOL_CLASS && declaration->instance == NULL;
        uint32_t told = infer->diagnostics->list.count;

        if (is_class && declaration->type_parameters.count > 0) {
            check_initialiser(infer, declaration);
            diagnostics_drop_repeated(infer->diagnostics, told); /* of an instance */
        } else if (is_class) {
            check_class(infer, declaration);
        }
    }
}

void check_class_instances(Infer *infer)
{
    const InstanceList *types = &infer->program->generics.types;

    for (uint32_t i = 0; i < types->count; i++) {
        uint32_t told = infer->diagnostics->list.count;

        if (types->items[i]->symbol->kind == SYMBOL_CLASS) {
            check_class(infer, types->items[i]->symbol->declaration);
            diagnostics_drop_repeated(infer->diagnostics, told);
        }
    }
}
