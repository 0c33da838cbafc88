/* Which identifiers a user's name must not become in C, and what it becomes instead. */
#ifndef N2C_C_NAMES_H
#define N2C_C_NAMES_H

#include "name.h"

#include <stdbool.h>

/* Is the identifier taken in C, or by emitted code? `file_scope`: also the names of functions that
 * an included header may declare, which a local, a parameter or a field may have. */
bool c_reserved(const char *name, size_t length, bool file_scope);

/* A word of C's grammar, which nothing can be called? */
bool c_is_keyword(const char *name);

/* The name itself, or one near it that is not reserved: `int` becomes int_, `nb_x` u_nb_x. Two
 * names never become the same one. */
const char *c_safe_name(Arena *arena, const Name *name, bool file_scope);

#endif
