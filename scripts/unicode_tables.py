#!/usr/bin/env python3
"""Writes runtime/unicode.c: what Python's own strings say about letters, as tables.

    scripts/unicode_tables.py > runtime/unicode.c

Run it with a newer Python to follow a newer Unicode.
"""

import textwrap
import unicodedata

CODES = [code for code in range(0x80, 0x110000) if not 0xD800 <= code < 0xE000]

HEAD = """\
/* What Unicode {version} says about code points beyond ASCII. Written by scripts/unicode_tables.py
 * from Python's own tables. */

//@ nb_letters <stdint.h>
/* Letters of one case: `first`, first + step, … `last`; adding `change` to one gives the letter of
 * the other case, or where it is 0 there is none. */
typedef struct nb_letters {{
    uint32_t first;
    uint32_t last;
    uint32_t step;
    int32_t change;
}} nb_letters;

//@ nb_letters_find <stddef.h> <stdint.h>
/* The row of the table that holds the code point, or NULL. */
NB_API const nb_letters *nb_letters_find(const nb_letters *rows, size_t count, uint32_t code)
{{
    size_t low = 0;

    while (low < count) {{
        const size_t middle = low + (count - low) / 2;

        if (code < rows[middle].first) {{
            count = middle;
        }} else if (code > rows[middle].last) {{
            low = middle + 1;
        }} else {{
            return (code - rows[middle].first) % rows[middle].step == 0 ? &rows[middle] : NULL;
        }}
    }}
    return NULL;
}}

//@ nb_expansion <stdint.h>
/* A code point that becomes several. */
typedef struct nb_expansion {{
    uint32_t code;
    const char *text;
}} nb_expansion;

//@ nb_expansion_find <stddef.h> <stdint.h>
/* What the table says the code point becomes, or NULL. */
NB_API const char *nb_expansion_find(const nb_expansion *rows, size_t count, uint32_t code)
{{
    size_t low = 0;

    while (low < count) {{
        const size_t middle = low + (count - low) / 2;

        if (code < rows[middle].code) {{
            count = middle;
        }} else if (code > rows[middle].code) {{
            low = middle + 1;
        }} else {{
            return rows[middle].text;
        }}
    }}
    return NULL;
}}

//@ nb_is_between_edges <stdbool.h> <stddef.h> <stdint.h>
/* Is the code point in a set that is given by where it begins and ends by turns? */
NB_API bool nb_is_between_edges(const uint32_t *edges, size_t count, uint32_t code)
{{
    size_t low = 0;

    while (low < count) {{
        const size_t middle = low + (count - low) / 2;

        if (code < edges[middle]) {{
            count = middle;
        }} else {{
            low = middle + 1;
        }}
    }}
    return low % 2 == 1;
}}
"""


def change(code, text):
    """How far away the letter of the other case is; 0: nowhere, or it is several."""
    return ord(text) - code if len(text) == 1 else 0


def runs_of(changes):
    """(first, last, step, change), each as long as it can be."""
    codes = sorted(changes)
    start = 0
    while start < len(codes):
        ends = []
        for step in (1, 2):
            end = start + 1
            while (end < len(codes) and codes[end] == codes[end - 1] + step
                   and changes[codes[end]] == changes[codes[start]]):
                end += 1
            ends.append((end, step))
        end, step = max(ends, key=lambda found: (found[0], -found[1]))
        yield codes[start], codes[end - 1], step, changes[codes[start]]
        start = end


def fill(cells):
    """The cells of a table as lines of C."""
    return textwrap.fill(", ".join(cells) + ",", 100, initial_indent=" " * 8,
                         subsequent_indent=" " * 8, break_long_words=False)


def cell(*words):
    """A row of a table; it is not broken into lines."""
    return "{" + ", ".join(words) + "}"


def table(declaration, cells):
    return (f"    static const {declaration} = {{\n{fill(cells)}\n    }};\n").replace("\xa0", " ")


def letters(name, text, changes):
    rows = [cell(f"{first:#x}", f"{last:#x}", str(step), str(change)).replace(" ", "\xa0")
            for first, last, step, change in runs_of(changes)]
    return f"""
//@ {name} <stddef.h> <stdint.h>
/* {text} */
NB_API const nb_letters *{name}(uint32_t code)
{{
{table("nb_letters rows[]", rows)}
    return nb_letters_find(rows, sizeof rows / sizeof rows[0], code);
}}
"""


def expansions(name, text, changes):
    rows = [cell(f"{code:#x}", '"' + "".join(f"\\{byte:03o}" if byte > 126 else chr(byte)
                                            for byte in changes[code].encode()) + '"')
            .replace(" ", "\xa0") for code in sorted(changes)]
    return f"""
//@ {name} <stddef.h> <stdint.h>
/* {text} */
NB_API const char *{name}(uint32_t code)
{{
{table("nb_expansion rows[]", rows)}
    return nb_expansion_find(rows, sizeof rows / sizeof rows[0], code);
}}
"""


def edges(name, text, holds):
    found = []
    inside = False
    for code in range(0x80, 0x110001):
        is_in = code < 0x110000 and not 0xD800 <= code < 0xE000 and holds(chr(code))
        if is_in != inside:
            found.append(f"{code:#x}")
            inside = is_in
    return f"""
//@ {name} <stdbool.h> <stddef.h> <stdint.h>
/* {text} */
NB_API bool {name}(uint32_t code)
{{
{table("uint32_t edges[]", found)}
    return nb_is_between_edges(edges, sizeof edges / sizeof edges[0], code);
}}
"""


def is_title(character):
    return character.istitle() and not character.isupper()


def several(convert):
    """What one code point of `convert` makes several of."""
    return {code: convert(chr(code)) for code in CODES if len(convert(chr(code))) > 1}


def main():
    upper = {code: change(code, chr(code).lower()) for code in CODES if chr(code).isupper()}
    lower = {code: change(code, chr(code).upper()) for code in CODES if chr(code).islower()}
    title = {code: change(code, chr(code).lower()) for code in CODES if is_title(chr(code))}
    digraphs = {code: chr(code).upper() for code in title if len(chr(code).upper()) == 1}
    titled = {code: change(code, chr(code).title()) for code in CODES
              if chr(code).title() != chr(code).upper() and len(chr(code).title()) == 1}
    print(HEAD.format(version=unicodedata.unidata_version), end="")
    print(letters("nb_upper_letters", "Upper-case letters.", upper), end="")
    print(letters("nb_lower_letters", "Lower-case letters.", lower), end="")
    print(letters("nb_title_letters", "Letters of which only the first part is upper-case.", title),
          end="")
    print(letters("nb_titled_letters", "Letters that begin a word in another form than upper case.",
                  titled), end="")
    print(expansions("nb_upper_expansion", "Upper case of several letters, or NULL.",
                     {**several(str.upper), **digraphs}), end="")
    print(expansions("nb_title_expansion", "What begins a word with several letters, or NULL.",
                     {code: text for code, text in several(str.title).items()
                      if text != chr(code).upper()}), end="")
    fold = {code: chr(code).casefold() for code in CODES
            if chr(code).casefold() != chr(code).lower()}
    folded = {code: change(code, text) for code, text in fold.items() if len(text) == 1}
    print(letters("nb_folded_letters", "Letters whose folded form is not their lower case.", folded),
          end="")
    print(expansions("nb_folded_expansion", "Folded forms of several letters, or NULL.",
                     {code: text for code, text in fold.items() if len(text) > 1}), end="")
    print(edges("nb_is_letter", "Is it a letter?", str.isalpha), end="")
    print(edges("nb_is_decimal", "Is it a digit of a decimal number?", str.isdecimal), end="")
    print(edges("nb_is_digit_like", "Is it a digit of any kind?", str.isdigit), end="")
    print(edges("nb_is_numeric", "Does it have a numeric value?", str.isnumeric), end="")
    print(edges("nb_is_shown", "Is it a character that can be seen, or the plain space?",
                str.isprintable), end="")
    print(edges("nb_begins_name", "Can a name begin with it?", str.isidentifier), end="")
    print(edges("nb_goes_on_name", "Can a name that does not begin with it have it?",
                lambda c: ("a" + c).isidentifier() and not c.isidentifier()), end="")


if __name__ == "__main__":
    main()
