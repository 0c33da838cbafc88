/* Files that are written whole or not at all. */
#ifndef N2C_OUTPUT_H
#define N2C_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

/* One text for one place; `path` NULL or "-" is standard output. */
typedef struct Output {
    const char *path;
    const char *text;
    size_t length;
    char *temporary; /* where it stands until all are written */
} Output;

/* Writes all of them, or none: files appear under their names only when every text was written in
 * full. What went wrong is told on standard error. */
bool outputs_write(Output *outputs, size_t count);

#endif
