/* The table of what impls give to types: by a type and a trait's symbol an impl, by a type and a
 * method's name the methods. */
#include "implementation.h"

#include "class.h"
#include "generic.h"

enum { FIRST_SLOTS = 32 };

typedef struct Given {
    const Type *type;
    const void *key; /* a trait's Symbol or a method's Name */
    Implementation *implementation;
    GivenMethod *methods; /* in the order of their impls */
    bool is_offered;      /* the generic impls were offered to the type */
} Given;

struct ImplementationTable {
    Given *slots; /* open addressing; the size is a power of two */
    uint32_t size;
    uint32_t count;
};

static uint32_t hash_of(const Type *type, const void *key)
{
    return type->hash * 31U + (uint32_t)((uintptr_t)key >> 4U) * 2654435769U;
}

static Given *find_slot(const struct ImplementationTable *table, const Type *type, const void *key)
{
    uint32_t at = hash_of(type, key) & (table->size - 1);

    while (table->slots[at].key != NULL &&
           (table->slots[at].type != type || table->slots[at].key != key)) {
        at = (at + 1) & (table->size - 1);
    }
    return &table->slots[at];
}

static void grow(Program *program, struct ImplementationTable *table)
{
    struct ImplementationTable old = *table;

    table->size = old.size == 0 ? FIRST_SLOTS : old.size * 2;
    table->slots = arena_zeroed(&program->arena, table->size * sizeof *table->slots);
    for (uint32_t i = 0; i < old.size; i++) {
        if (old.slots[i].key != NULL) {
            *find_slot(table, old.slots[i].type, old.slots[i].key) = old.slots[i];
        }
    }
}

static struct ImplementationTable *table_of(Program *program)
{
    if (program->implementations == NULL) {
        program->implementations = ARENA_NEW(&program->arena, struct ImplementationTable);
        grow(program, program->implementations);
    }
    return program->implementations;
}

static Given *make_slot(Program *program, const Type *type, const void *key)
{
    struct ImplementationTable *table = table_of(program);

    if (table->count * 2 >= table->size) {
        grow(program, table);
    }
    Given *slot = find_slot(table, type, key);
    table->count += slot->key == NULL;
    slot->type = type;
    slot->key = key;
    return slot;
}

/* Once for each type; the impls that it is given are looked up meanwhile. */
static void offer_generic(Program *program, const Type *type)
{
    static const char offered; /* the key of the slot that remembers it */
    Given *slot = make_slot(program, type, &offered);

    if (!slot->is_offered) {
        slot->is_offered = true;
        give_generic_implementations(program, type);
    }
}

static const Given *given_to(Program *program, const Type *type, const void *key)
{
    if (program->generics.infer != NULL && program->generics.implementations.count > 0) {
        offer_generic(program, type);
    }
    return program->implementations == NULL ? NULL : find_slot(program->implementations, type, key);
}

Implementation *implementation_add(Program *program, Implementation *implementation)
{
    if (implementation->trait == NULL) {
        return NULL;
    }
    Given *slot = make_slot(program, implementation->type, implementation->trait);
    Implementation *first = slot->implementation;

    if (first == NULL) {
        slot->implementation = implementation;
    }
    return first;
}

void implementation_add_generic(Program *program, Implementation *implementation)
{
    (void)table_of(program);
    LIST_PUSH(&program->arena, &program->generics.implementations, implementation);
}

void implementation_add_method(Program *program, const Implementation *implementation,
                               Function *method)
{
    Given *slot = make_slot(program, implementation->type, method->symbol->name);
    GivenMethod *given = ARENA_NEW(&program->arena, GivenMethod);

    given->function = method;
    if (slot->methods == NULL) {
        slot->methods = given;
        return;
    }
    GivenMethod *last = slot->methods;
    while (last->next != NULL) {
        last = (GivenMethod *)(uintptr_t)last->next;
    }
    last->next = given;
}

Implementation *implementation_for(Program *program, const Type *type, const Symbol *trait)
{
    const Given *given = given_to(program, type, trait);

    return given == NULL ? NULL : given->implementation;
}

const Type *implementation_base(Program *program, const Type *type)
{
    if (type->kind == TYPE_CLASS && type->declaration->declaration->base != NULL) {
        return type->declaration->declaration->base->type;
    }
    if (type->kind == TYPE_ARRAY && !type->strided) {
        return type_array(&program->types, type->arguments[0], type->rank, true);
    }
    return NULL;
}

Implementation *implementation_of(Program *program, const Type *type, const Symbol *trait)
{
    Implementation *found = NULL;

    while (program->implementations != NULL && type != NULL && found == NULL) {
        found = implementation_for(program, type, trait);
        type = implementation_base(program, type);
    }
    return found;
}

bool implementation_is_open(const Program *program, const Type *type, const Symbol *trait)
{
    if (type->kind != TYPE_CLASS || !trait->declaration->is_overridden) {
        return false;
    }
    for (uint32_t m = 0; m < program->modules.count; m++) {
        const Module *module = program->modules.items[m];

        for (uint32_t i = 0; i < module->implementations.count; i++) {
            const Implementation *given = module->implementations.items[i];

            if (given->trait == trait && given->type != type && given->type->kind == TYPE_CLASS &&
                class_is(given->type->declaration->declaration, type->declaration->declaration)) {
                return true;
            }
        }
    }
    return false;
}

bool trait_is_public(const Program *program, const Symbol *trait)
{
    return program->has_header && trait != NULL && trait->is_public &&
           trait->declaration->type_parameters.count == 0;
}

bool implementation_is_public(const Program *program, const Implementation *implementation)
{
    const Type *type = implementation->type;
    bool is_declared = type->kind == TYPE_CLASS || type->kind == TYPE_STRUCT;

    return trait_is_public(program, implementation->trait) &&
           (is_declared ? type->declaration->is_public
                        : type_is_text(type) || scalar_class(type) != CLASS_NOT_SCALAR);
}

const GivenMethod *implementation_methods(Program *program, const Type *type, const Name *name)
{
    const GivenMethod *found = NULL;

    while (program->implementations != NULL && type != NULL && found == NULL) {
        found = given_to(program, type, name)->methods;
        type = implementation_base(program, type);
    }
    return found;
}

/* --- methods --- */

static Function *find_called(const FunctionList *methods, const Name *name)
{
    for (uint32_t i = 0; i < methods->count; i++) {
        if (methods->items[i]->symbol->name == name) {
            return methods->items[i];
        }
    }
    return NULL;
}

Function *implementation_method(const Implementation *implementation, const Name *name)
{
    return find_called(&implementation->methods, name);
}

/* --- traits --- */

bool trait_extends(const Symbol *derived, const Symbol *base)
{
    const SymbolList *ancestors = &derived->declaration->ancestors;
    bool found = derived == base;

    for (uint32_t i = 0; i < ancestors->count && !found; i++) {
        found = ancestors->items[i] == base;
    }
    return found;
}

Function *trait_method(const Symbol *trait, const Name *name)
{
    Function *method = find_called(&trait->declaration->methods, name);

    return method != NULL ? method : find_called(&trait->declaration->named, name);
}

bool speaks_of_self(const Function *method)
{
    bool is_open = method->result != NULL && method->result->is_open;

    for (uint32_t i = 1; i < method->parameters.count && !is_open; i++) {
        is_open = method->parameters.items[i]->type->is_open;
    }
    return is_open;
}
