/* What a node does: what it can raise, and whether that is a check or the runtime's doing. Valid
 * from the effects pass on, before and after the order pass, whose checks are nodes of their
 * own. */
#ifndef N2C_EFFECTS_H
#define N2C_EFFECTS_H

#include "ir.h"

/* Does emitted code test for what the NODE_BUILTIN raises, and not the runtime? */
bool builtin_is_check(const Node *node);
/* Does the node itself, its children aside, make a check that can fail: an index, a divisor, a
 * shift, an exponent, a step, an assertion? */
bool node_is_checked(const Program *program, const Node *node);
/* Can the node itself, its children aside, raise anything: a check, a call, a `raise`, the
 * runtime? */
bool node_raises(const Program *program, const Node *node);
/* Can anything inside raise, and leave it? After the effects pass only. */
bool tree_raises(const Program *program, Node *node);
/* Is the index or operation proven, or not to be checked? */
bool node_is_trusted(const Node *node);
/* Can the step of a NODE_RANGE or NODE_SLICE be zero? */
bool step_may_be_zero(const Node *node);
/* The exception that a check raises, */
Symbol *check_exception(const Program *program, const Node *check);
/* and what it says. */
const char *check_message(const Node *check);
/* The first of the try's handlers that may catch `exception`; *certain: it always does. Or NULL. */
Node *find_handler(const Node *try_node, const Symbol *exception, bool *certain);
/* Does the raise let go on what its handler caught? */
bool raises_again(const Node *raise);
/* Does the statement give what is in flight to a variable? */
bool takes_caught(const Node *statement);
/* Does any exception come to the try's handlers, or else leave its body? */
bool anything_arrives(const Node *try_node);
/* Does an exception leave the try's body and handlers, as its `finally` finds it? */
bool exception_may_pass(const Program *program, const Node *try_node);
/* Can a raise of `exception` directly within the try's body be a jump, without an exception in the
 * context: is it certainly caught by a handler that does not use it? */
bool is_raised_by_jump(const Node *try_node, const Symbol *exception);

/* Finds the nodes of the function's body that do more than compute a value from values, operands
 * before what takes them (Function.effectful), and whether it has a try. Whoever has walked the
 * function lets this follow while its nodes are in the cache: the call graph and the effects then
 * need no walk of their own. `program` is the Program. */
void find_effectful(Function *function, void *program);
/* Who calls what needs a context needs one too: after a pass that made some need one. */
void effects_pass_contexts(Program *program);

#endif
