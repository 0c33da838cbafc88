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

//@ nb_read_digits <stdbool.h> <stdint.h>
/* Reads all of `s` as decimal digits, single underscores between them. `*fits`: the number is
 * below 2**64. false: it is not of that form. */
NB_API bool nb_read_digits(nb_str s, uint64_t *magnitude, bool *fits)
{
    bool after_digit = false;

    *magnitude = 0;
    *fits = true;
    for (int64_t i = 0; i < s.size; i++) {
        if (nb_is_digit(s.data[i])) {
            const uint64_t digit = (uint64_t)(s.data[i] - '0');

            *fits = *fits && *magnitude <= (UINT64_MAX - digit) / 10;
            *magnitude = *magnitude * 10 + digit;
            after_digit = true;
        } else if (s.data[i] == '_' && after_digit) {
            after_digit = false;
        } else {
            return false;
        }
    }
    return after_digit;
}

//@ nb_integer_of_str <stdbool.h> <stdint.h>
/* Python's int(s), no lower than -most_negative and no higher than most. Gives the number
 * modulo 2**64. Raises ValueError, OverflowError. */
NB_API nb_status nb_integer_of_str(nb_context *ctx, nb_str s, uint64_t most_negative, uint64_t most,
                                   uint64_t *result)
{
    nb_str digits = nb_str_strip(s);
    const bool is_signed = digits.size > 0 && (digits.data[0] == '-' || digits.data[0] == '+');
    const bool is_negative = is_signed && digits.data[0] == '-';
    uint64_t magnitude = 0;
    bool fits = false;

    if (is_signed) {
        digits = nb_str_part(digits, digits.data + 1, digits.size - 1, digits.length - 1);
    }
    if (!nb_read_digits(digits, &magnitude, &fits)) {
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

    if (!nb_read_digits(digits, &magnitude, &fits)) {
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
