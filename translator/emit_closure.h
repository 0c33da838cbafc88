/* What the files that emit function values share. */
#ifndef N2C_EMIT_CLOSURE_H
#define N2C_EMIT_CLOSURE_H

#include "emit_internal.h"

/* A function as a value. */
typedef struct FunctionValue {
    const Function *function;
    const char *target; /* what C calls: it, or what looks a method up */
    const char *stem;   /* what the names of the C made for it begin with */
    const Type *type;
    uint32_t bound; /* how many leading parameters are captured */
} FunctionValue;

FunctionValue function_value_of(Emitter *e, const Node *node);
/* The struct of what it captures, made once. */
const char *environment_type(Emitter *e, const FunctionValue *value);
/* The name of the function that calls it in the convention of function values; made once. */
const char *make_thunk(Emitter *e, const FunctionValue *value);

#endif
