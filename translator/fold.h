/* Constant folding: closed literals and the operations on them. */
#ifndef N2C_FOLD_H
#define N2C_FOLD_H

#include "ir.h"

/* `bits` in the two's complement of an integer type, extended to 64 bits. */
uint64_t wrap_integer(const Type *type, uint64_t bits);
/* Does an open integer literal (a magnitude and a sign) fit the integer type? */
bool integer_fits(const Type *type, uint64_t magnitude, bool is_negative);
/* The literal converted to a scalar type; NULL where that would raise or is none. */
Node *fold_conversion(Program *program, const Node *literal, const Type *to);
/* The value of a closed expression as a literal (a tuple: of literals; a complex number:
 * complex128(re, im) of literals), or NULL when it is not constant. */
Node *fold_constant(Program *program, Node *node);

/* Two closed literals compared; false: they are of different kinds, or have no order. */
bool compare_constants(Operator op, const Node *a, const Node *b, bool *result);

#endif
