/* infer_distance: how many steps an argument is from what a parameter takes: up the class tree, or
 * through the numeric types. */
#include "class.h"
#include "infer.h"

enum {
    STEP_OTHER_CLASS = 1, /* of numbers: from signed to float, and the like */
    STEP_OPTION = 16,     /* to option[T], to a dyn: after all that stays what it is */
    STEP_DYN = 32,
};

/* Where a numeric type stands among those of more and more values. */
static int numeric_rank(const Type *type)
{
    int bits = scalar_info(type)->bits;
    int rank = 0;

    for (; bits > 8; bits /= 2) {
        rank++;
    }
    return rank + (type_is_float(type) ? 2 : 0);
}

static int numeric_distance(const Type *from, const Type *to)
{
    int steps = numeric_rank(to) - numeric_rank(from);

    return (steps > 0 ? steps : 0) +
           (scalar_class(from) != scalar_class(to) ? STEP_OTHER_CLASS : 0);
}

static int class_distance(const Type *from, const Type *to)
{
    int steps = 0;

    for (const Declaration *at = from->declaration->declaration;
         at != NULL && at != to->declaration->declaration; at = class_base(at)) {
        steps++;
    }
    return steps;
}

/* The steps from one type to the other, or TOO_FAR. */
static int coerce_distance(Infer *infer, const Type *from, const Type *to)
{
    if (from == to || is_error(from) || is_error(to)) {
        return 0;
    }
    if (common_type(infer, from, to) != to) {
        return TOO_FAR;
    }
    if (type_is_numeric(from)) {
        return type_is_numeric(to) ? numeric_distance(from, to) : STEP_OPTION;
    }
    if (from->kind == TYPE_CLASS && to->kind == TYPE_CLASS) {
        return class_distance(from, to);
    }
    return to->kind == TYPE_DYN ? STEP_DYN : to->kind == TYPE_OPTION ? STEP_OPTION : 1;
}

const Type *literal_type(const Infer *infer, const Node *literal)
{
    while (literal->kind == NODE_UNARY) {
        literal = literal->unary.operand;
    }
    return infer->types->scalar[literal->kind == NODE_INTEGER ? TYPE_INT64
                                : literal->kind == NODE_FLOAT ? TYPE_FLOAT64
                                                              : TYPE_COMPLEX128];
}

/* A literal takes the type of its place: int64 and float64 are nearest. */
static int literal_distance(Infer *infer, const Node *literal, const Type *to)
{
    while (literal->kind == NODE_UNARY) {
        literal = literal->unary.operand;
    }
    bool is_integer = literal->kind == NODE_INTEGER;
    if (type_is_integer(to)) {
        return !is_integer ? TOO_FAR : to->kind == TYPE_INT64 ? 0 : 1;
    }
    if (type_is_float(to)) {
        return (is_integer ? 2 : 0) + (to->kind == TYPE_FLOAT64 ? 0 : 1);
    }
    if (to->kind == TYPE_DYN) {
        return coerce_distance(infer, literal_type(infer, literal), to);
    }
    return scalar_class(to) == CLASS_COMPLEX ? 4
           : to->kind == TYPE_OPTION && literal_distance(infer, literal, to->arguments[0]) >= 0
               ? STEP_OPTION
               : TOO_FAR;
}

bool is_empty_display(const Node *node)
{
    return (node->kind == NODE_LIST || node->kind == NODE_DICT) && node->list.count == 0;
}

int argument_distance(Infer *infer, const Node *argument, const Type *to, bool is_reference)
{
    if (is_reference != (argument->kind == NODE_REFERENCE)) {
        return TOO_FAR;
    }
    if (argument->kind == NODE_REFERENCE) {
        return argument->unary.operand->type == to ? 0 : TOO_FAR;
    }
    if (argument->type != NULL) {
        return coerce_distance(infer, argument->type, to);
    }
    if (is_adaptable(argument)) {
        return literal_distance(infer, argument, to);
    }
    if (argument->kind == NODE_LAMBDA) {
        return to->kind == TYPE_FN && to->count == argument->function->parameters.count + 1
                   ? 0
                   : TOO_FAR;
    }
    if (names_functions(argument)) {
        return to->kind == TYPE_FN ? 0 : TOO_FAR;
    }
    return type_is_container(to) || to->kind == TYPE_ARRAY ? 0 : TOO_FAR;
}
