/* Decimal: the shortest decimal text of a number, in any locale. */
#ifndef N2C_DECIMAL_H
#define N2C_DECIMAL_H

#include <stdbool.h>

enum { DECIMAL_SIZE = 40 };

/* Writes to `text` the shortest of "%.15g" to "%.17g" that reads back as `value`, which is finite
 * and not negative, with a point or an exponent in it. `is_single`: as float32, from "%.6g" on. */
void decimal_write(char text[static DECIMAL_SIZE], double value, bool is_single);

#endif
