/* The IR: one tree from the reader to the last lowering; passes rewrite it.
 *
 * Open IR may leave types out (`type` NULL) and mix numeric operands. Closed IR (after infer)
 * has a type on every expression, every conversion written as NODE_CONVERT, every name
 * resolved, and no node of a kind marked "open" below; "closed" kinds are made by resolve and
 * infer. Beside each kind stands the IR text it is printed as, and what C it becomes where that
 * says more. */
#ifndef N2C_IR_H
#define N2C_IR_H

#include "diagnostic.h"
#include "type.h"

typedef enum Precedence {
    PRECEDENCE_RANGE,       /* lo..hi step s */
    PRECEDENCE_CONDITIONAL, /* a if c else b; fn(x) => e */
    PRECEDENCE_OR,
    PRECEDENCE_AND,
    PRECEDENCE_NOT,
    PRECEDENCE_COMPARISON,
    PRECEDENCE_BIT_OR,
    PRECEDENCE_BIT_XOR,
    PRECEDENCE_BIT_AND,
    PRECEDENCE_SHIFT,
    PRECEDENCE_ADDITIVE,
    PRECEDENCE_MULTIPLICATIVE,
    PRECEDENCE_UNARY,
    PRECEDENCE_POWER,
    PRECEDENCE_POSTFIX,
} Precedence;

typedef enum Operator {
    OP_NONE, /* of a plain assignment */
#define OPERATOR(ID, spelling, word, precedence, group) OP_##ID,
#include "operators.def"
#undef OPERATOR
    OPERATOR_COUNT
} Operator;

typedef enum OperatorGroup {
    GROUP_ARITHMETIC,
    GROUP_DIVISION,
    GROUP_BITWISE,
    GROUP_SHIFT,
    GROUP_COMPARISON,
    GROUP_LOGICAL,
    GROUP_MEMBER,
    GROUP_UNARY,
} OperatorGroup;

typedef struct OperatorInfo {
    const char *spelling;
    const char *word;
    Precedence precedence;
    OperatorGroup group;
} OperatorInfo;

extern const OperatorInfo operator_table[OPERATOR_COUNT];

/* The comparison with its sides exchanged: a < b is b > a. */
Operator operator_mirrored(Operator op);

enum { ANY = 255 }; /* a built-in's most arguments, where there is no limit */

typedef enum BuiltinStyle {
    STYLE_FUNCTION,
    STYLE_GENERIC,
    STYLE_METHOD,
    STYLE_FIELD,
    STYLE_AXIS,
    STYLE_CHECK,
} BuiltinStyle;

typedef enum BuiltinRule {
    RULE_LEN,
    RULE_ABS,
    RULE_EXTREME,
    RULE_ROUND,
    RULE_PRINT,
    RULE_STR,
    RULE_ORD,
    RULE_CHR,
    RULE_FORMAT,
    RULE_HASH,
    RULE_TYPE_NAME,
    RULE_WRAP_INDEX,
    RULE_CHECKED_DIV,
    RULE_ZEROS,
    RULE_FULL,
    RULE_ARRAY,
    RULE_COPY,
    RULE_SHAPE,
    RULE_SIZE,
    RULE_PART,
    RULE_SAME,
    RULE_IDENTICAL,
    RULE_MAP,
    RULE_REDUCE,
    RULE_FILTER,
    RULE_SCAN,
    RULE_ZIP,
    RULE_ALLPAIRS,
    RULE_FLOATS,
    RULE_FLOAT_TEST,
    RULE_OWNED,
    RULE_NOTHING,
    RULE_RELEASE,
    RULE_CAUGHT,
    RULE_CHECK,
    RULE_VALUE,
    RULE_CELL,
    RULE_METHOD,
    RULE_LIST_OF,
    RULE_SUM,
    RULE_ANY,
    RULE_SORTED,
    RULE_SORT_KEY,
    RULE_SORT_BY,
    RULE_REVERSED,
    RULE_REFLECT,
    RULE_RANGE,
    RULE_ITER,
    RULE_NEXT,
    RULE_ENUMERATE,
    RULE_ENTRY,
} BuiltinRule;

typedef enum Effect {
    EFFECT_PURE,
    EFFECT_READ,
    EFFECT_ALLOCATE,
    EFFECT_CALL,
    EFFECT_WRITE,
    EFFECT_RELEASE,
    EFFECT_FREE,
} Effect;

typedef enum BuiltinId {
    BUILTIN_NOT_ONE,
#define BUILTIN(ID, name, STYLE, fewest, most, RULE, EFFECT, raises) BUILTIN_##ID,
#include "builtins.def"
#undef BUILTIN
    BUILTIN_FIRST_METHOD,
    BUILTIN_BEFORE_METHODS = BUILTIN_FIRST_METHOD - 1,
#define METHOD(ID, RECEIVER, name, parameters, result, EFFECT, raises, function) BUILTIN_##ID,
#include "methods.def"
#undef METHOD
    BUILTIN_COUNT
} BuiltinId;

typedef struct Builtin {
    const char *name;
    BuiltinStyle style;
    uint8_t fewest;
    uint8_t most;
    BuiltinRule rule;
    Effect effect;
    uint64_t raises; /* EXCEPTION_BITs: see raise_set.h */
    /* Of the rows of methods.def: */
    TypeKind receiver;
    const char *parameters; /* one letter for each type */
    const char *result;
    const char *function; /* the end of its C name */
} Builtin;

extern const Builtin builtin_table[BUILTIN_COUNT];

typedef struct Node Node;
typedef struct Function Function;
typedef struct Symbol Symbol;
typedef struct Module Module;
typedef LIST(Node *) NodeList;
typedef LIST(Symbol *) SymbolList;
typedef LIST(Function *) FunctionList;
typedef LIST(const char *) TextList;

typedef enum NodeKind {
    /* --- expressions; each has `type` once closed --- */
    NODE_INTEGER,     /* 42            integer; closed: the value in its type's two's complement */
    NODE_FLOAT,       /* 1.5, inf      number */
    NODE_IMAGINARY,   /* 2.5j          number: the imaginary part */
    NODE_STRING,      /* "…", b"…"     string; of bytes: `type` is known in open IR too */
    NODE_BOOL,        /* true          integer: 0 or 1 */
    NODE_NONE,        /* none */
    NODE_NAME,        /* x, m.f        name: name, symbol (set by resolve), qualifier */
    NODE_UNARY,       /* -x            unary; FLAG_PROVEN on OP_NEGATE: it cannot overflow */
    NODE_BINARY,      /* a + b         binary; FLAG_PROVEN: no overflow, divisor nonzero, shift or
                                       exponent in range. Printed `a +! b` */
    NODE_CHAIN,       /* a < b <= c    chain: two or more comparisons; each operand once */
    NODE_CONDITIONAL, /* a if c else b conditional */
    NODE_CALL,        /* f(a, b)       call: of a declared function (callee a NODE_NAME whose
                                       symbol is a SYMBOL_FUNCTION) or of a function value */
    NODE_BUILTIN,     /* len(a)        builtin: one of builtins.def (closed) */
    NODE_CONVERT,   /* float64(x)    convert: to `type`; operand one, or two for complex(re, im) */
    NODE_CONSTRUCT, /* Vec3(x, y, z) construct: a struct or exception (closed) */
    NODE_INDEX,     /* a[i, j]       index; closed: an array element (all axes), or a character
                                     of a str. FLAG_PROVEN: in range, printed a[!i, j] */
    NODE_VIEW,      /* a[lo:hi, i]   index (closed): a strided view, or a slice of a str; items
                                     are NODE_SLICE or an index. FLAG_PROVEN: the indices are in
                                     range */
    NODE_ITEM,      /* t[1]          item (closed): of a tuple */
    NODE_SLICE,     /* lo:hi:step    slice: any may be NULL; only in brackets */
    NODE_FIELD,     /* p.x           field; closed: of a struct or an exception */
    NODE_METHOD,    /* a.copy(x)     method: open only, infer makes a BUILTIN or a CALL of it */
    NODE_TUPLE,     /* (a, b), (a,)  list */
    NODE_LIST,      /* [a, b]        list: a list's display, or array()'s argument, nested for more
                                       axes */
    NODE_SET,       /* {a, b}        list */
    NODE_DICT,      /* {k: v}        list: keys and values by turns; `{}` too */
    NODE_IS,        /* x is C        type_test: of an option, a class or a dyn */
    NODE_AS,        /* x as C        type_test: the checked conversion; raises TypeError */
    NODE_LAMBDA,    /* fn(x) => e    function: gone after the closures pass */
    NODE_RANGE,     /* lo..hi step s range: only in for */
    NODE_REFERENCE, /* ref x         unary: what is passed to a `ref` parameter. C: &x */
    NODE_BIND,      /* bind f(k)     call: a function value: f with its leading parameters bound
                                     to the captured values (from the closures pass on). C: a
                                     struct { call, environment }, the environment on the stack */
    NODE_TYPE,      /* array[int64, 1] type_form: a type as written (open) */
    /* --- statements --- */
    NODE_BLOCK,      /* { … }                  list; a block makes a scope */
    NODE_LET,        /* let x: T = e, var x    let: the symbol's `is_mutable` tells which */
    NODE_LET_TUPLE,  /* let (a, b) = t         let_tuple */
    NODE_ASSIGN,     /* x = e, a[i] += e       assign; op OP_NONE for `=` */
    NODE_EXPRESSION, /* f(x)                   unary: a call for its effect */
    NODE_IF,         /* if c { } else …        if_; otherwise NULL, a NODE_BLOCK or a NODE_IF */
    NODE_WHILE,      /* while c { }            while_ */
    NODE_FOR,        /* for i in lo..hi { }    for_: iterable a NODE_RANGE, an array or a str. After
                                               the loops pass only ranges and strs are left */
    NODE_BREAK,
    NODE_CONTINUE,
    NODE_RETURN,   /* return e               unary: operand may be NULL */
    NODE_RAISE,    /* raise e from c         raise: value NULL raises the handled one again */
    NODE_TRY,      /* try { } except …       try_ */
    NODE_HANDLER,  /* except (A, B) as e { } handler: within a NODE_TRY */
    NODE_ASSERT,   /* assert c, "message"    assert_ */
    NODE_FUNCTION, /* a nested fn            function: gone after the closures pass */
    NODE_PASS,     /* nothing: what a pass leaves of a statement it removed; not printed */
    NODE_KIND_COUNT
} NodeKind;

typedef enum NodeFlag {
    FLAG_PROVEN = 1,      /* the operation cannot overflow, raise or leave its range */
    FLAG_IMPLIED = 2,     /* a NODE_CONVERT that infer added */
    FLAG_PARENTHESES = 4, /* the source had them: (a) == b is no chain */
    FLAG_TRUSTED = 8,     /* an index that --checks or @unchecked left unchecked: not proven,
                             printed as proven */
    /* Of a NODE_HANDLER, set by effects: */
    FLAG_CATCHES_ALL = 16,    /* all that can arrive at it is caught */
    FLAG_USES_EXCEPTION = 32, /* it names the exception or raises it again */
    /* Set by prove: */
    FLAG_PLAIN = 64,  /* of // % << >>, besides FLAG_PROVEN: the operands are not negative and the
                         result fits, so that C's operator gives it */
    FLAG_STEPS = 128, /* a NODE_RANGE or NODE_SLICE: its step is not zero */
    FLAG_NOT_NEGATIVE = 256, /* an index, or a check of one or of a shift: it is not negative */
    FLAG_NOT_BEYOND = 512,   /* the same: it is less than the length or the bits */
    FLAG_FAILS = 1024,       /* a check that never passes */
    FLAG_ESCAPES = 2048,     /* of a NODE_BIND: it may outlive its frame. Printed `bind! f(k)` */
    FLAG_READ = 8,           /* the same: it was written `bind! f(k)`, after the closures pass */
    FLAG_VIRTUAL = 4096,     /* a NODE_CALL or NODE_BIND: the object's class has the method; printed
                                o.m(x), and without it C.m(o, x) */
    FLAG_UNSET = 8192,       /* a NODE_NAME: a global that may have no value. Set by effects */
    FLAG_QUALIFIED = 16384,  /* a NODE_NAME: it has a qualifier, and the room for it */
    FLAG_NAMES = 32768,      /* an `and`: its left operand names what its right one uses (infer) */
} NodeFlag;

/* Nodes are most of a translation's memory, so those whose arm has at most two words, or three, end
 * behind it; see node_size in node.c. A pass turns a node in its place only into one that is no
 * larger. */
struct Node {
    uint8_t kind;   /* NodeKind */
    uint8_t op;     /* Operator: of UNARY, BINARY, ASSIGN; of a class's CONSTRUCT the number of the
                       `init` among those that it has */
    uint16_t flags; /* NodeFlag */
    Span span;
    const Type *type; /* of an expression, once closed */
    /* clang-format off */
    union {
        struct { uint64_t value; bool is_negative; } integer; /* open: a magnitude and a sign */
        double number;
        struct { const char *bytes; uint32_t size; } string;
        struct { Name *name; Symbol *symbol; Name *qualifier; } name; /* node_qualifier: m of m.f */
        struct { Node *operand; } unary;
        /* reason: why it is proven, for the C comment, or NULL */
        struct { Node *left; Node *right; const char *reason; } binary;
        struct { NodeList operands; uint8_t *operators; } chain; /* operands.count - 1 operators */
        struct { Node *condition; Node *then; Node *otherwise; } conditional;
        struct { Node *callee; NodeList arguments; NodeList types; } call; /* types: f[T](…) */
        /* element: the T of zeros[T] */
        struct { BuiltinId id; NodeList arguments; const Type *element; } builtin;
        /* target: a NODE_TYPE (open) */
        struct { Node *operand; Node *second; Node *target; } convert;
        /* target: a NODE_TYPE (also in closed IR, with its type), or NULL: none */
        struct { Node *operand; Node *target; bool is_negated; } type_test;
        struct { Symbol *symbol; NodeList arguments; } construct;
        struct { Node *base; NodeList items; } index;
        struct { Node *base; uint32_t position; } item;
        struct { Node *low; Node *high; Node *step; } slice;
        /* position: in the struct, or FIELD_MESSAGE, FIELD_CAUSE of an exception */
        struct { Node *base; Name *name; uint32_t position; } field;
        struct { Node *base; Name *name; NodeList arguments; } method;
        NodeList list;
        Function *function;
        struct { Node *low; Node *high; Node *step; } range; /* step may be NULL */
        /* name NULL is fn(A) -> R; `?` has the name "?"; parts NULL: there is only the name.
         * form_parts reads them */
        struct { Name *name; struct FormParts *parts; } type_form;
        /* declared: a NODE_TYPE or NULL; value NULL: `var x: T`, set on every path before it is
         * read */
        struct { Symbol *symbol; Node *declared; Node *value; } let;
        struct { SymbolList symbols; Node *value; } let_tuple;
        /* reason: as of a binary */
        struct { Node *target; Node *value; const char *reason; } assign;
        struct { Node *condition; Node *then; Node *otherwise; } if_;
        struct { Node *condition; Node *body; } while_;
        struct { Symbol *symbol; Node *declared; Node *iterable; Node *body; } for_;
        struct { Node *value; Node *cause; } raise;
        /* raises: what the body can raise (effects) */
        struct { Node *body; NodeList handlers; Node *otherwise; Node *finally;
                 const struct Raises *raises; } try_;
        /* names: as written; types: the exceptions, none for `except { }`; symbol: of `as e` */
        struct { NodeList names; SymbolList types; Symbol *symbol; Node *body; } handler;
        struct { Node *condition; Node *message; } assert_;
    };
    /* clang-format on */
};

enum { FIELD_MESSAGE = 1000000, FIELD_CAUSE };

/* What stands around the name of a type as written. */
typedef struct FormParts {
    Name *qualifier;    /* the m of m.T, or NULL */
    NodeList arguments; /* of fn its parameters; a rank is a NODE_INTEGER, `strided` a NODE_TYPE */
    Node *result;       /* of fn, or NULL */
    Node *raises;       /* of fn: a NODE_TUPLE of names, or NULL */
} FormParts;

typedef enum SymbolKind {
    SYMBOL_LOCAL, /* a let, var, parameter, loop variable or `as e` */
    SYMBOL_FUNCTION,
    SYMBOL_CONSTANT,
    SYMBOL_GLOBAL,
    SYMBOL_STRUCT,
    SYMBOL_EXCEPTION,
    SYMBOL_CLASS,
    SYMBOL_TRAIT,
    SYMBOL_TYPE_PARAMETER, /* T or N of a generic; its `type` is a TYPE_PARAMETER */
    SYMBOL_MODULE,
} SymbolKind;

/* Most symbols are locals, for which there is room up to `module` only: symbol_size. */
struct Symbol {
    Span span;
    uint8_t kind;        /* SymbolKind */
    bool is_mutable : 1; /* declared with var */
    bool is_parameter : 1;
    bool is_reference : 1; /* a `ref` parameter: C passes a pointer */
    bool is_referred : 1;  /* of a local: calls take it by `ref` (infer) */
    bool is_assigned : 1;  /* assigned after its declaration (infer); of a class's field: not by
                              `init` alone (effects) */
    bool is_captured : 1;  /* used by a nested function (resolve) */
    bool escapes : 1;      /* of function type: what it holds may outlive its frame (closures) */
    bool is_cell : 1;      /* shared with closures that outlive its frame (closures) */
    bool is_entry : 1;     /* the variable of a loop over a dict or set (infer) */
    bool is_joined : 1;    /* what a pattern takes further apart: named after its parts (parse) */
    bool is_fixed : 1; /* of a local: it stands where no `var` can: in for, except, with (parse) */
    bool is_declared : 1; /* of a local: its scope knows it (resolve) */
    bool is_tested : 1;   /* of a global: reads of it ask whether it has a value (order) */
    bool is_public : 1;
    bool is_sole : 1;    /* a container that no other name reaches (sizes.h) */
    bool is_exact : 1;   /* it holds an object of its type's class, not of a derived one (infer) */
    bool takes_over : 1; /* a parameter of `init` that owns what it is given (memory) */
    Name *name;
    const Type *type;   /* of a value; of a struct or exception the type it declares */
    Function *owner;    /* of a local: the function it belongs to */
    const char *c_name; /* the emitter's */
    void *fact;         /* scratch of the running pass; a pass clears what it finds */
    /* Of all but locals: */
    Module *module; /* NULL for the built-in exceptions */
    Node *value;    /* of a constant or global: its initialiser */
    Node *declared; /* of a constant or global: its type as written, or NULL */
    union {
        Function *function;
        /* of a struct, exception, class or trait; of a constant the class it stands in, or NULL */
        struct Declaration *declaration;
        Module *imported;
        struct TypeParameter *parameter;
    };
};

/* What a type parameter of a generic may stand for. */
typedef struct TypeParameter {
    NodeList bounds;           /* T: A + B, as written: NODE_TYPEs */
    LIST(const Type *) traits; /* the same, resolved: TYPE_DYNs */
    bool has_traits;           /* the bounds are traits */
    bool is_number;            /* N: int64 stands for a number */
    bool is_implied;           /* of a function's parameter whose type is left out */
} TypeParameter;

/* What came of a generic and type arguments. In open IR it has no place in its module: there its
 * name is the generic's with the arguments behind it. */
typedef struct Instance Instance;
struct Instance {
    Symbol *generic;
    Symbol *symbol;
    const Type **arguments; /* `count`, one for each type parameter */
    uint32_t count;
    uint32_t depth;         /* of parents */
    const Instance *parent; /* the instance that needed it first, or NULL */
    Span span;              /* where that was */
    bool is_implied;        /* the generic is an open function: its arguments are not written */
    bool is_listed;         /* it stands in its module, under a name of its own (infer) */
};
typedef struct InstanceList {
    Instance **items;
    uint32_t count;
    uint32_t capacity;
    bool is_full; /* too many were asked for, and that is told */
} InstanceList;

/* A struct, an exception, a class or a trait. */
/* Does a struct contain itself? */
typedef enum Nesting { NESTING_UNKNOWN, NESTING_ASKED, NESTING_KNOWN } Nesting;

typedef struct Declaration {
    Symbol *symbol;
    const char *document; /* the `##` lines, joined with newlines, or NULL */
    SymbolList fields;    /* own ones; `type` set by resolve; value unused */
    NodeList field_types; /* as written, one for each field */
    Node *base_name; /* of an exception, as written; NULL: Exception. Of a class: a NODE_TYPE; NULL:
                        no base */
    Symbol *base; /* of an exception or a class; NULL: none. Of a class whose own parameters stand
                     in its base_type: the generic */
    const Type *base_type;  /* of a class: what it derives from */
    const char *shown_type; /* of a struct, class or trait: its @named, "Pair[int64]", or NULL */
    const char *shown_name; /* "Pair" of that */
    Nesting nesting;        /* of a struct: resolve_struct.c's */
    bool is_builtin;
    bool is_reflected; /* its @reflect, or a use of what asks for it (infer) */
    /* Of a class: its own methods in order; of a trait: the required ones, which have no body, and
     * the default ones. `self` is each one's first parameter. */
    FunctionList methods;
    FunctionList initialisers; /* of a class: each `init`; none: the base's */
    FunctionList named; /* of a class or trait of closed IR: each stands for methods that the source
                           calls so (resolve) */
    struct Scope *members; /* of a class: its own fields, constants and methods (resolve) */
    bool has_derived;      /* of a class: another one derives from it (resolve) */
    bool is_linked;        /* of a class: its methods know which they override */
    bool is_made;          /* of a class: objects of it are made (effects) */
    uint64_t made_by;      /* by which `init`s: a bit for each (effects) */
    bool has_table;        /* of a class: so, or its `init` sets the table (effects) */
    bool is_key;           /* of a class or struct: a dict or a set has it in its keys (infer) */
    Function *key_hash;    /* of such a one with a __hash__: what hashes a key, else NULL (infer) */
    bool exposes_self;     /* of a class: its `init` uses `self` for more than fields (infer) */
    bool inits_again; /* of a class: an object of a derived one may meet its `init` twice (memory)
                       */
    bool has_takers_noted; /* of a class: which parameters of its `init`s take over (memory) */
    SymbolList constants;  /* of a class */
    NodeList trait_bases;  /* of a trait: those it extends, NODE_TYPEs */
    SymbolList bases;      /* the same, resolved */
    SymbolList self;       /* of a trait: the type parameter Self, alone */
    SymbolList ancestors;  /* of a trait: all that it extends, each before those it is a base of */
    bool is_overridden; /* of a trait: a class has an impl of its own beside its base's (infer) */
    SymbolList type_parameters; /* of a generic: SYMBOL_TYPE_PARAMETER */
    InstanceList instances;     /* of a generic, in the order they were asked for */
    Instance *instance;         /* what it is one of, or NULL */
} Declaration;

/* impl Trait for Type { … }, or impl Type { … }: methods of a type that has no body of its own. */
typedef struct Implementation {
    Span span;
    Module *module;
    const char *document;
    Node *trait_name; /* a NODE_TYPE, or NULL: the type's own methods */
    Symbol *trait;
    Symbol *self;           /* Self, which means `type` here */
    const Type *trait_type; /* where the trait is generic: it with its arguments, else NULL */
    Node *target;           /* a NODE_TYPE */
    const Type *type;
    SymbolList type_parameters;              /* impl[T] … */
    FunctionList methods;                    /* in order; `self` is each one's first parameter */
    LIST(struct Implementation *) instances; /* of a generic one: those that types were given */
    const struct Implementation *generic;    /* of an instance: what it came of */
} Implementation;

/* What a piece of code can raise. */
typedef struct Raises {
    SymbolList types; /* the most general ones, in a fixed order */
    bool anything;    /* a function value or `declare` without a clause is called */
} Raises;

/* What an analysis found about a function; see effects.h. */
typedef struct Effects {
    SymbolList raises;    /* the most general exceptions that can leave it, in a fixed order */
    bool raises_anything; /* a function value or `declare` without a clause is called */
    bool needs_context;   /* it raises, allocates, reads a global, or calls what does */
    bool is_recursive;    /* it may reach itself */
    bool is_pure;         /* reads and writes nothing but its own locals */
    bool writes; /* assigns elements, globals or ref parameters, prints, or calls what does */
} Effects;

typedef enum FunctionKind {
    FUNCTION_DEFINED,
    FUNCTION_EXTERN,      /* a C function */
    FUNCTION_DECLARE,     /* compiled elsewhere by numba2c, found at link time */
    FUNCTION_INITIALISER, /* made by resolve: sets a module's globals */
    FUNCTION_ABSTRACT,    /* a trait's method: a call goes through the table. Its body, the default
                             of impls that leave it out, is gone once infer gave them copies */
} FunctionKind;

/* What passes ask of every function stands in front, in two lines of the cache: of most, the rest
 * is empty. */
struct Function {
    FunctionKind kind;
    bool is_public : 1;
    bool is_main : 1; /* the program's `main` (resolve) */
    bool is_inline : 1, is_noinline : 1, is_pure_declared : 1, is_unchecked : 1; /* attributes */
    bool has_raises_clause : 1;
    bool is_lambda_expression : 1; /* written fn(x) => e; the body is one NODE_RETURN */
    bool is_made : 1;              /* a __repr__ or __str__ that no source has (infer) */
    bool is_copied : 1;            /* a default method of which impls have copies (infer) */
    bool is_key_function : 1;      /* C's dicts and sets call it (infer) */
    bool has_closures : 1;         /* function values or nested functions stand in it (infer) */
    bool has_array_loops : 1;      /* data-parallel operations or loops over arrays (infer) */
    bool uses_values : 1;          /* it names functions as values (closures; its own) */
    bool escapes : 1;       /* of a nested one: it may outlive the frame it is made in (closures) */
    bool is_lifted : 1;     /* what it captured are its leading parameters (closures) */
    bool changes_sizes : 1; /* of containers that are not its own alone (sizes.h) */
    bool has_try : 1;       /* found with `effectful`, as are the next two */
    bool concerns_memory : 1; /* it may make, keep or give on values in memory */
    bool may_end_objects : 1; /* and more than texts that it reads (found with these) */
    bool is_reached : 1;      /* from a public function, main or a global (effects) */
    bool has_slot : 1;        /* of a method that overrides none: a call looks it up (effects) */
    bool gives_literals : 1;  /* and nothing else (effects) */
    bool has_checks : 1;      /* statements of their own (order) */
    bool replaces_fields : 1; /* of an `init`: it gives up what fields held before (memory) */
    bool is_offered : 1;      /* of an `init`: C makes objects of a public class by it (memory) */
    bool keeps_self : 1; /* of a method: C takes `self` as a pointer to const (the emitter's) */
    bool has_stack_environment : 1, has_heap_environment : 1; /* of values of it (emit, for
                                                                 --annotate) */
    Span span;
    Symbol *symbol; /* of a lambda: one named `lambda` */
    Module *module;
    Node *body;      /* a NODE_BLOCK; NULL for extern and declare */
    Function *outer; /* the function it is nested in, until the closures pass */
    SymbolList parameters;
    const Type *result;      /* TYPE_NONE where there is none */
    FunctionList *overloads; /* all of its name where there are several, shared by them; or NULL.
                                Of a method only those of its class, trait or impls; a class above
                                may have more */
    NodeList effectful;      /* nodes of the body that have an effect or lead to a function
                                (effects.h) */
    Effects effects;
    Declaration *class_;            /* of a method: the class or trait it stands in, or NULL */
    Implementation *implementation; /* of a method: the impl it stands in, or NULL */
    Function *overrides;            /* of a method: the base's, or NULL (resolve) */
    FunctionList overriders;        /* of a method: those that override it, and none between */
    const char *export_name;        /* @export("…") or NULL */
    const char *shown_name;         /* @named("…") or NULL */
    SymbolList type_parameters;     /* of a generic function */
    NodeList parameter_types;       /* as written; an item NULL where left out */
    Node *result_form;              /* as written, or NULL */
    const char *document;
    const char *display_name; /* in tracebacks: the source's name for it */
    InstanceList instances;   /* of a generic function, in the order they were asked for */
    Instance *instance;       /* what it is one of, or NULL */
    Function *implements;     /* of a method of an impl: the trait's (infer) */
    const Type *own_result;   /* of a method that gives a class derived from what the one that it
                                 overrides gives, which is its `result`; or NULL (infer) */
    Name *overload_of;        /* what they were all called, once it has a name of its own (infer) */
    NodeList raises_names;
    SymbolList raises_clause; /* empty: `raises nothing` */
    const char *header;       /* extern … from "…" or NULL */
    SymbolList captures;      /* of a nested function: outer locals it uses, in order (resolve) */
    const char *why_escapes; /* "it is returned", for --annotate; NULL: it does not, or who knows */
    const char *c_comment;   /* what a pass did to make it: "Closure of scaled, lifted: `k` is
                                captured by value."; or NULL */
    Function *made_from;     /* the function this is a specialised form of, or NULL */
    const char *wrapper_name;     /* of a method with a slot: the C function that looks it up */
    const Type *value_type;       /* of the first value that it is (the emitter's) */
    struct UsedNames *used_names; /* what a fresh symbol's name must not be; symbol_fresh's own */
};

struct Module {
    Name *name;
    const Source *source;
    const char *document;
    bool is_named;                    /* has a `module` line */
    bool is_main;                     /* the file that was asked for, not an import */
    bool hides_types;                 /* a type of its own has a built-in one's name (resolve) */
    SymbolList imports;               /* SYMBOL_MODULE */
    LIST(Declaration *) declarations; /* structs, exceptions, classes, traits, in order */
    LIST(Implementation *) implementations;
    SymbolList constants;
    SymbolList globals;
    FunctionList functions; /* in order; lifted ones stand before their origin */
    Function *initialiser;  /* or NULL */
    Node *initial; /* its body before the memory pass, for the printer; NULL: as it is now */
    NodeList
        instantiations; /* instantiate foo(int64): NODE_CALLs of NODE_TYPEs, kept for open IR */
    LIST(struct DeclarationRef) order; /* the file's order of its declarations, for the printer */
    struct Scope *scope;               /* top-level names */
};

typedef enum DeclarationKind {
    DECLARES_IMPORT,
    DECLARES_TYPE,
    DECLARES_CONSTANT,
    DECLARES_GLOBAL,
    DECLARES_FUNCTION,
    DECLARES_INSTANCE,
    DECLARES_IMPLEMENTATION,
} DeclarationKind;

struct DeclarationRef {
    DeclarationKind kind;
    uint32_t position; /* in that kind's list of the module */
};

/* Which checks are made: --checks. */
typedef struct Checks {
    bool index;
    bool recursion;
    bool assertion;
} Checks;

/* The instances of a program's generics. */
typedef struct Generics {
    bool are_used;         /* a generic stands in the program */
    bool are_fields_known; /* the fields of generic types are resolved */
    bool is_completing;
    InstanceList
        types; /* all instances of types; the fields of those before `complete` are known */
    uint32_t complete;
    uint32_t checked;          /* those before it do not contain themselves */
    uint32_t members;          /* those before it have their methods */
    uint32_t linked;           /* the classes before it know what their methods override */
    bool have_bases;           /* a generic class derives from another */
    LIST(Declaration *) heirs; /* classes, not generic, that derive from instances */
    NodeList calls; /* of methods that instances which are still to come may override (infer) */
    bool are_bodies_known; /* the bodies of generic types' methods are resolved */
    InstanceList
        functions; /* all instances of functions; the bodies of those before `inferred` are */
    uint32_t inferred;
    FunctionList
        nested; /* instances of nested functions, each behind those that it calls (infer) */
    LIST(Implementation *) implementations; /* the generic ones */
    struct Infer *infer;                    /* the pass, while it runs: it makes their instances */
} Generics;

/* What gives memory back that is not known to have one owner: --gc. As n2c_gc. */
typedef enum Collection {
    COLLECTION_BOEHM,
    COLLECTION_REFCOUNT,
    COLLECTION_ARENA,
    COLLECTION_NONE,
} Collection;

/* A function stands where one is asked for that raises no more than a clause names. */
typedef struct Promise {
    const Function *function;
    const Type *type; /* a function type; its raises clause is the one */
    Span span;        /* where it stands */
} Promise;

/* One translation: everything of it lives in its arena. */
typedef struct Program {
    Arena arena;
    Arena scratch; /* cleared between passes */
    Names names;
    Name *builtin_names[BUILTIN_COUNT];
    Name *builtins; /* what qualifies names that are built in, where others hide them */
    Types types;
    Sources sources;
    Diagnostics diagnostics;
    LIST(Module *) modules; /* imported ones before those that import them; the main one last */
    Module *main;
    SymbolList exceptions;                       /* the built-in ones, in the table's order */
    struct ImplementationTable *implementations; /* NULL: there are no impls; implementation.h */
    TextList search_path;                        /* -I, for import */
    Generics generics;
    Checks checks;
    Collection collection;
    LIST(const Type *) collected; /* classes, dyns and function types that are (effects) */
    bool sets_causes;             /* exceptions get causes that may be younger than they (infer) */
    bool uses_collector;          /* the C needs libgc (the emitter) */
    FunctionList key_functions;   /* that dicts and sets call (infer) */
    bool are_keys_in_context;     /* those take the context (effects) */
    FunctionList missing_keys;    /* that raise KeyError of keys which methods show (infer) */
    LIST(const Type *) hashed;    /* of values that hash(x) takes (infer) */
    LIST(Promise) promises;       /* (closures) */
    bool is_strict;               /* --strict: open IR is an error */
    bool has_header;              /* --header: C callers see public types, and make dyns of them */
    bool has_overloads;           /* several functions have one name (resolve) */
    bool has_closures;            /* function values or nested functions stand in it (infer) */
    bool has_exports;             /* some functions have names for C, by @export */
    bool has_references;          /* some parameters are passed by reference */
    bool changes_sizes;           /* it has methods that change containers (infer) */
    bool has_finalisers;          /* some class has a __del__, which runs wherever an object
                                     may end (infer) */
} Program;

/* An empty program with the built-in exceptions; all checks on. Memory failures jump to
 * `on_failure`, which must be set before. */
void program_open(Program *program, jmp_buf *on_failure);
void program_close(Program *program);
/* Every function of the module that has a body to work on, in the file's order: plain ones, and the
 * initialisers and methods of classes and impls where these stand. Not the methods of traits, nor
 * the module's own initialiser. What a pass makes of it is a list of its own. */
FunctionList module_functions(Program *program, const Module *module);
/* Is its first parameter `self`? */
bool function_is_method(const Function *function);
/* Has it, or what it stands in, type parameters? Then only its instances are functions. */
bool function_is_generic(const Function *function);
/* Is it the `init` of a class? */
bool function_is_init(const Function *function);
/* Of a function or type that came of a generic, else NULL. */
const Instance *symbol_instance(const Symbol *symbol);
/* Its name in the source: of an instance that of the generic, of one of several what they were all
 * called; or what its @named says. */
const char *source_name(const Symbol *symbol);
/* The parameters of a generic function or type; an empty list where the symbol is none. */
const SymbolList *type_parameters_of(const Symbol *symbol);
/* Calls `act` for each function, in order; a module's initialiser is its last. */
void each_function(Program *program, void (*act)(Function *function, void *data), void *data);
/* What `module` calls the module `other`: the name it imports it by, or else its own. */
const Name *module_alias(const Module *module, const Module *other);

/* --- making and reading nodes: node.c --- */

Node *node_new(Program *program, NodeKind kind, Span span);
/* The parts of a NODE_TYPE to be read, and to be written. */
const FormParts *form_parts(const Node *form);
FormParts *form_own_parts(Program *program, Node *form);
/* The NODE_NAME qualifier.name, without a symbol. */
Node *node_qualified(Program *program, Name *qualifier, Name *name, Span span);
/* The m of the NODE_NAME m.f, or NULL. */
Name *node_qualifier(const Node *name);
Node *node_integer(Program *program, const Type *type, int64_t value, Span span);
Node *node_bool(Program *program, bool value, Span span);
Node *node_name(Program *program, Symbol *symbol, Span span);
Node *node_binary(Program *program, Operator op, const Type *type, Node *left, Node *right);
Node *node_not(Program *program, Node *operand);
/* `first` and `second` may be NULL. */
Node *node_builtin(Program *program, BuiltinId id, const Type *type, Node *first, Node *second,
                   Span span);
Node *node_text(Program *program, const char *text, Span span); /* a str's literal */
/* `message` may be NULL. */
Node *node_raise(Program *program, Symbol *exception, Node *message, Span span);
/* The caller pushes the arguments. */
Node *node_call(Program *program, Function *function, Span span);
Node *node_let(Program *program, Symbol *symbol, Node *value);
Node *node_assign(Program *program, Node *target, Node *value);
Node *node_block(Program *program, Span span);
Node *node_if(Program *program, Node *condition, Node *then, Node *otherwise);
void block_push(Program *program, Node *block, Node *statement);
/* Adds the statements from `first` on; in a block of their own where they declare a name that one
 * of the block has already. */
void block_push_inner(Program *program, Node *block, const NodeList *statements, uint32_t first);
/* A copy of the node alone: it has the same children. */
Node *node_clone(Program *program, const Node *node);

/* A local of `owner` that is not in the source, its name `base`, `base_1`, `base_2`, … : the
 * first that is no built-in's and stands nowhere in the owner, nested functions included. */
Symbol *symbol_fresh(Program *program, Function *owner, const char *base, const Type *type,
                     bool is_mutable, Span span);
/* The same, but its name is only `base` until symbol_give_name makes it a fresh one. */
Symbol *symbol_unnamed(Program *program, Function *owner, const char *base, const Type *type,
                       bool is_mutable, Span span);
void symbol_give_name(Program *program, Symbol *symbol);
/* Gives a local a fresh name if another of its owner's has the same. */
void symbol_make_distinct(Program *program, Symbol *symbol);
Symbol *symbol_new(Program *program, SymbolKind kind, Name *name, Span span);
/* Another symbol that is all the same. */
Symbol *symbol_clone(Program *program, const Symbol *symbol);
/* The built-in exception of that name. */
Symbol *builtin_exception(const Program *program, const char *name);
/* Is `derived` the exception `base`, or derived from it? */
bool exception_is(const Symbol *derived, const Symbol *base);

typedef enum Arity { CHILD_NONE, CHILD_ONE, CHILD_MANY } Arity;

/* Where a node of some kind holds a child, or a list of them. */
typedef struct ChildPlace {
    uint16_t offset;
    uint16_t arity; /* Arity */
} ChildPlace;

enum { MOST_CHILDREN = 4 };

/* The children of each kind, in evaluation order. */
extern const ChildPlace child_table[NODE_KIND_COUNT][MOST_CHILDREN];

static inline Node **node_child_at(Node *node, ChildPlace place)
{
    return (Node **)(void *)((char *)node + place.offset);
}

static inline NodeList *node_children_at(Node *node, ChildPlace place)
{
    return (NodeList *)(void *)((char *)node + place.offset);
}

/* Nodes lie in memory in the order in which they were read. A walk over a large module mostly waits
 * for memory, so this asks for what it will come to soon. */
static inline void node_fetch_ahead(const Node *node)
{
    enum { AHEAD = 512, CACHE_LINE = 64 };
    uintptr_t place = (uintptr_t)node + AHEAD;

    __builtin_prefetch((const void *)place);
    __builtin_prefetch((const void *)(place + CACHE_LINE));
}

/* The same for a walk over functions: a function's symbol, parameters and their types lie behind
 * it. */
static inline void functions_fetch_ahead(const FunctionList *functions, uint32_t next)
{
    enum { AHEAD = 2, HEAD = 1024, CACHE_LINE = 64 };

    if (next + AHEAD < functions->count) {
        uintptr_t place = (uintptr_t)functions->items[next + AHEAD];

        for (uintptr_t end = place + HEAD; place < end; place += CACHE_LINE) {
            __builtin_prefetch((const void *)place);
        }
    }
}

/* Calls `visit` for each slot that holds a child of `node`, in evaluation order (an assignment's
 * target before its value, `then` before `otherwise`); types, and the bodies of nested functions
 * and lambdas, are not children. `visit` may replace *slot. Children that are NULL are left out.
 * Inline, so that `visit` is known where it is called: every pass walks so. */
static inline void node_children(Node *node, void (*visit)(Node **slot, void *data), void *data)
{
    const ChildPlace *places = child_table[node->kind];

    node_fetch_ahead(node);
    for (int i = 0; i < MOST_CHILDREN && places[i].arity != CHILD_NONE; i++) {
        if (places[i].arity == CHILD_MANY) {
            NodeList *list = node_children_at(node, places[i]);

            for (uint32_t k = 0; k < list->count; k++) {
                visit(&list->items[k], data);
            }
        } else if (*node_child_at(node, places[i]) != NULL) {
            visit(node_child_at(node, places[i]), data);
        }
    }
}

/* Gives a clone lists of its own, with the same children. */
void node_own_lists(Program *program, Node *node);
/* A deep copy in which each local and nested function that is declared inside is new and belongs
 * to `new_owner`; where that is another function than before, names that stand in it already
 * give way to fresh ones. Other locals are replaced by the Symbol that their `fact` holds, so the
 * facts of the locals and nested functions that occur must be NULL or such symbols. Types as
 * written are shared. */
Node *node_copy(Program *program, const Node *node, Function *new_owner);

/* The trait that a method stands in or implements, or NULL. */
Symbol *function_trait(const Function *method);
/* The method that a closed call names, or NULL. */
Function *called_method(const Node *call);

static inline bool node_is_expression(const Node *node)
{
    return node->kind < NODE_BLOCK;
}

/* Do statements stand in it? */
static inline bool node_holds_statements(const Node *node)
{
    switch ((NodeKind)node->kind) {
    case NODE_BLOCK:
    case NODE_IF:
    case NODE_WHILE:
    case NODE_FOR:
    case NODE_TRY:
    case NODE_HANDLER: return true;
    default: return false;
    }
}

/* Has the value memory that someone owns? `value` may be NULL. */
bool node_is_managed(const Node *value);
bool node_is_literal(const Node *node);
/* The variable that a place is a field of: v of v.a.b; a place that is none itself. */
const Node *node_place_root(const Node *place);
bool node_is_name_of(const Node *node, const Symbol *symbol);
/* Is it map, reduce, filter, scan, zip, allpairs, or another operation that the loops pass writes
 * out: list(xs), array(xs) of a list, sum, any, all, min(xs), max(xs), sorted, xs.sort(key)
 * (closed)? */
bool node_is_data_parallel(const Node *node);
/* Is it a loop over an array's or a list's elements, or over bytes (closed)? */
bool node_iterates_sequence(const Node *node);
/* Is it a loop over a dict's keys or a set's items (closed)? */
bool node_iterates_table(const Node *node);
/* Does control never come out at the statement's end? (return, raise, break, continue, and
 * blocks, ifs and tries that end so) */
bool node_diverges(const Node *statement);

#endif
