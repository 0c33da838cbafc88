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
    TYPE_ARRAY,     /* arguments[0]: the element; rank; strided. In a generic the rank may be a
                       parameter: rank 0, arguments[1] */
    TYPE_FN,        /* arguments: parameters, then the result last */
    TYPE_PTR,       /* arguments[0]: what it points to */
    TYPE_STRUCT,    /* declaration */
    TYPE_EXCEPTION, /* declaration; a reference */
    TYPE_BYTES,
    TYPE_OPTION,    /* arguments[0]: the value's type */
    TYPE_LIST,      /* arguments[0]: the element; a reference, as dict, set and class are */
    TYPE_SET,       /* arguments[0]: the element */
    TYPE_DICT,      /* arguments: the key, the value */
    TYPE_CLASS,     /* declaration */
    TYPE_DYN,       /* declaration: the trait */
    TYPE_PARAMETER, /* declaration: of a generic; gone in instances */
    TYPE_NUMBER,    /* number: what an integer parameter of a generic stands for */
} TypeKind;

typedef enum ScalarClass {
    CLASS_NOT_SCALAR,
    CLASS_BOOL,
    CLASS_SIGNED,
    CLASS_UNSIGNED,
    CLASS_FLOAT,
    CLASS_COMPLEX,
} ScalarClass;

struct Function;
struct Module;
enum { MOST_AXES = 32 }; /* of an array */

struct Symbol;

typedef struct Type Type;
struct Type {
    TypeKind kind;
    uint32_t hash;
    uint16_t rank;     /* of an array */
    bool strided;      /* of an array */
    bool is_open;      /* a type parameter stands in it */
    uint8_t managed;   /* type_is_managed's: 0: not known yet, 1: no, 2: yes */
    bool is_collected; /* not counted, as its values can form cycles (memory_cycles.c) */
    bool is_bare;      /* of a function: no environment of it is counted (memory_cycles.c) */
    uint32_t count;    /* of arguments */
    uint32_t weight;   /* how many types stand in it, itself included */
    int64_t number;
    const Type **arguments;
    const Type *raises; /* of a function with a raises clause: the tuple of what it names, none of
                           it derived from another, by name; NULL: it may raise anything */
    /* of a struct, exception, class, trait or type parameter; a generic's own symbol only together
     * with arguments that hold type parameters: else an instance's */
    struct Symbol *declaration;
    const char *c_name;        /* the emitter's: what C calls it; NULL until it asked */
    struct TypeVertex *vertex; /* memory_cycles.c's, while it works */
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
    const Type *bytes;
    Type **slots;
    uint32_t size;
    uint32_t count;
} Types;

void types_open(Types *types, Arena *arena);
const Type *type_tuple(Types *types, const Type *const *items, uint32_t count);
const Type *type_array(Types *types, const Type *element, uint16_t rank, bool strided);
/* `signature`: `count` parameter types, then the result type. */
const Type *type_fn(Types *types, const Type *const *signature, uint32_t count);
/* The function type with another raises clause, as Type.raises. */
const Type *type_fn_raising(Types *types, const Type *function, const Type *raises);
/* Are the types of functions the same but for their raises clauses? */
bool type_is_same_call(const Type *a, const Type *b);
/* Does its clause say `raises nothing`? Then C's function returns the result, no status. */
bool type_raises_nothing(const Type *type);
/* Is a function type's clause met by a function that raises what `raised`, another's, says? */
bool type_allows_raises(const Type *type, const Type *raised);
const Type *type_ptr(Types *types, const Type *target);
const Type *type_option(Types *types, const Type *value);
const Type *type_list(Types *types, const Type *element);
const Type *type_set(Types *types, const Type *element);
const Type *type_dict(Types *types, const Type *key, const Type *value);
const Type *type_declared(Types *types, TypeKind kind, struct Symbol *declaration);
/* A generic with arguments that hold type parameters. */
const Type *type_applied(Types *types, TypeKind kind, struct Symbol *generic,
                         const Type *const *arguments, uint32_t count);
const Type *type_number(Types *types, int64_t number);
/* An array whose rank is a type parameter. */
const Type *type_array_open(Types *types, const Type *element, const Type *rank, bool strided);

/* The table's row of a scalar type; for other types one of class CLASS_NOT_SCALAR. */
const ScalarInfo *scalar_info(const Type *type);
static inline ScalarClass scalar_class(const Type *type)
{
    return scalar_info(type)->class;
}
bool type_is_integer(const Type *type);
bool type_is_float(const Type *type);
bool type_is_numeric(const Type *type); /* integer, float or complex; not bool */
/* Is it a str or bytes: an immutable sequence of what its literals are made of? */
bool type_is_text(const Type *type);
/* Is it a list, a set or a dict? */
bool type_is_container(const Type *type);
/* Is a value of it a pointer to something shared, so that `same` can compare it and C's NULL is
 * free for none: a container, a class or an exception? */
bool type_is_reference(const Type *type);
/* Is it so of a part of such a value: a tuple's or option's item, a struct's field? `is` may ask on
 * for the parts of these: a struct does not hold itself. */
bool type_any_part(const Type *type, bool (*is)(const Type *part));
/* Does a value of it own memory that is counted: text, an array, a container, an object, what a dyn
 * or a closure holds, or a value with such a part? */
bool type_is_managed_value(const Type *type);
static inline bool type_is_managed(const Type *type)
{
    return type->kind >= TYPE_STR && type_is_managed_value(type);
}
/* The type that all exceptions derive from. */
const Type *exception_root(const Type *type);
/* Is zero bytes a value of the type: 0, an empty text or array, none, and what is made of such? */
bool type_has_empty(const Type *type);
/* Lets type_is_managed find out again, after types became collected or bare. */
void types_forget_managed(const Types *types);
/* The float type of a complex type's parts. */
const Type *complex_part(const Types *types, const Type *type);
/* Has the module a type of its own that hides the built-in one of that name? */
bool module_hides_type(const struct Module *module, const char *name);
/* What `module` calls it behind a qualifier: of several functions of one name, another module's
 * still share that. */
const Name *symbol_name_in(const struct Symbol *symbol, const struct Module *module);
/* Appends what the symbol is called in `module`: "x", "geometry.area", "geometry.Pair[int64, str]";
 * `module` NULL: no qualifier. */
void symbol_print(Buffer *out, const struct Symbol *symbol, const struct Module *module);
/* Appends the IR's spelling in `module`: "array[float64, 1]", "geometry.Point" for a type of
 * another module; `module` NULL: no type gets a qualifier. */
void type_print(Buffer *out, const Type *type, const struct Module *module);
/* Appends a method's type, in the same spelling: "fn(self, int64) -> float64". */
void method_type_print(Buffer *out, const struct Function *method, const struct Module *module);
/* Appends the type as a part of a name: "float64", "array_float64_1d", "Pair_int64_str". */
void type_word(Buffer *out, const Type *type);
/* The spelling without qualifiers, as a string in the types' arena, for diagnostics. */
const char *type_text(const Types *types, const Type *type);
/* The same of what symbol_print appends. */
const char *symbol_text(const Types *types, const struct Symbol *symbol);

#endif
