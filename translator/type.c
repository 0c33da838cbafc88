/* Types: interned in one open-addressing table, found by a hash of their parts. */
#include "type.h"
#include "class.h"

#include "ir.h"

enum { FIRST_SIZE = 256 };

#define SCALAR(KIND, name, c, header, bits, class)                                                 \
    [TYPE_##KIND] = {name, c, header, bits, CLASS_##class},
static const ScalarInfo type_table[] = {
    [TYPE_ERROR] = {"?", "int", NULL, 0, CLASS_NOT_SCALAR},
    [TYPE_NONE] = {"none", "void", NULL, 0, CLASS_NOT_SCALAR},
#include "scalars.def"
    [TYPE_CHAR] = {"char", "char", NULL, 8, CLASS_NOT_SCALAR},
    [TYPE_STR] = {"str", "nb_str", NULL, 0, CLASS_NOT_SCALAR},
    [TYPE_TUPLE] = {"tuple", NULL, NULL, 0, CLASS_NOT_SCALAR},
    [TYPE_ARRAY] = {"array", NULL, NULL, 0, CLASS_NOT_SCALAR},
    [TYPE_FN] = {"fn", NULL, NULL, 0, CLASS_NOT_SCALAR},
    [TYPE_PTR] = {"ptr", NULL, NULL, 0, CLASS_NOT_SCALAR},
    [TYPE_STRUCT] = {"struct", NULL, NULL, 0, CLASS_NOT_SCALAR},
    [TYPE_EXCEPTION] = {"exception", NULL, NULL, 0, CLASS_NOT_SCALAR},
    [TYPE_BYTES] = {"bytes", "nb_bytes", NULL, 0, CLASS_NOT_SCALAR},
    [TYPE_OPTION] = {"option", NULL, NULL, 0, CLASS_NOT_SCALAR},
    [TYPE_LIST] = {"list", NULL, NULL, 0, CLASS_NOT_SCALAR},
    [TYPE_SET] = {"set", NULL, NULL, 0, CLASS_NOT_SCALAR},
    [TYPE_DICT] = {"dict", NULL, NULL, 0, CLASS_NOT_SCALAR},
    [TYPE_CLASS] = {"class", NULL, NULL, 0, CLASS_NOT_SCALAR},
    [TYPE_DYN] = {"dyn", NULL, NULL, 0, CLASS_NOT_SCALAR},
    [TYPE_PARAMETER] = {"type parameter", NULL, NULL, 0, CLASS_NOT_SCALAR},
    [TYPE_NUMBER] = {"number", NULL, NULL, 0, CLASS_NOT_SCALAR},
};
#undef SCALAR

static uint32_t mixed(uint32_t hash, uint32_t part)
{
    return (hash ^ part) * 16777619U;
}

static uint32_t hash_of(const Type *type)
{
    uint32_t hash = mixed(2166136261U, (uint32_t)type->kind);

    hash = mixed(hash, (uint32_t)type->rank * 2U + (type->strided ? 1U : 0U));
    for (uint32_t i = 0; i < type->count; i++) {
        hash = mixed(hash, type->arguments[i]->hash);
    }
    if (type->declaration != NULL) {
        hash = mixed(hash, type->declaration->name->hash);
    }
    if (type->raises != NULL) {
        hash = mixed(hash, type->raises->hash);
    }
    if (type->kind == TYPE_NUMBER) {
        hash = mixed(hash, (uint32_t)type->number);
    }
    return hash;
}

static bool is_same(const Type *a, const Type *b)
{
    if (a->hash != b->hash || a->kind != b->kind || a->rank != b->rank ||
        a->strided != b->strided || a->count != b->count || a->declaration != b->declaration ||
        a->number != b->number || a->raises != b->raises) {
        return false;
    }
    for (uint32_t i = 0; i < a->count; i++) {
        if (a->arguments[i] != b->arguments[i]) {
            return false;
        }
    }
    return true;
}

static Type **slot_of(const Types *types, const Type *wanted)
{
    uint32_t at = wanted->hash & (types->size - 1);

    while (types->slots[at] != NULL && !is_same(types->slots[at], wanted)) {
        at = (at + 1) & (types->size - 1);
    }
    return &types->slots[at];
}

static void grow(Types *types)
{
    Type **old = types->slots;
    uint32_t old_size = types->size;

    types->size *= 2;
    types->slots = arena_zeroed(types->arena, types->size * sizeof *types->slots);
    for (uint32_t i = 0; i < old_size; i++) {
        if (old[i] != NULL) {
            *slot_of(types, old[i]) = old[i];
        }
    }
}

enum { MOST_WEIGHT = 1 << 20 };

static void note_arguments(Type *type)
{
    type->is_open = type->kind == TYPE_PARAMETER;
    type->weight = 1;
    for (uint32_t i = 0; i < type->count; i++) {
        type->is_open |= type->arguments[i]->is_open;
        if (type->weight < MOST_WEIGHT) {
            type->weight += type->arguments[i]->weight;
        }
    }
}

/* A type of the arena's with the parts of `wanted`, whose argument list may be the caller's. */
static Type *new_type(Types *types, const Type *wanted)
{
    Type *type = ARENA_NEW(types->arena, Type);

    *type = *wanted;
    note_arguments(type);
    if (type->count > 0) {
        size_t size = type->count * sizeof *type->arguments;
        type->arguments = memcpy(arena_alloc(types->arena, size), wanted->arguments, size);
    }
    return type;
}

static const Type *intern(Types *types, Type wanted)
{
    wanted.hash = hash_of(&wanted);
    Type **slot = slot_of(types, &wanted);

    if (*slot != NULL) {
        return *slot;
    }
    if (types->count * 2 >= types->size) {
        grow(types);
        slot = slot_of(types, &wanted);
    }
    *slot = new_type(types, &wanted);
    types->count++;
    return *slot;
}

/* `wanted` only reads its arguments, so the qualifier that the node's field lacks may go. */
static const Type *intern_with(Types *types, Type wanted, const Type *const *arguments)
{
    wanted.arguments = (const Type **)(uintptr_t)arguments;
    return intern(types, wanted);
}

void types_open(Types *types, Arena *arena)
{
    *types = (Types){.arena = arena, .size = FIRST_SIZE};
    types->slots = arena_zeroed(arena, FIRST_SIZE * sizeof *types->slots);
    for (TypeKind kind = TYPE_ERROR; kind <= TYPE_CHAR; kind++) {
        types->scalar[kind] = intern(types, (Type){.kind = kind});
    }
    types->str = intern(types, (Type){.kind = TYPE_STR});
    types->bytes = intern(types, (Type){.kind = TYPE_BYTES});
}

const Type *type_tuple(Types *types, const Type *const *items, uint32_t count)
{
    return intern_with(types, (Type){.kind = TYPE_TUPLE, .count = count}, items);
}

const Type *type_array(Types *types, const Type *element, uint16_t rank, bool strided)
{
    return intern_with(
        types, (Type){.kind = TYPE_ARRAY, .rank = rank, .strided = strided, .count = 1}, &element);
}

const Type *type_fn(Types *types, const Type *const *signature, uint32_t count)
{
    return intern_with(types, (Type){.kind = TYPE_FN, .count = count + 1}, signature);
}

const Type *type_fn_raising(Types *types, const Type *function, const Type *raises)
{
    Type wanted = {.kind = TYPE_FN, .count = function->count, .raises = raises};

    return intern_with(types, wanted, function->arguments);
}

const Type *type_ptr(Types *types, const Type *target)
{
    return intern_with(types, (Type){.kind = TYPE_PTR, .count = 1}, &target);
}

const Type *type_option(Types *types, const Type *value)
{
    return intern_with(types, (Type){.kind = TYPE_OPTION, .count = 1}, &value);
}

const Type *type_list(Types *types, const Type *element)
{
    return intern_with(types, (Type){.kind = TYPE_LIST, .count = 1}, &element);
}

const Type *type_set(Types *types, const Type *element)
{
    return intern_with(types, (Type){.kind = TYPE_SET, .count = 1}, &element);
}

const Type *type_dict(Types *types, const Type *key, const Type *value)
{
    const Type *const arguments[] = {key, value};

    return intern_with(types, (Type){.kind = TYPE_DICT, .count = 2}, arguments);
}

const Type *type_declared(Types *types, TypeKind kind, struct Symbol *declaration)
{
    return intern(types, (Type){.kind = kind, .declaration = declaration});
}

const Type *type_applied(Types *types, TypeKind kind, struct Symbol *generic,
                         const Type *const *arguments, uint32_t count)
{
    return intern_with(types, (Type){.kind = kind, .declaration = generic, .count = count},
                       arguments);
}

const Type *type_number(Types *types, int64_t number)
{
    return intern(types, (Type){.kind = TYPE_NUMBER, .number = number});
}

const Type *type_array_open(Types *types, const Type *element, const Type *rank, bool strided)
{
    const Type *const arguments[] = {element, rank};

    return intern_with(types, (Type){.kind = TYPE_ARRAY, .strided = strided, .count = 2},
                       arguments);
}

const ScalarInfo *scalar_info(const Type *type)
{
    return &type_table[type->kind];
}

bool type_is_integer(const Type *type)
{
    ScalarClass class = scalar_class(type);

    return class == CLASS_SIGNED || class == CLASS_UNSIGNED;
}

bool type_is_float(const Type *type)
{
    return scalar_class(type) == CLASS_FLOAT;
}

bool type_is_numeric(const Type *type)
{
    return scalar_class(type) >= CLASS_SIGNED;
}

bool type_is_text(const Type *type)
{
    return type->kind == TYPE_STR || type->kind == TYPE_BYTES;
}

bool type_is_container(const Type *type)
{
    return type->kind == TYPE_LIST || type->kind == TYPE_SET || type->kind == TYPE_DICT;
}

bool type_is_same_call(const Type *a, const Type *b)
{
    bool is_same = a->kind == TYPE_FN && b->kind == TYPE_FN && a->count == b->count;

    for (uint32_t i = 0; is_same && i < a->count; i++) {
        is_same = a->arguments[i] == b->arguments[i];
    }
    return is_same;
}

bool type_raises_nothing(const Type *type)
{
    return type->raises != NULL && type->raises->count == 0;
}

static bool names_base_of(const Type *raises, const Type *exception)
{
    for (uint32_t i = 0; i < raises->count; i++) {
        if (exception_is(exception->declaration, raises->arguments[i]->declaration)) {
            return true;
        }
    }
    return false;
}

bool type_allows_raises(const Type *type, const Type *raised)
{
    bool is_allowed = type->raises == NULL || raised->raises != NULL;

    for (uint32_t i = 0; type->raises != NULL && is_allowed && i < raised->raises->count; i++) {
        is_allowed = names_base_of(type->raises, raised->raises->arguments[i]);
    }
    return is_allowed;
}

bool type_is_reference(const Type *type)
{
    return type_is_container(type) || type->kind == TYPE_CLASS || type->kind == TYPE_EXCEPTION;
}

static const SymbolList *declared_fields(const Type *type)
{
    return &type->declaration->declaration->fields;
}

bool type_any_part(const Type *type, bool (*is)(const Type *part))
{
    bool is_tuple = type->kind == TYPE_TUPLE || type->kind == TYPE_OPTION;

    for (uint32_t i = 0; is_tuple && i < type->count; i++) {
        if (is(type->arguments[i])) {
            return true;
        }
    }
    for (uint32_t i = 0; type->kind == TYPE_STRUCT && i < declared_fields(type)->count; i++) {
        if (is(declared_fields(type)->items[i]->type)) {
            return true;
        }
    }
    return false;
}

const Type *exception_root(const Type *type)
{
    const Symbol *symbol = type->declaration;

    while (symbol->declaration->base != NULL) {
        symbol = symbol->declaration->base;
    }
    return symbol->type;
}

bool type_is_managed_value(const Type *type)
{
    switch (type->kind) {
    case TYPE_STR:
    case TYPE_BYTES:
    case TYPE_ARRAY:
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_DICT:
    case TYPE_CLASS:
    case TYPE_DYN: return !type->is_collected;
    case TYPE_EXCEPTION: return !exception_root(type)->is_collected;
    case TYPE_FN: return !type->is_collected && !type->is_bare;
    case TYPE_TUPLE:
    case TYPE_OPTION:
    case TYPE_STRUCT: break;
    default: return false;
    }
    if (type->managed == 0) {
        ((Type *)(uintptr_t)type)->managed = type_any_part(type, type_is_managed_value) ? 2 : 1;
    }
    return type->managed == 2;
}

static bool fields_have_empty(const SymbolList *fields)
{
    for (uint32_t i = 0; i < fields->count; i++) {
        if (!type_has_empty(fields->items[i]->type)) {
            return false;
        }
    }
    return true;
}

bool type_has_empty(const Type *type)
{
    bool is_empty = true;

    switch (type->kind) {
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_DICT:
    case TYPE_CLASS:
    case TYPE_EXCEPTION:
    case TYPE_DYN:
    case TYPE_FN: return false;
    case TYPE_STRUCT: return fields_have_empty(declared_fields(type));
    case TYPE_TUPLE:
        for (uint32_t i = 0; i < type->count; i++) {
            is_empty = is_empty && type_has_empty(type->arguments[i]);
        }
        return is_empty;
    default: return true;
    }
}

void types_forget_managed(const Types *types)
{
    for (uint32_t i = 0; i < types->size; i++) {
        if (types->slots[i] != NULL) {
            types->slots[i]->managed = 0;
        }
    }
}

const Type *complex_part(const Types *types, const Type *type)
{
    return types->scalar[type->kind == TYPE_COMPLEX64 ? TYPE_FLOAT32 : TYPE_FLOAT64];
}

static void print_list(Buffer *out, const Type *const *items, uint32_t count, const Module *module)
{
    for (uint32_t i = 0; i < count; i++) {
        buffer_string(out, i > 0 ? ", " : "");
        type_print(out, items[i], module);
    }
}

bool module_hides_type(const Module *module, const char *name)
{
    bool is_hidden = false;

    for (uint32_t i = 0;
         module != NULL && module->hides_types && !is_hidden && i < module->declarations.count;
         i++) {
        is_hidden = strcmp(module->declarations.items[i]->symbol->name->text, name) == 0;
    }
    return is_hidden;
}

static void print_built_in(Buffer *out, const char *name, const Module *module)
{
    buffer_string(out, module_hides_type(module, name) ? "builtins." : "");
    buffer_string(out, name);
}

static void print_array(Buffer *out, const Type *type, const Module *module)
{
    print_built_in(out, type_table[type->kind].name, module);
    buffer_char(out, '[');
    print_list(out, type->arguments, type->count, module);
    if (type->rank > 0) {
        buffer_format(out, ", %u", (unsigned)type->rank);
    }
    buffer_string(out, type->strided ? ", strided]" : "]");
}

/* ` raises nothing`, ` raises A`, ` raises (A, B)` */
static void print_clause(Buffer *out, const Type *raises, const Module *module)
{
    buffer_string(out, raises->count == 0 ? " raises nothing" : " raises ");
    buffer_string(out, raises->count > 1 ? "(" : "");
    print_list(out, raises->arguments, raises->count, module);
    buffer_string(out, raises->count > 1 ? ")" : "");
}

static void print_fn(Buffer *out, const Type *type, const Module *module)
{
    const Type *result = type->arguments[type->count - 1];

    buffer_string(out, "fn(");
    print_list(out, type->arguments, type->count - 1, module);
    buffer_char(out, ')');
    if (result->kind != TYPE_NONE) {
        bool is_wrapped = result->kind == TYPE_FN && type->raises != NULL;

        buffer_string(out, is_wrapped ? " -> (" : " -> ");
        type_print(out, result, module);
        buffer_string(out, is_wrapped ? ")" : "");
    }
    if (type->raises != NULL) {
        print_clause(out, type->raises, module);
    }
}

static void print_arguments(Buffer *out, const Type *const *items, uint32_t count,
                            const Module *module)
{
    if (count > 0) {
        buffer_char(out, '[');
        print_list(out, items, count, module);
        buffer_char(out, ']');
    }
}

const Name *symbol_name_in(const Symbol *symbol, const Module *module)
{
    bool is_overload = symbol->kind == SYMBOL_FUNCTION && symbol->function != NULL &&
                       symbol->function->overload_of != NULL;

    const Instance *instance = symbol_instance(symbol);

    if (symbol->kind == SYMBOL_LOCAL || symbol->module == module) {
        return symbol->name;
    }
    return is_overload        ? symbol->function->overload_of
           : instance != NULL ? instance->generic->name
                              : symbol->name;
}

static bool is_one_of_several(const Symbol *symbol)
{
    return symbol->kind == SYMBOL_FUNCTION && symbol->function->overloads != NULL;
}

/* What the source calls a generic, or a method of a generic class, whose own module may call it
 * otherwise. */
static const Name *applied_name(const Symbol *generic, const Module *module)
{
    bool is_renamed = generic->module != module && is_one_of_several(generic) &&
                      generic->function->overload_of != NULL;

    return is_renamed ? generic->function->overload_of : generic->name;
}

/* What its @named says, or NULL. */
static const char *shown_type(const Symbol *symbol)
{
    switch (symbol->kind) {
    case SYMBOL_STRUCT:
    case SYMBOL_CLASS:
    case SYMBOL_TRAIT: return symbol->declaration->shown_type;
    default: return NULL;
    }
}

void symbol_print(Buffer *out, const Symbol *symbol, const Module *module)
{
    const Instance *instance = symbol_instance(symbol);
    const Declaration *class_ = member_class(symbol);
    bool is_foreign = symbol->kind != SYMBOL_LOCAL && module != NULL && symbol->module != NULL &&
                      symbol->module != module;
    bool is_shown = module == NULL && shown_type(symbol) != NULL;
    bool is_applied = instance != NULL && (module == NULL || is_foreign || !instance->is_listed);

    if (class_ != NULL) {
        symbol_print(out, class_->symbol, module);
        buffer_char(out, '.');
    } else if (is_foreign) {
        buffer_string(out, module_alias(module, symbol->module)->text);
        buffer_char(out, '.');
    } else if (symbol->kind == SYMBOL_EXCEPTION && symbol->module == NULL) {
        print_built_in(out, symbol->name->text, module);
        return;
    }
    buffer_string(out, is_shown     ? shown_type(symbol)
                       : is_applied ? applied_name(instance->generic, module)->text
                                    : symbol_name_in(symbol, module)->text);
    if (is_applied && !instance->is_implied &&
        (class_ == NULL || (is_foreign && is_one_of_several(instance->generic)))) {
        print_arguments(out, instance->arguments, instance->count, module);
    }
}

/* Pair, geometry.Point, Pair[T, int64] */
static void print_declared(Buffer *out, const Type *type, const Module *module)
{
    symbol_print(out, type->declaration, module);
    print_arguments(out, type->arguments, type->count, module);
}

void type_print(Buffer *out, const Type *type, const Module *module)
{
    switch (type->kind) {
    case TYPE_ARRAY: print_array(out, type, module); break;
    case TYPE_NUMBER: buffer_format(out, "%lld", (long long)type->number); break;
    case TYPE_FN: print_fn(out, type, module); break;
    case TYPE_DYN:
        buffer_string(out, "dyn ");
        print_declared(out, type, module);
        break;
    case TYPE_STRUCT:
    case TYPE_EXCEPTION:
    case TYPE_CLASS:
    case TYPE_PARAMETER: print_declared(out, type, module); break;
    case TYPE_TUPLE:
    case TYPE_PTR:
    case TYPE_OPTION:
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_DICT:
        print_built_in(out, type_table[type->kind].name, module);
        print_arguments(out, type->arguments, type->count, module);
        break;
    default: print_built_in(out, type_table[type->kind].name, module);
    }
}

static void print_parameter_type(Buffer *out, const Symbol *parameter, const Module *module)
{
    buffer_string(out, parameter->is_reference ? ", ref " : ", ");
    if (parameter->type == NULL) {
        buffer_string(out, "?");
    } else {
        type_print(out, parameter->type, module);
    }
}

/* T: Sized + Named, N: int64 */
static void print_type_parameter(Buffer *out, const Symbol *symbol, const Module *module)
{
    const TypeParameter *parameter = symbol->parameter;

    buffer_string(out, symbol->name->text);
    buffer_string(out, parameter->is_number ? ": int64" : "");
    for (uint32_t i = 0; i < parameter->traits.count; i++) {
        buffer_string(out, i == 0 ? ": " : " + ");
        symbol_print(out, parameter->traits.items[i]->declaration, module);
    }
}

void method_type_print(Buffer *out, const Function *method, const Module *module)
{
    for (uint32_t i = 0; i < method->type_parameters.count; i++) {
        buffer_string(out, i == 0 ? "fn[" : ", ");
        print_type_parameter(out, method->type_parameters.items[i], module);
    }
    buffer_string(out, method->type_parameters.count > 0 ? "](" : "fn(");
    buffer_string(out, method->parameters.items[0]->is_reference ? "ref self" : "self");
    for (uint32_t i = 1; i < method->parameters.count; i++) {
        print_parameter_type(out, method->parameters.items[i], module);
    }
    buffer_char(out, ')');
    if (method->result != NULL && method->result->kind != TYPE_NONE) {
        buffer_string(out, " -> ");
        type_print(out, method->result, module);
    }
}

/* _int64_str */
static void append_words(Buffer *out, const Type *const *items, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        buffer_char(out, '_');
        type_word(out, items[i]);
    }
}

/* _nothrow, _raises_A_B */
static void clause_word(Buffer *out, const Type *raises)
{
    buffer_string(out, raises->count == 0 ? "_nothrow" : "_raises");
    append_words(out, raises->arguments, raises->count);
}

static void fn_word(Buffer *out, const Type *type)
{
    buffer_string(out, "fn");
    append_words(out, type->arguments, type->count - 1);
    buffer_string(out, "_to_");
    type_word(out, type->arguments[type->count - 1]);
    if (type->raises != NULL) {
        clause_word(out, type->raises);
    }
}

static void number_word(Buffer *out, int64_t number)
{
    if (number < 0) {
        buffer_format(out, "minus_%llu", 0 - (unsigned long long)number);
    } else {
        buffer_format(out, "%lld", (long long)number);
    }
}

void type_word(Buffer *out, const Type *type)
{
    switch (type->kind) {
    case TYPE_NUMBER: number_word(out, type->number); break;
    case TYPE_FN: fn_word(out, type); break;
    case TYPE_STRUCT:
    case TYPE_EXCEPTION:
    case TYPE_PARAMETER: /* Self, in a trait */
    case TYPE_CLASS: buffer_string(out, type->declaration->name->text); break;
    case TYPE_DYN: buffer_format(out, "dyn_%s", type->declaration->name->text); break;
    case TYPE_ARRAY:
        buffer_string(out, "array_");
        type_word(out, type->arguments[0]);
        buffer_format(out, "_%ud%s", (unsigned)type->rank, type->strided ? "_strided" : "");
        break;
    default:
        buffer_string(out, type_table[type->kind].name);
        append_words(out, type->arguments, type->count);
    }
}

const char *symbol_text(const Types *types, const Symbol *symbol)
{
    Buffer text;

    buffer_open(&text, types->arena);
    symbol_print(&text, symbol, NULL);
    const char *copy = arena_copy(types->arena, text.text, text.length);
    buffer_close(&text);
    return copy;
}

const char *type_text(const Types *types, const Type *type)
{
    Buffer text;

    buffer_open(&text, types->arena);
    type_print(&text, type, NULL);
    const char *copy = arena_copy(types->arena, text.text, text.length);
    buffer_close(&text);
    return copy;
}
