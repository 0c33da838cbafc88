/* What the printer's files share. */
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

typedef LIST(Name *) NameList;

static inline void print_text(Printer *printer, const char *text)
{
    buffer_string(printer->out, text);
}

static inline bool is_known_type(const Type *type)
{
    return type != NULL && type->kind != TYPE_ERROR;
}

/* --- print_type.c --- */

void print_name(Printer *printer, const Name *name);
/* The name by which the module calls a symbol: "x", "geometry.area", "Shape.SIDES". */
void print_symbol(Printer *printer, const Symbol *symbol);
/* The same of a NODE_NAME, whose symbol may not be known. */
void print_name_node(Printer *printer, const Node *node);
void print_type(Printer *printer, const Type *type);
void print_type_form(Printer *printer, const Node *form);
/* `[A, B]`, where there are any. */
void print_type_forms(Printer *printer, const NodeList *forms);
void print_result_form(Printer *printer, const Node *form, bool has_clause);
/* The type in front of the value that is converted to it: there a value's name hides a type's. */
void print_called_type(Printer *printer, const Type *type);
/* The known type, or else the one written. */
void print_type_or_form(Printer *printer, const Type *type, const Node *form);
/* `: T`, the known type or else the one written; nothing where there is neither. */
void print_annotation(Printer *printer, const Type *type, const Node *form);
/* Exceptions by their symbols, or before these are known as written: "A, B". */
void print_exceptions(Printer *printer, const SymbolList *types, const NodeList *names);

/* --- print_hidden.c --- */

/* Around what is printed of the function, where none around it is printed: its locals, and those
 * of functions in it, hide what is built in. The first gives what the other takes. */
NameList hide_locals(Printer *printer, const Function *function);
void show_locals(const NameList *hidden);
/* `builtins.`, where what is built in of that name is hidden. */
void print_built_in_qualifier(Printer *printer, const char *name);
/* A built-in function's or exception's name behind it. */
void print_built_in_name(Printer *printer, const char *name);

/* --- print_literal.c --- */

/* A literal where the type `expected` is, or NULL. */
void print_literal(Printer *printer, const Node *node, const Type *expected);
/* A quoted string with the IR's escapes. */
void print_string(Printer *printer, const char *bytes, size_t size);
/* Has it its type from what stands around it: a number, with or without a sign? */
bool is_untyped_literal(const Node *node);
/* The one type that all operands but the untyped ones have, or NULL. Where they differ it is the
 * error type, which no literal has, so each is converted. */
const Type *type_of_operands(const Printer *printer, const NodeList *operands);
/* Is its type another than its place gives it? */
bool literal_needs_conversion(const Printer *printer, const Node *literal, const Type *expected);
bool is_negative_literal(const Node *integer);
/* How tightly a number binds, which may have a minus. */
Precedence precedence_of_number(const Printer *printer, const Node *node, const Type *expected);

/* --- print_expression.c --- */

/* An expression where the type `expected` is: what its place gives a literal, or NULL. */
void print_expression(Printer *printer, const Node *node, const Type *expected);

/* --- print_statement.c --- */

/* `{ … }` up to the closing brace. */
void print_block(Printer *printer, const Node *block);
/* Those from `first` to before `last`, each on a line of its own. */
void print_statements(Printer *printer, const NodeList *list, uint32_t first, uint32_t last);

/* --- print_function.c --- */

/* From its document to its closing brace. */
void print_function(Printer *printer, const Function *function);
/* `[T: HasArea, N: int64]`, where there are any that are written. */
void print_type_parameters(Printer *printer, const SymbolList *parameters);
/* `(a: T, b: U) -> R raises E`. */
void print_signature(Printer *printer, const Function *function);
/* A line for an attribute, if it is set. */
void print_attribute(Printer *printer, bool is_set, const char *attribute);
/* `@named("…")`, where the symbol is shown by another name than its own. */
void print_named(Printer *printer, const Symbol *symbol, const char *shown);

/* --- print_ir.c --- */

void print_newline(Printer *printer);
/* The place of a statement or declaration, unless the one around it named it. */
void print_place(Printer *printer, Span span);
void print_document(Printer *printer, const char *document);
/* Methods, each on lines of its own; `is_first`: nothing stands before the first. */
void print_methods(Printer *printer, const FunctionList *methods, bool *is_first);

/* --- print_trait.c --- */

void print_trait(Printer *printer, const Declaration *trait);
void print_implementation(Printer *printer, const Implementation *implementation);

#endif
