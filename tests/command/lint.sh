# The sources are laid out as .clang-format says.
command -v clang-format > /dev/null || { echo clang-format; exit 77; }
cd "$ROOT"
clang-format --dry-run -Werror translator/*.[ch] embed/*.[ch]
