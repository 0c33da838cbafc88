# The completion offers commands, options and their values.
source "$ROOT/completions/numba2c"
complete_words() { COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=(); compopt() { :; }; _numba2c || true; }
complete_words numba2c ru
test "${COMPREPLY[*]}" = run
complete_words numba2c --dump-after = ord
test "${COMPREPLY[*]}" = order
complete_words numba2c --line
test "${COMPREPLY[*]}" = --line-directives
# Every long option of --help is offered, and is in the man page.
for option in $(numba2c --help | grep -o -- '--[a-z-]*' | sort -u); do
    grep -q -- "$option" "$ROOT/completions/numba2c" || { echo "completion: $option"; exit 1; }
    sed 's/\\//g' "$ROOT/doc/numba2c.1" | grep -q -- "$option" || { echo "man page: $option"; exit 1; }
done
