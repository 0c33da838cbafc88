/* What impls give to types: traits, and methods by their names. A class has also what its bases
 * were given, and an array in C order what strided ones were. */
#ifndef N2C_IMPLEMENTATION_H
#define N2C_IMPLEMENTATION_H

#include "ir.h"

/* One method that an impl gives to a type. */
typedef struct GivenMethod {
    Function *function;
    const struct GivenMethod *next; /* another of its name, of another impl */
} GivenMethod;

/* Makes the impl known, whose type and trait are resolved. Returns the first impl of its trait for
 * its type where there is one already, else NULL. */
Implementation *implementation_add(Program *program, Implementation *implementation);
/* Makes a generic impl known: types that it fits are given impls of their own (infer). */
void implementation_add_generic(Program *program, Implementation *implementation);
/* Makes a method of the impl known. */
void implementation_add_method(Program *program, const Implementation *implementation,
                               Function *method);
/* The impl of the trait for just this type, or NULL. */
Implementation *implementation_for(Program *program, const Type *type, const Symbol *trait);
/* The impl by which the type has the trait: its own, or a base's. */
Implementation *implementation_of(Program *program, const Type *type, const Symbol *trait);
/* Has a class derived from the type, a class, an impl of the trait of its own? Which one an object
 * has is then known only at run time. */
bool implementation_is_open(const Program *program, const Type *type, const Symbol *trait);
/* The methods of that name that impls give to the type, its own ones before its bases'; NULL: none.
 */
const GivenMethod *implementation_methods(Program *program, const Type *type, const Name *name);
/* The type from which the type takes what it was not given itself: a class's base, the strided form
 * of an array; or NULL. */
const Type *implementation_base(Program *program, const Type *type);

/* Does the header show the trait (or NULL) to C callers? */
bool trait_is_public(const Program *program, const Symbol *trait);
/* Do they make dyns of it of the type's values? The type is public, too, or a number or a text. */
bool implementation_is_public(const Program *program, const Implementation *implementation);

/* Does trait `derived` extend `base`, or is it that? */
bool trait_extends(const Symbol *derived, const Symbol *base);
/* Has a trait's method, besides its receiver, a value of Self? A dyn does not know what that is. */
bool speaks_of_self(const Function *method);
/* The trait's own method of that name, or NULL. */
Function *trait_method(const Symbol *trait, const Name *name);
/* The impl's own method of that name, or NULL. */
Function *implementation_method(const Implementation *implementation, const Name *name);

#endif
