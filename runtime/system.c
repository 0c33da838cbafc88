/* What goes to the operating system and comes from it: C strings and errors. */

//@ nb_c_string <stddef.h>
/* A string as C's; nb_c_string_free frees it. Raises ValueError where it holds a zero byte,
 * MemoryError. */
NB_API nb_status nb_c_string(nb_context *ctx, nb_str s, char **result)
{
    if (nb_has_byte(s, '\0')) {
        return nb_raise_here(ctx, &nb_ValueError, "embedded null byte");
    }
    *result = nb_new(ctx, (size_t)s.size + 1);
    if (*result == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    *nb_append_bytes(*result, s) = '\0';
    return NB_OK;
}

//@ nb_c_string_free <stddef.h>
/* Frees the C string that was made of `s`. */
NB_INLINE void nb_c_string_free(nb_context *ctx, nb_str s, char *c_string)
{
    nb_free(ctx, c_string, (size_t)s.size + 1);
}

//@ nb_os_error_type <errno.h>
/* The exception that stands for an error of the system. */
NB_API const nb_type *nb_os_error_type(int code)
{
    switch (code) {
    case ENOENT: return &nb_FileNotFoundError;
    case EEXIST: return &nb_FileExistsError;
    case ENOTDIR: return &nb_NotADirectoryError;
    case EISDIR: return &nb_IsADirectoryError;
    case EACCES:
    case EPERM: return &nb_PermissionError;
    case ETIMEDOUT: return &nb_TimeoutError;
    default: return &nb_OSError;
    }
}

//@ nb_raise_os_error <string.h>
/* Raises what the system's error `code` stands for: "[Errno 2] No such file or directory: 'a'", and
 * " -> 'b'" where `second` is not NULL; no path where both are NULL. */
NB_API nb_status nb_raise_os_error(nb_context *ctx, int code, const nb_str *path,
                                   const nb_str *second)
{
    nb_text text = nb_text_open(ctx);
    nb_str message = NB_STR("");

    nb_write_literal(&text.writer, "[Errno ");
    nb_write_int32(&text.writer, code);
    nb_write_literal(&text.writer, "] ");
    nb_write_literal(&text.writer, code != 0 ? strerror(code) : "not supported here");
    if (path != NULL) {
        nb_write_literal(&text.writer, ": ");
        nb_write_str(&text.writer, *path);
    }
    if (second != NULL) {
        nb_write_literal(&text.writer, " -> ");
        nb_write_str(&text.writer, *second);
    }
    if (nb_text_close(&text, &message) != NB_OK) {
        return NB_RAISED;
    }
    (void)nb_raise_text_here(ctx, nb_os_error_type(code), message);
    nb_release_str(ctx, &message);
    return NB_RAISED;
}

//@ nb_outside_length <stdint.h>
/* How many code points, and in how many bytes, nb_put_outside puts. */
NB_API int64_t nb_outside_length(nb_bytes b, int64_t *size)
{
    nb_utf8_error error = {0, 0, ""};
    int64_t length = 0;

    *size = b.size;
    for (int64_t at = 0; at < b.size; length++) {
        if (!nb_utf8_read(b, &at, &error)) {
            *size += 3 - error.size;
        }
    }
    return length;
}

//@ nb_put_outside <stddef.h> <stdint.h> <string.h>
/* Puts bytes, U+FFFD in place of what is not UTF-8. */
NB_API void nb_put_outside(char *to, nb_bytes b)
{
    nb_utf8_error error = {0, 0, ""};

    for (int64_t at = 0; at < b.size;) {
        const int64_t start = at;

        if (nb_utf8_read(b, &at, &error)) {
            memcpy(to, b.data + start, (size_t)(at - start));
            to += at - start;
        } else {
            to = nb_put_code_point(to, 0xfffd);
        }
    }
}

//@ nb_str_of_outside <stddef.h> <stdint.h> <string.h>
/* The string of a C string from outside, which may not be UTF-8. Raises MemoryError. */
NB_API nb_status nb_str_of_outside(nb_context *ctx, const char *text, nb_str *result)
{
    const nb_bytes bytes = nb_text_bytes(nb_str_of_utf8(text, (int64_t)strlen(text)));
    int64_t size = 0;
    const int64_t length = nb_outside_length(bytes, &size);
    char *data = nb_str_make(ctx, size, length, result);

    if (data == NULL) {
        return NB_RAISED;
    }
    nb_put_outside(data, bytes);
    return NB_OK;
}
