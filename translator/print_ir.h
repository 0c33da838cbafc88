/* What the printer's files share: print_expression.c for expressions and types, print_ir.c for
 * statements and declarations, print_trait.c for traits and impls. */
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
void print_result_form(Printer *printer, const Node *form, bool has_clause);
/* The name by which the module calls a symbol: "x", "geometry.area". */
void print_symbol(Printer *printer, const Symbol *symbol);
/* The known type, or else the one written. */
void print_type_or_form(Printer *printer, const Type *type, const Node *form);
/* `: T`, the known type or else the one written; nothing where there is neither. */
void print_annotation(Printer *printer, const Type *type, const Node *form);
/* Exceptions by their symbols, or before these are known as written: "A, B". */
void print_exceptions(Printer *printer, const SymbolList *types, const NodeList *names);

/* --- print_ir.c --- */

void print_newline(Printer *printer);
/* The place of a statement or declaration, unless the one around it named it. */
void print_place(Printer *printer, Span span);
void print_document(Printer *printer, const char *document);
/* From its document to its closing brace. */
void print_function(Printer *printer, const Function *function);
/* Methods, each on lines of its own; `is_first`: nothing stands before the first. */
void print_methods(Printer *printer, const FunctionList *methods, bool *is_first);
/* `{ … }` up to the closing brace. */
void print_block(Printer *printer, const Node *block);
/* `[T: HasArea, N: int64]`, where there are any that are written. */
void print_type_parameters(Printer *printer, const SymbolList *parameters);
/* `(a: T, b: U) -> R raises E`. */
void print_signature(Printer *printer, const Function *function);

/* --- print_trait.c --- */

void print_trait(Printer *printer, const Declaration *trait);
void print_implementation(Printer *printer, const Implementation *implementation);

#endif
