/* emit_hash: the functions that hash keys and tell them apart, for the templates of dict and set,
 * and hash(x). The hash of a tuple's or struct's first member is the seed for the next one's. */
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

/* Is it, or a part of it, hashed by a method? */
static bool hashes_by_method(const Type *type)
{
    return key_declaration(type) != NULL || type_any_part(type, hashes_by_method);
}

bool hash_takes_context(const Emitter *e, const Type *type)
{
    return e->program->are_keys_in_context && hashes_by_method(type);
}

bool key_test_takes_context(const Emitter *e, const Type *type)
{
    return e->program->are_keys_in_context && key_test_function(e->program, type) != NULL;
}

/* `nb_hash_str(seed, x)`, `nb_hash_Point(ctx, seed, x)` */
static CNode *call_hash(Emitter *e, const Type *type, CNode *context, CNode *seed, CNode *value)
{
    const char *name = hash_of(e, type);

    return hash_takes_context(e, type) ? c_call3(e->arena, name, context, seed, value)
                                       : c_call2(e->arena, name, seed, value);
}

static CNode *value_hash(Emitter *e, const Type *type, CNode *value, CNode *seed)
{
    return type->kind == TYPE_NONE ? seed
                                   : call_hash(e, type, c_name(e->arena, "ctx"), seed, value);
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
    CNode *hash = c_call(e->arena, key_function(e, key->key_hash));

    if (function_takes_context(key->key_hash)) {
        c_push(e->arena, &hash->list, c_name(e->arena, "ctx"));
    }
    c_push(e->arena, &hash->list, c_name(e->arena, "x"));
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
    if (hash_takes_context(e, type)) {
        add_parameter(e, function, "nb_context *", "ctx");
    }
    add_parameter(e, function, "uint64_t", "seed");
    add_parameter(e, function, c_type(e, type), "x");
    return function;
}

static void make_hash(Emitter *e, const Type *type, const char *name)
{
    CNode *function = hash_head(e, type, name);
    CNode *prototype = hash_head(e, type, name);
    CNode *hash = generated_hash(e, type);

    function->comment = "The hash of the value under the seed.";
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

const char *missing_key_of(Emitter *e, const Type *type)
{
    const Function *function = has_parts(type) ? missing_key_function(e->program, type) : NULL;

    return function != NULL ? key_function(e, function) : NULL;
}

/* `nb_narrow_int64_uint64(nb_hash_str(nb_hash_seed(ctx), x))` */
CNode *emit_hash(Emitter *e, const Node *node)
{
    const Node *key = node->builtin.arguments.items[0];
    CNode *seed = c_call1(e->arena, use(e, "nb_hash_seed"), context_of(e));
    CNode *hash = call_hash(e, key->type, context_of(e), seed, emit_value(e, key));

    return c_call1(e->arena, use(e, "nb_narrow_int64_uint64"), hash);
}
