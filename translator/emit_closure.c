/* emit_closure: function values: a struct of a function in the convention of all function values,
 * made once for each function that is used so, and its environment on the stack. */
#include "class.h"
#include "emit_internal.h"

/* What the value calls: a function, or what looks a method up. */
static const char *target_of(Emitter *e, const Node *node)
{
    const Node *named = node->kind == NODE_BIND ? node->call.callee : node;
    const Function *function = named->name.symbol->function;

    return (node->flags & FLAG_VIRTUAL) != 0 ? slot_function(e, function)
                                             : function->symbol->c_name;
}

static const char *environment_type(Emitter *e, const Function *function, const char *target,
                                    uint32_t count)
{
    const char *name = text_format(e, "%s_environment", target);

    if (made_before(e, name)) {
        return name;
    }
    CNode *structure = c_new(e->arena, C_STRUCT, (Span){0});
    structure->name = name;
    structure->comment = text_format(e, "What %s has captured.", target);
    for (uint32_t i = 0; i < count; i++) {
        const Symbol *captured = function->parameters.items[i];
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

static void push_thunk_arguments(Emitter *e, CNode *thunk, CNode *call, const Function *function,
                                 uint32_t bound)
{
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        const Symbol *parameter = function->parameters.items[i];
        const char *name = field_name(e, parameter);

        CNode *value;

        if (i < bound) {
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

/* The call, in the convention of function values. */
static void thunk_body(Emitter *e, CNode *thunk, CNode *call, const Function *function)
{
    CNodeList *body = &thunk->left->list;

    if (function_raises(function)) {
        if (has_result(function)) {
            c_push(e->arena, &call->list, c_name(e->arena, "result"));
        }
        c_push(e->arena, body, c_return(e->arena, call));
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

/* The name of the function that calls it in the convention of function values; made once. */
static const char *make_thunk(Emitter *e, const Function *function, const char *target,
                              uint32_t bound)
{
    const char *name = text_format(e, "%s_call", target);

    if (made_before(e, name)) {
        return name;
    }
    CNode *thunk = generated_function(e, use(e, "nb_status"), name);
    CNode *call = c_call(e->arena, target);

    thunk->comment = text_format(e, "%s as a function value.", target);
    add_parameter(e, thunk, text_format(e, "%s *", use(e, "nb_context")), "ctx");
    add_parameter(e, thunk, "const void *", "environment");
    if (bound > 0) {
        const char *type =
            text_format(e, "const %s *", environment_type(e, function, target, bound));
        c_push(e->arena, &thunk->left->list,
               c_declare(e->arena, type, "captured", c_name(e->arena, "environment")));
        c_push(e->arena, &thunk->left->list, c_new(e->arena, C_BLANK, (Span){0}));
    }
    if (function_takes_context(function)) {
        c_push(e->arena, &call->list, c_name(e->arena, "ctx"));
    } else {
        thunk_statement(e, thunk, c_cast(e->arena, "void", c_name(e->arena, "ctx")));
    }
    if (bound == 0) {
        thunk_statement(e, thunk, c_cast(e->arena, "void", c_name(e->arena, "environment")));
    }
    push_thunk_arguments(e, thunk, call, function, bound);
    if (has_result(function)) {
        add_parameter(e, thunk, pointer_type(e, function->result), "result");
    }
    thunk_body(e, thunk, call, function);
    if (strcmp(target, function->symbol->c_name) == 0) {
        declare_ahead(e, function);
    }
    c_push(e->arena, e->code, thunk);
    return name;
}

static CNode *captured_values(Emitter *e, const Node *node, const char *type)
{
    CNode *values = c_new(e->arena, C_COMPOUND, (Span){0});

    values->text = type;
    for (uint32_t i = 0; i < node->call.arguments.count; i++) {
        c_push(e->arena, &values->list, emit_expression(e, node->call.arguments.items[i]));
    }
    return c_unary(e->arena, "&", values);
}

/* --- on the heap --- */

static CNode *dereferenced(Emitter *e, const char *pointer)
{
    return c_unary(e->arena, "*", c_name(e->arena, pointer));
}

/* `Type *name = nb_new(ctx, sizeof *name);`, and MemoryError where there is none. */
void push_allocation(Emitter *e, CNodeList *body, const char *type, const char *name,
                     bool is_zeroed)
{
    CNode *size = c_unary(e->arena, "sizeof ", dereferenced(e, name));
    CNode *block = is_zeroed ? c_call3(e->arena, use(e, "nb_obtain"), c_name(e->arena, "ctx"), size,
                                       c_name(e->arena, use(e, "NB_ZEROED")))
                             : c_call2(e->arena, use(e, "nb_new"), c_name(e->arena, "ctx"), size);
    CNode *failure =
        c_if(e->arena, c_binary(e->arena, "==", c_name(e->arena, name), c_name(e->arena, "NULL")));
    CNode *error = c_unary(e->arena, "&", c_name(e->arena, use(e, "nb_MemoryError")));

    runtime_use_header(e->runtime, "stddef.h");
    c_push(e->arena, body, c_declare(e->arena, text_format(e, "%s *", type), name, block));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    c_push(e->arena, &failure->list,
           c_return(e->arena, c_call3(e->arena, use(e, "nb_raise_here"), c_name(e->arena, "ctx"),
                                      error, c_string(e->arena, "", 0))));
    c_push(e->arena, body, failure);
}

/* `*result = value; return NB_OK;` */
void push_gift(Emitter *e, CNodeList *body, CNode *value)
{
    c_push(e->arena, body, c_assign(e->arena, dereferenced(e, "result"), "=", value));
    c_push(e->arena, body, c_return(e->arena, c_name(e->arena, use(e, "NB_OK"))));
}

/* A generated function that allocates: `nb_status name(nb_context *ctx, …`. */
static CNode *allocating_function(Emitter *e, const char *name)
{
    CNode *function = generated_function(e, use(e, "nb_status"), name);

    add_parameter(e, function, text_format(e, "%s *", use(e, "nb_context")), "ctx");
    return function;
}

/* `nb_status nb_cell_int64(nb_context *ctx, int64_t value, int64_t **result)` */
static const char *cell_function(Emitter *e, const Type *type)
{
    const char *name = text_format(e, "nb_cell_%s", short_name(e, type));

    if (made_before(e, name)) {
        return name;
    }
    CNode *function = allocating_function(e, name);
    CNodeList *body = &function->left->list;
    function->comment = "A variable that closures share. Raises MemoryError.";
    add_parameter(e, function, c_type(e, type), "value");
    add_parameter(e, function, text_format(e, "%s*", pointer_type(e, type)), "result");
    push_allocation(e, body, c_type(e, type), "cell", false);
    c_push(e->arena, body,
           c_assign(e->arena, dereferenced(e, "cell"), "=", c_name(e->arena, "value")));
    push_gift(e, body, c_name(e->arena, "cell"));
    c_push(e->arena, &e->type_functions, function);
    return name;
}

CNode *emit_cell(Emitter *e, const Node *node)
{
    const NodeList *arguments = &node->builtin.arguments;
    CNode *first =
        arguments->count > 0 ? emit_value(e, arguments->items[0]) : zero_of(e, node->type);

    if (first->kind == C_COMPOUND && first->text == NULL) {
        first->text = c_type(e, node->type);
    }
    return c_call2(e->arena, cell_function(e, node->type), context_of(e), first);
}

/* `nb_status add_closure(nb_context *ctx, int64_t k, nb_fn_int64_to_int64 *result)` */
static void make_closure(Emitter *e, const Function *closure, const char *target, const Type *type,
                         uint32_t bound, const char *name)
{
    const char *environment = environment_type(e, closure, target, bound);
    CNode *function = allocating_function(e, name);
    CNodeList *body = &function->left->list;
    CNode *values = c_new(e->arena, C_COMPOUND, (Span){0});
    CNode *made = c_new(e->arena, C_COMPOUND, (Span){0});

    function->comment = text_format(e, "%s with what it captures. Raises MemoryError.", target);
    values->text = environment;
    for (uint32_t i = 0; i < bound; i++) {
        const Symbol *captured = closure->parameters.items[i];
        const char *parameter = forwarded_name(e, captured);

        add_parameter(e, function, parameter_type(e, captured), parameter);
        c_push(e->arena, &values->list, c_name(e->arena, parameter));
    }
    add_parameter(e, function, pointer_type(e, type), "result");
    made->text = c_type(e, type);
    c_push(e->arena, &made->list, c_name(e->arena, text_format(e, "%s_call", target)));
    c_push(e->arena, &made->list, c_name(e->arena, "environment"));
    push_allocation(e, body, environment, "environment", false);
    c_push(e->arena, body, c_assign(e->arena, dereferenced(e, "environment"), "=", values));
    push_gift(e, body, made);
    c_push(e->arena, e->code, function);
}

/* Its environment is on the heap. */
CNode *emit_escaping_closure(Emitter *e, const Node *node)
{
    const Function *closure = node->call.callee->name.symbol->function;
    const char *target = target_of(e, node);
    const char *name = text_format(e, "%s_closure", target);
    uint32_t bound = node->call.arguments.count;

    make_thunk(e, closure, target, bound);
    if (!made_before(e, name)) {
        make_closure(e, closure, target, node->type, bound, name);
    }
    CNode *call = c_call1(e->arena, name, context_of(e));
    for (uint32_t i = 0; i < bound; i++) {
        c_push(e->arena, &call->list, emit_expression(e, node->call.arguments.items[i]));
    }
    return call;
}

CNode *emit_function_value(Emitter *e, const Node *node)
{
    const Node *named = node->kind == NODE_BIND ? node->call.callee : node;
    const Function *function = named->name.symbol->function;
    uint32_t bound = node->kind == NODE_BIND ? node->call.arguments.count : 0;
    const char *target = target_of(e, node);
    const char *thunk = make_thunk(e, function, target, bound);
    CNode *value = c_new(e->arena, C_COMPOUND, (Span){0});

    value->text = c_type(e, node->type);
    c_push(e->arena, &value->list, c_name(e->arena, thunk));
    if (bound > 0) {
        c_push(e->arena, &value->list,
               captured_values(e, node, environment_type(e, function, target, bound)));
    } else {
        runtime_use_header(e->runtime, "stddef.h");
        c_push(e->arena, &value->list, c_name(e->arena, "NULL"));
    }
    return value;
}
