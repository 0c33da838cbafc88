/* infer_overload: which of several functions of one name is meant, and what each is called from
 * then on. Each argument is so many steps from what a parameter takes: up the class tree, or
 * through the numeric types; the function with the fewest is meant. */
#include "class.h"
#include "generic.h"
#include "infer.h"
#include "scope.h"

/* --- distances --- */

enum {
    TOO_FAR = -1,
    STEP_OTHER_CLASS = 1, /* of numbers: from signed to float, and the like */
    STEP_OPTION = 16,     /* to option[T], to a dyn: after all that stays what it is */
    STEP_DYN = 32,
};

/* Where a numeric type stands among those of more and more values. */
static int numeric_rank(const Type *type)
{
    int bits = scalar_info(type)->bits;
    int rank = 0;

    for (; bits > 8; bits /= 2) {
        rank++;
    }
    return rank + (type_is_float(type) ? 2 : 0);
}

static int numeric_distance(const Type *from, const Type *to)
{
    int steps = numeric_rank(to) - numeric_rank(from);

    return (steps > 0 ? steps : 0) +
           (scalar_class(from) != scalar_class(to) ? STEP_OTHER_CLASS : 0);
}

static int class_distance(const Type *from, const Type *to)
{
    int steps = 0;

    for (const Declaration *at = from->declaration->declaration;
         at != NULL && at != to->declaration->declaration; at = class_base(at)) {
        steps++;
    }
    return steps;
}

/* The steps from one type to the other, or TOO_FAR. */
static int coerce_distance(Infer *infer, const Type *from, const Type *to)
{
    if (from == to || is_error(from) || is_error(to)) {
        return 0;
    }
    if (common_type(infer, from, to) != to) {
        return TOO_FAR;
    }
    if (type_is_numeric(from)) {
        return type_is_numeric(to) ? numeric_distance(from, to) : STEP_OPTION;
    }
    if (from->kind == TYPE_CLASS && to->kind == TYPE_CLASS) {
        return class_distance(from, to);
    }
    return to->kind == TYPE_DYN ? STEP_DYN : to->kind == TYPE_OPTION ? STEP_OPTION : 1;
}

/* A literal takes the type of its place: int64 and float64 are nearest. */
static int literal_distance(const Node *literal, const Type *to)
{
    while (literal->kind == NODE_UNARY) {
        literal = literal->unary.operand;
    }
    bool is_integer = literal->kind == NODE_INTEGER;
    if (type_is_integer(to)) {
        return !is_integer ? TOO_FAR : to->kind == TYPE_INT64 ? 0 : 1;
    }
    if (type_is_float(to)) {
        return (is_integer ? 2 : 0) + (to->kind == TYPE_FLOAT64 ? 0 : 1);
    }
    return scalar_class(to) == CLASS_COMPLEX ? 4
           : to->kind == TYPE_OPTION && literal_distance(literal, to->arguments[0]) >= 0
               ? STEP_OPTION
               : TOO_FAR;
}

static bool is_empty_display(const Node *node)
{
    return (node->kind == NODE_LIST || node->kind == NODE_DICT) && node->list.count == 0;
}

static int argument_distance(Infer *infer, const Node *argument, const Symbol *parameter)
{
    const Type *to = parameter->type;

    if (parameter->is_reference != (argument->kind == NODE_REFERENCE)) {
        return TOO_FAR;
    }
    if (argument->kind == NODE_REFERENCE) {
        return argument->unary.operand->type == to ? 0 : TOO_FAR;
    }
    if (argument->type != NULL) {
        return coerce_distance(infer, argument->type, to);
    }
    if (is_adaptable(argument)) {
        return literal_distance(argument, to);
    }
    if (argument->kind == NODE_LAMBDA) {
        return to->kind == TYPE_FN && to->count == argument->function->parameters.count + 1
                   ? 0
                   : TOO_FAR;
    }
    return type_is_container(to) || to->kind == TYPE_ARRAY ? 0 : TOO_FAR;
}

/* Of all arguments from `first` on, or TOO_FAR. */
static int call_distance(Infer *infer, const Function *function, const NodeList *arguments,
                         uint32_t first)
{
    int distance = 0;

    if (function->parameters.count != arguments->count) {
        return TOO_FAR;
    }
    for (uint32_t i = first; i < arguments->count; i++) {
        int steps = argument_distance(infer, arguments->items[i], function->parameters.items[i]);

        if (steps == TOO_FAR) {
            return TOO_FAR;
        }
        distance += steps;
    }
    return distance;
}

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

/* Of a method those of the classes above too. */
static FunctionList candidates_of(Infer *infer, const Function *function)
{
    FunctionList list = {0};

    if (!is_class_function(function) || function_is_init(function)) {
        return *function->overloads;
    }
    for (const Declaration *at = function->class_; at != NULL; at = class_base(at)) {
        for (uint32_t i = 0; i < at->methods.count; i++) {
            Function *method = at->methods.items[i];

            if (method->symbol->name == function->symbol->name &&
                !is_overridden_in(&list, method)) {
                LIST_PUSH(&infer->program->scratch, &list, method);
            }
        }
    }
    return list;
}

static void note_candidates(Infer *infer, const FunctionList *candidates)
{
    for (uint32_t i = 0; i < candidates->count; i++) {
        Function *candidate = candidates->items[i];
        const Type *type = function_is_method(candidate)
                               ? type_without_self(infer, candidate)
                               : function_type(infer, candidate, candidate->symbol->span);

        report_note(infer->diagnostics, candidate->symbol->span, "it may be %s",
                    type_text(infer->types, type));
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

/* What has no type before its place is known waits. False: a mistake is told already. */
static bool infer_known(Infer *infer, NodeList *arguments, uint32_t first)
{
    bool is_good = true;

    for (uint32_t i = first; i < arguments->count; i++) {
        Node **argument = &arguments->items[i];
        const Type *type = NULL;

        if ((*argument)->kind == NODE_REFERENCE) {
            type = infer_target(infer, &(*argument)->unary.operand);
        } else if (!is_adaptable(*argument) && (*argument)->kind != NODE_LAMBDA &&
                   !is_empty_display(*argument)) {
            type = infer_expression(infer, argument, NULL);
        }
        is_good &= type == NULL || !is_error(type);
    }
    return is_good;
}

Function *choose_overload(Infer *infer, const Function *function, NodeList *arguments,
                          uint32_t first, Span span)
{
    FunctionList candidates = candidates_of(infer, function);
    Function *nearest = NULL;
    int least = TOO_FAR;
    bool is_ambiguous = false;

    if (!infer_known(infer, arguments, first)) {
        return NULL;
    }
    for (uint32_t i = 0; i < candidates.count; i++) {
        int distance = call_distance(infer, candidates.items[i], arguments, first);

        if (distance != TOO_FAR && (least == TOO_FAR || distance <= least)) {
            is_ambiguous = distance == least;
            least = distance;
            nearest = candidates.items[i];
        }
    }
    if (nearest == NULL || is_ambiguous) {
        return report_choice(infer, function, &candidates, is_ambiguous, span);
    }
    return nearest;
}

bool takes_operand(Infer *infer, const Function *method, Node *argument)
{
    FunctionList candidates = {0};
    Node *operands[] = {NULL, argument};
    const NodeList arguments = {operands, 2, 2};

    if (method->type_parameters.count > 0) {
        return true;
    }
    if (method->overloads != NULL) {
        candidates = candidates_of(infer, method);
    } else {
        LIST_PUSH(&infer->program->scratch, &candidates, (Function *)(uintptr_t)method);
    }
    for (uint32_t i = 0; i < candidates.count; i++) {
        if (call_distance(infer, candidates.items[i], &arguments, 1) != TOO_FAR) {
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
    const Function *chosen = choose_overload(infer, list->items[0], &arguments, 1, construct->span);
    for (uint32_t i = 0; i < given->count; i++) {
        given->items[i] = arguments.items[i + 1];
    }
    for (uint32_t i = 0; i < list->count; i++) {
        construct->op = list->items[i] == chosen ? (uint8_t)i : construct->op;
    }
    return chosen;
}

/* --- values --- */

static bool takes(const Function *function, const Type *const *parameters, uint32_t count)
{
    bool is_fit = function->parameters.count == count;

    for (uint32_t i = 0; i < count && is_fit; i++) {
        is_fit = parameters[i] == NULL || function->parameters.items[i]->type == parameters[i];
    }
    return is_fit;
}

Function *overload_taking(Infer *infer, const Function *function, const Type *const *parameters,
                          uint32_t count, Span span)
{
    FunctionList candidates = candidates_of(infer, function);
    Function *found = NULL;
    bool is_ambiguous = false;

    for (uint32_t i = 0; i < candidates.count; i++) {
        if (parameters == NULL || takes(candidates.items[i], parameters, count)) {
            is_ambiguous = found != NULL;
            found = candidates.items[i];
        }
    }
    if (found != NULL && !is_ambiguous) {
        return found;
    }
    report_error(infer->diagnostics, span, "which function '%s' is meant is not known here",
                 function->symbol->name->text);
    note_candidates(infer, &candidates);
    return NULL;
}

void settle_name(Infer *infer, Node *node, const Type *const *parameters, uint32_t count)
{
    Function *function = node->kind == NODE_NAME && node->type == NULL &&
                                 node->name.symbol != NULL &&
                                 node->name.symbol->kind == SYMBOL_FUNCTION
                             ? node->name.symbol->function
                             : NULL;

    if (function == NULL || function->overloads == NULL) {
        return;
    }
    function = overload_taking(infer, function, parameters, count, node->span);
    if (function == NULL) {
        node->type = error_type(infer);
    } else {
        node->name.symbol = function->symbol;
        node->type = function_value_type(infer, function, node->span);
    }
}

/* --- names --- */

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

static void give_name(Program *program, Function *function)
{
    Function *root = method_root(function);

    if (function->overloads == NULL || function->overload_of != NULL) {
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
        give_name(program, functions->items[i]);
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
    class_->members = scope_new(&program->arena, class_->fields.count + class_->constants.count +
                                                     class_->methods.count + 1);
    for (uint32_t i = 0; i < class_->fields.count; i++) {
        (void)scope_add(class_->members, class_->fields.items[i]);
    }
    for (uint32_t i = 0; i < class_->constants.count; i++) {
        (void)scope_add(class_->members, class_->constants.items[i]);
    }
    for (uint32_t i = 0; i < class_->methods.count; i++) {
        (void)scope_add(class_->members, class_->methods.items[i]->symbol);
    }
}

void name_overloads(Infer *infer, const Module *module)
{
    Program *program = infer->program;

    give_names(program, &module->functions);
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        if (module->declarations.items[i]->symbol->kind == SYMBOL_CLASS) {
            rename_members(program, module->declarations.items[i]);
        }
    }
    for (uint32_t i = 0; i < module->implementations.count; i++) {
        give_names(program, &module->implementations.items[i]->methods);
    }
}
