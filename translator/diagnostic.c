/* Diagnostics: kept in a list as they come, and shown as gcc and clang show theirs. */
#include "diagnostic.h"

#include <stdio.h>

enum {
    MESSAGE_SIZE = 1024, /* longer messages are cut: a name in the source may be megabytes long */
    WINDOW = 100,        /* the most columns of a source line that are shown */
    BEFORE_CARET = 60,   /* of them, the most before the caret where the line is longer */
    TAB_WIDTH = 4,
};

/* --- reporting --- */

/* Cuts what did not fit, at the start of a code point, and says so. */
static void mark_cut(char text[MESSAGE_SIZE])
{
    size_t end = MESSAGE_SIZE - sizeof "...";

    while (end > 0 && ((unsigned char)text[end] & 0xC0U) == 0x80U) {
        end--;
    }
    memcpy(text + end, "...", sizeof "...");
}

static const char *message_of(Arena *arena, const char *format, va_list arguments)
{
    char text[MESSAGE_SIZE];
    int length = vsnprintf(text, sizeof text, format, arguments);

    if (length < 0) {
        return format;
    }
    if (length >= MESSAGE_SIZE) {
        mark_cut(text);
    }
    return arena_copy(arena, text, strlen(text));
}

/* Notes go with what they explain; errors and warnings are kept up to a limit of each. */
static bool is_left_out(const Diagnostics *diagnostics, Severity severity)
{
    switch (severity) {
    case SEVERITY_ERROR: return diagnostics->error_count > MOST_ERRORS;
    case SEVERITY_WARNING: return diagnostics->list.count >= 2 * MOST_ERRORS;
    default: return diagnostics->is_newest_left_out;
    }
}

static void report(Diagnostics *diagnostics, Severity severity, Span span, const char *format,
                   va_list arguments)
{
    if (severity == SEVERITY_ERROR) {
        diagnostics->error_count++;
    }
    diagnostics->is_newest_left_out = is_left_out(diagnostics, severity);
    if (diagnostics->is_newest_left_out) {
        diagnostics->left_out += severity == SEVERITY_NOTE ? 0 : 1;
        return;
    }
    Diagnostic diagnostic = {
        .severity = severity,
        .span = span,
        .source = span_source(diagnostics->sources, span),
        .message = message_of(diagnostics->arena, format, arguments),
    };
    LIST_PUSH(diagnostics->arena, &diagnostics->list, diagnostic);
}

void report_error(Diagnostics *diagnostics, Span span, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    report(diagnostics, SEVERITY_ERROR, span, format, arguments);
    va_end(arguments);
}

void report_warning(Diagnostics *diagnostics, Span span, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    report(diagnostics, SEVERITY_WARNING, span, format, arguments);
    va_end(arguments);
}

void report_note(Diagnostics *diagnostics, Span span, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    report(diagnostics, SEVERITY_NOTE, span, format, arguments);
    va_end(arguments);
}

void report_help(Diagnostics *diagnostics, const char *format, ...)
{
    va_list arguments;

    if (diagnostics->list.count == 0 || diagnostics->is_newest_left_out) {
        return;
    }
    va_start(arguments, format);
    diagnostics->list.items[diagnostics->list.count - 1].help =
        message_of(diagnostics->arena, format, arguments);
    va_end(arguments);
}

static bool is_repeated(const Diagnostics *diagnostics, uint32_t before, const Diagnostic *again)
{
    for (uint32_t i = 0; i < before; i++) {
        const Diagnostic *told = &diagnostics->list.items[i];

        if (spans_share_text(diagnostics->sources, told->span, again->span) &&
            told->span.offset == again->span.offset && strcmp(told->message, again->message) == 0) {
            return true;
        }
    }
    return false;
}

void diagnostics_drop_repeated(Diagnostics *diagnostics, uint32_t first)
{
    uint32_t count = diagnostics->list.count;
    bool is_dropped = false;

    diagnostics->list.count = first;
    for (uint32_t i = first; i < count; i++) {
        const Diagnostic *diagnostic = &diagnostics->list.items[i];

        if (diagnostic->severity != SEVERITY_NOTE) {
            is_dropped = is_repeated(diagnostics, first, diagnostic);
            diagnostics->error_count -= is_dropped && diagnostic->severity == SEVERITY_ERROR;
        }
        if (!is_dropped) {
            diagnostics->list.items[diagnostics->list.count++] = *diagnostic;
        }
    }
}

void report_unsupported(Diagnostics *diagnostics, Span span, const char *what)
{
    const char *quote = strchr(what, ' ') == NULL ? "'" : "";

    report_error(diagnostics, span, "%s%s%s is not supported yet", quote, what, quote);
}

/* --- code points --- */

static uint32_t byte_at(const Source *source, size_t offset)
{
    return (unsigned char)source->text[offset];
}

static bool is_continuation(uint32_t byte)
{
    return (byte & 0xC0U) == 0x80U;
}

/* How many bytes a code point takes that starts with `lead`; 0 where none starts so. */
static uint32_t length_by_lead(uint32_t lead)
{
    if (lead < 0x80) {
        return 1;
    }
    if (lead < 0xC2 || lead > 0xF4) {
        return 0;
    }
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* The bytes of the code point at `offset`; a byte that belongs to none counts as one by itself. */
static uint32_t code_point_length(const Source *source, size_t offset)
{
    uint32_t length = length_by_lead(byte_at(source, offset));

    if (length == 0 || offset + length > source->length) {
        return 1;
    }
    for (uint32_t i = 1; i < length; i++) {
        if (!is_continuation(byte_at(source, offset + i))) {
            return 1;
        }
    }
    return length;
}

/* --- places --- */

void sources_open(Sources *sources, Arena *arena)
{
    *sources = (Sources){.arena = arena};
    LIST_PUSH(arena, &sources->list, NULL);
}

/* A copy of `source`, listed. */
static Source *list_source(Sources *sources, const Source *source)
{
    if (sources->list.count > MOST_SOURCES) {
        return NULL;
    }
    Source *listed = arena_alloc(sources->arena, sizeof *listed);

    *listed = *source;
    listed->position = (uint16_t)sources->list.count;
    LIST_PUSH(sources->arena, &sources->list, listed);
    return listed;
}

Source *source_new(Sources *sources, const char *path, const char *text, size_t length)
{
    const char *slash = strrchr(path, '/');

    Source *source = list_source(sources, &(Source){.path = path,
                                                    .name = slash != NULL ? slash + 1 : path,
                                                    .text = text,
                                                    .length = length,
                                                    .arena = sources->arena});

    if (source == NULL) {
        arena_fail(sources->arena);
    }
    return source;
}

enum { PLACES_LOOKED_AT = 64 }; /* most front ends go back and forth between a few files */

const Source *source_at(Sources *sources, const Source *source, const char *file)
{
    const Source *origin = source->origin != NULL ? source->origin : source;

    for (uint32_t i = 1; i <= PLACES_LOOKED_AT && i < sources->list.count; i++) {
        const Source *place = sources->list.items[sources->list.count - i];

        if (place->origin == origin && strcmp(place->name, file) == 0) {
            return place;
        }
    }
    Source place = *origin;

    place.name = file;
    place.origin = origin;
    return list_source(sources, &place);
}

static uint32_t newlines_before(const Source *source, size_t end)
{
    const char *at = source->text;
    const char *stop = source->text + end;
    uint32_t count = 0;

    while (at < stop && (at = memchr(at, '\n', (size_t)(stop - at))) != NULL) {
        count++;
        at++;
    }
    return count;
}

/* The table is the source's own memo, so the promise not to change it still holds. */
static void make_line_starts(const Source *source)
{
    Source *memo = (Source *)(uintptr_t)source;
    uint32_t count = newlines_before(source, source->length) + 1;
    uint32_t *starts = arena_alloc(source->arena, count * sizeof *starts);
    const char *at = source->text;

    starts[0] = 0;
    for (uint32_t line = 1; line < count; line++) {
        at = (const char *)memchr(at, '\n', source->length - (size_t)(at - source->text)) + 1;
        starts[line] = (uint32_t)(at - source->text);
    }
    memo->line_starts = starts;
    memo->line_count = count;
}

/* The 0-based line of an offset, by the table. */
static uint32_t line_by_table(const Source *source, uint32_t offset)
{
    uint32_t low = 0;
    uint32_t high = source->line_count;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (source->line_starts[middle] <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static uint32_t line_of(const Source *source, uint32_t offset)
{
    if (source->arena == NULL) {
        return newlines_before(source, offset) + 1;
    }
    if (source->line_starts == NULL) {
        make_line_starts(source);
    }
    return line_by_table(source, offset) + 1;
}

static uint32_t line_start(const Source *source, uint32_t offset)
{
    while (offset > 0 && source->text[offset - 1] != '\n') {
        offset--;
    }
    return offset;
}

static uint32_t clamped(const Source *source, uint32_t offset)
{
    return offset <= source->length ? offset : (uint32_t)source->length;
}

void source_position(const Source *source, uint32_t offset, uint32_t *line, uint32_t *column)
{
    uint32_t end = clamped(source, offset);

    *line = line_of(source->origin != NULL ? source->origin : source, end);
    *column = 1;
    for (uint32_t at = line_start(source, end); at < end; at += code_point_length(source, at)) {
        *column += 1;
    }
}

const char *span_file(const Sources *sources, Span span)
{
    const Source *source = span_source(sources, span);

    return source == NULL ? NULL : source->name;
}

/* The first byte from `at` on that is no space, no comment and no closing parenthesis. */
static uint32_t skip_space(const Source *source, uint32_t at, uint32_t end)
{
    while (at < end && strchr(" \t\r\n)#", source->text[at]) != NULL) {
        const char *newline = source->text[at] == '#' ? strchr(source->text + at, '\n') : NULL;

        at = newline != NULL ? (uint32_t)(newline - source->text) : at;
        at++;
    }
    return at;
}

Span span_of_member(const Sources *sources, Span whole, Span base, const Name *name)
{
    const Source *source = span_source(sources, whole);
    uint32_t end = span_end(whole);

    if (source == NULL || !spans_share_text(sources, whole, base) || end > source->length) {
        return whole;
    }
    uint32_t dot = skip_space(source, span_end(base), end);
    uint32_t at = dot < end && source->text[dot] == '.' ? skip_space(source, dot + 1, end) : end;
    if (at + name->length > end || memcmp(source->text + at, name->text, name->length) != 0) {
        return whole;
    }
    uint32_t line = whole.line;
    for (uint32_t i = whole.offset; i < at; i++) {
        line += source->text[i] == '\n' ? 1 : 0;
    }
    return span_new(source, at, name->length, line);
}

/* The name that @at gave it, or NULL. */
static const char *place_name(const Source *source)
{
    return source == NULL || source->origin == NULL ? NULL : source->name;
}

const char *span_place(const Sources *sources, Span span)
{
    return place_name(span_source(sources, span));
}

bool spans_share_text(const Sources *sources, Span a, Span b)
{
    return a.source == b.source || (a.source != 0 && b.source != 0 &&
                                    span_source(sources, a)->text == span_source(sources, b)->text);
}

Span span_join(Span a, Span b)
{
    if (a.source == 0) {
        return b;
    }
    if (a.source == b.source && span_end(b) > span_end(a)) {
        span_set_end(&a, span_end(b));
    }
    return a;
}

/* --- showing --- */

typedef struct Colours {
    const char *severity[3]; /* by Severity */
    const char *strong;
    const char *caret;
    const char *plain;
} Colours;

static const Colours no_colours = {{"", "", ""}, "", "", ""};
static const Colours ansi_colours = {
    {"\033[1;31m", "\033[1;35m", "\033[1;36m"}, "\033[1m", "\033[1;32m", "\033[0m"};

static const char *const severity_names[] = {"error", "warning", "note"};

/* U+200E, U+200F, U+2028 to U+202E, U+2066 to U+2069: these break lines or turn directions. */
static bool is_direction_mark(const unsigned char *text)
{
    if (text[0] != 0xE2 || text[1] < 0x80 || text[1] > 0x81) {
        return false;
    }
    if (text[1] == 0x81) {
        return text[2] >= 0xA6 && text[2] <= 0xA9;
    }
    return text[2] == 0x8E || text[2] == 0x8F || (text[2] >= 0xA8 && text[2] <= 0xAE);
}

/* Could this code point move the cursor, start an escape sequence or hide what stands there? */
static bool is_unsafe(const char *code_point, uint32_t length)
{
    const unsigned char *text = (const unsigned char *)code_point;

    switch (length) {
    case 1: return text[0] < 0x20 || text[0] >= 0x7F;
    case 2: return text[0] == 0xC2 && text[1] < 0xA0;
    case 3: return is_direction_mark(text);
    default: return false;
    }
}

/* Shows one code point; gives the columns it takes. */
static uint32_t show_code_point(Buffer *out, const char *text, uint32_t length)
{
    if (*text == '\t') {
        buffer_bytes(out, "    ", TAB_WIDTH);
        return TAB_WIDTH;
    }
    if (is_unsafe(text, length)) {
        buffer_char(out, '?');
    } else {
        buffer_bytes(out, text, length);
    }
    return 1;
}

static void show_message(Buffer *out, const char *message)
{
    Source text = {.text = message, .length = strlen(message)};

    for (size_t at = 0; at < text.length;) {
        uint32_t length = code_point_length(&text, at);

        show_code_point(out, message + at, length);
        at += length;
    }
}

/* The part of a source line that is shown, and in it the span: byte offsets. */
typedef struct Window {
    const Source *source;
    uint32_t start;
    uint32_t end;
    uint32_t span_start;
    uint32_t span_end;
} Window;

static bool is_line_end(const Source *source, uint32_t offset)
{
    return offset >= source->length || source->text[offset] == '\n' ||
           (source->text[offset] == '\r' && offset + 1 < source->length &&
            source->text[offset + 1] == '\n');
}

/* `most` code points back from `offset`, or the line's start. */
static uint32_t step_back(const Source *source, uint32_t offset, uint32_t most)
{
    for (uint32_t i = 0; i < most && offset > 0 && source->text[offset - 1] != '\n'; i++) {
        offset--;
        while (offset > 0 && is_continuation(byte_at(source, offset)) &&
               source->text[offset - 1] != '\n') {
            offset--;
        }
    }
    return offset;
}

static uint32_t step_forward(const Source *source, uint32_t offset, uint32_t most)
{
    for (uint32_t i = 0; i < most && !is_line_end(source, offset); i++) {
        offset += code_point_length(source, offset);
    }
    return offset;
}

static Window window_of(const Source *source, Span span)
{
    Window window = {.source = source, .span_start = clamped(source, span.offset)};

    window.start = step_back(source, window.span_start, WINDOW);
    if (!is_line_end(source, step_forward(source, window.start, WINDOW)) ||
        (window.start > 0 && source->text[window.start - 1] != '\n')) {
        window.start = step_back(source, window.span_start, BEFORE_CARET);
    }
    window.end = step_forward(source, window.start, WINDOW);
    window.span_end = clamped(source, span_end(span));
    if (window.span_end > window.end) {
        window.span_end = window.end;
    }
    return window;
}

/* Shows the bytes [start, end) of the source; gives the columns they take. */
static uint32_t show_text(Buffer *out, const Source *source, uint32_t start, uint32_t end)
{
    uint32_t columns = 0;

    for (uint32_t at = start; at < end;) {
        uint32_t length = code_point_length(source, at);

        columns += show_code_point(out, source->text + at, length);
        at += length;
    }
    return columns;
}

static void repeat(Buffer *out, char c, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        buffer_char(out, c);
    }
}

static void show_source_line(Buffer *out, const Diagnostic *diagnostic, uint32_t line,
                             const Colours *colours)
{
    const Source *source = diagnostic->source;
    Window window = window_of(source, diagnostic->span);
    bool is_cut = window.start > 0 && source->text[window.start - 1] != '\n';

    buffer_format(out, "%5u | %s", (unsigned)line, is_cut ? "..." : "");
    uint32_t before = show_text(out, source, window.start, window.span_start);
    uint32_t under = show_text(out, source, window.span_start, window.span_end);
    show_text(out, source, window.span_end, window.end);
    buffer_string(out, is_line_end(source, window.end) ? "\n" : "...\n");
    buffer_string(out, "      | ");
    repeat(out, ' ', before + (is_cut ? 3 : 0));
    buffer_string(out, colours->caret);
    buffer_char(out, '^');
    repeat(out, '~', under > 1 ? under - 1 : 0);
    buffer_string(out, colours->plain);
    buffer_char(out, '\n');
}

/* "file:5:12: ", or "kernel.py:12: " for a place that @at names. */
static void show_place(Buffer *out, const Diagnostic *diagnostic, uint32_t line, uint32_t column)
{
    const Source *source = diagnostic->source;

    if (place_name(source) != NULL) {
        show_message(out, place_name(source));
        buffer_format(out, ":%u: ", (unsigned)diagnostic->span.line);
    } else if (source != NULL) {
        show_message(out, source->path);
        buffer_format(out, ":%u:%u: ", (unsigned)line, (unsigned)column);
    }
}

void diagnostic_render(Buffer *out, const Diagnostic *diagnostic, bool colour)
{
    const Colours *colours = colour ? &ansi_colours : &no_colours;
    const Source *source = diagnostic->source;
    uint32_t line = 0;
    uint32_t column = 0;

    if (source != NULL) {
        source_position(source, diagnostic->span.offset, &line, &column);
    }
    buffer_string(out, colours->strong);
    show_place(out, diagnostic, line, column);
    buffer_format(out, "%s%s:%s%s ", colours->severity[diagnostic->severity],
                  severity_names[diagnostic->severity], colours->plain, colours->strong);
    show_message(out, diagnostic->message);
    buffer_string(out, colours->plain);
    buffer_char(out, '\n');
    if (source != NULL && source->length > 0) {
        show_source_line(out, diagnostic, line, colours);
    }
    if (diagnostic->help != NULL) {
        buffer_string(out, "help: ");
        show_message(out, diagnostic->help);
        buffer_char(out, '\n');
    }
}

/* --- suggestions --- */

enum { LONGEST_NAME = 64 }; /* longer ones are not compared */

static uint32_t least(uint32_t a, uint32_t b, uint32_t c)
{
    uint32_t smaller = a < b ? a : b;

    return smaller < c ? smaller : c;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Are the last two letters of i and j the same, the other way round? */
static bool are_exchanged(const char *a_end, const char *b_end, uint32_t i, uint32_t j)
{
    return i > 1 && j > 1 && lower(a_end[-1]) == lower(b_end[-2]) &&
           lower(a_end[-2]) == lower(b_end[-1]);
}

/* How many letters must be changed, put in or left out, or neighbours exchanged, to make `a` of
 * `b`, upper and lower case alike; `limit` + 1 when there are more than `limit`. */
static uint32_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length,
                              uint32_t limit)
{
    uint32_t rows[3][LONGEST_NAME + 1]; /* of the letter i, and of the two before it */

    for (uint32_t j = 0; j <= b_length; j++) {
        rows[0][j] = j;
    }
    for (uint32_t i = 1; i <= a_length; i++) {
        uint32_t *row = rows[i % 3];
        const uint32_t *above = rows[(i - 1) % 3];
        uint32_t smallest = row[0] = i;

        for (uint32_t j = 1; j <= b_length; j++) {
            uint32_t changed = above[j - 1] + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);

            row[j] = least(changed, above[j] + 1, row[j - 1] + 1);
            if (are_exchanged(a + i, b + j, i, j) && rows[(i + 1) % 3][j - 2] < row[j]) {
                row[j] = rows[(i + 1) % 3][j - 2] + 1;
            }
            smallest = row[j] < smallest ? row[j] : smallest;
        }
        if (smallest > limit) {
            return limit + 1;
        }
    }
    return rows[a_length % 3][b_length];
}

/* The most changes between names that are called near: a third of the letters, three at most. */
static uint32_t near_limit(size_t length)
{
    size_t limit = (length + 1) / 3;

    return limit > 3 ? 3 : (uint32_t)limit;
}

const char *nearest_name(const char *wanted, const char *const *candidates, size_t count)
{
    size_t length = strlen(wanted);
    uint32_t limit = near_limit(length);
    const char *nearest = NULL;

    if (length > LONGEST_NAME) {
        return NULL;
    }
    for (size_t i = 0; i < count && limit > 0; i++) {
        size_t other = strlen(candidates[i]);

        if (other > LONGEST_NAME || other > length + limit || length > other + limit) {
            continue;
        }
        uint32_t distance = edit_distance(wanted, length, candidates[i], other, limit);
        if (distance <= limit) {
            nearest = candidates[i];
            limit = distance > 0 ? distance - 1 : 0;
        }
    }
    return nearest;
}
