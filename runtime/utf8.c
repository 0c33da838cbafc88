/* Strings from bytes that may not be UTF-8. */

//@ nb_utf8_lead <stdint.h>
/* What the first byte of a code point says: how many follow it, and what the next one may be. */
typedef struct nb_utf8_lead {
    int more;    /* -1: no code point starts so */
    uint8_t low;
    uint8_t high;
} nb_utf8_lead;

//@ nb_utf8_lead_of <stdint.h>
/* No code point has more than one form, is a surrogate or lies above 0x10ffff. */
NB_API nb_utf8_lead nb_utf8_lead_of(uint8_t byte)
{
    const int more = byte < 0x80   ? 0
                     : byte < 0xc2 ? -1
                     : byte < 0xe0 ? 1
                     : byte < 0xf0 ? 2
                     : byte < 0xf5 ? 3
                                   : -1;
    const uint8_t low = byte == 0xe0 ? 0xa0 : byte == 0xf0 ? 0x90 : 0x80;
    const uint8_t high = byte == 0xed ? 0x9f : byte == 0xf4 ? 0x8f : 0xbf;

    return (nb_utf8_lead){more, low, high};
}

//@ nb_utf8_error <stdint.h>
/* Why bytes are not UTF-8. */
typedef struct nb_utf8_error {
    int64_t start;
    int64_t size; /* of what could have become a code point, at least 1 */
    const char *reason;
} nb_utf8_error;

//@ nb_utf8_read <stdbool.h> <stdint.h>
/* Reads the code point at `*at` and moves there behind it. false: there is none. */
NB_API bool nb_utf8_read(nb_bytes b, int64_t *at, nb_utf8_error *error)
{
    const int64_t start = *at;
    nb_utf8_lead lead = nb_utf8_lead_of(b.data[start]);
    int64_t i = start + 1;

    for (; lead.more > 0 && i < b.size && b.data[i] >= lead.low && b.data[i] <= lead.high; i++) {
        lead = (nb_utf8_lead){lead.more - 1, 0x80, 0xbf};
    }
    *at = i;
    if (lead.more == 0) {
        return true;
    }
    *error = (nb_utf8_error){start, i - start,
                             lead.more < 0   ? "invalid start byte"
                             : i == b.size ? "unexpected end of data"
                                             : "invalid continuation byte"};
    return false;
}

//@ nb_raise_not_utf8 <stdint.h> <stdio.h>
/* Raises UnicodeDecodeError, with Python's message. */
NB_API nb_status nb_raise_not_utf8(nb_context *ctx, nb_bytes b, nb_utf8_error error)
{
    nb_text text = nb_text_open(ctx);
    nb_str message = NB_STR("");
    char byte[8];

    snprintf(byte, sizeof byte, "0x%02x", (unsigned)b.data[error.start]);
    nb_write_literal(&text.writer, "'utf-8' codec can't decode byte");
    nb_write_literal(&text.writer, error.size == 1 ? " " : "s");
    nb_write_literal(&text.writer, error.size == 1 ? byte : "");
    nb_write_literal(&text.writer, " in position ");
    nb_write_int64(&text.writer, error.start);
    if (error.size > 1) {
        nb_write_literal(&text.writer, "-");
        nb_write_int64(&text.writer, error.start + error.size - 1);
    }
    nb_write_literal(&text.writer, ": ");
    nb_write_literal(&text.writer, error.reason);
    if (nb_text_close(&text, &message) != NB_OK) {
        return NB_RAISED;
    }
    (void)nb_raise_text_here(ctx, &nb_UnicodeDecodeError, message);
    nb_release_str(ctx, &message);
    return NB_RAISED;
}

//@ nb_bytes_decode <stdint.h>
/* The string whose UTF-8 the bytes are; they are shared. Raises UnicodeDecodeError. */
NB_API nb_status nb_bytes_decode(nb_context *ctx, nb_bytes b, nb_str *result)
{
    nb_utf8_error error = {0, 0, ""};
    int64_t length = 0;

    for (int64_t at = 0; at < b.size; length++) {
        if (!nb_utf8_read(b, &at, &error)) {
            return nb_raise_not_utf8(ctx, b, error);
        }
    }
    *result = nb_retain_str((nb_str){(const char *)b.data, b.size, length, b.owner});
    return NB_OK;
}
