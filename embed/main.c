/* embed PARTS.c RT.h RT.c FILES…: turns runtime/ and templates/ into
 *   PARTS.c  the tables of runtime.h, embedded in the translator,
 *   RT.h     numba2c_rt.h: the types, inline functions and prototypes of the shared runtime,
 *   RT.c     its functions.
 *
 * A file is a heading, which is left out, and parts. A part starts with a marker line
 *
 *     //@ nb_raise nb_raise_text <string.h>
 *
 * which names every identifier that it defines and the standard headers it needs, and goes to the
 * next marker. Parts that differ by words only are written once,
 *
 *     //@ each $T $C: int8 int8_t, float64 double
 *     …
 *     //@ end
 *
 * with a word for each hole per copy; words left out at the end are empty, and one with blanks
 * or commas stands in quotes. Lines that start with `//@` and five spaces go on with the words. A
 * second part of one name completes the type that the first declares: it holds `struct nb_context
 * {`, is known as "struct nb_context", and goes wherever more than types need nb_context.
 *
 * A `$` that is left in the names makes a part a template's; its holes are those of template.h. The
 * first part of a template, nb_list_$E, gives all of its names their start. A part may use
 * another template's: nb_list_$E in that of dict is the list of its first type argument,
 * nb_list_$e of its second.
 *
 * What a part needs are the parts whose names stand in its text, comments and strings aside. The
 * parts are put in an order in which each stands after what it needs, and otherwise stays in the
 * order of the files; so a file can put a function before what it calls. Two parts that need each
 * other are an error: they must be one part.
 *
 * Functions and objects start at column 0 with NB_API (static in an output file, external in the
 * library) or NB_INLINE (static inline in both). A part without these and without `static` is
 * of types and macros. */
#include "embed.h"

static void write_file(const char *path, const Parts *parts, void (*write)(FILE *, const Parts *))
{
    FILE *out = fopen(path, "w");

    if (out == NULL) {
        fail(path, 0, "cannot be written");
    }
    write(out, parts);
    if (fclose(out) != 0) {
        remove(path);
        fail(path, 0, "could not be written whole");
    }
}

int main(int count, char **arguments)
{
    if (count < 4) {
        fputs("usage: embed PARTS.c RT.h RT.c FILES…\n", stderr);
        return EXIT_FAILURE;
    }
    static Parts parts;

    for (int i = 4; i < count; i++) {
        read_parts(&parts, arguments[i]);
    }
    sort_out(&parts);
    write_file(arguments[1], &parts, write_parts);
    write_file(arguments[2], &parts, write_header);
    write_file(arguments[3], &parts, write_library);
    return EXIT_SUCCESS;
}
