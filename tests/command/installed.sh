# make install: the program, the library with pkg-config, the man page, the completion; used from there.
test -f "$BUILD/Makefile" || { echo "a build by make"; exit 77; }
prefix=$PWD/installed
make --silent -C "$BUILD" install prefix="$prefix" > log 2>&1 || { cat log; exit 1; }
unset NUMBA2C_DATA
for file in bin/numba2c include/numba2c.h include/numba2c_rt.h lib/libnumba2c.a lib/libnumba2c_rt.a \
    share/man/man1/numba2c.1 share/bash-completion/completions/numba2c share/numba2c/tcc/stdint.h; do
    test -f "$prefix/$file" || { echo "missing: $file"; exit 1; }
done
sed "s|^prefix=.*|prefix=$prefix|" "$prefix/lib/pkgconfig/numba2c.pc" > numba2c.pc
cat > user.c <<'X'
#include <numba2c.h>
#include <stdio.h>
#include <string.h>
int main(void)
{
    const char text[] = "module m\npub fn twice(x: int64) -> int64 { return x + x }\n";
    n2c_unit *unit = n2c_parse_text("m.ir", text, strlen(text), NULL);
    n2c_program *program = NULL;
    int64_t (*twice)(int64_t) = NULL;
    if (n2c_translate(unit) != N2C_OK || n2c_compile(unit, &program) != N2C_OK) {
        fputs(n2c_diagnostics_text(unit, false), stderr);
        return 1;
    }
    void *place = n2c_lookup(program, "m_twice");
    memcpy(&twice, &place, sizeof twice);
    printf("%d\n", (int)twice(21));
    n2c_program_free(program);
    n2c_unit_free(unit);
    return 0;
}
X
# shellcheck disable=SC2046
PKG_CONFIG_PATH=$PWD gcc user.c -o user $(PKG_CONFIG_PATH=$PWD pkg-config --cflags --libs numba2c)
./user | grep -qx 42
"$prefix/bin/numba2c" --runtime=shared "$ROOT/examples/matmul.ir" -o m.c
gcc -std=c99 -I"$prefix/include" m.c -o m -L"$prefix/lib" -Wl,-rpath,"$prefix/lib" -lnumba2c_rt -lm
./m | head -1 | grep -qx '\[\[2.5, 0.5\], \[7.0, 2.0\]\]'
