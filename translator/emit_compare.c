/* emit_compare: equality, order and membership of values that C cannot compare, by generated
 * functions. */
#include "emit_internal.h"

/* --- equality --- */

static CNode *members_equal(Emitter *e, CNode *so_far, const Type *type, const char *name)
{
    CNode *left = c_member(e->arena, c_name(e->arena, "a"), name);
    CNode *right = c_member(e->arena, c_name(e->arena, "b"), name);
    CNode *equal = emit_equal(e, type, left, right);

    return so_far == NULL ? equal : c_binary(e->arena, "&&", so_far, equal);
}

static CNode *all_members_equal(Emitter *e, const Type *type)
{
    CNode *equal = NULL;

    if (type->kind == TYPE_TUPLE) {
        for (uint32_t i = 0; i < type->count; i++) {
            equal = members_equal(e, equal, type->arguments[i], text_format(e, "item_%u", i));
        }
        return equal;
    }
    const SymbolList *fields = &type->declaration->declaration->fields;
    for (uint32_t i = 0; i < fields->count; i++) {
        equal = members_equal(e, equal, fields->items[i]->type, field_name(e, fields->items[i]));
    }
    return equal;
}

/* `static inline bool Vec3_equal(Vec3 a, Vec3 b)`, made once. */
static const char *equal_function(Emitter *e, const Type *type)
{
    const char *name = text_format(e, "%s_equal", c_type(e, type));
    TypeUse *known = type_use(e, type);

    if (known->has_equal) {
        return name;
    }
    known->has_equal = true;
    CNode *function = generated_function(e, "bool", name);
    CNode *equal = all_members_equal(e, type);
    function->comment = "Are all their parts equal?";
    function->flags |= C_INLINE;
    runtime_use_header(e->runtime, "stdbool.h");
    add_parameter(e, function, c_type(e, type), "a");
    add_parameter(e, function, c_type(e, type), "b");
    c_push(e->arena, &function->left->list,
           c_return(e->arena, equal != NULL ? equal : c_name(e->arena, "true")));
    c_push(e->arena, &e->type_functions, function);
    return name;
}

/* `static inline bool nb_equal_Shape(Shape *a, Shape *b)`: are they one object? Made once. */
static const char *identity_function(Emitter *e, const Type *type)
{
    const char *name = text_format(e, "nb_equal_%s", short_name(e, type));
    TypeUse *known = type_use(e, type);

    if (known->has_equal) {
        return name;
    }
    known->has_equal = true;
    CNode *function = generated_function(e, "bool", name);
    function->comment = "Are they one object?";
    function->flags |= C_INLINE;
    runtime_use_header(e->runtime, "stdbool.h");
    add_parameter(e, function, c_type(e, type), "a");
    add_parameter(e, function, c_type(e, type), "b");
    c_push(
        e->arena, &function->left->list,
        c_return(e->arena, c_binary(e->arena, "==", c_name(e->arena, "a"), c_name(e->arena, "b"))));
    c_push(e->arena, &e->type_functions, function);
    return name;
}

CNode *emit_equal(Emitter *e, const Type *type, CNode *left, CNode *right)
{
    if (type_is_text(type)) {
        return separated(e, c_call2(e->arena, sequence_function(e, type, "equal"), left, right));
    }
    if (type->kind == TYPE_TUPLE || type->kind == TYPE_STRUCT) {
        return separated(e, c_call2(e->arena, equal_function(e, type), left, right));
    }
    if (is_template_type(type)) {
        return c_call2(e->arena, equality_of(e, type), left, right);
    }
    if (scalar_class(type) == CLASS_COMPLEX) {
        const char *equal = use(e, text_format(e, "%s_equal", c_type(e, type)));
        return separated(e, c_call2(e->arena, equal, left, right));
    }
    if (type->kind == TYPE_NONE) {
        return c_name(e->arena, "true");
    }
    if (type->kind == TYPE_OPTION) {
        return separated(e, c_call2(e->arena, option_equal(e, type), left, right));
    }
    return c_binary(e->arena, "==", left, right);
}

/* A prototype of `bool name(type a, type b)` before the templates that call it. */
static void declare_predicate(Emitter *e, const Type *type, const char *name, uint8_t flags)
{
    CNode *prototype = generated_function(e, "bool", name);

    prototype->left = NULL;
    prototype->flags = (uint8_t)(prototype->flags | flags);
    add_parameter(e, prototype, c_type(e, type), "a");
    add_parameter(e, prototype, c_type(e, type), "b");
    c_push(e->arena, &e->prototypes, prototype);
}

const char *equality_of(Emitter *e, const Type *type)
{
    TypeUse *known = type_use(e, type);

    if (is_template_type(type)) {
        return template_function(e, type, "equal");
    }
    if (type_is_text(type) || scalar_class(type) == CLASS_COMPLEX) {
        return use(e, text_format(e, "%s_equal", c_type(e, type)));
    }
    if (type->kind != TYPE_TUPLE && type->kind != TYPE_STRUCT && type->kind != TYPE_OPTION &&
        type->kind != TYPE_CLASS) {
        return use(e, text_format(e, "nb_equal_%s", short_name(e, type)));
    }
    const char *name = type->kind == TYPE_OPTION  ? option_equal(e, type)
                       : type->kind == TYPE_CLASS ? identity_function(e, type)
                                                  : equal_function(e, type);
    if (!known->declares_equal) {
        known->declares_equal = true;
        declare_predicate(e, type, name, C_INLINE);
    }
    return name;
}

/* --- order and membership --- */

static const char *predicate_name(Emitter *e, const Type *type, const char *what)
{
    return text_format(e, "%s_%s", c_type(e, type), what);
}

/* A generated `static bool name(first_type first, second_type second)`; NULL: it was made before.
 */
static CNode *new_predicate(Emitter *e, const char *name, const char *first_type, const char *first,
                            const char *second_type, const char *second)
{
    if (made_before(e, name)) {
        return NULL;
    }
    CNode *function = generated_function(e, "bool", name);
    runtime_use_header(e->runtime, "stdbool.h");
    add_parameter(e, function, first_type, first);
    add_parameter(e, function, second_type, second);
    return function;
}

static CNode *item_of(Emitter *e, const char *tuple, uint32_t position)
{
    return c_member(e->arena, c_name(e->arena, tuple), text_format(e, "item_%u", position));
}

/* The first items that differ decide. */
static void fill_less(Emitter *e, CNode *function, const Type *type)
{
    for (uint32_t i = 0; i < type->count; i++) {
        CNode *a = item_of(e, "a", i);
        CNode *b = item_of(e, "b", i);
        CNode *differ = c_unary(e->arena, "!", emit_equal(e, type->arguments[i], a, b));
        CNode *branch = c_if(e->arena, differ);

        c_push(e->arena, &branch->list, c_return(e->arena, emit_less(e, type->arguments[i], a, b)));
        c_push(e->arena, &function->left->list, branch);
    }
    c_push(e->arena, &function->left->list, c_return(e->arena, c_name(e->arena, "false")));
    c_push(e->arena, &e->type_functions, function);
}

/* `static bool nb_tuple_int64_str_less(nb_tuple_int64_str a, nb_tuple_int64_str b)`, made once. */
static const char *less_function(Emitter *e, const Type *type)
{
    const char *name = predicate_name(e, type, "less");
    CNode *function = new_predicate(e, name, c_type(e, type), "a", c_type(e, type), "b");

    if (function != NULL) {
        function->comment = "Is the first of the items that differ the lesser one in `a`?";
        fill_less(e, function, type);
    }
    return name;
}

CNode *emit_less(Emitter *e, const Type *type, CNode *left, CNode *right)
{
    if (type_is_text(type)) {
        return c_binary(e->arena, "<",
                        c_call2(e->arena, sequence_function(e, type, "compare"), left, right),
                        c_integer(e->arena, 0));
    }
    if (is_template_type(type)) {
        return c_call2(e->arena, order_of(e, type), left, right);
    }
    if (type->kind != TYPE_TUPLE) {
        return c_binary(e->arena, "<", left, right);
    }
    return c_call2(e->arena, less_function(e, type), left, right);
}

const char *order_of(Emitter *e, const Type *type)
{
    TypeUse *known = type_use(e, type);

    if (is_template_type(type)) {
        return template_function(e, type, "less");
    }
    if (type->kind != TYPE_TUPLE) {
        return use(e, text_format(e, "nb_less_%s", short_name(e, type)));
    }
    const char *name = less_function(e, type);
    if (!known->declares_less) {
        known->declares_less = true;
        declare_predicate(e, type, name, 0);
    }
    return name;
}

static void fill_tuple_contains(Emitter *e, CNode *function, const Type *type,
                                const Type *item_type)
{
    CNode *found = NULL;

    for (uint32_t i = 0; i < type->count; i++) {
        if (type->arguments[i] == item_type) {
            CNode *equal =
                emit_equal(e, item_type, item_of(e, "whole", i), c_name(e->arena, "item"));
            found = found == NULL ? equal : c_binary(e->arena, "||", found, equal);
        }
    }
    c_push(e->arena, &function->left->list,
           c_return(e->arena, found != NULL ? found : c_name(e->arena, "false")));
}

/* for (int64_t i = 0; i < whole.shape[0]; i++) { if (whole.data[i] == item) { return true; } } */
static void fill_array_contains(Emitter *e, CNode *function, const Type *type)
{
    CNode *whole = c_name(e->arena, "whole");
    CNode *i = c_name(e->arena, "i");
    CNode *loop = c_new(e->arena, C_FOR, (Span){0});
    CNode *place = type->strided ? c_binary(e->arena, "*", i,
                                            c_index(e->arena, c_member(e->arena, whole, "strides"),
                                                    c_integer(e->arena, 0)))
                                 : i;
    CNode *element = c_index(e->arena, c_member(e->arena, whole, "data"), place);
    CNode *branch =
        c_if(e->arena, emit_equal(e, type->arguments[0], element, c_name(e->arena, "item")));

    loop->third = c_declare(e->arena, "int64_t", "i", c_integer(e->arena, 0));
    loop->left =
        c_binary(e->arena, "<", i,
                 c_index(e->arena, c_member(e->arena, whole, "shape"), c_integer(e->arena, 0)));
    loop->right = c_unary(e->arena, "++", i);
    c_push(e->arena, &branch->list, c_return(e->arena, c_name(e->arena, "true")));
    c_push(e->arena, &loop->list, branch);
    c_push(e->arena, &function->left->list, loop);
    c_push(e->arena, &function->left->list, c_return(e->arena, c_name(e->arena, "false")));
}

CNode *emit_membership(Emitter *e, const Type *type, CNode *whole, const Type *item_type,
                       CNode *item)
{
    if (type_is_container(type)) {
        return c_call2(e->arena, template_function(e, type, "contains"), whole, item);
    }
    const char *name =
        type->kind == TYPE_ARRAY
            ? predicate_name(e, type, "contains")
            : predicate_name(e, type, text_format(e, "contains_%s", short_name(e, item_type)));
    CNode *function =
        new_predicate(e, name, c_type(e, type), "whole", c_type(e, item_type), "item");

    if (function != NULL) {
        if (type->kind == TYPE_ARRAY) {
            fill_array_contains(e, function, type);
        } else {
            fill_tuple_contains(e, function, type, item_type);
        }
        c_push(e->arena, &e->type_functions, function);
    }
    return c_call2(e->arena, name, whole, item);
}
