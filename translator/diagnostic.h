/* Sources, spans and diagnostics: where things stand in the text, and what is wrong there.
 * Nothing here prints but diagnostic_render, which writes to a buffer. */
#ifndef N2C_DIAGNOSTIC_H
#define N2C_DIAGNOSTIC_H

#include "buffer.h"
#include "name.h"

#include <stdbool.h>

/* One text, or a place in another text that `@at` redirects to. */
typedef struct Source {
    const char *path;            /* as the user named it: shown in diagnostics */
    const char *name;            /* without folders: what tracebacks and comments show */
    const struct Source *origin; /* of a place that @at names: whose text this is; else NULL */
    const char *text;            /* `length` bytes, then a NUL */
    size_t length;
    uint32_t *line_starts; /* made at the first diagnostic, by source_column and the renderer */
    uint32_t line_count;
    bool is_library;   /* a standard module's: it may call the runtime */
    Arena *arena;      /* where line_starts is made; NULL: lines are counted anew each time */
    uint16_t position; /* in the translation's Sources; never 0 */
} Source;

/* All texts of a translation, and the places that `@at` names. The first item is NULL. */
typedef struct Sources {
    Arena *arena;
    LIST(Source *) list;
} Sources;

enum { MOST_SOURCES = 0xFFFF, LONGEST_SPAN = 0xFFFFFF, LAST_LINE = 0xFFFFFF };

/* A piece of source: `length` bytes from `offset`, LONGEST_SPAN where there are more. `line` is
 * 1-based, LAST_LINE beyond that. Where `@at` redirects, `source` has the name that users are told,
 * and `line` is the line there. Packed, so that a node, which begins with four bytes of its own,
 * takes no padding. */
typedef struct Span {
    uint32_t offset;
    uint64_t length : 24;
    uint64_t line : 24;
    uint64_t source : 16; /* its position in Sources; 0: made by the translator */
} __attribute__((packed, aligned(4))) Span;

_Static_assert(sizeof(Span) == 12, "spans are a fifth of all memory");

static inline Span span_new(const Source *source, uint32_t offset, size_t length, uint32_t line)
{
    return (Span){
        .offset = offset,
        .length = (length < LONGEST_SPAN ? length : LONGEST_SPAN) & LONGEST_SPAN,
        .line = (line < LAST_LINE ? line : LAST_LINE) & LAST_LINE,
        .source = source->position,
    };
}

static inline uint32_t span_end(Span span)
{
    return span.offset + (uint32_t)span.length;
}

static inline void span_set_end(Span *span, uint32_t end)
{
    uint32_t length = end - span->offset;

    span->length = (length < LONGEST_SPAN ? length : LONGEST_SPAN) & LONGEST_SPAN;
}

typedef enum Severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE } Severity;

typedef struct Diagnostic {
    Severity severity;
    Span span;
    const Source *source; /* the span's, or NULL */
    const char *message;  /* one sentence without a full stop: "expected ')', saw 'x'" */
    const char *help;     /* a suggestion, or NULL: "did you mean 'total'?" */
} Diagnostic;

enum { MOST_ERRORS = 50 }; /* the rest are counted, not kept */

typedef struct Diagnostics {
    Arena *arena;
    const Sources *sources;
    LIST(Diagnostic) list;
    uint32_t error_count;
    uint32_t left_out;
    bool is_newest_left_out; /* then notes and help for it are left out too */
} Diagnostics;

void report_error(Diagnostics *diagnostics, Span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void report_warning(Diagnostics *diagnostics, Span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Adds to what was reported before. */
void report_note(Diagnostics *diagnostics, Span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Takes back those from position `first` on that were told before, word for word, of the same
 * place. */
void diagnostics_drop_repeated(Diagnostics *diagnostics, uint32_t first);
/* Gives the newest diagnostic its suggestion. */
void report_help(Diagnostics *diagnostics, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* For what the contract has and this version has not. `what` is the IR's spelling ("'class' is not
 * supported yet") or a phrase ("a closure that escapes is not supported yet"). */
void report_unsupported(Diagnostics *diagnostics, Span span, const char *what);

void sources_open(Sources *sources, Arena *arena);
/* A source whose text stays the caller's; `name` is the path without its folders. More than
 * MOST_SOURCES are refused as if memory ran out. */
Source *source_new(Sources *sources, const char *path, const char *text, size_t length);
/* The same text under the name that @at gives its places; NULL where there are MOST_SOURCES. */
const Source *source_at(Sources *sources, const Source *source, const char *file);
/* The 1-based line and column (in code points) of a byte offset in its own text. */
void source_position(const Source *source, uint32_t offset, uint32_t *line, uint32_t *column);
/* NULL where the translator made what it is the span of. */
static inline const Source *span_source(const Sources *sources, Span span)
{
    return sources->list.items[span.source];
}
/* The file that users are shown for `span`: the @at place, or the source's name. */
const char *span_file(const Sources *sources, Span span);
/* The file that @at names, or NULL where nothing redirects. */
const char *span_place(const Sources *sources, Span span);
/* Are both in one text, so that their offsets compare? */
bool spans_share_text(const Sources *sources, Span a, Span b);
/* The name in `whole`, which begins with `base.name`; `whole` where that is not written so. */
Span span_of_member(const Sources *sources, Span whole, Span base, const Name *name);
/* From the first byte of `a` to the last of `b`, if both are in one source. */
Span span_join(Span a, Span b);

/* "file:5:12: error: …", the source line and a caret, coloured where `colour`. */
void diagnostic_render(Buffer *out, const Diagnostic *diagnostic, bool colour);
/* The candidate nearest to `wanted` by edit distance, or NULL when none is near. */
const char *nearest_name(const char *wanted, const char *const *candidates, size_t count);

#endif
