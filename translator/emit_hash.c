/* emit_hash: the functions that hash keys and tell them apart, for the templates of dict and set.
 * The hash of a tuple's or struct's first member is the seed for the next one's. */
#include "emit_internal.h"

/* A member of `x`, hashed under the seed `seed`. */
static CNode *member_hash(Emitter *e, const Type *type, const char *name, CNode *seed)
{
    if (type->kind == TYPE_NONE) {
        return seed;
    }
    return c_call2(e->arena, hash_of(e, type), seed,
                   c_member(e->arena, c_name(e->arena, "x"), name));
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

/* `x.has_value ? nb_hash_int64(seed, x.value) : nb_mix(seed)` */
static CNode *option_hash(Emitter *e, const Type *type, CNode *seed)
{
    CNode *choice = c_new(e->arena, C_CONDITIONAL, (Span){0});

    choice->left = c_member(e->arena, c_name(e->arena, "x"), "has_value");
    choice->right = member_hash(e, type->arguments[0], "value", seed);
    choice->third = c_call1(e->arena, use(e, "nb_mix"), seed);
    return choice;
}

static CNode *generated_hash(Emitter *e, const Type *type)
{
    CNode *seed = c_name(e->arena, "seed");

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
    bool is_generated =
        type->kind == TYPE_TUPLE || type->kind == TYPE_STRUCT || type->kind == TYPE_OPTION;

    if (!is_generated) {
        return use(e, name);
    }
    if (!made_before(e, name)) {
        make_hash(e, type, name);
    }
    return name;
}

const char *key_test_of(Emitter *e, const Type *type)
{
    if (type_is_float(type) || scalar_class(type) == CLASS_COMPLEX) {
        return use(e, text_format(e, "nb_same_%s", short_name(e, type)));
    }
    return equality_of(e, type);
}
