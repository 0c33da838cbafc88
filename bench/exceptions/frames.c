/* The same with setjmp and longjmp. */
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>

static jmp_buf handler;

#define FRAME(name, next) __attribute__((noinline)) static int64_t name(int64_t n) { return next(n) + 1; }
__attribute__((noinline)) static int64_t f10(int64_t n)
{
    if (n >= 0) {
        longjmp(handler, 1);
    }
    return n;
}
FRAME(f9, f10)
FRAME(f8, f9)
FRAME(f7, f8)
FRAME(f6, f7)
FRAME(f5, f6)
FRAME(f4, f5)
FRAME(f3, f4)
FRAME(f2, f3)
FRAME(f1, f2)

int main(void)
{
    volatile int64_t caught = 0;

    for (volatile int64_t n = 0; n < 20000000; n++) {
        if (setjmp(handler) == 0) {
            caught += f1(n);
        } else {
            caught += 1;
        }
    }
    printf("%lld\n", (long long)caught);
    return 0;
}
