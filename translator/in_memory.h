/* Compiling C in memory through libtcc. */
#ifndef N2C_IN_MEMORY_H
#define N2C_IN_MEMORY_H

#include "numba2c.h"

typedef struct MemorySource {
    const char *text;
    const char *headers;        /* a folder with a small header for each standard one that emitted C
                                   includes; NULL: the system's are read */
    const char *const *foreign; /* the foreign functions that the text calls, ended by NULL */
    bool uses_collector;        /* it calls libgc */
} MemorySource;

/* Is there a libgc that programs can call? It is loaded by the first one that asks. */
bool memory_has_collector(void);

/* On N2C_ERROR *message is libtcc's, malloc'd, to be freed by the caller, or NULL. */
n2c_status memory_compile(const MemorySource *source, n2c_program **program, char **message);

#endif
