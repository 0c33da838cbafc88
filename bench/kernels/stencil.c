#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void step_once(const double *a, double *b, int64_t n, int64_t m)
{
    for (int64_t i = 1; i < n - 1; i++) {
        for (int64_t j = 1; j < m - 1; j++) {
            b[i * m + j] = a[i * m + j] + 0.2 * (a[(i - 1) * m + j] + a[(i + 1) * m + j] + a[i * m + j - 1] +
                                                 a[i * m + j + 1] - 4.0 * a[i * m + j]);
        }
    }
}

int main(void)
{
    int64_t n = 1000;
    double *plate = calloc((size_t)(n * n), sizeof *plate), *next = calloc((size_t)(n * n), sizeof *next);
    double sum = 0.0;

    plate[500 * n + 500] = 1000.0;
    memcpy(next, plate, (size_t)(n * n) * sizeof *plate);
    for (int step = 0; step < 400; step++) {
        step_once(plate, next, n, n);
        double *swapped = plate;
        plate = next;
        next = swapped;
    }
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < n; j++) {
            sum += plate[i * n + j];
        }
    }
    printf("%.17g\n", sum);
    free(plate);
    free(next);
    return 0;
}
