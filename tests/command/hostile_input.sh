# No input crashes, hangs or exhausts memory.
python3 - <<'X'
import os, random
def put(name, text):
    with open(name, "wb") as out:
        out.write(text if isinstance(text, bytes) else text.encode())
put("deep_parentheses.ir", "fn f() -> int64 { return " + "(" * 100000 + "1" + ")" * 100000 + " }\n")
put("deep_blocks.ir", "fn f() {" + "if true {" * 50000 + "}" * 50000 + "}\n")
put("long_chain.ir", "fn f() -> int64 { return " + "1+" * 200000 + "1 }\n")
put("deep_unary.ir", "fn f() -> int64 { return " + "-" * 100000 + "1 }\n")
put("not_chain.ir", "fn f() -> bool { return " + "not " * 100000 + "true }\n")
put("deep_types.ir", "fn f(x: " + "tuple[" * 50000 + "int64" + "]" * 50000 + ") { }\n")
put("deep_lambda.ir", "fn f() { let g = " + "fn() => " * 50000 + "1 }\n")
put("deep_index.ir", "fn f(a: array[int64, 1]) -> int64 { return a" + "[0]" * 100000 + " }\n")
put("else_ifs.ir", "fn f(n: int64) -> int64 { if n == 0 { return 0 }" + "".join(f" else if n == {i} {{ return {i} }}" for i in range(1, 30000)) + "\n return 1 }\n")
put("nul.ir", b"fn f() -> int64 {\0 return 1 }\n")
put("not_utf8.ir", b"fn f() { print(\"\xff\xfe\") }\n")
put("empty.ir", "")
put("half.ir", "module half\nfn f(x: int64) -> int64 {\n    if x > 1 { return")
put("half_string.ir", "fn f() { print(\"abc")
put("one_long_line.ir", "fn f() -> int64 { return 1 } #" + "x" * 100_000_000)
put("long_name.ir", "fn " + "a" * 1_000_000 + "() { }\nfn g() { b" + "b" * 1_000_000 + "() }\n")
put("many_errors.ir", "fn f( { }\n" * 100000)
put("many_places.ir", "fn f() {\n" + "".join(f'@at "{n}.py":1\nprint()\n' for n in range(70000)) + "}\n")
put("long_body.ir", "fn f() -> int64 {\n#" + "x" * 20_000_000 + "\n}\n")
random.seed(7)
put("random.ir", bytes(random.randrange(256) for _ in range(200000)))
words = "fn let var if else while for in .. try except finally raise return ( ) [ ] { } , : -> => + - * / % ** == < > 1 2.5 \"s\" x y f array int64 not and or \n ; # ##".split(" ")
for n in range(60):
    put(f"soup{n}.ir", " ".join(random.choice(words) for _ in range(400)))
X
for file in *.ir; do
    status=0
    timeout 60 bash -c "ulimit -v ${MEMORY_LIMIT:-4000000}; numba2c --checks=all '$file' > out 2> error" || status=$?
    case $status in 0 | 1) ;; *) echo "$file: exit status $status"; tail -3 error; exit 1 ;; esac
    test "$(wc -c < error)" -lt 200000 || { echo "$file: $(wc -c < error) bytes of errors"; exit 1; }
    if [ $status = 1 ]; then test ! -s out; test -s error; fi
done
numba2c many_places.ir 2>&1 | grep -q '65535 files'
for file in /dev/null /; do
    status=0; numba2c $file > out 2> error || status=$?
    test $status -le 1
done
