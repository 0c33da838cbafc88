/* Upper and lower case, and what kinds of characters a string holds, as Python has them. ASCII
 * needs no table. */

//@ nb_ascii_upper <stdint.h>
/* The upper-case letter of an ASCII letter; of other code points themselves. */
NB_INLINE uint32_t nb_ascii_upper(uint32_t code)
{
    return code >= 'a' && code <= 'z' ? code - 'a' + 'A' : code;
}

//@ nb_ascii_lower <stdint.h>
/* The lower-case letter of an ASCII letter; of other code points themselves. */
NB_INLINE uint32_t nb_ascii_lower(uint32_t code)
{
    return code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code;
}

//@ each $K $A $Z: upper A Z, lower a z
//@ nb_is_$K <stdbool.h> <stddef.h> <stdint.h>
/* Is it an $K-case letter? */
NB_API bool nb_is_$K(uint32_t code)
{
    return code < 0x80 ? code >= '$A' && code <= '$Z' : nb_$K_letters(code) != NULL;
}

//@ end
//@ nb_is_title <stdbool.h> <stddef.h> <stdint.h>
/* Is it a letter of which only the first part is upper-case? */
NB_API bool nb_is_title(uint32_t code)
{
    return nb_title_letters(code) != NULL;
}

//@ nb_is_cased <stdbool.h> <stdint.h>
/* Is it a letter of any case? */
NB_API bool nb_is_cased(uint32_t code)
{
    return nb_is_upper(code) || nb_is_lower(code) || nb_is_title(code);
}

//@ nb_write_code_point <stddef.h> <stdint.h>
/* Writes a code point. */
NB_API void nb_write_code_point(nb_writer *out, uint32_t code)
{
    char text[4];
    const char *end = nb_put_code_point(text, code);

    out->write(out, text, (size_t)(end - text));
}

//@ nb_write_changed <stddef.h> <stdint.h>
/* Writes what the code point becomes by its row of a table, which may be NULL. */
NB_API void nb_write_changed(nb_writer *out, uint32_t code, const nb_letters *row)
{
    const int32_t change = row != NULL ? row->change : 0;

    nb_write_code_point(out, (uint32_t)((int32_t)code + change));
}

//@ nb_write_upper <stddef.h> <stdint.h>
/* Writes the code point in upper case. */
NB_API void nb_write_upper(nb_writer *out, uint32_t code)
{
    const char *expansion = code < 0x80 ? NULL : nb_upper_expansion(code);

    if (code < 0x80) {
        nb_write_code_point(out, nb_ascii_upper(code));
    } else if (expansion != NULL) {
        nb_write_literal(out, expansion);
    } else {
        nb_write_changed(out, code, nb_lower_letters(code));
    }
}

//@ nb_write_lower <stddef.h> <stdint.h>
/* Writes the code point in lower case. */
NB_API void nb_write_lower(nb_writer *out, uint32_t code)
{
    enum { DOTTED_I = 0x130 };
    const nb_letters *row = code < 0x80 ? NULL : nb_upper_letters(code);

    if (code < 0x80) {
        nb_write_code_point(out, nb_ascii_lower(code));
    } else if (code == DOTTED_I) {
        nb_write_literal(out, "i\314\207");
    } else {
        nb_write_changed(out, code, row != NULL ? row : nb_title_letters(code));
    }
}

//@ nb_write_title <stddef.h> <stdint.h>
/* Writes the code point as it begins a word. */
NB_API void nb_write_title(nb_writer *out, uint32_t code)
{
    const char *expansion = code < 0x80 ? NULL : nb_title_expansion(code);
    const nb_letters *row = code < 0x80 ? NULL : nb_titled_letters(code);

    if (expansion != NULL) {
        nb_write_literal(out, expansion);
    } else if (row != NULL) {
        nb_write_changed(out, code, row);
    } else {
        nb_write_upper(out, code);
    }
}

//@ nb_is_final_sigma <stdbool.h> <stdint.h>
/* Is the capital sigma from byte `start` to `end` the last letter of a word of several? */
NB_API bool nb_is_final_sigma(nb_str s, int64_t start, int64_t end)
{
    if (start == 0) {
        return false;
    }
    int64_t after = end;
    const uint32_t last = nb_code_point(nb_str_last(nb_str_part(s, s.data, start, 0)));

    return nb_is_cased(last) &&
           (end == s.size || !nb_is_cased(nb_code_point(nb_str_next(s, &after))));
}

//@ nb_write_lower_at <stdint.h>
/* Writes the code point from byte `start` to `end` in lower case. */
NB_API void nb_write_lower_at(nb_writer *out, nb_str s, int64_t start, int64_t end)
{
    const uint32_t code = nb_code_point(nb_str_part(s, s.data + start, end - start, 1));
    enum { SIGMA = 0x3a3 };

    if (code == SIGMA && nb_is_final_sigma(s, start, end)) {
        nb_write_literal(out, "\317\202");
    } else {
        nb_write_lower(out, code);
    }
}

//@ each $F: upper, lower
//@ nb_str_$F_ascii <stddef.h> <stdint.h>
/* nb_str_$F of ASCII. */
NB_API nb_status nb_str_$F_ascii(nb_context *ctx, nb_str s, nb_str *result)
{
    char *data = nb_str_make(ctx, s.size, s.length, result);

    if (data == NULL) {
        return NB_RAISED;
    }
    for (int64_t i = 0; i < s.size; i++) {
        data[i] = (char)nb_ascii_$F((unsigned char)s.data[i]);
    }
    return NB_OK;
}

//@ end
//@ nb_str_upper <stdint.h>
/* The string in upper case. Raises MemoryError. */
NB_API nb_status nb_str_upper(nb_context *ctx, nb_str s, nb_str *result)
{
    nb_text text = nb_text_open(ctx);

    if (s.size == s.length) {
        return nb_str_upper_ascii(ctx, s, result);
    }
    for (int64_t offset = 0; offset < s.size;) {
        nb_write_upper(&text.writer, nb_code_point(nb_str_next(s, &offset)));
    }
    return nb_text_close(&text, result);
}

//@ nb_str_lower <stdint.h>
/* The string in lower case. Raises MemoryError. */
NB_API nb_status nb_str_lower(nb_context *ctx, nb_str s, nb_str *result)
{
    nb_text text = nb_text_open(ctx);

    if (s.size == s.length) {
        return nb_str_lower_ascii(ctx, s, result);
    }
    for (int64_t start = 0, end = 0; start < s.size; start = end) {
        (void)nb_str_next(s, &end);
        nb_write_lower_at(&text.writer, s, start, end);
    }
    return nb_text_close(&text, result);
}

//@ nb_str_capitalize <stdint.h>
/* The first character as a word begins, the others in lower case. Raises MemoryError. */
NB_API nb_status nb_str_capitalize(nb_context *ctx, nb_str s, nb_str *result)
{
    nb_text text = nb_text_open(ctx);

    for (int64_t start = 0, end = 0; start < s.size; start = end) {
        const nb_str point = nb_str_next(s, &end);

        if (start == 0) {
            nb_write_title(&text.writer, nb_code_point(point));
        } else {
            nb_write_lower_at(&text.writer, s, start, end);
        }
    }
    return nb_text_close(&text, result);
}

//@ nb_str_title <stdbool.h> <stdint.h>
/* Each word, which is letters in a row, capitalised. Raises MemoryError. */
NB_API nb_status nb_str_title(nb_context *ctx, nb_str s, nb_str *result)
{
    nb_text text = nb_text_open(ctx);
    bool is_inside = false;

    for (int64_t start = 0, end = 0; start < s.size; start = end) {
        const uint32_t code = nb_code_point(nb_str_next(s, &end));

        if (is_inside) {
            nb_write_lower_at(&text.writer, s, start, end);
        } else {
            nb_write_title(&text.writer, code);
        }
        is_inside = nb_is_cased(code);
    }
    return nb_text_close(&text, result);
}

//@ nb_str_swapcase <stdint.h>
/* Upper case becomes lower, and lower upper. Raises MemoryError. */
NB_API nb_status nb_str_swapcase(nb_context *ctx, nb_str s, nb_str *result)
{
    nb_text text = nb_text_open(ctx);

    for (int64_t start = 0, end = 0; start < s.size; start = end) {
        const uint32_t code = nb_code_point(nb_str_next(s, &end));

        if (nb_is_upper(code)) {
            nb_write_lower_at(&text.writer, s, start, end);
        } else if (nb_is_lower(code)) {
            nb_write_upper(&text.writer, code);
        } else {
            nb_write_code_point(&text.writer, code);
        }
    }
    return nb_text_close(&text, result);
}

//@ nb_write_folded <stddef.h> <stdint.h>
/* Writes the code point as it is for a comparison that ignores case. */
NB_API void nb_write_folded(nb_writer *out, uint32_t code)
{
    const char *expansion = code < 0x80 ? NULL : nb_folded_expansion(code);
    const nb_letters *row = code < 0x80 ? NULL : nb_folded_letters(code);

    if (expansion != NULL) {
        nb_write_literal(out, expansion);
    } else if (row != NULL) {
        nb_write_changed(out, code, row);
    } else {
        nb_write_lower(out, code);
    }
}

//@ nb_str_casefold <stdint.h>
/* The string for comparisons that ignore case. Raises MemoryError. */
NB_API nb_status nb_str_casefold(nb_context *ctx, nb_str s, nb_str *result)
{
    nb_text text = nb_text_open(ctx);

    if (s.size == s.length) {
        return nb_str_lower_ascii(ctx, s, result);
    }
    for (int64_t offset = 0; offset < s.size;) {
        nb_write_folded(&text.writer, nb_code_point(nb_str_next(s, &offset)));
    }
    return nb_text_close(&text, result);
}

//@ nb_is_alpha <stdbool.h> <stdint.h>
/* Is it a letter? */
NB_API bool nb_is_alpha(uint32_t code)
{
    return code < 0x80 ? nb_ascii_lower(code) >= 'a' && nb_ascii_lower(code) <= 'z'
                       : nb_is_letter(code);
}

//@ each $F $T: decimal is_decimal, digit is_digit_like, numeric is_numeric
//@ nb_has_$F <stdbool.h> <stdint.h>
/* Is it one of the characters that is$F() looks for? */
NB_API bool nb_has_$F(uint32_t code)
{
    return code < 0x80 ? code >= '0' && code <= '9' : nb_$T(code);
}

//@ end
//@ nb_is_alphanumeric <stdbool.h> <stdint.h>
/* Is it a letter or has it a numeric value? */
NB_API bool nb_is_alphanumeric(uint32_t code)
{
    return nb_is_alpha(code) || nb_has_numeric(code);
}

//@ nb_str_all <stdbool.h> <stdint.h>
/* Has the string characters, and does this hold for all of them? */
NB_API bool nb_str_all(nb_str s, bool (*holds)(uint32_t code))
{
    for (int64_t offset = 0; offset < s.size;) {
        if (!holds(nb_code_point(nb_str_next(s, &offset)))) {
            return false;
        }
    }
    return s.size > 0;
}

//@ each $F $T: isalpha is_alpha, isdecimal has_decimal, isdigit has_digit, isnumeric has_numeric,
//@     isalnum is_alphanumeric, isspace is_white
//@ nb_str_$F <stdbool.h>
/* Python's s.$F(). */
NB_API bool nb_str_$F(nb_str s)
{
    return nb_str_all(s, nb_$T);
}

//@ end
//@ nb_str_isprintable <stdbool.h> <stdint.h>
/* Are all characters such that can be seen, or plain spaces? */
NB_API bool nb_str_isprintable(nb_str s)
{
    for (int64_t offset = 0; offset < s.size;) {
        const uint32_t code = nb_code_point(nb_str_next(s, &offset));

        if (code < 0x80 ? code < ' ' || code > '~' : !nb_is_shown(code)) {
            return false;
        }
    }
    return true;
}

//@ nb_str_isidentifier <stdbool.h> <stdint.h>
/* Is it a name, as Python's are? */
NB_API bool nb_str_isidentifier(nb_str s)
{
    for (int64_t offset = 0; offset < s.size;) {
        const bool is_first = offset == 0;
        const uint32_t code = nb_code_point(nb_str_next(s, &offset));
        const bool begins =
            code < 0x80 ? nb_is_alpha(code) || code == '_' : nb_begins_name(code);

        if (!begins &&
            (is_first || !(code < 0x80 ? nb_has_decimal(code) : nb_goes_on_name(code)))) {
            return false;
        }
    }
    return s.size > 0;
}

//@ nb_str_isascii <stdbool.h>
/* Is all of it ASCII? */
NB_API bool nb_str_isascii(nb_str s)
{
    return s.size == s.length;
}

//@ nb_str_is_only <stdbool.h> <stdint.h>
/* Has the string letters that are `wanted`, and none that are `unwanted` or title-case? */
NB_API bool nb_str_is_only(nb_str s, bool (*wanted)(uint32_t code), bool (*unwanted)(uint32_t code))
{
    bool has_wanted = false;

    for (int64_t offset = 0; offset < s.size;) {
        const uint32_t code = nb_code_point(nb_str_next(s, &offset));

        if (unwanted(code) || nb_is_title(code)) {
            return false;
        }
        has_wanted = has_wanted || wanted(code);
    }
    return has_wanted;
}

//@ nb_str_isupper <stdbool.h>
/* Are all letters that have a case upper-case, and is there one? */
NB_API bool nb_str_isupper(nb_str s)
{
    return nb_str_is_only(s, nb_is_upper, nb_is_lower);
}

//@ nb_str_islower <stdbool.h>
/* Are all letters that have a case lower-case, and is there one? */
NB_API bool nb_str_islower(nb_str s)
{
    return nb_str_is_only(s, nb_is_lower, nb_is_upper);
}

//@ nb_str_istitle <stdbool.h> <stdint.h>
/* Does upper case stand at the beginnings of words and nowhere else, and is there any? */
NB_API bool nb_str_istitle(nb_str s)
{
    bool is_inside = false;
    bool has_words = false;

    for (int64_t offset = 0; offset < s.size;) {
        const uint32_t code = nb_code_point(nb_str_next(s, &offset));
        const bool begins = nb_is_upper(code) || nb_is_title(code);

        if (begins ? is_inside : nb_is_lower(code) && !is_inside) {
            return false;
        }
        is_inside = begins || nb_is_lower(code);
        has_words = has_words || is_inside;
    }
    return has_words;
}
