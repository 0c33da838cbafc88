/* infer_derive: functions that tuples and structs with objects in them are compared and shown by,
 * and function values called by, made where they are asked for, once in each module:
 *
 *     fn equal_Line(a: Line, b: Line) -> bool { return a.from == b.from and a.to == b.to } */
#include "generic.h"
#include "infer.h"

typedef struct Derived {
    Derivation derivation;
    const Type *type;
    const Module *module;
    Function *function;
} Derived;

struct DerivedFunctions {
    LIST(Derived) list;
};

/* --- parts of a value --- */

static Node *open_name(Program *program, Symbol *value)
{
    Node *node = node_name(program, value, value->span);

    node->type = NULL;
    return node;
}

Node *open_field(Program *program, Symbol *value, const Symbol *field)
{
    Node *node = node_new(program, NODE_FIELD, value->span);

    node->field.base = open_name(program, value);
    node->field.name = field->name;
    return node;
}

Node *open_item(Program *program, Symbol *value, uint32_t position)
{
    Node *node = node_new(program, NODE_INDEX, value->span);
    const Type *type = program->types.scalar[TYPE_INT64];

    node->index.base = open_name(program, value);
    LIST_PUSH(&program->arena, &node->index.items,
              node_integer(program, type, position, value->span));
    return node;
}

static uint32_t part_count(const Type *type)
{
    return type->kind == TYPE_TUPLE ? type->count : type->declaration->declaration->fields.count;
}

static Node *part_of(Program *program, Symbol *value, uint32_t position)
{
    const Type *type = value->type;

    return type->kind == TYPE_TUPLE
               ? open_item(program, value, position)
               : open_field(program, value, type->declaration->declaration->fields.items[position]);
}

/* --- bodies --- */

/* a.x op b.x */
static Node *compare_parts(Program *program, const Function *function, Operator op, uint32_t i)
{
    Node *node = node_binary(program, op, NULL, part_of(program, function->parameters.items[0], i),
                             part_of(program, function->parameters.items[1], i));

    node->span = function->span;
    return node;
}

static void push_return(Program *program, Node *body, Node *value)
{
    Node *node = node_new(program, NODE_RETURN, body->span);

    node->unary.operand = value;
    block_push(program, body, node);
}

/* return a.x == b.x and a.y == b.y */
static void fill_equal(Program *program, const Function *function)
{
    Node *equal = NULL;

    for (uint32_t i = 0; i < part_count(function->parameters.items[0]->type); i++) {
        Node *part = compare_parts(program, function, OP_EQUAL, i);

        equal = equal == NULL ? part : node_binary(program, OP_AND, NULL, equal, part);
        equal->span = function->span;
    }
    push_return(program, function->body, equal);
}

/* if a[0] != b[0] { return a[0] < b[0] } … return false */
static void fill_less(Program *program, const Function *function)
{
    for (uint32_t i = 0; i < part_count(function->parameters.items[0]->type); i++) {
        Node *then = node_block(program, function->span);

        push_return(program, then, compare_parts(program, function, OP_LESS, i));
        block_push(program, function->body,
                   node_if(program, compare_parts(program, function, OP_NOT_EQUAL, i), then, NULL));
    }
    push_return(program, function->body, node_bool(program, false, function->span));
}

static void fill_repr(Infer *infer, const Function *function)
{
    Symbol *value = function->parameters.items[0];

    push_return(
        infer->program, function->body,
        value->type->kind == TYPE_TUPLE
            ? repr_of_items(infer, value, function->span)
            : repr_of_fields(infer, value, value->type->declaration->declaration, function->span));
}

/* return [value[0], value[1]] */
static void fill_items(Program *program, const Function *function)
{
    Symbol *value = function->parameters.items[0];
    Node *list = node_new(program, NODE_LIST, function->span);

    for (uint32_t i = 0; i < value->type->count; i++) {
        LIST_PUSH(&program->arena, &list->list, open_item(program, value, i));
    }
    push_return(program, function->body, list);
}

/* return f(x1, x2) */
static void fill_call(Program *program, const Function *function)
{
    Node *call = node_new(program, NODE_CALL, function->span);

    call->call.callee = open_name(program, function->parameters.items[0]);
    for (uint32_t i = 1; i < function->parameters.count; i++) {
        LIST_PUSH(&program->arena, &call->call.arguments,
                  open_name(program, function->parameters.items[i]));
    }
    if (function->result->kind != TYPE_NONE) {
        push_return(program, function->body, call);
        return;
    }
    Node *statement = node_new(program, NODE_EXPRESSION, function->span);
    statement->unary.operand = call;
    block_push(program, function->body, statement);
}

/* --- functions --- */

void add_derived_parameter(Program *program, Function *function, const char *name, const Type *type)
{
    Symbol *parameter =
        symbol_new(program, SYMBOL_LOCAL, name_of(&program->names, name), function->span);

    parameter->type = type;
    parameter->owner = function;
    parameter->is_parameter = true;
    LIST_PUSH(&program->arena, &function->parameters, parameter);
    LIST_PUSH(&program->arena, &function->parameter_types, NULL);
}

/* f, x1, x2, … */
static void add_call_parameters(Program *program, Function *function, const Type *type)
{
    add_derived_parameter(program, function, "f", type);
    for (uint32_t i = 0; i + 1 < type->count; i++) {
        add_derived_parameter(program, function, arena_format(&program->arena, "x%u", i + 1),
                              type->arguments[i]);
    }
}

static const Type *result_of(const Infer *infer, Derivation derivation, const Type *type)
{
    switch (derivation) {
    case DERIVES_REPR: return infer->types->str;
    case DERIVES_CALL: return type->arguments[type->count - 1];
    case DERIVES_ITEMS: return type_list(infer->types, type->arguments[0]);
    default: return infer->types->scalar[TYPE_BOOL];
    }
}

static void add_parameters(Program *program, Function *function, Derivation derivation,
                           const Type *type)
{
    if (derivation == DERIVES_REPR || derivation == DERIVES_ITEMS) {
        add_derived_parameter(program, function, "value", type);
    } else if (derivation == DERIVES_CALL) {
        add_call_parameters(program, function, type);
    } else {
        add_derived_parameter(program, function, "a", type);
        add_derived_parameter(program, function, "b", type);
    }
}

static void list_function(Program *program, Module *module, Function *function)
{
    struct DeclarationRef ref = {DECLARES_FUNCTION, module->functions.count};

    LIST_PUSH(&program->arena, &module->functions, function);
    LIST_PUSH(&program->arena, &module->order, ref);
}

Function *derived_function_new(Infer *infer, const Name *prefix, const Type *type,
                               const Type *result, Span span)
{
    Program *program = infer->program;
    Function *function = ARENA_NEW(&program->arena, Function);
    Name *name = instance_name(program, prefix, &type, 1);

    name->is_avoided = true; /* what it gives is not called like it */
    function->symbol = symbol_new(program, SYMBOL_FUNCTION, name, span);
    function->symbol->function = function;
    function->symbol->module = function->module = current_module(infer);
    function->span = span;
    function->display_name = function->symbol->name->text;
    function->body = node_block(program, span);
    function->result = result;
    list_function(program, function->module, function);
    return function;
}

static Function *new_function(Infer *infer, Derivation derivation, const Type *type, Span span)
{
    static const char *const prefixes[] = {"equal", "less", "repr", "call", "items"};
    const Name *prefix = name_of(&infer->program->names, prefixes[derivation]);
    Function *function =
        derived_function_new(infer, prefix, type, result_of(infer, derivation, type), span);

    add_parameters(infer->program, function, derivation, type);
    return function;
}

static void fill_body(Infer *infer, Derivation derivation, Function *function)
{
    switch (derivation) {
    case DERIVES_EQUAL: fill_equal(infer->program, function); break;
    case DERIVES_LESS: fill_less(infer->program, function); break;
    case DERIVES_CALL: fill_call(infer->program, function); break;
    case DERIVES_ITEMS: fill_items(infer->program, function); break;
    default: fill_repr(infer, function);
    }
    infer_body(infer, function);
}

static Function *find_derived(const Infer *infer, Derivation derivation, const Type *type)
{
    for (uint32_t i = 0; i < infer->derived->list.count; i++) {
        const Derived *derived = &infer->derived->list.items[i];

        if (derived->type == type && derived->derivation == derivation &&
            derived->module == current_module(infer)) {
            return derived->function;
        }
    }
    return NULL;
}

Function *derived_function(Infer *infer, Derivation derivation, const Type *type, Span span)
{
    Function *function = find_derived(infer, derivation, type);

    if (function == NULL) {
        function = new_function(infer, derivation, type, span);
        Derived derived = {derivation, type, function->module, function};
        LIST_PUSH(&infer->program->arena, &infer->derived->list, derived);
        fill_body(infer, derivation, function);
    }
    return function;
}

DerivedFunctions *derived_functions_new(Program *program)
{
    return ARENA_NEW(&program->arena, DerivedFunctions);
}

const Type *call_derived(Infer *infer, Node **slot, Derivation derivation, const Type *type,
                         NodeList arguments)
{
    Span span = (*slot)->span;
    Node *call = node_call(infer->program, derived_function(infer, derivation, type, span), span);

    call->type = NULL;
    call->call.arguments = arguments;
    *slot = call;
    return infer_expression(infer, slot, NULL);
}
