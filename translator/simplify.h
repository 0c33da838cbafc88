/* What is known without running: the last step of the order pass. */
#ifndef N2C_SIMPLIFY_H
#define N2C_SIMPLIFY_H

#include "ir.h"

/* Requires ordered IR. A comparison whose outcome its operands tell becomes true or false, a check
 * that certainly fails the raise alone; what stands behind a statement that control never leaves
 * is dropped, and a variable's assignment to itself. What C compilers warn of is among them. */
void simplify_program(Program *program);

#endif
