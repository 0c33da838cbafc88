/* infer_library: what built-in types have that is written in IR: methods of str and bytes in the
 * modules builtin_str, builtin_bytes and builtin_codecs, and what is called by a type's name, as
 * bytes.fromhex(text), in the module builtin_types. */
#include "infer_builtin.h"

#include <string.h>

static NodeList arguments_behind(Infer *infer, Node *first, const NodeList *rest)
{
    NodeList arguments = {0};

    LIST_PUSH(&infer->program->arena, &arguments, first);
    for (uint32_t i = 0; i < rest->count; i++) {
        LIST_PUSH(&infer->program->arena, &arguments, rest->items[i]);
    }
    return arguments;
}

/* --- methods --- */

/* Can a row of methods.def be meant? Those that take `none` are written in IR. */
static bool is_row_meant(Infer *infer, const Type *receiver, const Node *node)
{
    const NodeList *arguments = &node->method.arguments;
    BuiltinId id = find_method(infer, receiver, node->method.name, arguments->count);

    return id != BUILTIN_NOT_ONE && method_parameter_count(id) == arguments->count &&
           (arguments->count == 0 || arguments->items[0]->kind != NODE_NONE);
}

/* data.find(65): a number is the byte that it stands for. */
static void make_byte(Infer *infer, NodeList *arguments)
{
    NodeList number = {0};

    if (arguments->count == 0 ||
        !type_is_integer(infer_expression(infer, &arguments->items[0], NULL))) {
        return;
    }
    infer_index(infer, &arguments->items[0], (Place){"a byte", NULL, 0});
    LIST_PUSH(&infer->program->arena, &number, arguments->items[0]);
    call_standard_function(infer, &arguments->items[0], "builtin_bytes", "of_number", number);
}

bool is_named(const Node *node)
{
    while (node->kind == NODE_FIELD) {
        node = node->field.base;
    }
    return node->kind == NODE_NAME;
}

/* (endings[0], endings[1]) */
static NodeList items_of(Infer *infer, Node *tuple)
{
    NodeList items = {0};

    for (uint32_t i = 0; i < tuple->type->count; i++) {
        Node *item = node_new(infer->program, NODE_ITEM, tuple->span);

        item->item.base = node_copy(infer->program, tuple, infer->function);
        item->item.position = i;
        item->type = tuple->type->arguments[i];
        LIST_PUSH(&infer->program->arena, &items, item);
    }
    return items;
}

/* Is it a tuple of texts such as the receiver is? */
static bool is_tuple_of(const Type *type, const Type *receiver)
{
    bool is_it = type->kind == TYPE_TUPLE && type->count > 0;

    for (uint32_t i = 0; i < type->count && is_it; i++) {
        is_it = type->arguments[i] == receiver;
    }
    return is_it;
}

/* s.startswith(("a", "b")): what C would have to take apart becomes a list. false: the first
 * argument is no tuple. */
static bool make_list_of_tuple(Infer *infer, NodeList *arguments, const Type *receiver)
{
    Node **slot = arguments->items;
    NodeList given = {0};

    if (arguments->count == 0) {
        return false;
    }
    if ((*slot)->kind == NODE_TUPLE) {
        (*slot)->kind = NODE_LIST;
        return true;
    }
    const Type *type = infer_expression(infer, slot, NULL);
    if (!is_tuple_of(type, receiver)) {
        return false;
    }
    if (!is_named(*slot)) {
        LIST_PUSH(&infer->program->arena, &given, *slot);
        call_derived(infer, slot, DERIVES_ITEMS, type, given);
        return true;
    }
    Node *list = node_new(infer->program, NODE_LIST, (*slot)->span);
    list->list = items_of(infer, *slot);
    *slot = list;
    return true;
}

/* Other functions there are helpers. */
static bool is_method_of(const Symbol *function, const Type *receiver)
{
    return function != NULL && function->function->parameters.items[0]->type == receiver;
}

/* s.encode("utf-8") is s.encode(). */
static void drop_usual_encoding(NodeList *arguments)
{
    const Node *first = arguments->count == 1 ? arguments->items[0] : NULL;

    if (first != NULL && first->kind == NODE_STRING && first->string.size == 5 &&
        memcmp(first->string.bytes, "utf-8", 5) == 0) {
        arguments->count = 0;
    }
}

/* What methods.def says of the arguments of the methods of that name. */
static const char *marks_of(Infer *infer, const Type *receiver, const Name *name)
{
    BuiltinId id = find_method(infer, receiver, name, 0);

    return id == BUILTIN_NOT_ONE ? "" : builtin_table[id].parameters;
}

/* Which module has the forms of the method that are written in IR. */
static const char *module_of_method(const Type *receiver, const char *marks)
{
    return strchr(marks, '~') != NULL   ? "builtin_codecs"
           : receiver->kind == TYPE_STR ? "builtin_str"
                                        : "builtin_bytes";
}

/* true: only a form that is written in IR can be meant. */
static bool adapt_arguments(Infer *infer, const Type *receiver, NodeList *arguments,
                            const char *marks)
{
    if (strchr(marks, '#') != NULL) {
        make_byte(infer, arguments);
    }
    if (strchr(marks, '~') != NULL) {
        drop_usual_encoding(arguments);
    }
    return strchr(marks, '*') != NULL && make_list_of_tuple(infer, arguments, receiver);
}

bool call_library_method(Infer *infer, Node **slot)
{
    Node *node = *slot;
    const Type *receiver = node->method.base->type;

    if (!type_is_text(receiver)) {
        return false;
    }
    if (receiver->kind == TYPE_STR && infer_format_map(infer, slot)) {
        return true;
    }
    const char *name = node->method.name->text;
    const char *marks = marks_of(infer, receiver, node->method.name);
    const char *module = module_of_method(receiver, marks);
    bool is_written = adapt_arguments(infer, receiver, &node->method.arguments, marks);

    if ((!is_written && is_row_meant(infer, receiver, node)) ||
        !is_method_of(standard_function(infer->program, module, name), receiver)) {
        return false;
    }
    (void)call_standard_function(
        infer, slot, module, name,
        arguments_behind(infer, node->method.base, &node->method.arguments));
    return true;
}

/* --- what is called by a type's name --- */

static const Type *report_no_function(Infer *infer, Node *node, const char *type)
{
    report_error(infer->diagnostics, member_span(infer, node), "'%s' has no function '%s'", type,
                 node->method.name->text);
    infer_arguments(infer, &node->method.arguments, 0);
    return error_type(infer);
}

/* The keys of dict.fromkeys(keys, value) may be whatever can be iterated; false: they cannot. */
static bool make_keys(Infer *infer, Node **keys)
{
    infer_expression(infer, keys, NULL);
    make_list_of_object(infer, keys);
    const Type *item = iterated_type(infer, *keys);
    if (!is_error(item)) {
        make_list(infer, keys, type_list(infer->types, item));
    }
    return !is_error(item);
}

const Type *call_library_function(Infer *infer, Node **slot)
{
    Node *node = *slot;
    NodeList *arguments = &node->method.arguments;
    const char *type = node->method.base->type_form.name->text;
    const char *name = arena_format(&infer->program->arena, "%s_%s", type, node->method.name->text);

    if (standard_function(infer->program, "builtin_types", name) == NULL) {
        return report_no_function(infer, node, type);
    }
    if (strcmp(type, "dict") == 0 && arguments->count > 0 &&
        !make_keys(infer, &arguments->items[0])) {
        infer_arguments(infer, arguments, 1);
        return error_type(infer);
    }
    return call_standard_function(infer, slot, "builtin_types", name, *arguments);
}
