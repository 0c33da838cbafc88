/* The pipeline's passes, in their order. Each takes the whole program and leaves it in the state
 * that the contract above its file says; false: there are errors, and the pipeline stops. */
#ifndef N2C_PASSES_H
#define N2C_PASSES_H

#include "ir.h"

/* The file's text, copied; NULL where it cannot be read: errno says why. */
Source *source_read(Program *program, const char *path);
/* read: text to open IR. Imports are read too, each once, depth first. */
bool pass_read(Program *program, const Source *main);
/* resolve: names to symbols, type forms to types. true even after mistakes: infer goes on around
 * them, so that one run tells all. */
bool pass_resolve(Program *program);
/* A module that a later pass came to need: its text, read; it imports none. */
Module *read_standard_module(Program *program, const char *name);
/* Resolves it and puts it behind the program's others. */
void resolve_late(Program *program, Module *module);
/* infer: closes the IR. */
bool pass_infer(Program *program);
/* closures: lambda lifting; no LAMBDA, no FUNCTION statement, no captures. */
bool pass_closures(Program *program);
/* loops: map, reduce, filter, scan, zip, allpairs and for over arrays become range loops. */
bool pass_loops(Program *program);
/* prove: marks what cannot overflow, leave its range or divide by zero. */
bool pass_prove(Program *program);

/* What is proven about a program's functions, one by one. */
typedef struct Proving {
    Program *program;
    bool is_again; /* for the order pass: what its checks prove besides, and what is left of each */
} Proving;

/* Until it is closed, the constants' `fact` is taken. */
Proving proving_open(Program *program, bool is_again);
void proving_close(const Proving *proving);
void prove_function(Function *function, void *proving);

/* effects: raise sets, who needs a context, who is reached; checks the raises clauses. */
bool pass_effects(Program *program);
/* order: evaluation order made plain; every check a statement of its own. */
bool pass_order(Program *program);

/* memory: retain and release where values are owned. */
bool pass_memory(Program *program);
/* Are references counted, so that what is owned is released? Not those of collected types. */
bool counts_references(const Program *program);
/* Says which types are collected. `closures`: the program's NODE_BINDs that may outlive their
 * frames. */
void find_cycles(Program *program, const NodeList *closures);
/* Under --gc=refcount: names the types that are made and that nothing frees in a cycle. */
void warn_of_cycles(Program *program, const NodeList *closures);
/* Says which functions give nothing but literals. */
void find_literal_results(Program *program);
/* Does the call give a literal, which needs no owner? */
bool call_gives_literal(const Node *call);
/* Is it a method that hands over what it took out, as pop does? */
bool method_hands_over(const Node *call);

/* Appends the module as IR text, open or closed; it parses back to the same tree. */
void print_module(Buffer *out, Program *program, const Module *module);

#endif
