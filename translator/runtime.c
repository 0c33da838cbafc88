/* runtime: which parts of the runtime an output uses, and their text.
 *
 * A part is marked together with all that it needs, so marking is a walk over the tables that
 * embed.c wrote, each part once. Templates are marked per instance: an element type and a rank. */
#include "runtime.h"

#include "signature.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 16 };

static const char *const header_names[] = {
#define HEADER(name) name,
#include "headers.def"
#undef HEADER
};

enum { HEADER_COUNT = sizeof header_names / sizeof header_names[0] };

/* One instance of templates/array.c. */
typedef struct Instance {
    const char *element;
    const char *c_type;
    const char *writer;
    unsigned rank;
    uint32_t used; /* a bit for each template part */
    uint32_t emitted;
} Instance;

struct RuntimeUse {
    bool is_shared;
    Arena *arena;
    bool *used;    /* by part */
    bool *emitted; /* by part: or left out */
    uint32_t headers;
    LIST(Instance *) instances;
    Instance **slots; /* of the instances: open addressing */
    uint32_t slot_count;
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

/* FNV-1a, as embed.c has it, continued from `hash`. */
static uint32_t hash_more(uint32_t hash, const char *text)
{
    for (; *text != '\0'; text++) {
        hash = (hash ^ (unsigned char)*text) * 16777619U;
    }
    return hash;
}

static uint32_t hash_of(const char *text)
{
    return hash_more(2166136261U, text);
}

static const RuntimeName *find_name(const char *name)
{
    uint32_t at = hash_of(name) & (runtime_name_slots - 1);

    while (runtime_names[at].name != NULL) {
        if (strcmp(runtime_names[at].name, name) == 0) {
            return &runtime_names[at];
        }
        at = (at + 1) & (runtime_name_slots - 1);
    }
    return NULL;
}

/* Recursion ends: what a part needs stands before it. */
static void mark(RuntimeUse *use, unsigned position)
{
    const RuntimePart *part = &runtime_parts[position];

    if (use->used[position]) {
        return;
    }
    use->used[position] = true;
    use->headers |= use->is_shared ? 0 : part->headers;
    for (unsigned i = 0; i < part->need_count; i++) {
        mark(use, part->needs[i]);
    }
}

bool runtime_use(RuntimeUse *use, const char *name)
{
    const RuntimeName *found = find_name(name);

    if (found != NULL) {
        mark(use, found->part);
    }
    return found != NULL;
}

bool runtime_use_header(RuntimeUse *use, const char *header)
{
    for (unsigned i = 0; i < HEADER_COUNT; i++) {
        if (strcmp(header_names[i], header) == 0) {
            use->headers |= 1U << i;
            return true;
        }
    }
    return false;
}

void runtime_headers(const RuntimeUse *use, void (*push)(const char *header, void *data),
                     void *data)
{
    for (unsigned i = 0; i < HEADER_COUNT; i++) {
        if ((use->headers & (1U << i)) != 0) {
            push(header_names[i], data);
        }
    }
}

/* --- instances --- */

static uint32_t instance_hash(const char *element, unsigned rank)
{
    return hash_of(element) ^ (rank * 2654435761U);
}

/* The slot of the instance, or the free one where it belongs. */
static Instance **instance_slot(const RuntimeUse *use, const char *element, unsigned rank)
{
    uint32_t at = instance_hash(element, rank) & (use->slot_count - 1);

    while (use->slots[at] != NULL) {
        const Instance *instance = use->slots[at];

        if (instance->rank == rank && strcmp(instance->element, element) == 0) {
            break;
        }
        at = (at + 1) & (use->slot_count - 1);
    }
    return &use->slots[at];
}

static void grow_slots(RuntimeUse *use)
{
    use->slot_count *= 2;
    use->slots = arena_zeroed(use->arena, use->slot_count * sizeof *use->slots);
    for (uint32_t i = 0; i < use->instances.count; i++) {
        Instance *instance = use->instances.items[i];
        *instance_slot(use, instance->element, instance->rank) = instance;
    }
}

static Instance *instance_of(RuntimeUse *use, const char *element, const char *c_type,
                             unsigned rank, const char *writer)
{
    Instance **slot = instance_slot(use, element, rank);

    if (*slot != NULL) {
        return *slot;
    }
    if (use->instances.count * 2 >= use->slot_count) {
        grow_slots(use);
        slot = instance_slot(use, element, rank);
    }
    *slot = ARENA_NEW(use->arena, Instance);
    **slot = (Instance){.element = element, .c_type = c_type, .writer = writer, .rank = rank};
    LIST_PUSH(use->arena, &use->instances, *slot);
    return *slot;
}

/* --- filling holes --- */

static void append_number(Buffer *out, unsigned number)
{
    if (number >= 10) {
        append_number(out, number / 10);
    }
    buffer_char(out, (char)('0' + number % 10));
}

/* Fills the hole at `text` ("$E"); `axis` is what $I stands for. */
static void fill_hole(Buffer *out, const char *text, const Instance *instance, unsigned axis)
{
    switch (text[1]) {
    case 'E': buffer_string(out, instance->element); break;
    case 'T': buffer_string(out, instance->c_type); break;
    case 'W': buffer_string(out, instance->writer); break;
    case 'R': append_number(out, instance->rank); break;
    case 'I': append_number(out, axis); break;
    default: buffer_bytes(out, text, 2); break;
    }
}

/* Appends the text up to `end` with its holes filled, without repetitions. */
static void fill(Buffer *out, const char *text, const char *end, const Instance *instance,
                 unsigned axis)
{
    while (text < end) {
        const char *hole = memchr(text, '$', (size_t)(end - text));

        if (hole == NULL || hole + 1 >= end) {
            buffer_bytes(out, text, (size_t)(end - text));
            return;
        }
        buffer_bytes(out, text, (size_t)(hole - text));
        fill_hole(out, hole, instance, axis);
        text = hole + 2;
    }
}

/* The same with `$[ … $]` repeated for each axis. */
static void fill_all(Buffer *out, const char *text, const char *end, const Instance *instance)
{
    for (const char *open; (open = strstr(text, "$[")) != NULL;) {
        const char *close = strstr(open, "$]");

        if (close == NULL) {
            break;
        }
        fill(out, text, open, instance, 0);
        for (unsigned axis = 0; axis < instance->rank; axis++) {
            fill(out, open + 2, close, instance, axis);
        }
        text = close + 2;
    }
    fill(out, text, end, instance, 0);
}

static void put_text(void *data, const char *bytes, size_t length)
{
    buffer_bytes(data, bytes, length);
}

/* The text with its holes filled, in the arena. */
static const char *filled(Arena *arena, const char *text, size_t length, const Instance *instance)
{
    Buffer plain, out;

    buffer_open(&plain, arena);
    buffer_open(&out, arena);
    fill_all(&plain, text, text + length, instance);
    signature_layout(plain.text, plain.length, put_text, &out);
    const char *copy = arena_copy(arena, out.text, out.length);
    buffer_close(&plain);
    buffer_close(&out);
    return copy;
}

/* --- marking templates --- */

enum { TEMPLATE_PREFIX = sizeof "nb_array_$E_$Rd" - 1 };

/* The position of the template part nb_array_$E_$Rd_<part>, or template_part_count. */
static unsigned template_position(const char *part)
{
    for (unsigned i = 0; i < template_part_count; i++) {
        const char *rest = template_parts[i].name + TEMPLATE_PREFIX;

        if (*part == '\0' ? *rest == '\0' : *rest == '_' && strcmp(rest + 1, part) == 0) {
            return i;
        }
    }
    return template_part_count;
}

/* Marks what has a name only now that the instance is known: "nb_write_$E $W". */
static void mark_late(RuntimeUse *use, const Instance *instance, const char *late)
{
    const char *names = filled(use->arena, late, strlen(late), instance);

    while (*names != '\0') {
        size_t length = strcspn(names, " ");

        runtime_use(use, arena_copy(use->arena, names, length));
        names += length + (names[length] == ' ');
    }
}

static void mark_template(RuntimeUse *use, Instance *instance, unsigned position)
{
    const RuntimePart *part = &template_parts[position];

    if ((instance->used & (1U << position)) != 0) {
        return;
    }
    instance->used |= 1U << position;
    use->headers |= part->headers;
    for (unsigned i = 0; i < part->need_count; i++) {
        mark(use, part->needs[i]);
    }
    if (part->late[0] != '\0') {
        mark_late(use, instance, part->late);
    }
    for (unsigned i = 0; i < template_part_count; i++) {
        if ((part->siblings & (1U << i)) != 0) {
            mark_template(use, instance, i);
        }
    }
}

bool runtime_use_array(RuntimeUse *use, const char *part, const char *element, const char *c_type,
                       unsigned rank, const char *writer)
{
    unsigned position = template_position(part);

    if (position == template_part_count) {
        return false;
    }
    mark_template(use, instance_of(use, element, c_type, rank, writer), position);
    runtime_use(use, c_type);
    return true;
}

void runtime_leave_out(RuntimeUse *use, const RuntimeUse *included)
{
    for (unsigned i = 0; i < runtime_part_count; i++) {
        use->emitted[i] = use->emitted[i] || included->emitted[i];
    }
    for (uint32_t i = 0; i < included->instances.count; i++) {
        const Instance *theirs = included->instances.items[i];
        Instance *ours =
            instance_of(use, theirs->element, theirs->c_type, theirs->rank, theirs->writer);

        ours->emitted |= theirs->emitted;
    }
}

/* --- emitting --- */

static void push_text(Arena *arena, CNodeList *nodes, const char *text, const char *guard)
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

        if (use->used[i] && !use->emitted[i] && (part->is_type || !types_only)) {
            use->emitted[i] = true;
            push_text(arena, nodes, part->text, guarded ? part->guard : NULL);
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

/* The guard of a template's type, which has the element's exact name. */
static const char *instance_guard(Arena *arena, const RuntimePart *part, const Instance *instance)
{
    const char *name = filled(arena, part->name, strlen(part->name), instance);

    return arena_format(arena, "NB_TYPE_%s", name);
}

/* Emits a template part after those of its siblings that it uses. */
static void emit_template(Arena *arena, CNodeList *nodes, Instance *instance, unsigned position,
                          bool guarded)
{
    const RuntimePart *part = &template_parts[position];

    if ((instance->emitted & (1U << position)) != 0) {
        return;
    }
    instance->emitted |= 1U << position;
    for (unsigned i = 0; i < template_part_count; i++) {
        if ((part->siblings & (1U << i)) != 0) {
            emit_template(arena, nodes, instance, i, guarded);
        }
    }
    push_text(arena, nodes, filled(arena, part->text, part->length, instance),
              guarded ? instance_guard(arena, part, instance) : NULL);
}

static void emit_instance(Arena *arena, CNodeList *nodes, Instance *instance, bool types_only,
                          bool guarded)
{
    for (unsigned i = 0; i < template_part_count; i++) {
        if ((instance->used & (1U << i)) != 0 && (template_parts[i].is_type || !types_only)) {
            emit_template(arena, nodes, instance, i, guarded);
        }
    }
}

void runtime_array_type(RuntimeUse *use, Arena *arena, CNodeList *nodes, const char *element,
                        unsigned rank, bool guarded)
{
    Instance *instance = *instance_slot(use, element, rank);

    if (instance != NULL) {
        emit_instance(arena, nodes, instance, true, guarded);
    }
}

static int compare_instances(const void *a, const void *b)
{
    const Instance *left = *(Instance *const *)a;
    const Instance *right = *(Instance *const *)b;
    int order = strcmp(left->element, right->element);

    if (order == 0) {
        order = (left->rank > right->rank) - (left->rank < right->rank);
    }
    return order;
}

/* Sorted, so that a new use elsewhere in the program moves no other instance. */
static void emit_all_instances(RuntimeUse *use, Arena *arena, CNodeList *nodes)
{
    if (use->instances.count > 1) {
        qsort(use->instances.items, use->instances.count, sizeof(Instance *), compare_instances);
    }
    for (uint32_t i = 0; i < use->instances.count; i++) {
        emit_instance(arena, nodes, use->instances.items[i], false, false);
    }
}

void runtime_emit_arrays(RuntimeUse *use, Arena *arena, CNodeList *nodes, const char *element,
                         unsigned rank)
{
    if (element == NULL) {
        emit_all_instances(use, arena, nodes);
        return;
    }
    Instance *instance = *instance_slot(use, element, rank);
    if (instance != NULL) {
        emit_instance(arena, nodes, instance, false, false);
    }
}
