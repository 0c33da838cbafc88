/* Generics and their instances: what resolve and infer share.
 *
 * A type that holds type parameters is an interned Type in which TYPE_PARAMETERs stand (`is_open`);
 * of a generic struct it is the struct's own symbol with arguments. Whole arguments give an
 * instance: a declaration or function of its own. */
#ifndef N2C_GENERIC_H
#define N2C_GENERIC_H

#include "ir.h"

enum {
    MOST_INSTANCE_DEPTH = 64,   /* instances that need one another, in a row */
    MOST_INSTANCE_WEIGHT = 256, /* types in one instance's arguments */
    MOST_INSTANCES = 4096,      /* of one generic */
};

/* What the parameters of a generic stand for. */
typedef struct Substitution {
    const SymbolList *parameters;
    const Type *const *arguments; /* an item NULL: not known yet */
    const Instance *parent;       /* of the instances that come to be, or NULL */
    Span span;                    /* where these are asked for */
} Substitution;

/* The type with the arguments in the parameters' places; NULL where one that stands in it is not
 * known. */
const Type *type_substitute(Program *program, const Type *type, const Substitution *substitution);
/* The position of a type parameter among those of its generic; their count: it is another's. */
uint32_t parameter_position(const SymbolList *parameters, const Symbol *parameter);

/* A copy of a resolved top-level function, as the function of `symbol` (node_copy.c). */
Function *function_copy(Program *program, const Function *function, Symbol *symbol,
                        const Substitution *substitution);

/* A copy of a resolved expression in which no locals are declared (node_copy.c). */
Node *expression_copy(Program *program, const Node *node, const Substitution *substitution);

/* The type that a generic struct or class is with these arguments: an instance where they are
 * whole. TYPE_ERROR after a diagnostic. */
const Type *type_of_generic(Program *program, Symbol *generic, const Type *const *arguments,
                            const Instance *parent, Span span);
/* Gives the types that were asked for before the fields of generic ones were known their fields. */
void complete_types(Program *program);

/* The same for their methods, once all bodies are resolved. */
void complete_members_of_types(Program *program);
/* A copy of the method of a generic type or impl, which the caller gives its owner. */
Function *copy_method(Program *program, const Function *method, const Substitution *substitution);
/* Gives the class a scope with its fields, constants and methods, in place of what it had. */
void class_collect_members(Program *program, Declaration *class_);
/* Of such copies those of one name stand for one another (resolve_overload.c). */
void join_copies(Program *program, const FunctionList *methods);
/* The method's body is still to be inferred. `owner` is the type that it stands in, where that is
 * an instance; messages name the place that asked for it first, else `span`. */
void note_method(Program *program, Function *method, const Instance *owner, Span span);

/* Links the methods of a class that an instance is, or derives from, and of its bases to those that
 * they override (resolve_class.c). */
void link_class(Program *program, Declaration *class_);
/* Gives a class that came late a __repr__ of its own where its base got one (infer_text.c). */
void make_late_repr(struct Infer *infer, Declaration *class_);

/* Reports a struct that contains itself (resolve_struct.c). */
void check_struct(Program *program, Symbol *symbol);
/* The same for the instances that came since the last time. */
void check_struct_instances(Program *program);

/* The instance with these arguments, or NULL. */
Instance *find_instance(const InstanceList *instances, const Type *const *arguments);
/* One more instance of the generic, without a symbol; NULL after a diagnostic that there are too
 * many. */
Instance *new_instance(Program *program, Symbol *generic, InstanceList *instances,
                       const Type *const *arguments, const Instance *parent, Span span);
/* `largest_float64`: a name that stands nowhere in the program. */
Name *instance_name(Program *program, const Name *generic, const Type *const *arguments,
                    uint32_t count);
/* The same, but it may stand elsewhere. */
Name *name_of_types(Program *program, const Name *name, const Type *const *types, uint32_t count);
/* How messages call it: "largest[float64]", of an open function "foo(float64)". */
const char *instance_text(Program *program, const Instance *instance);
/* Gives the type the impls of generics that it fits (infer_implementation_instance.c). */
void give_generic_implementations(Program *program, const Type *type);
/* Puts the instances into the generics' places in their modules' lists. */
void list_instances(Program *program);

#endif
