/* Statements and blocks. Locals get their symbols here; what uses mean is resolve's. */
#include "c_names.h"
#include "parser.h"

#include <string.h>

static Node *parse_statement(Parser *p);

static Node *new_node(Parser *p, NodeKind kind)
{
    return node_new(p->program, kind, token_span(p));
}

Symbol *new_local(Parser *p, Name *name, Span span)
{
    Symbol *symbol = symbol_new(p->program, SYMBOL_LOCAL, name, span);

    symbol->owner = p->function;
    return symbol;
}

/* Does nothing more stand in this statement? */
static bool at_statement_end(const Parser *p)
{
    return p->kind == TOKEN_NEWLINE || p->kind == TOKEN_SEMICOLON || p->kind == TOKEN_RIGHT_BRACE ||
           p->kind == TOKEN_END;
}

/* --- let and var --- */

static Symbol *parse_new_local(Parser *p, const char *where, bool is_mutable)
{
    Span span;
    Name *name = expect_name(p, "a name", where, &span);
    Symbol *symbol = new_local(p, name, span);

    symbol->is_mutable = is_mutable;
    return symbol;
}

/* The variable of a loop, a handler or a `with`. */
static Symbol *parse_fixed_local(Parser *p, const char *where)
{
    Symbol *symbol = parse_new_local(p, where, false);

    symbol->is_fixed = true;
    return symbol;
}

/* --- patterns --- */

/* What the parts are called, joined: nothing else is called so (resolve). */
static Symbol *joined_symbol(Parser *p, const Node *parts, bool is_mutable)
{
    const SymbolList *symbols = &parts->let_tuple.symbols;
    const char *name = "";

    for (uint32_t i = 0; i < symbols->count; i++) {
        name = arena_format(&p->program->arena, "%s%s%s", name, i > 0 ? "_" : "",
                            symbols->items[i]->name->text);
    }
    Symbol *symbol = new_local(p, name_of(&p->program->names, name), parts->span);
    symbol->is_mutable = is_mutable;
    symbol->is_joined = true;
    return symbol;
}

static void parse_tuple_names(Parser *p, Node *node, bool is_mutable, NodeList *more);

/* `(a, b)` within a pattern: gives the variable a_b; `let (a, b) = a_b` is put at the end of
 * `more`, then what its parts need. */
static Symbol *parse_nested(Parser *p, bool is_mutable, NodeList *more)
{
    Node *parts = new_node(p, NODE_LET_TUPLE);

    enter(p);
    LIST_PUSH(&p->program->arena, more, parts);
    parse_tuple_names(p, parts, is_mutable, more);
    leave(p);
    Symbol *symbol = joined_symbol(p, parts, is_mutable);
    Node *item = new_node(p, NODE_NAME);
    item->span = parts->span;
    item->name.name = symbol->name;
    item->name.symbol = symbol;
    parts->let_tuple.value = item;
    return symbol;
}

/* `(a, b)` before a tuple's value. */
static void parse_tuple_names(Parser *p, Node *node, bool is_mutable, NodeList *more)
{
    bool outer = open_bracket(p, false);

    node->kind = NODE_LET_TUPLE;
    do {
        Symbol *symbol = p->kind == TOKEN_LEFT_PARENTHESIS
                             ? parse_nested(p, is_mutable, more)
                             : parse_new_local(p, "of the tuple's item", is_mutable);
        LIST_PUSH(&p->program->arena, &node->let_tuple.symbols, symbol);
    } while (accept(p, TOKEN_COMMA) && p->kind != TOKEN_RIGHT_PARENTHESIS);
    close_bracket(p, TOKEN_RIGHT_PARENTHESIS, outer, "after the names");
    node->span = span_since(p, node->span);
}

/* --- let --- */

static Node *parse_let_tuple(Parser *p, Node *node, bool is_mutable)
{
    NodeList more = {NULL, 0, 0};

    parse_tuple_names(p, node, is_mutable, &more);
    expect_token(p, TOKEN_ASSIGN, "after the names");
    node->let_tuple.value = parse_expression(p);
    p->pending = more;
    return node;
}

/* `var x: T` without a value is what lowerings write; a `let` has one always. */
static void parse_let_value(Parser *p, Node *node)
{
    bool is_mutable = node->let.symbol->is_mutable;

    if (accept(p, TOKEN_ASSIGN)) {
        node->let.value = parse_expression(p);
    } else if (p->kind == TOKEN_COLON_ASSIGN) {
        if (complain(p, token_span(p), "expected '=', saw ':='")) {
            report_help(&p->program->diagnostics, "write '='");
        }
        advance(p);
        node->let.value = parse_expression(p);
    } else if (!is_mutable || node->let.declared == NULL || !at_statement_end(p)) {
        fail_expected(p, "'='", is_mutable ? "and a value after 'var'" : "and a value after 'let'");
    }
}

static Node *parse_let(Parser *p)
{
    Node *node = new_node(p, NODE_LET);
    bool is_mutable = p->kind == TOKEN_VAR;

    advance(p);
    if (p->kind == TOKEN_LEFT_PARENTHESIS) {
        return parse_let_tuple(p, node, is_mutable);
    }
    node->let.symbol = parse_new_local(p, is_mutable ? "after 'var'" : "after 'let'", is_mutable);
    if (p->kind == TOKEN_COMMA && fail_expected(p, "':' or '='", "after the name")) {
        report_help(&p->program->diagnostics, "write 'let (a, b) = t' to take a tuple apart");
    }
    if (accept(p, TOKEN_COLON)) {
        node->let.declared = parse_type(p);
    }
    parse_let_value(p, node);
    return node;
}

/* --- control flow --- */

/* One `if c { }`, without what follows. */
static Node *parse_branch(Parser *p)
{
    Node *node = new_node(p, NODE_IF);

    advance(p);
    node->if_.condition = parse_condition(p, "after 'if'");
    node->if_.then = parse_block(p, "after the condition");
    node->span = span_since(p, node->span);
    return node;
}

/* `else` on a line of its own is told and taken. */
static bool accept_continuation(Parser *p, TokenKind kind)
{
    if (p->kind == TOKEN_NEWLINE && p->token.kind == kind) {
        skip_newlines(p);
        complain(p, token_span(p), "'%s' stands on the line of the '}' before it",
                 token_table[kind].text);
    }
    return accept(p, kind);
}

/* `elif`, told and taken for `else if`; the current token stays. */
static bool at_elif(Parser *p)
{
    if (!at_word(p, TOKEN_ELIF)) {
        return false;
    }
    if (complain(p, token_span(p), "unknown word 'elif'")) {
        report_help(&p->program->diagnostics, "write 'else if'");
    }
    return true;
}

static Node *parse_if(Parser *p)
{
    Node *first = parse_branch(p);
    Node *last = first;

    for (uint32_t branches = 1;; branches++) {
        bool is_elif = at_elif(p);

        if (!is_elif && !accept_continuation(p, TOKEN_ELSE)) {
            return first;
        }
        if (!is_elif && p->kind != TOKEN_IF) {
            last->if_.otherwise = parse_block(p, "after 'else'");
            return first;
        }
        if (branches == MOST_BRANCHES) {
            fail(p, token_span(p), "more than %d branches in one 'if'", MOST_BRANCHES);
        }
        last->if_.otherwise = parse_branch(p);
        last = last->if_.otherwise;
    }
}

static Node *parse_while(Parser *p)
{
    Node *node = new_node(p, NODE_WHILE);

    advance(p);
    node->while_.condition = parse_condition(p, "after 'while'");
    node->while_.body = parse_block(p, "after the condition");
    return node;
}

/* The body, behind what takes the loop's pattern apart. */
static Node *body_with_parts(Parser *p, const NodeList *parts, const Node *body)
{
    Node *whole = node_block(p->program, body->span);

    block_push_inner(p->program, whole, parts, 0);
    block_push_inner(p->program, whole, &body->list, 0);
    return whole;
}

static void fix_parts(const NodeList *parts)
{
    for (uint32_t i = 0; i < parts->count; i++) {
        const SymbolList *symbols = &parts->items[i]->let_tuple.symbols;

        for (uint32_t k = 0; k < symbols->count; k++) {
            symbols->items[k]->is_fixed = true;
        }
    }
}

static Node *parse_for(Parser *p)
{
    Node *node = new_node(p, NODE_FOR);
    NodeList parts = {NULL, 0, 0}; /* which begin the body */

    advance(p);
    node->for_.symbol = p->kind == TOKEN_LEFT_PARENTHESIS ? parse_nested(p, false, &parts)
                                                          : parse_fixed_local(p, "after 'for'");
    fix_parts(&parts);
    if (parts.count == 0 && accept(p, TOKEN_COLON)) {
        node->for_.declared = parse_type(p);
    }
    if (p->kind == TOKEN_COMMA && fail_expected(p, "'in'", "after the loop's variable")) {
        report_help(&p->program->diagnostics, "write 'for (a, b) in pairs'");
    }
    expect_token(p, TOKEN_IN, "after the loop's variable");
    node->for_.iterable = parse_range(p);
    node->for_.body = parse_block(p, "after what the loop goes over");
    if (parts.count > 0 && node->for_.body != NULL) {
        node->for_.body = body_with_parts(p, &parts, node->for_.body);
    }
    return node;
}

static Node *parse_word_statement(Parser *p, NodeKind kind)
{
    Node *node = new_node(p, kind);

    advance(p);
    return node;
}

static Node *parse_return(Parser *p)
{
    Node *node = parse_word_statement(p, NODE_RETURN);

    node->unary.operand = at_statement_end(p) ? NULL : parse_expression(p);
    return node;
}

static Node *parse_raise(Parser *p)
{
    Node *node = parse_word_statement(p, NODE_RAISE);

    if (!at_statement_end(p)) {
        node->raise.value = parse_expression(p);
        node->raise.cause = accept_word(p, TOKEN_FROM) ? parse_expression(p) : NULL;
    }
    return node;
}

static Node *parse_assert(Parser *p)
{
    Node *node = parse_word_statement(p, NODE_ASSERT);

    node->assert_.condition = parse_condition(p, "after 'assert'");
    node->assert_.message = accept(p, TOKEN_COMMA) ? parse_expression(p) : NULL;
    return node;
}

/* --- try --- */

static void parse_handled_types(Parser *p, NodeList *names)
{
    if (p->kind != TOKEN_LEFT_PARENTHESIS) {
        LIST_PUSH(&p->program->arena, names,
                  parse_qualified_name(p, "an exception", "after 'except'"));
        return;
    }
    bool outer = open_bracket(p, false);
    do {
        LIST_PUSH(&p->program->arena, names,
                  parse_qualified_name(p, "an exception", "in 'except ('"));
    } while (accept(p, TOKEN_COMMA) && p->kind != TOKEN_RIGHT_PARENTHESIS);
    close_bracket(p, TOKEN_RIGHT_PARENTHESIS, outer, "after the exceptions");
}

static Node *parse_handler(Parser *p, Span start)
{
    Node *node = node_new(p->program, NODE_HANDLER, start);

    if (p->kind != TOKEN_LEFT_BRACE) {
        parse_handled_types(p, &node->handler.names);
        if (accept(p, TOKEN_AS)) {
            node->handler.symbol = parse_fixed_local(p, "after 'as'");
        }
    }
    node->handler.body = parse_block(p, "after 'except'");
    node->span = span_since(p, start);
    return node;
}

static Node *parse_try(Parser *p)
{
    Node *node = new_node(p, NODE_TRY);

    advance(p);
    node->try_.body = parse_block(p, "after 'try'");
    Span start = token_span(p);
    while (accept_continuation(p, TOKEN_EXCEPT)) {
        LIST_PUSH(&p->program->arena, &node->try_.handlers, parse_handler(p, start));
        start = token_span(p);
    }
    if (node->try_.handlers.count > 0 && accept_continuation(p, TOKEN_ELSE)) {
        node->try_.otherwise = parse_block(p, "after 'else'");
    }
    if (accept_continuation(p, TOKEN_FINALLY)) {
        node->try_.finally = parse_block(p, "after 'finally'");
    } else if (node->try_.handlers.count == 0) {
        fail_expected(p, "'except' or 'finally'", "after the block of 'try'");
    }
    return node;
}

/* --- with --- */

/* f.close() */
static Node *closing(Parser *p, const Symbol *resource)
{
    Node *name = node_new(p->program, NODE_NAME, resource->span);
    Node *call = node_new(p->program, NODE_METHOD, resource->span);
    Node *statement = node_new(p->program, NODE_EXPRESSION, resource->span);

    name->name.name = resource->name;
    call->method.base = name;
    call->method.name = name_of(&p->program->names, "close");
    statement->unary.operand = call;
    return statement;
}

/* `e as f { … }`, read as { let f = e; try { … } finally { f.close() } }. Several resources stand
 * apart by commas, each within those before it. */
static Node *parse_resource(Parser *p)
{
    Node *block = new_node(p, NODE_BLOCK);
    Node *let = new_node(p, NODE_LET);
    Node *guarded = new_node(p, NODE_TRY);

    let->let.value = parse_operand(p);
    expect_token(p, TOKEN_AS, "and a name, after the resource");
    let->let.symbol = parse_fixed_local(p, "after 'as'");
    let->span = span_since(p, let->span);
    guarded->try_.body =
        accept(p, TOKEN_COMMA) ? parse_resource(p) : parse_block(p, "after the resource");
    guarded->try_.finally = node_block(p->program, let->let.symbol->span);
    block_push(p->program, guarded->try_.finally, closing(p, let->let.symbol));
    block_push(p->program, block, let);
    block_push(p->program, block, guarded);
    block->span = span_since(p, block->span);
    return block;
}

/* --- expressions as statements --- */

static void check_target(Parser *p, const Node *target)
{
    switch (target->kind) {
    case NODE_NAME:
    case NODE_INDEX:
    case NODE_FIELD: return;
    case NODE_TUPLE:
        for (uint32_t i = 0; i < target->list.count; i++) {
            check_target(p, target->list.items[i]);
        }
        return;
    default: complain(p, target->span, "expected a variable, an element or a field before '='");
    }
}

static Node *parse_assignment(Parser *p, Node *target)
{
    Node *node = node_new(p->program, NODE_ASSIGN, target->span);

    if (target->kind == NODE_TUPLE && p->kind == TOKEN_AUGMENT) {
        complain(p, target->span, "expected one variable, element or field before '%s='",
                 operator_table[p->token.op].spelling);
    } else {
        check_target(p, target);
    }
    node->op = p->token.op;
    node->flags |= p->token.is_proven ? FLAG_PROVEN : 0;
    advance(p);
    node->assign.target = target;
    node->assign.value = parse_expression(p);
    return node;
}

static Node *new_expression_statement(Parser *p, Node *expression)
{
    Node *node = node_new(p->program, NODE_EXPRESSION, expression->span);
    bool has_effect = expression->kind == NODE_CALL || expression->kind == NODE_METHOD;

    if (!has_effect && at_statement_end(p) &&
        complain(p, expression->span, "this expression has no effect as a statement") &&
        expression->kind == NODE_BINARY && expression->op == OP_EQUAL) {
        report_help(&p->program->diagnostics, "write '=' to assign");
    }
    node->unary.operand = expression;
    return node;
}

static Node *parse_expression_statement(Parser *p)
{
    Node *expression = parse_expression(p);

    switch (p->kind) {
    case TOKEN_ASSIGN:
    case TOKEN_AUGMENT: return parse_assignment(p, expression);
    case TOKEN_COMMA:
        if (fail_expected(p, "the end of the statement", "")) {
            report_help(&p->program->diagnostics, "write '(a, b) = t' to assign to several places");
        }
        return new_expression_statement(p, expression);
    default: return new_expression_statement(p, expression);
    }
}

/* `def`, `elif`, and words of later versions. False: it is a plain name. */
static bool parse_special_word(Parser *p)
{
    uint32_t word = p->token.name->keyword;
    Token next = peek(p);

    if (word == TOKEN_DEF && next.kind == TOKEN_NAME) {
        fail_at_word(p, "write 'fn'");
        return true;
    }
    if (word == TOKEN_ELIF && (next.kind == TOKEN_NAME || next.kind == TOKEN_NOT)) {
        fail_at_word(p, "write 'else if' on the line of the '}' before it");
        return true;
    }
    if (word == TOKEN_SELECT && next.kind == TOKEN_LEFT_BRACE) {
        unsupported(p, token_span(p), "select");
        advance(p);
        skip_brackets(p);
        return true;
    }
    return false;
}

static Node *parse_name_statement(Parser *p)
{
    Span start = token_span(p);

    if (p->token.name->keyword == TOKEN_WITH && peek(p).kind == TOKEN_NAME) {
        advance(p);
        return parse_resource(p);
    }
    if (p->token.name->keyword != 0 && parse_special_word(p)) {
        return node_new(p->program, NODE_PASS, start);
    }
    return parse_expression_statement(p);
}

/* --- attributes --- */

static const char *parse_attribute_text(Parser *p, const char *where)
{
    const char *text = p->kind == TOKEN_STRING ? p->token.string.bytes : "";

    if (p->kind == TOKEN_STRING) {
        advance(p);
    } else {
        fail_expected(p, "a string", where);
    }
    return text;
}

/* Can the string be the name of a function in C? That of the program is written by the emitter. */
static bool is_c_identifier(const Token *token)
{
    const char *name = token->string.bytes;

    for (uint32_t i = 0; i < token->string.size; i++) {
        if (!is_name_character(name[i])) {
            return false;
        }
    }
    return token->string.size > 0 && !is_digit(name[0]) && strcmp(name, "main") != 0 &&
           !c_reserved(name, token->string.size, false);
}

static void parse_export(Parser *p, Attributes *attributes)
{
    if (p->kind != TOKEN_LEFT_PARENTHESIS) {
        fail_expected(p, "'('", "after '@export'");
        return;
    }
    bool outer = open_bracket(p, false);
    if (p->kind == TOKEN_STRING && !p->lexer.source->is_library && !is_c_identifier(&p->token)) {
        complain(p, token_span(p), "'%s' cannot be the name of a function in C",
                 p->token.string.bytes);
    }
    p->program->has_exports = true;
    attributes->export_name = parse_attribute_text(p, "after '@export('");
    close_bracket(p, TOKEN_RIGHT_PARENTHESIS, outer, "after the name");
}

/* @named("Pair[int64]") */
static void parse_named(Parser *p, Attributes *attributes)
{
    if (p->kind != TOKEN_LEFT_PARENTHESIS) {
        fail_expected(p, "'('", "after '@named'");
        return;
    }
    bool outer = open_bracket(p, false);
    attributes->shown_type = parse_attribute_text(p, "after '@named('");
    close_bracket(p, TOKEN_RIGHT_PARENTHESIS, outer, "after the name");
}

/* @at "file.py":12 */
static void parse_place(Parser *p)
{
    const char *file = parse_attribute_text(p, "after '@at'");

    expect_token(p, TOKEN_COLON, "after the file's name");
    if (p->kind != TOKEN_INTEGER || p->token.integer > LAST_LINE) {
        fail_expected(p, "a line number", "after ':'");
        return;
    }
    p->lexer.place = source_at(&p->program->sources, p->lexer.source, file);
    if (p->lexer.place == NULL) {
        complain(p, token_span(p), "@at names more than %u files", (unsigned)MOST_SOURCES);
    }
    p->lexer.place_line = (uint32_t)p->token.integer;
    advance(p);
}

static void parse_attribute(Parser *p, Attributes *attributes)
{
    Span start = token_span(p);
    uint32_t word;

    advance(p);
    word = p->kind == TOKEN_NAME ? p->token.name->keyword : 0;
    if (word < TOKEN_AT_PLACE || word > TOKEN_EXPORT) {
        if (fail_expected(p, "the name of an attribute", "after '@'")) {
            report_help(
                &p->program->diagnostics,
                "there are inline, noinline, pure, unchecked, export, reflect, named and at");
        }
        return;
    }
    advance(p);
    if (word == TOKEN_AT_PLACE) {
        parse_place(p);
        return;
    }
    if (word == TOKEN_REFLECT) {
        attributes->is_reflected = true;
        attributes->reflect_span = span_since(p, start);
        return;
    }
    if (word == TOKEN_NAMED) {
        parse_named(p, attributes);
        attributes->named_span = span_since(p, start);
        return;
    }
    if (word == TOKEN_EXPORT) {
        parse_export(p, attributes);
    } else if (word == TOKEN_GPU) {
        unsupported(p, start, "@gpu");
    }
    attributes->is_inline |= word == TOKEN_INLINE;
    attributes->is_noinline |= word == TOKEN_NOINLINE;
    attributes->is_pure |= word == TOKEN_PURE;
    attributes->is_unchecked |= word == TOKEN_UNCHECKED;
    attributes->span = span_since(p, start);
}

Place parse_attributes(Parser *p, Attributes *attributes)
{
    Place outer = {p->lexer.place, p->lexer.place_line};

    *attributes = (Attributes){0};
    while (p->kind == TOKEN_AT) {
        parse_attribute(p, attributes);
        skip_newlines(p);
    }
    return outer;
}

/* The token that stands behind is read already. */
void restore_place(Parser *p, Place place)
{
    if (p->lexer.place != place.source || p->lexer.place_line != place.line) {
        p->lexer.place = place.source;
        p->lexer.place_line = place.line;
        lexer_locate(&p->lexer, &p->token, p->token.span.offset);
    }
}

void refuse_reflection(Parser *p, const Attributes *attributes)
{
    if (attributes->is_reflected) {
        complain(p, attributes->reflect_span, "expected a struct or a class after this attribute");
    }
}

void refuse_attributes(Parser *p, const Attributes *attributes, const char *what)
{
    if (attributes->span.length > 0) {
        complain(p, attributes->span, "expected a function after this attribute, saw %s", what);
    }
    refuse_reflection(p, attributes);
    if (attributes->named_span.length > 0) {
        complain(p, attributes->named_span,
                 "expected a struct, a class, a trait or a function after this attribute");
    }
}

/* --- statements and blocks --- */

static Node *parse_nested_function(Parser *p, const Attributes *attributes, const char *document)
{
    Node *node = new_node(p, NODE_FUNCTION);

    node->function = parse_function(p, FUNCTION_DEFINED, attributes, document);
    return node;
}

static Node *parse_plain_statement(Parser *p)
{
    switch (p->kind) {
    case TOKEN_LET:
    case TOKEN_VAR: return parse_let(p);
    case TOKEN_IF: return parse_if(p);
    case TOKEN_WHILE: return parse_while(p);
    case TOKEN_FOR: return parse_for(p);
    case TOKEN_BREAK: return parse_word_statement(p, NODE_BREAK);
    case TOKEN_CONTINUE: return parse_word_statement(p, NODE_CONTINUE);
    case TOKEN_RETURN: return parse_return(p);
    case TOKEN_RAISE: return parse_raise(p);
    case TOKEN_TRY: return parse_try(p);
    case TOKEN_ASSERT: return parse_assert(p);
    case TOKEN_LEFT_BRACE: return parse_block(p, "");
    case TOKEN_NAME: return parse_name_statement(p);
    default: return parse_expression_statement(p);
    }
}

/* Does the statement end with a block's `}`, after which another may stand on the line? */
static bool ends_with_block(const Node *statement)
{
    switch (statement->kind) {
    case NODE_IF:
    case NODE_WHILE:
    case NODE_FOR:
    case NODE_TRY:
    case NODE_BLOCK:
    case NODE_FUNCTION: return true;
    default: return false;
    }
}

static void expect_statement_end(Parser *p, const Node *statement)
{
    if (at_statement_end(p) || (ends_with_block(statement) && p->kind != TOKEN_ELSE)) {
        return;
    }
    bool is_declaration = p->kind == TOKEN_COLON;

    if (fail_expected(p, "the end of the statement", "") && is_declaration) {
        report_help(&p->program->diagnostics, "write 'let x: T = …' or 'var x: T = …'");
    }
}

static Node *parse_statement(Parser *p)
{
    uint32_t start = p->token.span.offset;
    const char *document = p->token.document == 0 ? NULL : lexer_document(&p->lexer, &p->token);
    Attributes attributes;
    Place outer = parse_attributes(p, &attributes);
    Node *node;

    if (p->kind == TOKEN_FN) {
        node = parse_nested_function(p, &attributes, document);
    } else {
        refuse_attributes(p, &attributes, "a statement");
        node = parse_plain_statement(p);
    }
    node->span = span_since(p, node->span);
    expect_statement_end(p, node);
    if (p->kind == TOKEN_PANIC) {
        recover(p, start, false);
    }
    restore_place(p, outer);
    return node;
}

/* What takes the parts of the last statement's pattern apart. */
static void push_pending(Parser *p)
{
    for (uint32_t i = 0; i < p->pending.count; i++) {
        LIST_PUSH(&p->program->scratch, &p->unfinished, p->pending.items[i]);
    }
    p->pending = (NodeList){NULL, 0, 0};
}

static void parse_statements(Parser *p, Node *block)
{
    uint32_t first = p->unfinished.count;

    for (skip_newlines(p); p->kind != TOKEN_PANIC && !ends_block(p); skip_newlines(p)) {
        if (!accept(p, TOKEN_SEMICOLON)) {
            Node *statement = parse_statement(p);

            LIST_PUSH(&p->program->scratch, &p->unfinished, statement);
            push_pending(p);
        }
    }
    take_items(p, &block->list, first);
}

/* The opening brace is blamed where the closing one is missing. */
static void expect_block_end(Parser *p, bool outer, Span opening)
{
    if (p->kind != TOKEN_RIGHT_BRACE && p->kind != TOKEN_PANIC &&
        complain(p, token_span(p), "expected '}' at the end of the block, saw %s", token_text(p))) {
        report_note(&p->program->diagnostics, opening, "the block begins here");
    }
    close_bracket(p, TOKEN_RIGHT_BRACE, outer, "at the end of the block");
}

Node *parse_block(Parser *p, const char *where)
{
    if (p->kind == TOKEN_PANIC) {
        resume_at_brace(p);
    }
    Node *block = new_node(p, NODE_BLOCK);
    if (p->kind != TOKEN_LEFT_BRACE) {
        bool is_colon = p->kind == TOKEN_COLON;

        if (fail_expected(p, "'{'", where) && is_colon) {
            report_help(&p->program->diagnostics, "a block stands in braces");
        }
        return block;
    }
    Span opening = block->span;
    OpenBrackets brackets = p->open_brackets;
    bool outer = open_bracket(p, true);
    p->open_brackets = (OpenBrackets){0};
    parse_statements(p, block);
    p->open_brackets = brackets;
    expect_block_end(p, outer, opening);
    block->span = span_since(p, block->span);
    return block;
}
