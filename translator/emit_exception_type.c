/* emit_exception_type: exceptions as C types: type objects, and structs where there are fields. */
#include "emit_internal.h"

bool exception_has_struct(const Symbol *exception)
{
    while (exception != NULL && !exception->declaration->is_builtin) {
        if (exception->declaration->fields.count > 0) {
            return true;
        }
        exception = exception->declaration->base;
    }
    return false;
}

/* The first member: the base's struct. */
static const char *base_member(const Symbol *exception)
{
    return exception_has_struct(exception->declaration->base) ? "base" : "exception";
}

void define_exception(Emitter *e, const Type *type)
{
    const Symbol *symbol = type->declaration;
    const Symbol *base = symbol->declaration->base;

    (void)use(e, "nb_exception");
    if (!exception_has_struct(symbol)) {
        return;
    }
    if (exception_has_struct(base)) {
        define_type(e, base->type);
    } else {
        (void)use(e, "struct nb_exception"); /* the first member */
    }
    define_fields(e, symbol->declaration);
    CNode *structure = new_struct(e, symbol->c_name, symbol->span);
    structure->comment = symbol->declaration->document;
    structure->symbol = symbol->name->text;
    add_member(e, structure, exception_name(base->type), base_member(symbol));
    add_fields(e, structure, symbol->declaration);
    c_push(e->arena, e->types, structure);
}

/* What C calls the type object. A struct has the exception's own name. */
static const char *object_name(Emitter *e, const Symbol *exception)
{
    if (exception->declaration->is_builtin) {
        return use(e, text_format(e, "nb_%s", exception->name->text));
    }
    return exception_has_struct(exception) ? text_format(e, "%s_type", exception->c_name)
                                           : exception->c_name;
}

CNode *exception_type(Emitter *e, Symbol *exception)
{
    for (Symbol *at = exception; at != NULL && !at->declaration->is_builtin;
         at = at->declaration->base) {
        at->fact = at;
    }
    return c_unary(e->arena, "&", c_name(e->arena, object_name(e, exception)));
}

void emit_exception_objects(Emitter *e, const Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        const Declaration *declaration = module->declarations.items[i];
        Symbol *symbol = declaration->symbol;

        if (symbol->kind != SYMBOL_EXCEPTION || symbol->fact == NULL) {
            continue;
        }
        CNode *object = c_new(e->arena, C_OBJECT, symbol->span);
        object->flags = C_STATIC;
        object->text = "const nb_type";
        object->name = object_name(e, symbol);
        object->symbol = symbol->name->text;
        object->comment = exception_has_struct(symbol) ? NULL : declaration->document;
        object->left = c_new(e->arena, C_COMPOUND, (Span){0});
        c_push(e->arena, &object->left->list,
               c_string(e->arena, symbol->name->text, symbol->name->length));
        c_push(e->arena, &object->left->list, exception_type(e, declaration->base));
        (void)use(e, "nb_type");
        c_push(e->arena, e->code, object);
        symbol->fact = NULL;
    }
}

CNode *exception_upcast(Emitter *e, CNode *value, const Symbol *from, const Symbol *to)
{
    CNode *place = value;
    bool has_moved = false;

    while (from != to && exception_has_struct(from)) {
        const Symbol *base = from->declaration->base;

        place = c_member(e->arena, has_moved ? place : c_unary(e->arena, "*", place),
                         base_member(from));
        has_moved = true;
        from = base;
    }
    return has_moved ? c_unary(e->arena, "&", place) : value;
}

CNode *exception_field(Emitter *e, CNode *value, const Symbol *exception, uint32_t position)
{
    CNode *place = c_unary(e->arena, "*", value);

    if (position == FIELD_MESSAGE || position == FIELD_CAUSE) {
        (void)use(e, "struct nb_exception");
        for (const Symbol *at = exception; exception_has_struct(at); at = at->declaration->base) {
            place = c_member(e->arena, place, base_member(at));
        }
        return c_member(e->arena, place, position == FIELD_MESSAGE ? "message" : "cause");
    }
    const Symbol *owner = exception;
    uint32_t inherited = 0;
    for (const Symbol *at = owner->declaration->base; at != NULL; at = at->declaration->base) {
        inherited += at->declaration->fields.count;
    }
    while (position < inherited) {
        place = c_member(e->arena, place, base_member(owner));
        owner = owner->declaration->base;
        inherited -= owner->declaration->fields.count;
    }
    return c_member(e->arena, place,
                    field_name(e, owner->declaration->fields.items[position - inherited]));
}
