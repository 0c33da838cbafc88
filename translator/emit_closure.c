/* emit_closure: function values: a struct of a function in the convention of all function values,
 * made once for each function that is used so, and its environment on the stack. */
#include "emit_closure.h"
#include "class.h"

/* What the C functions and types of a value's are called after: what it calls; where values of
 * several types call it, those of the first are called just so. */
static const char *stem_of(Emitter *e, const Type *type, Function *function, const char *target)
{
    if (function->value_type == NULL) {
        function->value_type = type;
    }
    return function->value_type == type ? target
                                        : text_format(e, "%s_as_%s", target, short_name(e, type));
}

/* What the value calls: a function, or what looks a method up. */
static const char *target_of(Emitter *e, const Node *node, const Function *function)
{
    return (node->flags & FLAG_VIRTUAL) != 0 ? slot_function(e, function)
                                             : function->symbol->c_name;
}

FunctionValue function_value_of(Emitter *e, const Node *node)
{
    const Node *named = node->kind == NODE_BIND ? node->call.callee : node;
    Function *function = named->name.symbol->function;
    const char *target = target_of(e, node, function);

    return (FunctionValue){.function = function,
                           .target = target,
                           .stem = stem_of(e, node->type, function, target),
                           .type = node->type,
                           .bound = node->kind == NODE_BIND ? node->call.arguments.count : 0};
}

/* What the owners are called: not what a captured value is. */
static const char *owners_name(Emitter *e, const FunctionValue *value)
{
    for (uint32_t i = 0; i < value->bound; i++) {
        if (strcmp(field_name(e, value->function->parameters.items[i]), "owners") == 0) {
            return "owners_2";
        }
    }
    return "owners";
}

const char *environment_type(Emitter *e, const FunctionValue *value)
{
    const char *name = text_format(e, "%s_environment", value->stem);

    if (made_before(e, name)) {
        return name;
    }
    CNode *structure = c_new(e->arena, C_STRUCT, (Span){0});
    structure->name = name;
    structure->comment = text_format(e, "What %s has captured.", value->target);
    if (is_counted(e, value->type)) {
        (void)use(e, "struct nb_environment");
        add_member(e, structure, "nb_environment", owners_name(e, value));
    }
    for (uint32_t i = 0; i < value->bound; i++) {
        const Symbol *captured = value->function->parameters.items[i];
        c_push(e->arena, &structure->list,
               c_declare(e->arena, parameter_type(e, captured), field_name(e, captured), NULL));
    }
    c_push(e->arena, e->code, structure);
    return name;
}

const char *forwarded_name(Emitter *e, const Symbol *parameter)
{
    static const char *const taken[] = {"ctx", "environment", "captured", "result", "self", "box"};
    const char *name = field_name(e, parameter);

    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        if (strcmp(name, taken[i]) == 0) {
            return text_format(e, "%s_2", name);
        }
    }
    return name;
}

static void push_thunk_arguments(Emitter *e, CNode *thunk, CNode *call, const FunctionValue *made)
{
    const Function *function = made->function;

    for (uint32_t i = 0; i < function->parameters.count; i++) {
        const Symbol *parameter = function->parameters.items[i];
        const char *name = field_name(e, parameter);

        CNode *value;

        if (i < made->bound) {
            CNode *captured = c_unary(e->arena, "*", c_name(e->arena, "captured"));
            value = c_member(e->arena, captured, name);
        } else {
            name = forwarded_name(e, parameter);
            add_parameter(e, thunk, parameter_type(e, parameter), name);
            value = c_name(e->arena, name);
        }
        c_push(e->arena, &call->list,
               i == 0 && is_class_function(function)
                   ? given_self(e, value, parameter->type, function)
                   : value);
    }
}

static void thunk_statement(Emitter *e, CNode *thunk, CNode *expression)
{
    c_push(e->arena, &thunk->left->list, statement_of(e, expression));
}

/* The call, in the convention of function values; `is_quiet`: of those that raise nothing. */
static void thunk_body(Emitter *e, CNode *thunk, CNode *call, const Function *function,
                       bool is_quiet)
{
    CNodeList *body = &thunk->left->list;

    if (function_raises(function)) {
        if (has_result(function)) {
            c_push(e->arena, &call->list, c_name(e->arena, "result"));
        }
        c_push(e->arena, body, c_return(e->arena, call));
        return;
    }
    if (is_quiet) {
        c_push(e->arena, body,
               has_result(function) ? c_return(e->arena, call) : statement_of(e, call));
        return;
    }
    if (has_result(function)) {
        c_push(e->arena, body,
               c_assign(e->arena, c_unary(e->arena, "*", c_name(e->arena, "result")), "=", call));
    } else {
        thunk_statement(e, thunk, call);
    }
    c_push(e->arena, body, c_return(e->arena, c_name(e->arena, use(e, "NB_OK"))));
}

const char *make_thunk(Emitter *e, const FunctionValue *value)
{
    const Function *function = value->function;
    const char *name = text_format(e, "%s_call", value->stem);

    if (made_before(e, name)) {
        return name;
    }
    bool is_quiet = type_raises_nothing(value->type);
    const char *result = is_quiet ? c_type(e, function->result) : use(e, "nb_status");
    CNode *thunk = generated_function(e, result, name);
    CNode *call = c_call(e->arena, value->target);

    thunk->comment = text_format(e, "%s as a function value.", value->target);
    add_parameter(e, thunk, text_format(e, "%s *", use(e, "nb_context")), "ctx");
    add_parameter(e, thunk, "const void *", "environment");
    if (value->bound > 0) {
        const char *type = text_format(e, "const %s *", environment_type(e, value));

        c_push(e->arena, &thunk->left->list,
               c_declare(e->arena, type, "captured", c_name(e->arena, "environment")));
        c_push(e->arena, &thunk->left->list, c_new(e->arena, C_BLANK, (Span){0}));
    }
    if (function_takes_context(function)) {
        c_push(e->arena, &call->list, c_name(e->arena, "ctx"));
    } else {
        thunk_statement(e, thunk, c_cast(e->arena, "void", c_name(e->arena, "ctx")));
    }
    if (value->bound == 0) {
        thunk_statement(e, thunk, c_cast(e->arena, "void", c_name(e->arena, "environment")));
    }
    push_thunk_arguments(e, thunk, call, value);
    if (has_result(function) && !is_quiet) {
        add_parameter(e, thunk, pointer_type(e, function->result), "result");
    }
    thunk_body(e, thunk, call, function, is_quiet);
    if (strcmp(value->target, function->symbol->c_name) == 0) {
        declare_in_table(e, function);
    }
    c_push(e->arena, e->code, thunk);
    return name;
}

/* An environment on the stack has no owners. */
static CNode *captured_values(Emitter *e, const Node *node, const char *type)
{
    CNode *values = c_new(e->arena, C_COMPOUND, (Span){0});

    values->text = type;
    if (is_counted(e, node->type)) {
        CNode *owners = c_new(e->arena, C_COMPOUND, (Span){0});

        c_push(e->arena, &owners->list, c_integer(e->arena, 0));
        c_push(e->arena, &values->list, owners);
    }
    for (uint32_t i = 0; i < node->call.arguments.count; i++) {
        c_push(e->arena, &values->list, emit_expression(e, node->call.arguments.items[i]));
    }
    return c_unary(e->arena, "&", values);
}

CNode *emit_function_value(Emitter *e, const Node *node)
{
    const FunctionValue made = function_value_of(e, node);
    const char *thunk = make_thunk(e, &made);
    CNode *value = c_new(e->arena, C_COMPOUND, (Span){0});

    value->text = c_type(e, node->type);
    c_push(e->arena, &value->list, c_name(e->arena, thunk));
    if (made.bound > 0) {
        c_push(e->arena, &value->list, captured_values(e, node, environment_type(e, &made)));
    } else {
        runtime_use_header(e->runtime, "stddef.h");
        c_push(e->arena, &value->list, c_name(e->arena, "NULL"));
    }
    return value;
}
