# --line-directives: the debugger's lines are the IR's; --annotate: they stand in comments.
numba2c --line-directives "$ROOT/examples/fibonacci.ir" -o f.c
grep -q '^#line [0-9]* "fibonacci.ir"' f.c
gcc -std=c99 -g -Wall -Wextra -Wpedantic -Werror f.c -o f -lm
./f | tail -1 | grep -qx "9 34"
numba2c --annotate "$ROOT/examples/fibonacci.ir" -o g.c
grep -q 'let next = a + b' g.c
gcc -std=c99 -Wall -Wextra -Wpedantic -Werror g.c -o g -lm
./g | tail -1 | grep -qx "9 34"
# --annotate says where closures' environments are, and why.
cat > closures.ir <<'X'
pub fn adder(k: int64) -> fn(int64) -> int64 { return fn(x: int64) -> int64 => x + k }
fn twice(f: fn(int64) -> int64, x: int64) -> int64 { return f(f(x)) }
fn many(f: fn(int64) -> int64, n: int64) -> int64 {
    if n == 0 { return f(n) }
    return many(fn(x: int64) -> int64 => f(x) + n, n - 1)
}
pub fn known(k: int64) -> int64 { return twice(fn(x: int64) -> int64 => x * k, 2) }
pub fn deep(k: int64) -> int64 { return many(fn(x: int64) -> int64 => x * k, k) }
X
numba2c --annotate closures.ir | tr '\n' ' ' | sed 's/ \* / /g' | tr -s ' ' > h.c
grep -q 'Closure of adder, lifted: `k` is captured by value. Its environment is on the heap: it is returned.' h.c
grep -q 'Closure of known, lifted: `k` is captured by value. It has no environment: all its calls are known.' h.c
grep -q 'many_lambda, where `f` is many_lambda. Its environment is on the stack: no value of it outlives its frame.' h.c
