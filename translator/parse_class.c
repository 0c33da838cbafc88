/* Classes: fields, constants, `init` and methods in any order; they are printed in that one. */
#include "parser.h"

enum { MOST_INITIALISERS = 64 }; /* Declaration.made_by has a bit for each */

static void own_function(Declaration *declaration, Function *function)
{
    function->class_ = declaration;
    function->is_public = declaration->symbol->is_public;
}

static void parse_class_method(Parser *p, Declaration *declaration, const Attributes *attributes,
                               const char *document)
{
    Function *function = parse_method(p, attributes, document, METHOD_OF_CLASS);

    own_function(declaration, function);
    LIST_PUSH(&p->program->arena, &declaration->methods, function);
}

static void parse_class_init(Parser *p, Declaration *declaration, const Attributes *attributes,
                             const char *document)
{
    Function *function = parse_init(p, attributes, document);

    own_function(declaration, function);
    if (declaration->initialisers.count == MOST_INITIALISERS) {
        complain(p, function->symbol->span, "class '%s' has more than %d 'init's",
                 declaration->symbol->name->text, MOST_INITIALISERS);
        return;
    }
    LIST_PUSH(&p->program->arena, &declaration->initialisers, function);
}

static void parse_class_constant(Parser *p, Declaration *declaration)
{
    Symbol *constant = parse_value(p, SYMBOL_CONSTANT, false);

    constant->declaration = declaration;
    LIST_PUSH(&p->program->arena, &declaration->constants, constant);
}

static void parse_class_member(Parser *p, void *owner, const Attributes *attributes,
                               const char *document)
{
    Declaration *declaration = owner;

    if (p->kind == TOKEN_FN) {
        parse_class_method(p, declaration, attributes, document);
    } else if (at_word(p, TOKEN_INIT) && peek(p).kind == TOKEN_LEFT_PARENTHESIS) {
        parse_class_init(p, declaration, attributes, document);
    } else if (p->kind == TOKEN_CONST) {
        refuse_attributes(p, attributes, "a constant");
        parse_class_constant(p, declaration);
    } else if (p->kind == TOKEN_NAME) {
        refuse_attributes(p, attributes, "a field");
        parse_field(p, declaration);
    } else {
        fail_expected(p, "a field or a method", "");
    }
}

/* Members stand apart by commas, newlines, `;` or the `}` of the one before. */
static void expect_member_end(Parser *p)
{
    bool is_apart = p->kind == TOKEN_NEWLINE || p->kind == TOKEN_RIGHT_BRACE ||
                    p->previous_kind == TOKEN_RIGHT_BRACE;

    if (!accept(p, TOKEN_COMMA) && !accept(p, TOKEN_SEMICOLON) && !is_apart) {
        fail_expected(p, "the end of the member", "");
    }
}

static void parse_member(Parser *p, MemberParser *parse, void *owner, const char *what)
{
    uint32_t start = p->token.span.offset;
    const char *document = lexer_document(&p->lexer, &p->token);
    Attributes attributes;
    Place outer = parse_attributes(p, &attributes);

    if (p->kind == TOKEN_PUB) {
        complain(p, token_span(p), "the members of a 'pub %s' are public", what);
        advance(p);
    }
    parse(p, owner, &attributes, document);
    expect_member_end(p);
    if (p->kind == TOKEN_PANIC) {
        recover(p, start, false);
    }
    restore_place(p, outer);
}

/* Declarations that cannot stand within a class end it: its `}` is missing. */
static bool ends_members(const Parser *p)
{
    return p->kind == TOKEN_RIGHT_BRACE || p->kind == TOKEN_PANIC ||
           (ends_block(p) && p->kind != TOKEN_CONST && p->kind != TOKEN_PUB);
}

void parse_members(Parser *p, MemberParser *parse, void *owner, const char *what)
{
    OpenBrackets brackets = p->open_brackets;
    bool outer = open_bracket(p, true);

    p->open_brackets = (OpenBrackets){0};
    for (;;) {
        skip_newlines(p);
        if (accept(p, TOKEN_SEMICOLON)) {
            continue;
        }
        if (ends_members(p)) {
            break;
        }
        parse_member(p, parse, owner, what);
    }
    p->open_brackets = brackets;
    close_bracket(p, TOKEN_RIGHT_BRACE, outer,
                  arena_format(&p->program->scratch, "at the end of the %s", what));
}

void parse_class(Parser *p, const char *document, bool is_public)
{
    Declaration *declaration = new_declaration(p, SYMBOL_CLASS, document, is_public);

    if (p->kind == TOKEN_LEFT_PARENTHESIS) {
        bool outer = open_bracket(p, false);
        declaration->base_name =
            p->kind == TOKEN_NAME ? parse_type(p) : parse_qualified_name(p, "a class", "after '('");
        close_bracket(p, TOKEN_RIGHT_PARENTHESIS, outer, "after the base");
    }
    if (p->kind == TOKEN_LEFT_BRACE) {
        parse_members(p, parse_class_member, declaration, "class");
    } else {
        fail_expected(p, "'{'", "after the class's name");
    }
}
