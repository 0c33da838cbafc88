#include "key_type.h"

static const Type *unfit_field(const Type *type)
{
    const SymbolList *fields = &type->declaration->declaration->fields;

    for (uint32_t i = 0; i < fields->count; i++) {
        const Type *field = fields->items[i]->type;
        const Type *unfit = field == NULL ? NULL : key_type_unfit(field);

        if (unfit != NULL) {
            return unfit;
        }
    }
    return NULL;
}

/* Recursion ends: a struct does not hold itself. */
const Type *key_type_unfit(const Type *type)
{
    switch (type->kind) {
    case TYPE_ERROR:
    case TYPE_NONE:
    case TYPE_STR:
    case TYPE_BYTES:
    case TYPE_CLASS:
    case TYPE_PARAMETER: return NULL;
    case TYPE_STRUCT: return unfit_field(type);
    case TYPE_TUPLE:
    case TYPE_OPTION:
        for (uint32_t i = 0; i < type->count; i++) {
            const Type *unfit = key_type_unfit(type->arguments[i]);

            if (unfit != NULL) {
                return unfit;
            }
        }
        return NULL;
    default: return scalar_class(type) != CLASS_NOT_SCALAR ? NULL : type;
    }
}

static void tell_unfit(Program *program, const Type *type, const Type *unfit)
{
    if (unfit != type) {
        report_help(&program->diagnostics, "it holds %s", type_text(&program->types, unfit));
    } else {
        report_help(&program->diagnostics, "keys are numbers, bool, str, bytes, objects, and "
                                           "tuples, options and structs of these");
    }
}

void report_unfit_key(Program *program, Span span, const Type *type, const Type *unfit)
{
    report_error(&program->diagnostics, span, "%s cannot be a key",
                 type_text(&program->types, type));
    tell_unfit(program, type, unfit);
}

void report_unfit_hash(Program *program, Span span, const Type *type, const Type *unfit)
{
    if (type->kind != TYPE_ERROR) {
        report_error(&program->diagnostics, span, "%s has no hash",
                     type_text(&program->types, type));
        tell_unfit(program, type, unfit);
    }
}
