/* Classes: their bases, the scope of each one's members, which method overrides which; and names
 * that go through a class: Shape.SIDES, Shape.area, super.area(). */
#include "class.h"
#include "generic.h"
#include "resolve.h"

#include <string.h>

enum { DEEPEST_CLASS = 200 };

/* --- bases --- */

const Type *resolve_class(Resolver *resolver, Node *form)
{
    const Name *name = form->type_form.name;
    Meaning meaning = find_type_meaning(resolver, form);
    bool is_class = meaning.symbol != NULL && meaning.symbol->kind == SYMBOL_CLASS;

    if (is_class) {
        const Type *type = resolve_type(resolver, form);

        return type->kind == TYPE_CLASS ? type : NULL;
    }
    if (meaning.symbol != NULL || meaning.type_name != NULL || meaning.builtin != BUILTIN_NOT_ONE) {
        report_error(&resolver->program->diagnostics, form->span, "'%s' is not a class",
                     name->text);
    }
    return NULL;
}

/* Bases come before what derives from them, so a chain is followed once; a cycle is cut. */
void check_class_depth(Resolver *resolver, Declaration *class_)
{
    uint32_t depth = 0;

    for (const Declaration *at = class_; at != NULL; at = class_base(at)) {
        depth++;
        if (depth > DEEPEST_CLASS) {
            report_error(&resolver->program->diagnostics, class_->symbol->span,
                         "class '%s' derives from more than %d others", class_->symbol->name->text,
                         DEEPEST_CLASS);
            class_->base = NULL;
            return;
        }
    }
}

/* --- members --- */

void report_twice(Resolver *resolver, const Symbol *first, const Symbol *member)
{
    Diagnostics *diagnostics = &resolver->program->diagnostics;

    report_error(diagnostics, member->span, "'%s' is declared twice", member->name->text);
    report_note(diagnostics, first->span, "first declared here");
}

static void add_member(Resolver *resolver, Declaration *class_, Symbol *member)
{
    const Symbol *first = scope_add(class_->members, member);

    if (first != NULL && !join_overloads(resolver->program, first, member)) {
        report_twice(resolver, first, member);
    }
}

static void join_initialisers(Resolver *resolver, const Symbol *first, const Symbol *symbol)
{
    if (first != symbol && !join_overloads(resolver->program, first, symbol)) {
        report_twice(resolver, first, symbol);
    }
}

static void own_method(Resolver *resolver, Declaration *class_, Function *method)
{
    method->symbol->function = method;
    method->symbol->module = resolver->module;
    method->parameters.items[0]->type = class_->symbol->type;
}

void declare_members(Resolver *resolver, Declaration *class_)
{
    uint32_t most = class_->fields.count + class_->constants.count + class_->methods.count + 1;

    class_->members = scope_new(&resolver->program->arena, most);
    for (uint32_t i = 0; i < class_->fields.count; i++) {
        add_member(resolver, class_, class_->fields.items[i]);
    }
    for (uint32_t i = 0; i < class_->constants.count; i++) {
        class_->constants.items[i]->declaration = class_;
        class_->constants.items[i]->module = resolver->module;
        add_member(resolver, class_, class_->constants.items[i]);
    }
    for (uint32_t i = 0; i < class_->methods.count; i++) {
        own_method(resolver, class_, class_->methods.items[i]);
        add_member(resolver, class_, class_->methods.items[i]->symbol);
    }
    for (uint32_t i = 0; i < class_->initialisers.count; i++) {
        own_method(resolver, class_, class_->initialisers.items[i]);
        join_initialisers(resolver, class_->initialisers.items[0]->symbol,
                          class_->initialisers.items[i]->symbol);
    }
}

/* --- overriding --- */

static void link_override(Program *program, Function *method, Function *overridden)
{
    method->overrides = overridden;
    LIST_PUSH(&program->arena, &overridden->overriders, method);
}

bool refuse_generic_override(Program *program, const Function *method, const Function *overridden)
{
    if (method->type_parameters.count == 0 && overridden->type_parameters.count == 0) {
        return false;
    }
    report_error(&program->diagnostics, method->symbol->span,
                 "a generic method neither overrides another nor is it overridden");
    report_note(&program->diagnostics, overridden->symbol->span, "of class '%s'",
                overridden->class_->symbol->name->text);
    return true;
}

/* A method of a generic class overrides nothing: those of the instances do. */
static void check_method(Program *program, const Declaration *class_, Function *method,
                         Function *overridden)
{
    bool is_generic = class_->type_parameters.count > 0;

    if ((is_generic || !is_overloaded(program, class_, method)) &&
        !refuse_generic_override(program, method, overridden) && !is_generic) {
        link_override(program, method, overridden);
    }
}

/* A member may have an inherited one's name only if both are methods. */
static void check_member(Program *program, const Declaration *class_, const Symbol *member)
{
    const Symbol *inherited = class_member(class_base(class_), member->name);

    if (inherited == NULL) {
        return;
    }
    if (inherited->kind == SYMBOL_FUNCTION && member->kind == SYMBOL_FUNCTION) {
        check_method(program, class_, member->function, inherited->function);
        return;
    }
    report_error(&program->diagnostics, member->span, "class '%s' inherits a '%s' already",
                 class_->symbol->name->text, member->name->text);
    report_note(&program->diagnostics, inherited->span, "it is declared here");
}

static void check_members(Program *program, const Declaration *class_)
{
    if (class_->base == NULL) {
        return;
    }
    for (uint32_t i = 0; i < class_->fields.count; i++) {
        check_member(program, class_, class_->fields.items[i]);
    }
    for (uint32_t i = 0; i < class_->constants.count; i++) {
        check_member(program, class_, class_->constants.items[i]);
    }
    for (uint32_t i = 0; i < class_->methods.count; i++) {
        const Symbol *method = class_->methods.items[i]->symbol;

        if (scope_find(class_->members, method->name) == method) {
            check_member(program, class_, method);
        }
    }
}

void link_members(Resolver *resolver, Declaration *class_)
{
    Program *program = resolver->program;

    if (class_->type_parameters.count == 0 && !class_is_settled(class_)) {
        LIST_PUSH(&program->arena, &program->generics.heirs, class_);
        return;
    }
    class_->is_linked = true;
    check_members(program, class_);
}

/* No base is followed twice, and declared ones are at most DEEPEST_CLASS in a row. */
void link_class(Program *program, Declaration *class_)
{
    if (class_->is_linked) {
        return;
    }
    class_->is_linked = true;
    if (class_base(class_) != NULL) {
        link_class(program, class_base(class_));
    }
    uint32_t told = program->diagnostics.list.count;
    check_members(program, class_);
    diagnostics_drop_repeated(&program->diagnostics, told); /* of its generic, or other instances */
    link_overloads(program, class_);
    for (uint32_t i = 0; i < class_->methods.count; i++) {
        share_result(class_->methods.items[i]);
    }
}

/* --- Shape.area, m.Shape.SIDES --- */

/* The class that `Shape` or `m.Shape` names, or NULL: it names something else. */
static const Declaration *named_class(const Node *base)
{
    const Symbol *symbol = NULL;

    if (base->kind == NODE_NAME && base->name.name->binding != NULL) {
        symbol = base->name.name->binding->symbol;
    } else if (base->kind == NODE_FIELD && base->field.base->kind == NODE_NAME &&
               base->field.base->name.name->binding != NULL) {
        const Symbol *module = base->field.base->name.name->binding->symbol;
        bool is_module = module != NULL && module->kind == SYMBOL_MODULE &&
                         module->imported != NULL && module->imported->scope != NULL;

        symbol = is_module ? scope_find(module->imported->scope, base->field.name) : NULL;
    }
    return symbol != NULL && symbol->kind == SYMBOL_CLASS ? symbol->declaration : NULL;
}

static void report_no_member(Resolver *resolver, const Declaration *class_, const Name *name,
                             Span span)
{
    report_error(&resolver->program->diagnostics, span, "class '%s' has no '%s'",
                 class_->symbol->name->text, name->text);
}

/* A method or constant of a class; NULL after a diagnostic. */
static Symbol *find_class_member(Resolver *resolver, const Declaration *class_, const Name *name,
                                 Span span)
{
    Symbol *member = class_member(class_, name);

    if (member == NULL) {
        report_no_member(resolver, class_, name, span);
    } else if (member->kind == SYMBOL_LOCAL) {
        report_error(&resolver->program->diagnostics, span,
                     "'%s' is a field of each object, not of class '%s'", name->text,
                     class_->symbol->name->text);
        member = NULL;
    }
    return member;
}

/* A generic class has no members, its instances have. False: it is none. */
static bool refuse_generic_class(Resolver *resolver, const Declaration *class_, const Name *name,
                                 Span span)
{
    if (class_->type_parameters.count == 0) {
        return false;
    }
    report_error(&resolver->program->diagnostics, span,
                 "'%s' of the generic class '%s' needs types", name->text,
                 class_->symbol->name->text);
    report_help(&resolver->program->diagnostics, "write %s[…].%s", class_->symbol->name->text,
                name->text);
    return true;
}

static Node *member_name(Resolver *resolver, Symbol *member, Span span)
{
    Node *node = node_new(resolver->program, NODE_NAME, span);

    node->name.name = member->name;
    node->name.symbol = member;
    return node;
}

bool resolve_class_field(Resolver *resolver, Node *node)
{
    const Declaration *class_ = named_class(node->field.base);
    const Name *name = node->field.name;

    if (class_ == NULL) {
        return false;
    }
    Symbol *member = refuse_generic_class(resolver, class_, name, node->span)
                         ? NULL
                         : find_class_member(resolver, class_, name, node->span);
    node->kind = NODE_NAME;
    node->name.name = (Name *)(uintptr_t)name;
    node->name.symbol = member;
    if (member == NULL) {
        node->type = resolver->program->types.scalar[TYPE_ERROR];
    }
    return true;
}

static void make_call(Node *node, Node *callee, NodeList arguments)
{
    node->kind = NODE_CALL;
    node->call.callee = callee;
    node->call.arguments = arguments;
    node->call.types = (NodeList){0};
}

bool resolve_class_call(Resolver *resolver, Node *node)
{
    const Declaration *class_ = named_class(node->method.base);
    NodeList arguments = node->method.arguments;

    if (class_ == NULL) {
        return false;
    }
    Symbol *member = refuse_generic_class(resolver, class_, node->method.name, node->span)
                         ? NULL
                         : find_class_member(resolver, class_, node->method.name, node->span);
    if (member == NULL) {
        node->type = resolver->program->types.scalar[TYPE_ERROR];
        make_call(node, NULL, arguments);
        return true;
    }
    make_call(node, member_name(resolver, member, node->method.base->span), arguments);
    return true;
}

/* --- super --- */

/* The method that the function in work is, or is nested in; NULL: there is none. */
static Function *enclosing_method(const Resolver *resolver)
{
    Function *function = resolver->function;

    while (function != NULL && function->outer != NULL) {
        function = function->outer;
    }
    return function != NULL && function->class_ != NULL ? function : NULL;
}

bool names_super(const Resolver *resolver, const Node *base)
{
    return base->kind == NODE_NAME && node_qualifier(base) == NULL &&
           base->name.name->binding == NULL && strcmp(base->name.name->text, "super") == 0 &&
           enclosing_method(resolver) != NULL;
}

/* What `super.name` means: a method of the base, or its `init`; NULL after a diagnostic. */
static Function *find_super(Resolver *resolver, const Declaration *class_, const Name *name,
                            Span span)
{
    Diagnostics *diagnostics = &resolver->program->diagnostics;
    const Declaration *base = class_base(class_);
    bool is_init = strcmp(name->text, "init") == 0;

    if (base == NULL) {
        report_error(diagnostics, span, "class '%s' has no base", class_->symbol->name->text);
        return NULL;
    }
    Function *found = is_init ? class_initialiser(base) : class_method(base, name);
    if (found == NULL) {
        report_error(diagnostics, span, "class '%s' has no %s '%s'", base->symbol->name->text,
                     is_init ? "initialiser" : "method", name->text);
    }
    return found;
}

bool names_open_class(const Node *base)
{
    const Declaration *class_ = named_class(base);

    return names_generic_class(base) ||
           (class_ != NULL && class_->type_parameters.count == 0 && !class_is_settled(class_));
}

/* The type of the base of the class around, where only infer knows its members; else NULL. */
static Node *open_super(Resolver *resolver, const Node *super)
{
    const Declaration *class_ = enclosing_method(resolver)->class_;
    Node *form;

    if (class_base(class_) == NULL || class_is_settled(class_base(class_))) {
        return NULL;
    }
    form = node_clone(resolver->program, class_->base_name);
    form->span = super->span;
    return form;
}

/* super.area(x) is Base.area(self, x). */
void resolve_super_call(Resolver *resolver, Node *node)
{
    const Function *method = enclosing_method(resolver);
    Node *form = open_super(resolver, node->method.base);
    Symbol *self = method->parameters.items[0];
    Node *receiver = node_name(resolver->program, self, node->method.base->span);
    Function *found =
        form != NULL ? NULL : find_super(resolver, method->class_, node->method.name, node->span);
    NodeList given = node->method.arguments;
    NodeList arguments = {0};

    receiver->type = NULL; /* in a generic class each instance has its own */
    LIST_PUSH(&resolver->program->arena, &arguments, receiver);
    for (uint32_t i = 0; i < given.count; i++) {
        LIST_PUSH(&resolver->program->arena, &arguments, given.items[i]);
    }
    if (form != NULL) {
        node->method.base = form;
        node->method.arguments = arguments;
    } else if (found == NULL) {
        node->type = resolver->program->types.scalar[TYPE_ERROR];
        make_call(node, NULL, arguments);
    } else {
        make_call(node, member_name(resolver, found->symbol, node->method.base->span), arguments);
    }
}
