/* What the files of the hoisting engine share. */
#ifndef N2C_HOIST_INTERNAL_H
#define N2C_HOIST_INTERNAL_H

#include "hoist.h"

/* --- hoist_node.c --- */

/* Do both give the same value where nothing is assigned between them? Of nodes that are not
 * repeatable: no. */
bool node_is_same_value(const Node *a, const Node *b);

/* --- hoist.c --- */

/* A new local for a value; `base` NULL: named after what the value is. */
Symbol *hoist_temporary(Hoist *hoist, const char *base, const Node *value, bool is_mutable);
/* Gives the slot's value to a new local at `position` of `out`. */
Symbol *hoist_save_at(Hoist *hoist, uint32_t position, Node **slot, const char *base);
/* Writes a block's statements again; the list stays as it is when they are the same. */
void hoist_block(Hoist *hoist, Node *block);

/* --- hoist_expression.c --- */

/* Leaves in *slot an expression that has nothing in it that must move, but its own root where
 * `is_root`; returns the Trace of that expression. `target`: see HoistPolicy.lower. */
unsigned hoist_lower(Hoist *hoist, Node **slot, Symbol *target, bool is_root);
void hoist_push_operand(Hoist *hoist, Node **slot);
/* For node_children: pushes a child, or the parts of one that is no value. */
void hoist_collect_operand(Node **slot, void *data);
/* Lowers the operands from `first` on, each after the one before it. */
void hoist_operands(Hoist *hoist, uint32_t first);
/* Saves the operands from `first` on that cannot wait until the operation of `node`: what follows
 * them, and at last `later`, would interfere. Leaves the list; returns the Trace of what stays. */
unsigned hoist_settle_operands(Hoist *hoist, uint32_t first, const Node *node, unsigned later);
/* Saves the operands from `first` on whose `is_saved` is set. Leaves the list. */
void hoist_save_marked(Hoist *hoist, uint32_t first);
/* Lowers `slot` into a region of its own. NULL: nothing has to stand before it, and it may be part
 * of an expression; else the statements before it, in a block. */
Node *hoist_apart(Hoist *hoist, Node **slot, unsigned *residue);
/* symbol = value, for a temporary. */
Node *hoist_assign_symbol(Hoist *hoist, Symbol *symbol, Node *value);

/* The statements before each arm of a conditional. */
typedef struct Arms {
    Node *then;
    Node *otherwise;
    unsigned residue;
} Arms;

/* Lowers a conditional's parts. False: it may stay as it is. */
bool hoist_arms(Hoist *hoist, Node *node, Arms *arms);
/* if c { …; x = a } else { …; x = b } */
Node *hoist_assigning_if(Hoist *hoist, Node *node, const Arms *arms, Symbol *symbol);

/* --- hoist_assign.c, hoist_condition.c --- */

void hoist_assign(Hoist *hoist, Node *statement);
void hoist_if(Hoist *hoist, Node *statement);
void hoist_while(Hoist *hoist, Node *statement);

/* --- hoist_assign.c --- */

/* The NODE_INDEX or NODE_VIEW in a place that may need a check, or NULL. */
Node **hoist_indexed_part(Node **target);

#endif
