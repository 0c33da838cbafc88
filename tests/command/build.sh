# build: through gcc, clang and $CC.
numba2c build "$ROOT/examples/fibonacci.ir" -o fib
./fib | tail -1 | grep -qx "9 34"
CC="clang -Wall" CFLAGS="-g -O1" numba2c build -v "$ROOT/examples/fibonacci.ir" -o fib2 2> shown
grep -q "^clang -Wall -std=c99" shown
./fib2 | tail -1 | grep -qx "9 34"
status=0; CC=no-such-compiler numba2c build "$ROOT/examples/fibonacci.ir" -o fib3 2> error || status=$?
test $status = 1
grep -q "no-such-compiler" error
