/* The call graph: who calls whom, and its strongly connected components. */
#ifndef N2C_CALL_GRAPH_H
#define N2C_CALL_GRAPH_H

#include "ir.h"
#include "raise_set.h"

typedef struct Vertex Vertex;

typedef struct Edge {
    Vertex *target;
    bool is_call;     /* false: the function is only named, as a value */
    bool is_by_table; /* a trait's method calls it: the table that holds it is what reaches it */
    Vertex *slot;     /* of a method in a table: the trait's method; what does not reach that does
                         not reach this. Else NULL */
} Edge;

/* A function; a trait's method calls what its impls give; or, with `function` NULL, whatever a
 * function value or a foreign function may call, or a slot: what a call may come to that looks a
 * class's method up in the object. */
struct Vertex {
    Function *function;
    Vertex *slot;    /* of a method that overrides or is overridden: the vertex of all those */
    Function *root;  /* of a slot: the method that overrides none; else NULL */
    Effects effects; /* of a slot: effects.c's, of all its methods together */
    LIST(Edge) edges;
    RaiseSet raises;          /* effects.c's: what can leave it, so far */
    uint32_t number;          /* in the order of discovery from 1; 0: not seen yet */
    uint32_t low;             /* the lowest number known to be reached within the component */
    uint32_t next_edge;       /* of the search, while it is under way */
    bool is_stacked;          /* in a component that is not complete */
    bool is_recursive;        /* it may call itself, directly or not */
    bool is_reached;          /* of a slot */
    bool changes_sizes;       /* sizes.c's: of containers that are not its own alone */
    bool is_early;            /* effects_globals.c's: an initialiser reaches it, */
    bool is_late;             /* or the end of an object */
    uint32_t set_before;      /* of an early one: how many globals are set by then */
    bool is_live;             /* of a method in a slot: objects of a class that has it are made */
    LIST(const Node *) makes; /* NODE_CONSTRUCTs of objects */
};

/* Vertices whose components are complete, callees before callers. The methods of a slot have one
 * convention in C, so whoever calls one of them comes after all. */
typedef struct Component {
    Vertex **vertices;
    uint32_t count;
} Component;

typedef struct CallGraph {
    Program *program;
    Arena *arena;
    LIST(Vertex *) vertices; /* in the program's order; a symbol's `fact` is its vertex */
    Vertex *values;          /* calls every function that is used as a value that may raise */
    Vertex *quiet_values;    /* the same of values that raise nothing */
    Vertex *foreign;         /* calls every public function */
    Vertex *callers;         /* has the tables that C callers use; NULL: there is no header */
    bool has_slots;
    NodeList closures; /* NODE_BINDs that may outlive their frames */
    LIST(Component) components;
    LIST(Edge)
    waiting; /* to methods in tables whose slots are not reached, while these are found */
} CallGraph;

/* Builds the graph of all functions and finds its components and who is recursive. */
void call_graph_open(CallGraph *graph, Program *program, Arena *arena);
/* The same, where find_effectful (effects.h) has seen every function since it last changed. */
void call_graph_open_found(CallGraph *graph, Program *program, Arena *arena);
/* Takes the vertices off the symbols. */
void call_graph_close(const CallGraph *graph);
/* Sets `is_reached` of each function that is reached from outside, `has_slot` of methods, and
 * `is_made` of classes. */
void call_graph_mark_reached(CallGraph *graph);

#endif
