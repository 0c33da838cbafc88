# The translator itself, with sanitizers: errors, broken input, every pass, programs in memory.
flags="-std=gnu11 -g -O1 -DHAVE_CONFIG_H -I$BUILD -I$BUILD/generated -I$ROOT/translator"
libraries="-lm"
! grep -q 'define HAVE_LIBTCC' "$BUILD/config.h" || libraries="-ltcc -ldl -lpthread -lm"
compile() { # sanitizers, translator/*.c and other files, the program
    # shellcheck disable=SC2086
    gcc $flags -DDATA_DIRECTORY='"/nowhere"' "-fsanitize=$1" -fno-sanitize-recover=all "${@:3}" \
        "$BUILD/generated/runtime_parts.c" "$BUILD/generated/library_modules.c" -o "$2" $libraries
}
mapfile -t all < <(ls "$ROOT"/translator/*.c)
mapfile -t library < <(printf '%s\n' "${all[@]}" | grep -v -e /main.c -e /command_line.c -e /output.c -e /build.c)
mkdir sanitized
compile address,undefined sanitized/numba2c "${all[@]}"
MEMORY_LIMIT=unlimited python3 "$ROOT/tests/run" --build "$PWD/sanitized" errors/ "round trip" "[run]" \
    command/hostile command/truncations
# Two threads translate at once.
compile thread threads "${library[@]}" "$ROOT/tests/api/threads.c"
./threads
