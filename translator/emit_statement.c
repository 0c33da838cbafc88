/* emit_statement: statements of ordered IR as C statements. What raises goes to emit_exception.c. */
#include "emit_internal.h"

/* --- the current block --- */

void push(Emitter *e, CNode *statement, Span span)
{
    statement->span = span;
    if (statement->comment == NULL) {
        statement->comment = e->reason;
        e->reason = NULL;
    }
    c_push(e->arena, e->out, statement);
}

void push_expression(Emitter *e, CNode *expression, Span span)
{
    CNode *statement = c_new(e->arena, C_EXPRESSION, span);

    statement->left = expression;
    push(e, statement, span);
}

void emit_statements(Emitter *e, const NodeList *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        emit_statement(e, list->items[i]);
    }
}

void add_blank_after_declarations(Emitter *e, CNodeList *list)
{
    uint32_t count = 0;

    while (count < list->count && list->items[count]->kind == C_DECLARE) {
        count++;
    }
    if (count == 0 || count == list->count || list->items[count]->kind == C_BLANK) {
        return;
    }
    c_push(e->arena, list, NULL);
    memmove(&list->items[count + 1], &list->items[count],
            (list->count - 1 - count) * sizeof *list->items);
    list->items[count] = c_new(e->arena, C_BLANK, (Span){0});
}

void emit_block_into(Emitter *e, const Node *block, CNodeList *list)
{
    CNodeList *outer = e->out;
    uint32_t mark = scope_open(e);

    e->out = list;
    if (block->kind == NODE_BLOCK) {
        emit_statements(e, &block->list);
    } else {
        emit_statement(e, block);
    }
    scope_close(e, mark);
    add_blank_after_declarations(e, list);
    e->out = outer;
}

/* --- declarations and assignments --- */

static const char *const_type(Emitter *e, const Type *type)
{
    static const char *const scalars[] = {
#define SCALAR(KIND, name, c, header, bits, class) [TYPE_##KIND] = "const " c,
#include "scalars.def"
#undef SCALAR
    };
    const char *name = c_type(e, type);

    if (scalar_class(type) != CLASS_NOT_SCALAR) {
        return scalars[type->kind];
    }
    return type->kind == TYPE_PTR || type->kind == TYPE_EXCEPTION ? name
                                                                  : text_format(e, "const %s", name);
}

/* In an initialiser a compound literal needs no type of its own. */
static CNode *initialiser(Emitter *e, CNode *value, const Type *type)
{
    if (value->kind == C_COMPOUND && value->text == c_type(e, type)) {
        value->text = NULL;
    }
    return value;
}

static void declare_value(Emitter *e, Symbol *symbol, CNode *value, Span span)
{
    bool is_const = !symbol->is_mutable && !symbol->is_assigned && !symbol->is_captured;
    const char *name = local_declare(e, symbol);
    const char *type = is_const ? const_type(e, symbol->type) : c_type(e, symbol->type);
    CNode *declaration = c_declare(e->arena, type, name, initialiser(e, value, symbol->type));

    declaration->symbol = symbol->name->text;
    push(e, declaration, span);
}

/* Declares the symbol for a call to store its value in. */
static CNode *declare_place(Emitter *e, Symbol *symbol, Span span)
{
    const char *name = local_declare(e, symbol);
    CNode *declaration = c_declare(e->arena, c_type(e, symbol->type), name, NULL);

    symbol->fact = symbol;
    declaration->symbol = symbol->name->text;
    push(e, declaration, span);
    return c_name(e->arena, name);
}

CNode *declare_result(Emitter *e, const char *name, const Type *type, Span span)
{
    const char *local = local_fresh(e, name);

    push(e, c_declare(e->arena, c_type(e, type), local, NULL), span);
    return c_name(e->arena, local);
}

/* Computes what raises at its root into `place`. */
static void emit_into(Emitter *e, const Node *value, CNode *place, Span span)
{
    emit_guarded(e, emit_raising_call(e, value, address_of(e, place)), span);
    if (value->kind == NODE_BUILTIN && value->builtin.id == BUILTIN_ARRAY) {
        emit_array_fill(e, value, place);
    }
}

static void emit_let(Emitter *e, const Node *node)
{
    const Node *value = node->let.value;

    if (raises_at_root(e->program, value)) {
        emit_into(e, value, declare_place(e, node->let.symbol, node->span), node->span);
        return;
    }
    CNode *initial = emit_value(e, value);
    declare_value(e, node->let.symbol, initial, node->span);
}

/* The base of a temporary's name: the function's that it holds the result of. */
static const char *result_base(const Node *value)
{
    if (value->kind == NODE_CALL && value->call.callee->kind == NODE_NAME) {
        return value->call.callee->name.name->text;
    }
    return value->kind == NODE_BUILTIN ? builtin_table[value->builtin.id].name : "value";
}

/* The value as something that can be written twice. */
static CNode *emit_saved(Emitter *e, const Node *value, Span span)
{
    if (raises_at_root(e->program, value)) {
        const char *base = text_format(e, "%s_1", result_base(value));
        CNode *place = declare_result(e, base, value->type, span);
        emit_into(e, value, place, span);
        return place;
    }
    CNode *saved = emit_expression(e, value);
    if (value->kind == NODE_NAME) {
        return saved;
    }
    const char *name = local_fresh(e, text_format(e, "%s_1", result_base(value)));
    push(e, c_declare(e->arena, const_type(e, value->type), name,
                      initialiser(e, saved, value->type)), span);
    return c_name(e->arena, name);
}

static void emit_let_tuple(Emitter *e, const Node *node)
{
    const SymbolList *symbols = &node->let_tuple.symbols;
    CNode *tuple = emit_saved(e, node->let_tuple.value, node->span);

    for (uint32_t i = 0; i < symbols->count; i++) {
        if (symbols->items[i] != NULL) {
            CNode *item = c_member(e->arena, tuple, text_format(e, "item_%u", i));
            declare_value(e, symbols->items[i], item, node->span);
        }
    }
}

/* An assigned name alone is not read. */
static CNode *emit_place(Emitter *e, const Node *target)
{
    if (target->kind != NODE_NAME || target->name.symbol->kind != SYMBOL_LOCAL) {
        return emit_expression(e, target);
    }
    Symbol *symbol = target->name.symbol;
    void *was_read = symbol->fact;
    CNode *place = name_of_local(e, symbol);
    if (!symbol->is_reference) {
        symbol->fact = was_read;
    }
    return place;
}

static bool is_compound_operator(const CNode *value, const CNode *place, Operator op)
{
    return value->kind == C_BINARY && value->left == place && op != OP_DIVIDE
        && strlen(value->text) <= 2 && value->text[0] != '!';
}

static void emit_compound_assign(Emitter *e, const Node *node)
{
    const Type *type = node->assign.target->type;
    CNode *place = emit_place(e, node->assign.target);
    Operator op = (Operator)node->op;

    e->reason = node->reason;
    if (type->kind == TYPE_STR) {
        CNode *call = c_call3(e->arena, use(e, "nb_str_concat"), context_of(e),
                              place, emit_expression(e, node->assign.value));
        c_push(e->arena, &call->list, address_of(e, place));
        emit_guarded(e, call, node->span);
        return;
    }
    CNode *value = binary_operation(e, node, op, type, place, emit_value(e, node->assign.value));
    if (is_compound_operator(value, place, op) || (value->kind == C_BINARY && type_is_float(type))) {
        const char *text = text_format(e, "%s=", value->text);
        push(e, c_assign(e->arena, place, text, value->right), node->span);
        return;
    }
    if (node->assign.target->kind == NODE_NAME && node->assign.target->name.symbol->kind == SYMBOL_LOCAL) {
        node->assign.target->name.symbol->fact = node->assign.target->name.symbol;
    }
    push(e, c_assign(e->arena, place, "=", value), node->span);
}

static void emit_assign(Emitter *e, const Node *node)
{
    const Node *value = node->assign.value;

    if (node->op != OP_NONE) {
        emit_compound_assign(e, node);
        return;
    }
    if (raises_at_root(e->program, value)) {
        emit_into(e, value, emit_expression(e, node->assign.target), node->span);
        return;
    }
    CNode *place = emit_place(e, node->assign.target);
    push(e, c_assign(e->arena, place, "=", emit_value(e, value)), node->span);
}

/* --- checks --- */

static const Node *check_argument(const Node *check, uint32_t position)
{
    return check->builtin.arguments.items[position];
}

static CNode *zero(Emitter *e)
{
    return c_integer(e->arena, 0);
}

static CNode *is_negative(Emitter *e, const Node *value)
{
    if (scalar_class(value->type) == CLASS_UNSIGNED || value->kind == NODE_INTEGER) {
        return NULL;
    }
    return c_binary(e->arena, "<", emit_value(e, value), zero(e));
}

/* k < 0 || k >= n, as far as it can be; for a literal n <= k. */
static CNode *is_outside(Emitter *e, const Node *index, CNode *extent, bool extent_is_literal)
{
    CNode *value = emit_value(e, index);
    CNode *beyond;

    if (index->kind == NODE_INTEGER) {
        if (scalar_class(index->type) == CLASS_SIGNED && (int64_t)index->integer.value < 0) {
            return NULL;
        }
        return c_binary(e->arena, "<=", extent, value);
    }
    if (index->type->kind == TYPE_UINT64 && !extent_is_literal) {
        extent = c_cast(e->arena, "uint64_t", extent);
    }
    beyond = c_binary(e->arena, ">=", value, extent);
    CNode *negative = is_negative(e, index);
    return negative == NULL ? beyond : c_binary(e->arena, "||", negative, beyond);
}

static CNode *is_zero(Emitter *e, const Node *value)
{
    CNode *number = emit_value(e, value);

    return c_binary(e->arena, "==", number,
                    type_is_float(value->type) ? emit_float(e, 0.0, value->type) : zero(e));
}

static const char *message_of(Emitter *e, const Node *text)
{
    return arena_copy(e->arena, text->string.bytes, text->string.size);
}

static void emit_check_statement(Emitter *e, const Node *check, Span span)
{
    const Node *first = check_argument(check, 0);
    const Node *second = check->builtin.arguments.count > 1 ? check_argument(check, 1) : NULL;

    switch (check->builtin.id) {
    case BUILTIN_CHECK_INDEX: {
        CNode *extent = emit_expression(e, second);
        emit_check(e, is_outside(e, first, extent, false), "IndexError", "index out of range", span);
        return;
    }
    case BUILTIN_CHECK_NONZERO:
        emit_check(e, is_zero(e, first), "ZeroDivisionError", message_of(e, second), span);
        return;
    case BUILTIN_CHECK_SHIFT:
        emit_check(e, is_outside(e, first, emit_expression(e, second), true), "ValueError",
                   "shift count out of range", span);
        return;
    case BUILTIN_CHECK_EXPONENT:
        emit_check(e, is_negative(e, first), "ValueError", "negative exponent", span);
        return;
    case BUILTIN_CHECK_STEP:
        emit_check(e, is_zero(e, first), "ValueError", "step must not be zero", span);
        return;
    default: {
        CNode *length = emit_value(e, first);
        emit_check(e, c_binary(e->arena, "!=", length, emit_value(e, second)), "ValueError",
                   "arrays differ in length", span);
        return;
    }
    }
}

static void emit_raising_statement(Emitter *e, const Node *value, Span span)
{
    CNode *result = NULL;

    if (value->type != NULL && value->type->kind != TYPE_NONE) {
        const char *base = text_format(e, "%s_1", result_base(value));
        result = address_of(e, declare_result(e, base, value->type, span));
    }
    emit_guarded(e, emit_raising_call(e, value, result), span);
}

static void emit_expression_statement(Emitter *e, const Node *node)
{
    const Node *value = node->unary.operand;

    if (value->kind == NODE_BUILTIN && value->builtin.id == BUILTIN_PRINT) {
        emit_print(e, value);
        return;
    }
    if (value->kind == NODE_BUILTIN && builtin_table[value->builtin.id].style == STYLE_CHECK) {
        emit_check_statement(e, value, node->span);
        return;
    }
    if (raises_at_root(e->program, value)) {
        emit_raising_statement(e, value, node->span);
        return;
    }
    CNode *expression = emit_expression(e, value);
    push_expression(e, value->kind == NODE_CALL ? expression
                                                : c_cast(e->arena, "void", expression), node->span);
}

/* --- branches --- */

static CNode *block_of(Emitter *e, const Node *block)
{
    CNode *c = c_new(e->arena, C_BLOCK, block->span);

    emit_block_into(e, block, &c->list);
    return c;
}

static CNode *if_of(Emitter *e, const Node *node)
{
    CNode *branch = c_if(e->arena, emit_condition(e, node->if_.condition));
    const Node *otherwise = node->if_.otherwise;

    branch->span = node->span;
    branch->comment = e->reason;
    e->reason = NULL;
    emit_block_into(e, node->if_.then, &branch->list);
    if (otherwise != NULL && (otherwise->kind != NODE_BLOCK || otherwise->list.count > 0)) {
        branch->third = otherwise->kind == NODE_IF ? if_of(e, otherwise) : block_of(e, otherwise);
    }
    return branch;
}

/* --- loops --- */

static void emit_loop_body(Emitter *e, const Node *body, CNodeList *list)
{
    e->loop_depth++;
    emit_block_into(e, body, list);
    e->loop_depth--;
}

static void emit_while(Emitter *e, const Node *node)
{
    const Node *condition = node->while_.condition;
    bool is_endless = condition->kind == NODE_BOOL && condition->integer.value != 0;
    CNode *loop = c_new(e->arena, is_endless ? C_FOR : C_WHILE, node->span);

    loop->left = is_endless ? NULL : emit_condition(e, condition);
    push(e, loop, node->span);
    emit_loop_body(e, node->while_.body, &loop->list);
}

/* The step as a constant; 0: it is not one. */
static int64_t literal_step(const Node *step)
{
    int64_t sign = 1;

    if (step == NULL) {
        return 1;
    }
    if (step->kind == NODE_UNARY && step->op == OP_NEGATE) {
        step = step->unary.operand;
        sign = -1;
    }
    return step->kind == NODE_INTEGER ? sign * (int64_t)step->integer.value : 0;
}

static CNode *advance(Emitter *e, const char *name, int64_t step)
{
    CNode *counter = c_name(e->arena, name);

    if (step == 1 || step == -1) {
        return c_unary(e->arena, step == 1 ? "++" : "--", counter);
    }
    return c_assign(e->arena, counter, step > 0 ? "+=" : "-=",
                    c_integer(e->arena, step > 0 ? step : -step));
}

/* for (int64_t i = low; i < high; i++). Where the body assigns the loop's variable it gets a copy. */
static void emit_simple_for(Emitter *e, const Node *node, int64_t step)
{
    const Node *range = node->for_.iterable;
    Symbol *symbol = node->for_.symbol;
    uint32_t mark = scope_open(e);
    CNode *low = emit_value(e, range->range.low);
    CNode *high = emit_value(e, range->range.high);
    bool is_copied = symbol->is_assigned;
    const char *name = is_copied ? local_fresh(e, text_format(e, "%s_1", symbol->name->text))
                                 : local_declare(e, symbol);
    CNode *loop = c_new(e->arena, C_FOR, node->span);

    symbol->fact = symbol;
    loop->third = c_declare(e->arena, c_type(e, symbol->type), name, low);
    loop->left = c_binary(e->arena, step > 0 ? "<" : ">", c_name(e->arena, name), high);
    loop->right = advance(e, name, step);
    push(e, loop, node->span);
    if (is_copied) {
        CNodeList *outer = e->out;
        e->out = &loop->list;
        declare_value(e, symbol, c_name(e->arena, name), node->span);
        e->out = outer;
    }
    emit_loop_body(e, node->for_.body, &loop->list);
    scope_close(e, mark);
}

static bool is_step_safe(const Node *node, int64_t step)
{
    if (step == 1 || step == -1) {
        return true;
    }
    return step != 0 && scalar_info(node->for_.symbol->type)->bits >= 32
        && ((node->flags | node->for_.iterable->flags) & FLAG_PROVEN) != 0;
}

static CNode *as_int64(Emitter *e, const Node *node)
{
    CNode *value = emit_value(e, node);

    return node->type->kind == TYPE_UINT64 ? c_cast(e->arena, "int64_t", value) : value;
}

/* i = low + k * step for the k-th turn, which wraps nowhere. */
static CNode *counted_value(Emitter *e, const Node *node, const char *turn)
{
    const Node *range = node->for_.iterable;
    const Type *type = node->for_.symbol->type;
    const Type *wide = e->program->types.scalar[TYPE_INT64];
    CNode *offset = c_call2(e->arena, use_helper(e, HELPER_WRAP_MULTIPLY, wide),
                            c_name(e->arena, turn), as_int64(e, range->range.step));
    CNode *value = c_call2(e->arena, use_helper(e, HELPER_WRAP_ADD, wide),
                           as_int64(e, range->range.low), offset);

    return type == wide ? value : c_cast(e->arena, c_type(e, type), value);
}

/* A step that might jump over the end of the type: the turns are counted beforehand. */
static void emit_counted_for(Emitter *e, const Node *node)
{
    const Node *range = node->for_.iterable;
    Symbol *symbol = node->for_.symbol;
    const char *turns = local_fresh(e, text_format(e, "%s_turns", symbol->name->text));
    uint32_t mark = scope_open(e);
    const char *turn = local_fresh(e, text_format(e, "%s_turn", symbol->name->text));
    CNode *count = c_call3(e->arena, use(e, "nb_range_length"), as_int64(e, range->range.low),
                           as_int64(e, range->range.high), as_int64(e, range->range.step));
    CNode *loop = c_new(e->arena, C_FOR, node->span);

    push(e, c_declare(e->arena, "const int64_t", turns, count), node->span);
    loop->third = c_declare(e->arena, "int64_t", turn, zero(e));
    loop->left = c_binary(e->arena, "<", c_name(e->arena, turn), c_name(e->arena, turns));
    loop->right = advance(e, turn, 1);
    push(e, loop, node->span);
    CNode *value = counted_value(e, node, turn);
    CNodeList *outer = e->out;
    e->out = &loop->list;
    declare_value(e, symbol, value, node->span);
    e->out = outer;
    emit_loop_body(e, node->for_.body, &loop->list);
    scope_close(e, mark);
}

/* for (int64_t at = 0; at < s.size;) { const nb_str c = nb_str_next(s, &at); … } */
static void emit_text_for(Emitter *e, const Node *node)
{
    uint32_t mark = scope_open(e);
    CNode *text = emit_expression(e, node->for_.iterable);
    const char *offset = local_fresh(e, text_format(e, "%s_offset", node->for_.symbol->name->text));
    CNode *loop = c_new(e->arena, C_FOR, node->span);

    loop->third = c_declare(e->arena, "int64_t", offset, zero(e));
    loop->left = c_binary(e->arena, "<", c_name(e->arena, offset),
                          c_member(e->arena, text, "size"));
    push(e, loop, node->span);
    CNodeList *outer = e->out;
    e->out = &loop->list;
    CNode *next = c_call2(e->arena, use(e, "nb_str_next"), text,
                          c_unary(e->arena, "&", c_name(e->arena, offset)));
    declare_value(e, node->for_.symbol, next, node->span);
    e->out = outer;
    emit_loop_body(e, node->for_.body, &loop->list);
    scope_close(e, mark);
}

static void emit_for(Emitter *e, const Node *node)
{
    if (node->for_.iterable->kind != NODE_RANGE) {
        emit_text_for(e, node);
        return;
    }
    int64_t step = literal_step(node->for_.iterable->range.step);
    if (is_step_safe(node, step)) {
        emit_simple_for(e, node, step);
    } else {
        emit_counted_for(e, node);
    }
}

/* --- return --- */

static void emit_return_statement(Emitter *e, const Node *node)
{
    const Node *value = node->unary.operand;

    if (value == NULL) {
        emit_return(e, NULL, node->span);
        return;
    }
    bool is_none = value->type == NULL || value->type->kind == TYPE_NONE;
    if (!raises_at_root(e->program, value)) {
        if (is_none && value->kind != NODE_NONE) {
            push_expression(e, emit_expression(e, value), node->span);
        }
        emit_return(e, is_none ? NULL : emit_value(e, value), node->span);
        return;
    }
    if (is_none) {
        emit_guarded(e, emit_raising_call(e, value, NULL), node->span);
        emit_return(e, NULL, node->span);
    } else if (e->raises && enclosing_finally(e, EXIT_RETURN) == NULL) {
        emit_into(e, value, c_unary(e->arena, "*", result_of(e)), node->span);
        emit_return(e, NULL, node->span);
    } else {
        emit_return(e, emit_saved(e, value, node->span), node->span);
    }
}

/* --- the switch --- */

void emit_statement(Emitter *e, const Node *node)
{
    switch (node->kind) {
    case NODE_BLOCK:
        push(e, block_of(e, node), node->span);
        break;
    case NODE_LET:
        emit_let(e, node);
        break;
    case NODE_LET_TUPLE:
        emit_let_tuple(e, node);
        break;
    case NODE_ASSIGN:
        emit_assign(e, node);
        break;
    case NODE_EXPRESSION:
        emit_expression_statement(e, node);
        break;
    case NODE_IF:
        push(e, if_of(e, node), node->span);
        break;
    case NODE_WHILE:
        emit_while(e, node);
        break;
    case NODE_FOR:
        emit_for(e, node);
        break;
    case NODE_BREAK:
        emit_exit(e, EXIT_BREAK, node->span);
        break;
    case NODE_CONTINUE:
        emit_exit(e, EXIT_CONTINUE, node->span);
        break;
    case NODE_RETURN:
        emit_return_statement(e, node);
        break;
    case NODE_RAISE:
        emit_raise(e, node);
        break;
    case NODE_TRY:
        emit_try(e, node);
        break;
    default:
        break;
    }
}
