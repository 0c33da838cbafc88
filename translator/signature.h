/* Laying out the functions' heads of a C text anew: a linkage word or a filled hole has changed
 * their length. Shared by embed.c and runtime.c. */
#ifndef N2C_SIGNATURE_H
#define N2C_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { SIGNATURE_WIDTH = 100, SIGNATURE_LAST_ALIGNMENT = 60 };

/* Where laid out text goes. */
typedef void SignaturePut(void *data, const char *bytes, size_t length);

/* The end of the function head that begins with the line at `text`, or NULL: it is something else.
 * A head ends with the `)` before a line that is `{`, or with the text. */
static inline const char *signature_end(const char *text, const char *end)
{
    bool is_name = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z');

    while (is_name && text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *stop = newline == NULL ? end : newline;

        if (stop == text || memchr(text, ';', (size_t)(stop - text)) != NULL) {
            break;
        }
        if (stop[-1] == ')' && (stop == end || (stop + 1 < end && stop[1] == '{'))) {
            return stop;
        }
        if (stop[-1] != ',') {
            break;
        }
        text = stop == end ? end : stop + 1;
    }
    return NULL;
}

/* The end of the parameter at `text`: behind its comma, or `end`. */
static inline const char *signature_item_end(const char *text, const char *end)
{
    int depth = 0;

    for (; text < end; text++) {
        depth += (*text == '(') - (*text == ')');
        if (*text == ',' && depth == 0) {
            return text + 1;
        }
    }
    return end;
}

static inline void signature_put_spaces(SignaturePut *put, void *data, size_t count)
{
    while (count-- > 0) {
        put(data, " ", 1);
    }
}

/* Is the head one line, laid out anew? */
static inline bool signature_is_line(const char *text, const char *end)
{
    size_t columns = 0;

    for (; text < end; text++) {
        columns++;
        if (*text == '\n') {
            text += strspn(text + 1, " ");
        }
    }
    return columns <= SIGNATURE_WIDTH;
}

/* Does the parenthesis stand so far to the right that its parameters begin on a line below it? */
static inline bool signature_hangs(const char *text, const char *end, size_t indent)
{
    const char *first = text + indent;

    return indent > SIGNATURE_LAST_ALIGNMENT ||
           (size_t)(signature_item_end(first, end) - text) > SIGNATURE_WIDTH;
}

/* One head: its parameters fill lines that are aligned with the parenthesis. */
static inline void signature_put_head(const char *text, const char *end, SignaturePut *put,
                                      void *data)
{
    const char *open = memchr(text, '(', (size_t)(end - text));
    size_t indent = (size_t)(open - text) + 1;
    bool hangs = !signature_is_line(text, end) && signature_hangs(text, end, indent);
    size_t column;

    put(data, text, indent);
    text += indent;
    if (hangs) {
        put(data, "\n    ", 5);
        indent = 4;
    }
    for (column = indent; text < end;) {
        const char *item = text + strspn(text, " \n");
        const char *item_end = signature_item_end(item, end);
        size_t length = (size_t)(item_end - item);

        if (column > indent && column + 1 + length > SIGNATURE_WIDTH) {
            put(data, "\n", 1);
            signature_put_spaces(put, data, indent);
            column = indent;
        } else if (column > indent) {
            put(data, " ", 1);
            column++;
        }
        put(data, item, length);
        column += length;
        text = item_end;
    }
}

/* Puts the text, the function heads that it holds laid out anew. */
static inline void signature_layout(const char *text, size_t length, SignaturePut *put, void *data)
{
    const char *end = text + length;

    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *next = newline == NULL ? end : newline + 1;
        const char *head_end = signature_end(text, end);

        if (head_end != NULL && memchr(text, '(', (size_t)(head_end - text)) != NULL) {
            signature_put_head(text, head_end, put, data);
            text = head_end;
        } else {
            put(data, text, (size_t)(next - text));
            text = next;
        }
    }
}

#endif
