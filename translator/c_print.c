/* c_print: the C tree as text. It alone knows precedence, line breaks, comments, #line and where in
 * the text a node stands. This file has the file's level; see c_printer.h for the others. */
#include "c_printer.h"

static void write_comment_above(Printer *p, const CNode *node)
{
    if (node->comment != NULL) {
        c_write_comment(p, node->comment);
    }
}

static void write_signature(Printer *p, const CNode *node)
{
    put(p, (node->flags & C_MUST_CHECK) != 0 ? "NB_CHECKED " : "");
    put(p, (node->flags & C_NOINLINE) != 0 ? "NB_NOINLINE " : "");
    put(p, (node->flags & C_STATIC) != 0 ? "static " : "");
    put(p, (node->flags & C_INLINE) != 0 ? "inline " : "");
    c_write_declarator(p, node->text, node->name);
    put_char(p, '(');
    if (node->parameters.count == 0) {
        put(p, "void");
    } else {
        c_write_list(p, &node->parameters, node->left == NULL ? 2 : 1);
    }
    put(p, node->left == NULL ? ");" : ")");
}

static void write_function(Printer *p, const CNode *node)
{
    write_comment_above(p, node);
    p->function = node->symbol;
    c_lead_in(p, node);
    c_write_fitted(p, node, write_signature);
    end_line(p);
    if (node->left != NULL) {
        put_char(p, '{');
        end_line(p);
        c_write_body(p, &node->left->list);
        c_write_closing(p);
        end_line(p);
    }
    p->function = NULL;
}

static void write_struct(Printer *p, const CNode *node)
{
    write_comment_above(p, node);
    c_lead_in(p, node);
    bool is_tagged = (node->flags & C_TAGGED) != 0;

    put(p, is_tagged ? "struct " : "typedef struct ");
    put(p, node->name);
    put(p, " {");
    end_line(p);
    c_write_body(p, &node->list);
    put(p, is_tagged ? "}" : "} ");
    put(p, is_tagged ? "" : node->name);
    put_char(p, ';');
    p->code_end = place(p);
    end_line(p);
}

static void write_object_line(Printer *p, const CNode *node)
{
    put(p, (node->flags & C_STATIC) != 0 ? "static " : "");
    c_write_declarator(p, node->text, node->name);
    if (node->left != NULL && node->left->kind == C_STRING &&
        node->left->length > C_LONGEST_STRING) {
        put(p, " = ");
        c_write_byte_list(p, node->left);
        p->has_overflow = false;
    } else if (node->left != NULL) {
        c_write_assignment(p, "=", node->left, 1);
    }
    put_char(p, ';');
}

static void write_object(Printer *p, const CNode *node)
{
    write_comment_above(p, node);
    c_lead_in(p, node);
    c_write_fitted(p, node, write_object_line);
    end_line(p);
}

static void write_include(Printer *p, const CNode *node)
{
    put(p, "#include ");
    put(p, node->text);
    end_line(p);
}

static void write_heading(Printer *p, const CNode *node)
{
    put(p, "/* ---- ");
    c_write_comment_text(p, node->text, strlen(node->text));
    put(p, " ---- */");
    end_line(p);
}

static void write_define(Printer *p, const CNode *node)
{
    write_comment_above(p, node);
    if (node->text != NULL) {
        put(p, "#undef ");
        put(p, node->text);
        end_line(p);
    }
    put(p, "#define ");
    put(p, node->name);
    put(p, " (");
    p->is_breaking = false;
    p->limit = SIZE_MAX;
    c_write_node(p, node->left, 0);
    put_char(p, ')');
    end_line(p);
}

static void write_raw(Printer *p, const CNode *node)
{
    const char *text = node->text;

    if (p->options->line_directives) {
        c_direct(p, node);
    }
    for (const char *newline; (newline = strchr(text, '\n')) != NULL; text = newline + 1) {
        buffer_bytes(p->out, text, (size_t)(newline - text));
        end_line(p);
    }
    put(p, text);
    end_line(p);
}

/* `#ifndef NB_TYPE_Vec3`: a type's guard has its exact name; that of a part is its own. */
static void write_directive(Printer *p, const char *directive, const CNode *node)
{
    put(p, directive);
    put(p, node->kind == C_STRUCT ? "NB_TYPE_" : "");
    put(p, node->name);
    end_line(p);
}

static void write_insert(Printer *p, const CNode *node)
{
    CInsert insert = {p->out->length, node->text, node->length};

    LIST_PUSH(p->arena, p->inserts, insert);
}

static void write_file_node_kind(Printer *p, const CNode *node)
{
    switch ((CKind)node->kind) {
    case C_INCLUDE: write_include(p, node); break;
    case C_HEADING: write_heading(p, node); break;
    case C_DEFINE: write_define(p, node); break;
    case C_FUNCTION: write_function(p, node); break;
    case C_STRUCT: write_struct(p, node); break;
    case C_OBJECT: write_object(p, node); break;
    case C_RAW: write_raw(p, node); break;
    case C_PRINTED: write_insert(p, node); break;
    default: c_write_statement(p, node); break;
    }
}

static void write_file_node(Printer *p, const CNode *node)
{
    uint32_t mapping = p->mappings.count;
    bool is_guarded = (node->flags & C_GUARDED) != 0;

    if (is_guarded) {
        write_directive(p, "#ifndef ", node);
        write_directive(p, "#define ", node);
    }
    write_file_node_kind(p, node);
    if (is_guarded) {
        put(p, "#endif");
        end_line(p);
    }
    if (p->mappings.count > mapping) {
        p->mappings.items[mapping].end = p->code_end;
    }
}

static bool is_prototype(const CNode *node)
{
    return node->kind == C_FUNCTION && node->left == NULL;
}

/* Of several that stand together without empty lines. */
static bool is_one_line(const CNode *node)
{
    return node->kind == C_INCLUDE || is_prototype(node) || node->kind == C_OBJECT ||
           (node->kind == C_RAW && strchr(node->text, '\n') == NULL);
}

static const char *comment_of(const CNode *node)
{
    return node->kind == C_PRINTED ? NULL : node->comment;
}

static bool is_separated(const CNode *above, const CNode *below)
{
    if (above->kind == C_BLANK || below->kind == C_BLANK || above->kind == C_COMMENT ||
        above->kind == C_PRAGMA) {
        return false;
    }
    return above->kind != below->kind || !is_one_line(above) || !is_one_line(below) ||
           comment_of(below) != NULL || ((above->flags | below->flags) & C_GUARDED) != 0;
}

CNode *c_print_ahead(Buffer *work, Arena *arena, const CNode *function)
{
    Printer p = {.out = work, .arena = arena, .options = &(CPrintOptions){0}, .line = 1};
    CNode *printed = c_new(arena, C_PRINTED, (Span){0});

    work->length = 0;
    write_file_node(&p, function);
    printed->text = arena_copy(arena, work->text, work->length);
    printed->length = (uint32_t)work->length;
    return printed;
}

void c_print(Buffer *out, CInserts *inserts, Arena *arena, const CFile *file,
             const CPrintOptions *options)
{
    Printer p = {.out = out,
                 .inserts = inserts,
                 .arena = arena,
                 .options = options,
                 .sources = file->sources,
                 .line = 1,
                 .line_start = out->length};

    for (uint32_t i = 0; i < file->nodes.count; i++) {
        if (i > 0 && is_separated(file->nodes.items[i - 1], file->nodes.items[i])) {
            end_line(&p);
        }
        write_file_node(&p, file->nodes.items[i]);
    }
    if (options->map != NULL) {
        c_map_write(options->map, file->sources, options->output_name, &p.mappings);
    }
}

static size_t inserted_length(const CInserts *inserts)
{
    size_t length = 0;

    for (uint32_t i = 0; i < inserts->count; i++) {
        length += inserts->items[i].length;
    }
    return length;
}

/* From the back, so that each piece moves once. */
void c_print_inserts(Buffer *out, CInserts *inserts)
{
    size_t inserted = inserted_length(inserts);
    size_t from = out->length;
    size_t to = out->length + inserted;

    buffer_reserve(out, inserted);
    out->length = to;
    while (inserts->count > 0) {
        const CInsert *insert = &inserts->items[--inserts->count];
        size_t moved = from - insert->place;

        from -= moved;
        to -= moved;
        memmove(out->text + to, out->text + from, moved);
        to -= insert->length;
        memcpy(out->text + to, insert->text, insert->length);
    }
}
