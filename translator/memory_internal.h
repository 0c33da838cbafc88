/* What the files of the memory pass share: which locals own what they hold, and from where to
 * where.
 *
 * A local is measured within the block that declares it, its frame: from the statement that
 * declares it to the last one that uses it, or what is borrowed from it. The walks of a function
 * all meet its frames in the same order. */
#ifndef N2C_MEMORY_INTERNAL_H
#define N2C_MEMORY_INTERNAL_H

#include "effects.h"
#include "hoist.h"
#include "ir.h"

enum { MOST_ROOTS = 4 };

/* What a value that is not owned depends on. */
typedef struct Borrow {
    Symbol *roots[MOST_ROOTS]; /* locals that must go on holding what they hold */
    uint32_t root_count;
    bool through_memory; /* it was read from where a write may replace it */
    bool is_unknown;     /* there is no telling */
} Borrow;

typedef struct Frame Frame;

#define NEVER_LEFT UINT32_MAX

typedef struct Local {
    Symbol *symbol;
    Frame *frame;      /* the block that declares it */
    uint32_t declared; /* the statement there, */
    uint32_t last;     /* and the last one that uses it */
    bool is_owned;
    bool is_moved;      /* its last use hands it over */
    bool is_cleaned_up; /* at the function's end: an exit lies between */
    bool is_unset;      /* declared without a value */
    bool is_vacated;    /* what it held was handed over, and the next assignment replaces nothing */
    uint32_t left_at;   /* the first statement there by which a break or continue goes that a
                           `finally` follows; NEVER_LEFT: none */
    bool holds_literals; /* and nothing else, so that it needs no owner */
    Node *first_value;   /* of one that is cleaned up: what it is declared with, or NULL: nothing */
    Borrow borrow;       /* of one that is not owned */
    Node *closure; /* of one that holds a closure on the stack: what it is declared with, which
                      lends what that captured; or NULL */
    LIST(Frame *) assigned; /* of an unset one: where it got its first value */
} Local;

struct Frame {
    Frame *outer;
    uint32_t index;   /* of the statement in work */
    bool is_loop;     /* it is a loop's body */
    bool has_finally; /* what leaves it goes by the `finally` of its try */
    Node *block;
    uint8_t *exits; /* of each statement, the Exits that leave it; NULL: not asked for yet */
    LIST(Local *) locals;
};

/* How control leaves a statement other than at its end. */
typedef enum Exits { EXITS_LOOP = 1, EXITS_FUNCTION = 2 } Exits;

typedef struct Memory {
    Program *program;
    Arena *arena; /* of the pass */
    Function *function;
    LIST(Frame *) frames; /* in the order in which they are met */
    uint32_t next_frame;
    Frame *frame;         /* the innermost one */
    NodeList out;         /* the statements of the open blocks, outermost first */
    LIST(Local *) locals; /* all managed ones of the function */
    LIST(Local *) cleaned_up;
    LIST(Local *) used;       /* to be measured: see memory_measure.c */
    bool releases;            /* something is given up in the function */
    uint32_t leaving;         /* open trys whose `finally` may leave it: see memory_place.c */
    bool enters_guarded;      /* the next frame is a part of a try with `finally` */
    uint32_t open_finallys;   /* trys whose `finally` comes behind the statement in work */
    bool drops_unused;        /* what is caught by a handler that does not look at it ends there */
    bool catches;             /* memory_catch changed the function */
    bool is_guarded;          /* a raise could become a jump to a handler */
    Symbol *returned;         /* keeps the result meanwhile; NULL: not made yet */
    LIST(const Name *) given; /* of an `init`: the fields that it has assigned so far */
} Memory;

/* --- memory.c --- */

/* What a statement holds at its root, where what this pass writes stands, or NULL. */
const Node *root_of(const Node *statement);

/* --- memory_caught.c --- */

/* Do exceptions of the program have fields that are given up with them, which is seen? */
bool exceptions_hold_values(const Program *program);
/* Gives the exceptions that the function looks at to locals. Was there any? */
bool memory_catch(Memory *memory);

/* --- memory_measure.c --- */

/* Finds the frames and locals of the function, and how far each is used. */
void memory_measure(Memory *memory);
/* Enters the next frame of a walk over what was measured, and leaves it. */
void memory_enter(Memory *memory, bool is_loop);
void memory_leave(Memory *memory);
/* What is measured of the symbol, or NULL: it is no local, or owns nothing and lends nothing. */
Local *measured_local(const Symbol *symbol);
/* The same of one that can own its value; else NULL. */
Local *owned_local(const Symbol *symbol);
/* Is the value a closure whose environment is on the stack, or a local that holds one? */
bool is_stack_closure(const Node *value);
Local *owned_local_new(Memory *memory, Symbol *symbol);
/* May what the local holds change? */
bool is_variable(const Symbol *symbol);
/* How control leaves the statement. */
unsigned exits_of(const Program *program, Node *statement);
/* The Exits of the frame's statements from `first` on, `end` not counted. */
unsigned exits_between(Memory *memory, Frame *frame, uint32_t first, uint32_t end);
/* The block's statements become those that were written to `out` from `start` on. */
void memory_take_block(Memory *memory, Node *block, uint32_t start);

/* --- memory_borrow.c --- */

/* Is the value made anew, so that who asked for it owns it? */
bool node_is_fresh(const Program *program, const Node *node);
/* What the value, which is not fresh, depends on. */
Borrow borrow_of(const Node *value);
/* Does the value need no owner: is it a literal? */
bool borrow_is_static(const Borrow *borrow);
/* May a call make others give up what they hold? */
bool call_may_replace(const Node *call);
/* May making a value, which can call an `init`? */
bool construct_may_replace(const Node *construct);
/* Can a statement change what the value depends on? */
bool is_disturbed_by(const Borrow *borrow, Node *statement);

/* --- memory_take.c --- */

/* Sets `takes_over` of the parameters of `init`s. */
void note_taking_parameters(Program *program);

/* --- memory_give.c --- */

/* Appends a statement to the block that is being written. */
void memory_put(Memory *memory, Node *statement);
/* retain(value) and the like. */
Node *memory_wrapped(const Memory *memory, BuiltinId id, Node *value);
/* Gives the slot's value to a new local that owns it, named after `base` or, if NULL, the value. */
Local *memory_save(Memory *memory, Node **slot, const char *base);
/* A new local holds the slot's value, too. */
void memory_hold(Memory *memory, Node **slot);
/* How often the tree names the symbol. */
uint32_t uses_of(const Symbol *symbol, Node *tree);
/* Is the statement the last use of a local of the same block, which it names once? */
bool is_last_use(const Memory *memory, const Local *local, Node *statement);
/* Moves what the slot's local holds out of it. */
void memory_move_out(const Memory *memory, Node **slot, Node *statement);
/* Makes the slot's value one that is handed over. `statement`: where it stands, or NULL: it may not
 * be evaluated, so that nothing is moved. */
void memory_consume(Memory *memory, Node **slot, Node *statement);
/* Gives what stands at the root of a statement, which may be NULL, what it takes over. */
void memory_give_root(Memory *memory, Node *value, Node *statement);
/* Retains what exceptions are made of, which is theirs until they end, and what collected dyns hold
 * for good. A visitor of nodes. */
void memory_retain_held(Node **slot, void *data);

/* --- memory_own.c --- */

/* Says which locals own their values, and writes `retain` and `moved` where a value gets an owner
 * and `replacing` where one loses it. */
void memory_own(Memory *memory);

/* --- memory_field.c --- */

/* Sets `inits_again` of classes. */
void note_repeated_inits(const Program *program);
/* Does the assignment that is being written give a field of the object that `init` makes its first
 * value? Asked once for each, in order. */
bool is_first_of_field(Memory *memory, const Node *target);
/* Sets `replaces_fields` of an `init` that is written. */
void note_replaced_fields(Function *function);

/* --- memory_place.c --- */

/* Writes `release` where an owned local ends, and the clean-up at the function's end. */
void memory_place(Memory *memory);

#endif
