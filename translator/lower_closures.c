/* Pass closures: lambda lifting, and direct calls of functions that are known.
 *
 * Requires closed IR with the captures of nested functions. Each nested function and lambda becomes
 * a function of the module, before the one it stood in; what it captures becomes leading
 * parameters, by value where it is never assigned, else `ref`. A function value that is known
 * (named by an immutable local, or given to a defined function, of which a copy without that
 * parameter is made) is called directly. Leaves no NODE_LAMBDA, no NODE_FUNCTION, no captures;
 * function values are names or NODE_BINDs. */
#include "closures.h"
#include "passes.h"

/* --- names and types --- */

static void add_names(Closures *closures, const SymbolList *symbols)
{
    for (uint32_t i = 0; i < symbols->count; i++) {
        LIST_PUSH(&closures->program->arena, &closures->names.parameters, symbols->items[i]);
    }
}

static void collect_names(Closures *closures)
{
    const Module *module = closures->module;

    closures->names = (Function){.module = closures->module};
    add_names(closures, &module->constants);
    add_names(closures, &module->globals);
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        LIST_PUSH(&closures->program->arena, &closures->names.parameters,
                  module->declarations.items[i]->symbol);
    }
    for (uint32_t i = 0; i < module->functions.count; i++) {
        LIST_PUSH(&closures->program->arena, &closures->names.parameters,
                  module->functions.items[i]->symbol);
    }
}

Name *top_level_name(Closures *closures, const Symbol *first, const Symbol *second)
{
    const char *base =
        arena_format(&closures->program->arena, "%s_%s", first->name->text, second->name->text);

    return symbol_fresh(closures->program, &closures->names, base, NULL, false, first->span)->name;
}

const Type *signature_of(Closures *closures, const Function *function)
{
    uint32_t count = function->parameters.count;
    const Type **signature =
        arena_alloc(&closures->program->arena, (count + 1) * sizeof *signature);

    for (uint32_t i = 0; i < count; i++) {
        signature[i] = function->parameters.items[i]->type;
    }
    signature[count] = function->result;
    return type_fn(&closures->program->types, signature, count);
}

Node *symbol_node(Closures *closures, Symbol *symbol, Span span)
{
    return node_name(closures->program, symbol, span);
}

/* --- modules --- */

typedef void Rewrite(Closures *closures, Function *function);

/* Puts the functions from `first` on into the module's order. */
static void push_made(Closures *closures, uint32_t first)
{
    for (uint32_t i = first; i < closures->output.count; i++) {
        struct DeclarationRef made = {DECLARES_FUNCTION, i};

        LIST_PUSH(&closures->program->arena, &closures->module->order, made);
    }
}

/* Rewrites methods, which stay where they are; what is made of them stands before their class. */
static void rewrite_methods(Closures *closures, const FunctionList *methods, Rewrite *rewrite)
{
    for (uint32_t i = 0; i < methods->count; i++) {
        rewrite(closures, methods->items[i]);
        closures->output.count--;
    }
}

static void rewrite_class(Closures *closures, const Declaration *declaration, Rewrite *rewrite)
{
    if (declaration->symbol->kind == SYMBOL_CLASS) {
        rewrite_methods(closures, &declaration->initialisers, rewrite);
        rewrite_methods(closures, &declaration->methods, rewrite);
    }
}

/* Rewrites what stands at one place of the file. */
static void rewrite_declaration(Closures *closures, struct DeclarationRef ref, Rewrite *rewrite)
{
    const Module *module = closures->module;

    switch (ref.kind) {
    case DECLARES_FUNCTION: rewrite(closures, module->functions.items[ref.position]); break;
    case DECLARES_TYPE:
        rewrite_class(closures, module->declarations.items[ref.position], rewrite);
        break;
    case DECLARES_IMPLEMENTATION:
        rewrite_methods(closures, &module->implementations.items[ref.position]->methods, rewrite);
        break;
    default: break;
    }
}

/* Rewrites each function of the module by `rewrite`, which writes it to the output behind those
 * that it made of it. */
static void rewrite_functions(Closures *closures, Rewrite *rewrite)
{
    Module *module = closures->module;
    uint32_t count = module->order.count;
    struct DeclarationRef *order = module->order.items;

    closures->output = (FunctionList){NULL, 0, 0};
    module->order.items = NULL;
    module->order.count = 0;
    module->order.capacity = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t first = closures->output.count;

        rewrite_declaration(closures, order[i], rewrite);
        push_made(closures, first);
        if (order[i].kind != DECLARES_FUNCTION) {
            LIST_PUSH(&closures->program->arena, &module->order, order[i]);
        }
    }
    if (module->initialiser != NULL) {
        uint32_t first = closures->output.count;

        rewrite(closures, module->initialiser);
        closures->output.count--;
        push_made(closures, first);
    }
    module->functions = closures->output;
}

static void rewrite_modules(Closures *closures, Rewrite *rewrite)
{
    Program *program = closures->program;

    for (uint32_t i = 0; i < program->modules.count; i++) {
        closures->module = program->modules.items[i];
        collect_names(closures);
        rewrite_functions(closures, rewrite);
    }
    for (uint32_t i = 0; i < program->modules.count; i++) {
        FunctionList functions = module_functions(program, program->modules.items[i]);

        for (uint32_t k = 0; k < functions.count; k++) {
            functions.items[k]->symbol->fact = NULL;
        }
    }
}

/* All that there is to do where no function is a value and none is nested. */
static void unfold_initialisers(Closures *closures)
{
    const Program *program = closures->program;

    for (uint32_t i = 0; i < program->modules.count; i++) {
        Function *initialiser = program->modules.items[i]->initialiser;

        if (initialiser != NULL) {
            unfold_first_values(closures, initialiser);
        }
    }
}

bool pass_closures(Program *program)
{
    Closures closures = {.program = program};

    find_escapes(program);
    make_cells(program);
    if (program->diagnostics.error_count > 0) {
        return false;
    }
    if (program->has_closures) {
        rewrite_modules(&closures, lift_top_level);
        rewrite_modules(&closures, know_top_level);
    } else {
        unfold_initialisers(&closures);
    }
    return true;
}
