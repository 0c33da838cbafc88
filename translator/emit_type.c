/* emit_type: what C calls types, and the definitions that the output needs: structs, tuples,
 * function values, exceptions, and generated equality. */
#include "emit_internal.h"
#include "implementation.h"

#include <string.h>

enum { FIRST_TYPES = 64 };

static TypeUse **find_type(TypeUse **slots, uint32_t size, const Type *type)
{
    uint32_t at = type->hash & (size - 1);

    while (slots[at] != NULL && slots[at]->type != type) {
        at = (at + 1) & (size - 1);
    }
    return &slots[at];
}

static void grow_types(Emitter *e)
{
    e->type_size = e->type_size == 0 ? FIRST_TYPES : e->type_size * 2;
    e->type_slots = arena_zeroed(e->lasting, e->type_size * sizeof *e->type_slots);
    for (uint32_t i = 0; i < e->used_types.count; i++) {
        TypeUse *known = e->used_types.items[i];

        *find_type(e->type_slots, e->type_size, known->type) = known;
    }
}

TypeUse *type_use(Emitter *e, const Type *type)
{
    if (e->used_types.count * 2 >= e->type_size) {
        grow_types(e);
    }
    TypeUse **slot = find_type(e->type_slots, e->type_size, type);
    if (*slot == NULL) {
        *slot = ARENA_NEW(e->lasting, TypeUse);
        (*slot)->type = type;
        LIST_PUSH(e->lasting, &e->used_types, *slot);
    }
    return *slot;
}

/* The interned types outlive the emitter: it takes its names back. */
void types_forget(Emitter *e)
{
    for (uint32_t i = 0; i < e->used_types.count; i++) {
        ((Type *)(uintptr_t)e->used_types.items[i]->type)->c_name = NULL;
    }
}

/* --- names --- */

static const char *joined_names(Emitter *e, const char *text, const Type *type, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        text = text_format(e, "%s_%s", text, short_name(e, type->arguments[i]));
    }
    return text;
}

/* fn_int64_to_int64, fn_int64_to_int64_nothrow */
static const char *function_name(Emitter *e, const Type *type)
{
    const char *name = text_format(e, "%s_to_%s", joined_names(e, "fn", type, type->count - 1),
                                   short_name(e, type->arguments[type->count - 1]));

    if (type->raises == NULL) {
        return name;
    }
    return type_raises_nothing(type) ? text_format(e, "%s_nothrow", name)
                                     : joined_names(e, text_format(e, "%s_raises", name),
                                                    type->raises, type->raises->count);
}

static const char *make_short_name(Emitter *e, const Type *type)
{
    switch (type->kind) {
    case TYPE_STR: return "str";
    case TYPE_TUPLE: return joined_names(e, "tuple", type, type->count);
    case TYPE_FN: return function_name(e, type);
    case TYPE_ARRAY:
        return text_format(e, "array_%s_%ud%s", short_name(e, type->arguments[0]), type->rank,
                           type->strided ? "_strided" : "");
    case TYPE_BYTES: return "bytes";
    case TYPE_LIST: return joined_names(e, "list", type, 1);
    case TYPE_SET: return joined_names(e, "set", type, 1);
    case TYPE_DICT: return joined_names(e, "dict", type, 2);
    case TYPE_OPTION: return joined_names(e, "option", type, 1);
    case TYPE_PTR: return joined_names(e, "ptr", type, 1);
    case TYPE_STRUCT:
    case TYPE_EXCEPTION:
    case TYPE_CLASS:
        return type->declaration->c_name != NULL ? type->declaration->c_name
                                                 : type->declaration->name->text;
    case TYPE_DYN: return dyn_name(e, type->declaration);
    case TYPE_NONE: return "none";
    case TYPE_CHAR: return "char";
    default: return scalar_info(type)->name;
    }
}

const char *short_name(Emitter *e, const Type *type)
{
    TypeUse *known = type_use(e, type);

    if (known->short_name == NULL) {
        known->short_name = make_short_name(e, type);
        e->lasting_texts++;
    }
    return known->short_name;
}

static const char *pointer_to(Emitter *e, const char *target)
{
    size_t length = strlen(target);

    return text_format(e, target[length - 1] == '*' ? "%s*" : "%s *", target);
}

const char *exception_name(const Type *type)
{
    const Symbol *symbol = type->declaration;

    while (symbol != NULL && !exception_has_struct(symbol)) {
        symbol = NULL;
    }
    return symbol == NULL ? "nb_exception" : symbol->c_name;
}

static const char *make_c_type(Emitter *e, const Type *type)
{
    switch (type->kind) {
    case TYPE_NONE: return "void";
    case TYPE_CHAR: return "char";
    case TYPE_STR:
    case TYPE_BYTES:
    case TYPE_TUPLE:
    case TYPE_FN:
    case TYPE_ARRAY: return text_format(e, "nb_%s", short_name(e, type));
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_DICT: return text_format(e, "nb_%s *", short_name(e, type));
    case TYPE_PTR: return pointer_to(e, c_type(e, type->arguments[0]));
    case TYPE_OPTION: return option_type(e, type);
    case TYPE_STRUCT: return type->declaration->c_name;
    case TYPE_DYN: return dyn_name(e, type->declaration);
    case TYPE_EXCEPTION: return pointer_to(e, exception_name(type));
    case TYPE_CLASS: return pointer_to(e, type->declaration->c_name);
    default: return scalar_info(type)->c_type;
    }
}

const char *c_type(Emitter *e, const Type *type)
{
    if (type->c_name == NULL) {
        Type *named = (Type *)(uintptr_t)type;

        (void)type_use(e, type);
        named->c_name = make_c_type(e, type);
        e->lasting_texts++;
    }
    return type->c_name;
}

const char *member_type(Emitter *e, const Type *type)
{
    return type->kind == TYPE_NONE ? "char" : c_type(e, type);
}

const char *field_name(Emitter *e, const Symbol *field)
{
    return c_safe_name(e->arena, field->name, false);
}

bool type_holds_function(const Type *type)
{
    if (type->kind == TYPE_FN) {
        return true;
    }
    if (type->kind == TYPE_STRUCT) {
        const SymbolList *fields = &type->declaration->declaration->fields;

        for (uint32_t i = 0; i < fields->count; i++) {
            if (type_holds_function(fields->items[i]->type)) {
                return true;
            }
        }
    }
    for (uint32_t i = 0; type->kind != TYPE_STRUCT && i < type->count; i++) {
        if (type_holds_function(type->arguments[i])) {
            return true;
        }
    }
    return false;
}

/* --- structs, tuples, function values --- */

CNode *new_struct(Emitter *e, const char *name, Span span)
{
    CNode *node = c_new(e->arena, C_STRUCT, span);

    node->name = name;
    node->flags = e->is_header ? C_GUARDED : 0;
    return node;
}

void add_member(Emitter *e, CNode *structure, const char *type, const char *name)
{
    c_push(e->arena, &structure->list, c_declare(e->arena, type, name, NULL));
}

static bool waits_for_struct(Emitter *e, const Type *type);

static bool an_argument_waits(Emitter *e, const Type *type)
{
    bool waits = false;

    for (uint32_t i = 0; i < type->count && !waits; i++) {
        waits = waits_for_struct(e, type->arguments[i]);
    }
    return waits;
}

static bool a_field_waits(Emitter *e, const Type *type)
{
    const SymbolList *fields = &type->declaration->declaration->fields;
    TypeUse *known = type_use(e, type);
    bool waits = known->is_defined && !known->is_complete;

    known->is_waited_for |= waits;
    if (known->is_defined || known->is_searched) {
        return waits;
    }
    known->is_searched = true;
    for (uint32_t i = 0; i < fields->count && !waits; i++) {
        waits = waits_for_struct(e, fields->items[i]->type);
    }
    known->is_searched = false;
    return waits;
}

/* Does the type's definition need that of a struct whose own is being written? One that only points
 * to the struct does not. */
static bool waits_for_struct(Emitter *e, const Type *type)
{
    switch (type->kind) {
    case TYPE_STRUCT: return a_field_waits(e, type);
    case TYPE_TUPLE:
    case TYPE_OPTION:
    case TYPE_DICT:
    case TYPE_SET: return an_argument_waits(e, type);
    case TYPE_LIST:
    case TYPE_ARRAY: return type->arguments[0]->kind != TYPE_STRUCT && an_argument_waits(e, type);
    default: return false;
    }
}

/* `struct Table { struct nb_dict_str_Table *rows; }`: the dict, whose entries are Tables, is
 * defined behind it. */
static bool stands_behind(Emitter *e, const Type *type)
{
    bool is_pointer = type->kind == TYPE_LIST || type->kind == TYPE_DICT || type->kind == TYPE_SET;

    return is_pointer && waits_for_struct(e, type);
}

void add_fields(Emitter *e, CNode *structure, const Declaration *declaration)
{
    for (uint32_t i = 0; i < declaration->fields.count; i++) {
        const Symbol *field = declaration->fields.items[i];
        const char *type = member_type(e, field->type);

        type = stands_behind(e, field->type) ? text_format(e, "struct %s", type) : type;
        add_member(e, structure, type, field_name(e, field));
    }
    if (structure->list.count == 0) {
        add_member(e, structure, "char", "unused"); /* C has no empty struct */
    }
}

void define_fields(Emitter *e, const Declaration *declaration)
{
    for (uint32_t i = 0; i < declaration->fields.count; i++) {
        if (!stands_behind(e, declaration->fields.items[i]->type)) {
            define_type(e, declaration->fields.items[i]->type);
        }
    }
}

static void define_struct(Emitter *e, const Type *type)
{
    const Declaration *declaration = type->declaration->declaration;

    define_fields(e, declaration);
    CNode *structure = new_struct(e, c_type(e, type), declaration->symbol->span);
    structure->comment = declaration->document;
    structure->symbol = source_name(declaration->symbol);
    structure->flags |= type_use(e, type)->is_declared ? C_TAGGED : 0;
    add_fields(e, structure, declaration);
    c_push(e->arena, e->types, structure);
}

static void define_tuple(Emitter *e, const Type *type)
{
    for (uint32_t i = 0; i < type->count; i++) {
        define_type(e, type->arguments[i]);
    }
    CNode *structure = new_struct(e, c_type(e, type), (Span){0});
    for (uint32_t i = 0; i < type->count; i++) {
        add_member(e, structure, member_type(e, type->arguments[i]), text_format(e, "item_%u", i));
    }
    if (type->count == 0) {
        add_member(e, structure, "char", "unused");
    }
    c_push(e->arena, e->types, structure);
}

/* `nb_status (*call)(nb_context *ctx, const void *environment, double, double *result);`; of a
 * function that raises nothing `double (*call)(nb_context *ctx, const void *environment, double);`
 */
static void define_function_type(Emitter *e, const Type *type)
{
    const char *member = "(*call)(nb_context *ctx, const void *environment";
    const Type *result = type->arguments[type->count - 1];
    bool is_quiet = type_raises_nothing(type);

    for (uint32_t i = 0; i < type->count; i++) {
        define_type(e, type->arguments[i]);
    }
    for (uint32_t i = 0; i + 1 < type->count; i++) {
        member = text_format(e, "%s, %s", member, c_type(e, type->arguments[i]));
    }
    member = result->kind == TYPE_NONE || is_quiet
                 ? text_format(e, "%s)", member)
                 : text_format(e, "%s, %sresult)", member, pointer_to(e, c_type(e, result)));
    CNode *structure = new_struct(e, c_type(e, type), (Span){0});
    add_member(e, structure, is_quiet ? c_type(e, result) : use(e, "nb_status"), member);
    add_member(e, structure, is_counted(e, type) ? "void *" : "const void *", "environment");
    (void)use(e, "nb_context");
    c_push(e->arena, e->types, structure);
}

/* --- definitions --- */

static void mark_scalar(Emitter *e, const Type *type)
{
    const ScalarInfo *info = scalar_info(type);

    if (info->c_header != NULL) {
        runtime_use_header(e->runtime, info->c_header);
    } else if (info->class == CLASS_COMPLEX) {
        (void)use(e, info->c_type);
    }
}

/* The typedef of a struct that is being defined and holds pointers to itself: by way of a list, or
 * of a function. */
static void declare_struct(Emitter *e, TypeUse *known)
{
    const char *name = c_type(e, known->type);
    CNode *declaration = c_new(e->arena, C_RAW, (Span){0});

    if (known->type->kind != TYPE_STRUCT || known->is_complete || known->is_declared) {
        return;
    }
    known->is_declared = true;
    declaration->text = text_format(e, "typedef struct %s %s;", name, name);
    declaration->name = text_format(e, "NB_DECLARED_%s", name);
    declaration->flags = e->is_header ? C_GUARDED : 0;
    c_push(e->arena, e->types, declaration);
}

void define_type(Emitter *e, const Type *type)
{
    TypeUse *known = type_use(e, type);

    if (known->is_defined) {
        declare_struct(e, known);
    }
    if (known->is_defined && e->is_header) {
        return;
    }
    switch (type->kind) {
    case TYPE_STR: (void)use(e, "nb_str"); return;
    case TYPE_BYTES: (void)use(e, "nb_bytes"); return;
    case TYPE_PTR: define_type(e, type->arguments[0]); return;
    case TYPE_ARRAY:
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_DICT: define_instance(e, type); return;
    default: break;
    }
    if (known->is_defined) {
        return;
    }
    known->is_defined = true;
    switch (type->kind) {
    case TYPE_TUPLE: define_tuple(e, type); break;
    case TYPE_FN: define_function_type(e, type); break;
    case TYPE_OPTION: define_option(e, type); break;
    case TYPE_STRUCT: define_struct(e, type); break;
    case TYPE_DYN: define_dyn(e, type); break;
    case TYPE_EXCEPTION: define_exception(e, type); break;
    case TYPE_CLASS: declare_class(e, type); break;
    default:
        known->is_defined = false;
        mark_scalar(e, type);
        break;
    }
    known->is_complete = true;
    if (known->is_waited_for) {
        define_fields(e, type->declaration->declaration);
    }
}

/* Is the type a name of C's own for which nothing stands in the file unless a value has it? */
static bool is_used(const TypeUse *known)
{
    return known->type->c_name != NULL;
}

static void define_declared(Emitter *e, const Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        const Type *type = module->declarations.items[i]->symbol->type;

        if (type != NULL && type->c_name != NULL) {
            define_type(e, type);
            if (type->kind == TYPE_CLASS) {
                define_class(e, module->declarations.items[i]);
            }
        }
    }
}

/* They name other types, and so come last; what they alone name is used from then on. */
static void define_vtables(Emitter *e)
{
    for (uint32_t i = 0; i < e->used_types.count; i++) {
        const Type *type = e->used_types.items[i]->type;

        if (is_used(e->used_types.items[i]) && type->kind == TYPE_DYN) {
            define_type(e, type);
            if (!trait_is_public(e->program, type->declaration)) {
                define_dyn_table(e, type->declaration);
            }
        }
    }
}

void define_types(Emitter *e)
{
    for (uint32_t i = 0; i < e->program->modules.count; i++) {
        define_declared(e, e->program->modules.items[i]);
    }
    for (uint32_t i = 0; i < e->used_types.count; i++) {
        if (is_used(e->used_types.items[i])) {
            define_type(e, e->used_types.items[i]->type);
        }
    }
    define_vtables(e);
    define_boxes(e);
}

/* --- generated functions --- */

CNode *generated_function(Emitter *e, const char *result, const char *name)
{
    CNode *function = c_new(e->arena, C_FUNCTION, (Span){0});

    function->flags = C_STATIC;
    function->text = result;
    function->name = name;
    function->left = c_new(e->arena, C_BLOCK, (Span){0});
    return function;
}

void add_parameter(Emitter *e, CNode *function, const char *type, const char *name)
{
    c_push(e->arena, &function->parameters, c_parameter(e->arena, type, name));
}
