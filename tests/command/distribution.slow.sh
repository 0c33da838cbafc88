# From a copy of the sources: make distcheck, with "true" for the tests (they are running); a build with gcc's profile, one without
# libtcc; a build in the source folder. And what is said where tools are missing.
mkdir source
tar -C "$ROOT" --exclude=./.git --exclude=./build -cf - . | tar -C source -xf -
cd source
[ ! -e Makefile ] || make --silent distclean > /dev/null
./bootstrap > /dev/null 2>&1

mkdir apart && cd apart
../configure --silent > /dev/null
make --silent -j2 > log 2>&1 || { tail -30 log; exit 1; }
make --silent distcheck AM_DISTCHECK_CONFIGURE_FLAGS=--without-libtcc PYTHON3=true > log 2>&1 || { tail -30 log; exit 1; }
grep -q "ready for distribution" log
./numba2c "$ROOT/examples/nbody.ir" > plain.c
make --silent -j2 profiled > log 2>&1 || { tail -30 log; exit 1; }
./numba2c "$ROOT/examples/nbody.ir" | cmp - plain.c
find profile -name '*.gcda' | grep -q translator
cd ..

mkdir without && cd without
../configure --silent --without-libtcc > /dev/null
make --silent -j2 > log 2>&1 || { tail -30 log; exit 1; }
./numba2c "$ROOT/examples/fibonacci.ir" | grep -q fibonacci_fibonacci
status=0; ./numba2c run "$ROOT/examples/fibonacci.ir" 2> error || status=$?
test $status = 1
grep -q "built without libtcc" error
cd ..
rm -rf apart without

./configure --silent > /dev/null
make --silent -j2 > log 2>&1 || { tail -30 log; exit 1; }
./numba2c "$ROOT/examples/fibonacci.ir" | grep -q fibonacci_fibonacci
make --silent distclean > /dev/null

mkdir tools
for tool in sh dirname; do ln -s "$(command -v $tool)" tools; done
status=0; PATH="$PWD/tools" ./bootstrap 2> error || status=$?
test $status = 1
grep -q "autoreconf is missing; on Debian: apt install autoconf" error
mkdir no_compiler && cd no_compiler
status=0; CC=no-such-compiler ../configure --silent 2> error || status=$?
test $status != 0
grep -q "C compiler" error
