#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static void reverse(int64_t *p, int64_t count)
{
    int64_t low = 0, high = count - 1;

    while (low < high) {
        int64_t kept = p[low];

        p[low] = p[high];
        p[high] = kept;
        low++;
        high--;
    }
}

static int64_t count_flips(const int64_t *permutation, int64_t *p, int64_t n)
{
    int64_t flips = 0;

    for (int64_t i = 0; i < n; i++) {
        p[i] = permutation[i];
    }
    while (p[0] != 0) {
        reverse(p, p[0] + 1);
        flips++;
    }
    return flips;
}

static bool next_permutation(int64_t *p, int64_t *count, int64_t n)
{
    for (int64_t r = 1; r < n; r++) {
        int64_t first = p[0];

        for (int64_t i = 0; i < r; i++) {
            p[i] = p[i + 1];
        }
        p[r] = first;
        count[r]++;
        if (count[r] <= r) {
            return true;
        }
        count[r] = 0;
    }
    return false;
}

int main(void)
{
    int64_t n = 10, checksum = 0, most = 0;
    int64_t *p = malloc((size_t)n * sizeof *p), *work = malloc((size_t)n * sizeof *work);
    int64_t *count = calloc((size_t)n, sizeof *count);
    bool is_even = true;

    for (int64_t i = 0; i < n; i++) {
        p[i] = i;
    }
    do {
        int64_t flips = count_flips(p, work, n);

        most = flips > most ? flips : most;
        checksum += is_even ? flips : -flips;
        is_even = !is_even;
    } while (next_permutation(p, count, n));
    printf("%lld %lld\n", (long long)checksum, (long long)most);
    free(p);
    free(work);
    free(count);
    return 0;
}
