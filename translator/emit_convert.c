/* emit_convert: conversions between the types of values. */
#include "emit_internal.h"

/* --- conversions --- */

/* Does C convert implicitly, without a warning and without change? */
static bool is_widening(const Type *from, const Type *to)
{
    const ScalarInfo *narrow = scalar_info(from);
    const ScalarInfo *wide = scalar_info(to);

    if (from == to) {
        return true;
    }
    if (narrow->class == CLASS_BOOL) {
        return type_is_integer(to);
    }
    if (narrow->class == wide->class) {
        return narrow->class != CLASS_COMPLEX && narrow->class != CLASS_NOT_SCALAR &&
               narrow->bits <= wide->bits;
    }
    return narrow->class == CLASS_UNSIGNED && wide->class == CLASS_SIGNED &&
           narrow->bits < wide->bits;
}

static CNode *convert_integer(Emitter *e, const Type *from, const Type *to, CNode *operand)
{
    bool is_proven_float = type_is_float(from); /* else it would raise */

    if (scalar_class(to) == CLASS_UNSIGNED || is_proven_float || is_widening(from, to)) {
        return c_cast(e->arena, c_type(e, to), operand);
    }
    return c_call1(e->arena,
                   use(e, text_format(e, "nb_narrow_%s_%s", scalar_info(to)->name,
                                      scalar_class(from) == CLASS_SIGNED ? "int64" : "uint64")),
                   operand);
}

static CNode *convert_complex(Emitter *e, const Node *node)
{
    const Type *part = complex_part(&e->program->types, node->type);
    const Type *from = node->convert.operand->type;

    if (scalar_class(from) == CLASS_COMPLEX) {
        CNode *operand = emit_expression(e, node->convert.operand);
        CNode *real = c_member(e->arena, operand, "real");
        CNode *imaginary = c_member(e->arena, operand, "imag");
        if (part->kind == TYPE_FLOAT32) {
            real = c_cast(e->arena, "float", real);
            imaginary = c_cast(e->arena, "float", imaginary);
        }
        return complex_of(e, node->type, real, imaginary);
    }
    CNode *real = emit_value(e, node->convert.operand);
    return complex_of(
        e, node->type,
        from == part || is_widening(from, part) ? real : c_cast(e->arena, c_type(e, part), real),
        node->convert.second != NULL ? emit_value(e, node->convert.second)
                                     : emit_float(e, 0.0, part));
}

static CNode *convert_scalar(Emitter *e, const Node *node)
{
    const Node *operand = node->convert.operand;

    switch (scalar_class(node->type)) {
    case CLASS_BOOL:
        return operand->type == node->type
                   ? emit_expression(e, operand)
                   : c_binary(e->arena, "!=", emit_expression(e, operand), c_integer(e->arena, 0));
    case CLASS_FLOAT:
        if (operand->kind == NODE_INTEGER && scalar_class(operand->type) == CLASS_SIGNED) {
            return emit_float(e, (double)(int64_t)operand->integer.value, node->type);
        }
        return c_cast(e->arena, c_type(e, node->type), emit_expression(e, operand));
    case CLASS_COMPLEX: return convert_complex(e, node);
    default: return convert_integer(e, operand->type, node->type, emit_expression(e, operand));
    }
}

CNode *emit_convert(Emitter *e, const Node *node)
{
    const Type *from = node->convert.operand->type;

    if (from == node->type && node->convert.second == NULL) {
        return emit_expression(e, node->convert.operand);
    }
    if (node->type->kind == TYPE_ARRAY) {
        return c_call1(e->arena, template_function(e, from, "as_strided"),
                       emit_expression(e, node->convert.operand));
    }
    if (node->type->kind == TYPE_OPTION) {
        return emit_option(e, node);
    }
    if (node->type->kind == TYPE_DYN) {
        return emit_dyn(e, node);
    }
    if (node->type->kind == TYPE_EXCEPTION) {
        return exception_upcast(e, emit_expression(e, node->convert.operand), from->declaration,
                                node->type->declaration);
    }
    if (node->type->kind == TYPE_CLASS) {
        return class_upcast(e, emit_expression(e, node->convert.operand), from, node->type);
    }
    if (scalar_class(node->type) == CLASS_NOT_SCALAR) {
        return emit_expression(e, node->convert.operand);
    }
    return convert_scalar(e, node);
}

CNode *emit_value(Emitter *e, const Node *node)
{
    while (node->kind == NODE_CONVERT && node->convert.second == NULL &&
           !raises_at_root(e->program, node) &&
           is_widening(node->convert.operand->type, node->type) &&
           scalar_class(node->type) != CLASS_COMPLEX) {
        node = node->convert.operand;
    }
    return emit_expression(e, node);
}
