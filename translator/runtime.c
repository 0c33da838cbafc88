/* runtime: which parts of the runtime an output uses, and their text.
 *
 * A part is marked together with all that it needs, so marking is a walk over the tables that
 * embed.c wrote, each part once. Templates' parts, marked per instance, are runtime_template.c's.
 */
#include "runtime_internal.h"

enum { FIRST_SLOTS = 16 };

static const char *const header_names[] = {
#define HEADER(name) name,
#include "headers.def"
#undef HEADER
};

enum {
    POSIX,
    FIRST_HEADER,
    HEADER_COUNT = sizeof header_names / sizeof header_names[0],
    COLLECTOR = HEADER_COUNT - 1,
};

RuntimeUse *runtime_use_new(Arena *arena)
{
    RuntimeUse *use = ARENA_NEW(arena, RuntimeUse);

    use->arena = arena;
    use->used = arena_zeroed(arena, runtime_part_count + 1);
    use->emitted = arena_zeroed(arena, runtime_part_count + 1);
    use->slots = arena_zeroed(arena, FIRST_SLOTS * sizeof *use->slots);
    use->slot_count = FIRST_SLOTS;
    return use;
}

void runtime_share(RuntimeUse *use)
{
    use->is_shared = true;
}

/* --- parts --- */

uint32_t runtime_hash(uint32_t hash, const char *text)
{
    for (; *text != '\0'; text++) {
        hash = (hash ^ (unsigned char)*text) * 16777619U;
    }
    return hash;
}

static const RuntimeName *find_name(const char *name)
{
    uint32_t at = runtime_hash(RUNTIME_HASH_START, name) & (runtime_name_slots - 1);

    while (runtime_names[at].name != NULL) {
        if (strcmp(runtime_names[at].name, name) == 0) {
            return &runtime_names[at];
        }
        at = (at + 1) & (runtime_name_slots - 1);
    }
    return NULL;
}

/* Does the shared library define it? */
static bool is_in_library(const RuntimeUse *use, const RuntimePart *part)
{
    return use->is_shared && (part->headers & 1U << COLLECTOR) == 0;
}

void runtime_mark(RuntimeUse *use, unsigned position)
{
    const RuntimePart *part = &runtime_parts[position];

    if (use->used[position]) {
        return;
    }
    use->used[position] = true;
    use->headers |= is_in_library(use, part) ? 0 : part->headers;
    for (unsigned i = 0; i < part->need_count; i++) {
        runtime_mark(use, part->needs[i]);
    }
}

bool runtime_use(RuntimeUse *use, const char *name)
{
    const RuntimeName *found = find_name(name);

    if (found != NULL) {
        runtime_mark(use, found->part);
    }
    return found != NULL;
}

bool runtime_uses(const RuntimeUse *use, const char *name)
{
    const RuntimeName *found = find_name(name);

    return found != NULL && use->used[found->part];
}

bool runtime_use_header(RuntimeUse *use, const char *header)
{
    for (unsigned i = FIRST_HEADER; i < HEADER_COUNT; i++) {
        if (strcmp(header_names[i], header) == 0) {
            use->headers |= 1U << i;
            return true;
        }
    }
    return false;
}

bool runtime_needs_posix(const RuntimeUse *use)
{
    return (use->headers & 1U << POSIX) != 0;
}

void runtime_headers(const RuntimeUse *use, void (*push)(const char *header, void *data),
                     void *data)
{
    for (unsigned i = FIRST_HEADER; i < HEADER_COUNT; i++) {
        if ((use->headers & (1U << i)) != 0) {
            push(header_names[i], data);
        }
    }
}

void runtime_leave_out(RuntimeUse *use, const RuntimeUse *included)
{
    for (unsigned i = 0; i < runtime_part_count; i++) {
        use->emitted[i] = use->emitted[i] || included->emitted[i];
    }
    runtime_leave_out_instances(use, included);
}

/* --- emitting --- */

void runtime_push_text(Arena *arena, CNodeList *nodes, const char *text, const char *guard)
{
    CNode *node = c_new(arena, C_RAW, (Span){0});

    node->text = text;
    if (guard != NULL) {
        node->name = guard;
        node->flags = C_GUARDED;
    }
    LIST_PUSH(arena, nodes, node);
}

static void emit_parts(RuntimeUse *use, Arena *arena, CNodeList *nodes, bool types_only,
                       bool guarded)
{
    for (unsigned i = 0; i < runtime_part_count; i++) {
        const RuntimePart *part = &runtime_parts[i];

        if (use->used[i] && !use->emitted[i] && !is_in_library(use, part) &&
            (part->is_type || !types_only)) {
            use->emitted[i] = true;
            runtime_push_text(arena, nodes, part->text, guarded ? part->guard : NULL);
        }
    }
}

void runtime_emit_types(RuntimeUse *use, Arena *arena, CNodeList *nodes, bool guarded)
{
    emit_parts(use, arena, nodes, true, guarded);
}

void runtime_emit_functions(RuntimeUse *use, Arena *arena, CNodeList *nodes)
{
    emit_parts(use, arena, nodes, false, false);
}
