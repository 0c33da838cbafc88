# io.stdin, stdout and stderr are the process's; a full disk is an OSError.
cat > streams.ir <<'E'
import io
fn main() {
    print("name?")
    io.stdout.flush()
    let name = io.stdin.read_line().strip()
    io.stderr.write("asked\n")
    for line in io.stdin { print(name, line.rstrip()) }
}
E
cat > full.ir <<'E'
import io
fn main() {
    try {
        io.write_text("/dev/full", "text")
    } except OSError as e { print(str(e)) }
}
E
numba2c streams.ir -o streams.c
gcc -std=c99 -o streams streams.c -lm
printf 'it\na\nb' | ./streams > output 2> error
printf 'name?\nit a\nit b\n' | diff - output
echo asked | diff - error
printf 'it\na\nb' | numba2c run streams.ir 2> error | diff output -
echo asked | diff - error
printf 'it\n\xff\n' | ./streams > output 2> error && exit 1
grep -q "^UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0" error
test ! -e /dev/full || numba2c run full.ir | grep -qx '\[Errno 28\] No space left on device'
