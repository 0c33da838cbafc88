/* What the emit_….c files share: the emitter's state and one entry point for each kind of thing.
 * Expressions come back as C trees; statements are pushed to `out`. */
#ifndef N2C_EMIT_INTERNAL_H
#define N2C_EMIT_INTERNAL_H

#include "c_names.h"
#include "effects.h"
#include "emit.h"
#include "hoist.h"
#include "runtime.h"

#include <string.h>

/* Helpers of the runtime that exist once for each scalar type. */
typedef enum Helper {
    HELPER_WRAP_ADD,
    HELPER_WRAP_SUBTRACT,
    HELPER_WRAP_MULTIPLY,
    HELPER_WRAP_NEGATE,
    HELPER_WRAP_ABS,
    HELPER_WRAP_SHIFT_LEFT,
    HELPER_WRAP_POWER,
    HELPER_SHIFT_RIGHT,
    HELPER_FLOOR_DIVIDE,
    HELPER_MODULO,
    HELPER_ABS,
    HELPER_MIN,
    HELPER_MAX,
    HELPER_IS_NAN,
    HELPER_IS_INF,
    HELPER_IS_FINITE,
    HELPER_SIGNBIT,
    HELPER_COUNT,
} Helper;

/* A name as C sees it. File-level names are taken once and for all; a local's is active while
 * its C scope is open, so that nothing is shadowed. */
typedef struct NameSlot {
    Name *name;
    bool is_reserved; /* C or emitted code has it: a local must be called otherwise */
    bool is_taken;
    bool is_active;
    const char *made; /* the file-level name that made_name gave for it, or NULL */
} NameSlot;

/* A local in scope. One that was never read gets a (void) after its declaration, at `position`. */
typedef struct Local {
    Name *name;
    Symbol *symbol; /* NULL: the emitter's own */
    CNodeList *list;
    uint32_t position;
} Local;

/* What is known of a type that the output uses. */
typedef struct TypeUse {
    const Type *type;
    const char *short_name; /* "array_float64_1d": the end of its helpers' names */
    bool is_defined;        /* or being so */
    bool is_complete;       /* its definition is written */
    bool is_declared;       /* of a struct: its typedef stands before it */
    bool is_waited_for;     /* of a struct: what its fields point to is defined behind it */
    unsigned making;        /* a bit for each of its functions in emit_memory that is being made */
    bool is_searched;       /* by waits_for_struct, while it runs */
    bool has_equal;
    bool declares_equal; /* the templates know it */
    bool declares_less;
    uint8_t writing; /* how many of its writers are being made */
    bool has_writer;
    bool has_shower;
    bool has_printer;
    bool has_stringer;
    bool has_strided;
    bool has_type; /* of a dyn: its tables tell the types of what it holds */
} TypeUse;

/* An exit that leaves a try with a finally body. */
typedef enum Exit { EXIT_RETURN, EXIT_BREAK, EXIT_CONTINUE, EXIT_COUNT } Exit;

/* The try that statements are emitted in; the innermost first. One with handlers and a finally body
 * is two: the handlers' within the finally's. */
typedef struct Try {
    struct Try *outer;
    const Node *node;
    bool is_finally;
    bool is_cleanup; /* a finally of the memory pass's: the function's results are not kept aside */
    bool is_inline;  /* one raising point: the handlers stand in its if */
    bool keeps_frames; /* a handler asks for the exception, or it may pass on */
    bool is_numbered;  /* several handlers, and jumps to them: `status` tells which */
    bool has_flights;  /* an exception arrives in the context, too */
    uint32_t loop_depth;
    const char *label;
    uint32_t jumps;     /* to the label */
    const char *status; /* the local that says whether an exception arrived; NULL: none */
    const char *exits[EXIT_COUNT]; /* of a finally: the flag that says so, or NULL */
    bool has_exit[EXIT_COUNT];     /* of a finally: such an exit occurs */
    const Node *moved; /* of a finally: what all returns give, moved out of one local of the
                          function's body, which keeps it meanwhile; or NULL */
} Try;

/* The table of a type's methods for a trait. */
typedef struct DynTable {
    const Type *type;
    const Symbol *trait;
    CNode *values; /* its initialiser */
} DynTable;

/* The struct of a public trait's tables, in the header. */
typedef struct PublicTable {
    const Symbol *trait;
    CNode *structure;
} PublicTable;

typedef struct TableLoop TableLoop;

typedef struct Emitter {
    Program *program;
    Arena *arena;   /* of trees and texts: the last function's may be gone, see emit_function */
    Arena *lasting; /* of all else */
    Buffer printed; /* where a function is printed ahead */
    uint32_t declared_ahead; /* prototypes in `lasting` */
    uint32_t lasting_texts;  /* how many texts of `arena` are kept: names of types and functions */
    const EmitOptions *options;
    RuntimeUse *runtime;   /* the C file's, or the header's while that is made */
    CNodeList *types;      /* where typedefs go */
    CNodeList class_names; /* the typedefs of classes, before all other types */
    CNodeList file_types;
    CNodeList plain_types;    /* of templates that need no type of a module's */
    CNodeList prototypes;     /* of generated functions that templates call */
    CNodeList type_functions; /* generated: equality, writers, views */
    CNodeList *code;          /* file-level nodes of the module in work */
    LIST(const char *) includes;
    const char *helpers[HELPER_COUNT][TYPE_BYTES + 1];

    NameSlot *names;
    uint32_t name_size;
    uint32_t name_count;
    LIST(Local) locals;

    LIST(const Declaration *) destroyed; /* classes whose destroyers are called by name */
    LIST(DynTable) tables;
    LIST(PublicTable) public_tables;
    LIST(const Type *) described; /* structs whose descriptions are asked for */
    LIST(const Type *) boxed;     /* types whose values go into boxes behind a dyn */
    LIST(TypeUse *) used_types;   /* in the order of their first use */
    TypeUse **type_slots;         /* the same by the type's hash, open addressing */
    uint32_t type_size;

    const Module *module;  /* the one in work */
    Function *function;    /* the one in work */
    CNodeList *out;        /* where its statements go */
    CNode *frame_function; /* its name in frames */
    const char *context;   /* what its parameters ctx and result are called */
    const char *result;
    const char *globals; /* the local that points to the globals, once needed */
    Try *try_;
    const char *flight_status; /* within a finally: the local that tells whether an exception is in
                                  flight, or NULL: one is in any case */
    const char *returned;      /* the local that keeps a result across a finally, or NULL */
    uint32_t loop_depth;
    unsigned handler_count; /* labels of the function, by what they begin with */
    unsigned finally_count;
    uint32_t lazy_depth; /* inside operands that may not be evaluated, or are so repeatedly */
    const char *reason;  /* why an operation of the statement in work is plain, or NULL */
    const TableLoop *table_loop; /* the innermost one that is being written, or NULL */
    bool is_header;
    bool has_globals;
    bool has_contexts;    /* a public function takes a context */
    bool has_frames;      /* the module in work has places in its own file */
    bool has_frame_macro; /* a module before it has */
    /* Of the function in work: */
    bool is_declared;  /* it has a prototype */
    bool raises;       /* its status is its result */
    bool is_main;      /* it is C's main */
    bool uses_context; /* its body names the context */
    bool uses_result;
} Emitter;

/* --- names: emit_name.c --- */

void names_prepare(Emitter *e);
/* Declares a local in the open C scope and gives its C name, free of shadowing. */
const char *local_declare(Emitter *e, Symbol *symbol);
/* A local of the emitter's own, named after what it holds. */
const char *local_fresh(Emitter *e, const char *base);
uint32_t scope_open(Emitter *e);
void scope_close(Emitter *e, uint32_t mark);
/* `(void)name;` behind the declarations that the body begins with. */
void mark_unused_parameter(Emitter *e, CNodeList *body, const char *name, Span span);
/* Takes a file-level name: `text`, or the first of text_, text__ … that is free. */
const char *file_name(Emitter *e, const char *text);
/* The file-level name of what is made once under the name `text`; *is_new: it is made now.
 * `is_new` may be NULL. */
const char *made_name(Emitter *e, const char *text, bool *is_new);
/* The same of what is known as `what`, so that others which want the name have another. */
const char *keyed_name(Emitter *e, const char *what, const char *text, bool *is_new);
/* Was `text` marked before? Generated functions are made once each. */
bool made_before(Emitter *e, const char *text);
/* "mul" of a method `__mul__`, "mul_str" where there are several: C and C++ keep names with `__`
 * for themselves. NULL: it has no such name, or the emitter has that name. Who uses it looks
 * whether another method is called so. */
const Name *plain_method_name(Emitter *e, const Function *method);
const char *text_format(Emitter *e, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* "a Circle", "an Item": for comments. */
const char *with_article(Emitter *e, const Symbol *symbol);

/* --- the runtime: emit.c --- */

/* Marks the runtime part that defines `name`, and gives the name. */
const char *use(Emitter *e, const char *name);
const char *use_helper(Emitter *e, Helper helper, const Type *type);
void use_header(Emitter *e, const char *header);
/* A file-level node that is all text: a heading, an #include. */
void push_text(Emitter *e, CNodeList *nodes, CKind kind, const char *text);
void push_list(Emitter *e, CNodeList *nodes, const CNodeList *more);
void push_runtime_includes(Emitter *e, CNodeList *nodes, const RuntimeUse *runtime);

/* --- types: emit_type.c --- */

/* C's name for the type: "int64_t", "nb_str", "Vec3", "nb_exception *". The type becomes used. */
const char *c_type(Emitter *e, const Type *type);
const char *short_name(Emitter *e, const Type *type);
/* Are the values equal? `left` and `right` can be written more than once. */
CNode *emit_equal(Emitter *e, const Type *type, CNode *left, CNode *right);
/* The functions of two values that say whether they are equal, and whether the first is less; a
 * generated one has a prototype before the templates. */
const char *equality_of(Emitter *e, const Type *type);
const char *order_of(Emitter *e, const Type *type);
/* The functions of keys: the hash under a seed, and whether two are one key: equal, or both NaN. */
const char *hash_of(Emitter *e, const Type *type);
const char *key_test_of(Emitter *e, const Type *type);
/* What raises KeyError of a key that only a method can show, or NULL. */
const char *missing_key_of(Emitter *e, const Type *type);
/* Does the context stand before the arguments of these functions? */
bool hash_takes_context(const Emitter *e, const Type *type);
bool key_test_takes_context(const Emitter *e, const Type *type);
CNode *emit_hash(Emitter *e, const Node *node);
/* left < right, of strings, numbers and tuples of them. */
CNode *emit_less(Emitter *e, const Type *type, CNode *left, CNode *right);
/* Is `item` in the array or tuple `whole`? */
CNode *emit_membership(Emitter *e, const Type *type, CNode *whole, const Type *item_type,
                       CNode *item);
/* The type of a member or local: C has no void ones. */
const char *member_type(Emitter *e, const Type *type);
/* Does an exception type have fields of its own or inherited, and so a struct? */
bool exception_has_struct(const Symbol *exception);
/* The address of the type object: `&nb_ValueError`. */
CNode *exception_type(Emitter *e, Symbol *exception);
/* An exception's pointer as a pointer to its base. */
CNode *exception_upcast(Emitter *e, CNode *value, const Symbol *from, const Symbol *to);
CNode *exception_field(Emitter *e, CNode *value, const Symbol *exception, uint32_t position);
const char *field_name(Emitter *e, const Symbol *field);
/* A pointer type's or value type's declaration: "Vec3 *" and a name. */
void define_type(Emitter *e, const Type *type);
/* Defines what is used and not defined yet: structs in the source's order, then the others. */
void define_types(Emitter *e);
/* The type objects of the module's exceptions that are used. */
void emit_exception_objects(Emitter *e, const Module *module);
const char *exception_name(const Type *type);
void define_exception(Emitter *e, const Type *type);
CNode *new_struct(Emitter *e, const char *name, Span span);
void add_member(Emitter *e, CNode *structure, const char *type, const char *name);
void add_fields(Emitter *e, CNode *structure, const Declaration *declaration);
void define_fields(Emitter *e, const Declaration *declaration);
TypeUse *type_use(Emitter *e, const Type *type);
void types_forget(Emitter *e);
bool type_holds_function(const Type *type);
/* A function of the emitter's making: `static [inline] result name(parameters) {}`. */
CNode *generated_function(Emitter *e, const char *result, const char *name);
void add_parameter(Emitter *e, CNode *function, const char *type, const char *name);

/* --- templates: emit_template.c --- */

/* Is it the instance of a template: an array, a list, a set or a dict? */
bool is_template_type(const Type *type);
/* Is it made of scalars and strings only, so that it needs no type of a module's? */
bool is_plain_type(const Type *type);
/* Marks a part of the type's instance and gives its function's name. */
const char *template_function(Emitter *e, const Type *type, const char *part);
/* The same for a template that makes no type: one of functions for the arguments' types. */
const char *template_call(Emitter *e, const char *name, const Type *const *arguments,
                          uint32_t count, const char *part);
void define_instance(Emitter *e, const Type *type);
/* The functions of the instances that need no type of a module's. */
void emit_plain_instances(Emitter *e, CNodeList *nodes);
/* Fills the templates' holes with the functions that writer_of and its like name. */
void supply_templates(Emitter *e);

/* --- expressions: emit_expression.c --- */

CNode *emit_expression(Emitter *e, const Node *node);
/* The same where the place gives the type: widening conversions need no cast. */
CNode *emit_value(Emitter *e, const Node *node);
/* The initialiser of a file-level constant. */
CNode *emit_static_value(Emitter *e, const Node *node);
/* The call that computes `node`, which raises at its root, and stores it in *result. */
CNode *emit_raising_call(Emitter *e, const Node *node, CNode *result);
CNode *emit_float(Emitter *e, double value, const Type *type);
CNode *complex_of(Emitter *e, const Type *type, CNode *real, CNode *imaginary);
/* Keeps the reason why the operation is plain for the end of its statement. */
CNode *address_of(Emitter *e, CNode *place);
/* pointer->name */
CNode *member_of(Emitter *e, CNode *pointer, const char *name);
/* The call, its arguments such that pcc passes them right: see emit_expression.c. */
CNode *separated(Emitter *e, CNode *call);
/* What is evaluated once, now: the same as emit_expression but for a loop's condition. */
CNode *emit_lazily(Emitter *e, const Node *node);
CNode *name_of_local(Emitter *e, Symbol *symbol);
/* `left op right`, both of `type`; `node` tells whether it is proven. */
CNode *binary_operation(Emitter *e, const Node *node, Operator op, const Type *type, CNode *left,
                        CNode *right);

/* --- emit_operator.c, emit_convert.c --- */

CNode *emit_unary(Emitter *e, const Node *node);
CNode *emit_binary(Emitter *e, const Node *node);
CNode *emit_chain(Emitter *e, const Node *node);
CNode *emit_convert(Emitter *e, const Node *node);

/* --- built-ins: emit_builtin.c; slices: emit_view.c --- */

CNode *emit_builtin(Emitter *e, const Node *node);
CNode *emit_raising_builtin(Emitter *e, const Node *node);
CNode *emit_round(Emitter *e, const Node *node);
/* --- options: emit_option.c --- */

/* What C calls the option's type; its definition. */
const char *option_type(Emitter *e, const Type *option);
void define_option(Emitter *e, const Type *option);
/* Is `value`, an option, none? Is it not? The value it holds. */
CNode *option_is_none(Emitter *e, const Type *option, CNode *value);
CNode *option_has_value(Emitter *e, const Type *option, CNode *value);
CNode *option_value(Emitter *e, const Type *option, CNode *value);
/* `x is none`, negated `x is not none`. */
CNode *emit_none_test(Emitter *e, const Node *node, bool is_negated);
/* An option of the value; NULL: none. */
CNode *option_of(Emitter *e, const Type *option, CNode *value);
/* The conversion of a value, or of none, to an option. */
CNode *emit_option(Emitter *e, const Node *node);
/* The names of generated functions: are two equal; the value, or another where there is none. */
const char *option_equal(Emitter *e, const Type *option);
const char *option_value_or(Emitter *e, const Type *option);

/* A method of methods.def; of one that raises the call without its result: emit_method.c. */
CNode *emit_method(Emitter *e, const Node *node);
/* The elements of `array([…])`, once it is allocated. */
void emit_array_fill(Emitter *e, const Node *display, CNode *array);
CNode *emit_view(Emitter *e, const Node *node);
/* The call that makes a slice which is new: of a list, or of a str with a step. */
CNode *emit_new_slice(Emitter *e, const Node *node);
/* The call that makes the list, set or dict of a display: emit_list.c. */
CNode *emit_display(Emitter *e, const Node *node);
/* `nb_option_V nb_dict_K_V_get(self, key)`, made once: emit_dict.c. */
const char *dict_get(Emitter *e, const Type *dict);
/* The loop over a dict's keys or a set's items. */
void emit_table_for(Emitter *e, const Node *node);
/* entry_number(k) */
CNode *emit_entry_number(const Emitter *e, const Node *node);
/* A loop's body into `list`: emit_loop.c. */
void emit_loop_body(Emitter *e, const Node *body, CNodeList *list);
/* sort_by(xs, keys, reverse), reversed(xs): emit_list.c. */
CNode *emit_sort_by(Emitter *e, const Node *node);
CNode *emit_reversed(Emitter *e, const Node *node);

/* --- what types are made of: emit_description.c --- */

/* Is the struct or class described at run time? */
bool is_described(const Declaration *declaration);
/* What a description holds after the type's name and base. */
void fill_description(Emitter *e, CNode *description, const Declaration *declaration);
/* The descriptions of the structs that were asked for. */
void emit_descriptions(Emitter *e);
/* The address of what describes the type; a class's own is asked for where a value is there. */
CNode *description_of(Emitter *e, const Type *type);
/* What the main module calls the type, as a string. */
CNode *spelling_of(Emitter *e, const Type *type);

/* --- what asks for it: emit_reflect.c --- */

/* The functions by which C callers get the descriptions of public types. */
void push_description_prototypes(Emitter *e, CNodeList *prototypes);
void emit_description_functions(Emitter *e);
/* fields(x), get_field[T](x, name) and their kin. */
CNode *emit_reflection(Emitter *e, const Node *node);

/* --- text: emit_text.c --- */

/* The function that writes a value as it stands in a list. */
const char *writer_of(Emitter *e, const Type *type);
/* The same for templates, which stand before it: it has a prototype. */
const char *declared_writer(Emitter *e, const Type *type);
/* The one that writes it as `str` gives it: a str without quotes, of an exception the message. */
const char *shower_of(Emitter *e, const Type *type);
/* The one that prints it or makes text of it, as `str` gives it. */
const char *printer_of(Emitter *e, const Type *type);
const char *stringer_of(Emitter *e, const Type *type);

void emit_print(Emitter *e, const Node *node);
/* The call that stores str(x). */
CNode *emit_text_call(Emitter *e, const Node *node);
/* Writes the pieces of "…".format(…); gives the call that makes the str of them: emit_format.c. */
CNode *emit_format_call(Emitter *e, const Node *node);
/* A function of a str, bytes or a list: nb_bytes_concat. */
const char *sequence_function(Emitter *e, const Type *type, const char *name);
/* The value of a str's or bytes' literal. */
CNode *emit_literal(Emitter *e, const Node *node);
CNode *emit_string(Emitter *e, const char *bytes, uint32_t length);
/* Has the text no NUL, so that a C string can hold it? */
bool is_c_text(const char *bytes, uint32_t length);

/* --- statements: emit_statement.c --- */

void push(Emitter *e, CNode *statement, Span span);
void emit_statement(Emitter *e, const Node *node);
void emit_statements(Emitter *e, const NodeList *list);
/* A block's statements in a C scope of their own, into `list`. */
void emit_block_into(Emitter *e, const Node *block, CNodeList *list);
/* `expression;` */
CNode *statement_of(Emitter *e, CNode *expression);
void push_expression(Emitter *e, CNode *expression, Span span);
/* A local for a call's result, named after `name`; `initial` may be NULL. */
CNode *declare_result(Emitter *e, const char *name, const Type *type, CNode *initial, Span span);
/* The zero that a local of the type begins with. */
CNode *zero_of(Emitter *e, const Type *type);
/* Joins the list's tests (emit_join.c), and puts a blank line after the declarations at its head.
 */
void finish_list(Emitter *e, CNodeList *list);
void join_tests(Emitter *e, CNodeList *list);
/* Makes a test that only adds its call's place to the traceback one statement of the kind: `return`
 * or `status =` nb_traced(ctx, f(ctx), …); Was it such a test? */
bool trace_call(Emitter *e, CNode **slot, CKind kind);

/* Declares the symbol with its value. */
void declare_value(Emitter *e, Symbol *symbol, CNode *value, Span span);
/* --- emit_loop.c, emit_check.c --- */

void emit_while(Emitter *e, const Node *node);
void emit_for(Emitter *e, const Node *node);
void emit_check_statement(Emitter *e, const Node *check, Span span);

/* --- exceptions: emit_exception.c --- */

/* `(void)call;` */
void push_ignored(Emitter *e, CNode *call, Span span);
/* What arrives: in the context, or by a jump to the handler of that number. */
enum { IN_FLIGHT = -1, FIRST_NUMBER = 2 };

/* Here an exception arrives: at the handlers' place, or at the function's end. `raised` is a call
 * that puts it in flight and gives NB_RAISED; NULL: it needs none. `handler`: the one that a jump
 * goes to, or IN_FLIGHT. */
void arrive(Emitter *e, CNode *raised, int handler, Span span);
void push_goto(Emitter *e, Try *t, Span span);
/* `if (call != NB_OK) { … }`: on to the handler or the caller. */
void emit_guarded(Emitter *e, CNode *call, Span span);
void emit_raise(Emitter *e, const Node *node);
CNode *emit_caught(Emitter *e, const Node *node);
/* `if (condition) { raise exception }` for a check; condition NULL: always. */
void emit_check(Emitter *e, CNode *condition, const char *exception, const char *message,
                Span span);
/* Leaves the function, or the loop, through the finally bodies between. */
void emit_exit(Emitter *e, Exit exit, Span span);
/* `return value`, in the function's convention; `value` NULL: none, or *result is set already. */
void emit_return(Emitter *e, CNode *value, Span span);
/* Does a finally body stand between here and the function's end? */
Try *enclosing_finally(const Emitter *e, Exit exit);
/* Does a `return` of this value leave it where it is until the `finally` around is done? */
bool moves_later(const Emitter *e, const Node *value);
CNode *frame_of(Emitter *e, Span span);
/* Defines what frame_of uses in a module. */
void push_frame_macro(Emitter *e, const Module *module, CNodeList *nodes);
/* The call that makes an exception object with fields. */
CNode *emit_exception_new(Emitter *e, const Node *node);
/* An exception's pointer as an `nb_exception` place: `*e`, or `e->exception`. */
CNode *exception_object(Emitter *e, const Node *value);

/* Has a raise statement a cause, `from` something? */
bool has_cause(const Node *node);

/* --- emit_try.c, emit_finally.c --- */

void emit_try(Emitter *e, const Node *node);
/* The body, the handlers and the else block: all but `finally`. */
void emit_guarded_part(Emitter *e, const Node *node);
/* The chain of handlers into the current block, in the state that surrounds the try. `handler`: the
 * only one that can be meant, or IN_FLIGHT. */
void emit_handlers(Emitter *e, Try *t, int handler, Span span);
bool handlers_diverge(const Node *node);
/* handler, handler_2, …: labels are of the whole function. */
const char *next_label(Emitter *e, const char *base, unsigned *count);
void push_label(Emitter *e, const Try *t, Span span);
/* Is there a jump to the label, once tests are joined and idle jumps dropped? */
bool has_jump(const CNodeList *list, const char *label);
/* Takes away a jump that would lead to the very next line. */
void drop_last_jump(Emitter *e, Try *t);

/* --- traits: emit_trait.c, emit_trait_public.c, emit_dyn_held.c, emit_dyn_test.c --- */

/* The definition of a `dyn T`, of the table behind its pointer, and of the boxes in use. */
void define_dyn(Emitter *e, const Type *type);
void define_dyn_table(Emitter *e, const Symbol *trait);
void define_boxes(Emitter *e);
/* What C calls the box of a value of the type. */
const char *box_type(Emitter *e, const Type *type);
/* Completes the tables, once all functions are emitted. */
void finish_tables(Emitter *e);
const char *dyn_name(Emitter *e, const Symbol *trait);
/* The function that calls a method of a `dyn trait`. */
const char *dispatcher_of(Emitter *e, const Symbol *trait, const Function *method);
/* The table of the type's methods for the trait, made ahead of the function in work. */
const char *dyn_table(Emitter *e, const Type *type, const Symbol *trait);
/* Public traits in the header, and the functions for them that C callers get. */
void push_public_traits(Emitter *e, CNodeList *prototypes);
void emit_public_traits(Emitter *e);
/* Completes their tables' structs, once all functions are emitted. */
void complete_public_tables(Emitter *e);
/* A reference or another dyn as a dyn. */
CNode *emit_dyn(Emitter *e, const Node *node);
/* The call that makes a dyn of a value. */
CNode *emit_box(Emitter *e, const Node *node);
/* The call that writes what the local `dyn` holds to `out`, by its table's `write` or `show_text`.
 */
CNode *dyn_write(Emitter *e, const char *dyn, const char *member);
/* Has what a dyn of the type holds another form for str than in a list? */
bool dyn_is_shown_otherwise(Emitter *e, const Type *dyn);
/* Is the type of what a value of that type holds known: is it no dyn, and no object of a class that
 * others may derive from? */
bool type_is_exact(const Type *type);
/* The type object of what a dyn holds, or of an object of a class. */
CNode *type_of_held(Emitter *e, CNode *value, const Type *type);
/* x is T of a dyn; the call for x as T, which raises TypeError. */
CNode *emit_dyn_test(Emitter *e, const Node *node);
CNode *emit_dyn_cast(Emitter *e, const Node *node);

/* --- memory: emit_memory.c, emit_dyn_memory.c, emit_cleanup.c --- */

/* The member `i` of a struct's, tuple's or option's value, and its type. */
CNode *value_part(Emitter *e, CNode *whole, const Type *type, uint32_t i);
const Type *value_part_type(const Type *type, uint32_t i);
/* retain(x), moved(x), vacant() and release(x). */
CNode *emit_ownership(Emitter *e, const Node *node);
/* A member of what every object begins with: "references" or "vtable"; emit_class.c. */
CNode *class_header(Emitter *e, CNode *object, const Type *type, const char *member);
/* Are the owners of its values counted? */
bool is_counted(const Emitter *e, const Type *type);
/* The functions that retain and release values of the type, or NULL: nothing is counted of them. */
const char *retainer_of(Emitter *e, const Type *type);
const char *releaser_of(Emitter *e, const Type *type);
/* The same for templates, which stand before them: they have prototypes. */
const char *declared_retainer(Emitter *e, const Type *type);
const char *declared_releaser(Emitter *e, const Type *type);
/* The functions of a `void *object` behind a dyn, which is of the type or holds it in a box. */
const char *held_retainer(Emitter *e, const Type *type);
const char *held_releaser(Emitter *e, const Type *type);
/* x = replacing(value) */
CNode *emit_replacing(Emitter *e, const Node *value, CNode *place);
/* Is it the `finally` that releases what the function owns, around the body's last part? */
bool is_cleanup(const Emitter *e, const Node *node);
/* That: the body, then one label and the releases behind it, which every exit jumps to. */
void emit_cleanup(Emitter *e, const Node *node);
/* `return value` from within it. */
void return_to_cleanup(Emitter *e, Try *t, CNode *value, Span span);

/* --- functions: emit_function.c --- */

/* What a generated function that passes the parameter on calls it: its own name, unless the
 * function has that. */
const char *forwarded_name(Emitter *e, const Symbol *parameter);

bool function_raises(const Function *function);
bool has_result(const Function *function);
const char *pointer_type(Emitter *e, const Type *type);
const char *parameter_type(Emitter *e, const Symbol *parameter);
bool function_takes_context(const Function *function);
/* Is a definition written: is it reached, and not C's or another file's? */
bool function_is_defined(const Function *function);
CNode *function_prototype(Emitter *e, const Function *function);
/* A prototype before the function in work, if the function was neither declared nor defined yet. */
void declare_ahead(Emitter *e, const Function *function);
/* The same before what is made ahead of the function in work, which may be the function itself. */
void declare_in_table(Emitter *e, const Function *function);
/* The parameters that take over what they are given: "`left` and `right`"; NULL: none does. */
const char *taken_names(Emitter *e, const Function *function);
/* The name of the context that the function in work was given. */
CNode *context_of(Emitter *e);
CNode *result_of(Emitter *e);
bool is_external(const Function *function);
const char *function_comment(Emitter *e, const Function *function);
void emit_function(Emitter *e, Function *function);
/* A function value: the struct { call, environment } of `function` with bound values. */
CNode *emit_function_value(Emitter *e, const Node *node);
/* A new variable that closures share: the call without its result. */
CNode *emit_cell(Emitter *e, const Node *node);
/* The function that gives such a variable up. */
const char *cell_releaser(Emitter *e, const Type *type);
/* A closure that outlives its frame: the call that makes it, without its result. */
CNode *emit_escaping_closure(Emitter *e, const Node *node);
/* Does the program make what the collector must free? */
bool uses_collector(const Emitter *e);
/* Has the class a __del__ that no last owner calls, but the collector or the context's end? */
bool ends_by_context(const Emitter *e, const Declaration *class_);
/* Are there objects without owners whose __del__ must be called before the globals are given up? */
bool ends_collected(const Emitter *e);
/* `&nb_heap`: where objects come from, so that they are given back early. NULL: nothing is made, or
 * it is kept until the context closes. Asked for once all functions are emitted. */
CNode *allocator_of(Emitter *e);
/* `int main(void)` around the program's main, where that raises or takes a context. */
void emit_main_around(Emitter *e, const Function *main);
/* <module>_context_new and its like, for C callers. */
void emit_context_functions(Emitter *e);
/* --- emit_annotate.c --- */

/* Finds what environment_note says. */
void find_environments(Emitter *e);
/* For --annotate: where the function's environment is, as a value, and why; NULL: it has none. */
const char *environment_note(Emitter *e, const Function *function);

/* --- what C callers were given: emit_release.c --- */

/* Do public functions give values whose owners are counted? */
bool gives_counted(Emitter *e);
/* The functions by which C callers give these up. */
void push_release_prototypes(Emitter *e, CNodeList *nodes);
void emit_release_functions(Emitter *e);

/* --- globals: emit_globals.c --- */

/* What C calls the struct of all globals; its definition. */
const char *globals_type(Emitter *e);
void push_globals(Emitter *e, CNodeList *nodes);
/* The statement that gives up what they hold, in a function that has ctx; NULL: that is nothing. */
CNode *release_globals(Emitter *e);
/* What is NULL in a place of the type, which has no empty value, while nothing was put there. */
CNode *pointer_within(Emitter *e, CNode *place, const Type *type);

void push_context_prototypes(Emitter *e, CNodeList *nodes);

/* --- emit_allocators.c --- */

void push_allocator_prototypes(Emitter *e, CNodeList *prototypes);
void emit_allocator_functions(Emitter *e);
/* Does C's main hold its body? */
bool is_plain_main(const Function *function);

/* --- classes: emit_class.c --- */

void take_class_names(Emitter *e, const Declaration *class_);
/* Settles what C calls the method, and the function that looks it up where it has a slot. */
void take_method_name(Emitter *e, Function *method);
/* Has the method a place in vtables? */
bool method_is_in_slot(const Function *method);
/* C's type of `self`: in a slot it is the class's that has the slot. */
const char *self_type(Emitter *e, const Function *method);
/* Is `self` a local, made of a parameter whose type is a base's? base_parameter names that. */
bool takes_base(const Function *method);
const char *base_parameter(const Function *method);
void declare_self(Emitter *e, Function *method, const char *base);
/* An object's pointer as a pointer to its base's part. */
CNode *class_upcast(Emitter *e, CNode *value, const Type *from, const Type *to);
/* The same for what is given to the method as `self`. */
CNode *given_self(Emitter *e, CNode *value, const Type *type, const Function *method);
CNode *class_field(Emitter *e, CNode *object, const Type *type, const Name *name);
void declare_class(Emitter *e, const Type *type);
void define_class(Emitter *e, const Declaration *class_);
/* The type objects of the module's classes that are used. */
void emit_class_objects(Emitter *e, const Module *module);
/* What stands behind a class's methods: its table, and what makes its objects. */
void emit_class_end(Emitter *e, const Declaration *class_);
/* Writes the destroyers that something calls into their places. */
void finish_destroyers(Emitter *e);
/* In an `init` whose `self` others see before derived classes' fields have values: its object's
 * table is its own class's from the start, or from where super.init(…) ended. */
void open_table(Emitter *e, const Function *function);
void restore_table(Emitter *e, const Function *initialiser, Span span);
/* Public classes in the header, and what makes their objects and looks their methods up. */
void push_public_classes(Emitter *e, const Module *module, CNodeList *prototypes);
/* The call that makes an object, without the result's place. */
CNode *emit_new(Emitter *e, const Node *node);
/* The function that looks the method up. */
const char *slot_function(Emitter *e, const Function *method);
/* The address of a class's type object. */
CNode *class_type(Emitter *e, const Declaration *class_);
/* The function that ends objects of just this class, declared ahead; NULL: the table tells. */
const char *sole_destroyer(Emitter *e, const Declaration *class_);
/* The type object that it is the address of, or of a described class begins. */
CNode *class_type_object(Emitter *e, const Declaration *class_);
/* The field, which stands in `owner`, from the start of an object: "shape.name". */
const char *class_field_path(Emitter *e, const Declaration *class_, const Declaration *owner,
                             const Symbol *field);
/* object->vtable->type, of an object whose class is at least `type`; of one that has no table,
 * which is not looked at, &Circle_type. */
CNode *type_of_object(Emitter *e, CNode *object, const Type *type);
/* type == &C_type; with classes derived from C nb_type_is(type, &C_type). */
CNode *test_for_class(Emitter *e, CNode *type, const Declaration *class_);
/* x is C, and x as C after its check. */
CNode *emit_class_test(Emitter *e, const Node *node);
CNode *emit_downcast(Emitter *e, const Node *node);
/* `Type *name = nb_new(ctx, sizeof *name);` in a function that has ctx. */
typedef struct Allocation {
    const char *type, *name;
    const char *text;  /* what a leak report calls it */
    bool is_collected; /* it is the collector's, and empty */
    bool is_result; /* `*result` is the block, or NULL, as the function cannot fail afterwards: so
                       gcc sees that a caller reads no place that has no value */
    CNodeList given_up; /* what goes before the MemoryError is returned */
} Allocation;

/* Allocates, or returns a MemoryError. */
void push_allocation(Emitter *e, CNodeList *body, const Allocation *allocation);
/* `nb_release_str(ctx, &name);`, or nothing where `release` is NULL: nothing is counted of it. */
void push_release(Emitter *e, CNodeList *body, const char *release, CNode *place);
/* `*result = value; return NB_OK;` */
void push_gift(Emitter *e, CNodeList *body, CNode *value);
CNode *emit_argument(Emitter *e, const Node *argument);

/* --- emit_constness.c --- */

/* Sets `keeps_self` of methods. */
void find_constness(Program *program);

/* --- the header: emit_header.c --- */

/* What is known of the header before the file is emitted. */
typedef struct Header {
    RuntimeUse *runtime;
    CNodeList runtime_types;
    CNodeList types;
    CNodeList prototypes;
} Header;

/* Declares what is public. */
void begin_header(Emitter *e, Header *header);
/* Puts the header together, once all functions of the file are emitted. */
void finish_header(Emitter *e, Header *header, CFile *file);
/* The prototypes of the public functions, and of what makes contexts for them. */
void push_public_prototypes(Emitter *e, CNodeList *prototypes);

#endif
