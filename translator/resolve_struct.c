/* Structs that contain themselves: values without end. */
#include "generic.h"

enum { MOST_NESTED_STRUCTS = 200 };

static void visit_struct(Program *program, Symbol *symbol, uint32_t depth);

/* Does a value of it have others elsewhere, by pointers to them? */
static bool has_others_elsewhere(const Type *type)
{
    return type_is_reference(type) || type->kind == TYPE_ARRAY || type->kind == TYPE_FN;
}

/* The arguments of an open generic are looked at in its instances. */
static void visit_field_type(Program *program, const Type *type, uint32_t depth)
{
    if (type->kind == TYPE_STRUCT) {
        visit_struct(program, type->declaration, depth);
        return;
    }
    for (uint32_t i = 0; i < type->count && !has_others_elsewhere(type); i++) {
        visit_field_type(program, type->arguments[i], depth);
    }
}

static void report_endless(Program *program, Symbol *symbol)
{
    report_error(&program->diagnostics, symbol->span,
                 symbol->declaration->nesting == NESTING_ASKED ? "struct '%s' contains itself"
                                                               : "struct '%s' is nested too deeply",
                 type_text(&program->types, symbol->type));
    symbol->declaration->instances.is_full = true;
    symbol->declaration->nesting = NESTING_KNOWN;
}

/* Was it told of what the symbol is an instance of? */
static bool is_told(Program *program, const Symbol *symbol, uint32_t depth)
{
    const Instance *instance = symbol->declaration->instance;

    if (instance != NULL) {
        visit_struct(program, instance->generic, depth);
    }
    return instance != NULL && instance->generic->declaration->instances.is_full;
}

static void visit_struct(Program *program, Symbol *symbol, uint32_t depth)
{
    const SymbolList *fields = &symbol->declaration->fields;

    if (symbol->declaration->nesting == NESTING_KNOWN) {
        return;
    }
    if (symbol->declaration->nesting == NESTING_ASKED || depth > MOST_NESTED_STRUCTS) {
        report_endless(program, symbol);
        return;
    }
    symbol->declaration->nesting = NESTING_ASKED;
    for (uint32_t i = 0; i < fields->count && !is_told(program, symbol, depth); i++) {
        visit_field_type(program, fields->items[i]->type, depth + 1);
    }
    symbol->declaration->nesting = NESTING_KNOWN;
}

void check_struct(Program *program, Symbol *symbol)
{
    if (symbol->kind == SYMBOL_STRUCT) {
        visit_struct(program, symbol, 0);
    }
}

void check_struct_instances(Program *program)
{
    Generics *generics = &program->generics;

    for (; generics->checked < generics->types.count; generics->checked++) {
        check_struct(program, generics->types.items[generics->checked]->symbol);
    }
}
