/* The C tree: what the last lowering makes and c_print.c alone turns into text. Nodes carry the
 * span of the IR they come from; types are C spellings ("int64_t", "const struct Shape *"). The
 * printer knows precedence, parentheses, line breaks, comments, #line and the source map. */
#ifndef N2C_CTREE_H
#define N2C_CTREE_H

#include "diagnostic.h"

typedef struct CNode CNode;
typedef LIST(CNode *) CNodeList;

typedef enum CKind {
    /* expressions */
    C_NAME,        /* text: an identifier, number or other atom that never needs parentheses */
    C_STRING,      /* "…": text, length; the printer escapes */
    C_UNARY,       /* op text: - ! ~ * & ; left */
    C_BINARY,      /* op text: + == && … and assignments used as expressions; left, right */
    C_CONDITIONAL, /* left ? right : third */
    C_CAST,        /* (text)left */
    C_CALL,        /* left(list) */
    C_MEMBER,      /* left.text */
    C_ARROW,       /* left->text */
    C_INDEX,       /* left[right] */
    C_COMPOUND,    /* (text){list}; without text a plain {list} initialiser */
    C_DESIGNATED,  /* .text = left, inside C_COMPOUND */
    C_PARAMETER, /* text left: a type and the C_NAME that it declares, in a C_FUNCTION's parameters
                  */
    /* statements */
    C_EXPRESSION, /* left; */
    C_DECLARE,    /* text name[ = left]; text is the type, "const double" where it is one; name may
                     be a declarator: "shape[1]", "(*call)(void *, double)" */
    C_ASSIGN,     /* left text right; text is "=", "+=", … */
    C_IF,         /* if (left) {list} else third (a C_BLOCK or C_IF) */
    C_WHILE,      /* while (left) {list} */
    C_FOR,        /* for (third; left; right) {list}; third a C_DECLARE or C_ASSIGN or NULL; right a
                     C_ASSIGN or C_UNARY "++" (printed i++) or NULL */
    C_RETURN,     /* return left; left may be NULL */
    C_BREAK,
    C_CONTINUE,
    C_GOTO,    /* goto text; */
    C_LABEL,   /* text: */
    C_BLOCK,   /* {list} */
    C_COMMENT, /* a comment line of its own: text */
    C_BLANK,   /* an empty line */
    C_PRAGMA,  /* text as a line at column 0 or as a macro statement (NB_PARALLEL_FOR) */
    /* file level */
    C_INCLUDE,  /* #include text ("<stdint.h>" or "\"stats.h\"") */
    C_HEADING,  /* a comment line with dashes: ---- text ---- */
    C_DEFINE,   /* #define name (left), after #undef text where there is one */
    C_FUNCTION, /* text result, name, parameters list, body; left NULL: a prototype */
    C_STRUCT,   /* typedef struct name { list } name;  members C_DECLARE; guard: in #ifndef */
    C_OBJECT,   /* a file-level object: text type, name, left the initialiser */
    C_RAW,      /* text of a runtime part, as it is; C_GUARDED: in an #ifndef of name */
    C_PLACE,    /* of a function that may come: none is left when the file is printed */
    C_PRINTED,  /* text, length: what c_print_ahead made of a C_FUNCTION */
} CKind;

typedef enum CFlag {
    C_STATIC = 1,
    C_INLINE = 2,
    C_GUARDED = 4,    /* a type that may stand in several headers: #ifndef NAME … #endif */
    C_MUST_CHECK = 8, /* the function's status must be looked at: NB_CHECKED before it */
    C_NOINLINE = 16,
    C_TAGGED = 32, /* a C_STRUCT without the typedef, which stands before it */
} CFlag;

/* The tree is most of the emitter's memory, so a node is allocated only as far as its kind needs;
 * see node_size in ctree.c. */
struct CNode {
    uint8_t kind;    /* CKind */
    uint8_t flags;   /* CFlag */
    uint32_t length; /* of a C_STRING's text */
    const char *text;
    CNode *left; /* from here on: not in C_NAME, C_STRING, C_PRINTED */
    CNode *right;
    CNodeList list; /* from here on: not in operations of one or two operands */
    CNode *third;
    const char *comment; /* from here on: only in statements and declarations; at a statement's end,
                            above a declaration */
    Span span;           /* the IR it comes from; source NULL: nothing of the source's */
    const char *symbol;  /* the IR's name of what a declaration declares, for the map */
    const char *name;    /* from here on: only in declarations */
    CNodeList parameters; /* of C_FUNCTION */
};

typedef struct CFile {
    CNodeList nodes;        /* file-level nodes in order */
    const Sources *sources; /* what the spans of the nodes are in */
} CFile;

/* The longest string literal that C99 promises. A longer one must be the initialiser of a C_OBJECT
 * `const char name[]`: there the printer writes the bytes as numbers. */
enum { C_LONGEST_STRING = 4095 };

/* What the printer may add to the text. */
typedef struct CPrintOptions {
    bool line_directives;    /* #line before statements, and back to the C file after them */
    const char *output_name; /* what #line calls the C file, or NULL */
    bool annotate;           /* the IR's line as a comment above each statement */
    Buffer *map;             /* the source map as JSON goes here; NULL: none */
} CPrintOptions;

/* What stands for a function in a file that is printed without options, so that its tree can be
 * forgotten: the text is in `work` until then, the new node in `arena`. */
CNode *c_print_ahead(Buffer *work, Arena *arena, const CNode *function);
/* Text that stands at `place` of another one without having been copied there. */
typedef struct CInsert {
    size_t place;
    const char *text;
    size_t length;
} CInsert;

typedef LIST(CInsert) CInserts;

/* Appends the file's text, with what was printed ahead as inserts; the same tree gives the same
 * bytes. */
void c_print(Buffer *out, CInserts *inserts, Arena *arena, const CFile *file,
             const CPrintOptions *options);
/* Copies the inserts to their places: then there are none. */
void c_print_inserts(Buffer *out, CInserts *inserts);

/* --- making nodes: ctree.c --- */

/* An empty node; expressions have no span. */
CNode *c_new(Arena *arena, CKind kind, Span span);
CNode *c_name(Arena *arena, const char *text);
CNode *c_integer(Arena *arena, int64_t value); /* a plain int constant: 0, 42 */
CNode *c_string(Arena *arena, const char *bytes, uint32_t length);
CNode *c_unary(Arena *arena, const char *op, CNode *operand);
CNode *c_binary(Arena *arena, const char *op, CNode *left, CNode *right);
CNode *c_cast(Arena *arena, const char *type, CNode *operand);
CNode *c_call(Arena *arena, const char *function); /* then LIST_PUSH to its list */
CNode *c_call1(Arena *arena, const char *function, CNode *a);
CNode *c_call2(Arena *arena, const char *function, CNode *a, CNode *b);
CNode *c_call3(Arena *arena, const char *function, CNode *a, CNode *b, CNode *c);
CNode *c_member(Arena *arena, CNode *base,
                const char *field); /* `&x`.f and (*p).f become x.f, p->f */
CNode *c_index(Arena *arena, CNode *base, CNode *index);
CNode *c_parameter(Arena *arena, const char *type, const char *name);
CNode *c_declare(Arena *arena, const char *type, const char *name, CNode *value);
/* " = NULL" or " = {0}", as what a clean-up gives up begins, "" where no value is given at all, or
 * NULL: any other, or no declaration. */
const char *c_empty_value(const CNode *node);
CNode *c_assign(Arena *arena, CNode *target, const char *op, CNode *value);
CNode *c_return(Arena *arena, CNode *value);
CNode *c_if(Arena *arena, CNode *condition); /* statements are pushed to its list */
void c_push(Arena *arena, CNodeList *list, CNode *node);

#endif
