/* What can be done with values of a type. */
#include "infer.h"

/* The answers about a struct are kept in its symbol's `fact`: fields may share types. */
typedef struct Traits {
    bool is_comparable;
    bool is_printable;
} Traits;

static bool has_text_method(Infer *infer, const Type *type)
{
    return text_method(infer, type, true) != NULL;
}

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
        traits->is_printable &= !has_text_method(infer, symbol->type);
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

/* --- methods of the usual names --- */

static bool has_method(Infer *infer, const Type *type, const char *name)
{
    return may_have_methods(type) &&
           usual_method(infer, type, name_of(&infer->program->names, name)) != NULL;
}

bool has_content(const Type *type)
{
    switch (type->kind) {
    case TYPE_LIST:
    case TYPE_DICT:
    case TYPE_SET:
    case TYPE_OPTION:
    case TYPE_TUPLE:
    case TYPE_ARRAY:
    case TYPE_STRUCT: return true;
    default: return false;
    }
}

/* A search through all that a value of a type may hold. */
typedef struct Search {
    Infer *infer;
    bool (*is_it)(Infer *infer, const Type *type);
    bool (*is_whole)(Infer *infer, const Type *type); /* what it holds does not matter; or NULL */
    bool enters_keys;                                 /* of dicts and sets */
    SymbolList seen;                                  /* structs */
} Search;

static bool search_type(Search *search, const Type *type);

static bool search_fields(Search *search, Symbol *symbol)
{
    const SymbolList *fields = &symbol->declaration->fields;

    for (uint32_t i = 0; i < search->seen.count; i++) {
        if (search->seen.items[i] == symbol) {
            return false;
        }
    }
    LIST_PUSH(&search->infer->program->scratch, &search->seen, symbol);
    for (uint32_t i = 0; i < fields->count; i++) {
        if (search_type(search, fields->items[i]->type)) {
            return true;
        }
    }
    return false;
}

/* Recursion ends: a type is finite, and a struct is entered once. */
static bool search_type(Search *search, const Type *type)
{
    bool has_key = type->kind == TYPE_SET || type->kind == TYPE_DICT;

    if (search->is_it(search->infer, type)) {
        return true;
    }
    if (search->is_whole != NULL && search->is_whole(search->infer, type)) {
        return false;
    }
    if (type->kind == TYPE_STRUCT) {
        return search_fields(search, type->declaration);
    }
    for (uint32_t i = has_key && !search->enters_keys; has_content(type) && i < type->count; i++) {
        if (search_type(search, type->arguments[i])) {
            return true;
        }
    }
    return false;
}

static bool has_equality(Infer *infer, const Type *type)
{
    return has_method(infer, type, "__eq__");
}

static bool has_order(Infer *infer, const Type *type)
{
    return has_method(infer, type, "__lt__");
}

bool is_equal_by_method(Infer *infer, const Type *type)
{
    Search search = {infer, has_equality, NULL, false, {0}};

    return search_type(&search, type);
}

bool is_ordered_by_method(Infer *infer, const Type *type)
{
    Search search = {infer, has_order, NULL, false, {0}};

    return search_type(&search, type) || (has_content(type) && is_equal_by_method(infer, type));
}

/* Neither C nor a method can show it. */
static bool lacks_text(Infer *infer, const Type *type)
{
    (void)infer;
    return type->kind == TYPE_FN || type->kind == TYPE_PTR || type->kind == TYPE_CHAR;
}

bool has_text(Infer *infer, const Type *type)
{
    Search search = {infer, lacks_text, has_text_method, true, {0}};

    return !search_type(&search, type);
}

/* --- what C's functions do --- */

bool is_comparable(Infer *infer, const Type *type, bool is_ordered)
{
    switch (type->kind) {
    case TYPE_ERROR:
    case TYPE_STR:
    case TYPE_BYTES: return true;
    case TYPE_CLASS: return !is_ordered || is_ordered_by_method(infer, type);
    case TYPE_NONE:
    case TYPE_PTR: return !is_ordered;
    case TYPE_STRUCT:
        return is_ordered ? is_ordered_by_method(infer, type)
                          : struct_traits(infer, type->declaration)->is_comparable ||
                                has_method(infer, type, "__eq__");
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
