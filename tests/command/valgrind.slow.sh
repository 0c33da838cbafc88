# The translator under valgrind: no byte read that was not set, nothing lost.
command -v valgrind > /dev/null || { echo valgrind; exit 77; }
for source in exceptions nbody text_statistics; do
    valgrind -q --error-exitcode=99 --leak-check=full "$BUILD/numba2c" "$ROOT/examples/$source.ir" -o $source.c
done
status=0
valgrind -q --error-exitcode=99 --leak-check=full "$BUILD/numba2c" "$ROOT/tests/errors/syntax.ir" 2> errors || status=$?
test $status = 1 || { cat errors; exit 1; }
