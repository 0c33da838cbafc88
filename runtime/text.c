/* Strings: immutable UTF-8 with its length known. Where size == length all is ASCII, and a code
 * point is found at once. */

//@ nb_str <stdint.h>
/* A string: `size` bytes of UTF-8 that hold `length` code points. */
typedef struct nb_str {
    const char *data;
    int64_t size;
    int64_t length;
    nb_block *owner; /* what the bytes lie in, or NULL: they are a literal's or the caller's */
} nb_str;

//@ NB_STR <stddef.h>
/* The nb_str of an ASCII literal. */
#define NB_STR(literal) ((nb_str)NB_STR_INIT(literal))

//@ NB_STR_UTF8 <stddef.h>
/* The nb_str of a literal with that many code points. */
#define NB_STR_UTF8(literal, code_points) ((nb_str)NB_STR_UTF8_INIT(literal, code_points))

//@ NB_STR_INIT <stddef.h>
/* NB_STR to initialise a static object. */
#define NB_STR_INIT(literal) {literal, sizeof(literal) - 1, sizeof(literal) - 1, NULL}

//@ NB_STR_UTF8_INIT <stddef.h>
/* NB_STR_UTF8 to initialise a static object. */
#define NB_STR_UTF8_INIT(literal, code_points) {literal, sizeof(literal) - 1, code_points, NULL}

//@ nb_retain_str
/* The same string, which now has one more owner. */
NB_INLINE nb_str nb_retain_str(nb_str s)
{
    nb_block_retain(s.owner);
    return s;
}

//@ nb_release_str <stddef.h>
/* Gives up a string; a second time does nothing. */
NB_INLINE void nb_release_str(nb_context *ctx, nb_str *s)
{
    nb_block_release(ctx, s->owner);
    s->owner = NULL;
}

//@ nb_move_str <stddef.h>
/* The string of a place, which is left without one. */
NB_INLINE nb_str nb_move_str(nb_str *place)
{
    const nb_str moved = *place;

    place->owner = NULL;
    return moved;
}

//@ nb_replace_str
/* Gives up the string of a place for another. */
NB_INLINE void nb_replace_str(nb_context *ctx, nb_str *place, nb_str s)
{
    nb_block_release(ctx, place->owner);
    *place = s;
}

//@ nb_str_starts <stdbool.h>
/* Does a code point start with this byte? */
NB_INLINE bool nb_str_starts(char byte)
{
    return ((unsigned char)byte & 0xc0) != 0x80;
}

//@ nb_count_points <stdint.h>
/* How many code points start in `size` bytes. */
NB_API int64_t nb_count_points(const char *data, int64_t size)
{
    int64_t count = 0;

    for (int64_t i = 0; i < size; i++) {
        count += nb_str_starts(data[i]);
    }
    return count;
}

//@ nb_str_of_utf8 <stddef.h> <stdint.h>
/* The string of `size` bytes, which are the caller's. */
NB_API nb_str nb_str_of_utf8(const char *data, int64_t size)
{
    return (nb_str){data, size, nb_count_points(data, size), NULL};
}

//@ nb_type_name <stdint.h> <string.h>
/* A type's name without its arguments. */
NB_INLINE nb_str nb_type_name(const nb_type *type)
{
    return nb_str_of_utf8(type->name, (int64_t)strcspn(type->name, "[("));
}

//@ nb_str_part <stdint.h>
/* `length` code points of a string in `size` bytes from `data` on; the bytes are shared. */
NB_INLINE nb_str nb_str_part(nb_str whole, const char *data, int64_t size, int64_t length)
{
    return (nb_str){data, size, length, whole.owner};
}

//@ nb_compare_bytes <stddef.h> <stdint.h> <string.h>
/* As memcmp, which must not be asked about the NULL that an empty string's data may be. */
NB_INLINE int nb_compare_bytes(const char *a, const char *b, int64_t size)
{
    return size > 0 ? memcmp(a, b, (size_t)size) : 0;
}

//@ nb_append_bytes <stddef.h> <stdint.h> <string.h>
/* Copies a string's bytes, which may be none; gives where to go on. */
NB_INLINE char *nb_append_bytes(char *to, nb_str s)
{
    if (s.size > 0) {
        memcpy(to, s.data, (size_t)s.size);
    }
    return to + s.size;
}

//@ nb_str_equal <stdbool.h>
/* a == b */
NB_API bool nb_str_equal(nb_str a, nb_str b)
{
    return a.size == b.size && nb_compare_bytes(a.data, b.data, a.size) == 0;
}

//@ nb_str_compare <stdint.h>
/* Less than 0, 0 or more, as `a` stands before `b`, is equal or stands after it. The order of
 * UTF-8's bytes is that of the code points. */
NB_API int nb_str_compare(nb_str a, nb_str b)
{
    const int64_t common = a.size < b.size ? a.size : b.size;
    const int order = nb_compare_bytes(a.data, b.data, common);

    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

//@ nb_min_str
/* a, or b where that is less. */
NB_API nb_str nb_min_str(nb_str a, nb_str b)
{
    return nb_str_compare(b, a) < 0 ? b : a;
}

//@ nb_max_str
/* a, or b where that is greater. */
NB_API nb_str nb_max_str(nb_str a, nb_str b)
{
    return nb_str_compare(b, a) > 0 ? b : a;
}

//@ nb_str_allocate <stddef.h> <stdint.h>
/* A block for a string's bytes. Raises MemoryError. */
NB_API nb_status nb_str_allocate(nb_context *ctx, int64_t size, nb_block **result)
{
    *result = nb_block_of(ctx, size, 1, NB_PLAIN | NB_TEXT);
    return *result != NULL ? NB_OK : nb_raise_here(ctx, &nb_MemoryError, "");
}

//@ nb_str_make <stddef.h> <stdint.h>
/* A new string of that size: where its bytes are to be put, or NULL after raising MemoryError. */
NB_API char *nb_str_make(nb_context *ctx, int64_t size, int64_t length, nb_str *result)
{
    nb_block *owner = NULL;

    if (nb_str_allocate(ctx, size, &owner) != NB_OK) {
        return NULL;
    }
    char *data = nb_block_data(owner);
    *result = (nb_str){data, size, length, owner};
    return data;
}

//@ nb_str_put <stddef.h> <string.h>
/* Puts a string's bytes; gives where to go on. */
NB_INLINE char *nb_str_put(char *to, nb_str s)
{
    if (s.size > 0) {
        memcpy(to, s.data, (size_t)s.size);
    }
    return to + s.size;
}

//@ nb_str_concat <stddef.h> <stdint.h>
/* a + b. Raises MemoryError. */
NB_API nb_status nb_str_concat(nb_context *ctx, nb_str a, nb_str b, nb_str *result)
{
    const int64_t size = b.size <= INT64_MAX - a.size ? a.size + b.size : -1;
    nb_block *owner = NULL;

    if (nb_str_allocate(ctx, size, &owner) != NB_OK) {
        return NB_RAISED;
    }
    char *data = nb_block_data(owner);
    (void)nb_append_bytes(nb_append_bytes(data, a), b);
    *result = (nb_str){data, size, a.length + b.length, owner};
    return NB_OK;
}

//@ nb_str_repeat <stddef.h> <stdint.h> <string.h>
/* s n: empty where n is negative. Raises MemoryError. */
NB_API nb_status nb_str_repeat(nb_context *ctx, nb_str s, int64_t n, nb_str *result)
{
    const int64_t count = n > 0 ? n : 0;
    const int64_t size = s.size == 0 || count <= INT64_MAX / s.size ? count * s.size : -1;
    nb_block *owner = NULL;

    if (nb_str_allocate(ctx, size, &owner) != NB_OK) {
        return NB_RAISED;
    }
    char *data = nb_block_data(owner);
    for (int64_t i = 0; i < size; i += s.size) {
        memcpy(data + i, s.data, (size_t)s.size);
    }
    *result = (nb_str){data, size, count * s.length, owner};
    return NB_OK;
}

//@ nb_str_next <stdint.h>
/* The code point that starts at the byte `*offset`, as a string; `*offset` moves to the next
 * one. */
NB_API nb_str nb_str_next(nb_str s, int64_t *offset)
{
    const int64_t start = *offset;
    int64_t end = start + 1;

    while (end < s.size && !nb_str_starts(s.data[end])) {
        end++;
    }
    *offset = end;
    return nb_str_part(s, s.data + start, end - start, 1);
}

//@ nb_str_offset <stdint.h>
/* The byte at which the code point number `index` starts; s.size for the one past the last. */
NB_API int64_t nb_str_offset(nb_str s, int64_t index)
{
    if (s.size == s.length) {
        return index;
    }
    int64_t offset = 0;

    while (index > 0) {
        (void)nb_str_next(s, &offset);
        index--;
    }
    return offset;
}

//@ nb_str_at <stdint.h>
/* s[i]; i was checked. */
NB_API nb_str nb_str_at(nb_str s, int64_t i)
{
    int64_t offset = nb_str_offset(s, i);

    return nb_str_next(s, &offset);
}

//@ nb_str_slice <stdint.h>
/* s[low:high]: the bytes are shared. The slice's step is 1. */
NB_API nb_str nb_str_slice(nb_str s, nb_slice slice)
{
    const nb_items items = nb_slice_items(slice, s.length);
    const int64_t low = nb_str_offset(s, items.start);
    const nb_str rest = nb_str_part(s, s.data + low, s.size - low, s.length - items.start);

    return nb_str_part(s, rest.data, nb_str_offset(rest, items.length), items.length);
}

//@ nb_str_slice_step <stddef.h> <stdint.h> <string.h>
/* s[low:high:step]: walks forwards, and fills from the end where the step is negative. Raises
 * MemoryError. */
NB_API nb_status nb_str_slice_step(nb_context *ctx, nb_str s, nb_slice slice, nb_str *result)
{
    const nb_items items = nb_slice_items(slice, s.length);
    const int64_t last = items.start + (items.length - 1) * items.step;
    const int64_t gap = items.step < 0 ? -items.step : items.step;
    const int64_t first = last < items.start ? last : items.start;
    int64_t offset = items.length > 0 ? nb_str_offset(s, first) : 0;
    int64_t size = 0;
    nb_block *owner = NULL;

    if (nb_str_allocate(ctx, s.size, &owner) != NB_OK) {
        return NB_RAISED;
    }
    char *data = nb_block_data(owner);
    for (int64_t i = 0; i < items.length; i++) {
        const nb_str point = nb_str_next(s, &offset);
        const int64_t place = items.step > 0 ? size : s.size - size - point.size;

        memcpy(data + place, point.data, (size_t)point.size);
        size += point.size;
        for (int64_t skipped = 1; skipped < gap && offset < s.size; skipped++) {
            (void)nb_str_next(s, &offset);
        }
    }
    const char *start = items.step > 0 ? data : data + s.size - size;
    *result = (nb_str){start, size, items.length, owner};
    return NB_OK;
}
