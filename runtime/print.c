/* Printing to standard output. It raises nothing; nb_finish_output tells whether all went well. */

//@ nb_put_output <stddef.h> <stdio.h>
/* Puts bytes on standard output. There may be none, and then `bytes` NULL. */
NB_INLINE void nb_put_output(const char *bytes, size_t size)
{
    if (size > 0) {
        (void)fwrite(bytes, 1, size, stdout);
    }
}

//@ nb_write_output <stddef.h>
/* Takes text to standard output. */
NB_API void nb_write_output(nb_writer *out, const char *bytes, size_t size)
{
    (void)out;
    nb_put_output(bytes, size);
}

//@ nb_standard_output
/* The writer of standard output. */
NB_INLINE nb_writer nb_standard_output(void)
{
    return (nb_writer){nb_write_output};
}

//@ nb_print_text <stdio.h>
/* Prints a C string. */
NB_API void nb_print_text(const char *text)
{
    (void)fputs(text, stdout);
}

//@ nb_print_str <stddef.h> <stdio.h>
/* Prints a string as it is, and then `after`. */
NB_API void nb_print_str(nb_str s, const char *after)
{
    nb_put_output(s.data, (size_t)s.size);
    (void)fputs(after, stdout);
}

//@ each $T $C: bool bool, int8 int8_t, int16 int16_t, int32 int32_t, int64 int64_t,
//@     uint8 uint8_t, uint16 uint16_t, uint32 uint32_t, uint64 uint64_t, float32 float,
//@     float64 double, complex64 nb_complex64, complex128 nb_complex128
//@ nb_print_$T
/* Prints x, and then `after`. */
NB_API void nb_print_$T($C x, const char *after)
{
    nb_writer out = nb_standard_output();

    nb_write_$T(&out, x);
    nb_write_literal(&out, after);
}

//@ nb_str_of_$T
/* Python's str(x). Raises MemoryError. */
NB_API nb_status nb_str_of_$T(nb_context *ctx, $C x, nb_str *result)
{
    nb_text text = nb_text_open(ctx);

    nb_write_$T(&text.writer, x);
    return nb_text_close(&text, result);
}

//@ end
//@ nb_finish_output <stdbool.h> <stdio.h>
/* Writes out what is still to be written; false: something could not be. */
NB_API bool nb_finish_output(void)
{
    return fflush(stdout) == 0 && !ferror(stdout);
}

//@ nb_text <stdbool.h> <stdint.h>
/* A writer whose text becomes a string. */
typedef struct nb_text {
    nb_writer writer; /* first: a pointer to it is one to the nb_text */
    nb_context *ctx;
    nb_block *owner; /* what the bytes lie in, or NULL: there are none yet */
    char *data;
    int64_t size;
    int64_t capacity;
    bool is_full; /* there was no memory for more */
} nb_text;

//@ nb_text_grow <stdbool.h> <stddef.h> <stdint.h>
/* Makes room for at least `more` bytes. */
NB_API void nb_text_grow(nb_text *text, int64_t more)
{
    const int64_t capacity = 2 * text->size + more + 64;
    nb_block *owner = nb_block_resize(text->ctx, text->owner, capacity);

    if (owner == NULL) {
        text->is_full = true;
        return;
    }
    text->owner = owner;
    text->data = nb_block_data(owner);
    text->capacity = capacity;
}

//@ nb_text_write <stddef.h> <stdint.h> <string.h>
/* Takes text to the end of an nb_text. */
NB_API void nb_text_write(nb_writer *out, const char *bytes, size_t size)
{
    nb_text *text = (nb_text *)out;

    if ((int64_t)size > text->capacity - text->size) {
        nb_text_grow(text, (int64_t)size);
    }
    if (!text->is_full && size > 0) {
        memcpy(text->data + text->size, bytes, size);
        text->size += (int64_t)size;
    }
}

//@ nb_text_open <stdbool.h> <stddef.h>
/* A new nb_text, empty. */
NB_API nb_text nb_text_open(nb_context *ctx)
{
    return (nb_text){{nb_text_write}, ctx, NULL, NULL, 0, 0, false};
}

//@ nb_text_close
/* The string that was written. Raises MemoryError. */
NB_API nb_status nb_text_close(const nb_text *text, nb_str *result)
{
    if (text->is_full) {
        nb_block_release(text->ctx, text->owner);
        return nb_raise_here(text->ctx, &nb_MemoryError, "");
    }
    *result = (nb_str){text->size > 0 ? text->data : "", text->size,
                       nb_count_points(text->data, text->size), text->owner};
    return NB_OK;
}
