# __del__ of objects that no last owner ends: each is called once, at the latest when the context ends.
pkg-config --exists bdw-gc || {
    echo "libgc-dev"
    exit 77
}
strict="-std=c99 -O2 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wcast-qual -Wundef -Wwrite-strings -Werror"
cat > rings.ir <<'I'
module rings
class Ring {
    next: option[Ring]
    name: str
    ended: bool
    init(self, name: str) {
        self.next = none
        self.name = name
        self.ended = false
        if name == "" { raise ValueError("no name") }
    }
    fn __del__(self) {
        assert not self.ended
        self.ended = true
        ended += 1
        if len(names) < 4 { names.append(self.name) }
        if self.name == "again" { again = self }
        if self.name == "maker" { let made = Ring("made"); made.next = made }
        if self.name == "raiser" { raise KeyError(self.name) }
        if self.name.startswith("shown") { print("end of", self.name, self.next.value.name) }
    }
}
class Wide(Ring) {
    width: int64
    init(self, name: str) { super.init(name); self.width = 3 }
    fn __del__(self) { print("width", self.width); super.__del__() }
}
global ended: int64 = 0
global names: list[str] = []
global again: option[Ring] = none

fn ring(name: str) -> Ring {
    let first = Ring(name)
    first.next = Ring(name + " 2")
    first.next.value.next = first
    return first
}
pub fn turn(rounds: int64) -> int64 {
    for i in 0..rounds {
        let r = ring("ring")
        if i % 100 == 0 { r.name = "again" }
        if i % 100 == 1 { r.name = "maker" }
        if i % 100 == 2 { r.name = "raiser" }
    }
    return ended
}
fn main(args: list[str]) {
    try { let r = Ring("") } except ValueError as e { print(e) }
    let wide: Ring = Wide("shown wide")
    wide.next = ring("shown")
    if len(args) > 0 { print(turn(50000) > 0, len(names)) }
    print("main", ended > 0)
}
I
printf '%s\n' 'no name' 'main False' 'end of shown 2 shown' 'end of shown shown 2' 'width 3' 'end of shown wide shown' > expected
for gc in boehm none arena; do
    numba2c run --gc=$gc rings.ir > seen
    diff expected seen
done
numba2c run rings.ir many > seen
sed -i -e '1a True 4' -e 's/main False/main True/' expected
sort expected > expected.sorted
sort seen | diff expected.sorted -
for gc in boehm none; do
    numba2c --gc=$gc rings.ir -o rings.c
    # shellcheck disable=SC2086
    gcc $strict rings.c -o rings -lgc && ./rings many > seen
    grep -qx 'width 3' seen
done

# Each context ends its own objects, before its globals.
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

    if (first == NULL || second == NULL || rings_turn(first, 30000, &a) != NB_OK) {
        return 1;
    }
    if (rings_turn(second, 10, &b) != NB_OK || a <= 0 || b > 20) {
        return 2;
    }
    rings_context_free(first);
    if (rings_turn(second, 30000, &b) != NB_OK || b <= 0 || b > 60320) {
        return 3;
    }
    rings_context_free(second);
    puts("freed");
    return 0;
}
C
# shellcheck disable=SC2086
gcc $strict caller.c library.c -o caller -lgc
[ "$(./caller)" = freed ]
