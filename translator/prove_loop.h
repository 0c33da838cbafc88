/* What the prove pass knows about a loop that it walks; see prove_loop.c. */
#ifndef N2C_PROVE_LOOP_H
#define N2C_PROVE_LOOP_H

#include "prove.h"

/* A local that a piece of code assigns. */
typedef struct Assigned {
    Local *local;
    int64_t up;      /* what the code's `n += 1`s add together */
    int64_t down;    /* what its `n -= 1`s take away */
    bool is_counter; /* nothing else is done to it */
    bool is_simple;  /* what else is assigned is plain arithmetic */
    bool is_inner;   /* it is counted in a loop inside the code */
    Value entry;     /* of a loop: its value before */
    Value head;      /* its value where an iteration starts; in the end, after the loop */
    bool is_counted; /* in a range loop: head <= loop variable + lead */
    int64_t lead;
    const char *outer_reason;
} Assigned;

typedef LIST(Assigned) AssignedList;

/* That limit <= head or head <= limit for every iteration. */
typedef struct Guess {
    const Assigned *assigned;
    Value limit;
    bool is_upper;
    bool is_within; /* only where there is an iteration, not after the loop */
    bool fails;     /* where another iteration starts */
    bool fails_at_break;
} Guess;

/* The bounds of a for loop; of one over a str 0..len. */
typedef struct Trip {
    Value low;
    Value high;
    Value step;
    bool goes_up;
    bool goes_down;
} Trip;

struct Loop {
    Loop *outer;
    Node *node;
    Node *body;
    Trip trip;
    AssignedList assigned;
    LIST(Guess) guesses;
    bool has_break;
    uint32_t finally_depth; /* of the prover, outside the loop */
};

/* --- prove_loop.c --- */

/* Adds the locals that `code` (may be NULL) assigns to the list. */
void find_assignments(Prover *prover, Node *code, AssignedList *list);
void forget_assigned(Prover *prover, const AssignedList *list);
void prove_loop(Prover *prover, Node *node);
/* At a `break` or where the next iteration of the innermost loop starts. */
void prove_jump(Prover *prover, bool is_break);

/* --- prove.c --- */

void prove_statement(Prover *prover, Node *node);

#endif
