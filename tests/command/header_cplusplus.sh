# C++ takes the library's headers, those of modules, and names that are words of its own.
command -v g++ > /dev/null || { echo g++; exit 77; }
cpp() { g++ -Wall -Wextra -Wshadow -Werror -fsyntax-only -I "$ROOT/translator" -I "$BUILD/generated" -x c++ "$@"; }
cpp -std=c++98 -pedantic "$ROOT/translator/numba2c.h"
cpp "$BUILD/generated/numba2c_rt.h"
cat > shop.ir <<'X'
module shop
exception Missing(KeyError) { item: str }
pub struct Tree { new: int64, class_: list[Tree], rows: dict[str, Tree], cells: list[tuple[str, Tree]] }
@reflect
pub class Thing {
    operator: str
    init(self, this: str) { self.operator = this }
    fn delete(self, namespace: int64) -> int64 { return namespace + len(self.operator) }
    fn template(self) -> dict[str, int64] { return {self.operator: 1} }
}
pub class Derived(Thing) {
    init(self) { super.init("derived") }
    fn template(self) -> dict[str, int64] { return {"x": 2} }
}
pub fn grown(tree: Tree) -> Tree { return tree }
pub fn operator(typename: option[str], f: fn(complex128) -> tuple[int64, str]) -> array[float64, 2] {
    if typename is none { raise Missing("none", "typename") }
    return zeros[float64](f(2.0j)[0], 2)
}
X
cat > main.cc <<'X'
#include "shop.h"

int main()
{
    nb_context *ctx = shop_context_new();
    nb_str name = {"four", 4, 4, NULL};
    Thing *thing = NULL;
    bool is_right = Thing_new(ctx, name, &thing) == NB_OK && Thing_delete(thing, 3) == 7;

    shop_release_Thing(ctx, &thing);
    shop_context_free(ctx);
    return is_right ? 0 : 1;
}
X
numba2c --gc=refcount --allocators shop.ir --header=shop.h -o shop.c
cpp -std=c++98 -pedantic shop.h
gcc -std=c99 -c shop.c
g++ -Wall -Wextra -Werror main.cc shop.o -lm -o main
./main
numba2c --gc=refcount --runtime=shared shop.ir --header=shop.h -o shop.c
cpp shop.h
