/* emit_description: what a struct or class is made of and can do, at run time. One that says
 * @reflect, or of which a function asks, has an nb_description; a class's type object is the first
 * member of its.
 *
 *     static const nb_field Vec3_fields[2] = {{"x", "float64", NB_KIND_FLOAT64, …}, …};
 *     static const nb_description Vec3_description = {{"Vec3", NULL}, NB_KIND_STRUCT, …}; */
#include "class.h"
#include "emit_internal.h"
#include "implementation.h"

bool is_described(const Declaration *declaration)
{
    return declaration->symbol->kind == SYMBOL_CLASS ? root_class(declaration)->is_reflected
                                                     : declaration->is_reflected;
}

/* --- what a description holds --- */

CNode *string_of(Emitter *e, const char *text)
{
    return c_string(e->arena, text, (uint32_t)strlen(text));
}

static CNode *string_in(Emitter *e, Buffer *text)
{
    const char *copy = arena_copy(e->arena, text->text, text->length);

    buffer_close(text);
    return string_of(e, copy);
}

CNode *spelling_of(Emitter *e, const Type *type)
{
    Buffer text;

    buffer_open(&text, e->arena);
    type_print(&text, type, e->program->main);
    return string_in(e, &text);
}

static const char *kind_of(const Type *type)
{
    static const char *const kinds[] = {
#define SCALAR(KIND, name, c, header, bits, class) [TYPE_##KIND] = "NB_KIND_" #KIND,
#include "scalars.def"
#undef SCALAR
        [TYPE_STR] = "NB_KIND_STR",
        [TYPE_BYTES] = "NB_KIND_BYTES",
        [TYPE_TUPLE] = "NB_KIND_TUPLE",
        [TYPE_ARRAY] = "NB_KIND_ARRAY",
        [TYPE_OPTION] = "NB_KIND_OPTION",
        [TYPE_LIST] = "NB_KIND_LIST",
        [TYPE_SET] = "NB_KIND_SET",
        [TYPE_DICT] = "NB_KIND_DICT",
        [TYPE_STRUCT] = "NB_KIND_STRUCT",
        [TYPE_CLASS] = "NB_KIND_CLASS",
        [TYPE_EXCEPTION] = "NB_KIND_EXCEPTION",
    };
    bool is_listed = (size_t)type->kind < sizeof kinds / sizeof *kinds && kinds[type->kind] != NULL;

    return is_listed ? kinds[type->kind] : "NB_KIND_OTHER";
}

/* `static const TYPE NAME[N] = { … };`, or NULL where there are no values. */
static CNode *table_of(Emitter *e, const char *type, const char *name, CNode *values)
{
    CNode *object = c_new(e->arena, C_OBJECT, (Span){0});

    if (values->list.count == 0) {
        return c_name(e->arena, "NULL");
    }
    object->flags = C_STATIC;
    object->text = type;
    object->name = text_format(e, "%s[%u]", name, values->list.count);
    object->left = values;
    c_push(e->arena, e->code, object);
    return c_name(e->arena, name);
}

static CNode *description_object(Emitter *e, const Type *type);

/* {"radius", "float64", NB_KIND_FLOAT64, offsetof(Circle, radius), sizeof(double), NULL} */
static CNode *describe_field(Emitter *e, const Type *type, const Symbol *field, const char *path)
{
    CNode *values = c_new(e->arena, C_COMPOUND, field->span);
    bool is_struct = field->type->kind == TYPE_STRUCT;

    c_push(e->arena, &values->list, string_of(e, field->name->text));
    c_push(e->arena, &values->list, spelling_of(e, field->type));
    c_push(e->arena, &values->list, c_name(e->arena, kind_of(field->type)));
    c_push(e->arena, &values->list,
           c_call2(e->arena, "offsetof", c_name(e->arena, type->declaration->c_name),
                   c_name(e->arena, path)));
    c_push(e->arena, &values->list,
           c_call1(e->arena, "sizeof", c_name(e->arena, c_type(e, field->type))));
    c_push(e->arena, &values->list,
           is_struct ? description_object(e, field->type) : c_name(e->arena, "NULL"));
    return values;
}

/* The fields of the bases first. */
static void describe_fields(Emitter *e, CNode *values, const Declaration *declaration,
                            const Declaration *owner)
{
    const Type *type = declaration->symbol->type;
    bool is_class = type->kind == TYPE_CLASS;

    if (is_class && class_base(owner) != NULL) {
        describe_fields(e, values, declaration, class_base(owner));
    }
    for (uint32_t i = 0; i < owner->fields.count; i++) {
        const Symbol *field = owner->fields.items[i];
        const char *path =
            is_class ? class_field_path(e, declaration, owner, field) : field_name(e, field);

        c_push(e->arena, &values->list, describe_field(e, type, field, path));
    }
}

/* {"area", "fn(self) -> float64"} */
static void push_method(Emitter *e, CNode *values, const Function *method)
{
    CNode *pair = c_new(e->arena, C_COMPOUND, method->span);
    Buffer type;

    buffer_open(&type, e->arena);
    method_type_print(&type, method, e->program->main);
    c_push(e->arena, &pair->list, string_of(e, source_name(method->symbol)));
    c_push(e->arena, &pair->list, string_in(e, &type));
    c_push(e->arena, &values->list, pair);
}

/* Those of the bases first; one that overrides stands where the first of its kind does. */
static void push_class_methods(Emitter *e, CNode *values, const Declaration *class_)
{
    if (class_base(class_) != NULL) {
        push_class_methods(e, values, class_base(class_));
    }
    for (uint32_t i = 0; i < class_->methods.count; i++) {
        const Function *method = class_->methods.items[i];

        if (method->overrides == NULL && !method->is_made) {
            push_method(e, values, method);
        }
    }
}

/* Calls `act` for each impl that gives the type something, a class's bases' first. */
static void each_implementation(Emitter *e, CNode *values, const Type *type,
                                void (*act)(Emitter *e, CNode *values, const Implementation *given))
{
    const Type *base = implementation_base(e->program, type);

    if (base != NULL) {
        each_implementation(e, values, base, act);
    }
    for (uint32_t m = 0; m < e->program->modules.count; m++) {
        const Module *module = e->program->modules.items[m];

        for (uint32_t i = 0; i < module->implementations.count; i++) {
            if (module->implementations.items[i]->type == type) {
                act(e, values, module->implementations.items[i]);
            }
        }
    }
}

/* Not what the type has itself, nor what its base was given already. */
static void push_given_methods(Emitter *e, CNode *values, const Implementation *given)
{
    const Type *base = implementation_base(e->program, given->type);

    for (uint32_t i = 0; i < given->methods.count; i++) {
        const Function *method = given->methods.items[i];
        const Name *name = method->symbol->name;
        bool is_known = type_method(given->type, name) != NULL ||
                        (base != NULL && implementation_methods(e->program, base, name) != NULL);

        if (!is_known) {
            push_method(e, values, method);
        }
    }
}

static void push_trait(Emitter *e, CNode *values, const Implementation *given)
{
    const Type *base = implementation_base(e->program, given->type);
    bool is_known = given->trait == NULL ||
                    (base != NULL && implementation_of(e->program, base, given->trait) != NULL);

    if (!is_known) {
        c_push(e->arena, &values->list,
               string_of(e, symbol_text(&e->program->types, given->trait)));
    }
}

/* The alignment, from a struct that holds a value behind a byte. */
static CNode *alignment_of(Emitter *e, const Type *type, const char *name)
{
    const char *tag = file_name(e, text_format(e, "%s_alignment", name));
    CNode *structure = new_struct(e, tag, (Span){0});

    structure->flags |= C_TAGGED;
    add_member(e, structure, "char", "byte");
    add_member(e, structure, type->declaration->c_name, "value");
    c_push(e->arena, e->code, structure);
    return c_call2(e->arena, "offsetof", c_name(e->arena, text_format(e, "struct %s", tag)),
                   c_name(e->arena, "value"));
}

static const char *c_struct(Emitter *e, const Type *type)
{
    (void)c_type(e, type);
    return type->declaration->c_name;
}

void fill_description(Emitter *e, CNode *description, const Declaration *declaration)
{
    const Type *type = declaration->symbol->type;
    const char *name = c_struct(e, type);
    CNode *parts[] = {c_new(e->arena, C_COMPOUND, (Span){0}),
                      c_new(e->arena, C_COMPOUND, (Span){0}),
                      c_new(e->arena, C_COMPOUND, (Span){0})};

    describe_fields(e, parts[0], declaration, declaration);
    if (type->kind == TYPE_CLASS) {
        push_class_methods(e, parts[1], declaration);
    }
    each_implementation(e, parts[1], type, push_given_methods);
    each_implementation(e, parts[2], type, push_trait);
    CNode *values[] = {
        c_name(e->arena, kind_of(type)),
        c_call1(e->arena, "sizeof", c_name(e->arena, name)),
        alignment_of(e, type, name),
        c_integer(e->arena, parts[0]->list.count),
        table_of(e, "const nb_field", file_name(e, text_format(e, "%s_fields", name)), parts[0]),
        c_integer(e->arena, parts[1]->list.count),
        table_of(e, "const nb_method", file_name(e, text_format(e, "%s_methods", name)), parts[1]),
        c_integer(e->arena, parts[2]->list.count),
        table_of(e, "const char *const", file_name(e, text_format(e, "%s_traits", name)), parts[2]),
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        c_push(e->arena, &description->list, values[i]);
    }
    runtime_use_header(e->runtime, "stddef.h");
}

/* --- the descriptions of structs --- */

static CNode *address_of_description(Emitter *e, const Type *type)
{
    const char *name = made_name(e, text_format(e, "%s_description", c_struct(e, type)), NULL);

    return c_unary(e->arena, "&", c_name(e->arena, name));
}

/* Those of its fields stand before it. */
static CNode *description_object(Emitter *e, const Type *type)
{
    CNode *address = address_of_description(e, type);
    const char *name = address->left->text;

    if (made_before(e, text_format(e, "%s {}", name))) {
        return address;
    }
    CNode *object = c_new(e->arena, C_OBJECT, type->declaration->span);
    CNode *head = c_new(e->arena, C_COMPOUND, (Span){0});

    object->flags = C_STATIC;
    object->text = text_format(e, "const %s", use(e, "nb_description"));
    object->name = name;
    object->left = c_new(e->arena, C_COMPOUND, (Span){0});
    c_push(e->arena, &head->list, string_of(e, source_name(type->declaration)));
    c_push(e->arena, &head->list, c_name(e->arena, "NULL"));
    c_push(e->arena, &object->left->list, head);
    fill_description(e, object->left, type->declaration->declaration);
    c_push(e->arena, e->code, object);
    return address;
}

void emit_descriptions(Emitter *e)
{
    for (uint32_t i = 0; i < e->described.count; i++) {
        (void)description_object(e, e->described.items[i]);
    }
}

CNode *description_of(Emitter *e, const Type *type)
{
    (void)use(e, "nb_description");
    if (type->kind == TYPE_CLASS) {
        (void)c_type(e, type);
        return c_unary(e->arena, "&", class_type_object(e, type->declaration->declaration));
    }
    if (!made_before(e, text_format(e, "&%s_description", c_struct(e, type)))) {
        LIST_PUSH(e->lasting, &e->described, type);
    }
    return address_of_description(e, type);
}
