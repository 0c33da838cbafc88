/* resolve_overload: functions of one name, in a module, a class, a trait or a type's impls, told
 * apart by the types of their parameters. The first stands for all in its scope; infer chooses
 * among them. */
#include "class.h"
#include "generic.h"
#include "resolve.h"

/* --- sets --- */

static bool may_be_overloaded(const Function *function)
{
    bool is_ours = function->kind == FUNCTION_DEFINED || function->kind == FUNCTION_ABSTRACT;

    return is_ours && strcmp(function->symbol->name->text, "main") != 0;
}

static void note_overload(Program *program, Function *first, Function *function)
{
    if (first->overloads == NULL) {
        first->overloads = ARENA_NEW(&program->arena, FunctionList);
        LIST_PUSH(&program->arena, first->overloads, first);
    }
    function->overloads = first->overloads;
    program->has_overloads = true;
    if (function != first) {
        LIST_PUSH(&program->arena, first->overloads, function);
    }
}

bool join_overloads(Program *program, const Symbol *first, const Symbol *symbol)
{
    if (first == symbol || first->kind != SYMBOL_FUNCTION || symbol->kind != SYMBOL_FUNCTION ||
        !may_be_overloaded(first->function) || !may_be_overloaded(symbol->function)) {
        return false;
    }
    note_overload(program, first->function, symbol->function);
    return true;
}

void join_copies(Program *program, const FunctionList *methods)
{
    for (uint32_t i = 0; program->has_overloads && i < methods->count; i++) {
        methods->items[i]->overloads = NULL;
    }
    for (uint32_t i = 1; program->has_overloads && i < methods->count; i++) {
        uint32_t first = 0;

        while (methods->items[first]->symbol->name != methods->items[i]->symbol->name) {
            first++;
        }
        if (first < i) {
            note_overload(program, methods->items[first], methods->items[i]);
        }
    }
}

/* --- signatures --- */

/* The types with the type parameters of `a` in the places of those of `b`. */
static Substitution renaming(Program *program, const Function *a, const Function *b)
{
    const SymbolList *names = &a->type_parameters;
    const Type **types = arena_alloc(&program->scratch, (names->count + 1) * sizeof *types);

    for (uint32_t i = 0; i < names->count; i++) {
        types[i] = names->items[i]->type;
    }
    return (Substitution){&b->type_parameters, types, NULL, b->span};
}

/* Do they ask for as much of their type parameters? */
static bool have_same_bounds(const Function *a, const Function *b)
{
    bool are_same = a->type_parameters.count == b->type_parameters.count;

    for (uint32_t i = 0; i < a->type_parameters.count && are_same; i++) {
        const TypeParameter *one = a->type_parameters.items[i]->parameter;
        const TypeParameter *other = b->type_parameters.items[i]->parameter;

        are_same = one->is_number == other->is_number && one->traits.count == other->traits.count;
        for (uint32_t k = 0; are_same && k < one->traits.count; k++) {
            are_same = one->traits.items[k] == other->traits.items[k];
        }
    }
    return are_same;
}

static bool have_same_parameters(Program *program, const Function *a, const Function *b,
                                 uint32_t first)
{
    if (a->parameters.count != b->parameters.count || !have_same_bounds(a, b)) {
        return false;
    }
    Substitution names = renaming(program, a, b);
    for (uint32_t i = first; i < a->parameters.count; i++) {
        const Symbol *one = a->parameters.items[i];
        const Symbol *other = b->parameters.items[i];

        if (one->is_reference != other->is_reference || one->type == NULL || other->type == NULL ||
            one->type != type_substitute(program, other->type, &names)) {
            return false;
        }
    }
    return true;
}

/* It is no candidate for calls. */
static void leave_overloads(Function *function)
{
    FunctionList *overloads = function->overloads;
    uint32_t count = 0;

    for (uint32_t i = 0; i < overloads->count; i++) {
        if (overloads->items[i] != function) {
            overloads->items[count++] = overloads->items[i];
        }
    }
    overloads->count = count;
    function->overloads = NULL;
    if (count == 1) {
        overloads->items[0]->overloads = NULL;
    }
}

/* A function that leaves out types of parameters takes what its calls give. */
static bool is_open(const Function *function)
{
    const SymbolList *parameters = &function->type_parameters;

    return parameters->count > 0 && parameters->items[0]->parameter->is_implied;
}

/* Reports functions of one name that cannot be told apart. */
static void check_overload(Resolver *resolver, Function *function)
{
    const FunctionList *overloads = function->overloads;
    uint32_t first = function_is_method(function) ? 1 : 0;

    for (uint32_t i = 0; overloads != NULL && overloads->items[i] != function; i++) {
        const Function *other = overloads->items[i];

        if (have_same_parameters(resolver->program, other, function, first) || is_open(function) ||
            is_open(other)) {
            report_error(&resolver->program->diagnostics, function->symbol->span,
                         "'%s' is declared twice", function->symbol->name->text);
            report_note(&resolver->program->diagnostics, other->symbol->span,
                        "first declared here");
            leave_overloads(function);
            return;
        }
    }
}

static void check_each(Resolver *resolver, const FunctionList *functions)
{
    for (uint32_t i = 0; i < functions->count; i++) {
        check_overload(resolver, functions->items[i]);
    }
}

void check_overloads(Resolver *resolver, Module *module)
{
    check_each(resolver, &module->functions);
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        check_each(resolver, &module->declarations.items[i]->initialisers);
        check_each(resolver, &module->declarations.items[i]->methods);
    }
    for (uint32_t i = 0; i < module->implementations.count; i++) {
        check_each(resolver, &module->implementations.items[i]->methods);
    }
}

/* --- overriding --- */

static Function *own_method_of(const Declaration *class_, const Name *name)
{
    const Symbol *member = scope_find(class_->members, name);

    return member != NULL && member->kind == SYMBOL_FUNCTION ? member->function : NULL;
}

bool is_overloaded(Program *program, const Declaration *class_, Function *method)
{
    for (const Declaration *at = class_; at != NULL; at = class_base(at)) {
        const Function *other = own_method_of(at, method->symbol->name);

        if (other != NULL && other->overloads != NULL) {
            if (method->overloads == NULL) {
                note_overload(program, method, method);
            }
            return true;
        }
    }
    return false;
}

/* The nearest method above of that name and those parameters, or NULL. */
static Function *find_overridden(Program *program, const Declaration *class_,
                                 const Function *method)
{
    for (const Declaration *at = class_base(class_); at != NULL; at = class_base(at)) {
        for (uint32_t i = 0; i < at->methods.count; i++) {
            Function *other = at->methods.items[i];

            if (other->symbol->name == method->symbol->name &&
                have_same_parameters(program, other, method, 1)) {
                return other;
            }
        }
    }
    return NULL;
}

void link_overloads(Program *program, const Declaration *class_)
{
    for (uint32_t i = 0; i < class_->methods.count; i++) {
        Function *method = class_->methods.items[i];
        Function *overridden =
            method->overloads == NULL ? NULL : find_overridden(program, class_, method);

        if (overridden != NULL && !refuse_generic_override(program, method, overridden)) {
            method->overrides = overridden;
            LIST_PUSH(&program->arena, &overridden->overriders, method);
        }
    }
}
