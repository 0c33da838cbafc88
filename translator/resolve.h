/* What the files of the resolve pass share. */
#ifndef N2C_RESOLVE_H
#define N2C_RESOLVE_H

#include "ir.h"
#include "scope.h"

/* `user` names the nested function `used`, and so needs what that captures. */
typedef struct FunctionUse {
    Function *user;
    Function *used;
} FunctionUse;

typedef struct Resolver {
    Program *program;
    uint32_t first; /* of the modules that are resolved */
    Scopes scopes;
    Module *module;
    const Module *entered;  /* whose names are bound, or NULL */
    Function *function;     /* whose body is being resolved, or NULL */
    LIST(FunctionUse) uses; /* within the outermost function */
    SymbolList captured;    /* there too */
} Resolver;

/* What a name stands for: one of the three, or none of them after a diagnostic. */
typedef struct Meaning {
    Symbol *symbol;
    BuiltinId builtin;
    const struct TypeName *type_name;
} Meaning;

/* --- resolve_lookup.c --- */

/* Binds the symbol in the innermost scope, or reports that its name is taken there. */
void declare_symbol(Resolver *resolver, Symbol *symbol);
/* Gives a variable that is named after the parts of a pattern a name that nothing here has. */
void name_joined(Resolver *resolver, Symbol *symbol);
/* What `qualifier.name` or `name` means; `span` is blamed where it means nothing. */
Meaning find_meaning(Resolver *resolver, Name *qualifier, Name *name, Span span);
/* Is it `base.name` of a module or of `builtins`, which means what is built in, whatever hides it?
 */
bool names_member(const Resolver *resolver, const Node *base, const Name *name);
/* Is it a built-in type's name alone: `bytes`, `dict`, `builtins.dict`? */
bool names_built_in_type(const Resolver *resolver, const Node *base);
/* Reports the unknown name of a variable that is assigned to. */
void report_undeclared(Resolver *resolver, const Name *name, Span span);
/* The same of the name in a NODE_TYPE. Values do not hide types: where a local is called `list`,
 * `list[int64]` is still the type. */
Meaning find_type_meaning(Resolver *resolver, const Node *form);
/* The exception that `node` (a name as written) denotes, or NULL after a diagnostic. */
Symbol *find_exception(Resolver *resolver, const Node *node);

/* --- resolve_base.c --- */

/* Gives each struct, class, trait and exception of the module its type, */
void declare_types(Resolver *resolver, Module *module);
/* and what it derives from. */
void resolve_bases(Resolver *resolver, Module *module);
/* Reports what derives from itself. */
void check_bases(Resolver *resolver, Module *module);

/* --- resolve_unknown.c --- */

/* Gives the newest diagnostic, of an unknown name, its help: the member of the class around, what
 * other languages call so, the name that is most like it among those that `is_meant` holds of, or
 * all where it is NULL; or `advice`, if not NULL. */
void advise_unknown(Resolver *resolver, const Name *unknown, const char *advice,
                    bool (*is_meant)(const Binding *binding));

/* --- resolve_class.c --- */

/* The class that a form denotes as a base, a generic one with its arguments, or NULL after a
 * diagnostic. */
const Type *resolve_class(Resolver *resolver, Node *form);
/* Reports a class that derives from too many others, whose bases are in no cycle. */
void check_class_depth(Resolver *resolver, Declaration *class_);
/* Gives the class its scope of members, and `self` its type. */
void declare_members(Resolver *resolver, Declaration *class_);
/* Links methods to those that they override; the bases' members must be declared. Where a base is
 * an instance they come later: see link_class. */
void link_members(Resolver *resolver, Declaration *class_);
/* `Shape.SIDES` becomes a name, `Shape.area(o)` a call whose callee and arguments are still to be
 * resolved (callee NULL after a diagnostic). False: it goes through no class. */
bool resolve_class_field(Resolver *resolver, Node *node);
bool resolve_class_call(Resolver *resolver, Node *node);
/* Reports a name that stands for something already. */
void report_twice(Resolver *resolver, const Symbol *first, const Symbol *member);
/* Each use of a generic method has a function of its own, so no table can have it: reports one that
 * would override another, or be overridden. */
bool refuse_generic_override(Program *program, const Function *method, const Function *overridden);
/* Is it C[T] of a generic class C, or a class that derives from such a one? Its members are known
 * to infer only. */
bool names_open_class(const Node *base);
/* Is it `super`, in a method? */
bool names_super(const Resolver *resolver, const Node *base);
/* It becomes a call, or stays a method's of the base's type, its first argument `self`. */
void resolve_super_call(Resolver *resolver, Node *node);

/* --- resolve_overload.c --- */

/* Makes the function `symbol` one of those that `first` names; false: they are no such functions.
 */
bool join_overloads(Program *program, const Symbol *first, const Symbol *symbol);
/* Reports those of one name that take the same. */
void check_overloads(Resolver *resolver, Module *module);
/* Has the class, or one above it, several methods of that method's name? Then which one it
 * overrides is found once their parameters have types. */
bool is_overloaded(Program *program, const Declaration *class_, Function *method);
void link_overloads(Program *program, const Declaration *class_);

/* --- resolve_named.c --- */

/* Lets the methods of closed IR be found by the names that the source has for them. */
void resolve_named_methods(Resolver *resolver, Module *module);

/* --- resolve_type.c --- */

/* Binds the names of the built-in types. */
void bind_types(Resolver *resolver);
/* The type that a NODE_TYPE denotes, also left in its `type`. NULL where it is left out (NULL or
 * `?`), TYPE_ERROR after a diagnostic. */
const Type *resolve_type(Resolver *resolver, Node *form);
/* The same for a place that holds a value, which may not be `none`. */
const Type *resolve_value_type(Resolver *resolver, Node *form);
/* The type of values that a type holds, where nothing may be left out. */
const Type *resolve_argument_type(Resolver *resolver, Node *form);
/* `expression` read as a type: `array[float64, 1]` parsed as an indexed name. */
Node *type_form_of(Resolver *resolver, Node *expression);

/* --- resolve_trait.c --- */

/* The type that a value is tested for: `T` of a trait T is `dyn T`. */
void resolve_test_type(Resolver *resolver, Node *form);
/* The trait that a form names, with its arguments where it is generic: a TYPE_DYN. NULL after a
 * diagnostic. */
const Type *resolve_trait_type(Resolver *resolver, Node *form);
/* The type that dyn[T] denotes. */
const Type *make_dyn(Resolver *resolver, const Node *form);
void resolve_base_traits(Resolver *resolver, Declaration *trait);
/* All that a trait extends, once the bases of all are resolved; reports one that extends itself. */
void check_base_traits(Resolver *resolver, Declaration *trait);
/* The signatures of a trait's methods. */
void resolve_trait(Resolver *resolver, Declaration *trait);
/* The head of an impl and its methods' signatures. */
void resolve_implementation(Resolver *resolver, Implementation *implementation);
void resolve_trait_bodies(Resolver *resolver, const Declaration *trait);
void resolve_implementation_bodies(Resolver *resolver, const Implementation *implementation);
/* --- resolve_generic.c --- */

/* Which of the module's type parameters are numbers; reports names that are declared twice. */
void resolve_bounds(Resolver *resolver, Module *module);
/* The traits that the bounds of the module's type parameters name. */
void resolve_trait_bounds(Resolver *resolver, Module *module);
/* Around what the parameters are visible in; nothing happens where there are none. */
void open_generic(Resolver *resolver, const SymbolList *parameters);
void close_generic(Resolver *resolver, const SymbolList *parameters);
/* What the parameters of a nested function are bound by. */
void resolve_parameters(Resolver *resolver, const SymbolList *parameters);
/* Makes a function that leaves out types of parameters a generic one. */
void imply_types(Resolver *resolver, Function *function);
/* The type that a generic with written arguments denotes. */
const Type *resolve_applied_type(Resolver *resolver, Symbol *generic, Node *form);
/* The type that the name of a type parameter denotes. */
const Type *resolve_parameter_type(Resolver *resolver, const Symbol *parameter, const Node *form);
/* The arguments in f[T](x): makes type forms of the items. False after a diagnostic. */
bool resolve_type_arguments(Resolver *resolver, const Symbol *generic, NodeList *items, Span span);
/* Do the items of an index, not resolved yet, name types, and at most numbers besides? */
bool name_types(const NodeList *items);
/* The forms of such items, with their types and numbers, where the generic is not known yet. */
NodeList resolve_written_arguments(Resolver *resolver, const NodeList *items);
/* The generic that the symbol is, or the one of those functions of its name that takes `count` type
 * arguments; or NULL. */
Symbol *generic_of_name(Symbol *symbol, uint32_t count);
/* The generic function that `f` or `m.f`, not resolved yet, names so; or NULL. */
Symbol *generic_function_of(const Node *base, uint32_t count);
/* Is it C[T] of a generic class C? */
bool names_generic_class(const Node *base);

/* --- resolve_capture.c --- */

/* Each function from `user` outwards to the symbol's own captures it. */
void capture(Resolver *resolver, Function *user, Symbol *symbol);
/* The function being resolved needs what `used` captures. */
void use_function(Resolver *resolver, Function *used);
/* After an outermost function: a nested one that is used within itself was not complete when it was
 * used. */
void complete_captures(Resolver *resolver);

/* --- resolve_body.c --- */

/* Parameter types, result (NULL where it is `?`) and raises clause. */
void resolve_signature(Resolver *resolver, Function *function);
/* The body of a function whose signature is resolved. */
void resolve_function(Resolver *resolver, Function *function);
/* An expression outside any function. */
void resolve_expression(Resolver *resolver, Node **slot);

#endif
