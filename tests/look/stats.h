/* The public functions of stats.ir, translated by numba2c. */
#ifndef STATS_H
#define STATS_H

#include <stdint.h>

#ifndef NB_STATUS
#define NB_STATUS
/* Whether a function returned, or raised: then the context tells what. */
typedef enum nb_status { NB_OK = 0, NB_RAISED = 1 } nb_status;
#endif

#ifndef NB_CONTEXT
#define NB_CONTEXT
typedef struct nb_context nb_context;
#endif

#ifndef NB_BLOCK
#define NB_BLOCK
typedef struct nb_block nb_block;
#endif

/* Before a function whose status must be looked at. */
#if defined(__GNUC__)
#define NB_CHECKED __attribute__((warn_unused_result))
#else
#define NB_CHECKED
#endif

#ifndef NB_TYPE_nb_array_float64_1d
#define NB_TYPE_nb_array_float64_1d
/* A contiguous array: the last axis varies fastest. */
typedef struct nb_array_float64_1d {
    double *data;
    int64_t shape[1];
    nb_block *owner; /* what the elements lie in, or NULL: they are the caller's */
} nb_array_float64_1d;
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The mean of `a`, or `fallback` where there is none. Raises nothing. */
double stats_mean_or(nb_context *ctx, nb_array_float64_1d a, double fallback);

/* How far `a[k]` lies above the mean. Raises IndexError, EmptyError. */
NB_CHECKED nb_status stats_excess(nb_context *ctx, nb_array_float64_1d a, int64_t k,
                                  double *result);

/* A context to call functions with, or NULL: there is no memory. */
nb_context *stats_context_new(void);

/* Frees the context and what was allocated through it. */
void stats_context_free(nb_context *ctx);

/* What was raised last: "IndexError: index out of range". The context owns the text. */
const char *stats_context_error(nb_context *ctx);

#ifdef __cplusplus
}
#endif

#endif
