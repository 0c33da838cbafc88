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

/* Can a row of methods.def be meant? Those that take `none`, or several texts for one, are written
 * in IR. */
static bool is_row_meant(Infer *infer, const Type *receiver, const Node *node)
{
    const NodeList *arguments = &node->method.arguments;
    BuiltinId id = find_method(infer, receiver, node->method.name, arguments->count);
    NodeKind first = arguments->count == 0 ? NODE_NAME : arguments->items[0]->kind;

    return id != BUILTIN_NOT_ONE && method_parameter_count(id) == arguments->count &&
           first != NODE_NONE && first != NODE_TUPLE;
}

/* data.find(65): a number is the byte that it stands for. */
static void make_byte(Infer *infer, Node *node)
{
    static const char *const names[] = {"find", "rfind", "index", "rindex", "count"};
    NodeList *arguments = &node->method.arguments;
    bool takes_byte = false;

    for (uint32_t i = 0; i < sizeof names / sizeof *names; i++) {
        takes_byte |= strcmp(node->method.name->text, names[i]) == 0;
    }
    if (!takes_byte || arguments->count == 0 || node->method.base->type->kind != TYPE_BYTES ||
        !type_is_integer(infer_expression(infer, &arguments->items[0], NULL))) {
        return;
    }
    NodeList number = {0};
    infer_index(infer, &arguments->items[0], (Place){"a byte", NULL, 0});
    LIST_PUSH(&infer->program->arena, &number, arguments->items[0]);
    call_standard_function(infer, &arguments->items[0], "builtin_bytes", "of_number", number);
}

/* s.startswith(("a", "b")): what C would have to take apart is a list. */
static void make_list_of_texts(const NodeList *arguments)
{
    if (arguments->count > 0 && arguments->items[0]->kind == NODE_TUPLE) {
        arguments->items[0]->kind = NODE_LIST;
    }
}

bool is_named(const Node *node)
{
    while (node->kind == NODE_FIELD) {
        node = node->field.base;
    }
    return node->kind == NODE_NAME;
}

/* s.startswith(endings), where that is a tuple: (endings[0], endings[1]). */
static void make_display_of_tuple(Infer *infer, Node *node)
{
    NodeList *arguments = &node->method.arguments;
    const char *name = node->method.name->text;
    bool takes_several = strcmp(name, "startswith") == 0 || strcmp(name, "endswith") == 0;
    Node *tuple = arguments->count > 0 ? arguments->items[0] : NULL;

    if (!takes_several || tuple == NULL || !is_named(tuple) ||
        infer_expression(infer, &arguments->items[0], NULL)->kind != TYPE_TUPLE) {
        return;
    }
    tuple = arguments->items[0];
    Node *display = node_new(infer->program, NODE_TUPLE, tuple->span);
    for (uint32_t i = 0; i < tuple->type->count; i++) {
        Node *item = node_new(infer->program, NODE_ITEM, tuple->span);

        item->item.base = node_copy(infer->program, tuple, infer->function);
        item->item.position = i;
        item->type = tuple->type->arguments[i];
        LIST_PUSH(&infer->program->arena, &display->list, item);
    }
    arguments->items[0] = display;
}

/* Other functions there are helpers. */
static bool is_method_of(const Symbol *function, const Type *receiver)
{
    return function != NULL && function->function->parameters.items[0]->type == receiver;
}

static const char *module_of_method(const Type *receiver, const char *name)
{
    bool is_codec = strcmp(name, receiver->kind == TYPE_STR ? "encode" : "decode") == 0;

    return is_codec                     ? "builtin_codecs"
           : receiver->kind == TYPE_STR ? "builtin_str"
                                        : "builtin_bytes";
}

/* s.encode("utf-8") is s.encode(). */
static void drop_usual_encoding(Node *node)
{
    NodeList *arguments = &node->method.arguments;
    const Node *first = arguments->count == 1 ? arguments->items[0] : NULL;
    const char *name = node->method.name->text;
    bool is_codec = strcmp(name, "encode") == 0 || strcmp(name, "decode") == 0;

    if (is_codec && first != NULL && first->kind == NODE_STRING && first->string.size == 5 &&
        memcmp(first->string.bytes, "utf-8", 5) == 0) {
        arguments->count = 0;
    }
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
    drop_usual_encoding(node);
    make_byte(infer, node);
    make_display_of_tuple(infer, node);
    const char *name = node->method.name->text;
    const char *module = module_of_method(receiver, name);

    if (is_row_meant(infer, receiver, node) ||
        !is_method_of(standard_function(infer->program, module, name), receiver)) {
        return false;
    }
    make_list_of_texts(&node->method.arguments);
    (void)call_standard_function(
        infer, slot, module, name,
        arguments_behind(infer, node->method.base, &node->method.arguments));
    return true;
}

/* --- what is called by a type's name --- */

static const Type *report_no_function(Infer *infer, Node *node, const char *type)
{
    report_error(infer->diagnostics, node->span, "'%s' has no function '%s'", type,
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
