/* Format strings, "{:>8.3f} {}": what str's method `format` lays its arguments out by. */
#ifndef N2C_FORMAT_H
#define N2C_FORMAT_H

#include "buffer.h"
#include "type.h"

/* Text, and the field that follows it. */
typedef struct FormatPiece {
    const char *text;  /* with single braces */
    uint32_t size;     /* of the text */
    bool has_field;    /* all but the last have */
    bool is_repr;      /* {!r} */
    uint32_t letter;   /* of the conversion: where it stands in the format string */
    uint32_t argument; /* from 0 */
    const char *specification;
} FormatPiece;

typedef LIST(FormatPiece) FormatPieces;

/* Splits a format string, at its fields. NULL, or what is wrong with it. */
const char *format_split(Arena *arena, const char *bytes, uint32_t size, FormatPieces *pieces);
/* What is wrong with the specification for a value of that type, or NULL. */
const char *format_check(const char *specification, const Type *type);
/* Does the specification lay a number out as a float, so that an integer has to become one? */
bool format_is_float(const char *specification);

#endif
