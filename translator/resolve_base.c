/* What declarations derive from: bases of classes and exceptions, traits that traits extend. */
#include "generic.h"
#include "resolve.h"

static TypeKind kind_of_type(SymbolKind kind)
{
    switch (kind) {
    case SYMBOL_STRUCT: return TYPE_STRUCT;
    case SYMBOL_CLASS: return TYPE_CLASS;
    case SYMBOL_TRAIT: return TYPE_DYN;
    default: return TYPE_EXCEPTION;
    }
}

void declare_types(Resolver *resolver, Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        Symbol *symbol = module->declarations.items[i]->symbol;

        symbol->declaration = module->declarations.items[i];
        symbol->type = type_declared(&resolver->program->types, kind_of_type(symbol->kind), symbol);
    }
}

static void resolve_class_base(Resolver *resolver, Declaration *declaration)
{
    bool is_generic = declaration->type_parameters.count > 0;

    if (declaration->base_name == NULL) {
        return;
    }
    open_generic(resolver, &declaration->type_parameters);
    declaration->base_type = resolve_class(resolver, declaration->base_name);
    close_generic(resolver, &declaration->type_parameters);
    if (declaration->base_type != NULL) {
        declaration->base = declaration->base_type->declaration;
        declaration->base->declaration->has_derived = true;
        resolver->program->generics.have_bases |= is_generic;
    }
}

static void resolve_base(Resolver *resolver, Declaration *declaration)
{
    Symbol *base = NULL;

    if (declaration->symbol->kind == SYMBOL_TRAIT) {
        resolve_base_traits(resolver, declaration);
    }
    if (declaration->symbol->kind == SYMBOL_CLASS) {
        resolve_class_base(resolver, declaration);
    }
    if (declaration->symbol->kind != SYMBOL_EXCEPTION || declaration->is_builtin) {
        return;
    }
    if (declaration->base_name != NULL) {
        base = find_exception(resolver, declaration->base_name);
    }
    declaration->base = base != NULL ? base : builtin_exception(resolver->program, "Exception");
}

void resolve_bases(Resolver *resolver, Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        resolve_base(resolver, module->declarations.items[i]);
    }
}

/* The base as it is declared: of an instance the generic. */
static Symbol *declared_base(const Symbol *symbol)
{
    Symbol *base = symbol->declaration->base;
    const Instance *instance = base == NULL ? NULL : symbol_instance(base);

    return instance == NULL ? base : instance->generic;
}

/* Follows the bases, each marked by `fact` with the declaration that the walk began at; a walk
 * that meets its own mark has gone round. Built-in exceptions end it. */
static void check_base_cycle(Resolver *resolver, Declaration *start)
{
    Symbol *symbol = start->symbol;

    while (symbol != NULL && !symbol->declaration->is_builtin && symbol->fact == NULL) {
        symbol->fact = start;
        symbol = declared_base(symbol);
    }
    if (symbol != NULL && symbol->fact == start) {
        bool is_class = symbol->kind == SYMBOL_CLASS;

        report_error(&resolver->program->diagnostics, symbol->span, "%s '%s' derives from itself",
                     is_class ? "class" : "exception", symbol->name->text);
        symbol->declaration->base =
            is_class ? NULL : builtin_exception(resolver->program, "Exception");
        symbol->declaration->base_type = NULL;
    }
}

void check_bases(Resolver *resolver, Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        SymbolKind kind = module->declarations.items[i]->symbol->kind;

        if (kind == SYMBOL_EXCEPTION || kind == SYMBOL_CLASS) {
            check_base_cycle(resolver, module->declarations.items[i]);
        } else if (kind == SYMBOL_TRAIT) {
            check_base_traits(resolver, module->declarations.items[i]);
        }
    }
}
