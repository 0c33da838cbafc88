/* Strings without what stands around them, and what is space to Python. */

//@ nb_is_white <stdbool.h> <stdint.h>
/* Is the code point a space to Python? */
NB_API bool nb_is_white(uint32_t code)
{
    return (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x20) || code == 0x85 ||
           code == 0xa0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200a) ||
           code == 0x2028 || code == 0x2029 || code == 0x202f || code == 0x205f || code == 0x3000;
}

//@ nb_str_last <stdint.h>
/* The last code point of a string that is not empty. */
NB_API nb_str nb_str_last(nb_str s)
{
    int64_t start = s.size - 1;

    while (start > 0 && !nb_str_starts(s.data[start])) {
        start--;
    }
    return nb_str_part(s, s.data + start, s.size - start, 1);
}

//@ nb_is_stripped <stdbool.h>
/* Is the code point one of `characters`, or a space where those are NULL? */
NB_API bool nb_is_stripped(nb_str point, const nb_str *characters)
{
    return characters == NULL ? nb_is_white(nb_code_point(point))
                              : nb_str_contains(*characters, point);
}

//@ nb_str_strip_left <stddef.h> <stdint.h>
/* Without the leading spaces or `characters`. */
NB_API nb_str nb_str_strip_left(nb_str s, const nb_str *characters)
{
    int64_t start = 0;
    int64_t stripped = 0;

    for (int64_t end = 0; end < s.size; stripped++) {
        if (!nb_is_stripped(nb_str_next(s, &end), characters)) {
            break;
        }
        start = end;
    }
    return start > 0 ? nb_str_part(s, s.data + start, s.size - start, s.length - stripped) : s;
}

//@ nb_str_strip_right
/* Without the trailing spaces or `characters`. */
NB_API nb_str nb_str_strip_right(nb_str s, const nb_str *characters)
{
    while (s.size > 0) {
        const nb_str last = nb_str_last(s);

        if (!nb_is_stripped(last, characters)) {
            break;
        }
        s = nb_str_part(s, s.data, s.size - last.size, s.length - 1);
    }
    return s;
}

//@ nb_str_strip <stddef.h>
/* Without the spaces around it. */
NB_API nb_str nb_str_strip(nb_str s)
{
    return nb_str_strip_right(nb_str_strip_left(s, NULL), NULL);
}

//@ nb_str_lstrip <stddef.h>
/* Without the spaces before it. */
NB_API nb_str nb_str_lstrip(nb_str s)
{
    return nb_str_strip_left(s, NULL);
}

//@ nb_str_rstrip <stddef.h>
/* Without the spaces after it. */
NB_API nb_str nb_str_rstrip(nb_str s)
{
    return nb_str_strip_right(s, NULL);
}

//@ nb_str_strip_of
/* Without any of these characters around it. */
NB_API nb_str nb_str_strip_of(nb_str s, nb_str characters)
{
    return nb_str_strip_right(nb_str_strip_left(s, &characters), &characters);
}

//@ nb_str_lstrip_of
/* Without any of these characters before it. */
NB_API nb_str nb_str_lstrip_of(nb_str s, nb_str characters)
{
    return nb_str_strip_left(s, &characters);
}

//@ nb_str_rstrip_of
/* Without any of these characters after it. */
NB_API nb_str nb_str_rstrip_of(nb_str s, nb_str characters)
{
    return nb_str_strip_right(s, &characters);
}
