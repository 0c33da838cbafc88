/* libnumba2c: translates the typed IR to C, and compiles it in memory.
 *
 *     typedef double norm_function(double, double);
 *
 *     n2c_unit *unit = n2c_parse_file("kernel.ir", NULL);
 *     n2c_program *program = NULL;
 *     if (n2c_translate(unit) == N2C_OK && n2c_compile(unit, &program) == N2C_OK) {
 *         norm_function *norm = (norm_function *)n2c_lookup(program, "kernel_norm");
 *         …
 *     }
 *     n2c_program_free(program);
 *     n2c_unit_free(unit);
 *
 * The library never exits, prints or keeps state between calls; different units may be used in
 * different threads at once. (Compiling in memory takes a lock: libtcc is not reentrant.) */
#ifndef NUMBA2C_H
#define NUMBA2C_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define N2C_API __attribute__((visibility("default")))
#else
#define N2C_API
#endif

#define N2C_VERSION "0.1.0"
#define N2C_VERSION_NUMBER 100 /* major * 10000 + minor * 100 + patch */

/* The version of the library that is linked, to hold against the header's. */
N2C_API const char *n2c_version(void);
N2C_API int n2c_version_number(void);

typedef enum n2c_status {
    N2C_OK = 0,
    N2C_ERROR = 1, /* the diagnostics tell what is wrong */
    N2C_OUT_OF_MEMORY = 2,
    N2C_UNSUPPORTED = 3 /* built without libtcc */
} n2c_status;

enum { N2C_CHECK_INDEX = 1, N2C_CHECK_RECURSION = 2, N2C_CHECK_ASSERT = 4, N2C_CHECK_ALL = 7 };

/* What gives memory back. */
typedef enum n2c_gc {
    N2C_GC_BOEHM,    /* the last owner; of what can form cycles the Boehm collector, libgc */
    N2C_GC_REFCOUNT, /* the last owner, by counts of references */
    N2C_GC_ARENA,    /* the context, when it closes: all of it */
    N2C_GC_NONE      /* the last owner; where something can form cycles the context */
} n2c_gc;

/* How to translate. Start from n2c_options_default(), which is also what NULL stands for. All
 * strings must live as long as the unit. */
typedef struct n2c_options {
    size_t size;                    /* sizeof(n2c_options): set by n2c_options_default */
    const char *const *search_path; /* folders for `import`, ended by NULL; or NULL */
    unsigned checks;                /* N2C_CHECK_…, or'ed */
    n2c_gc gc;                      /* N2C_GC_BOEHM by default */
    bool strict;                    /* open IR is an error */
    bool line_directives;           /* #line */
    bool annotate;                  /* the IR's lines as comments */
    bool shared_runtime;            /* include <numba2c_rt.h> instead of the runtime's parts */
    bool map;                       /* make the source map too */
    const char *header_name;        /* what the C includes as its header; NULL: declares itself */
    const char *output_name;        /* how #line and the map call the C file; NULL: module.c */
    const char *dump_after;         /* keep the IR's text after this pass; NULL: none */
    const char *data_directory;     /* where `tcc/stdint.h` … stand; NULL: the installed ones */
    bool allocators;                /* functions by which C callers choose the allocator */
    bool leak_report;               /* main tells on standard error what was not given back */
} n2c_options;

N2C_API n2c_options n2c_options_default(void);

/* One file being translated, with what it imports. */
typedef struct n2c_unit n2c_unit;

/* Reads IR. Never fails but by returning NULL when there is no memory: a file that cannot be read
 * or text that is not IR gives diagnostics, and n2c_translate then returns N2C_ERROR. */
N2C_API n2c_unit *n2c_parse_file(const char *path, const n2c_options *options);
/* `name` is shown in diagnostics, and names the module where the text does not. The text is
 * copied. */
N2C_API n2c_unit *n2c_parse_text(const char *name, const char *text, size_t length,
                                 const n2c_options *options);
N2C_API void n2c_unit_free(n2c_unit *unit);

/* Checks without making C. */
N2C_API n2c_status n2c_check(n2c_unit *unit);
/* Makes the C (and the header and the map, where asked). May be called once. */
N2C_API n2c_status n2c_translate(n2c_unit *unit);

/* What was made, NUL-terminated, owned by the unit; NULL where there is none. `length` may be
 * NULL. The C is put together when it is first asked for: NULL, too, where memory for that runs
 * out. */
N2C_API const char *n2c_c_text(n2c_unit *unit, size_t *length);
/* The same text by pieces, for who writes it somewhere: of each index from 0 on the piece,
 * `*length` bytes (which may be 0) without a NUL; NULL behind the last one. n2c_c_text ends them.
 */
N2C_API const char *n2c_c_piece(const n2c_unit *unit, size_t index, size_t *length);
N2C_API const char *n2c_header_text(const n2c_unit *unit, size_t *length);
N2C_API const char *n2c_map_text(const n2c_unit *unit, size_t *length);
N2C_API const char *n2c_ir_text(const n2c_unit *unit, size_t *length); /* of dump_after */
/* Does the module have a `main`? Known after n2c_check or n2c_translate. */
N2C_API bool n2c_has_main(const n2c_unit *unit);
/* Is it `fn main(args: list[str])`? Then the C function main has the parameters (argc, argv). */
N2C_API bool n2c_main_takes_arguments(const n2c_unit *unit);

/* Must the C be linked with the Boehm collector, -lgc? Known after n2c_translate. */
N2C_API bool n2c_uses_collector(const n2c_unit *unit);

/* The passes' names in their order, ended by NULL: what dump_after takes. */
N2C_API const char *const *n2c_pass_names(void);

typedef enum n2c_severity {
    N2C_SEVERITY_ERROR,
    N2C_SEVERITY_WARNING,
    N2C_SEVERITY_NOTE
} n2c_severity;

typedef struct n2c_diagnostic {
    n2c_severity severity;
    const char *file;
    uint32_t line;   /* 1-based; 0 where the whole file is meant */
    uint32_t column; /* 1-based, in code points */
    uint32_t length; /* of the piece meant, in bytes */
    const char *message;
    const char *help; /* a suggestion, or NULL */
} n2c_diagnostic;

N2C_API size_t n2c_diagnostic_count(const n2c_unit *unit);
/* Diagnostic `index`, in the order they were found; false when there is none of that number. The
 * strings are the unit's. */
N2C_API bool n2c_diagnostic_get(const n2c_unit *unit, size_t index, n2c_diagnostic *diagnostic);
/* All of them as a compiler prints them, with source lines and carets; owned by the unit. */
N2C_API const char *n2c_diagnostics_text(n2c_unit *unit, bool colour);

/* C compiled in memory. */
typedef struct n2c_program n2c_program;

/* Compiles what n2c_translate made, through libtcc. N2C_ERROR leaves a diagnostic. */
N2C_API n2c_status n2c_compile(n2c_unit *unit, n2c_program **program);
/* A function by its C name ("stats_mean_or"), or NULL. It lives as long as the program. */
N2C_API void *n2c_lookup(n2c_program *program, const char *c_name);
N2C_API void n2c_program_free(n2c_program *program);

#ifdef __cplusplus
}
#endif

#endif
