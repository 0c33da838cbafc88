# Modules translated apart: `declare` in one, `pub` in the other, one runtime library.
cat > lib.ir <<'X'
module lib
@export("lib_half") pub fn half(x: int64) -> int64 {
    if x % 2 != 0 { raise ValueError("odd") }
    return x // 2
}
X
cat > app.ir <<'X'
module app
@export("lib_half") declare fn half(x: int64) -> int64 raises ValueError
fn main() {
    print(half(10))
    try { print(half(3)) } except ValueError as e { print(e.message) }
}
X
numba2c --runtime=shared lib.ir -o lib.c
numba2c --runtime=shared app.ir -o app.c
gcc -std=c99 -Wall -Wextra -Werror -I "$BUILD/generated" lib.c app.c -o app "$BUILD/.libs/libnumba2c_rt.a" -lm
./app > out
printf '5\nodd\n' | diff - out
