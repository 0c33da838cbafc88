/* What is known without running: the last step of the order pass. */
#ifndef N2C_SIMPLIFY_H
#define N2C_SIMPLIFY_H

#include "ir.h"

typedef struct Simplifier {
    Program *program;
    bool has_dropped; /* calls may have been dropped */
} Simplifier;

/* Requires ordered IR. A comparison whose outcome its operands tell becomes true or false, a check
 * that certainly fails the raise alone; what stands behind a statement that control never leaves
 * is dropped, and a variable's assignment to itself. What C compilers warn of is among them. */
void simplify_function(Function *function, void *simplifier);
/* Is the index, or what a check looks at, certainly not negative and not beyond? */
bool node_is_in_range(const Node *node);
/* Is the expression statement a check that cannot fail? */
bool is_spent_check(const Node *statement);
/* After the last function: finds again which are reached, if calls were dropped. */
void simplify_close(const Simplifier *simplifier);

#endif
