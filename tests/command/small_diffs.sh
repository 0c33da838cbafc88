# Adding an unrelated function changes no other line of the C, source lines aside.
for example in "$ROOT"/examples/*.ir; do
    name=$(basename "$example")
    numba2c "$example" -o before.c
    mkdir -p changed
    { cat "$example"; printf '\n## Unrelated.\npub fn unrelated(x: int64) -> int64 { return x * 2 }\n'; } > "changed/$name"
    numba2c "changed/$name" -o after.c
    removed=$(diff before.c after.c | grep -c '^<' || true)
    test "$removed" = 0 || { echo "$name: $removed lines changed"; diff before.c after.c | head -20; exit 1; }
done
