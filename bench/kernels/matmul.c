#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* c = a b for an n×k and a k×m matrix. */
static double *multiply(const double *a, const double *b, int64_t n, int64_t inner, int64_t m)
{
    double *c = calloc((size_t)(n * m), sizeof *c);

    for (int64_t i = 0; i < n; i++) {
        for (int64_t k = 0; k < inner; k++) {
            double factor = a[i * inner + k];

            for (int64_t j = 0; j < m; j++) {
                c[i * m + j] += factor * b[k * m + j];
            }
        }
    }
    return c;
}

int main(void)
{
    int64_t n = 700;
    double *a = malloc((size_t)(n * n) * sizeof *a), *b = malloc((size_t)(n * n) * sizeof *b);

    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < n; j++) {
            a[i * n + j] = (double)(i - j) / 100.0;
            b[i * n + j] = (double)(i + j) / 100.0;
        }
    }
    double *ab = multiply(a, b, n, n, n);
    double *c = multiply(a, ab, n, n, n);
    printf("%.17g\n", c[n / 2 * n + n / 3]);
    free(a);
    free(b);
    free(ab);
    free(c);
    return 0;
}
