/* Reading: a file to its parts, each once for every row of its words. */
#include "embed.h"

const char *const header_names[HEADER_COUNT] = {
#define HEADER(name) name,
#include "headers.def"
#undef HEADER
};

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

void trim(Text *text)
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

const char *next_line(const char *text)
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

/* One word of an `each`: a hole, or what stands for it; what has blanks stands in quotes, which are
 * not its own. */
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
        bool is_quoted = *text == '"';
        text += is_quoted;
        size_t length = strcspn(text, is_quoted ? "\"\n" : " ,:\n");

        if (length == 0 || *count == MOST_HOLES) {
            break;
        }
        words[(*count)++] = (Word){text, length};
        text += length + is_quoted;
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

void read_parts(Parts *parts, const char *path)
{
    Text source = read_file(path);

    read_region(parts, path, 1, source.bytes, source.bytes + source.length);
    free(source.bytes);
}
