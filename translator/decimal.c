/* The shortest decimal text of a number: most are exact in integer arithmetic; printf tries the
 * others with more and more digits. */
#include "decimal.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PLACES = 6, MOST_DIGITS = 17 };

/* The digits of `whole`, the last `places` of them after a point, without needless zeros there. */
static void write_digits(char *text, uint64_t whole, int places)
{
    char digits[DECIMAL_SIZE];
    char *const end = digits + sizeof digits;
    char *first = end;

    for (; places > 0 && whole % 10 == 0; places--) {
        whole /= 10;
    }
    for (int written = 0; whole != 0 || written <= places; written++) {
        if (written == places && places > 0) {
            *--first = '.';
        }
        *--first = (char)('0' + whole % 10);
        whole /= 10;
    }
    memcpy(text, first, (size_t)(end - first));
    strcpy(text + (end - first), places == 0 ? ".0" : "");
}

/* Most numbers in programs have few digits, and few of them after the point; these are exact here,
 * and quick. False: `value` is none of them. */
static bool write_short(char *text, double value, bool is_single)
{
    const double limit = is_single ? 1e6 : 1e15; /* as many digits as the type always keeps */
    double scale = 1;
    int places = 0;

    while (places < MOST_PLACES && value * scale != floor(value * scale)) {
        scale *= 10;
        places++;
    }
    double whole = value * scale;
    bool has_exponent = value != 0 && value < 1e-4;
    if (has_exponent || whole >= limit || whole != floor(whole) || whole / scale != value) {
        return false;
    }
    write_digits(text, (uint64_t)whole, places);
    return true;
}

static bool reads_back(const char *text, double value, bool is_single)
{
    double read = strtod(text, NULL);

    return is_single ? (float)read == (float)value && strtof(text, NULL) == (float)value
                     : read == value;
}

/* printf's point is the locale's. */
static void make_point_plain(char *text)
{
    char *comma = strchr(text, ',');

    if (comma != NULL) {
        *comma = '.';
    }
}

void decimal_write(char text[static DECIMAL_SIZE], double value, bool is_single)
{
    int digits = is_single ? FLT_DIG : DBL_DIG;

    if (write_short(text, value, is_single)) {
        return;
    }
    do {
        snprintf(text, DECIMAL_SIZE - 2, "%.*g", digits, value);
    } while (!reads_back(text, value, is_single) && ++digits <= MOST_DIGITS);
    make_point_plain(text);
    if (strpbrk(text, ".e") == NULL) {
        strcat(text, ".0");
    }
}
