/* Values as text: what Python's repr gives. A writer takes the text wherever it goes. */

//@ nb_writer <stddef.h>
/* Where text goes. */
typedef struct nb_writer {
    void (*write)(struct nb_writer *out, const char *bytes, size_t size);
} nb_writer;

//@ nb_write_literal <string.h>
/* Writes a C string. */
NB_API void nb_write_literal(nb_writer *out, const char *text)
{
    out->write(out, text, strlen(text));
}

//@ nb_write_text <stddef.h>
/* Writes a string as it is. */
NB_API void nb_write_text(nb_writer *out, nb_str text)
{
    out->write(out, text.data, (size_t)text.size);
}

//@ nb_write_bool <stdbool.h>
/* Writes True or False. */
NB_API void nb_write_bool(nb_writer *out, bool x)
{
    nb_write_literal(out, x ? "True" : "False");
}

//@ nb_write_none
/* Writes None. */
NB_API void nb_write_none(nb_writer *out)
{
    nb_write_literal(out, "None");
}

//@ nb_write_decimal <stdbool.h> <stddef.h> <stdint.h>
/* Writes an integer's digits, after a minus if it is negative. */
NB_API void nb_write_decimal(nb_writer *out, bool is_negative, uint64_t magnitude)
{
    char text[24];
    size_t start = sizeof text;

    do {
        text[--start] = (char)('0' + magnitude % 10);
        magnitude /= 10;
    } while (magnitude > 0);
    if (is_negative) {
        text[--start] = '-';
    }
    out->write(out, text + start, sizeof text - start);
}

//@ each $B: 8, 16, 32, 64
//@ nb_write_int$B <stdint.h>
/* Writes a number in decimal. */
NB_API void nb_write_int$B(nb_writer *out, int$B_t x)
{
    nb_write_decimal(out, x < 0, x < 0 ? 0 - (uint64_t)x : (uint64_t)x);
}

//@ nb_write_uint$B <stdbool.h> <stdint.h>
/* Writes a number in decimal. */
NB_API void nb_write_uint$B(nb_writer *out, uint$B_t x)
{
    nb_write_decimal(out, false, x);
}

//@ end
//@ NB_FLOAT_TEXT
/* The bytes that the text of any float fits in. */
enum { NB_FLOAT_TEXT = 40 };

//@ nb_put_zeros <stddef.h> <string.h>
/* Puts zeros; gives where to go on. */
NB_INLINE char *nb_put_zeros(char *to, int count)
{
    memset(to, '0', (size_t)count);
    return to + count;
}

//@ nb_put_bytes <stddef.h> <string.h>
/* Puts bytes; gives where to go on. */
NB_INLINE char *nb_put_bytes(char *to, const char *from, int count)
{
    memcpy(to, from, (size_t)count);
    return to + count;
}

//@ nb_put_scientific <stdio.h>
/* Puts digits as 1.25e-07. */
NB_API char *nb_put_scientific(char *to, const char *digits, int count, int exponent)
{
    *to++ = digits[0];
    if (count > 1) {
        *to++ = '.';
        to = nb_put_bytes(to, digits + 1, count - 1);
    }
    return to + snprintf(to, 8, "e%+03d", exponent);
}

//@ nb_put_plain <string.h>
/* Puts digits as 0.00125, 12.5 or 1250, followed by `whole` where there is no fraction. */
NB_API char *nb_put_plain(char *to, const char *digits, int count, int exponent, const char *whole)
{
    if (exponent < 0) {
        to = nb_put_bytes(to, "0.", 2);
        to = nb_put_zeros(to, -exponent - 1);
        return nb_put_bytes(to, digits, count);
    }
    if (count > exponent + 1) {
        to = nb_put_bytes(to, digits, exponent + 1);
        *to++ = '.';
        return nb_put_bytes(to, digits + exponent + 1, count - exponent - 1);
    }
    to = nb_put_bytes(to, digits, count);
    to = nb_put_zeros(to, exponent + 1 - count);
    return nb_put_bytes(to, whole, (int)strlen(whole));
}

//@ nb_put_float <stdlib.h>
/* Puts what printf's %e gave, as Python lays it out, whatever the locale's decimal point is. */
NB_API char *nb_put_float(char *to, const char *text, const char *whole)
{
    char digits[NB_FLOAT_TEXT];
    int count = 0;

    for (; *text != 'e'; text++) {
        if (*text == '-') {
            *to++ = '-';
        } else if (*text >= '0' && *text <= '9') {
            digits[count++] = *text;
        }
    }
    while (count > 1 && digits[count - 1] == '0') {
        count--;
    }
    const int exponent = atoi(text + 1);

    if (exponent < -4 || exponent >= 16) {
        return nb_put_scientific(to, digits, count, exponent);
    }
    return nb_put_plain(to, digits, count, exponent, whole);
}

//@ each $T $C $M $L $H $S $f: float32 float FLT 5 8 f f, float64 double DBL 14 16 d
//@ nb_reads_back_$T <stdbool.h> <stdlib.h> <string.h>
/* Does the text of printf's %e, or the same with its last digit one up, read back as x? Then
 * `text` is it. The upper neighbour can be right where the nearer one is not: above a power of
 * two the floats lie wider than below. */
NB_API bool nb_reads_back_$T(char *text, $C x)
{
    char *last = strchr(text, 'e') - 1;

    if (strto$S(text, NULL) == x) {
        return true;
    }
    if (*last >= '0' && *last < '9') {
        ++*last;
    }
    return strto$S(text, NULL) == x;
}

//@ nb_put_$T <float.h> <math.h> <stdio.h>
/* Puts the shortest text that reads back as x: most numbers have it among $L to $H digits after
 * the first. `whole` follows where there is no fraction: ".0", or nothing. */
NB_API char *nb_put_$T(char *to, $C x, const char *whole)
{
    char text[NB_FLOAT_TEXT];
    int precision = fabs$f(x) < $M_MIN ? 0 : $L;

    if (x != x) {
        return nb_put_bytes(to, "nan", 3);
    }
    if (x - x != 0) {
        return x < 0 ? nb_put_bytes(to, "-inf", 4) : nb_put_bytes(to, "inf", 3);
    }
    do {
        snprintf(text, sizeof text, "%.*e", precision, (double)x);
        precision++;
    } while (precision <= $H && !nb_reads_back_$T(text, x));
    return nb_put_float(to, text, whole);
}

//@ nb_write_$T <stddef.h>
/* Writes a number as Python does: the fewest digits that read back as x. */
NB_API void nb_write_$T(nb_writer *out, $C x)
{
    char text[NB_FLOAT_TEXT];
    const char *end = nb_put_$T(text, x, ".0");

    out->write(out, text, (size_t)(end - text));
}

//@ end
//@ each $T $F: complex64 float32, complex128 float64
//@ nb_write_$T <stdbool.h> <stddef.h>
/* Writes a complex number as Python does: (2-1j), 1j. */
NB_API void nb_write_$T(nb_writer *out, nb_$T x)
{
    const bool is_pair = x.real != 0 || nb_signbit_$F(x.real);
    char text[2 * NB_FLOAT_TEXT];
    char *end = text;

    if (is_pair) {
        *end++ = '(';
        end = nb_put_$F(end, x.real, "");
    }
    if (is_pair && (x.imag != x.imag || !nb_signbit_$F(x.imag))) {
        *end++ = '+';
    }
    end = nb_put_$F(end, x.imag, "");
    end = nb_put_bytes(end, "j)", is_pair ? 2 : 1);
    out->write(out, text, (size_t)(end - text));
}

//@ end
//@ nb_code_point <stdint.h>
/* The code point that a string of one holds. */
NB_API uint32_t nb_code_point(nb_str point)
{
    const unsigned char first = (unsigned char)point.data[0];
    uint32_t code = point.size == 1 ? first : first & (0x7fu >> point.size);

    for (int64_t i = 1; i < point.size; i++) {
        code = code << 6 | ((unsigned char)point.data[i] & 0x3fu);
    }
    return code;
}

//@ nb_is_printable <stdbool.h> <stddef.h> <stdint.h>
/* Does repr show the code point itself? Not controls, spaces but the plain one, format
 * characters, surrogates and those for private use. */
NB_API bool nb_is_printable(uint32_t code)
{
    static const uint32_t hidden[][2] = {
        {0, 0x1f}, {0x7f, 0xa0}, {0xad, 0xad}, {0x600, 0x605}, {0x61c, 0x61c}, {0x6dd, 0x6dd},
        {0x70f, 0x70f}, {0x1680, 0x1680}, {0x180e, 0x180e}, {0x2000, 0x200f}, {0x2028, 0x202f},
        {0x205f, 0x206f}, {0x3000, 0x3000}, {0xd800, 0xf8ff}, {0xfdd0, 0xfdef}, {0xfeff, 0xfeff},
        {0xfff0, 0xfffb}, {0xfffe, 0xffff}, {0xe0000, 0xe00ff}, {0xf0000, 0x10ffff},
    };

    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        if (code >= hidden[i][0] && code <= hidden[i][1]) {
            return false;
        }
    }
    return true;
}

//@ nb_write_escaped <stdint.h> <stdio.h>
/* Writes a code point that repr does not show, by an escape sequence. */
NB_API void nb_write_escaped(nb_writer *out, uint32_t code)
{
    char text[16];

    if (code == '\n' || code == '\r' || code == '\t') {
        nb_write_literal(out, code == '\n' ? "\\n" : code == '\r' ? "\\r" : "\\t");
        return;
    }
    const char letter = code <= 0xff ? 'x' : code <= 0xffff ? 'u' : 'U';
    const int digits = code <= 0xff ? 2 : code <= 0xffff ? 4 : 8;

    snprintf(text, sizeof text, "\\%c%0*x", letter, digits, (unsigned)code);
    nb_write_literal(out, text);
}

//@ nb_has_byte <stdbool.h> <stddef.h> <string.h>
NB_INLINE bool nb_has_byte(nb_str s, char byte)
{
    return s.size > 0 && memchr(s.data, byte, (size_t)s.size) != NULL;
}

//@ nb_write_str <stdint.h>
/* Writes a string as Python's repr does: quoted, with escapes. */
NB_API void nb_write_str(nb_writer *out, nb_str s)
{
    const char *quote = nb_has_byte(s, '\'') && !nb_has_byte(s, '"') ? "\"" : "'";

    nb_write_literal(out, quote);
    for (int64_t offset = 0; offset < s.size;) {
        const nb_str point = nb_str_next(s, &offset);
        const uint32_t code = nb_code_point(point);

        if (code == '\\' || code == (unsigned char)quote[0]) {
            nb_write_literal(out, "\\");
        }
        if (nb_is_printable(code)) {
            nb_write_text(out, point);
        } else {
            nb_write_escaped(out, code);
        }
    }
    nb_write_literal(out, quote);
}

//@ nb_write_repeated <stdint.h>
/* Writes a string `count` times. */
NB_API void nb_write_repeated(nb_writer *out, nb_str s, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        nb_write_text(out, s);
    }
}
