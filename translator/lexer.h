/* The lexer: text to tokens, one at a time. It reports what is no token and gives TOKEN_INVALID for
 * it; whether a newline ends anything is the parser's to decide. */
#ifndef N2C_LEXER_H
#define N2C_LEXER_H

#include "ir.h"

typedef enum TokenKind {
#define TOKEN(ID, description) TOKEN_##ID,
#define MARK(ID, spelling, infix, prefix, use) TOKEN_##ID,
#define KEYWORD(ID, spelling) TOKEN_##ID,
#define WORD(ID, spelling) TOKEN_##ID,
#include "tokens.def"
#undef TOKEN
#undef MARK
#undef KEYWORD
#undef WORD
    TOKEN_COUNT
} TokenKind;

typedef enum MarkUse { USE_PLAIN, USE_AUGMENTS, USE_PROVABLE } MarkUse;

typedef struct TokenInfo {
    const char *text; /* its spelling, or what messages call it */
    uint8_t infix;    /* Operator */
    uint8_t prefix;   /* Operator */
    uint8_t use;      /* MarkUse */
} TokenInfo;

extern const TokenInfo token_table[TOKEN_COUNT];

typedef struct Token {
    uint8_t kind;          /* TokenKind */
    uint8_t op;            /* Operator: of a TOKEN_AUGMENT */
    bool is_after_newline; /* the first on its line */
    bool is_proven;        /* a mark with a `!` behind it: `+!` */
    Span span;
    uint32_t end;      /* the offset behind it */
    uint32_t line;     /* of the text, whatever `@at` says */
    uint32_t document; /* 1 + the offset of the first of the `##` lines above it, or 0 */
    union {
        Name *name;       /* of a TOKEN_NAME */
        uint64_t integer; /* of a TOKEN_INTEGER */
        double number;    /* of a TOKEN_FLOAT, TOKEN_IMAGINARY */
        struct {
            const char *bytes; /* NUL-terminated; may hold NULs too */
            uint32_t size;
        } string; /* of a TOKEN_STRING */
    };
} Token;

typedef struct Lexer {
    Program *program;
    const Source *source;
    const char *at; /* the next byte; a NUL stands at `end` */
    const char *end;
    uint32_t line;
    uint32_t token_line;    /* of the last token; 0: there was none */
    uint32_t error_line;    /* where the last error was: one is told for each line */
    uint32_t document_line; /* of the last `##` line */
    bool is_quiet;          /* looking ahead: errors are told when the token is read for good */
    const Source *place;    /* where @at redirects, or NULL */
    uint32_t place_line;
} Lexer;

/* False where the text is refused as a whole: a NUL byte, invalid UTF-8. That is reported. */
bool lexer_open(Lexer *lexer, Program *program, const Source *source);
void lexer_next(Lexer *lexer, Token *token);
/* Makes the rest of the text count for nothing. */
void lexer_stop(Lexer *lexer);
/* Says where the token stands that begins at `offset`: where `@at` redirects to now. */
void lexer_locate(const Lexer *lexer, Token *token, uint32_t offset);
Span lexer_span(const Lexer *lexer, uint32_t offset, uint32_t length, uint32_t line);
/* May an error on `line` of the text be told? One is, then no other; and after the most errors that
 * are told at all the text ends. */
bool lexer_tells(Lexer *lexer, uint32_t line);
/* Reports an error on `line` of the text unless one was told there. Was it told? */
bool lexer_error(Lexer *lexer, Span span, uint32_t line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The text of the `##` lines from `token->document`, joined with newlines, or NULL. */
const char *lexer_document(const Lexer *lexer, const Token *token);

/* Of literal.c; the lexer stands at the first digit or the quote. */
void lex_number(Lexer *lexer, Token *token);
/* A string, or bytes once their b is read: `kind` tells which. */
void lex_string(Lexer *lexer, Token *token, TokenKind kind);
/* Reports what is wrong with the text from `start` to where the lexer stands. */
void lex_invalid(Lexer *lexer, Token *token, const char *start, const char *what);
bool is_name_character(char c);
bool is_digit(char c);

#endif
