/* Finding strings in strings. Places are counted in code points; an empty string stands
 * everywhere. */

//@ nb_find_bytes <stddef.h> <stdint.h> <string.h>
/* Where `part` stands first in `whole`, or -1. */
NB_API int64_t nb_find_bytes(const char *whole, int64_t size, const char *part, int64_t part_size)
{
    const int64_t last = size - part_size;

    if (part_size == 0) {
        return 0;
    }
    for (int64_t at = 0; at <= last; at++) {
        const char *first = memchr(whole + at, part[0], (size_t)(last - at + 1));

        if (first == NULL) {
            return -1;
        }
        at = first - whole;
        if (memcmp(first, part, (size_t)part_size) == 0) {
            return at;
        }
    }
    return -1;
}

//@ nb_str_contains <stdbool.h>
/* Does `part` stand somewhere in `whole`? */
NB_API bool nb_str_contains(nb_str whole, nb_str part)
{
    return nb_find_bytes(whole.data, whole.size, part.data, part.size) >= 0;
}

//@ nb_find_last_bytes <stdint.h>
/* Where `part` stands last in `whole`, or -1. */
NB_API int64_t nb_find_last_bytes(const char *whole, int64_t size, const char *part,
                                  int64_t part_size)
{
    int64_t at = size - part_size;

    while (at >= 0 && nb_compare_bytes(whole + at, part, part_size) != 0) {
        at--;
    }
    return at < 0 ? -1 : at;
}

//@ nb_str_between <stdint.h>
/* The bytes from `start` up to `end`, which are shared. */
NB_API nb_str nb_str_between(nb_str s, int64_t start, int64_t end)
{
    const int64_t size = end - start;

    if (size == 0) {
        return NB_STR("");
    }
    return nb_str_part(s, s.data + start, size,
                       s.size == s.length ? size : nb_count_points(s.data + start, size));
}

//@ nb_str_index_at <stdint.h>
/* Which code point starts at that byte; -1 stays -1. */
NB_API int64_t nb_str_index_at(nb_str s, int64_t offset)
{
    return offset <= 0 || s.size == s.length ? offset : nb_count_points(s.data, offset);
}

//@ nb_str_find <stdint.h>
/* Where `part` stands first, or -1. */
NB_API int64_t nb_str_find(nb_str s, nb_str part)
{
    return nb_str_index_at(s, nb_find_bytes(s.data, s.size, part.data, part.size));
}

//@ nb_str_rfind <stdint.h>
/* Where `part` stands last, or -1. */
NB_API int64_t nb_str_rfind(nb_str s, nb_str part)
{
    return nb_str_index_at(s, nb_find_last_bytes(s.data, s.size, part.data, part.size));
}

//@ each $F: find, rfind
//@ nb_str_$F_between <stdint.h>
/* The same within s[low:high]. */
NB_API int64_t nb_str_$F_between(nb_str s, nb_str part, int64_t low, int64_t high)
{
    const int64_t start = nb_clamp(low, 0, s.length);

    if (low > s.length || start > nb_clamp(high, 0, s.length)) {
        return -1;
    }
    const int64_t at = nb_str_$F(nb_str_slice(s, nb_slice_between(start, high)), part);
    return at < 0 ? -1 : start + at;
}

//@ nb_str_$F_from <stdint.h>
/* The same within s[low:]. */
NB_API int64_t nb_str_$F_from(nb_str s, nb_str part, int64_t low)
{
    return nb_str_$F_between(s, part, low, INT64_MAX);
}

//@ end
//@ nb_found <stdint.h>
/* `at` unless it is -1: then ValueError. */
NB_API nb_status nb_found(nb_context *ctx, int64_t at, int64_t *result)
{
    *result = at;
    return at >= 0 ? NB_OK : nb_raise_here(ctx, &nb_ValueError, "substring not found");
}

//@ each $I $F: index find, rindex rfind
//@ nb_str_$I <stdint.h>
/* nb_str_$F, but raises ValueError where there is none. */
NB_API nb_status nb_str_$I(nb_context *ctx, nb_str s, nb_str part, int64_t *result)
{
    return nb_found(ctx, nb_str_$F(s, part), result);
}

//@ nb_str_$I_from <stdint.h>
/* nb_str_$F_from, but raises ValueError where there is none. */
NB_API nb_status nb_str_$I_from(nb_context *ctx, nb_str s, nb_str part, int64_t low,
                                int64_t *result)
{
    return nb_found(ctx, nb_str_$F_from(s, part, low), result);
}

//@ nb_str_$I_between <stdint.h>
/* nb_str_$F_between, but raises ValueError where there is none. */
NB_API nb_status nb_str_$I_between(nb_context *ctx, nb_str s, nb_str part, int64_t low,
                                   int64_t high, int64_t *result)
{
    return nb_found(ctx, nb_str_$F_between(s, part, low, high), result);
}

//@ end
//@ nb_str_count <stdint.h>
/* How often `part` stands in `s`, without overlaps; an empty one before each code point and at the
 * end. */
NB_API int64_t nb_str_count(nb_str s, nb_str part)
{
    int64_t count = 0;
    int64_t at = 0;

    if (part.size == 0) {
        return s.length + 1;
    }
    for (int64_t start = 0; at >= 0; start += at + part.size) {
        at = nb_find_bytes(s.data + start, s.size - start, part.data, part.size);
        count += at >= 0;
    }
    return count;
}

//@ nb_str_startswith <stdbool.h>
/* Does `s` start with `part`? */
NB_API bool nb_str_startswith(nb_str s, nb_str part)
{
    return part.size <= s.size && nb_compare_bytes(s.data, part.data, part.size) == 0;
}

//@ nb_str_endswith <stdbool.h> <stddef.h> <string.h>
/* Does `s` end with `part`? */
NB_API bool nb_str_endswith(nb_str s, nb_str part)
{
    return part.size == 0 ||
           (part.size <= s.size &&
            memcmp(s.data + s.size - part.size, part.data, (size_t)part.size) == 0);
}

//@ nb_str_removeprefix
/* The rest after `part` where `s` starts with it, else `s`. */
NB_API nb_str nb_str_removeprefix(nb_str s, nb_str part)
{
    return nb_str_startswith(s, part) ? nb_str_between(s, part.size, s.size) : s;
}

//@ nb_str_removesuffix
/* What stands before `part` where `s` ends with it, else `s`. */
NB_API nb_str nb_str_removesuffix(nb_str s, nb_str part)
{
    return nb_str_endswith(s, part) ? nb_str_between(s, 0, s.size - part.size) : s;
}

//@ nb_raise_empty_separator
/* Raises ValueError. */
NB_API nb_status nb_raise_empty_separator(nb_context *ctx)
{
    return nb_raise_here(ctx, &nb_ValueError, "empty separator");
}

//@ nb_str_cut <stdint.h>
/* Cuts `s` at the byte `at`, where `separator` stands, in three, each of which owns the bytes. */
NB_API void nb_str_cut(nb_str s, int64_t at, nb_str separator, nb_str *before, nb_str *between,
                       nb_str *after)
{
    *before = nb_retain_str(nb_str_between(s, 0, at));
    *between = nb_retain_str(nb_str_between(s, at, at + separator.size));
    *after = nb_retain_str(nb_str_between(s, at + separator.size, s.size));
}

//@ nb_str_partition <stdint.h>
/* What stands before the first `separator`, it, and what stands after it; (s, "", "") without one.
 * Raises ValueError for an empty separator. */
NB_API nb_status nb_str_partition(nb_context *ctx, nb_str s, nb_str separator, nb_str *before,
                                  nb_str *between, nb_str *after)
{
    const int64_t at = nb_find_bytes(s.data, s.size, separator.data, separator.size);

    if (separator.size == 0) {
        return nb_raise_empty_separator(ctx);
    }
    nb_str_cut(s, at < 0 ? s.size : at, at < 0 ? NB_STR("") : separator, before, between, after);
    return NB_OK;
}

//@ nb_str_rpartition <stdint.h>
/* The same at the last `separator`; ("", "", s) without one. */
NB_API nb_status nb_str_rpartition(nb_context *ctx, nb_str s, nb_str separator, nb_str *before,
                                   nb_str *between, nb_str *after)
{
    const int64_t at = nb_find_last_bytes(s.data, s.size, separator.data, separator.size);

    if (separator.size == 0) {
        return nb_raise_empty_separator(ctx);
    }
    nb_str_cut(s, at < 0 ? 0 : at, at < 0 ? NB_STR("") : separator, before, between, after);
    return NB_OK;
}
