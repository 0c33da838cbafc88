#include <stdint.h>
#include <stdio.h>

static int64_t escape_time(double cr, double ci, int64_t limit)
{
    double x = 0.0, y = 0.0;

    for (int64_t n = 0; n < limit; n++) {
        double xx = x * x, yy = y * y;

        if (xx + yy > 4.0) {
            return n;
        }
        y = 2.0 * x * y + ci;
        x = xx - yy + cr;
    }
    return limit;
}

int main(void)
{
    int64_t n = 700, total = 0;

    for (int64_t row = 0; row < n; row++) {
        for (int64_t column = 0; column < n; column++) {
            total += escape_time(-2.0 + 3.0 * (double)column / (double)n, -1.5 + 3.0 * (double)row / (double)n, 1000);
        }
    }
    printf("%lld\n", (long long)total);
    return 0;
}
