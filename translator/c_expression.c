/* c_expression: expressions, with the parentheses and line breaks they need.
 *
 * A line is first written flat, which is given up where it passes the width; then once more,
 * breaking: each operand or argument goes on the line where it fits, else on the next one, and is
 * itself broken only where it does not fit there either. Where not even the first argument fits
 * behind its parenthesis, all hang: they begin on the next line, a step deeper. Each attempt stops
 * at the width, so breaking is linear in the tree's size. */
#include "c_printer.h"

enum {
    CONTINUATION = 8,    /* how much deeper a line is that cannot be aligned */
    LAST_ALIGNMENT = 60, /* the last column that lines are aligned with */
};

/* How tightly an expression binds. */
typedef enum Level {
    LEVEL_COMMA,
    LEVEL_ASSIGN,
    LEVEL_CONDITIONAL,
    LEVEL_OR,
    LEVEL_AND,
    LEVEL_BIT_OR,
    LEVEL_BIT_XOR,
    LEVEL_BIT_AND,
    LEVEL_EQUALITY,
    LEVEL_RELATIONAL,
    LEVEL_SHIFT,
    LEVEL_ADDITIVE,
    LEVEL_MULTIPLICATIVE,
    LEVEL_UNARY,
    LEVEL_POSTFIX,
    LEVEL_ATOM,
} Level;

/* --- precedence --- */

static Level operator_level(const char *op)
{
    switch (op[0]) {
    case ',': return LEVEL_COMMA;
    case '!': return LEVEL_EQUALITY;
    case '=': return op[1] == '=' ? LEVEL_EQUALITY : LEVEL_ASSIGN;
    case '|': return op[1] == '|' ? LEVEL_OR : op[1] == '=' ? LEVEL_ASSIGN : LEVEL_BIT_OR;
    case '&': return op[1] == '&' ? LEVEL_AND : op[1] == '=' ? LEVEL_ASSIGN : LEVEL_BIT_AND;
    case '^': return op[1] == '=' ? LEVEL_ASSIGN : LEVEL_BIT_XOR;
    case '<':
    case '>':
        if (op[1] != op[0]) {
            return LEVEL_RELATIONAL;
        }
        return op[2] == '=' ? LEVEL_ASSIGN : LEVEL_SHIFT;
    case '+':
    case '-': return op[1] == '=' ? LEVEL_ASSIGN : LEVEL_ADDITIVE;
    default: return op[1] == '=' ? LEVEL_ASSIGN : LEVEL_MULTIPLICATIVE;
    }
}

/* `++` and `--` are written behind their operand. */
static bool is_postfix(const CNode *node)
{
    return node->text[0] == node->text[1] && (node->text[0] == '+' || node->text[0] == '-');
}

static Level level_of(const CNode *node)
{
    switch (node->kind) {
    case C_BINARY: return operator_level(node->text);
    case C_ASSIGN: return LEVEL_ASSIGN;
    case C_CONDITIONAL: return LEVEL_CONDITIONAL;
    case C_UNARY: return is_postfix(node) ? LEVEL_POSTFIX : LEVEL_UNARY;
    case C_CAST: return LEVEL_UNARY;
    case C_NAME: return node->text[0] == '-' ? LEVEL_UNARY : LEVEL_ATOM; /* -1.5 */
    case C_CALL:
    case C_MEMBER:
    case C_ARROW:
    case C_INDEX:
    case C_COMPOUND: return LEVEL_POSTFIX;
    default: return LEVEL_ATOM;
    }
}

static bool is_comparison(Level level)
{
    return level == LEVEL_EQUALITY || level == LEVEL_RELATIONAL;
}

static bool is_bitwise(Level level)
{
    return level == LEVEL_BIT_OR || level == LEVEL_BIT_XOR || level == LEVEL_BIT_AND;
}

/* Parentheses that C does not need, but compilers and readers want: && in ||, a comparison in a
 * comparison, any operator in a bitwise one, + in a shift, and `!a == b`. */
static bool wants_parentheses(const CNode *operand, Level level, Level parent)
{
    bool is_not = operand->kind == C_UNARY && operand->text[0] == '!';

    if (parent == LEVEL_OR) {
        return level == LEVEL_AND;
    }
    if (is_comparison(parent)) {
        return is_comparison(level) || is_not;
    }
    if (is_bitwise(parent)) {
        return (level != parent && level < LEVEL_UNARY) || is_not;
    }
    return parent == LEVEL_SHIFT && level == LEVEL_ADDITIVE;
}

static bool needs_parentheses(const CNode *operand, Level parent, bool is_right)
{
    Level level = level_of(operand);

    if (level == LEVEL_ATOM || (level == LEVEL_POSTFIX && parent <= LEVEL_POSTFIX)) {
        return false;
    }
    return level < parent || (is_right && level == parent) ||
           wants_parentheses(operand, level, parent);
}

/* --- expressions --- */

/* How far the line is indented. */
static unsigned line_indent(const Printer *p)
{
    const char *line = p->out->text + p->line_start;
    unsigned end = column(p);
    unsigned columns = 0;

    while (columns < end && line[columns] == ' ') {
        columns++;
    }
    return columns;
}

unsigned c_alignment(const Printer *p)
{
    unsigned columns = column(p);

    return p->is_breaking && columns > LAST_ALIGNMENT ? line_indent(p) + CONTINUATION : columns;
}

/* Writes `node` flat if it and the `tail` columns that must follow it fit on the line. */
static bool try_flat(Printer *p, const CNode *node, unsigned tail)
{
    Mark start = mark(p);

    p->is_breaking = false;
    p->has_overflow = false;
    p->limit = p->line_start + WIDTH - tail;
    c_write_node(p, node, tail);
    bool fits = !p->has_overflow && p->out->length <= p->limit;
    p->is_breaking = true;
    p->has_overflow = false;
    if (!fits) {
        go_back(p, start);
    }
    return fits;
}

void c_write_expression(Printer *p, const CNode *node, unsigned tail)
{
    if (p->is_breaking) {
        if (!try_flat(p, node, tail)) {
            c_write_node(p, node, tail);
        }
    } else if (p->out->length > p->limit) {
        p->has_overflow = true;
    } else {
        c_write_node(p, node, tail);
    }
}

static void write_operand(Printer *p, const CNode *node, bool in_parentheses, unsigned tail)
{
    if (in_parentheses) {
        put_char(p, '(');
        c_write_expression(p, node, tail + 1);
        put_char(p, ')');
    } else {
        c_write_expression(p, node, tail);
    }
}

static void put_operator(Printer *p, const char *op)
{
    if (*op != '\0') {
        put(p, op);
        put_char(p, ' ');
    }
}

/* `op` and the operand flat, if they fit on the line. */
static bool try_operand(Printer *p, const char *op, const CNode *node, bool in_parentheses,
                        unsigned tail)
{
    put_operator(p, op);
    put(p, in_parentheses ? "(" : "");
    if (!try_flat(p, node, tail + in_parentheses)) {
        return false;
    }
    put(p, in_parentheses ? ")" : "");
    return true;
}

/* The operand where lines may be broken: on this line, else on the next one; an operand in
 * parentheses that fits on neither begins on this one. */
static void write_broken_next(Printer *p, const char *op, const CNode *node, bool in_parentheses,
                              unsigned indent, unsigned tail)
{
    Mark start = mark(p);

    put_char(p, ' ');
    if (try_operand(p, op, node, in_parentheses, tail)) {
        return;
    }
    go_back(p, start);
    bool may_stay = in_parentheses && column(p) < LAST_ALIGNMENT;
    break_line(p, indent);
    if (try_operand(p, op, node, in_parentheses, tail)) {
        return;
    }
    go_back(p, start);
    if (may_stay) {
        put_char(p, ' ');
    } else {
        break_line(p, indent);
    }
    put_operator(p, op);
    write_operand(p, node, in_parentheses, tail);
}

/* Writes a space, `op` with another, and the operand; on the next line if they do not fit on this
 * one. */
void c_write_next(Printer *p, const char *op, const CNode *node, bool in_parentheses,
                  unsigned indent, unsigned tail)
{
    if (p->is_breaking) {
        write_broken_next(p, op, node, in_parentheses, indent, tail);
    } else {
        put_char(p, ' ');
        put_operator(p, op);
        write_operand(p, node, in_parentheses, tail);
    }
}

/* How many columns stay free for what a comparison compares with: it is not left alone on a line.
 */
static unsigned compared_columns(const CNode *node, Level level, unsigned tail)
{
    const CNode *right = node->right;

    return is_comparison(level) && right->kind == C_NAME
               ? (unsigned)(strlen(node->text) + strlen(right->text)) + 2 + tail
               : 0;
}

/* a + b + c is one chain: its operands are aligned with each other. */
static void write_chain(Printer *p, const CNode *node, unsigned indent, unsigned tail)
{
    Level level = operator_level(node->text);
    const CNode *left = node->left;
    bool in_parentheses = needs_parentheses(left, level, level == LEVEL_ASSIGN);

    if (!in_parentheses && left->kind == C_BINARY && level_of(left) == level) {
        write_chain(p, left, indent, 0);
    } else {
        write_operand(p, left, in_parentheses, compared_columns(node, level, tail));
    }
    if (!p->has_overflow) {
        c_write_next(p, node->text, node->right, needs_parentheses(node->right, level, true),
                     indent, tail);
    }
}

/* Does the first item not fit behind the parenthesis, or would the others be squeezed below it? */
static bool hangs(Printer *p, const CNodeList *list, unsigned tail)
{
    Mark start = mark(p);

    if (list->count == 0 || list->items[0]->kind == C_STRING) {
        return false;
    }
    if (column(p) > LAST_ALIGNMENT) {
        return true;
    }
    bool fits = try_flat(p, list->items[0], list->count == 1 ? tail : 1);
    go_back(p, start);
    if (fits) {
        return false;
    }
    break_line(p, line_indent(p) + INDENT);
    fits = try_flat(p, list->items[0], list->count == 1 ? tail : 1);
    go_back(p, start);
    return fits || list->count > 1;
}

/* Writes an item and the comma behind it; gives whether it takes several lines. What follows one
 * that does begins on a new line. */
static bool write_item(Printer *p, const CNode *item, const char *comma, unsigned tail)
{
    uint32_t line = p->line;

    write_operand(p, item, needs_parentheses(item, LEVEL_ASSIGN, false), tail);
    put(p, comma);
    return p->line != line;
}

/* The same on the line behind another item, if it fits. */
static bool try_item(Printer *p, const CNode *item, const char *comma, unsigned tail)
{
    Mark start = mark(p);

    put_char(p, ' ');
    if (try_operand(p, "", item, needs_parentheses(item, LEVEL_ASSIGN, false), tail)) {
        put(p, comma);
        return true;
    }
    go_back(p, start);
    return false;
}

static void write_broken_list(Printer *p, const CNodeList *list, unsigned indent, unsigned tail)
{
    bool is_tall = false;

    for (uint32_t i = 0; i < list->count; i++) {
        bool is_last = i + 1 == list->count;
        const char *comma = is_last ? "" : ",";
        unsigned behind = is_last ? tail : 1;

        if (i > 0 && !is_tall && try_item(p, list->items[i], comma, behind)) {
            continue;
        }
        if (i > 0) {
            break_line(p, indent);
        }
        is_tall = write_item(p, list->items[i], comma, behind);
    }
}

void c_write_list(Printer *p, const CNodeList *list, unsigned tail)
{
    unsigned indent = column(p);

    if (p->is_breaking) {
        if (hangs(p, list, tail)) {
            indent = line_indent(p) + INDENT;
            break_line(p, indent);
        }
        write_broken_list(p, list, indent, tail);
        return;
    }
    for (uint32_t i = 0; i < list->count && !p->has_overflow; i++) {
        put(p, i > 0 ? " " : "");
        (void)write_item(p, list->items[i], i + 1 < list->count ? "," : "", tail);
    }
}

static void write_call(Printer *p, const CNode *node, unsigned tail)
{
    write_operand(p, node->left, needs_parentheses(node->left, LEVEL_POSTFIX, false), 1);
    put_char(p, '(');
    c_write_list(p, &node->list, tail + 1);
    put_char(p, ')');
}

static void write_compound(Printer *p, const CNode *node, unsigned tail)
{
    if (node->text != NULL) {
        put_char(p, '(');
        put(p, node->text);
        put_char(p, ')');
    }
    put_char(p, '{');
    c_write_list(p, &node->list, tail + 1);
    put_char(p, '}');
}

static void write_unary(Printer *p, const CNode *node, unsigned tail)
{
    const CNode *operand = node->left;
    bool in_parentheses = needs_parentheses(operand, LEVEL_UNARY, false);
    char op = node->text[0];

    if (is_postfix(node)) {
        write_operand(p, operand, needs_parentheses(operand, LEVEL_POSTFIX, false), tail + 2);
        put(p, node->text);
        return;
    }
    if (op != '!' && op != '*' && level_of(operand) == LEVEL_UNARY && operand->kind != C_CAST) {
        in_parentheses = in_parentheses || operand->text[0] == op; /* -(-x), &(&x) */
    }
    put(p, node->text);
    write_operand(p, operand, in_parentheses, tail);
}

static void write_cast(Printer *p, const CNode *node, unsigned tail)
{
    put_char(p, '(');
    put(p, node->text);
    put_char(p, ')');
    write_operand(p, node->left, needs_parentheses(node->left, LEVEL_UNARY, false), tail);
}

/* `? a` behind the condition if it fits, else on the next line; `: b` below it. */
static void write_broken_choice(Printer *p, const CNode *node, unsigned indent, unsigned tail)
{
    bool in_parentheses = needs_parentheses(node->right, LEVEL_CONDITIONAL, true);
    Mark start = mark(p);
    unsigned question = column(p) + 1;

    put_char(p, ' ');
    if (question > LAST_ALIGNMENT || !try_operand(p, "?", node->right, in_parentheses, 0)) {
        go_back(p, start);
        question = indent;
        break_line(p, indent);
        put(p, "? ");
        write_operand(p, node->right, in_parentheses, 0);
    }
    break_line(p, question);
    put(p, ": ");
    write_operand(p, node->third, needs_parentheses(node->third, LEVEL_CONDITIONAL, false), tail);
}

static void write_conditional(Printer *p, const CNode *node, unsigned tail)
{
    unsigned indent = c_alignment(p) + INDENT;
    Level condition = level_of(node->left);
    bool is_arithmetic =
        condition >= LEVEL_BIT_OR && condition <= LEVEL_MULTIPLICATIVE && !is_comparison(condition);

    write_operand(p, node->left,
                  is_arithmetic || needs_parentheses(node->left, LEVEL_CONDITIONAL, true), 0);
    if (p->is_breaking) {
        write_broken_choice(p, node, indent, tail);
        return;
    }
    put(p, " ? ");
    write_operand(p, node->right, needs_parentheses(node->right, LEVEL_CONDITIONAL, true), 0);
    put(p, " : ");
    write_operand(p, node->third, needs_parentheses(node->third, LEVEL_CONDITIONAL, false), tail);
}

static void write_member(Printer *p, const CNode *node, const char *separator, unsigned tail)
{
    write_operand(p, node->left, needs_parentheses(node->left, LEVEL_POSTFIX, false),
                  tail + (unsigned)(strlen(separator) + strlen(node->text)));
    put(p, separator);
    put(p, node->text);
}

static void write_index(Printer *p, const CNode *node, unsigned tail)
{
    write_operand(p, node->left, needs_parentheses(node->left, LEVEL_POSTFIX, false), 1);
    put_char(p, '[');
    c_write_expression(p, node->right, tail + 1);
    put_char(p, ']');
}

/* "double", "x" → "double x"; "double *", "x" → "double *x". */
void c_write_declarator(Printer *p, const char *type, const char *name)
{
    size_t length = strlen(type);

    buffer_bytes(p->out, type, length);
    if (name != NULL && *name != '\0') {
        if (length > 0 && type[length - 1] != '*') {
            put_char(p, ' ');
        }
        put(p, name);
    }
}

/* May a value begin on the line below its `=`? */
static bool may_stand_below(const Printer *p, const CNode *value)
{
    bool is_list = value->kind == C_COMPOUND && value->text == NULL;

    return p->is_breaking && !is_list && value->kind != C_STRING && value->kind != C_ASSIGN &&
           column(p) > line_indent(p) + CONTINUATION;
}

/* Is a value that has to be broken better broken below its `=`? */
static bool is_squeezed(const Printer *p, const CNode *value)
{
    return (value->kind == C_BINARY || value->kind == C_CONDITIONAL) &&
           column(p) > line_indent(p) + WIDTH / 4;
}

void c_write_assignment(Printer *p, const char *op, const CNode *value, unsigned tail)
{
    put_char(p, ' ');
    put(p, op);
    if (may_stand_below(p, value)) {
        Mark start = mark(p);
        unsigned indent = line_indent(p) + INDENT;

        put_char(p, ' ');
        if (try_flat(p, value, tail)) {
            return;
        }
        bool stays_below = is_squeezed(p, value);
        go_back(p, start);
        break_line(p, indent);
        if (try_flat(p, value, tail)) {
            return;
        }
        if (stays_below) {
            c_write_node(p, value, tail);
            return;
        }
        go_back(p, start);
    }
    put_char(p, ' ');
    write_operand(p, value, value->kind == C_ASSIGN, tail);
}

static void write_declaration(Printer *p, const CNode *node, unsigned tail)
{
    c_write_declarator(p, node->text, node->name);
    if (node->left != NULL) {
        c_write_assignment(p, "=", node->left, tail);
    }
}

static void write_designated(Printer *p, const CNode *node, unsigned tail)
{
    put_char(p, '.');
    put(p, node->text);
    c_write_assignment(p, "=", node->left, tail);
}

/* An expression, or a clause of a `for`. `tail`: how many columns must follow it on its last line.
 */
void c_write_node(Printer *p, const CNode *node, unsigned tail)
{
    switch ((CKind)node->kind) {
    case C_NAME: put(p, node->text); break;
    case C_STRING: c_write_string(p, node, tail); break;
    case C_UNARY: write_unary(p, node, tail); break;
    case C_BINARY: write_chain(p, node, c_alignment(p), tail); break;
    case C_CONDITIONAL: write_conditional(p, node, tail); break;
    case C_CAST: write_cast(p, node, tail); break;
    case C_CALL: write_call(p, node, tail); break;
    case C_MEMBER: write_member(p, node, ".", tail); break;
    case C_ARROW: write_member(p, node, "->", tail); break;
    case C_INDEX: write_index(p, node, tail); break;
    case C_COMPOUND: write_compound(p, node, tail); break;
    case C_DESIGNATED: write_designated(p, node, tail); break;
    case C_PARAMETER: c_write_declarator(p, node->text, node->left->text); break;
    case C_DECLARE: write_declaration(p, node, tail); break;
    case C_ASSIGN:
        c_write_expression(p, node->left, 1);
        c_write_assignment(p, node->text, node->right, tail);
        break;
    default: break;
    }
}
