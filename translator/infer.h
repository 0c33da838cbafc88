/* What the files of the infer pass share. */
#ifndef N2C_INFER_H
#define N2C_INFER_H

#include "fold.h"
#include "ir.h"

/* A loop around the statement that is being inferred. */
typedef struct Loop Loop;
struct Loop {
    const Symbol *symbol; /* of a for */
    bool has_break;
    Loop *outer;
};

/* The name of a built-in method, field or axis. */
typedef struct Member {
    const Name *name;
    BuiltinId id;
} Member;

enum { MEMBER_COUNT = 16 };

/* A use of a generic that may be meant. */
typedef struct GenericUse {
    Symbol *generic;
    const NodeList *written; /* its type arguments */
    const Type *hint;        /* of a class: what the place expects, or NULL */
    Span span;
} GenericUse;

typedef struct Infer Infer;
struct Infer {
    Program *program;
    Types *types;
    Diagnostics *diagnostics;
    Function *function;     /* whose body it is; NULL in a constant */
    Loop *loop;             /* the innermost in that function */
    uint32_t handler_depth; /* of handlers around, in that function */
    SymbolList unset;       /* its variables that are declared without a value */
    uint32_t demand_depth;  /* of functions and constants inferred because others name them */
    Member members[MEMBER_COUNT];
    uint32_t member_count;
    struct MethodTable *methods; /* of built-in types; NULL until one is called */
    struct DerivedFunctions *derived;
    struct ElementFunctions *elements; /* NULL until one is made */
    uint32_t modules_done;             /* those before it have their functions inferred */
    FunctionList *naming; /* functions in which an operand of a chain has a name (infer_chain.c) */
};

/* Where a value goes, for diagnostics: `condition`, `field 'x'`, `argument 2 of 'f'`. */
typedef struct Place {
    const char *what;
    const char *name; /* or NULL */
    unsigned number;  /* or 0 */
} Place;

/* --- infer.c --- */

/* The result type of a function; its body is inferred now where the type was left out. */
const Type *function_result(Infer *infer, Function *function, Span span);
const Type *function_type(Infer *infer, Function *function, Span span);
/* How messages call it: 'mean', "the function" where it has no name. */
const char *function_text(const Infer *infer, const Function *function);
/* The type of a constant, which is inferred and folded now if it was not yet. */
const Type *constant_type(Infer *infer, Symbol *symbol, Span span);
/* Infers the body of a function or lambda whose parameters have types. */
void infer_body(Infer *infer, Function *function);

/* --- infer_statement.c --- */

/* Reports a declaration without its type, where IR must be closed. */
void demand_type(Infer *infer, const Symbol *symbol);
/* What a `for` over the value gives, which is inferred; TYPE_ERROR after a diagnostic. */
const Type *iterated_type(Infer *infer, const Node *iterable);
/* Where a loop goes over enumerate(x), closes that as it stands: the loops pass counts. Leaves
 * others, and what cannot be iterated. */
void infer_enumeration(Infer *infer, Node *node);
/* What a value assigned to the target is for. */
Place target_place(const Node *target);
/* Converts the inferred value of the statement `left op= value`, whose type must be left's again.
 */
void check_update(Infer *infer, const Node *node, Node *left, Node **value);
/* true: control can come out at the statement's end. */
bool infer_statement(Infer *infer, Node *statement);

/* --- infer_expression.c --- */

/* Gives the expression its type and returns it. `hint` is what its place would like (NULL:
 * nothing); only literals, displays and lambdas heed it. *slot may be replaced. */
const Type *infer_expression(Infer *infer, Node **slot, const Type *hint);
/* Infers the expression and converts it to `type`, or reports that it does not fit. */
void infer_place(Infer *infer, Node **slot, const Type *type, Place place);
/* Index or size: an int64. */
void infer_index(Infer *infer, Node **slot, Place place);
void infer_condition(Infer *infer, Node **slot);
/* The function being inferred has function values or nested functions. */
void note_closures(Infer *infer);
/* A function as a value; TYPE_ERROR after a diagnostic that it can be none. */
const Type *function_value_type(Infer *infer, Function *function, Span span);
/* A place that is assigned to: its type, or TYPE_ERROR after a diagnostic. */
const Type *infer_target(Infer *infer, Node **slot);
/* All fields of an exception, inherited ones first. */
void exception_fields(Infer *infer, const Symbol *exception, SymbolList *fields);
const Type *error_type(const Infer *infer);
bool is_error(const Type *type);

/* --- infer_list.c --- */

/* The type of every `step`-th item of a display from `first` on: `wanted`, or what they have in
 * common. */
const Type *infer_items_of(Infer *infer, Node *display, uint32_t first, uint32_t step,
                           const Type *wanted);
/* What the items of a display of that kind would like to be, of what it would like to be itself. */
const Type *item_hint(const Type *hint, TypeKind kind, uint32_t argument);
const Type *infer_list_display(Infer *infer, Node *node, const Type *hint);
/* Puts list(x) around what can be iterated, where a list of that type is expected. */
void make_list(Infer *infer, Node **slot, const Type *list);
/* What is iterated, inferred, becomes a list where it is no list or array. */
void collect_items(Infer *infer, Node **slot);
/* Is it xs + ys, xs * n or n * xs? The number becomes an int64. */
bool is_list_operation(Infer *infer, Operator op, Node **left, Node **right);
/* An assignment whose target is inferred: one that changes a list itself, xs += ys, becomes the
 * call of a method. */
bool infer_list_update(Infer *infer, Node *statement);
/* Makes the statement the call of the method of that name. */
void make_method_call(Infer *infer, Node *statement, const char *name, Node *receiver,
                      NodeList arguments);

/* --- infer_slice.c --- */

/* An assignment whose target is inferred: one to a slice of a list or an array, xs[a:b] = ys,
 * becomes a call. */
bool infer_slice_assignment(Infer *infer, Node *statement);
/* One whose target is inferred, a += x of an array or a slice of one: the loops pass makes it a
 * loop over the elements. */
bool infer_array_update(Infer *infer, Node *statement);
/* xs.delete(low, high, step), whose receiver is inferred: whether it is one. */
bool call_list_deletion(Infer *infer, Node **slot);

/* --- infer_dict.c --- */

const Type *infer_set_display(Infer *infer, Node *node, const Type *hint);
/* `{}` too, which is a set where one is expected. */
const Type *infer_dict_display(Infer *infer, Node *node, const Type *hint);
/* d[k]: a value, which is a method's. */
const Type *infer_dict_item(Infer *infer, Node **slot);
/* Is it such an item? */
bool is_dict_item(const Node *node);
/* a | b of dicts or sets, and a & b, a - b, a ^ b of sets. */
bool is_dict_operation(Operator op, const Type *left, const Type *right);
/* An assignment whose target is inferred. d[k] = v, and one that changes a dict or set itself (a |=
 * b), becomes the call of a method; a target within d[k] becomes a place. */
bool infer_dict_assignment(Infer *infer, Node *statement);

/* --- infer_operator.c --- */

const Type *infer_unary(Infer *infer, Node **slot, const Type *hint);
const Type *infer_binary(Infer *infer, Node **slot, const Type *hint);
/* The type of `left op right`, whose operands are inferred; converts the operands where their
 * types differ. */
const Type *operator_type(Infer *infer, Operator op, Node **left, Node **right, Span span);

/* --- infer_chain.c --- */

const Type *infer_chain(Infer *infer, Node *node);
/* Makes statements of the names that operands of chains got, in all functions. */
void move_named_operands(Infer *infer);

/* --- infer_call.c --- */

const Type *infer_call(Infer *infer, Node **slot, const Type *hint);
const Type *infer_method(Infer *infer, Node **slot);
/* A call of a method, whose receiver, argument 0, is inferred. */
const Type *infer_method_call(Infer *infer, Node *node, Function *method);
const Type *infer_construct(Infer *infer, Node *node);
const Type *infer_bind(Infer *infer, Node *node);
/* Are the written types right for the method? Of several the call tells. False after a diagnostic.
 */
bool check_type_arguments(Infer *infer, const NodeList *forms, const Function *method, Span span);
void infer_arguments(Infer *infer, NodeList *arguments, uint32_t first);
/* The arguments of something called `name` that has those parameters. */
void infer_parameters(Infer *infer, NodeList *arguments, const char *name,
                      const SymbolList *parameters, Span span);
/* o.f(x) where the field holds a function. */
const Type *call_field(Infer *infer, Node *node);
const Type *infer_lambda(Infer *infer, Node *node, const Type *const *parameters, uint32_t count,
                         const Type *result);
/* A function argument of `count` parameters: what is known of them is in `parameters` (an item may
 * be NULL), `result` NULL leaves it open. Returns the function's type or TYPE_ERROR. */
const Type *infer_callable(Infer *infer, Node **slot, const Type *const *parameters, uint32_t count,
                           const Type *result, Place place);

/* --- infer_distance.c --- */

enum { TOO_FAR = -1 };

/* The steps from an argument, which is inferred if it does not wait for its place, to the type
 * (`is_reference`: of a `ref` parameter), or TOO_FAR. */
int argument_distance(Infer *infer, const Node *argument, const Type *to, bool is_reference);
/* What a literal number is where its place says nothing. */
const Type *literal_type(const Infer *infer, const Node *literal);
bool is_empty_display(const Node *node);

/* --- infer_overload.c --- */

/* Which of the functions of that name the arguments fit, which have types then where these do not
 * depend on their places; NULL after a diagnostic. Those before `first` have theirs. `written`: the
 * type arguments. */
Function *choose_overload(Infer *infer, const Function *function, const NodeList *written,
                          NodeList *arguments, uint32_t first, Span span);
/* The same of the `init`s of a generic class: `places` are what each one's parameters are, and
 * `use` has what else is known of its type arguments. */
const SymbolList *choose_places(Infer *infer, const GenericUse *use,
                                const FunctionList *initialisers, const SymbolList *places,
                                NodeList *arguments);
/* Has it no type before its place is known? */
bool waits_for_place(const Node *argument);
/* Is it a name of several functions, or of a generic one? */
bool names_functions(const Node *node);
/* Are there several of the method's name, the class's own or those of a trait of the object's? */
bool is_one_of_several(Infer *infer, const Function *method, const Node *object);
/* The same of the `init`s of a class that a NODE_CONSTRUCT makes, which notes the choice. */
const Function *choose_initialiser(Infer *infer, Node *construct);
/* Does the method, or one of its name, take that one argument, which is inferred? */
bool takes_operand(Infer *infer, const Function *method, Node *argument);
/* Which of them takes parameters of these types, of which some may be NULL; `parameters` NULL:
 * nothing is known. NULL after a diagnostic. */
Function *overload_taking(Infer *infer, const Function *function, const NodeList *written,
                          const Type *const *parameters, uint32_t count, Span span);
/* A name of several functions, as a value, becomes that of the one that takes these. */
void settle_name(Infer *infer, Node **slot, const Type *const *parameters, uint32_t count,
                 const Type *result);

/* --- infer_overload_name.c --- */

/* Gives the module's functions and methods that share a name names of their own. */
void name_overloads(Infer *infer, const Module *module);

/* --- infer_generic.c --- */

/* The instance that a call of a generic function means, with its arguments inferred; NULL after a
 * diagnostic. */
Function *infer_generic_call(Infer *infer, Node *node, const Type *hint);
/* A call of a generic struct becomes the construction of an instance. */
const Type *infer_generic_construct(Infer *infer, Node *node, const Type *hint);
/* A generic function's name, or with type arguments f[T]. */
bool is_generic_function(const Node *node);
/* It as a value; what is known of its `count` parameters and result is as for infer_callable. */
const Type *infer_generic_value(Infer *infer, Node **slot, const Type *const *parameters,
                                uint32_t count, const Type *result);
/* What the places, parameters of the generic or of an `init` of it, are where it is used with these
 * arguments, as far as those with types tell: NULL where they do not. False: it is not to be used
 * so. */
bool guess_types(Infer *infer, const GenericUse *use, const SymbolList *places,
                 const NodeList *arguments, uint32_t first, const Type **types);
/* The same of a function as a value that takes `parameters`, of which some may be NULL. */
bool guess_taken(Infer *infer, const Function *function, const GenericUse *meant,
                 const Type *const *parameters, const Type **types);
/* instantiate f(int64) */
void infer_instantiation(Infer *infer, const Node *node);

/* --- infer_instance.c --- */

/* The instance with these type arguments, made now if there is none yet; NULL: there are too many,
 * or they do not meet the bounds, and that is told. */
Function *function_instance(Infer *infer, Symbol *generic, const Type *const *arguments, Span span);
/* The instance whose body is being inferred, or NULL. */
const Instance *current_instance(const Infer *infer);
/* Have the arguments the traits that the parameters' bounds name? */
bool meets_bounds(Infer *infer, const SymbolList *parameters, const Type *const *arguments);
/* The same; reports what they lack. */
bool check_bounds(Infer *infer, const Symbol *generic, const Type *const *arguments, Span span);
/* The same for all instances of types. */
void check_type_bounds(Infer *infer);
/* Notes that something uses the generic function. */
void note_generic_use(Symbol *generic);
/* Tells where the instance is used whose body the diagnostics from `first` on are about. */
void tell_instance(Infer *infer, const Function *function, uint32_t first);
/* The instances of the generic functions in a block, which is inferred, take their places. */
void place_instances(Infer *infer, Node *block);
/* Infers the bodies of all instances that are not inferred yet, and those that they need. */
void infer_instances(Infer *infer);
/* Reports open functions that nothing uses: their types are not known. */
void require_uses(Infer *infer, const Module *module);
/* --- infer_class.c --- */

/* The call object.method(given); infer_method_call gives it its type. */
Node *method_call(Infer *infer, Function *method, Node *object, NodeList given, Span span);
/* A method as a function of what it takes besides `self`. */
const Type *type_without_self(Infer *infer, Function *method);
/* super.init(x): the arguments begin with `self`. */
const Type *infer_super_init(Infer *infer, Node *call, Function *initialiser);
/* o.m(x), o.f and o(x), where o is an object whose type is known. */
const Type *infer_class_method(Infer *infer, Node **slot);
const Type *infer_class_member(Infer *infer, Node *node);
const Type *infer_call_of_object(Infer *infer, Node **slot);
/* o.m, where there are several methods of the name, becomes a value of the one that takes these:
 * `parameters` are as for overload_taking. Leaves other fields. */
void settle_method_value(Infer *infer, Node *node, const Type *const *parameters, uint32_t count);
/* C(x) */
const Type *infer_new(Infer *infer, Node *node);
/* x is C, x as C: the operand has its type. */
const Type *infer_class_test(Infer *infer, Node **slot);
/* Methods that override others give the same types as these; what they said is their own_result. */
void share_results(Infer *infer, const Module *module);
/* A call, or a NODE_BIND, of the object's method looks it up where a class overrides it; one that
 * still may come is asked for by settle_virtual_calls, once all instances are there. */
void mark_virtual(Infer *infer, Node *call, const Function *method, const Node *object);
void settle_virtual_calls(Infer *infer);
/* C[T].MOST, C[T].m as a value: the base is a type. */
const Type *infer_member_of_type(Infer *infer, Node **slot);
/* The call of such a method gets its own type back. */
void narrow_call(Infer *infer, Node *call, const Type *type);
/* Reports methods that do not fit what they override, and classes that nothing initialises. */
void check_classes(Infer *infer, const Module *module);
/* The same of the instances of generic ones. */
void check_class_instances(Infer *infer);

/* --- infer_object.c --- */

/* A binary or unary operation on an object, whose operands have their types; NULL: its class has no
 * method for it. */
const Type *infer_object_operator(Infer *infer, Node **slot);
const Type *infer_object_unary(Infer *infer, Node **slot);
/* What a literal beside the object is to be, which the object's method takes; `is_reflected`: the
 * literal stands before the operator. */
const Type *object_operand_hint(Infer *infer, Operator op, const Type *object, bool is_reflected);
/* The object becomes the call of its method of that name; false: there is none. */
bool infer_object_builtin(Infer *infer, Node **slot, const char *name);
/* What has its type becomes a bool, an object by its __bool__. */
void infer_truth(Infer *infer, Node **slot, Place place);
/* o[i]: NULL: the class has no __getitem__. */
const Type *infer_object_index(Infer *infer, Node **slot);
/* o[i] = e becomes a call. False: it is none, or the class has no __setitem__. */
bool infer_object_assignment(Infer *infer, Node *node);
/* What `for x in o` gives x; the object's own type where it cannot be iterated. */
const Type *infer_object_iteration(Infer *infer, Node **iterable);
/* Is it a class, a struct or a dyn, whose methods of the usual names operators call? */
bool may_have_methods(const Type *type);
/* A method by which operators and built-ins know the type, a class's, or one that an impl or a
 * trait gives; or NULL. */
Function *usual_method(Infer *infer, const Type *type, const Name *name);

/* --- infer_update.c --- */

/* o += x, o[i] += x: an assignment whose target is inferred. False: it is none to an object. */
bool infer_object_update(Infer *infer, Node *statement);

/* --- infer_unpack.c --- */

/* (a, b) = t: the statement becomes a block. False: its target is no tuple. */
bool infer_unpacking(Infer *infer, Node *statement);

/* --- infer_suggest.c --- */

/* Helps who asked for a member that the value's type does not have. False: there is no advice. */
bool suggest_member(const Infer *infer, const Node *base, const Name *member);

/* --- infer_text.c --- */

/* The method of that name, which is made where it is a __repr__ that the class has not; or NULL. */
Function *object_method(Infer *infer, const Type *type, const Name *name);
/* The __str__ of a class or struct, or else its __repr__ (`is_repr`: the other way round), its own
 * or given by an impl without a trait; or NULL. */
Function *text_method(Infer *infer, const Type *type, bool is_repr);
/* An object becomes its text: __str__ or __repr__, which is made where there is none; and so does
 * what holds objects. */
void infer_object_text(Infer *infer, Node **slot, bool is_repr);
/* "Line(from={!r}, to={!r})".format(value.from, value.to), open; the same of a tuple. */
Node *repr_of_fields(Infer *infer, Symbol *value, const Declaration *declaration, Span span);
Node *repr_of_items(Infer *infer, Symbol *value, Span span);

/* --- infer_library.c --- */

/* A method of text that no row of methods.def fits, its receiver inferred, becomes the call of a
 * function written in IR; false: there is none. */
bool call_library_method(Infer *infer, Node **slot);
/* Is it a name, or a field of one, which may be evaluated several times? */
bool is_named(const Node *node);
/* The same of bytes.fromhex(text) and its like. */
const Type *call_library_function(Infer *infer, Node **slot);

/* --- infer_content.c --- */

/* The module in which the function stands that is inferred. */
Module *current_module(const Infer *infer);
/* Is open IR an error there? The standard modules are open, also under --strict. */
bool must_be_closed(const Infer *infer);
/* *slot becomes the call of a function of the standard module, which is loaded and imported where
 * it was not; gives its type. */
const Type *call_standard_function(Infer *infer, Node **slot, const char *module, const char *name,
                                   NodeList arguments);
/* A function of that module, or NULL; the module is loaded where it was not. */
Symbol *standard_function(Program *program, const char *module, const char *name);
/* The same of the module builtin_objects. */
const Type *call_object_function(Infer *infer, Node **slot, const char *name, NodeList arguments);
/* The instance of a function of that module, which has one type parameter. */
Function *object_function_of(Infer *infer, const char *name, const Type *type, Span span);
/* The same as call_object_function of a binary operation, with its operands in their order. */
const Type *call_in_order(Infer *infer, Node **slot, const char *name);
/* A binary operation that has its type: where objects have methods for it, it becomes a call. */
const Type *infer_content_operator(Infer *infer, Node **slot, const Type *type);
/* The same of the method of a list, a NODE_BUILTIN. */
const Type *infer_content_method(Infer *infer, Node **slot, const Type *type);
/* The same of sorted, xs.sort(key), min and max, whose items or keys have methods for `<`. */
const Type *sort_content(Infer *infer, Node **slot, const char *function);

/* --- infer_key.c --- */

/* Gives the classes and structs that are keys the functions that C's dicts and sets call. */
void infer_keys(Infer *infer);
/* Notes that hash(x) takes a value of the type. */
void note_hashed(Infer *infer, const Type *type);

/* --- infer_clause.c --- */

/* Where the node names or makes a function and `type` is its own but for the clause: it has that
 * clause from now on. */
bool take_clause(Infer *infer, Node *node, const Type *type);
/* The type without the raises clause that it may have. */
const Type *without_clause(const Infer *infer, const Type *type);
/* *slot, of a function type, becomes a value of one that may raise more. */
void loosen_clause(Infer *infer, Node **slot, const Type *type);

/* --- infer_derive.c --- */

typedef enum Derivation {
    DERIVES_EQUAL,
    DERIVES_LESS,
    DERIVES_REPR,
    DERIVES_CALL,
    DERIVES_ITEMS,
} Derivation;
typedef struct DerivedFunctions DerivedFunctions;

DerivedFunctions *derived_functions_new(Program *program);
/* The function of the module that is derived for the type: of a function type that which calls
 * its first argument with the others. */
Function *derived_function(Infer *infer, Derivation derivation, const Type *type, Span span);
/* A function of the module without parameters and body, called by the prefix and the type. */
Function *derived_function_new(Infer *infer, const Name *prefix, const Type *type,
                               const Type *result, Span span);
void add_derived_parameter(Program *program, Function *function, const char *name,
                           const Type *type);
/* *slot becomes the call of what is derived for the type, a tuple or a struct; gives its type. */
const Type *call_derived(Infer *infer, Node **slot, Derivation derivation, const Type *type,
                         NodeList arguments);
/* value.x and value[i], open. */
Node *open_field(Program *program, Symbol *value, const Symbol *field);
Node *open_item(Program *program, Symbol *value, uint32_t position);

/* --- infer_element.c --- */

/* Where the receiver, which is inferred, is an element of a list or a dict, a field of one, or of
 * an object that no variable holds: the call of a method that changes it becomes the call of a
 * function that does so there, which is returned. NULL: it is none, or cannot be changed. */
Function *change_element(Infer *infer, Node *call, Function *method);

/* --- infer_assigned.c --- */

/* Reports fields that an `init` may leave without a value, or use before they have one. */
void check_init(Infer *infer, const Function *initialiser);

/* Reports where one of the function's `variables`, declared without a value, may be read before it
 * has one. */
void check_assigned(Infer *infer, const Function *function, const SymbolList *variables);

/* --- infer_trait.c --- */

/* May values of the type be compared by == (is_ordered: by <)? */
bool is_comparable(Infer *infer, const Type *type, bool is_ordered);
/* Have print and str a form for it that C's functions write? */
bool is_printable(Infer *infer, const Type *type);
/* Have they any, by methods of objects in it too? */
bool has_text(Infer *infer, const Type *type);
/* May it hold objects? */
bool has_content(const Type *type);
/* Are values of it compared by a __eq__ of theirs, or of an object that they hold? */
bool is_equal_by_method(Infer *infer, const Type *type);
/* The same of < by __lt__. */
bool is_ordered_by_method(Infer *infer, const Type *type);

/* --- infer_method.c --- */

/* The row of methods.def for a receiver of that type and `count` arguments, or another row of the
 * name where none has as many, or BUILTIN_NOT_ONE. */
BuiltinId find_method(Infer *infer, const Type *receiver, const Name *name, uint32_t count);
/* How many arguments the method of a row takes. */
uint32_t method_parameter_count(BuiltinId id);
/* A call of such a row; the receiver, argument 0, is inferred. */
const Type *infer_method_row(Infer *infer, Node *node);
/* Where the name stands in o.m(x) or o.f. */
Span member_span(const Infer *infer, const Node *node);
/* Reports that the type has no such method, and which it may be. */
void report_no_method(Infer *infer, const Node *node, const Type *receiver);

/* --- infer_implementation.c --- */

/* Checks the module's traits, before anything else is inferred. */
void check_traits(Infer *infer, const Module *module);
/* Checks the module's impls against their traits and gives them the default methods. */
void complete_implementations(Infer *infer, const Module *module);
/* The same for one impl. */
void complete_implementation(Infer *infer, Implementation *implementation);
/* Infers the default methods of the module's traits that no impl took. */
void check_defaults(Infer *infer, const Module *module);
/* Leaves the module's traits without bodies: the defaults are copied. */
void finish_traits(Infer *infer, const Module *module);
/* Does the type have the trait, by an impl or as a `dyn` that extends it? */
bool type_implements(const Infer *infer, const Type *type, const Symbol *trait);

/* --- infer_dispatch.c --- */

/* The method of that name that an impl gave to the type, or that a dyn's trait has; NULL: none.
 * Reports at `node`, unless it is NULL, where two traits have it. */
Function *find_given_method(Infer *infer, const Node *node, const Type *type, const Name *name);
/* The method that o.m(x) means, the type's own or a given one; NULL: there is none, or after a
 * diagnostic at `node`. */
Function *find_method_of(Infer *infer, const Node *node, const Type *type, const Name *name);
/* Can a table have the method, if it is a trait's? False after a diagnostic at `node`. */
bool check_dyn_call(Infer *infer, const Node *node, const Function *method);
/* The names of those methods, at most `most`; returns how many. */
size_t given_method_names(const Infer *infer, const Type *type, const char **names, size_t most);
/* o.m(x) by such a method, the receiver inferred; NULL: there is none. `has_own`: a class that has
 * the method itself. */
const Type *infer_given_method(Infer *infer, Node *node, const Type *base, bool has_own);
/* `__repr__` or `__str__` */
Name *text_method_name(Program *program, bool is_repr);
/* A dyn becomes a call of the method of that name, which the trait is given if it has neither: a
 * default method that is the text of the value. */
void infer_dyn_text(Infer *infer, Node **slot, bool is_repr);
/* Gives a trait, and each impl of it, that method. */
void give_text_method(Infer *infer, Symbol *trait, bool is_repr);
/* x is T, x as T where x or T is a dyn. */
const Type *infer_dyn_test(Infer *infer, Node *node);
/* Trait.m(o, x), or with type arguments Trait.m[T](o, x) */
const Type *infer_trait_call(Infer *infer, Node *node, const Symbol *trait, const NodeList *types);

/* --- infer_builtin.c --- */

const Type *infer_builtin(Infer *infer, Node **slot, const Type *hint);
/* The built-in member of that name and style, or BUILTIN_NOT_ONE. */
BuiltinId find_member_builtin(const Infer *infer, const Name *name, BuiltinStyle style);

/* --- infer_format_map.c --- */

/* "…".format_map(d), where the dict's values are no strings; false: it is none. */
bool infer_format_map(Infer *infer, Node **slot);

/* --- infer_format.c --- */

/* "…".format(…), whose receiver is a str. */
const Type *infer_format(Infer *infer, Node *node);

/* --- infer_convert.c --- */

/* The smallest type that holds the values of both numeric types, as NumPy's result_type; NULL:
 * there is none (uint64 with a signed type). */
const Type *common_numeric(const Infer *infer, const Type *a, const Type *b);
/* Is the conversion implied where a `to` is expected? */
bool is_implied(const Infer *infer, const Type *from, const Type *to);
/* The type that both can be converted to where either may stand, or NULL. */
const Type *common_type(const Infer *infer, const Type *a, const Type *b);
/* Brings an inferred expression to `type`, which it can be converted to. */
void convert_slot(Infer *infer, Node **slot, const Type *type);
/* Like infer_place, for an expression that is inferred already. */
void coerce(Infer *infer, Node **slot, const Type *type, Place place);
/* The type of an inferred expression, or TYPE_ERROR after a diagnostic that it gives no value. */
const Type *require_value(Infer *infer, Node *node, Place place);
/* The expression as the source has it, or `…` where it is long. */
const char *source_text(const Infer *infer, Span span);
const Type *infer_convert(Infer *infer, Node **slot);
/* A literal, or one with a sign: it takes the type of its neighbour. */
bool is_adaptable(const Node *node);
const Type *infer_literal(Infer *infer, Node **slot, const Type *hint);

#endif
