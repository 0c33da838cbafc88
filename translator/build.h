/* `numba2c build`: the C through a compiler. */
#ifndef N2C_BUILD_H
#define N2C_BUILD_H

#include "command_line.h"
#include "numba2c.h"

/* Compiles the unit's C to the program line->output, with the libraries `-lgc -lm` or `-lm`;
 * returns the exit status. */
int build_program(const CommandLine *line, const n2c_unit *unit);

#endif
