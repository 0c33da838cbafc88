/* Expressions, by precedence climbing over operators.def. Names stay unresolved: `a.f` is a field
 * and `a.m(x)` a method, whatever `a` is. */
#include "parser.h"

#include <math.h>

static Node *parse_binary(Parser *p, Precedence lowest);
static Node *parse_unary(Parser *p);

static Node *new_node(Parser *p, NodeKind kind)
{
    return node_new(p->program, kind, token_span(p));
}

static void push(Parser *p, NodeList *list, Node *node)
{
    LIST_PUSH(&p->program->arena, list, node);
}

static uint32_t higher(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* --- lists --- */

/* Items to `close`, a comma after the last one allowed. Leaves the highest one's height. */
static void parse_items(Parser *p, NodeList *list, TokenKind close, Node *(*parse_item)(Parser *))
{
    uint32_t height = 0;
    uint32_t first = p->unfinished.count;

    p->height = 0;
    while (p->kind != close) {
        Node *item = parse_item(p);

        LIST_PUSH(&p->program->scratch, &p->unfinished, item);
        height = higher(height, p->height);
        if (!accept(p, TOKEN_COMMA)) {
            break;
        }
    }
    take_items(p, list, first);
    p->height = height;
}

static Node *parse_range_after(Parser *p, Node *low)
{
    uint32_t height = p->height;
    Node *range = node_new(p->program, NODE_RANGE, low->span);

    advance(p);
    range->range.low = low;
    range->range.high = parse_expression(p);
    height = higher(height, p->height);
    if (accept_word(p, TOKEN_STEP)) {
        if (p->kind == TOKEN_LEFT_BRACE) {
            fail_expected(p, "an expression", "after 'step'");
        }
        range->range.step = parse_expression(p);
    }
    grow(p, height);
    range->span = span_since(p, range->span);
    return range;
}

Node *parse_range(Parser *p)
{
    Node *low = parse_expression(p);

    return p->kind == TOKEN_RANGE ? parse_range_after(p, low) : low;
}

static void parse_arguments(Parser *p, NodeList *list)
{
    bool outer = open_bracket(p, false);

    parse_items(p, list, TOKEN_RIGHT_PARENTHESIS, parse_range);
    refuse_assign(p, "after argument", "arguments have no names: their places tell what they are");
    close_bracket(p, TOKEN_RIGHT_PARENTHESIS, outer,
                  list->count > 0 ? "after argument" : "after '('");
}

/* --- primary expressions --- */

static Node *parse_integer(Parser *p)
{
    Node *node = new_node(p, NODE_INTEGER);

    node->integer.value = p->token.integer;
    advance(p);
    return node;
}

static Node *parse_number(Parser *p, NodeKind kind, double value)
{
    Node *node = new_node(p, kind);

    node->number = value;
    advance(p);
    return node;
}

static Node *parse_bool(Parser *p, bool value)
{
    Node *node = new_node(p, NODE_BOOL);

    node->integer.value = value;
    advance(p);
    return node;
}

static Node *parse_string(Parser *p)
{
    Node *node = new_node(p, NODE_STRING);

    node->string.bytes = p->token.string.bytes;
    node->string.size = p->token.string.size;
    if (p->kind == TOKEN_BYTES) {
        node->type = p->program->types.bytes;
    }
    advance(p);
    return node;
}

static Node *parse_none(Parser *p)
{
    Node *node = new_node(p, NODE_NONE);

    advance(p);
    return node;
}

/* `(e)` is e, `(a, b)` and `(a,)` are tuples. */
static Node *parse_parentheses(Parser *p)
{
    Node *tuple = new_node(p, NODE_TUPLE);
    bool outer = open_bracket(p, false);

    if (p->kind == TOKEN_RIGHT_PARENTHESIS) {
        fail_expected(p, "an expression", "after '('");
    }
    push(p, &tuple->list, parse_expression(p));
    bool is_tuple = p->kind == TOKEN_COMMA;
    if (accept(p, TOKEN_COMMA)) {
        uint32_t height = p->height;

        parse_items(p, &tuple->list, TOKEN_RIGHT_PARENTHESIS, parse_expression);
        grow(p, height);
    }
    close_bracket(p, TOKEN_RIGHT_PARENTHESIS, outer,
                  is_tuple ? "after the tuple" : "after expression");
    Node *node = is_tuple ? tuple : tuple->list.items[0];
    node->span = span_since(p, tuple->span);
    node->flags |= is_tuple ? 0 : FLAG_PARENTHESES;
    return node;
}

static Node *parse_list(Parser *p)
{
    Node *list = new_node(p, NODE_LIST);
    bool outer = open_bracket(p, false);

    parse_items(p, &list->list, TOKEN_RIGHT_BRACKET, parse_expression);
    grow(p, 0);
    close_bracket(p, TOKEN_RIGHT_BRACKET, outer, "after the list");
    list->span = span_since(p, list->span);
    return list;
}

/* `key: value`, of which the key is read. */
static void parse_entry_value(Parser *p, NodeList *entries)
{
    uint32_t height = p->height;

    expect_token(p, TOKEN_COLON, "after the key");
    push(p, entries, parse_expression(p));
    p->height = higher(height, p->height);
}

/* What is left of { … } once the first item or key is read. */
static void parse_display_items(Parser *p, Node *display)
{
    uint32_t height = 0;

    for (;;) {
        if (display->kind == NODE_DICT) {
            parse_entry_value(p, &display->list);
        }
        height = higher(height, p->height);
        if (!accept(p, TOKEN_COMMA) || p->kind == TOKEN_RIGHT_BRACE) {
            break;
        }
        push(p, &display->list, parse_expression(p));
    }
    grow(p, height);
}

/* {k: v}, {a, b}, {} */
static Node *parse_display(Parser *p)
{
    Node *display = new_node(p, NODE_DICT);
    bool outer = open_bracket(p, false);

    p->height = 0;
    if (p->kind != TOKEN_RIGHT_BRACE) {
        push(p, &display->list, parse_expression(p));
        display->kind = p->kind == TOKEN_COLON ? NODE_DICT : NODE_SET;
        parse_display_items(p, display);
    }
    close_bracket(p, TOKEN_RIGHT_BRACE, outer,
                  display->kind == NODE_DICT ? "after the dict" : "after the set");
    display->span = span_since(p, display->span);
    return display;
}

static Node *parse_lambda_expression(Parser *p)
{
    Node *node = new_node(p, NODE_LAMBDA);

    node->function = parse_lambda(p);
    node->span = span_since(p, node->span);
    return node;
}

/* --- names --- */

static Node *parse_reference(Parser *p, Span start)
{
    Node *node = node_new(p->program, NODE_REFERENCE, start);

    node->unary.operand = parse_unary(p);
    grow(p, 0);
    node->span = span_since(p, start);
    return node;
}

static Node *parse_index(Parser *p, Node *base);

/* f, m.f, C.f, m.C.f or m.C[T].f */
static Node *parse_bound_name(Parser *p)
{
    Node *node = new_node(p, NODE_NAME);
    Span span;

    node->name.name = expect_name(p, "a function", "after 'bind'", &span);
    for (;;) {
        if (p->kind == TOKEN_LEFT_BRACKET) {
            node = parse_index(p, node);
        }
        if (!accept(p, TOKEN_DOT)) {
            return node;
        }
        Node *member = node_new(p->program, NODE_FIELD, node->span);

        member->field.base = node;
        member->field.name = expect_name(p, "a function", "after '.'", &span);
        member->span = span_since(p, node->span);
        node = member;
    }
}

static Node *parse_bind(Parser *p, Span start)
{
    Node *node = node_new(p->program, NODE_BIND, start);

    node->flags |= accept(p, TOKEN_BANG) ? FLAG_ESCAPES | FLAG_READ : 0;
    node->call.callee = parse_bound_name(p);
    if (p->kind == TOKEN_LEFT_PARENTHESIS) {
        parse_arguments(p, &node->call.arguments);
        grow(p, 0);
    } else {
        fail_expected(p, "'('", "after what 'bind' binds");
    }
    node->span = span_since(p, start);
    return node;
}

/* Words of other languages; the node is what was meant. */
static Node *parse_foreign_word(Parser *p, const Name *word, Span start)
{
    bool is_none = word->keyword == TOKEN_PYTHON_NONE;
    bool is_true = word->keyword == TOKEN_PYTHON_TRUE;
    Node *node = node_new(p->program, is_none ? NODE_NONE : NODE_BOOL, start);

    if (complain(p, start, "unknown name '%s'", word->text)) {
        report_help(&p->program->diagnostics, "write '%s'",
                    is_none   ? "none"
                    : is_true ? "true"
                              : "false");
    }
    node->integer.value = is_true;
    return node;
}

/* lambda x: x + 1 */
static Node *refuse_lambda(Parser *p, Span start)
{
    if (complain(p, start, "unknown word 'lambda'")) {
        report_help(&p->program->diagnostics, "write 'fn(x) => x + 1'");
    }
    p->kind = TOKEN_PANIC;
    return node_new(p->program, NODE_NONE, start);
}

/* A word that means something before a name: `ref x`; and what other languages spell otherwise.
 * NULL: it is a plain name. */
static Node *parse_word(Parser *p, Name *word, Span start)
{
    switch (word->keyword) {
    case TOKEN_REF: return p->kind == TOKEN_NAME ? parse_reference(p, start) : NULL;
    case TOKEN_BIND:
        return p->kind == TOKEN_NAME || p->kind == TOKEN_BANG ? parse_bind(p, start) : NULL;
    case TOKEN_DYN: return p->kind == TOKEN_NAME ? parse_dyn_type(p, word, start) : NULL;
    case TOKEN_SPAWN:
        if (p->kind == TOKEN_NAME) {
            unsupported(p, start, "spawn");
            return parse_unary(p);
        }
        return NULL;
    case TOKEN_LAMBDA:
        return p->kind == TOKEN_NAME && !at_word(p, TOKEN_STEP) ? refuse_lambda(p, start) : NULL;
    case TOKEN_PYTHON_TRUE:
    case TOKEN_PYTHON_FALSE:
    case TOKEN_PYTHON_NONE: return parse_foreign_word(p, word, start);
    default: return NULL;
    }
}

static Node *parse_name(Parser *p)
{
    Node *node = new_node(p, NODE_NAME);
    Name *name = p->token.name;

    advance(p);
    Node *special = name->keyword == 0 ? NULL : parse_word(p, name, node->span);
    if (special != NULL) {
        return special;
    }
    node->name.name = name;
    return node;
}

/* Is the text before the current token `++` or `--`? */
static bool is_after_increment(const Parser *p)
{
    const char *end = p->module->source->text + p->previous_end;

    return p->previous_end >= 2 && (end[-1] == '+' || end[-1] == '-') && end[-1] == end[-2];
}

static Node *parse_no_expression(Parser *p)
{
    Node *node = new_node(p, NODE_NONE);
    const char *help = NULL;

    if (is_after_increment(p)) {
        help = "write 'x += 1' or 'x -= 1'";
    } else if (p->kind == TOKEN_DOT && p->previous_kind != TOKEN_RANGE &&
               peek(p).kind == TOKEN_INTEGER) {
        help = "write a digit before the point: 0.5";
    }
    if (fail_expected(p, "an expression", "") && help != NULL) {
        report_help(&p->program->diagnostics, "%s", help);
    }
    return node;
}

static Node *parse_primary(Parser *p)
{
    p->height = 0;
    switch (p->kind) {
    case TOKEN_NAME: return parse_name(p);
    case TOKEN_INTEGER: return parse_integer(p);
    case TOKEN_FLOAT: return parse_number(p, NODE_FLOAT, p->token.number);
    case TOKEN_IMAGINARY: return parse_number(p, NODE_IMAGINARY, p->token.number);
    case TOKEN_INF: return parse_number(p, NODE_FLOAT, INFINITY);
    case TOKEN_NAN: return parse_number(p, NODE_FLOAT, NAN);
    case TOKEN_STRING:
    case TOKEN_BYTES: return parse_string(p);
    case TOKEN_TRUE:
    case TOKEN_FALSE: return parse_bool(p, p->kind == TOKEN_TRUE);
    case TOKEN_NONE: return parse_none(p);
    case TOKEN_LEFT_PARENTHESIS: return parse_parentheses(p);
    case TOKEN_LEFT_BRACKET: return parse_list(p);
    case TOKEN_LEFT_BRACE: return parse_display(p);
    case TOKEN_FN: return parse_lambda_expression(p);
    default: return parse_no_expression(p);
    }
}

/* --- postfix: f(x), a[i], o.m(x), o.f --- */

static Node *parse_call(Parser *p, Node *callee)
{
    uint32_t height = p->height;
    Node *node = node_new(p->program, NODE_CALL, callee->span);

    node->call.callee = callee;
    parse_arguments(p, &node->call.arguments);
    grow(p, height);
    node->span = span_since(p, callee->span);
    return node;
}

/* A bound that may be left out: what stands there is `:` or the end. */
static Node *parse_bound(Parser *p)
{
    bool is_left_out =
        p->kind == TOKEN_COLON || p->kind == TOKEN_COMMA || p->kind == TOKEN_RIGHT_BRACKET;

    p->height = 0;
    return is_left_out ? NULL : parse_range(p);
}

/* lo:hi:step, `low` already read. */
static Node *parse_slice_after(Parser *p, Node *low, Span start)
{
    uint32_t height = p->height;
    Node *node = node_new(p->program, NODE_SLICE, start);

    advance(p);
    node->slice.low = low;
    node->slice.high = parse_bound(p);
    height = higher(height, p->height);
    if (accept(p, TOKEN_COLON)) {
        node->slice.step = parse_bound(p);
    }
    grow(p, height);
    node->span = span_since(p, start);
    return node;
}

/* A `fn` here begins a type, of zeros[fn(int64) -> int64](n). */
static Node *parse_index_item(Parser *p)
{
    Span start = token_span(p);

    if (p->kind == TOKEN_FN) {
        return parse_type(p);
    }
    Node *item = p->kind == TOKEN_COLON ? NULL : parse_expression(p);
    if (item == NULL) {
        p->height = 0;
    }
    return p->kind == TOKEN_COLON ? parse_slice_after(p, item, start) : item;
}

static Node *parse_index(Parser *p, Node *base)
{
    uint32_t height = p->height;
    Node *node = node_new(p->program, NODE_INDEX, base->span);
    bool outer = open_bracket(p, false);

    node->index.base = base;
    node->flags |= accept(p, TOKEN_BANG) ? FLAG_PROVEN : 0;
    if (p->kind == TOKEN_RIGHT_BRACKET) {
        fail_expected(p, "an index", "after '['");
    }
    parse_items(p, &node->index.items, TOKEN_RIGHT_BRACKET, parse_index_item);
    grow(p, height);
    close_bracket(p, TOKEN_RIGHT_BRACKET, outer, "after the index");
    node->span = span_since(p, base->span);
    return node;
}

static Node *parse_member(Parser *p, Node *base)
{
    uint32_t height = p->height;
    Node *node = node_new(p->program, NODE_FIELD, base->span);
    Span span;

    advance(p);
    if (p->kind == TOKEN_INTEGER &&
        fail_expected(p, "the name of a field or method", "after '.'")) {
        report_help(&p->program->diagnostics, "write [%llu] for a tuple's item",
                    (unsigned long long)p->token.integer);
    }
    node->flags |= accept(p, TOKEN_BANG) ? FLAG_PROVEN : 0;
    Name *name = expect_name(p, "the name of a field or method", "after '.'", &span);
    p->height = 0;
    if (p->kind == TOKEN_LEFT_PARENTHESIS) {
        node->kind = NODE_METHOD;
        node->method.base = base;
        node->method.name = name;
        parse_arguments(p, &node->method.arguments);
    } else {
        node->field.base = base;
        node->field.name = name;
    }
    grow(p, height);
    node->span = span_since(p, base->span);
    return node;
}

static Node *parse_postfix(Parser *p)
{
    Node *node = parse_primary(p);

    for (;;) {
        switch (p->kind) {
        case TOKEN_LEFT_PARENTHESIS: node = parse_call(p, node); break;
        case TOKEN_LEFT_BRACKET: node = parse_index(p, node); break;
        case TOKEN_DOT: node = parse_member(p, node); break;
        default: return node;
        }
    }
}

/* --- operators --- */

static Node *new_binary(Parser *p, const Token *token, Node *left, Node *right,
                        uint32_t left_height)
{
    Node *node = node_new(p->program, NODE_BINARY, left->span);

    node->op = token_table[token->kind].infix;
    node->flags |= token->is_proven ? FLAG_PROVEN : 0;
    node->binary.left = left;
    node->binary.right = right;
    grow(p, left_height);
    node->span = span_since(p, left->span);
    return node;
}

/* a ** b, whose right operand may have a sign: a ** -b. */
static Node *parse_power(Parser *p)
{
    Node *base = parse_postfix(p);

    if (p->kind != TOKEN_STAR_STAR) {
        return base;
    }
    uint32_t height = p->height;
    Token token = p->token;
    enter(p);
    advance(p);
    Node *exponent = parse_unary(p);
    leave(p);
    return new_binary(p, &token, base, exponent, height);
}

/* Can a minus become part of the literal? */
static bool folds(const Node *operand)
{
    return operand->kind == NODE_INTEGER && !operand->integer.is_negative &&
           (operand->flags & FLAG_PARENTHESES) == 0;
}

static Node *parse_prefix(Parser *p, Operator op)
{
    Node *node = new_node(p, NODE_UNARY);

    node->op = (uint8_t)op;
    node->flags |= p->token.is_proven ? FLAG_PROVEN : 0;
    enter(p);
    advance(p);
    Node *operand = op == OP_NOT ? parse_binary(p, PRECEDENCE_NOT) : parse_unary(p);
    leave(p);
    grow(p, 0);
    if (op == OP_NEGATE && node->flags == 0 && folds(operand)) {
        operand->integer.is_negative = operand->integer.value != 0;
        operand->span = span_since(p, node->span);
        return operand;
    }
    node->unary.operand = operand;
    node->span = span_since(p, node->span);
    return node;
}

static Node *parse_unary(Parser *p)
{
    Operator prefix = (Operator)token_table[p->kind].prefix;

    return prefix == OP_NONE ? parse_power(p) : parse_prefix(p, prefix);
}

/* The comparison that the current tokens spell, consumed; OP_NONE: there is none. */
static Operator accept_comparison(Parser *p)
{
    Operator op = (Operator)token_table[p->kind].infix;

    if (op != OP_NONE && operator_table[op].precedence == PRECEDENCE_COMPARISON) {
        advance(p);
        return op;
    }
    if (accept(p, TOKEN_IN)) {
        return OP_IN;
    }
    if (p->kind == TOKEN_NOT && peek(p).kind == TOKEN_IN) {
        advance(p);
        advance(p);
        return OP_NOT_IN;
    }
    return OP_NONE;
}

/* `is C`, `is not none`, `as C`, each after what was read. */
static Node *parse_type_tests(Parser *p, Node *operand)
{
    while (p->kind == TOKEN_IS || p->kind == TOKEN_AS) {
        Node *test = node_new(p->program, p->kind == TOKEN_IS ? NODE_IS : NODE_AS, operand->span);
        uint32_t height = p->height;

        advance(p);
        test->type_test.operand = operand;
        test->flags |= test->kind == NODE_AS && accept(p, TOKEN_BANG) ? FLAG_PROVEN : 0;
        test->type_test.is_negated = test->kind == NODE_IS && accept(p, TOKEN_NOT);
        if (test->kind == NODE_AS || !accept(p, TOKEN_NONE)) {
            test->type_test.target = parse_type(p);
        }
        grow(p, height);
        test->span = span_since(p, operand->span);
        operand = test;
    }
    return operand;
}

static Node *new_chain(Parser *p, const NodeList *operands, const Operator *first, uint32_t height)
{
    Node *node = node_new(p->program, NODE_CHAIN, operands->items[0]->span);
    uint8_t *operators = arena_alloc(&p->program->arena, operands->count);

    for (uint32_t i = 0; i + 1 < operands->count; i++) {
        operators[i] = (uint8_t)first[i];
    }
    node->chain.operands = *operands;
    node->chain.operators = operators;
    p->height = height;
    grow(p, 0);
    node->span = span_since(p, node->span);
    return node;
}

/* a < b, or a < b <= c …, or a is C, of which `left` is read. */
static Node *parse_comparisons(Parser *p, Node *left)
{
    left = parse_type_tests(p, left);
    uint32_t height = p->height;
    NodeList operands = {0};
    LIST(Operator) operators = {0};

    push(p, &operands, left);
    for (Operator op; (op = accept_comparison(p)) != OP_NONE;) {
        LIST_PUSH(&p->program->arena, &operators, op);
        push(p, &operands, parse_type_tests(p, parse_binary(p, PRECEDENCE_BIT_OR)));
        height = higher(height, p->height);
    }
    if (operators.count == 0) {
        return left;
    }
    if (operators.count > 1) {
        return new_chain(p, &operands, operators.items, height);
    }
    Node *node = node_new(p->program, NODE_BINARY, left->span);
    node->op = (uint8_t)operators.items[0];
    node->binary.left = left;
    node->binary.right = operands.items[1];
    grow(p, height);
    node->span = span_since(p, left->span);
    return node;
}

static bool at_comparison(const Parser *p)
{
    Operator op = (Operator)token_table[p->kind].infix;

    switch (p->kind) {
    case TOKEN_IN:
    case TOKEN_NOT:
    case TOKEN_IS:
    case TOKEN_AS: return true;
    default: return op != OP_NONE && operator_table[op].precedence == PRECEDENCE_COMPARISON;
    }
}

/* Operands and operators of at least the precedence `lowest`. */
static Node *parse_binary(Parser *p, Precedence lowest)
{
    bool is_not = p->kind == TOKEN_NOT && lowest <= PRECEDENCE_NOT;
    Node *left = is_not ? parse_prefix(p, OP_NOT) : parse_unary(p);

    for (;;) {
        if (lowest <= PRECEDENCE_COMPARISON && at_comparison(p)) {
            Node *compared = parse_comparisons(p, left);
            if (compared == left) {
                return left;
            }
            left = compared;
        }
        Operator op = (Operator)token_table[p->kind].infix;
        if (op == OP_NONE || operator_table[op].precedence < lowest) {
            return left;
        }
        uint32_t height = p->height;
        Token token = p->token;
        advance(p);
        Node *right = parse_binary(p, operator_table[op].precedence + 1);
        left = new_binary(p, &token, left, right, height);
    }
}

Node *parse_operand(Parser *p)
{
    return parse_binary(p, PRECEDENCE_BIT_OR);
}

/* a if c else b */
static Node *parse_conditional_after(Parser *p, Node *then)
{
    uint32_t height = p->height;
    Node *node = node_new(p->program, NODE_CONDITIONAL, then->span);

    enter(p);
    advance(p);
    node->conditional.then = then;
    node->conditional.condition = parse_binary(p, PRECEDENCE_OR);
    height = higher(height, p->height);
    expect_token(p, TOKEN_ELSE, "after the condition");
    node->conditional.otherwise = parse_expression(p);
    leave(p);
    grow(p, height);
    node->span = span_since(p, then->span);
    return node;
}

Node *parse_expression(Parser *p)
{
    Node *value = parse_binary(p, PRECEDENCE_OR);

    return p->kind == TOKEN_IF ? parse_conditional_after(p, value) : value;
}

Node *parse_condition(Parser *p, const char *where)
{
    if (p->kind == TOKEN_LEFT_BRACE) {
        fail_expected(p, "a condition", where);
    }
    Node *condition = parse_expression(p);

    if (p->kind == TOKEN_ASSIGN && complain(p, token_span(p), "'=' in a condition")) {
        report_help(&p->program->diagnostics, "write '==' to compare");
    }
    while (accept(p, TOKEN_ASSIGN)) {
        parse_expression(p);
    }
    return condition;
}
