# main(args) is given the words behind the program's name, in memory and compiled, and its result is
# the exit status.
cat > words.ir <<'E'
fn main(args: list[str]) -> int32 {
    print(len(args), args)
    for arg in args { print(arg, len(arg)) }
    return int32(len(args))
}
E
cat > quiet.ir <<'E'
global count: int64 = 0
fn main(args: list[str]) {
    count = len(args)
    if count > 2 { raise ValueError("too many: " + str(count)) }
}
E
check() { # expected status, command
    expected=$1
    shift
    status=0
    "$@" > output 2> error || status=$?
    test $status = "$expected" || { echo "$*: exit status $status"; cat output error; exit 1; }
}
for gc in none refcount; do
    for program in words quiet; do
        numba2c --gc=$gc $program.ir -o $program.c
        gcc -std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -g -fsanitize=address,undefined \
            -o $program $program.c -lm
    done
    printf '%s\n' "3 ['a', 'ä b', '\\ufffdz']" "a 1" "ä b 3" "�z 2" > expected
    sed -i 's/\\ufffd/�/' expected
    check 3 ./words a "ä b" $'\xffz'
    diff expected output
    check 0 ./words
    check 0 ./quiet 1 2
    check 1 ./quiet 1 2 3
    grep -qx 'ValueError: too many: 3' error
done
check 3 numba2c run words.ir a "ä b" $'\xffz'
diff expected output
check 2 numba2c run words.ir -o --x
check 0 numba2c run quiet.ir
check 1 numba2c run quiet.ir 1 2 3
