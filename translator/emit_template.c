/* emit_template: instances of the templates that arrays and containers are made from: their names,
 * their types, and the functions of other types that they call. */
#include "emit_internal.h"

/* --- instances --- */

static const char *template_of(const Type *type)
{
    switch (type->kind) {
    case TYPE_LIST: return "list";
    case TYPE_SET: return "set";
    case TYPE_DICT: return "dict";
    default: return "array";
    }
}

/* The tuple of a dict's key and value; it becomes a used type only where it is one. */
static RuntimeArgument pair_argument(Emitter *e, const Type *dict)
{
    const Type *pair = type_tuple(&e->program->types, dict->arguments, dict->count);
    const char *name = short_name(e, pair);

    return (RuntimeArgument){name, text_format(e, "nb_%s", name), pair};
}

static void give_arguments(Emitter *e, RuntimeInstance *instance, const Type *const *arguments)
{
    for (uint32_t i = 0; i < instance->count; i++) {
        const Type *argument = arguments[i];

        instance->arguments[i] =
            (RuntimeArgument){short_name(e, argument), c_type(e, argument), argument};
    }
}

static RuntimeInstance instance_of(Emitter *e, const Type *type)
{
    RuntimeInstance instance = {template_of(type), .count = type->count, .rank = type->rank};

    give_arguments(e, &instance, type->arguments);
    if (type->kind == TYPE_DICT) {
        instance.arguments[PAIR_ARGUMENT] = pair_argument(e, type);
    }
    return instance;
}

/* "nb_list_float64"; a strided array has the name of a contiguous one. */
static const char *instance_name(Emitter *e, const Type *type)
{
    if (type->kind == TYPE_ARRAY) {
        return text_format(e, "nb_array_%s_%ud", short_name(e, type->arguments[0]), type->rank);
    }
    return text_format(e, "nb_%s", short_name(e, type));
}

const char *template_function(Emitter *e, const Type *type, const char *part)
{
    RuntimeInstance instance = instance_of(e, type);

    (void)runtime_use_part(e->runtime, &instance, part);
    return text_format(e, "%s_%s", instance_name(e, type), part);
}

const char *template_call(Emitter *e, const char *name, const Type *const *arguments,
                          uint32_t count, const char *part)
{
    RuntimeInstance instance = {name, .count = count};

    give_arguments(e, &instance, arguments);
    return runtime_part_name(e->runtime, &instance, part);
}

/* A dict's items are tuples, so it is none. */
bool is_plain_type(const Type *type)
{
    if (type->kind == TYPE_STR || type->kind == TYPE_BYTES ||
        scalar_class(type) != CLASS_NOT_SCALAR) {
        return true;
    }
    if (!is_template_type(type) || type->kind == TYPE_DICT) {
        return false;
    }
    for (uint32_t i = 0; i < type->count; i++) {
        if (!is_plain_type(type->arguments[i])) {
            return false;
        }
    }
    return true;
}

void define_instance(Emitter *e, const Type *type)
{
    RuntimeInstance instance = instance_of(e, type);
    CNodeList *list = is_plain_type(type) && !e->is_header ? &e->plain_types : e->types;

    for (uint32_t i = 0; i < type->count; i++) {
        define_type(e, type->arguments[i]);
    }
    (void)runtime_use_part(e->runtime, &instance, type->strided ? "strided" : "");
    runtime_instance_type(e->runtime, e->arena, list, &instance, e->is_header);
}

void emit_plain_instances(Emitter *e, CNodeList *nodes)
{
    for (uint32_t i = 0; i < e->used_types.count; i++) {
        const Type *type = e->used_types.items[i]->type;

        if (is_template_type(type) && is_plain_type(type)) {
            RuntimeInstance instance = instance_of(e, type);

            runtime_emit_instances(e->runtime, e->arena, nodes, &instance);
        }
    }
}

/* --- the functions that fill holes --- */

bool is_template_type(const Type *type)
{
    return type->kind == TYPE_ARRAY || type_is_container(type);
}

static const char *function_for(Emitter *e, const Type *type, char hole)
{
    switch (hole) {
    case 'W': return missing_key_of(e, type) == NULL ? declared_writer(e, type) : NULL;
    case 'N': return missing_key_of(e, type);
    case 'Q': return equality_of(e, type);
    case 'L': return order_of(e, type);
    case 'H': return hash_of(e, type);
    case 'S': return key_test_of(e, type);
    case 'C': return hash_takes_context(e, type) ? "ctx" : NULL;
    case 'X': return key_test_takes_context(e, type) ? "ctx" : NULL;
    case 'K': return declared_retainer(e, type);
    case 'D': return declared_releaser(e, type);
    case 'V': return e->options->names_blocks ? type_text(&e->program->types, type) : NULL;
    default: return NULL;
    }
}

/* A RuntimeSupply. Functions that are not a template's have a prototype, so what they call need
 * not stand before the template. */
static const char *supply(void *data, const void *type, char hole)
{
    Emitter *e = data;
    bool was_paused = false;
    bool is_generated = !is_template_type(type);

    if (is_generated) {
        was_paused = runtime_pause(e->runtime);
    }
    const char *function = function_for(e, type, hole);
    e->lasting_texts++;
    if (is_generated) {
        runtime_resume(e->runtime, was_paused);
    }
    return function;
}

void supply_templates(Emitter *e)
{
    runtime_supply_with(e->runtime, supply, e);
}
