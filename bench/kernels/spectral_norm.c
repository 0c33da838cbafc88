#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static double element(int64_t i, int64_t j)
{
    return 1.0 / (double)((i + j) * (i + j + 1) / 2 + i + 1);
}

static void multiply(int64_t n, const double *v, double *product)
{
    for (int64_t i = 0; i < n; i++) {
        double sum = 0.0;

        for (int64_t j = 0; j < n; j++) {
            sum += element(i, j) * v[j];
        }
        product[i] = sum;
    }
}

static void multiply_transposed(int64_t n, const double *v, double *product)
{
    for (int64_t i = 0; i < n; i++) {
        double sum = 0.0;

        for (int64_t j = 0; j < n; j++) {
            sum += element(j, i) * v[j];
        }
        product[i] = sum;
    }
}

int main(void)
{
    int64_t n = 4500;
    double *u = malloc((size_t)n * sizeof *u), *v = malloc((size_t)n * sizeof *v), *t = malloc((size_t)n * sizeof *t);
    double uv = 0.0, vv = 0.0;

    for (int64_t i = 0; i < n; i++) {
        u[i] = 1.0;
    }
    for (int round = 0; round < 6; round++) {
        multiply(n, u, t);
        multiply_transposed(n, t, v);
        multiply(n, v, t);
        multiply_transposed(n, t, u);
    }
    for (int64_t i = 0; i < n; i++) {
        uv += u[i] * v[i];
        vv += v[i] * v[i];
    }
    printf("%.17g\n", sqrt(uv / vv));
    free(u);
    free(v);
    free(t);
    return 0;
}
