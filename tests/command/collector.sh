# --gc=boehm: what cannot form a cycle needs no library, the rest is collected wherever it is reached from.
pkg-config --exists bdw-gc || {
    echo "libgc-dev"
    exit 77
}
strict="-std=c99 -O2 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wcast-qual -Wundef -Wwrite-strings -Werror"
cat > plain.ir <<'I'
class Leaf { text: str
    init(self, text: str) { self.text = text } }
fn main() {
    let leaves = [Leaf("a" + str(1)), Leaf("b")]
    print(leaves[0].text, len(leaves))
}
I
numba2c plain.ir -o plain.c
! grep -n 'gc\.h\|GC_\|-lgc' plain.c

# Five thousand pairs of 64 KiB: more than the collector may have at once.
cat > rings.ir <<'I'
module rings
class Ring {
    next: option[Ring]
    words: list[str]
    table: array[int64, 1]
    init(self, i: int64) {
        self.next = none
        self.words = ["ring " + str(i)]
        self.table = zeros[int64](4096)
    }
}
global kept: option[Ring] = none
global made: int64 = 0

fn ring(i: int64) -> Ring {
    let first = Ring(i)
    let second = Ring(i + 1)
    first.next = second
    second.next = first
    made += 2
    return first
}
pub fn turn(rounds: int64) -> int64 {
    if kept is none { kept = ring(7) }
    for i in 0..rounds { kept.value.words.append(ring(i).next.value.words[0]) }
    return made + len(kept.value.words[0])
}
fn main() {
    print(turn(5000), kept.value.next.value.words, len(kept.value.words), kept.value.words[5000])
}
I
expected="10008 ['ring 8'] 5001 ring 5000"
export GC_MAXIMUM_HEAP_SIZE=64M
[ "$(numba2c run rings.ir)" = "$expected" ]
numba2c build rings.ir -o rings
[ "$(./rings)" = "$expected" ]
numba2c rings.ir -o rings.c
line=$(sed -n 's/^ \*     cc //p' rings.c | sed 's/ \*\/$//')
[ "$line" = "-std=c99 -O2 rings.c -lgc" ]
# shellcheck disable=SC2086
gcc $strict rings.c -o rings -lgc && [ "$(./rings)" = "$expected" ]
tcc rings.c -o rings -lgc && [ "$(./rings)" = "$expected" ]
numba2c --runtime=shared rings.ir -o shared.c
gcc -std=c99 -I "$BUILD/generated" shared.c -o rings "$BUILD/.libs/libnumba2c_rt.a" -lm -lgc
[ "$(./rings)" = "$expected" ]

# A C caller's context on its heap, and one that is gone.
sed '/^fn main/,$d' rings.ir > library.ir
numba2c --header=library.h library.ir -o library.c
cat > caller.c <<'C'
#include "library.h"
#include <stdio.h>
int main(void)
{
    nb_context *first = rings_context_new();
    nb_context *second = rings_context_new();
    int64_t a = 0;
    int64_t b = 0;

    if (first == NULL || second == NULL || rings_turn(first, 1000, &a) != NB_OK) {
        return 1;
    }
    rings_context_free(first);
    for (int i = 0; i < 3; i++) {
        if (rings_turn(second, 1000, &b) != NB_OK) {
            return 1;
        }
    }
    rings_context_free(second);
    printf("%d %d\n", (int)a, (int)b);
    return 0;
}
C
# shellcheck disable=SC2086
gcc $strict library.c caller.c -o caller -lgc
[ "$(./caller)" = "2008 6008" ]

# What does not fit raises MemoryError, and says nothing else.
cat > large.ir <<'I'
class Node { next: option[Node]
    init(self) { self.next = none } }
fn main() {
    let node = Node()
    node.next = node
    try { print(len("x" * 200000000)) } except MemoryError { print("too large") }
}
I
[ "$(numba2c run large.ir 2>&1)" = "too large" ]
