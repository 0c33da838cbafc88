/* The straight line from text to C. */
#ifndef N2C_PIPELINE_H
#define N2C_PIPELINE_H

#include "passes.h"

/* What the passes are called, in their order, ended by NULL. */
extern const char *const pass_names[];

/* Runs the passes up to and including `last` (NULL: all); appends the IR's text after the pass
 * `dump_after` to `dump`. false: there are errors. */
bool pipeline_run(Program *program, const Source *source, const char *last, const char *dump_after,
                  Buffer *dump);

#endif
