# Every allocation of a program fails in turn, alone and with all after it: the program ends with a
# MemoryError, or has caught it; nothing worse happens, and nothing leaks.
cat > failing.c <<'X'
#include <stdio.h>
#include <stdlib.h>

static long number; /* of the allocation in hand */

static int fails(void)
{
    static long first, last;

    if (number++ == 0) {
        first = atol(getenv("FIRST"));
        last = atol(getenv("LAST"));
    }
    return number >= first && number <= last;
}

void *failing_malloc(size_t size) { return fails() ? NULL : malloc(size); }
void *failing_calloc(size_t count, size_t size) { return fails() ? NULL : calloc(count, size); }
void *failing_realloc(void *old, size_t size) { return fails() ? NULL : realloc(old, size); }
__attribute__((destructor)) static void tell(void)
{
    if (getenv("TELL") != NULL) {
        fprintf(stderr, "%ld\n", number);
    }
}
X
export ASAN_OPTIONS=exitcode=99 LSAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99
attempt() { # program, first, last
    status=0
    FIRST=$2 LAST=$3 "./$1" > output 2> error || status=$?
    test $status = 0 || { test $status = 1 && tail -1 error | grep -qx -e MemoryError -e "$ending"; } || {
        echo "$1, allocations $2 to $3 fail: exit status $status"
        cat error
        exit 1
    }
}
try_all() { # gc, programs...
gc=$1
shift
for source; do
    name=$(basename "$source" .ir)
    # No chunks: each piece is an allocation of its own.
    numba2c --gc="$gc" "$source" | sed 's/NB_LARGE = [^,}]*/NB_LARGE = 1 /' > "$name.c"
    gcc -g -O1 -ffp-contract=off -fsanitize=address,undefined -fno-sanitize-recover=all -Dmalloc=failing_malloc \
        -Dcalloc=failing_calloc -Drealloc=failing_realloc -c "$name.c"
    gcc -fsanitize=address,undefined -o "$name" "$name.o" failing.c -lm
    ending=$(FIRST=0 LAST=0 "./$name" 2>&1 > output | tail -1 || true) # of a program that fails anyhow
    count=$(TELL=1 FIRST=0 LAST=0 "./$name" 2>&1 > output | tail -1 || true)
    test "$count" -gt 0
    for ((k = 1; k <= count && k <= 60; k++)); do
        attempt "$name" $k $k
        attempt "$name" $k 1000000000
    done
done
}
try_all boehm "$ROOT"/examples/{text_statistics,exceptions,kmeans}.ir \
    "$ROOT"/tests/programs/{arrays,strings,data_parallel,exceptions_flow}.ir
try_all refcount "$ROOT"/tests/programs/{memory_text,memory_lists,memory_objects,strings}.ir
