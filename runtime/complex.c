/* Complex numbers as a pair of floats: not every C99 compiler has _Complex. */

//@ each $T $C: complex64 float, complex128 double
//@ nb_$T
/* A complex number. */
typedef struct nb_$T {
    $C real;
    $C imag;
} nb_$T;

//@ nb_$T_add
/* a + b */
NB_INLINE nb_$T nb_$T_add(nb_$T a, nb_$T b)
{
    return (nb_$T){a.real + b.real, a.imag + b.imag};
}

//@ nb_$T_subtract
/* a - b */
NB_INLINE nb_$T nb_$T_subtract(nb_$T a, nb_$T b)
{
    return (nb_$T){a.real - b.real, a.imag - b.imag};
}

//@ nb_$T_multiply
/* a * b */
NB_INLINE nb_$T nb_$T_multiply(nb_$T a, nb_$T b)
{
    return (nb_$T){a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real};
}

//@ nb_$T_negate
/* -a */
NB_INLINE nb_$T nb_$T_negate(nb_$T a)
{
    return (nb_$T){-a.real, -a.imag};
}

//@ nb_$T_conjugate
/* a with its imaginary part negated. */
NB_INLINE nb_$T nb_$T_conjugate(nb_$T a)
{
    return (nb_$T){a.real, -a.imag};
}

//@ nb_$T_equal <stdbool.h>
/* a == b */
NB_INLINE bool nb_$T_equal(nb_$T a, nb_$T b)
{
    return a.real == b.real && a.imag == b.imag;
}

//@ end
//@ each $T $C $f: complex64 float f, complex128 double
//@ nb_$T_abs <math.h>
/* The distance from zero. */
NB_INLINE $C nb_$T_abs(nb_$T a)
{
    return hypot$f(a.real, a.imag);
}

//@ nb_$T_divide <math.h>
/* a / b by Smith's method, which scales so that nothing overflows on the way. */
NB_API nb_$T nb_$T_divide(nb_$T a, nb_$T b)
{
    const $C real_size = fabs$f(b.real);
    const $C imag_size = fabs$f(b.imag);

    if (real_size == 0 && imag_size == 0) {
        return (nb_$T){a.real / real_size, a.imag / real_size};
    }
    if (real_size >= imag_size) {
        const $C ratio = b.imag / b.real;
        const $C scale = b.real + b.imag * ratio;

        return (nb_$T){(a.real + a.imag * ratio) / scale, (a.imag - a.real * ratio) / scale};
    }
    const $C ratio = b.real / b.imag;
    const $C scale = b.real * ratio + b.imag;

    return (nb_$T){(a.real * ratio + a.imag) / scale, (a.imag * ratio - a.real) / scale};
}

//@ end
//@ nb_complex128_whole_power
/* a ** n by squaring. */
NB_API nb_complex128 nb_complex128_whole_power(nb_complex128 a, int n)
{
    nb_complex128 power = {1.0, 0.0};

    for (int rest = n < 0 ? -n : n; rest > 0; rest /= 2) {
        if (rest % 2 == 1) {
            power = nb_complex128_multiply(power, a);
        }
        a = nb_complex128_multiply(a, a);
    }
    return n < 0 ? nb_complex128_divide((nb_complex128){1.0, 0.0}, power) : power;
}

//@ nb_complex128_power <math.h>
/* a ** b, as Python has it: small whole powers by squaring, others by the polar form. */
NB_API nb_complex128 nb_complex128_power(nb_complex128 a, nb_complex128 b)
{
    if (b.imag == 0 && fabs(b.real) <= 100.0 && floor(b.real) == b.real) {
        return nb_complex128_whole_power(a, (int)b.real);
    }
    if (a.real == 0 && a.imag == 0) {
        return (nb_complex128){0.0, 0.0};
    }
    const double size = hypot(a.real, a.imag);
    const double angle = atan2(a.imag, a.real);
    const double new_size = pow(size, b.real) * (b.imag != 0 ? exp(-angle * b.imag) : 1.0);
    const double new_angle = angle * b.real + (b.imag != 0 ? b.imag * log(size) : 0.0);

    return (nb_complex128){new_size * cos(new_angle), new_size * sin(new_angle)};
}

//@ nb_complex64_power
/* a ** b, computed with doubles. */
NB_API nb_complex64 nb_complex64_power(nb_complex64 a, nb_complex64 b)
{
    const nb_complex128 power = nb_complex128_power((nb_complex128){a.real, a.imag},
                                                    (nb_complex128){b.real, b.imag});

    return (nb_complex64){(float)power.real, (float)power.imag};
}
