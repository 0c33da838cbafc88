/* format: reads format strings and checks their specifications,
 * [[fill]align][sign][#][0][width][grouping][.precision][type], with Python's words for what is
 * wrong. runtime/format.c reads them again and trusts them. */
#include "format.h"

enum { MOST_COUNT = 1000000 }; /* a width or precision */

/* --- format strings --- */

typedef struct Splitter {
    Arena *arena;
    const char *bytes; /* all of the format string */
    const char *at;
    const char *end;
    FormatPieces *pieces;
    uint32_t next_automatic;
    bool has_automatic;
    bool has_manual;
} Splitter;

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

/* Digits; more than MOST_COUNT are MOST_COUNT + 1. */
static uint32_t read_count(const char **at, const char *end)
{
    uint32_t count = 0;

    for (; *at < end && is_digit(**at); (*at)++) {
        count = count > MOST_COUNT ? count : count * 10 + (uint32_t)(**at - '0');
    }
    return count;
}

/* Text up to a field or the end. A brace stands for itself where it stands twice. */
static const char *read_text(Splitter *s, FormatPiece *piece)
{
    Buffer text;

    buffer_open(&text, s->arena);
    while (s->at < s->end) {
        char character = *s->at++;

        if (character == '{' || character == '}') {
            if (s->at == s->end || *s->at != character) {
                s->at--;
                break;
            }
            s->at++;
        }
        buffer_char(&text, character);
    }
    piece->size = (uint32_t)text.length;
    piece->text = arena_copy(s->arena, text.text, text.length);
    buffer_close(&text);
    return s->at < s->end && *s->at == '}' ? "single '}' encountered in format string" : NULL;
}

/* {0}, or {}: the next one. */
static const char *read_number(Splitter *s, FormatPiece *piece)
{
    bool is_manual = s->at < s->end && is_digit(*s->at);

    piece->argument = is_manual ? read_count(&s->at, s->end) : s->next_automatic++;
    s->has_manual |= is_manual;
    s->has_automatic |= !is_manual;
    return s->has_manual && s->has_automatic
               ? "fields with and without numbers cannot stand in one format string"
               : NULL;
}

/* !r or !s */
static const char *read_conversion(Splitter *s, FormatPiece *piece)
{
    if (s->at == s->end || *s->at != '!') {
        return NULL;
    }
    s->at++;
    if (s->at == s->end || (*s->at != 'r' && *s->at != 's')) {
        return "expected 'r' or 's' after '!'";
    }
    piece->letter = (uint32_t)(s->at - s->bytes);
    piece->is_repr = *s->at++ == 'r';
    return NULL;
}

/* :>8.3f */
static const char *read_specification(Splitter *s, FormatPiece *piece)
{
    bool has_one = s->at < s->end && *s->at == ':';
    const char *start = s->at += has_one;

    while (has_one && s->at < s->end && *s->at != '}') {
        if (*s->at++ == '{') {
            return "a field within a field is not supported";
        }
    }
    piece->specification = arena_copy(s->arena, start, (size_t)(s->at - start));
    if (s->at == s->end) {
        return "expected '}' before end of string";
    }
    return *s->at++ == '}' ? NULL : "a field holds a number or nothing before '!', ':' and '}'";
}

/* After its brace. */
static const char *read_field(Splitter *s, FormatPiece *piece)
{
    static const char *(*const parts[])(Splitter * s, FormatPiece * piece) = {
        read_number, read_conversion, read_specification};
    const char *problem = NULL;

    s->at++;
    piece->has_field = true;
    for (uint32_t i = 0; i < sizeof parts / sizeof parts[0] && problem == NULL; i++) {
        problem = parts[i](s, piece);
    }
    if (problem == NULL && piece->is_repr && piece->specification[0] != '\0') {
        problem = "a specification after '!r' is not supported";
    }
    return problem;
}

const char *format_split(Arena *arena, const char *bytes, uint32_t size, FormatPieces *pieces)
{
    Splitter s = {
        .arena = arena, .bytes = bytes, .at = bytes, .end = bytes + size, .pieces = pieces};

    for (;;) {
        FormatPiece piece = {0};
        const char *problem = read_text(&s, &piece);

        if (problem == NULL && s.at < s.end) {
            problem = read_field(&s, &piece);
        }
        if (problem != NULL) {
            return problem;
        }
        LIST_PUSH(arena, pieces, piece);
        if (!piece.has_field) {
            return NULL;
        }
    }
}

/* --- specifications --- */

typedef struct Specification {
    char align; /* or NUL, as of the other characters */
    char sign;
    bool is_alternate;
    char grouping;
    bool has_precision;
    char type;
} Specification;

static bool is_one_of(char character, const char *marks)
{
    return character != '\0' && strchr(marks, character) != NULL;
}

static char read_mark(const char **at, const char *marks)
{
    return is_one_of(**at, marks) ? *(*at)++ : '\0';
}

static uint32_t point_size(const char *at)
{
    uint32_t size = 1;

    while (((unsigned char)at[size] & 0xC0U) == 0x80U) {
        size++;
    }
    return size;
}

static const char *read_width(const char **at)
{
    return read_count(at, *at + strlen(*at)) > MOST_COUNT
               ? "a width or a precision is at most 1000000"
               : NULL;
}

static const char *read_layout(const char *at, Specification *s)
{
    if (*at != '\0' && is_one_of(at[point_size(at)], "<>^=")) {
        at += point_size(at);
    }
    s->align = read_mark(&at, "<>^=");
    s->sign = read_mark(&at, "+- ");
    s->is_alternate = read_mark(&at, "#") != '\0';
    const char *problem = read_width(&at);
    s->grouping = read_mark(&at, ",_");
    s->has_precision = read_mark(&at, ".") != '\0';
    if (s->has_precision && !is_digit(*at)) {
        return "format specifier missing precision";
    }
    if (s->has_precision && problem == NULL) {
        problem = read_width(&at);
    }
    s->type = read_mark(&at, "bcdeEfFgGnosxX%");
    return problem == NULL && *at != '\0' ? "invalid format specifier" : problem;
}

static const char *check_str(const Specification *s)
{
    if (s->type != '\0' && s->type != 's') {
        return "this type of format is not for a str";
    }
    if (s->align == '=' || s->sign != '\0' || s->is_alternate || s->grouping != '\0') {
        return "'=', a sign, '#' and grouping are for numbers";
    }
    return NULL;
}

static const char *check_float(const Specification *s)
{
    return s->type != '\0' && !is_one_of(s->type, "eEfFgGn%")
               ? "this type of format is not for a float"
               : NULL;
}

static const char *check_integer(const Specification *s)
{
    if (is_one_of(s->type, "eEfFgG%")) {
        return NULL;
    }
    if (s->type == 's' || s->type == 'c') {
        return "this type of format is not for an integer";
    }
    if (s->has_precision) {
        return "a precision is not for an integer";
    }
    return s->grouping == ',' && is_one_of(s->type, "boxX")
               ? "',' is for decimal numbers; '_' groups others"
               : NULL;
}

const char *format_check(const char *specification, const Type *type)
{
    Specification s = {0};
    const char *problem = read_layout(specification, &s);

    if (problem != NULL || *specification == '\0') {
        return problem;
    }
    if (type->kind == TYPE_STR) {
        return check_str(&s);
    }
    if (type_is_float(type)) {
        return check_float(&s);
    }
    return type_is_integer(type) || type->kind == TYPE_BOOL
               ? check_integer(&s)
               : "only numbers and strings have format specifications";
}

bool format_is_float(const char *specification)
{
    size_t length = strlen(specification);

    return length > 0 && is_one_of(specification[length - 1], "eEfFgG%");
}
