/* emit_environment: what outlives the frame of the closure that made it: an environment on the
 * heap, and the cells of variables that closures share. Where owners are counted an environment
 * begins with them, and its last owner calls the function that gives up what was captured; a cell
 * lies in an nb_block, to which the pointer to the variable leads back. */
#include "emit_closure.h"
#include "passes.h"

static CNode *dereferenced(Emitter *e, const char *pointer)
{
    return c_unary(e->arena, "*", c_name(e->arena, pointer));
}

static CNode *address_of_name(Emitter *e, const char *name)
{
    return c_unary(e->arena, "&", c_name(e->arena, name));
}

/* --- allocation --- */

/* `if (name == NULL) { … return MemoryError }`, behind what is given up. */
static void push_memory_error(Emitter *e, CNodeList *body, const char *name,
                              const CNodeList *given_up)
{
    CNode *is_null = c_binary(e->arena, "==", c_name(e->arena, name), c_name(e->arena, "NULL"));
    CNode *failure = c_if(e->arena, is_null);
    CNode *error = address_of_name(e, use(e, "nb_MemoryError"));

    runtime_use_header(e->runtime, "stddef.h");
    push_list(e, &failure->list, given_up);
    c_push(e->arena, &failure->list,
           c_return(e->arena, c_call3(e->arena, use(e, "nb_raise_here"), c_name(e->arena, "ctx"),
                                      error, c_string(e->arena, "", 0))));
    c_push(e->arena, body, failure);
}

/* The call that gives the memory. */
static CNode *room_of(Emitter *e, CNode *size, bool is_collected)
{
    if (is_collected) {
        runtime_use_header(e->runtime, "gc.h");
        return c_call1(e->arena, "GC_malloc", size);
    }
    return c_call2(e->arena, use(e, "nb_new"), c_name(e->arena, "ctx"), size);
}

/* `nb_name(ctx, block, "Circle");`, where leak reports tell types. */
static void push_block_name(Emitter *e, CNodeList *body, const char *block, const char *text)
{
    if (e->options->names_blocks) {
        c_push(e->arena, body,
               statement_of(e, c_call3(e->arena, use(e, "nb_name"), c_name(e->arena, "ctx"),
                                       c_name(e->arena, block),
                                       c_string(e->arena, text, (uint32_t)strlen(text)))));
    }
}

/* `Type *name = nb_new(ctx, sizeof *name);` `text` says what it is. */
static void push_result(Emitter *e, CNodeList *body, CNode *value)
{
    c_push(e->arena, body, c_assign(e->arena, dereferenced(e, "result"), "=", value));
}

void push_allocation(Emitter *e, CNodeList *body, const Allocation *allocation)
{
    const char *name = allocation->name;
    CNode *size = c_unary(e->arena, "sizeof ", dereferenced(e, name));
    CNode *block = room_of(e, size, allocation->is_collected);

    c_push(e->arena, body,
           c_declare(e->arena, text_format(e, "%s *", allocation->type), name, block));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    if (!allocation->is_collected) {
        push_block_name(e, body, name, allocation->text);
    }
    if (allocation->is_result) {
        push_result(e, body, c_name(e->arena, name));
        body->items[body->count - 1]->comment = "or NULL, so that it is never unset";
    }
    push_memory_error(e, body, name, &allocation->given_up);
}

void push_gift(Emitter *e, CNodeList *body, CNode *value)
{
    push_result(e, body, value);
    c_push(e->arena, body, c_return(e->arena, c_name(e->arena, use(e, "NB_OK"))));
}

/* A generated function that allocates: `nb_status name(nb_context *ctx, …`. */
static CNode *allocating_function(Emitter *e, const char *name)
{
    CNode *function = generated_function(e, use(e, "nb_status"), name);

    add_parameter(e, function, text_format(e, "%s *", use(e, "nb_context")), "ctx");
    return function;
}

void push_release(Emitter *e, CNodeList *body, const char *release, CNode *place)
{
    if (release != NULL) {
        CNode *call = c_call2(e->arena, release, c_name(e->arena, "ctx"), address_of(e, place));

        c_push(e->arena, body, statement_of(e, call));
    }
}

/* --- cells --- */

/* What a leak report calls the block of a variable. */
static const char *cell_text(Emitter *e, const Type *type)
{
    return text_format(e, "shared variable: %s", type_text(&e->program->types, type));
}

/* nb_block *block = nb_block_of(ctx, 1, sizeof(T), 0); … T *cell = nb_block_data(block); */
static void push_counted_cell(Emitter *e, CNodeList *body, const Type *type)
{
    CNode *size = c_call1(e->arena, "sizeof", c_name(e->arena, c_type(e, type)));
    CNode *block = c_call(e->arena, use(e, "nb_block_of"));
    CNode *data = c_call1(e->arena, use(e, "nb_block_data"), c_name(e->arena, "block"));
    CNodeList given_up = {0};

    c_push(e->arena, &block->list, c_name(e->arena, "ctx"));
    c_push(e->arena, &block->list, c_integer(e->arena, 1));
    c_push(e->arena, &block->list, size);
    c_push(e->arena, &block->list, c_integer(e->arena, 0));
    c_push(e->arena, body,
           c_declare(e->arena, text_format(e, "%s *", use(e, "nb_block")), "block", block));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    push_block_name(e, body, "block", cell_text(e, type));
    push_release(e, &given_up, releaser_of(e, type), c_name(e->arena, "value"));
    push_memory_error(e, body, "block", &given_up);
    c_push(e->arena, body, c_declare(e->arena, pointer_type(e, type), "cell", data));
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
    if (counts_references(e->program)) {
        push_counted_cell(e, body, type);
    } else {
        push_allocation(
            e, body,
            &(Allocation){.type = c_type(e, type), .name = "cell", .text = cell_text(e, type)});
    }
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

/* if (nb_block_is_last(block)) { nb_release_str(ctx, gone); nb_block_free(ctx, block); } */
static void push_cell_end(Emitter *e, CNodeList *body, const Type *type)
{
    CNode *block = c_name(e->arena, "block");
    CNode *is_last = c_if(e->arena, c_call1(e->arena, use(e, "nb_block_is_last"), block));
    CNode *free = c_call2(e->arena, use(e, "nb_block_free"), c_name(e->arena, "ctx"), block);

    push_release(e, &is_last->list, releaser_of(e, type), dereferenced(e, "gone"));
    c_push(e->arena, &is_last->list, statement_of(e, free));
    c_push(e->arena, body, is_last);
}

const char *cell_releaser(Emitter *e, const Type *type)
{
    const char *name = text_format(e, "nb_cell_%s_release", short_name(e, type));

    if (made_before(e, name)) {
        return name;
    }
    CNode *function = generated_function(e, "void", name);
    CNodeList *body = &function->left->list;
    CNode *block = c_call1(e->arena, use(e, "nb_cell_block"), c_name(e->arena, "gone"));
    function->comment = "Gives up a variable that closures share; a second time does nothing.";
    add_parameter(e, function, text_format(e, "%s *", use(e, "nb_context")), "ctx");
    add_parameter(e, function, text_format(e, "%s*", pointer_type(e, type)), "x");
    c_push(e->arena, body,
           c_declare(e->arena, pointer_type(e, type), "gone", dereferenced(e, "x")));
    c_push(e->arena, body,
           c_declare(e->arena, text_format(e, "%s *", use(e, "nb_block")), "block", block));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    c_push(e->arena, body, c_assign(e->arena, dereferenced(e, "x"), "=", c_name(e->arena, "NULL")));
    push_cell_end(e, body, type);
    c_push(e->arena, &e->type_functions, function);
    return name;
}

/* --- environments --- */

/* Gives up what the closure was to capture, or has: a `ref` is a cell. */
static void push_capture_release(Emitter *e, CNodeList *body, const Symbol *captured, CNode *place)
{
    const char *release =
        captured->is_reference ? cell_releaser(e, captured->type) : releaser_of(e, captured->type);

    push_release(e, body, release, place);
}

/* static void add_environment_destroy(nb_context *ctx, void *environment) { … } */
static const char *make_destroyer(Emitter *e, const FunctionValue *closure)
{
    const char *type = environment_type(e, closure);
    const char *name = file_name(e, text_format(e, "%s_destroy", type));
    CNode *function = generated_function(e, "void", name);
    CNodeList *body = &function->left->list;
    CNode *size = c_unary(e->arena, "sizeof ", dereferenced(e, "captured"));

    function->comment = "Frees an environment that has no owner.";
    add_parameter(e, function, text_format(e, "%s *", use(e, "nb_context")), "ctx");
    add_parameter(e, function, "void *", "environment");
    c_push(e->arena, body,
           c_declare(e->arena, text_format(e, "%s *", type), "captured",
                     c_name(e->arena, "environment")));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    for (uint32_t i = 0; i < closure->bound; i++) {
        const Symbol *captured = closure->function->parameters.items[i];

        push_capture_release(
            e, body, captured,
            c_member(e->arena, dereferenced(e, "captured"), field_name(e, captured)));
    }
    c_push(e->arena, body,
           statement_of(e, c_call3(e->arena, use(e, "nb_free"), c_name(e->arena, "ctx"),
                                   c_name(e->arena, "captured"), size)));
    c_push(e->arena, e->code, function);
    return name;
}

/* {1, add_environment_destroy} */
static CNode *first_owner(Emitter *e, const FunctionValue *closure)
{
    CNode *owners = c_new(e->arena, C_COMPOUND, (Span){0});

    c_push(e->arena, &owners->list, c_integer(e->arena, 1));
    c_push(e->arena, &owners->list, c_name(e->arena, make_destroyer(e, closure)));
    return owners;
}

/* The parameters and the values of the environment; `given_up`: what a failure must release. */
static void push_captures(Emitter *e, CNode *function, CNode *values, CNodeList *given_up,
                          const FunctionValue *closure)
{
    for (uint32_t i = 0; i < closure->bound; i++) {
        const Symbol *captured = closure->function->parameters.items[i];
        const char *parameter = forwarded_name(e, captured);

        add_parameter(e, function, parameter_type(e, captured), parameter);
        c_push(e->arena, &values->list, c_name(e->arena, parameter));
        if (is_counted(e, closure->type)) {
            push_capture_release(e, given_up, captured, c_name(e->arena, parameter));
        }
    }
}

/* `nb_status add_closure(nb_context *ctx, int64_t k, nb_fn_int64_to_int64 *result)` */
static void make_closure(Emitter *e, const FunctionValue *closure, const char *name)
{
    const char *environment = environment_type(e, closure);
    CNode *function = allocating_function(e, name);
    CNodeList *body = &function->left->list;
    CNode *values = c_new(e->arena, C_COMPOUND, (Span){0});
    CNode *made = c_new(e->arena, C_COMPOUND, (Span){0});
    Allocation allocation = {.type = environment,
                             .name = "environment",
                             .text = text_format(e, "environment of %s", closure->target)};

    function->comment =
        text_format(e, "%s with what it captures. Raises MemoryError.", closure->target);
    values->text = environment;
    if (is_counted(e, closure->type)) {
        c_push(e->arena, &values->list, first_owner(e, closure));
    }
    push_captures(e, function, values, &allocation.given_up, closure);
    add_parameter(e, function, pointer_type(e, closure->type), "result");
    made->text = c_type(e, closure->type);
    c_push(e->arena, &made->list, c_name(e->arena, text_format(e, "%s_call", closure->stem)));
    c_push(e->arena, &made->list, c_name(e->arena, "environment"));
    push_allocation(e, body, &allocation);
    c_push(e->arena, body, c_assign(e->arena, dereferenced(e, "environment"), "=", values));
    push_gift(e, body, made);
    c_push(e->arena, e->code, function);
}

/* What is captured by reference gets one more owner, where these are counted. */
static CNode *emit_captured(Emitter *e, const Node *argument)
{
    CNode *value = emit_expression(e, argument);
    bool is_cell = argument->kind == NODE_REFERENCE && counts_references(e->program);

    return is_cell ? c_call1(e->arena, use(e, "nb_cell_retain"), value) : value;
}

CNode *emit_escaping_closure(Emitter *e, const Node *node)
{
    const FunctionValue closure = function_value_of(e, node);
    const char *name = text_format(e, "%s_closure", closure.stem);

    (void)make_thunk(e, &closure);
    if (!made_before(e, name)) {
        make_closure(e, &closure, name);
    }
    CNode *call = c_call1(e->arena, name, context_of(e));
    for (uint32_t i = 0; i < closure.bound; i++) {
        c_push(e->arena, &call->list, emit_captured(e, node->call.arguments.items[i]));
    }
    return call;
}
