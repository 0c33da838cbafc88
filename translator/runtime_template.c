/* runtime_template: instances of templates: which parts of them an output uses, and their text.
 *
 * An instance's part is marked together with its siblings, the runtime's parts that it needs and
 * the functions that fill its holes. Those of other instances are kept as its calls, so that each
 * function can be emitted after the ones it calls: types are finite, so a cycle leads through a
 * function with a prototype, which the supplier marks paused. */
#include "runtime_internal.h"

#include "signature.h"

#include <stdlib.h>

void runtime_supply_with(RuntimeUse *use, RuntimeSupply *supply, void *data)
{
    use->supply = supply;
    use->supply_data = data;
}

/* --- the table of instances --- */

static const RuntimeTemplate *find_template(const char *name)
{
    const RuntimeTemplate *template = runtime_templates;

    while (template->name != NULL && strcmp(template->name, name) != 0) {
        template ++;
    }
    return template->name == NULL ? NULL : template;
}

static uint32_t instance_hash(const RuntimeInstance *wanted)
{
    uint32_t hash = runtime_hash(RUNTIME_HASH_START, wanted->template);

    for (uint32_t i = 0; i < wanted->count; i++) {
        hash = runtime_hash(hash, wanted->arguments[i].name);
    }
    return hash ^ (wanted->rank * 2654435761U);
}

static bool is_instance(const Instance *instance, const RuntimeInstance *wanted)
{
    if (instance->named.rank != wanted->rank || instance->named.count != wanted->count ||
        strcmp(instance->named.template, wanted->template) != 0) {
        return false;
    }
    for (uint32_t i = 0; i < wanted->count; i++) {
        if (strcmp(instance->named.arguments[i].name, wanted->arguments[i].name) != 0) {
            return false;
        }
    }
    return true;
}

/* The slot of the instance, or the free one where it belongs. */
static Instance **instance_slot(const RuntimeUse *use, const RuntimeInstance *wanted)
{
    uint32_t at = instance_hash(wanted) & (use->slot_count - 1);

    while (use->slots[at] != NULL && !is_instance(use->slots[at], wanted)) {
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
        *instance_slot(use, &instance->named) = instance;
    }
}

static Instance *new_instance(RuntimeUse *use, const RuntimeInstance *wanted)
{
    Instance *instance = ARENA_NEW(use->arena, Instance);

    *instance = (Instance){.named = *wanted, .template = find_template(wanted->template)};
    instance->used = arena_zeroed(use->arena, instance->template->count);
    instance->emitted = arena_zeroed(use->arena, instance->template->count);
    LIST_PUSH(use->arena, &use->instances, instance);
    return instance;
}

static Instance *instance_of(RuntimeUse *use, const RuntimeInstance *wanted)
{
    Instance **slot = instance_slot(use, wanted);

    if (*slot != NULL) {
        return *slot;
    }
    if (use->instances.count * 2 >= use->slot_count) {
        grow_slots(use);
        slot = instance_slot(use, wanted);
    }
    *slot = new_instance(use, wanted);
    return *slot;
}

void runtime_leave_out_instances(RuntimeUse *use, const RuntimeUse *included)
{
    for (uint32_t i = 0; i < included->instances.count; i++) {
        const Instance *theirs = included->instances.items[i];
        Instance *ours = instance_of(use, &theirs->named);

        for (unsigned k = 0; k < ours->template->count; k++) {
            ours->emitted[k] = ours->emitted[k] || theirs->emitted[k];
        }
    }
}

/* Does the section in which the sibling is used stand in the instance? */
static bool is_in_force(const Instance *instance, RuntimeSibling sibling)
{
    if (sibling.section == 0) {
        return true;
    }
    return sibling.section > 0 ? instance->functions[sibling.section - 1] != NULL
                               : instance->functions[-sibling.section - 1] == NULL;
}

/* The instance that a template's sibling belongs to. */
static Instance *sibling_instance(RuntimeUse *use, Instance *instance, RuntimeSibling sibling)
{
    const RuntimeTemplate *template = runtime_templates;
    RuntimeInstance wanted = {.count = 1};

    if (sibling.argument == '=') {
        return instance;
    }
    while (sibling.position >= template->first + template->count) {
        template ++;
    }
    wanted.template = template->name;
    wanted.arguments[0] = instance->named.arguments[sibling.argument - '0'];
    return instance_of(use, &wanted);
}

/* --- filling holes --- */

static void append_number(Buffer *out, unsigned number)
{
    if (number >= 10) {
        append_number(out, number / 10);
    }
    buffer_char(out, (char)('0' + number % 10));
}

/* Which function hole the letter is, or FUNCTION_HOLE_COUNT. */
static unsigned function_hole(char letter)
{
    const char *found = letter == '\0' ? NULL : strchr(FUNCTION_HOLES, letter);

    return found == NULL ? FUNCTION_HOLE_COUNT : (unsigned)(found - FUNCTION_HOLES);
}

static const char *hole_function(const Instance *instance, char letter)
{
    unsigned hole = function_hole(letter);

    return hole < FUNCTION_HOLE_COUNT ? instance->functions[hole] : NULL;
}

/* Text of a template, and what fills it. */
typedef struct Filling {
    Buffer *out;
    const Instance *instance;
    unsigned axis; /* what $I stands for */
} Filling;

/* Behind the mark that closes what was opened before `text`: "$]" or "$)". */
static const char *find_close(const char *text, const char *end, char open, char close)
{
    unsigned depth = 1;

    for (; text + 1 < end; text++) {
        if (*text == '$' && text[1] == open) {
            depth++;
        } else if (*text == '$' && text[1] == close && --depth == 0) {
            return text + 2;
        }
    }
    return end;
}

static void fill(Filling *filling, const char *text, const char *end);

/* `$[ … $]`; gives where to go on. */
static const char *fill_axes(Filling *filling, const char *text, const char *end)
{
    const char *after = find_close(text + 2, end, '[', ']');
    unsigned outer = filling->axis;

    for (filling->axis = 0; filling->axis < filling->instance->named.rank; filling->axis++) {
        fill(filling, text + 2, after - 2);
    }
    filling->axis = outer;
    return after;
}

/* `$(D … $)`, `$(!D … $)`, `$(D|d … $)`; gives where to go on. */
static const char *fill_section(Filling *filling, const char *text, const char *end)
{
    const char *after = find_close(text + 2, end, '(', ')');
    const char *letter = text + 2 + (text[2] == '!');
    bool is_there = hole_function(filling->instance, *letter) != NULL;

    if (letter[1] == '|') {
        letter += 2;
        is_there |= hole_function(filling->instance, *letter) != NULL;
    }
    const char *start = letter + 1 + (letter[1] == '\n' || letter[1] == ' ');
    bool is_kept = is_there == (text[2] != '!');

    if (is_kept) {
        fill(filling, start, after - 2);
    }
    return after + (after < end && after[-3] == '\n' && *after == '\n');
}

/* `$K(x)` without a function, `open` at its parenthesis: x; gives where to go on. */
static const char *fill_operand(Filling *filling, const char *open, const char *end)
{
    const char *close = open;
    unsigned depth = 0;

    do {
        depth += *close == '(';
        depth -= *close == ')';
        close++;
    } while (depth > 0 && close < end);
    fill(filling, open + 1, close - 1);
    return close;
}

/* A C type before the text at `after`. A pointer stands close to what follows, and a `const` before
 * it is its own: `Shape *const *items`. Gives where to go on. */
static const char *fill_type(Filling *filling, const char *type, const char *after, const char *end)
{
    static const char before[] = "const ";
    size_t size = sizeof before - 1;
    Buffer *out = filling->out;
    bool is_pointer = type[strlen(type) - 1] == '*';
    bool is_const = is_pointer && out->length >= size &&
                    memcmp(out->text + out->length - size, before, size) == 0;

    if (is_const) {
        out->length -= size;
    }
    buffer_string(out, type);
    buffer_string(out, is_const ? "const" : "");
    return is_pointer && !is_const && after < end && *after == ' ' ? after + 1 : after;
}

/* Fills the hole at `text` ("$E"); gives where to go on. */
static const char *fill_hole(Filling *filling, const char *text, const char *end)
{
    const RuntimeInstance *named = &filling->instance->named;
    const char *function = hole_function(filling->instance, text[1]);

    switch (text[1]) {
    case '[': return fill_axes(filling, text, end);
    case '(': return fill_section(filling, text, end);
    case 'E': buffer_string(filling->out, named->arguments[0].name); break;
    case 'e': buffer_string(filling->out, named->arguments[1].name); break;
    case 'T': return fill_type(filling, named->arguments[0].c_type, text + 2, end);
    case 't': return fill_type(filling, named->arguments[1].c_type, text + 2, end);
    case 'p': buffer_string(filling->out, named->arguments[PAIR_ARGUMENT].name); break;
    case 'P': buffer_string(filling->out, named->arguments[PAIR_ARGUMENT].c_type); break;
    case 'R': append_number(filling->out, named->rank); break;
    case 'I': append_number(filling->out, filling->axis); break;
    default:
        if (function != NULL) {
            buffer_string(filling->out, function);
        } else if (text + 2 < end && text[2] == '(') {
            return fill_operand(filling, text + 2, end);
        }
        break;
    }
    return text + 2;
}

/* Appends the text up to `end` with its holes filled. */
static void fill(Filling *filling, const char *text, const char *end)
{
    while (text < end) {
        const char *hole = memchr(text, '$', (size_t)(end - text));

        if (hole == NULL || hole + 1 >= end) {
            buffer_bytes(filling->out, text, (size_t)(end - text));
            return;
        }
        buffer_bytes(filling->out, text, (size_t)(hole - text));
        text = fill_hole(filling, hole, end);
    }
}

static void put_text(void *data, const char *bytes, size_t length)
{
    buffer_bytes(data, bytes, length);
}

/* The text with its holes filled, in the arena. */
static const char *filled(Arena *arena, const char *text, size_t length, const Instance *instance)
{
    Buffer plain, out;
    Filling filling = {&plain, instance, 0};

    buffer_open(&plain, arena);
    buffer_open(&out, arena);
    fill(&filling, text, text + length);
    signature_layout(plain.text, plain.length, put_text, &out);
    const char *copy = arena_copy(arena, out.text, out.length);
    buffer_close(&plain);
    buffer_close(&out);
    return copy;
}

/* --- marking --- */

bool runtime_pause(RuntimeUse *use)
{
    bool was_paused = use->is_paused;

    use->is_paused = true;
    return was_paused;
}

void runtime_resume(RuntimeUse *use, bool was_paused)
{
    use->is_paused = was_paused;
}

static void note_call(RuntimeUse *use, Instance *caller, uint16_t calling, Instance *instance,
                      uint16_t called)
{
    LIST_PUSH(use->arena, &caller->calls, ((InstanceCall){calling, called, instance}));
}

/* Asks for the function of one hole, by which the part at `position` calls it. */
static void supply_hole(RuntimeUse *use, Instance *instance, unsigned position, unsigned hole)
{
    unsigned argument = hole / (FUNCTION_HOLE_COUNT / MOST_TYPE_ARGUMENTS);
    char letter = FUNCTION_HOLES[hole % (FUNCTION_HOLE_COUNT / MOST_TYPE_ARGUMENTS)];
    Instance *outer = use->caller;
    uint16_t outer_calling = use->calling;
    bool was_paused = use->is_paused;

    if (argument >= instance->named.count) {
        return; /* a set has no values */
    }
    use->caller = instance;
    use->calling = (uint16_t)position;
    use->is_paused = false;
    instance->functions[hole] =
        use->supply(use->supply_data, instance->named.arguments[argument].type, letter);
    use->caller = outer;
    use->calling = outer_calling;
    use->is_paused = was_paused;
}

static void mark_part(RuntimeUse *use, Instance *instance, unsigned position);

static void mark_sibling(RuntimeUse *use, Instance *instance, RuntimeSibling sibling)
{
    if (!is_in_force(instance, sibling)) {
        return;
    }
    if (sibling.argument == 'r') {
        runtime_mark(use, sibling.position);
    } else {
        mark_part(use, sibling_instance(use, instance, sibling), sibling.position);
    }
}

/* Marks a part and all it needs. Recursion ends: types are finite, and each part is marked once. */
static void mark_part(RuntimeUse *use, Instance *instance, unsigned position)
{
    const RuntimePart *part = &template_parts[position];
    bool *used = &instance->used[position - instance->template->first];

    if (*used) {
        return;
    }
    *used = true;
    use->headers |= part->headers;
    for (unsigned i = 0; i < FUNCTION_HOLE_COUNT; i++) {
        if ((part->holes & (1U << i)) != 0) {
            supply_hole(use, instance, position, i);
        }
    }
    for (unsigned i = 0; i < part->sibling_count; i++) {
        mark_sibling(use, instance, part->siblings[i]);
    }
}

/* Is `name` "nb_list_$E_append", for the base "nb_list_$E" and the part "append"? */
static bool is_part_name(const char *name, const char *base, const char *part)
{
    size_t length = strlen(base);

    if (strncmp(name, base, length) != 0) {
        return false;
    }
    return *part == '\0' ? name[length] == '\0'
                         : name[length] == '_' && strcmp(name + length + 1, part) == 0;
}

/* The position of a template's part, or -1. */
static int find_part(const RuntimeTemplate *template, const char *part)
{
    uint32_t hash = runtime_hash(RUNTIME_HASH_START, template->base);

    if (*part != '\0') {
        hash = runtime_hash(runtime_hash(hash, "_"), part);
    }
    for (uint32_t at = hash & (runtime_name_slots - 1); runtime_names[at].name != NULL;
         at = (at + 1) & (runtime_name_slots - 1)) {
        if (is_part_name(runtime_names[at].name, template->base, part)) {
            return runtime_names[at].part;
        }
    }
    return -1;
}

bool runtime_use_part(RuntimeUse *use, const RuntimeInstance *named, const char *part)
{
    Instance *instance = instance_of(use, named);
    int position = find_part(instance->template, part);

    if (position < 0) {
        return false;
    }
    mark_part(use, instance, (unsigned)position);
    for (uint32_t i = 0; i < named->count; i++) {
        runtime_use(use, named->arguments[i].c_type);
    }
    if (use->caller != NULL && !use->is_paused) {
        note_call(use, use->caller, use->calling, instance, (uint16_t)position);
    }
    return true;
}

const char *runtime_part_name(RuntimeUse *use, const RuntimeInstance *named, const char *part)
{
    const Instance *instance = instance_of(use, named);
    const char *name = template_parts[find_part(instance->template, part)].name;

    (void)runtime_use_part(use, named, part);
    return filled(use->arena, name, strlen(name), instance);
}

/* --- emitting --- */

/* The guard of a template's type, which has the element's exact name. */
static const char *instance_guard(Arena *arena, const RuntimePart *part, const Instance *instance)
{
    const char *name = filled(arena, part->name, strlen(part->name), instance);

    return arena_format(arena, "NB_TYPE_%s", name);
}

static void emit_part(RuntimeUse *use, Arena *arena, CNodeList *nodes, Instance *instance,
                      unsigned position, bool guarded);

/* Those that it calls or whose type it uses. */
static void emit_before(RuntimeUse *use, Arena *arena, CNodeList *nodes, Instance *instance,
                        unsigned position, bool guarded)
{
    const RuntimePart *part = &template_parts[position];

    for (unsigned i = 0; i < part->sibling_count; i++) {
        RuntimeSibling sibling = part->siblings[i];

        if (sibling.argument != 'r' && is_in_force(instance, sibling)) {
            emit_part(use, arena, nodes, sibling_instance(use, instance, sibling), sibling.position,
                      guarded);
        }
    }
    for (uint32_t i = 0; i < instance->calls.count; i++) {
        const InstanceCall *call = &instance->calls.items[i];

        if (call->caller == position) {
            emit_part(use, arena, nodes, call->instance, call->called, guarded);
        }
    }
}

/* Emits a part after those that it uses. */
static void emit_part(RuntimeUse *use, Arena *arena, CNodeList *nodes, Instance *instance,
                      unsigned position, bool guarded)
{
    const RuntimePart *part = &template_parts[position];
    bool *emitted = &instance->emitted[position - instance->template->first];

    if (*emitted) {
        return;
    }
    *emitted = true;
    emit_before(use, arena, nodes, instance, position, guarded);
    runtime_push_text(arena, nodes, filled(arena, part->text, part->length, instance),
                      guarded ? instance_guard(arena, part, instance) : NULL);
}

static void emit_instance(RuntimeUse *use, Arena *arena, CNodeList *nodes, Instance *instance,
                          bool types_only, bool guarded)
{
    for (unsigned i = 0; i < instance->template->count; i++) {
        unsigned position = instance->template->first + i;

        if (instance->used[i] && (template_parts[position].is_type || !types_only)) {
            emit_part(use, arena, nodes, instance, position, guarded);
        }
    }
}

void runtime_instance_type(RuntimeUse *use, Arena *arena, CNodeList *nodes,
                           const RuntimeInstance *named, bool guarded)
{
    Instance *instance = *instance_slot(use, named);

    if (instance != NULL) {
        emit_instance(use, arena, nodes, instance, true, guarded);
    }
}

static int compare_instances(const void *a, const void *b)
{
    const Instance *left = *(Instance *const *)a;
    const Instance *right = *(Instance *const *)b;
    int order = (left->template > right->template) - (left->template <right->template);

    for (uint32_t i = 0; order == 0 && i < left->named.count; i++) {
        order = strcmp(left->named.arguments[i].name, right->named.arguments[i].name);
    }
    if (order == 0) {
        order = (left->named.rank > right->named.rank) - (left->named.rank < right->named.rank);
    }
    return order;
}

/* Sorted, so that a new use elsewhere in the program moves no other instance. */
static void emit_all(RuntimeUse *use, Arena *arena, CNodeList *nodes)
{
    if (use->instances.count > 1) {
        qsort(use->instances.items, use->instances.count, sizeof(Instance *), compare_instances);
    }
    for (uint32_t i = 0; i < use->instances.count; i++) {
        emit_instance(use, arena, nodes, use->instances.items[i], false, false);
    }
}

void runtime_emit_instances(RuntimeUse *use, Arena *arena, CNodeList *nodes,
                            const RuntimeInstance *named)
{
    if (named == NULL) {
        emit_all(use, arena, nodes);
        return;
    }
    Instance *instance = *instance_slot(use, named);
    if (instance != NULL) {
        emit_instance(use, arena, nodes, instance, false, false);
    }
}
