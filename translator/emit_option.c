/* emit_option: values that may be none. An option of a reference is the same pointer, NULL for
 * none; of anything else a struct { bool has_value; T value; }. */
#include "emit_internal.h"

static bool is_pointer(const Type *option)
{
    return type_is_reference(option->arguments[0]);
}

/* nb_option_int64, also before the names of an option's functions. */
static const char *option_name(Emitter *e, const Type *option)
{
    return text_format(e, "nb_%s", short_name(e, option));
}

const char *option_type(Emitter *e, const Type *option)
{
    return is_pointer(option) ? c_type(e, option->arguments[0]) : option_name(e, option);
}

void define_option(Emitter *e, const Type *option)
{
    const Type *value = option->arguments[0];

    define_type(e, value);
    if (is_pointer(option)) {
        return;
    }
    CNode *structure = new_struct(e, c_type(e, option), (Span){0});
    runtime_use_header(e->runtime, "stdbool.h");
    add_member(e, structure, "bool", "has_value");
    add_member(e, structure, member_type(e, value), "value");
    c_push(e->arena, e->types, structure);
}

/* --- asking --- */

static CNode *null_pointer(Emitter *e)
{
    runtime_use_header(e->runtime, "stddef.h");
    return c_name(e->arena, "NULL");
}

CNode *option_is_none(Emitter *e, const Type *option, CNode *value)
{
    if (is_pointer(option)) {
        return c_binary(e->arena, "==", value, null_pointer(e));
    }
    return c_unary(e->arena, "!", c_member(e->arena, value, "has_value"));
}

CNode *option_has_value(Emitter *e, const Type *option, CNode *value)
{
    return is_pointer(option) ? c_binary(e->arena, "!=", value, null_pointer(e))
                              : c_member(e->arena, value, "has_value");
}

CNode *option_value(Emitter *e, const Type *option, CNode *value)
{
    return is_pointer(option) ? value : c_member(e->arena, value, "value");
}

CNode *emit_none_test(Emitter *e, const Node *node, bool is_negated)
{
    const Node *operand = node->type_test.operand;
    CNode *value = emit_expression(e, operand);

    return is_negated ? option_has_value(e, operand->type, value)
                      : option_is_none(e, operand->type, value);
}

/* --- making --- */

CNode *option_of(Emitter *e, const Type *option, CNode *value)
{
    if (is_pointer(option)) {
        return value == NULL ? null_pointer(e) : value;
    }
    CNode *made = c_new(e->arena, C_COMPOUND, (Span){0});
    made->text = c_type(e, option);
    if (value == NULL) {
        c_push(e->arena, &made->list, c_integer(e->arena, 0));
    } else {
        c_push(e->arena, &made->list, c_name(e->arena, "true"));
        c_push(e->arena, &made->list, value);
    }
    return made;
}

CNode *emit_option(Emitter *e, const Node *node)
{
    const Node *operand = node->convert.operand;

    return option_of(e, node->type, operand->kind == NODE_NONE ? NULL : emit_value(e, operand));
}

/* --- generated functions --- */

/* `static inline result name(option a, second b)`; NULL: it was made before. */
static CNode *new_function(Emitter *e, const Type *option, const char *name, const char *result,
                           const char *second_type, const char *second)
{
    if (made_before(e, name)) {
        return NULL;
    }
    CNode *function = generated_function(e, result, name);
    function->flags |= C_INLINE;
    add_parameter(e, function, c_type(e, option), "a");
    add_parameter(e, function, second_type, second);
    c_push(e->arena, &e->type_functions, function);
    return function;
}

/* Are both none, or both the same value? */
static CNode *both_equal(Emitter *e, const Type *option)
{
    CNode *a = c_name(e->arena, "a");
    CNode *b = c_name(e->arena, "b");
    CNode *equal =
        emit_equal(e, option->arguments[0], option_value(e, option, a), option_value(e, option, b));

    if (is_pointer(option)) {
        CNode *choice = c_new(e->arena, C_CONDITIONAL, (Span){0});
        choice->left =
            c_binary(e->arena, "||", option_is_none(e, option, a), option_is_none(e, option, b));
        choice->right = c_binary(e->arena, "==", a, b);
        choice->third = equal;
        return choice;
    }
    CNode *same = c_binary(e->arena, "==", c_member(e->arena, a, "has_value"),
                           c_member(e->arena, b, "has_value"));
    return c_binary(e->arena, "&&", same,
                    c_binary(e->arena, "||", option_is_none(e, option, a), equal));
}

const char *option_equal(Emitter *e, const Type *option)
{
    const char *name = text_format(e, "%s_equal", option_name(e, option));

    runtime_use_header(e->runtime, "stdbool.h");
    CNode *equal = both_equal(e, option);
    CNode *function = new_function(e, option, name, "bool", c_type(e, option), "b");
    if (function != NULL) {
        function->comment = "Are both none, or both the same value?";
        c_push(e->arena, &function->left->list, c_return(e->arena, equal));
    }
    return name;
}

const char *option_value_or(Emitter *e, const Type *option)
{
    const char *name = text_format(e, "%s_value_or", option_name(e, option));
    const char *value = c_type(e, option->arguments[0]);
    CNode *function = new_function(e, option, name, value, value, "otherwise");

    if (function != NULL) {
        function->comment = "What it holds, or `otherwise` where it holds nothing.";
        CNode *a = c_name(e->arena, "a");
        CNode *choice = c_new(e->arena, C_CONDITIONAL, (Span){0});

        choice->left = option_has_value(e, option, a);
        choice->right = option_value(e, option, a);
        choice->third = c_name(e->arena, "otherwise");
        c_push(e->arena, &function->left->list, c_return(e->arena, choice));
    }
    return name;
}
