/* What the files share that emit traits: emit_trait.c, emit_dyn_held.c, emit_dyn_test.c. */
#ifndef N2C_EMIT_TRAIT_H
#define N2C_EMIT_TRAIT_H

#include "emit_internal.h"

/* --- emit_trait.c --- */

/* The tag of the struct that is a trait's table. */
const char *vtable_name(Emitter *e, const Symbol *trait);
/* Ends the function by the call. */
void return_call(Emitter *e, CNode *function, CNode *call, bool gives_value);
void push_assignment(Emitter *e, CNodeList *list, CNode *target, CNode *value);

/* --- emit_dyn_test.c --- */

/* The function that makes a dyn of an object whose class decides which table it has. */
const char *table_chooser(Emitter *e, const Type *type, const Symbol *trait);

/* --- emit_dyn_held.c --- */

/* The address of a value type's object. */
CNode *value_type(Emitter *e, const Type *type);

#endif
