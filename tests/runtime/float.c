/* Floats: Python's floor division and modulo, conversion to integers, rounding. */
#include "check.h"

#include <math.h>

static bool same(double a, double b)
{
    return (a != a && b != b) || (a == b && nb_signbit_float64(a) == nb_signbit_float64(b));
}

static void check_division(void)
{
    static const double rows[][4] = {
        /* a, b, a // b, a % b */
        {7.5, 2.0, 3.0, 1.5},
        {-7.5, 2.0, -4.0, 0.5},
        {7.5, -2.0, -4.0, -0.5},
        {-7.5, -2.0, 3.0, -1.5},
        {0.0, -1.0, -0.0, -0.0},
        {-0.0, 1.0, -0.0, 0.0},
        {1.0, 0.1, 9.0, 0.09999999999999995},
        {4.0, -2.0, -2.0, -0.0},
        {1.0, HUGE_VAL, 0.0, 1.0},
        {-1.0, HUGE_VAL, -1.0, HUGE_VAL},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK(same(nb_floor_divide_float64(rows[i][0], rows[i][1]), rows[i][2]));
        CHECK(same(nb_modulo_float64(rows[i][0], rows[i][1]), rows[i][3]));
    }
    CHECK(nb_floor_divide_float32(-7.5f, 2.0f) == -4.0f && nb_modulo_float32(-7.5f, 2.0f) == 0.5f);
    CHECK(nb_isinf_float64(nb_floor_divide_float64(1.0, 0.0)));
    CHECK(nb_isnan_float64(nb_modulo_float64(1.0, 0.0)));
}

static void check_conversions(nb_context *ctx)
{
    int64_t wide = 0;
    int8_t narrow = 0;
    uint64_t natural = 0;

    CHECK(nb_int64_of_float64(ctx, -2.9, &wide) == NB_OK && wide == -2);
    CHECK(nb_int64_of_float64(ctx, -9223372036854775808.0, &wide) == NB_OK && wide == INT64_MIN);
    CHECK(nb_int64_of_float64(ctx, 9223372036854775808.0, &wide) != NB_OK);
    CHECK(ctx->raised == &nb_OverflowError);
    CHECK(nb_int64_of_float64(ctx, HUGE_VAL - HUGE_VAL, &wide) != NB_OK);
    CHECK(check_raised(ctx, &nb_ValueError, "cannot convert float NaN to integer"));
    CHECK(nb_int8_of_float64(ctx, -128.9, &narrow) == NB_OK && narrow == -128);
    CHECK(nb_int8_of_float64(ctx, 128.0, &narrow) != NB_OK);
    CHECK(nb_uint64_of_float64(ctx, -0.9, &natural) == NB_OK && natural == 0);
    CHECK(nb_uint64_of_float64(ctx, -1.0, &natural) != NB_OK);
    CHECK(nb_uint64_of_float64(ctx, -HUGE_VAL, &natural) != NB_OK);
    CHECK(check_raised(ctx, &nb_OverflowError, "cannot convert float infinity to integer"));
}

static void check_rounding(nb_context *ctx)
{
    static const double whole[][2] = {{0.5, 0},
                                      {1.5, 2},
                                      {2.5, 2},
                                      {-0.5, 0},
                                      {-1.5, -2},
                                      {-2.5, -2},
                                      {0.49999999999999994, 0},
                                      {4503599627370497.5, 4503599627370498}};
    static const double rows[][3] = {
        /* x, digits, rounded */
        {2.675, 2, 2.67},        {0.5, 0, 0.0},          {1.5, 0, 2.0},        {2.5, 0, 2.0},
        {1234.5678, 2, 1234.57}, {12345.0, -2, 12300.0}, {150.0, -2, 200.0},   {250.0, -2, 200.0},
        {50.0, -2, 0.0},         {50.5, -2, 100.0},      {49.0, -2, 0.0},      {5.0, -2, 0.0},
        {-0.04, 1, -0.0},        {0.15, 1, 0.1},         {1e300, 2, 1e300},    {1e-300, 2, 0.0},
        {1.1, 500, 1.1},         {1.1, -500, 0.0},       {999.999, 1, 1000.0},
    };
    int64_t integer = 0;
    double x = 0.0;

    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        CHECK(nb_round_to_int64(ctx, whole[i][0], &integer) == NB_OK &&
              integer == (int64_t)whole[i][1]);
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK(nb_round_float64(ctx, rows[i][0], (int64_t)rows[i][1], &x) == NB_OK);
        CHECK(same(x, rows[i][2]));
    }
    CHECK(nb_round_float64(ctx, 1.7e308, -308, &x) != NB_OK && ctx->raised == &nb_OverflowError);
    CHECK(nb_round_to_int64(ctx, HUGE_VAL, &integer) != NB_OK);
}

int main(void)
{
    nb_context ctx;

    nb_context_open(&ctx);
    check_division();
    check_conversions(&ctx);
    check_rounding(&ctx);
    nb_context_close(&ctx);
    return check_result();
}
