/* resolve_named: methods of closed IR are found by what the source calls them, which their @named
 * says: `a < b` means one of `__lt___Version` and `__lt___int64`. A function that only stands for
 * these has that name; infer chooses among them, as among those of one name. */
#include "class.h"
#include "generic.h"
#include "implementation.h"
#include "resolve.h"

/* The one of the functions that has that name, or NULL. */
static Function *find_named(const FunctionList *functions, const Name *name)
{
    for (uint32_t i = 0; i < functions->count; i++) {
        if (functions->items[i]->symbol->name == name) {
            return functions->items[i];
        }
    }
    return NULL;
}

static Function *new_stand_in(Program *program, const Function *method)
{
    Function *stand_in = ARENA_NEW(&program->arena, Function);

    *stand_in = *method;
    stand_in->symbol = symbol_clone(program, method->symbol);
    stand_in->symbol->name = method->overload_of;
    stand_in->symbol->function = stand_in;
    stand_in->overload_of = NULL;
    stand_in->overrides = NULL;
    stand_in->overriders = (FunctionList){0};
    stand_in->overloads = ARENA_NEW(&program->arena, FunctionList);
    return stand_in;
}

/* What stands for the method by its source's name: one of the methods that takes nothing, and so
 * kept the name, or one of `named`. */
static Function *stand_in_for(Program *program, const Function *method, const FunctionList *methods,
                              FunctionList *named)
{
    Function *own = find_named(methods, method->overload_of);
    Function *stand_in = own != NULL ? own : find_named(named, method->overload_of);

    if (stand_in == NULL) {
        stand_in = new_stand_in(program, method);
        LIST_PUSH(&program->arena, named, stand_in);
    } else if (stand_in->overloads == NULL) {
        stand_in->overloads = ARENA_NEW(&program->arena, FunctionList);
        LIST_PUSH(&program->arena, stand_in->overloads, stand_in);
    }
    return stand_in;
}

/* Adds those for the methods to `named`. */
static void add_stand_ins(Program *program, const FunctionList *methods, FunctionList *named)
{
    for (uint32_t i = 0; i < methods->count; i++) {
        Function *method = methods->items[i];
        const char *shown = method->shown_name;

        if (shown != NULL && strcmp(shown, method->symbol->name->text) != 0) {
            method->overload_of = name_of(&program->names, shown);
            program->has_overloads = true;
            LIST_PUSH(&program->arena, stand_in_for(program, method, methods, named)->overloads,
                      method);
        }
    }
}

static void name_declared(Resolver *resolver, Declaration *declaration)
{
    add_stand_ins(resolver->program, &declaration->methods, &declaration->named);
    if (declaration->symbol->kind == SYMBOL_CLASS && declaration->named.count > 0) {
        class_collect_members(resolver->program, declaration);
    }
}

/* Of a type's own methods, which may stand in several impls. */
static bool join_named(Resolver *resolver, const Implementation *implementation,
                       const Function *stand_in)
{
    const GivenMethod *given =
        implementation_methods(resolver->program, implementation->type, stand_in->symbol->name);

    for (; given != NULL && implementation->trait == NULL; given = given->next) {
        FunctionList *overloads = given->function->overloads;
        const Implementation *other = given->function->implementation;

        if (other->trait == NULL && other->type == implementation->type && overloads != NULL) {
            for (uint32_t i = 0; i < stand_in->overloads->count; i++) {
                LIST_PUSH(&resolver->program->arena, overloads, stand_in->overloads->items[i]);
            }
            return true;
        }
    }
    return false;
}

static void name_given(Resolver *resolver, const Implementation *implementation)
{
    FunctionList named = {0};

    if (implementation->type == NULL || implementation->type->kind == TYPE_ERROR) {
        return;
    }
    add_stand_ins(resolver->program, &implementation->methods, &named);
    for (uint32_t i = 0; i < named.count; i++) {
        if (!join_named(resolver, implementation, named.items[i])) {
            implementation_add_method(resolver->program, implementation, named.items[i]);
        }
    }
}

void resolve_named_methods(Resolver *resolver, Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        name_declared(resolver, module->declarations.items[i]);
    }
    for (uint32_t i = 0; i < module->implementations.count; i++) {
        name_given(resolver, module->implementations.items[i]);
    }
}
