/* memory_cycles: which types can form cycles: whose values may, through what they hold, come to
 * hold themselves. Counting does not free these, so that they are the collector's, or the
 * context's. They are the strongly connected components of the graph of types and their parts, by
 * Tarjan's algorithm.
 *
 * A reference to a class may hold any class of its hierarchy, which is one vertex; a dyn whatever
 * has its trait, a function value what closures of its type have captured. All exceptions are one
 * vertex, too; their causes form no cycle by themselves. What is held from the start was there
 * before its holder: a cycle needs one part at least that is set later.
 *
 * Under --gc=refcount nothing frees these types; a warning names each. */
#include "class.h"
#include "implementation.h"
#include "passes.h"

typedef struct Part {
    const Type *type;
    bool is_set_later; /* perhaps */
} Part;

struct TypeVertex {
    Type *type;         /* of a hierarchy: its root's */
    LIST(Part) parts;   /* what a value of it holds */
    bool shows_itself;  /* an `init` gives others the object whose fields it sets */
    uint32_t next_part; /* of the search, while it is under way */
    uint32_t number;    /* in the order of discovery from 1; 0: not seen yet */
    uint32_t low;       /* the lowest number known to be reached within the component */
    bool is_stacked;    /* in a component that is not complete */
    bool holds_itself;
    uint32_t component; /* once that is complete: the number of its first vertex */
    bool is_in_cycle;
};
typedef struct TypeVertex TypeVertex;

typedef LIST(TypeVertex *) VertexList;

typedef struct Cycles {
    Program *program;
    Arena *arena;
    VertexList vertices;
    VertexList path; /* the vertices whose parts are being followed */
    VertexList open; /* the vertices seen whose components are not complete */
    uint32_t seen;
} Cycles;

/* --- the graph --- */

static TypeVertex *vertex_of(Cycles *cycles, const Type *type);

static void add_part(Cycles *cycles, TypeVertex *vertex, const Type *type, bool is_set_later)
{
    const Part part = {type, is_set_later};

    LIST_PUSH(cycles->arena, &vertex->parts, part);
}

/* C callers may set the fields of what is public, and a struct is assigned as a whole. */
static void add_fields(Cycles *cycles, TypeVertex *vertex, const Declaration *declaration)
{
    bool is_open = declaration->symbol->kind == SYMBOL_STRUCT || declaration->symbol->is_public;

    vertex->shows_itself |= declaration->exposes_self;
    for (uint32_t i = 0; i < declaration->fields.count; i++) {
        const Symbol *field = declaration->fields.items[i];

        add_part(cycles, vertex, field->type, is_open || field->is_assigned);
    }
}

/* Whatever has the trait. */
static void add_implementers(Cycles *cycles, TypeVertex *vertex, const Symbol *trait)
{
    const Program *program = cycles->program;

    for (uint32_t m = 0; m < program->modules.count; m++) {
        const Module *module = program->modules.items[m];

        for (uint32_t i = 0; i < module->implementations.count; i++) {
            const Implementation *given = module->implementations.items[i];

            if (given->trait != NULL && !given->type->is_open &&
                trait_extends(given->trait, trait)) {
                add_part(cycles, vertex, given->type, false);
            }
        }
    }
}

/* One exception may hold any other one. */
static void add_exceptions(Cycles *cycles, TypeVertex *vertex)
{
    const Program *program = cycles->program;

    vertex->shows_itself = program->sets_causes;
    for (uint32_t m = 0; m < program->modules.count; m++) {
        const Module *module = program->modules.items[m];

        for (uint32_t i = 0; i < module->declarations.count; i++) {
            if (module->declarations.items[i]->symbol->kind == SYMBOL_EXCEPTION) {
                add_fields(cycles, vertex, module->declarations.items[i]);
            }
        }
    }
}

/* Those of classes and function values are added when these are met. */
static void add_parts(Cycles *cycles, TypeVertex *vertex)
{
    const Type *type = vertex->type;

    switch (type->kind) {
    case TYPE_STRUCT: add_fields(cycles, vertex, type->declaration->declaration); return;
    case TYPE_EXCEPTION: add_exceptions(cycles, vertex); return;
    case TYPE_DYN: add_implementers(cycles, vertex, type->declaration); return;
    case TYPE_TUPLE:
    case TYPE_OPTION:
    case TYPE_ARRAY:
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_DICT:
        for (uint32_t i = 0; i < type->count; i++) {
            add_part(cycles, vertex, type->arguments[i],
                     type->kind != TYPE_TUPLE && type->kind != TYPE_OPTION);
        }
        return;
    default: return;
    }
}

/* Arrays of one element share blocks, whatever their axes: views do. */
static const Type *sharing_array(Program *program, const Type *array)
{
    return type_array(&program->types, array->arguments[0], 1, false);
}

static TypeVertex *vertex_of(Cycles *cycles, const Type *type)
{
    if (type->kind == TYPE_CLASS) {
        type = root_class(type->declaration->declaration)->symbol->type;
    } else if (type->kind == TYPE_EXCEPTION) {
        type = exception_root(type);
    } else if (type->kind == TYPE_ARRAY) {
        type = sharing_array(cycles->program, type);
    }
    if (type->vertex == NULL) {
        TypeVertex *vertex = ARENA_NEW(cycles->arena, TypeVertex);

        vertex->type = (Type *)(uintptr_t)type; /* the types' own table has it without const */
        vertex->type->vertex = vertex;
        LIST_PUSH(cycles->arena, &cycles->vertices, vertex);
        add_parts(cycles, vertex);
    }
    return type->vertex;
}

static void add_declarations(Cycles *cycles, const Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        const Declaration *declaration = module->declarations.items[i];
        const Symbol *symbol = declaration->symbol;

        if (declaration->type_parameters.count > 0) {
            continue;
        }
        if (symbol->kind == SYMBOL_CLASS) {
            add_fields(cycles, vertex_of(cycles, symbol->type), declaration);
        } else if (symbol->kind == SYMBOL_STRUCT || symbol->kind == SYMBOL_EXCEPTION) {
            (void)vertex_of(cycles, symbol->type); /* which a container in it may hold */
        }
    }
}

/* A struct can hold a dyn of itself. */
static void add_implementations(Cycles *cycles, const Module *module)
{
    for (uint32_t i = 0; i < module->implementations.count; i++) {
        const Type *type = module->implementations.items[i]->type;

        if (!type->is_open) {
            (void)vertex_of(cycles, type);
        }
    }
}

static void add_closures(Cycles *cycles, const NodeList *closures)
{
    for (uint32_t i = 0; i < closures->count; i++) {
        const Node *bind = closures->items[i];
        TypeVertex *vertex = vertex_of(cycles, bind->type);

        for (uint32_t k = 0; k < bind->call.arguments.count; k++) {
            const Node *captured = bind->call.arguments.items[k];

            add_part(cycles, vertex, captured->type, captured->kind == NODE_REFERENCE);
        }
    }
}

/* --- components --- */

static void enter(Cycles *cycles, TypeVertex *vertex)
{
    vertex->number = ++cycles->seen;
    vertex->low = vertex->number;
    vertex->is_stacked = true;
    LIST_PUSH(cycles->arena, &cycles->open, vertex);
    LIST_PUSH(cycles->arena, &cycles->path, vertex);
}

static void follow(Cycles *cycles, TypeVertex *vertex, const Type *part)
{
    TypeVertex *target = vertex_of(cycles, part);

    vertex->holds_itself |= target == vertex;
    if (target->number == 0) {
        enter(cycles, target);
    } else if (target->is_stacked && target->number < vertex->low) {
        vertex->low = target->number;
    }
}

/* Are there objects, function values or dyns in the component, the open vertices from `first` on?
 */
static bool has_objects(const Cycles *cycles, uint32_t first)
{
    for (uint32_t i = first; i < cycles->open.count; i++) {
        TypeKind kind = cycles->open.items[i]->type->kind;

        if (kind == TYPE_CLASS || kind == TYPE_DYN || kind == TYPE_FN) {
            return true;
        }
    }
    return false;
}

/* Values are held in place; it is references and what has a block of its own that are counted.
 * Where structs hold themselves by containers only, these tell that the collector is needed. */
static void mark(Cycles *cycles, const TypeVertex *vertex, bool has_object)
{
    switch (vertex->type->kind) {
    case TYPE_CLASS: vertex->type->is_collected = true; return;
    case TYPE_EXCEPTION:
    case TYPE_DYN:
    case TYPE_FN:
        LIST_PUSH(&cycles->program->arena, &cycles->program->collected, vertex->type);
        vertex->type->is_collected = true;
        return;
    case TYPE_ARRAY:
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_DICT:
        if (!has_object) {
            LIST_PUSH(&cycles->program->arena, &cycles->program->collected, vertex->type);
        }
        vertex->type->is_collected = true;
        return;
    default: return;
    }
}

static bool is_within(Cycles *cycles, const TypeVertex *vertex, const Type *part)
{
    return vertex_of(cycles, part)->component == vertex->component;
}

/* Is a part of the component, the open vertices from `first` on, set once what it shall hold is
 * there? */
static bool can_be_closed(Cycles *cycles, uint32_t first)
{
    for (uint32_t i = first; i < cycles->open.count; i++) {
        const TypeVertex *vertex = cycles->open.items[i];

        for (uint32_t k = 0; k < vertex->parts.count; k++) {
            const Part *part = &vertex->parts.items[k];

            if ((part->is_set_later || vertex->shows_itself) &&
                is_within(cycles, vertex, part->type)) {
                return true;
            }
        }
    }
    return false;
}

/* The component of which `root` was seen first: the open vertices from it on. */
static void complete(Cycles *cycles, const TypeVertex *root)
{
    bool is_cycle = root->holds_itself || cycles->open.items[cycles->open.count - 1] != root;
    uint32_t first = cycles->open.count;

    do {
        cycles->open.items[--first]->component = root->number;
    } while (cycles->open.items[first] != root);
    is_cycle = is_cycle && can_be_closed(cycles, first);
    bool has_object = is_cycle && has_objects(cycles, first);
    for (uint32_t i = first; i < cycles->open.count; i++) {
        TypeVertex *vertex = cycles->open.items[i];

        vertex->is_stacked = false;
        vertex->is_in_cycle = is_cycle;
        if (is_cycle && cycles->program->collection != COLLECTION_REFCOUNT) {
            mark(cycles, vertex, has_object);
        }
    }
    cycles->open.count = first;
}

static void leave(Cycles *cycles, const TypeVertex *vertex)
{
    cycles->path.count--;
    if (vertex->low == vertex->number) {
        complete(cycles, vertex);
    }
    if (cycles->path.count > 0) {
        TypeVertex *holder = cycles->path.items[cycles->path.count - 1];

        holder->low = holder->low < vertex->low ? holder->low : vertex->low;
    }
}

static void search_from(Cycles *cycles, TypeVertex *start)
{
    if (start->number != 0) {
        return;
    }
    enter(cycles, start);
    while (cycles->path.count > 0) {
        TypeVertex *vertex = cycles->path.items[cycles->path.count - 1];

        if (vertex->next_part < vertex->parts.count) {
            follow(cycles, vertex, vertex->parts.items[vertex->next_part++].type);
        } else {
            leave(cycles, vertex);
        }
    }
}

/* --- hierarchies --- */

/* The whole hierarchy is what its root is. */
static void mark_derived(Program *program)
{
    for (uint32_t m = 0; m < program->modules.count; m++) {
        const Module *module = program->modules.items[m];

        for (uint32_t i = 0; i < module->declarations.count; i++) {
            const Declaration *declaration = module->declarations.items[i];

            if (declaration->symbol->kind == SYMBOL_CLASS &&
                root_class(declaration)->symbol->type->is_collected) {
                Type *type = (Type *)(uintptr_t)declaration->symbol->type;

                type->is_collected = true;
                LIST_PUSH(&program->arena, &program->collected, type);
            }
        }
    }
}

/* All arrays of an element are what its array of one axis is. */
static void mark_arrays(Program *program)
{
    const Types *types = &program->types;
    LIST(Type *) arrays = {0};

    for (uint32_t i = 0; i < types->size; i++) {
        if (types->slots[i] != NULL && types->slots[i]->kind == TYPE_ARRAY) {
            LIST_PUSH(&program->scratch, &arrays, types->slots[i]);
        }
    }
    for (uint32_t i = 0; i < arrays.count; i++) {
        arrays.items[i]->is_collected = sharing_array(program, arrays.items[i])->is_collected;
    }
}

/* --- functions without environments of their own --- */

static void unmark(const Type *type)
{
    ((Type *)(uintptr_t)type)->is_bare = false;
}

static void unmark_parts(const Type *type)
{
    if (type->kind == TYPE_FN) {
        unmark(type);
    }
    for (uint32_t i = 0; i < type->count; i++) {
        unmark_parts(type->arguments[i]);
    }
}

/* Others may make environments of what a `declare`d function has to do with, and of what a public
 * one keeps. */
static void unmark_given(Function *function, void *data)
{
    bool is_declared = function->kind == FUNCTION_DECLARE;

    (void)data;
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        const Symbol *parameter = function->parameters.items[i];

        if (is_declared || (function->is_public && parameter->escapes)) {
            unmark_parts(parameter->type);
        }
    }
    if (is_declared) {
        unmark_parts(function->result);
    }
}

/* Function values of a type of which no closure outlives its frame have nothing that is counted. */
static void find_bare(Program *program, const NodeList *closures)
{
    const Types *types = &program->types;
    bool found = false;

    for (uint32_t i = 0; i < types->size; i++) {
        if (types->slots[i] != NULL && types->slots[i]->kind == TYPE_FN) {
            types->slots[i]->is_bare = true;
            found = true;
        }
    }
    if (!found) {
        return;
    }
    for (uint32_t i = 0; i < closures->count; i++) {
        unmark(closures->items[i]->type);
    }
    each_function(program, unmark_given, NULL);
    types_forget_managed(&program->types);
}

/* --- warnings --- */

/* The declared type's first field that leads back to it, or NULL. */
static const Symbol *closing_field(Cycles *cycles, const Declaration *declaration)
{
    const TypeVertex *vertex = vertex_of(cycles, declaration->symbol->type);

    for (uint32_t i = 0; i < declaration->fields.count && vertex->is_in_cycle; i++) {
        const Symbol *field = declaration->fields.items[i];

        if (is_within(cycles, vertex, field->type)) {
            return field;
        }
    }
    return NULL;
}

static void warn_of_type(Cycles *cycles, const Declaration *declaration)
{
    const Symbol *symbol = declaration->symbol;
    bool is_type = symbol->kind == SYMBOL_CLASS || symbol->kind == SYMBOL_STRUCT ||
                   symbol->kind == SYMBOL_EXCEPTION;
    bool is_used = symbol->kind != SYMBOL_CLASS || declaration->is_made;

    if (!is_type || !is_used || declaration->type_parameters.count > 0) {
        return;
    }
    const Symbol *field = closing_field(cycles, declaration);
    if (field != NULL) {
        report_warning(&cycles->program->diagnostics, field->span,
                       "values of '%s' can form a cycle through '%s', which --gc=refcount does not "
                       "free",
                       symbol_text(&cycles->program->types, symbol), field->name->text);
    }
}

/* One for each type of functions. */
static void warn_of_closures(Cycles *cycles, const NodeList *closures)
{
    for (uint32_t i = 0; i < closures->count; i++) {
        const Node *bind = closures->items[i];
        TypeVertex *vertex = vertex_of(cycles, bind->type);

        for (uint32_t k = 0; k < bind->call.arguments.count && vertex->is_in_cycle; k++) {
            const Node *captured = bind->call.arguments.items[k];

            if (is_within(cycles, vertex, captured->type)) {
                report_warning(
                    &cycles->program->diagnostics, bind->span,
                    "a closure of %s can form a cycle through '%s', which "
                    "--gc=refcount does not free",
                    type_text(&cycles->program->types, bind->type),
                    bind->call.callee->name.symbol->function->parameters.items[k]->name->text);
                vertex->is_in_cycle = false;
            }
        }
    }
}

static void warn(Cycles *cycles, const NodeList *closures)
{
    for (uint32_t m = 0; m < cycles->program->modules.count; m++) {
        const Module *module = cycles->program->modules.items[m];

        for (uint32_t i = 0; i < module->declarations.count; i++) {
            warn_of_type(cycles, module->declarations.items[i]);
        }
    }
    warn_of_closures(cycles, closures);
}

/* --- the program --- */

static void search(Cycles *cycles, const NodeList *closures)
{
    const Program *program = cycles->program;

    for (uint32_t m = 0; m < program->modules.count; m++) {
        add_declarations(cycles, program->modules.items[m]);
        add_implementations(cycles, program->modules.items[m]);
    }
    add_closures(cycles, closures);
    for (uint32_t i = 0; i < cycles->vertices.count; i++) {
        search_from(cycles, cycles->vertices.items[i]);
    }
}

static void forget_vertices(const Cycles *cycles)
{
    for (uint32_t i = 0; i < cycles->vertices.count; i++) {
        cycles->vertices.items[i]->type->vertex = NULL;
    }
}

void warn_of_cycles(Program *program, const NodeList *closures)
{
    Cycles cycles = {.program = program, .arena = &program->scratch};

    if (program->collection == COLLECTION_REFCOUNT) {
        search(&cycles, closures);
        warn(&cycles, closures);
        forget_vertices(&cycles);
    }
}

void find_cycles(Program *program, const NodeList *closures)
{
    Cycles cycles = {.program = program, .arena = &program->scratch};

    if (program->collection == COLLECTION_ARENA) {
        return;
    }
    find_bare(program, closures);
    if (program->collection == COLLECTION_REFCOUNT) {
        return;
    }
    search(&cycles, closures);
    forget_vertices(&cycles);
    mark_derived(program);
    if (program->collected.count > 0) {
        mark_arrays(program);
        types_forget_managed(&program->types);
    }
}
