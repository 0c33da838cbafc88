# --runtime=shared: the installed header and library instead of the parts.
numba2c --runtime=shared "$ROOT/examples/exceptions.ir" -o e.c
grep -q 'numba2c_rt.h' e.c
! grep -q 'nb_status nb_raise' e.c || { echo "the runtime stands in the file"; exit 1; }
gcc -std=c99 -I "$BUILD/generated" e.c -o e "$BUILD/.libs/libnumba2c_rt.a" -lm
status=0; ./e > out 2> error || status=$?
test $status = 1
grep -qx 0.625 out
grep -qx "Broken: it broke" error
