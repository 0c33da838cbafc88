/* What the files of the loops pass share. */
#ifndef N2C_LOWER_LOOPS_H
#define N2C_LOWER_LOOPS_H

#include "hoist.h"

/* Writes `let symbol = value`, or a var; the symbol is `target`, or a fresh one. */
Symbol *loops_let(Hoist *hoist, Symbol *target, const char *base, Node *value);
Symbol *loops_var(Hoist *hoist, Symbol *target, const char *base, Node *value);
Symbol *loops_fresh(Hoist *hoist, const char *base, const Type *type, Span span);
/* A call of a function value, its own arguments still to be pushed. */
Node *loops_call(const Hoist *hoist, const Node *value, Span span);

/* --- lower_sequences.c --- */

/* An empty list of that type. */
Node *new_list(const Hoist *hoist, const Type *type, Span span);
/* list.append(value) as a statement */
Node *append_to(const Hoist *hoist, Symbol *list, Node *value);
/* list, sum, any, all, min, max, sorted, sort, array: the value in the operation's place. */
Node *lower_sequence(Hoist *hoist, Node *node, Symbol *target);

#endif
