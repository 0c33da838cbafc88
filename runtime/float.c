/* Floats: tests, Python's floor division and rounding, conversion to integers. */

//@ each $T $C: float32 float, float64 double
//@ nb_isnan_$T <stdbool.h>
/* Is x not a number? */
NB_INLINE bool nb_isnan_$T($C x)
{
    return x != x;
}

//@ nb_isfinite_$T <stdbool.h>
/* Is x neither infinite nor NaN? */
NB_INLINE bool nb_isfinite_$T($C x)
{
    return x - x == 0;
}

//@ nb_isinf_$T <stdbool.h>
/* Is x infinite? */
NB_INLINE bool nb_isinf_$T($C x)
{
    return x == x && x - x != 0;
}

//@ nb_min_$T
/* The smaller of two; the first where they do not compare. */
NB_INLINE $C nb_min_$T($C a, $C b)
{
    return b < a ? b : a;
}

//@ nb_max_$T
/* The larger of two; the first where they do not compare. */
NB_INLINE $C nb_max_$T($C a, $C b)
{
    return b > a ? b : a;
}

//@ end
//@ nb_signbit_float64 <stdbool.h> <stdint.h> <string.h>
/* Is the sign bit set, that of -0.0 and NaN too? */
NB_INLINE bool nb_signbit_float64(double x)
{
    uint64_t bits = 0;

    memcpy(&bits, &x, sizeof bits);
    return bits >> 63 != 0;
}

//@ nb_signbit_float32 <stdbool.h> <stdint.h> <string.h>
/* Is the sign bit set, that of -0.0 and NaN too? */
NB_INLINE bool nb_signbit_float32(float x)
{
    uint32_t bits = 0;

    memcpy(&bits, &x, sizeof bits);
    return bits >> 31 != 0;
}

//@ each $T $C $f: float32 float f, float64 double
//@ nb_abs_$T <math.h>
/* The absolute value. */
NB_INLINE $C nb_abs_$T($C x)
{
    return fabs$f(x);
}

//@ nb_modulo_$T <math.h>
/* Python's a % b: it has the sign of b. NaN where b is 0. */
NB_API $C nb_modulo_$T($C a, $C b)
{
    const $C rest = fmod$f(a, b);

    if (rest == 0) {
        return copysign$f(0, b);
    }
    return (rest < 0) != (b < 0) ? rest + b : rest;
}

//@ nb_floor_divide_$T <math.h>
/* Python's a // b. The quotient a / b where b is 0. */
NB_API $C nb_floor_divide_$T($C a, $C b)
{
    if (b == 0) {
        return a / b;
    }
    const $C rest = fmod$f(a, b);
    $C quotient = (a - rest) / b; /* whole, but for rounding */

    if (rest != 0 && (rest < 0) != (b < 0)) {
        quotient -= 1;
    }
    if (quotient == 0) {
        return copysign$f(0, a / b);
    }
    const $C whole = floor$f(quotient);
    return quotient - whole > 0.5$f ? whole + 1 : whole;
}

//@ end
//@ nb_raise_unless_finite
/* Raises ValueError for NaN and OverflowError for an infinity: they have no integer. */
NB_API nb_status nb_raise_unless_finite(nb_context *ctx, double x)
{
    if (nb_isnan_float64(x)) {
        return nb_raise_here(ctx, &nb_ValueError, "cannot convert float NaN to integer");
    }
    if (nb_isinf_float64(x)) {
        return nb_raise_here(ctx, &nb_OverflowError, "cannot convert float infinity to integer");
    }
    return NB_OK;
}

//@ each $T $C $L $H: int8 int8_t -129.0 128.0, int16 int16_t -32769.0 32768.0,
//@     int32 int32_t -2147483649.0 2147483648.0, uint8 uint8_t -1.0 256.0,
//@     uint16 uint16_t -1.0 65536.0, uint32 uint32_t -1.0 4294967296.0,
//@     uint64 uint64_t -1.0 18446744073709551616.0
//@ nb_$T_of_float64 <stdint.h>
/* x without its fraction. Raises ValueError for NaN, OverflowError where it does not fit. */
NB_API nb_status nb_$T_of_float64(nb_context *ctx, double x, $C *result)
{
    if (x > $L && x < $H) {
        *result = ($C)x;
        return NB_OK;
    }
    if (nb_raise_unless_finite(ctx, x) != NB_OK) {
        return NB_RAISED;
    }
    return nb_raise_here(ctx, &nb_OverflowError, "float too large to convert to $T");
}

//@ end
//@ nb_int64_of_float64 <stdint.h>
/* x without its fraction. Raises ValueError for NaN, OverflowError where it does not fit. */
NB_API nb_status nb_int64_of_float64(nb_context *ctx, double x, int64_t *result)
{
    if (x >= -9223372036854775808.0 && x < 9223372036854775808.0) {
        *result = (int64_t)x;
        return NB_OK;
    }
    if (nb_raise_unless_finite(ctx, x) != NB_OK) {
        return NB_RAISED;
    }
    return nb_raise_here(ctx, &nb_OverflowError, "float too large to convert to int64");
}

//@ nb_round_to_int64 <math.h> <stdint.h>
/* Python's round(x): the nearest integer, the even one of two. Raises as nb_int64_of_float64. */
NB_API nb_status nb_round_to_int64(nb_context *ctx, double x, int64_t *result)
{
    const double below = floor(x);
    const double part = x - below;

    if (part > 0.5 || (part == 0.5 && fmod(below, 2.0) != 0)) {
        return nb_int64_of_float64(ctx, below + 1.0, result);
    }
    return nb_int64_of_float64(ctx, below, result);
}

//@ nb_decimal_exponent <stdio.h> <stdlib.h> <string.h>
/* The exponent that x has when written with one digit before the point; x is finite, not 0. */
NB_API int nb_decimal_exponent(double x)
{
    char text[40];

    snprintf(text, sizeof text, "%.17e", x);
    return atoi(strchr(text, 'e') + 1);
}

//@ nb_rounded <math.h> <stdint.h> <stdio.h> <stdlib.h>
/* x rounded to `digits` decimal places, the even neighbour of two; infinite where that is too
 * large. printf rounds the exact value; `places` counts those behind the first digit. */
NB_API double nb_rounded(double x, int64_t digits)
{
    if (x == 0 || !nb_isfinite_float64(x) || digits > 400) {
        return x;
    }
    const int64_t places = digits < -400 ? -2 : nb_decimal_exponent(x) + digits;
    char text[40];

    if (places >= 17) {
        return x;
    }
    if (places < -1) {
        return copysign(0.0, x);
    }
    if (places >= 0) {
        snprintf(text, sizeof text, "%.*e", (int)places, x);
        return strtod(text, NULL);
    }
    snprintf(text, sizeof text, "5e%d", (int)-digits - 1);
    if (fabs(x) <= strtod(text, NULL)) {
        return copysign(0.0, x);
    }
    snprintf(text, sizeof text, "1e%d", (int)-digits);
    return copysign(strtod(text, NULL), x);
}

//@ each $T $C: float32 float, float64 double
//@ nb_round_$T <stdint.h>
/* Python's round(x, digits). Raises OverflowError where the result is too large. */
NB_API nb_status nb_round_$T(nb_context *ctx, $C x, int64_t digits, $C *result)
{
    const $C rounded = ($C)nb_rounded(x, digits);

    if (!nb_isfinite_$T(rounded) && nb_isfinite_$T(x)) {
        return nb_raise_here(ctx, &nb_OverflowError, "rounded value too large to represent");
    }
    *result = rounded;
    return NB_OK;
}

//@ end
