/* Statements. Each answers whether control can come out at its end, which tells functions that may
 * end without a result and statements that cannot be reached. */
#include "infer.h"

/* --- declarations and assignments --- */

void demand_type(Infer *infer, const Symbol *symbol)
{
    if (must_be_closed(infer)) {
        report_error(infer->diagnostics, symbol->span, "closed IR writes the type of '%s'",
                     symbol->name->text);
    }
}

static bool is_cell(const Node *value)
{
    return value != NULL && value->kind == NODE_BUILTIN &&
           (value->builtin.id == BUILTIN_CELL || value->builtin.id == BUILTIN_NO_CELL);
}

/* `var n = cell(0)`: a variable on the heap; `var n: int64 = no_cell()`: a place for one. */
static void mark_cell(const Node *let)
{
    if (is_cell(let->let.value)) {
        let->let.value->flags |= FLAG_ESCAPES;
        let->let.symbol->is_reference = true;
        let->let.symbol->is_cell = true;
    }
}

/* n = cell(0) */
static void mark_later_cell(const Node *assignment)
{
    const Node *target = assignment->assign.target;

    if (is_cell(assignment->assign.value) && target->kind == NODE_NAME &&
        target->name.symbol->is_cell) {
        assignment->assign.value->flags |= FLAG_ESCAPES;
    }
}

static void infer_let(Infer *infer, Node *node)
{
    Symbol *symbol = node->let.symbol;

    mark_cell(node);
    if (symbol->type == NULL) {
        demand_type(infer, symbol);
        infer_expression(infer, &node->let.value, NULL);
        symbol->type = require_value(infer, node->let.value, (Place){"", symbol->name->text, 0});
    } else if (node->let.value != NULL) {
        infer_place(infer, &node->let.value, symbol->type, (Place){"", symbol->name->text, 0});
    } else {
        LIST_PUSH(&infer->program->arena, &infer->unset, symbol);
    }
    symbol->is_exact =
        !symbol->is_mutable && node->let.value != NULL && node->let.value->kind == NODE_CONSTRUCT;
}

static void infer_let_tuple(Infer *infer, Node *node)
{
    const SymbolList *symbols = &node->let_tuple.symbols;
    const Type *type = infer_expression(infer, &node->let_tuple.value, NULL);
    bool fits = type->kind == TYPE_TUPLE && type->count == symbols->count;

    if (!fits && !is_error(type)) {
        report_error(infer->diagnostics, node->let_tuple.value->span,
                     "expected a tuple of %u items, saw %s", symbols->count,
                     type_text(infer->types, type));
    }
    for (uint32_t i = 0; i < symbols->count; i++) {
        symbols->items[i]->type = fits ? type->arguments[i] : error_type(infer);
    }
}

Place target_place(const Node *target)
{
    switch (target->kind) {
    case NODE_NAME: return (Place){"", target->name.name->text, 0};
    case NODE_FIELD: return (Place){"field", target->field.name->text, 0};
    default: return (Place){"an element", NULL, 0};
    }
}

static void suggest_floor(Infer *infer, Operator op, const Type *type)
{
    if (op == OP_DIVIDE && type_is_integer(type)) {
        report_help(infer->diagnostics, "write //=");
    }
}

void check_update(Infer *infer, const Node *node, Node *left, Node **value)
{
    Operator op = (Operator)node->op;
    const Type *type = left->type;

    if (type_is_numeric(type) && type_is_numeric((*value)->type)) {
        coerce(infer, value, type, target_place(left));
    }
    const Type *result = operator_type(infer, op, &left, value, node->span);
    if (result != type && !is_error(result)) {
        report_error(infer->diagnostics, node->span, "'%s=' on %s gives %s",
                     operator_table[op].spelling, type_text(infer->types, type),
                     type_text(infer->types, result));
        suggest_floor(infer, op, type);
    }
}

static void infer_assign(Infer *infer, Node *node)
{
    if (infer_unpacking(infer, node) || infer_object_assignment(infer, node)) {
        return;
    }
    if (!is_error(infer_expression(infer, &node->assign.target, NULL)) &&
        (infer_object_update(infer, node) || infer_list_update(infer, node) ||
         infer_slice_assignment(infer, node) || infer_array_update(infer, node) ||
         infer_dict_assignment(infer, node))) {
        return;
    }
    const Type *type = infer_target(infer, &node->assign.target);

    mark_later_cell(node);
    if (is_error(type)) {
        infer_expression(infer, &node->assign.value, type);
    } else if (node->op != OP_NONE) {
        infer_expression(infer, &node->assign.value, type);
        check_update(infer, node, node->assign.target, &node->assign.value);
    } else {
        infer_place(infer, &node->assign.value, type, target_place(node->assign.target));
    }
}

static bool has_effect(const Node *node)
{
    if (node->kind != NODE_BUILTIN) {
        return node->kind == NODE_CALL ||
               (node->kind == NODE_CONSTRUCT && node->construct.symbol->kind == SYMBOL_CLASS);
    }
    const Builtin *builtin = &builtin_table[node->builtin.id];
    return builtin->effect >= EFFECT_CALL || builtin->style == STYLE_CHECK;
}

static void infer_expression_statement(Infer *infer, Node *node)
{
    const Type *type = infer_expression(infer, &node->unary.operand, NULL);

    if (node->unary.operand->kind == NODE_AS && (node->unary.operand->flags & FLAG_PROVEN) != 0) {
        node->unary.operand = node->unary.operand->type_test.operand;
    }
    if (!is_error(type) && !has_effect(node->unary.operand)) {
        report_error(infer->diagnostics, node->span, "the value is not used");
        if (type->kind == TYPE_EXCEPTION && node->unary.operand->kind == NODE_CONSTRUCT) {
            report_help(infer->diagnostics, "write 'raise' before it");
        }
    }
}

/* --- control flow --- */

/* What the block's last assignment became needs no braces of its own: the names in it are fresh. */
static void open_last(Infer *infer, Node *block)
{
    NodeList last = block->list.items[--block->list.count]->list;

    for (uint32_t i = 0; i < last.count; i++) {
        LIST_PUSH(&infer->program->arena, &block->list, last.items[i]);
    }
}

static bool infer_block(Infer *infer, Node *block)
{
    bool is_reached = true;
    bool is_told = false;
    bool ends_assigning = false;
    bool has_generics = false;

    for (uint32_t i = 0; i < block->list.count; i++) {
        Node *statement = block->list.items[i];

        if (!is_reached && !is_told && statement->kind != NODE_FUNCTION &&
            statement->kind != NODE_PASS) {
            report_warning(infer->diagnostics, statement->span, "this cannot be reached");
            is_told = true;
        }
        ends_assigning = statement->kind == NODE_ASSIGN;
        has_generics |=
            statement->kind == NODE_FUNCTION && statement->function->type_parameters.count > 0;
        node_fetch_ahead(statement);
        is_reached &= infer_statement(infer, statement);
    }
    if (ends_assigning && block->list.items[block->list.count - 1]->kind == NODE_BLOCK) {
        open_last(infer, block);
    }
    if (has_generics) {
        place_instances(infer, block);
    }
    return is_reached;
}

static bool infer_optional(Infer *infer, Node *block)
{
    return block == NULL || infer_block(infer, block);
}

static bool infer_if(Infer *infer, Node *node)
{
    bool completes = false;

    for (;;) {
        infer_condition(infer, &node->if_.condition);
        completes |= infer_block(infer, node->if_.then);
        if (node->if_.otherwise == NULL || node->if_.otherwise->kind != NODE_IF) {
            return infer_optional(infer, node->if_.otherwise) || completes;
        }
        node = node->if_.otherwise;
    }
}

/* The body of a loop; true: it has a break. */
static bool infer_loop_body(Infer *infer, const Symbol *symbol, Node *body)
{
    Loop loop = {.symbol = symbol, .outer = infer->loop};

    infer->loop = &loop;
    infer_block(infer, body);
    infer->loop = loop.outer;
    return loop.has_break;
}

static bool infer_while(Infer *infer, Node *node)
{
    infer_condition(infer, &node->while_.condition);
    bool has_break = infer_loop_body(infer, NULL, node->while_.body);
    const Node *condition = node->while_.condition;
    bool is_endless = condition->kind == NODE_BOOL && condition->integer.value != 0;

    return has_break || !is_endless;
}

static const Type *report_range(Infer *infer, const Node *node)
{
    report_error(infer->diagnostics, node->span, "a range counts integers, saw %s",
                 type_text(infer->types, node->type));
    return error_type(infer);
}

static const Type *report_mixed_range(Infer *infer, const Node *bound, const Type *other)
{
    const char *name = type_text(infer->types, other);

    report_error(infer->diagnostics, bound->span, "expected %s for a bound of the range, saw %s",
                 name, type_text(infer->types, bound->type));
    report_help(infer->diagnostics, "write %s(…)", name);
    return error_type(infer);
}

/* The type of the bounds that are no literals; NULL: all are. */
static const Type *range_type(Infer *infer, Node **bounds[], uint32_t count)
{
    const Type *common = NULL;

    for (uint32_t i = 0; i < count; i++) {
        if (is_adaptable(*bounds[i])) {
            continue;
        }
        const Type *type = infer_expression(infer, bounds[i], NULL);
        if (is_error(type)) {
            return type;
        }
        if (!type_is_integer(type)) {
            return report_range(infer, *bounds[i]);
        }
        const Type *joined = common == NULL ? type : common_type(infer, common, type);
        if (joined == NULL || !type_is_integer(joined)) {
            return report_mixed_range(infer, *bounds[i], common);
        }
        common = joined;
    }
    return common;
}

static const Type *infer_range(Infer *infer, Node *range, const Type *declared)
{
    Node **bounds[] = {&range->range.low, &range->range.high, &range->range.step};
    uint32_t count = range->range.step == NULL ? 2 : 3;
    const Type *type = range_type(infer, bounds, count);

    if (type == NULL || (declared != NULL && !is_error(type))) {
        type = declared != NULL ? declared : infer->types->scalar[TYPE_INT64];
    }
    for (uint32_t i = 0; i < count; i++) {
        const Type *bound = infer_expression(infer, bounds[i], type);

        if (!is_error(type) && !is_error(bound) && !type_is_integer(bound)) {
            type = report_range(infer, *bounds[i]);
        }
        coerce(infer, bounds[i], type, (Place){"a bound of the range", NULL, 0});
    }
    return range->type = type;
}

const Type *iterated_type(Infer *infer, const Node *iterable)
{
    const Type *type = iterable->type;

    switch (type->kind) {
    case TYPE_STR:
    case TYPE_ERROR: return type;
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_DICT: return type->arguments[0];
    case TYPE_BYTES: return infer->types->scalar[TYPE_UINT8];
    case TYPE_ARRAY:
        return type->rank == 1
                   ? type->arguments[0]
                   : type_array(infer->types, type->arguments[0], (uint16_t)(type->rank - 1), true);
    default:
        report_error(infer->diagnostics, iterable->span, "cannot iterate over %s",
                     type_text(infer->types, type));
        if (type_is_integer(type)) {
            report_help(infer->diagnostics, "write 0..n");
        }
        return error_type(infer);
    }
}

/* The type that is written for a range's variable. */
static void check_counter(Infer *infer, Symbol *symbol)
{
    if (symbol->type != NULL && !is_error(symbol->type) && !type_is_integer(symbol->type)) {
        report_error(infer->diagnostics, symbol->span, "a range counts integers, saw %s for '%s'",
                     type_text(infer->types, symbol->type), symbol->name->text);
        symbol->type = error_type(infer);
    }
}

/* `for i in range(low, high, step)` goes over low..high step step. */
static void make_plain_range(Infer *infer, Node *node)
{
    const Node *call = node->for_.iterable;
    bool is_range = call->kind == NODE_BUILTIN && call->builtin.id == BUILTIN_RANGE;
    uint32_t count = is_range ? call->builtin.arguments.count : 0;

    if (count < 1 || count > 3) {
        return;
    }
    Node **arguments = call->builtin.arguments.items;
    Node *range = node_new(infer->program, NODE_RANGE, call->span);
    Node *zero = node_new(infer->program, NODE_INTEGER, call->span);
    range->range.low = count > 1 ? arguments[0] : zero;
    range->range.high = arguments[count > 1];
    range->range.step = count > 2 ? arguments[2] : NULL;
    node->for_.iterable = range;
}

/* What a loop over it gives. */
static const Type *infer_items(Infer *infer, Node **iterable)
{
    infer_enumeration(infer, *iterable);
    const Type *type = infer_expression(infer, iterable, NULL);

    if (type->kind == TYPE_CLASS) {
        type = infer_object_iteration(infer, iterable);
    }
    return type == (*iterable)->type ? iterated_type(infer, *iterable) : type;
}

static void infer_for(Infer *infer, Node *node)
{
    Symbol *symbol = node->for_.symbol;
    const Type *type = NULL;

    make_plain_range(infer, node);
    if (node->for_.iterable->kind == NODE_RANGE) {
        check_counter(infer, symbol);
        type = infer_range(infer, node->for_.iterable, symbol->type);
    } else {
        type = infer_items(infer, &node->for_.iterable);
    }
    if (symbol->type != NULL && symbol->type != type && !is_error(type)) {
        report_error(infer->diagnostics, symbol->span, "expected %s for '%s', saw %s",
                     type_text(infer->types, type), symbol->name->text,
                     type_text(infer->types, symbol->type));
    }
    symbol->type = type;
    symbol->is_entry = node_iterates_table(node);
    infer->function->has_array_loops |= node_iterates_sequence(node) || node_iterates_table(node) ||
                                        node->for_.iterable->type->kind == TYPE_CLASS;
    infer_loop_body(infer, symbol, node->for_.body);
}

static bool infer_jump(Infer *infer, const Node *node)
{
    if (infer->loop == NULL) {
        report_error(infer->diagnostics, node->span, "'%s' stands only in a loop",
                     node->kind == NODE_BREAK ? "break" : "continue");
        return true;
    }
    infer->loop->has_break |= node->kind == NODE_BREAK;
    return false;
}

static void infer_bare_return(Infer *infer, const Node *node)
{
    Function *function = infer->function;

    if (function->result == NULL) {
        function->result = infer->types->scalar[TYPE_NONE];
    } else if (function->result->kind != TYPE_NONE && !is_error(function->result)) {
        report_error(infer->diagnostics, node->span, "expected %s after 'return'",
                     type_text(infer->types, function->result));
    }
}

static void report_surplus(Infer *infer, const Node *value)
{
    const char *type = type_text(infer->types, value->type);

    report_error(infer->diagnostics, value->span, "%s returns nothing, saw %s",
                 function_text(infer, infer->function), type);
    report_help(infer->diagnostics, "write '-> %s' after its parameters", type);
}

static Place result_place(const Function *function)
{
    bool has_name = function->display_name[0] != '<';

    return has_name ? (Place){"the result of", function->symbol->name->text, 0}
                    : (Place){"the function's result", NULL, 0};
}

static void infer_return(Infer *infer, Node *node)
{
    Function *function = infer->function;
    Node **value = &node->unary.operand;

    if (*value == NULL) {
        infer_bare_return(infer, node);
        return;
    }
    const Type *type = infer_expression(infer, value, function->result);
    if (function->result == NULL) {
        function->result = type;
    } else if (function->result->kind == TYPE_NONE && type->kind != TYPE_NONE && !is_error(type)) {
        report_surplus(infer, *value);
    } else {
        coerce(infer, value, function->result, result_place(function));
    }
}

/* --- exceptions --- */

static void check_raised(Infer *infer, const Node *node)
{
    if (node->type->kind != TYPE_EXCEPTION && !is_error(node->type)) {
        report_error(infer->diagnostics, node->span, "expected an exception, saw %s",
                     type_text(infer->types, node->type));
    }
}

static void infer_raise(Infer *infer, Node *node)
{
    if (node->raise.value == NULL) {
        if (infer->handler_depth == 0) {
            report_error(infer->diagnostics, node->span,
                         "'raise' without an exception stands only in 'except'");
        }
        return;
    }
    infer_expression(infer, &node->raise.value, NULL);
    check_raised(infer, node->raise.value);
    if (node->raise.cause != NULL) {
        infer_expression(infer, &node->raise.cause, NULL);
        check_raised(infer, node->raise.cause);
        infer->program->sets_causes |= node->raise.value->kind != NODE_CONSTRUCT;
    }
}

static bool catches(const Node *handler, const Symbol *exception)
{
    for (uint32_t i = 0; i < handler->handler.types.count; i++) {
        if (exception_is(exception, handler->handler.types.items[i])) {
            return true;
        }
    }
    return handler->handler.names.count == 0;
}

static bool is_caught(const NodeList *handlers, uint32_t before, const Symbol *exception)
{
    for (uint32_t i = 0; i < before; i++) {
        if (catches(handlers->items[i], exception)) {
            return true;
        }
    }
    return false;
}

static const Symbol *base_exception(const Infer *infer)
{
    return infer->program->exceptions.items[0];
}

/* Warns of what the handlers before the one at `position` catch already. */
static void check_handler(Infer *infer, const NodeList *handlers, uint32_t position)
{
    const Node *handler = handlers->items[position];
    const SymbolList *types = &handler->handler.types;

    if (types->count == 0 && handler->handler.names.count == 0 &&
        is_caught(handlers, position, base_exception(infer))) {
        report_warning(infer->diagnostics, handler->span, "this handler is never reached");
    }
    for (uint32_t i = 0; i < types->count; i++) {
        if (is_caught(handlers, position, types->items[i])) {
            report_warning(infer->diagnostics, handler->span, "'%s' is caught already above",
                           types->items[i]->name->text);
        }
    }
}

/* What `as e` is: the nearest common base of the types. */
static const Type *handled_type(Infer *infer, const Node *handler)
{
    const SymbolList *types = &handler->handler.types;

    if (types->count < handler->handler.names.count) {
        return error_type(infer);
    }
    const Type *common = types->count == 0 ? base_exception(infer)->type : types->items[0]->type;

    for (uint32_t i = 1; i < types->count; i++) {
        common = common_type(infer, common, types->items[i]->type);
    }
    return common;
}

static bool infer_handler(Infer *infer, Node *handler)
{
    if (handler->handler.symbol != NULL) {
        handler->handler.symbol->type = handled_type(infer, handler);
    }
    infer->handler_depth++;
    bool completes = infer_block(infer, handler->handler.body);
    infer->handler_depth--;
    return completes;
}

static bool infer_try(Infer *infer, Node *node)
{
    NodeList *handlers = &node->try_.handlers;
    bool completes = infer_block(infer, node->try_.body);

    completes = infer_optional(infer, node->try_.otherwise) && completes;
    for (uint32_t i = 0; i < handlers->count; i++) {
        check_handler(infer, handlers, i);
        completes |= infer_handler(infer, handlers->items[i]);
    }
    return infer_optional(infer, node->try_.finally) && completes;
}

static void infer_assert(Infer *infer, Node *node)
{
    infer_condition(infer, &node->assert_.condition);
    if (node->assert_.message != NULL) {
        infer_place(infer, &node->assert_.message, infer->types->str,
                    (Place){"the message", NULL, 0});
    }
}

/* --- all statements --- */

static bool infer_simple(Infer *infer, Node *node)
{
    switch (node->kind) {
    case NODE_LET: infer_let(infer, node); break;
    case NODE_LET_TUPLE: infer_let_tuple(infer, node); break;
    case NODE_ASSIGN: infer_assign(infer, node); break;
    case NODE_EXPRESSION: infer_expression_statement(infer, node); break;
    case NODE_FOR: infer_for(infer, node); break;
    case NODE_ASSERT: infer_assert(infer, node); break;
    case NODE_FUNCTION:
        note_closures(infer);
        if (node->function->type_parameters.count == 0) {
            infer_body(infer, node->function);
        }
        break;
    default: break;
    }
    return true;
}

bool infer_statement(Infer *infer, Node *node)
{
    switch (node->kind) {
    case NODE_BLOCK: return infer_block(infer, node);
    case NODE_IF: return infer_if(infer, node);
    case NODE_WHILE: return infer_while(infer, node);
    case NODE_TRY: return infer_try(infer, node);
    case NODE_BREAK:
    case NODE_CONTINUE: return infer_jump(infer, node);
    case NODE_RETURN: infer_return(infer, node); return false;
    case NODE_RAISE: infer_raise(infer, node); return false;
    default: return infer_simple(infer, node);
    }
}
