/* PARTS.c: the tables of runtime.h. */
#include "embed.h"

/* One character of a C string literal; `previous` guards against trigraphs. */
static void write_escaped(FILE *out, unsigned char c, unsigned char previous)
{
    if (c == '\n') {
        fputs("\\n", out);
    } else if (c == '"' || c == '\\' || (c == '?' && previous == '?')) {
        fprintf(out, "\\%c", c);
    } else if (c < ' ' || c >= 127) {
        fprintf(out, "\\%03o", c);
    } else {
        fputc(c, out);
    }
}

static void write_literal(FILE *out, const Text *text)
{
    fputs("\n    \"", out);
    for (size_t i = 0; i < text->length; i++) {
        write_escaped(out, (unsigned char)text->bytes[i],
                      (unsigned char)(i == 0 ? 0 : text->bytes[i - 1]));
        if (text->bytes[i] == '\n' && i + 1 < text->length) {
            fputs("\"\n    \"", out);
        }
    }
    fputs("\";\n", out);
}

/* Longer than a literal may be: as numbers. */
static void write_numbers(FILE *out, const Text *text)
{
    fputs(" {", out);
    for (size_t i = 0; i < text->length; i++) {
        fprintf(out, "%s%d,", i % 20 == 0 ? "\n    " : " ", text->bytes[i]);
    }
    fputs(" 0\n};\n", out);
}

static void write_text(FILE *out, const char *table, const Part *part, const Text *text)
{
    fprintf(out, "\n/* %s */\nstatic const char %s_text_%u[] =", part->names[0], table,
            part->position);
    (text->length <= LONGEST_LITERAL ? write_literal : write_numbers)(out, text);
}

static void write_needs(FILE *out, const char *table, const Part *part)
{
    if (part->need_count == 0) {
        return;
    }
    fprintf(out, "static const uint16_t %s_needs_%u[] = {", table, part->position);
    for (unsigned i = 0; i < part->need_count; i++) {
        fprintf(out, "%s%u", i == 0 ? "" : ", ", part->needs[i]->position);
    }
    fputs("};\n", out);
}

static void write_siblings(FILE *out, const char *table, const Part *part)
{
    if (part->sibling_count == 0) {
        return;
    }
    fprintf(out, "static const RuntimeSibling %s_siblings_%u[] = {", table, part->position);
    for (unsigned i = 0; i < part->sibling_count; i++) {
        const Sibling *sibling = &part->siblings[i];

        fprintf(out, "%s{%u, '%c', %d}", i == 0 ? "" : ", ", sibling->part->position,
                sibling->argument, sibling->section);
    }
    fputs("};\n", out);
}

static void write_row(FILE *out, const char *table, const Part *part, size_t length)
{
    fprintf(out, "    {\"%s\", %s_text_%u, %zu, 0x%x, ", part->names[0], table, part->position,
            length, (unsigned)part->headers);
    if (part->need_count > 0) {
        fprintf(out, "%s_needs_%u, ", table, part->position);
    } else {
        fputs("NULL, ", out);
    }
    fprintf(out, "%u, %s, ", part->need_count, part->is_type ? "true" : "false");
    fprintf(out, part->guard == NULL ? "NULL, " : "\"%s\", ", part->guard);
    if (part->sibling_count > 0) {
        fprintf(out, "%s_siblings_%u, ", table, part->position);
    } else {
        fputs("NULL, ", out);
    }
    fprintf(out, "%u, 0x%x},\n", part->sibling_count, (unsigned)part->holes);
}

/* The tables `<table>_parts` and `<table>_part_count`. */
static void write_table(FILE *out, const char *table, Part *const *parts, unsigned count)
{
    size_t *lengths = allocate(NULL, (count + 1) * sizeof *lengths);

    for (unsigned i = 0; i < count; i++) {
        Text text = with_linkage(parts[i]->text.bytes, "static ");

        lengths[i] = text.length;
        write_text(out, table, parts[i], &text);
        write_needs(out, table, parts[i]);
        write_siblings(out, table, parts[i]);
        free(text.bytes);
    }
    fprintf(out, "\nconst RuntimePart %s_parts[] = {\n", table);
    for (unsigned i = 0; i < count; i++) {
        write_row(out, table, parts[i], lengths[i]);
    }
    fputs("    {0},\n};\n", out);
    fprintf(out, "const unsigned %s_part_count = %u;\n", table, count);
    free(lengths);
}

/* The table `templates`: each one's name is what stands between "nb_" and its first hole. */
static void write_templates(FILE *out, const Parts *parts)
{
    fputs("\nconst RuntimeTemplate runtime_templates[] = {\n", out);
    for (unsigned i = 0; i < parts->template_count; i++) {
        const Template *template = &parts->templates[i];
        const char *name = template->base + strlen("nb_");

        fprintf(out, "    {\"%.*s\", \"%s\", %u, %u},\n", (int)(strchr(name, '$') - name - 1), name,
                template->base, template->first, template->count);
    }
    fputs("    {0},\n};\n", out);
}

static void fill_names(Slot *slots, unsigned slot_count, Part *const *parts, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        for (unsigned k = 0; k < parts[i]->name_count; k++) {
            *slot_of(slots, slot_count, parts[i]->names[k]) = (Slot){parts[i]->names[k], parts[i]};
        }
    }
}

static void write_names(FILE *out, const Parts *parts)
{
    unsigned slot_count = 2;

    while (slot_count < parts->name_count * 2) {
        slot_count *= 2;
    }
    Slot *slots = allocate(NULL, slot_count * sizeof *slots);
    memset(slots, 0, slot_count * sizeof *slots);
    fill_names(slots, slot_count, parts->order, parts->order_count);
    fill_names(slots, slot_count, parts->template_parts, parts->template_part_count);
    fputs("\nconst RuntimeName runtime_names[] = {\n", out);
    for (unsigned i = 0; i < slot_count; i++) {
        if (slots[i].name == NULL) {
            fputs("    {NULL, 0},\n", out);
        } else {
            fprintf(out, "    {\"%s\", %u},\n", slots[i].name, slots[i].part->position);
        }
    }
    fprintf(out, "};\nconst unsigned runtime_name_slots = %u;\n", slot_count);
    free(slots);
}

void write_parts(FILE *out, const Parts *parts)
{
    fputs("/* Made by embed from runtime/ and templates/: see runtime.h. */\n"
          "#include \"runtime.h\"\n",
          out);
    write_table(out, "runtime", parts->order, parts->order_count);
    write_table(out, "template", parts->template_parts, parts->template_part_count);
    write_templates(out, parts);
    write_names(out, parts);
}
