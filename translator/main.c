/* The program numba2c: reads the command line, calls the library, writes what it made. */
#define _POSIX_C_SOURCE 200809L

#include "build.h"
#include "command_line.h"
#include "output.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#ifndef DATA_DIRECTORY
#define DATA_DIRECTORY "/usr/local/share/numba2c"
#endif

static bool wants_colour(const CommandLine *line)
{
    const char *no_colour = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");

    if (line->colour != COLOUR_AUTO) {
        return line->colour == COLOUR_ALWAYS;
    }
    return isatty(STDERR_FILENO) && (no_colour == NULL || no_colour[0] == '\0') &&
           (terminal == NULL || strcmp(terminal, "dumb") != 0);
}

static void show_diagnostics(const CommandLine *line, n2c_unit *unit)
{
    if (n2c_diagnostic_count(unit) > 0) {
        fputs(n2c_diagnostics_text(unit, wants_colour(line)), stderr);
    }
}

static char *read_all(FILE *file, size_t *length)
{
    size_t capacity = 65536;
    char *text = malloc(capacity);

    *length = 0;
    while (text != NULL) {
        *length += fread(text + *length, 1, capacity - *length, file);
        if (*length < capacity) {
            break;
        }
        capacity *= 2;
        char *grown = realloc(text, capacity);
        if (grown == NULL) {
            free(text);
        }
        text = grown;
    }
    return text;
}

static n2c_unit *parse_standard_input(const n2c_options *options)
{
    size_t length = 0;
    char *text = read_all(stdin, &length);

    if (text == NULL || ferror(stdin)) {
        fprintf(stderr, "numba2c: cannot read standard input: %s\n", strerror(errno));
        free(text);
        return NULL;
    }
    n2c_unit *unit = n2c_parse_text("stdin.ir", text, length, options);
    free(text);
    return unit;
}

static n2c_unit *parse(const CommandLine *line)
{
    n2c_unit *unit = strcmp(line->input, "-") == 0 ? parse_standard_input(&line->options)
                                                   : n2c_parse_file(line->input, &line->options);

    if (unit == NULL) {
        fputs("numba2c: out of memory or unreadable input\n", stderr);
    }
    return unit;
}

static const char *header_piece(const n2c_unit *unit, size_t index, size_t *length)
{
    return index == 0 ? n2c_header_text(unit, length) : NULL;
}

static const char *map_piece(const n2c_unit *unit, size_t index, size_t *length)
{
    return index == 0 ? n2c_map_text(unit, length) : NULL;
}

static const char *ir_piece(const n2c_unit *unit, size_t index, size_t *length)
{
    return index == 0 ? n2c_ir_text(unit, length) : NULL;
}

static int write_results(const CommandLine *line, n2c_unit *unit)
{
    PieceOf *const main_text[] = {n2c_c_piece, header_piece, ir_piece};
    Output outputs[3] = {{.path = line->output, .unit = unit, .piece = main_text[line->emit]}};
    size_t count = 1;

    if (line->header_path != NULL) {
        outputs[count++] = (Output){line->header_path, unit, header_piece, NULL};
    }
    if (line->map_path != NULL) {
        outputs[count++] = (Output){line->map_path, unit, map_piece, NULL};
    }
    return outputs_write(outputs, count) ? 0 : 1;
}

/* Where the small headers for libtcc stand: $NUMBA2C_DATA, else where they were installed. NULL:
 * they are not there, and libtcc reads the system's. */
static const char *headers_folder(char *storage, size_t size)
{
    const char *wanted = getenv("NUMBA2C_DATA");
    int length = snprintf(storage, size, "%s/tcc", wanted != NULL ? wanted : DATA_DIRECTORY);
    bool fits = length > 0 && (size_t)length < size;

    return fits && access(storage, R_OK) == 0 ? storage : NULL;
}

/* C has no cast from void * to a function. */
static int call_plain_main(const void *place)
{
    int (*entry)(void) = NULL;

    memcpy(&entry, &place, sizeof entry);
    return entry();
}

/* The word before the program's arguments is its file's name. */
static int call_main_with_arguments(const CommandLine *line, const void *place)
{
    int (*entry)(int, char **) = NULL;

    memcpy(&entry, &place, sizeof entry);
    return entry(line->argument_count + 1, line->arguments - 1);
}

static int call_main(const CommandLine *line, const n2c_unit *unit, n2c_program *program)
{
    const void *place = n2c_lookup(program, "main");

    if (place == NULL) {
        return 1;
    }
    return n2c_main_takes_arguments(unit) ? call_main_with_arguments(line, place)
                                          : call_plain_main(place);
}

static int run_in_memory(const CommandLine *line, n2c_unit *unit)
{
    n2c_program *program = NULL;
    n2c_status status = n2c_compile(unit, &program);

    if (status == N2C_UNSUPPORTED) {
        fputs("numba2c: built without libtcc, so there is no run; use build\n", stderr);
        return 1;
    }
    if (status != N2C_OK) {
        show_diagnostics(line, unit);
        return 1;
    }
    int exit_status = call_main(line, unit, program);
    n2c_program_free(program);
    return exit_status;
}

static int require_main(const CommandLine *line, const n2c_unit *unit)
{
    if (!n2c_has_main(unit)) {
        fprintf(stderr, "numba2c: %s has no 'fn main()'\n", line->input);
        return 1;
    }
    return 0;
}

static int after_translation(const CommandLine *line, n2c_unit *unit)
{
    if (line->command == COMMAND_TRANSLATE) {
        return write_results(line, unit);
    }
    int status = require_main(line, unit);
    if (status != 0) {
        return status;
    }
    return line->command == COMMAND_RUN ? run_in_memory(line, unit) : build_program(line, unit);
}

static int process(const CommandLine *line, n2c_unit *unit)
{
    bool only_check = line->command == COMMAND_CHECK;
    n2c_status status = only_check ? n2c_check(unit) : n2c_translate(unit);

    show_diagnostics(line, unit);
    if (status == N2C_OUT_OF_MEMORY) {
        fputs("numba2c: out of memory\n", stderr);
    }
    if (status != N2C_OK) {
        return 1;
    }
    return only_check ? 0 : after_translation(line, unit);
}

static bool prepare(CommandLine *line, char *storage, size_t size)
{
    (void)signal(SIGPIPE, SIG_IGN); /* a closed pipe is a write error like others */
    line->options.data_directory = headers_folder(storage, size);
    if (line->command == COMMAND_BUILD && line->output == NULL) {
        fputs("numba2c: build needs -o PROGRAM\n", stderr);
        return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    CommandLine line;
    char headers[4200];
    int status = command_line_parse(&line, argc, argv);

    if (status != GO_ON) {
        return status;
    }
    if (!prepare(&line, headers, sizeof headers)) {
        return 2;
    }
    n2c_unit *unit = parse(&line);
    if (unit == NULL) {
        return 1;
    }
    status = process(&line, unit);
    n2c_unit_free(unit);
    return status;
}
