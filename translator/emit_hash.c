/* emit_hash: the functions that hash keys and tell them apart, for the templates of dict and set.
 * The hash of a tuple's or struct's first member is the seed for the next one's. */
#include "emit_internal.h"
#include "key_type.h"

/* A function of the module builtin_objects, with a prototype before the templates that call it. */
static const char *key_function(Emitter *e, const Function *function)
{
    const char *name = function->symbol->c_name;

    if (!made_before(e, text_format(e, "%s()", name))) {
        c_push(e->arena, &e->prototypes, function_prototype(e, function));
    }
    return name;
}

/* What the class or struct is hashed and compared by as a key, or NULL. */
static const Declaration *key_declaration(const Type *type)
{
    bool may_be_key = type->kind == TYPE_CLASS || type->kind == TYPE_STRUCT;

    return may_be_key && type->declaration->declaration->key_hash != NULL
               ? type->declaration->declaration
               : NULL;
}

static CNode *value_hash(Emitter *e, const Type *type, CNode *value, CNode *seed)
{
    return type->kind == TYPE_NONE ? seed : c_call2(e->arena, hash_of(e, type), seed, value);
}

/* A member of `x`, hashed under the seed `seed`. */
static CNode *member_hash(Emitter *e, const Type *type, const char *name, CNode *seed)
{
    return value_hash(e, type, c_member(e->arena, c_name(e->arena, "x"), name), seed);
}

static CNode *tuple_hash(Emitter *e, const Type *type, CNode *hash)
{
    for (uint32_t i = 0; i < type->count; i++) {
        hash = member_hash(e, type->arguments[i], text_format(e, "item_%u", i), hash);
    }
    return hash;
}

static CNode *struct_hash(Emitter *e, const Type *type, CNode *hash)
{
    const SymbolList *fields = &type->declaration->declaration->fields;

    for (uint32_t i = 0; i < fields->count; i++) {
        const Symbol *field = fields->items[i];

        hash = member_hash(e, field->type, field_name(e, field), hash);
    }
    return hash;
}

/* `!x.has_value ? nb_mix(seed) : nb_hash_int64(seed, x.value)` */
static CNode *option_hash(Emitter *e, const Type *type, CNode *seed)
{
    CNode *choice = c_new(e->arena, C_CONDITIONAL, (Span){0});
    CNode *x = c_name(e->arena, "x");

    choice->left = option_is_none(e, type, x);
    choice->right = c_call1(e->arena, use(e, "nb_mix"), seed);
    choice->third = value_hash(e, type->arguments[0], option_value(e, type, x), seed);
    return choice;
}

/* `nb_hash_uint64(seed, key_hash_Point(x))` */
static CNode *hash_by_method(Emitter *e, const Declaration *key, CNode *seed)
{
    CNode *hash = c_call1(e->arena, key_function(e, key->key_hash), c_name(e->arena, "x"));

    return c_call2(e->arena, hash_of(e, key->key_hash->result), seed, hash);
}

static CNode *generated_hash(Emitter *e, const Type *type)
{
    CNode *seed = c_name(e->arena, "seed");

    if (key_declaration(type) != NULL) {
        return hash_by_method(e, key_declaration(type), seed);
    }

    switch (type->kind) {
    case TYPE_TUPLE: return tuple_hash(e, type, seed);
    case TYPE_OPTION: return option_hash(e, type, seed);
    default: return struct_hash(e, type, seed);
    }
}

/* `static inline uint64_t nb_hash_Vec3(uint64_t seed, Vec3 x)` */
static CNode *hash_head(Emitter *e, const Type *type, const char *name)
{
    CNode *function = generated_function(e, "uint64_t", name);

    function->flags |= C_INLINE;
    runtime_use_header(e->runtime, "stdint.h");
    add_parameter(e, function, "uint64_t", "seed");
    add_parameter(e, function, c_type(e, type), "x");
    return function;
}

static void make_hash(Emitter *e, const Type *type, const char *name)
{
    CNode *function = hash_head(e, type, name);
    CNode *prototype = hash_head(e, type, name);
    CNode *hash = generated_hash(e, type);

    prototype->left = NULL;
    c_push(e->arena, &e->prototypes, prototype);
    if (hash->kind == C_NAME) { /* the seed: there are no members */
        c_push(e->arena, &function->left->list,
               statement_of(e, c_cast(e->arena, "void", c_name(e->arena, "x"))));
    }
    c_push(e->arena, &function->left->list, c_return(e->arena, hash));
    c_push(e->arena, &e->type_functions, function);
}

const char *hash_of(Emitter *e, const Type *type)
{
    const char *name = text_format(e, "nb_hash_%s", short_name(e, type));
    bool is_generated = type->kind == TYPE_TUPLE || type->kind == TYPE_STRUCT ||
                        type->kind == TYPE_OPTION || key_declaration(type) != NULL;

    if (!is_generated) {
        return use(e, type->kind == TYPE_CLASS ? "nb_hash_object" : name);
    }
    if (!made_before(e, name)) {
        make_hash(e, type, name);
    }
    return name;
}

static bool has_parts(const Type *type)
{
    return type->kind == TYPE_CLASS || type->kind == TYPE_STRUCT || type->kind == TYPE_TUPLE ||
           type->kind == TYPE_OPTION;
}

const char *key_test_of(Emitter *e, const Type *type)
{
    const Function *test = has_parts(type) ? key_test_function(e->program, type) : NULL;

    if (test != NULL) {
        return key_function(e, test);
    }
    if (type_is_float(type) || scalar_class(type) == CLASS_COMPLEX) {
        return use(e, text_format(e, "nb_same_%s", short_name(e, type)));
    }
    return equality_of(e, type);
}
