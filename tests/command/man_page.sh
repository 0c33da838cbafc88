# The man page has no troff errors.
command -v man > /dev/null || { echo man; exit 77; }
LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$ROOT/doc/numba2c.1" > out 2> warnings
test ! -s warnings || { cat warnings; exit 1; }
