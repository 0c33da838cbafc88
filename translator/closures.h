/* What the files of the closures pass share. */
#ifndef N2C_CLOSURES_H
#define N2C_CLOSURES_H

#include "ir.h"

/* The pass while it runs. */
typedef struct Closures {
    Program *program;
    Module *module;
    Function names;      /* its "parameters" are the module's top-level names: for symbol_fresh */
    Function *current;   /* whose body is being rewritten */
    FunctionList output; /* the module's functions as they will be */
    SymbolList known;    /* locals whose `fact` is the function value they stand for */
    NodeList calls;      /* that give known functions to defined ones, still to be specialised */
    int depth;           /* of specialisations within one another */
    int nested;          /* specialisations made within others, for the current function */
} Closures;

/* --- closure_escape.c, closure_cells.c --- */

/* Sets `escapes` of the functions and locals whose values may outlive their frame: see
 * closure_escape.c. */
void find_escapes(Program *program);
/* Gives the variables that escaping closures share a place of their own: see closure_cells.c. */
void make_cells(Program *program);

/* --- lower_closures.c --- */

/* `first`_`second`, or that with a number: a name that the module does not have. */
Name *top_level_name(Closures *closures, const Symbol *first, const Symbol *second);
/* The type of a function by its parameters, after they changed. */
const Type *signature_of(Closures *closures, const Function *function);
Node *symbol_node(Closures *closures, Symbol *symbol, Span span);

/* --- closure_lift.c --- */

/* Lifts what is nested in a function of the module; then the function itself follows. */
void lift_top_level(Closures *closures, Function *function);
/* A leading parameter of `function` that stands for `symbol`. */
Symbol *leading_parameter(Closures *closures, Function *function, const Symbol *symbol,
                          bool is_reference);
void push_parameter(Closures *closures, Function *function, Symbol *parameter, Node *written);
/* The function that a name means, or NULL. */
Function *function_named(const Node *node);

/* --- closure_globals.c --- */

/* Of a module's initialiser. */
void unfold_first_values(Closures *closures, Function *initialiser);

/* --- closure_known.c --- */

/* The function that a value certainly is, or NULL. */
Function *known_function(const Node *value);
/* Is it a value that may be called directly wherever its local stands? */
bool is_known_value(const Node *value);
/* A new node of the function value; what it binds is never assigned, or a reference. */
Node *value_again(Closures *closures, const Node *value);
/* What the local stands for from now on, until the function's end. */
void know_value(Closures *closures, Symbol *symbol, Node *value);
/* What a function-typed local holds is not known unless its `let` says so. */
void forget_value(Symbol *symbol);
/* Makes the calls of known functions direct, and notes those that give them on. */
void know_slot(Node **slot, void *data);

/* --- closure_specialise.c --- */

/* The calls that were noted since there were `first`. */
void specialise_calls(Closures *closures, uint32_t first);
/* Makes the calls of known functions in a function of the module direct; the copies that they need
 * stand before it. */
void know_top_level(Closures *closures, Function *function);

#endif
