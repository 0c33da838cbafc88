/* What the files share that emit traits: emit_trait.c, emit_trait_public.c, emit_dyn_held.c,
 * emit_dyn_test.c. */
#ifndef N2C_EMIT_TRAIT_H
#define N2C_EMIT_TRAIT_H

#include "emit_internal.h"

/* --- emit_trait.c --- */

/* The tag of the struct that is a trait's table. */
const char *vtable_name(Emitter *e, const Symbol *trait);
typedef void SlotVisitor(Emitter *e, const Symbol *trait, const Function *method, void *data);
/* Visits the methods in the trait's tables, in their order. */
void each_slot(Emitter *e, const Symbol *trait, SlotVisitor *visit, void *data);
/* The struct of the trait's tables; what they have only where some program code asks, which is
 * known once all functions are emitted, complete_table_struct adds. */
CNode *new_table_struct(Emitter *e, const Symbol *trait);
void complete_table_struct(Emitter *e, CNode *structure, const Symbol *trait);
/* `Sized_size`: the function that calls the method of a `dyn trait`. */
const char *dispatcher_name(Emitter *e, const Symbol *trait, const Function *method, bool *is_new);
CNode *dispatcher_node(Emitter *e, const Symbol *trait, const Function *method, const char *name);
/* `Vec3_to_Sized`: what makes a dyn of a value. */
const char *converter_name(Emitter *e, const Type *type, const Symbol *trait, bool *is_new);
/* The function that puts a value into a box; its body. */
CNode *boxer_node(Emitter *e, const Type *type, const Type *dyn, const char *name);
void fill_boxer(Emitter *e, CNode *function, const Type *type, const Type *dyn);
/* An object as a dyn; `is_open`: it may be of a derived class. */
CNode *reference_dyn(Emitter *e, CNode *value, const Type *type, const Symbol *trait, bool is_open);
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
