/* What the files of the prove pass share.
 *
 * A Term stands for one integer that a run of the function computes: the value of a parameter,
 * of an array's axis, of a variable at a certain point. It never changes, so what is known about
 * it stays true wherever it is known; a variable that is assigned gets another term. Every
 * number here is exact: an operation that may wrap gives a new term, of which only its type's
 * range is known.
 *
 * Facts are intervals and differences: term <= other + c. They hold on the path being walked; the
 * trail takes them back where the path ends. An axis and a str's length is at most MOST_LENGTH. */
#ifndef N2C_PROVE_H
#define N2C_PROVE_H

#include "ir.h"

#define MOST_LENGTH (INT64_C(1) << 56) /* the runtime's allocation keeps it */

typedef struct Term Term;

/* term + offset, or the constant `offset` where there is no term. An unknown value may be any, of
 * uint64 above INT64_MAX too. */
typedef struct Value {
    Term *term;
    int64_t offset;
    bool is_known;
} Value;

/* A difference to another term; see Term. */
typedef struct Bound {
    Term *other;
    int64_t offset;
    struct Bound *next;
} Bound;

/* The result of an operation on the term: computed again, it is the same. */
typedef struct Derived {
    Operator op;
    const Type *type;
    Value left;
    Value right;
    Value result;
    bool fits;
    struct Derived *next;
} Derived;

struct Term {
    int64_t low;
    int64_t high;
    int64_t excluded;     /* a number that it is not, */
    int64_t has_excluded; /* if this is not 0 */
    Bound *above;         /* this <= other + offset; the newest first */
    Bound *below;         /* this >= other + offset */
    Derived *derived;     /* the newest first */
    Operator form;        /* OP_ADD, OP_SUBTRACT: it is left + right, left - right; else OP_NONE */
    Value left;
    Value right;
    const char *text; /* the array whose length it is, for reasons, or NULL */
    uint32_t serial;  /* terms are numbered as they are made */
    uint32_t query;   /* that met the term last */
    int64_t distance; /* what it found */
};

/* What is known of a local, or of a field of what one holds: an integer's value, an array's or
 * str's lengths. */
typedef struct Local {
    Symbol *symbol;
    const Type *type;
    const Node *place; /* the field, of which `symbol` is the root; NULL: the local itself */
    Value value;
    const Value *axes; /* `rank` of them; never changed in place */
    uint32_t rank;
    bool is_shared;     /* others may assign it through a pointer: nothing is known */
    bool is_nonzero;    /* a float that is not 0; of integers and options `value` tells */
    const Type *tested; /* a class of the object that it holds, as a test told, or NULL */
    uint32_t stamp;     /* the search that saw it last */
    uint32_t position;  /* where that search keeps it */
    const char *reason; /* why adding to it cannot overflow, if that is not plain; or NULL */
} Local;

typedef enum ChangeKind {
    CHANGED_NUMBER,
    CHANGED_BOUND,
    CHANGED_DERIVED,
    CHANGED_LOCAL,
} ChangeKind;

/* One step back. */
typedef struct Change {
    ChangeKind kind;
    void *place; /* an int64_t, a Bound *, a Term, a Local */
    union {
        int64_t number;
        Bound *bound;
        Derived *derived;
        struct {
            Value value;
            const Value *axes;
            bool is_nonzero;
            const Type *tested;
        } local;
    };
} Change;

/* An operand of a comparison that was evaluated, kept until its condition is assumed. */
typedef struct Operand {
    const Node *node;
    Value value;
} Operand;

/* A mark that was added. */
typedef struct Mark {
    Node *node;
    NodeFlag flag;
} Mark;

typedef struct Loop Loop;

typedef struct Prover {
    Program *program;
    Arena *arena;
    Function *function;
    LIST(Change) trail;
    LIST(Operand) operands;
    LIST(Mark) marks;         /* added on a guess, where marks are only added */
    LIST(Local *) locals;     /* of the function */
    LIST(Local *) containers; /* those that hold lists, whose lengths may change */
    LIST(Local *) fields;     /* of locals, as they were met */
    Loop *loop;               /* the innermost one */
    uint32_t guessing;        /* loops around that are walked on a guess */
    uint32_t finally_depth;   /* tries with a finally around */
    uint32_t stamp;
    uint32_t next_serial;
    uint32_t query; /* numbers the queries */
    bool is_reachable;
    bool trusts_indices;
    bool adds_marks;     /* what was proven before stays so */
    bool follows_fields; /* no object has a __del__ */
    /* Where objects have one: the list whose size the statement before checked, and its length; all
     * that stands in between is the reading of an item. Or NULL. */
    const Symbol *checked;
    const Value *checked_axes;
} Prover;

/* --- prove_facts.c --- */

Value value_constant(int64_t number);
Value value_unknown(void);
/* A new term between the bounds. */
Value value_between(Prover *prover, int64_t low, int64_t high);
/* Is a value of the type followed: an integer's, or an option's, which is 0 where it is none? */
bool has_value(const Type *type);
/* A new term of which the type's range is known; unknown for types that have none. */
Value value_of_type(Prover *prover, const Type *type);
/* The range of an integer type; for uint64 only the part that an int64 holds. */
bool type_range(const Type *type, int64_t *low, int64_t *high);
bool value_same(Value a, Value b);
/* a + b, if that fits. */
bool add_numbers(int64_t a, int64_t b, int64_t *sum);
bool subtract_numbers(int64_t a, int64_t b, int64_t *difference);
/* The value plus a number, if its offset fits. */
Value value_plus(Value value, int64_t number);

/* The least and the greatest that a known value can be. */
int64_t value_low(Prover *prover, Value value);
int64_t value_high(Prover *prover, Value value);
/* The least known c with a <= b + c. */
bool value_excess(Prover *prover, Value a, Value b, int64_t *excess);
/* Is a <= b + slack? */
bool value_at_most(Prover *prover, Value a, Value b, int64_t slack);
/* Is the value certainly another one? */
bool value_differs(Prover *prover, Value value, int64_t number);
/* From here on, a <= b + slack. */
void assume_at_most(Prover *prover, Value a, Value b, int64_t slack);
/* From here on, a != b. */
void assume_different(Prover *prover, Value a, Value b);

/* The operation as it was computed before on this path, or NULL. */
const Derived *find_derived(Operator op, const Type *type, Value x, Value y);
void add_derived(Prover *prover, Operator op, const Type *type, Value x, Value y, Value result,
                 bool fits);

uint32_t trail_mark(const Prover *prover);
void trail_undo(Prover *prover, uint32_t mark);
void local_set(Prover *prover, Local *local, Value value, const Value *axes);
/* From here on, the float is not 0. */
void local_set_nonzero(Prover *prover, Local *local);
/* The object that it holds is of the class, or of one derived from it. */
void local_set_tested(Prover *prover, Local *local, const Type *class_);
bool local_is_tested(const Local *local, const Type *class_);
/* Gives the local a value of which nothing is known but its type. */
void local_forget(Prover *prover, Local *local);
/* New lengths for an array or str of that many axes. */
Value *new_axes(Prover *prover, const Symbol *symbol, uint32_t rank);

/* --- prove_range.c --- */

/* The value of an operation on integers of `type`. *fits: certainly not outside the type's
 * range; for divisions: the divisor is not zero; for shifts: the count is in range; for powers:
 * the exponent is not negative. */
Value range_operation(Prover *prover, Operator op, const Type *type, Value x, Value y, bool *fits);
/* One of two known values: what holds for both. */
Value range_either(Prover *prover, Value x, Value y);
Value range_minimum(Prover *prover, const Type *type, Value x, Value y);
Value range_maximum(Prover *prover, const Type *type, Value x, Value y);
Value range_absolute(Prover *prover, const Type *type, Value x);

/* What is known of a value at a path's end, to be joined with that of another path. The differences
 * are to terms from before the paths parted: on the other path, this one's have no meaning. */
enum { JOIN_BOUNDS = 4 };

typedef struct Summary {
    Value value;
    int64_t low;
    int64_t high;
    uint32_t above_count;
    uint32_t below_count;
    Bound above[JOIN_BOUNDS];
    Bound below[JOIN_BOUNDS];
} Summary;

/* `serial`: the next_serial where the paths parted. */
Summary summarise(Prover *prover, Value value, uint32_t serial);
/* Weakens the summary to what holds for `other` too, as known here. */
void summary_join(Prover *prover, Summary *summary, Value other);
/* `value` has the joined bounds. */
void summary_assume(Prover *prover, const Summary *summary, Value value);
/* A value with the joined bounds: the same one where both were. */
Value summary_value(Prover *prover, const Summary *summary, Value other);

/* --- prove_expression.c --- */

/* Marks what is proven in the expression, and gives its value if it is an integer or an option. */
Value prove_expression(Prover *prover, Node *node);
/* Sets the flag, or takes it away where marks are not only added. */
void set_mark(Prover *prover, Node *node, NodeFlag flag, bool is_set);
/* Takes back what was marked since there were `count` marks. */
void undo_marks(Prover *prover, uint32_t count);
/* The operation is proven, or not. */
void mark_proven(Prover *prover, Node *node, bool is_proven);
/* What is proven in the operands of a node of which nothing more is known. */
Value prove_children(Prover *prover, Node *node);
/* The operation of a binary expression or a compound assignment, which is marked. */
Value prove_operation(Prover *prover, Node *node, const Type *type, Value x, Value y);
/* From here on, the divisor is not zero. */
void assume_nonzero(Prover *prover, const Node *node, Value value);
/* A division of floats, or of integers with a float as result: the divisor must not be zero. */
void prove_quotient(Prover *prover, Node *node, const Node *divisor, Value value);
/* `/` of floats is never checked. */
bool is_quotient(const Node *node, const Node *divisor);

/* --- prove_condition.c --- */

/* The local that is named, or a field of one, that nobody else assigns; or NULL. */
Local *own_local(Prover *prover, const Node *node);
/* The same of a variable only: what a field holds may change unseen. */
Local *object_local(Prover *prover, const Node *node);
/* The condition, evaluated since `first` operands were remembered, has that truth. */
void assume_condition(Prover *prover, const Node *condition, bool truth, uint32_t first);
/* Keeps the operand of a comparison for assume_condition. */
void prove_operand(Prover *prover, Node *node);
/* The right operand of `and` and `or` is evaluated only where the left one has not decided. */
void prove_logical(Prover *prover, Node *node);
/* a < b <= c */
void prove_chain(Prover *prover, Node *node);
/* From here on, `a op b`. */
void assume_comparison(Prover *prover, Operator op, Value a, Value b);
/* The local, if it is a float that nobody else assigns; or NULL. */
Local *float_local(Prover *prover, const Node *node);
Value prove_conditional(Prover *prover, Node *node);

/* --- prove_array.c --- */

/* Marks what is proven in an array, a container or a text; gives its lengths, type_axes(node->type)
 * of them. */
const Value *prove_axes(Prover *prover, Node *node);
/* Is 0 <= index < length? What is known of it is marked on `node`; where it is checked, what comes
 * after knows that it held. */
bool prove_bounds(Prover *prover, Node *node, Value index, Value length);
/* The checks of plain indices: they are made after all operands; what comes after knows that they
 * held. `indices` are the values of the items; a slice's is not looked at. */
void prove_indices(Prover *prover, Node *node, const Value *indices, const Value *axes);
/* The values of what stands in brackets. */
Value *prove_items(Prover *prover, Node *node);
/* The lengths of what is indexed, whose lengths were `axes` before operands were evaluated that may
 * change a list's. */
const Value *current_axes(Prover *prover, Node *base, const Value *axes);
Value prove_index(Prover *prover, Node *node);

/* --- prove_builtin.c, prove_assignment.c --- */

Value prove_builtin(Prover *prover, Node *node);
void prove_assignment(Prover *prover, Node *node);

/* --- prove_field.c --- */

/* What is known of the field, a NODE_FIELD; NULL: it is not followed. */
Local *field_local(Prover *prover, const Node *place);
/* Its value, if it is an integer, and its lengths. */
Value field_value(Prover *prover, const Node *place);
const Value *field_axes(Prover *prover, const Node *place);
/* The operand of a condition, a field or the length of one, had that value. */
void recall_field(Prover *prover, const Node *node, Value value);
/* May the node, its children aside, change the field? */
bool node_changes_field(const Program *program, const Node *node, const Local *field);
/* Forgets the fields that the node, its children aside, or all of `code` may change. */
void forget_fields(Prover *prover, const Node *node);
void forget_fields_in(Prover *prover, const Node *code);
/* The list, a local's or a field's, to which the method call adds an item or from which it takes
 * one, and how long it is then; or NULL. */
Local *growing_list(Prover *prover, const Node *node, Value *length);
void set_length(Prover *prover, Local *list, Value length);

/* --- prove.c --- */

/* Forgets the lengths that the node, its children aside, may change. */
void forget_changed(Prover *prover, const Node *node);
/* The same for all that `code` may do. */
void forget_changed_in(Prover *prover, Node *code);
/* How many lengths a value of that type has. */
uint32_t type_axes(const Type *type);
/* What is known of the local, or NULL. */
Local *local_of(const Symbol *symbol);

#endif
