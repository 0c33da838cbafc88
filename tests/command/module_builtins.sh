# A module may be called `builtins`, which then qualifies what is its own.
cat > builtins.ir <<'X'
pub fn len(x: int64) -> int64 { return x + 1 }
pub class Shape {
    init(self) { }
    fn area(self) -> int64 { return 5 }
}
X
cat > main.ir <<'X'
import builtins
fn main() { print(builtins.len(3), len("abc"), builtins.Shape.area(builtins.Shape())) }
X
test "$(numba2c run main.ir)" = "4 3 5"
numba2c --emit=ir main.ir | numba2c run - | grep -qx "4 3 5"
