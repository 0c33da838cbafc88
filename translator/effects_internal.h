/* What the files of the effects pass share. */
#ifndef N2C_EFFECTS_INTERNAL_H
#define N2C_EFFECTS_INTERNAL_H

#include "call_graph.h"
#include "effects.h"
#include "raise_set.h"

/* EXCEPTION_BITs of the checks that the node itself makes: the emitted code tests and raises. */
uint64_t node_checks(const Program *program, const Node *node);
/* EXCEPTION_BITs of what the runtime raises while it computes the node. */
uint64_t node_runtime_raises(const Node *node);
/* Calls `visit` for what is evaluated before the node itself has its effect: its children, but that
 * a `raise` makes the exception it raises, and a direct call names a function, is no step of its
 * own. */
void node_operands(Node *node, void (*visit)(Node **slot, void *data), void *data);
/* The function that a call certainly calls, or NULL. */
const Function *callee_of(const Node *call);
/* Marks the reads of globals that may come before these are set or after they were given up. */
void mark_unset_globals(CallGraph *graph);
/* What in the function raises `exception`, or NULL; `exception` NULL: anything. */
const Node *exception_origin(Program *program, const Exceptions *exceptions,
                             const Function *function, const Symbol *exception);
/* Reports functions that can raise what their raises clauses do not name, */
void check_clauses(const CallGraph *graph, const Exceptions *exceptions);
/* and function values that can raise what the clause of their type does not. */
void check_promises(Program *program, const Exceptions *exceptions);
/* Reports keys' functions that raise or change containers. Where one of them needs the context all
 * take it. */
void check_key_functions(Program *program);

#endif
