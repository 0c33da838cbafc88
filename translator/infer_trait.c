/* What can be done with values of a type. */
#include "infer.h"

/* The answers about a struct are kept in its symbol's `fact`: fields may share types. */
typedef struct Traits {
    bool is_comparable;
    bool is_printable;
} Traits;

static const Traits *struct_traits(Infer *infer, Symbol *symbol)
{
    const SymbolList *fields = &symbol->declaration->fields;

    if (symbol->fact == NULL) {
        Traits *traits = ARENA_NEW(&infer->program->arena, Traits);

        *traits = (Traits){true, true};
        symbol->fact = traits;
        for (uint32_t i = 0; i < fields->count; i++) {
            traits->is_comparable &= is_comparable(infer, fields->items[i]->type, false);
            traits->is_printable &= is_printable(infer, fields->items[i]->type);
        }
    }
    return symbol->fact;
}

/* What a dyn can hold is of many types: all must have a form. */
static const Traits *dyn_traits(Infer *infer, Symbol *trait)
{
    if (trait->fact != NULL) {
        return trait->fact;
    }
    Traits *traits = ARENA_NEW(&infer->program->arena, Traits);
    *traits = (Traits){false, true};
    trait->fact = traits;
    for (uint32_t m = 0; m < infer->program->modules.count; m++) {
        const Module *module = infer->program->modules.items[m];

        for (uint32_t i = 0; i < module->implementations.count; i++) {
            const Implementation *implementation = module->implementations.items[i];

            traits->is_printable &=
                implementation->trait != trait || is_printable(infer, implementation->type);
        }
    }
    return traits;
}

bool is_comparable(Infer *infer, const Type *type, bool is_ordered)
{
    switch (type->kind) {
    case TYPE_ERROR:
    case TYPE_STR:
    case TYPE_BYTES: return true;
    case TYPE_NONE:
    case TYPE_CLASS: /* identity */
    case TYPE_PTR: return !is_ordered;
    case TYPE_STRUCT: return !is_ordered && struct_traits(infer, type->declaration)->is_comparable;
    case TYPE_OPTION: return !is_ordered && is_comparable(infer, type->arguments[0], false);
    case TYPE_LIST: return is_comparable(infer, type->arguments[0], is_ordered);
    case TYPE_SET: return true;
    case TYPE_DICT: return !is_ordered && is_comparable(infer, type->arguments[1], false);
    case TYPE_TUPLE:
        for (uint32_t i = 0; i < type->count; i++) {
            if (!is_comparable(infer, type->arguments[i], is_ordered)) {
                return false;
            }
        }
        return true;
    default:
        return scalar_class(type) != CLASS_NOT_SCALAR &&
               !(is_ordered && scalar_class(type) == CLASS_COMPLEX);
    }
}

bool is_printable(Infer *infer, const Type *type)
{
    switch (type->kind) {
    case TYPE_FN:
    case TYPE_PTR:
    case TYPE_CLASS: /* but infer_object_text makes text of one */
    case TYPE_CHAR: return false;
    case TYPE_STRUCT: return struct_traits(infer, type->declaration)->is_printable;
    case TYPE_DYN: return dyn_traits(infer, type->declaration)->is_printable;
    default:
        for (uint32_t i = 0; i < type->count; i++) {
            if (!is_printable(infer, type->arguments[i])) {
                return false;
            }
        }
        return true;
    }
}
