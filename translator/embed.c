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
 * with a word for each hole per copy; words left out at the end are empty. Lines that start with
 * `//@` and five spaces go on with the words. A second part of one name completes the type that
 * the first declares: it holds `struct nb_context {`, is known as "struct nb_context", and goes
 * wherever more than types need nb_context.
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

static const char *const header_names[] = {
#define HEADER(name) name,
#include "headers.def"
#undef HEADER
};

enum {
    POSIX,
    FIRST_HEADER,
    HEADER_COUNT = sizeof header_names / sizeof header_names[0],
    COLLECTOR = HEADER_COUNT - 1,
};

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

/* --- errors and memory --- */

static _Noreturn void fail(const char *file, unsigned line, const char *format, ...)
{
    va_list arguments;

    fprintf(stderr, "%s:%u: error: ", file, line);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(EXIT_FAILURE);
}

static void *allocate(void *old, size_t size)
{
    void *memory = realloc(old, size);

    if (memory == NULL) {
        fputs("embed: out of memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    return memory;
}

static void text_append(Text *text, const char *bytes, size_t length)
{
    if (text->length + length + 1 > text->capacity) {
        text->capacity = (text->length + length + 1) * 2;
        text->bytes = allocate(text->bytes, text->capacity);
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

static char *copy_of(const char *bytes, size_t length)
{
    char *copy = allocate(NULL, length + 1);

    memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

static bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* --- the table of names --- */

/* FNV-1a, as runtime.c has it. */
static uint32_t hash_of(const char *name)
{
    uint32_t hash = 2166136261U;

    for (; *name != '\0'; name++) {
        hash = (hash ^ (unsigned char)*name) * 16777619U;
    }
    return hash;
}

/* The slot of `name`, or the free one where it belongs; `slots` has a power of two of them. */
static Slot *slot_of(Slot *slots, unsigned slot_count, const char *name)
{
    unsigned at = hash_of(name) & (slot_count - 1);

    while (slots[at].name != NULL && strcmp(slots[at].name, name) != 0) {
        at = (at + 1) & (slot_count - 1);
    }
    return &slots[at];
}

static Part *part_named(Parts *parts, const char *name)
{
    return slot_of(parts->slots, NAME_SLOTS, name)->part;
}

/* "struct nb_context" for a second part that names nb_context; see check_completion. */
static char *completion_of(const char *name, size_t length)
{
    char *text = allocate(NULL, length + sizeof "struct ");

    snprintf(text, length + sizeof "struct ", "struct %.*s", (int)length, name);
    return text;
}

static void define_name(Parts *parts, Part *part, const char *name, size_t length)
{
    char *text = copy_of(name, length);
    Slot *slot = slot_of(parts->slots, NAME_SLOTS, text);

    if (slot->name != NULL) {
        text = completion_of(name, length);
        slot = slot_of(parts->slots, NAME_SLOTS, text);
    }
    if (slot->name != NULL) {
        fail(part->file, part->line, "'%s' is defined already at %s:%u", text, slot->part->file,
             slot->part->line);
    }
    if (part->name_count == MOST_NAMES || parts->name_count == NAME_SLOTS / 2) {
        fail(part->file, part->line, "too many names");
    }
    *slot = (Slot){text, part};
    part->names[part->name_count++] = text;
    part->is_template = part->is_template || strchr(text, '$') != NULL;
    parts->name_count++;
}

/* --- reading --- */

static void need_header(Part *part, const char *name, size_t length)
{
    for (unsigned i = 0; i < HEADER_COUNT; i++) {
        if (strlen(header_names[i]) == length && memcmp(header_names[i], name, length) == 0) {
            part->headers |= 1U << i;
            return;
        }
    }
    fail(part->file, part->line, "<%.*s> is not in headers.def; include it in an #if of the part",
         (int)length, name);
}

/* The end of the word at `text`. */
static const char *word_end(const char *text)
{
    return text + strcspn(text, " \t\n");
}

/* Reads "nb_raise struct nb_context <string.h>" to the line's end. */
static void read_marker(Parts *parts, Part *part, const char *text)
{
    for (text += strspn(text, " \t"); *text != '\0' && *text != '\n'; text += strspn(text, " \t")) {
        const char *end = word_end(text);

        if (*text == '<') {
            need_header(part, text + 1, (size_t)(end - text) - 2);
        } else if (isalpha((unsigned char)*text) || *text == '_') {
            define_name(parts, part, text, (size_t)(end - text));
        } else {
            fail(part->file, part->line, "'%.*s' in a marker is neither a name nor a <header>",
                 (int)(end - text), text);
        }
        text = end;
    }
    if (part->name_count == 0) {
        fail(part->file, part->line, "a marker that names nothing");
    }
}

static Part *new_part(Parts *parts, const char *file, unsigned line, const char *marker)
{
    Part *part = allocate(NULL, sizeof *part);

    *part = (Part){.file = file, .line = line};
    if (parts->count == MOST_PARTS) {
        fail(file, line, "too many parts");
    }
    parts->all[parts->count++] = part;
    read_marker(parts, part, marker);
    return part;
}

static Text read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char piece[4096];
    Text text = {0};

    if (file == NULL) {
        fail(path, 0, "cannot be read");
    }
    for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;) {
        text_append(&text, piece, n);
    }
    fclose(file);
    text_append(&text, "", 0);
    return text;
}

static void trim(Text *text)
{
    size_t blank = strspn(text->bytes == NULL ? "" : text->bytes, "\n");

    while (text->length > blank && text->bytes[text->length - 1] == '\n') {
        text->bytes[--text->length] = '\0';
    }
    if (blank > 0) {
        memmove(text->bytes, text->bytes + blank, text->length - blank + 1);
        text->length -= blank;
    }
}

/* How a line starts that goes on with the words of the `each` above it. */
static const char each_continued[] = "//@     ";

/* The start of the line after the one at `text`. */
static const char *next_line(const char *text)
{
    const char *newline = strchr(text, '\n');

    return newline == NULL ? text + strlen(text) : newline + 1;
}

static void read_each(Parts *parts, const char *path, unsigned line, const char *header,
                      const char *region, const char *end);

/* Where the region of an `each` that starts at `text` ends: at its `//@ end`. */
static const char *region_end(const char *path, unsigned line, const char *text)
{
    while (*text != '\0' && !starts_with(text, "//@ end\n")) {
        text = next_line(text);
    }
    if (*text == '\0') {
        fail(path, line, "'each' without an 'end'");
    }
    return text;
}

/* Reads the parts in [at, end), which starts in line `line`. */
static void read_region(Parts *parts, const char *path, unsigned line, const char *at,
                        const char *end)
{
    Part *part = NULL;

    while (at < end) {
        const char *next = next_line(at);

        if (starts_with(at, "//@ each ")) {
            const char *close = region_end(path, line, at);

            while (starts_with(next, each_continued)) {
                next = next_line(next);
            }
            read_each(parts, path, line, at + strlen("//@ each "), next, close);
            for (; at < close; at = next_line(at)) {
                line++;
            }
            next = next_line(close);
            part = NULL;
        } else if (starts_with(at, "//@")) {
            part = new_part(parts, path, line, at + strlen("//@"));
        } else if (part != NULL) {
            text_append(&part->text, at, (size_t)(next - at));
        }
        at = next;
        line++;
    }
}

/* One word of an `each`: a hole, or what stands for it. */
typedef struct Word {
    const char *text;
    size_t length;
} Word;

/* The next word or mark of an `each`, which may stand in a line that goes on with it. */
static const char *skip_blanks(const char *text)
{
    text += strspn(text, " ");
    if (*text == '\n' && starts_with(text + 1, each_continued)) {
        text += sizeof each_continued;
        text += strspn(text, " ");
    }
    return text;
}

/* Reads words up to one of the characters `stops`; returns where it stands. */
static const char *read_words(const char *text, const char *stops, Word *words, unsigned *count)
{
    *count = 0;
    for (text = skip_blanks(text); strchr(stops, *text) == NULL; text = skip_blanks(text)) {
        size_t length = strcspn(text, " ,:\n");

        if (length == 0 || *count == MOST_HOLES) {
            break;
        }
        words[(*count)++] = (Word){text, length};
        text += length;
    }
    return text;
}

/* [text, end) with `row` in the place of `holes`. */
static Text substituted(const char *text, const char *end, const Word *holes, const Word *row,
                        unsigned count)
{
    Text out = {0};

    while (text < end) {
        unsigned i = 0;

        while (i < count && strncmp(text, holes[i].text, holes[i].length) != 0) {
            i++;
        }
        if (i < count) {
            text_append(&out, row[i].text, row[i].length);
            text += holes[i].length;
        } else {
            text_append(&out, text++, 1);
        }
    }
    text_append(&out, "", 0);
    return out;
}

static void read_each(Parts *parts, const char *path, unsigned line, const char *header,
                      const char *region, const char *end)
{
    Word holes[MOST_HOLES], row[MOST_HOLES];
    unsigned hole_count, count;
    const char *at = read_words(header, ":\n", holes, &hole_count);

    if (*at != ':' || hole_count == 0) {
        fail(path, line, "expected holes and ':' after 'each'");
    }
    while (*at == ':' || *at == ',') {
        at = read_words(at + 1, ",\n", row, &count);
        if (count > hole_count) {
            fail(path, line, "expected %u words for the holes of 'each', saw %u", hole_count,
                 count);
        }
        while (count < hole_count) {
            row[count++] = (Word){"", 0};
        }
        Text copy = substituted(region, end, holes, row, count);
        read_region(parts, path, line + 1, copy.bytes, copy.bytes + copy.length);
        free(copy.bytes);
    }
}

static void read_parts(Parts *parts, const char *path)
{
    Text source = read_file(path);

    read_region(parts, path, 1, source.bytes, source.bytes + source.length);
    free(source.bytes);
}

/* --- what a part needs --- */

/* Does a line at column 0 start so? */
static bool has_line(const char *text, const char *start)
{
    for (const char *at = text; at != NULL; at = strchr(at, '\n')) {
        at += *at == '\n';
        if (starts_with(at, start)) {
            return true;
        }
    }
    return false;
}

static bool is_only_types(const char *text)
{
    return !has_line(text, "NB_API") && !has_line(text, "NB_INLINE") && !has_line(text, "static");
}

/* The end of a comment, string or character constant at `text`, or `text` itself. */
static const char *skip_quoted(const char *text)
{
    if (text[0] == '/' && text[1] == '*') {
        const char *end = strstr(text + 2, "*/");
        return end == NULL ? text + strlen(text) : end + 2;
    }
    if (*text != '"' && *text != '\'') {
        return text;
    }
    const char *end = text + 1;
    while (*end != '\0' && *end != *text) {
        end += end[0] == '\\' && end[1] != '\0' ? 2 : 1;
    }
    return *end == '\0' ? end : end + 1;
}

static bool is_word_start(const char *text)
{
    return isalpha((unsigned char)*text) || *text == '_' ||
           (*text == '$' && isalpha((unsigned char)text[1]));
}

static const char *identifier_end(const char *text)
{
    while (isalnum((unsigned char)*text) || is_word_start(text)) {
        text++;
    }
    return text;
}

/* The next identifier at or after `text`, outside of quotes; its length 0 at the end. */
static const char *next_identifier(const char *text, size_t *length)
{
    while (*text != '\0') {
        const char *after = skip_quoted(text);

        if (after != text) {
            text = after;
        } else if (is_word_start(text)) {
            *length = (size_t)(identifier_end(text) - text);
            return text;
        } else if (isdigit((unsigned char)*text)) {
            text = identifier_end(text);
        } else {
            text++;
        }
    }
    *length = 0;
    return text;
}

static void add_sibling(Part *part, Sibling sibling)
{
    for (unsigned i = 0; i < part->sibling_count; i++) {
        const Sibling *known = &part->siblings[i];

        if (known->part == sibling.part && known->argument == sibling.argument &&
            (known->section == 0 || known->section == sibling.section)) {
            return;
        }
    }
    part->siblings = allocate(part->siblings, (part->sibling_count + 1) * sizeof(Sibling));
    part->siblings[part->sibling_count++] = sibling;
}

/* `section`: that of a template's part in which the need stands. */
static void add_need(Part *part, Part *needed, int section)
{
    if (needed == NULL || needed == part) {
        return;
    }
    if (part->is_template) {
        char argument = !needed->is_template ? 'r' : needed->template == part->template ? '=' : '0';
        add_sibling(part, (Sibling){needed, argument, section});
        return;
    }
    for (unsigned i = 0; i < part->need_count; i++) {
        if (part->needs[i] == needed) {
            return;
        }
    }
    part->needs = allocate(part->needs, (part->need_count + 1) * sizeof(Part *));
    part->needs[part->need_count++] = needed;
}

/* Which of FUNCTION_HOLES the letter is; -1: none. */
static int function_hole(char letter)
{
    const char *found = letter == '\0' ? NULL : strchr(FUNCTION_HOLES, letter);

    return found == NULL ? -1 : (int)(found - FUNCTION_HOLES);
}

/* The section in which `at` stands: 0 none; from 1 on the one for the hole; negative: for its
 * absence. Marks its hole as used. */
static int section_at(Part *part, const char *at)
{
    int section = 0;

    for (const char *text = strchr(part->text.bytes, '$'); text != NULL && text < at;
         text = strchr(text + 1, '$')) {
        if (text[1] == '(') {
            bool is_negative = text[2] == '!';
            int hole = function_hole(text[2 + is_negative]);
            int other = text[3 + is_negative] == '|' ? function_hole(text[4 + is_negative]) : -1;

            if (section != 0 || hole < 0) {
                fail(part->file, part->line,
                     "part '%s' has a section within another, or of no hole", part->names[0]);
            }
            part->holes |= 1U << hole | (other < 0 ? 0 : 1U << other);
            section = is_negative ? -(hole + 1) : hole + 1;
        } else if (text[1] == ')') {
            section = 0;
        }
    }
    return section;
}

/* Notes "$W", the hole of a function. */
static bool add_hole(Part *part, const char *name)
{
    int hole = name[0] == '$' && name[2] == '\0' ? function_hole(name[1]) : -1;

    if (hole >= 0) {
        part->holes |= 1U << hole;
    }
    return hole >= 0;
}

/* Notes nb_list_$e or nb_list_$p, of another template: it has the name with the hole of a first
 * argument. */
static bool add_of_other(Parts *parts, Part *part, const char *name, int section)
{
    char *upper = copy_of(name, strlen(name));
    char argument = strstr(name, "$p") != NULL ? '0' + PAIR_ARGUMENT : '1';

    for (char *hole = strchr(upper, '$'); hole != NULL; hole = strchr(hole + 1, '$')) {
        hole[1] = hole[1] == 'p' ? 'E' : (char)toupper((unsigned char)hole[1]);
    }
    Part *found = part_named(parts, upper);
    free(upper);
    if (found != NULL && found->template != part->template) {
        add_sibling(part, (Sibling){found, argument, section});
    }
    return found != NULL;
}

static bool is_unknown_call(const char *name, const char *after)
{
    return starts_with(name, "nb_") && *after == '(';
}

/* `name` is the identifier at `at`, with `after` behind it. */
static void note_identifier(Parts *parts, Part *part, const char *name, const char *at,
                            const char *after)
{
    char complete[LONGEST_IDENTIFIER + sizeof "struct "];
    Part *found = part_named(parts, name);
    int section = part->is_template ? section_at(part, at) : 0;

    snprintf(complete, sizeof complete, "struct %s", name);
    add_need(part, found, section);
    if (!part->is_type) {
        add_need(part, part_named(parts, complete), section);
    }
    if (found == NULL && strchr(name, '$') != NULL &&
        (add_hole(part, name) || add_of_other(parts, part, name, section))) {
        return;
    }
    if (found == NULL && is_unknown_call(name, after)) {
        fail(part->file, part->line, "part '%s' calls '%s', which no marker names", part->names[0],
             name);
    }
}

static void find_needs(Parts *parts, Part *part)
{
    char name[LONGEST_IDENTIFIER + 1];
    size_t length;
    const char *at = next_identifier(part->text.bytes, &length);

    for (; length > 0; at = next_identifier(at + length, &length)) {
        if (length > LONGEST_IDENTIFIER) {
            fail(part->file, part->line, "the identifier '%.*s' is too long", (int)length, at);
        }
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        note_identifier(parts, part, name, at, at + length);
    }
}

/* Puts the runtime's parts in order: each after what it needs. */
static void place(Parts *parts, Part *part)
{
    part->visit = VISITING;
    for (unsigned i = 0; i < part->need_count; i++) {
        Part *needed = part->needs[i];

        if (needed->visit == VISITING) {
            fail(part->file, part->line, "'%s' and '%s' need each other: make them one part",
                 part->names[0], needed->names[0]);
        }
        if (needed->visit == NOT_VISITED) {
            place(parts, needed);
        }
    }
    part->visit = VISITED;
    part->position = parts->order_count;
    parts->order[parts->order_count++] = part;
}

static void check_completion(Parts *parts, const Part *part)
{
    char start[LONGEST_IDENTIFIER + sizeof "struct  {"];

    for (unsigned i = 0; i < part->name_count; i++) {
        const char *name = part->names[i];

        snprintf(start, sizeof start, "%s {", name);
        if (starts_with(name, "struct ") && !has_line(part->text.bytes, start)) {
            const Part *first = part_named(parts, name + strlen("struct "));
            fail(part->file, part->line, "'%s' is defined already at %s:%u",
                 name + strlen("struct "), first->file, first->line);
        }
    }
}

/* "nb_status" gives NB_STATUS, "struct nb_context" NB_CONTEXT_STRUCT; NULL where the part holds
 * macros, which may be defined twice. */
static char *guard_of(Parts *parts, const Part *part)
{
    const char *name = part->names[0];
    bool is_completion = starts_with(name, "struct ");
    char guard[LONGEST_IDENTIFIER + sizeof "_STRUCT"];

    if (!part->is_type || part->is_template || has_line(part->text.bytes, "#define")) {
        return NULL;
    }
    snprintf(guard, sizeof guard, "%s%s", is_completion ? name + strlen("struct ") : name,
             is_completion ? "_struct" : "");
    for (char *c = guard; *c != '\0'; c++) {
        *c = (char)toupper((unsigned char)*c);
    }
    if (part_named(parts, guard) != NULL) { /* the type nb_str beside the macro NB_STR */
        strcat(guard, "_TYPE");
    }
    return copy_of(guard, strlen(guard));
}

/* The template that the part belongs to by its first name, or a new one whose first part it is. */
static Template *template_of(Parts *parts, const Part *part)
{
    const char *name = part->names[0];

    for (unsigned i = 0; i < parts->template_count; i++) {
        const char *base = parts->templates[i].base;

        if (starts_with(name, base) && name[strlen(base)] == '_') {
            return &parts->templates[i];
        }
    }
    if (parts->template_count == MOST_TEMPLATES) {
        fail(part->file, part->line, "more than %d templates", MOST_TEMPLATES);
    }
    parts->templates[parts->template_count] = (Template){.base = name};
    return &parts->templates[parts->template_count++];
}

static void classify(Parts *parts, Part *part)
{
    trim(&part->text);
    text_append(&part->text, "", 0);
    check_completion(parts, part);
    part->is_type = is_only_types(part->text.bytes);
    part->guard = guard_of(parts, part);
    if (part->is_template) {
        part->template = template_of(parts, part);
        part->template->count++;
    }
}

/* Gives the templates' parts their places in the table, one template after the other. */
static void place_templates(Parts *parts)
{
    for (unsigned i = 0; i < parts->template_count; i++) {
        Template *template = &parts->templates[i];

        template->first = parts->template_part_count;
        for (unsigned k = 0; k < parts->count; k++) {
            if (parts->all[k]->template == template) {
                parts->all[k]->position = parts->template_part_count;
                parts->template_parts[parts->template_part_count++] = parts->all[k];
            }
        }
    }
}

/* Finds out all about the parts, and puts them in order. */
static void sort_out(Parts *parts)
{
    for (unsigned i = 0; i < parts->count; i++) {
        classify(parts, parts->all[i]);
    }
    place_templates(parts);
    for (unsigned i = 0; i < parts->count; i++) {
        find_needs(parts, parts->all[i]);
    }
    for (unsigned i = 0; i < parts->count; i++) {
        if (!parts->all[i]->is_template && parts->all[i]->visit == NOT_VISITED) {
            place(parts, parts->all[i]);
        }
    }
}

/* --- replacing NB_API and NB_INLINE --- */

static void put_text(void *data, const char *bytes, size_t length)
{
    text_append(data, bytes, length);
}

/* The text with `api` for "NB_API " and `static inline ` for "NB_INLINE ", which stand at lines'
 * starts. */
static Text with_linkage(const char *text, const char *api)
{
    Text replaced = {0}, out = {0};

    for (const char *next; *text != '\0'; text = next) {
        const char *linkage = "";

        next = next_line(text);
        if (starts_with(text, "NB_API ")) {
            linkage = api;
            text += strlen("NB_API ");
        } else if (starts_with(text, "NB_INLINE ")) {
            linkage = "static inline ";
            text += strlen("NB_INLINE ");
        }
        text_append(&replaced, linkage, strlen(linkage));
        text_append(&replaced, text, (size_t)(next - text));
    }
    signature_layout(replaced.bytes, replaced.length, put_text, &out);
    text_append(&out, "", 0);
    free(replaced.bytes);
    return out;
}

/* --- PARTS.c --- */

/* One character of a C string literal; `previous` guards against trigraphs. */
static void write_escaped(FILE *out, unsigned char c, unsigned char previous)
{
    if (c == '\n') {
        fputs("\\n", out);
    } else if (c == '"' || c == '\\' || (c == '?' && previous == '?')) {
        fprintf(out, "\\%c", c);
    } else if (c < ' ' || c >= 127) {
        fprintf(out, "\\%03o", c);
    } else {
        fputc(c, out);
    }
}

static void write_literal(FILE *out, const Text *text)
{
    fputs("\n    \"", out);
    for (size_t i = 0; i < text->length; i++) {
        write_escaped(out, (unsigned char)text->bytes[i],
                      (unsigned char)(i == 0 ? 0 : text->bytes[i - 1]));
        if (text->bytes[i] == '\n' && i + 1 < text->length) {
            fputs("\"\n    \"", out);
        }
    }
    fputs("\";\n", out);
}

/* Longer than a literal may be: as numbers. */
static void write_numbers(FILE *out, const Text *text)
{
    fputs(" {", out);
    for (size_t i = 0; i < text->length; i++) {
        fprintf(out, "%s%d,", i % 20 == 0 ? "\n    " : " ", text->bytes[i]);
    }
    fputs(" 0\n};\n", out);
}

static void write_text(FILE *out, const char *table, const Part *part, const Text *text)
{
    fprintf(out, "\n/* %s */\nstatic const char %s_text_%u[] =", part->names[0], table,
            part->position);
    (text->length <= LONGEST_LITERAL ? write_literal : write_numbers)(out, text);
}

static void write_needs(FILE *out, const char *table, const Part *part)
{
    if (part->need_count == 0) {
        return;
    }
    fprintf(out, "static const uint16_t %s_needs_%u[] = {", table, part->position);
    for (unsigned i = 0; i < part->need_count; i++) {
        fprintf(out, "%s%u", i == 0 ? "" : ", ", part->needs[i]->position);
    }
    fputs("};\n", out);
}

static void write_siblings(FILE *out, const char *table, const Part *part)
{
    if (part->sibling_count == 0) {
        return;
    }
    fprintf(out, "static const RuntimeSibling %s_siblings_%u[] = {", table, part->position);
    for (unsigned i = 0; i < part->sibling_count; i++) {
        const Sibling *sibling = &part->siblings[i];

        fprintf(out, "%s{%u, '%c', %d}", i == 0 ? "" : ", ", sibling->part->position,
                sibling->argument, sibling->section);
    }
    fputs("};\n", out);
}

static void write_row(FILE *out, const char *table, const Part *part, size_t length)
{
    fprintf(out, "    {\"%s\", %s_text_%u, %zu, 0x%x, ", part->names[0], table, part->position,
            length, (unsigned)part->headers);
    if (part->need_count > 0) {
        fprintf(out, "%s_needs_%u, ", table, part->position);
    } else {
        fputs("NULL, ", out);
    }
    fprintf(out, "%u, %s, ", part->need_count, part->is_type ? "true" : "false");
    fprintf(out, part->guard == NULL ? "NULL, " : "\"%s\", ", part->guard);
    if (part->sibling_count > 0) {
        fprintf(out, "%s_siblings_%u, ", table, part->position);
    } else {
        fputs("NULL, ", out);
    }
    fprintf(out, "%u, 0x%x},\n", part->sibling_count, (unsigned)part->holes);
}

/* The tables `<table>_parts` and `<table>_part_count`. */
static void write_table(FILE *out, const char *table, Part *const *parts, unsigned count)
{
    size_t *lengths = allocate(NULL, (count + 1) * sizeof *lengths);

    for (unsigned i = 0; i < count; i++) {
        Text text = with_linkage(parts[i]->text.bytes, "static ");

        lengths[i] = text.length;
        write_text(out, table, parts[i], &text);
        write_needs(out, table, parts[i]);
        write_siblings(out, table, parts[i]);
        free(text.bytes);
    }
    fprintf(out, "\nconst RuntimePart %s_parts[] = {\n", table);
    for (unsigned i = 0; i < count; i++) {
        write_row(out, table, parts[i], lengths[i]);
    }
    fputs("    {0},\n};\n", out);
    fprintf(out, "const unsigned %s_part_count = %u;\n", table, count);
    free(lengths);
}

/* The table `templates`: each one's name is what stands between "nb_" and its first hole. */
static void write_templates(FILE *out, const Parts *parts)
{
    fputs("\nconst RuntimeTemplate runtime_templates[] = {\n", out);
    for (unsigned i = 0; i < parts->template_count; i++) {
        const Template *template = &parts->templates[i];
        const char *name = template->base + strlen("nb_");

        fprintf(out, "    {\"%.*s\", \"%s\", %u, %u},\n", (int)(strchr(name, '$') - name - 1), name,
                template->base, template->first, template->count);
    }
    fputs("    {0},\n};\n", out);
}

static void fill_names(Slot *slots, unsigned slot_count, Part *const *parts, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        for (unsigned k = 0; k < parts[i]->name_count; k++) {
            *slot_of(slots, slot_count, parts[i]->names[k]) = (Slot){parts[i]->names[k], parts[i]};
        }
    }
}

static void write_names(FILE *out, const Parts *parts)
{
    unsigned slot_count = 2;

    while (slot_count < parts->name_count * 2) {
        slot_count *= 2;
    }
    Slot *slots = allocate(NULL, slot_count * sizeof *slots);
    memset(slots, 0, slot_count * sizeof *slots);
    fill_names(slots, slot_count, parts->order, parts->order_count);
    fill_names(slots, slot_count, parts->template_parts, parts->template_part_count);
    fputs("\nconst RuntimeName runtime_names[] = {\n", out);
    for (unsigned i = 0; i < slot_count; i++) {
        if (slots[i].name == NULL) {
            fputs("    {NULL, 0},\n", out);
        } else {
            fprintf(out, "    {\"%s\", %u},\n", slots[i].name, slots[i].part->position);
        }
    }
    fprintf(out, "};\nconst unsigned runtime_name_slots = %u;\n", slot_count);
    free(slots);
}

static void write_parts(FILE *out, const Parts *parts)
{
    fputs("/* Made by embed from runtime/ and templates/: see runtime.h. */\n"
          "#include \"runtime.h\"\n",
          out);
    write_table(out, "runtime", parts->order, parts->order_count);
    write_table(out, "template", parts->template_parts, parts->template_part_count);
    write_templates(out, parts);
    write_names(out, parts);
}

/* --- RT.h and RT.c --- */

static bool is_inline(const Part *part)
{
    return !part->is_type && !has_line(part->text.bytes, "NB_API");
}

static void write_includes(FILE *out, uint32_t headers)
{
    for (unsigned i = FIRST_HEADER; i < HEADER_COUNT; i++) {
        if ((headers & (1U << i)) != 0) {
            fprintf(out, "#include <%s>\n", header_names[i]);
        }
    }
}

/* The end of the declaration at `text`: where its body or its initialiser starts. */
static const char *declaration_end(const char *text)
{
    while (*text != '\0' && *text != '{' && *text != '=' && *text != ';') {
        const char *after = skip_quoted(text);
        text = after == text ? text + 1 : after;
    }
    return text;
}

/* The comment that ends right before the line at `line`, or `line` where there is none. */
static const char *comment_above(const char *text, const char *line)
{
    const char *start = line;

    if (line - text < 3 || memcmp(line - 3, "*/\n", 3) != 0) {
        return line;
    }
    while (start > text && !(start[0] == '/' && start[1] == '*')) {
        start--;
    }
    return start;
}

/* The prototype, or for an object its `extern` declaration, of what starts at `line`. */
static void write_prototype(FILE *out, const char *text, const char *line)
{
    const char *comment = comment_above(text, line);
    const char *end = declaration_end(line);
    bool is_object = *end == '=' || *end == ';';

    fprintf(out, "\n%.*s", (int)(line - comment), comment);
    while (end > line && isspace((unsigned char)end[-1])) {
        end--;
    }
    Text whole = {0};
    text_append(&whole, line, (size_t)(end - line));
    Text declared = with_linkage(whole.bytes, is_object ? "extern " : "");
    fprintf(out, "%s;\n", declared.bytes);
    free(whole.bytes);
    free(declared.bytes);
}

/* The alternatives of an #if have one prototype: a line is written where it first stands. */
static void write_prototypes(FILE *out, const char *text)
{
    for (const char *at = text; *at != '\0'; at = next_line(at)) {
        const char *first = strstr(text, "NB_API ");

        while (first < at && strncmp(first, at, (size_t)(next_line(at) - at)) != 0) {
            first = next_line(first);
        }
        if (starts_with(at, "NB_API ") && first == at) {
            write_prototype(out, text, at);
        }
    }
}

static void write_type(FILE *out, const Part *part)
{
    if (part->guard == NULL) {
        fprintf(out, "\n%s\n", part->text.bytes);
    } else {
        fprintf(out, "\n#ifndef %s\n#define %s\n%s\n#endif\n", part->guard, part->guard,
                part->text.bytes);
    }
}

/* Whoever links the shared library needs no collector. */
static bool is_in_library(const Part *part)
{
    return (part->headers & 1U << COLLECTOR) == 0;
}

static void write_header(FILE *out, const Parts *parts)
{
    uint32_t headers = 0;

    for (unsigned i = 0; i < parts->order_count; i++) {
        const Part *part = parts->order[i];
        bool is_whole = part->is_type || is_inline(part);

        headers |= is_whole && is_in_library(part) ? part->headers : 0;
    }
    fputs("/* numba2c_rt.h: the runtime of programs that numba2c translated with --runtime=shared. "
          "*/\n"
          "#ifndef NUMBA2C_RT_H\n#define NUMBA2C_RT_H\n\n",
          out);
    write_includes(out, headers);
    fputs("\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n", out);
    for (unsigned i = 0; i < parts->order_count; i++) {
        const Part *part = parts->order[i];

        if (!is_in_library(part)) {
            continue;
        }
        if (part->is_type) {
            write_type(out, part);
        } else if (is_inline(part)) {
            Text text = with_linkage(part->text.bytes, "");
            fprintf(out, "\n%s\n", text.bytes);
            free(text.bytes);
        } else {
            write_prototypes(out, part->text.bytes);
        }
    }
    fputs("\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n", out);
}

static void write_library(FILE *out, const Parts *parts)
{
    uint32_t headers = 0;

    for (unsigned i = 0; i < parts->order_count; i++) {
        headers |= is_in_library(parts->order[i]) ? parts->order[i]->headers : 0;
    }
    fputs("/* numba2c_rt.c: the functions of libnumba2c_rt. */\n", out);
    if ((headers & 1U << POSIX) != 0) {
        fputs("#define _POSIX_C_SOURCE 200809L\n#define _FILE_OFFSET_BITS 64\n\n", out);
    }
    fputs("#include \"numba2c_rt.h\"\n\n", out);
    write_includes(out, headers);
    for (unsigned i = 0; i < parts->order_count; i++) {
        const Part *part = parts->order[i];

        if (!part->is_type && !is_inline(part) && is_in_library(part)) {
            Text text = with_linkage(part->text.bytes, "");
            fprintf(out, "\n%s\n", text.bytes);
            free(text.bytes);
        }
    }
}

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
