/* The source map that c_print collects while it prints. */
#ifndef N2C_C_MAP_H
#define N2C_C_MAP_H

#include "ctree.h"

/* A place in the C text. Lines and columns are 1-based; columns and offsets count bytes. */
typedef struct CPlace {
    size_t offset;
    uint32_t line;
    uint32_t column;
} CPlace;

/* One statement or declaration: where it comes from, and the bytes [begin, end) it became. */
typedef struct CMapping {
    const CNode *node;
    const char *function; /* the IR's name of the function around it, or NULL */
    CPlace begin;
    CPlace end;
} CMapping;

typedef LIST(CMapping) CMappings;

/* Appends the map as JSON; `file` is the C file's name or NULL, `sources` what the spans are in. */
void c_map_write(Buffer *out, const Sources *sources, const char *file, const CMappings *mappings);

#endif
