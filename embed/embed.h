/* What the parts of embed share: main.c has the format of the files that it reads. */
#ifndef EMBED_H
#define EMBED_H

#include "signature.h"
#include "template.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_NAMES = 32, /* of one part */
    MOST_HOLES = 8,  /* of one `each` */
    MOST_PARTS = 4096,
    MOST_TEMPLATES = 16,
    NAME_SLOTS = 16384,     /* of the embedder's own table */
    LONGEST_LITERAL = 4095, /* what C99 promises */
    LONGEST_IDENTIFIER = 127,
};

/* The rows of headers.def, by their numbers. */
enum {
    POSIX,
    FIRST_HEADER,
    HEADER_COUNT = 0
#define HEADER(name) +1
#include "headers.def"
#undef HEADER
    ,
    COLLECTOR = HEADER_COUNT - 1,
};

extern const char *const header_names[HEADER_COUNT];

typedef struct Text {
    char *bytes;
    size_t length;
    size_t capacity;
} Text;

typedef enum Visit { NOT_VISITED, VISITING, VISITED } Visit;

typedef struct Part Part;

/* A part that a template's part uses: a row of RuntimeSibling. */
typedef struct Sibling {
    Part *part;
    char argument;
    int section;
} Sibling;

/* The parts of one template, which are neighbours in the table. */
typedef struct Template {
    const char *base; /* "nb_list_$E" */
    unsigned first;
    unsigned count;
} Template;

struct Part {
    const char *file;
    unsigned line;
    char *names[MOST_NAMES];
    unsigned name_count;
    uint32_t headers;
    Text text; /* as in the source, without blank lines around it */
    bool is_type;
    bool is_template;
    Part **needs;
    unsigned need_count;
    Template *template; /* or NULL */
    Sibling *siblings;  /* of a template: without repetitions */
    unsigned sibling_count;
    uint32_t holes; /* of a template: a bit for each of function_holes that it uses */
    char *guard;    /* of a type that may stand in several headers at once, or NULL */
    Visit visit;
    unsigned position; /* in its table */
};

typedef struct Slot {
    const char *name;
    Part *part;
} Slot;

/* All parts: of the runtime, then of templates; `order` is the runtime's, after sorting. */
typedef struct Parts {
    Part *all[MOST_PARTS];
    unsigned count;
    Part *order[MOST_PARTS];
    unsigned order_count;
    Part *template_parts[MOST_PARTS];
    unsigned template_part_count;
    Template templates[MOST_TEMPLATES];
    unsigned template_count;
    Slot slots[NAME_SLOTS];
    unsigned name_count;
} Parts;

/* --- text.c --- */

_Noreturn void fail(const char *file, unsigned line, const char *format, ...);
void *allocate(void *old, size_t size);
void text_append(Text *text, const char *bytes, size_t length);
char *copy_of(const char *bytes, size_t length);
bool starts_with(const char *text, const char *prefix);

/* --- names.c --- */

/* The slot of `name`, or the free one where it belongs; `slots` has a power of two of them. */
Slot *slot_of(Slot *slots, unsigned slot_count, const char *name);
Part *part_named(Parts *parts, const char *name);
void define_name(Parts *parts, Part *part, const char *name, size_t length);

/* --- read.c --- */

void trim(Text *text);
/* The start of the line after the one at `text`. */
const char *next_line(const char *text);
void read_parts(Parts *parts, const char *path);

/* --- needs.c --- */

/* Does a line at column 0 start so? */
bool has_line(const char *text, const char *start);
/* The end of a comment, string or character constant at `text`, or `text` itself. */
const char *skip_quoted(const char *text);
/* Finds out all about the parts, and puts them in order. */
void sort_out(Parts *parts);

/* --- linkage.c --- */

/* The text with `api` for "NB_API " and `static inline ` for "NB_INLINE ", which stand at lines'
 * starts. */
Text with_linkage(const char *text, const char *api);

/* --- write_parts.c --- */

void write_parts(FILE *out, const Parts *parts);

/* --- write_library.c --- */

void write_header(FILE *out, const Parts *parts);
void write_library(FILE *out, const Parts *parts);

#endif
