# '-' is standard input; run passes the program's exit status on.
printf 'fn main() -> int32 { return 7 }\n' > seven.ir
status=0; numba2c run seven.ir || status=$?
test $status = 7
printf 'fn main() { print("piped") }\n' | numba2c run - | grep -qx piped
printf 'fn f() -> int64 { return 1 }\n' > nomain.ir
status=0; numba2c run nomain.ir 2> error || status=$?
test $status = 1
grep -q "main" error
numba2c check nomain.ir
# colours only when asked here
status=0; printf 'fn f(\n' | numba2c check - 2> plain || status=$?
test $status = 1
! grep -q $'\033' plain
status=0; printf 'fn f(\n' | numba2c check --colour=always - 2> coloured || status=$?
grep -q $'\033' coloured
