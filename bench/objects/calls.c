#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 2000000, COUNT = 64 };

/* --- a vtable --- */

typedef struct Shape Shape;

typedef struct ShapeMethods {
    double (*area)(const Shape *self);
} ShapeMethods;

struct Shape {
    const ShapeMethods *methods;
    double scale;
};

typedef struct Square {
    Shape shape;
    double side;
} Square;

typedef struct Disc {
    Shape shape;
    double radius;
} Disc;

static double square_area(const Shape *shape)
{
    const Square *self = (const Square *)shape;

    return self->side * self->side * self->shape.scale;
}

static double disc_area(const Shape *shape)
{
    const Disc *self = (const Disc *)shape;

    return self->radius * self->radius * self->shape.scale;
}

static const ShapeMethods square_methods = {square_area};
static const ShapeMethods disc_methods = {disc_area};

/* --- an object beside its table --- */

typedef struct Sized {
    const void *object;
    const struct SizedMethods {
        double (*size)(const void *self);
    } *methods;
} Sized;

static double box_size(const void *self)
{
    return *(const double *)self * *(const double *)self;
}

static double ball_size(const void *self)
{
    return *(const double *)self * 3.0;
}

static const struct SizedMethods box_methods = {box_size};
static const struct SizedMethods ball_methods = {ball_size};

/* --- a function beside its environment --- */

typedef struct Closure {
    double (*call)(const void *environment, double x);
    const void *environment;
} Closure;

static double scale(const void *environment, double x)
{
    return x * *(const double *)environment;
}

static double move(const void *environment, double x)
{
    return x + *(const double *)environment;
}

/* --- the loops --- */

typedef struct Shapes { Shape **items; int64_t length; } Shapes;
typedef struct Things { Sized *items; int64_t length; } Things;
typedef struct Functions { Closure *items; int64_t length; } Functions;

__attribute__((noinline)) static double areas(const Shapes *shapes)
{
    double sum = 0.0;

    for (int64_t i = 0; i < shapes->length; i++) {
        sum += shapes->items[i]->methods->area(shapes->items[i]);
    }
    return sum;
}

__attribute__((noinline)) static double sizes(const Things *things)
{
    double sum = 0.0;

    for (int64_t i = 0; i < things->length; i++) {
        sum += things->items[i].methods->size(things->items[i].object);
    }
    return sum;
}

__attribute__((noinline)) static double applied(const Functions *functions)
{
    double x = 1.0;

    for (int64_t i = 0; i < functions->length; i++) {
        x = functions->items[i].call(functions->items[i].environment, x);
    }
    return x;
}

static void *made(const void *value, size_t size)
{
    char *copy = malloc(size);

    if (copy == NULL) {
        exit(1);
    }
    for (size_t i = 0; i < size; i++) {
        copy[i] = ((const char *)value)[i];
    }
    return copy;
}

int main(void)
{
    static Shape *shapes[COUNT];
    static Sized things[COUNT];
    static Closure functions[COUNT];
    double sum = 0.0;

    for (int i = 0; i < COUNT; i++) {
        double x = i;

        if (i % 3 == 0) {
            shapes[i] = made(&(Square){{&square_methods, 1.0}, x}, sizeof(Square));
            things[i] = (Sized){made(&x, sizeof x), &box_methods};
            functions[i] = (Closure){scale, made(&(double){0.5}, sizeof(double))};
        } else {
            shapes[i] = made(&(Disc){{&disc_methods, 3.0}, x}, sizeof(Disc));
            things[i] = (Sized){made(&x, sizeof x), &ball_methods};
            functions[i] = (Closure){move, made(&x, sizeof x)};
        }
    }
    Shapes all_shapes = {shapes, COUNT};
    Things all_things = {things, COUNT};
    Functions all_functions = {functions, COUNT};

    clock_t start = clock();
    for (int i = 0; i < ROUNDS; i++) {
        sum += areas(&all_shapes);
    }
    long virtual = (long)(clock() - start);
    start = clock();
    for (int i = 0; i < ROUNDS; i++) {
        sum += sizes(&all_things);
    }
    long dynamic = (long)(clock() - start);
    start = clock();
    for (int i = 0; i < ROUNDS; i++) {
        sum += applied(&all_functions);
    }
    long closed = (long)(clock() - start);
    if (!(sum > 0.0)) {
        return 1;
    }
    printf("%ld %ld %ld %ld\n", virtual, dynamic, closed, closed);
    return 0;
}
