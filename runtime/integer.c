/* Integers of fixed width: what wraps, what floors. */

//@ each $B: 8, 16, 32, 64
//@ nb_int$B_of_bits <stdint.h>
/* The two's complement value of $B bits. Compilers make nothing of it. */
NB_INLINE int$B_t nb_int$B_of_bits(uint$B_t bits)
{
    return bits <= INT$B_MAX ? (int$B_t)bits : (int$B_t)(-(int$B_t)(UINT$B_MAX - bits) - 1);
}

//@ nb_narrow_int$B_int64 <stdint.h>
/* The low $B bits of a signed integer. */
NB_INLINE int$B_t nb_narrow_int$B_int64(int64_t x)
{
    return nb_int$B_of_bits((uint$B_t)x);
}

//@ nb_narrow_int$B_uint64 <stdint.h>
/* The low $B bits of an unsigned integer. */
NB_INLINE int$B_t nb_narrow_int$B_uint64(uint64_t x)
{
    return nb_int$B_of_bits((uint$B_t)x);
}

//@ end
//@ each $B: 8, 16
//@ nb_wrap_add_int$B <stdint.h>
/* a + b, wrapping around. */
NB_INLINE int$B_t nb_wrap_add_int$B(int$B_t a, int$B_t b)
{
    return nb_int$B_of_bits((uint$B_t)(a + b));
}

//@ nb_wrap_subtract_int$B <stdint.h>
/* a - b, wrapping around. */
NB_INLINE int$B_t nb_wrap_subtract_int$B(int$B_t a, int$B_t b)
{
    return nb_int$B_of_bits((uint$B_t)(a - b));
}

//@ nb_wrap_multiply_int$B <stdint.h>
/* a * b, wrapping around. */
NB_INLINE int$B_t nb_wrap_multiply_int$B(int$B_t a, int$B_t b)
{
    return nb_int$B_of_bits((uint$B_t)(a * b));
}

//@ nb_wrap_negate_int$B <stdint.h>
/* -a, wrapping around. */
NB_INLINE int$B_t nb_wrap_negate_int$B(int$B_t a)
{
    return nb_int$B_of_bits((uint$B_t)-a);
}

//@ nb_wrap_add_uint$B <stdint.h>
/* a + b, wrapping around. */
NB_INLINE uint$B_t nb_wrap_add_uint$B(uint$B_t a, uint$B_t b)
{
    return (uint$B_t)(a + b);
}

//@ nb_wrap_subtract_uint$B <stdint.h>
/* a - b, wrapping around. */
NB_INLINE uint$B_t nb_wrap_subtract_uint$B(uint$B_t a, uint$B_t b)
{
    return (uint$B_t)(a - b);
}

//@ nb_wrap_multiply_uint$B <stdint.h>
/* a * b, wrapping around: as unsigned, for the product may exceed an int. */
NB_INLINE uint$B_t nb_wrap_multiply_uint$B(uint$B_t a, uint$B_t b)
{
    return (uint$B_t)(1u * a * b);
}

//@ nb_wrap_negate_uint$B <stdint.h>
/* -a, wrapping around. */
NB_INLINE uint$B_t nb_wrap_negate_uint$B(uint$B_t a)
{
    return (uint$B_t)-a;
}

//@ end
//@ each $B: 32, 64
//@ nb_wrap_add_int$B <stdint.h>
/* a + b, wrapping around. */
NB_INLINE int$B_t nb_wrap_add_int$B(int$B_t a, int$B_t b)
{
    return nb_int$B_of_bits((uint$B_t)a + (uint$B_t)b);
}

//@ nb_wrap_subtract_int$B <stdint.h>
/* a - b, wrapping around. */
NB_INLINE int$B_t nb_wrap_subtract_int$B(int$B_t a, int$B_t b)
{
    return nb_int$B_of_bits((uint$B_t)a - (uint$B_t)b);
}

//@ nb_wrap_multiply_int$B <stdint.h>
/* a * b, wrapping around. */
NB_INLINE int$B_t nb_wrap_multiply_int$B(int$B_t a, int$B_t b)
{
    return nb_int$B_of_bits((uint$B_t)a * (uint$B_t)b);
}

//@ nb_wrap_negate_int$B <stdint.h>
/* -a, wrapping around. */
NB_INLINE int$B_t nb_wrap_negate_int$B(int$B_t a)
{
    return nb_int$B_of_bits(0 - (uint$B_t)a);
}

//@ nb_wrap_add_uint$B <stdint.h>
/* a + b, wrapping around. */
NB_INLINE uint$B_t nb_wrap_add_uint$B(uint$B_t a, uint$B_t b)
{
    return a + b;
}

//@ nb_wrap_subtract_uint$B <stdint.h>
/* a - b, wrapping around. */
NB_INLINE uint$B_t nb_wrap_subtract_uint$B(uint$B_t a, uint$B_t b)
{
    return a - b;
}

//@ nb_wrap_multiply_uint$B <stdint.h>
/* a * b, wrapping around. */
NB_INLINE uint$B_t nb_wrap_multiply_uint$B(uint$B_t a, uint$B_t b)
{
    return a * b;
}

//@ nb_wrap_negate_uint$B <stdint.h>
/* -a, wrapping around. */
NB_INLINE uint$B_t nb_wrap_negate_uint$B(uint$B_t a)
{
    return 0 - a;
}

//@ end
//@ each $B: 8, 16, 32, 64
//@ nb_abs_int$B <stdint.h>
/* The absolute value; a is not INT$B_MIN. */
NB_INLINE int$B_t nb_abs_int$B(int$B_t a)
{
    return (int$B_t)(a < 0 ? -a : a);
}

//@ nb_wrap_abs_int$B <stdint.h>
/* The absolute value, wrapping around: that of INT$B_MIN is itself. */
NB_INLINE int$B_t nb_wrap_abs_int$B(int$B_t a)
{
    return a < 0 ? nb_wrap_negate_int$B(a) : a;
}

//@ nb_wrap_shift_left_int$B <stdint.h>
/* a << count, the bits that leave lost; 0 <= count < $B. */
NB_INLINE int$B_t nb_wrap_shift_left_int$B(int$B_t a, int$B_t count)
{
    return nb_int$B_of_bits((uint$B_t)((uint64_t)a << count));
}

//@ nb_wrap_shift_left_uint$B <stdint.h>
/* a << count, the bits that leave lost; count < $B. */
NB_INLINE uint$B_t nb_wrap_shift_left_uint$B(uint$B_t a, uint$B_t count)
{
    return (uint$B_t)((uint64_t)a << count);
}

//@ nb_shift_right_int$B <stdint.h>
/* a >> count, filled with the sign, as C does not promise; 0 <= count < $B. */
NB_INLINE int$B_t nb_shift_right_int$B(int$B_t a, int$B_t count)
{
    return (int$B_t)(a < 0 ? ~(~a >> count) : a >> count);
}

//@ nb_shift_right_uint$B <stdint.h>
/* a >> count; count < $B. */
NB_INLINE uint$B_t nb_shift_right_uint$B(uint$B_t a, uint$B_t count)
{
    return (uint$B_t)(a >> count);
}

//@ nb_wrap_power_int$B <stdint.h>
/* a ** n, wrapping around; n >= 0. */
NB_INLINE int$B_t nb_wrap_power_int$B(int$B_t a, int$B_t n)
{
    return nb_int$B_of_bits((uint$B_t)nb_power((uint64_t)a, (uint64_t)n));
}

//@ nb_wrap_power_uint$B <stdint.h>
/* a ** n, wrapping around. */
NB_INLINE uint$B_t nb_wrap_power_uint$B(uint$B_t a, uint$B_t n)
{
    return (uint$B_t)nb_power(a, n);
}

//@ nb_floor_divide_int$B <stdint.h>
/* a // b: the quotient rounded down; b != 0. INT$B_MIN // -1 wraps around. */
NB_INLINE int$B_t nb_floor_divide_int$B(int$B_t a, int$B_t b)
{
    if (b > 0) {
        return (int$B_t)(a >= 0 ? a / b : -1 - (-1 - a) / b);
    }
    return (int$B_t)(b == -1 ? nb_wrap_negate_int$B(a) : a / b - (a > 0 && a % b != 0));
}

//@ nb_floor_divide_uint$B <stdint.h>
/* a // b; b != 0. */
NB_INLINE uint$B_t nb_floor_divide_uint$B(uint$B_t a, uint$B_t b)
{
    return (uint$B_t)(a / b);
}

//@ nb_modulo_int$B <stdint.h>
/* a % b with the sign of b, which is not 0. */
NB_INLINE int$B_t nb_modulo_int$B(int$B_t a, int$B_t b)
{
    if (b > 0) {
        return (int$B_t)(a >= 0 ? a % b : b - 1 - (-1 - a) % b);
    }
    return (int$B_t)(b == -1 ? 0 : a % b + (a > 0 && a % b != 0 ? b : 0));
}

//@ nb_modulo_uint$B <stdint.h>
/* a % b; b != 0. */
NB_INLINE uint$B_t nb_modulo_uint$B(uint$B_t a, uint$B_t b)
{
    return (uint$B_t)(a % b);
}

//@ end
//@ nb_power <stdint.h>
/* a ** n modulo 2**64, by squaring. */
NB_API uint64_t nb_power(uint64_t a, uint64_t n)
{
    uint64_t power = 1;

    while (n > 0) {
        if (n % 2 == 1) {
            power *= a;
        }
        a *= a;
        n /= 2;
    }
    return power;
}

//@ each $T $C: int8 int8_t, int16 int16_t, int32 int32_t, int64 int64_t, uint8 uint8_t,
//@     uint16 uint16_t, uint32 uint32_t, uint64 uint64_t
//@ nb_min_$T <stdint.h>
/* The smaller of two. */
NB_INLINE $C nb_min_$T($C a, $C b)
{
    return b < a ? b : a;
}

//@ nb_max_$T <stdint.h>
/* The larger of two. */
NB_INLINE $C nb_max_$T($C a, $C b)
{
    return b > a ? b : a;
}

//@ end
//@ nb_wrap_index <stdint.h>
/* The index that `i` means where negative ones count from the end of n items. */
NB_INLINE int64_t nb_wrap_index(int64_t i, int64_t n)
{
    return i < 0 ? i + n : i;
}
