/* Types: interned, so that equal types are the same pointer. */
#ifndef N2C_TYPE_H
#define N2C_TYPE_H

#include "buffer.h"
#include "name.h"

#include <stdbool.h>

typedef enum TypeKind {
    TYPE_ERROR, /* after a diagnostic: fits anywhere, so that one mistake is told once */
    TYPE_NONE,  /* the unit type */
#define SCALAR(KIND, name, c, header, bits, class) TYPE_##KIND,
#include "scalars.def"
#undef SCALAR
    TYPE_CHAR, /* only under ptr: C's char */
    TYPE_STR,
    TYPE_TUPLE,     /* arguments: the items */
    TYPE_ARRAY,     /* arguments[0]: the element; rank; strided */
    TYPE_FN,        /* arguments: parameters, then the result last */
    TYPE_PTR,       /* arguments[0]: what it points to */
    TYPE_STRUCT,    /* declaration */
    TYPE_EXCEPTION, /* declaration; a reference */
} TypeKind;

typedef enum ScalarClass {
    CLASS_NOT_SCALAR,
    CLASS_BOOL,
    CLASS_SIGNED,
    CLASS_UNSIGNED,
    CLASS_FLOAT,
    CLASS_COMPLEX,
} ScalarClass;

struct Module;
enum { MOST_AXES = 32 }; /* of an array */

struct Symbol;

typedef struct Type Type;
struct Type {
    TypeKind kind;
    uint32_t hash;
    uint16_t rank;  /* of an array */
    bool strided;   /* of an array */
    uint32_t count; /* of arguments */
    const Type **arguments;
    struct Symbol *declaration; /* of a struct or an exception */
    const char *c_name;         /* the emitter's: what C calls it; NULL until it asked */
};

typedef struct ScalarInfo {
    const char *name;
    const char *c_type;
    const char *c_header; /* the standard header that declares it, or NULL */
    int bits;
    ScalarClass class;
} ScalarInfo;

typedef struct Types {
    Arena *arena;
    const Type *scalar[TYPE_CHAR + 1]; /* by kind: TYPE_ERROR to TYPE_CHAR */
    const Type *str;
    Type **slots;
    uint32_t size;
    uint32_t count;
} Types;

void types_open(Types *types, Arena *arena);
const Type *type_tuple(Types *types, const Type *const *items, uint32_t count);
const Type *type_array(Types *types, const Type *element, uint16_t rank, bool strided);
/* `signature`: `count` parameter types, then the result type. */
const Type *type_fn(Types *types, const Type *const *signature, uint32_t count);
const Type *type_ptr(Types *types, const Type *target);
const Type *type_declared(Types *types, TypeKind kind, struct Symbol *declaration);

/* The table's row of a scalar type; for other types one of class CLASS_NOT_SCALAR. */
const ScalarInfo *scalar_info(const Type *type);
static inline ScalarClass scalar_class(const Type *type)
{
    return scalar_info(type)->class;
}
bool type_is_integer(const Type *type);
bool type_is_float(const Type *type);
bool type_is_numeric(const Type *type); /* integer, float or complex; not bool */
/* The float type of a complex type's parts. */
const Type *complex_part(const Types *types, const Type *type);
/* Appends the IR's spelling in `module`: "array[float64, 1]", "geometry.Point" for a type of
 * another module; `module` NULL: no type gets a qualifier. */
void type_print(Buffer *out, const Type *type, const struct Module *module);
/* The spelling without qualifiers, as a string in the types' arena, for diagnostics. */
const char *type_text(const Types *types, const Type *type);

#endif
