# clang-tidy has nothing to say of the translator.
command -v clang-tidy > /dev/null || { echo clang-tidy; exit 77; }
make -C "$BUILD" --silent lint
