/* Numbers from text, as Python's int() and float() read them. */

//@ nb_is_digit <stdbool.h>
/* Is the byte a decimal digit? */
NB_INLINE bool nb_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

//@ nb_raise_unreadable
/* Raises ValueError with a message that ends with the text. Raises MemoryError where there is
 * no room. */
NB_API nb_status nb_raise_unreadable(nb_context *ctx, const char *message, nb_str s)
{
    nb_text text = nb_text_open(ctx);
    nb_str whole = {0};

    nb_write_literal(&text.writer, message);
    nb_write_str(&text.writer, s);
    if (nb_text_close(&text, &whole) != NB_OK) {
        return NB_RAISED;
    }
    (void)nb_raise_text_here(ctx, &nb_ValueError, whole);
    nb_release_str(ctx, &whole);
    return NB_RAISED;
}

//@ nb_digit_value
/* What a digit stands for, a letter of either case counted as one, or 36. */
NB_INLINE unsigned nb_digit_value(char byte)
{
    const char letter = (char)(byte | 0x20);

    if (nb_is_digit(byte)) {
        return (unsigned)(byte - '0');
    }
    return letter >= 'a' && letter <= 'z' ? (unsigned)(letter - 'a') + 10 : 36;
}

//@ nb_read_digits <stdbool.h> <stdint.h>
/* Reads all of `s` as digits of that base, single underscores between them. `*fits`: the number is
 * below 2**64. false: it is not of that form. */
NB_API bool nb_read_digits(nb_str s, unsigned base, uint64_t *magnitude, bool *fits)
{
    const uint64_t most = UINT64_MAX / base;
    bool after_digit = false;

    *magnitude = 0;
    *fits = true;
    for (int64_t i = 0; i < s.size; i++) {
        const unsigned digit = nb_digit_value(s.data[i]);

        if (digit < base) {
            *fits = *fits && *magnitude <= most && *magnitude * base <= UINT64_MAX - digit;
            *magnitude = *magnitude * base + digit;
            after_digit = true;
        } else if (s.data[i] == '_' && after_digit) {
            after_digit = false;
        } else {
            return false;
        }
    }
    return after_digit;
}

//@ nb_text_from <stdint.h>
/* The ASCII text without its first `count` bytes. */
NB_INLINE nb_str nb_text_from(nb_str s, int64_t count)
{
    return nb_str_part(s, s.data + count, s.size - count, s.length - count);
}

//@ nb_after_sign <stdbool.h>
/* What follows the sign, if there is one. */
NB_INLINE nb_str nb_after_sign(nb_str s, bool *is_negative)
{
    const bool is_signed = s.size > 0 && (s.data[0] == '-' || s.data[0] == '+');

    *is_negative = is_signed && s.data[0] == '-';
    return is_signed ? nb_text_from(s, 1) : s;
}

//@ nb_integer_of_str <stdbool.h> <stdint.h>
/* Python's int(s), no lower than -most_negative and no higher than most. Gives the number
 * modulo 2**64. Raises ValueError, OverflowError. */
NB_API nb_status nb_integer_of_str(nb_context *ctx, nb_str s, uint64_t most_negative, uint64_t most,
                                   uint64_t *result)
{
    bool is_negative = false;
    const nb_str digits = nb_after_sign(nb_str_strip(s), &is_negative);
    uint64_t magnitude = 0;
    bool fits = false;

    if (!nb_read_digits(digits, 10, &magnitude, &fits)) {
        return nb_raise_unreadable(ctx, "invalid literal for int() with base 10: ", s);
    }
    if (!fits || magnitude > (is_negative ? most_negative : most)) {
        return nb_raise_here(ctx, &nb_OverflowError, "integer too large");
    }
    *result = is_negative ? 0 - magnitude : magnitude;
    return NB_OK;
}

//@ each $B: 8, 16, 32, 64
//@ nb_int$B_of_str <stdint.h>
/* Python's int(s). Raises ValueError, OverflowError. */
NB_API nb_status nb_int$B_of_str(nb_context *ctx, nb_str s, int$B_t *result)
{
    uint64_t bits = 0;

    if (nb_integer_of_str(ctx, s, (uint64_t)INT$B_MAX + 1, INT$B_MAX, &bits) != NB_OK) {
        return NB_RAISED;
    }
    *result = nb_narrow_int$B_uint64(bits);
    return NB_OK;
}

//@ nb_uint$B_of_str <stdint.h>
/* Python's int(s). Raises ValueError, OverflowError. */
NB_API nb_status nb_uint$B_of_str(nb_context *ctx, nb_str s, uint$B_t *result)
{
    uint64_t bits = 0;

    if (nb_integer_of_str(ctx, s, 0, UINT$B_MAX, &bits) != NB_OK) {
        return NB_RAISED;
    }
    *result = (uint$B_t)bits;
    return NB_OK;
}

//@ end
//@ nb_after_prefix <stdint.h>
/* What follows 0x, 0o or 0b where the base is that, or 0, which becomes the base that was found. */
NB_API nb_str nb_after_prefix(nb_str s, unsigned *base)
{
    const char letter = (char)(s.size > 1 && s.data[0] == '0' ? s.data[1] | 0x20 : ' ');
    const unsigned found = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;

    if (found == 0 || (*base != 0 && *base != found)) {
        return s;
    }
    *base = found;
    return nb_text_from(s, s.size > 2 && s.data[2] == '_' ? 3 : 2);
}

//@ nb_raise_not_in_base <stdint.h>
/* Raises ValueError: the text is no number. Raises MemoryError where there is no room. */
NB_API nb_status nb_raise_not_in_base(nb_context *ctx, nb_str s, int64_t base)
{
    nb_text text = nb_text_open(ctx);
    nb_str message = NB_STR("");

    nb_write_literal(&text.writer, "invalid literal for int() with base ");
    nb_write_int64(&text.writer, base);
    nb_write_literal(&text.writer, ": ");
    nb_write_str(&text.writer, s);
    if (nb_text_close(&text, &message) == NB_OK) {
        (void)nb_raise_text_here(ctx, &nb_ValueError, message);
        nb_release_str(ctx, &message);
    }
    return NB_RAISED;
}

//@ nb_int64_in_base <stdbool.h> <stdint.h>
/* Python's int(s, base). Raises ValueError, OverflowError. */
NB_API nb_status nb_int64_in_base(nb_context *ctx, nb_str s, int64_t base, int64_t *result)
{
    bool is_negative = false;
    bool fits = false;
    uint64_t magnitude = 0;
    unsigned read = (unsigned)base;

    if (base != 0 && (base < 2 || base > 36)) {
        return nb_raise_here(ctx, &nb_ValueError, "int() base must be >= 2 and <= 36, or 0");
    }
    const nb_str digits = nb_after_prefix(nb_after_sign(nb_str_strip(s), &is_negative), &read);
    const bool is_octal_of_old = read == 0 && digits.size > 0 && digits.data[0] == '0';

    if (!nb_read_digits(digits, read == 0 ? 10 : read, &magnitude, &fits) ||
        (is_octal_of_old && magnitude != 0)) {
        return nb_raise_not_in_base(ctx, s, base);
    }
    if (!fits || magnitude > (uint64_t)INT64_MAX + is_negative) {
        return nb_raise_here(ctx, &nb_OverflowError, "integer too large");
    }
    *result = nb_int64_of_bits(is_negative ? 0 - magnitude : magnitude);
    return NB_OK;
}

//@ nb_matches <stdbool.h>
/* Is the string this lower-case word, in letters of either case? */
NB_API bool nb_matches(nb_str s, const char *word)
{
    for (int64_t i = 0; i < s.size; i++) {
        const char upper = s.data[i];
        const char letter = (char)(upper >= 'A' && upper <= 'Z' ? upper + ('a' - 'A') : upper);

        if (word[i] != letter) {
            return false;
        }
    }
    return word[s.size] == '\0';
}

//@ nb_number NB_NUMBER_DIGITS <stdbool.h> <stdint.h>
/* A decimal number on its way from text to a float: 0.d1d2d3... * 10 ** exponent. As many digits
 * are kept as can matter, and after them a 1 for all others. */
enum { NB_NUMBER_DIGITS = 800 };
typedef struct nb_number {
    char digits[NB_NUMBER_DIGITS + 24]; /* and the exponent at the end */
    int count;
    int64_t exponent;
    bool has_digits; /* zeros too */
} nb_number;

//@ nb_number_digit <stdbool.h>
/* Adds a digit, after the point or before it. */
NB_API void nb_number_digit(nb_number *number, char digit, bool after_point)
{
    number->has_digits = true;
    if (number->count == 0 && digit == '0') {
        number->exponent -= after_point;
        return;
    }
    if (number->count < NB_NUMBER_DIGITS) {
        number->digits[number->count++] = digit;
    } else if (digit != '0') {
        number->digits[NB_NUMBER_DIGITS - 1] = '1';
    }
    number->exponent += !after_point;
}

//@ nb_read_number <stdbool.h> <stdint.h>
/* Reads digits with a point somewhere and underscores between digits; gives the offset after
 * them, or -1 where an underscore stands elsewhere. */
NB_API int64_t nb_read_number(nb_str s, nb_number *number)
{
    bool after_point = false;
    int64_t i = 0;

    for (; i < s.size; i++) {
        if (nb_is_digit(s.data[i])) {
            nb_number_digit(number, s.data[i], after_point);
        } else if (s.data[i] == '.' && !after_point) {
            after_point = true;
        } else if (s.data[i] == '_') {
            if (i == 0 || i + 1 == s.size || !nb_is_digit(s.data[i - 1])
                || !nb_is_digit(s.data[i + 1])) {
                return -1;
            }
        } else {
            break;
        }
    }
    return i;
}

//@ nb_read_exponent <stdbool.h> <stdint.h>
/* Reads "", or an exponent as in "e-5", and adds it. false: neither. */
NB_API bool nb_read_exponent(nb_str s, int64_t *exponent)
{
    if (s.size == 0) {
        return true;
    }
    if (s.data[0] != 'e' && s.data[0] != 'E') {
        return false;
    }
    const int skipped = s.size > 1 && (s.data[1] == '-' || s.data[1] == '+') ? 2 : 1;
    const nb_str digits =
        nb_str_part(s, s.data + skipped, s.size - skipped, s.length - skipped);
    uint64_t magnitude = 0;
    bool fits = false;

    if (!nb_read_digits(digits, 10, &magnitude, &fits)) {
        return false;
    }
    const int64_t size = fits && magnitude < INT64_MAX / 4 ? (int64_t)magnitude : INT64_MAX / 4;
    *exponent += s.data[1] == '-' ? -size : size;
    return true;
}

//@ nb_number_value <math.h> <stdio.h> <stdlib.h>
/* The float next to the number. It is read without a decimal point, for that is the locale's. */
NB_API double nb_number_value(nb_number *number)
{
    const int64_t exponent = number->exponent - number->count;

    if (number->count == 0 || number->exponent < -400) {
        return 0.0;
    }
    if (number->exponent > 400) {
        return HUGE_VAL;
    }
    snprintf(number->digits + number->count, 24, "e%d", (int)exponent);
    return strtod(number->digits, NULL);
}

//@ nb_read_float <math.h> <stdbool.h> <stdint.h>
/* Reads all of `s`, which has no sign, as a float. false: it is none. */
NB_API bool nb_read_float(nb_str s, double *result)
{
    nb_number number;

    number.count = 0;
    number.exponent = 0;
    number.has_digits = false;
    if (nb_matches(s, "inf") || nb_matches(s, "infinity")) {
        *result = HUGE_VAL;
        return true;
    }
    if (nb_matches(s, "nan")) {
        *result = HUGE_VAL - HUGE_VAL;
        return true;
    }
    const int64_t end = nb_read_number(s, &number);
    if (end < 0 || !number.has_digits) {
        return false;
    }
    const nb_str rest = nb_str_part(s, s.data + end, s.size - end, s.length - end);
    if (!nb_read_exponent(rest, &number.exponent)) {
        return false;
    }
    *result = nb_number_value(&number);
    return true;
}

//@ nb_float64_of_str <stdbool.h>
/* Python's float(s). Raises ValueError. */
NB_API nb_status nb_float64_of_str(nb_context *ctx, nb_str s, double *result)
{
    nb_str number = nb_str_strip(s);
    const bool is_signed = number.size > 0 && (number.data[0] == '-' || number.data[0] == '+');
    const bool is_negative = is_signed && number.data[0] == '-';
    double magnitude = 0.0;

    if (is_signed) {
        number = nb_str_part(number, number.data + 1, number.size - 1, number.length - 1);
    }
    if (!nb_read_float(number, &magnitude)) {
        return nb_raise_unreadable(ctx, "could not convert string to float: ", s);
    }
    *result = is_negative ? -magnitude : magnitude;
    return NB_OK;
}
