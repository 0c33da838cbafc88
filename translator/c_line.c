/* c_line: what shares a line: empty declarations of one type, an `if` that only leaves, and
 * statements that belong together. */
#include "c_printer.h"

/* Not where something is to stand above each. */
static bool may_share_line(const Printer *p)
{
    return !p->options->annotate && !p->options->line_directives;
}

/* --- parts of a line, each in the source map --- */

/* The position of the part's mapping, which has no end yet. */
static size_t begin_part(Printer *p, const CNode *node)
{
    CMapping mapping = {.node = node, .function = p->function, .begin = place(p)};

    if (p->options->map != NULL && c_has_span(node)) {
        LIST_PUSH(p->arena, &p->mappings, mapping);
        return p->mappings.count - 1;
    }
    return SIZE_MAX;
}

static void end_part(Printer *p, size_t mapping)
{
    if (mapping != SIZE_MAX) {
        p->mappings.items[mapping].end = place(p);
    }
}

static void write_part(Printer *p, const CNode *node)
{
    size_t mapping = begin_part(p, node);

    c_write_simple(p, node);
    end_part(p, mapping);
}

/* --- declarations without a value of their own --- */

/* " = NULL" or " = {0}", as what a clean-up gives up begins, "" where no value is given at all, or
 * NULL: any other. */
static const char *empty_value(const CNode *node)
{
    const CNode *value = node->left;

    if (node->kind != C_DECLARE || node->comment != NULL) {
        return NULL;
    }
    if (value == NULL) {
        return "";
    }
    if (value->kind == C_COMPOUND && value->text == NULL && value->list.count == 1 &&
        value->list.items[0]->kind == C_NAME && strcmp(value->list.items[0]->text, "0") == 0) {
        return " = {0}";
    }
    return value->kind == C_NAME && strcmp(value->text, "NULL") == 0 ? " = NULL" : NULL;
}

static bool is_pointer(const char *type)
{
    return type[strlen(type) - 1] == '*';
}

/* Can the declaration at `i` follow the one before it on its line? */
static bool goes_on(const Printer *p, const CNodeList *list, uint32_t i)
{
    const char *value = i < list->count ? empty_value(list->items[i]) : NULL;

    if (value == NULL || strcmp(value, empty_value(list->items[i - 1])) != 0 ||
        strcmp(list->items[i]->text, list->items[i - 1]->text) != 0) {
        return false;
    }
    return column(p) + strlen(list->items[i]->name) + strlen(value) + sizeof ", *;" <= WIDTH;
}

static void write_empty_declarator(Printer *p, const CNode *node)
{
    size_t mapping = begin_part(p, node);

    c_write_declarator(p, is_pointer(node->text) ? "*" : "", node->name);
    put(p, empty_value(node));
    end_part(p, mapping);
}

/* Writes as many of them, from `first` on, as fit one line: T *x = NULL, *y = NULL; gives how many
 * these are. */
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
    write_empty_declarator(p, node);
    while (goes_on(p, list, next)) {
        put(p, ", ");
        write_empty_declarator(p, list->items[next++]);
    }
    put_char(p, ';');
    p->code_end = place(p);
    end_line(p);
    return next - first;
}

/* --- guards --- */

/* Is it an `if` that only leaves, so that it may stand on one line? */
static bool is_guard(const Printer *p, const CNode *node)
{
    if (node->third != NULL || node->comment != NULL || !may_share_line(p)) {
        return false;
    }
    if ((node->flags & C_FAILING) != 0) {
        return node->list.count <= 2;
    }
    switch (node->list.count == 1 ? (CKind)node->list.items[0]->kind : C_BLOCK) {
    case C_RETURN:
    case C_BREAK:
    case C_CONTINUE:
    case C_GOTO: return true;
    default: return false;
    }
}

static void write_guard_body(Printer *p, const CNode *node)
{
    put(p, ") {");
    for (uint32_t i = 0; i < node->list.count; i++) {
        put_char(p, ' ');
        write_part(p, node->list.items[i]);
    }
    put(p, " }");
}

/* How many columns the guard takes behind its condition. */
static unsigned guard_tail(Printer *p, const CNode *node)
{
    Mark start = mark(p);
    bool was_breaking = p->is_breaking;

    p->is_breaking = false;
    write_guard_body(p, node);
    unsigned columns = (unsigned)(p->out->length - start.length);
    go_back(p, start);
    p->is_breaking = was_breaking;
    p->has_overflow = false;
    return columns;
}

static void write_guard(Printer *p, const CNode *node)
{
    put(p, "if (");
    c_write_expression(p, node->left, p->is_breaking ? guard_tail(p, node) : 3);
    write_guard_body(p, node);
}

/* `if (x < 0) { return -x; }` on one line; of a call that failed on two, if need be. */
bool c_write_guard(Printer *p, const CNode *node)
{
    if (!is_guard(p, node)) {
        return false;
    }
    Mark start = mark(p);

    c_lead_in(p, node);
    if ((node->flags & C_FAILING) != 0) {
        c_write_fitted(p, node, write_guard);
    } else {
        c_write_flat(p, node, write_guard);
    }
    if (p->has_overflow || column(p) > WIDTH || p->line > start.line + 1) {
        go_back(p, start);
        return false;
    }
    end_line(p);
    return true;
}

/* --- statements that belong together --- */

static bool goes_together(const CNodeList *list, uint32_t i)
{
    return i < list->count && list->items[i]->kind == C_EXPRESSION &&
           (list->items[i]->flags & C_TOGETHER) != 0 && list->items[i]->comment == NULL;
}

/* The statement behind another, if it fits. */
static bool try_behind(Printer *p, const CNode *node)
{
    Mark start = mark(p);

    put_char(p, ' ');
    c_write_flat(p, node, write_part);
    if (p->has_overflow) {
        go_back(p, start);
    }
    return !p->has_overflow;
}

/* Writes as many of them, from `first` on, as fit one line: f(x); f(y); gives how many. */
static uint32_t write_together(Printer *p, const CNodeList *list, uint32_t first)
{
    uint32_t line = p->line;
    uint32_t next = first + 1;

    put_indent(p, p->indent);
    c_write_fitted(p, list->items[first], write_part);
    while (p->line == line && goes_together(list, next) && try_behind(p, list->items[next])) {
        next++;
    }
    p->code_end = place(p);
    end_line(p);
    return next - first;
}

uint32_t c_write_shared_line(Printer *p, const CNodeList *list, uint32_t first)
{
    const CNode *node = list->items[first];

    if (!may_share_line(p)) {
        return 0;
    }
    if (empty_value(node) != NULL) {
        return write_empty_declarations(p, list, first);
    }
    bool has_more =
        node->kind == C_EXPRESSION && node->comment == NULL && goes_together(list, first + 1);
    return has_more ? write_together(p, list, first) : 0;
}
