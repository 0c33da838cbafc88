/* o.m(x) and Trait.m(o, x): which method it is that an impl or a trait gives.
 *
 * A type's own methods come before its traits'; where two traits have the name, the trait is
 * written. In a copy of a default method the trait's own methods come first: that is what its
 * author saw. */
#include "class.h"
#include "implementation.h"
#include "infer.h"

/* --- finding the method --- */

static void report_ambiguous(Infer *infer, const Node *node, const Function *a, const Function *b)
{
    const Symbol *first = function_trait(a);
    const Symbol *second = function_trait(b);

    report_error(infer->diagnostics, node->span, "'%s' is a method of both '%s' and '%s'",
                 a->symbol->name->text, first->name->text, second->name->text);
    report_help(infer->diagnostics, "write %s.%s(…)", first->name->text, a->symbol->name->text);
}

/* The method of a trait or of the nearest of those that it extends; *other: one of a trait that has
 * nothing to do with the first. */
static Function *find_in_trait(const Symbol *trait, const Name *name, Function **other)
{
    const SymbolList *ancestors = &trait->declaration->ancestors;
    Function *found = trait_method(trait, name);

    *other = NULL;
    if (found != NULL) {
        return found;
    }
    for (uint32_t i = ancestors->count; i > 0; i--) {
        Function *method = trait_method(ancestors->items[i - 1], name);

        if (found == NULL) {
            found = method;
        } else if (method != NULL &&
                   !trait_extends(function_trait(found), function_trait(method))) {
            *other = method;
        }
    }
    return found;
}

/* The same of what impls gave to a type. */
static Function *find_in_impls(Infer *infer, const Type *type, const Name *name, Function **other)
{
    const GivenMethod *given = implementation_methods(infer->program, type, name);
    Function *found = NULL;

    *other = NULL;
    for (; given != NULL; given = given->next) {
        if (function_trait(given->function) == NULL) {
            *other = NULL;
            return given->function;
        }
        if (found == NULL) {
            found = given->function;
        } else if (function_trait(found) != function_trait(given->function)) {
            *other = given->function;
        }
    }
    return found;
}

/* The trait's method as the type has it, or NULL. */
static Function *find_by_trait(Infer *infer, const Type *type, const Symbol *trait,
                               const Name *name)
{
    const Implementation *implementation;

    if (type->kind == TYPE_DYN) {
        return trait_extends(type->declaration, trait) ? trait_method(trait, name) : NULL;
    }
    implementation = implementation_of(infer->program, type, trait);
    if (implementation == NULL) {
        return NULL;
    }
    Function *method = implementation_method(implementation, name);
    return method != NULL ? method : type_method(type, name);
}

/* What a default method's own trait means by the name, where the receiver is its Self. */
static Function *find_as_default(Infer *infer, const Type *type, const Name *name)
{
    const Function *function = infer->function;

    while (function != NULL && function->outer != NULL) {
        function = function->outer;
    }
    if (function == NULL || function->made_from == NULL || function->implementation == NULL ||
        function->implementation->type != type) {
        return NULL;
    }
    Function *other;
    const Function *meant = find_in_trait(function->implementation->trait, name, &other);
    return meant == NULL ? NULL : find_by_trait(infer, type, function_trait(meant), name);
}

Function *find_given_method(Infer *infer, const Node *node, const Type *type, const Name *name)
{
    Function *other = NULL;
    Function *found = type->kind == TYPE_DYN ? find_in_trait(type->declaration, name, &other)
                                             : find_in_impls(infer, type, name, &other);

    if (other != NULL && node != NULL) {
        report_ambiguous(infer, node, found, other);
    }
    return found;
}

/* --- names to suggest --- */

static size_t push_names(const FunctionList *methods, const char **names, size_t count, size_t most)
{
    for (uint32_t i = 0; i < methods->count && count < most; i++) {
        names[count++] = methods->items[i]->symbol->name->text;
    }
    return count;
}

static size_t trait_method_names(const Symbol *trait, const char **names, size_t most)
{
    const SymbolList *ancestors = &trait->declaration->ancestors;
    size_t count = push_names(&trait->declaration->methods, names, 0, most);

    for (uint32_t i = 0; i < ancestors->count; i++) {
        count = push_names(&ancestors->items[i]->declaration->methods, names, count, most);
    }
    return count;
}

size_t given_method_names(const Infer *infer, const Type *type, const char **names, size_t most)
{
    size_t count = 0;

    if (type->kind == TYPE_DYN) {
        return trait_method_names(type->declaration, names, most);
    }
    for (uint32_t m = 0; m < infer->program->modules.count; m++) {
        const Module *module = infer->program->modules.items[m];

        for (uint32_t i = 0; i < module->implementations.count; i++) {
            if (module->implementations.items[i]->type == type) {
                count = push_names(&module->implementations.items[i]->methods, names, count, most);
            }
        }
    }
    return count;
}

/* --- calling it --- */

bool check_dyn_call(Infer *infer, const Node *node, const Function *method)
{
    if (method->kind == FUNCTION_ABSTRACT && method->type_parameters.count > 0) {
        report_error(infer->diagnostics, node->span,
                     "'%s' is generic, and a dyn's table has no generic methods",
                     method->symbol->name->text);
        report_help(infer->diagnostics, "take a [T: %s] for the dyn",
                    function_trait(method)->name->text);
        return false;
    }
    if (method->kind != FUNCTION_ABSTRACT || !speaks_of_self(method)) {
        return true;
    }
    report_error(infer->diagnostics, node->span, "'%s' speaks of Self, which a dyn does not know",
                 method->symbol->name->text);
    return false;
}

/* Which of several is meant is still to be chosen. False after a diagnostic. */
static bool is_callable(Infer *infer, const Node *node, const Function *method)
{
    return method->overloads != NULL || check_dyn_call(infer, node, method);
}

Function *find_method_of(Infer *infer, const Node *node, const Type *type, const Name *name)
{
    Function *found = find_as_default(infer, type, name);

    if (found == NULL) {
        found = type_method(type, name);
    }
    if (found == NULL) {
        found = find_given_method(infer, node, type, name);
    }
    return found != NULL && is_callable(infer, node, found) ? found : NULL;
}

/* o.m(a) becomes m(o, a); the receiver is inferred. */
static void make_call(Infer *infer, Node *node, Function *method, Name *qualifier)
{
    NodeList arguments = {0};
    Node *receiver = node->method.base;
    NodeList rest = node->method.arguments;

    LIST_PUSH(&infer->program->arena, &arguments, receiver);
    for (uint32_t i = 0; i < rest.count; i++) {
        LIST_PUSH(&infer->program->arena, &arguments, rest.items[i]);
    }
    node->kind = NODE_CALL;
    node->call.callee = node_qualified(infer->program, qualifier, method->symbol->name, node->span);
    node->call.callee->name.symbol = method->symbol;
    node->call.callee->type = method->symbol->type;
    node->call.arguments = arguments;
    node->call.types = (NodeList){0};
    mark_virtual(infer, node, method, receiver);
}

Name *text_method_name(Program *program, bool is_repr)
{
    return name_of(&program->names, is_repr ? "__repr__" : "__str__");
}

/* The text of what a dyn holds is a method that any trait can have. */
static Function *find_text_method(Infer *infer, const Type *type, const Name *name)
{
    bool is_repr = name == text_method_name(infer->program, true);

    if (type->kind != TYPE_DYN || (!is_repr && name != text_method_name(infer->program, false))) {
        return NULL;
    }
    give_text_method(infer, type->declaration, is_repr);
    return trait_method(type->declaration, name);
}

/* Where only one of both is written, it is the other too. */
static Name *name_of_dyn_text(Infer *infer, const Symbol *trait, bool is_repr)
{
    Name *name = text_method_name(infer->program, is_repr);
    Name *kindred = text_method_name(infer->program, !is_repr);
    Function *ambiguous;
    const Function *written = find_in_trait(trait, kindred, &ambiguous);
    bool is_missing = find_in_trait(trait, name, &ambiguous) == NULL;

    return is_missing && written != NULL && !written->is_made ? kindred : name;
}

void infer_dyn_text(Infer *infer, Node **slot, bool is_repr)
{
    Node *call = node_new(infer->program, NODE_METHOD, (*slot)->span);

    call->method.base = *slot;
    call->method.name = name_of_dyn_text(infer, (*slot)->type->declaration, is_repr);
    *slot = call;
    infer_expression(infer, slot, NULL);
}

const Type *infer_given_method(Infer *infer, Node *node, const Type *base, bool has_own)
{
    const Name *name = node->method.name;
    Function *meant = find_as_default(infer, base, name);
    Function *usual =
        has_own ? NULL : find_given_method(infer, meant == NULL ? node : NULL, base, name);

    if (usual == NULL) {
        usual = find_text_method(infer, base, name);
    }
    Function *method = meant != NULL ? meant : usual;

    if (method == NULL || is_class_function(method)) {
        return NULL; /* or the class's own stands for the trait's */
    }
    if (!is_callable(infer, node, method)) {
        return error_type(infer);
    }
    make_call(infer, node, method, method == usual ? NULL : function_trait(method)->name);
    return infer_method_call(infer, node, method);
}

static const Type *report_not_implemented(Infer *infer, const Node *node, const Symbol *trait,
                                          const Type *type)
{
    report_error(infer->diagnostics, node->span, "%s does not implement '%s'",
                 type_text(infer->types, type), trait->name->text);
    return error_type(infer);
}

/* Trait.m(o, a): the receiver is the first argument. */
const Type *infer_trait_call(Infer *infer, Node *node, const Symbol *trait, const NodeList *types)
{
    NodeList *arguments = &node->method.arguments;
    Name *name = node->method.name;

    if (trait_method(trait, name) == NULL) {
        report_error(infer->diagnostics, member_span(infer, node), "'%s' has no method '%s'",
                     trait->name->text, name->text);
        return error_type(infer);
    }
    if (arguments->count == 0) {
        report_error(infer->diagnostics, node->span, "expected a value of '%s' to call '%s' of",
                     trait->name->text, name->text);
        return error_type(infer);
    }
    const Type *type = infer_expression(infer, &arguments->items[0], NULL);
    Function *method = is_error(type) ? NULL : find_by_trait(infer, type, trait, name);
    if (method == NULL) {
        return is_error(type) ? type : report_not_implemented(infer, node, trait, type);
    }
    if (!is_callable(infer, node, method) ||
        (types->count > 0 && !check_type_arguments(infer, types, method, node->span))) {
        return error_type(infer);
    }
    Name *qualifier = node->method.base->name.name;
    node->method.base = arguments->items[0];
    *arguments = (NodeList){arguments->items + 1, arguments->count - 1, arguments->count - 1};
    make_call(infer, node, method, qualifier);
    node->call.types = *types;
    return infer_method_call(infer, node, method);
}

/* --- x is T, x as T --- */

static void report_untestable(Infer *infer, const Node *node, const Type *from)
{
    bool is_exception = from->kind == TYPE_EXCEPTION;

    report_error(infer->diagnostics, node->span, "expected %sa dyn before '%s', saw %s",
                 is_exception ? "an object or " : "", node->kind == NODE_IS ? "is" : "as",
                 type_text(infer->types, from));
    if (is_exception) {
        report_help(infer->diagnostics, "raise it in a try whose except names the type");
    }
}

static bool is_testable(Infer *infer, const Node *node, const Type *from, const Type *target)
{
    bool is_object = from->kind == TYPE_CLASS && target->kind == TYPE_DYN;

    if (from->kind != TYPE_DYN && !is_object) {
        report_untestable(infer, node, from);
        return false;
    }
    if (target->kind != TYPE_DYN && !type_implements(infer, target, from->declaration)) {
        report_not_implemented(infer, node, from->declaration, target);
        return false;
    }
    return true;
}

const Type *infer_dyn_test(Infer *infer, Node *node)
{
    const Type *target = node->type_test.target->type;

    if (target == NULL || is_error(target) ||
        !is_testable(infer, node, node->type_test.operand->type, target)) {
        return error_type(infer);
    }
    return node->kind == NODE_IS ? infer->types->scalar[TYPE_BOOL] : target;
}
