/* resolve_overload: functions of one name, in a module or in a class, told apart by the types of
 * their parameters. The first stands for all in its scope; infer chooses among them. */
#include "class.h"
#include "resolve.h"

/* --- sets --- */

static bool may_be_overloaded(const Function *function)
{
    return function->kind == FUNCTION_DEFINED && !function_is_generic(function) &&
           strcmp(function->symbol->name->text, "main") != 0;
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

/* --- signatures --- */

static bool have_same_parameters(const Function *a, const Function *b, uint32_t first)
{
    if (a->parameters.count != b->parameters.count) {
        return false;
    }
    for (uint32_t i = first; i < a->parameters.count; i++) {
        if (a->parameters.items[i]->type != b->parameters.items[i]->type ||
            a->parameters.items[i]->is_reference != b->parameters.items[i]->is_reference) {
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

/* Reports functions of one name that cannot be told apart. */
static void check_overload(Resolver *resolver, Function *function)
{
    const FunctionList *overloads = function->overloads;
    uint32_t first = function_is_method(function) ? 1 : 0;

    for (uint32_t i = 0; overloads != NULL && overloads->items[i] != function; i++) {
        const Function *other = overloads->items[i];

        if (have_same_parameters(other, function, first) || function_is_generic(function)) {
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
static Function *find_overridden(const Declaration *class_, const Function *method)
{
    for (const Declaration *at = class_base(class_); at != NULL; at = class_base(at)) {
        for (uint32_t i = 0; i < at->methods.count; i++) {
            Function *other = at->methods.items[i];

            if (other->symbol->name == method->symbol->name &&
                have_same_parameters(other, method, 1)) {
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
        Function *overridden = method->overloads == NULL ? NULL : find_overridden(class_, method);

        if (overridden != NULL) {
            method->overrides = overridden;
            LIST_PUSH(&program->arena, &overridden->overriders, method);
        }
    }
}
