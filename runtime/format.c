/* Values laid out by Python's format specifications, which the translator has checked:
 * [[fill]align][sign][#][0][width][grouping][.precision][type]. */

//@ nb_format <stdbool.h> <stdint.h>
/* A format specification, read. */
typedef struct nb_format {
    nb_str fill;
    char align; /* one of < > ^ =, or NUL */
    char sign;  /* + or a space, or NUL */
    bool is_alternate;
    int width;
    char grouping; /* a comma or an underscore, or NUL */
    int precision; /* -1: none */
    char type;     /* or NUL */
} nb_format;

//@ nb_is_align <stdbool.h>
/* Does the character tell where the padding goes? */
NB_INLINE bool nb_is_align(char character)
{
    return character == '<' || character == '>' || character == '^' || character == '=';
}

//@ nb_read_count
/* Reads digits. */
NB_INLINE int nb_read_count(const char **at)
{
    int count = 0;

    for (; nb_is_digit(**at); (*at)++) {
        count = count * 10 + (**at - '0');
    }
    return count;
}

//@ nb_read_mark <stddef.h> <string.h>
/* Reads one of the characters if it stands there; NUL: it does not. */
NB_INLINE char nb_read_mark(const char **at, const char *marks)
{
    return **at != '\0' && strchr(marks, **at) != NULL ? *(*at)++ : '\0';
}

//@ nb_read_fill <stdint.h> <string.h>
/* Reads [[fill]align]. */
NB_API void nb_read_fill(const char **at, nb_format *format)
{
    const nb_str rest = nb_str_of_utf8(*at, (int64_t)strlen(*at));
    int64_t end = 0;

    if (rest.length > 1 && nb_is_align((*at)[nb_str_next(rest, &end).size])) {
        format->fill = nb_str_between(rest, 0, end);
        *at += end;
    }
    format->align = nb_read_mark(at, "<>^=");
}

//@ nb_format_of <stdbool.h>
/* The specification in the text. A zero before the width is a fill and an alignment. */
NB_API nb_format nb_format_of(const char *text)
{
    nb_format format = {NB_STR_INIT(""), '\0', '\0', false, 0, '\0', -1, '\0'};

    nb_read_fill(&text, &format);
    format.sign = nb_read_mark(&text, "+- ");
    format.is_alternate = nb_read_mark(&text, "#") != '\0';
    const bool has_zero = nb_read_mark(&text, "0") != '\0';
    if (has_zero && format.align == '\0') {
        format.align = '=';
    }
    if (format.fill.size == 0) {
        format.fill = has_zero ? NB_STR("0") : NB_STR(" ");
    }
    format.width = nb_read_count(&text);
    format.grouping = nb_read_mark(&text, ",_");
    if (nb_read_mark(&text, ".") != '\0') {
        format.precision = nb_read_count(&text);
    }
    format.type = *text;
    return format;
}

//@ nb_format_str <stdint.h>
/* Writes a string, cut to the precision and padded to the width. */
NB_API void nb_format_str(nb_writer *out, nb_str s, const char *text)
{
    const nb_format format = nb_format_of(text);
    const nb_str shown =
        format.precision < 0 ? s : nb_str_slice(s, nb_slice_to(format.precision));
    const int64_t missing = format.width > shown.length ? format.width - shown.length : 0;
    const int64_t left = format.align == '>' ? missing : format.align == '^' ? missing / 2 : 0;

    nb_write_repeated(out, format.fill, left);
    nb_write_text(out, shown);
    nb_write_repeated(out, format.fill, missing - left);
}

//@ nb_number_text
/* The parts of a number's text, which follow one another. */
typedef struct nb_number_text {
    const char *sign;
    const char *prefix;
    const char *text;
    int digits; /* before the point: the first of `text` */
    int size;   /* of `text` */
    int zeros;  /* after `text` */
    const char *suffix;
} nb_number_text;

//@ nb_sign_text <stdbool.h>
/* What shows a number's sign. */
NB_INLINE const char *nb_sign_text(bool is_negative, char sign)
{
    return is_negative ? "-" : sign == '+' ? "+" : sign == ' ' ? " " : "";
}

//@ nb_write_grouped <stddef.h>
/* Writes `count` digits, the last ones `digits` and zeros before them, in groups of that size; 0:
 * in one. */
NB_API void nb_write_grouped(nb_writer *out, const nb_number_text *number, int count, int group,
                             char separator)
{
    for (int left = count; left > 0; left--) {
        if (group > 0 && left < count && left % group == 0) {
            out->write(out, &separator, 1);
        }
        out->write(out, left > number->digits ? "0" : number->text + (number->digits - left), 1);
    }
}

//@ nb_digits_for
/* How many digits fill `room` characters with their separators, and are not fewer than `digits`. */
NB_INLINE int nb_digits_for(int digits, int room, int group)
{
    while (digits + (group > 0 ? (digits - 1) / group : 0) < room) {
        digits++;
    }
    return digits;
}

//@ nb_write_number <stdbool.h> <stddef.h> <string.h>
/* Writes a number in groups and padded. */
NB_API void nb_write_number(nb_writer *out, const nb_number_text *number, const nb_format *format)
{
    const int rest = (int)(strlen(number->sign) + strlen(number->prefix) + strlen(number->suffix)) +
                     number->size - number->digits + number->zeros;
    const bool is_binary = format->type != '\0' && strchr("boxX", format->type) != NULL;
    const int group = format->grouping == '\0' || number->digits == 0 ? 0 : is_binary ? 4 : 3;
    const bool adds_zeros = format->align == '=' && nb_str_equal(format->fill, NB_STR("0"));
    const int count =
        nb_digits_for(number->digits, adds_zeros ? format->width - rest : 0, group);
    const int size = rest + count + (group > 0 ? (count - 1) / group : 0);
    const int missing = format->width > size ? format->width - size : 0;
    const int right = format->align == '<' ? missing : format->align == '^' ? (missing + 1) / 2 : 0;
    const int inside = format->align == '=' ? missing : 0;

    nb_write_repeated(out, format->fill, missing - right - inside);
    nb_write_literal(out, number->sign);
    nb_write_literal(out, number->prefix);
    nb_write_repeated(out, format->fill, inside);
    nb_write_grouped(out, number, count, group, format->grouping);
    out->write(out, number->text + number->digits, (size_t)(number->size - number->digits));
    nb_write_repeated(out, NB_STR("0"), number->zeros);
    nb_write_literal(out, number->suffix);
    nb_write_repeated(out, format->fill, right);
}

//@ nb_format_integer <stdbool.h> <stdint.h>
/* Writes an integer in the base that the specification's type names. */
NB_API void nb_format_integer(nb_writer *out, bool is_negative, uint64_t magnitude,
                              const char *text)
{
    const nb_format format = nb_format_of(text);
    const char type = format.type;
    const unsigned base = type == 'x' || type == 'X' ? 16 : type == 'o' ? 8 : type == 'b' ? 2 : 10;
    const char *digits = type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    const char prefix[] = {'0', type, '\0'};
    char buffer[64];
    int start = sizeof buffer;

    do {
        buffer[--start] = digits[magnitude % base];
        magnitude /= base;
    } while (magnitude > 0);
    const int size = (int)sizeof buffer - start;
    const nb_number_text number = {nb_sign_text(is_negative, format.sign),
                                   format.is_alternate && base != 10 ? prefix : "",
                                   buffer + start,
                                   size,
                                   size,
                                   0,
                                   ""};
    nb_write_number(out, &number, &format);
}

//@ nb_format_int64 <stdint.h>
/* Writes an integer. */
NB_API void nb_format_int64(nb_writer *out, int64_t x, const char *text)
{
    nb_format_integer(out, x < 0, x < 0 ? 0 - (uint64_t)x : (uint64_t)x, text);
}

//@ nb_format_uint64 <stdbool.h> <stdint.h>
/* Writes an integer. */
NB_API void nb_format_uint64(nb_writer *out, uint64_t x, const char *text)
{
    nb_format_integer(out, false, x, text);
}

//@ NB_FORMAT_DIGITS NB_FORMAT_TEXT
/* Digits after the point that a float can have, with some to spare: all others are zeros. And the
 * bytes that a float's text with so many fits in. */
enum { NB_FORMAT_DIGITS = 1100, NB_FORMAT_TEXT = NB_FORMAT_DIGITS + 350 };

//@ nb_print_float <stdio.h>
/* What printf makes of x, which is not negative, with a point whatever the locale has there. */
NB_API void nb_print_float(char *to, const char *format, int precision, double x)
{
    char text[NB_FORMAT_TEXT];

    snprintf(text, sizeof text, format, precision, x);
    for (const char *from = text; *from != '\0'; from++) {
        if (nb_is_digit(*from) || *from == 'e' || *from == '-' || *from == '+') {
            *to++ = *from;
        } else if (nb_is_digit(to[-1])) {
            *to++ = '.';
        }
    }
    *to = '\0';
}

//@ nb_strip_zeros <stddef.h> <string.h>
/* Takes away zeros at the end of the fraction, and the point if no digit is left after it. */
NB_API void nb_strip_zeros(char *text)
{
    char *exponent = text + strcspn(text, "e");
    char *end = exponent;

    if (memchr(text, '.', (size_t)(end - text)) == NULL) {
        return;
    }
    while (end[-1] == '0') {
        end--;
    }
    end -= end[-1] == '.';
    memmove(end, exponent, strlen(exponent) + 1);
}

//@ nb_put_general <stdbool.h> <stdlib.h> <string.h>
/* Puts x with so many significant digits: plainly where its exponent is from -4 on and below
 * `limit`. Zeros at the end go, unless `keeps`. */
NB_API void nb_put_general(char *to, double x, int digits, int limit, bool keeps)
{
    nb_print_float(to, keeps ? "%#.*e" : "%.*e", digits - 1, x);
    const int exponent = atoi(strchr(to, 'e') + 1);

    if (exponent >= -4 && exponent < limit) {
        nb_print_float(to, keeps ? "%#.*f" : "%.*f", digits - 1 - exponent, x);
    }
    if (!keeps) {
        nb_strip_zeros(to);
    }
}

//@ nb_put_rounded <stdbool.h> <stddef.h> <string.h>
/* The same where the specification has no type: a whole number keeps a digit after the point, or
 * gets an exponent. */
NB_API void nb_put_rounded(char *to, double x, int digits, bool keeps)
{
    nb_put_general(to, x, digits, digits - 1, keeps);
    const size_t size = strcspn(to, ".e");

    if (to[size] == '\0') {
        memcpy(to + size, ".0", 3);
    }
}

//@ nb_put_formatted <stdbool.h>
/* Puts x, which is finite and not negative, as the specification's type wants it. */
NB_API void nb_put_formatted(char *to, double x, const nb_format *format, int precision)
{
    const bool keeps = format->is_alternate;
    const int digits = precision > 0 ? precision : 1;

    switch (format->type) {
    case 'e':
    case 'E': nb_print_float(to, keeps ? "%#.*e" : "%.*e", precision, x); break;
    case 'f':
    case 'F':
    case '%': nb_print_float(to, keeps ? "%#.*f" : "%.*f", precision, x); break;
    case '\0': nb_put_rounded(to, x, digits, keeps); break;
    default: nb_put_general(to, x, digits, digits, keeps); break;
    }
}

//@ nb_put_float_text <stddef.h> <string.h>
/* Puts x, which is not negative; gives how many zeros the precision asks for besides. */
NB_API int nb_put_float_text(char *to, double x, const nb_format *format)
{
    const int precision = format->precision < 0 ? 6 : format->precision;
    const int shown = precision < NB_FORMAT_DIGITS ? precision : NB_FORMAT_DIGITS;

    if (x - x != 0) {
        memcpy(to, x != x ? "nan" : "inf", 4);
        return 0;
    }
    nb_put_formatted(to, format->type == '%' ? x * 100 : x, format, shown);
    return format->type != '\0' && strchr("eEfF%", format->type) != NULL ? precision - shown : 0;
}

//@ nb_write_float <stdbool.h> <stddef.h> <string.h>
/* Writes a float whose digits were put. */
NB_API void nb_write_float(nb_writer *out, bool is_negative, char *text, int zeros,
                           const nb_format *format)
{
    const int size = (int)strcspn(text, "e");
    const char *suffix = format->type == '%' ? "%" : text + size;
    const nb_number_text number = {nb_sign_text(is_negative, format->sign),
                                   "",
                                   text,
                                   (int)strspn(text, "0123456789"),
                                   size,
                                   zeros,
                                   suffix};

    if (format->type == 'E' || format->type == 'F' || format->type == 'G') {
        for (char *at = text; *at != '\0'; at++) {
            *at = (char)(*at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at);
        }
    }
    nb_write_number(out, &number, format);
}

//@ each $T $C: float32 float, float64 double
//@ nb_format_$T <stdbool.h>
/* Writes a float. */
NB_API void nb_format_$T(nb_writer *out, $C x, const char *text)
{
    const nb_format format = nb_format_of(text);
    const bool is_negative = x == x && nb_signbit_$T(x);
    const $C magnitude = is_negative ? -x : x;
    char digits[NB_FORMAT_TEXT];
    int zeros = 0;

    if (format.type == '\0' && format.precision < 0) {
        *nb_put_$T(digits, magnitude, ".0") = '\0';
    } else {
        zeros = nb_put_float_text(digits, magnitude, &format);
    }
    nb_write_float(out, is_negative, digits, zeros, &format);
}

//@ end
