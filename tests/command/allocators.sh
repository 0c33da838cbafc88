# --allocators: C callers choose where memory comes from. --leak-report: a program tells what is left.
cat > words.ir <<'E'
module words
pub fn repeated(word: str, count: int64) -> str {
    let all = list[str]()
    for i in 0..count { all.append(word + str(i)) }
    if count < 0 { raise ValueError("not " + str(count)) }
    return " ".join(all)
}
E
cat > main.c <<'E'
#include "words.h"
#include <stdio.h>
#include <string.h>

/* Calls the function so that it raises, and so that it gives a text with that end. */
static int check(nb_context *ctx, int64_t count, const char *end)
{
    const nb_str word = {"w", 1, 1, NULL};
    nb_str result;

    if (words_repeated(ctx, word, -1, &result) == NB_OK ||
        strcmp(words_context_error(ctx), "ValueError: not -1") != 0) {
        return 0;
    }
    return words_repeated(ctx, word, count, &result) == NB_OK && result.size > (int64_t)strlen(end) &&
           memcmp(result.data + result.size - strlen(end), end, strlen(end)) == 0;
}

int main(void)
{
    nb_context *ctx = words_context_new();
    nb_arena_allocator arena = words_arena_allocator();
    nb_pool_allocator pool = words_pool_allocator(&arena.base, 48);
    nb_tracking_allocator tracking = words_tracking_allocator(words_heap_allocator());
    nb_temporary scope;

    if (ctx == NULL) {
        return 1;
    }
    nb_allocator *former = words_context_set_allocator(ctx, &tracking.base);
    for (int i = 0; i < 3; i++) {
        words_temporary_open(&scope, ctx);
        if (!check(ctx, 1000, " w999")) {
            return 2;
        }
        words_temporary_close(&scope);
    }
    if (strcmp(words_context_error(ctx), "ValueError: not -1") != 0 || tracking.all_count != 0) {
        return 3;
    }
    (void)words_context_set_allocator(ctx, &pool.base);
    if (!check(ctx, 100, " w99")) {
        return 4;
    }
    words_temporary_open(&scope, ctx); /* keeps the message, which would end with the pool */
    words_temporary_close(&scope);
    words_arena_clear(&pool.arena);
    words_arena_clear(&arena.arena);
    (void)words_context_set_allocator(ctx, &tracking.base);
    if (!check(ctx, 100, " w99") || tracking.block_count < 1 || words_leak_report(&tracking)) {
        return 5; /* the caller owns the result, the context the message */
    }
    words_temporary_open(&scope, ctx);
    words_temporary_close(&scope);
    if (words_context_set_allocator(ctx, former) != &tracking.base) {
        return 6;
    }
    words_context_free(ctx);
    return 0;
}
E
warnings="-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wcast-qual -Wstrict-prototypes -Wmissing-prototypes -Werror"
for gc in boehm refcount; do
    numba2c --gc=$gc --allocators words.ir --header=words.h -o words.c
    # The result that the caller never gives up would be a leak.
    gcc -std=c99 $warnings -g -fsanitize=address,undefined main.c words.c -o main -lm
    ASAN_OPTIONS=detect_leaks=0 ./main 2> report
    grep -q '^2 of [0-9]* blocks were not given back' report
    g++ -fsyntax-only -x c++ words.h
done
numba2c words.ir --header=plain.h -o plain.c
! grep allocator plain.h
# With the shared runtime they are there anyhow.
numba2c --runtime=shared --allocators words.ir --header=words.h -o words.c
! grep allocator words.h
sed -e 's/words_\(context_set\|arena_clear\|leak\|temporary\)/nb_\1/' -e 's/words_\([a-z]*_allocator\)(/nb_\1_new(/g' \
    -e 's/nb_heap_allocator_new/nb_heap_allocator/' -e '1i #include <numba2c_rt.h>' main.c > shared.c
gcc -std=c99 $warnings -I "$BUILD/generated" shared.c words.c -o shared "$BUILD/.libs/libnumba2c_rt.a" -lm
./shared 2> report

cat > leak.ir <<'E'
class Link {
    next: option[Link]
    init(self) { self.next = none }
}
fn main(args: list[str]) -> int32 {
    for arg in args { let link = Link(); link.next = link }
    return int32(len(args))
}
E
expect() { # status, report, command
    status=0
    "${@:3}" 2> error || status=$?
    test $status = "$1"
    grep -qx "$2" error || { cat error; exit 1; }
}
expect 3 '3 of .* blocks were not given back, 48 bytes; at most .*' numba2c run --gc=refcount --leak-report leak.ir a b c
numba2c --gc=refcount --leak-report leak.ir -o leak.c
gcc -std=c99 $warnings -g -fsanitize=address,undefined leak.c -o leak -lm
ASAN_OPTIONS=detect_leaks=0 expect 2 ' *32  *2  Link' ./leak a b
expect 0 '0 of .* blocks were not given back, 0 bytes; at most .*' ./leak
expect 2 '.*gives nothing back.*' numba2c --gc=arena --leak-report leak.ir
