# --header: a C program includes it and calls the functions, with and without a context.
cat > stats.ir <<'X'
module stats
pub fn square(x: float64) -> float64 { return x * x }
## The sum of `a`.
pub fn sum(a: array[float64, 1]) -> float64 {
    var total = 0.0
    for x in a { total += x }
    return total
}
pub fn at(a: array[float64, 1], k: int64) -> float64 { return a[k] }
pub fn total(f: fn(int64) -> float64 raises nothing, n: int64) -> float64 {
    var sum = 0.0
    for i in 0..n { sum += f(i) }
    return sum
}
pub fn halver() -> fn(int64) -> float64 raises nothing { return fn(x) => float64(x) / 2.0 }
@export("plain_name") pub fn exported(x: int64) -> int64 { return x + 1 }
X
numba2c stats.ir --header=stats.h -o stats.c
grep -q '#include "stats.h"' stats.c
cat > main.c <<'X'
#include "stats.h"
#include <stdio.h>
#include <string.h>
static double scaled(nb_context *ctx, const void *environment, int64_t i)
{
    (void)ctx;
    return *(const double *)environment * (double)i;
}
int main(void)
{
    double values[] = {1.0, 2.0, 3.5};
    double scale = 1.5;
    nb_fn_int64_to_float64_nothrow f = {scaled, &scale};
    nb_array_float64_1d a = {values, {3}, NULL};
    double result = 0.0;
    nb_context *ctx = stats_context_new();
    if (ctx == NULL || stats_square(3.0) != 9.0 || stats_sum(a) != 6.5 || plain_name(1) != 2) return 1;
    if (stats_at(ctx, a, 2, &result) != NB_OK || result != 3.5) return 2;
    if (stats_at(ctx, a, 3, &result) == NB_OK) return 3;
    if (strcmp(stats_context_error(ctx), "IndexError: index out of range") != 0) { puts(stats_context_error(ctx)); return 4; }
    if (stats_total(ctx, f, 4) != 9.0 || stats_total(ctx, stats_halver(), 4) != 3.0) return 5;
    stats_context_free(ctx);
    return 0;
}
X
gcc -std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -g -fsanitize=address,undefined main.c stats.c -o main -lm
./main
g++ -fsyntax-only -x c++ stats.h
# The exported name stands once, and private names do not leave the file.
gcc -std=c99 -c stats.c -o stats.o
nm --defined-only --extern-only stats.o | awk '{print $3}' | sort > names
printf '%s\n' plain_name stats_at stats_context_error stats_context_free stats_context_new stats_halver stats_square stats_sum stats_total | sort | diff - names
