/* What is asked of classes: members, bases, and which methods override which. Valid from resolve's
 * signatures on. */
#ifndef N2C_CLASS_H
#define N2C_CLASS_H

#include "ir.h"

/* The member of that name, the class's own or inherited: the symbol of a field (SYMBOL_LOCAL), a
 * constant or a method. NULL: there is none. */
Symbol *class_member(const Declaration *class_, const Name *name);
/* The method of that name, own or inherited, or NULL. */
Function *class_method(const Declaration *class_, const Name *name);
/* The same of a type, which may be no class. */
Function *type_method(const Type *type, const Name *name);
/* What may make its objects, own or inherited: each `init`. */
const FunctionList *class_initialisers(const Declaration *class_);
/* The first of these, or NULL: there is none. */
Function *class_initialiser(const Declaration *class_);
/* The `init` that a NODE_CONSTRUCT calls, or NULL. */
Function *called_initialiser(const Node *construct);

/* The class's __del__, which takes the object only and gives nothing, or an inherited one; or
 * NULL. */
Function *class_finaliser(Program *program, const Declaration *class_);
/* The class it derives from, or NULL. */
Declaration *class_base(const Declaration *class_);
/* Are its members, those of its bases included, known to resolve? Those of instances are not. */
bool class_is_settled(const Declaration *class_);
/* Calls `act` for each class of closed IR. */
void each_class(const Program *program, void (*act)(Declaration *class_, void *data), void *data);
/* The class at the top of its hierarchy: itself where it has no base. */
const Declaration *root_class(const Declaration *class_);
/* Has it no base, and does none derive from it? All that a table would tell of its objects is known
 * where they are used, so that they have none; but those that are reflected on have, and those
 * without fields, which could be empty. */
bool class_stands_alone(const Declaration *class_);
/* Do its objects count their owners? */
bool class_is_counted(const Program *program, const Declaration *class_);
/* Is `derived` the class `base`, or derived from it? */
bool class_is(const Declaration *derived, const Declaration *base);
/* May others see an object of the class while its `init`, or that of a base, runs? */
bool init_exposes_self(const Declaration *class_);
/* Must the class's `init` see to it that methods which are looked up meanwhile are those of the
 * class itself, as fields of derived ones have no value yet? */
bool init_sets_table(const Declaration *class_);
/* The class that both derive from and no class below it, or NULL. */
Declaration *class_common_base(const Declaration *a, const Declaration *b);
/* The class in which the field stands; `class_` has it, its own or inherited. */
Declaration *class_of_field(Declaration *class_, const Symbol *field);
/* How many fields it has, inherited ones counted in. */
uint32_t class_field_count(const Declaration *class_);
/* In C all methods of a slot give one type: that of the method's result, whose own is kept, becomes
 * what the one has that it overrides. */
void share_result(Function *method);
/* The method that is overridden by this one and overrides none; itself where it overrides none. */
Function *method_root(Function *method);
/* The class that a method or constant stands in, or NULL. */
const Declaration *member_class(const Symbol *symbol);
/* Is it a class's method or `init`? */
static inline bool is_class_function(const Function *function)
{
    return function->class_ != NULL && function->class_->symbol->kind == SYMBOL_CLASS;
}
/* Has a class derived from its own another method in its place? */
static inline bool method_is_overridden(const Function *method)
{
    return method->overriders.count > 0;
}
/* Is it a checked conversion of an object, or of one that may be none, to a class? */
bool node_is_downcast(const Node *node);
/* Must a call of the method on `object` look it up in the object? */
bool is_virtual_call(const Function *method, const Node *object);
/* May the object be of another class than its type's? */
bool object_is_open(const Node *object);
/* Does the call look the method up in the object? */
static inline bool call_is_virtual(const Node *call)
{
    return (call->flags & FLAG_VIRTUAL) != 0;
}

#endif
