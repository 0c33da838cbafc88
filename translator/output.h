/* Files that are written whole or not at all. */
#ifndef N2C_OUTPUT_H
#define N2C_OUTPUT_H

#include "numba2c.h"

/* The pieces of a text of `unit`, as n2c_c_piece gives them. */
typedef const char *PieceOf(const n2c_unit *unit, size_t index, size_t *length);

/* One text for one place; `path` NULL or "-" is standard output. */
typedef struct Output {
    const char *path;
    const n2c_unit *unit;
    PieceOf *piece;
    char *temporary; /* where it stands until all are written */
} Output;

/* Writes all of them, or none: files appear under their names only when every text was written in
 * full. What went wrong is told on standard error. */
bool outputs_write(Output *outputs, size_t count);

#endif
