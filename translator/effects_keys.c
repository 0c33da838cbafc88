/* The functions that C's dicts and sets call for their keys: `__hash__` and `__eq__`. */
#include "effects_internal.h"

/* C's dicts and sets have no way to pass on an exception, and must stay what they are while a key
 * is looked for; so must the lists whose lengths are known there. */
static const char *key_function_fault(const Program *program, const Function *function)
{
    const Effects *effects = &function->effects;

    if (effects->raises.count > 0 || effects->raises_anything) {
        return "can raise an exception or takes memory";
    }
    if (program->has_finalisers) { /* then whatever lets an object end counts as changing sizes */
        return effects->writes ? "changes something, which may end an object with a '__del__'"
                               : NULL;
    }
    return function->changes_sizes ? "can change a container" : NULL;
}

/* The class or struct in a key's type that has a hash of its own, or NULL. */
static const Symbol *hashed_part(const Type *key)
{
    const Symbol *found = key->declaration;

    if (found != NULL && found->declaration->key_hash != NULL) {
        return found;
    }
    found = NULL;
    for (uint32_t i = 0; i < key->count && found == NULL; i++) {
        found = hashed_part(key->arguments[i]);
    }
    if (key->kind == TYPE_STRUCT) {
        const SymbolList *fields = &key->declaration->declaration->fields;

        for (uint32_t i = 0; i < fields->count && found == NULL; i++) {
            found = hashed_part(fields->items[i]->type);
        }
    }
    return found;
}

static bool check_key_function(Program *program, const Function *function)
{
    const Symbol *key = hashed_part(function->parameters.items[0]->type);
    const char *fault = key_function_fault(program, function);

    if (fault != NULL) {
        report_error(&program->diagnostics, key->span,
                     "'%s' is a key, but its '__hash__' or '__eq__' %s", source_name(key), fault);
    }
    return fault == NULL;
}

void check_key_functions(Program *program)
{
    const FunctionList *functions = &program->key_functions;
    bool is_needed = false;

    for (uint32_t i = 0; i < functions->count; i++) {
        if (!check_key_function(program, functions->items[i])) {
            return;
        }
        is_needed |= functions->items[i]->effects.needs_context;
    }
    for (uint32_t i = 0; i < functions->count; i++) {
        functions->items[i]->effects.needs_context = is_needed;
    }
    program->are_keys_in_context = is_needed;
}
