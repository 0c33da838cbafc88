/* The runtime's parts as text, embedded at build time from runtime/ and templates/ (embed.c writes
 * runtime_parts.c). An output file holds the parts it uses, and what those use, each after what
 * it needs.
 *
 * How an output file is put together: while lowering, mark everything that is used; then emit
 * runtime_emit_types, the module's own types with runtime_instance_type where one of them needs a
 * template's, runtime_emit_functions, runtime_emit_instances, and the module's functions. */
#ifndef N2C_RUNTIME_H
#define N2C_RUNTIME_H

#include "ctree.h"
#include "template.h"

/* A part that a template's part uses. */
typedef struct RuntimeSibling {
    uint16_t position;
    /* 'r': in runtime_parts. Else in template_parts: '=' of the same instance, '0', '1' or '2' of
     * the one with only that argument, or with the tuple of both. */
    char argument;
    /* Used only where the hole FUNCTION_HOLES[section - 1] has a function, or where [-section - 1]
     * has none; 0: always. */
    int8_t section;
} RuntimeSibling;

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
    const RuntimeSibling *siblings;
    uint16_t sibling_count;
    uint32_t holes; /* a bit for each of FUNCTION_HOLES */
} RuntimePart;

/* One file of templates/, or several. */
typedef struct RuntimeTemplate {
    const char *name; /* "list" */
    const char *base; /* "nb_list_$E": what all names of its parts start with */
    uint16_t first;   /* of its parts in template_parts */
    uint16_t count;
} RuntimeTemplate;

/* The identifiers that parts define: open addressing by FNV-1a, the size a power of two. */
typedef struct RuntimeName {
    const char *name; /* NULL: a free slot; with holes: of a template's part */
    uint16_t part;
} RuntimeName;

extern const RuntimePart runtime_parts[];
extern const unsigned runtime_part_count;
extern const RuntimeName runtime_names[];
extern const unsigned runtime_name_slots;

extern const RuntimePart template_parts[];
extern const RuntimeTemplate runtime_templates[]; /* ended by one without a name */

/* A type argument of an instance. The texts are kept, not copied. */
typedef struct RuntimeArgument {
    const char *name;   /* its short name: "int64" */
    const char *c_type; /* "int64_t" */
    const void *type;   /* what RuntimeSupply knows it by */
} RuntimeArgument;

/* Names an instance of a template. */
typedef struct RuntimeInstance {
    const char *template;                               /* "array" */
    RuntimeArgument arguments[MOST_TYPE_ARGUMENTS + 1]; /* of a dict then the tuple of both */
    uint32_t count;
    unsigned rank; /* of an array, else 0 */
} RuntimeInstance;

/* The name of the function that fills the hole `hole` (a capital letter) for values of `type`, made
 * or marked if it was not yet; NULL: they need none. */
typedef const char *RuntimeSupply(void *data, const void *type, char hole);

/* Which parts one output uses. */
typedef struct RuntimeUse RuntimeUse;

RuntimeUse *runtime_use_new(Arena *arena);
/* The library defines the parts, so that the output holds none and needs none of their headers;
 * but for those of the collector. */
void runtime_share(RuntimeUse *use);
/* Marks the part that defines `name` ("nb_raise") and all it needs. false: no part defines it.
 * Where a type is declared in one part and completed in another, "nb_context" marks the
 * declaration and "struct nb_context" both. */
bool runtime_use(RuntimeUse *use, const char *name);
/* Marks a standard header ("stdint.h"). false: it is not one. */
/* Is the part that defines `name` marked? */
bool runtime_uses(const RuntimeUse *use, const char *name);
bool runtime_use_header(RuntimeUse *use, const char *header);
/* Who fills templates' holes; while it runs, the parts of instances that it marks are noted as what
 * the part with the hole calls. */
void runtime_supply_with(RuntimeUse *use, RuntimeSupply *supply, void *data);
/* Nothing is noted until runtime_resume, given what this gave: what is marked meanwhile is called
 * by a function that has a prototype. */
bool runtime_pause(RuntimeUse *use);
void runtime_resume(RuntimeUse *use, bool was_paused);
/* Marks a part of an instance, and all it needs. `part` is what follows nb_list_$E_ in its name: ""
 * is the type, "append" a function. false: no such part. */
bool runtime_use_part(RuntimeUse *use, const RuntimeInstance *instance, const char *part);
/* The same for a part that there is; gives its name. */
const char *runtime_part_name(RuntimeUse *use, const RuntimeInstance *instance, const char *part);
/* Leaves out of `use` what `included` emits: the types that a header has already. */
void runtime_leave_out(RuntimeUse *use, const RuntimeUse *included);

/* Which standard headers the used parts need, in a fixed order. */
void runtime_headers(const RuntimeUse *use, void (*push)(const char *header, void *data),
                     void *data);

/* Does a used part call what headers declare only where _POSIX_C_SOURCE is defined ahead of them?
 */
bool runtime_needs_posix(const RuntimeUse *use);

/* Each part is emitted once, as a C_RAW. `guarded`: each in an #ifndef, for a header. */
void runtime_emit_types(RuntimeUse *use, Arena *arena, CNodeList *nodes, bool guarded);
/* The used types of one instance, unless they were emitted. */
void runtime_instance_type(RuntimeUse *use, Arena *arena, CNodeList *nodes,
                           const RuntimeInstance *instance, bool guarded);
/* Whatever runtime parts are left. */
void runtime_emit_functions(RuntimeUse *use, Arena *arena, CNodeList *nodes);
/* What is left of the instance, or of all (NULL), after what it calls. */
void runtime_emit_instances(RuntimeUse *use, Arena *arena, CNodeList *nodes,
                            const RuntimeInstance *instance);

#endif
