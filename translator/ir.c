/* Programs, their tables, and the functions in them. */
#include "ir.h"

#include "generic.h"
#include "raise_set.h"

#include <stddef.h>

#define OPERATOR(ID, spelling, word, precedence, group)                                            \
    [OP_##ID] = {spelling, word, PRECEDENCE_##precedence, GROUP_##group},
const OperatorInfo operator_table[OPERATOR_COUNT] = {
    [OP_NONE] = {"", "", PRECEDENCE_RANGE, GROUP_ARITHMETIC},
#include "operators.def"
};
#undef OPERATOR

#define NOTHING 0
#define ONLY(exception) EXCEPTION_BIT(exception)
#define EITHER(first, second) (EXCEPTION_BIT(first) | EXCEPTION_BIT(second))
#define BUILTIN(ID, name, STYLE, fewest, most, RULE, EFFECT, raises)                               \
    [BUILTIN_##ID] = {name,   STYLE_##STYLE, fewest, most, RULE_##RULE, EFFECT_##EFFECT,           \
                      raises, TYPE_ERROR,    NULL,   NULL, NULL},
#define METHOD(ID, RECEIVER, name, parameters, result, EFFECT, raises, function)                   \
    [BUILTIN_##ID] = {name,   STYLE_METHOD,    1,          ANY,    RULE_METHOD, EFFECT_##EFFECT,   \
                      raises, TYPE_##RECEIVER, parameters, result, function},
const Builtin builtin_table[BUILTIN_COUNT] = {
    [BUILTIN_NOT_ONE] = {.name = ""},
#include "builtins.def"
#include "methods.def"
};
#undef METHOD
#undef BUILTIN
#undef EITHER
#undef ONLY
#undef NOTHING

Operator operator_mirrored(Operator op)
{
    switch (op) {
    case OP_LESS: return OP_GREATER;
    case OP_LESS_EQUAL: return OP_GREATER_EQUAL;
    case OP_GREATER: return OP_LESS;
    case OP_GREATER_EQUAL: return OP_LESS_EQUAL;
    default: return op;
    }
}

/* --- programs --- */

typedef struct ExceptionRow {
    const char *name;
    const char *base;
} ExceptionRow;

#define EXCEPTION(name, base) {#name, #base},
static const ExceptionRow exception_table[] = {
#include "exceptions.def"
};
#undef EXCEPTION

enum { EXCEPTION_COUNT = sizeof exception_table / sizeof exception_table[0] };

static Symbol *exception_open(Program *program, const ExceptionRow *row)
{
    Symbol *symbol =
        symbol_new(program, SYMBOL_EXCEPTION, name_of(&program->names, row->name), (Span){0});

    symbol->declaration = ARENA_NEW(&program->arena, Declaration);
    symbol->declaration->symbol = symbol;
    symbol->declaration->base = builtin_exception(program, row->base);
    symbol->declaration->is_builtin = true;
    symbol->type = type_declared(&program->types, TYPE_EXCEPTION, symbol);
    return symbol;
}

static void exceptions_open(Program *program)
{
    for (size_t i = 0; i < EXCEPTION_COUNT; i++) {
        Symbol *symbol = exception_open(program, &exception_table[i]);

        LIST_PUSH(&program->arena, &program->exceptions, symbol);
    }
}

static void mark_avoided(Program *program, const char *name)
{
    name_of(&program->names, name)->is_avoided = true;
}

/* What passes call where the source may not have. */
static bool is_called_by_passes(BuiltinId id)
{
    switch (id) {
    case BUILTIN_LEN:
    case BUILTIN_MIN:
    case BUILTIN_EMPTY:
    case BUILTIN_CHECKED_DIV:
    case BUILTIN_SORT_BY:
    case BUILTIN_CELL:
    case BUILTIN_RETAIN:
    case BUILTIN_MOVED:
    case BUILTIN_NOTHING:
    case BUILTIN_NO_CELL:
    case BUILTIN_REPLACING:
    case BUILTIN_RELEASE:
    case BUILTIN_CAUGHT:
    case BUILTIN_CAUGHT_BEFORE:
    case BUILTIN_RESUME: return true;
    default: return builtin_table[id].style == STYLE_CHECK;
    }
}

/* A local that is named like a built-in hides it, and what is printed must read back. Most
 * built-ins are avoided where they are called only: see use_names. */
static void open_builtin_names(Program *program)
{
    program->builtins = name_of(&program->names, "builtins");
    for (BuiltinId id = BUILTIN_NOT_ONE + 1; id < BUILTIN_COUNT; id++) {
        program->builtin_names[id] = name_of(&program->names, builtin_table[id].name);
        program->builtin_names[id]->is_avoided |= is_called_by_passes(id);
    }
    for (TypeKind kind = TYPE_NONE; kind <= TYPE_DICT; kind++) {
        mark_avoided(program, scalar_info(&(Type){.kind = kind})->name);
    }
    for (size_t i = 0; i < EXCEPTION_COUNT; i++) {
        mark_avoided(program, exception_table[i].name);
    }
}

void program_open(Program *program, jmp_buf *on_failure)
{
    *program = (Program){.checks = {.index = true, .recursion = true, .assertion = true}};
    arena_open(&program->arena, on_failure);
    arena_open(&program->scratch, on_failure);
    program->scratch.owner = &program->arena;
    sources_open(&program->sources, &program->arena);
    program->diagnostics.arena = &program->arena;
    program->diagnostics.sources = &program->sources;
    names_open(&program->names, &program->arena);
    types_open(&program->types, &program->arena);
    open_builtin_names(program);
    exceptions_open(program);
}

void program_close(Program *program)
{
    arena_close(&program->scratch);
    arena_close(&program->arena);
}

Symbol *builtin_exception(const Program *program, const char *name)
{
    for (uint32_t i = 0; i < program->exceptions.count; i++) {
        if (strcmp(program->exceptions.items[i]->name->text, name) == 0) {
            return program->exceptions.items[i];
        }
    }
    return NULL;
}

bool exception_is(const Symbol *derived, const Symbol *base)
{
    while (derived != NULL && derived != base) {
        derived = derived->declaration->base;
    }
    return derived != NULL;
}

/* --- the functions of a module --- */

bool function_is_method(const Function *function)
{
    return function->class_ != NULL || function->implementation != NULL;
}

bool function_is_init(const Function *function)
{
    const Declaration *class_ = function->class_;

    for (uint32_t i = 0; class_ != NULL && i < class_->initialisers.count; i++) {
        if (class_->initialisers.items[i] == function) {
            return true;
        }
    }
    return false;
}

static bool has_methods(const Module *module)
{
    bool found = module->implementations.count > 0;

    for (uint32_t i = 0; i < module->declarations.count && !found; i++) {
        found = module->declarations.items[i]->symbol->kind == SYMBOL_CLASS;
    }
    return found;
}

static void push_functions(Arena *arena, FunctionList *list, const FunctionList *more)
{
    for (uint32_t i = 0; i < more->count; i++) {
        LIST_PUSH(arena, list, more->items[i]);
    }
}

static void push_class_functions(Arena *arena, FunctionList *list, const Declaration *declaration)
{
    if (declaration->symbol->kind != SYMBOL_CLASS) {
        return;
    }
    push_functions(arena, list, &declaration->initialisers);
    push_functions(arena, list, &declaration->methods);
}

FunctionList module_functions(Program *program, const Module *module)
{
    Arena *arena = &program->arena;
    FunctionList list = {NULL, 0, 0};
    uint32_t next = 0; /* of module->functions */

    if (!has_methods(module)) {
        return module->functions;
    }
    for (uint32_t i = 0; i < module->order.count; i++) {
        struct DeclarationRef ref = module->order.items[i];

        if (ref.kind == DECLARES_TYPE) {
            push_class_functions(arena, &list, module->declarations.items[ref.position]);
        } else if (ref.kind == DECLARES_IMPLEMENTATION) {
            push_functions(arena, &list, &module->implementations.items[ref.position]->methods);
        } else if (ref.kind == DECLARES_FUNCTION) {
            while (next <= ref.position) {
                LIST_PUSH(arena, &list, module->functions.items[next++]);
            }
        }
    }
    while (next < module->functions.count) {
        LIST_PUSH(arena, &list, module->functions.items[next++]);
    }
    return list;
}

bool function_is_generic(const Function *function)
{
    const Declaration *class_ = function->class_;
    const Implementation *implementation = function->implementation;

    return function->type_parameters.count > 0 ||
           (class_ != NULL && class_->type_parameters.count > 0) ||
           (implementation != NULL && implementation->type_parameters.count > 0);
}

const Name *module_alias(const Module *module, const Module *other)
{
    for (uint32_t i = 0; i < module->imports.count; i++) {
        if (module->imports.items[i]->imported == other) {
            return module->imports.items[i]->name;
        }
    }
    return other->name;
}

const Instance *symbol_instance(const Symbol *symbol)
{
    switch (symbol->kind) {
    case SYMBOL_FUNCTION: return symbol->function == NULL ? NULL : symbol->function->instance;
    case SYMBOL_STRUCT:
    case SYMBOL_CLASS:
    case SYMBOL_TRAIT: return symbol->declaration->instance;
    default: return NULL;
    }
}

static const char *shown_name(const Symbol *symbol)
{
    switch (symbol->kind) {
    case SYMBOL_STRUCT:
    case SYMBOL_CLASS: return symbol->declaration->shown_name;
    case SYMBOL_FUNCTION:
        return symbol->function == NULL                ? NULL
               : symbol->function->overload_of != NULL ? symbol->function->overload_of->text
                                                       : symbol->function->shown_name;
    default: return NULL;
    }
}

const char *source_name(const Symbol *symbol)
{
    const Instance *instance = symbol_instance(symbol);
    const Symbol *written = instance != NULL ? instance->generic : symbol;
    const char *shown = shown_name(symbol->kind == SYMBOL_FUNCTION ? symbol : written);

    return shown != NULL ? shown : written->name->text;
}

const SymbolList *type_parameters_of(const Symbol *symbol)
{
    static const SymbolList none = {NULL, 0, 0};

    switch (symbol->kind) {
    case SYMBOL_FUNCTION: return &symbol->function->type_parameters;
    case SYMBOL_STRUCT:
    case SYMBOL_CLASS:
    case SYMBOL_TRAIT: return &symbol->declaration->type_parameters;
    default: return &none;
    }
}

void each_function(Program *program, void (*act)(Function *function, void *data), void *data)
{
    for (uint32_t m = 0; m < program->modules.count; m++) {
        const Module *module = program->modules.items[m];
        FunctionList functions = module_functions(program, module);

        for (uint32_t i = 0; i < functions.count; i++) {
            act(functions.items[i], data);
        }
        if (module->initialiser != NULL) {
            act(module->initialiser, data);
        }
    }
}

/* --- methods --- */

Symbol *function_trait(const Function *method)
{
    if (method->implementation != NULL) {
        return method->implementation->trait;
    }
    bool is_of_trait = method->class_ != NULL && method->class_->symbol->kind == SYMBOL_TRAIT;

    return is_of_trait ? method->class_->symbol : NULL;
}

Function *called_method(const Node *call)
{
    const Symbol *symbol =
        call->call.callee->kind == NODE_NAME ? call->call.callee->name.symbol : NULL;
    bool is_method = symbol != NULL && symbol->kind == SYMBOL_FUNCTION &&
                     symbol->function != NULL && function_is_method(symbol->function);

    return is_method ? symbol->function : NULL;
}
