#define _POSIX_C_SOURCE 200809L

#include "command_line.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const char help_text[] =
    "Usage: numba2c [OPTION]... FILE.ir            write the C on standard output\n"
    "       numba2c run [OPTION]... FILE.ir        compile it in memory and run its main\n"
    "       numba2c build [OPTION]... FILE.ir -o PROGRAM   compile it with $CC, gcc or clang\n"
    "       numba2c check [OPTION]... FILE.ir      report what is wrong, write nothing\n"
    "Translates typed IR to readable, portable C99. FILE.ir may be '-': standard input.\n"
    "\n"
    "Output\n"
    "  -o, --output=FILE      write there instead of standard output\n"
    "      --header=FILE      write the public functions' header too; the C includes it\n"
    "      --emit=KIND        c (default), header, or ir: the closed IR\n"
    "      --dump-after=PASS  write the IR after a pass instead of C: read resolve infer\n"
    "                         closures loops prove effects order memory\n"
    "      --allocators       functions by which C callers choose where memory comes from\n"
    "      --map=FILE         write the source map (JSON): IR span, C range, symbol\n"
    "      --line-directives  #line, so that debuggers show the IR\n"
    "      --annotate         the IR's line as a comment above each statement\n"
    "      --runtime=WHICH    inline (default): the parts used stand in the file;\n"
    "                         shared: include <numba2c_rt.h>, link -lnumba2c_rt\n"
    "\n"
    "Meaning\n"
    "  -I, --include=FOLDER   look for imported modules there\n"
    "      --checks=LIST      all (default), none, or some of index,recursion,assert\n"
    "      --gc=WHICH         what frees memory besides its last owner: boehm (default), the\n"
    "                         Boehm collector; refcount, nothing; none, the context as it\n"
    "                         closes; or arena, that alone\n"
    "      --leak-report      the program tells at its end what memory was not given back\n"
    "      --strict           refuse IR in which types or conversions are left out\n"
    "\n"
    "Others\n"
    "      --colour=WHEN      auto (default), always, never; NO_COLOR is heeded\n"
    "  -v, --verbose          show the commands that build runs\n"
    "  -h, --help             this page\n"
    "  -V, --version          the version\n"
    "\n"
    "Exit status: 0 for success, 1 for bad input or an output that cannot be written, 2 for\n"
    "wrong usage; run: the program's own.\n"
    "Examples: numba2c kernel.ir > kernel.c      numba2c run examples/nbody.ir\n";

enum {
    OPTION_HEADER = 256,
    OPTION_EMIT,
    OPTION_DUMP,
    OPTION_MAP,
    OPTION_LINES,
    OPTION_ANNOTATE,
    OPTION_RUNTIME,
    OPTION_CHECKS,
    OPTION_GC,
    OPTION_ALLOCATORS,
    OPTION_LEAK_REPORT,
    OPTION_STRICT,
    OPTION_COLOUR
};

static const struct option long_options[] = {
    {"output", required_argument, NULL, 'o'},
    {"include", required_argument, NULL, 'I'},
    {"verbose", no_argument, NULL, 'v'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {"header", required_argument, NULL, OPTION_HEADER},
    {"emit", required_argument, NULL, OPTION_EMIT},
    {"dump-after", required_argument, NULL, OPTION_DUMP},
    {"map", required_argument, NULL, OPTION_MAP},
    {"line-directives", no_argument, NULL, OPTION_LINES},
    {"annotate", no_argument, NULL, OPTION_ANNOTATE},
    {"runtime", required_argument, NULL, OPTION_RUNTIME},
    {"checks", required_argument, NULL, OPTION_CHECKS},
    {"gc", required_argument, NULL, OPTION_GC},
    {"allocators", no_argument, NULL, OPTION_ALLOCATORS},
    {"leak-report", no_argument, NULL, OPTION_LEAK_REPORT},
    {"strict", no_argument, NULL, OPTION_STRICT},
    {"colour", required_argument, NULL, OPTION_COLOUR},
    {"color", required_argument, NULL, OPTION_COLOUR},
    {NULL, 0, NULL, 0},
};

static int usage_error(const char *message, const char *what)
{
    fprintf(stderr, "numba2c: %s%s%s%s\nTry 'numba2c --help'.\n", message,
            what[0] != '\0' ? " '" : "", what, what[0] != '\0' ? "'" : "");
    return 2;
}

/* The position of `word` in `words` (ended by NULL), or -1. */
static int position_of(const char *word, const char *const *words)
{
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], word) == 0) {
            return i;
        }
    }
    return -1;
}

static bool add_check(unsigned *checks, const char *name, size_t length)
{
    static const char *const names[] = {"index", "recursion", "assert"};

    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0) {
            *checks |= 1U << i;
            return true;
        }
    }
    return false;
}

static int set_checks(CommandLine *line, const char *list)
{
    unsigned checks = 0;

    if (strcmp(list, "all") == 0) {
        checks = N2C_CHECK_ALL;
    } else if (strcmp(list, "none") != 0) {
        for (const char *at = list; *at != '\0';) {
            size_t length = strcspn(at, ",");

            if (!add_check(&checks, at, length)) {
                return usage_error("--checks takes all, none, or index,recursion,assert; not",
                                   list);
            }
            at += length + (at[length] == ',');
        }
    }
    line->options.checks = checks;
    return GO_ON;
}

static int set_emit(CommandLine *line, const char *kind)
{
    static const char *const kinds[] = {"c", "header", "ir", NULL};
    int found = position_of(kind, kinds);

    if (found < 0) {
        return usage_error("--emit takes c, header or ir; not", kind);
    }
    line->emit = (EmitKind)found;
    return GO_ON;
}

static int set_colour(CommandLine *line, const char *when)
{
    static const char *const words[] = {"auto", "always", "never", NULL};
    int found = position_of(when, words);

    if (found < 0) {
        return usage_error("--colour takes auto, always or never; not", when);
    }
    line->colour = (ColourWhen)found;
    return GO_ON;
}

static int set_runtime(CommandLine *line, const char *which)
{
    static const char *const words[] = {"inline", "shared", NULL};
    int found = position_of(which, words);

    if (found < 0) {
        return usage_error("--runtime takes inline or shared; not", which);
    }
    line->options.shared_runtime = found == 1;
    return GO_ON;
}

static int set_gc(CommandLine *line, const char *which)
{
    static const char *const words[] = {"boehm", "refcount", "arena", "none", NULL};
    int found = position_of(which, words);

    if (found < 0) {
        return usage_error("--gc takes boehm, refcount, arena or none; not", which);
    }
    line->options.gc = (n2c_gc)found;
    return GO_ON;
}

static int set_dump(CommandLine *line, const char *pass)
{
    if (position_of(pass, n2c_pass_names()) < 0) {
        return usage_error("--dump-after knows no pass", pass);
    }
    line->options.dump_after = pass;
    line->emit = EMIT_IR;
    return GO_ON;
}

static int add_folder(CommandLine *line, const char *folder)
{
    for (int i = 0; i < MOST_FOLDERS; i++) {
        if (line->folders[i] == NULL) {
            line->folders[i] = folder;
            return GO_ON;
        }
    }
    return usage_error("too many -I folders", "");
}

static int print_and_stop(const char *text)
{
    bool written = fputs(text, stdout) >= 0 && fflush(stdout) == 0;

    return written ? 0 : 1;
}

static int take_option(CommandLine *line, int option, const char *value)
{
    switch (option) {
    case 'o': line->output = value; return GO_ON;
    case 'I': return add_folder(line, value);
    case 'v': line->is_verbose = true; return GO_ON;
    case 'h': return print_and_stop(help_text);
    case 'V': return print_and_stop("numba2c " N2C_VERSION "\n");
    case OPTION_HEADER: line->header_path = value; return GO_ON;
    case OPTION_EMIT: return set_emit(line, value);
    case OPTION_DUMP: return set_dump(line, value);
    case OPTION_MAP: line->map_path = value; return GO_ON;
    case OPTION_LINES: line->options.line_directives = true; return GO_ON;
    case OPTION_ANNOTATE: line->options.annotate = true; return GO_ON;
    case OPTION_RUNTIME: return set_runtime(line, value);
    case OPTION_CHECKS: return set_checks(line, value);
    case OPTION_GC: return set_gc(line, value);
    case OPTION_ALLOCATORS: line->options.allocators = true; return GO_ON;
    case OPTION_LEAK_REPORT: line->options.leak_report = true; return GO_ON;
    case OPTION_STRICT: line->options.strict = true; return GO_ON;
    case OPTION_COLOUR: return set_colour(line, value);
    default: fputs("Try 'numba2c --help'.\n", stderr); return 2; /* getopt told the rest */
    }
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static const char *const command_words[] = {"translate", "run", "build", "check", NULL};

/* There is more than the one input file. */
static int refuse_rest(const CommandLine *line)
{
    if (position_of(line->input, command_words) >= 0) {
        return usage_error("the command stands before the options:", line->input);
    }
    if (strchr(line->input, '.') == NULL && strcmp(line->input, "-") != 0) {
        return usage_error("the commands are run, build and check; what is", line->input);
    }
    return usage_error("one input file at a time; what is", line->arguments[0]);
}

/* Are they paths of one file, there or still to be made? Devices may be written to together. */
static bool is_one_file(const char *a, const char *b)
{
    struct stat first, second;
    bool has_first = stat(a, &first) == 0;
    bool has_second = stat(b, &second) == 0;

    if (has_first && has_second) {
        return S_ISREG(first.st_mode) && first.st_dev == second.st_dev &&
               first.st_ino == second.st_ino;
    }
    return !has_first && !has_second && strcmp(a, b) == 0;
}

/* No output may take the place of the input or of another. */
static int check_places(const CommandLine *line)
{
    const char *const places[] = {line->input, line->output, line->header_path, line->map_path};

    for (size_t i = 1; i < sizeof places / sizeof *places; i++) {
        for (size_t j = 0; places[i] != NULL && strcmp(places[i], "-") != 0 && j < i; j++) {
            if (places[j] != NULL && is_one_file(places[i], places[j])) {
                return usage_error(j == 0 ? "the input would be overwritten:"
                                          : "two outputs would go to one file:",
                                   places[i]);
            }
        }
    }
    return GO_ON;
}

/* The first option given that only writing C heeds, or NULL. */
static const char *writing_option(const CommandLine *line)
{
    if (line->output != NULL && line->command != COMMAND_BUILD) {
        return "--output";
    }
    if (line->header_path != NULL) {
        return "--header";
    }
    if (line->map_path != NULL) {
        return "--map";
    }
    return line->emit != EMIT_C ? "--emit" : NULL;
}

/* What only makes sense together. */
static int check_combination(CommandLine *line)
{
    if (line->input == NULL) {
        return usage_error("no input file", "");
    }
    if (line->argument_count > 0 && line->command != COMMAND_RUN) {
        return refuse_rest(line);
    }
    if (line->command != COMMAND_TRANSLATE && writing_option(line) != NULL) {
        return usage_error("run, build and check write no C, so they take no",
                           writing_option(line));
    }
    if (line->options.leak_report && line->options.gc == N2C_GC_ARENA) {
        return usage_error("--gc=arena gives nothing back before the end: no --leak-report", "");
    }
    if (line->emit == EMIT_IR && line->options.dump_after == NULL) {
        line->options.dump_after = "infer";
    }
    if (line->header_path != NULL) {
        line->options.header_name = base_name(line->header_path);
    } else if (line->emit == EMIT_HEADER) {
        line->options.header_name = "module.h";
    }
    line->options.map = line->map_path != NULL;
    line->options.search_path = line->folders;
    if (line->output != NULL) {
        line->options.output_name = base_name(line->output);
    }
    return check_places(line);
}

static Command take_command(int *argc, char ***argv)
{
    int found = *argc > 1 ? position_of((*argv)[1], command_words) : -1;

    if (found < 0) {
        return COMMAND_TRANSLATE;
    }
    (*argv)[1] = (*argv)[0]; /* the command's own argv[0] */
    *argv += 1;
    *argc -= 1;
    return (Command)found;
}

int command_line_parse(CommandLine *line, int argc, char **argv)
{
    *line = (CommandLine){.options = n2c_options_default()};
    line->command = take_command(&argc, &argv);
    /* `run` leaves what follows its file to the program. */
    const char *letters = line->command == COMMAND_RUN ? "+o:I:vhV" : "o:I:vhV";
    for (;;) {
        int option = getopt_long(argc, argv, letters, long_options, NULL);

        if (option < 0) {
            break;
        }
        int status = take_option(line, option, optarg);
        if (status != GO_ON) {
            return status;
        }
    }
    if (optind < argc) {
        line->input = argv[optind];
        line->arguments = argv + optind + 1;
        line->argument_count = argc - optind - 1;
    }
    return check_combination(line);
}
