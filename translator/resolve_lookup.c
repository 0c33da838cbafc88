/* What names mean: declaring them, and finding what a name, qualified or not, stands for. */
#include "resolve.h"

#include <string.h>

void name_joined(Resolver *resolver, Symbol *symbol)
{
    const char *base = symbol->name->text;

    for (unsigned i = 1; symbol->is_joined && symbol->name->binding != NULL; i++) {
        const char *text = arena_format(&resolver->program->arena, "%s_%u", base, i);

        symbol->name = name_of(&resolver->program->names, text);
    }
}

/* `_` names what is not looked at, however often. */
static bool is_blank(const Symbol *symbol)
{
    return symbol->kind == SYMBOL_LOCAL && symbol->name->length == 1 &&
           symbol->name->text[0] == '_';
}

void declare_symbol(Resolver *resolver, Symbol *symbol)
{
    Symbol *first = scope_declare(&resolver->scopes, symbol);

    if (first == NULL) {
        return;
    }
    if (is_blank(first) && is_blank(symbol)) {
        symbol->name->binding->symbol = symbol;
        return;
    }
    if (first->is_joined) { /* it gives way */
        symbol->name->binding->symbol = symbol;
        name_joined(resolver, first);
        (void)scope_declare(&resolver->scopes, first);
        return;
    }
    if (spans_share_text(&resolver->program->sources, first->span, symbol->span) &&
        first->span.offset > symbol->span.offset) {
        Symbol *later = first;

        first = symbol;
        symbol = later;
    }
    report_error(&resolver->program->diagnostics, symbol->span, "'%s' is declared twice",
                 symbol->name->text);
    report_note(&resolver->program->diagnostics, first->span, "first declared here");
}

static bool is_later_builtin(const char *name)
{
    static const char *const names[] = {"pmap", "preduce"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* `advice`: where no name is like what is assigned to; or NULL. `is_meant`: of what could be meant;
 * NULL: anything. */
static void report_unknown(Resolver *resolver, const Name *name, Span span, const char *advice,
                           bool (*is_meant)(const Binding *binding))
{
    Diagnostics *diagnostics = &resolver->program->diagnostics;

    if (is_later_builtin(name->text)) {
        report_unsupported(diagnostics, span, name->text);
        return;
    }
    report_error(diagnostics, span, "unknown name '%s'", name->text);
    if (diagnostics->error_count < MOST_ERRORS) {
        advise_unknown(resolver, name, advice, is_meant);
    }
}

static bool names_variable(const Binding *binding)
{
    const Symbol *symbol = binding->symbol;

    return symbol != NULL && (symbol->kind == SYMBOL_LOCAL || symbol->kind == SYMBOL_GLOBAL);
}

void report_undeclared(Resolver *resolver, const Name *name, Span span)
{
    const char *advice =
        arena_format(&resolver->program->scratch,
                     "write 'let %s = …' or 'var %s = …' to declare it", name->text, name->text);

    report_unknown(resolver, name, span, advice, names_variable);
}

static bool is_visible(const Symbol *symbol)
{
    if (symbol->kind != SYMBOL_FUNCTION || symbol->is_public || symbol->function->is_public) {
        return true;
    }
    for (uint32_t i = 0;
         symbol->function->overloads != NULL && i < symbol->function->overloads->count; i++) {
        if (symbol->function->overloads->items[i]->is_public) {
            return true;
        }
    }
    return false;
}

static void report_no_member(Resolver *resolver, const Symbol *module, const Name *name, Span span)
{
    Diagnostics *diagnostics = &resolver->program->diagnostics;

    report_error(diagnostics, span, "module '%s' has no '%s'", module->name->text, name->text);
    if (diagnostics->error_count < MOST_ERRORS) {
        const char *nearest = scope_nearest_member(module->imported->scope, name->text, is_visible);

        if (nearest != NULL) {
            report_help(diagnostics, "did you mean '%s'?", nearest);
        }
    }
}

static Symbol *find_member(Resolver *resolver, const Symbol *module, const Name *name, Span span)
{
    Diagnostics *diagnostics = &resolver->program->diagnostics;
    const char *module_name = module->name->text;
    Symbol *symbol = NULL;

    if (module->imported == NULL || module->imported->scope == NULL) {
        return NULL; /* its own diagnostic was given when it was read */
    }
    symbol = scope_find((const Scope *)module->imported->scope, name);
    if (symbol == NULL) {
        report_no_member(resolver, module, name, span);
    } else if (!is_visible(symbol)) {
        report_error(diagnostics, span, "'%s' of module '%s' is not public", name->text,
                     module_name);
        report_help(diagnostics, "write 'pub fn %s' there", name->text);
    }
    return symbol;
}

/* What the name means where nothing hides it, or NULL. */
static const Binding *built_in_binding(const Name *name)
{
    const Binding *binding = name->binding;

    while (binding != NULL && binding->hidden != NULL) {
        binding = binding->hidden;
    }
    return binding != NULL && binding->depth == 0 ? binding : NULL;
}

static bool names_module(const Name *qualifier)
{
    const Binding *binding = qualifier->binding;

    return binding != NULL && binding->symbol != NULL && binding->symbol->kind == SYMBOL_MODULE;
}

/* Does `builtins` qualify the name? A module of that name comes first. */
static bool is_built_in(const Resolver *resolver, const Name *qualifier, const Name *name)
{
    return qualifier == resolver->program->builtins && !names_module(qualifier) &&
           (qualifier->binding == NULL || built_in_binding(name) != NULL);
}

bool names_member(const Resolver *resolver, const Node *base, const Name *name)
{
    return base->kind == NODE_NAME &&
           (names_module(base->name.name) || is_built_in(resolver, base->name.name, name));
}

bool names_built_in_type(const Resolver *resolver, const Node *base)
{
    const Node *qualifier = base->kind == NODE_FIELD ? base->field.base : NULL;
    const Binding *binding = base->kind == NODE_NAME ? base->name.name->binding : NULL;

    if (qualifier != NULL && qualifier->kind == NODE_NAME &&
        is_built_in(resolver, qualifier->name.name, base->field.name)) {
        binding = built_in_binding(base->field.name);
    }
    return binding != NULL && binding->symbol == NULL && binding->type_name != NULL;
}

static Meaning meaning_of(const Binding *binding)
{
    return (Meaning){binding->symbol, binding->builtin, binding->type_name};
}

static Meaning find_qualified(Resolver *resolver, const Name *qualifier, const Name *name,
                              Span span)
{
    Meaning meaning = {0};
    const Binding *binding = qualifier->binding;

    if (is_built_in(resolver, qualifier, name)) {
        const Binding *found = built_in_binding(name);

        if (found != NULL) {
            return meaning_of(found);
        }
        report_error(&resolver->program->diagnostics, span, "nothing built in is called '%s'",
                     name->text);
    } else if (binding == NULL) {
        report_unknown(resolver, qualifier, span, NULL, NULL);
    } else if (!names_module(qualifier)) {
        report_error(&resolver->program->diagnostics, span, "'%s' is not a module",
                     qualifier->text);
    } else {
        meaning.symbol = find_member(resolver, binding->symbol, name, span);
    }
    return meaning;
}

Meaning find_meaning(Resolver *resolver, Name *qualifier, Name *name, Span span)
{
    if (qualifier != NULL) {
        return find_qualified(resolver, qualifier, name, span);
    }
    const Binding *binding = name->binding;
    if (binding == NULL) {
        report_unknown(resolver, name, span, NULL, NULL);
        return (Meaning){0};
    }
    return meaning_of(binding);
}

static bool names_type(const Binding *binding)
{
    if (binding->symbol == NULL) {
        return binding->type_name != NULL;
    }
    switch ((SymbolKind)binding->symbol->kind) {
    case SYMBOL_STRUCT:
    case SYMBOL_EXCEPTION:
    case SYMBOL_CLASS:
    case SYMBOL_TRAIT:
    case SYMBOL_TYPE_PARAMETER: return true;
    default: return false;
    }
}

Meaning find_type_meaning(Resolver *resolver, const Node *form)
{
    Name *name = form->type_form.name;
    Name *qualifier = form_parts(form)->qualifier;
    const Binding *binding = qualifier == NULL ? name->binding : NULL;

    if (binding == NULL && qualifier == NULL) {
        report_unknown(resolver, name, form->span, NULL, names_type);
        return (Meaning){0};
    }
    while (binding != NULL && !names_type(binding)) {
        binding = binding->hidden;
    }
    return binding != NULL ? meaning_of(binding)
                           : find_meaning(resolver, qualifier, name, form->span);
}

/* The name that an exception was written with: a NODE_NAME, NODE_TYPE or NODE_FIELD m.E. */
static bool written_name(const Node *node, Name **qualifier, Name **name)
{
    switch (node->kind) {
    case NODE_NAME:
        *qualifier = node_qualifier(node);
        *name = node->name.name;
        return true;
    case NODE_TYPE:
        *qualifier = form_parts(node)->qualifier;
        *name = node->type_form.name;
        return *name != NULL && form_parts(node)->arguments.count == 0;
    case NODE_FIELD:
        *name = node->field.name;
        *qualifier = node->field.base->kind == NODE_NAME ? node->field.base->name.name : NULL;
        return *qualifier != NULL;
    default: return false;
    }
}

Symbol *find_exception(Resolver *resolver, const Node *node)
{
    Name *qualifier = NULL;
    Name *name = NULL;
    Meaning meaning = {0};

    if (!written_name(node, &qualifier, &name)) {
        report_error(&resolver->program->diagnostics, node->span, "expected an exception's name");
        return NULL;
    }
    meaning = find_meaning(resolver, qualifier, name, node->span);
    if (meaning.symbol != NULL && meaning.symbol->kind == SYMBOL_EXCEPTION) {
        return meaning.symbol;
    }
    if (meaning.symbol != NULL || meaning.type_name != NULL || meaning.builtin != BUILTIN_NOT_ONE) {
        report_error(&resolver->program->diagnostics, node->span, "'%s' is not an exception",
                     name->text);
    }
    return NULL;
}
