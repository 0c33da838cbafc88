/* Instances of generic functions: copies of their resolved bodies with the types in place, inferred
 * as any function is, each once. */
#include "generic.h"
#include "infer.h"

static const char is_used; /* what the `fact` of a generic function that something uses points to */

void note_generic_use(Symbol *generic)
{
    generic->fact = (void *)&is_used;
}

const Instance *current_instance(const Infer *infer)
{
    const Function *function = infer->function;

    while (function != NULL && function->instance == NULL) {
        function = function->outer;
    }
    return function == NULL ? NULL : function->instance;
}

/* --- bounds --- */

/* The first trait of the bounds of parameter `i` that its argument lacks, or NULL. */
static const Symbol *lacking(Infer *infer, const SymbolList *parameters,
                             const Type *const *arguments, uint32_t i)
{
    const TypeParameter *parameter = parameters->items[i]->parameter;
    Substitution substitution = {parameters, arguments, NULL, parameters->items[i]->span};

    for (uint32_t k = 0; k < parameter->traits.count; k++) {
        const Type *trait =
            type_substitute(infer->program, parameter->traits.items[k], &substitution);

        if (!is_error(trait) && !type_implements(infer, arguments[i], trait->declaration)) {
            return trait->declaration;
        }
    }
    return NULL;
}

bool meets_bounds(Infer *infer, const SymbolList *parameters, const Type *const *arguments)
{
    for (uint32_t i = 0; i < parameters->count; i++) {
        if (lacking(infer, parameters, arguments, i) != NULL) {
            return false;
        }
    }
    return true;
}

static void report_bound(Infer *infer, const Symbol *generic, const Type *const *arguments,
                         uint32_t i, Span span)
{
    const SymbolList *parameters = type_parameters_of(generic);
    const Symbol *trait = lacking(infer, parameters, arguments, i);

    if (trait != NULL) {
        const char *type = type_text(infer->types, arguments[i]);
        const char *name = symbol_text(infer->types, trait);

        report_error(infer->diagnostics, span, "'%s' needs '%s' of '%s', and %s has it not",
                     generic->name->text, name, parameters->items[i]->name->text, type);
        report_help(infer->diagnostics, "write impl %s for %s { … }", name, type);
    }
}

bool check_bounds(Infer *infer, const Symbol *generic, const Type *const *arguments, Span span)
{
    const SymbolList *parameters = type_parameters_of(generic);

    if (meets_bounds(infer, parameters, arguments)) {
        return true;
    }
    for (uint32_t i = 0; i < parameters->count; i++) {
        report_bound(infer, generic, arguments, i, span);
    }
    return false;
}

/* --- making --- */

static Symbol *instance_symbol(Infer *infer, const Instance *instance)
{
    const Symbol *generic = instance->generic;
    Symbol *symbol = symbol_new(infer->program, SYMBOL_FUNCTION, generic->name, generic->span);

    symbol->module = generic->module;
    symbol->is_public = instance->is_implied && generic->is_public;
    return symbol;
}

/* Now, while what it captures is visible; others that it calls are whole before it. */
static void infer_nested(Infer *infer, Function *function)
{
    Generics *generics = &infer->program->generics;

    infer_body(infer, function);
    LIST_PUSH(&infer->program->arena, &generics->nested, function);
}

static Function *make_function(Infer *infer, Instance *instance)
{
    Program *program = infer->program;
    const Function *generic = instance->generic->function;
    Substitution substitution = {&generic->type_parameters, instance->arguments, instance,
                                 instance->span};

    instance->is_implied = generic->type_parameters.items[0]->parameter->is_implied;
    instance->symbol = instance_symbol(infer, instance);
    Function *function = function_copy(program, generic, instance->symbol, &substitution);
    function->type_parameters = (SymbolList){NULL, 0, 0};
    function->instances = (InstanceList){NULL, 0, 0, false};
    function->instance = instance;
    function->overloads = NULL;
    function->is_public = instance->symbol->is_public;
    if (generic->outer != NULL) {
        infer_nested(infer, function);
    } else {
        LIST_PUSH(&program->arena, &program->generics.functions, instance);
    }
    return function;
}

/* A nested function is called only in itself and by what stands behind it. False after a
 * diagnostic. */
static bool check_circle(Infer *infer, const Instance *instance, Span span)
{
    const FunctionList *whole = &infer->program->generics.nested;
    bool is_whole =
        instance->generic->function->outer == NULL || current_instance(infer) == instance;

    for (uint32_t i = whole->count; i > 0 && !is_whole; i--) {
        is_whole = whole->items[i - 1]->instance == instance;
    }
    if (!is_whole) {
        report_error(infer->diagnostics, span,
                     "instances of the nested function '%s' call one another in a circle",
                     instance->generic->name->text);
        report_help(infer->diagnostics, "declare it outside of '%s'",
                    instance->generic->function->outer->symbol->name->text);
    }
    return is_whole;
}

Function *function_instance(Infer *infer, Symbol *generic, const Type *const *arguments, Span span)
{
    InstanceList *instances = &generic->function->instances;
    Instance *instance = find_instance(instances, arguments);

    if (instance != NULL) {
        return check_circle(infer, instance, span) ? instance->symbol->function : NULL;
    }
    if (!check_bounds(infer, generic, arguments, span)) {
        return NULL;
    }
    instance =
        new_instance(infer->program, generic, instances, arguments, current_instance(infer), span);
    return instance == NULL ? NULL : make_function(infer, instance);
}

/* --- mistakes in a body --- */

enum { MOST_USES_TOLD = 4 };

static bool stands_in(const Infer *infer, const Function *function, Span span)
{
    Span body = function->body->span;

    return spans_share_text(&infer->program->sources, body, span) && span.offset >= body.offset &&
           span.offset < span_end(body);
}

/* Was an error in the function's own text told, of those from `first` on? */
static bool is_own_error_told(const Infer *infer, const Function *function, uint32_t first)
{
    for (uint32_t i = first; i < infer->diagnostics->list.count; i++) {
        const Diagnostic *diagnostic = &infer->diagnostics->list.items[i];

        if (diagnostic->severity == SEVERITY_ERROR &&
            stands_in(infer, function, diagnostic->span)) {
            return true;
        }
    }
    return false;
}

/* The newest diagnostic has its notes: of an instance within, or of a row without end. */
static bool is_place_told(const Infer *infer)
{
    uint32_t count = infer->diagnostics->list.count;

    return count > 0 && infer->diagnostics->list.items[count - 1].severity == SEVERITY_NOTE;
}

void tell_instance(Infer *infer, const Function *function, uint32_t first)
{
    const Instance *instance = function->instance;

    diagnostics_drop_repeated(infer->diagnostics, first);
    if (is_place_told(infer) || !is_own_error_told(infer, function, first)) {
        return;
    }
    for (int i = 0; i < MOST_USES_TOLD && instance != NULL; i++) {
        report_note(infer->diagnostics, instance->span, "in %s, used here",
                    instance_text(infer->program, instance));
        instance = instance->parent;
    }
}

/* --- nested ones --- */

/* Reports an open function that nothing uses. */
static void require_use(Infer *infer, const Function *function)
{
    const SymbolList *parameters = &function->type_parameters;

    for (uint32_t i = 0; i < parameters->count && function->symbol->fact == NULL; i++) {
        if (parameters->items[i]->parameter->is_implied) {
            report_error(infer->diagnostics, parameters->items[i]->span,
                         "parameter '%s' needs a type", parameters->items[i]->name->text);
        }
    }
}

/* The only instance of an open function keeps its name. */
static void place_instance(Infer *infer, NodeList *list, const Node *generic, Function *function)
{
    Instance *instance = function->instance;
    Node *node = node_new(infer->program, NODE_FUNCTION, generic->span);

    if (!instance->is_implied || generic->function->instances.count > 1) {
        instance->symbol->name = instance_name(infer->program, instance->generic->name,
                                               instance->arguments, instance->count);
    }
    instance->is_listed = true;
    node->function = function;
    LIST_PUSH(&infer->program->arena, list, node);
}

static void place_instances_of(Infer *infer, NodeList *list, const Node *generic)
{
    const FunctionList *nested = &infer->program->generics.nested;

    for (uint32_t i = 0; i < nested->count; i++) {
        if (nested->items[i]->instance->generic == generic->function->symbol) {
            place_instance(infer, list, generic, nested->items[i]);
        }
    }
    if (generic->function->instances.count == 0) {
        require_use(infer, generic->function);
    }
}

void place_instances(Infer *infer, Node *block)
{
    NodeList whole = {0};

    for (uint32_t i = 0; i < block->list.count; i++) {
        const Node *statement = block->list.items[i];

        if (statement->kind == NODE_FUNCTION && statement->function->type_parameters.count > 0) {
            place_instances_of(infer, &whole, statement);
        } else {
            LIST_PUSH(&infer->program->arena, &whole, block->list.items[i]);
        }
    }
    block->list = whole;
}

/* --- all of them --- */

void infer_instances(Infer *infer)
{
    Generics *generics = &infer->program->generics;

    while (generics->inferred < generics->functions.count) {
        infer_body(infer, generics->functions.items[generics->inferred++]->symbol->function);
    }
}

void check_type_bounds(Infer *infer)
{
    const InstanceList *types = &infer->program->generics.types;

    for (uint32_t i = 0; i < types->count; i++) {
        const Instance *instance = types->items[i];

        (void)check_bounds(infer, instance->generic, instance->arguments, instance->span);
    }
}

void require_uses(Infer *infer, const Module *module)
{
    for (uint32_t i = 0; i < module->functions.count; i++) {
        require_use(infer, module->functions.items[i]);
    }
}
