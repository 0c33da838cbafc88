# An output that cannot be written in full is an error, and no half file stays.
cat > f.ir <<'X'
module f
pub fn one() -> int64 { return 1 }
X
status=0; numba2c f.ir > /dev/full 2> error || status=$?
test $status = 1
grep -q "cannot write" error
status=0; numba2c f.ir -o /dev/full 2> error || status=$?
test $status = 1
status=0; numba2c f.ir -o missing/f.c 2> error || status=$?
test $status = 1
test ! -e missing
# A closed pipe.
for n in $(seq 1 3000); do echo "pub fn f$n() -> int64 { return $n }"; done > long.ir
status=0; { numba2c long.ir 2> error || echo $? > status; } | true
test "$(cat status 2> /dev/null || echo 1)" = 1
# A file size limit: the earlier output stays as it was.
echo before > out.c
status=0; (ulimit -f 1; trap '' XFSZ; numba2c long.ir -o out.c 2> error) || status=$?
test $status != 0
grep -qx before out.c
test "$(ls out.c* | wc -l)" = 1
# No output takes the place of the input or of another, by whatever name.
cp f.ir kept.ir
ln -s f.ir link.ir
for words in "-o f.ir" "-o ./f.ir" "-o link.ir" "--emit=ir -o f.ir" "-o g.c --header=f.ir" "-o g.c --map=g.c" \
    "-o out.c --header=out.c" "build -o f.ir"; do
    status=0; numba2c $words f.ir 2> error || status=$?
    test $status = 2
    grep -q "would" error
    cmp -s f.ir kept.ir
    test ! -e g.c
done
numba2c -o /dev/null --map=/dev/null f.ir
numba2c -o - f.ir > g.c
rm g.c
# A bad input leaves the earlier output alone too.
echo "fn f( {" > bad.ir
status=0; numba2c bad.ir -o out.c 2> error || status=$?
test $status = 1
grep -qx before out.c
