/* RT.h and RT.c: the shared runtime. */
#include "embed.h"

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

void write_header(FILE *out, const Parts *parts)
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

void write_library(FILE *out, const Parts *parts)
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
