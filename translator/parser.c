/* The parser's token stream, its errors and how it recovers from them. */
#include "parser.h"

#include <string.h>

/* --- the token stream --- */

/* Decides what the current token counts as. */
static void classify(Parser *p)
{
    bool is_newline = p->token.is_after_newline && p->newlines_end && p->token.kind != TOKEN_END;

    p->kind = is_newline ? TOKEN_NEWLINE : (TokenKind)p->token.kind;
}

void parser_open(Parser *p, Program *program, Module *module)
{
    *p = (Parser){.program = program, .module = module, .newlines_end = true};
    if (!lexer_open(&p->lexer, program, module->source)) {
        lexer_stop(&p->lexer);
    }
    lexer_next(&p->lexer, &p->token);
    classify(p);
}

void advance(Parser *p)
{
    if (p->kind == TOKEN_PANIC) {
        return;
    }
    p->previous_end = p->token.end;
    p->previous_line = p->lexer.line;
    p->previous_kind = p->token.kind;
    lexer_next(&p->lexer, &p->token);
    classify(p);
}

bool accept(Parser *p, TokenKind kind)
{
    if (p->kind != kind) {
        return false;
    }
    advance(p);
    return true;
}

bool at_word(const Parser *p, TokenKind word)
{
    return p->kind == TOKEN_NAME && p->token.name->keyword == word;
}

bool accept_word(Parser *p, TokenKind word)
{
    if (!at_word(p, word)) {
        return false;
    }
    advance(p);
    return true;
}

static bool fail_expected_token(Parser *p, TokenKind kind, const char *where)
{
    const char *quoted = arena_format(&p->program->scratch, "'%s'", token_table[kind].text);

    return fail_expected(p, quoted, where);
}

bool expect_token(Parser *p, TokenKind kind, const char *where)
{
    if (p->kind == kind) {
        advance(p);
        return true;
    }
    fail_expected_token(p, kind, where);
    return false;
}

Name *expect_name(Parser *p, const char *what, const char *where, Span *span)
{
    Name *name = p->token.name;

    *span = token_span(p);
    if (p->kind == TOKEN_NAME) {
        advance(p);
        return name;
    }
    fail_expected(p, what, where);
    return name_of(&p->program->names, "_");
}

void skip_newlines(Parser *p)
{
    if (p->kind == TOKEN_NEWLINE) {
        p->kind = (TokenKind)p->token.kind;
    }
}

Token peek(const Parser *p)
{
    Lexer ahead = p->lexer;
    Token token;

    ahead.is_quiet = true;
    lexer_next(&ahead, &token);
    return token;
}

/* An end is where the last token ended, not where the next one is. */
static bool is_at_end(const Parser *p)
{
    return (p->kind == TOKEN_NEWLINE || p->kind == TOKEN_END) && p->previous_line > 0;
}

/* The text's line that errors at the current token belong to. */
static uint32_t current_line(const Parser *p)
{
    return is_at_end(p) ? p->previous_line : p->token.line;
}

Span token_span(const Parser *p)
{
    return is_at_end(p) ? lexer_span(&p->lexer, p->previous_end, 1, p->previous_line)
                        : p->token.span;
}

Span span_since(const Parser *p, Span start)
{
    if (p->previous_end > start.offset) {
        span_set_end(&start, p->previous_end);
    }
    return start;
}

/* --- lists --- */

void take_items(Parser *p, NodeList *list, uint32_t first)
{
    Node *const *added = p->unfinished.items + first;
    uint32_t count = p->unfinished.count - first;

    if (list->count == 0 && count > 0) {
        size_t size = count * sizeof *added;

        list->items = memcpy(arena_alloc(&p->program->arena, size), added, size);
        list->count = list->capacity = count;
    } else {
        for (uint32_t i = 0; i < count; i++) {
            LIST_PUSH(&p->program->arena, list, added[i]);
        }
    }
    p->unfinished.count = first;
}

/* --- nesting --- */

bool open_bracket(Parser *p, bool newlines_end)
{
    bool outer = p->newlines_end;

    enter(p);
    p->newlines_end = newlines_end;
    if (!newlines_end) {
        p->open_brackets.count++;
        p->open_brackets.braces += p->kind == TOKEN_LEFT_BRACE;
    }
    advance(p);
    return outer;
}

void close_bracket(Parser *p, TokenKind kind, bool outer, const char *where)
{
    bool is_closed = p->kind == kind;

    leave(p);
    if (is_closed && !p->newlines_end) {
        p->open_brackets.count--;
        p->open_brackets.braces -= kind == TOKEN_RIGHT_BRACE;
    }
    p->newlines_end = outer;
    if (is_closed) {
        advance(p);
    } else {
        bool is_comprehension = p->kind == TOKEN_FOR;

        if (fail_expected_token(p, kind, where) && is_comprehension) {
            report_help(&p->program->diagnostics,
                        "there are no comprehensions: use map(f, xs), filter(f, xs) or a loop");
        }
    }
}

void refuse_assign(Parser *p, const char *where, const char *help)
{
    if (p->kind == TOKEN_ASSIGN && fail_expected_token(p, TOKEN_RIGHT_PARENTHESIS, where)) {
        report_help(&p->program->diagnostics, "%s", help);
    }
}

void enter(Parser *p)
{
    if (++p->nesting > MOST_NESTING) {
        fail(p, token_span(p), "nested deeper than %d levels", MOST_NESTING);
    }
}

void leave(Parser *p)
{
    p->nesting--;
}

void grow(Parser *p, uint32_t left)
{
    p->height = (left > p->height ? left : p->height) + 1;
    p->highest = p->height > p->highest ? p->height : p->highest;
    if (p->height > MOST_OPERATORS) {
        fail(p, token_span(p), "more than %d operators in one expression", MOST_OPERATORS);
    }
}

/* --- errors --- */

static bool complain_with(Parser *p, Span span, const char *format, va_list arguments)
{
    const char *message = arena_vformat(&p->program->arena, format, arguments);

    return p->kind != TOKEN_PANIC && lexer_error(&p->lexer, span, current_line(p), "%s", message);
}

bool complain(Parser *p, Span span, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    bool is_told = complain_with(p, span, format, arguments);
    va_end(arguments);
    return is_told;
}

void fail(Parser *p, Span span, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    complain_with(p, span, format, arguments);
    va_end(arguments);
    p->kind = TOKEN_PANIC;
}

void unsupported(Parser *p, Span span, const char *what)
{
    if (p->kind != TOKEN_PANIC && lexer_tells(&p->lexer, current_line(p))) {
        report_unsupported(&p->program->diagnostics, span, what);
    }
}

const char *token_text(const Parser *p)
{
    bool is_text = p->token.kind != TOKEN_STRING && p->token.kind != TOKEN_BYTES &&
                   p->token.kind != TOKEN_END && p->kind != TOKEN_NEWLINE;
    uint32_t length = p->token.end - p->token.span.offset;
    int shown = length > 40 ? 40 : (int)length;

    if (!is_text) {
        return token_table[p->kind].text;
    }
    return arena_format(&p->program->scratch, "'%.*s'", shown,
                        p->module->source->text + p->token.span.offset);
}

typedef struct Slip {
    TokenKind kind;
    const char *help;
} Slip;

/* What other languages would have here. */
static const Slip slips[] = {
    {TOKEN_AND_AND, "write 'and'"},
    {TOKEN_OR_OR, "write 'or'"},
    {TOKEN_BANG, "write 'not'"},
    {TOKEN_QUESTION, "write 'a if condition else b'"},
    {TOKEN_COLON_ASSIGN, "write 'let x = e' to declare a name, 'x = e' to assign to one"},
    {TOKEN_ELSE, "'else' stands on the line of the '}' before it"},
    {TOKEN_EXCEPT, "'except' stands on the line of the '}' before it"},
    {TOKEN_FINALLY, "'finally' stands on the line of the '}' before it"},
};

typedef struct ForeignWord {
    const char *word;
    const char *help;
} ForeignWord;

/* What other languages have as words of statements. */
static const ForeignWord foreign_words[] = {
    {"del", "write xs.delete(i), or d.remove(k)"},
    {"match", "write 'if x == a { … } else if …'"},
    {"switch", "write 'if x == a { … } else if …'"},
    {"do", "write 'while true' with a 'break' at its end"},
    {"until", "write 'while not'"},
    {"throw", "write 'raise'"},
    {"catch", "write 'except'"},
    {"new", "write the name of the class alone: C(x)"},
    {"extends", "write the base in parentheses: class D(C)"},
    {"yield", "write a class with a method 'next'"},
};

static const char *help_with_word(const char *text, uint32_t length)
{
    for (size_t i = 0; i < sizeof foreign_words / sizeof foreign_words[0]; i++) {
        const char *word = foreign_words[i].word;

        if (strlen(word) == length && memcmp(word, text, length) == 0) {
            return foreign_words[i].help;
        }
    }
    return NULL;
}

/* For the current token, or the word right before it. */
static const char *help_with_foreign_word(const Parser *p)
{
    const char *text = p->module->source->text;
    uint32_t start = p->previous_end;

    if (p->kind == TOKEN_NAME) {
        const char *help = help_with_word(p->token.name->text, p->token.name->length);
        if (help != NULL) {
            return help;
        }
    }
    while (p->previous_kind == TOKEN_NAME && start > 0 && is_name_character(text[start - 1])) {
        start--;
    }
    return help_with_word(text + start, p->previous_end - start);
}

/* f"{x}" */
static bool is_after_prefix(const Parser *p)
{
    return p->token.kind == TOKEN_STRING && p->previous_kind == TOKEN_NAME &&
           p->previous_end == p->token.span.offset;
}

static void help_with_slip(Parser *p)
{
    const char *help = help_with_foreign_word(p);

    if (help != NULL) {
        report_help(&p->program->diagnostics, "%s", help);
    }
    if (is_after_prefix(p)) {
        report_help(&p->program->diagnostics,
                    "only b stands before a string: \"{} and {}\".format(x, y) lays values out");
    }
    for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++) {
        if (p->token.kind == slips[i].kind && p->kind != TOKEN_NEWLINE) {
            report_help(&p->program->diagnostics, "%s", slips[i].help);
        }
    }
}

bool fail_expected(Parser *p, const char *what, const char *where)
{
    const char *space = where[0] == '\0' ? "" : " ";
    bool is_told =
        complain(p, token_span(p), "expected %s%s%s, saw %s", what, space, where, token_text(p));

    if (is_told) {
        help_with_slip(p);
    }
    p->kind = TOKEN_PANIC;
    return is_told;
}

void fail_at_word(Parser *p, const char *help)
{
    if (complain(p, token_span(p), "unknown word '%s'", p->token.name->text)) {
        report_help(&p->program->diagnostics, "%s", help);
    }
    p->kind = TOKEN_PANIC;
}

/* --- recovery --- */

static bool starts_declaration(TokenKind kind)
{
    switch (kind) {
    case TOKEN_CLASS:
    case TOKEN_CONST:
    case TOKEN_DECLARE:
    case TOKEN_EXCEPTION:
    case TOKEN_EXTERN:
    case TOKEN_GLOBAL:
    case TOKEN_IMPL:
    case TOKEN_IMPORT:
    case TOKEN_INSTANTIATE:
    case TOKEN_MODULE:
    case TOKEN_PUB:
    case TOKEN_STRUCT:
    case TOKEN_TRAIT: return true;
    default: return false;
    }
}

/* Words that begin a statement wherever they begin a line. */
static bool starts_statement(TokenKind kind)
{
    switch (kind) {
    case TOKEN_ASSERT:
    case TOKEN_BREAK:
    case TOKEN_CONTINUE:
    case TOKEN_LET:
    case TOKEN_RAISE:
    case TOKEN_RETURN:
    case TOKEN_TRY:
    case TOKEN_VAR:
    case TOKEN_WHILE: return true;
    default: return false;
    }
}

bool ends_block(const Parser *p)
{
    TokenKind kind = (TokenKind)p->token.kind;

    return kind == TOKEN_END || kind == TOKEN_RIGHT_BRACE ||
           (p->token.is_after_newline && starts_declaration(kind));
}

/* Does the token, where `braces` and, from before, `open` are open, begin something new? */
static bool is_boundary(const Parser *p, uint32_t braces, OpenBrackets open, bool at_top)
{
    TokenKind kind = (TokenKind)p->token.kind;

    if (kind == TOKEN_END || (p->token.is_after_newline && starts_declaration(kind))) {
        return true;
    }
    if (braces > 0) {
        return false;
    }
    if (at_top) {
        return p->token.is_after_newline && (kind == TOKEN_FN || kind == TOKEN_AT);
    }
    if (kind == TOKEN_RIGHT_BRACE || (kind == TOKEN_SEMICOLON && open.count == 0)) {
        return kind == TOKEN_SEMICOLON || open.braces == 0;
    }
    return p->token.is_after_newline && (open.count == 0 || starts_statement(kind));
}

/* What the token adds to the count of open brackets. */
static int bracket_step(TokenKind kind)
{
    switch (kind) {
    case TOKEN_LEFT_BRACE:
    case TOKEN_LEFT_PARENTHESIS:
    case TOKEN_LEFT_BRACKET: return 1;
    case TOKEN_RIGHT_BRACE:
    case TOKEN_RIGHT_PARENTHESIS:
    case TOKEN_RIGHT_BRACKET: return -1;
    default: return 0;
    }
}

static void count_bracket(TokenKind kind, uint32_t *braces, OpenBrackets *open)
{
    bool is_brace = kind == TOKEN_LEFT_BRACE || kind == TOKEN_RIGHT_BRACE;
    bool ends_display = kind == TOKEN_RIGHT_BRACE && *braces == 0 && open->braces > 0;
    uint32_t *count = is_brace && !ends_display ? braces : &open->count;
    int step = bracket_step(kind);

    open->braces -= ends_display;

    if (step > 0) {
        ++*count;
    } else if (step < 0 && *count > 0) {
        --*count;
    }
}

/* Goes on even in a panic. */
static void skip_token(Parser *p)
{
    p->kind = (TokenKind)p->token.kind;
    advance(p);
}

void recover(Parser *p, uint32_t start, bool at_top)
{
    uint32_t braces = 0;
    OpenBrackets open = p->open_brackets;
    bool must_move = p->token.span.offset == start && !ends_block(p);

    while (must_move || !is_boundary(p, braces, open, at_top)) {
        count_bracket((TokenKind)p->token.kind, &braces, &open);
        skip_token(p);
        must_move = false;
    }
    p->open_brackets = (OpenBrackets){0};
    classify(p);
}

void resume_at_brace(Parser *p)
{
    while (p->token.kind != TOKEN_LEFT_BRACE) {
        if (p->token.is_after_newline || p->token.kind == TOKEN_END ||
            p->token.kind == TOKEN_RIGHT_BRACE) {
            p->kind = TOKEN_PANIC;
            return;
        }
        skip_token(p);
    }
    p->open_brackets = (OpenBrackets){0};
    classify(p);
}

void skip_brackets(Parser *p)
{
    uint32_t open = 0;

    if (bracket_step(p->kind) != 1) {
        return;
    }
    do {
        open += (uint32_t)bracket_step((TokenKind)p->token.kind);
        skip_token(p);
    } while (open > 0 && p->token.kind != TOKEN_END);
}
