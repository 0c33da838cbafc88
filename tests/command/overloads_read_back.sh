# A dump's calls of another module's functions that share a name mean the same when they are read back.
cat > lib.ir <<'X'
module lib
pub class Shape { }
pub class Circle(Shape) {
    fn of(self, x: int64) -> str { return "of int64" }
    fn of(self, x: float32) -> str { return "of float32" }
    fn of(self, x: float64) -> str { return "of float64" }
}
pub fn kind(x: int64) -> str { return "int64" }
pub fn kind(x: float64) -> str { return "float64" }
pub fn kind(x: float32) -> str { return "float32" }
pub fn kind(x: option[str]) -> str { return "option" }
pub fn kind(x: Shape) -> str { return "shape" }
pub fn kind(x: list[int8]) -> str { return "int8s" }
pub fn kind(x: list[float64]) -> str { return "floats" }
pub fn meet(x: Circle, y: Shape) -> str { return "circle" }
pub fn meet(x: Shape, y: Shape) -> str { return "shapes" }
X
cat > main.ir <<'X'
module main
import lib
fn main() {
    let small: int8 = 3
    let circle = lib.Circle()
    let shape: lib.Shape = circle
    let single: float32 = 2
    let nothing: option[str] = none
    print(lib.kind(small), lib.kind(single), lib.kind(2), lib.kind(2.0), lib.kind(float32(2)), lib.kind(-float32(2)))
    print(lib.kind("a"), lib.kind(circle), lib.kind(nothing), lib.kind(single * 2), lib.kind(int8(5)))
    print(lib.meet(circle, circle), lib.meet(shape, circle), lib.meet(circle if small > 2 else shape, circle))
    print(lib.kind(list[int8]()), lib.kind([1.0, 2]), lib.kind([small, 2]), lib.kind(list[float64]()))
    print(circle.of(1), circle.of(1.0), circle.of(float32(1)), map(fn(x: int64) => lib.kind(x), [1]))
    let f: fn(float64) -> str = lib.kind
    print(f(1.0))
}
X
numba2c run main.ir > expected
for pass in read resolve infer loops closures prove; do
    numba2c --dump-after=$pass main.ir > again.ir
    numba2c run again.ir > seen
    diff expected seen
done
