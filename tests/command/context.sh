# --allocators: what a context carries for its C caller: who calls, a pointer, whether there is a collector.
cat > calls.ir <<'I'
module calls
pub fn apply(f: fn(int64) -> int64, n: int64) -> int64 {
    if n < 0 { raise ValueError("negative: " + str(n)) }
    return f(n)
}
I
cat > main.c <<'C'
#include "calls.h"
#include <stdio.h>

/* What an IR function calls finds the caller's pointer by its context. */
static nb_status add(nb_context *ctx, const void *environment, int64_t x, int64_t *result)
{
    const int64_t *sum = calls_context_data(ctx);

    (void)environment;
    *result = *sum + x;
    return NB_OK;
}

int main(void)
{
    nb_context *first = calls_context_new();
    nb_context *second = calls_context_new();
    const nb_fn_int64_to_int64 f = {add, NULL};
    int64_t ten = 10;
    int64_t twenty = 20;
    int64_t a = 0;
    int64_t b = 0;

    if (first == NULL || second == NULL || calls_context_data(first) != NULL || calls_uses_collector()) {
        return 1;
    }
    calls_context_report(first); /* nothing was raised */
    calls_context_set_data(first, &ten);
    calls_context_set_data(second, &twenty);
    if (calls_apply(first, f, 1, &a) != NB_OK || calls_apply(second, f, 1, &b) != NB_OK || a != 11 || b != 21) {
        return 2;
    }
    calls_context_set_caller(first, "main", "main.c", 36);
    if (calls_apply(first, f, -1, &a) != NB_RAISED || calls_apply(second, f, -2, &b) != NB_RAISED) {
        return 3;
    }
    calls_context_report(first);
    calls_context_report(second);
    calls_context_set_caller(first, NULL, NULL, 0);
    calls_context_report(first);
    calls_context_free(first);
    calls_context_free(second);
    return 0;
}
C
warnings="-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wcast-qual -Wstrict-prototypes -Wmissing-prototypes -Werror"
cat > expected <<'T'
Traceback (most recent call last):
  File "main.c", line 36, in main
  File "calls.ir", line 3, in apply
ValueError: negative: -1
Traceback (most recent call last):
  File "calls.ir", line 3, in apply
ValueError: negative: -2
Traceback (most recent call last):
  File "calls.ir", line 3, in apply
ValueError: negative: -1
T
numba2c --allocators calls.ir --header=calls.h -o calls.c
# shellcheck disable=SC2086
gcc -std=c99 $warnings -g -fsanitize=address,undefined main.c calls.c -o main -lm
./main 2> seen
diff expected seen
g++ -fsyntax-only -x c++ calls.h
numba2c calls.ir --header=plain.h -o plain.c
! grep 'data\|caller' plain.h
numba2c --runtime=shared --allocators calls.ir --header=calls.h -o calls.c
sed -e 's/calls_\(context_data\|context_set\|context_report\)/nb_\1/' -e 's/calls_uses_collector()/0/' \
    -e '1i #include <numba2c_rt.h>' main.c > shared.c
# shellcheck disable=SC2086
gcc -std=c99 $warnings -I "$BUILD/generated" shared.c calls.c -o shared "$BUILD/.libs/libnumba2c_rt.a" -lm
./shared 2> seen
diff expected seen

cat > rings.ir <<'I'
class Ring {
    next: option[Ring]
    init(self) { self.next = none }
}
pub fn turn() -> bool {
    let ring = Ring()
    ring.next = ring
    return same(ring, ring.next.value)
}
I
numba2c --allocators --header=rings.h rings.ir | sed -n '/^bool rings_uses_collector/,/^}/p' > seen
grep -q 'return true;' seen
