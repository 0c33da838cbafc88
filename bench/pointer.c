/* IR text to callable pointer, against libtcc alone on the same C, its headers expanded beforehand.
 * Arguments: the IR file, the C file without #include, how often. Prints both medians in
 * milliseconds. */
#define _POSIX_C_SOURCE 200809L
#include <numba2c.h>

#include <libtcc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec * 1e-6;
}

static char *read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    char *text = malloc(1 << 20);

    if (file == NULL || text == NULL) {
        exit(1);
    }
    *length = fread(text, 1, (1 << 20) - 1, file);
    text[*length] = '\0';
    fclose(file);
    return text;
}

static double time_numba2c(const char *text, size_t length, const n2c_options *options)
{
    double start = now();
    n2c_unit *unit = n2c_parse_text("pointer.ir", text, length, options);
    n2c_program *program = NULL;

    if (n2c_translate(unit) != N2C_OK || n2c_compile(unit, &program) != N2C_OK ||
        n2c_lookup(program, "pointer_polynomial") == NULL) {
        fputs(n2c_diagnostics_text(unit, false), stderr);
        exit(1);
    }
    double end = now();
    n2c_program_free(program);
    n2c_unit_free(unit);
    return end - start;
}

static double time_libtcc(const char *text)
{
    double start = now();
    TCCState *state = tcc_new();

    tcc_set_options(state, "-nostdlib");
    tcc_set_output_type(state, TCC_OUTPUT_MEMORY);
    if (tcc_compile_string(state, text) != 0 || tcc_relocate(state, TCC_RELOCATE_AUTO) < 0 ||
        tcc_get_symbol(state, "pointer_polynomial") == NULL) {
        exit(1);
    }
    double end = now();
    tcc_delete(state);
    return end - start;
}

static int compare(const void *a, const void *b)
{
    const double *x = a;
    const double *y = b;

    return (*x > *y) - (*x < *y);
}

static double median(double *times, int count)
{
    qsort(times, (size_t)count, sizeof *times, compare);
    return times[count / 2];
}

int main(int argc, char **argv)
{
    size_t length = 0;
    size_t c_length = 0;
    int count = argc > 3 ? atoi(argv[3]) : 0;
    char *ir = read_file(argv[1], &length);
    char *c = read_file(argv[2], &c_length);
    double *ours = calloc((size_t)count + 1, sizeof *ours);
    double *theirs = calloc((size_t)count + 1, sizeof *theirs);
    n2c_options options = n2c_options_default();

    options.data_directory = getenv("TCC_HEADERS");
    for (int i = 0; i < count; i++) {
        ours[i] = time_numba2c(ir, length, &options);
        theirs[i] = time_libtcc(c);
    }
    printf("%.4f %.4f\n", median(ours, count), median(theirs, count));
    free(ir);
    free(c);
    free(ours);
    free(theirs);
    return 0;
}
