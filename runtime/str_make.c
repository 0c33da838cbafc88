/* Strings made from others: replaced, padded, and of a code point. */

//@ nb_str_replacements <stdint.h>
/* How many times `old` is replaced where at most `most` are asked for; negative: all. */
NB_API int64_t nb_str_replacements(nb_str s, nb_str old, int64_t most)
{
    const int64_t count = nb_str_count(s, old);

    return most < 0 || count < most ? count : most;
}

//@ nb_str_put_replaced <stddef.h> <stdint.h> <string.h>
/* Puts `s`, its first `count` occurrences of `old` replaced. */
NB_API void nb_str_put_replaced(char *to, nb_str s, nb_str old, nb_str new_text, int64_t count)
{
    int64_t start = 0;

    for (int64_t i = 0; i < count; i++) {
        int64_t at = start;

        if (old.size > 0) {
            at += nb_find_bytes(s.data + start, s.size - start, old.data, old.size);
        } else if (i > 0 && s.size == s.length) {
            at++;
        } else if (i > 0) {
            (void)nb_str_next(s, &at);
        }
        to = nb_append_bytes(to, nb_str_part(s, s.data + start, at - start, 0));
        to = nb_append_bytes(to, new_text);
        start = at + old.size;
    }
    (void)nb_append_bytes(to, nb_str_part(s, s.data + start, s.size - start, 0));
}

//@ nb_str_replace_first <stdbool.h> <stddef.h> <stdint.h>
/* `s` with at most `most` occurrences of `old` replaced, all where it is negative. Raises
 * MemoryError. */
NB_API nb_status nb_str_replace_first(nb_context *ctx, nb_str s, nb_str old, nb_str new_text,
                                      int64_t most, nb_str *result)
{
    const int64_t count = nb_str_replacements(s, old, most);
    const int64_t growth = new_text.size - old.size;
    const bool fits = growth <= 0 || count <= (INT64_MAX - s.size) / growth;
    const int64_t size = fits ? s.size + count * growth : -1;
    const int64_t length = fits ? s.length + count * (new_text.length - old.length) : 0;
    char *data = nb_str_make(ctx, size, length, result);

    if (data == NULL) {
        return NB_RAISED;
    }
    nb_str_put_replaced(data, s, old, new_text, count);
    return NB_OK;
}

//@ nb_str_replace
/* `s` with every `old` replaced. Raises MemoryError. */
NB_API nb_status nb_str_replace(nb_context *ctx, nb_str s, nb_str old, nb_str new_text,
                                nb_str *result)
{
    return nb_str_replace_first(ctx, s, old, new_text, -1, result);
}

//@ nb_append_repeated <stdint.h>
/* Copies a string's bytes `count` times; gives where to go on. */
NB_API char *nb_append_repeated(char *to, nb_str s, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        to = nb_append_bytes(to, s);
    }
    return to;
}

//@ nb_str_pad <stdbool.h> <stddef.h> <stdint.h>
/* `left` times `fill`, the string, and `right` times `fill`. Raises MemoryError, and TypeError
 * where `fill` is not one character. */
NB_API nb_status nb_str_pad(nb_context *ctx, nb_str s, int64_t left, int64_t right, nb_str fill,
                            nb_str *result)
{
    const int64_t added = left + right;
    const bool fits = fill.size == 0 || added <= (INT64_MAX - s.size) / fill.size;

    if (fill.length != 1) {
        return nb_raise_here(ctx, &nb_TypeError,
                             "The fill character must be exactly one character long");
    }
    const int64_t size = fits ? s.size + added * fill.size : -1;
    char *data = nb_str_make(ctx, size, s.length + added, result);
    if (data == NULL) {
        return NB_RAISED;
    }
    (void)nb_append_repeated(nb_append_bytes(nb_append_repeated(data, fill, left), s), fill, right);
    return NB_OK;
}

//@ nb_str_missing <stdint.h>
/* How many code points the string lacks to be so wide. */
NB_INLINE int64_t nb_str_missing(nb_str s, int64_t width)
{
    return width > s.length ? width - s.length : 0;
}

//@ nb_str_ljust_with <stdint.h>
/* The string with as many `fill` after it as make it `width` wide. Raises as nb_str_pad. */
NB_API nb_status nb_str_ljust_with(nb_context *ctx, nb_str s, int64_t width, nb_str fill,
                                   nb_str *result)
{
    return nb_str_pad(ctx, s, 0, nb_str_missing(s, width), fill, result);
}

//@ nb_str_rjust_with <stdint.h>
/* The string with as many `fill` before it as make it `width` wide. Raises as nb_str_pad. */
NB_API nb_status nb_str_rjust_with(nb_context *ctx, nb_str s, int64_t width, nb_str fill,
                                   nb_str *result)
{
    return nb_str_pad(ctx, s, nb_str_missing(s, width), 0, fill, result);
}

//@ nb_str_center_with <stdint.h>
/* The string with as many `fill` on both sides as make it `width` wide; one more before it where
 * both numbers are odd, as Python does. Raises as nb_str_pad. */
NB_API nb_status nb_str_center_with(nb_context *ctx, nb_str s, int64_t width, nb_str fill,
                                    nb_str *result)
{
    const int64_t missing = nb_str_missing(s, width);
    const int64_t left = missing / 2 + (missing & width & 1);

    return nb_str_pad(ctx, s, left, missing - left, fill, result);
}

//@ each $F: ljust, rjust, center
//@ nb_str_$F <stdint.h>
/* nb_str_$F_with, of spaces. Raises MemoryError. */
NB_API nb_status nb_str_$F(nb_context *ctx, nb_str s, int64_t width, nb_str *result)
{
    return nb_str_$F_with(ctx, s, width, NB_STR(" "), result);
}

//@ end
//@ nb_str_zfill <stdbool.h> <stddef.h> <stdint.h>
/* The string with zeros before it, but after its sign, so that it is `width` wide. Raises
 * MemoryError. */
NB_API nb_status nb_str_zfill(nb_context *ctx, nb_str s, int64_t width, nb_str *result)
{
    const bool is_signed = s.size > 0 && (s.data[0] == '-' || s.data[0] == '+');
    const int64_t missing = nb_str_missing(s, width);
    const nb_str sign = nb_str_between(s, 0, is_signed);
    const bool fits = missing <= INT64_MAX - s.size;
    char *data = nb_str_make(ctx, fits ? s.size + missing : -1, s.length + missing, result);

    if (data == NULL) {
        return NB_RAISED;
    }
    char *to = nb_append_repeated(nb_append_bytes(data, sign), NB_STR("0"), missing);
    (void)nb_append_bytes(to, nb_str_between(s, is_signed, s.size));
    return NB_OK;
}

//@ nb_tab_spaces <stdint.h>
/* How many spaces a tab in that column becomes. */
NB_INLINE int64_t nb_tab_spaces(int64_t column, int64_t width)
{
    return width > 0 ? width - column % width : 0;
}

//@ nb_str_expanded_size <stdint.h>
/* The bytes that nb_str_expandtabs_to makes; -1: too many. */
NB_API int64_t nb_str_expanded_size(nb_str s, int64_t width)
{
    int64_t column = 0;
    int64_t size = s.size;

    for (int64_t i = 0; i < s.size; i++) {
        if (s.data[i] == '\t') {
            const int64_t spaces = nb_tab_spaces(column, width);

            if (spaces > INT64_MAX - size) {
                return -1;
            }
            size += spaces - 1;
            column = 0;
        } else {
            column = s.data[i] == '\n' || s.data[i] == '\r' ? 0 : column + nb_str_starts(s.data[i]);
        }
    }
    return size;
}

//@ nb_str_expandtabs_to <stddef.h> <stdint.h>
/* Each tab becomes the spaces up to the next multiple of `width`. Raises MemoryError. */
NB_API nb_status nb_str_expandtabs_to(nb_context *ctx, nb_str s, int64_t width, nb_str *result)
{
    const int64_t size = nb_str_expanded_size(s, width);
    int64_t column = 0;
    char *to = nb_str_make(ctx, size, s.length + size - s.size, result);

    if (to == NULL) {
        return NB_RAISED;
    }
    for (int64_t i = 0; i < s.size; i++) {
        if (s.data[i] == '\t') {
            to = nb_append_repeated(to, NB_STR(" "), nb_tab_spaces(column, width));
            column = 0;
        } else {
            *to++ = s.data[i];
            column = s.data[i] == '\n' || s.data[i] == '\r' ? 0 : column + nb_str_starts(s.data[i]);
        }
    }
    return NB_OK;
}

//@ nb_str_expandtabs
/* Each tab becomes the spaces up to the next multiple of 8. Raises MemoryError. */
NB_API nb_status nb_str_expandtabs(nb_context *ctx, nb_str s, nb_str *result)
{
    return nb_str_expandtabs_to(ctx, s, 8, result);
}

//@ nb_put_code_point <stdint.h>
/* Puts a code point as UTF-8; gives where to go on. */
NB_API char *nb_put_code_point(char *to, uint32_t code)
{
    if (code < 0x80) {
        *to++ = (char)code;
        return to;
    }
    const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3; /* bytes after the first */
    const unsigned marks[] = {0, 0xc0, 0xe0, 0xf0};

    *to++ = (char)(marks[more] | code >> 6 * more);
    for (int i = more - 1; i >= 0; i--) {
        *to++ = (char)(0x80 | (code >> 6 * i & 0x3f));
    }
    return to;
}

//@ nb_str_of_code_point <stddef.h> <stdint.h>
/* chr(code). Raises ValueError where it is no code point or a surrogate, MemoryError. */
NB_API nb_status nb_str_of_code_point(nb_context *ctx, int64_t code, nb_str *result)
{
    if (code < 0 || code > 0x10ffff) {
        return nb_raise_here(ctx, &nb_ValueError, "chr() arg not in range(0x110000)");
    }
    if (code >= 0xd800 && code <= 0xdfff) {
        return nb_raise_here(ctx, &nb_ValueError, "chr() arg is a surrogate");
    }
    char *data = nb_str_make(ctx, 4, 1, result);
    if (data == NULL) {
        return NB_RAISED;
    }
    result->size = nb_put_code_point(data, (uint32_t)code) - data;
    return NB_OK;
}

//@ nb_code_point_of_str <stdint.h>
/* ord(s). Raises TypeError where `s` is not one code point. */
NB_API nb_status nb_code_point_of_str(nb_context *ctx, nb_str s, int64_t *result)
{
    if (s.length == 1) {
        *result = nb_code_point(s);
        return NB_OK;
    }
    nb_text text = nb_text_open(ctx);
    nb_str message = NB_STR("");

    nb_write_literal(&text.writer, "ord() expected a character, but string of length ");
    nb_write_int64(&text.writer, s.length);
    nb_write_literal(&text.writer, " found");
    if (nb_text_close(&text, &message) != NB_OK) {
        return NB_RAISED;
    }
    (void)nb_raise_text_here(ctx, &nb_TypeError, message);
    nb_release_str(ctx, &message);
    return NB_RAISED;
}
