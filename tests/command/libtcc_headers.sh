# The small headers that libtcc reads declare all that the runtime uses, and library.def has each
# function.
command -v tcc > /dev/null || { echo tcc; exit 77; }
headers="$ROOT/translator/tcc"
tcc -nostdinc -I "$headers" -I "$BUILD/generated" -Wall -Werror -Wunsupported -c -o runtime.o \
    "$BUILD/generated/numba2c_rt.c"
nm -u runtime.o | awk '{print $2}' | grep -v -e '^std\(in\|out\|err\)$' | sort -u > used
{
    sed -n 's/^FUNCTION(".*", \(.*\))$/\1/p' "$ROOT/translator/library.def"
    sed -n 's/^    {[A-Z_a-z."]*, "\([a-z_0-9]*\)", (void (\*)(void)).*/\1/p' "$ROOT/translator/in_memory.c"
} | sort -u > known
comm -23 used known > missing
test ! -s missing || { echo "used, and not in library.def:"; cat missing; exit 1; }
# What library.def has is declared with the type that the system's headers give it.
for header in "$headers"/*.h "$headers"/sys/*.h; do
    sed -n 's/^[A-Za-z].*[ *]\([a-z_0-9]*\)(.*);$/\1/p' "$header"
done | sort -u > declared
sed -n 's/^FUNCTION(".*", \(.*\))$/\1/p' "$ROOT/translator/library.def" | sort -u |
    comm -23 - declared > undeclared
test ! -s undeclared || { echo "in library.def, and in no header:"; cat undeclared; exit 1; }
{
    printf '#include <%s>\n' dirent.h errno.h math.h stdio.h stdlib.h string.h \
        sys/stat.h time.h unistd.h
    grep -h '^[A-Za-z].*(.*);$' "$headers"/{dirent,errno,math,stdio,stdlib,string,sys/stat,time,unistd}.h
} > same.c
gcc -std=c99 -D_POSIX_C_SOURCE=200809L -Wno-builtin-declaration-mismatch -c same.c
