# --help, --version and usage errors: text, place and exit status.
numba2c --help | grep -q "^Usage: numba2c"
numba2c --version | grep -qx "numba2c 0.1.0"
status=0; numba2c 2> error || status=$?
test $status = 2
grep -q "no input file" error
status=0; numba2c --nonsense x.ir 2> error || status=$?
test $status = 2
status=0; numba2c --checks=wrong x.ir 2> error || status=$?
test $status = 2
grep -q "Try 'numba2c --help'" error
status=0; numba2c --dump-after=wrong x.ir 2> error || status=$?
test $status = 2
status=0; numba2c build x.ir 2> error || status=$?
test $status = 2
for words in "run -o f.c" "check --emit=ir" "build --map=m.json -o f" "run --header=f.h" "check --dump-after=read"; do
    status=0; numba2c $words x.ir 2> error || status=$?
    test $status = 2
    grep -q "write no C" error
done
status=0; numba2c runn x.ir 2> error || status=$?
test $status = 2
grep -q "the commands are run, build and check; what is 'runn'" error
status=0; numba2c missing.ir > out 2> error || status=$?
test $status = 1
test ! -s out
grep -q "missing.ir" error
