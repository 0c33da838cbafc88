/* What the files of the closures pass share. */
#ifndef N2C_CLOSURES_H
#define N2C_CLOSURES_H

#include "ir.h"

/* Sets `escapes` of the functions and locals whose values may outlive their frame: see
 * closure_escape.c. */
void find_escapes(Program *program);
/* Gives the variables that escaping closures share a place of their own: see closure_cells.c. */
void make_cells(Program *program);

#endif
