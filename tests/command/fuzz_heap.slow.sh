# The same with other programs, compiled with sanitizers.
python3 "$ROOT/tests/fuzz/heap.py" numba2c 40 1000 gcc -O0 -w -fsanitize=address,undefined
