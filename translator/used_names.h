/* The names that stand in a function, so that what passes make there gets names of its own. */
#ifndef N2C_USED_NAMES_H
#define N2C_USED_NAMES_H

#include "ir.h"

/* A name that stands in a function. */
typedef struct UsedName {
    const Name *name;
    uint32_t next; /* the number that the next fresh name made from it tries */
    uint32_t copy; /* the last copy into the function that declared it, and as what */
    Name *copied_as;
    const Symbol *declared; /* the last local of that name, or NULL */
    bool is_shared;         /* by several locals */
} UsedName;

/* An open-addressing table, never more than half full. */
typedef struct UsedNames {
    const Program *program;
    Arena *arena;
    UsedName *slots;
    uint32_t size;
    uint32_t count;
    uint32_t copies; /* that were made into the function */
} UsedNames;

/* The names of a function and of what is nested in it; made once, then kept in step by who asks. */
UsedNames *used_names_of(Program *program, Function *function);
/* Its place in the table: an empty one, whose `name` is NULL, where it stands not in the function.
 */
UsedName *used_name_find(const UsedNames *used, const Name *name);
/* The same, but it stands there from now on. */
UsedName *used_name_add(UsedNames *used, const Name *name);
/* The first of `base_1`, `base_2`, … that is free in `used` and stands not in `source` either; it
 * is added to `used`. */
Name *used_name_numbered(Program *program, UsedNames *used, const UsedNames *source,
                         const Name *base);

#endif
