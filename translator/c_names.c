/* c_names: reserved words. The table reserved.def is sorted, and searched by halving. */
#include "c_names.h"

#include <string.h>

typedef enum Where { ANYWHERE, FILE_SCOPE } Where;

typedef struct ReservedName {
    const char *text;
    uint8_t length;
    uint8_t where; /* Where */
} ReservedName;

static const ReservedName reserved[] = {
#define RESERVED(name, where) {name, sizeof name - 1, where},
#include "reserved.def"
#undef RESERVED
};

/* Families of macros: names that begin so and go on in upper case or with a digit. */
static const char *const families[] = {
    "ADJ_", "BUS_",  "CLD_", "CLOCK_", "DBL_", "FE_",   "FLT_",   "FPE_", "FP_", "ILL_",
    "LC_",  "LDBL_", "M_",   "POLL_",  "SA_",  "SEGV_", "SIGEV_", "SI_",  "SS_", "TRAP_",
};

/* What no name of a user's may begin with in C. */
static const char *const taken_prefixes[] = {"nb_", "NB_", "n2c_"};

static bool has_prefix(const char *name, size_t length, const char *prefix)
{
    size_t prefix_length = strlen(prefix);

    return length >= prefix_length && memcmp(name, prefix, prefix_length) == 0;
}

static bool is_upper_or_digit(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* PRId64, FE_INVALID, M_PI, … All begin with a capital, which few names do. */
static bool in_family(const char *name, size_t length)
{
    if (name[0] < 'A' || name[0] > 'Z') {
        return false;
    }
    if (has_prefix(name, length, "PRI") || has_prefix(name, length, "SCN")) {
        return length > 3 && ((name[3] >= 'a' && name[3] <= 'z') || name[3] == 'X');
    }
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        size_t prefix_length = strlen(families[i]);

        if (length > prefix_length && has_prefix(name, length, families[i]) &&
            is_upper_or_digit(name[prefix_length])) {
            return true;
        }
    }
    return false;
}

/* Does it begin with what belongs to the compiler, the C library or numba2c? Such a name is
 * changed in front. */
static bool has_taken_prefix(const char *name, size_t length)
{
    if (name[0] == '_') {
        return true;
    }
    for (size_t i = 0; i < sizeof taken_prefixes / sizeof taken_prefixes[0]; i++) {
        if (has_prefix(name, length, taken_prefixes[i])) {
            return true;
        }
    }
    return false;
}

/* As strcmp would order them. Most differ in their first characters. */
static int compare(const char *name, size_t length, const ReservedName *row)
{
    size_t common = length < row->length ? length : row->length;

    for (size_t i = 0; i < common; i++) {
        if (name[i] != row->text[i]) {
            return (unsigned char)name[i] - (unsigned char)row->text[i];
        }
    }
    return (length > row->length) - (length < row->length);
}

/* A reserved name as a whole: one that is changed behind. */
static bool is_taken(const char *name, size_t length, bool file_scope)
{
    size_t low = 0, high = sizeof reserved / sizeof reserved[0];

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(name, length, &reserved[middle]);

        if (order == 0) {
            return file_scope || reserved[middle].where == ANYWHERE;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return in_family(name, length);
}

bool c_is_keyword(const char *name)
{
    static const char *const keywords[] = {
        "auto",    "break",  "case",     "char",   "const",    "continue", "default",
        "do",      "double", "else",     "enum",   "extern",   "float",    "for",
        "goto",    "if",     "inline",   "int",    "long",     "register", "restrict",
        "return",  "short",  "signed",   "sizeof", "static",   "struct",   "switch",
        "typedef", "union",  "unsigned", "void",   "volatile", "while",    "bool",
    };

    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
        if (strcmp(keywords[i], name) == 0) {
            return true;
        }
    }
    return false;
}

bool c_reserved(const char *name, size_t length, bool file_scope)
{
    return length > 0 && (has_taken_prefix(name, length) || is_taken(name, length, file_scope));
}

/* The name without the underscores at its end: `int_` needs another where `int` needs one, so that
 * the two stay apart. */
static size_t stem_length(const char *name, size_t length)
{
    while (length > 1 && name[length - 1] == '_') {
        length--;
    }
    return length;
}

/* Likewise `u_nb_x`, without all u_ in front. */
static const char *without_u(const char *name)
{
    while (name[0] == 'u' && name[1] == '_') {
        name += 2;
    }
    return name;
}

const char *c_safe_name(Arena *arena, const Name *name, bool file_scope)
{
    const char *rest = without_u(name->text);

    if (*rest != '\0' && has_taken_prefix(rest, strlen(rest))) {
        return arena_format(arena, "u_%s", name->text);
    }
    if (is_taken(name->text, stem_length(name->text, name->length), file_scope)) {
        return arena_format(arena, "%s_", name->text);
    }
    return name->text;
}
