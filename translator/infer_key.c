/* infer_key: classes and structs that are keys of dicts and sets, or parts of keys: those with
 * `__hash__` get functions by which C hashes and compares them, instances of the module
 * builtin_objects. Without `__eq__` and `__hash__` an object is a key by its identity, a struct by
 * its fields. */
#include "class.h"
#include "infer.h"
#include "key_type.h"
#include "raise_set.h"

/* --- which ones --- */

static void mark_key(const Type *type);

static void mark_fields(Declaration *declaration)
{
    if (declaration->is_key) {
        return;
    }
    declaration->is_key = true;
    for (uint32_t i = 0;
         declaration->symbol->kind == SYMBOL_STRUCT && i < declaration->fields.count; i++) {
        mark_key(declaration->fields.items[i]->type);
    }
}

/* Recursion ends: a struct is entered once. */
static void mark_key(const Type *type)
{
    if (type->kind == TYPE_CLASS || type->kind == TYPE_STRUCT) {
        mark_fields(type->declaration->declaration);
    } else if (type->kind == TYPE_TUPLE || type->kind == TYPE_OPTION) {
        for (uint32_t i = 0; i < type->count; i++) {
            mark_key(type->arguments[i]);
        }
    }
}

typedef LIST(const Type *) TypeList;

static TypeList key_types(Program *program)
{
    const Types *types = &program->types;
    TypeList list = {0};

    for (uint32_t i = 0; i < types->size; i++) {
        const Type *type = types->slots[i];

        if (type != NULL && !type->is_open && (type->kind == TYPE_DICT || type->kind == TYPE_SET)) {
            LIST_PUSH(&program->scratch, &list, type->arguments[0]);
        }
    }
    return list;
}

void note_hashed(Infer *infer, const Type *type)
{
    LIST_PUSH(&infer->program->arena, &infer->program->hashed, type);
}

/* --- their functions --- */

static bool check_hash(Infer *infer, const Function *method)
{
    const Type *result = function_result(infer, (Function *)(uintptr_t)method, method->span);

    if (method->parameters.count == 1 && type_is_integer(result)) {
        return true;
    }
    report_error(infer->diagnostics, method->symbol->span,
                 "expected '__hash__' of a key to take nothing and give an integer");
    return false;
}

static void note_function(Program *program, Function *function)
{
    function->is_key_function = true;
    LIST_PUSH(&program->arena, &program->key_functions, function);
}

static void give_hash(Infer *infer, Declaration *declaration)
{
    const Type *type = declaration->symbol->type;
    Names *names = &infer->program->names;
    const Function *hash = usual_method(infer, type, name_of(names, "__hash__"));
    const Function *equal = usual_method(infer, type, name_of(names, "__eq__"));

    if (hash != NULL && check_hash(infer, hash)) {
        declaration->key_hash = object_function_of(infer, "key_hash", type, hash->symbol->span);
        note_function(infer->program, declaration->key_hash);
    } else if (hash == NULL && equal != NULL) {
        report_error(infer->diagnostics, equal->symbol->span,
                     "'%s' has '__eq__' and no '__hash__', and so it cannot be a key",
                     source_name(declaration->symbol));
        report_help(infer->diagnostics, "values that are equal must have one hash");
    }
}

/* Dicts may share a key's type. */
static void give_test(Infer *infer, const Type *key)
{
    if (is_equal_by_method(infer, key) && key_test_function(infer->program, key) == NULL) {
        note_function(infer->program, object_function_of(infer, "are_one_key", key, (Span){0}));
    }
}

static void give_missing(Infer *infer, const Type *key)
{
    if (!is_printable(infer, key) && has_text(infer, key) &&
        missing_key_function(infer->program, key) == NULL) {
        LIST_PUSH(&infer->program->arena, &infer->program->missing_keys,
                  object_function_of(infer, "missing_key", key, (Span){0}));
    }
}

static Function *function_of_key(const FunctionList *functions, uint32_t count, const Type *key)
{
    for (uint32_t i = 0; i < functions->count; i++) {
        Function *function = functions->items[i];

        if (function->parameters.count == count && function->parameters.items[0]->type == key) {
            return function;
        }
    }
    return NULL;
}

Function *key_test_function(const Program *program, const Type *key)
{
    return function_of_key(&program->key_functions, 2, key);
}

Function *missing_key_function(const Program *program, const Type *key)
{
    return function_of_key(&program->missing_keys, 1, key);
}

/* The dict or set in which a method looks for a key that must be there, or NULL. */
static const Node *searched_table(const Node *call)
{
    const Builtin *row = &builtin_table[call->builtin.id];
    bool looks_for_key = row->rule == RULE_METHOD && (row->raises & EXCEPTION_BIT(KeyError)) != 0 &&
                         row->parameters[0] == 'E';

    return looks_for_key ? call->builtin.arguments.items[0] : NULL;
}

Function *node_missing_key(const Program *program, const Node *node)
{
    const Node *table = NULL;

    if (program->missing_keys.count == 0) {
        return NULL;
    }
    if (node->kind == NODE_BUILTIN) {
        table = searched_table(node);
    } else if (node->kind == NODE_INDEX && node->index.base->type->kind == TYPE_DICT) {
        table = node->index.base;
    }
    return table == NULL ? NULL : missing_key_function(program, table->type->arguments[0]);
}

static void visit_declarations(Infer *infer, const Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        if (module->declarations.items[i]->is_key &&
            module->declarations.items[i]->type_parameters.count == 0) {
            give_hash(infer, module->declarations.items[i]);
        }
    }
}

void infer_keys(Infer *infer)
{
    const Program *program = infer->program;
    const uint32_t count = program->modules.count;
    const InstanceList *instances = &program->generics.types;
    TypeList keys = key_types(infer->program);

    for (uint32_t i = 0; i < keys.count; i++) {
        mark_key(keys.items[i]);
    }
    for (uint32_t i = 0; i < program->hashed.count; i++) {
        mark_key(program->hashed.items[i]);
    }
    for (uint32_t i = 0; i < count; i++) {
        visit_declarations(infer, program->modules.items[i]);
    }
    for (uint32_t i = 0; i < instances->count; i++) {
        if (instances->items[i]->symbol->declaration->is_key) {
            give_hash(infer, instances->items[i]->symbol->declaration);
        }
    }
    for (uint32_t i = 0; i < keys.count; i++) {
        give_test(infer, keys.items[i]);
        give_missing(infer, keys.items[i]);
    }
}
