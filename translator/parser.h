/* What the parser's files share: the token stream, errors and recovery, and one function for each
 * kind of construct.
 *
 * An error puts the parser into a panic: the current token counts as TOKEN_PANIC, which nothing
 * expects, and advancing does nothing; so every construct ends at once without looking, and the
 * statement around it recovers. No loop may run while the token is only *not* something. */
#ifndef N2C_PARSER_H
#define N2C_PARSER_H

#include "lexer.h"

enum {
    MOST_NESTING = 200,    /* brackets, blocks and prefix operators within each other */
    MOST_OPERATORS = 2000, /* on the way from an expression to its deepest operand */
    MOST_BRANCHES = 2000,  /* of one if, else if, else if … */
};

/* ( and [, and the { of dicts and sets. */
typedef struct OpenBrackets {
    uint32_t count;
    uint32_t braces; /* of these */
} OpenBrackets;

typedef struct Parser {
    Program *program;
    Module *module;
    Function *function; /* that is being read, or NULL */
    Lexer lexer;
    Token token;           /* the current one */
    TokenKind kind;        /* what it counts as here: its kind, TOKEN_NEWLINE or TOKEN_PANIC */
    bool newlines_end;     /* the innermost bracket is a block's */
    uint32_t previous_end; /* the offset after the token before the current one */
    uint32_t previous_line;
    uint32_t previous_kind;     /* TokenKind */
    OpenBrackets open_brackets; /* around the current token, within the statement */
    uint32_t nesting;
    uint32_t height;     /* of the expression just parsed: operators from root to deepest leaf */
    uint32_t highest;    /* of all expressions parsed in this function */
    NodeList pending;    /* statements that follow the one just parsed */
    NodeList unfinished; /* items of the lists being parsed, the innermost one's last */
} Parser;

/* The names in attributes before a declaration. */
typedef struct Attributes {
    Span span; /* of the last one that only a function takes; length 0: there is none */
    bool is_inline, is_noinline, is_pure, is_unchecked;
    Span reflect_span; /* of @reflect, */
    bool is_reflected; /* which a struct or class takes; false: there is none */
    Span named_span;   /* of @named, which these and functions take; length 0: there is none */
    const char *shown_type;
    const char *export_name;
} Attributes;

typedef enum MethodHome { METHOD_OF_CLASS, METHOD_OF_TRAIT, METHOD_OF_IMPL } MethodHome;

/* A place that @at gave up to the end of the statement. */
typedef struct Place {
    const Source *source;
    uint32_t line;
} Place;

/* --- parser.c: the token stream --- */

void parser_open(Parser *p, Program *program, Module *module);
void advance(Parser *p);
/* Consumes the token if it is of that kind. */
bool accept(Parser *p, TokenKind kind);
/* The same for a contextual word. */
bool at_word(const Parser *p, TokenKind word);
bool accept_word(Parser *p, TokenKind word);
/* Consumes it or fails: "expected ')' after argument, saw 'foo'". `where` may be "". */
bool expect_token(Parser *p, TokenKind kind, const char *where);
Name *expect_name(Parser *p, const char *what, const char *where, Span *span);
void skip_newlines(Parser *p);
/* The nodes in `unfinished` from `first` on are the next ones of `list`, which takes no more room
 * than it needs. */
void take_items(Parser *p, NodeList *list, uint32_t first);
/* The token after the current one. */
Token peek(const Parser *p);

Span token_span(const Parser *p);
/* From `start` to the end of the last token consumed. */
Span span_since(const Parser *p, Span start);

/* Opens a bracket, the current token; the result is what close_bracket takes to restore. */
bool open_bracket(Parser *p, bool newlines_end);
void close_bracket(Parser *p, TokenKind kind, bool outer, const char *where);
/* Fails at a '=' where ')' or ',' is expected. */
void refuse_assign(Parser *p, const char *where, const char *help);
/* Goes one level deeper, or fails. Each call is followed by one of `leave`. */
void enter(Parser *p);
void leave(Parser *p);
/* Sets the height of a node over operands of heights `left` and p->height, or fails. */
void grow(Parser *p, uint32_t left);

/* --- parser.c: errors --- */

/* Reports, unless this line or this panic has told one already, and panics. */
void fail(Parser *p, Span span, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* True: it was told, so that a report_help belongs to it. */
bool fail_expected(Parser *p, const char *what, const char *where);
/* How messages call the current token: 'foo', the end of the line. */
const char *token_text(const Parser *p);
/* Fails at a word of another language, with what to write instead. */
void fail_at_word(Parser *p, const char *help);
/* Reports and goes on. Was it told, so that a report_help belongs to it? */
bool complain(Parser *p, Span span, const char *format, ...) __attribute__((format(printf, 3, 4)));
void unsupported(Parser *p, Span span, const char *what);
/* Leaves a panic at the next statement; `start` is where the failed one began. */
void recover(Parser *p, uint32_t start, bool at_top);
/* Leaves a panic at a `{` on the same line, if there is one. */
void resume_at_brace(Parser *p);
/* Does the current token end every block's statements: `}`, the end, a declaration? */
bool ends_block(const Parser *p);
/* Skips what the opening bracket that is the current token opens. */
void skip_brackets(Parser *p);

/* --- parse_type.c --- */

Node *parse_type(Parser *p);
/* One name of a raises clause. */
Node *parse_exception_name(Parser *p);
/* `dyn T`, from T on; `word` is `dyn`. */
Node *parse_dyn_type(Parser *p, Name *word, Span start);
/* `m.E` or `E` as a NODE_NAME with its qualifier. */
Node *parse_qualified_name(Parser *p, const char *what, const char *where);

/* --- parse_generic.c --- */

/* `[T: A, N: int64]` after a name, if it stands there. */
void parse_type_parameters(Parser *p, SymbolList *list);

/* --- parse_expression.c --- */

Node *parse_expression(Parser *p);
/* One that binds more tightly than comparisons: `as` may stand behind it. */
Node *parse_operand(Parser *p);
/* An expression or a range. */
Node *parse_range(Parser *p);
/* The condition of a statement, in which `=` is a slip; `where`: "after 'if'". */
Node *parse_condition(Parser *p, const char *where);

/* --- parse_statement.c --- */

/* `{ … }`; `where` is for the message that the `{` is missing: "after the condition". */
Node *parse_block(Parser *p, const char *where);
Symbol *new_local(Parser *p, Name *name, Span span);
Place parse_attributes(Parser *p, Attributes *attributes);
void restore_place(Parser *p, Place place);
/* Reports attributes where they belong to nothing. */
void refuse_reflection(Parser *p, const Attributes *attributes);
void refuse_attributes(Parser *p, const Attributes *attributes, const char *what);

/* --- parse_declaration.c --- */

void parse_module(Parser *p);
/* From `fn` on; nested in p->function. */
Function *parse_function(Parser *p, FunctionKind kind, const Attributes *attributes,
                         const char *document);
/* The declaration is the `count`-th of its kind. */
void note_order(Parser *p, DeclarationKind kind, uint32_t count);
/* A function value: from `fn` on. */
Function *parse_lambda(Parser *p);
/* The same as parse_function for a method, whose first parameter is `self`. In a trait the body may
 * be left out. */
Function *parse_method(Parser *p, const Attributes *attributes, const char *document,
                       MethodHome home);
/* From `init` on. */
Function *parse_init(Parser *p, const Attributes *attributes, const char *document);
/* From `class`, `struct` … on to the name, which is declared. */
Declaration *new_declaration(Parser *p, SymbolKind kind, const char *document, bool is_public);
void parse_field(Parser *p, Declaration *declaration);
/* `const X: T = e` or `global x: T = e`, from the word on. */
Symbol *parse_value(Parser *p, SymbolKind kind, bool is_public);

/* --- parse_class.c --- */

void parse_class(Parser *p, const char *document, bool is_public);
/* `{ … }` around members, each of which `parse` reads behind its attributes; `what` has them. */
typedef void MemberParser(Parser *p, void *owner, const Attributes *attributes,
                          const char *document);
void parse_members(Parser *p, MemberParser *parse, void *owner, const char *what);

/* --- parse_trait.c --- */

void parse_trait(Parser *p, const char *document, bool is_public);
void parse_implementation(Parser *p, const char *document);

#endif
