/* NB_API and NB_INLINE replaced by what they stand for. */
#include "embed.h"

static void put_text(void *data, const char *bytes, size_t length)
{
    text_append(data, bytes, length);
}

Text with_linkage(const char *text, const char *api)
{
    Text replaced = {0}, out = {0};

    for (const char *next; *text != '\0'; text = next) {
        const char *linkage = "";

        next = next_line(text);
        if (starts_with(text, "NB_API ")) {
            linkage = api;
            text += strlen("NB_API ");
        } else if (starts_with(text, "NB_INLINE ")) {
            linkage = "static inline ";
            text += strlen("NB_INLINE ");
        }
        text_append(&replaced, linkage, strlen(linkage));
        text_append(&replaced, text, (size_t)(next - text));
    }
    signature_layout(replaced.bytes, replaced.length, put_text, &out);
    text_append(&out, "", 0);
    free(replaced.bytes);
    return out;
}
