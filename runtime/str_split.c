/* Taking strings apart, from either end: each function takes one piece off what is left. */

//@ nb_str_rest <stdint.h>
/* What is left of `s` behind its first code points, which are `front`. */
NB_INLINE nb_str nb_str_rest(nb_str s, nb_str front)
{
    return nb_str_part(s, s.data + front.size, s.size - front.size, s.length - front.length);
}

//@ nb_str_take_word <stdbool.h> <stdint.h>
/* Takes the next word, which stands between spaces. false: there is none. */
NB_API bool nb_str_take_word(nb_str *rest, nb_str *word)
{
    const nb_str s = nb_str_lstrip(*rest);
    int64_t end = 0;
    int64_t length = 0;

    for (int64_t at = 0; at < s.size; length++) {
        if (nb_is_white(nb_code_point(nb_str_next(s, &at)))) {
            break;
        }
        end = at;
    }
    *word = nb_str_part(s, s.data, end, length);
    *rest = end > 0 ? nb_str_rest(s, *word) : s;
    return end > 0;
}

//@ nb_str_take_front <stdbool.h> <stdint.h>
/* Takes what stands before the next separator, and that off too. false: there is none. */
NB_API bool nb_str_take_front(nb_str *rest, nb_str separator, nb_str *part)
{
    const nb_str s = *rest;
    const int64_t at = nb_find_bytes(s.data, s.size, separator.data, separator.size);

    if (at < 0) {
        return false;
    }
    *part = nb_str_between(s, 0, at);
    *rest = nb_str_rest(nb_str_rest(s, *part), separator);
    return true;
}

//@ nb_str_take_back <stdbool.h> <stdint.h>
/* Takes what stands after the last separator, and that off too. false: there is none. */
NB_API bool nb_str_take_back(nb_str *rest, nb_str separator, nb_str *part)
{
    const nb_str s = *rest;
    const int64_t at = nb_find_last_bytes(s.data, s.size, separator.data, separator.size);

    if (at < 0) {
        return false;
    }
    *part = nb_str_between(s, at + separator.size, s.size);
    *rest = nb_str_part(s, s.data, at, s.length - separator.length - part->length);
    return true;
}

//@ nb_ends_line <stdbool.h> <stdint.h>
/* Does the code point end a line? */
NB_INLINE bool nb_ends_line(uint32_t code)
{
    return (code >= 0x0a && code <= 0x0d) || (code >= 0x1c && code <= 0x1e) || code == 0x85 ||
           code == 0x2028 || code == 0x2029;
}

//@ nb_str_take_line <stdbool.h> <stdint.h>
/* Takes the next line, with its end if `keeps_end`. false: nothing is left. */
NB_API bool nb_str_take_line(nb_str *rest, bool keeps_end, nb_str *line)
{
    const nb_str s = *rest;
    int64_t end = 0;
    int64_t after = 0;
    int64_t length = 0;
    bool is_ended = false;

    while (after < s.size && !is_ended) {
        end = after;
        is_ended = nb_ends_line(nb_code_point(nb_str_next(s, &after)));
        length++;
    }
    if (is_ended && s.data[end] == '\r' && after < s.size && s.data[after] == '\n') {
        after++;
        length++;
    }
    const nb_str whole = nb_str_part(s, s.data, after, length);
    const bool is_cut = is_ended && !keeps_end;

    *line = is_cut ? nb_str_between(s, 0, end) : whole;
    *rest = after > 0 ? nb_str_rest(s, whole) : s;
    return after > 0;
}
