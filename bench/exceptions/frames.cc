#include <cstdint>
#include <cstdio>

struct Stop {};

#define FRAME(name, next) __attribute__((noinline)) static int64_t name(int64_t n) { return next(n) + 1; }
__attribute__((noinline)) static int64_t f10(int64_t n)
{
    if (n >= 0) {
        throw Stop();
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

int main()
{
    int64_t caught = 0;
    for (int64_t n = 0; n < 100000; n++) {
        try {
            caught += f1(n);
        } catch (const Stop &) {
            caught += 1;
        }
    }
    printf("%lld\n", static_cast<long long>(caught));
    return 0;
}
