# The shared library exports n2c_ names only; the runtime's nb_ names only.
[ ! -e "$BUILD/.libs/libnumba2c.so" ] || nm -D --defined-only "$BUILD/.libs/libnumba2c.so" | awk '{print $3}' | grep -v '^n2c_' > others || true
test ! -s others || { cat others; exit 1; }
nm -D --defined-only "$BUILD/.libs/libnumba2c_rt.so" | awk '{print $3}' | grep -v '^nb_' > others || true
test ! -s others || { cat others; exit 1; }
