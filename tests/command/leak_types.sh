# Leak reports tell how many objects of which types are left: a circle under --gc=refcount, and what a C caller forgot.
cat > ring.ir <<'X'
module ring
class Node {
    name: str
    next: option[Node]
    others: list[Node]
    seen: dict[str, Node]
    init(self, name: str) {
        self.name = name + "!"
        self.next = none
        self.others = []
        self.seen = {}
    }
}
trait Sized { fn size(self) -> int64 }
struct Box { x: int64, node: option[Node] }
impl Sized for Box { fn size(self) -> int64 { return self.x } }
class Holder {
    me: option[Holder]
    step: option[fn() -> int64]
    sized: option[dyn Sized]
    cells: array[float64, 2]
    error: option[ValueError]
    numbers: set[int64]
    init(self) {
        self.me = none
        self.step = none
        self.sized = none
        self.cells = zeros[float64](2, 3)
        self.error = none
        self.numbers = {1, 2}
    }
}
fn fail(n: int64) { raise ValueError("bad " + str(n)) }
fn circle(name: str) {
    let node = Node(name)
    node.next = node
    node.others.append(node)
    node.seen["first"] = node
}
fn main() {
    for i in 0..3 { circle(str(i)) }
    let holder = Holder()
    holder.me = holder
    var count = 0
    holder.step = fn() -> int64 { count += 1; return count }
    holder.sized = Box(1, Node("inner"))
    try { fail(3) } except ValueError as e { holder.error = e }
    print("made", holder.cells.size)
}
X
expect_rows() { # those of a report in `report`, without the bytes, which differ from machine to machine
    sed -n '/^ *bytes  *blocks  type$/,$p' report | tail -n +2 | awk '{ $1 = ""; print substr($0, 2) }' | sort > rows
    sort expected | diff - rows
    sed -n '/^ *bytes  *blocks  type$/,$p' report | tail -n +2 | awk '{ print $1 }' | sort -c -n -r
}
cat > expected <<'X'
1 Box
1 Holder
1 array[float64, 2]
1 entries of set[int64]
1 environment of main_lambda
1 ValueError
1 index of set[int64]
1 set[int64]
1 shared variable: int64
1 traceback of an exception
3 entries of dict[str, Node]
3 index of dict[str, Node]
3 items of list[Node]
4 Node
4 dict[str, Node]
4 list[Node]
5 str or bytes
X
numba2c run --gc=refcount --leak-report ring.ir 2> report > output
grep -qx 'made 6' output
grep -q '^36 of [0-9]* blocks were not given back' report
expect_rows
warnings="-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wcast-qual -Wstrict-prototypes -Wmissing-prototypes -Werror"
numba2c --gc=refcount --leak-report ring.ir -o ring.c
gcc -std=c99 -O3 $warnings -g -fsanitize=address,undefined ring.c -o ring -lm
ASAN_OPTIONS=detect_leaks=0 ./ring 2> report > output
expect_rows
numba2c --gc=refcount --runtime=shared --leak-report ring.ir -o ring.c
gcc -std=c99 $warnings -I "$BUILD/generated" ring.c -o ring "$BUILD/.libs/libnumba2c_rt.a" -lm
./ring 2> report > output
expect_rows

# Who does not ask pays nothing.
numba2c --gc=refcount ring.ir -o ring.c
! grep -q 'nb_name\|nb_tracked' ring.c

cat > shop.ir <<'X'
module shop
pub class Item {
    name: str
    init(self, name: str) { self.name = name + "." }
}
pub fn items(count: int64) -> list[Item] {
    let made: list[Item] = []
    for i in 0..count { made.append(Item(str(i))) }
    return made
}
X
cat > main.c <<'X'
#include "shop.h"

/* `forgets` is one of 'i', an item; 'l', the list; '-', nothing. */
static int use(nb_context *ctx, char forgets)
{
    const nb_str name = {"own", 3, 3, NULL};
    nb_list_Item *items;
    Item *item;

    if (shop_items(ctx, 20, &items) != NB_OK || Item_new(ctx, name, &item) != NB_OK) {
        return 1;
    }
    if (forgets != 'i') {
        shop_release_Item(ctx, &item);
    }
    if (forgets != 'l') {
        shop_release_list_Item(ctx, &items);
    }
    return 0;
}

int main(int argc, char **argv)
{
    nb_context *ctx = shop_context_new();
    nb_tracking_allocator tracking = shop_tracking_allocator(shop_heap_allocator());
    nb_allocator *former = shop_context_set_allocator(ctx, &tracking.base);
    const int status = use(ctx, argv[argc - 1][0]);

    (void)shop_leak_report(&tracking);
    (void)shop_context_set_allocator(ctx, former);
    shop_context_free(ctx);
    return status;
}
X
numba2c --gc=refcount --allocators shop.ir --header=shop.h -o shop.c
gcc -std=c99 $warnings -g -fsanitize=address,undefined main.c shop.c -o main -lm
export ASAN_OPTIONS=detect_leaks=0
./main - 2> report
: > expected
expect_rows
grep -q '^0 of [0-9]* blocks' report
./main i 2> report
printf '%s\n' '1 Item' '1 str or bytes' > expected
expect_rows
./main l 2> report
printf '%s\n' '1 items of list[Item]' '1 list[Item]' '20 Item' '20 str or bytes' > expected
expect_rows
