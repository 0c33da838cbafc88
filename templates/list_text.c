/* Lists of strings: what splits a string and joins strings. Only list[str] has these. */

//@ nb_list_$E_add_part
/* Puts a part of a string at the end; gives up the list where there is no room. Raises
 * MemoryError. */
NB_API nb_status nb_list_$E_add_part(nb_context *ctx, nb_list_$E **parts, nb_str part)
{
    if (nb_list_$E_append(ctx, *parts, $K(part)) != NB_OK) {
        nb_list_$E_release(ctx, parts);
        return NB_RAISED;
    }
    return NB_OK;
}

//@ nb_list_$E_split_words <stddef.h>
/* The words between spaces. Raises MemoryError. */
NB_API nb_status nb_list_$E_split_words(nb_context *ctx, nb_str s, nb_list_$E **result)
{
    nb_list_$E *words = NULL;
    nb_str word;

    if (nb_list_$E_new(ctx, &words) != NB_OK) {
        return NB_RAISED;
    }
    while (nb_str_take_word(&s, &word)) {
        if (nb_list_$E_add_part(ctx, &words, word) != NB_OK) {
            return NB_RAISED;
        }
    }
    *result = words;
    return NB_OK;
}

//@ nb_list_$E_split_most <stddef.h> <stdint.h>
/* What stands between separators, of which at most `most` count; all where that is negative. Raises
 * ValueError, MemoryError. */
NB_API nb_status nb_list_$E_split_most(nb_context *ctx, nb_str s, nb_str separator, int64_t most,
                                       nb_list_$E **result)
{
    nb_list_$E *parts = NULL;
    nb_str part;

    if (separator.size == 0) {
        return nb_raise_empty_separator(ctx);
    }
    if (nb_list_$E_new(ctx, &parts) != NB_OK) {
        return NB_RAISED;
    }
    int64_t left = most < 0 ? INT64_MAX : most;
    for (; left > 0 && nb_str_take_front(&s, separator, &part); left--) {
        if (nb_list_$E_add_part(ctx, &parts, part) != NB_OK) {
            return NB_RAISED;
        }
    }
    *result = parts;
    return nb_list_$E_add_part(ctx, result, s);
}

//@ nb_list_$E_split
/* What stands between separators. Raises ValueError, MemoryError. */
NB_API nb_status nb_list_$E_split(nb_context *ctx, nb_str s, nb_str separator,
                                  nb_list_$E **result)
{
    return nb_list_$E_split_most(ctx, s, separator, -1, result);
}

//@ nb_list_$E_rsplit_most <stddef.h> <stdint.h>
/* As split_most, but the last separators count. Raises ValueError, MemoryError. */
NB_API nb_status nb_list_$E_rsplit_most(nb_context *ctx, nb_str s, nb_str separator, int64_t most,
                                        nb_list_$E **result)
{
    nb_list_$E *parts = NULL;
    nb_str part;

    if (separator.size == 0) {
        return nb_raise_empty_separator(ctx);
    }
    if (nb_list_$E_new(ctx, &parts) != NB_OK) {
        return NB_RAISED;
    }
    int64_t left = most < 0 ? INT64_MAX : most;
    for (; left > 0 && nb_str_take_back(&s, separator, &part); left--) {
        if (nb_list_$E_add_part(ctx, &parts, part) != NB_OK) {
            return NB_RAISED;
        }
    }
    if (nb_list_$E_add_part(ctx, &parts, s) != NB_OK) {
        return NB_RAISED;
    }
    nb_list_$E_reverse(parts);
    *result = parts;
    return NB_OK;
}

//@ nb_list_$E_splitlines_keeping <stdbool.h> <stddef.h>
/* The lines, with their ends if `keeps_ends`. Raises MemoryError. */
NB_API nb_status nb_list_$E_splitlines_keeping(nb_context *ctx, nb_str s, bool keeps_ends,
                                               nb_list_$E **result)
{
    nb_list_$E *lines = NULL;
    nb_str line;

    if (nb_list_$E_new(ctx, &lines) != NB_OK) {
        return NB_RAISED;
    }
    while (nb_str_take_line(&s, keeps_ends, &line)) {
        if (nb_list_$E_add_part(ctx, &lines, line) != NB_OK) {
            return NB_RAISED;
        }
    }
    *result = lines;
    return NB_OK;
}

//@ nb_list_$E_splitlines <stdbool.h>
/* The lines, without their ends. Raises MemoryError. */
NB_API nb_status nb_list_$E_splitlines(nb_context *ctx, nb_str s, nb_list_$E **result)
{
    return nb_list_$E_splitlines_keeping(ctx, s, false, result);
}

//@ nb_list_$E_joined <stdint.h>
/* How large the joined string is: -1 where it is too large. */
NB_API int64_t nb_list_$E_joined(const nb_list_$E *parts, nb_str separator, int64_t *length)
{
    int64_t size = 0;

    *length = 0;
    for (int64_t i = 0; i < parts->length; i++) {
        const nb_str between = i > 0 ? separator : NB_STR("");
        const nb_str part = parts->items[i];

        if (part.size > INT64_MAX - size || between.size > INT64_MAX - size - part.size) {
            return -1;
        }
        size += between.size + part.size;
        *length += between.length + part.length;
    }
    return size;
}

//@ nb_list_$E_join <stddef.h> <stdint.h>
/* The strings, `separator` between them. Raises MemoryError. */
NB_API nb_status nb_list_$E_join(nb_context *ctx, nb_str separator, const nb_list_$E *parts,
                                 nb_str *result)
{
    int64_t length = 0;
    const int64_t size = nb_list_$E_joined(parts, separator, &length);
    char *to = nb_str_make(ctx, size, length, result);

    if (to == NULL) {
        return NB_RAISED;
    }
    for (int64_t i = 0; i < parts->length; i++) {
        if (i > 0) {
            to = nb_append_bytes(to, separator);
        }
        to = nb_append_bytes(to, parts->items[i]);
    }
    return NB_OK;
}

//@ nb_list_$E_of_names <stddef.h> <stdint.h> <string.h>
/* The names that `count` descriptions of `size` bytes begin with. Raises MemoryError. */
NB_API nb_status nb_list_$E_of_names(nb_context *ctx, const void *first, size_t count, size_t size,
                                     nb_list_$E **result)
{
    nb_list_$E *names = NULL;

    if (nb_list_$E_new(ctx, &names) != NB_OK) {
        return NB_RAISED;
    }
    for (size_t i = 0; i < count; i++) {
        const char *name;

        memcpy(&name, (const char *)first + i * size, sizeof name);
        nb_str part = nb_str_of_utf8(name, (int64_t)strlen(name));

        if (nb_list_$E_add_part(ctx, &names, part) != NB_OK) {
            return NB_RAISED;
        }
    }
    *result = names;
    return NB_OK;
}

//@ nb_list_$E_of_fields
/* The names of the fields that the value at `address` has. Raises MemoryError. */
NB_API nb_status nb_list_$E_of_fields(nb_context *ctx, const nb_description *type,
                                      const void *address, nb_list_$E **result)
{
    const nb_description *own = nb_description_of(type, address);

    return nb_list_$E_of_names(ctx, own->fields, own->field_count, sizeof *own->fields, result);
}

//@ nb_list_$E_of_methods
/* The same of its methods. */
NB_API nb_status nb_list_$E_of_methods(nb_context *ctx, const nb_description *type,
                                       const void *address, nb_list_$E **result)
{
    const nb_description *own = nb_description_of(type, address);

    return nb_list_$E_of_names(ctx, own->methods, own->method_count, sizeof *own->methods, result);
}

//@ nb_list_$E_of_traits
/* The same of its traits. */
NB_API nb_status nb_list_$E_of_traits(nb_context *ctx, const nb_description *type,
                                      const void *address, nb_list_$E **result)
{
    const nb_description *own = nb_description_of(type, address);

    return nb_list_$E_of_names(ctx, own->traits, own->trait_count, sizeof *own->traits, result);
}
