/* Generics: what their parameters' names mean, and the forms that give them arguments. */
#include "generic.h"
#include "resolve.h"

static const Type *type_error(const Resolver *resolver)
{
    return resolver->program->types.scalar[TYPE_ERROR];
}

/* --- parameters --- */

void open_generic(Resolver *resolver, const SymbolList *parameters)
{
    if (parameters->count > 0) {
        scope_enter(&resolver->scopes);
    }
    for (uint32_t i = 0; i < parameters->count; i++) {
        if (!parameters->items[i]->parameter->is_implied) {
            scope_declare(&resolver->scopes, parameters->items[i]);
        }
    }
}

void close_generic(Resolver *resolver, const SymbolList *parameters)
{
    if (parameters->count > 0) {
        scope_leave(&resolver->scopes);
    }
}

static bool is_int64(const Meaning *meaning, const Node *form)
{
    return meaning->type_name != NULL && form_parts(form)->arguments.count == 0 &&
           strcmp(form->type_form.name->text, scalar_info(&(Type){.kind = TYPE_INT64})->name) == 0;
}

/* A trait, or int64 for a number; traits are resolved when all numbers are known. */
static void resolve_bound(Resolver *resolver, Symbol *symbol, Node *form)
{
    Diagnostics *diagnostics = &resolver->program->diagnostics;
    TypeParameter *parameter = symbol->parameter;
    Meaning meaning = {0};

    if (form->type_form.name != NULL) {
        meaning = find_type_meaning(resolver, form);
    }
    if (is_int64(&meaning, form) && parameter->bounds.count == 1) {
        parameter->is_number = true;
    } else if (meaning.symbol != NULL && meaning.symbol->kind == SYMBOL_TRAIT) {
        parameter->has_traits = true;
    } else if (meaning.symbol != NULL || meaning.type_name != NULL ||
               meaning.builtin != BUILTIN_NOT_ONE || form->type_form.name == NULL) {
        report_error(diagnostics, form->span, "expected a trait, or int64 for a number");
    }
}

static void resolve_bounds_of(Resolver *resolver, const SymbolList *parameters)
{
    if (parameters->count == 0) {
        return;
    }
    scope_enter(&resolver->scopes);
    for (uint32_t i = 0; i < parameters->count; i++) {
        NodeList *bounds = &parameters->items[i]->parameter->bounds;

        declare_symbol(resolver, parameters->items[i]);
        for (uint32_t k = 0; k < bounds->count; k++) {
            resolve_bound(resolver, parameters->items[i], bounds->items[k]);
        }
    }
    scope_leave(&resolver->scopes);
}

/* A generic has no one form in C. */
static void check_generic(Resolver *resolver, const Function *function)
{
    Diagnostics *diagnostics = &resolver->program->diagnostics;
    const Symbol *symbol = function->symbol;

    if (function->body == NULL) {
        report_error(diagnostics, symbol->span, "a generic function has a body");
    } else if (function->export_name != NULL) {
        report_error(diagnostics, symbol->span,
                     "'@export' names one function in C, and a generic has one for each use");
    } else if (function->module->is_main &&
               symbol->name == name_of(&resolver->program->names, "main")) {
        report_error(diagnostics, symbol->span, "'main' cannot be generic");
    }
}

/* Those of methods, within those of what they stand in. */
static void each_of_methods(Resolver *resolver, const SymbolList *outer,
                            const FunctionList *methods,
                            void (*visit)(Resolver *resolver, const SymbolList *parameters))
{
    open_generic(resolver, outer);
    for (uint32_t i = 0; i < methods->count; i++) {
        visit(resolver, &methods->items[i]->type_parameters);
    }
    close_generic(resolver, outer);
}

/* Calls `visit` for the parameters of each of the module's generics. */
static void each_parameters(Resolver *resolver, const Module *module,
                            void (*visit)(Resolver *resolver, const SymbolList *parameters))
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        const Declaration *declaration = module->declarations.items[i];

        visit(resolver, &declaration->type_parameters);
        each_of_methods(resolver, &declaration->type_parameters, &declaration->methods, visit);
    }
    for (uint32_t i = 0; i < module->implementations.count; i++) {
        const Implementation *given = module->implementations.items[i];

        visit(resolver, &given->type_parameters);
        each_of_methods(resolver, &given->type_parameters, &given->methods, visit);
    }
    for (uint32_t i = 0; i < module->functions.count; i++) {
        visit(resolver, &module->functions.items[i]->type_parameters);
    }
}

void resolve_bounds(Resolver *resolver, Module *module)
{
    each_parameters(resolver, module, resolve_bounds_of);
    for (uint32_t i = 0; i < module->functions.count; i++) {
        if (module->functions.items[i]->type_parameters.count > 0) {
            check_generic(resolver, module->functions.items[i]);
        }
    }
}

static void resolve_traits_of(Resolver *resolver, const SymbolList *parameters)
{
    open_generic(resolver, parameters);
    for (uint32_t i = 0; i < parameters->count; i++) {
        TypeParameter *parameter = parameters->items[i]->parameter;

        for (uint32_t k = 0; parameter->has_traits && k < parameter->bounds.count; k++) {
            const Type *trait = resolve_trait_type(resolver, parameter->bounds.items[k]);

            if (trait != NULL) {
                LIST_PUSH(&resolver->program->arena, &parameter->traits, trait);
            }
        }
    }
    close_generic(resolver, parameters);
}

void resolve_trait_bounds(Resolver *resolver, Module *module)
{
    each_parameters(resolver, module, resolve_traits_of);
}

void resolve_parameters(Resolver *resolver, const SymbolList *parameters)
{
    resolve_bounds_of(resolver, parameters);
    resolve_traits_of(resolver, parameters);
}

/* --- open functions --- */

static void imply_type(Resolver *resolver, Function *function, Symbol *parameter)
{
    Program *program = resolver->program;
    Symbol *symbol = symbol_new(program, SYMBOL_TYPE_PARAMETER, parameter->name, parameter->span);

    symbol->module = resolver->module;
    symbol->parameter = ARENA_NEW(&program->arena, TypeParameter);
    symbol->parameter->is_implied = true;
    symbol->type = type_declared(&program->types, TYPE_PARAMETER, symbol);
    parameter->type = symbol->type;
    LIST_PUSH(&program->arena, &function->type_parameters, symbol);
    program->generics.are_used = true;
}

/* A generic that is written so writes all its types. */
static void require_type(Resolver *resolver, Symbol *parameter)
{
    report_error(&resolver->program->diagnostics, parameter->span, "parameter '%s' needs a type",
                 parameter->name->text);
    parameter->type = type_error(resolver);
}

void imply_types(Resolver *resolver, Function *function)
{
    bool is_generic = function->type_parameters.count > 0;
    bool may_be_open = function->body != NULL &&
                       !(resolver->program->is_strict && !resolver->module->source->is_library);

    for (uint32_t i = 0; i < function->parameters.count; i++) {
        Symbol *parameter = function->parameters.items[i];

        if (parameter->type == NULL && is_generic) {
            require_type(resolver, parameter);
        } else if (parameter->type == NULL && may_be_open) {
            imply_type(resolver, function, parameter);
        }
    }
}

/* --- arguments --- */

static const Type *report_number(Resolver *resolver, const Symbol *parameter, Span span)
{
    report_error(&resolver->program->diagnostics, span, "expected an integer for '%s'",
                 parameter->name->text);
    return type_error(resolver);
}

/* A constant that is written as a number. */
static const Node *constant_number(const Symbol *symbol)
{
    bool is_number = symbol->kind == SYMBOL_CONSTANT && symbol->value != NULL &&
                     symbol->value->kind == NODE_INTEGER;

    return is_number ? symbol->value : NULL;
}

static const Type *number_type(Resolver *resolver, const Symbol *parameter, const Node *node)
{
    uint64_t magnitude = node->integer.value;

    if (magnitude > (uint64_t)INT64_MAX) {
        return report_number(resolver, parameter, node->span);
    }
    return type_number(&resolver->program->types,
                       node->integer.is_negative ? -(int64_t)magnitude : (int64_t)magnitude);
}

/* 3, N of the generic around, or a constant. */
static const Type *number_argument(Resolver *resolver, const Symbol *parameter, Node *form)
{
    if (form->kind == NODE_INTEGER) {
        return number_type(resolver, parameter, form);
    }
    if (form->type_form.name == NULL || form_parts(form)->arguments.count > 0) {
        return report_number(resolver, parameter, form->span);
    }
    Meaning meaning =
        find_meaning(resolver, form_parts(form)->qualifier, form->type_form.name, form->span);
    const Symbol *symbol = meaning.symbol;
    if (symbol != NULL && symbol->kind == SYMBOL_TYPE_PARAMETER && symbol->parameter->is_number) {
        return symbol->type;
    }
    if (symbol != NULL && constant_number(symbol) != NULL) {
        return number_type(resolver, parameter, constant_number(symbol));
    }
    if (symbol == NULL && meaning.type_name == NULL) {
        return type_error(resolver); /* an unknown name, and told so */
    }
    return report_number(resolver, parameter, form->span);
}

/* The argument for one parameter, also left in the form's `type`. */
static const Type *type_argument(Resolver *resolver, const Symbol *parameter, Node *form)
{
    if (parameter->parameter->is_number) {
        form->type = number_argument(resolver, parameter, form);
    } else if (form->kind == NODE_TYPE) {
        form->type = resolve_argument_type(resolver, form);
    } else {
        report_error(&resolver->program->diagnostics, form->span, "expected a type for '%s'",
                     parameter->name->text);
        form->type = type_error(resolver);
    }
    return form->type;
}

/* write Pair[A, B] */
static void suggest_arguments(Resolver *resolver, const Symbol *generic)
{
    const SymbolList *parameters = type_parameters_of(generic);
    Arena *arena = &resolver->program->scratch;
    const char *text = "";

    for (uint32_t i = 0; i < parameters->count; i++) {
        text = arena_format(arena, "%s%s%s", text, i > 0 ? ", " : "",
                            parameters->items[i]->name->text);
    }
    report_help(&resolver->program->diagnostics, "write %s[%s]", generic->name->text, text);
}

static bool is_count_right(Resolver *resolver, const Symbol *generic, uint32_t count,
                           uint32_t fewest, Span span)
{
    uint32_t most = type_parameters_of(generic)->count;

    if (count >= fewest && count <= most) {
        return true;
    }
    report_error(&resolver->program->diagnostics, span,
                 "expected %u type argument%s for '%s', saw %u", most, most == 1 ? "" : "s",
                 generic->name->text, count);
    if (count == 0) {
        suggest_arguments(resolver, generic);
    }
    return false;
}

const Type *resolve_applied_type(Resolver *resolver, Symbol *generic, Node *form)
{
    const SymbolList *parameters = type_parameters_of(generic);
    const NodeList *forms = &form_parts(form)->arguments;
    const Type **arguments =
        arena_alloc(&resolver->program->scratch, parameters->count * sizeof *arguments);
    bool is_whole = is_count_right(resolver, generic, forms->count, parameters->count, form->span);

    for (uint32_t i = 0; i < forms->count && is_whole; i++) {
        arguments[i] = type_argument(resolver, parameters->items[i], forms->items[i]);
        is_whole = arguments[i]->kind != TYPE_ERROR;
    }
    return is_whole ? type_of_generic(resolver->program, generic, arguments, NULL, form->span)
                    : type_error(resolver);
}

const Type *resolve_parameter_type(Resolver *resolver, const Symbol *parameter, const Node *form)
{
    if (parameter->parameter->is_number || form_parts(form)->arguments.count > 0) {
        report_error(&resolver->program->diagnostics, form->span,
                     parameter->parameter->is_number ? "'%s' is a number, not a type"
                                                     : "'%s' takes no type arguments",
                     parameter->name->text);
        return type_error(resolver);
    }
    return parameter->type;
}

bool resolve_type_arguments(Resolver *resolver, const Symbol *generic, NodeList *items, Span span)
{
    const SymbolList *parameters = type_parameters_of(generic);
    NodeList forms = {NULL, 0, 0};
    bool is_good = parameters->items[0]->parameter->is_implied
                       ? items->count == 0
                       : is_count_right(resolver, generic, items->count, 0, span);

    if (parameters->items[0]->parameter->is_implied && !is_good) {
        report_error(&resolver->program->diagnostics, span, "'%s' takes no type arguments",
                     generic->name->text);
    }
    for (uint32_t i = 0; i < items->count && is_good; i++) {
        Node *form = type_form_of(resolver, items->items[i]);

        is_good = type_argument(resolver, parameters->items[i], form)->kind != TYPE_ERROR;
        LIST_PUSH(&resolver->program->arena, &forms, form);
    }
    *items = forms;
    return is_good;
}

/* What `f` or `m.f`, not resolved yet, names; or NULL. */
static Symbol *named_symbol(const Node *base)
{
    const Symbol *module = base->kind == NODE_FIELD && base->field.base->kind == NODE_NAME &&
                                   base->field.base->name.name->binding != NULL
                               ? base->field.base->name.name->binding->symbol
                               : NULL;
    Symbol *symbol = NULL;

    if (base->kind == NODE_NAME && base->name.name->binding != NULL) {
        symbol = base->name.name->binding->symbol;
    } else if (module != NULL && module->kind == SYMBOL_MODULE && module->imported != NULL &&
               module->imported->scope != NULL) {
        symbol = scope_find((const Scope *)module->imported->scope, base->field.name);
    }
    return symbol;
}

static Symbol *named_generic(const Node *base, SymbolKind kind)
{
    Symbol *symbol = named_symbol(base);
    bool fits = symbol != NULL && symbol->kind == kind && type_parameters_of(symbol)->count > 0;

    return fits ? symbol : NULL;
}

Symbol *generic_of_name(Symbol *symbol, uint32_t count)
{
    const FunctionList *overloads =
        symbol->kind == SYMBOL_FUNCTION ? symbol->function->overloads : NULL;
    Symbol *found = type_parameters_of(symbol)->count > 0 ? symbol : NULL;

    for (uint32_t i = 0; overloads != NULL && i < overloads->count; i++) {
        uint32_t seen = found == NULL ? 0 : type_parameters_of(found)->count;

        if (seen < count && overloads->items[i]->type_parameters.count > seen) {
            found = overloads->items[i]->symbol;
        }
    }
    return found;
}

Symbol *generic_function_of(const Node *base, uint32_t count)
{
    Symbol *symbol = named_symbol(base);

    return symbol != NULL && symbol->kind == SYMBOL_FUNCTION ? generic_of_name(symbol, count)
                                                             : NULL;
}

bool names_generic_class(const Node *base)
{
    return base->kind == NODE_INDEX && named_generic(base->index.base, SYMBOL_CLASS) != NULL;
}

/* --- what is written before the generic is known --- */

static bool is_number_symbol(const Symbol *symbol)
{
    return symbol != NULL && symbol->kind == SYMBOL_TYPE_PARAMETER && symbol->parameter->is_number;
}

static bool names_type(const Node *item)
{
    const Node *base = item->kind == NODE_INDEX ? item->index.base : item;
    const Binding *binding = base->kind == NODE_NAME ? base->name.name->binding : NULL;
    const Symbol *symbol = named_symbol(base);
    bool is_declared = symbol != NULL &&
                       (symbol->kind == SYMBOL_STRUCT || symbol->kind == SYMBOL_CLASS ||
                        symbol->kind == SYMBOL_EXCEPTION || symbol->kind == SYMBOL_TYPE_PARAMETER);

    return item->kind == NODE_TYPE || (is_declared && !is_number_symbol(symbol)) ||
           (binding != NULL && binding->symbol == NULL && binding->type_name != NULL);
}

bool name_types(const NodeList *items)
{
    bool are_types = false;

    for (uint32_t i = 0; i < items->count; i++) {
        if (names_type(items->items[i])) {
            are_types = true;
        } else if (items->items[i]->kind != NODE_INTEGER &&
                   !is_number_symbol(named_symbol(items->items[i]))) {
            return false;
        }
    }
    return are_types;
}

NodeList resolve_written_arguments(Resolver *resolver, const NodeList *items)
{
    NodeList forms = {NULL, 0, 0};

    for (uint32_t i = 0; i < items->count; i++) {
        const Symbol *symbol = named_symbol(items->items[i]);
        Node *form = type_form_of(resolver, items->items[i]);

        if (form->kind == NODE_INTEGER) {
            form->type = type_number(&resolver->program->types, (int64_t)form->integer.value);
        } else if (is_number_symbol(symbol)) {
            form->type = symbol->type;
        } else {
            (void)resolve_argument_type(resolver, form);
        }
        LIST_PUSH(&resolver->program->arena, &forms, form);
    }
    return forms;
}
