/* What a part needs, by the identifiers in its text; templates, and the order of all parts. */
#include "embed.h"

bool has_line(const char *text, const char *start)
{
    for (const char *at = text; at != NULL; at = strchr(at, '\n')) {
        at += *at == '\n';
        if (starts_with(at, start)) {
            return true;
        }
    }
    return false;
}

static bool is_only_types(const char *text)
{
    return !has_line(text, "NB_API") && !has_line(text, "NB_INLINE") && !has_line(text, "static");
}

const char *skip_quoted(const char *text)
{
    if (text[0] == '/' && text[1] == '*') {
        const char *end = strstr(text + 2, "*/");
        return end == NULL ? text + strlen(text) : end + 2;
    }
    if (*text != '"' && *text != '\'') {
        return text;
    }
    const char *end = text + 1;
    while (*end != '\0' && *end != *text) {
        end += end[0] == '\\' && end[1] != '\0' ? 2 : 1;
    }
    return *end == '\0' ? end : end + 1;
}

static bool is_word_start(const char *text)
{
    return isalpha((unsigned char)*text) || *text == '_' ||
           (*text == '$' && isalpha((unsigned char)text[1]));
}

static const char *identifier_end(const char *text)
{
    while (isalnum((unsigned char)*text) || is_word_start(text)) {
        text++;
    }
    return text;
}

/* The next identifier at or after `text`, outside of quotes; its length 0 at the end. */
static const char *next_identifier(const char *text, size_t *length)
{
    while (*text != '\0') {
        const char *after = skip_quoted(text);

        if (after != text) {
            text = after;
        } else if (is_word_start(text)) {
            *length = (size_t)(identifier_end(text) - text);
            return text;
        } else if (isdigit((unsigned char)*text)) {
            text = identifier_end(text);
        } else {
            text++;
        }
    }
    *length = 0;
    return text;
}

static void add_sibling(Part *part, Sibling sibling)
{
    for (unsigned i = 0; i < part->sibling_count; i++) {
        const Sibling *known = &part->siblings[i];

        if (known->part == sibling.part && known->argument == sibling.argument &&
            (known->section == 0 || known->section == sibling.section)) {
            return;
        }
    }
    part->siblings = allocate(part->siblings, (part->sibling_count + 1) * sizeof(Sibling));
    part->siblings[part->sibling_count++] = sibling;
}

/* `section`: that of a template's part in which the need stands. */
static void add_need(Part *part, Part *needed, int section)
{
    if (needed == NULL || needed == part) {
        return;
    }
    if (part->is_template) {
        char argument = !needed->is_template ? 'r' : needed->template == part->template ? '=' : '0';
        add_sibling(part, (Sibling){needed, argument, section});
        return;
    }
    for (unsigned i = 0; i < part->need_count; i++) {
        if (part->needs[i] == needed) {
            return;
        }
    }
    part->needs = allocate(part->needs, (part->need_count + 1) * sizeof(Part *));
    part->needs[part->need_count++] = needed;
}

/* Which of FUNCTION_HOLES the letter is; -1: none. */
static int function_hole(char letter)
{
    const char *found = letter == '\0' ? NULL : strchr(FUNCTION_HOLES, letter);

    return found == NULL ? -1 : (int)(found - FUNCTION_HOLES);
}

/* The section in which `at` stands: 0 none; from 1 on the one for the hole; negative: for its
 * absence. Marks its hole as used. */
static int section_at(Part *part, const char *at)
{
    int section = 0;

    for (const char *text = strchr(part->text.bytes, '$'); text != NULL && text < at;
         text = strchr(text + 1, '$')) {
        if (text[1] == '(') {
            bool is_negative = text[2] == '!';
            int hole = function_hole(text[2 + is_negative]);
            int other = text[3 + is_negative] == '|' ? function_hole(text[4 + is_negative]) : -1;

            if (section != 0 || hole < 0) {
                fail(part->file, part->line,
                     "part '%s' has a section within another, or of no hole", part->names[0]);
            }
            part->holes |= 1U << hole | (other < 0 ? 0 : 1U << other);
            section = is_negative ? -(hole + 1) : hole + 1;
        } else if (text[1] == ')') {
            section = 0;
        }
    }
    return section;
}

/* Notes "$W", the hole of a function. */
static bool add_hole(Part *part, const char *name)
{
    int hole = name[0] == '$' && name[2] == '\0' ? function_hole(name[1]) : -1;

    if (hole >= 0) {
        part->holes |= 1U << hole;
    }
    return hole >= 0;
}

/* Notes nb_list_$e or nb_list_$p, of another template: it has the name with the hole of a first
 * argument. */
static bool add_of_other(Parts *parts, Part *part, const char *name, int section)
{
    char *upper = copy_of(name, strlen(name));
    char argument = strstr(name, "$p") != NULL ? '0' + PAIR_ARGUMENT : '1';

    for (char *hole = strchr(upper, '$'); hole != NULL; hole = strchr(hole + 1, '$')) {
        hole[1] = hole[1] == 'p' ? 'E' : (char)toupper((unsigned char)hole[1]);
    }
    Part *found = part_named(parts, upper);
    free(upper);
    if (found != NULL && found->template != part->template) {
        add_sibling(part, (Sibling){found, argument, section});
    }
    return found != NULL;
}

static bool is_unknown_call(const char *name, const char *after)
{
    return starts_with(name, "nb_") && *after == '(';
}

/* `name` is the identifier at `at`, with `after` behind it. */
static void note_identifier(Parts *parts, Part *part, const char *name, const char *at,
                            const char *after)
{
    char complete[LONGEST_IDENTIFIER + sizeof "struct "];
    Part *found = part_named(parts, name);
    int section = part->is_template ? section_at(part, at) : 0;

    snprintf(complete, sizeof complete, "struct %s", name);
    add_need(part, found, section);
    if (!part->is_type) {
        add_need(part, part_named(parts, complete), section);
    }
    if (found == NULL && strchr(name, '$') != NULL &&
        (add_hole(part, name) || add_of_other(parts, part, name, section))) {
        return;
    }
    if (found == NULL && is_unknown_call(name, after)) {
        fail(part->file, part->line, "part '%s' calls '%s', which no marker names", part->names[0],
             name);
    }
}

static void find_needs(Parts *parts, Part *part)
{
    char name[LONGEST_IDENTIFIER + 1];
    size_t length;
    const char *at = next_identifier(part->text.bytes, &length);

    for (; length > 0; at = next_identifier(at + length, &length)) {
        if (length > LONGEST_IDENTIFIER) {
            fail(part->file, part->line, "the identifier '%.*s' is too long", (int)length, at);
        }
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        note_identifier(parts, part, name, at, at + length);
    }
}

/* Puts the runtime's parts in order: each after what it needs. */
static void place(Parts *parts, Part *part)
{
    part->visit = VISITING;
    for (unsigned i = 0; i < part->need_count; i++) {
        Part *needed = part->needs[i];

        if (needed->visit == VISITING) {
            fail(part->file, part->line, "'%s' and '%s' need each other: make them one part",
                 part->names[0], needed->names[0]);
        }
        if (needed->visit == NOT_VISITED) {
            place(parts, needed);
        }
    }
    part->visit = VISITED;
    part->position = parts->order_count;
    parts->order[parts->order_count++] = part;
}

static void check_completion(Parts *parts, const Part *part)
{
    char start[LONGEST_IDENTIFIER + sizeof "struct  {"];

    for (unsigned i = 0; i < part->name_count; i++) {
        const char *name = part->names[i];

        snprintf(start, sizeof start, "%s {", name);
        if (starts_with(name, "struct ") && !has_line(part->text.bytes, start)) {
            const Part *first = part_named(parts, name + strlen("struct "));
            fail(part->file, part->line, "'%s' is defined already at %s:%u",
                 name + strlen("struct "), first->file, first->line);
        }
    }
}

/* "nb_status" gives NB_STATUS, "struct nb_context" NB_CONTEXT_STRUCT; NULL where the part holds
 * macros, which may be defined twice. */
static char *guard_of(Parts *parts, const Part *part)
{
    const char *name = part->names[0];
    bool is_completion = starts_with(name, "struct ");
    char guard[LONGEST_IDENTIFIER + sizeof "_STRUCT"];

    if (!part->is_type || part->is_template || has_line(part->text.bytes, "#define")) {
        return NULL;
    }
    snprintf(guard, sizeof guard, "%s%s", is_completion ? name + strlen("struct ") : name,
             is_completion ? "_struct" : "");
    for (char *c = guard; *c != '\0'; c++) {
        *c = (char)toupper((unsigned char)*c);
    }
    if (part_named(parts, guard) != NULL) { /* the type nb_str beside the macro NB_STR */
        strcat(guard, "_TYPE");
    }
    return copy_of(guard, strlen(guard));
}

/* The template that the part belongs to by its first name, or a new one whose first part it is. */
static Template *template_of(Parts *parts, const Part *part)
{
    const char *name = part->names[0];

    for (unsigned i = 0; i < parts->template_count; i++) {
        const char *base = parts->templates[i].base;

        if (starts_with(name, base) && name[strlen(base)] == '_') {
            return &parts->templates[i];
        }
    }
    if (parts->template_count == MOST_TEMPLATES) {
        fail(part->file, part->line, "more than %d templates", MOST_TEMPLATES);
    }
    parts->templates[parts->template_count] = (Template){.base = name};
    return &parts->templates[parts->template_count++];
}

static void classify(Parts *parts, Part *part)
{
    trim(&part->text);
    text_append(&part->text, "", 0);
    check_completion(parts, part);
    part->is_type = is_only_types(part->text.bytes);
    part->guard = guard_of(parts, part);
    if (part->is_template) {
        part->template = template_of(parts, part);
        part->template->count++;
    }
}

/* Gives the templates' parts their places in the table, one template after the other. */
static void place_templates(Parts *parts)
{
    for (unsigned i = 0; i < parts->template_count; i++) {
        Template *template = &parts->templates[i];

        template->first = parts->template_part_count;
        for (unsigned k = 0; k < parts->count; k++) {
            if (parts->all[k]->template == template) {
                parts->all[k]->position = parts->template_part_count;
                parts->template_parts[parts->template_part_count++] = parts->all[k];
            }
        }
    }
}

void sort_out(Parts *parts)
{
    for (unsigned i = 0; i < parts->count; i++) {
        classify(parts, parts->all[i]);
    }
    place_templates(parts);
    for (unsigned i = 0; i < parts->count; i++) {
        find_needs(parts, parts->all[i]);
    }
    for (unsigned i = 0; i < parts->count; i++) {
        if (!parts->all[i]->is_template && parts->all[i]->visit == NOT_VISITED) {
            place(parts, parts->all[i]);
        }
    }
}
