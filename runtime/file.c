/* Files, as C's streams. A stream is handed around as a void *: what io.ir keeps it in. */

//@ nb_file_open <errno.h> <stddef.h> <stdio.h>
/* Opens a file, but no folder, which fopen may. Raises OSError, ValueError, MemoryError. */
NB_API nb_status nb_file_open(nb_context *ctx, nb_str path, nb_str mode, void **result)
{
    char *c_path = NULL;
    char *c_mode = NULL;
    nb_status status = nb_c_string(ctx, path, &c_path);

    *result = NULL;
    if (status == NB_OK) {
        status = nb_c_string(ctx, mode, &c_mode);
    }
    if (status == NB_OK && nb_kind_of_path(c_path) == NB_PATH_FOLDER) {
        status = nb_raise_os_error(ctx, EISDIR, &path, NULL);
    } else if (status == NB_OK) {
        *result = fopen(c_path, c_mode);
        status = *result != NULL ? NB_OK : nb_raise_os_error(ctx, errno, &path, NULL);
    }
    nb_c_string_free(ctx, path, c_path);
    nb_c_string_free(ctx, mode, c_mode);
    return status;
}

//@ nb_file_standard <stdint.h> <stdio.h>
/* Standard input, output or error: 0, 1, 2. */
NB_API void *nb_file_standard(nb_context *ctx, int64_t number)
{
    (void)ctx;
    return number == 0 ? stdin : number == 1 ? stdout : stderr;
}

//@ nb_file_failed <errno.h> <stdbool.h> <stdio.h>
/* Raises OSError where the stream failed, and lets it be used again. */
NB_API nb_status nb_file_failed(nb_context *ctx, FILE *stream, bool failed)
{
    const int code = errno;

    if (!failed) {
        return NB_OK;
    }
    clearerr(stream);
    return nb_raise_os_error(ctx, code, NULL, NULL);
}

//@ nb_file_close <errno.h> <stdio.h>
/* Closes the stream, which is gone even where that raises OSError. Raises MemoryError. */
NB_API nb_status nb_file_close(nb_context *ctx, void *stream)
{
    return fclose(stream) == 0 ? NB_OK : nb_raise_os_error(ctx, errno, NULL, NULL);
}

//@ nb_file_flush <stdio.h>
/* Writes out what is still to be written. Raises OSError, MemoryError. */
NB_API nb_status nb_file_flush(nb_context *ctx, void *stream)
{
    return nb_file_failed(ctx, stream, fflush(stream) != 0);
}

//@ nb_file_write <stddef.h> <stdio.h>
/* Writes a string's bytes. Raises OSError, MemoryError. */
NB_API nb_status nb_file_write(nb_context *ctx, void *stream, nb_str text)
{
    const size_t size = (size_t)text.size;

    return nb_file_failed(ctx, stream, size > 0 && fwrite(text.data, 1, size, stream) != size);
}

//@ nb_file_write_bytes
/* Writes bytes. Raises OSError, MemoryError. */
NB_API nb_status nb_file_write_bytes(nb_context *ctx, void *stream, nb_bytes bytes)
{
    return nb_file_write(ctx, stream, nb_bytes_text(bytes));
}

//@ NB_FILE_PIECE
/* How many bytes are read at first; then twice as many as there are. */
enum { NB_FILE_PIECE = 4096 };

//@ nb_file_reader <stddef.h> <stdint.h>
/* Bytes that are being read. */
typedef struct nb_file_reader {
    nb_block *block; /* or NULL: there are none yet */
    int64_t size;
    int64_t room;
} nb_file_reader;

//@ nb_file_room <stdbool.h> <stddef.h> <stdint.h>
/* Makes room for more bytes; false: there is no memory. */
NB_API bool nb_file_room(nb_context *ctx, nb_file_reader *reader)
{
    const int64_t room = reader->room > 0 ? 2 * reader->room : NB_FILE_PIECE;
    nb_block *block = nb_block_resize(ctx, reader->block, room);

    if (block != NULL) {
        reader->block = block;
        reader->room = room;
    }
    return block != NULL;
}

//@ nb_file_end_reading <stdint.h> <stdio.h>
/* What was read. Raises OSError, MemoryError. */
NB_API nb_status nb_file_end_reading(nb_context *ctx, FILE *stream, nb_file_reader reader,
                                     nb_bytes *result)
{
    if (nb_file_failed(ctx, stream, ferror(stream)) != NB_OK) {
        nb_block_release(ctx, reader.block);
        return NB_RAISED;
    }
    if (reader.block == NULL) {
        *result = NB_BYTES("");
    } else {
        *result = (nb_bytes){nb_block_data(reader.block), reader.size, reader.block};
    }
    return NB_OK;
}

//@ nb_file_read <stddef.h> <stdint.h> <stdio.h>
/* The next `most` bytes, or what is left where there are fewer or `most` is negative. Raises
 * OSError, MemoryError. */
NB_API nb_status nb_file_read(nb_context *ctx, void *stream, int64_t most, nb_bytes *result)
{
    nb_file_reader reader = {NULL, 0, 0};

    while ((most < 0 || reader.size < most) && !feof(stream) && !ferror(stream)) {
        if (reader.size == reader.room && !nb_file_room(ctx, &reader)) {
            nb_block_release(ctx, reader.block);
            return nb_raise_here(ctx, &nb_MemoryError, "");
        }
        const int64_t end = most < 0 || most > reader.room ? reader.room : most;
        uint8_t *data = nb_block_data(reader.block);

        reader.size += (int64_t)fread(data + reader.size, 1, (size_t)(end - reader.size), stream);
    }
    return nb_file_end_reading(ctx, stream, reader, result);
}

//@ nb_file_read_line <stddef.h> <stdint.h> <stdio.h>
/* The next line with its newline, which the last one may lack; nothing at the end. Raises OSError,
 * MemoryError. */
NB_API nb_status nb_file_read_line(nb_context *ctx, void *stream, nb_bytes *result)
{
    nb_file_reader reader = {NULL, 0, 0};
    int byte = 0;

    while (byte != '\n' && (byte = getc(stream)) != EOF) {
        if (reader.size == reader.room && !nb_file_room(ctx, &reader)) {
            nb_block_release(ctx, reader.block);
            return nb_raise_here(ctx, &nb_MemoryError, "");
        }
        uint8_t *data = nb_block_data(reader.block);

        data[reader.size++] = (uint8_t)byte;
    }
    return nb_file_end_reading(ctx, stream, reader, result);
}

//@ nb_file_seek <stdint.h> <stdio.h>
/* Goes to a byte, counted from the start, from here or from the end: 0, 1, 2. Raises OSError,
 * OverflowError, MemoryError. */
NB_API nb_status nb_file_seek(nb_context *ctx, void *stream, int64_t offset, int64_t from)
{
    static const int starts[] = {SEEK_SET, SEEK_CUR, SEEK_END};
    const long place = (long)offset;

    if (place != offset) {
        return nb_raise_here(ctx, &nb_OverflowError, "the place in the file is too large");
    }
    return nb_file_failed(ctx, stream, fseek(stream, place, starts[from]) != 0);
}

//@ nb_file_tell <stdint.h> <stdio.h>
/* Which byte is next. Raises OSError, MemoryError. */
NB_API nb_status nb_file_tell(nb_context *ctx, void *stream, int64_t *result)
{
    *result = ftell(stream);
    return nb_file_failed(ctx, stream, *result < 0);
}
