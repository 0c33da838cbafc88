# Exceptions that are caught in a loop take no more memory than one of them: what the tracking
# allocator has seen in use at most says so.

cat > bounded.ir <<'IR'
exception Bad(ValueError) { code: int64; texts: list[str] }
fn deep(n: int64, depth: int64) -> int64 {
    if depth == 0 { raise Bad("bad " + str(n), n, [str(n), "text"]) }
    return deep(n, depth - 1) + 1
}
fn plain(n: int64) -> int64 {
    if n >= 0 { raise KeyError("key " + str(n)) }
    return n
}
fn chained(n: int64) {
    try { deep(n, 5) } except Bad as e { raise RuntimeError("chained") from e }
}
fn kept(n: int64) {
    try { plain(n) } finally { try { plain(-n) } except KeyError as e { print(e) } }
}
fn main() {
    var caught = 0
    for n in 1..COUNT {
        try { caught += deep(n, 20) } except Bad as e { caught += e.code }
        try { caught += deep(n, 2) } except ValueError { caught += 1 }
        try { caught += plain(n) } except KeyError as e { caught += len(e.message) }
        try { chained(n) } except RuntimeError as e { caught += len(e.cause.value.message) }
        try { kept(n) } except KeyError { caught += 1 }
    }
    print(caught > 0)
}
IR

# peak MODE COUNT: the most bytes in use
peak() {
    sed "s/COUNT/$2/" bounded.ir > counted.ir
    numba2c run --gc="$1" --leak-report counted.ir 2>report >/dev/null
    grep -q '^0 of ' report || { cat report; exit 1; }
    sed -n 's/.*at most \([0-9]*\) in use/\1/p' report
}

for mode in boehm refcount none; do
    few=$(peak $mode 10)
    many=$(peak $mode 200000)
    test "$many" -le $((few + 200)) || { echo "$mode: $few, then $many bytes"; exit 1; }
done
