/* Generic impls: `impl[A, B] Named for Pair[A, B]` gives each type that it fits an impl of its own,
 * when the type is first asked for its traits or methods. What stands for the type itself goes
 * before what stands for many. */
#include "generic.h"
#include "implementation.h"
#include "infer.h"

/* --- which types an impl fits --- */

typedef struct Match {
    const SymbolList *parameters;
    const Type **arguments;
} Match;

static bool matches(const Match *match, Types *types, const Type *pattern, const Type *type);

static bool all_match(const Match *match, Types *types, const Type *const *patterns,
                      const Type *const *items, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!matches(match, types, patterns[i], items[i])) {
            return false;
        }
    }
    return true;
}

static bool parameter_matches(const Match *match, const Type *parameter, const Type *type)
{
    uint32_t position = parameter_position(match->parameters, parameter->declaration);
    const Type **known = &match->arguments[position];

    *known = *known == NULL ? type : *known;
    return *known == type;
}

static bool array_matches(const Match *match, Types *types, const Type *pattern, const Type *type)
{
    bool has_rank = pattern->count == 2 ? matches(match, types, pattern->arguments[1],
                                                  type_number(types, type->rank))
                                        : pattern->rank == type->rank;

    return has_rank && pattern->strided == type->strided &&
           matches(match, types, pattern->arguments[0], type->arguments[0]);
}

static bool matches(const Match *match, Types *types, const Type *pattern, const Type *type)
{
    if (!pattern->is_open) {
        return pattern == type;
    }
    if (pattern->kind == TYPE_PARAMETER) {
        return parameter_matches(match, pattern, type);
    }
    if (pattern->kind != type->kind) {
        return false;
    }
    if (pattern->kind == TYPE_ARRAY) {
        return array_matches(match, types, pattern, type);
    }
    if (pattern->declaration != NULL) {
        const Instance *instance = symbol_instance(type->declaration);

        return instance != NULL && instance->generic == pattern->declaration &&
               all_match(match, types, pattern->arguments, instance->arguments, instance->count);
    }
    return pattern->count == type->count &&
           all_match(match, types, pattern->arguments, type->arguments, type->count);
}

static bool has_all(const Type *const *arguments, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (arguments[i] == NULL) {
            return false;
        }
    }
    return true;
}

/* --- making one --- */

static void instantiate(Infer *infer, Implementation *generic, const Type *type, Symbol *trait,
                        const Type *const *arguments)
{
    Arena *arena = &infer->program->arena;
    Implementation *implementation = ARENA_NEW(arena, Implementation);
    const Instance *parent = type->declaration == NULL ? NULL : symbol_instance(type->declaration);
    Substitution substitution = {&generic->type_parameters, arguments, parent, generic->span};

    *implementation = *generic;
    implementation->generic = generic;
    implementation->type = type;
    implementation->type_parameters = (SymbolList){NULL, 0, 0};
    implementation->methods = (FunctionList){NULL, 0, 0};
    implementation->trait = trait;
    implementation->trait_type = NULL;
    LIST_PUSH(arena, &generic->instances, implementation);
    (void)implementation_add(infer->program, implementation);
    for (uint32_t i = 0; i < generic->methods.count; i++) {
        Function *method = copy_method(infer->program, generic->methods.items[i], &substitution);

        method->implementation = implementation;
        LIST_PUSH(arena, &implementation->methods, method);
        implementation_add_method(infer->program, implementation, method);
    }
    join_copies(infer->program, &implementation->methods);
    complete_implementation(infer, implementation);
    for (uint32_t i = 0; i < implementation->methods.count; i++) {
        note_method(infer->program, implementation->methods.items[i], parent, generic->span);
    }
}

/* The type's own impl, or one that its base has, goes before. */
static bool is_given(Infer *infer, const Type *type, const Implementation *generic,
                     const Symbol *trait)
{
    if (trait == NULL) {
        return false;
    }
    const Implementation *given = implementation_of(infer->program, type, trait);
    if (given != NULL && given->generic != NULL && given->type == type) {
        report_error(infer->diagnostics, generic->span, "'%s' is implemented for %s twice",
                     symbol_text(infer->types, trait), type_text(infer->types, type));
        report_note(infer->diagnostics, given->span, "the other impl is here");
    }
    return given != NULL;
}

/* The trait of the impl, with the arguments in the parameters' places. */
static Symbol *trait_with(Infer *infer, const Implementation *generic, const Type *const *arguments)
{
    Substitution substitution = {&generic->type_parameters, arguments, NULL, generic->span};

    if (generic->trait_type == NULL) {
        return generic->trait;
    }
    const Type *type = type_substitute(infer->program, generic->trait_type, &substitution);
    return is_error(type) ? generic->trait : type->declaration;
}

static void offer(Infer *infer, Implementation *generic, const Type *type)
{
    const SymbolList *parameters = &generic->type_parameters;
    Arena *arena = &infer->program->arena;
    Match match = {parameters, arena_zeroed(arena, parameters->count * sizeof(const Type *))};

    if (!matches(&match, infer->types, generic->type, type) ||
        !has_all(match.arguments, parameters->count) ||
        !meets_bounds(infer, parameters, match.arguments)) {
        return;
    }
    Symbol *trait = trait_with(infer, generic, match.arguments);
    if (!is_given(infer, type, generic, trait)) {
        instantiate(infer, generic, type, trait, match.arguments);
    }
}

void give_generic_implementations(Program *program, const Type *type)
{
    Generics *generics = &program->generics;

    for (uint32_t i = 0; generics->infer != NULL && i < generics->implementations.count; i++) {
        offer(generics->infer, generics->implementations.items[i], type);
    }
}
