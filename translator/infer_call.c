/* Calls, constructions and function values. */
#include "class.h"
#include "implementation.h"
#include "infer.h"

/* --- arguments --- */

/* What is called, of what types its parameters are. */
typedef struct Callee {
    const char *name;
    const SymbolList *parameters; /* of a declared function, else NULL */
    const Type *type;             /* of a function value, else NULL */
    uint32_t first;               /* of the parameters, behind a method's self */
} Callee;

static uint32_t parameter_count(const Callee *callee)
{
    return callee->parameters != NULL ? callee->parameters->count : callee->type->count - 1;
}

void infer_arguments(Infer *infer, NodeList *arguments, uint32_t first)
{
    for (uint32_t i = first; i < arguments->count; i++) {
        infer_expression(infer, &arguments->items[i], error_type(infer));
    }
}

/* What a call takes by `ref` changes while the operands around it are evaluated. */
static void note_reference(const Node *place)
{
    const Node *root = node_place_root(place);

    if (root->kind == NODE_NAME && root->name.symbol != NULL) {
        root->name.symbol->is_referred = true;
    }
}

/* `ref x`, whose variable must be of the parameter's type. */
static void infer_reference(Infer *infer, Node *node, const Type *type, Place place)
{
    const Type *variable = infer_target(infer, &node->unary.operand);

    note_reference(node->unary.operand);
    node->type = type;
    if (!is_error(variable) && node->unary.operand->kind != NODE_NAME) {
        report_error(infer->diagnostics, node->span, "expected a variable after 'ref'");
    } else if (variable != type && !is_error(variable) && !is_error(type)) {
        report_error(infer->diagnostics, node->span,
                     "expected a variable of %s for %s %u of '%s', saw %s",
                     type_text(infer->types, type), place.what, place.number, place.name,
                     type_text(infer->types, variable));
    }
}

/* False: one of argument and parameter is a `ref` and the other is not. */
static bool check_reference(Infer *infer, Node *argument, const Symbol *parameter)
{
    if (parameter->is_reference == (argument->kind == NODE_REFERENCE)) {
        return true;
    }
    report_error(infer->diagnostics, argument->span,
                 parameter->is_reference ? "parameter '%s' takes 'ref' and a variable"
                                         : "parameter '%s' takes a value, not a 'ref'",
                 parameter->name->text);
    argument->type = error_type(infer);
    return false;
}

static void infer_argument(Infer *infer, Node **slot, const Callee *callee, uint32_t i)
{
    const Symbol *parameter = callee->parameters == NULL ? NULL : callee->parameters->items[i];
    const Type *type = parameter == NULL ? callee->type->arguments[i] : parameter->type;
    Place place = {"argument", callee->name, i + 1 - callee->first};

    if (type == NULL) {
        infer_expression(infer, slot, NULL);
        return;
    }
    if (parameter != NULL && parameter->is_reference && (*slot)->kind == NODE_REFERENCE) {
        infer_reference(infer, *slot, type, place);
        return;
    }
    if (parameter != NULL && !check_reference(infer, *slot, parameter)) {
        return;
    }
    infer_place(infer, slot, type, place);
}

static void report_argument_count(Infer *infer, const Callee *callee, uint32_t seen, Span span)
{
    uint32_t count = parameter_count(callee);
    uint32_t wanted = count - callee->first;

    report_error(infer->diagnostics, span, "expected %u argument%s for '%s', saw %u", wanted,
                 wanted == 1 ? "" : "s", callee->name, seen - callee->first);
    if (callee->parameters != NULL && seen < count) {
        report_help(infer->diagnostics, "give '%s' a value",
                    callee->parameters->items[seen]->name->text);
    }
}

static void infer_leading(Infer *infer, NodeList *arguments, const Callee *callee)
{
    uint32_t count = parameter_count(callee);

    for (uint32_t i = callee->first; i < arguments->count && i < count; i++) {
        infer_argument(infer, &arguments->items[i], callee, i);
    }
    infer_arguments(infer, arguments, count);
}

static void match_arguments(Infer *infer, NodeList *arguments, const Callee *callee, Span span)
{
    infer_leading(infer, arguments, callee);
    if (arguments->count != parameter_count(callee)) {
        report_argument_count(infer, callee, arguments->count, span);
    }
}

void infer_parameters(Infer *infer, NodeList *arguments, const char *name,
                      const SymbolList *parameters, Span span)
{
    match_arguments(infer, arguments, &(Callee){name, parameters, NULL, 0}, span);
}

/* --- calls --- */

/* The instance that a call of a generic function means; NULL after a diagnostic. */
static Function *called_instance(Infer *infer, Node *node, const Function *generic, uint32_t first,
                                 const Type *hint)
{
    Callee callee = {generic->symbol->name->text, &generic->parameters, NULL, first};

    if (node->call.arguments.count != generic->parameters.count) {
        note_generic_use(generic->symbol);
        report_argument_count(infer, &callee, node->call.arguments.count, node->span);
        return NULL;
    }
    Function *function = infer_generic_call(infer, node, hint);
    if (function != NULL) {
        node->call.callee = node_name(infer->program, function->symbol, node->call.callee->span);
        node->call.types = (NodeList){0};
    }
    return function;
}

/* `first`: the arguments before it are right already. */
static const Type *call_function(Infer *infer, Node *node, Function *function, uint32_t first)
{
    Callee callee = {function->symbol->name->text, &function->parameters, NULL, first};
    const Type *result = function_result(infer, function, node->span);

    if (function_is_init(function) && first == 0) {
        return infer_super_init(infer, node, function);
    }
    match_arguments(infer, &node->call.arguments, &callee, node->span);
    node->call.callee->type =
        is_error(result) ? result : function_type(infer, function, node->span);
    if (function->own_result != NULL && !is_error(result)) {
        result = function->own_result;
        narrow_call(infer, node, result);
    }
    return result;
}

static const Type *call_value(Infer *infer, Node **slot)
{
    Node *node = *slot;
    Node *value = node->call.callee;
    const Type *type = infer_expression(infer, &node->call.callee, NULL);

    if (may_have_methods(type)) {
        return infer_call_of_object(infer, slot);
    }

    if (type->kind != TYPE_FN) {
        infer_arguments(infer, &node->call.arguments, 0);
        if (!is_error(type)) {
            report_error(infer->diagnostics, value->span, "expected a function to call, saw %s",
                         type_text(infer->types, type));
        }
        return error_type(infer);
    }
    const char *name = value->kind == NODE_NAME    ? value->name.name->text
                       : value->kind == NODE_FIELD ? value->field.name->text
                                                   : "the function";
    Callee callee = {name, NULL, type, 0};
    match_arguments(infer, &node->call.arguments, &callee, node->span);
    return type->arguments[type->count - 1];
}

static Function *called_function(const Node *callee)
{
    bool is_function = callee->kind == NODE_NAME && callee->name.symbol != NULL &&
                       callee->name.symbol->kind == SYMBOL_FUNCTION;

    return is_function ? callee->name.symbol->function : NULL;
}

/* Which of several functions of one name is called; NULL after a diagnostic. */
static Function *settle_call(Infer *infer, Node *call, const Function *function, uint32_t first)
{
    Function *meant = choose_overload(infer, function, &call->call.types, &call->call.arguments,
                                      first, call->span);

    if (meant != NULL) {
        call->call.callee->name.symbol = meant->symbol;
    }
    return meant;
}

static const Type *infer_applied_method(Infer *infer, Node **slot);

const Type *infer_call(Infer *infer, Node **slot, const Type *hint)
{
    Node *node = *slot;
    const Node *callee = node->call.callee;
    Function *function = called_function(callee);

    if (callee->kind == NODE_FIELD && node->call.types.count > 0) {
        return infer_applied_method(infer, slot);
    }
    if (function != NULL && function->overloads != NULL) {
        function = settle_call(infer, node, function, 0);
        if (function == NULL) {
            return error_type(infer);
        }
    }

    if (function != NULL && function->type_parameters.count > 0) {
        function = called_instance(infer, node, function, 0, hint);
        return function != NULL ? call_function(infer, node, function, 0) : error_type(infer);
    }
    if (callee->kind == NODE_NAME && callee->name.symbol != NULL &&
        (callee->name.symbol->kind == SYMBOL_STRUCT || callee->name.symbol->kind == SYMBOL_CLASS)) {
        return infer_generic_construct(infer, node, hint);
    }
    return function != NULL ? call_function(infer, node, function, 0) : call_value(infer, slot);
}

/* Is it a variable, an array's element, or a field of one? A list's elements may move. */
static bool is_referable(const Node *place)
{
    const Node *root = node_place_root(place);

    return root->kind == NODE_NAME ||
           (root->kind == NODE_INDEX && root->index.base->type->kind == TYPE_ARRAY);
}

/* What a `ref self` is: the place that the method changes. */
static void refer_to_receiver(Infer *infer, Node **slot)
{
    Node *reference = node_new(infer->program, NODE_REFERENCE, (*slot)->span);

    reference->unary.operand = *slot;
    reference->type = (*slot)->type;
    infer_target(infer, &reference->unary.operand);
    note_reference(reference->unary.operand);
    *slot = reference;
}

/* The same of what may move meanwhile. */
static const Type *change_receiver(Infer *infer, Node *node, Function *method)
{
    const Node *receiver = node->call.arguments.items[0];
    uint32_t given = node->call.arguments.count;
    uint32_t errors = infer->diagnostics->error_count;
    Callee callee = {method->symbol->name->text, &method->parameters, NULL, 1};

    match_arguments(infer, &node->call.arguments, &callee, node->span);
    if (infer->diagnostics->error_count > errors) {
        return error_type(infer);
    }
    Function *changer = change_element(infer, node, method);
    if (changer == NULL) {
        report_error(infer->diagnostics, receiver->span,
                     "'%s' changes its 'self': expected a variable, an element or a field",
                     method->symbol->name->text);
        return error_type(infer);
    }
    return call_function(infer, node, changer, node->call.arguments.count - given + 1);
}

/* The same of a method, whose receiver is inferred. */
static Function *settle_method(Infer *infer, Node *call, const Function *method)
{
    Function *meant = settle_call(infer, call, method, 1);

    if (meant == NULL || !check_dyn_call(infer, call, meant)) {
        return NULL;
    }
    call->flags &= (uint16_t)~FLAG_VIRTUAL; /* that of the first of the name */
    mark_virtual(infer, call, meant, call->call.arguments.items[0]);
    return meant;
}

/* Where a derived class has an impl of its own, the object's table tells which method is meant; but
 * no table has those that are generic or speak of Self. */
static Function *look_up_in_object(Infer *infer, Node *call, Function *method)
{
    Node **receiver = &call->call.arguments.items[0];
    Function *wanted = method->implements;

    if (wanted == NULL || method->implementation == NULL || wanted->type_parameters.count > 0 ||
        speaks_of_self(wanted) ||
        !implementation_is_open(infer->program, (*receiver)->type, wanted->class_->symbol)) {
        return method;
    }
    convert_slot(infer, receiver, wanted->class_->symbol->type);
    call->call.callee->name.symbol = wanted->symbol;
    call->call.callee->name.name = wanted->symbol->name;
    return wanted;
}

const Type *infer_method_call(Infer *infer, Node *node, Function *method)
{
    Node **receiver = &node->call.arguments.items[0];

    if (is_one_of_several(infer, method, *receiver)) {
        method = settle_method(infer, node, method);
        if (method == NULL) {
            return error_type(infer);
        }
    }
    if (method->type_parameters.count > 0) {
        method = called_instance(infer, node, method, 1, NULL);
        if (method == NULL) {
            return error_type(infer);
        }
    }
    method = look_up_in_object(infer, node, method);
    const Symbol *self = method->parameters.items[0];
    if (method->kind == FUNCTION_ABSTRACT) {
        /* Whatever dyn type extends the trait, its table has the method. */
    } else if (self->is_reference && !is_referable(*receiver)) {
        return change_receiver(infer, node, method);
    } else if (self->is_reference) {
        refer_to_receiver(infer, receiver);
    } else {
        convert_slot(infer, receiver, self->type);
    }
    return call_function(infer, node, method, 1);
}

/* Is one of the parameters from `first` on a `ref`? */
static bool leaves_reference(const Function *function, uint32_t first)
{
    for (uint32_t i = first; i < function->parameters.count; i++) {
        if (function->parameters.items[i]->is_reference) {
            return true;
        }
    }
    return false;
}

/* bind f(k): a function of the parameters that are left. */
const Type *infer_bind(Infer *infer, Node *node)
{
    Node **callee_slot = &node->call.callee;

    if ((*callee_slot)->kind == NODE_FIELD && (*callee_slot)->field.base->kind == NODE_TYPE) {
        infer_expression(infer, callee_slot, NULL);
    }
    if ((*callee_slot)->type != NULL && is_error((*callee_slot)->type)) {
        infer_arguments(infer, &node->call.arguments, 0);
        return error_type(infer);
    }
    Function *function = called_function(node->call.callee);
    NodeList *arguments = &node->call.arguments;

    if (function == NULL || function->type_parameters.count > 0 ||
        arguments->count > function->parameters.count ||
        leaves_reference(function, arguments->count)) {
        report_error(infer->diagnostics, node->span,
                     "expected a function after 'bind' and values for its first parameters");
        infer_arguments(infer, arguments, 0);
        return error_type(infer);
    }
    Callee callee = {function->symbol->name->text, &function->parameters, NULL, 0};
    const Type *whole = function_type(infer, function, node->span);
    infer_leading(infer, arguments, &callee);
    node->call.callee->type = whole;
    return is_error(whole) ? whole
                           : type_fn(infer->types, whole->arguments + arguments->count,
                                     whole->count - 1 - arguments->count);
}

/* --- o.m(x) --- */

static const Type *call_builtin_method(Infer *infer, Node **slot, BuiltinId id)
{
    Node *node = *slot;
    Node *builtin = node_new(infer->program, NODE_BUILTIN, node->span);

    builtin->builtin.id = id;
    LIST_PUSH(&infer->program->arena, &builtin->builtin.arguments, node->method.base);
    for (uint32_t i = 0; i < node->method.arguments.count; i++) {
        LIST_PUSH(&infer->program->arena, &builtin->builtin.arguments,
                  node->method.arguments.items[i]);
    }
    *slot = builtin;
    return infer_builtin(infer, slot, NULL);
}

/* A field that holds a function. */
const Type *call_field(Infer *infer, Node *node)
{
    Node *field = node_new(infer->program, NODE_FIELD, node->span);
    NodeList arguments = node->method.arguments;

    field->field.base = node->method.base;
    field->field.name = node->method.name;
    field->flags = node->flags & FLAG_PROVEN; /* o.!value(x) */
    node->flags &= (uint16_t)~FLAG_PROVEN;
    node->kind = NODE_CALL;
    node->call.callee = field;
    node->call.arguments = arguments;
    node->call.types = (NodeList){0};
    return infer_call(infer, &node, NULL);
}

static bool has_field(const Type *type, const Name *name)
{
    const SymbolList *fields = &type->declaration->declaration->fields;

    for (uint32_t i = 0; i < fields->count; i++) {
        if (fields->items[i]->name == name) {
            return true;
        }
    }
    return false;
}

static const Symbol *named_trait(const Node *base)
{
    bool is_trait = base->kind == NODE_NAME && base->name.symbol != NULL &&
                    base->name.symbol->kind == SYMBOL_TRAIT;

    return is_trait ? base->name.symbol : NULL;
}

/* super.init(x) is C[T].init(self, x). */
static Function *method_of_instance(const Infer *infer, const Type *type, const Name *name)
{
    bool is_init = type->kind == TYPE_CLASS && name == name_of(&infer->program->names, "init");

    return is_init ? class_initialiser(type->declaration->declaration) : type_method(type, name);
}

bool check_type_arguments(Infer *infer, const NodeList *forms, const Function *method, Span span)
{
    const SymbolList *parameters = &method->type_parameters;
    const char *name = method->symbol->name->text;
    uint32_t errors = infer->diagnostics->error_count;

    if (method->overloads != NULL) {
        return true;
    }
    if (parameters->count == 0) {
        report_error(infer->diagnostics, span, "'%s' takes no type arguments", name);
    } else if (forms->count > parameters->count) {
        report_error(infer->diagnostics, span, "expected %u type argument%s for '%s', saw %u",
                     parameters->count, parameters->count == 1 ? "" : "s", name, forms->count);
    }
    for (uint32_t i = 0; i < forms->count && i < parameters->count; i++) {
        bool is_number = parameters->items[i]->parameter->is_number;

        if (is_number != (forms->items[i]->type->kind == TYPE_NUMBER)) {
            report_error(infer->diagnostics, forms->items[i]->span,
                         is_number ? "expected an integer for '%s'" : "expected a type for '%s'",
                         parameters->items[i]->name->text);
        }
    }
    return infer->diagnostics->error_count == errors;
}

/* The method that o.m[T](x) or C[U].m[T](o, x) means; NULL after a diagnostic. */
static Function *find_applied_method(Infer *infer, Node *node)
{
    Node *field = node->call.callee;
    bool is_type = field->field.base->kind == NODE_TYPE;
    uint32_t errors = infer->diagnostics->error_count;
    const Type *type =
        is_type ? field->field.base->type : infer_expression(infer, &field->field.base, NULL);
    Function *method =
        is_error(type) ? NULL : find_method_of(infer, field, type, field->field.name);

    if (method == NULL && infer->diagnostics->error_count == errors) {
        report_error(infer->diagnostics, node->span, "%s has no generic method '%s'",
                     type_text(infer->types, type), field->field.name->text);
    }
    return method;
}

/* Trait.m[T](o, x) */
static const Type *infer_applied_trait_call(Infer *infer, Node *node, const Symbol *trait)
{
    const Node *field = node->call.callee;
    const NodeList types = node->call.types;
    NodeList arguments = node->call.arguments;

    node->kind = NODE_METHOD;
    node->method.base = field->field.base;
    node->method.name = field->field.name;
    node->method.arguments = arguments;
    return infer_trait_call(infer, node, trait, &types);
}

/* The receiver is the first argument, unless the method is that of a type. */
static const Type *infer_applied_method(Infer *infer, Node **slot)
{
    Node *node = *slot;
    const Symbol *trait = named_trait(node->call.callee->field.base);

    if (trait != NULL) {
        return infer_applied_trait_call(infer, node, trait);
    }
    uint32_t errors = infer->diagnostics->error_count;
    Function *method = find_applied_method(infer, node);
    Node *base = node->call.callee->field.base;

    if (method != NULL) {
        check_type_arguments(infer, &node->call.types, method, node->span);
    }
    if (method == NULL || infer->diagnostics->error_count > errors) {
        infer_arguments(infer, &node->call.arguments, 0);
        return error_type(infer);
    }
    Node *call = base->kind == NODE_TYPE
                     ? node_call(infer->program, method, node->span)
                     : method_call(infer, method, base, node->call.arguments, node->span);
    if (base->kind == NODE_TYPE) {
        call->call.arguments = node->call.arguments;
    }
    call->call.types = node->call.types;
    call->type = NULL;
    *slot = call;
    return base->kind == NODE_TYPE ? infer_expression(infer, slot, NULL)
                                   : infer_method_call(infer, call, method);
}

/* C[T].m(o, x) */
static const Type *call_of_instance(Infer *infer, Node **slot)
{
    Node *node = *slot;
    const Type *type = node->method.base->type;
    Function *method = method_of_instance(infer, type, node->method.name);

    if (method == NULL) {
        infer_arguments(infer, &node->method.arguments, 0);
        if (!is_error(type)) {
            report_error(infer->diagnostics, member_span(infer, node), "%s has no method '%s'",
                         type_text(infer->types, type), node->method.name->text);
        }
        return error_type(infer);
    }
    Node *call = node_call(infer->program, method, node->span);
    call->call.arguments = node->method.arguments;
    call->type = NULL;
    *slot = call;
    return infer_expression(infer, slot, NULL);
}

/* o.value(x), where the option o may hold a function */
static bool is_held_function(Infer *infer, const Type *base, const Name *name)
{
    return base->kind == TYPE_OPTION && base->arguments[0]->kind == TYPE_FN &&
           find_member_builtin(infer, name, STYLE_FIELD) == BUILTIN_VALUE;
}

const Type *infer_method(Infer *infer, Node **slot)
{
    Node *node = *slot;
    const Symbol *trait = named_trait(node->method.base);

    if (node->method.base->kind == NODE_TYPE) {
        return node->method.base->type != NULL ? call_of_instance(infer, slot)
                                               : call_library_function(infer, slot);
    }
    if (trait != NULL) {
        const NodeList none = {0};

        return infer_trait_call(infer, node, trait, &none);
    }
    const Type *base = infer_expression(infer, &node->method.base, NULL);
    BuiltinId id = find_member_builtin(infer, node->method.name, STYLE_METHOD);
    bool is_own = base->kind == TYPE_CLASS &&
                  class_member(base->declaration->declaration, node->method.name) != NULL;
    const Type *given = is_error(base) ? NULL : infer_given_method(infer, node, base, is_own);

    if (given != NULL) {
        return given;
    }
    if (base->kind == TYPE_CLASS) {
        return infer_class_method(infer, slot);
    }
    if ((base->kind == TYPE_STRUCT && has_field(base, node->method.name)) ||
        base->kind == TYPE_EXCEPTION || is_held_function(infer, base, node->method.name)) {
        return call_field(infer, node);
    }
    if (id == BUILTIN_NOT_ONE &&
        (call_list_deletion(infer, slot) || call_library_method(infer, slot))) {
        return (*slot)->type;
    }
    bool has_key = id == BUILTIN_SORT_KEY && node->method.arguments.count > 0;
    if (id == BUILTIN_NOT_ONE || (type_is_container(base) && !has_key)) {
        id = find_method(infer, base, node->method.name, node->method.arguments.count);
    }
    if (id != BUILTIN_NOT_ONE && !is_error(base)) {
        return call_builtin_method(infer, slot, id);
    }
    if (!is_error(base)) {
        report_no_method(infer, node, base);
    }
    infer_arguments(infer, &node->method.arguments, 0);
    return error_type(infer);
}

/* --- structs and exceptions --- */

static void fill_fields(Infer *infer, Node **values, const SymbolList *fields)
{
    for (uint32_t i = 0; i < fields->count; i++) {
        infer_place(infer, &values[i], fields->items[i]->type,
                    (Place){"field", fields->items[i]->name->text, 0});
    }
}

static const Type *report_field_count(Infer *infer, Node *node, uint32_t count)
{
    const Symbol *symbol = node->construct.symbol;
    uint32_t seen = node->construct.arguments.count;

    infer_arguments(infer, &node->construct.arguments, 0);
    if (symbol->kind == SYMBOL_EXCEPTION) {
        report_error(infer->diagnostics, node->span,
                     "expected a message and %u field%s for '%s', saw %u value%s", count,
                     count == 1 ? "" : "s", symbol->name->text, seen, seen == 1 ? "" : "s");
    } else {
        report_error(infer->diagnostics, node->span, "expected %u field%s for '%s', saw %u", count,
                     count == 1 ? "" : "s", symbol->name->text, seen);
    }
    return error_type(infer);
}

/* The message may be left out where the fields are given all. */
static void complete_message(Infer *infer, Node *node)
{
    NodeList whole = {0};
    Node *message = node_new(infer->program, NODE_STRING, node->span);

    message->string.bytes = "";
    LIST_PUSH(&infer->program->arena, &whole, message);
    for (uint32_t i = 0; i < node->construct.arguments.count; i++) {
        LIST_PUSH(&infer->program->arena, &whole, node->construct.arguments.items[i]);
    }
    node->construct.arguments = whole;
}

static const Type *construct_exception(Infer *infer, Node *node)
{
    SymbolList fields = {0};

    exception_fields(infer, node->construct.symbol, &fields);
    if (node->construct.arguments.count == fields.count) {
        complete_message(infer, node);
    }
    if (node->construct.arguments.count != fields.count + 1) {
        return report_field_count(infer, node, fields.count);
    }
    Node **values = node->construct.arguments.items;
    infer_place(infer, &values[0], infer->types->str, (Place){"the message", NULL, 0});
    fill_fields(infer, values + 1, &fields);
    return node->construct.symbol->type;
}

const Type *infer_construct(Infer *infer, Node *node)
{
    const Symbol *symbol = node->construct.symbol;

    if (symbol->kind == SYMBOL_EXCEPTION) {
        return construct_exception(infer, node);
    }
    if (symbol->kind == SYMBOL_CLASS) {
        return infer_new(infer, node);
    }
    const SymbolList *fields = &symbol->declaration->fields;
    if (node->construct.arguments.count != fields->count) {
        return report_field_count(infer, node, fields->count);
    }
    fill_fields(infer, node->construct.arguments.items, fields);
    return symbol->type;
}

/* --- function values --- */

/* The built-in that a function value stands for (see wrap_builtin), or NULL. */
static const char *wrapped_builtin(const Function *function)
{
    const Node *result = function->body->list.count > 0 ? function->body->list.items[0] : NULL;
    const Node *call = result != NULL && result->kind == NODE_RETURN ? result->unary.operand : NULL;
    bool is_wrapper =
        call != NULL && call->kind == NODE_BUILTIN && call->span.offset == function->span.offset;

    return is_wrapper ? builtin_table[call->builtin.id].name : NULL;
}

static void report_untyped(Infer *infer, const Function *function, const Symbol *parameter)
{
    const char *builtin = wrapped_builtin(function);

    if (builtin == NULL) {
        report_error(infer->diagnostics, parameter->span, "parameter '%s' needs a type",
                     parameter->name->text);
    } else {
        report_error(infer->diagnostics, parameter->span,
                     "the types that '%s' takes are not known here", builtin);
        report_help(infer->diagnostics, "write fn(x: float64) => %s(x)", builtin);
    }
}

/* False after a diagnostic. */
static bool take_parameter_type(Infer *infer, const Function *function, Symbol *parameter,
                                const Type *type)
{
    if (parameter->type != NULL) {
        return true;
    }
    if (type == NULL || must_be_closed(infer)) {
        report_untyped(infer, function, parameter);
        parameter->type = error_type(infer);
        return false;
    }
    parameter->type = type;
    return true;
}

/* The body is left: what its parameters are is not known. */
static const Type *report_parameter_count(Infer *infer, const Function *function, uint32_t count)
{
    uint32_t seen = function->parameters.count;

    report_error(infer->diagnostics, function->span,
                 "expected a function of %u parameter%s, saw one of %u", count,
                 count == 1 ? "" : "s", seen);
    return error_type(infer);
}

/* `parameters` or items of them, and `result`, may be NULL: anything will do. */
static bool is_as_wanted(const Type *function, const Type *const *parameters, uint32_t count,
                         const Type *result)
{
    bool is_wanted = result == NULL || function->arguments[function->count - 1] == result;

    for (uint32_t i = 0; parameters != NULL && i < count && is_wanted; i++) {
        is_wanted = parameters[i] == NULL || function->arguments[i] == parameters[i];
    }
    return is_wanted;
}

const Type *infer_lambda(Infer *infer, Node *node, const Type *const *parameters, uint32_t count,
                         const Type *result)
{
    Function *function = node->function;

    if (parameters != NULL && function->parameters.count != count) {
        return report_parameter_count(infer, function, count);
    }
    bool is_typed = true;
    for (uint32_t i = 0; i < function->parameters.count && is_typed; i++) {
        is_typed = take_parameter_type(infer, function, function->parameters.items[i],
                                       i < count && parameters != NULL ? parameters[i] : NULL);
    }
    if (!is_typed) {
        return error_type(infer);
    }
    if (function->result == NULL && result != NULL) {
        function->result = result;
    }
    uint32_t errors = infer->diagnostics->error_count;
    infer_body(infer, function);
    const Type *type = function_type(infer, function, node->span);
    bool is_told = infer->diagnostics->error_count > errors && !is_error(type);
    return is_told && !is_as_wanted(type, parameters, count, result) ? error_type(infer) : type;
}

static const Type *report_callable(Infer *infer, const Node *node, uint32_t count, Place place)
{
    report_error(infer->diagnostics, node->span,
                 "expected a function of %u parameter%s for %s %u of '%s', saw %s", count,
                 count == 1 ? "" : "s", place.what, place.number, place.name,
                 type_text(infer->types, node->type));
    return error_type(infer);
}

const Type *infer_callable(Infer *infer, Node **slot, const Type *const *parameters, uint32_t count,
                           const Type *result, Place place)
{
    Node *node = *slot;

    if (node->kind == NODE_LAMBDA && node->type == NULL) {
        node->type = infer_lambda(infer, node, parameters, count, result);
    }
    settle_name(infer, slot, parameters, count, result);
    node = *slot;
    const Type *type = is_generic_function(node)
                           ? infer_generic_value(infer, slot, parameters, count, result)
                           : infer_expression(infer, slot, NULL);
    if (is_error(type)) {
        return type;
    }
    if (type->kind != TYPE_FN || type->count != count + 1) {
        return report_callable(infer, node, count, place);
    }
    for (uint32_t i = 0; i <= count; i++) {
        const Type *wanted = i < count ? parameters[i] : result;

        if (wanted != NULL && wanted != type->arguments[i] && !is_error(wanted)) {
            report_error(infer->diagnostics, node->span,
                         i < count ? "expected a function of %s for %s %u of '%s', saw %s"
                                   : "expected a function that gives %s for %s %u of '%s', saw %s",
                         type_text(infer->types, wanted), place.what, place.number, place.name,
                         type_text(infer->types, type));
            return error_type(infer);
        }
    }
    return type;
}
