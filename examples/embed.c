/* Translates a function at run time, compiles it in memory and calls it. */
#include <numba2c.h>

#include <stdio.h>
#include <string.h>

static const char source[] = "module kernel\n"
                             "pub fn norm(x: float64, y: float64) -> float64 {\n"
                             "    return sqrt(x * x + y * y)\n"
                             "}\n";

typedef double (*norm_function)(double x, double y);

/* C has no cast from an object pointer to a function pointer; the bytes are the same. */
static norm_function as_function(void *place)
{
    norm_function function = NULL;

    memcpy(&function, &place, sizeof function);
    return function;
}

int main(void)
{
    n2c_unit *unit = n2c_parse_text("kernel.ir", source, strlen(source), NULL);
    n2c_program *program = NULL;

    if (unit == NULL || n2c_translate(unit) != N2C_OK || n2c_compile(unit, &program) != N2C_OK) {
        fputs(unit != NULL ? n2c_diagnostics_text(unit, false) : "out of memory\n", stderr);
        n2c_unit_free(unit);
        return 1;
    }
    norm_function norm = as_function(n2c_lookup(program, "kernel_norm"));
    printf("%g\n", norm(3.0, 4.0));
    n2c_program_free(program);
    n2c_unit_free(unit);
    return 0;
}
