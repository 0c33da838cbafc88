# Random programs print what the same programs in Python print.
python3 "$ROOT/tests/fuzz/programs.py" numba2c 150 1
