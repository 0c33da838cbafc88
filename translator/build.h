/* `numba2c build`: the C through a compiler. */
#ifndef N2C_BUILD_H
#define N2C_BUILD_H

#include "command_line.h"

/* Compiles the C text to the program line->output, with the libraries `-lgc -lm` or `-lm`; returns
 * the exit status. */
int build_program(const CommandLine *line, const char *text, size_t length, bool uses_collector);

#endif
