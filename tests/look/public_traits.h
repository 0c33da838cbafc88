/* The public functions of public_traits.ir, translated by numba2c. */
#ifndef SHAPES_H
#define SHAPES_H

#include <stdbool.h>
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

#ifndef NB_STR_TYPE
#define NB_STR_TYPE
/* A string: `size` bytes of UTF-8 that hold `length` code points. */
typedef struct nb_str {
    const char *data;
    int64_t size;
    int64_t length;
    nb_block *owner; /* what the bytes lie in, or NULL: they are a literal's or the caller's */
} nb_str;
#endif

/* Before a function whose status must be looked at. */
#if defined(__GNUC__)
#define NB_CHECKED __attribute__((warn_unused_result))
#else
#define NB_CHECKED
#endif

#ifndef NB_TYPE
#define NB_TYPE
/* A type of exception, and what it derives from. */
typedef struct nb_type {
    const char *name;
    const struct nb_type *base;
} nb_type;
#endif

#ifndef NB_NAME_Circle
#define NB_NAME_Circle
typedef struct Circle Circle;
#endif

#ifndef NB_TYPE_dyn_Shape
#define NB_TYPE_dyn_Shape
/* What has an area. */
typedef struct dyn_Shape {
    void *object;
    const struct Shape_vtable *vtable;
} dyn_Shape;
#endif

#ifndef NB_TYPE_nb_list_dyn_Shape
#define NB_TYPE_nb_list_dyn_Shape
/* A list: `capacity` items have room before `items` must grow. */
typedef struct nb_list_dyn_Shape {
    int64_t references;
    int64_t length;
    int64_t capacity;
    dyn_Shape *items;
} nb_list_dyn_Shape;
#endif

#ifndef NB_TYPE_Circle
#define NB_TYPE_Circle
struct Circle {
    int64_t references;
    double radius;
};
#endif

#ifndef NB_TYPE_Shape_vtable
#define NB_TYPE_Shape_vtable
/* What a type has for Shape. C code gives the trait to a type of its own by a table that lives
 * on: {&object, &table}. `retain` adds an owner of the object, `release` takes one away. */
typedef struct Shape_vtable {
    const nb_type *(*type)(void *self);
    void (*retain)(void *object), (*release)(nb_context *ctx, void *object);
    double (*area)(void *self);
    nb_status (*scale)(nb_context *ctx, void *self, double by);
    nb_str (*label)(void *self);
} Shape_vtable;
#endif

#ifndef NB_TYPE_Tile
#define NB_TYPE_Tile
typedef struct Tile {
    double side;
} Tile;
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Raises nothing. */
void Circle_init(Circle *self, double radius);

/* Raises nothing. */
double shapes_total(nb_list_dyn_Shape *shapes);

/* Raises nothing. */
bool shapes_is_circle(dyn_Shape shape);

/* Makes a Circle. */
NB_CHECKED nb_status Circle_new(nb_context *ctx, double radius, Circle **result);

/* In square metres. Raises nothing. */
double Shape_area(dyn_Shape self);

/* Raises ValueError. */
NB_CHECKED nb_status Shape_scale(nb_context *ctx, dyn_Shape self, double by);

/* Raises nothing. */
nb_str Shape_label(dyn_Shape self);

/* The object as a Shape. It has no owner more: whoever has both gives up one of them. */
dyn_Shape Circle_to_Shape(Circle *self);

/* A Shape that holds the value, which it takes over. Raises MemoryError. */
NB_CHECKED nb_status Tile_to_Shape(nb_context *ctx, Tile value, dyn_Shape *result);

/* Gives up a value that a function gave; a second time does nothing. */
void shapes_release_Circle(nb_context *ctx, Circle **x);

/* Gives up a value that a function gave; a second time does nothing. */
void shapes_release_dyn_Shape(nb_context *ctx, dyn_Shape *x);

/* Gives up a value that a function gave; a second time does nothing. */
void shapes_release_str(nb_context *ctx, nb_str *x);

/* A context to call functions with, or NULL: there is no memory. */
nb_context *shapes_context_new(void);

/* Frees the context and what was allocated through it. */
void shapes_context_free(nb_context *ctx);

/* What was raised last: "IndexError: index out of range". The context owns the text. */
const char *shapes_context_error(nb_context *ctx);

#ifdef __cplusplus
}
#endif

#endif
