/* Literals as IR text. One whose type is not what its place or its other operand gives it is
 * converted: int8(1). */
#include "print_ir.h"

#include "decimal.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

bool is_untyped_literal(const Node *node)
{
    while (node->kind == NODE_UNARY && node->op != OP_NOT) {
        node = node->unary.operand;
    }
    return node->kind <= NODE_IMAGINARY;
}

static const Type *default_type(const Printer *printer, const Node *literal)
{
    switch (literal->kind) {
    case NODE_INTEGER: return printer->program->types.scalar[TYPE_INT64];
    case NODE_FLOAT: return printer->program->types.scalar[TYPE_FLOAT64];
    default: return printer->program->types.scalar[TYPE_COMPLEX128];
    }
}

const Type *type_of_operands(const Printer *printer, const NodeList *operands)
{
    const Type *common = NULL;

    for (uint32_t i = 0; i < operands->count; i++) {
        const Node *operand = operands->items[i];

        if (is_untyped_literal(operand) || operand->type == NULL) {
            continue;
        }
        if (common != NULL && common != operand->type) {
            return printer->program->types.scalar[TYPE_ERROR];
        }
        common = operand->type;
    }
    return common;
}

bool literal_needs_conversion(const Printer *printer, const Node *literal, const Type *expected)
{
    if (!is_known_type(literal->type)) {
        return false;
    }
    if (expected != NULL && expected->kind == TYPE_ERROR) {
        return true;
    }
    bool is_told = expected != NULL && type_is_numeric(expected);
    return literal->type != (is_told ? expected : default_type(printer, literal));
}

/* An open literal has a magnitude and a sign, a closed one its type's two's complement. */
bool is_negative_literal(const Node *node)
{
    bool is_signed = !is_known_type(node->type) || scalar_class(node->type) != CLASS_UNSIGNED;

    return node->integer.is_negative ||
           (is_signed && is_known_type(node->type) && (int64_t)node->integer.value < 0);
}

static void print_integer(Printer *printer, const Node *node)
{
    bool is_complement = (int64_t)node->integer.value < 0 && is_known_type(node->type);
    uint64_t magnitude = node->integer.value;

    if (is_negative_literal(node)) {
        buffer_char(printer->out, '-');
        magnitude = is_complement ? 0 - magnitude : magnitude;
    }
    buffer_format(printer->out, "%" PRIu64, magnitude);
}

static void print_number(Printer *printer, double value, bool is_float32)
{
    char digits[DECIMAL_SIZE];

    decimal_write(digits, value, is_float32);
    print_text(printer, digits);
}

static void print_float(Printer *printer, const Node *node)
{
    double magnitude = fabs(node->number);

    print_text(printer, signbit(node->number) ? "-" : "");
    if (isnan(magnitude)) {
        print_text(printer, "nan");
    } else if (isinf(magnitude)) {
        print_text(printer, "inf");
    } else {
        print_number(printer, magnitude, node->type != NULL && node->type->kind == TYPE_FLOAT32);
    }
}

/* A minus would negate the real part 0.0 too, and `inf` has no imaginary form. */
static void print_imaginary(Printer *printer, const Node *node)
{
    if (signbit(node->number) || !isfinite(node->number)) {
        print_built_in_name(printer, "complex128");
        print_text(printer, "(0.0, ");
        print_float(printer, node);
        print_text(printer, ")");
    } else {
        print_number(printer, node->number, false);
        print_text(printer, "j");
    }
}

static void print_number_node(Printer *printer, const Node *node)
{
    switch (node->kind) {
    case NODE_INTEGER: print_integer(printer, node); break;
    case NODE_FLOAT: print_float(printer, node); break;
    default: print_imaginary(printer, node);
    }
}

static void print_converted_number(Printer *printer, const Node *node, const Type *expected)
{
    if (!literal_needs_conversion(printer, node, expected)) {
        print_number_node(printer, node);
        return;
    }
    print_called_type(printer, node->type);
    print_text(printer, "(");
    print_number_node(printer, node);
    print_text(printer, ")");
}

static const char *escape_of(char c)
{
    switch (c) {
    case '\n': return "\\n";
    case '\t': return "\\t";
    case '\r': return "\\r";
    case '\0': return "\\0";
    case '\\': return "\\\\";
    case '"': return "\\\"";
    default: return NULL;
    }
}

/* A byte of a literal. `is_alone`: it is no part of a longer code point. */
static void print_byte(Printer *printer, char character, bool is_alone)
{
    const char *escape = escape_of(character);
    unsigned char byte = (unsigned char)character;

    if (escape != NULL) {
        print_text(printer, escape);
    } else if (byte < 0x20 || byte == 0x7F || (is_alone && byte > 0x7F)) {
        buffer_format(printer->out, "\\x%02x", (unsigned)byte);
    } else {
        buffer_char(printer->out, character);
    }
}

void print_string(Printer *printer, const char *bytes, size_t size)
{
    buffer_char(printer->out, '"');
    for (size_t i = 0; i < size; i++) {
        print_byte(printer, bytes[i], false);
    }
    buffer_char(printer->out, '"');
}

static void print_text_literal(Printer *printer, const Node *node)
{
    if (node->type == NULL || node->type->kind != TYPE_BYTES) {
        print_string(printer, node->string.bytes, node->string.size);
        return;
    }
    print_text(printer, "b\"");
    for (uint32_t i = 0; i < node->string.size; i++) {
        print_byte(printer, node->string.bytes[i], true);
    }
    print_text(printer, "\"");
}

static bool has_minus(const Node *number)
{
    return number->kind == NODE_INTEGER ? is_negative_literal(number)
                                        : number->kind == NODE_FLOAT && signbit(number->number);
}

Precedence precedence_of_number(const Printer *printer, const Node *node, const Type *expected)
{
    bool has_bare_minus = has_minus(node) && !literal_needs_conversion(printer, node, expected);

    return has_bare_minus ? PRECEDENCE_UNARY : PRECEDENCE_POSTFIX;
}

void print_literal(Printer *printer, const Node *node, const Type *expected)
{
    switch (node->kind) {
    case NODE_STRING: print_text_literal(printer, node); break;
    case NODE_BOOL: print_text(printer, node->integer.value != 0 ? "true" : "false"); break;
    case NODE_NONE: print_text(printer, "none"); break;
    default: print_converted_number(printer, node, expected);
    }
}
