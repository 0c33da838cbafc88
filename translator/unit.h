/* What stands behind an n2c_unit. */
#ifndef N2C_UNIT_H
#define N2C_UNIT_H

#include "ctree.h"
#include "ir.h"
#include "numba2c.h"

struct n2c_unit {
    Program program;
    jmp_buf out_of_memory;
    n2c_options options;
    const Source *source; /* NULL: it could not be read */
    Buffer c;
    CInserts inserts; /* of `c`, until its text is asked for as a whole */
    Buffer header;
    Buffer map;
    Buffer ir;
    Buffer rendered;
    bool is_translated;
};

#endif
