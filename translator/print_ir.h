/* What the printer's two files share: print_expression.c for expressions and types, print_ir.c for
 * statements and declarations. */
#ifndef N2C_PRINT_IR_H
#define N2C_PRINT_IR_H

#include "ir.h"

typedef struct Printer {
    Buffer *out;
    Program *program;
    const Module *module;     /* whose names need no qualifier; NULL: no name gets one */
    const Function *function; /* whose body is printed, or NULL */
    unsigned depth;           /* of blocks */
    const char *place;        /* the @at in force, or NULL */
    uint32_t place_line;
} Printer;

/* --- print_expression.c --- */

/* An expression where the type `expected` is: what its place gives a literal, or NULL. */
void print_expression(Printer *printer, const Node *node, const Type *expected);
/* A quoted string with the IR's escapes. */
void print_string(Printer *printer, const char *bytes, size_t size);
void print_type_form(Printer *printer, const Node *form);
/* `: T`, the known type or else the one written; nothing where there is neither. */
void print_annotation(Printer *printer, const Type *type, const Node *form);
/* Exceptions by their symbols, or before these are known as written: "A, B". */
void print_exceptions(Printer *printer, const SymbolList *types, const NodeList *names);

/* --- print_ir.c --- */

/* `{ … }` up to the closing brace. */
void print_block(Printer *printer, const Node *block);
/* `(a: T, b: U) -> R raises E`. */
void print_signature(Printer *printer, const Function *function);

#endif
