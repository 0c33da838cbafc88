/* The lexer's literals: numbers and strings to their values. */
#include "lexer.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- numbers --- */

static unsigned digit_value(char c)
{
    if (is_digit(c)) {
        return (unsigned)(c - '0');
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? (unsigned)(lower - 'a') + 10 : 99;
}

static unsigned base_of(const char *start)
{
    if (start[0] != '0') {
        return 10;
    }
    switch (start[1] | 0x20) {
    case 'x': return 16;
    case 'o': return 8;
    case 'b': return 2;
    default: return 10;
    }
}

/* Skips digits of `base` with single underscores between them. False: there are none, or a `_` is
 * last. */
static bool skip_digits(Lexer *lexer, unsigned base)
{
    const char *start = lexer->at;

    while (digit_value(*lexer->at) < base ||
           (*lexer->at == '_' && lexer->at > start && lexer->at[-1] != '_')) {
        lexer->at++;
    }
    return lexer->at > start && lexer->at[-1] != '_';
}

/* False: more than 64 bits. */
static bool integer_value(const char *at, const char *end, unsigned base, uint64_t *value)
{
    *value = 0;
    for (; at < end; at++) {
        if (*at == '_') {
            continue;
        }
        unsigned digit = digit_value(*at);
        if (*value > (UINT64_MAX - digit) / base) {
            return false;
        }
        *value = *value * base + digit;
    }
    return true;
}

/* What strtod takes as the point depends on the locale of the program that the library is in. */
static double number_by_library(Arena *arena, const char *text, size_t length)
{
    const char *point = localeconv()->decimal_point;
    size_t point_length = strlen(point);
    char *spelled = arena_alloc(arena, length + point_length + 1);
    char *to = spelled;

    for (size_t i = 0; i < length; i++) {
        if (text[i] == '.') {
            memcpy(to, point, point_length);
            to += point_length;
        } else if (text[i] != '_') {
            *to++ = text[i];
        }
    }
    *to = '\0';
    return strtod(spelled, NULL);
}

/* The value where it is exact: at most 15 digits, of which at most 22 moved by the point. */
static bool short_number(const char *at, const char *end, double *value)
{
    static const double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    uint64_t digits = 0;
    size_t after_point = 0;
    bool is_after_point = false;

    if (end - at > 16) {
        return false;
    }
    for (; at < end; at++) {
        if (*at == '.') {
            is_after_point = true;
        } else if (is_digit(*at)) {
            digits = digits * 10 + digit_value(*at);
            after_point += is_after_point;
        } else {
            return false;
        }
    }
    if (digits >= 1000000000000000U) {
        return false;
    }
    *value = (double)digits / powers[after_point];
    return true;
}

static void finish_float(Lexer *lexer, Token *token, const char *start)
{
    const char *end = lexer->at;

    token->kind = TOKEN_FLOAT;
    if (!short_number(start, end, &token->number)) {
        token->number = number_by_library(&lexer->program->scratch, start, (size_t)(end - start));
    }
    if (*lexer->at == 'j' && !is_name_character(lexer->at[1])) {
        token->kind = TOKEN_IMAGINARY;
        lexer->at++;
    }
    if (isinf(token->number)) {
        lex_invalid(lexer, token, start, "the number is too large for a float64:");
    }
}

static void finish_integer(Lexer *lexer, Token *token, const char *start, unsigned base)
{
    const char *digits = base == 10 ? start : start + 2;

    token->kind = TOKEN_INTEGER;
    if (!integer_value(digits, lexer->at, base, &token->integer)) {
        lex_invalid(lexer, token, start, "the integer does not fit 64 bits:");
    }
}

/* The part after the whole digits: true where there is one. */
static bool skip_fraction(Lexer *lexer, bool *is_valid)
{
    bool is_float = lexer->at[0] == '.' && is_digit(lexer->at[1]);

    if (is_float) {
        lexer->at++;
        *is_valid &= skip_digits(lexer, 10);
    }
    if ((lexer->at[0] | 0x20) == 'e') {
        bool is_signed = lexer->at[1] == '+' || lexer->at[1] == '-';

        lexer->at += is_signed ? 2 : 1;
        *is_valid &= skip_digits(lexer, 10);
        is_float = true;
    }
    return is_float || (lexer->at[0] == 'j' && !is_name_character(lexer->at[1]));
}

/* The point of `1.`: no range, no member. */
static bool is_bare_point(const char *at)
{
    return at[0] == '.' && at[1] != '.' && !is_name_character(at[1]);
}

void lex_number(Lexer *lexer, Token *token)
{
    const char *start = lexer->at;
    unsigned base = base_of(start);

    lexer->at += base == 10 ? 0 : 2;
    bool is_valid = skip_digits(lexer, base);
    bool is_float = base == 10 && skip_fraction(lexer, &is_valid);
    bool is_imaginary = is_float && lexer->at[0] == 'j' && !is_name_character(lexer->at[1]);
    if (!is_valid || (is_name_character(*lexer->at) && !is_imaginary)) {
        while (is_name_character(*lexer->at)) {
            lexer->at++;
        }
        lex_invalid(lexer, token, start, "invalid number");
    } else if (!is_float && base == 10 && is_bare_point(lexer->at)) {
        lexer->at++;
        lex_invalid(lexer, token, start, "expected digits after the point of a float, saw");
    } else if (is_float) {
        finish_float(lexer, token, start);
    } else {
        finish_integer(lexer, token, start, base);
    }
}

/* --- strings --- */

static size_t encode_utf8(char *to, uint32_t code)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = (char)(0xC0 | code >> 6);
        to[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        to[0] = (char)(0xE0 | code >> 12);
        to[1] = (char)(0x80 | (code >> 6 & 0x3F));
        to[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    to[0] = (char)(0xF0 | code >> 18);
    to[1] = (char)(0x80 | (code >> 12 & 0x3F));
    to[2] = (char)(0x80 | (code >> 6 & 0x3F));
    to[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

/* \u{1F600}, the lexer standing behind the `u`. False: it is none. */
static bool unicode_escape(const char **at, uint32_t *code)
{
    const char *start = *at + 1;
    const char *digit = start;

    *code = 0;
    if (**at != '{') {
        return false;
    }
    while (digit_value(*digit) < 16 && digit - start < 6) {
        *code = *code * 16 + digit_value(*digit++);
    }
    if (digit == start || *digit != '}') {
        return false;
    }
    *at = digit + 1;
    return *code <= 0x10FFFF && (*code < 0xD800 || *code > 0xDFFF);
}

/* \xE9: the code point of that number, as in Python's str. */
static bool hexadecimal_escape(const char **at, uint32_t *code)
{
    unsigned high = digit_value((*at)[0]);
    unsigned low = high < 16 ? digit_value((*at)[1]) : 99;

    *code = high * 16 + low;
    *at += 2;
    return low < 16;
}

/* The code point of the escape whose letter `*at` stands at. False: there is no such escape. */
static bool escape_value(const char **at, uint32_t *code)
{
    static const char letters[] = "ntr0\\\"";
    static const char values[] = "\n\t\r\0\\\"";
    char letter = *(*at)++;
    const char *found = letter == '\0' ? NULL : strchr(letters, letter);

    if (found != NULL) {
        *code = (unsigned char)values[found - letters];
        return true;
    }
    if (letter == 'x') {
        return hexadecimal_escape(at, code);
    }
    return letter == 'u' && unicode_escape(at, code);
}

static void bad_escape(Lexer *lexer, Token *token, const char *start)
{
    const char *end = lexer->at;
    const char *what = "unknown escape in a string:";

    if (start[1] == 'u') {
        what = "expected the number of a character in braces after";
    } else if (start[1] == 'x') {
        what = "expected two hexadecimal digits after";
    }
    lexer->at = start + 2;
    lex_invalid(lexer, token, start, what);
    lexer->at = end;
}

static void unclosed_string(Lexer *lexer, Token *token, const char *start)
{
    uint32_t offset = (uint32_t)(start - lexer->source->text);
    Span span = lexer_span(lexer, offset, (uint32_t)(lexer->at - start), lexer->line);

    token->kind = TOKEN_INVALID;
    lexer_error(lexer, span, lexer->line,
                "expected '\"' at the end of the string, saw the end of the %s",
                lexer->at < lexer->end ? "line" : "file");
}

/* No escape is shorter than what it stands for. */
static void decode_string(Lexer *lexer, Token *token, const char *start, const char *end)
{
    char *to = arena_alloc(&lexer->program->arena, (size_t)(end - start) + 1);
    bool is_bytes = token->kind == TOKEN_BYTES;

    token->string.bytes = to;
    for (const char *at = start; at < end;) {
        const char *escape = memchr(at, '\\', (size_t)(end - at));
        const char *plain_end = escape == NULL ? end : escape;
        uint32_t code = 0;

        memcpy(to, at, (size_t)(plain_end - at));
        to += plain_end - at;
        at = plain_end;
        if (at == end) {
            break;
        }
        at++;
        bool is_unicode = *at == 'u';
        if (!escape_value(&at, &code) || at > end || (is_bytes && is_unicode)) {
            bad_escape(lexer, token, escape);
            return;
        }
        if (is_bytes) {
            *to++ = (char)code;
        } else {
            to += encode_utf8(to, code);
        }
    }
    *to = '\0';
    token->string.size = (uint32_t)(to - token->string.bytes);
}

static bool has_beyond_ascii(const char *at, const char *end)
{
    while (at < end && (unsigned char)*at < 0x80) {
        at++;
    }
    return at < end;
}

void lex_string(Lexer *lexer, Token *token, TokenKind kind)
{
    const char *start = ++lexer->at;

    token->kind = kind;
    while (*lexer->at != '"' && *lexer->at != '\n' && lexer->at < lexer->end) {
        bool is_escape = lexer->at[0] == '\\' && lexer->at[1] != '\n' && lexer->at[1] != '\0';
        lexer->at += is_escape ? 2 : 1;
    }
    if (*lexer->at != '"') {
        unclosed_string(lexer, token, start - 1);
        return;
    }
    lexer->at++;
    if (kind == TOKEN_BYTES && has_beyond_ascii(start, lexer->at)) {
        lex_invalid(lexer, token, start - 2,
                    "bytes are ASCII characters and escapes like \\xe9, saw");
        return;
    }
    decode_string(lexer, token, start, lexer->at - 1);
}
