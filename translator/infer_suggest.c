/* infer_suggest: what to write instead of a member that a type does not have, where other languages
 * have it or an option is to be opened first. */
#include "infer.h"

#include <string.h>

typedef struct Advice {
    const char *name;
    const char *before;
    const char *after; /* the value, as the source has it, stands between them */
} Advice;

static const Advice container_advice[] = {
    {"len", "len(", ")"},      {"length", "len(", ")"},    {"size", "len(", ")"},
    {"has", "x in ", ""},      {"has_key", "x in ", ""},   {"contains", "x in ", ""},
    {"includes", "x in ", ""}, {"push", "", ".append(x)"}, {"push_back", "", ".append(x)"},
};

bool suggest_member(const Infer *infer, const Node *base, const Name *member)
{
    const char *text = source_text(infer, base->span);

    if (base->type->kind == TYPE_OPTION) {
        report_help(infer->diagnostics,
                    "write %s.value.%s, which raises ValueError where it is none", text,
                    member->text);
        return true;
    }
    if (!type_is_container(base->type) && !type_is_text(base->type)) {
        return false;
    }
    for (size_t i = 0; i < sizeof container_advice / sizeof *container_advice; i++) {
        const Advice *advice = &container_advice[i];

        if (strcmp(advice->name, member->text) == 0) {
            report_help(infer->diagnostics, "write %s%s%s", advice->before, text, advice->after);
            return true;
        }
    }
    return false;
}
