/* What runtime.c and runtime_template.c share. */
#ifndef N2C_RUNTIME_INTERNAL_H
#define N2C_RUNTIME_INTERNAL_H

#include "runtime.h"

typedef struct Instance Instance;

/* That a part of an instance calls a part of another: both by their places in template_parts. */
typedef struct InstanceCall {
    uint16_t caller;
    uint16_t called;
    Instance *instance; /* of the called one */
} InstanceCall;

struct Instance {
    RuntimeInstance named;
    const RuntimeTemplate *template;
    const char *functions[FUNCTION_HOLE_COUNT]; /* what fills the holes, or NULL */
    bool *used;                                 /* by part of the template */
    bool *emitted;
    LIST(InstanceCall) calls;
};

struct RuntimeUse {
    bool is_shared;
    Arena *arena;
    bool *used;    /* by part */
    bool *emitted; /* by part: or left out */
    uint32_t headers;
    LIST(Instance *) instances;
    Instance **slots; /* of the instances: open addressing */
    uint32_t slot_count;
    RuntimeSupply *supply;
    void *supply_data;
    Instance *caller; /* whose hole is being filled, or NULL */
    uint16_t calling; /* the part that has the hole */
    bool is_paused;
};

#define RUNTIME_HASH_START 2166136261U

/* FNV-1a, as embed.c has it, continued from `hash`. */
uint32_t runtime_hash(uint32_t hash, const char *text);
/* Marks the part at that position, and what it needs: recursion ends, since that stands before. */
void runtime_mark(RuntimeUse *use, unsigned position);
void runtime_push_text(Arena *arena, CNodeList *nodes, const char *text, const char *guard);
void runtime_leave_out_instances(RuntimeUse *use, const RuntimeUse *included);

#endif
