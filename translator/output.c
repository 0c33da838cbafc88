#define _POSIX_C_SOURCE 200809L

#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_standard_output(const Output *output)
{
    return output->path == NULL || strcmp(output->path, "-") == 0;
}

static bool complain(const char *path)
{
    fprintf(stderr, "numba2c: cannot write %s: %s\n", path, strerror(errno));
    return false;
}

/* What waits to be written: pieces are small, and each write of a file costs the kernel's time. */
typedef struct Block {
    char bytes[64 * 1024];
    size_t size;
} Block;

static bool write_block(FILE *file, Block *block)
{
    size_t size = block->size;

    block->size = 0;
    return fwrite(block->bytes, 1, size, file) == size;
}

static bool write_piece(FILE *file, Block *block, const char *piece, size_t length)
{
    while (length > 0) {
        size_t room = sizeof block->bytes - block->size;
        size_t taken = length < room ? length : room;

        memcpy(block->bytes + block->size, piece, taken);
        block->size += taken;
        piece += taken;
        length -= taken;
        if (block->size == sizeof block->bytes && !write_block(file, block)) {
            return false;
        }
    }
    return true;
}

static bool write_pieces(FILE *file, const Output *output)
{
    Block block;
    size_t length = 0;
    const char *piece = NULL;

    block.size = 0;
    for (size_t i = 0; (piece = output->piece(output->unit, i, &length)) != NULL; i++) {
        if (!write_piece(file, &block, piece, length)) {
            return false;
        }
    }
    return write_block(file, &block);
}

static bool write_and_close(FILE *file, const Output *output, const char *name)
{
    bool written = write_pieces(file, output);
    int problem = errno;
    bool closed = fclose(file) == 0;

    if (!written || !closed) {
        errno = written ? errno : problem;
        return complain(name);
    }
    return true;
}

static bool write_standard_output(const Output *output)
{
    bool written = write_pieces(stdout, output);

    return (written && fflush(stdout) == 0) || complain("standard output");
}

/* A device or a pipe cannot be replaced by renaming a file over it. */
static bool is_special(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

static bool write_special(const Output *output)
{
    FILE *file = fopen(output->path, "wb");

    return file == NULL ? complain(output->path) : write_and_close(file, output, output->path);
}

/* mkstemp gives 0600; a new file is to have what open(2) would have given it. */
static void set_usual_mode(int descriptor)
{
    mode_t mask = umask(0);

    umask(mask);
    (void)fchmod(descriptor, 0666 & ~mask);
}

static bool write_temporary(Output *output)
{
    size_t length = strlen(output->path) + sizeof ".XXXXXX";

    output->temporary = malloc(length);
    if (output->temporary == NULL) {
        return complain(output->path);
    }
    snprintf(output->temporary, length, "%s.XXXXXX", output->path);
    int descriptor = mkstemp(output->temporary);
    if (descriptor < 0) {
        free(output->temporary);
        output->temporary = NULL;
        return complain(output->path);
    }
    set_usual_mode(descriptor);
    FILE *file = fdopen(descriptor, "wb");
    if (file == NULL) {
        close(descriptor);
        return complain(output->path);
    }
    return write_and_close(file, output, output->path);
}

static bool write_first(Output *output)
{
    if (is_standard_output(output)) {
        return true; /* written last: it cannot be taken back */
    }
    return is_special(output->path) ? write_special(output) : write_temporary(output);
}

static bool put_in_place(Output *output)
{
    if (output->temporary == NULL) {
        return true;
    }
    if (rename(output->temporary, output->path) != 0) {
        return complain(output->path);
    }
    free(output->temporary);
    output->temporary = NULL;
    return true;
}

static void discard(Output *output)
{
    if (output->temporary != NULL) {
        (void)unlink(output->temporary);
        free(output->temporary);
        output->temporary = NULL;
    }
}

static bool each(Output *outputs, size_t count, bool (*act)(Output *))
{
    bool good = true;

    for (size_t i = 0; good && i < count; i++) {
        good = act(&outputs[i]);
    }
    return good;
}

static bool write_last(Output *output)
{
    return !is_standard_output(output) || write_standard_output(output);
}

bool outputs_write(Output *outputs, size_t count)
{
    bool good = each(outputs, count, write_first) && each(outputs, count, write_last) &&
                each(outputs, count, put_in_place);

    for (size_t i = 0; i < count; i++) {
        discard(&outputs[i]);
    }
    return good;
}
