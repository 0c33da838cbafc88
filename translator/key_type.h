/* What may be the key of a dict or the item of a set. */
#ifndef N2C_KEY_TYPE_H
#define N2C_KEY_TYPE_H

#include "ir.h"

/* The type itself or what it holds that cannot be hashed, or NULL: it can be a key. */
const Type *key_type_unfit(const Type *type);
/* What tells whether two keys are one, where objects in them have methods for that; or NULL. */
Function *key_test_function(const Program *program, const Type *key);
/* What raises KeyError of such a key, where only a method can show it; or NULL. */
Function *missing_key_function(const Program *program, const Type *key);
/* The same of the key that a node looks for; NULL: it looks for none. */
Function *node_missing_key(const Program *program, const Node *node);
/* Reports a key's type that is `unfit`, or holds such a thing. */
void report_unfit_key(Program *program, Span span, const Type *type, const Type *unfit);
/* The same of what hash(x) is asked for. */
void report_unfit_hash(Program *program, Span span, const Type *type, const Type *unfit);

#endif
