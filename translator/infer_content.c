/* infer_content: operations on what holds objects: containers, options, tuples and structs. What
 * their objects have methods for becomes a call: of a function of the standard module
 * builtin_objects, or of one that is derived for a tuple or struct. */
#include "infer.h"
#include "passes.h"
#include "scope.h"

/* --- the module builtin_objects --- */

/* In front, as if it had been written. */
static void import_module(Program *program, Module *importer, Module *module)
{
    Symbol *import = symbol_new(program, SYMBOL_MODULE, module->name, (Span){0});
    struct DeclarationRef first = {DECLARES_IMPORT, importer->imports.count};

    import->imported = module;
    LIST_PUSH(&program->arena, &importer->imports, import);
    LIST_PUSH(&program->arena, &importer->order, first);
    memmove(importer->order.items + 1, importer->order.items,
            (importer->order.count - 1) * sizeof first);
    importer->order.items[0] = first;
}

static bool imports(const Module *importer, const Module *module)
{
    for (uint32_t i = 0; i < importer->imports.count; i++) {
        if (importer->imports.items[i]->imported == module) {
            return true;
        }
    }
    return importer == module;
}

static Module *loaded_module(Program *program, const Name *name)
{
    for (uint32_t i = 0; i < program->modules.count; i++) {
        if (program->modules.items[i]->name == name &&
            program->modules.items[i]->source->is_library) {
            return program->modules.items[i];
        }
    }
    return NULL;
}

Module *current_module(const Infer *infer)
{
    return infer->function != NULL ? infer->function->module : infer->program->main;
}

bool must_be_closed(const Infer *infer)
{
    return infer->program->is_strict && !current_module(infer)->source->is_library;
}

static Module *standard_module(Program *program, const char *name)
{
    Module *module = loaded_module(program, name_of(&program->names, name));

    if (module == NULL) {
        module = read_standard_module(program, name);
        resolve_late(program, module);
    }
    return module;
}

Symbol *standard_function(Program *program, const char *module, const char *name)
{
    return scope_find(standard_module(program, module)->scope, name_of(&program->names, name));
}

static Symbol *object_function(Program *program, const char *name)
{
    return standard_function(program, "builtin_objects", name);
}

Function *object_function_of(Infer *infer, const char *name, const Type *type, Span span)
{
    return function_instance(infer, object_function(infer->program, name), &type, span);
}

const Type *call_object_function(Infer *infer, Node **slot, const char *name, NodeList arguments)
{
    return call_standard_function(infer, slot, "builtin_objects", name, arguments);
}

const Type *call_standard_function(Infer *infer, Node **slot, const char *module, const char *name,
                                   NodeList arguments)
{
    Symbol *function = standard_function(infer->program, module, name);
    Node *call = node_call(infer->program, function->function, (*slot)->span);

    if (!imports(current_module(infer), function->module)) {
        import_module(infer->program, current_module(infer), function->module);
    }
    call->type = NULL;
    call->call.arguments = arguments;
    *slot = call;
    return infer_expression(infer, slot, NULL);
}

static NodeList two_arguments(Infer *infer, Node *first, Node *second)
{
    NodeList list = {0};

    LIST_PUSH(&infer->program->arena, &list, first);
    LIST_PUSH(&infer->program->arena, &list, second);
    return list;
}

const Type *call_in_order(Infer *infer, Node **slot, const char *name)
{
    return call_object_function(infer, slot, name,
                                two_arguments(infer, (*slot)->binary.left, (*slot)->binary.right));
}

/* --- comparisons --- */

static const Type *negate_if(Infer *infer, Node **slot, bool is_negated)
{
    Node *call = *slot;

    if (is_negated && !is_error(call->type)) {
        *slot = node_not(infer->program, call);
        (*slot)->span = call->span;
        (*slot)->type = call->type;
    }
    return (*slot)->type;
}

static const char *equality_function(const Type *type)
{
    return type->kind == TYPE_LIST   ? "list_equal"
           : type->kind == TYPE_DICT ? "dict_equal"
                                     : "option_equal";
}

/* A tuple or struct has a function of its own. */
static void compare_by(Infer *infer, Node **slot, Derivation derivation, const char *function)
{
    Node *node = *slot;
    const Type *type = node->binary.left->type;

    if (type->kind == TYPE_TUPLE || type->kind == TYPE_STRUCT) {
        call_derived(infer, slot, derivation, type,
                     two_arguments(infer, node->binary.left, node->binary.right));
    } else {
        (void)call_in_order(infer, slot, function);
    }
}

/* a > b and a <= b are b < a and its contrary. */
static const Type *compare_order(Infer *infer, Node **slot)
{
    Operator op = (Operator)(*slot)->op;
    bool is_exchanged = op == OP_GREATER || op == OP_LESS_EQUAL;
    bool is_negated = op == OP_LESS_EQUAL || op == OP_GREATER_EQUAL;

    if (is_exchanged) {
        (void)call_in_order(infer, slot, "greater");
    } else {
        compare_by(infer, slot, DERIVES_LESS, "list_less");
    }
    return negate_if(infer, slot, is_negated);
}

static const Type *compare_content(Infer *infer, Node **slot)
{
    const Type *type = (*slot)->binary.left->type;
    Operator op = (Operator)(*slot)->op;
    bool is_equality = op == OP_EQUAL || op == OP_NOT_EQUAL;

    if (!has_content(type) ||
        !(is_equality ? is_equal_by_method(infer, type) : is_ordered_by_method(infer, type))) {
        return (*slot)->type;
    }
    if (!is_equality) {
        return compare_order(infer, slot);
    }
    compare_by(infer, slot, DERIVES_EQUAL, equality_function(type));
    return negate_if(infer, slot, op == OP_NOT_EQUAL);
}

/* x in xs */
static const Type *search_content(Infer *infer, Node **slot)
{
    const Node *node = *slot;
    const Type *type = node->binary.right->type;
    bool is_negated = node->op == OP_NOT_IN;

    if ((type->kind != TYPE_LIST && type->kind != TYPE_ARRAY) ||
        !is_equal_by_method(infer, type->arguments[0])) {
        return node->type;
    }
    (void)call_in_order(infer, slot, type->kind == TYPE_LIST ? "list_contains" : "array_contains");
    return negate_if(infer, slot, is_negated);
}

const Type *infer_content_operator(Infer *infer, Node **slot, const Type *type)
{
    (*slot)->type = type;
    if (is_error(type)) {
        return type;
    }
    switch (operator_table[(*slot)->op].group) {
    case GROUP_COMPARISON: return compare_content(infer, slot);
    case GROUP_MEMBER: return search_content(infer, slot);
    default: return type;
    }
}

/* --- methods of lists --- */

static void push_index(Infer *infer, NodeList *arguments, int64_t value, Span span)
{
    const Type *type = infer->types->scalar[TYPE_INT64];

    LIST_PUSH(&infer->program->arena, arguments, node_integer(infer->program, type, value, span));
}

/* xs.index(x) searches from 0 to any length. */
static const Type *search_index(Infer *infer, Node **slot, NodeList arguments)
{
    if (arguments.count < 3) {
        push_index(infer, &arguments, 0, (*slot)->span);
    }
    if (arguments.count < 4) {
        push_index(infer, &arguments, INT64_MAX, (*slot)->span);
    }
    return call_object_function(infer, slot, "list_index", arguments);
}

const Type *infer_content_method(Infer *infer, Node **slot, const Type *type)
{
    const Node *node = *slot;
    const Type *receiver = node->builtin.arguments.items[0]->type;
    NodeList arguments = node->builtin.arguments;

    if (receiver->kind != TYPE_LIST) {
        return type;
    }
    const Type *element = receiver->arguments[0];
    switch (node->builtin.id) {
    case BUILTIN_LIST_SORT:
        return is_ordered_by_method(infer, element)
                   ? call_object_function(infer, slot, "list_sort", arguments)
                   : type;
    case BUILTIN_LIST_INDEX:
    case BUILTIN_LIST_INDEX_FROM:
    case BUILTIN_LIST_INDEX_BETWEEN:
        return is_equal_by_method(infer, element) ? search_index(infer, slot, arguments) : type;
    case BUILTIN_LIST_COUNT:
    case BUILTIN_LIST_REMOVE:
        return is_equal_by_method(infer, element)
                   ? call_object_function(infer, slot,
                                          node->builtin.id == BUILTIN_LIST_COUNT ? "list_count"
                                                                                 : "list_remove",
                                          arguments)
                   : type;
    default: return type;
    }
}

/* --- sorted, min, max --- */

const Type *sort_content(Infer *infer, Node **slot, const char *function)
{
    NodeList arguments = (*slot)->builtin.arguments;
    Node *last = node_bool(infer->program, false, (*slot)->span);

    if (arguments.count == 2) {
        LIST_PUSH(&infer->program->arena, &arguments, last);
    }
    return call_object_function(infer, slot, function, arguments);
}
