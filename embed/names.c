/* The table of names: which part defines an identifier. */
#include "embed.h"

/* FNV-1a, as runtime.c has it. */
static uint32_t hash_of(const char *name)
{
    uint32_t hash = 2166136261U;

    for (; *name != '\0'; name++) {
        hash = (hash ^ (unsigned char)*name) * 16777619U;
    }
    return hash;
}

Slot *slot_of(Slot *slots, unsigned slot_count, const char *name)
{
    unsigned at = hash_of(name) & (slot_count - 1);

    while (slots[at].name != NULL && strcmp(slots[at].name, name) != 0) {
        at = (at + 1) & (slot_count - 1);
    }
    return &slots[at];
}

Part *part_named(Parts *parts, const char *name)
{
    return slot_of(parts->slots, NAME_SLOTS, name)->part;
}

/* "struct nb_context" for a second part that names nb_context; see check_completion. */
static char *completion_of(const char *name, size_t length)
{
    char *text = allocate(NULL, length + sizeof "struct ");

    snprintf(text, length + sizeof "struct ", "struct %.*s", (int)length, name);
    return text;
}

void define_name(Parts *parts, Part *part, const char *name, size_t length)
{
    char *text = copy_of(name, length);
    Slot *slot = slot_of(parts->slots, NAME_SLOTS, text);

    if (slot->name != NULL) {
        text = completion_of(name, length);
        slot = slot_of(parts->slots, NAME_SLOTS, text);
    }
    if (slot->name != NULL) {
        fail(part->file, part->line, "'%s' is defined already at %s:%u", text, slot->part->file,
             slot->part->line);
    }
    if (part->name_count == MOST_NAMES || parts->name_count == NAME_SLOTS / 2) {
        fail(part->file, part->line, "too many names");
    }
    *slot = (Slot){text, part};
    part->names[part->name_count++] = text;
    part->is_template = part->is_template || strchr(text, '$') != NULL;
    parts->name_count++;
}
