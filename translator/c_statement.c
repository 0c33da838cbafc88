/* c_statement: statements, each with its comment, its #line and its place in the source map. */
#include "c_printer.h"

/* --- where a statement comes from --- */

static bool has_span(const CNode *node)
{
    return node->span.source != 0 && node->span.line > 0;
}

static bool same_file(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Tells the compiler where the next line comes from, unless it thinks so already. */
void c_direct(Printer *p, const CNode *node)
{
    const char *file = has_span(node) ? span_file(p->sources, node->span) : NULL;
    uint32_t line = file != NULL ? node->span.line : p->line;

    if (same_file(file, p->directed) && line == p->line + p->directed_ahead) {
        return;
    }
    if (file == NULL) {
        line++; /* the directive takes a line of the C file */
        file = p->options->output_name == NULL ? "output.c" : p->options->output_name;
    }
    put(p, "#line ");
    put_number(p, line);
    put_char(p, ' ');
    p->is_breaking = false;
    p->limit = SIZE_MAX;
    c_write_string(p, &(CNode){.kind = C_STRING, .text = file, .length = (uint32_t)strlen(file)},
                   0);
    end_line(p);
    p->directed = has_span(node) ? file : NULL;
    p->directed_ahead = line - p->line;
}

/* The IR's line, without the space around it. */
static const char *source_line(const Printer *p, Span span)
{
    const Source *source = span_source(p->sources, span);
    const char *text = source->text;
    size_t start = span.offset, end = span.offset;

    while (start > 0 && text[start - 1] != '\n') {
        start--;
    }
    while (end < source->length && text[end] != '\n') {
        end++;
    }
    while (start < end && (text[start] == ' ' || text[start] == '\t')) {
        start++;
    }
    while (end > start && (unsigned char)text[end - 1] <= ' ') {
        end--;
    }
    return arena_copy(p->arena, text + start, end - start);
}

static void annotate(Printer *p, const CNode *node)
{
    if (!has_span(node)) {
        return;
    }
    const char *file = span_file(p->sources, node->span);
    if (node->span.line == p->annotated_line && same_file(file, p->annotated_file)) {
        return;
    }
    p->annotated_file = file;
    p->annotated_line = node->span.line;
    c_write_comment(p, arena_format(p->arena, "%s:%u: %s", file, (unsigned)node->span.line,
                                    source_line(p, node->span)));
}

/* What stands before a statement's or declaration's text: the directive, the indent. */
void c_lead_in(Printer *p, const CNode *node)
{
    if (p->options->line_directives) {
        c_direct(p, node);
    }
    put_indent(p, p->indent);
    if (p->options->map != NULL && has_span(node)) {
        CMapping mapping = {.node = node, .function = p->function, .begin = place(p)};
        LIST_PUSH(p->arena, &p->mappings, mapping);
    }
}

/* --- lines --- */

void c_write_fitted(Printer *p, const CNode *node, Writer *writer)
{
    Mark start = mark(p);

    p->is_breaking = false;
    p->has_overflow = false;
    p->limit = p->line_start + WIDTH;
    writer(p, node);
    if (p->has_overflow || p->out->length > p->limit) {
        go_back(p, start);
        p->is_breaking = true;
        p->has_overflow = false;
        writer(p, node);
    }
    p->code_end = place(p);
}

static bool fits_behind(const Printer *p, const char *comment)
{
    return column(p) + strlen(comment) + sizeof " /*  */" - 1 <= WIDTH &&
           strchr(comment, '\n') == NULL;
}

/* A line of the statement `node`, its comment behind it, or above it if that is too long. */
static void write_line(Printer *p, const CNode *node, Writer *writer)
{
    const char *comment = node->comment;
    Mark start = mark(p);
    const char *directed = p->directed;
    uint32_t directed_ahead = p->directed_ahead;

    c_lead_in(p, node);
    c_write_fitted(p, node, writer);
    if (comment != NULL && fits_behind(p, comment)) {
        c_write_comment_behind(p, comment);
    } else if (comment != NULL) {
        go_back(p, start);
        p->directed = directed;
        p->directed_ahead = directed_ahead;
        c_write_comment(p, comment);
        c_lead_in(p, node);
        c_write_fitted(p, node, writer);
    }
    end_line(p);
}

/* --- statements --- */

static void write_traced_statement(Printer *p, const CNode *node);

static bool is_declaration(const CNodeList *list, uint32_t i)
{
    while (i + 1 < list->count && list->items[i]->kind == C_COMMENT) {
        i++;
    }
    return list->items[i]->kind == C_DECLARE;
}

static void write_label(Printer *p, const CNodeList *list, uint32_t i)
{
    put_indent(p, p->indent >= INDENT ? p->indent - INDENT : 0);
    put(p, list->items[i]->text);
    put_char(p, ':');
    if (i + 1 == list->count || is_declaration(list, i + 1)) {
        put(p, " ;"); /* a label stands before a statement */
    }
    end_line(p);
}

/* --- declarations without a value of their own --- */

static bool is_pointer(const char *type)
{
    return type[strlen(type) - 1] == '*';
}

/* Not where something is to stand above each. */
static bool may_share_line(const Printer *p)
{
    return !p->options->annotate && !p->options->line_directives;
}

/* Can the declaration at `i` follow the one before it on its line? */
static bool goes_on(const Printer *p, const CNodeList *list, uint32_t i)
{
    const char *value = i < list->count ? c_empty_value(list->items[i]) : NULL;

    if (value == NULL || strcmp(value, c_empty_value(list->items[i - 1])) != 0 ||
        strcmp(list->items[i]->text, list->items[i - 1]->text) != 0) {
        return false;
    }
    return column(p) + strlen(list->items[i]->name) + strlen(value) + sizeof ", *;" <= WIDTH;
}

/* A declarator `(*name)(A a, B b)` that does not fit: its parameters on several lines. */
static void write_function_pointer(Printer *p, const char *declarator)
{
    const char *item = strstr(declarator, ")(") + 2;
    size_t length = (size_t)(item - declarator);

    buffer_bytes(p->out, declarator, length);
    const unsigned indent = column(p);
    for (bool is_first = true; *item != '\0'; is_first = false) {
        const char *comma = strstr(item, ", ");

        length = comma != NULL ? (size_t)(comma + 1 - item) : strlen(item);
        if (!is_first && column(p) + 1 + length + sizeof ";" > WIDTH) {
            break_line(p, indent);
        } else if (!is_first) {
            put_char(p, ' ');
        }
        buffer_bytes(p->out, item, length);
        item += comma != NULL ? length + 1 : length;
    }
}

static void map_declaration(Printer *p, const CNode *node)
{
    CMapping mapping = {.node = node, .function = p->function, .begin = place(p)};

    if (*node->name == '(' && column(p) + strlen(node->name) + sizeof ";" > WIDTH) {
        write_function_pointer(p, node->name);
    } else {
        c_write_declarator(p, is_pointer(node->text) ? "*" : "", node->name);
    }
    put(p, c_empty_value(node));
    mapping.end = place(p);
    if (p->options->map != NULL && has_span(node)) {
        LIST_PUSH(p->arena, &p->mappings, mapping);
    }
}

/* Writes as many of them, from `first` on, as fit one line: T *x = NULL, *y = NULL; gives the
 * position of what follows. */
static uint32_t write_empty_declarations(Printer *p, const CNodeList *list, uint32_t first)
{
    const CNode *node = list->items[first];
    size_t type_length = strlen(node->text) - (is_pointer(node->text) ? 1 : 0);
    uint32_t next = first + 1;

    put_indent(p, p->indent);
    buffer_bytes(p->out, node->text, type_length);
    if (!is_pointer(node->text)) {
        put_char(p, ' ');
    }
    map_declaration(p, node);
    while (goes_on(p, list, next)) {
        put(p, ", ");
        map_declaration(p, list->items[next++]);
    }
    put_char(p, ';');
    p->code_end = place(p);
    end_line(p);
    return next;
}

/* The statements, with an empty line after the declarations they begin with. */
static void write_statements(Printer *p, const CNodeList *list)
{
    bool is_leading = true;

    for (uint32_t i = 0; i < list->count; i++) {
        const CNode *node = list->items[i];

        if (is_leading && !is_declaration(list, i)) {
            is_leading = false;
            if (i > 0 && node->kind != C_BLANK) {
                end_line(p);
            }
        }
        if (node->kind == C_LABEL) {
            write_label(p, list, i);
        } else if (may_share_line(p) && c_empty_value(node) != NULL) {
            i = write_empty_declarations(p, list, i) - 1;
        } else {
            write_traced_statement(p, node);
        }
    }
}

void c_write_body(Printer *p, const CNodeList *list)
{
    p->indent += INDENT;
    write_statements(p, list);
    p->indent -= INDENT;
}

void c_write_closing(Printer *p)
{
    put_indent(p, p->indent);
    put_char(p, '}');
    p->code_end = place(p);
}

static void close_block(Printer *p)
{
    c_write_closing(p);
    end_line(p);
}

static void write_expression_line(Printer *p, const CNode *node)
{
    c_write_expression(p, node->left, 1);
    put_char(p, ';');
}

/* A C_DECLARE or a C_ASSIGN. */
static void write_clause_line(Printer *p, const CNode *node)
{
    c_write_node(p, node, 1);
    put_char(p, ';');
}

static void write_return_line(Printer *p, const CNode *node)
{
    put(p, "return");
    if (node->left != NULL) {
        put_char(p, ' ');
        c_write_expression(p, node->left, 1);
    }
    put_char(p, ';');
}

static void write_break_line(Printer *p, const CNode *node)
{
    put(p, node->kind == C_BREAK ? "break;" : "continue;");
}

static void write_goto_line(Printer *p, const CNode *node)
{
    put(p, "goto ");
    put(p, node->text);
    put_char(p, ';');
}

static void write_if_header(Printer *p, const CNode *node)
{
    put(p, "if (");
    c_write_expression(p, node->left, 3);
    put(p, ") {");
}

static void write_else_if_header(Printer *p, const CNode *node)
{
    put(p, " else ");
    write_if_header(p, node);
}

static void write_while_header(Printer *p, const CNode *node)
{
    put(p, "while (");
    c_write_expression(p, node->left, 3);
    put(p, ") {");
}

static void write_for_header(Printer *p, const CNode *node)
{
    put(p, "for (");
    unsigned indent = c_alignment(p);

    if (node->third != NULL) {
        c_write_expression(p, node->third, 1);
    }
    put_char(p, ';');
    if (node->left != NULL) {
        c_write_next(p, "", node->left, false, indent, 1);
    }
    put_char(p, ';');
    if (node->right != NULL) {
        c_write_next(p, "", node->right, false, indent, 3);
    }
    put(p, ") {");
}

static void write_open_brace(Printer *p, const CNode *node)
{
    (void)node;
    put_char(p, '{');
}

/* A header line, the body and the closing brace. */
static void write_block(Printer *p, const CNode *node, Writer *header)
{
    write_line(p, node, header);
    c_write_body(p, &node->list);
    close_block(p);
}

static void write_if(Printer *p, const CNode *node)
{
    const CNode *otherwise = node->third;

    write_line(p, node, write_if_header);
    c_write_body(p, &node->list);
    for (; otherwise != NULL && otherwise->kind == C_IF; otherwise = otherwise->third) {
        c_write_closing(p);
        c_write_fitted(p, otherwise, write_else_if_header);
        if (otherwise->comment != NULL) {
            c_write_comment_behind(p, otherwise->comment);
        }
        end_line(p);
        c_write_body(p, &otherwise->list);
    }
    if (otherwise != NULL) {
        c_write_closing(p);
        put(p, " else {");
        end_line(p);
        c_write_body(p, &otherwise->list);
    }
    close_block(p);
}

/* A directive stands at the line's start; a macro that stands for one, where a statement does. */
static void write_pragma(Printer *p, const CNode *node)
{
    put_indent(p, node->text[0] == '#' ? 0 : p->indent);
    put(p, node->text);
    if (node->comment != NULL) {
        c_write_comment_behind(p, node->comment);
    }
    end_line(p);
}

void c_write_statement(Printer *p, const CNode *node)
{
    switch ((CKind)node->kind) {
    case C_EXPRESSION: write_line(p, node, write_expression_line); break;
    case C_DECLARE:
    case C_ASSIGN: write_line(p, node, write_clause_line); break;
    case C_IF: write_if(p, node); break;
    case C_WHILE: write_block(p, node, write_while_header); break;
    case C_FOR: write_block(p, node, write_for_header); break;
    case C_RETURN: write_line(p, node, write_return_line); break;
    case C_BREAK:
    case C_CONTINUE: write_line(p, node, write_break_line); break;
    case C_GOTO: write_line(p, node, write_goto_line); break;
    case C_BLOCK: write_block(p, node, write_open_brace); break;
    case C_COMMENT: c_write_comment(p, node->text); break;
    case C_BLANK: end_line(p); break;
    case C_PRAGMA: write_pragma(p, node); break;
    default: break;
    }
}

static void write_traced_statement(Printer *p, const CNode *node)
{
    if (p->options->annotate) {
        annotate(p, node);
    }
    uint32_t mapping = p->mappings.count;
    c_write_statement(p, node);
    if (p->mappings.count > mapping) {
        p->mappings.items[mapping].end = p->code_end;
    }
}
