/* Bytes: immutable, of any value. What they share with strings goes through nb_bytes_text: bytes as
 * the string of one code point each that it would be if they were ASCII. */

//@ nb_bytes <stdint.h>
typedef struct nb_bytes {
    const uint8_t *data;
    int64_t size;
    nb_block *owner; /* what they lie in, or NULL: they are a literal's or the caller's */
} nb_bytes;

//@ NB_BYTES <stddef.h> <stdint.h>
/* The nb_bytes of a literal. */
#define NB_BYTES(literal) ((nb_bytes)NB_BYTES_INIT(literal))

//@ NB_BYTES_INIT <stddef.h> <stdint.h>
/* NB_BYTES to initialise a static object. */
#define NB_BYTES_INIT(literal) {(const uint8_t *)literal, sizeof(literal) - 1, NULL}

//@ nb_retain_bytes
/* The same bytes, which now have one more owner. */
NB_INLINE nb_bytes nb_retain_bytes(nb_bytes b)
{
    nb_block_retain(b.owner);
    return b;
}

//@ nb_release_bytes <stddef.h>
/* Gives up bytes; a second time does nothing. */
NB_INLINE void nb_release_bytes(nb_context *ctx, nb_bytes *b)
{
    nb_block_release(ctx, b->owner);
    b->owner = NULL;
}

//@ nb_move_bytes <stddef.h>
/* The bytes of a place, which is left without any. */
NB_INLINE nb_bytes nb_move_bytes(nb_bytes *place)
{
    const nb_bytes moved = *place;

    place->owner = NULL;
    return moved;
}

//@ nb_replace_bytes
/* Gives up the bytes of a place for others. */
NB_INLINE void nb_replace_bytes(nb_context *ctx, nb_bytes *place, nb_bytes b)
{
    nb_block_release(ctx, place->owner);
    *place = b;
}

//@ nb_bytes_text
/* The bytes as if they were ASCII. */
NB_INLINE nb_str nb_bytes_text(nb_bytes b)
{
    return (nb_str){(const char *)b.data, b.size, b.size, b.owner};
}

//@ nb_text_bytes <stdint.h>
/* The string's bytes, which are shared. */
NB_INLINE nb_bytes nb_text_bytes(nb_str s)
{
    return (nb_bytes){(const uint8_t *)s.data, s.size, s.owner};
}

//@ nb_bytes_equal <stdbool.h>
/* a == b */
NB_API bool nb_bytes_equal(nb_bytes a, nb_bytes b)
{
    const nb_str text = nb_bytes_text(a);

    return nb_str_equal(text, nb_bytes_text(b));
}

//@ nb_bytes_compare
/* Less than 0, 0 or more, as `a` stands before `b`, is equal or stands after it. */
NB_API int nb_bytes_compare(nb_bytes a, nb_bytes b)
{
    const nb_str text = nb_bytes_text(a);

    return nb_str_compare(text, nb_bytes_text(b));
}

//@ nb_less_bytes <stdbool.h>
/* a < b */
NB_INLINE bool nb_less_bytes(nb_bytes a, nb_bytes b)
{
    return nb_bytes_compare(a, b) < 0;
}

//@ nb_min_bytes
/* a, or b where that is less. */
NB_API nb_bytes nb_min_bytes(nb_bytes a, nb_bytes b)
{
    return nb_bytes_compare(b, a) < 0 ? b : a;
}

//@ nb_max_bytes
/* a, or b where that is greater. */
NB_API nb_bytes nb_max_bytes(nb_bytes a, nb_bytes b)
{
    return nb_bytes_compare(b, a) > 0 ? b : a;
}

//@ nb_bytes_contains <stdbool.h>
/* Does `part` stand somewhere in `whole`? */
NB_API bool nb_bytes_contains(nb_bytes whole, nb_bytes part)
{
    const nb_str text = nb_bytes_text(whole);

    return nb_str_contains(text, nb_bytes_text(part));
}

//@ nb_bytes_has <stdbool.h> <stddef.h> <stdint.h> <string.h>
/* Is one of the bytes that one? */
NB_API bool nb_bytes_has(nb_bytes b, uint8_t byte)
{
    return b.size > 0 && memchr(b.data, byte, (size_t)b.size) != NULL;
}

//@ each $F $R: find int64_t, rfind int64_t, count int64_t, startswith bool, endswith bool
//@ nb_bytes_$F <stdbool.h> <stdint.h>
/* As nb_str_$F. */
NB_API $R nb_bytes_$F(nb_bytes b, nb_bytes part)
{
    const nb_str text = nb_bytes_text(b);

    return nb_str_$F(text, nb_bytes_text(part));
}

//@ end
//@ nb_bytes_index <stdint.h>
/* nb_bytes_find, but raises ValueError where there is none. */
NB_API nb_status nb_bytes_index(nb_context *ctx, nb_bytes b, nb_bytes part, int64_t *result)
{
    *result = nb_bytes_find(b, part);
    return *result >= 0 ? NB_OK : nb_raise_here(ctx, &nb_ValueError, "subsection not found");
}

//@ each $F: removeprefix, removesuffix
//@ nb_bytes_$F
/* As nb_str_$F. */
NB_API nb_bytes nb_bytes_$F(nb_bytes b, nb_bytes part)
{
    const nb_str text = nb_bytes_text(b);

    return nb_text_bytes(nb_str_$F(text, nb_bytes_text(part)));
}

//@ end
//@ nb_bytes_rindex <stdint.h>
/* nb_bytes_rfind, but raises ValueError where there is none. */
NB_API nb_status nb_bytes_rindex(nb_context *ctx, nb_bytes b, nb_bytes part, int64_t *result)
{
    *result = nb_bytes_rfind(b, part);
    return *result >= 0 ? NB_OK : nb_raise_here(ctx, &nb_ValueError, "subsection not found");
}

//@ nb_is_stripped_byte <stdbool.h> <stddef.h> <stdint.h>
/* Is it one of `stripped`, or a space where that is NULL? */
NB_INLINE bool nb_is_stripped_byte(uint8_t byte, const nb_bytes *stripped)
{
    return stripped != NULL ? nb_bytes_has(*stripped, byte)
                            : byte == ' ' || (byte >= '\t' && byte <= '\r');
}

//@ nb_bytes_stripped <stdbool.h> <stdint.h>
/* Without the bytes of `stripped`, or spaces where that is NULL, on the left and on the right. */
NB_API nb_bytes nb_bytes_stripped(nb_bytes b, const nb_bytes *stripped, bool left, bool right)
{
    while (left && b.size > 0 && nb_is_stripped_byte(b.data[0], stripped)) {
        b.data++;
        b.size--;
    }
    while (right && b.size > 0 && nb_is_stripped_byte(b.data[b.size - 1], stripped)) {
        b.size--;
    }
    return b;
}

//@ each $F $L $R: strip true true, lstrip true false, rstrip false true
//@ nb_bytes_$F <stdbool.h> <stddef.h>
/* Without the spaces there. */
NB_API nb_bytes nb_bytes_$F(nb_bytes b)
{
    return nb_bytes_stripped(b, NULL, $L, $R);
}

//@ nb_bytes_$F_of <stdbool.h>
/* Without any of these bytes there. */
NB_API nb_bytes nb_bytes_$F_of(nb_bytes b, nb_bytes stripped)
{
    return nb_bytes_stripped(b, &stripped, $L, $R);
}

//@ end
//@ each $F: upper, lower
//@ nb_bytes_$F
/* With the ASCII letters in $F case. Raises MemoryError. */
NB_API nb_status nb_bytes_$F(nb_context *ctx, nb_bytes b, nb_bytes *result)
{
    nb_str text = NB_STR("");

    if (nb_str_$F_ascii(ctx, nb_bytes_text(b), &text) != NB_OK) {
        return NB_RAISED;
    }
    *result = nb_text_bytes(text);
    return NB_OK;
}

//@ end
//@ nb_bytes_replace_first <stdint.h>
/* With at most `most` occurrences of `old` replaced, all where it is negative. Raises
 * MemoryError. */
NB_API nb_status nb_bytes_replace_first(nb_context *ctx, nb_bytes b, nb_bytes old, nb_bytes by,
                                        int64_t most, nb_bytes *result)
{
    const nb_str part = nb_bytes_text(old);
    nb_str text = NB_STR("");

    if (nb_str_replace_first(ctx, nb_bytes_text(b), part, nb_bytes_text(by), most, &text) !=
        NB_OK) {
        return NB_RAISED;
    }
    *result = nb_text_bytes(text);
    return NB_OK;
}

//@ nb_bytes_replace
/* With every `old` replaced. Raises MemoryError. */
NB_API nb_status nb_bytes_replace(nb_context *ctx, nb_bytes b, nb_bytes old, nb_bytes by,
                                  nb_bytes *result)
{
    return nb_bytes_replace_first(ctx, b, old, by, -1, result);
}

//@ nb_bytes_concat
/* a + b. Raises MemoryError. */
NB_API nb_status nb_bytes_concat(nb_context *ctx, nb_bytes a, nb_bytes b, nb_bytes *result)
{
    const nb_str text = nb_bytes_text(a);
    nb_str joined;

    if (nb_str_concat(ctx, text, nb_bytes_text(b), &joined) != NB_OK) {
        return NB_RAISED;
    }
    *result = nb_text_bytes(joined);
    return NB_OK;
}

//@ nb_bytes_repeat <stdint.h>
/* b n: empty where n is negative. Raises MemoryError. */
NB_API nb_status nb_bytes_repeat(nb_context *ctx, nb_bytes b, int64_t n, nb_bytes *result)
{
    nb_str repeated;

    if (nb_str_repeat(ctx, nb_bytes_text(b), n, &repeated) != NB_OK) {
        return NB_RAISED;
    }
    *result = nb_text_bytes(repeated);
    return NB_OK;
}

//@ nb_bytes_slice
/* b[low:high]: the bytes are shared. The slice's step is 1. */
NB_API nb_bytes nb_bytes_slice(nb_bytes b, nb_slice slice)
{
    return nb_text_bytes(nb_str_slice(nb_bytes_text(b), slice));
}

//@ nb_bytes_slice_step <stddef.h> <stdint.h>
/* b[low:high:step]. Raises MemoryError. */
NB_API nb_status nb_bytes_slice_step(nb_context *ctx, nb_bytes b, nb_slice slice, nb_bytes *result)
{
    const nb_items items = nb_slice_items(slice, b.size);
    nb_str taken;
    char *data = nb_str_make(ctx, items.length, items.length, &taken);

    if (data == NULL) {
        return NB_RAISED;
    }
    for (int64_t i = 0; i < items.length; i++) {
        data[i] = (char)b.data[items.start + i * items.step];
    }
    *result = nb_text_bytes(taken);
    return NB_OK;
}

//@ nb_bytes_of <stddef.h> <stdint.h>
/* A copy of those bytes. Raises MemoryError. */
NB_API nb_status nb_bytes_of(nb_context *ctx, const uint8_t *data, int64_t size, nb_bytes *result)
{
    return nb_bytes_concat(ctx, (nb_bytes){data, size, NULL}, NB_BYTES(""), result);
}

//@ nb_str_encode
/* The string's UTF-8, which is shared. */
NB_API nb_bytes nb_str_encode(nb_str s)
{
    return nb_text_bytes(s);
}

//@ nb_bytes_hex <stddef.h> <stdint.h>
/* Two hexadecimal digits for each byte. Raises MemoryError. */
NB_API nb_status nb_bytes_hex(nb_context *ctx, nb_bytes b, nb_str *result)
{
    static const char digits[] = "0123456789abcdef";
    const int64_t size = b.size <= INT64_MAX / 2 ? 2 * b.size : -1;
    char *data = nb_str_make(ctx, size, size, result);

    if (data == NULL) {
        return NB_RAISED;
    }
    for (int64_t i = 0; i < b.size; i++) {
        *data++ = digits[b.data[i] >> 4];
        *data++ = digits[b.data[i] & 15];
    }
    return NB_OK;
}

//@ nb_write_byte <stddef.h> <stdint.h> <stdio.h>
/* Writes a byte as it stands in a literal between such quotes. */
NB_API void nb_write_byte(nb_writer *out, uint8_t byte, char quote)
{
    char text[8];

    if (byte == '\n' || byte == '\r' || byte == '\t') {
        nb_write_literal(out, byte == '\n' ? "\\n" : byte == '\r' ? "\\r" : "\\t");
        return;
    }
    const char *format = byte == '\\' || byte == (unsigned char)quote ? "\\%c"
                         : byte < ' ' || byte > '~'                   ? "\\x%02x"
                                                                      : "%c";
    snprintf(text, sizeof text, format, byte);
    nb_write_literal(out, text);
}

//@ nb_write_bytes <stdint.h>
/* Writes bytes as Python's repr does. */
NB_API void nb_write_bytes(nb_writer *out, nb_bytes b)
{
    const char *quote = nb_bytes_has(b, '\'') && !nb_bytes_has(b, '"') ? "\"" : "'";

    nb_write_literal(out, "b");
    nb_write_literal(out, quote);
    for (int64_t i = 0; i < b.size; i++) {
        nb_write_byte(out, b.data[i], quote[0]);
    }
    nb_write_literal(out, quote);
}

//@ nb_print_bytes
/* Prints bytes, and then `after`. */
NB_API void nb_print_bytes(nb_bytes b, const char *after)
{
    nb_writer out = nb_standard_output();

    nb_write_bytes(&out, b);
    nb_write_literal(&out, after);
}

//@ nb_str_of_bytes
/* Python's str(b). Raises MemoryError. */
NB_API nb_status nb_str_of_bytes(nb_context *ctx, nb_bytes b, nb_str *result)
{
    nb_text text = nb_text_open(ctx);

    nb_write_bytes(&text.writer, b);
    return nb_text_close(&text, result);
}
