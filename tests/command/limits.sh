# Large but lawful programs: long strings, wide displays, deep nesting, many parameters and cases.
python3 - <<'X'
def put(name, text):
    open(name, "w").write(text)
put("long_string.ir", 'fn main() {\n    let s = "' + "abc?" * 5000 + '"\n    print(len(s))\n}\n')
put("wide_display.ir", "fn main() {\n    let a = array([" + ", ".join(map(str, range(20000))) + "])\n    print(len(a), a[19999])\n}\n")
put("deep_blocks.ir", "fn main() {\n    var n = 0\n" + "if n == 0 {\n" * 90 + "n = 7\n" + "}\n" * 90 + "print(n)\n}\n")
put("parameters.ir", "fn f(" + ", ".join(f"p{i}: int64" for i in range(120)) + ") -> int64 { return " + " + ".join(f"p{i}" for i in range(120)) +
    " }\nfn main() { print(f(" + ", ".join(map(str, range(120))) + ")) }\n")
put("cases.ir", "fn f(n: int64) -> int64 {\n    if n == 0 { return 0 }" + "".join(f" else if n == {i} {{ return {i * i} }}" for i in range(1, 120)) + "\n    return -1\n}\nfn main() { print(f(100), f(1000)) }\n")
put("chain.ir", "fn main() {\n    let x = 1\n    print(" + " + ".join(["x"] * 1500) + ")\n}\n")
put("fields.ir", "struct S { " + ", ".join(f"f{i}: int64" for i in range(300)) + " }\nfn main() {\n    let s = S(" + ", ".join(map(str, range(300))) + ")\n    print(s.f299, s == s)\n}\n")
put("long_name.ir", "fn " + "a" * 300 + "() -> int64 { return 3 }\nfn main() { print(" + "a" * 300 + "()) }\n")
X
expect() { # file, output
    for mode in run O0 O2; do
        if [ $mode = run ]; then seen=$(numba2c run "$1.ir"); else
            numba2c "$1.ir" -o "$1.c"
            gcc -std=c99 -$mode -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror "$1.c" -o "$1" -lm
            seen=$("./$1")
        fi
        test "$seen" = "$2" || { echo "$1 [$mode]: $seen"; exit 1; }
    done
}
expect long_string 20000
expect wide_display "20000 19999"
expect deep_blocks 7
expect parameters 7140
expect cases "10000 -1"
expect chain 1500
expect fields "299 True"
expect long_name 3

# libtcc has room for some 250 arguments; C compilers take more.
python3 - <<'X'
names = [f"p{i}" for i in range(500)]
open("wide.ir", "w").write("\nfn f(" + ", ".join(f"{name}: int64" for name in names) + ") -> int64 { return p3 + p499 }\n"
                           "fn main() { print(f(" + ", ".join(map(str, range(500))) + ")) }\n")
X
if numba2c run wide.ir 2>seen; then exit 1; fi
grep -q '^wide.ir:2:4: error: libtcc, which runs programs in memory, has no room for calls with more than about 250' seen
grep -q "^help: 'numba2c build' leaves them to a C compiler" seen
numba2c build wide.ir -o wide
test "$(./wide)" = 502
