/* Integers: wrapping, flooring, powers and shifts, at the ends of each width. */
#include "check.h"

static void check_wrapping(void)
{
    CHECK(nb_wrap_add_int8(INT8_MAX, 1) == INT8_MIN);
    CHECK(nb_wrap_add_int16(INT16_MAX, INT16_MAX) == -2);
    CHECK(nb_wrap_add_int32(INT32_MAX, 1) == INT32_MIN);
    CHECK(nb_wrap_add_int64(INT64_MAX, 1) == INT64_MIN);
    CHECK(nb_wrap_subtract_int64(INT64_MIN, 1) == INT64_MAX);
    CHECK(nb_wrap_multiply_int8(100, 100) == 16);
    CHECK(nb_wrap_multiply_int16(INT16_MIN, INT16_MIN) == 0);
    CHECK(nb_wrap_multiply_int64(INT64_MIN, -1) == INT64_MIN);
    CHECK(nb_wrap_multiply_uint16(UINT16_MAX, UINT16_MAX) == 1);
    CHECK(nb_wrap_subtract_uint8(0, 1) == UINT8_MAX);
    CHECK(nb_wrap_negate_int32(INT32_MIN) == INT32_MIN);
    CHECK(nb_wrap_negate_uint32(1) == UINT32_MAX);
    CHECK(nb_wrap_abs_int64(INT64_MIN) == INT64_MIN);
    CHECK(nb_wrap_abs_int8(-5) == 5);
    CHECK(nb_narrow_int8_int64(200) == -56);
    CHECK(nb_narrow_int64_uint64(UINT64_MAX) == -1);
}

static void check_division(void)
{
    CHECK(nb_floor_divide_int64(7, 2) == 3 && nb_modulo_int64(7, 2) == 1);
    CHECK(nb_floor_divide_int64(-7, 2) == -4 && nb_modulo_int64(-7, 2) == 1);
    CHECK(nb_floor_divide_int64(7, -2) == -4 && nb_modulo_int64(7, -2) == -1);
    CHECK(nb_floor_divide_int64(-7, -2) == 3 && nb_modulo_int64(-7, -2) == -1);
    CHECK(nb_floor_divide_int64(INT64_MIN, -1) == INT64_MIN && nb_modulo_int64(INT64_MIN, -1) == 0);
    CHECK(nb_floor_divide_int8(INT8_MIN, -1) == INT8_MIN && nb_modulo_int8(INT8_MIN, -1) == 0);
    CHECK(nb_floor_divide_int64(INT64_MIN, INT64_MAX) == -2);
    CHECK(nb_modulo_int64(INT64_MIN, INT64_MAX) == INT64_MAX - 1);
    CHECK(nb_floor_divide_uint64(UINT64_MAX, 10) == 1844674407370955161u);
}

static void check_powers(void)
{
    CHECK(nb_wrap_power_int64(3, 0) == 1 && nb_wrap_power_int64(-3, 3) == -27);
    CHECK(nb_wrap_power_int64(2, 63) == INT64_MIN && nb_wrap_power_int64(2, 64) == 0);
    CHECK(nb_wrap_power_int8(3, 5) == -13);
    CHECK(nb_wrap_power_uint32(10, 10) == 1410065408u);
}

static void check_shifts(void)
{
    CHECK(nb_wrap_shift_left_int8(1, 7) == INT8_MIN && nb_wrap_shift_left_int8(-1, 7) == INT8_MIN);
    CHECK(nb_wrap_shift_left_int64(3, 63) == INT64_MIN);
    CHECK(nb_shift_right_int64(-1, 63) == -1 && nb_shift_right_int64(INT64_MIN, 62) == -2);
    CHECK(nb_shift_right_int8(-128, 3) == -16 && nb_shift_right_uint8(128, 3) == 16);
    CHECK(nb_wrap_index(-1, 5) == 4 && nb_wrap_index(2, 5) == 2);
}

int main(void)
{
    check_wrapping();
    check_division();
    check_powers();
    check_shifts();
    return check_result();
}
