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

/* A loop `for index in 0..high { body }` with a new index. */
Node *loops_range(const Hoist *hoist, Node *high, Node *body, Symbol *index);
/* The index of a loop that is made here, `axis` loops further in. */
Symbol *loops_index(Hoist *hoist, uint32_t axis, Span span);
/* Loops around the body, one for each index, outermost first; `extents`: how often each runs. */
Node *loops_nest(const Hoist *hoist, Node *body, Symbol *const *indices, Node *const *extents,
                 uint32_t depth);
/* array[!i, j, …] with the indices from `indices` on, one for each axis. */
Node *loops_element(const Hoist *hoist, const Node *array, Symbol *const *indices);
/* Is it a local that no call can change, or a known function? */
bool loops_is_settled(const Node *node);

/* --- lower_for.c --- */

/* The loop as it stays: over a range, a str, a dict or a set. */
Node *lower_iteration(Hoist *hoist, Node *loop);

/* --- lower_update.c --- */

/* Is it `a += x` or `a[1:3] += x` of an array? */
bool updates_array(const Node *statement);
/* The loop that such a statement becomes. */
Node *lower_array_update(Hoist *hoist, Node *statement);
/* Of `m[i, :] = f()`: what stands in it goes to locals, in its order. Leaves others. */
void settle_slice_assignment(Hoist *hoist, const Node *statement);

/* --- lower_sequences.c --- */

/* An empty list of that type. */
Node *new_list(const Hoist *hoist, const Type *type, Span span);
/* list.append(value) as a statement */
Node *append_to(const Hoist *hoist, Symbol *list, Node *value);
/* list, sum, any, all, min, max, sorted, sort, array: the value in the operation's place. */
Node *lower_sequence(Hoist *hoist, Node *node, Symbol *target);

#endif
