/* infer_iterator: ranges and iterators as values. range, iter, next and enumerate become calls of
 * the standard module builtin_iterators, or of the methods `next` and `__iter__` that an object
 * has. */
#include "class.h"
#include "infer_builtin.h"

static Node *int64_node(Infer *infer, int64_t value, Span span)
{
    return node_integer(infer->program, infer->types->scalar[TYPE_INT64], value, span);
}

static const Type *call_iterators(Infer *infer, Node **slot, const char *name, NodeList arguments)
{
    return call_standard_function(infer, slot, "builtin_iterators", name, arguments);
}

static const Type *call_with(Infer *infer, Node **slot, const char *name, Node *argument)
{
    NodeList arguments = {0};

    LIST_PUSH(&infer->program->arena, &arguments, argument);
    return call_iterators(infer, slot, name, arguments);
}

/* range(n), range(low, high), range(low, high, step) */
const Type *rule_range(Infer *infer, const Use *use)
{
    NodeList arguments = {0};
    Span span = use->node->span;

    for (uint32_t i = 0; i < use->count; i++) {
        infer_index(infer, &use->arguments[i], use_place(use, i));
    }
    if (use->count == 1) {
        LIST_PUSH(&infer->program->arena, &arguments, int64_node(infer, 0, span));
    }
    for (uint32_t i = 0; i < use->count; i++) {
        LIST_PUSH(&infer->program->arena, &arguments, use->arguments[i]);
    }
    if (use->count < 3) {
        LIST_PUSH(&infer->program->arena, &arguments, int64_node(infer, 1, span));
    }
    return call_iterators(infer, use->slot, "range", arguments);
}

/* --- objects --- */

static bool has_method(Infer *infer, const Type *type, const char *name)
{
    return type_method(type, name_of(&infer->program->names, name)) != NULL;
}

/* o.name, or o.name() */
static const Type *use_member(Infer *infer, Node **slot, Node *object, const char *name,
                              bool is_called)
{
    Node *node = node_new(infer->program, is_called ? NODE_METHOD : NODE_FIELD, object->span);
    Name *member = name_of(&infer->program->names, name);

    if (is_called) {
        node->method.base = object;
        node->method.name = member;
    } else {
        node->field.base = object;
        node->field.name = member;
    }
    *slot = node;
    return infer_expression(infer, slot, NULL);
}

/* An object that has `__iter__` but no `next` becomes what that gives. */
static const Type *iterator_of_object(Infer *infer, Node **slot)
{
    const Type *type = (*slot)->type;

    if (!has_method(infer, type, "next") && has_method(infer, type, "__iter__")) {
        return use_member(infer, slot, *slot, "__iter__", true);
    }
    return type;
}

/* --- iterators --- */

/* The function that makes an iterator over values of the type, or NULL. */
static const char *maker_for(const Type *type)
{
    switch (type->kind) {
    case TYPE_LIST: return "of_list";
    case TYPE_SET: return "of_set";
    case TYPE_DICT: return "of_dict";
    case TYPE_STR: return "of_str";
    case TYPE_BYTES: return "of_bytes";
    case TYPE_ARRAY: return type->rank != 1 ? NULL : type->strided ? "of_strided" : "of_array";
    default: return NULL;
    }
}

static const Type *report_not_iterable(Infer *infer, const Use *use)
{
    return report_use(infer, use, 0, "what can be iterated");
}

const Type *rule_iter(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, NULL);
    const char *maker = maker_for(type);

    if (maker != NULL) {
        return call_with(infer, use->slot, maker, use->arguments[0]);
    }
    if (type->kind != TYPE_CLASS) {
        return report_not_iterable(infer, use);
    }
    type = iterator_of_object(infer, &use->arguments[0]);
    if (!is_error(type) && !has_method(infer, type, "next")) {
        return report_not_iterable(infer, use);
    }
    *use->slot = use->arguments[0];
    return type;
}

/* Is it an Iterator[T] of the standard module? */
static bool is_iterator(const Type *type)
{
    const Instance *instance = type->kind == TYPE_CLASS ? symbol_instance(type->declaration) : NULL;

    return instance != NULL && instance->generic->module->source->is_library &&
           strcmp(instance->generic->name->text, "Iterator") == 0;
}

/* next(it, x); next(it, none) gives an option. */
static const Type *next_or(Infer *infer, const Use *use)
{
    NodeList arguments = {0};
    const char *member = is_iterator(use->arguments[0]->type) ? "step" : "next";
    const Type *step = use_member(infer, &use->arguments[0], use->arguments[0], member, false);
    const Type *item = step->kind == TYPE_FN ? step->arguments[step->count - 1] : step;
    bool is_optional = use->arguments[1]->kind == NODE_NONE && item->kind != TYPE_OPTION;

    if (is_error(step)) {
        return step;
    }
    LIST_PUSH(&infer->program->arena, &arguments, use->arguments[0]);
    if (!is_optional) {
        infer_place(infer, &use->arguments[1], item, use_place(use, 1));
        LIST_PUSH(&infer->program->arena, &arguments, use->arguments[1]);
    }
    return call_iterators(infer, use->slot, is_optional ? "next_or_none" : "next_or", arguments);
}

const Type *rule_next(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, NULL);

    if (!has_method(infer, type, "next")) {
        return report_use(infer, use, 0, "an iterator");
    }
    if (use->count == 2) {
        return next_or(infer, use);
    }
    return use_member(infer, use->slot, use->arguments[0], "next", true);
}

/* *slot, inferred, becomes an Iterator over it; TYPE_ERROR where it cannot be iterated. */
static const Type *make_iterator(Infer *infer, Node **slot)
{
    const char *maker = maker_for((*slot)->type);

    if (maker != NULL) {
        return call_with(infer, slot, maker, *slot);
    }
    const Type *type =
        (*slot)->type->kind == TYPE_CLASS ? iterator_of_object(infer, slot) : (*slot)->type;
    if (is_iterator(type)) {
        return type;
    }
    if (!has_method(infer, type, "next")) {
        return error_type(infer);
    }
    use_member(infer, slot, *slot, "next", false);
    return call_with(infer, slot, "of_next", *slot);
}

const Type *rule_enumerate(Infer *infer, const Use *use)
{
    NodeList arguments = {0};
    const Type *type = use_argument(infer, use, 0, NULL);

    if (is_error(type)) {
        return type;
    }
    if (is_error(make_iterator(infer, &use->arguments[0]))) {
        return report_not_iterable(infer, use);
    }
    if (use->count > 1) {
        infer_index(infer, &use->arguments[1], use_place(use, 1));
    }
    LIST_PUSH(&infer->program->arena, &arguments, use->arguments[0]);
    LIST_PUSH(&infer->program->arena, &arguments,
              use->count > 1 ? use->arguments[1] : int64_node(infer, 0, use->node->span));
    return call_iterators(infer, use->slot, "enumerate", arguments);
}

/* What a loop over an argument of enumerate gives; NULL: it cannot be iterated. */
static const Type *enumerated_type(Infer *infer, Node **slot)
{
    const Type *type = infer_expression(infer, slot, NULL);

    if (maker_for(type) != NULL || (type->kind == TYPE_ARRAY && type->rank > 1)) {
        return iterated_type(infer, *slot);
    }
    if (type->kind != TYPE_CLASS) {
        return NULL;
    }
    const Type *item = infer_object_iteration(infer, slot);
    return item == (*slot)->type || is_error(item) ? NULL : item;
}

void infer_enumeration(Infer *infer, Node *node)
{
    bool is_one = node->kind == NODE_BUILTIN && node->builtin.id == BUILTIN_ENUMERATE &&
                  node->type == NULL && node->builtin.arguments.count > 0 &&
                  node->builtin.arguments.count < 3;

    if (!is_one) {
        return;
    }
    Node **arguments = node->builtin.arguments.items;
    const Type *item = enumerated_type(infer, &arguments[0]);
    if (item == NULL) {
        return;
    }
    if (node->builtin.arguments.count > 1) {
        infer_index(infer, &arguments[1], (Place){"argument", "enumerate", 2});
    }
    const Type *pair[] = {infer->types->scalar[TYPE_INT64], item};
    node->type = type_list(infer->types, type_tuple(infer->types, pair, 2));
}

static bool is_collected(const Type *type)
{
    return type->kind == TYPE_DICT || type->kind == TYPE_SET || type_is_text(type);
}

void collect_items(Infer *infer, Node **slot)
{
    make_list_of_object(infer, slot);
    if (is_collected((*slot)->type)) {
        const Type *list = type_list(infer->types, iterated_type(infer, *slot));

        make_list(infer, slot, list);
        (void)infer_expression(infer, slot, list);
    }
}

void make_list_of_object(Infer *infer, Node **slot)
{
    const Type *type = (*slot)->type;
    bool is_iterable = type->kind == TYPE_CLASS &&
                       (has_method(infer, type, "next") || has_method(infer, type, "__iter__"));

    if (is_iterable && !is_error(make_iterator(infer, slot))) {
        (void)call_with(infer, slot, "to_list", *slot);
    }
}
