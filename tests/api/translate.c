/* The C API: text to C, to a pointer, and what is wrong as data. */
#include <numba2c.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

#define EXPECT(condition)                                             \
    do {                                                              \
        if (!(condition)) {                                           \
            printf("%s:%d: %s\n", __FILE__, __LINE__, #condition);    \
            failures++;                                               \
        }                                                             \
    } while (0)

static n2c_options options_here(void)
{
    static char folder[4096];
    n2c_options options = n2c_options_default();

    snprintf(folder, sizeof folder, "%s/tcc", getenv("NUMBA2C_DATA"));
    options.data_directory = folder;
    return options;
}

static void compile_and_call(void)
{
    static const char text[] = "module kernel\npub fn norm(x: float64, y: float64) -> float64 {\n"
                               "    return sqrt(x * x + y * y)\n}\n";
    n2c_options options = options_here();
    n2c_unit *unit = n2c_parse_text("kernel.ir", text, strlen(text), &options);
    n2c_program *program = NULL;

    EXPECT(unit != NULL);
    EXPECT(n2c_translate(unit) == N2C_OK);
    EXPECT(n2c_diagnostic_count(unit) == 0);
    EXPECT(strstr(n2c_c_text(unit, NULL), "double kernel_norm(double x, double y)") != NULL);
    EXPECT(n2c_header_text(unit, NULL) == NULL);
    EXPECT(!n2c_has_main(unit));
    EXPECT(n2c_compile(unit, &program) == N2C_OK);
    if (program != NULL) {
        void *place = n2c_lookup(program, "kernel_norm");
        double (*norm)(double, double) = NULL;

        memcpy(&norm, &place, sizeof norm);
        EXPECT(norm != NULL && norm(3.0, 4.0) == 5.0);
        EXPECT(n2c_lookup(program, "no_such_function") == NULL);
    }
    n2c_unit_free(unit);
    n2c_program_free(program);
}

/* The pieces of the C, one behind the other, are its text. */
static void c_by_pieces(void)
{
    static const char text[] = "module kernel\nfn half(x: float64) -> float64 { return x / 2.0 }\n"
                               "pub fn norm(x: float64) -> float64 { return half(x) + 1.0 }\n";
    n2c_unit *unit = n2c_parse_text("kernel.ir", text, strlen(text), NULL);
    char joined[65536] = "";
    size_t total = 0;
    size_t length = 0;
    const char *piece = NULL;

    EXPECT(n2c_c_piece(unit, 0, &length) == NULL);
    EXPECT(n2c_translate(unit) == N2C_OK);
    for (size_t i = 0; (piece = n2c_c_piece(unit, i, &length)) != NULL; i++) {
        if (total + length < sizeof joined) {
            memcpy(joined + total, piece, length);
        }
        total += length;
        EXPECT(i < 100);
    }
    const char *whole = n2c_c_text(unit, &length);
    EXPECT(length == total && strlen(whole) == total && memcmp(whole, joined, total) == 0);
    EXPECT(n2c_c_piece(unit, 0, &length) == whole && length == total);
    EXPECT(n2c_c_piece(unit, 1, &length) == NULL);
    n2c_unit_free(unit);
}

static void diagnostics_as_data(void)
{
    static const char text[] = "fn f() -> int64 {\n    return totl\n}\nfn g() -> str { return 1 }\n";
    n2c_unit *unit = n2c_parse_text("bad.ir", text, strlen(text), NULL);
    n2c_diagnostic diagnostic;

    EXPECT(n2c_translate(unit) == N2C_ERROR);
    EXPECT(n2c_c_text(unit, NULL) == NULL);
    EXPECT(n2c_diagnostic_count(unit) >= 1);
    EXPECT(n2c_diagnostic_get(unit, 0, &diagnostic));
    EXPECT(diagnostic.severity == N2C_SEVERITY_ERROR);
    EXPECT(strcmp(diagnostic.file, "bad.ir") == 0);
    EXPECT(diagnostic.line == 2 && diagnostic.column == 12 && diagnostic.length == 4);
    EXPECT(!n2c_diagnostic_get(unit, 1000, &diagnostic));
    EXPECT(strstr(n2c_diagnostics_text(unit, false), "bad.ir:2:12: error: ") != NULL);
    EXPECT(strstr(n2c_diagnostics_text(unit, true), "\033[") != NULL);
    n2c_unit_free(unit);
}

static void missing_file(void)
{
    n2c_unit *unit = n2c_parse_file("no/such/file.ir", NULL);

    EXPECT(unit != NULL);
    EXPECT(n2c_translate(unit) == N2C_ERROR);
    EXPECT(n2c_diagnostic_count(unit) == 1);
    n2c_unit_free(unit);
}

int main(void)
{
    EXPECT(n2c_version_number() == N2C_VERSION_NUMBER);
    EXPECT(strcmp(n2c_version(), N2C_VERSION) == 0);
    compile_and_call();
    c_by_pieces();
    diagnostics_as_data();
    missing_file();
    n2c_unit_free(NULL);
    n2c_program_free(NULL);
    return failures != 0;
}
