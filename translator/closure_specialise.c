/* closure_specialise: a defined function that is given known functions is copied without these
 * parameters: apply, where `f` is scaled_lambda. */
#include "closures.h"

enum {
    MOST_SPECIALISED = 8, /* specialisations within one another */
    MOST_NESTED = 100,    /* specialisations within others, for one function of the source */
};

/* One specialised form of a function. */
typedef struct Specialisation Specialisation;
struct Specialisation {
    Function **known; /* for each parameter: the function it stands for, or NULL */
    Function *function;
    Specialisation *next;
};

static bool is_specialised(const Function *function, const Node *call, uint32_t argument)
{
    return argument < call->call.arguments.count &&
           is_known_value(call->call.arguments.items[argument]) &&
           !function->parameters.items[argument]->is_assigned;
}

static Function *find_specialisation(const Function *function, const Node *call)
{
    for (Specialisation *form = function->symbol->fact; form != NULL; form = form->next) {
        bool is_same = true;

        for (uint32_t i = 0; i < function->parameters.count && is_same; i++) {
            const Function *wanted = is_specialised(function, call, i)
                                         ? known_function(call->call.arguments.items[i])
                                         : NULL;
            is_same = form->known[i] == wanted;
        }
        if (is_same) {
            return form->function;
        }
    }
    return NULL;
}

static void note_specialisation(Closures *closures, const Function *function, const Node *call,
                                Function *copy)
{
    Arena *arena = &closures->program->arena;
    uint32_t count = function->parameters.count;
    Specialisation *form = ARENA_NEW(arena, Specialisation);

    form->known = arena_zeroed(arena, (count + 1) * sizeof(Function *));
    for (uint32_t i = 0; i < count; i++) {
        if (is_specialised(function, call, i)) {
            form->known[i] = known_function(call->call.arguments.items[i]);
        }
    }
    form->function = copy;
    form->next = function->symbol->fact;
    function->symbol->fact = form;
}

/* What a leading argument names, behind its `ref`. */
static Symbol *named_by(const Node *argument)
{
    const Node *name = argument->kind == NODE_REFERENCE ? argument->unary.operand : argument;

    return name->name.symbol;
}

/* A value like the argument, but with what it binds taken from new parameters of `copy`. */
static Node *rebound_value(Closures *closures, Function *copy, const Node *argument)
{
    Node *value = value_again(closures, argument);

    if (value->kind != NODE_BIND) {
        return value;
    }
    for (uint32_t i = 0; i < value->call.arguments.count; i++) {
        Node *bound = value->call.arguments.items[i];
        bool is_reference = bound->kind == NODE_REFERENCE;
        Symbol *parameter = leading_parameter(closures, copy, named_by(bound), is_reference);
        Node *name = symbol_node(closures, parameter, bound->span);

        push_parameter(closures, copy, parameter, NULL);
        if (is_reference) {
            bound->unary.operand = name;
        } else {
            value->call.arguments.items[i] = name;
        }
    }
    return value;
}

/* A local that stands for a parameter whose value is known. */
static void stand_in(Closures *closures, Function *copy, Symbol *parameter, const Node *argument)
{
    Symbol *local = symbol_fresh(closures->program, copy, parameter->name->text, parameter->type,
                                 false, parameter->span);

    know_value(closures, local, rebound_value(closures, copy, argument));
    parameter->fact = local;
}

/* The parameters of a copy: for each known function what it binds; then those that stay. */
static void specialise_parameters(Closures *closures, const Function *function, Function *copy,
                                  const Node *call)
{
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        if (is_specialised(function, call, i)) {
            stand_in(closures, copy, function->parameters.items[i], call->call.arguments.items[i]);
        }
    }
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        Symbol *parameter = function->parameters.items[i];

        if (!is_specialised(function, call, i)) {
            Symbol *own = leading_parameter(closures, copy, parameter, parameter->is_reference);

            own->is_mutable = parameter->is_mutable;
            own->is_assigned = parameter->is_assigned;
            own->is_captured = parameter->is_captured;
            push_parameter(closures, copy, own, NULL);
            parameter->fact = own;
        }
    }
}

/* The name of a copy: after the function and the first function that it knows. */
static void name_specialisation(Closures *closures, const Function *function, Function *copy,
                                const Node *call)
{
    Arena *arena = &closures->program->arena;
    const char *comment = NULL;

    copy->symbol =
        symbol_new(closures->program, SYMBOL_FUNCTION, function->symbol->name, function->span);
    *copy->symbol = *function->symbol;
    copy->symbol->is_public = false;
    copy->symbol->c_name = NULL;
    copy->symbol->fact = NULL;
    copy->symbol->function = copy;
    copy->symbol->module = closures->module;
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        if (is_specialised(function, call, i)) {
            const Symbol *known = known_function(call->call.arguments.items[i])->symbol;

            copy->symbol->name = top_level_name(closures, copy->symbol, known);
            comment =
                comment == NULL
                    ? arena_format(arena, "%s, where `%s` is %s", function->symbol->name->text,
                                   function->parameters.items[i]->name->text, known->name->text)
                    : arena_format(arena, "%s and `%s` is %s", comment,
                                   function->parameters.items[i]->name->text, known->name->text);
        }
    }
    copy->c_comment = arena_format(arena, "%s.", comment);
}

static Function *new_specialisation(Closures *closures, Function *function, const Node *call)
{
    Function *copy = ARENA_NEW(&closures->program->arena, Function);

    *copy = *function;
    copy->module = closures->module;
    copy->made_from = function;
    copy->instance = NULL; /* it is printed by its own name */
    copy->class_ = NULL;   /* its `self` is a parameter as any other */
    copy->overrides = NULL;
    copy->overriders = (FunctionList){NULL, 0, 0};
    copy->implementation = NULL;
    copy->document = NULL;
    copy->export_name = NULL;
    copy->is_public = false;
    copy->used_names = NULL;
    copy->body = NULL;
    copy->parameters = (SymbolList){NULL, 0, 0};
    copy->parameter_types = (NodeList){NULL, 0, 0};
    name_specialisation(closures, function, copy, call);
    specialise_parameters(closures, function, copy, call);
    copy->body = node_copy(closures->program, function->body, copy);
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        function->parameters.items[i]->fact = NULL;
    }
    copy->symbol->type = signature_of(closures, copy);
    note_specialisation(closures, function, call, copy);
    return copy;
}

/* The call's arguments without known functions, what those bind first. */
static NodeList specialised_arguments(Closures *closures, const Function *function,
                                      const Node *call)
{
    Arena *arena = &closures->program->arena;
    NodeList list = {NULL, 0, 0};

    for (uint32_t i = 0; i < call->call.arguments.count; i++) {
        const Node *argument = call->call.arguments.items[i];

        if (is_specialised(function, call, i) && argument->kind == NODE_BIND) {
            for (uint32_t k = 0; k < argument->call.arguments.count; k++) {
                LIST_PUSH(arena, &list, argument->call.arguments.items[k]);
            }
        }
    }
    for (uint32_t i = 0; i < call->call.arguments.count; i++) {
        if (!is_specialised(function, call, i)) {
            LIST_PUSH(arena, &list, call->call.arguments.items[i]);
        }
    }
    return list;
}

static void know_function(Closures *closures, Function *function);

static bool can_specialise(const Closures *closures, const Function *function, const Node *call)
{
    if (closures->depth >= MOST_SPECIALISED || closures->nested >= MOST_NESTED) {
        return false;
    }
    for (uint32_t i = 0; i < call->call.arguments.count; i++) {
        if (is_specialised(function, call, i)) {
            return true;
        }
    }
    return false;
}

/* A value that captures nothing any more is the function alone. */
static void become_function(Node *bind, Symbol *function)
{
    bind->kind = NODE_NAME;
    bind->flags = 0;
    bind->name.name = function->name;
    bind->name.symbol = function;
}

static void specialise_call(Closures *closures, Node *call)
{
    Function *function = function_named(call->call.callee);

    if (!can_specialise(closures, function, call)) {
        return;
    }
    Function *copy = find_specialisation(function, call);
    NodeList arguments = specialised_arguments(closures, function, call);
    if (copy == NULL) {
        copy = new_specialisation(closures, function, call);
        closures->nested += closures->depth++ > 0;
        know_function(closures, copy);
        closures->depth--;
        LIST_PUSH(&closures->program->arena, &closures->output, copy);
    }
    call->call.callee = symbol_node(closures, copy->symbol, call->call.callee->span);
    call->call.arguments = arguments;
    if (call->kind == NODE_BIND && arguments.count == 0) {
        become_function(call, copy->symbol);
    }
}

void specialise_calls(Closures *closures, uint32_t first)
{
    uint32_t end = closures->calls.count;

    for (uint32_t i = first; i < end; i++) {
        specialise_call(closures, closures->calls.items[i]);
    }
    closures->calls.count = first;
}

/* Makes the calls of known functions in a body direct, then specialises those that it calls. The
 * copies are written before it. */
static void know_function(Closures *closures, Function *function)
{
    uint32_t first = closures->calls.count;

    know_slot(&function->body, closures);
    specialise_calls(closures, first);
}

void know_top_level(Closures *closures, Function *function)
{
    closures->known.count = 0;
    closures->nested = 0;
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        forget_value(function->parameters.items[i]);
    }
    if (function->uses_values) {
        know_function(closures, function);
    }
    for (uint32_t i = 0; i < closures->known.count; i++) {
        closures->known.items[i]->fact = NULL;
    }
    LIST_PUSH(&closures->program->arena, &closures->output, function);
}
