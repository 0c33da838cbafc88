/* c_map: the source map as JSON. One line for each mapping, in the C text's order:
 *
 *   {"ir": {"file", "line", "column", "offset", "length", "end_line", "end_column"},
 *    "c": {"line", "column", "offset", "length", "end_line", "end_column"},
 *    "symbol", "function"}
 *
 * Places are as in c_map.h; the IR's columns count code points, as diagnostics do. Ends are
 * exclusive. */
#include "c_map.h"

static void write_number(Buffer *out, size_t number)
{
    char digits[20];
    size_t first = sizeof digits;

    do {
        digits[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    buffer_bytes(out, digits + first, sizeof digits - first);
}

static void write_text(Buffer *out, const char *text)
{
    static const char hexadecimal[] = "0123456789abcdef";

    buffer_char(out, '"');
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (c < ' ') {
            buffer_string(out, "\\u00");
            buffer_char(out, hexadecimal[c >> 4]);
            buffer_char(out, hexadecimal[c & 15]);
            continue;
        }
        if (c == '"' || c == '\\') {
            buffer_char(out, '\\');
        }
        buffer_char(out, (char)c);
    }
    buffer_char(out, '"');
}

/* `before` holds the key and what stands between it and the value. */
static void write_field(Buffer *out, const char *before, size_t number)
{
    buffer_string(out, before);
    write_number(out, number);
}

static void write_text_field(Buffer *out, const char *before, const char *text)
{
    buffer_string(out, before);
    if (text == NULL) {
        buffer_string(out, "null");
    } else {
        write_text(out, text);
    }
}

static void write_ir_place(Buffer *out, const Sources *sources, Span span)
{
    const Source *source = span_source(sources, span);
    uint32_t line, column, end_line, end_column;

    source_position(source, span.offset, &line, &column);
    source_position(source, span_end(span), &end_line, &end_column);
    end_line = span.line + (end_line - line); /* span.line may be the place of an @at */
    write_text_field(out, "{\"ir\": {\"file\": ", source->name);
    write_field(out, ", \"line\": ", span.line);
    write_field(out, ", \"column\": ", column);
    write_field(out, ", \"offset\": ", span.offset);
    write_field(out, ", \"length\": ", span.length);
    write_field(out, ", \"end_line\": ", end_line);
    write_field(out, ", \"end_column\": ", end_column);
}

static void write_c_place(Buffer *out, const CMapping *mapping)
{
    write_field(out, "}, \"c\": {\"line\": ", mapping->begin.line);
    write_field(out, ", \"column\": ", mapping->begin.column);
    write_field(out, ", \"offset\": ", mapping->begin.offset);
    write_field(out, ", \"length\": ", mapping->end.offset - mapping->begin.offset);
    write_field(out, ", \"end_line\": ", mapping->end.line);
    write_field(out, ", \"end_column\": ", mapping->end.column);
}

typedef LIST(const char *) Files;

/* A file's name is one pointer nearly always, so only a change of it is looked up. */
static void add_file(Arena *arena, Files *files, const char *file)
{
    for (uint32_t i = files->count; i > 0; i--) {
        if (strcmp(files->items[i - 1], file) == 0) {
            return;
        }
    }
    LIST_PUSH(arena, files, file);
}

static void write_sources(Buffer *out, const Sources *sources, const CMappings *mappings)
{
    Files files = {0};
    const char *last = NULL;

    for (uint32_t i = 0; i < mappings->count; i++) {
        const char *file = span_file(sources, mappings->items[i].node->span);

        if (file != last) {
            add_file(sources->arena, &files, file);
            last = file;
        }
    }
    buffer_string(out, "\"sources\": [");
    for (uint32_t i = 0; i < files.count; i++) {
        write_text_field(out, i == 0 ? "" : ", ", files.items[i]);
    }
    buffer_string(out, "],\n");
}

void c_map_write(Buffer *out, const Sources *sources, const char *file, const CMappings *mappings)
{
    write_text_field(out, "{\"version\": 1,\n\"file\": ", file);
    buffer_string(out, ",\n");
    write_sources(out, sources, mappings);
    buffer_string(out, "\"mappings\": [");
    for (uint32_t i = 0; i < mappings->count; i++) {
        const CMapping *mapping = &mappings->items[i];

        buffer_string(out, i == 0 ? "\n" : ",\n");
        write_ir_place(out, sources, mapping->node->span);
        write_c_place(out, mapping);
        write_text_field(out, "}, \"symbol\": ", mapping->node->symbol);
        write_text_field(out, ", \"function\": ", mapping->function);
        buffer_char(out, '}');
    }
    buffer_string(out, "\n]}\n");
}
