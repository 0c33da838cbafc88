/* infer_overload: which of several functions of one name is meant. Each argument is so many steps
 * from what a parameter takes; the function with the fewest is meant, and of those with as few the
 * one whose parameters say more of the types: a plain function before a generic one. */
#include "class.h"
#include "generic.h"
#include "implementation.h"
#include "infer.h"

/* --- candidates --- */

static bool is_overridden_in(const FunctionList *list, const Function *method)
{
    for (uint32_t i = 0; i < list->count; i++) {
        for (const Function *at = list->items[i]; at != NULL; at = at->overrides) {
            if (at == method) {
                return true;
            }
        }
    }
    return false;
}

static bool is_repeated_in(const FunctionList *list, const Function *method)
{
    bool is_same = false;

    for (uint32_t i = 0; i < list->count && !is_same; i++) {
        const SymbolList *parameters = &list->items[i]->parameters;

        is_same = parameters->count == method->parameters.count;
        for (uint32_t k = 1; k < parameters->count && is_same; k++) {
            is_same = parameters->items[k]->type == method->parameters.items[k]->type;
        }
    }
    return is_same;
}

/* A method of that name that the impl of a trait gives to the object's class, or NULL. */
static Function *given_method(Infer *infer, const Function *method, const Node *object)
{
    const GivenMethod *given = NULL;

    if (infer->program->has_overloads && object != NULL && is_class_function(method)) {
        given = implementation_methods(infer->program, object->type, method->symbol->name);
    }
    return given == NULL ? NULL : given->function;
}

bool is_one_of_several(Infer *infer, const Function *method, const Node *object)
{
    const Function *given = given_method(infer, method, object);

    return method->overloads != NULL || (given != NULL && given->overloads != NULL);
}

/* Closed IR has names of their own for those of one name. */
static bool is_called(const Function *method, const Name *name)
{
    return method->symbol->name == name || method->overload_of == name;
}

/* Of a method those of the classes above too, and of the traits of the object, if there is one. */
static FunctionList candidates_of(Infer *infer, const Function *function, const Node *object)
{
    FunctionList list = {0};

    if (!is_class_function(function) || function_is_init(function)) {
        return *function->overloads;
    }
    Function *given = given_method(infer, function, object);
    FunctionList alone = {&given, 1, 1};
    const FunctionList *all_given =
        given != NULL && given->overloads != NULL ? given->overloads : &alone;
    for (const Declaration *at = function->class_; at != NULL; at = class_base(at)) {
        for (uint32_t i = 0; i < at->methods.count; i++) {
            Function *method = at->methods.items[i];

            if (is_called(method, function->symbol->name) && !is_overridden_in(&list, method)) {
                LIST_PUSH(&infer->program->scratch, &list, method);
            }
        }
    }
    for (uint32_t i = 0; given != NULL && i < all_given->count; i++) {
        if (!is_repeated_in(&list, all_given->items[i])) {
            LIST_PUSH(&infer->program->scratch, &list, all_given->items[i]);
        }
    }
    return list;
}

static void note_candidate(Infer *infer, Function *candidate)
{
    Span span = candidate->symbol->span;

    if (candidate->type_parameters.count > 0 && candidate->result == NULL) {
        report_note(infer->diagnostics, span, "it may be this one");
        return;
    }
    const Type *type = function_is_method(candidate) ? type_without_self(infer, candidate)
                                                     : function_type(infer, candidate, span);
    report_note(infer->diagnostics, span, "it may be %s", type_text(infer->types, type));
}

static void note_candidates(Infer *infer, const FunctionList *candidates)
{
    for (uint32_t i = 0; i < candidates->count; i++) {
        note_candidate(infer, candidates->items[i]);
    }
}

static Function *report_choice(Infer *infer, const Function *function,
                               const FunctionList *candidates, bool is_ambiguous, Span span)
{
    bool is_init = function_is_init(function);

    report_error(infer->diagnostics, span,
                 is_ambiguous ? "several %s '%s' fit this call equally well"
                              : "no %s '%s' takes these arguments",
                 is_init        ? "'init' of"
                 : is_ambiguous ? "functions"
                                : "function",
                 is_init ? source_name(function->class_->symbol) : function->symbol->name->text);
    note_candidates(infer, candidates);
    return NULL;
}

/* --- calls --- */

/* One of the functions in a call. */
typedef struct Fit {
    uint32_t position;        /* among the candidates */
    const SymbolList *places; /* its parameters as they are declared */
    int distance;
} Fit;

typedef LIST(Fit) FitList;

/* Of all arguments from `first` on, or TOO_FAR. `types`: what its parameters are in this call, an
 * item NULL where that is not known yet. */
static int call_distance(Infer *infer, const SymbolList *places, const Type *const *types,
                         const NodeList *arguments, uint32_t first)
{
    int distance = 0;

    for (uint32_t i = first; i < arguments->count; i++) {
        const Symbol *place = places->items[i];
        const Type *type = types[i] != NULL ? types[i] : place->type;
        int steps = argument_distance(infer, arguments->items[i], type, place->is_reference);

        if (steps == TOO_FAR) {
            return TOO_FAR;
        }
        distance += steps;
    }
    return distance;
}

/* The same of a generic function or class. */
static int generic_distance(Infer *infer, const GenericUse *use, const SymbolList *places,
                            const NodeList *arguments, uint32_t first)
{
    const Type **types =
        arena_zeroed(&infer->program->scratch, (places->count + 1) * sizeof *types);

    return guess_types(infer, use, places, arguments, first, types)
               ? call_distance(infer, places, types, arguments, first)
               : TOO_FAR;
}

static int function_distance(Infer *infer, const Function *function, const GenericUse *use,
                             const NodeList *arguments, uint32_t first)
{
    const SymbolList *places = &function->parameters;
    const Type **types = arena_alloc(&infer->program->scratch, (places->count + 1) * sizeof *types);
    GenericUse of_generic = *use;

    if (places->count != arguments->count) {
        return TOO_FAR;
    }
    if (function->type_parameters.count > 0) {
        of_generic.generic = function->symbol;
        return generic_distance(infer, &of_generic, places, arguments, first);
    }
    for (uint32_t i = 0; i < places->count; i++) {
        types[i] = places->items[i]->type;
    }
    return use->written->count > 0 ? TOO_FAR
                                   : call_distance(infer, places, types, arguments, first);
}

/* How little a parameter's type says: nothing is left open, its form is known, what it has to
 * have, or nothing at all. */
static int openness(const Type *type)
{
    if (type->kind != TYPE_PARAMETER) {
        return type->is_open ? 1 : 0;
    }
    return type->declaration->parameter->traits.count > 0 ? 2 : 3;
}

/* Does `a` say more of some parameter, and less of none? */
static bool is_more_special(const Fit *a, const Fit *b, uint32_t first)
{
    bool is_more = false;

    for (uint32_t i = first; i < a->places->count; i++) {
        int one = openness(a->places->items[i]->type);
        int other = openness(b->places->items[i]->type);

        if (one > other) {
            return false;
        }
        is_more |= one < other;
    }
    return is_more;
}

/* The one of the fits with the fewest steps; NULL: there are none, or several. */
static const Fit *nearest_fit(const FitList *fits, uint32_t first)
{
    const Fit *nearest = NULL;

    for (uint32_t i = 0; i < fits->count; i++) {
        const Fit *fit = &fits->items[i];

        if (nearest == NULL || fit->distance < nearest->distance ||
            (fit->distance == nearest->distance && is_more_special(fit, nearest, first))) {
            nearest = fit;
        }
    }
    for (uint32_t i = 0; i < fits->count; i++) {
        const Fit *fit = &fits->items[i];

        if (fit != nearest && fit->distance == nearest->distance &&
            !is_more_special(nearest, fit, first)) {
            return NULL;
        }
    }
    return nearest;
}

static void add_fit(Infer *infer, FitList *fits, uint32_t position, const SymbolList *places,
                    int distance)
{
    Fit fit = {position, places, distance};

    if (distance != TOO_FAR) {
        LIST_PUSH(&infer->program->scratch, fits, fit);
    }
}

bool names_functions(const Node *node)
{
    const Symbol *symbol = node->kind == NODE_NAME ? node->name.symbol : NULL;
    bool is_function = symbol != NULL && symbol->kind == SYMBOL_FUNCTION;

    return is_generic_function(node) || (is_function && symbol->function->overloads != NULL);
}

bool waits_for_place(const Node *argument)
{
    return is_adaptable(argument) || argument->kind == NODE_LAMBDA || is_empty_display(argument) ||
           names_functions(argument);
}

/* What has no type before its place is known waits. False: a mistake is told already. */
static bool infer_known(Infer *infer, NodeList *arguments, uint32_t first)
{
    bool is_good = true;

    for (uint32_t i = first; i < arguments->count; i++) {
        Node **argument = &arguments->items[i];
        const Type *type = NULL;

        if ((*argument)->kind == NODE_REFERENCE) {
            type = infer_target(infer, &(*argument)->unary.operand);
        } else if (!waits_for_place(*argument)) {
            type = infer_expression(infer, argument, NULL);
        }
        is_good &= type == NULL || !is_error(type);
    }
    return is_good;
}

Function *choose_overload(Infer *infer, const Function *function, const NodeList *written,
                          NodeList *arguments, uint32_t first, Span span)
{
    FunctionList candidates =
        candidates_of(infer, function, first > 0 ? arguments->items[0] : NULL);
    const GenericUse use = {.written = written, .span = span};
    FitList fits = {0};

    if (!infer_known(infer, arguments, first)) {
        return NULL;
    }
    for (uint32_t i = 0; i < candidates.count; i++) {
        add_fit(infer, &fits, i, &candidates.items[i]->parameters,
                function_distance(infer, candidates.items[i], &use, arguments, first));
    }
    const Fit *nearest = nearest_fit(&fits, first);
    return nearest != NULL ? candidates.items[nearest->position]
                           : report_choice(infer, function, &candidates, fits.count > 0, span);
}

const SymbolList *choose_places(Infer *infer, const GenericUse *use,
                                const FunctionList *initialisers, const SymbolList *places,
                                NodeList *arguments)
{
    FitList fits = {0};

    if (!infer_known(infer, arguments, 0)) {
        return NULL;
    }
    for (uint32_t i = 0; i < initialisers->count; i++) {
        if (places[i].count == arguments->count) {
            add_fit(infer, &fits, i, &places[i],
                    generic_distance(infer, use, &places[i], arguments, 0));
        }
    }
    const Fit *nearest = nearest_fit(&fits, 0);
    if (nearest == NULL) {
        report_choice(infer, initialisers->items[0], initialisers, fits.count > 0, use->span);
        return NULL;
    }
    return &places[nearest->position];
}

bool takes_operand(Infer *infer, const Function *method, Node *argument)
{
    FunctionList candidates = {0};
    Node *operands[] = {NULL, argument};
    const NodeList arguments = {operands, 2, 2};
    const NodeList none = {0};
    const GenericUse use = {.written = &none, .span = argument->span};

    if (method->overloads != NULL) {
        candidates = candidates_of(infer, method, NULL);
    } else {
        LIST_PUSH(&infer->program->scratch, &candidates, (Function *)(uintptr_t)method);
    }
    for (uint32_t i = 0; i < candidates.count; i++) {
        if (function_distance(infer, candidates.items[i], &use, &arguments, 1) != TOO_FAR) {
            return true;
        }
    }
    return false;
}

/* Nothing stands for `self` among the arguments, which comes first among the parameters. */
const Function *choose_initialiser(Infer *infer, Node *construct)
{
    const FunctionList *list = class_initialisers(construct->construct.symbol->declaration);
    NodeList *given = &construct->construct.arguments;
    NodeList arguments = {0};

    LIST_PUSH(&infer->program->scratch, &arguments, NULL);
    for (uint32_t i = 0; i < given->count; i++) {
        LIST_PUSH(&infer->program->scratch, &arguments, given->items[i]);
    }
    const NodeList none = {0};
    const Function *chosen =
        choose_overload(infer, list->items[0], &none, &arguments, 1, construct->span);
    for (uint32_t i = 0; i < given->count; i++) {
        given->items[i] = arguments.items[i + 1];
    }
    for (uint32_t i = 0; i < list->count; i++) {
        construct->op = list->items[i] == chosen ? (uint8_t)i : construct->op;
    }
    return chosen;
}

/* --- values --- */

/* Is it a function of these, of which some may be NULL? */
static bool takes(Infer *infer, const Function *function, const GenericUse *use,
                  const Type *const *parameters, uint32_t count)
{
    const SymbolList *places = &function->parameters;
    const Type **types =
        arena_zeroed(&infer->program->scratch, (places->count + 1) * sizeof *types);
    bool is_generic = function->type_parameters.count > 0;
    bool is_fit = parameters == NULL || places->count == count;

    if (is_generic || use->written->count > 0) {
        is_fit = is_fit && is_generic && guess_taken(infer, function, use, parameters, types);
    }
    for (uint32_t i = 0; parameters != NULL && i < count && is_fit; i++) {
        const Type *type = types[i] != NULL ? types[i] : places->items[i]->type;

        is_fit = parameters[i] == NULL || type == parameters[i];
    }
    return is_fit;
}

Function *overload_taking(Infer *infer, const Function *function, const NodeList *written,
                          const Type *const *parameters, uint32_t count, Span span)
{
    FunctionList candidates = candidates_of(infer, function, NULL);
    const GenericUse use = {.written = written, .span = span};
    FitList fits = {0};

    for (uint32_t i = 0; i < candidates.count; i++) {
        bool is_fit = takes(infer, candidates.items[i], &use, parameters, count);

        add_fit(infer, &fits, i, &candidates.items[i]->parameters, is_fit ? 0 : TOO_FAR);
    }
    const Fit *found = parameters == NULL && fits.count > 1 ? NULL : nearest_fit(&fits, 0);
    if (found != NULL) {
        return candidates.items[found->position];
    }
    report_error(infer->diagnostics, span, "which function '%s' is meant is not known here",
                 function->symbol->name->text);
    note_candidates(infer, &candidates);
    return NULL;
}

void settle_name(Infer *infer, Node **slot, const Type *const *parameters, uint32_t count,
                 const Type *result)
{
    const NodeList none = {0};
    Node *node = *slot;

    if (node->kind == NODE_FIELD && node->type == NULL) {
        settle_method_value(infer, node, parameters, count);
        return;
    }
    Function *function = node->kind == NODE_NAME && node->type == NULL &&
                                 node->name.symbol != NULL &&
                                 node->name.symbol->kind == SYMBOL_FUNCTION
                             ? node->name.symbol->function
                             : NULL;

    if (function == NULL || function->overloads == NULL) {
        return;
    }
    function = overload_taking(infer, function, &none, parameters, count, node->span);
    if (function == NULL) {
        node->type = error_type(infer);
        return;
    }
    node->name.symbol = function->symbol;
    if (function->type_parameters.count > 0) {
        infer_generic_value(infer, slot, parameters, count, result);
    } else {
        node->type = function_value_type(infer, function, node->span);
    }
}
