/* Hoisting: moves an operation from the inside of an expression to a statement of its own, keeping
 * IR order: operands left to right, each once, a check after the operands of its operation.
 *
 * A pass says through a HoistPolicy which operations must move and what becomes of them. The
 * engine walks a function's statements; the statements that must come before the current one are
 * written to `out`, where the current block is being built. What does not have to move stays. */
#ifndef N2C_HOIST_H
#define N2C_HOIST_H

#include "ir.h"

/* What evaluating something does, as far as its order can be seen. */
typedef enum Trace {
    TRACE_NONE = 0,
    TRACE_READS = 1,  /* reads what a write could change */
    TRACE_WRITES = 2, /* changes what others read, or prints */
    TRACE_RAISES = 4, /* can end the statement here */
} Trace;

typedef struct Hoist Hoist;

/* An operand of an operation that is being lowered. */
typedef struct Operand {
    Node **slot;
    uint32_t position; /* in `out`: after the statements that the operand needs */
    uint8_t residue;   /* Trace of what is left in the slot */
    uint8_t emitted;   /* Trace of the statements that were written before it */
    bool is_saved;     /* its value goes to a local at `position` */
} Operand;

typedef struct HoistPolicy {
    /* Must operands that stay be safe in any order, as C evaluates them? Else only statements that
     * were written count. */
    bool orders_operands;
    /* Does `node` itself, its operands aside, need a statement before it? */
    bool (*touches)(const Hoist *hoist, const Node *node);
    /* Must it stand at a statement's root? */
    bool (*hoists)(const Hoist *hoist, const Node *node);
    /* The node's own Trace, its operands aside. */
    unsigned (*trace)(const Hoist *hoist, const Node *node);
    /* Which operands must be such that they can be written twice. */
    bool (*repeats)(const Hoist *hoist, const Node *node, uint32_t operand);
    /* Its operands are lowered: writes the checks it needs, or replaces *slot. `target`, or NULL:
     * the new variable that a `let` gives the value to. */
    void (*lower)(Hoist *hoist, Node **slot, Symbol *target);
    /* A statement on its way out, its expressions not lowered yet; may replace it. */
    Node *(*statement)(Hoist *hoist, Node *statement);
    /* Can there be anything to do in the function? NULL: in each. */
    bool (*concerns)(const Function *function);
} HoistPolicy;

enum { NAMED_INDICES = 3 };

struct Hoist {
    Program *program;
    Function *function;
    const HoistPolicy *policy;
    NodeList out;           /* the statements of all open blocks, outermost first */
    LIST(Operand) operands; /* of all open operations, outermost first */
    unsigned emitted;       /* Trace of the statements written for the current operand */
    uint32_t loop_depth;    /* of the current statement in `for` loops */
    const Node *stored;     /* what the current statement assigns to, of `x = e` (order) */
    SymbolList temporaries; /* of the function, without names: their `fact` is this list */
    Name *index_names[NAMED_INDICES]; /* of the loops that were made at each depth, or NULL */
};

/* Lowers the function under the policy of `hoist`, a Hoist. */
void hoist_function(Function *function, void *hoist);

/* For policies: writes a statement before the current one; `trace` is what it does. */
void hoist_emit(Hoist *hoist, Node *statement, unsigned trace);
/* A local without a name, which a statement will declare, gets a fresh one in the end. */
void hoist_name_later(Hoist *hoist, Symbol *symbol);
/* Gives *slot's value to a new immutable local before the current statement and leaves its name.
 * `base`: what the local is called; NULL: after what the node is. `trace`: of the value. */
Symbol *hoist_save(Hoist *hoist, Node **slot, const char *base, unsigned trace);
/* Lowers a statement and writes it, with what it needs before it. */
void hoist_statement(Hoist *hoist, Node *statement);
/* A block of what was written to `out` since it had `start` statements; they leave `out`. NULL when
 * nothing was written. */
Node *hoist_take_block(Hoist *hoist, uint32_t start, Span span);
/* Can `node` be evaluated twice at no cost: a name, a literal, a field, `i + 1`? */
bool node_is_repeatable(const Node *node);
/* Does a comparison of such values read items that a call may change? */
bool refers_to_items(const Type *type);
/* A policy's `trace` where effects are not known yet: a call may do anything. */
unsigned trace_before_effects(const Hoist *hoist, const Node *node);
/* What a local that holds the value is called. */
const char *name_for_value(const Node *node);
/* How many elements an array or a str, which is repeatable, has along an axis. */
Node *extent_node(Program *program, const Node *base, uint32_t axis);
/* A copy of a repeatable node, a reference or a bind. */
Node *node_repeat(Program *program, const Node *node);
/* Is `symbol` assigned, or could it be through a `ref`, in `body`? */
bool is_assigned_in(const Symbol *symbol, Node *body);
/* Can a local be changed by something else than the statements of its own function? */
bool is_shared_local(const Symbol *symbol);

/* --- order.c --- */

/* Is this one operation (its operands aside) a C function that returns a status? After the order
 * pass it stands only as a let's or var's value, as what is assigned to a local variable or to a
 * field of the object that an `init` makes, as a return value or as an expression statement. */
bool raises_at_root(const Program *program, const Node *expression);

#endif
