/* Impls against their traits: what is missing, what does not fit, what is there besides; and the
 * copies of default methods, one for each impl that leaves the method out. A copy is an ordinary
 * method of the impl, so that its calls through `self` are direct ones. */
#include "class.h"
#include "generic.h"
#include "implementation.h"
#include "infer.h"

/* --- signatures --- */

static const char *signature_text(Infer *infer, const Function *method)
{
    Buffer text;

    buffer_open(&text, &infer->program->arena);
    method_type_print(&text, method, NULL);
    const char *copy = arena_copy(&infer->program->arena, text.text, text.length);
    buffer_close(&text);
    return copy;
}

/* Self is the type. */
static Substitution self_substitution(const Declaration *trait, const Type *const *type)
{
    return (Substitution){&trait->self, type, NULL, trait->symbol->span};
}

static bool types_agree(const Type *a, const Type *b)
{
    return a == b || is_error(a) || is_error(b);
}

/* Asks the method for no more of its type parameter than the trait's does? */
static bool bounds_agree(const TypeParameter *own, const TypeParameter *wanted)
{
    bool agree = own->is_number == wanted->is_number;

    for (uint32_t i = 0; i < own->traits.count && agree; i++) {
        agree = false;
        for (uint32_t k = 0; k < wanted->traits.count && !agree; k++) {
            agree = own->traits.items[i] == wanted->traits.items[k];
        }
    }
    return agree;
}

/* The trait's type parameters in the places of the method's own; false: they differ. */
static bool rename_parameters(Infer *infer, const Function *method, const Function *wanted,
                              Substitution *names)
{
    const SymbolList *own = &method->type_parameters;
    const SymbolList *others = &wanted->type_parameters;
    const Type **types = arena_alloc(&infer->program->scratch, (own->count + 1) * sizeof *types);

    *names = (Substitution){own, types, NULL, method->span};
    if (own->count != others->count) {
        return false;
    }
    for (uint32_t i = 0; i < own->count; i++) {
        if (!bounds_agree(own->items[i]->parameter, others->items[i]->parameter)) {
            return false;
        }
        types[i] = others->items[i]->type;
    }
    return true;
}

/* What the impl's method leaves open it has from the trait's. */
static bool parameters_agree(Infer *infer, const Function *method, const Function *wanted,
                             const Substitution *self, const Substitution *names)
{
    if (method->parameters.count != wanted->parameters.count) {
        return false;
    }
    for (uint32_t i = 1; i < wanted->parameters.count; i++) {
        Symbol *parameter = method->parameters.items[i];
        const Symbol *other = wanted->parameters.items[i];
        const Type *type = type_substitute(infer->program, other->type, self);

        if (parameter->type == NULL) {
            parameter->type = type;
        }
        if (!types_agree(type_substitute(infer->program, parameter->type, names), type) ||
            parameter->is_reference != other->is_reference) {
            return false;
        }
    }
    return wanted->parameters.items[0]->is_reference || !method->parameters.items[0]->is_reference;
}

static void check_signature(Infer *infer, const Type *type, Function *method,
                            const Function *wanted)
{
    Substitution self = self_substitution(wanted->class_, &type);
    Substitution names;
    bool agree = rename_parameters(infer, method, wanted, &names) &&
                 parameters_agree(infer, method, wanted, &self, &names);
    const Type *result = function_result(infer, method, method->span);

    if (agree && types_agree(type_substitute(infer->program, result, &names),
                             type_substitute(infer->program, wanted->result, &self))) {
        return;
    }
    report_error(infer->diagnostics, method->symbol->span, "expected '%s' to be %s, saw %s",
                 method->symbol->name->text, signature_text(infer, wanted),
                 signature_text(infer, method));
    report_note(infer->diagnostics, wanted->symbol->span, "'%s' declares it here",
                wanted->class_->symbol->name->text);
}

/* A method may raise only what the trait's clause names; one without a clause takes the trait's. */
static void check_raises_clause(Infer *infer, Function *method, const Function *wanted)
{
    if (!wanted->has_raises_clause) {
        return;
    }
    if (!method->has_raises_clause) {
        method->has_raises_clause = true;
        method->raises_clause = wanted->raises_clause;
        return;
    }
    for (uint32_t i = 0; i < method->raises_clause.count; i++) {
        const Symbol *exception = method->raises_clause.items[i];
        bool is_named = false;

        for (uint32_t k = 0; k < wanted->raises_clause.count && !is_named; k++) {
            is_named = exception_is(exception, wanted->raises_clause.items[k]);
        }
        if (!is_named) {
            report_error(infer->diagnostics, method->symbol->span, "'%s' of '%s' does not raise %s",
                         method->symbol->name->text, wanted->class_->symbol->name->text,
                         exception->name->text);
        }
    }
}

/* --- which method is the trait's --- */

static bool takes_the_same(Infer *infer, const Function *method, const Function *wanted,
                           const Type *type)
{
    Substitution self = self_substitution(wanted->class_, &type);
    Substitution names;
    bool is_same = rename_parameters(infer, method, wanted, &names) &&
                   method->parameters.count == wanted->parameters.count;

    for (uint32_t i = 1; i < method->parameters.count && is_same; i++) {
        const Type *own = method->parameters.items[i]->type;
        const Type *other = wanted->parameters.items[i]->type;

        is_same = own != NULL && type_substitute(infer->program, own, &names) ==
                                     type_substitute(infer->program, other, &self);
    }
    return is_same;
}

/* Of that name; where several have it, the one that takes the same. */
static Function *find_matching(Infer *infer, const FunctionList *methods, const Function *wanted,
                               const Type *type)
{
    Function *found = NULL;
    bool are_several = wanted->overloads != NULL;

    for (uint32_t i = 0; i < methods->count; i++) {
        Function *method = methods->items[i];

        if (method->symbol->name == wanted->symbol->name) {
            if (takes_the_same(infer, method, wanted, type)) {
                return method;
            }
            are_several |= method->overloads != NULL;
            found = method;
        }
    }
    return are_several ? NULL : found;
}

/* The same of what the class has itself. */
static Function *find_own(Infer *infer, const Type *type, const Function *wanted)
{
    const Declaration *class_ = type->kind == TYPE_CLASS ? type->declaration->declaration : NULL;
    Function *found = NULL;

    for (; class_ != NULL && found == NULL; class_ = class_base(class_)) {
        found = find_matching(infer, &class_->methods, wanted, type);
    }
    return found;
}

/* --- copies of default methods --- */

static Symbol *copy_symbol(Infer *infer, const Implementation *implementation, const Symbol *symbol)
{
    Symbol *copy = symbol_new(infer->program, SYMBOL_FUNCTION, symbol->name, symbol->span);

    copy->module = implementation->module;
    return copy;
}

/* Makes the copy of a trait's method one of the impl's. */
static void give_to_implementation(Infer *infer, Implementation *implementation, Function *copy)
{
    Symbol *self = copy->parameters.items[0];

    copy->kind = FUNCTION_DEFINED;
    copy->module = implementation->module;
    copy->class_ = NULL;
    copy->implementation = implementation;
    self->type = implementation->type;
    self->is_reference &= !type_is_reference(implementation->type);
    LIST_PUSH(&infer->program->arena, &implementation->methods, copy);
    implementation_add_method(infer->program, implementation, copy);
}

/* `has_body`: false where the impl has mistakes, which the body would only repeat. */
static void copy_default(Infer *infer, Implementation *implementation, Function *method,
                         bool has_body)
{
    const Declaration *trait = implementation->trait->declaration;
    Substitution substitution = self_substitution(trait, &implementation->type);
    Function *copy = function_copy(
        infer->program, method, copy_symbol(infer, implementation, method->symbol), &substitution);

    copy->made_from = method;
    copy->implements = method;
    copy->instances = (InstanceList){NULL, 0, 0, false};
    copy->body = has_body ? copy->body : NULL;
    method->is_copied = true;
    give_to_implementation(infer, implementation, copy);
}

/* --- methods that a class has itself --- */

static Node *call_of_own(Infer *infer, const Function *method)
{
    Program *program = infer->program;
    Node *call = node_new(program, NODE_METHOD, method->span);

    call->method.base = node_name(program, method->parameters.items[0], method->span);
    call->method.name = method->symbol->name;
    for (uint32_t i = 1; i < method->parameters.count; i++) {
        Symbol *parameter = method->parameters.items[i];
        Node *argument = node_name(program, parameter, method->span);

        if (parameter->is_reference) {
            Node *reference = node_new(program, NODE_REFERENCE, method->span);

            reference->unary.operand = argument;
            argument = reference;
        }
        LIST_PUSH(&program->arena, &call->method.arguments, argument);
    }
    return call;
}

/* fn area(self) -> float64 { return self.area() } */
static void forward_to_own(Infer *infer, Implementation *implementation, const Function *wanted)
{
    Substitution substitution =
        self_substitution(implementation->trait->declaration, &implementation->type);
    Function *method = function_copy(
        infer->program, wanted, copy_symbol(infer, implementation, wanted->symbol), &substitution);
    bool gives_value = method->result->kind != TYPE_NONE;
    Node *statement =
        node_new(infer->program, gives_value ? NODE_RETURN : NODE_EXPRESSION, implementation->span);

    give_to_implementation(infer, implementation, method);
    method->implements = (Function *)(uintptr_t)wanted;
    method->document = NULL;
    method->span = implementation->span;
    method->body = node_block(infer->program, implementation->span);
    statement->unary.operand = call_of_own(infer, method);
    block_push(infer->program, method->body, statement);
}

/* --- impls --- */

/* What is missing, all in one message: 'area', 'perimeter'. */
typedef struct Missing {
    Buffer names;
    const Function *first;
} Missing;

static void note_missing(Missing *missing, const Function *method)
{
    buffer_format(&missing->names, "%s'%s'", missing->first == NULL ? "" : ", ",
                  method->symbol->name->text);
    if (missing->first == NULL) {
        missing->first = method;
    }
}

static void report_missing(Infer *infer, const Implementation *implementation, Missing *missing)
{
    if (missing->first == NULL) {
        return;
    }
    report_error(infer->diagnostics, implementation->span, "'%s' for %s lacks %.*s",
                 symbol_text(infer->types, implementation->trait),
                 type_text(infer->types, implementation->type), (int)missing->names.length,
                 missing->names.text);
    report_note(infer->diagnostics, missing->first->symbol->span, "declared here: %s",
                signature_text(infer, missing->first));
}

/* What is to be made for an impl, once all is checked. */
typedef struct Completion {
    FunctionList defaults; /* the trait's methods that are copied */
    FunctionList own;      /* those for which the class's own stand */
    Missing missing;
} Completion;

static void check_method(Infer *infer, const Implementation *implementation, Function *wanted,
                         Completion *completion)
{
    Arena *scratch = &infer->program->scratch;
    Function *method = find_matching(infer, &implementation->methods, wanted, implementation->type);
    Function *own = find_own(infer, implementation->type, wanted);

    if (method != NULL) {
        method->implements = wanted;
        check_signature(infer, implementation->type, method, wanted);
        check_raises_clause(infer, method, wanted);
    } else if (own != NULL) {
        check_signature(infer, implementation->type, own, wanted);
        if (wanted->type_parameters.count == 0) { /* no table has the others */
            LIST_PUSH(scratch, &completion->own, wanted);
        }
    } else if (wanted->body != NULL) {
        LIST_PUSH(scratch, &completion->defaults, wanted);
    } else {
        note_missing(&completion->missing, wanted);
    }
}

static void make_methods(Infer *infer, Implementation *implementation, const Completion *completion,
                         bool is_good)
{
    for (uint32_t i = 0; i < completion->defaults.count; i++) {
        copy_default(infer, implementation, completion->defaults.items[i], is_good);
    }
    for (uint32_t i = 0; i < completion->own.count && is_good; i++) {
        forward_to_own(infer, implementation, completion->own.items[i]);
    }
}

static void implement_methods(Infer *infer, Implementation *implementation)
{
    const FunctionList *wanted = &implementation->trait->declaration->methods;
    uint32_t errors = infer->diagnostics->error_count;
    Completion completion = {.missing = {.first = NULL}};

    buffer_open(&completion.missing.names, &infer->program->scratch);
    for (uint32_t i = 0; i < wanted->count; i++) {
        check_method(infer, implementation, wanted->items[i], &completion);
    }
    report_missing(infer, implementation, &completion.missing);
    buffer_close(&completion.missing.names);
    make_methods(infer, implementation, &completion, infer->diagnostics->error_count == errors);
    join_copies(infer->program, &implementation->methods);
}

static void report_extra(Infer *infer, const Declaration *trait, const Symbol *symbol)
{
    const char **names =
        arena_alloc(&infer->program->scratch, (trait->methods.count + 1) * sizeof *names);

    for (uint32_t i = 0; i < trait->methods.count; i++) {
        names[i] = trait->methods.items[i]->symbol->name->text;
    }
    const char *nearest = nearest_name(symbol->name->text, names, trait->methods.count);
    report_error(infer->diagnostics, symbol->span, "'%s' has no method '%s'",
                 symbol_text(infer->types, trait->symbol), symbol->name->text);
    if (nearest != NULL) {
        report_help(infer->diagnostics, "did you mean '%s'?", nearest);
    }
}

static bool has_types(const Function *method)
{
    bool has_all = true;

    for (uint32_t i = 1; i < method->parameters.count; i++) {
        has_all = has_all && method->parameters.items[i]->type != NULL;
    }
    return has_all;
}

/* One of several of its name takes what none of the trait's does. */
static void report_other_parameters(Infer *infer, const Declaration *trait, const Symbol *symbol)
{
    report_error(infer->diagnostics, symbol->span, "'%s' has no method '%s' of these parameters",
                 symbol_text(infer->types, trait->symbol), symbol->name->text);
    for (uint32_t i = 0; i < trait->methods.count; i++) {
        const Function *method = trait->methods.items[i];

        if (method->symbol->name == symbol->name) {
            report_note(infer->diagnostics, method->symbol->span, "it may be %s",
                        signature_text(infer, method));
        }
    }
}

static void check_extra_methods(Infer *infer, const Implementation *implementation)
{
    const Declaration *trait = implementation->trait->declaration;

    for (uint32_t i = 0; i < implementation->methods.count; i++) {
        const Function *method = implementation->methods.items[i];

        if (trait_method(trait->symbol, method->symbol->name) == NULL) {
            report_extra(infer, trait, method->symbol);
        } else if (method->implements == NULL && has_types(method)) {
            report_other_parameters(infer, trait, method->symbol);
        }
    }
}

static void check_base_implementations(Infer *infer, const Implementation *implementation)
{
    const Symbol *trait = implementation->trait;

    for (uint32_t i = 0; i < trait->declaration->bases.count; i++) {
        const Symbol *base = trait->declaration->bases.items[i];

        if (implementation_of(infer->program, implementation->type, base) == NULL) {
            report_error(infer->diagnostics, implementation->span,
                         "'%s' extends '%s', which is not implemented for %s", trait->name->text,
                         base->name->text, type_text(infer->types, implementation->type));
            report_help(infer->diagnostics, "write impl %s for %s { … }", base->name->text,
                        type_text(infer->types, implementation->type));
        }
    }
}

/* A table of a trait has the methods of those that it extends: it needs to be the class's too. */
static void check_extending(Infer *infer, const Implementation *implementation, const Type *base,
                            const Symbol *trait)
{
    if (trait->kind != SYMBOL_TRAIT || trait == implementation->trait ||
        !trait_extends(trait, implementation->trait) ||
        implementation_of(infer->program, base, trait) == NULL ||
        implementation_for(infer->program, implementation->type, trait) != NULL) {
        return;
    }
    report_error(infer->diagnostics, implementation->span,
                 "%s has '%s' of its own, and '%s', which extends it, from its base",
                 type_text(infer->types, implementation->type),
                 symbol_text(infer->types, implementation->trait),
                 symbol_text(infer->types, trait));
    report_help(infer->diagnostics, "write impl %s for %s { … }", symbol_text(infer->types, trait),
                type_text(infer->types, implementation->type));
}

/* A class's own impl goes before its base's, for whatever object is of the class. */
static void check_inherited_implementation(Infer *infer, const Implementation *implementation)
{
    const Type *base = implementation_base(infer->program, implementation->type);

    if (base == NULL || implementation->type->kind != TYPE_CLASS ||
        implementation_of(infer->program, base, implementation->trait) == NULL) {
        return;
    }
    implementation->trait->declaration->is_overridden = true;
    for (uint32_t m = 0; m < infer->program->modules.count; m++) {
        const Module *module = infer->program->modules.items[m];

        for (uint32_t i = 0; i < module->declarations.count; i++) {
            check_extending(infer, implementation, base, module->declarations.items[i]->symbol);
        }
    }
}

void complete_implementation(Infer *infer, Implementation *implementation)
{
    if (implementation->trait == NULL || implementation->type_parameters.count > 0 ||
        is_error(implementation->type) ||
        implementation_for(infer->program, implementation->type, implementation->trait) !=
            implementation) {
        return;
    }
    check_base_implementations(infer, implementation);
    check_inherited_implementation(infer, implementation);
    implement_methods(infer, implementation);
    check_extra_methods(infer, implementation);
}

void complete_implementations(Infer *infer, const Module *module)
{
    for (uint32_t i = 0; i < module->implementations.count; i++) {
        complete_implementation(infer, module->implementations.items[i]);
    }
}

/* --- traits --- */

static void check_open_types(Infer *infer, Function *method)
{
    for (uint32_t i = 1; i < method->parameters.count; i++) {
        Symbol *parameter = method->parameters.items[i];

        if (parameter->type == NULL) {
            report_error(infer->diagnostics, parameter->span, "parameter '%s' needs a type",
                         parameter->name->text);
            parameter->type = error_type(infer);
        }
    }
    if (method->result == NULL) {
        report_error(infer->diagnostics, method->symbol->span,
                     "the result of a trait's method needs a type");
        method->result = error_type(infer);
    }
}

void check_traits(Infer *infer, const Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        const Declaration *trait = module->declarations.items[i];

        for (uint32_t k = 0; trait->symbol->kind == SYMBOL_TRAIT && k < trait->methods.count; k++) {
            check_open_types(infer, trait->methods.items[k]);
        }
    }
}

/* Infers a copy: an impl that still comes of a generic one may need the default as it is. */
static void check_default(Infer *infer, const Declaration *trait, const Function *method)
{
    const Type *dyn = trait->symbol->type;
    Substitution substitution = self_substitution(trait, &dyn);
    Symbol *symbol =
        symbol_new(infer->program, SYMBOL_FUNCTION, method->symbol->name, method->symbol->span);

    infer_body(infer, function_copy(infer->program, method, symbol, &substitution));
}

/* A default that no impl took is checked with a `dyn` as Self. */
void check_defaults(Infer *infer, const Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        const Declaration *trait = module->declarations.items[i];
        bool is_trait = trait->symbol->kind == SYMBOL_TRAIT && trait->type_parameters.count == 0;

        for (uint32_t k = 0; is_trait && k < trait->methods.count; k++) {
            const Function *method = trait->methods.items[k];

            if (method->body != NULL && !method->is_copied && method->type_parameters.count == 0) {
                check_default(infer, trait, method);
            }
        }
    }
}

/* Then the bodies have served. */
static void finish_trait(const Declaration *trait)
{
    for (uint32_t i = 0; i < trait->methods.count; i++) {
        trait->methods.items[i]->body = NULL;
        trait->methods.items[i]->symbol->fact = NULL;
    }
}

void finish_traits(Infer *infer, const Module *module)
{
    (void)infer;
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        if (module->declarations.items[i]->symbol->kind == SYMBOL_TRAIT) {
            finish_trait(module->declarations.items[i]);
        }
    }
}

/* --- the text of what a dyn holds --- */

/* str(self), or "{!r}".format(self) */
static Node *text_of_self(Infer *infer, Symbol *self, bool is_repr)
{
    Program *program = infer->program;
    Node *value = node_name(program, self, self->span);
    Node *call = node_new(program, NODE_METHOD, self->span);

    value->type = NULL;
    if (!is_repr) {
        return node_builtin(program, BUILTIN_STR, NULL, value, NULL, self->span);
    }
    call->method.base = node_text(program, "{!r}", self->span);
    call->method.name = name_of(&program->names, "format");
    LIST_PUSH(&program->arena, &call->method.arguments, value);
    return call;
}

/* fn __str__(self) -> str { return str(self) }, or __repr__ */
static Function *make_text_method(Infer *infer, Symbol *trait, bool is_repr)
{
    Program *program = infer->program;
    Name *name = text_method_name(program, is_repr);
    Function *method = ARENA_NEW(&program->arena, Function);
    Symbol *self = symbol_new(program, SYMBOL_LOCAL, name_of(&program->names, "self"), trait->span);
    Node *result = node_new(program, NODE_RETURN, trait->span);

    self->is_parameter = true;
    self->type = trait->type;
    self->owner = method;
    method->kind = FUNCTION_ABSTRACT;
    method->symbol = symbol_new(program, SYMBOL_FUNCTION, name, trait->span);
    method->symbol->function = method;
    method->symbol->module = trait->module;
    method->span = trait->span;
    method->module = trait->module;
    method->class_ = trait->declaration;
    method->is_made = true;
    method->result = program->types.str;
    method->display_name = name->text;
    method->body = node_block(program, trait->span);
    LIST_PUSH(&program->arena, &method->parameters, self);
    LIST_PUSH(&program->arena, &method->parameter_types, NULL);
    result->unary.operand = text_of_self(infer, self, is_repr);
    block_push(program, method->body, result);
    return method;
}

static void give_text(Infer *infer, Implementation *implementation, Function *method)
{
    if (implementation->type_parameters.count > 0) {
        for (uint32_t i = 0; i < implementation->instances.count; i++) {
            give_text(infer, implementation->instances.items[i], method);
        }
        return;
    }
    copy_default(infer, implementation, method, true);
    infer_body(infer, implementation->methods.items[implementation->methods.count - 1]);
}

void give_text_method(Infer *infer, Symbol *trait, bool is_repr)
{
    Function *method = make_text_method(infer, trait, is_repr);

    LIST_PUSH(&infer->program->arena, &trait->declaration->methods, method);
    for (uint32_t m = 0; m < infer->program->modules.count; m++) {
        const Module *module = infer->program->modules.items[m];

        for (uint32_t i = 0; i < module->implementations.count; i++) {
            if (module->implementations.items[i]->trait == trait) {
                give_text(infer, module->implementations.items[i], method);
            }
        }
    }
}

bool type_implements(const Infer *infer, const Type *type, const Symbol *trait)
{
    if (type->kind == TYPE_DYN) {
        return trait_extends(type->declaration, trait);
    }
    return is_error(type) || implementation_of(infer->program, type, trait) != NULL;
}
