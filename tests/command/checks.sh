# --checks: what is left out is not in the C.
cat > f.ir <<'X'
module f
pub fn at(a: array[float64, 1], k: int64) -> float64 { return a[k] }
pub fn deep(n: int64) -> int64 { return 0 if n == 0 else deep(n - 1) }
pub fn sure(n: int64) -> int64 {
    assert n > 0, "positive"
    return n
}
X
numba2c f.ir -o all.c
grep -q nb_IndexError all.c && grep -q nb_RecursionError all.c && grep -q nb_AssertionError all.c
numba2c --checks=none f.ir -o none.c
! grep -q nb_raise none.c
grep -q 'double f_at(nb_array_float64_1d a, int64_t k)' none.c
numba2c --checks=index,assert f.ir -o some.c
grep -q nb_IndexError some.c && grep -q nb_AssertionError some.c && ! grep -q nb_RecursionError some.c
