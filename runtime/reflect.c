/* What types are made of, at run time: of those that are described. */

//@ nb_kind
/* What kind of type it is. */
typedef enum nb_kind {
    NB_KIND_OTHER, /* a function, a pointer, a trait's object */
    NB_KIND_BOOL,
    NB_KIND_INT8,
    NB_KIND_INT16,
    NB_KIND_INT32,
    NB_KIND_INT64,
    NB_KIND_UINT8,
    NB_KIND_UINT16,
    NB_KIND_UINT32,
    NB_KIND_UINT64,
    NB_KIND_FLOAT32,
    NB_KIND_FLOAT64,
    NB_KIND_COMPLEX64,
    NB_KIND_COMPLEX128,
    NB_KIND_STR,
    NB_KIND_BYTES,
    NB_KIND_TUPLE,
    NB_KIND_ARRAY,
    NB_KIND_OPTION,
    NB_KIND_LIST,
    NB_KIND_SET,
    NB_KIND_DICT,
    NB_KIND_STRUCT,
    NB_KIND_CLASS,
    NB_KIND_EXCEPTION
} nb_kind;

//@ nb_method
/* A method of a struct or an object, those that impls give and inherited ones included. */
typedef struct nb_method {
    const char *name;
    const char *type; /* as the source writes it: "fn(self, int64) -> str" */
} nb_method;

//@ nb_field nb_description <stddef.h>
/* A field of a struct or an object, inherited ones included. */
typedef struct nb_field {
    const char *name;
    const char *type; /* as the source writes it: "list[int64]" */
    nb_kind kind;
    size_t offset; /* from the start of the struct, or of the object */
    size_t size;
    const struct nb_description *description; /* of a struct's field; else NULL */
} nb_field;

/* What a type is made of. */
typedef struct nb_description {
    nb_type type; /* its name and its base, which is the first member of another description */
    nb_kind kind;
    size_t size; /* of a class that of its objects */
    size_t alignment;
    size_t field_count;
    const nb_field *fields; /* those of the base first; NULL: there are none */
    size_t method_count;
    const nb_method *methods; /* the same */
    size_t trait_count;
    const char *const *traits; /* their names */
} nb_description;

//@ nb_description_of_object <string.h>
/* What describes the object's class, which is described. An object begins with the address of its
 * table, the table with that of its type. */
NB_API const nb_description *nb_description_of_object(const void *object)
{
    const void *table;
    const nb_type *type;

    memcpy(&table, object, sizeof table);
    type = *(const nb_type *const *)table;
    return (const nb_description *)type;
}

//@ nb_description_of
/* What describes a value at `address`, which is of the type that `type` describes: of an object its
 * own class. */
NB_INLINE const nb_description *nb_description_of(const nb_description *type, const void *address)
{
    return type->kind == NB_KIND_CLASS ? nb_description_of_object(address) : type;
}

//@ nb_is_called <stdbool.h> <stddef.h> <string.h>
NB_INLINE bool nb_is_called(const char *own, const char *name, size_t size)
{
    return strlen(own) == size && memcmp(own, name, size) == 0;
}

//@ nb_find_field <stddef.h>
/* The field of that name, or NULL. */
NB_API const nb_field *nb_find_field(const nb_description *type, const char *name, size_t size)
{
    for (size_t i = 0; i < type->field_count; i++) {
        if (nb_is_called(type->fields[i].name, name, size)) {
            return &type->fields[i];
        }
    }
    return NULL;
}

//@ nb_find_method <stddef.h>
/* The method of that name, the first where there are several; or NULL. */
NB_API const nb_method *nb_find_method(const nb_description *type, const char *name, size_t size)
{
    for (size_t i = 0; i < type->method_count; i++) {
        if (nb_is_called(type->methods[i].name, name, size)) {
            return &type->methods[i];
        }
    }
    return NULL;
}

//@ nb_find_trait <stdbool.h> <stddef.h>
/* Has the type the trait of that name? */
NB_API bool nb_find_trait(const nb_description *type, const char *name, size_t size)
{
    for (size_t i = 0; i < type->trait_count; i++) {
        if (nb_is_called(type->traits[i], name, size)) {
            return true;
        }
    }
    return false;
}

//@ nb_has_trait <stdbool.h> <stddef.h>
/* The same of the value at `address`. */
NB_INLINE bool nb_has_trait(const nb_description *type, const void *address, nb_str name)
{
    return nb_find_trait(nb_description_of(type, address), name.data, (size_t)name.size);
}

//@ nb_raise_no_attribute
/* Raises AttributeError, as Python does. */
NB_API nb_status nb_raise_no_attribute(nb_context *ctx, const nb_description *type, nb_str name)
{
    nb_text text = nb_text_open(ctx);
    nb_str message = NB_STR("");

    nb_write_literal(&text.writer, "'");
    nb_write_literal(&text.writer, type->type.name);
    nb_write_literal(&text.writer, "' object has no attribute '");
    nb_write_text(&text.writer, name);
    nb_write_literal(&text.writer, "'");
    if (nb_text_close(&text, &message) != NB_OK) {
        return NB_RAISED;
    }
    (void)nb_raise_text_here(ctx, &nb_AttributeError, message);
    nb_release_str(ctx, &message);
    return NB_RAISED;
}

//@ nb_raise_field_type
/* Raises TypeError: the field is of another type than was asked for. */
NB_API nb_status nb_raise_field_type(nb_context *ctx, const nb_field *field, const char *wanted)
{
    nb_text text = nb_text_open(ctx);
    nb_str message = NB_STR("");

    nb_write_literal(&text.writer, "field '");
    nb_write_literal(&text.writer, field->name);
    nb_write_literal(&text.writer, "' is of type ");
    nb_write_literal(&text.writer, field->type);
    nb_write_literal(&text.writer, ", not ");
    nb_write_literal(&text.writer, wanted);
    if (nb_text_close(&text, &message) != NB_OK) {
        return NB_RAISED;
    }
    (void)nb_raise_text_here(ctx, &nb_TypeError, message);
    nb_release_str(ctx, &message);
    return NB_RAISED;
}

//@ nb_field_of <stddef.h>
/* The field of that name of the value at `address`, or NULL after raising AttributeError. */
NB_API const nb_field *nb_field_of(nb_context *ctx, const nb_description *type, const void *address,
                                   nb_str name)
{
    const nb_description *own = nb_description_of(type, address);
    const nb_field *field = nb_find_field(own, name.data, (size_t)name.size);

    if (field == NULL) {
        (void)nb_raise_no_attribute(ctx, own, name);
    }
    return field;
}

//@ nb_field_type <stddef.h> <stdint.h> <string.h>
/* What the source calls the field's type. Raises AttributeError. */
NB_API nb_status nb_field_type(nb_context *ctx, const nb_description *type, const void *address,
                               nb_str name, nb_str *result)
{
    const nb_field *field = nb_field_of(ctx, type, address, name);

    if (field == NULL) {
        return NB_RAISED;
    }
    *result = nb_str_of_utf8(field->type, (int64_t)strlen(field->type));
    return NB_OK;
}

//@ nb_method_type <stddef.h> <stdint.h> <string.h>
/* What the source calls the type of the method. Raises AttributeError. */
NB_API nb_status nb_method_type(nb_context *ctx, const nb_description *type, const void *address,
                                nb_str name, nb_str *result)
{
    const nb_description *own = nb_description_of(type, address);
    const nb_method *method = nb_find_method(own, name.data, (size_t)name.size);

    if (method == NULL) {
        return nb_raise_no_attribute(ctx, own, name);
    }
    *result = nb_str_of_utf8(method->type, (int64_t)strlen(method->type));
    return NB_OK;
}

//@ nb_get_field <stddef.h> <string.h>
/* Copies the field's value, which must be of the type that the source calls `wanted`. Raises
 * AttributeError, TypeError. */
NB_API nb_status nb_get_field(nb_context *ctx, const nb_description *type, const void *address,
                              nb_str name, const char *wanted, void *result)
{
    const nb_field *field = nb_field_of(ctx, type, address, name);

    if (field == NULL) {
        return NB_RAISED;
    }
    if (strcmp(field->type, wanted) != 0) {
        return nb_raise_field_type(ctx, field, wanted);
    }
    memcpy(result, (const char *)address + field->offset, field->size);
    return NB_OK;
}
