/* The lexer: one switch on the class of a token's first byte; literals are literal.c's. */
#include "lexer.h"

#include <string.h>

const TokenInfo token_table[TOKEN_COUNT] = {
#define TOKEN(ID, description) [TOKEN_##ID] = {description, 0, 0, 0},
#define MARK(ID, spelling, infix, prefix, use)                                                     \
    [TOKEN_##ID] = {spelling, OP_##infix, OP_##prefix, USE_##use},
#define KEYWORD(ID, spelling) [TOKEN_##ID] = {spelling, 0, 0, 0},
#define WORD(ID, spelling) [TOKEN_##ID] = {spelling, 0, 0, 0},
#include "tokens.def"
#undef TOKEN
#undef MARK
#undef KEYWORD
#undef WORD
};

typedef enum CharacterClass {
    CLASS_OTHER,
    CLASS_SPACE,
    CLASS_NEWLINE,
    CLASS_COMMENT,
    CLASS_LETTER,
    CLASS_DIGIT,
    CLASS_QUOTE,
    CLASS_MARK,
    CLASS_END,
} CharacterClass;

/* clang-format off */
#define LETTERS(a, b, c, d, e, f) \
    [a] = CLASS_LETTER, [b] = CLASS_LETTER, [c] = CLASS_LETTER, [d] = CLASS_LETTER, \
    [e] = CLASS_LETTER, [f] = CLASS_LETTER

static const uint8_t class_of[256] = {
    [0] = CLASS_END,
    [' '] = CLASS_SPACE, ['\t'] = CLASS_SPACE, ['\r'] = CLASS_SPACE, ['\f'] = CLASS_SPACE,
    ['\n'] = CLASS_NEWLINE,
    ['#'] = CLASS_COMMENT,
    ['"'] = CLASS_QUOTE,
    ['0'] = CLASS_DIGIT, ['1'] = CLASS_DIGIT, ['2'] = CLASS_DIGIT, ['3'] = CLASS_DIGIT,
    ['4'] = CLASS_DIGIT, ['5'] = CLASS_DIGIT, ['6'] = CLASS_DIGIT, ['7'] = CLASS_DIGIT,
    ['8'] = CLASS_DIGIT, ['9'] = CLASS_DIGIT,
    LETTERS('a', 'b', 'c', 'd', 'e', 'f'), LETTERS('g', 'h', 'i', 'j', 'k', 'l'),
    LETTERS('m', 'n', 'o', 'p', 'q', 'r'), LETTERS('s', 't', 'u', 'v', 'w', 'x'),
    LETTERS('y', 'z', '_', 'A', 'B', 'C'), LETTERS('D', 'E', 'F', 'G', 'H', 'I'),
    LETTERS('J', 'K', 'L', 'M', 'N', 'O'), LETTERS('P', 'Q', 'R', 'S', 'T', 'U'),
    ['V'] = CLASS_LETTER, ['W'] = CLASS_LETTER, ['X'] = CLASS_LETTER, ['Y'] = CLASS_LETTER,
    ['Z'] = CLASS_LETTER,
    ['('] = CLASS_MARK, [')'] = CLASS_MARK, ['['] = CLASS_MARK, [']'] = CLASS_MARK,
    ['{'] = CLASS_MARK, ['}'] = CLASS_MARK, [','] = CLASS_MARK, [';'] = CLASS_MARK,
    [':'] = CLASS_MARK, ['?'] = CLASS_MARK, ['@'] = CLASS_MARK, ['!'] = CLASS_MARK,
    ['.'] = CLASS_MARK, ['-'] = CLASS_MARK, ['='] = CLASS_MARK, ['&'] = CLASS_MARK,
    ['|'] = CLASS_MARK, ['<'] = CLASS_MARK, ['>'] = CLASS_MARK, ['^'] = CLASS_MARK,
    ['+'] = CLASS_MARK, ['*'] = CLASS_MARK, ['/'] = CLASS_MARK, ['%'] = CLASS_MARK,
    ['~'] = CLASS_MARK,
};
/* clang-format on */

/* What a mark's first character begins: a token alone, doubled, or before `second`. */
typedef struct MarkStart {
    uint8_t alone;
    uint8_t doubled;
    char second;
    uint8_t with_second;
} MarkStart;

static const MarkStart mark_start[128] = {
    ['('] = {TOKEN_LEFT_PARENTHESIS, 0, 0, 0},
    [')'] = {TOKEN_RIGHT_PARENTHESIS, 0, 0, 0},
    ['['] = {TOKEN_LEFT_BRACKET, 0, 0, 0},
    [']'] = {TOKEN_RIGHT_BRACKET, 0, 0, 0},
    ['{'] = {TOKEN_LEFT_BRACE, 0, 0, 0},
    ['}'] = {TOKEN_RIGHT_BRACE, 0, 0, 0},
    [','] = {TOKEN_COMMA, 0, 0, 0},
    [';'] = {TOKEN_SEMICOLON, 0, 0, 0},
    [':'] = {TOKEN_COLON, 0, '=', TOKEN_COLON_ASSIGN},
    ['?'] = {TOKEN_QUESTION, 0, 0, 0},
    ['@'] = {TOKEN_AT, 0, 0, 0},
    ['!'] = {TOKEN_BANG, 0, '=', TOKEN_NOT_EQUAL},
    ['.'] = {TOKEN_DOT, TOKEN_RANGE, 0, 0},
    ['='] = {TOKEN_ASSIGN, TOKEN_EQUAL, '>', TOKEN_FAT_ARROW},
    ['<'] = {TOKEN_LESS, TOKEN_SHIFT_LEFT, '=', TOKEN_LESS_EQUAL},
    ['>'] = {TOKEN_GREATER, TOKEN_SHIFT_RIGHT, '=', TOKEN_GREATER_EQUAL},
    ['|'] = {TOKEN_BAR, TOKEN_OR_OR, 0, 0},
    ['&'] = {TOKEN_AMPERSAND, TOKEN_AND_AND, 0, 0},
    ['^'] = {TOKEN_CARET, 0, 0, 0},
    ['+'] = {TOKEN_PLUS, 0, 0, 0},
    ['-'] = {TOKEN_MINUS, 0, '>', TOKEN_ARROW},
    ['*'] = {TOKEN_STAR, TOKEN_STAR_STAR, 0, 0},
    ['/'] = {TOKEN_SLASH, TOKEN_SLASH_SLASH, 0, 0},
    ['%'] = {TOKEN_PERCENT, 0, 0, 0},
    ['~'] = {TOKEN_TILDE, 0, 0, 0},
};

static CharacterClass class_at(const char *at)
{
    return (CharacterClass)class_of[(unsigned char)*at];
}

bool is_digit(char c)
{
    return class_at(&c) == CLASS_DIGIT;
}

bool is_name_character(char c)
{
    CharacterClass class = class_at(&c);

    return class == CLASS_LETTER || class == CLASS_DIGIT;
}

Span lexer_span(const Lexer *lexer, uint32_t offset, uint32_t length, uint32_t line)
{
    return lexer->place == NULL ? span_new(lexer->source, offset, length, line)
                                : span_new(lexer->place, offset, length, lexer->place_line);
}

bool lexer_tells(Lexer *lexer, uint32_t line)
{
    if (lexer->is_quiet || line == lexer->error_line) {
        return false;
    }
    if (lexer->program->diagnostics.error_count >= MOST_ERRORS) {
        lexer_stop(lexer);
        return false;
    }
    lexer->error_line = line;
    return true;
}

bool lexer_error(Lexer *lexer, Span span, uint32_t line, const char *format, ...)
{
    va_list arguments;

    if (!lexer_tells(lexer, line)) {
        return false;
    }
    va_start(arguments, format);
    const char *message = arena_vformat(&lexer->program->arena, format, arguments);
    va_end(arguments);
    report_error(&lexer->program->diagnostics, span, "%s", message);
    return true;
}

enum { LONGEST_SHOWN = 40 }; /* bytes of the text in a message */

void lex_invalid(Lexer *lexer, Token *token, const char *start, const char *what)
{
    uint32_t offset = (uint32_t)(start - lexer->source->text);
    uint32_t length = (uint32_t)(lexer->at - start);
    int shown = length > LONGEST_SHOWN ? LONGEST_SHOWN : (int)length;

    while (shown < (int)length && ((unsigned char)start[shown] & 0xC0) == 0x80) {
        shown--; /* whole characters */
    }
    token->kind = TOKEN_INVALID;
    lexer_error(lexer, lexer_span(lexer, offset, length, lexer->line), lexer->line, "%s '%.*s'",
                what, shown, start);
}

/* --- the text as a whole --- */

/* How many bytes the UTF-8 sequence at `at` has; 0 where it is invalid. */
static size_t utf8_length(const unsigned char *at, const unsigned char *end)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    static const uint8_t lengths[16] = {1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 2, 2, 3, 4};
    size_t length = *at >= 0xF8 ? 0 : lengths[*at >> 4];
    uint32_t code = *at & (0xFFU >> (length + 1));

    if (length <= 1 || (size_t)(end - at) < length) {
        return length == 1 ? 1 : 0;
    }
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80) {
            return 0;
        }
        code = code << 6 | (at[i] & 0x3FU);
    }
    bool is_valid = code >= least[length] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
    return is_valid ? length : 0;
}

/* The first byte that is a NUL or no UTF-8, or NULL. */
static const unsigned char *invalid_byte(const unsigned char *at, const unsigned char *end)
{
    while (at < end) {
        uint64_t word;

        if (end - at >= 8 && (memcpy(&word, at, 8), (word & 0x8080808080808080U) == 0) &&
            ((word - 0x0101010101010101U) & 0x8080808080808080U) == 0) {
            at += 8;
            continue;
        }
        size_t length = *at == 0 ? 0 : utf8_length(at, end);
        if (length == 0) {
            return at;
        }
        at += length;
    }
    return NULL;
}

static bool check_text(Lexer *lexer)
{
    const unsigned char *text = (const unsigned char *)lexer->source->text;
    const unsigned char *invalid = invalid_byte(text, text + lexer->source->length);

    if (invalid == NULL) {
        return true;
    }
    uint32_t line = 1;
    for (const unsigned char *at = text; at < invalid; at++) {
        line += *at == '\n';
    }
    lexer_error(lexer, lexer_span(lexer, (uint32_t)(invalid - text), 1, line), line,
                *invalid == 0 ? "NUL byte in the text" : "invalid UTF-8: byte 0x%02x", *invalid);
    return false;
}

static void intern_keywords(Names *names)
{
    for (uint32_t kind = TOKEN_AND; kind < TOKEN_COUNT; kind++) {
        name_of(names, token_table[kind].text)->keyword = kind;
    }
}

bool lexer_open(Lexer *lexer, Program *program, const Source *source)
{
    *lexer = (Lexer){
        .program = program,
        .source = source,
        .at = source->text,
        .end = source->text + source->length,
        .line = 1,
    };
    intern_keywords(&program->names);
    if (source->length >= 3 && memcmp(source->text, "\xEF\xBB\xBF", 3) == 0) {
        lexer->at += 3;
    }
    return check_text(lexer);
}

void lexer_stop(Lexer *lexer)
{
    lexer->at = lexer->end;
}

/* --- space and comments --- */

static bool is_on_new_line(const Lexer *lexer)
{
    return lexer->line != lexer->token_line;
}

static void skip_comment(Lexer *lexer, Token *token)
{
    if (lexer->at[1] == '#' && is_on_new_line(lexer)) {
        if (token->document == 0 || lexer->document_line + 1 != lexer->line) {
            token->document = (uint32_t)(lexer->at - lexer->source->text) + 1;
        }
        lexer->document_line = lexer->line;
    }
    const char *newline = memchr(lexer->at, '\n', (size_t)(lexer->end - lexer->at));
    lexer->at = newline == NULL ? lexer->end : newline;
}

/* The first byte after the blanks from `at`. Most are indentation, four at a time; `end` is where
 * the text ends. */
static const char *after_blanks(const char *at, const char *end)
{
    while (end - at >= 4 && memcmp(at, "    ", 4) == 0) {
        at += 4;
    }
    while (class_at(at) == CLASS_SPACE) {
        at++;
    }
    return at;
}

static bool is_space(const char *at)
{
    CharacterClass class = class_at(at);

    return class == CLASS_SPACE || class == CLASS_NEWLINE || class == CLASS_COMMENT;
}

static void skip_space(Lexer *lexer, Token *token)
{
    for (;;) {
        lexer->at = after_blanks(lexer->at, lexer->end);
        switch (class_at(lexer->at)) {
        case CLASS_NEWLINE:
            lexer->at++;
            lexer->line++;
            break;
        case CLASS_COMMENT: skip_comment(lexer, token); break;
        default: return;
        }
    }
}

const char *lexer_document(const Lexer *lexer, const Token *token)
{
    Buffer text;

    if (token->document == 0) {
        return NULL;
    }
    buffer_open(&text, &lexer->program->arena);
    const char *at = lexer->source->text + token->document - 1;
    while (at < lexer->end && at[0] == '#' && at[1] == '#') {
        const char *newline = memchr(at, '\n', (size_t)(lexer->end - at));
        const char *stop = newline == NULL ? lexer->end : newline;
        const char *start = at + (at[2] == ' ' ? 3 : 2);

        at = newline == NULL ? lexer->end : after_blanks(newline + 1, lexer->end);
        while (stop > start && class_at(stop - 1) == CLASS_SPACE) {
            stop--;
        }
        buffer_string(&text, text.length > 0 ? "\n" : "");
        buffer_bytes(&text, start, (size_t)(stop - start));
    }
    const char *document = arena_copy(&lexer->program->arena, buffer_text(&text), text.length);
    buffer_close(&text);
    return document;
}

/* --- tokens --- */

static bool is_beyond_ascii(char c)
{
    return (unsigned char)c >= 0x80;
}

/* A name with other characters than names have, or a sign that is none of the language's. */
static void lex_foreign_name(Lexer *lexer, Token *token, const char *start)
{
    while (is_name_character(*lexer->at) || is_beyond_ascii(*lexer->at)) {
        lexer->at++;
    }
    lex_invalid(lexer, token, start, "names are made of ASCII letters, digits and '_', saw");
}

static void lex_name(Lexer *lexer, Token *token)
{
    const char *start = lexer->at;
    const char *end = start;
    uint32_t hash = NAME_HASH_START;

    do {
        hash = name_hash_step(hash, *end++);
    } while (is_name_character(*end));
    lexer->at = end;
    if (*end == '"' && end - start == 1 && *start == 'b') {
        lex_string(lexer, token, TOKEN_BYTES);
        return;
    }
    if (is_beyond_ascii(*lexer->at)) {
        lex_foreign_name(lexer, token, start);
        return;
    }
    Name *name = name_intern_hashed(&lexer->program->names, start, (size_t)(end - start), hash);
    token->name = name;
    token->kind = name->keyword > 0 && name->keyword < TOKEN_STEP ? (uint8_t)name->keyword
                                                                  : (uint8_t)TOKEN_NAME;
}

/* `+!`, `+=` and `+!=`, once `+` is read. */
static void lex_mark_ending(Lexer *lexer, Token *token)
{
    MarkUse use = (MarkUse)token_table[token->kind].use;

    if (use == USE_PROVABLE && *lexer->at == '!') {
        token->is_proven = true;
        lexer->at++;
    }
    if (use != USE_PLAIN && *lexer->at == '=') {
        token->op = token_table[token->kind].infix;
        token->kind = TOKEN_AUGMENT;
        lexer->at++;
    }
}

static void lex_mark(Lexer *lexer, Token *token)
{
    char first = *lexer->at++;
    const MarkStart *start = &mark_start[(unsigned char)first];

    if (start->doubled != 0 && *lexer->at == first) {
        token->kind = start->doubled;
        lexer->at++;
    } else if (start->with_second != 0 && *lexer->at == start->second) {
        token->kind = start->with_second;
        lexer->at++;
    } else {
        token->kind = start->alone;
    }
    lex_mark_ending(lexer, token);
}

/* 'text' */
static void lex_single_quotes(Lexer *lexer, Token *token)
{
    const char *start = lexer->at;
    size_t length = strcspn(start + 1, "'\n");

    lexer->at += 1 + length + (start[1 + length] == '\'');
    lex_invalid(lexer, token, start, "a string stands in double quotes, saw");
}

static void lex_control_character(Lexer *lexer, Token *token)
{
    uint32_t offset = (uint32_t)(lexer->at++ - lexer->source->text);

    token->kind = TOKEN_INVALID;
    lexer_error(lexer, lexer_span(lexer, offset, 1, lexer->line), lexer->line,
                "unexpected control character 0x%02x", (unsigned)lexer->at[-1]);
}

static void lex_other(Lexer *lexer, Token *token)
{
    const char *start = lexer->at;

    if (*start == '\'') {
        lex_single_quotes(lexer, token);
    } else if (is_beyond_ascii(*start)) {
        lex_foreign_name(lexer, token, start);
    } else if (*start < ' ' || *start == 0x7F) {
        lex_control_character(lexer, token);
    } else {
        lexer->at++;
        lex_invalid(lexer, token, start, "unexpected character");
    }
}

void lexer_locate(const Lexer *lexer, Token *token, uint32_t offset)
{
    token->span = lexer_span(lexer, offset, token->end - offset, token->line);
}

void lexer_next(Lexer *lexer, Token *token)
{
    lexer->at += *lexer->at == ' '; /* most often that is all */
    *token = (Token){.kind = TOKEN_END};
    if (is_space(lexer->at)) {
        skip_space(lexer, token);
    }
    const char *start = lexer->at;
    token->line = lexer->line;
    token->is_after_newline = is_on_new_line(lexer);
    lexer->token_line = lexer->line;
    switch (class_at(start)) {
    case CLASS_LETTER: lex_name(lexer, token); break;
    case CLASS_DIGIT: lex_number(lexer, token); break;
    case CLASS_QUOTE: lex_string(lexer, token, TOKEN_STRING); break;
    case CLASS_MARK: lex_mark(lexer, token); break;
    case CLASS_END: break;
    default: lex_other(lexer, token); break;
    }
    token->end = (uint32_t)(lexer->at - lexer->source->text);
    lexer_locate(lexer, token, (uint32_t)(start - lexer->source->text));
}
