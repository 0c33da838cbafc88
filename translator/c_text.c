/* c_text: strings and comments. */
#include "c_printer.h"

enum { NARROWEST_PIECE = 24 }; /* of a string that is split */

/* --- strings --- */

/* Bytes as C99 has them on any machine: octal escapes of three digits, no trigraphs. */
static void put_escaped(Printer *p, unsigned char c, unsigned char previous)
{
    switch (c) {
    case '\n': put(p, "\\n"); return;
    case '\t': put(p, "\\t"); return;
    case '\r': put(p, "\\r"); return;
    case '"': put(p, "\\\""); return;
    case '\\': put(p, "\\\\"); return;
    case '?': put(p, previous == '?' ? "\\?" : "?"); return;
    default: break;
    }
    if (c >= ' ' && c < 127) {
        put_char(p, (char)c);
        return;
    }
    put_char(p, '\\');
    put_char(p, (char)('0' + (c >> 6)));
    put_char(p, (char)('0' + ((c >> 3) & 7)));
    put_char(p, (char)('0' + (c & 7)));
}

/* May a string be split before byte `i`? After a newline, and where a word begins. */
static bool is_split_point(const CNode *node, uint32_t i)
{
    return node->text[i - 1] == '\n' || (node->text[i - 1] == ' ' && node->text[i] != ' ');
}

static unsigned escaped_columns(unsigned char c)
{
    if (c == '\n' || c == '\t' || c == '\r' || c == '"' || c == '\\') {
        return 2;
    }
    return c >= ' ' && c < 127 ? 1 : 4;
}

/* How many columns the word that begins at byte `i` takes, with the space or newline after it. */
static unsigned word_columns(const CNode *node, uint32_t i)
{
    unsigned columns = 0;
    char last = 'x';

    for (; i < node->length && columns < WIDTH && last != ' ' && last != '\n'; i++) {
        last = node->text[i];
        columns += escaped_columns((unsigned char)last);
    }
    return columns;
}

/* Does byte `i` belong on the next line? A word is split only where it fills a line. */
static bool is_piece_full(const Printer *p, const CNode *node, uint32_t i, unsigned start,
                          unsigned tail)
{
    unsigned end = WIDTH - tail - 1;

    if (end < start + NARROWEST_PIECE) {
        end = start + NARROWEST_PIECE;
    }
    if (column(p) + escaped_columns((unsigned char)node->text[i]) > end) {
        return true;
    }
    return is_split_point(node, i) && column(p) + word_columns(node, i) > end;
}

void c_write_string(Printer *p, const CNode *node, unsigned tail)
{
    unsigned start = column(p);

    put_char(p, '"');
    for (uint32_t i = 0; i < node->length; i++) {
        if (p->is_breaking && i > 0 && is_piece_full(p, node, i, start, tail)) {
            put_char(p, '"');
            break_line(p, start);
            put_char(p, '"');
        }
        put_escaped(p, (unsigned char)node->text[i],
                    (unsigned char)(i == 0 ? 0 : node->text[i - 1]));
        if (!p->is_breaking && p->out->length > p->limit) {
            p->has_overflow = true;
            return;
        }
    }
    put_char(p, '"');
}

/* A string that is too long for a literal: its bytes and the final NUL one by one. */
void c_write_byte_list(Printer *p, const CNode *node)
{
    put_char(p, '{');
    for (uint32_t i = 0; i < node->length; i++) {
        if (i == 0 || column(p) + sizeof " '\\377'," > WIDTH) {
            break_line(p, p->indent + INDENT);
        } else {
            put_char(p, ' ');
        }
        put(p, node->text[i] == '\'' ? "'\\" : "'");
        put_escaped(p, (unsigned char)node->text[i], 0);
        put_char(p, '\'');
        put_char(p, ',');
    }
    put(p, " 0");
    break_line(p, p->indent);
    put_char(p, '}');
}

/* --- comments --- */

/* A comment's text: no comment may begin or end in it, nor a control character stand there. */
void c_write_comment_text(Printer *p, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];

        if (i > 0 && ((text[i - 1] == '*' && c == '/') || (text[i - 1] == '/' && c == '*'))) {
            put_char(p, ' ');
        }
        put_char(p, (char)(c < ' ' || c == 127 ? ' ' : c));
    }
}

/* One line of a comment's text, broken at spaces; it starts at `indent`. */
static void put_wrapped(Printer *p, const char *text, size_t length, unsigned indent)
{
    const char *end = text + length;

    while (text < end) {
        const char *word = text;

        while (word < end && *word == ' ') {
            word++;
        }
        const char *space = memchr(word, ' ', (size_t)(end - word));
        const char *word_end = space == NULL ? end : space;

        if (column(p) > indent + 3 && column(p) + (size_t)(word_end - text) + 3 > WIDTH) {
            break_line(p, indent);
            put(p, " * ");
            text = word;
        }
        c_write_comment_text(p, text, (size_t)(word_end - text));
        text = word_end;
    }
}

/* A comment of its own, at the current indent, and the line's end. */
void c_write_comment(Printer *p, const char *text)
{
    put_indent(p, p->indent);
    put(p, "/* ");
    for (;;) {
        size_t length = strcspn(text, "\n");

        put_wrapped(p, text, length, p->indent);
        text += length;
        if (*text++ == '\0') {
            break;
        }
        break_line(p, p->indent);
        put(p, *text == '\n' ? " *" : " * ");
    }
    put(p, " */");
    end_line(p);
}

void c_write_comment_behind(Printer *p, const char *comment)
{
    put(p, " /* ");
    c_write_comment_text(p, comment, strlen(comment));
    put(p, " */");
}
