/* Uses of generics: type arguments by unification with what is written, the arguments, and what
 * the place expects. Arguments that say most come first: literals, and lambdas that leave their
 * types out, take theirs from the others. */
#include "class.h"
#include "generic.h"
#include "infer.h"

/* One use of a generic. */
typedef struct Application {
    Infer *infer;
    Symbol *generic;
    const SymbolList *parameters;
    const Type **arguments; /* for each parameter, NULL while it is not known */
    bool *is_exact;         /* for each: it stands within another type, so no other will do */
    bool is_wrong;          /* an argument has no type, and that is told */
    Span span;
} Application;

static Application open_application(Infer *infer, Symbol *generic, Span span)
{
    Arena *scratch = &infer->program->scratch;
    const SymbolList *parameters = type_parameters_of(generic);

    return (Application){
        .infer = infer,
        .generic = generic,
        .parameters = parameters,
        .arguments = arena_zeroed(scratch, parameters->count * sizeof(const Type *)),
        .is_exact = arena_zeroed(scratch, parameters->count * sizeof(bool)),
        .span = span,
    };
}

static void take_written(Application *use, const NodeList *forms)
{
    for (uint32_t i = 0; i < forms->count; i++) {
        use->arguments[i] = forms->items[i]->type;
        use->is_exact[i] = true;
    }
}

/* --- unification --- */

/* Arguments of numeric types join in the type that holds all. */
static void bind_parameter(Application *use, const Type *parameter, const Type *type, bool is_exact)
{
    uint32_t position = parameter_position(use->parameters, parameter->declaration);

    if (position == use->parameters->count || (use->is_exact[position] && !is_exact)) {
        return;
    }
    const Type **known = &use->arguments[position];
    if (*known == NULL || (is_exact && !use->is_exact[position])) {
        *known = type;
        use->is_exact[position] = is_exact;
    } else if (!is_exact) {
        const Type *common = common_type(use->infer, *known, type);

        *known = common != NULL ? common : *known;
    }
}

static void unify(Application *use, const Type *pattern, const Type *type, bool is_exact);

static void unify_all(Application *use, const Type *const *patterns, const Type *const *types,
                      uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        unify(use, patterns[i], types[i], true);
    }
}

static void unify_array(Application *use, const Type *pattern, const Type *type)
{
    unify(use, pattern->arguments[0], type->arguments[0], true);
    if (pattern->count == 2) {
        unify(use, pattern->arguments[1], type_number(use->infer->types, type->rank), true);
    }
}

/* A class may be an instance of the pattern by a base of its. */
static void unify_declared(Application *use, const Type *pattern, const Type *type)
{
    for (const Declaration *at = type->declaration->declaration; at != NULL; at = class_base(at)) {
        const Instance *instance = at->instance;

        if (instance != NULL && instance->generic == pattern->declaration) {
            unify_all(use, pattern->arguments, instance->arguments, instance->count);
            return;
        }
    }
}

/* Binds the parameters in `pattern` so that it becomes `type`, as far as they are alike: whether
 * the value fits is seen where it is converted. */
static void unify(Application *use, const Type *pattern, const Type *type, bool is_exact)
{
    if (!pattern->is_open) {
        return;
    }
    if (is_error(type)) {
        use->is_wrong = true;
        return;
    }
    if (pattern->kind == TYPE_PARAMETER) {
        bind_parameter(use, pattern, type, is_exact);
    } else if (pattern->kind == TYPE_OPTION && type->kind != TYPE_OPTION) {
        unify(use, pattern->arguments[0], type, is_exact);
    } else if (pattern->kind == type->kind) {
        switch (pattern->kind) {
        case TYPE_ARRAY: unify_array(use, pattern, type); break;
        case TYPE_STRUCT:
        case TYPE_CLASS:
        case TYPE_DYN: unify_declared(use, pattern, type); break;
        default:
            if (pattern->count == type->count) {
                unify_all(use, pattern->arguments, type->arguments, type->count);
            }
        }
    }
}

/* The pattern with what is known so far, or NULL where a parameter in it is not. */
static const Type *known_type(const Application *use, const Type *pattern)
{
    Substitution substitution = {use->parameters, use->arguments, current_instance(use->infer),
                                 use->span};

    return pattern == NULL ? NULL : type_substitute(use->infer->program, pattern, &substitution);
}

/* --- arguments --- */

typedef enum Round {
    ROUND_TYPED,
    ROUND_LITERALS,  /* literals and displays */
    ROUND_EMPTY,     /* `none`, and displays that hold nothing else */
    ROUND_FUNCTIONS, /* lambdas that leave types out, and generic functions */
    ROUND_COUNT,
} Round;

static bool leaves_types_out(const Function *function)
{
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        if (function->parameters.items[i]->type == NULL) {
            return true;
        }
    }
    return false;
}

bool is_generic_function(const Node *node)
{
    const Node *name = node->kind == NODE_INDEX ? node->index.base : node;
    const Symbol *symbol = name->kind == NODE_NAME ? name->name.symbol : NULL;

    return symbol != NULL && symbol->kind == SYMBOL_FUNCTION &&
           symbol->function->type_parameters.count > 0 &&
           (name != node || symbol->function->overloads == NULL);
}

static bool is_empty(const Node *value)
{
    switch (value->kind) {
    case NODE_NONE: return true;
    case NODE_TUPLE:
    case NODE_LIST:
    case NODE_SET:
    case NODE_DICT:
        for (uint32_t i = 0; i < value->list.count; i++) {
            if (!is_empty(value->list.items[i])) {
                return false;
            }
        }
        return true;
    default: return false;
    }
}

static Round round_of(const Node *value)
{
    if (is_adaptable(value)) {
        return ROUND_LITERALS;
    }
    switch (value->kind) {
    case NODE_NONE:
    case NODE_TUPLE:
    case NODE_LIST:
    case NODE_SET:
    case NODE_DICT: return is_empty(value) ? ROUND_EMPTY : ROUND_LITERALS;
    case NODE_LAMBDA: return leaves_types_out(value->function) ? ROUND_FUNCTIONS : ROUND_TYPED;
    default: return names_functions(value) ? ROUND_FUNCTIONS : ROUND_TYPED;
    }
}

/* A lambda or a generic function, where a function of `pattern` is expected. */
static const Type *infer_function(Application *use, Node **slot, const Type *pattern)
{
    Infer *infer = use->infer;
    uint32_t count = pattern->count - 1;
    const Type **parameters =
        arena_alloc(&infer->program->scratch, pattern->count * sizeof *parameters);
    const Type *result = known_type(use, pattern->arguments[count]);

    for (uint32_t i = 0; i < count; i++) {
        parameters[i] = known_type(use, pattern->arguments[i]);
    }
    settle_name(infer, slot, parameters, count, result);
    if (is_generic_function(*slot)) {
        return infer_generic_value(infer, slot, parameters, count, result);
    }
    if ((*slot)->type == NULL) {
        (*slot)->type = infer_lambda(infer, *slot, parameters, count, result);
    }
    return infer_expression(infer, slot, NULL);
}

static void take_argument(Application *use, Node **slot, const Type *pattern, Round round,
                          Place place)
{
    Node *node = *slot;

    if (node->kind == NODE_REFERENCE) {
        unify(use, pattern, infer_expression(use->infer, &node->unary.operand, NULL), true);
        return;
    }
    if (round == ROUND_FUNCTIONS && pattern->kind == TYPE_FN) {
        unify(use, pattern, infer_function(use, slot, pattern), false);
        return;
    }
    const Type *known = known_type(use, pattern);
    const Type *type = infer_expression(use->infer, slot, known);
    if (pattern->kind == TYPE_PARAMETER && known == NULL) {
        type = require_value(use->infer, *slot, place);
    }
    if (type->kind != TYPE_NONE) {
        unify(use, pattern, type, false);
    }
}

/* The values go to `places`: parameters, or fields. */
static void take_round(Application *use, NodeList *values, const SymbolList *places, Round round)
{
    bool is_call = use->generic->kind == SYMBOL_FUNCTION;

    for (uint32_t i = 0; i < values->count && i < places->count; i++) {
        Place place = is_call ? (Place){"argument", use->generic->name->text, i + 1}
                              : (Place){"field", places->items[i]->name->text, 0};

        if (round_of(values->items[i]) == round) {
            take_argument(use, &values->items[i], places->items[i]->type, round, place);
        }
    }
}

static void report_unknown(const Application *use, const Symbol *parameter)
{
    Diagnostics *diagnostics = use->infer->diagnostics;
    const char *name = use->generic->name->text;

    if (parameter->parameter->is_implied) {
        report_error(diagnostics, use->span, "the types that '%s' takes are not known here", name);
        report_help(diagnostics, "write fn(x: float64) => %s(x)", name);
    } else {
        report_error(diagnostics, use->span,
                     "the type argument '%s' of '%s' cannot be inferred here",
                     parameter->name->text, name);
        report_help(diagnostics, "write %s[…]", name);
    }
}

/* What a bound tells of other parameters: C is known in [T, C: Container[T]]. */
static void take_bound(Application *use, const Type *bound, const Type *type)
{
    const InstanceList *traits = &bound->declaration->declaration->instances;

    for (uint32_t i = 0; bound->is_open && i < traits->count; i++) {
        if (type_implements(use->infer, type, traits->items[i]->symbol)) {
            unify(use, bound, traits->items[i]->symbol->type, true);
            return;
        }
    }
}

static void take_bounds(Application *use)
{
    for (uint32_t i = 0; i < use->parameters->count; i++) {
        const TypeParameter *parameter = use->parameters->items[i]->parameter;

        for (uint32_t k = 0; use->arguments[i] != NULL && k < parameter->traits.count; k++) {
            take_bound(use, parameter->traits.items[k], use->arguments[i]);
        }
    }
}

/* Every parameter has its argument; false after a diagnostic. */
static bool is_whole(Application *use)
{
    take_bounds(use);
    for (uint32_t i = 0; i < use->parameters->count; i++) {
        if (use->arguments[i] != NULL && is_error(use->arguments[i])) {
            return false;
        }
        if (use->arguments[i] == NULL) {
            if (!use->is_wrong) {
                report_unknown(use, use->parameters->items[i]);
            }
            return false;
        }
    }
    return true;
}

/* --- uses --- */

static void infer_all(Infer *infer, NodeList *values)
{
    for (uint32_t i = 0; i < values->count; i++) {
        if (round_of(values->items[i]) != ROUND_FUNCTIONS) {
            infer_expression(infer, &values->items[i], NULL);
        }
    }
}

/* What the place of the result expects, for parameters that nothing else tells yet. */
static void take_hint(Application *use, const Type *result, const Type *hint)
{
    Application expected = open_application(use->infer, use->generic, use->span);

    if (hint == NULL || result == NULL) {
        return;
    }
    unify(&expected, result, hint, false);
    for (uint32_t i = 0; i < use->parameters->count; i++) {
        use->arguments[i] = use->arguments[i] != NULL ? use->arguments[i] : expected.arguments[i];
    }
}

/* The rest of the call is told by the caller. */
Function *infer_generic_call(Infer *infer, Node *node, const Type *hint)
{
    Symbol *generic = node->call.callee->name.symbol;
    const Function *function = generic->function;
    NodeList *values = &node->call.arguments;
    Application use = open_application(infer, generic, node->span);

    note_generic_use(generic);
    take_written(&use, &node->call.types);
    take_round(&use, values, &function->parameters, ROUND_TYPED);
    take_hint(&use, function->result, hint);
    for (Round round = ROUND_LITERALS; round < ROUND_COUNT; round++) {
        take_round(&use, values, &function->parameters, round);
    }
    if (!is_whole(&use)) {
        infer_all(infer, values);
        return NULL;
    }
    return function_instance(infer, generic, use.arguments, node->span);
}

static const Type *substituted(Infer *infer, const Type *type, const Substitution *substitution)
{
    return substitution->arguments == NULL ? type
                                           : type_substitute(infer->program, type, substitution);
}

/* What follows `self` in the parameters of a class's `init`. */
static SymbolList places_of_init(Infer *infer, const Function *initialiser,
                                 const Substitution *substitution)
{
    SymbolList places = {NULL, 0, 0};

    for (uint32_t i = 1; i < initialiser->parameters.count; i++) {
        const Symbol *parameter = initialiser->parameters.items[i];
        Symbol *place = symbol_new(infer->program, SYMBOL_LOCAL, parameter->name, parameter->span);

        place->type = substituted(infer, parameter->type, substitution);
        place->is_reference = parameter->is_reference;
        LIST_PUSH(&infer->program->scratch, &places, place);
    }
    return places;
}

/* What the values of a construction go to: a struct's fields, or the parameters of the class's
 * `init` that they fit. NULL after a diagnostic. */
static const SymbolList *places_of(Infer *infer, const GenericUse *use, NodeList *values)
{
    static const SymbolList none = {NULL, 0, 0};
    const Declaration *class_ = use->generic->declaration;
    Substitution substitution = {&class_->type_parameters, NULL, current_instance(infer),
                                 use->span};

    if (use->generic->kind == SYMBOL_STRUCT) {
        return &class_->fields;
    }
    while (class_->initialisers.count == 0 && class_->base_type != NULL) {
        const Type *base = substituted(infer, class_->base_type, &substitution);

        class_ = base->declaration->declaration;
        substitution.parameters = &class_->type_parameters;
        substitution.arguments = base->arguments;
    }
    const FunctionList *initialisers = class_initialisers(class_);
    SymbolList *places =
        arena_zeroed(&infer->program->scratch, (initialisers->count + 1) * sizeof *places);
    for (uint32_t i = 0; i < initialisers->count; i++) {
        places[i] = places_of_init(infer, initialisers->items[i], &substitution);
    }
    return initialisers->count == 0  ? &none
           : initialisers->count > 1 ? choose_places(infer, use, initialisers, places, values)
                                     : places;
}

static void report_place_count(Infer *infer, const Node *node, const Symbol *generic,
                               uint32_t expected, uint32_t seen)
{
    const char *what = generic->kind == SYMBOL_STRUCT ? "field" : "argument";

    report_error(infer->diagnostics, node->span, "expected %u %s%s for '%s', saw %u", expected,
                 what, expected == 1 ? "" : "s", generic->name->text, seen);
}

/* The type arguments that are not known yet of what is constructed where `hint` is expected. */
static void take_expected(Application *use, const Type *hint)
{
    const Instance *expected = hint != NULL && hint->kind == use->generic->type->kind
                                   ? symbol_instance(hint->declaration)
                                   : NULL;

    for (uint32_t i = 0; expected != NULL && expected->generic == use->generic &&
                         i < expected->count && use->arguments[i] == NULL;
         i++) {
        use->arguments[i] = expected->arguments[i];
    }
}

/* --- which of several is meant --- */

/* Are the type arguments of the kinds that the parameters are of, and not too many? */
static bool may_be_written(const SymbolList *parameters, const NodeList *written)
{
    bool is_fit = written->count <= parameters->count;

    for (uint32_t i = 0; i < written->count && is_fit; i++) {
        const Type *type = written->items[i]->type;

        is_fit = type == NULL ||
                 parameters->items[i]->parameter->is_number == (type->kind == TYPE_NUMBER);
    }
    return is_fit;
}

static bool are_all_known(const Application *use)
{
    bool are_known = true;

    for (uint32_t i = 0; i < use->parameters->count; i++) {
        are_known = are_known && use->arguments[i] != NULL;
    }
    return are_known;
}

static void guess_from(Application *use, const Type *pattern, const Node *argument)
{
    const Type *type =
        argument->kind == NODE_REFERENCE ? argument->unary.operand->type : argument->type;

    if (type != NULL && type->kind != TYPE_NONE) {
        unify(use, pattern, type, argument->kind == NODE_REFERENCE);
    }
}

static void guess_from_literal(Application *use, const Type *pattern, const Node *argument)
{
    if (argument->type == NULL && is_adaptable(argument) && known_type(use, pattern) == NULL) {
        unify(use, pattern, literal_type(use->infer, argument), false);
    }
}

/* Fills in what is known by now; false: the bounds are not met. */
static bool take_guess(Application *use, const SymbolList *places, const Type **types)
{
    take_bounds(use);
    for (uint32_t i = 0; i < places->count; i++) {
        types[i] = known_type(use, places->items[i]->type);
    }
    return !are_all_known(use) || meets_bounds(use->infer, use->parameters, use->arguments);
}

bool guess_types(Infer *infer, const GenericUse *meant, const SymbolList *places,
                 const NodeList *arguments, uint32_t first, const Type **types)
{
    Application use = open_application(infer, meant->generic, meant->span);

    if (!may_be_written(use.parameters, meant->written)) {
        return false;
    }
    take_written(&use, meant->written);
    if (meant->hint != NULL) {
        take_expected(&use, meant->hint);
    }
    for (uint32_t i = first; i < arguments->count; i++) {
        guess_from(&use, places->items[i]->type, arguments->items[i]);
    }
    for (uint32_t i = first; i < arguments->count; i++) {
        guess_from_literal(&use, places->items[i]->type, arguments->items[i]);
    }
    return take_guess(&use, places, types);
}

bool guess_taken(Infer *infer, const Function *function, const GenericUse *meant,
                 const Type *const *parameters, const Type **types)
{
    const SymbolList *places = &function->parameters;
    Application use = open_application(infer, function->symbol, meant->span);

    if (!may_be_written(use.parameters, meant->written)) {
        return false;
    }
    take_written(&use, meant->written);
    for (uint32_t i = 0; parameters != NULL && i < places->count; i++) {
        if (parameters[i] != NULL) {
            unify(&use, places->items[i]->type, parameters[i], true);
        }
    }
    return take_guess(&use, places, types);
}

/* --- constructions and values --- */

/* Pair(1, "a"), Pair[int64, str](1, "a"): becomes a NODE_CONSTRUCT of the instance. */
const Type *infer_generic_construct(Infer *infer, Node *node, const Type *hint)
{
    Symbol *generic = node->call.callee->name.symbol;
    NodeList values = node->call.arguments;
    GenericUse meant = {generic, &node->call.types, hint, node->span};
    const SymbolList *places = places_of(infer, &meant, &values);
    Application use = open_application(infer, generic, node->span);

    if (places == NULL) {
        infer_all(infer, &values);
        return error_type(infer);
    }
    take_written(&use, &node->call.types);
    take_expected(&use, hint);
    for (Round round = ROUND_TYPED; round < ROUND_COUNT; round++) {
        take_round(&use, &values, places, round);
    }
    if (values.count != places->count) {
        use.is_wrong = true;
        report_place_count(infer, node, generic, places->count, values.count);
    }
    if (!is_whole(&use) || values.count != places->count) {
        infer_all(infer, &values);
        return error_type(infer);
    }
    const Type *type = type_of_generic(infer->program, generic, use.arguments,
                                       current_instance(infer), node->span);
    if (is_error(type)) {
        return type;
    }
    node->kind = NODE_CONSTRUCT;
    node->construct.symbol = type->declaration;
    node->construct.arguments = values;
    return infer_construct(infer, node);
}

/* What `f` or f[T] names; NULL after a diagnostic. */
static Symbol *applied_symbol(Infer *infer, const Node *node, const Type *const *parameters,
                              uint32_t count)
{
    Symbol *symbol = node->kind == NODE_INDEX ? node->index.base->name.symbol : node->name.symbol;

    if (node->kind != NODE_INDEX || symbol->function->overloads == NULL) {
        return symbol;
    }
    const Function *meant =
        overload_taking(infer, symbol->function, &node->index.items, parameters, count, node->span);
    return meant == NULL ? NULL : meant->symbol;
}

/* f, f[T] as a value. */
const Type *infer_generic_value(Infer *infer, Node **slot, const Type *const *parameters,
                                uint32_t count, const Type *result)
{
    const Node *node = *slot;
    Symbol *generic = applied_symbol(infer, node, parameters, count);

    if (generic == NULL) {
        (*slot)->type = error_type(infer);
        return error_type(infer);
    }
    const Function *function = generic->function;
    Application use = open_application(infer, generic, node->span);
    note_generic_use(generic);
    if (node->kind == NODE_INDEX) {
        take_written(&use, &node->index.items);
    }
    for (uint32_t i = 0; i < count && count == function->parameters.count; i++) {
        if (parameters[i] != NULL) {
            unify(&use, function->parameters.items[i]->type, parameters[i], true);
        }
    }
    if (result != NULL && function->result != NULL) {
        unify(&use, function->result, result, false);
    }
    Function *instance =
        is_whole(&use) ? function_instance(infer, generic, use.arguments, node->span) : NULL;
    if (instance == NULL) {
        (*slot)->type = error_type(infer);
        return error_type(infer);
    }
    *slot = node_name(infer->program, instance->symbol, node->span);
    (*slot)->type = NULL;
    return infer_expression(infer, slot, NULL);
}

/* instantiate f(int64): an instance for these types of parameters. */
void infer_instantiation(Infer *infer, const Node *node)
{
    Symbol *generic = node->call.callee->name.symbol;
    const SymbolList *parameters = &generic->function->parameters;
    const NodeList *types = &node->call.arguments;
    Application use = open_application(infer, generic, node->span);

    for (uint32_t i = 0; i < types->count; i++) {
        const Type *pattern = parameters->items[i]->type;
        const Type *type = types->items[i]->type;

        if (type == NULL || pattern == NULL) {
            continue;
        }
        unify(&use, pattern, type, true);
        const Type *known = known_type(&use, pattern);
        if (known != NULL && known != type && !is_error(type) && !is_error(known)) {
            report_error(infer->diagnostics, types->items[i]->span,
                         "expected %s for parameter %u of '%s', saw %s",
                         type_text(infer->types, known), i + 1, generic->name->text,
                         type_text(infer->types, type));
            return;
        }
    }
    if (use.parameters->count > 0 && is_whole(&use)) {
        note_generic_use(generic);
        (void)function_instance(infer, generic, use.arguments, node->span);
    }
}
