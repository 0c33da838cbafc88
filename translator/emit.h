/* emit: the last lowering, from ordered closed IR to the C tree. It writes no text: that is
 * c_print's. Requires what pass_order leaves; breaks nothing of the IR. */
#ifndef N2C_EMIT_H
#define N2C_EMIT_H

#include "ctree.h"
#include "ir.h"

typedef struct EmitOptions {
    const char *header_name; /* what the C file includes with --header: "stats.h"; or NULL */
    bool runtime_shared;     /* include <numba2c_rt.h> instead of holding the runtime's parts */
    bool prints_ahead; /* no option of the printer is set: a function may be printed when made */
    bool offers_allocators; /* C callers choose them; not with runtime_shared, where they can anyhow
                             */
    bool reports_leaks;     /* main does */
    bool names_blocks;      /* what is made is named for leak reports */
    bool annotates;         /* comments say where closures' environments are */
} EmitOptions;

/* Makes the C file's tree and, where `header` is not NULL, the header's. */
void emit_program(Program *program, const EmitOptions *options, CFile *file, CFile *header);

#endif
