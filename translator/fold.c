/* Constant folding, with the meaning that the operations have at run time: integers wrap, `//`
 * and `%` floor, floats are IEEE of their width. What would raise is not folded. */
#include "fold.h"

#include <math.h>
#include <string.h>

uint64_t wrap_integer(const Type *type, uint64_t bits)
{
    const ScalarInfo *info = scalar_info(type);
    unsigned unused = 64U - (unsigned)info->bits;

    if (unused == 0) {
        return bits;
    }
    bits = bits << unused >> unused;
    if (info->class == CLASS_SIGNED && (bits >> (info->bits - 1)) != 0) {
        bits |= ~UINT64_C(0) << info->bits;
    }
    return bits;
}

bool integer_fits(const Type *type, uint64_t magnitude, bool is_negative)
{
    const ScalarInfo *info = scalar_info(type);
    uint64_t half = UINT64_C(1) << (info->bits - 1);

    if (info->class == CLASS_SIGNED) {
        return is_negative ? magnitude <= half : magnitude < half;
    }
    return !(is_negative && magnitude != 0) && magnitude <= half - 1 + half;
}

/* --- making literals --- */

static Node *make_integer(Program *program, const Type *type, uint64_t bits, Span span)
{
    return node_integer(program, type, (int64_t)wrap_integer(type, bits), span);
}

static Node *make_bool(Program *program, bool value, Span span)
{
    return node_bool(program, value, span);
}

static Node *make_float(Program *program, const Type *type, double value, Span span)
{
    Node *node = node_new(program, NODE_FLOAT, span);

    node->type = type;
    node->number = type->kind == TYPE_FLOAT32 ? (double)(float)value : value;
    return node;
}

typedef struct Complex {
    double real;
    double imag;
} Complex;

static Node *make_complex(Program *program, const Type *type, Complex value, Span span)
{
    const Type *part = complex_part(&program->types, type);
    Node *node = node_new(program, NODE_CONVERT, span);

    node->type = type;
    node->convert.operand = make_float(program, part, value.real, span);
    node->convert.second = make_float(program, part, value.imag, span);
    return node;
}

/* --- reading literals --- */

static bool is_signed(const Type *type)
{
    return scalar_class(type) == CLASS_SIGNED;
}

static double real_value(const Node *literal)
{
    if (literal->kind == NODE_FLOAT) {
        return literal->number;
    }
    return is_signed(literal->type) ? (double)(int64_t)literal->integer.value
                                    : (double)literal->integer.value;
}

static bool is_complex_pair(const Node *node)
{
    return node->kind == NODE_CONVERT && node->convert.second != NULL &&
           node->convert.operand->kind == NODE_FLOAT && node->convert.second->kind == NODE_FLOAT;
}

static Complex complex_value(const Node *literal)
{
    if (is_complex_pair(literal)) {
        return (Complex){literal->convert.operand->number, literal->convert.second->number};
    }
    if (literal->kind == NODE_IMAGINARY) {
        return (Complex){0.0, literal->number};
    }
    return (Complex){real_value(literal), 0.0};
}

/* --- conversions --- */

static Node *integer_of_float(Program *program, const Node *literal, const Type *to)
{
    double value = trunc(literal->number);

    if (!(value >= -9223372036854775808.0 && value < 18446744073709551616.0)) {
        return NULL;
    }
    bool is_negative = value < 0.0;
    uint64_t magnitude = (uint64_t)fabs(value);
    if (!integer_fits(to, magnitude, is_negative)) {
        return NULL;
    }
    return make_integer(program, to, is_negative ? 0 - magnitude : magnitude, literal->span);
}

Node *fold_conversion(Program *program, const Node *literal, const Type *to)
{
    bool is_real =
        literal->kind == NODE_INTEGER || literal->kind == NODE_BOOL || literal->kind == NODE_FLOAT;

    switch (scalar_class(to)) {
    case CLASS_BOOL:
        return is_real ? make_bool(program, real_value(literal) != 0.0, literal->span) : NULL;
    case CLASS_SIGNED:
    case CLASS_UNSIGNED:
        if (literal->kind == NODE_FLOAT) {
            return integer_of_float(program, literal, to);
        }
        return is_real ? make_integer(program, to, literal->integer.value, literal->span) : NULL;
    case CLASS_FLOAT:
        return is_real ? make_float(program, to, real_value(literal), literal->span) : NULL;
    case CLASS_COMPLEX:
        return is_real || literal->kind == NODE_IMAGINARY || is_complex_pair(literal)
                   ? make_complex(program, to, complex_value(literal), literal->span)
                   : NULL;
    case CLASS_NOT_SCALAR: break;
    }
    return NULL;
}

/* --- integer operators --- */

static uint64_t power_integer(uint64_t base, uint64_t exponent)
{
    uint64_t result = 1;

    for (; exponent != 0; exponent >>= 1) {
        if ((exponent & 1) != 0) {
            result *= base;
        }
        base *= base;
    }
    return result;
}

static uint64_t floor_divide_signed(int64_t a, int64_t b)
{
    if (b == -1) {
        return 0 - (uint64_t)a;
    }
    return (uint64_t)(a / b - (a % b != 0 && (a % b < 0) != (b < 0)));
}

static uint64_t modulo_signed(int64_t a, int64_t b)
{
    if (b == -1) {
        return 0;
    }
    int64_t rest = a % b;
    return (uint64_t)(rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest);
}

static uint64_t shift_right(const Type *type, uint64_t a, uint64_t count)
{
    if (is_signed(type) && (int64_t)a < 0) {
        return ~(~a >> count);
    }
    return a >> count;
}

/* false: it would raise. */
static bool integer_operation(Operator op, const Type *type, uint64_t a, uint64_t b,
                              uint64_t *result)
{
    bool is_shift = op == OP_SHIFT_LEFT || op == OP_SHIFT_RIGHT;
    bool divides = op == OP_FLOOR_DIVIDE || op == OP_MODULO;

    if ((is_shift && b >= (uint64_t)scalar_info(type)->bits) || (divides && b == 0) ||
        (op == OP_POWER && is_signed(type) && (int64_t)b < 0)) {
        return false;
    }
    switch (op) {
    case OP_ADD: *result = a + b; break;
    case OP_SUBTRACT: *result = a - b; break;
    case OP_MULTIPLY: *result = a * b; break;
    case OP_BIT_AND: *result = a & b; break;
    case OP_BIT_OR: *result = a | b; break;
    case OP_BIT_XOR: *result = a ^ b; break;
    case OP_POWER: *result = power_integer(a, b); break;
    case OP_SHIFT_LEFT: *result = a << b; break;
    case OP_SHIFT_RIGHT: *result = shift_right(type, a, b); break;
    case OP_FLOOR_DIVIDE:
        *result = is_signed(type) ? floor_divide_signed((int64_t)a, (int64_t)b) : a / b;
        break;
    case OP_MODULO:
        *result = is_signed(type) ? modulo_signed((int64_t)a, (int64_t)b) : a % b;
        break;
    default: return false;
    }
    return true;
}

/* --- float and complex operators --- */

static double modulo_float(double a, double b)
{
    double rest = fmod(a, b);

    if (rest == 0.0) {
        return copysign(0.0, b);
    }
    return (rest < 0.0) != (b < 0.0) ? rest + b : rest;
}

static bool float_operation(Operator op, double a, double b, double *result)
{
    switch (op) {
    case OP_ADD: *result = a + b; break;
    case OP_SUBTRACT: *result = a - b; break;
    case OP_MULTIPLY: *result = a * b; break;
    case OP_DIVIDE: *result = a / b; break;
    case OP_POWER: *result = pow(a, b); break;
    default: return false;
    }
    return true;
}

static bool complex_operation(Operator op, Complex a, Complex b, Complex *result)
{
    switch (op) {
    case OP_ADD: *result = (Complex){a.real + b.real, a.imag + b.imag}; break;
    case OP_SUBTRACT: *result = (Complex){a.real - b.real, a.imag - b.imag}; break;
    case OP_MULTIPLY:
        *result = (Complex){a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real};
        break;
    default: return false;
    }
    return true;
}

/* --- comparisons --- */

/* -1, 0, 1, or 2 when they are not ordered. */
static int compare_literals(const Node *a, const Node *b)
{
    if (a->kind == NODE_STRING) {
        uint32_t shared = a->string.size < b->string.size ? a->string.size : b->string.size;
        int order = memcmp(a->string.bytes, b->string.bytes, shared);

        return order != 0 ? (order > 0) - (order < 0)
                          : (a->string.size > b->string.size) - (a->string.size < b->string.size);
    }
    if (a->kind == NODE_FLOAT) {
        return isnan(a->number) || isnan(b->number)
                   ? 2
                   : (a->number > b->number) - (a->number < b->number);
    }
    if (is_signed(a->type)) {
        int64_t x = (int64_t)a->integer.value;
        int64_t y = (int64_t)b->integer.value;
        return (x > y) - (x < y);
    }
    return (a->integer.value > b->integer.value) - (a->integer.value < b->integer.value);
}

static bool comparison_holds(Operator op, int order)
{
    switch (op) {
    case OP_EQUAL: return order == 0;
    case OP_NOT_EQUAL: return order != 0;
    case OP_LESS: return order == -1;
    case OP_LESS_EQUAL: return order == -1 || order == 0;
    case OP_GREATER: return order == 1;
    default: return order == 1 || order == 0;
    }
}

static bool is_ordered_literal(const Node *node)
{
    return node->kind == NODE_INTEGER || node->kind == NODE_FLOAT || node->kind == NODE_BOOL ||
           node->kind == NODE_STRING;
}

bool compare_constants(Operator op, const Node *a, const Node *b, bool *result)
{
    if (!is_ordered_literal(a) || a->kind != b->kind) {
        return false;
    }
    *result = comparison_holds(op, compare_literals(a, b));
    return true;
}

/* --- expressions --- */

static Node *fold_text(Program *program, const Node *node, const Node *a, const Node *b)
{
    Node *joined = node_new(program, NODE_STRING, node->span);
    uint32_t size = a->string.size + b->string.size;
    char *bytes = arena_alloc(&program->arena, (size_t)size + 1);

    memcpy(bytes, a->string.bytes, a->string.size);
    memcpy(bytes + a->string.size, b->string.bytes, b->string.size);
    bytes[size] = '\0';
    joined->type = node->type;
    joined->string.bytes = bytes;
    joined->string.size = size;
    return joined;
}

/* `/` on integers divides their float64 values. */
static Node *fold_division(Program *program, const Node *node, const Node *a, const Node *b)
{
    if (type_is_integer(a->type) && b->integer.value == 0) {
        return NULL;
    }
    return make_float(program, node->type, real_value(a) / real_value(b), node->span);
}

static Node *fold_floats(Program *program, const Node *node, const Node *a, const Node *b)
{
    double result = 0.0;

    if (node->op == OP_MODULO && b->number != 0.0) {
        result = modulo_float(a->number, b->number);
    } else if (!float_operation((Operator)node->op, a->number, b->number, &result)) {
        return NULL;
    }
    return make_float(program, node->type, result, node->span);
}

static Node *fold_arithmetic(Program *program, const Node *node, const Node *a, const Node *b)
{
    uint64_t bits = 0;
    Complex complex = {0.0, 0.0};

    switch (scalar_class(node->type)) {
    case CLASS_BOOL:
    case CLASS_SIGNED:
    case CLASS_UNSIGNED:
        if (!integer_operation((Operator)node->op, node->type, a->integer.value, b->integer.value,
                               &bits)) {
            return NULL;
        }
        return node->type->kind == TYPE_BOOL ? make_bool(program, bits != 0, node->span)
                                             : make_integer(program, node->type, bits, node->span);
    case CLASS_FLOAT:
        return node->op == OP_DIVIDE ? fold_division(program, node, a, b)
                                     : fold_floats(program, node, a, b);
    case CLASS_COMPLEX:
        return complex_operation((Operator)node->op, complex_value(a), complex_value(b), &complex)
                   ? make_complex(program, node->type, complex, node->span)
                   : NULL;
    case CLASS_NOT_SCALAR: break;
    }
    return a->kind == NODE_STRING && b->kind == NODE_STRING && node->op == OP_ADD
               ? fold_text(program, node, a, b)
               : NULL;
}

static Node *fold_binary(Program *program, Node *node)
{
    Node *a = fold_constant(program, node->binary.left);
    Node *b = fold_constant(program, node->binary.right);
    bool holds;

    if (a == NULL || b == NULL) {
        return NULL;
    }
    switch (operator_table[node->op].group) {
    case GROUP_COMPARISON:
        return compare_constants((Operator)node->op, a, b, &holds)
                   ? make_bool(program, holds, node->span)
                   : NULL;
    case GROUP_LOGICAL:
        return node->op == OP_AND ? (a->integer.value != 0 ? b : a)
                                  : (a->integer.value != 0 ? a : b);
    case GROUP_MEMBER:
    case GROUP_UNARY: return NULL;
    default: return fold_arithmetic(program, node, a, b);
    }
}

static Node *fold_negation(Program *program, const Node *node, const Node *operand)
{
    switch (scalar_class(node->type)) {
    case CLASS_SIGNED:
    case CLASS_UNSIGNED:
        return make_integer(program, node->type, 0 - operand->integer.value, node->span);
    case CLASS_FLOAT: return make_float(program, node->type, -operand->number, node->span);
    case CLASS_COMPLEX: {
        Complex value = complex_value(operand);
        return make_complex(program, node->type, (Complex){-value.real, -value.imag}, node->span);
    }
    default: return NULL;
    }
}

static Node *fold_unary(Program *program, Node *node)
{
    Node *operand = fold_constant(program, node->unary.operand);

    if (operand == NULL) {
        return NULL;
    }
    switch (node->op) {
    case OP_NEGATE: return fold_negation(program, node, operand);
    case OP_PLUS: return operand;
    case OP_NOT: return make_bool(program, operand->integer.value == 0, node->span);
    case OP_INVERT: return make_integer(program, node->type, ~operand->integer.value, node->span);
    default: return NULL;
    }
}

static Node *fold_convert(Program *program, Node *node)
{
    Node *operand = fold_constant(program, node->convert.operand);

    if (operand == NULL) {
        return NULL;
    }
    if (node->convert.second == NULL) {
        return fold_conversion(program, operand, node->type);
    }
    Node *second = fold_constant(program, node->convert.second);
    return second == NULL
               ? NULL
               : make_complex(program, node->type,
                              (Complex){real_value(operand), real_value(second)}, node->span);
}

static Node *fold_tuple(Program *program, const Node *node)
{
    Node *tuple = node_new(program, NODE_TUPLE, node->span);

    tuple->type = node->type;
    for (uint32_t i = 0; i < node->list.count; i++) {
        Node *item = fold_constant(program, node->list.items[i]);

        if (item == NULL) {
            return NULL;
        }
        LIST_PUSH(&program->arena, &tuple->list, item);
    }
    return tuple;
}

static Node *fold_conditional(Program *program, const Node *node)
{
    Node *condition = fold_constant(program, node->conditional.condition);

    if (condition == NULL) {
        return NULL;
    }
    return fold_constant(program, condition->integer.value != 0 ? node->conditional.then
                                                                : node->conditional.otherwise);
}

static Node *fold_name(Program *program, const Node *node)
{
    const Symbol *symbol = node->name.symbol;

    if (symbol == NULL || symbol->kind != SYMBOL_CONSTANT || symbol->value == NULL) {
        return NULL;
    }
    Node *value = fold_constant(program, symbol->value);
    if (value == NULL) {
        return NULL;
    }
    Node *copy = node_clone(program, value);
    copy->span = node->span;
    return copy;
}

Node *fold_constant(Program *program, Node *node)
{
    switch (node->kind) {
    case NODE_INTEGER:
    case NODE_FLOAT:
    case NODE_IMAGINARY:
    case NODE_STRING:
    case NODE_BOOL:
    case NODE_NONE: return node;
    case NODE_NAME: return fold_name(program, node);
    case NODE_UNARY: return fold_unary(program, node);
    case NODE_BINARY: return fold_binary(program, node);
    case NODE_CONVERT: return fold_convert(program, node);
    case NODE_TUPLE: return fold_tuple(program, node);
    case NODE_CONDITIONAL: return fold_conditional(program, node);
    default: return NULL;
    }
}
