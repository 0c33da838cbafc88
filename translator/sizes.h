/* Which code may change how many items a container has. Known from the loops pass on. */
#ifndef N2C_SIZES_H
#define N2C_SIZES_H

#include "ir.h"

/* Finds Function.changes_sizes and Symbol.is_sole of all functions; requires IR without closures.
 */
void find_size_changes(Program *program);
/* Can something in `code` change the size of a container? `of`: of the one that this local holds,
 * or NULL: of any that is not a sole local's. */
bool changes_size(const Program *program, Node *code, const Symbol *of);
/* The same of the node itself, its children aside. */
bool node_changes_size(const Program *program, const Node *node, const Symbol *of);
/* Does the node, a value, certainly make a new container? */
bool makes_container(const Node *value);

#endif
