/* Traits and impls: which traits a trait extends, what an impl is of and for, and the methods'
 * `self`. Whether an impl has what its trait asks for is infer's to check. */
#include "implementation.h"
#include "resolve.h"

/* The trait that a form names, or NULL after a diagnostic. */
static Symbol *find_trait(Resolver *resolver, const Node *form)
{
    Diagnostics *diagnostics = &resolver->program->diagnostics;

    if (form->type_form.name == NULL) {
        report_error(diagnostics, form->span, "expected a trait's name");
        return NULL;
    }
    Meaning meaning = find_type_meaning(resolver, form);
    if (meaning.symbol != NULL && meaning.symbol->kind == SYMBOL_TRAIT) {
        return meaning.symbol;
    }
    if (meaning.symbol != NULL || meaning.type_name != NULL || meaning.builtin != BUILTIN_NOT_ONE) {
        report_error(diagnostics, form->span, "'%s' is not a trait", form->type_form.name->text);
    }
    return NULL;
}

const Type *resolve_trait_type(Resolver *resolver, Node *form)
{
    Symbol *trait = find_trait(resolver, form);

    if (trait == NULL) {
        return NULL;
    }
    if (trait->declaration->type_parameters.count > 0) {
        const Type *type = resolve_applied_type(resolver, trait, form);

        return type->kind == TYPE_ERROR ? NULL : type;
    }
    if (form_parts(form)->arguments.count > 0) {
        report_error(&resolver->program->diagnostics, form->span, "'%s' takes no type arguments",
                     trait->name->text);
        return NULL;
    }
    return trait->type;
}

const Type *make_dyn(Resolver *resolver, const Node *form)
{
    const Type *trait = form_parts(form)->arguments.count == 1
                            ? resolve_trait_type(resolver, form_parts(form)->arguments.items[0])
                            : NULL;

    return trait != NULL ? trait : resolver->program->types.scalar[TYPE_ERROR];
}

void resolve_test_type(Resolver *resolver, Node *form)
{
    const Binding *binding =
        form == NULL || form->type_form.name == NULL || form_parts(form)->qualifier != NULL
            ? NULL
            : form->type_form.name->binding;
    bool is_trait =
        binding != NULL && binding->symbol != NULL && binding->symbol->kind == SYMBOL_TRAIT;

    if (is_trait && form->type == NULL) {
        const Type *trait = resolve_trait_type(resolver, form);

        form->type = trait != NULL ? trait : resolver->program->types.scalar[TYPE_ERROR];
    } else {
        resolve_type(resolver, form);
    }
}

/* --- what a trait extends --- */

static bool list_has(const SymbolList *list, const Symbol *symbol)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i] == symbol) {
            return true;
        }
    }
    return false;
}

void resolve_base_traits(Resolver *resolver, Declaration *trait)
{
    if (trait->trait_bases.count > 0 && trait->type_parameters.count > 0) {
        report_unsupported(&resolver->program->diagnostics, trait->symbol->span,
                           "a generic trait that extends others");
        return;
    }
    for (uint32_t i = 0; i < trait->trait_bases.count; i++) {
        Node *form = trait->trait_bases.items[i];
        const Type *type = resolve_trait_type(resolver, form);
        Symbol *base = type == NULL ? NULL : type->declaration;

        if (base != NULL && list_has(&trait->bases, base)) {
            report_error(&resolver->program->diagnostics, form->span, "'%s' stands here twice",
                         base->name->text);
        } else if (base != NULL) {
            LIST_PUSH(&resolver->program->arena, &trait->bases, base);
        }
    }
}

enum { MOST_EXTENSIONS = 200 };

static const char collecting, collected; /* what a trait's `fact` points to */

static void add_ancestor(Resolver *resolver, Declaration *trait, Symbol *ancestor)
{
    if (!list_has(&trait->ancestors, ancestor)) {
        LIST_PUSH(&resolver->program->arena, &trait->ancestors, ancestor);
    }
}

/* False: the way down came to a trait that it began at. */
static bool collect_ancestors(Resolver *resolver, Symbol *symbol, uint32_t depth)
{
    Declaration *trait = symbol->declaration;

    if (symbol->fact == &collecting || depth > MOST_EXTENSIONS) {
        return false;
    }
    if (symbol->fact == &collected) {
        return true;
    }
    symbol->fact = (void *)&collecting;
    for (uint32_t i = 0; i < trait->bases.count; i++) {
        Symbol *base = trait->bases.items[i];

        if (!collect_ancestors(resolver, base, depth + 1)) {
            report_error(&resolver->program->diagnostics, symbol->span,
                         depth < MOST_EXTENSIONS ? "trait '%s' extends itself"
                                                 : "trait '%s' extends too long a row of traits",
                         symbol->name->text);
            trait->bases.count = 0;
            break;
        }
        for (uint32_t k = 0; k < base->declaration->ancestors.count; k++) {
            add_ancestor(resolver, trait, base->declaration->ancestors.items[k]);
        }
        add_ancestor(resolver, trait, base);
    }
    symbol->fact = (void *)&collected;
    return true;
}

void check_base_traits(Resolver *resolver, Declaration *trait)
{
    collect_ancestors(resolver, trait->symbol, 0);
}

/* --- methods --- */

/* Those of one name differ in what they take. */
static void join_methods(Resolver *resolver, const FunctionList *methods)
{
    scope_enter(&resolver->scopes);
    for (uint32_t i = 0; i < methods->count; i++) {
        Symbol *symbol = methods->items[i]->symbol;

        const Symbol *first = scope_declare(&resolver->scopes, symbol);
        if (first != NULL && !join_overloads(resolver->program, first, symbol)) {
            report_twice(resolver, first, symbol);
        }
    }
    scope_leave(&resolver->scopes);
}

static void resolve_methods(Resolver *resolver, const FunctionList *methods)
{
    for (uint32_t i = 0; i < methods->count; i++) {
        methods->items[i]->symbol->module = resolver->module;
        resolve_signature(resolver, methods->items[i]);
    }
}

/* Self: NULL: a type parameter, for which each impl has its type. */
static Symbol *make_self(Resolver *resolver, const Type *type, Span span)
{
    Program *program = resolver->program;
    Symbol *self =
        symbol_new(program, SYMBOL_TYPE_PARAMETER, name_of(&program->names, "Self"), span);

    self->parameter = ARENA_NEW(&program->arena, TypeParameter);
    self->type = type != NULL ? type : type_declared(&program->types, TYPE_PARAMETER, self);
    return self;
}

static void enter_self(Resolver *resolver, Symbol *self)
{
    scope_enter(&resolver->scopes);
    scope_declare(&resolver->scopes, self);
}

void resolve_trait(Resolver *resolver, Declaration *trait)
{
    Symbol *self = make_self(resolver, NULL, trait->symbol->span);

    LIST_PUSH(&resolver->program->arena, &trait->self, self);
    enter_self(resolver, self);
    join_methods(resolver, &trait->methods);
    resolve_methods(resolver, &trait->methods);
    scope_leave(&resolver->scopes);
}

static void resolve_bodies(Resolver *resolver, Symbol *self, const FunctionList *methods)
{
    enter_self(resolver, self);
    for (uint32_t i = 0; i < methods->count; i++) {
        resolve_function(resolver, methods->items[i]);
    }
    scope_leave(&resolver->scopes);
}

void resolve_trait_bodies(Resolver *resolver, const Declaration *trait)
{
    resolve_bodies(resolver, trait->self.items[0], &trait->methods);
}

void resolve_implementation_bodies(Resolver *resolver, const Implementation *implementation)
{
    resolve_bodies(resolver, implementation->self, &implementation->methods);
}

/* --- impls --- */

static void report_second(Resolver *resolver, const Implementation *implementation,
                          const Implementation *first)
{
    Diagnostics *diagnostics = &resolver->program->diagnostics;

    report_error(diagnostics, implementation->span, "'%s' is implemented for %s twice",
                 implementation->trait->name->text,
                 type_text(&resolver->program->types, implementation->type));
    report_note(diagnostics, first->span, "the other impl is here");
}

/* A type's own methods may stand in several impls; those of one name differ in what they take. */
static void join_own_method(Resolver *resolver, const Implementation *implementation,
                            const Function *method)
{
    const GivenMethod *given =
        implementation_methods(resolver->program, implementation->type, method->symbol->name);

    for (; given != NULL; given = given->next) {
        const Implementation *other = given->function->implementation;

        if (other->trait == NULL && other->type == implementation->type) {
            if (join_overloads(resolver->program, given->function->symbol, method->symbol)) {
                return;
            }
            report_error(&resolver->program->diagnostics, method->symbol->span,
                         "'%s' is declared twice for %s", method->symbol->name->text,
                         type_text(&resolver->program->types, implementation->type));
            report_note(&resolver->program->diagnostics, given->function->symbol->span,
                        "first declared here");
            return;
        }
    }
}

static void give_methods(Resolver *resolver, const Implementation *implementation)
{
    for (uint32_t i = 0; i < implementation->methods.count; i++) {
        Function *method = implementation->methods.items[i];

        if (implementation->trait == NULL) {
            join_own_method(resolver, implementation, method);
        }
        implementation_add_method(resolver->program, implementation, method);
    }
}

/* A reference is changed through itself. */
static void check_receivers(Resolver *resolver, const Implementation *implementation)
{
    for (uint32_t i = 0; i < implementation->methods.count; i++) {
        Symbol *self = implementation->methods.items[i]->parameters.items[0];

        if (self->is_reference && type_is_reference(implementation->type)) {
            report_error(&resolver->program->diagnostics, self->span,
                         "'self' of %s is a reference already",
                         type_text(&resolver->program->types, implementation->type));
            self->is_reference = false;
        }
    }
}

static bool can_be_given_methods(const Type *type)
{
    return type->kind != TYPE_DYN && type->kind != TYPE_NONE && type->kind != TYPE_FN &&
           type->kind != TYPE_ERROR;
}

static bool type_holds(const Type *type, const Type *part)
{
    bool found = type == part;

    for (uint32_t i = 0; i < type->count && !found; i++) {
        found = type_holds(type->arguments[i], part);
    }
    return found;
}

/* What a type tells of a parameter is all that there is. */
static void check_parameters(Resolver *resolver, const Implementation *implementation)
{
    for (uint32_t i = 0; i < implementation->type_parameters.count; i++) {
        const Symbol *parameter = implementation->type_parameters.items[i];

        if (!type_holds(implementation->type, parameter->type)) {
            report_error(&resolver->program->diagnostics, parameter->span,
                         "'%s' does not stand in the type that the impl is for",
                         parameter->name->text);
        }
    }
}

static void resolve_implemented(Resolver *resolver, Implementation *implementation)
{
    const Type *trait = resolve_trait_type(resolver, implementation->trait_name);

    if (trait != NULL) {
        implementation->trait = trait->declaration;
        implementation->trait_type = trait->is_open ? trait : NULL;
    }
}

void resolve_implementation(Resolver *resolver, Implementation *implementation)
{
    Program *program = resolver->program;

    open_generic(resolver, &implementation->type_parameters);
    implementation->type = resolve_value_type(resolver, implementation->target);
    if (implementation->type == NULL) {
        implementation->type = program->types.scalar[TYPE_ERROR];
    }
    if (implementation->trait_name != NULL) {
        resolve_implemented(resolver, implementation);
    }
    close_generic(resolver, &implementation->type_parameters);
    implementation->self = make_self(resolver, implementation->type, implementation->span);
    enter_self(resolver, implementation->self);
    if (implementation->trait_name != NULL || implementation->type_parameters.count > 0) {
        join_methods(resolver, &implementation->methods);
    }
    resolve_methods(resolver, &implementation->methods);
    scope_leave(&resolver->scopes);
    if (!can_be_given_methods(implementation->type)) {
        if (implementation->type->kind != TYPE_ERROR) {
            report_error(&program->diagnostics, implementation->target->span,
                         "%s can be given no methods",
                         type_text(&program->types, implementation->type));
        }
        return;
    }
    if (implementation->type_parameters.count > 0) {
        check_parameters(resolver, implementation);
        implementation_add_generic(program, implementation);
        return;
    }
    check_receivers(resolver, implementation);
    Implementation *first = implementation_add(program, implementation);
    if (first != NULL) {
        report_second(resolver, implementation, first);
        return;
    }
    give_methods(resolver, implementation);
}
