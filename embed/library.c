/* embed_library OUTPUT MODULE.ir …: the standard modules as a table of texts, for library.h. Run at
 * build time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_ITEMS = 24 };

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

/* A string literal may be too long for C99, a list of numbers not. */
static void write_bytes(FILE *out, FILE *in, unsigned number)
{
    int byte;
    unsigned column = 0;

    fprintf(out, "static const char text_%u[] = {", number);
    while ((byte = getc(in)) != EOF) {
        fprintf(out, "%s%d,", column++ % LINE_ITEMS == 0 ? "\n    " : " ",
                byte < 128 ? byte : byte - 256);
    }
    fprintf(out, " 0};\n\n");
}

static void write_text(FILE *out, const char *path, unsigned number)
{
    FILE *in = fopen(path, "rb");

    if (in == NULL) {
        fail(path);
    }
    write_bytes(out, in, number);
    if (ferror(in)) {
        fail(path);
    }
    fclose(in);
}

/* {"random", text_0, sizeof text_0 - 1}, */
static void write_row(FILE *out, const char *path, unsigned number)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;

    fprintf(out, "    {\"%.*s\", text_%u, sizeof text_%u - 1},\n", (int)strcspn(name, "."), name,
            number, number);
}

int main(int count, char **arguments)
{
    FILE *out = count > 1 ? fopen(arguments[1], "w") : NULL;

    if (out == NULL) {
        fail("embed_library");
    }
    fputs("#include \"library.h\"\n\n", out);
    for (int i = 2; i < count; i++) {
        write_text(out, arguments[i], (unsigned)i - 2);
    }
    fputs("const LibraryModule library_modules[] = {\n", out);
    for (int i = 2; i < count; i++) {
        write_row(out, arguments[i], (unsigned)i - 2);
    }
    fputs("    {NULL, NULL, 0},\n};\n", out);
    if (fclose(out) != 0) {
        fail(arguments[1]);
    }
    return 0;
}
