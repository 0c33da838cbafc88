/* Conversions: literals that take their place's type, numeric promotion, what is implied where a
 * place's type is known, and written `T(x)`. */
#include "infer.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* --- literals --- */

static bool is_literal_number(const Node *node)
{
    return node->kind == NODE_INTEGER || node->kind == NODE_FLOAT || node->kind == NODE_IMAGINARY;
}

bool is_adaptable(const Node *node)
{
    while (node->kind == NODE_UNARY && node->op != OP_NOT) {
        node = node->unary.operand;
    }
    return is_literal_number(node) && node->type == NULL;
}

static const Type *wrap_complex(Infer *infer, Node **slot, const Type *type)
{
    Node *node = node_new(infer->program, NODE_CONVERT, (*slot)->span);

    node->flags |= FLAG_IMPLIED;
    node->convert.operand = *slot;
    node->type = type;
    *slot = node;
    return type;
}

static void make_float_literal(Node *node, const Type *type)
{
    double magnitude = (double)node->integer.value;

    node->number = node->integer.is_negative ? -magnitude : magnitude;
    node->kind = NODE_FLOAT;
    node->type = type;
    if (type->kind == TYPE_FLOAT32) {
        node->number = (double)(float)node->number;
    }
}

static void close_integer(Infer *infer, Node *node, const Type *type)
{
    uint64_t magnitude = node->integer.value;
    bool is_negative = node->integer.is_negative;

    node->type = type;
    node->integer.value = is_negative ? 0 - magnitude : magnitude;
    node->integer.is_negative = false;
    if (integer_fits(type, magnitude, is_negative)) {
        return;
    }
    report_error(infer->diagnostics, node->span, "%s%llu does not fit %s", is_negative ? "-" : "",
                 (unsigned long long)magnitude, type_text(infer->types, type));
    if (!is_negative && type->kind == TYPE_INT64) {
        report_help(infer->diagnostics, "write uint64(%llu)", (unsigned long long)magnitude);
    }
    node->type = error_type(infer);
}

static const Type *infer_integer(Infer *infer, Node **slot, const Type *hint)
{
    Node *node = *slot;

    switch (hint == NULL ? CLASS_NOT_SCALAR : scalar_class(hint)) {
    case CLASS_SIGNED:
    case CLASS_UNSIGNED: close_integer(infer, node, hint); break;
    case CLASS_FLOAT: make_float_literal(node, hint); break;
    case CLASS_COMPLEX:
        make_float_literal(node, complex_part(infer->types, hint));
        return wrap_complex(infer, slot, hint);
    default: close_integer(infer, node, infer->types->scalar[TYPE_INT64]);
    }
    return node->type;
}

static void close_float(Infer *infer, Node *node, const Type *type)
{
    node->type = type;
    if (type->kind != TYPE_FLOAT32) {
        return;
    }
    if (isfinite(node->number) && fabs(node->number) > (double)FLT_MAX) {
        report_error(infer->diagnostics, node->span, "%g does not fit float32", node->number);
        node->type = error_type(infer);
        return;
    }
    node->number = (double)(float)node->number;
}

static const Type *infer_float(Infer *infer, Node **slot, const Type *hint)
{
    if (hint != NULL && scalar_class(hint) == CLASS_COMPLEX) {
        close_float(infer, *slot, complex_part(infer->types, hint));
        return wrap_complex(infer, slot, hint);
    }
    close_float(infer, *slot,
                hint != NULL && type_is_float(hint) ? hint : infer->types->scalar[TYPE_FLOAT64]);
    return (*slot)->type;
}

const Type *infer_literal(Infer *infer, Node **slot, const Type *hint)
{
    Node *node = *slot;

    switch (node->kind) {
    case NODE_INTEGER: return infer_integer(infer, slot, hint);
    case NODE_FLOAT: return infer_float(infer, slot, hint);
    case NODE_IMAGINARY:
        return node->type =
                   infer->types
                       ->scalar[hint != NULL && hint->kind == TYPE_COMPLEX64 ? TYPE_COMPLEX64
                                                                             : TYPE_COMPLEX128];
    case NODE_STRING:
        if (node->type == NULL) { /* a bytes literal's is known */
            node->type = infer->types->str;
        }
        return node->type;
    case NODE_BOOL: return node->type = infer->types->scalar[TYPE_BOOL];
    default: return node->type = infer->types->scalar[TYPE_NONE];
    }
}

/* --- promotion --- */

static const Type *signed_of_bits(const Infer *infer, int bits)
{
    TypeKind kind = bits <= 8    ? TYPE_INT8
                    : bits <= 16 ? TYPE_INT16
                    : bits <= 32 ? TYPE_INT32
                                 : TYPE_INT64;

    return bits > 64 ? NULL : infer->types->scalar[kind];
}

static const Type *common_integer(const Infer *infer, const Type *a, const Type *b)
{
    const ScalarInfo *x = scalar_info(a);
    const ScalarInfo *y = scalar_info(b);

    if (x->class == y->class) {
        return x->bits >= y->bits ? a : b;
    }
    const ScalarInfo *with_sign = x->class == CLASS_SIGNED ? x : y;
    const ScalarInfo *without = x->class == CLASS_SIGNED ? y : x;
    if (with_sign->bits > without->bits) {
        return with_sign == x ? a : b;
    }
    return signed_of_bits(infer, without->bits * 2);
}

/* Does float64, not float32, hold the real parts of this type? */
static bool needs_float64(const Type *type)
{
    switch (scalar_class(type)) {
    case CLASS_FLOAT: return type->kind == TYPE_FLOAT64;
    case CLASS_COMPLEX: return type->kind == TYPE_COMPLEX128;
    default: return scalar_info(type)->bits >= 32;
    }
}

const Type *common_numeric(const Infer *infer, const Type *a, const Type *b)
{
    if (a == b) {
        return a;
    }
    if (type_is_integer(a) && type_is_integer(b)) {
        return common_integer(infer, a, b);
    }
    bool is_wide = needs_float64(a) || needs_float64(b);
    if (scalar_class(a) == CLASS_COMPLEX || scalar_class(b) == CLASS_COMPLEX) {
        return infer->types->scalar[is_wide ? TYPE_COMPLEX128 : TYPE_COMPLEX64];
    }
    return infer->types->scalar[is_wide ? TYPE_FLOAT64 : TYPE_FLOAT32];
}

static bool is_strided_form(const Type *from, const Type *to)
{
    return from->kind == TYPE_ARRAY && to->kind == TYPE_ARRAY && to->strided && !from->strided &&
           from->arguments[0] == to->arguments[0] && from->rank == to->rank;
}

static bool is_base_of(const Type *from, const Type *to)
{
    return from->kind == to->kind && (from->kind == TYPE_EXCEPTION || from->kind == TYPE_CLASS) &&
           exception_is(from->declaration, to->declaration);
}

static bool is_none(const Node *node)
{
    return node->kind == NODE_NONE;
}

static bool is_dyn_of(const Infer *infer, const Type *from, const Type *to)
{
    return to->kind == TYPE_DYN && type_implements(infer, from, to->declaration);
}

/* Is `to` the same function type, but may raise more? */
static bool is_looser_clause(const Type *from, const Type *to)
{
    return type_is_same_call(from, to) && type_allows_raises(to, from);
}

bool is_implied(const Infer *infer, const Type *from, const Type *to)
{
    if (is_strided_form(from, to) || is_base_of(from, to) || is_dyn_of(infer, from, to) ||
        is_looser_clause(from, to)) {
        return true;
    }
    return !must_be_closed(infer) && type_is_numeric(from) && type_is_numeric(to) &&
           common_numeric(infer, from, to) == to;
}

static const Type *common_base(const Type *a, const Type *b)
{
    const Symbol *base = a->declaration;

    while (base != NULL && !exception_is(b->declaration, base)) {
        base = base->declaration->base;
    }
    return base == NULL ? NULL : base->type;
}

/* An option of what both may be. */
static const Type *common_option(const Infer *infer, const Type *a, const Type *b)
{
    const Type *first = a->kind == TYPE_OPTION ? a->arguments[0] : a;
    const Type *second = b->kind == TYPE_OPTION ? b->arguments[0] : b;

    if (first->kind == TYPE_NONE) {
        return type_option(infer->types, second);
    }
    if (second->kind == TYPE_NONE) {
        return type_option(infer->types, first);
    }
    const Type *common = common_type(infer, first, second);
    return common == NULL ? NULL : type_option(infer->types, common);
}

const Type *common_type(const Infer *infer, const Type *a, const Type *b)
{
    if (a == b || is_error(b)) {
        return a;
    }
    if (is_error(a)) {
        return b;
    }
    if (type_is_numeric(a) && type_is_numeric(b)) {
        return must_be_closed(infer) ? NULL : common_numeric(infer, a, b);
    }
    if (a->kind == b->kind && (a->kind == TYPE_EXCEPTION || a->kind == TYPE_CLASS)) {
        return common_base(a, b);
    }
    if (a->kind == TYPE_OPTION || b->kind == TYPE_OPTION || a->kind == TYPE_NONE ||
        b->kind == TYPE_NONE) {
        return common_option(infer, a, b);
    }
    if (is_dyn_of(infer, a, b)) {
        return b;
    }
    if (is_dyn_of(infer, b, a)) {
        return a;
    }
    if (is_strided_form(a, b) || is_looser_clause(a, b)) {
        return b;
    }
    return is_strided_form(b, a) || is_looser_clause(b, a) ? a : NULL;
}

/* --- conversion --- */

void convert_slot(Infer *infer, Node **slot, const Type *type)
{
    if (type->kind == TYPE_OPTION && (*slot)->type->kind != TYPE_OPTION && !is_none(*slot)) {
        convert_slot(infer, slot, type->arguments[0]);
    }
    Node *node = *slot;

    if (node->type == type || is_error(node->type) || is_error(type)) {
        return;
    }
    if (type->kind == TYPE_FN) {
        loosen_clause(infer, slot, type);
        return;
    }
    if (is_literal_number(node) && scalar_class(type) != CLASS_COMPLEX && type->kind != TYPE_DYN) {
        Node *folded = fold_conversion(infer->program, node, type);

        if (folded != NULL) {
            *slot = folded;
            return;
        }
    }
    Node *convert = node_new(infer->program, NODE_CONVERT, node->span);
    convert->flags |= FLAG_IMPLIED;
    convert->convert.operand = node;
    convert->type = type;
    *slot = convert;
}

static const char *place_text(const Infer *infer, Place place)
{
    Arena *arena = &infer->program->arena;

    if (place.number > 0) {
        return arena_format(arena, "%s %u of '%s'", place.what, place.number, place.name);
    }
    if (place.name == NULL) {
        return place.what;
    }
    return place.what[0] == '\0' ? arena_format(arena, "'%s'", place.name)
                                 : arena_format(arena, "%s '%s'", place.what, place.name);
}

enum { LONGEST_QUOTE = 32 };

const char *source_text(const Infer *infer, Span span)
{
    const Source *source = span_source(&infer->program->sources, span);

    if (source == NULL || span.length > LONGEST_QUOTE ||
        memchr(source->text + span.offset, '\n', span.length) != NULL) {
        return "…";
    }
    return arena_copy(&infer->program->arena, source->text + span.offset, span.length);
}

/* What a condition asks of other types. */
static bool suggest_test(const Infer *infer, const Type *from, const char *text)
{
    if (type_is_numeric(from)) {
        report_help(infer->diagnostics, "write %s != 0", text);
    } else if (from->kind == TYPE_ARRAY || type_is_text(from) || type_is_container(from)) {
        report_help(infer->diagnostics, "write len(%s) > 0", text);
    } else if (from->kind == TYPE_OPTION) {
        report_help(infer->diagnostics, "write %s is not none", text);
    } else {
        return false;
    }
    return true;
}

/* A value within an option, of a call that was forgotten, of a derived class. */
static bool suggest_value(const Infer *infer, const Node *node, const Type *to)
{
    const Type *from = node->type;
    const char *text = source_text(infer, node->span);

    if (from->kind == TYPE_OPTION && from->arguments[0] == to) {
        report_help(infer->diagnostics, "write %s.value, which raises ValueError where it is none",
                    text);
    } else if (from->kind == TYPE_FN && from->count == 1 && from->arguments[0] == to) {
        report_help(infer->diagnostics, "write %s() to call it", text);
    } else if (node->kind == NODE_NONE) {
        report_help(infer->diagnostics, "what may be none is an option[%s]",
                    type_text(infer->types, to));
    } else if (to->kind == TYPE_CLASS && is_base_of(to, from)) {
        report_help(infer->diagnostics, "write %s as %s, which raises TypeError for another class",
                    text, type_text(infer->types, to));
    } else {
        return false;
    }
    return true;
}

static void suggest_conversion(const Infer *infer, const Node *node, const Type *to)
{
    const Type *from = node->type;
    const char *text = source_text(infer, node->span);

    if ((to->kind == TYPE_BOOL && suggest_test(infer, from, text)) ||
        suggest_value(infer, node, to)) {
        return;
    }
    if (scalar_class(to) != CLASS_NOT_SCALAR && scalar_class(from) != CLASS_NOT_SCALAR &&
        scalar_class(from) != CLASS_COMPLEX) {
        report_help(infer->diagnostics, "write %s(%s)", scalar_info(to)->name, text);
    } else if (to->kind == TYPE_DYN && from->kind != TYPE_DYN && from->kind != TYPE_NONE) {
        report_help(infer->diagnostics, "write impl %s for %s { … }",
                    symbol_text(infer->types, to->declaration), type_text(infer->types, from));
    } else if (type_is_numeric(to) && from->kind == TYPE_STR && node->kind != NODE_STRING) {
        report_help(infer->diagnostics, "write %s(%s)", scalar_info(to)->name, text);
    } else if (to->kind == TYPE_STR && scalar_class(from) != CLASS_NOT_SCALAR) {
        report_help(infer->diagnostics, "write str(%s)", text);
    } else if (is_strided_form(to, from)) {
        report_help(infer->diagnostics, "write %s.copy()", text);
    } else if (type_is_same_call(from, to)) {
        report_help(infer->diagnostics, "give it that raises clause where it is declared");
    }
}

static void report_mismatch(Infer *infer, const Node *node, const Type *type, Place place)
{
    report_error(infer->diagnostics, node->span, "expected %s for %s, saw %s",
                 type_text(infer->types, type), place_text(infer, place),
                 type_text(infer->types, node->type));
    suggest_conversion(infer, node, type);
}

const Type *require_value(Infer *infer, Node *node, Place place)
{
    if (node->type->kind == TYPE_NONE) {
        report_error(infer->diagnostics, node->span, "expected a value for %s, saw none",
                     place_text(infer, place));
        node->type = error_type(infer);
    }
    return node->type;
}

/* A tuple display is converted item by item. */
static bool coerce_items(Infer *infer, Node *node, const Type *type, Place place)
{
    if (node->kind != NODE_TUPLE || type->kind != TYPE_TUPLE || type->count != node->list.count) {
        return false;
    }
    for (uint32_t i = 0; i < type->count; i++) {
        coerce(infer, &node->list.items[i], type->arguments[i], place);
    }
    node->type = type;
    return true;
}

/* Is `from` an option within as many others as `to`, or more? */
static bool holds_less(const Type *to, const Type *from)
{
    while (to->kind == TYPE_OPTION && from->kind == TYPE_OPTION) {
        to = to->arguments[0];
        from = from->arguments[0];
    }
    return to->kind != TYPE_OPTION;
}

/* `none`, or a value of what the option holds. */
static bool coerce_to_option(Infer *infer, Node **slot, const Type *type, Place place)
{
    if (type->kind != TYPE_OPTION || holds_less(type, (*slot)->type)) {
        return false;
    }
    if (!is_none(*slot)) {
        coerce(infer, slot, type->arguments[0], place);
    }
    convert_slot(infer, slot, type);
    return true;
}

/* A literal becomes C's `char *`. */
static bool is_c_string(const Node *node, const Type *type)
{
    return type->kind == TYPE_PTR && type->arguments[0]->kind == TYPE_CHAR &&
           node->kind == NODE_STRING && memchr(node->string.bytes, 0, node->string.size) == NULL;
}

void coerce(Infer *infer, Node **slot, const Type *type, Place place)
{
    Node *node = *slot;

    if (node->type == type || is_error(node->type) || is_error(type) ||
        take_clause(infer, node, type)) {
        return;
    }
    if (is_implied(infer, node->type, type) || is_c_string(node, type)) {
        convert_slot(infer, slot, type);
    } else if (!coerce_to_option(infer, slot, type, place) &&
               !coerce_items(infer, node, type, place)) {
        report_mismatch(infer, node, type, place);
        node->type = error_type(infer);
    }
}

/* --- T(x) --- */

/* Is it an array or a list that bytes can be made of? */
static bool holds_bytes(const Type *type)
{
    bool is_row =
        type->kind == TYPE_LIST || (type->kind == TYPE_ARRAY && type->rank == 1 && !type->strided);

    return is_row && type->arguments[0]->kind == TYPE_UINT8;
}

static bool can_convert(const Infer *infer, const Type *from, const Type *to)
{
    ScalarClass to_class = scalar_class(to);
    ScalarClass from_class = scalar_class(from);

    if (to_class != CLASS_NOT_SCALAR && from_class != CLASS_NOT_SCALAR) {
        return from_class != CLASS_COMPLEX || to_class == CLASS_COMPLEX;
    }
    if (to->kind == TYPE_OPTION) {
        return from->kind == TYPE_NONE || from == to->arguments[0];
    }
    if (is_dyn_of(infer, from, to)) {
        return true;
    }
    if (to->kind == TYPE_BYTES) {
        return holds_bytes(from);
    }
    if (to->kind == TYPE_SET) {
        return from->kind == TYPE_LIST && from->arguments[0] == to->arguments[0];
    }
    if (from->kind == TYPE_STR) {
        return to->kind == TYPE_INT64 || to->kind == TYPE_FLOAT64 ||
               (to->kind == TYPE_PTR && to->arguments[0]->kind == TYPE_CHAR);
    }
    return is_strided_form(from, to) || is_base_of(from, to);
}

static const Type *report_conversion(Infer *infer, const Node *node, const Type *from,
                                     const Type *to)
{
    report_error(infer->diagnostics, node->span, "%s cannot be converted to %s",
                 type_text(infer->types, from), type_text(infer->types, to));
    if (scalar_class(from) == CLASS_COMPLEX && type_is_float(to)) {
        report_help(infer->diagnostics, "take its .real or .imag, or abs() of it");
    } else if (is_strided_form(to, from)) {
        report_help(infer->diagnostics, "write .copy()");
    }
    return error_type(infer);
}

/* complex128(re, im) */
static const Type *infer_pair(Infer *infer, Node *node, const Type *to)
{
    if (scalar_class(to) != CLASS_COMPLEX) {
        report_error(infer->diagnostics, node->span, "expected 1 value for %s, saw 2",
                     type_text(infer->types, to));
        return error_type(infer);
    }
    const Type *part = complex_part(infer->types, to);
    infer_place(infer, &node->convert.operand, part, (Place){"the real part", NULL, 0});
    infer_place(infer, &node->convert.second, part, (Place){"the imaginary part", NULL, 0});
    return to;
}

/* -5 as an operand of T(): the sign is the literal's. */
static Node *signed_literal(Node *node)
{
    bool is_negated = node->kind == NODE_UNARY && node->op == OP_NEGATE &&
                      node->unary.operand->kind == NODE_INTEGER &&
                      node->unary.operand->type == NULL;

    if (!is_negated) {
        return node->kind == NODE_INTEGER && node->type == NULL ? node : NULL;
    }
    Node *literal = node->unary.operand;
    literal->integer.is_negative = !literal->integer.is_negative;
    literal->span = node->span;
    return literal;
}

/* A number of the generic that this came of has its type already; written out it is a literal. */
static void open_number(Node *operand)
{
    bool is_number = operand->kind == NODE_INTEGER && operand->type != NULL;

    if (is_number && (int64_t)operand->integer.value < 0) {
        operand->integer.value = 0 - operand->integer.value;
        operand->integer.is_negative = true;
    }
    operand->type = is_number ? NULL : operand->type;
}

/* An integer literal of any size wraps to the type: int8(200) is -56. */
static bool fold_written(Infer *infer, Node **slot, const Type *to)
{
    Node *literal = NULL;

    if (type_is_numeric(to)) {
        open_number((*slot)->convert.operand);
        literal = signed_literal((*slot)->convert.operand);
    }
    if (literal == NULL) {
        return false;
    }
    if (type_is_integer(to)) {
        uint64_t magnitude = literal->integer.value;

        literal->integer.value =
            wrap_integer(to, literal->integer.is_negative ? 0 - magnitude : magnitude);
        literal->integer.is_negative = false;
        literal->type = to;
    } else {
        infer_literal(infer, &literal, to);
    }
    *slot = literal;
    return true;
}

/* A literal within complex64(…) is of its part's type; others are converted from their own. */
static const Type *written_hint(const Infer *infer, const Node *node, const Type *to)
{
    const Node *operand = node->convert.operand;

    if (to->kind == TYPE_SET) {
        return type_list(infer->types, to->arguments[0]);
    }
    if (scalar_class(to) != CLASS_COMPLEX || !is_adaptable(operand)) {
        return NULL;
    }
    return operand->kind == NODE_FLOAT ? complex_part(infer->types, to) : to;
}

/* set[T](x): a set is made of a list. */
static void collect_set_items(Infer *infer, Node **slot)
{
    collect_items(infer, slot);
    const Type *type = (*slot)->type;
    if (type->kind == TYPE_ARRAY && type->rank == 1) {
        const Type *list = type_list(infer->types, type->arguments[0]);

        make_list(infer, slot, list);
        (void)infer_expression(infer, slot, list);
    }
}

const Type *infer_convert(Infer *infer, Node **slot)
{
    Node *node = *slot;
    const Type *to = node->convert.target->type;

    if (to == NULL || is_error(to)) {
        infer_expression(infer, &node->convert.operand, NULL);
        return error_type(infer);
    }
    if (node->convert.second != NULL) {
        return infer_pair(infer, node, to);
    }
    if (fold_written(infer, slot, to)) {
        return (*slot)->type;
    }
    const Type *from =
        infer_expression(infer, &node->convert.operand, written_hint(infer, node, to));
    if (is_error(from)) {
        return from;
    }
    if (to->kind == TYPE_SET) {
        collect_set_items(infer, &node->convert.operand);
        from = node->convert.operand->type;
    }
    if (to->kind == TYPE_BOOL && may_have_methods(from) &&
        infer_object_builtin(infer, &node->convert.operand, "__bool__")) {
        from = node->convert.operand->type;
    }
    Node *operand = node->convert.operand;
    Node *folded = operand->kind == NODE_FLOAT && type_is_float(to)
                       ? fold_conversion(infer->program, operand, to)
                       : NULL;
    if (folded != NULL || from == to) {
        *slot = folded != NULL ? folded : operand;
        return to;
    }
    return can_convert(infer, from, to) ? to : report_conversion(infer, node, from, to);
}
