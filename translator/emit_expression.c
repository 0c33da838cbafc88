/* emit_expression: expressions of closed IR as C expressions. What raises at its root becomes a
 * call that stores its result through a pointer (emit_raising_call); emit_statement.c looks at its
 * status. Operators of builtins are in emit_builtin.c, views in emit_view.c. */
#include "class.h"
#include "emit_internal.h"

#include "decimal.h"

#include <math.h>
#include <string.h>

/* --- literals --- */

static CNode *emit_integer(Emitter *e, const Node *node)
{
    const ScalarInfo *info = scalar_info(node->type);
    uint64_t value = node->integer.value;

    if (info->class != CLASS_UNSIGNED) {
        if ((int64_t)value == INT64_MIN) {
            return c_name(e->arena, "INT64_MIN");
        }
        return c_integer(e->arena, (int64_t)value);
    }
    if (info->bits < 32) {
        return c_integer(e->arena, (int64_t)value);
    }
    return c_name(e->arena, text_format(e, "%lluU", (unsigned long long)value));
}

static CNode *emit_special_float(Emitter *e, double value, const Type *type)
{
    bool is_single = type->kind == TYPE_FLOAT32;

    runtime_use_header(e->runtime, "math.h");
    if (isnan(value)) {
        CNode *nan = c_name(e->arena, "NAN");
        return is_single ? nan : c_cast(e->arena, "double", nan);
    }
    CNode *infinity = c_name(e->arena, is_single ? "HUGE_VALF" : "HUGE_VAL");
    return value < 0 ? c_unary(e->arena, "-", infinity) : infinity;
}

CNode *emit_float(Emitter *e, double value, const Type *type)
{
    char text[DECIMAL_SIZE + sizeof "f"];
    bool is_single = type->kind == TYPE_FLOAT32;

    if (isnan(value) || isinf(value)) {
        return emit_special_float(e, value, type);
    }
    decimal_write(text, fabs(value), is_single);
    if (is_single) {
        strcat(text, "f");
    }
    CNode *number = c_name(e->arena, arena_copy(e->arena, text, strlen(text)));
    return signbit(value) ? c_unary(e->arena, "-", number) : number;
}

CNode *complex_of(Emitter *e, const Type *type, CNode *real, CNode *imaginary)
{
    CNode *value = c_new(e->arena, C_COMPOUND, (Span){0});

    value->text = c_type(e, type);
    c_push(e->arena, &value->list, real);
    c_push(e->arena, &value->list, imaginary);
    return value;
}

static CNode *emit_imaginary(Emitter *e, const Node *node)
{
    const Type *part = complex_part(&e->program->types, node->type);

    return complex_of(e, node->type, emit_float(e, 0.0, part), emit_float(e, node->number, part));
}

/* --- names --- */

CNode *name_of_local(Emitter *e, Symbol *symbol)
{
    CNode *name = c_name(e->arena, symbol->c_name);

    symbol->fact = symbol;
    return symbol->is_reference ? c_unary(e->arena, "*", name) : name;
}

/* A global is a field of the context's globals: `globals->scale`. */
static CNode *emit_global(Emitter *e, const Symbol *symbol)
{
    if (e->globals == NULL) {
        e->globals = local_fresh(e, "globals");
    }
    return c_member(e->arena, c_unary(e->arena, "*", c_name(e->arena, e->globals)), symbol->c_name);
}

static CNode *emit_name(Emitter *e, const Node *node)
{
    Symbol *symbol = node->name.symbol;

    switch (symbol->kind) {
    case SYMBOL_GLOBAL: return emit_global(e, symbol);
    case SYMBOL_CONSTANT: symbol->fact = symbol; return c_name(e->arena, symbol->c_name);
    case SYMBOL_FUNCTION: return emit_function_value(e, node);
    default: return name_of_local(e, symbol);
    }
}

bool node_is_simple(const Node *node)
{
    switch (node->kind) {
    case NODE_NAME:
    case NODE_INTEGER:
    case NODE_FLOAT:
    case NODE_BOOL: return true;
    case NODE_FIELD: return node_is_simple(node->field.base);
    case NODE_ITEM: return node_is_simple(node->item.base);
    default: return false;
    }
}

CNode *member_of(Emitter *e, CNode *pointer, const char *name)
{
    return c_member(e->arena, c_unary(e->arena, "*", pointer), name);
}

CNode *address_of(Emitter *e, CNode *place)
{
    if (place->kind == C_UNARY && strcmp(place->text, "*") == 0) {
        return place->left;
    }
    return c_unary(e->arena, "&", place);
}

/* --- compound values --- */

static CNode *emit_compound(Emitter *e, const Type *type, const NodeList *items)
{
    CNode *value = c_new(e->arena, C_COMPOUND, (Span){0});

    value->text = c_type(e, type);
    for (uint32_t i = 0; i < items->count; i++) {
        c_push(e->arena, &value->list, emit_value(e, items->items[i]));
    }
    if (items->count == 0) {
        c_push(e->arena, &value->list, c_integer(e->arena, 0));
    }
    return value;
}

static CNode *emit_item(Emitter *e, const Node *node)
{
    return c_member(e->arena, emit_expression(e, node->item.base),
                    text_format(e, "item_%u", node->item.position));
}

static CNode *emit_field(Emitter *e, const Node *node)
{
    const Type *type = node->field.base->type;
    CNode *base = emit_expression(e, node->field.base);

    if (type->kind == TYPE_EXCEPTION) {
        return exception_field(e, base, type->declaration, node->field.position);
    }
    if (type->kind == TYPE_CLASS) {
        return class_field(e, base, type, node->field.name);
    }
    const SymbolList *fields = &type->declaration->declaration->fields;
    return c_member(e->arena, base, field_name(e, fields->items[node->field.position]));
}

/* --- elements --- */

static CNode *emit_axis_index(Emitter *e, const Node *index, bool is_operand)
{
    CNode *value = emit_value(e, index);

    return is_operand && index->type->kind == TYPE_UINT64 ? c_cast(e->arena, "int64_t", value)
                                                          : value;
}

static CNode *axis_of(Emitter *e, CNode *array, const char *what, uint32_t axis)
{
    return c_index(e->arena, c_member(e->arena, array, what), c_integer(e->arena, axis));
}

static bool is_literal(const CNode *node, const char *digits)
{
    return node->kind == C_NAME && strcmp(node->text, digits) == 0;
}

/* index * extent, or what that is for 0 and 1. */
static CNode *scaled(Emitter *e, CNode *index, CNode *extent)
{
    if (is_literal(index, "0")) {
        return index;
    }
    return is_literal(index, "1") ? extent : c_binary(e->arena, "*", index, extent);
}

/* a + b; a NULL: b. */
static CNode *summed(Emitter *e, CNode *a, CNode *b)
{
    if (a == NULL || is_literal(a, "0")) {
        return b;
    }
    return is_literal(b, "0") ? a : c_binary(e->arena, "+", a, b);
}

/* i * a.shape[1] + j; with strides i * a.strides[0] + j * a.strides[1]. */
static CNode *element_offset(Emitter *e, const Node *node, CNode *array)
{
    const Type *type = node->index.base->type;
    CNode *offset = NULL;

    for (uint32_t axis = 0; axis < node->index.items.count; axis++) {
        CNode *index =
            emit_axis_index(e, node->index.items.items[axis], type->rank > 1 || type->strided);

        if (type->strided) {
            index = scaled(e, index, axis_of(e, array, "strides", axis));
        } else if (offset != NULL) {
            offset = scaled(e, offset, axis_of(e, array, "shape", axis));
        }
        offset = summed(e, offset, index);
    }
    return offset;
}

static CNode *emit_index(Emitter *e, const Node *node)
{
    CNode *base = emit_expression(e, node->index.base);

    if (node->index.base->type->kind == TYPE_BYTES) {
        return c_index(e->arena, c_member(e->arena, base, "data"),
                       emit_value(e, node->index.items.items[0]));
    }
    if (node->index.base->type->kind == TYPE_STR) {
        return c_call2(e->arena, use(e, "nb_str_at"), base,
                       emit_value(e, node->index.items.items[0]));
    }
    if (node->index.base->type->kind == TYPE_DICT) {
        CNode *entry = c_index(e->arena, member_of(e, base, "entries"),
                               emit_value(e, node->index.items.items[0]));
        return c_member(e->arena, entry, "value");
    }
    if (node->index.base->type->kind == TYPE_LIST) {
        return c_index(e->arena, member_of(e, base, "items"),
                       emit_value(e, node->index.items.items[0]));
    }
    return c_index(e->arena, c_member(e->arena, base, "data"), element_offset(e, node, base));
}

/* --- calls --- */

/* pcc mixes up the results of two calls that both give structs and are arguments of one call. So
 * all but the last are stored first: before the statement, or in place where the operand may not be
 * evaluated at all. A C_CALL's text is the type of the struct that it gives. */
static bool gives_struct(const CNode *argument)
{
    return argument->kind == C_CALL && argument->text != NULL;
}

static const char *stored_name(const CNode *call)
{
    const char *function = call->left->kind == C_NAME ? call->left->text : "value";

    if (strncmp(function, "nb_array_", 9) == 0) {
        return "view";
    }
    return strncmp(function, "nb_", 3) == 0 ? function + 3 : function;
}

static CNode *stored(Emitter *e, CNode *call)
{
    const char *base = stored_name(call);
    bool is_lazy = e->lazy_depth > 0;
    const char *name = local_fresh(e, text_format(e, "%s_1", base));
    CNode *place = c_name(e->arena, name);

    push(e,
         c_declare(e->arena, is_lazy ? call->text : text_format(e, "const %s", call->text), name,
                   is_lazy ? NULL : call),
         (Span){0});
    return is_lazy ? c_binary(e->arena, ",", c_binary(e->arena, "=", place, call), place) : place;
}

CNode *separated(Emitter *e, CNode *call)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < call->list.count; i++) {
        count += gives_struct(call->list.items[i]);
    }
    for (uint32_t i = 0; i < call->list.count && count > 1 && e->out != NULL; i++) {
        if (gives_struct(call->list.items[i])) {
            call->list.items[i] = stored(e, call->list.items[i]);
            count--;
        }
    }
    return call;
}

static bool is_struct_type(const Type *type)
{
    switch (type->kind) {
    case TYPE_STR:
    case TYPE_BYTES:
    case TYPE_TUPLE:
    case TYPE_ARRAY:
    case TYPE_FN:
    case TYPE_DYN:
    case TYPE_STRUCT: return true;
    case TYPE_OPTION: return !type_is_reference(type->arguments[0]);
    default: return scalar_class(type) == CLASS_COMPLEX;
    }
}

CNode *emit_argument(Emitter *e, const Node *argument)
{
    if (argument->kind == NODE_REFERENCE) {
        return address_of(e, emit_expression(e, argument->unary.operand));
    }
    return emit_value(e, argument);
}

/* From argument `first` on. */
static void push_arguments(Emitter *e, CNode *call, const NodeList *arguments, uint32_t first)
{
    for (uint32_t i = first; i < arguments->count; i++) {
        c_push(e->arena, &call->list, emit_argument(e, arguments->items[i]));
    }
}

/* A method's `self`; gives how many arguments were pushed. */
static uint32_t push_self(Emitter *e, CNode *call, const Function *callee, const Node *node)
{
    const Node *self = node->call.arguments.count > 0 ? node->call.arguments.items[0] : NULL;
    bool is_method = is_class_function(callee) && self != NULL && self->type->kind == TYPE_CLASS;

    if (is_method) {
        c_push(e->arena, &call->list, given_self(e, emit_value(e, self), self->type, callee));
    }
    return is_method ? 1 : 0;
}

static bool is_direct_call(const Node *node)
{
    return node->call.callee->kind == NODE_NAME &&
           node->call.callee->name.symbol->kind == SYMBOL_FUNCTION;
}

static const char *callee_name(Emitter *e, const Node *call, const Function *callee)
{
    if (callee->kind == FUNCTION_ABSTRACT) {
        return dispatcher_of(e, call->call.arguments.items[0]->type->declaration, callee);
    }
    if (call_is_virtual(call)) {
        return slot_function(e, callee);
    }
    declare_ahead(e, callee);
    return callee->symbol->c_name;
}

/* f(ctx, a, b), without the result's place. */
static CNode *emit_direct_call(Emitter *e, const Node *node)
{
    const Function *callee = node->call.callee->name.symbol->function;
    CNode *call = c_call(e->arena, callee_name(e, node, callee));

    if (function_takes_context(callee)) {
        c_push(e->arena, &call->list, context_of(e));
    }
    push_arguments(e, call, &node->call.arguments, push_self(e, call, callee, node));
    return call;
}

/* f.call(ctx, f.environment, a, b) */
static CNode *emit_value_call(Emitter *e, const Node *node)
{
    CNode *value = emit_expression(e, node->call.callee);
    CNode *call = c_new(e->arena, C_CALL, (Span){0});

    call->left = c_member(e->arena, value, "call");
    c_push(e->arena, &call->list, context_of(e));
    c_push(e->arena, &call->list, c_member(e->arena, value, "environment"));
    push_arguments(e, call, &node->call.arguments, 0);
    return call;
}

static CNode *emit_call(Emitter *e, const Node *node)
{
    return is_direct_call(node) ? emit_direct_call(e, node) : emit_value_call(e, node);
}

/* --- constants --- */

/* C wants a constant expression: a constant stands for its value. */
CNode *emit_static_value(Emitter *e, const Node *node)
{
    if (node->kind == NODE_NAME && node->name.symbol->kind == SYMBOL_CONSTANT) {
        return emit_static_value(e, node->name.symbol->value);
    }
    CNode *value = emit_value(e, node);
    if (node->kind == NODE_STRING) {
        value->left->text = use(e, text_format(e, "%s_INIT", value->left->text));
    } else if (value->kind == C_COMPOUND) {
        value->text = NULL;
        for (uint32_t i = 0; i < value->list.count && node->kind == NODE_TUPLE; i++) {
            value->list.items[i] = emit_static_value(e, node->list.items[i]);
        }
    }
    return value;
}

/* --- what raises at its root --- */

/* bytes(a) of an array or a list: of where its elements lie, and how many. */
static CNode *bytes_of(Emitter *e, const Node *node)
{
    const Node *operand = node->convert.operand;
    CNode *items = emit_value(e, operand);
    bool is_list = operand->type->kind == TYPE_LIST;

    if (!node_is_repeatable(operand)) {
        items = declare_result(e, "items", operand->type, items, node->span);
    }
    CNode *place = is_list ? c_unary(e->arena, "*", items) : items;
    CNode *length =
        is_list ? c_member(e->arena, place, "length")
                : c_index(e->arena, c_member(e->arena, place, "shape"), c_integer(e->arena, 0));
    return c_call3(e->arena, use(e, "nb_bytes_of"), context_of(e),
                   c_member(e->arena, place, is_list ? "items" : "data"), length);
}

static CNode *raising_convert(Emitter *e, const Node *node)
{
    const Type *from = node->convert.operand->type;

    if (node->type->kind == TYPE_BYTES) {
        return bytes_of(e, node);
    }
    if (node->type->kind == TYPE_SET) {
        return c_call2(e->arena, template_function(e, node->type, "of_list"), context_of(e),
                       emit_expression(e, node->convert.operand));
    }
    const char *source = from->kind == TYPE_STR ? "str" : "float64";
    const char *name = text_format(e, "nb_%s_of_%s", scalar_info(node->type)->name, source);

    return c_call2(e->arena, use(e, name), context_of(e), emit_value(e, node->convert.operand));
}

/* The operation's name in C, after that of its type. */
static const char *operation_name(const Node *node)
{
    switch (node->op) {
    case OP_ADD: return "concat";
    case OP_BIT_OR: return node->type->kind == TYPE_DICT ? "merged" : "union";
    case OP_BIT_AND: return "intersection";
    case OP_BIT_XOR: return "symmetric_difference";
    case OP_SUBTRACT: return "difference";
    default: return "repeat";
    }
}

static CNode *raising_binary(Emitter *e, const Node *node)
{
    const Node *left = node->binary.left;
    const Node *right = node->binary.right;

    if (left->type != node->type) { /* n * xs */
        left = node->binary.right;
        right = node->binary.left;
    }
    return c_call3(e->arena, sequence_function(e, node->type, operation_name(node)), context_of(e),
                   emit_expression(e, left), emit_value(e, right));
}

/* `member` of the object that `pointer` points to. */
static CNode *pointed_member(Emitter *e, CNode *pointer, const char *member)
{
    bool is_address = pointer->kind == C_UNARY && strcmp(pointer->text, "&") == 0;

    return c_member(e->arena, is_address ? pointer->left : c_unary(e->arena, "*", pointer), member);
}

/* Is it one of the runtime's functions that give several results? */
static bool gives_items(const Node *node)
{
    const Builtin *builtin = node->kind == NODE_BUILTIN ? &builtin_table[node->builtin.id] : NULL;

    return builtin != NULL && builtin->rule == RULE_METHOD && builtin->result[0] == '(';
}

/* The last argument: where the result goes. The runtime, which does not know the program's tuples,
 * is told where each item goes. */
static void push_result(Emitter *e, CNode *call, const Node *node, CNode *result)
{
    if (!gives_items(node)) {
        c_push(e->arena, &call->list, result);
        return;
    }
    for (uint32_t i = 0; i < node->type->count; i++) {
        CNode *item = pointed_member(e, result, text_format(e, "item_%u", i));

        c_push(e->arena, &call->list, address_of(e, item));
    }
}

CNode *emit_raising_call(Emitter *e, const Node *node, CNode *result)
{
    CNode *call;

    switch (node->kind) {
    case NODE_CALL: call = emit_call(e, node); break;
    case NODE_AS: call = emit_dyn_cast(e, node); break;
    case NODE_CONVERT:
        call = node->type->kind == TYPE_DYN ? emit_box(e, node) : raising_convert(e, node);
        break;
    case NODE_BINARY: call = raising_binary(e, node); break;
    case NODE_CONSTRUCT:
        call = node->type->kind == TYPE_CLASS ? emit_new(e, node) : emit_exception_new(e, node);
        break;
    case NODE_VIEW: call = emit_new_slice(e, node); break;
    case NODE_LIST:
    case NODE_SET:
    case NODE_DICT: call = emit_display(e, node); break;
    case NODE_BIND: call = emit_escaping_closure(e, node); break;
    default: call = emit_raising_builtin(e, node); break;
    }
    call = separated(e, call);
    if (result != NULL) {
        push_result(e, call, node, result);
    }
    return call;
}

/* --- the switch --- */

static CNode *emit_node(Emitter *e, const Node *node)
{
    switch (node->kind) {
    case NODE_INTEGER: return emit_integer(e, node);
    case NODE_FLOAT: return emit_float(e, node->number, node->type);
    case NODE_IMAGINARY: return emit_imaginary(e, node);
    case NODE_STRING: return emit_literal(e, node);
    case NODE_BOOL:
        runtime_use_header(e->runtime, "stdbool.h");
        return c_name(e->arena, node->integer.value != 0 ? "true" : "false");
    case NODE_NAME: return emit_name(e, node);
    case NODE_UNARY: return emit_unary(e, node);
    case NODE_BINARY: return emit_binary(e, node);
    case NODE_CHAIN: return emit_chain(e, node);
    case NODE_CONDITIONAL: {
        CNode *choice = c_new(e->arena, C_CONDITIONAL, (Span){0});
        choice->left = emit_expression(e, node->conditional.condition);
        choice->right = emit_lazily(e, node->conditional.then);
        choice->third = emit_lazily(e, node->conditional.otherwise);
        return choice;
    }
    case NODE_CALL: return emit_call(e, node);
    case NODE_BUILTIN: return emit_builtin(e, node);
    case NODE_CONVERT: return emit_convert(e, node);
    case NODE_CONSTRUCT: return emit_compound(e, node->type, &node->construct.arguments);
    case NODE_TUPLE: return emit_compound(e, node->type, &node->list);
    case NODE_INDEX: return emit_index(e, node);
    case NODE_VIEW: return emit_view(e, node);
    case NODE_ITEM: return emit_item(e, node);
    case NODE_FIELD: return emit_field(e, node);
    case NODE_IS:
        return node->type_test.target == NULL ? emit_none_test(e, node, node->type_test.is_negated)
               : node->type_test.target->type->kind == TYPE_CLASS &&
                       node->type_test.operand->type->kind != TYPE_DYN
                   ? emit_class_test(e, node)
                   : emit_dyn_test(e, node);
    case NODE_AS: return emit_downcast(e, node);
    case NODE_REFERENCE: return address_of(e, emit_expression(e, node->unary.operand));
    case NODE_BIND: return emit_function_value(e, node);
    default: return c_integer(e->arena, 0);
    }
}

CNode *emit_expression(Emitter *e, const Node *node)
{
    CNode *value = emit_node(e, node);

    if (value->kind == C_CALL) {
        value = separated(e, value);
        if (node->kind != NODE_STRING && node->type != NULL && is_struct_type(node->type)) {
            value->text = c_type(e, node->type);
        }
    }
    return value;
}

CNode *emit_lazily(Emitter *e, const Node *node)
{
    e->lazy_depth++;
    CNode *value = emit_expression(e, node);
    e->lazy_depth--;
    return value;
}
