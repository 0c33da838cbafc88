/* Types: array[float64, 1], geometry.Point, fn(A, B) -> R raises E, dyn T, `?`. */
#include "parser.h"

Node *parse_exception_name(Parser *p)
{
    return parse_qualified_name(p, "an exception or 'nothing'", "after 'raises'");
}

/* raises nothing, raises A, raises (A, m.B): what follows a comma is not the type's. */
static void parse_clause(Parser *p, Node *form)
{
    Node *names = node_new(p->program, NODE_TUPLE, token_span(p));

    form_own_parts(p->program, form)->raises = names;
    if (accept_word(p, TOKEN_NOTHING)) {
        return;
    }
    if (p->kind != TOKEN_LEFT_PARENTHESIS) {
        LIST_PUSH(&p->program->arena, &names->list, parse_exception_name(p));
        return;
    }
    bool outer = open_bracket(p, false);
    do {
        LIST_PUSH(&p->program->arena, &names->list, parse_exception_name(p));
    } while (accept(p, TOKEN_COMMA) && p->kind != TOKEN_RIGHT_PARENTHESIS);
    close_bracket(p, TOKEN_RIGHT_PARENTHESIS, outer, "after the exceptions");
}

static Node *parse_fn_type(Parser *p, Node *form)
{
    advance(p);
    if (p->kind != TOKEN_LEFT_PARENTHESIS) {
        fail_expected(p, "'('", "after 'fn'");
        return form;
    }
    bool outer = open_bracket(p, false);
    FormParts *parts = form_own_parts(p->program, form);
    if (p->kind != TOKEN_RIGHT_PARENTHESIS) {
        do {
            LIST_PUSH(&p->program->arena, &parts->arguments, parse_type(p));
        } while (accept(p, TOKEN_COMMA) && p->kind != TOKEN_RIGHT_PARENTHESIS);
    }
    close_bracket(p, TOKEN_RIGHT_PARENTHESIS, outer, "after the parameter types");
    if (accept(p, TOKEN_ARROW)) {
        enter(p);
        parts->result = parse_type(p);
        leave(p);
    }
    if (accept_word(p, TOKEN_RAISES)) {
        parse_clause(p, form);
    }
    return form;
}

/* (fn(A) -> R): a raises clause behind it is not the type's. */
static Node *parse_type_in_parentheses(Parser *p)
{
    enter(p);
    bool outer = open_bracket(p, false);
    Node *form = parse_type(p);

    close_bracket(p, TOKEN_RIGHT_PARENTHESIS, outer, "after the type");
    leave(p);
    return form;
}

/* An array's rank is a number. */
static Node *parse_type_argument(Parser *p)
{
    if (p->kind != TOKEN_INTEGER) {
        return parse_type(p);
    }
    Node *rank = node_new(p->program, NODE_INTEGER, token_span(p));
    rank->integer.value = p->token.integer;
    advance(p);
    return rank;
}

static void parse_type_arguments(Parser *p, Node *form)
{
    bool outer = open_bracket(p, false);
    FormParts *parts = form_own_parts(p->program, form);

    do {
        LIST_PUSH(&p->program->arena, &parts->arguments, parse_type_argument(p));
    } while (accept(p, TOKEN_COMMA) && p->kind != TOKEN_RIGHT_BRACKET);
    close_bracket(p, TOKEN_RIGHT_BRACKET, outer, "after the type's arguments");
}

static Node *parse_named_type(Parser *p, Node *form)
{
    Span span;

    form->type_form.name = expect_name(p, "a type", "", &span);
    if (accept(p, TOKEN_DOT)) {
        form_own_parts(p->program, form)->qualifier = form->type_form.name;
        form->type_form.name = expect_name(p, "the name of a type", "after '.'", &span);
    }
    if (p->kind == TOKEN_LEFT_BRACKET) {
        parse_type_arguments(p, form);
    }
    return form;
}

/* `none` and `?`: words that are no names. */
static Node *parse_word_type(Parser *p, Node *form)
{
    form->type_form.name = name_of(&p->program->names, token_table[p->kind].text);
    advance(p);
    return form;
}

/* The T of `dyn T`, which is read as dyn[T]. */
Node *parse_dyn_type(Parser *p, Name *word, Span start)
{
    Node *form = node_new(p->program, NODE_TYPE, start);
    Node *trait = node_new(p->program, NODE_TYPE, token_span(p));

    form->type_form.name = word;
    parse_named_type(p, trait);
    trait->span = span_since(p, trait->span);
    LIST_PUSH(&p->program->arena, &form_own_parts(p->program, form)->arguments, trait);
    form->span = span_since(p, start);
    return form;
}

Node *parse_type(Parser *p)
{
    Node *form = node_new(p->program, NODE_TYPE, token_span(p));
    Name *word = p->token.name;

    if (at_word(p, TOKEN_DYN) && peek(p).kind == TOKEN_NAME) {
        advance(p);
        return parse_dyn_type(p, word, form->span);
    }
    switch (p->kind) {
    case TOKEN_LEFT_PARENTHESIS: return parse_type_in_parentheses(p);
    case TOKEN_FN: parse_fn_type(p, form); break;
    case TOKEN_NONE:
    case TOKEN_QUESTION: parse_word_type(p, form); break;
    default: parse_named_type(p, form); break;
    }
    form->span = span_since(p, form->span);
    return form;
}

Node *parse_qualified_name(Parser *p, const char *what, const char *where)
{
    Span span;
    Name *name = expect_name(p, what, where, &span);
    Name *qualifier = NULL;
    Span whole = span;

    if (accept(p, TOKEN_DOT)) {
        qualifier = name;
        name = expect_name(p, what, "after '.'", &span);
        whole = span_since(p, whole);
    }
    return node_qualified(p->program, qualifier, name, whole);
}
