/* What the user asked for. */
#ifndef N2C_COMMAND_LINE_H
#define N2C_COMMAND_LINE_H

#include "numba2c.h"

typedef enum Command { COMMAND_TRANSLATE, COMMAND_RUN, COMMAND_BUILD, COMMAND_CHECK } Command;
typedef enum EmitKind { EMIT_C, EMIT_HEADER, EMIT_IR } EmitKind;
typedef enum ColourWhen { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER } ColourWhen;

enum { MOST_FOLDERS = 64 };

typedef struct CommandLine {
    Command command;
    EmitKind emit;
    ColourWhen colour;
    bool is_verbose;
    n2c_options options;
    const char *input;       /* "-" is standard input */
    const char *output;      /* -o, or NULL */
    const char *header_path; /* --header, or NULL */
    const char *map_path;    /* --map, or NULL */
    const char *folders[MOST_FOLDERS + 1];
    char **arguments; /* after the input: the program's own */
    int argument_count;
} CommandLine;

enum { GO_ON = -1 };

/* GO_ON, or the exit status to stop with: 0 after --help and --version, 2 after a usage error,
 * which it has told on standard error. */
int command_line_parse(CommandLine *line, int argc, char **argv);

#endif
