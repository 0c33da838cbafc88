/* emit_loop: while and for. A range's loop counts as C's do; one whose step might jump over the end
 * of its type counts its turns instead. */
#include "emit_internal.h"

void emit_loop_body(Emitter *e, const Node *body, CNodeList *list)
{
    e->loop_depth++;
    emit_block_into(e, body, list);
    e->loop_depth--;
}

void emit_while(Emitter *e, const Node *node)
{
    const Node *condition = node->while_.condition;
    bool is_endless = condition->kind == NODE_BOOL && condition->integer.value != 0;
    CNode *loop = c_new(e->arena, is_endless ? C_FOR : C_WHILE, node->span);

    loop->left = is_endless ? NULL : emit_lazily(e, condition);
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
    return c_assign(e->arena, counter,
                    step > 0 ? "+=" : "-=", c_integer(e->arena, step > 0 ? step : -step));
}

/* i < high; i > high, of -1 too: i >= 0 */
static CNode *before_end(Emitter *e, const char *name, const Node *high, int64_t step)
{
    bool is_to_zero = step < 0 && high->kind == NODE_INTEGER &&
                      scalar_class(high->type) == CLASS_SIGNED &&
                      (int64_t)high->integer.value == -1;
    CNode *end = is_to_zero ? c_integer(e->arena, 0) : emit_value(e, high);

    return c_binary(e->arena,
                    step > 0     ? "<"
                    : is_to_zero ? ">="
                                 : ">",
                    c_name(e->arena, name), end);
}

/* for (int64_t i = low; i < high; i++). Where the body assigns the loop's variable it gets a copy.
 */
static void emit_simple_for(Emitter *e, const Node *node, int64_t step)
{
    const Node *range = node->for_.iterable;
    Symbol *symbol = node->for_.symbol;
    uint32_t mark = scope_open(e);
    CNode *low = emit_value(e, range->range.low);
    bool is_copied = symbol->is_assigned;
    const char *name = is_copied ? local_fresh(e, text_format(e, "%s_1", symbol->name->text))
                                 : local_declare(e, symbol);
    CNode *loop = c_new(e->arena, C_FOR, node->span);

    symbol->fact = symbol;
    loop->third = c_declare(e->arena, c_type(e, symbol->type), name, low);
    loop->left = before_end(e, name, range->range.high, step);
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
    return step != 0 && scalar_info(node->for_.symbol->type)->bits >= 32 &&
           ((node->flags | node->for_.iterable->flags) & FLAG_PROVEN) != 0;
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
    loop->third = c_declare(e->arena, "int64_t", turn, c_integer(e->arena, 0));
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

    loop->third = c_declare(e->arena, "int64_t", offset, c_integer(e->arena, 0));
    loop->left =
        c_binary(e->arena, "<", c_name(e->arena, offset), c_member(e->arena, text, "size"));
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

void emit_for(Emitter *e, const Node *node)
{
    if (node_iterates_table(node)) {
        emit_table_for(e, node);
        return;
    }
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
