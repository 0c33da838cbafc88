/* What the parts of the C printer share: the text being written, and where in it they are.
 * c_text.c writes strings and comments, c_expression.c expressions, c_statement.c statements,
 * c_print.c the file. */
#ifndef N2C_C_PRINTER_H
#define N2C_C_PRINTER_H

#include "c_map.h"

enum { WIDTH = 100, INDENT = 4 };

typedef struct Printer {
    Buffer *out;
    CInserts *inserts; /* NULL where a function is printed ahead */
    Arena *arena;
    const CPrintOptions *options;
    const Sources *sources; /* what the spans are in */
    size_t line_start;      /* offset of the current line */
    uint32_t line;          /* the current line, from 1 */
    unsigned indent;        /* of statements, in columns */
    bool is_breaking;       /* lines may be broken; else what passes `limit` sets has_overflow */
    bool has_overflow;
    size_t limit;            /* an offset */
    CPlace code_end;         /* of the statement just written, its comment aside */
    const char *directed;    /* the file that #line named last; NULL: the C file itself */
    uint32_t directed_ahead; /* what a compiler counts more than `line`, modulo 2^32 */
    const char *annotated_file;
    uint32_t annotated_line;
    const char *function; /* the IR's name of the function being printed */
    CMappings mappings;
} Printer;

/* A place to go back to. */
typedef struct Mark {
    size_t length;
    size_t line_start;
    uint32_t line;
    uint32_t mapping_count;
} Mark;

static inline Mark mark(const Printer *p)
{
    return (Mark){p->out->length, p->line_start, p->line, p->mappings.count};
}

static inline void go_back(Printer *p, Mark to)
{
    p->out->length = to.length;
    p->line_start = to.line_start;
    p->line = to.line;
    p->mappings.count = to.mapping_count;
}

static inline void put(Printer *p, const char *text)
{
    buffer_string(p->out, text);
}

static inline void put_char(Printer *p, char c)
{
    buffer_char(p->out, c);
}

static inline void put_number(Printer *p, uint32_t number)
{
    if (number >= 10) {
        put_number(p, number / 10);
    }
    put_char(p, (char)('0' + number % 10));
}

static inline unsigned column(const Printer *p)
{
    return (unsigned)(p->out->length - p->line_start);
}

static inline void end_line(Printer *p)
{
    put_char(p, '\n');
    p->line++;
    p->line_start = p->out->length;
}

static inline void put_indent(Printer *p, unsigned columns)
{
    buffer_reserve(p->out, columns);
    memset(p->out->text + p->out->length, ' ', columns);
    p->out->length += columns;
}

static inline void break_line(Printer *p, unsigned columns)
{
    end_line(p);
    put_indent(p, columns);
}

static inline CPlace place(const Printer *p)
{
    return (CPlace){p->out->length, p->line, column(p) + 1};
}

/* --- c_text.c --- */

/* A string literal; where lines may be broken, several, each below the other. `tail` as below. */
void c_write_string(Printer *p, const CNode *node, unsigned tail);
/* A string that is too long for a literal, as an initialiser. */
void c_write_byte_list(Printer *p, const CNode *node);
/* A comment's text, made harmless. */
void c_write_comment_text(Printer *p, const char *text, size_t length);
/* A comment of its own, at the current indent, and the line's end. */
void c_write_comment(Printer *p, const char *text);
/* A comment at the end of a line. */
void c_write_comment_behind(Printer *p, const char *comment);

/* --- c_expression.c: `tail` tells how many columns must follow on the last line --- */

/* Where the lines of what starts here are aligned when it is broken: with it, or, where it starts
 * far to the right, a step deeper than its line. */
unsigned c_alignment(const Printer *p);
/* An expression, or a clause of a `for`, broken only if it does not fit. */
void c_write_expression(Printer *p, const CNode *node, unsigned tail);
/* The same, its outermost level broken where lines may be. */
void c_write_node(Printer *p, const CNode *node, unsigned tail);
/* A space, `op` with another, and the operand; on a new line if they do not fit on this one. */
void c_write_next(Printer *p, const char *op, const CNode *node, bool in_parentheses,
                  unsigned indent, unsigned tail);
/* Arguments, items or parameters, with commas. */
void c_write_list(Printer *p, const CNodeList *list, unsigned tail);
/* "double", "x": double x; "double *", "x": double *x. */
void c_write_declarator(Printer *p, const char *type, const char *name);
/* ` = value` */
void c_write_assignment(Printer *p, const char *op, const CNode *value, unsigned tail);

/* --- c_statement.c --- */

typedef void Writer(Printer *p, const CNode *node);

/* Tells the compiler where the next line comes from, unless it thinks so already. */
void c_direct(Printer *p, const CNode *node);
/* What stands before a statement's or declaration's text: the directive, the indent. */
void c_lead_in(Printer *p, const CNode *node);
/* What `writer` writes: flat if it fits on the line, else broken. */
void c_write_fitted(Printer *p, const CNode *node, Writer *writer);
/* The statements of a block, one level deeper. */
void c_write_body(Printer *p, const CNodeList *list);
/* The closing brace, without the line's end. */
void c_write_closing(Printer *p);
/* A statement, without its annotation. */
void c_write_statement(Printer *p, const CNode *node);

#endif
