# make distcheck, without the tests in it (they are running); and a build without libtcc.
cp -r "$ROOT" source
cd source
rm -rf build
./bootstrap > /dev/null 2>&1
mkdir apart && cd apart
../configure --silent
make --silent -j2
make --silent distcheck AM_DISTCHECK_CONFIGURE_FLAGS=--without-libtcc check-local= > log 2>&1 || { tail -30 log; exit 1; }
grep -q "ready for distribution" log
cd ..
mkdir without && cd without
../configure --silent --without-libtcc
make --silent -j2
./numba2c "$ROOT/examples/fibonacci.ir" | grep -q fibonacci_fibonacci
status=0; ./numba2c run "$ROOT/examples/fibonacci.ir" 2> error || status=$?
test $status = 1
grep -q "built without libtcc" error
