/* The runtime's parts as text, embedded at build time from runtime/ and templates/ (embed.c writes
 * runtime_parts.c). An output file holds the parts it uses, and what those use, each after what
 * it needs.
 *
 * How an output file is put together: while lowering, mark everything that is used; then emit
 * runtime_emit_types, the module's own types with runtime_array_type where an array of them is
 * needed, runtime_emit_functions, runtime_emit_arrays, and the module's functions. */
#ifndef N2C_RUNTIME_H
#define N2C_RUNTIME_H

#include "ctree.h"

typedef struct RuntimePart {
    const char *name;      /* the first identifier it defines; of a template, with holes */
    const char *text;      /* NB_API replaced by static; of a template, with holes */
    uint32_t length;       /* of the text */
    uint32_t headers;      /* a bit for each row of headers.def */
    const uint16_t *needs; /* the positions of the parts it uses, all smaller than its own */
    uint16_t need_count;
    bool is_type;      /* types and macros only: what a header may need */
    const char *guard; /* of a type that may stand in several headers at once, or NULL */
    /* Of a template only. */
    uint32_t siblings; /* a bit for each template part of the same instance that it uses */
    const char *late;  /* identifiers with holes, known when instantiated: "nb_write_$E $W" */
} RuntimePart;

/* The identifiers that parts define: open addressing by FNV-1a, the size a power of two. */
typedef struct RuntimeName {
    const char *name; /* NULL: a free slot */
    uint16_t part;
} RuntimeName;

extern const RuntimePart runtime_parts[];
extern const unsigned runtime_part_count;
extern const RuntimeName runtime_names[];
extern const unsigned runtime_name_slots;

/* Of templates/array.c. The holes: $E the element's short name, $T its C type, $R the rank, $W the
 * function that writes an element; `$[ … $]` is repeated for each axis, $I its number. */
extern const RuntimePart template_parts[];
extern const unsigned template_part_count;

/* Which parts one output uses. */
typedef struct RuntimeUse RuntimeUse;

RuntimeUse *runtime_use_new(Arena *arena);
/* The library defines the parts, so that the output needs none of their headers. */
void runtime_share(RuntimeUse *use);
/* Marks the part that defines `name` ("nb_raise") and all it needs. false: no part defines it.
 * Where a type is declared in one part and completed in another, "nb_context" marks the
 * declaration and "struct nb_context" both. */
bool runtime_use(RuntimeUse *use, const char *name);
/* Marks a standard header ("stdint.h"). false: it is not one. */
bool runtime_use_header(RuntimeUse *use, const char *header);
/* Marks a part of an instance of the array template, and all it needs: runtime_use_array(use,
 * "new", "float64", "double", 1, "nb_write_float64"). `part` is what follows nb_array_$E_$Rd_: ""
 * is the type, "strided" the strided type. The texts are kept, not copied. false: no such part. */
bool runtime_use_array(RuntimeUse *use, const char *part, const char *element, const char *c_type,
                       unsigned rank, const char *writer);
/* Leaves out of `use` what `included` emits: the types that a header has already. */
void runtime_leave_out(RuntimeUse *use, const RuntimeUse *included);

/* Which standard headers the used parts need, in a fixed order. */
void runtime_headers(const RuntimeUse *use, void (*push)(const char *header, void *data),
                     void *data);

/* Each part is emitted once, as a C_RAW. `guarded`: each in an #ifndef, for a header. */
void runtime_emit_types(RuntimeUse *use, Arena *arena, CNodeList *nodes, bool guarded);
/* The used types of one array instance (contiguous, strided), unless they were emitted. */
void runtime_array_type(RuntimeUse *use, Arena *arena, CNodeList *nodes, const char *element,
                        unsigned rank, bool guarded);
/* Whatever runtime parts are left. */
void runtime_emit_functions(RuntimeUse *use, Arena *arena, CNodeList *nodes);
/* What is left of the array instance of that element and rank; element NULL: of all instances. */
void runtime_emit_arrays(RuntimeUse *use, Arena *arena, CNodeList *nodes, const char *element,
                         unsigned rank);

#endif
