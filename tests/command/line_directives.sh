# --line-directives: the debugger's lines are the IR's; --annotate: they stand in comments.
numba2c --line-directives "$ROOT/examples/fibonacci.ir" -o f.c
grep -q '^#line [0-9]* "fibonacci.ir"' f.c
gcc -std=c99 -g -Wall -Wextra -Wpedantic -Werror f.c -o f -lm
./f | tail -1 | grep -qx "9 34"
numba2c --annotate "$ROOT/examples/fibonacci.ir" -o g.c
grep -q 'let next = a + b' g.c
gcc -std=c99 -Wall -Wextra -Wpedantic -Werror g.c -o g -lm
./g | tail -1 | grep -qx "9 34"
