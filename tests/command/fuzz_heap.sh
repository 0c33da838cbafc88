# Random programs over strings, containers, objects and closures print what the same programs in Python
# print, whatever frees their memory, and give back all that is counted.
python3 "$ROOT/tests/fuzz/heap.py" numba2c 60 1
