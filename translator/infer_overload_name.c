/* infer_overload_name: what each of several functions of one name is called from then on: after the
 * types that it takes. */
#include "class.h"
#include "generic.h"
#include "infer.h"

static bool is_free_in(const FunctionList *overloads, const Name *name)
{
    for (uint32_t i = 0; i < overloads->count; i++) {
        if (overloads->items[i]->symbol->name == name) {
            return false;
        }
    }
    return true;
}

/* Methods of several classes may have one name, if nothing else has it. That of an `init` stands in
 * C only, behind the class's. */
static Name *name_of_method(Program *program, const Function *method, const Type *const *types,
                            uint32_t count)
{
    uint32_t known = program->names.count;
    Name *name = name_of_types(program, method->symbol->name, types, count);

    name->is_of_overload |= program->names.count > known;
    return (name->is_of_overload || function_is_init(method)) && is_free_in(method->overloads, name)
               ? name
               : instance_name(program, method->symbol->name, types, count);
}

static Name *overload_name(Program *program, const Function *function)
{
    uint32_t first = function_is_method(function) ? 1 : 0;
    uint32_t count = function->parameters.count - first;
    const Type **types = arena_alloc(&program->scratch, (count + 1) * sizeof *types);

    for (uint32_t i = 0; i < count; i++) {
        types[i] = function->parameters.items[first + i]->type;
    }
    if (count == 0) {
        return function->symbol->name;
    }
    return function_is_method(function)
               ? name_of_method(program, function, types, count)
               : instance_name(program, function->symbol->name, types, count);
}

/* The method that gives its name to those that override or implement it. */
static Function *naming_root(Function *function)
{
    return function->implements != NULL ? function->implements : method_root(function);
}

static void give_name(Program *program, Function *function)
{
    Function *root = naming_root(function);

    if (root->overloads == NULL || function->overload_of != NULL) {
        return;
    }
    function->overload_of = function->symbol->name;
    if (root != function) {
        give_name(program, root);
        function->symbol->name = root->symbol->name;
    } else {
        function->symbol->name = overload_name(program, function);
    }
}

static void give_names(Program *program, const FunctionList *functions)
{
    for (uint32_t i = 0; i < functions->count; i++) {
        if (functions->items[i]->type_parameters.count == 0) {
            give_name(program, functions->items[i]);
        }
    }
}

static void rename_members(Program *program, Declaration *class_)
{
    bool is_renamed = false;

    give_names(program, &class_->initialisers);
    give_names(program, &class_->methods);
    for (uint32_t i = 0; i < class_->methods.count; i++) {
        is_renamed |= class_->methods.items[i]->overload_of != NULL;
    }
    if (!is_renamed) {
        return;
    }
    class_->named.count = 0; /* they have stood for all calls */
    class_collect_members(program, class_);
}

static void name_members(Program *program, Declaration *declaration)
{
    if (declaration->type_parameters.count > 0) {
        return;
    }
    if (declaration->symbol->kind == SYMBOL_CLASS) {
        rename_members(program, declaration);
    } else {
        give_names(program, &declaration->methods);
    }
}

void name_overloads(Infer *infer, const Module *module)
{
    Program *program = infer->program;

    give_names(program, &module->functions);
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        name_members(program, module->declarations.items[i]);
    }
    for (uint32_t i = 0; i < module->implementations.count; i++) {
        if (module->implementations.items[i]->type_parameters.count == 0) {
            give_names(program, &module->implementations.items[i]->methods);
        }
    }
}
