# The same input gives the same bytes, wherever it stands and whatever is around.
for example in nbody exceptions text_statistics; do
    numba2c "$ROOT/examples/$example.ir" -o one.c
    mkdir -p elsewhere && cp "$ROOT/examples/$example.ir" elsewhere/
    (cd elsewhere && LC_ALL=C TZ=UTC numba2c "$example.ir" -o ../two.c)
    cmp one.c two.c
    numba2c "$ROOT/examples/$example.ir" > three.c
    cmp one.c three.c
    ! grep -q "$ROOT" one.c
done
