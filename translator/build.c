#define _POSIX_C_SOURCE 200809L

#include "build.h"

#include "output.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { MOST_WORDS = 256 };

typedef struct CommandWords {
    char *words[MOST_WORDS + 1];
    int count; /* more than MOST_WORDS: they do not fit */
} CommandWords;

typedef struct Build {
    const CommandLine *line;
    const char *source; /* the C file */
    bool uses_collector;
} Build;

static void add_word(CommandWords *command, const char *word)
{
    if (command->count < MOST_WORDS) {
        command->words[command->count] = (char *)(uintptr_t)word; /* posix_spawn does not write */
    }
    command->count++;
}

static void add_words(CommandWords *command, char *text)
{
    for (char *word = strtok(text, " \t"); word != NULL; word = strtok(NULL, " \t")) {
        add_word(command, word);
    }
}

/* The flags that the IR's meaning needs come after the user's. */
static void add_flags(CommandWords *command, char *user_flags, const Build *build)
{
    add_word(command, "-std=c99");
    add_word(command, "-O3");
    add_words(command, user_flags);
    add_word(command, "-ffp-contract=off");
    add_word(command, "-o");
    add_word(command, build->line->output);
    add_word(command, build->source);
    if (build->uses_collector) {
        add_word(command, "-lgc");
    }
    add_word(command, "-lm");
}

static void show(const CommandWords *command)
{
    for (int i = 0; i < command->count; i++) {
        fprintf(stderr, "%s%s", i > 0 ? " " : "", command->words[i]);
    }
    fputc('\n', stderr);
}

/* The compiler's exit status, or -1 when it cannot be started. */
static int run_command(CommandWords *command, bool is_verbose)
{
    pid_t child = 0;
    int status = 0;

    if (command->count > MOST_WORDS) {
        fputs("numba2c: too many words in $CC and $CFLAGS\n", stderr);
        return 1;
    }
    command->words[command->count] = NULL;
    if (is_verbose) {
        show(command);
    }
    if (posix_spawnp(&child, command->words[0], NULL, NULL, command->words, environ) != 0) {
        return -1;
    }
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return -1;
        }
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static int compile_with(const char *compiler, const Build *build)
{
    const char *flags = getenv("CFLAGS");
    char *compiler_words = strdup(compiler);
    char *flag_words = strdup(flags != NULL ? flags : "");
    CommandWords command = {.count = 0};
    int status = -1;

    if (compiler_words != NULL && flag_words != NULL) {
        add_words(&command, compiler_words);
        add_flags(&command, flag_words, build);
        status = run_command(&command, build->line->is_verbose);
    }
    free(compiler_words);
    free(flag_words);
    return status;
}

/* $CC, or the first of gcc, clang and cc that is there. */
static int compile(const Build *build)
{
    static const char *const usual[] = {"gcc", "clang", "cc"};
    const char *wanted = getenv("CC");
    int status = -1;

    if (wanted != NULL && wanted[0] != '\0') {
        status = compile_with(wanted, build);
    } else {
        for (size_t i = 0; status < 0 && i < sizeof usual / sizeof *usual; i++) {
            status = compile_with(usual[i], build);
        }
    }
    if (status < 0) {
        fprintf(stderr, "numba2c: cannot start %s\n", wanted != NULL ? wanted : "gcc, clang or cc");
    }
    return status;
}

static bool make_folder(char *folder, size_t size)
{
    const char *parent = getenv("TMPDIR");

    snprintf(folder, size, "%s/numba2c.XXXXXX", parent != NULL ? parent : "/tmp");
    if (mkdtemp(folder) == NULL) {
        fprintf(stderr, "numba2c: cannot make %s: %s\n", folder, strerror(errno));
        return false;
    }
    return true;
}

int build_program(const CommandLine *line, const n2c_unit *unit)
{
    char folder[4096];
    char source[4200];

    if (!make_folder(folder, sizeof folder)) {
        return 1;
    }
    snprintf(source, sizeof source, "%s/program.c", folder);
    Output output = {.path = source, .unit = unit, .piece = n2c_c_piece};
    const Build build = {line, source, n2c_uses_collector(unit)};
    int status = outputs_write(&output, 1) ? compile(&build) : 1;
    (void)unlink(source);
    (void)rmdir(folder);
    return status == 0 ? 0 : 1;
}
