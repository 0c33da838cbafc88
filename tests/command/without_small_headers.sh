# Where the small headers for libtcc are missing, as in a build folder, the system's serve.
for program in io_files os_files; do
    file=$ROOT/tests/programs/$program.ir
    sed -n 's/^ *# expect: \{0,1\}//p' "$file" > expected
    NUMBA2C_DATA=/nonexistent numba2c run "$file" < /dev/null > seen
    diff expected seen
done
