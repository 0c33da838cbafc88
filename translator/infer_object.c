/* What operators, built-ins and statements mean for objects: calls of the methods of the usual
 * names, __add__, __len__, __str__ …; and the __repr__ of a class that has none, made where it is
 * asked for. */
#include "class.h"
#include "infer.h"
#include "scope.h"

#include <string.h>

typedef LIST(Declaration *) DeclarationList;

static Function *named_method(Infer *infer, const Type *type, const char *name)
{
    return type_method(type, name_of(&infer->program->names, name));
}

static NodeList one_argument(Infer *infer, Node *argument)
{
    NodeList list = {0};

    if (argument != NULL) {
        LIST_PUSH(&infer->program->arena, &list, argument);
    }
    return list;
}

/* *slot becomes object.method(argument); `argument` may be NULL. */
static const Type *become_call(Infer *infer, Node **slot, Function *method, Node *object,
                               Node *argument)
{
    Node *call = method_call(infer, method, object, one_argument(infer, argument), (*slot)->span);

    *slot = call;
    call->type = infer_method_call(infer, call, method);
    return call->type;
}

/* --- operators --- */

static const char *const operator_methods[OPERATOR_COUNT] = {
    [OP_ADD] = "__add__",
    [OP_SUBTRACT] = "__sub__",
    [OP_MULTIPLY] = "__mul__",
    [OP_DIVIDE] = "__truediv__",
    [OP_FLOOR_DIVIDE] = "__floordiv__",
    [OP_MODULO] = "__mod__",
    [OP_POWER] = "__pow__",
    [OP_BIT_AND] = "__and__",
    [OP_BIT_OR] = "__or__",
    [OP_BIT_XOR] = "__xor__",
    [OP_SHIFT_LEFT] = "__lshift__",
    [OP_SHIFT_RIGHT] = "__rshift__",
    [OP_EQUAL] = "__eq__",
    [OP_NOT_EQUAL] = "__ne__",
    [OP_LESS] = "__lt__",
    [OP_LESS_EQUAL] = "__le__",
    [OP_GREATER] = "__gt__",
    [OP_GREATER_EQUAL] = "__ge__",
    [OP_IN] = "__contains__",
    [OP_NOT_IN] = "__contains__",
    [OP_NEGATE] = "__neg__",
    [OP_PLUS] = "__pos__",
    [OP_INVERT] = "__invert__",
};

/* *slot becomes `not *slot`. */
static const Type *negate(Infer *infer, Node **slot)
{
    Node *call = *slot;

    coerce(infer, slot, infer->types->scalar[TYPE_BOOL], (Place){"'not'", NULL, 0});
    *slot = node_not(infer->program, call);
    (*slot)->span = call->span;
    return (*slot)->type = infer->types->scalar[TYPE_BOOL];
}

/* `a != b` is `not a == b` where the class has no __ne__. */
static const Type *infer_unequal(Infer *infer, Node **slot)
{
    Node *node = *slot;
    Function *method = named_method(infer, node->binary.left->type, "__eq__");

    if (method == NULL) {
        return NULL;
    }
    become_call(infer, slot, method, node->binary.left, node->binary.right);
    return is_error((*slot)->type) ? (*slot)->type : negate(infer, slot);
}

/* `x in c`: the operands stand the other way round, so they must be names or literals. */
static const Type *infer_contains(Infer *infer, Node **slot, Function *method)
{
    Node *node = *slot;
    bool is_negated = node->op == OP_NOT_IN;

    if (node->binary.left->kind > NODE_NAME && node->binary.right->kind != NODE_NAME) {
        report_error(infer->diagnostics, node->span,
                     "one of the operands of '%s' must be a name here",
                     operator_table[node->op].spelling);
        return error_type(infer);
    }
    become_call(infer, slot, method, node->binary.right, node->binary.left);
    return is_negated && !is_error((*slot)->type) ? negate(infer, slot) : (*slot)->type;
}

const Type *infer_object_operator(Infer *infer, Node **slot)
{
    Node *node = *slot;
    bool is_member = operator_table[node->op].group == GROUP_MEMBER;
    const Node *object = is_member ? node->binary.right : node->binary.left;
    const char *name = operator_methods[node->op];

    if (object->type->kind != TYPE_CLASS || name == NULL) {
        return NULL;
    }
    Function *method = named_method(infer, object->type, name);
    if (method == NULL) {
        return node->op == OP_NOT_EQUAL ? infer_unequal(infer, slot) : NULL;
    }
    return is_member ? infer_contains(infer, slot, method)
                     : become_call(infer, slot, method, node->binary.left, node->binary.right);
}

const Type *infer_object_unary(Infer *infer, Node **slot)
{
    Node *node = *slot;
    const char *name = operator_methods[node->op];
    Function *method = name == NULL ? NULL : named_method(infer, node->unary.operand->type, name);

    return method == NULL ? NULL : become_call(infer, slot, method, node->unary.operand, NULL);
}

/* --- built-ins and conditions --- */

bool infer_object_builtin(Infer *infer, Node **slot, const char *name)
{
    Node *node = *slot;
    Function *method = named_method(infer, node->type, name);

    if (method != NULL) {
        become_call(infer, slot, method, node, NULL);
    }
    return method != NULL;
}

/* --- o[i] and o[i] = e --- */

static Node *single_index(Infer *infer, const Node *node)
{
    if (node->index.items.count != 1 || node->index.items.items[0]->kind == NODE_SLICE) {
        report_error(infer->diagnostics, node->span, "an object's index is one value");
        return NULL;
    }
    return node->index.items.items[0];
}

const Type *infer_object_index(Infer *infer, Node **slot)
{
    Node *node = *slot;
    Function *method = named_method(infer, node->index.base->type, "__getitem__");
    Node *index = method == NULL ? NULL : single_index(infer, node);

    if (method == NULL) {
        return NULL;
    }
    return index == NULL ? error_type(infer)
                         : become_call(infer, slot, method, node->index.base, index);
}

/* a.shape, whose [k] is one operation with it. */
static bool is_axis(const Infer *infer, const Node *base)
{
    return base->kind == NODE_FIELD &&
           find_member_builtin(infer, base->field.name, STYLE_AXIS) != BUILTIN_NOT_ONE;
}

bool infer_object_assignment(Infer *infer, Node *node)
{
    Node *target = node->assign.target;

    if (target->kind != NODE_INDEX || node->op != OP_NONE || is_axis(infer, target->index.base) ||
        infer_expression(infer, &target->index.base, NULL)->kind != TYPE_CLASS) {
        return false;
    }
    Function *method = named_method(infer, target->index.base->type, "__setitem__");
    Node *index = method == NULL ? NULL : single_index(infer, target);
    if (index == NULL) {
        return false;
    }
    NodeList given = one_argument(infer, index);
    LIST_PUSH(&infer->program->arena, &given, node->assign.value);
    Node *call = method_call(infer, method, target->index.base, given, node->span);
    node->kind = NODE_EXPRESSION;
    node->op = OP_NONE;
    node->unary.operand = call;
    call->type = infer_method_call(infer, call, method);
    return true;
}

/* --- for x in o --- */

const Type *infer_object_iteration(Infer *infer, Node **iterable)
{
    Function *maker = named_method(infer, (*iterable)->type, "__iter__");

    if (maker != NULL && named_method(infer, (*iterable)->type, "next") == NULL) {
        become_call(infer, iterable, maker, *iterable, NULL);
    }
    Function *next = named_method(infer, (*iterable)->type, "next");
    if (next == NULL) {
        return (*iterable)->type;
    }
    const Type *result = function_result(infer, next, (*iterable)->span);
    if (next->parameters.count == 1 && result->kind != TYPE_NONE) {
        return result;
    }
    report_error(infer->diagnostics, (*iterable)->span,
                 "'next' of %s must take nothing and give the next value",
                 type_text(infer->types, (*iterable)->type));
    return error_type(infer);
}

/* --- the text of objects --- */

static Node *text_node(Infer *infer, const char *text, Span span)
{
    Node *node = node_text(infer->program, text, span);

    node->type = NULL;
    return node;
}

static Node *self_field(Infer *infer, const Function *method, const Symbol *field)
{
    Node *node = node_new(infer->program, NODE_FIELD, method->span);

    node->field.base = node_name(infer->program, method->parameters.items[0], method->span);
    node->field.base->type = NULL;
    node->field.name = field->name;
    return node;
}

/* `repr` of the class's fields, the base's first, as arguments of `format`. */
static const char *push_fields(Infer *infer, const Function *method, const Declaration *class_,
                               const char *format, NodeList *values)
{
    const Declaration *base = class_base(class_);

    if (base != NULL) {
        format = push_fields(infer, method, base, format, values);
    }
    for (uint32_t i = 0; i < class_->fields.count; i++) {
        const Symbol *field = class_->fields.items[i];
        bool is_shown = field->type->kind == TYPE_CLASS || is_printable(infer, field->type);
        const char *shown = is_shown ? "{!r}" : "…";

        format = arena_format(&infer->program->arena, "%s%s%s=%s", format,
                              values->count > 0 || format[strlen(format) - 1] != '(' ? ", " : "",
                              field->name->text, shown);
        if (is_shown) {
            LIST_PUSH(&infer->program->arena, values, self_field(infer, method, field));
        }
    }
    return format;
}

/* "Circle(name={!r}, radius={!r})".format(self.name, self.radius) */
static Node *repr_of_fields(Infer *infer, const Function *method)
{
    Node *call = node_new(infer->program, NODE_METHOD, method->span);
    const char *name = source_name(method->class_->symbol);
    const char *format =
        push_fields(infer, method, method->class_,
                    arena_format(&infer->program->arena, "%s(", name), &call->method.arguments);

    format = arena_format(&infer->program->arena, "%s)", format);
    call->method.base = text_node(infer, format, method->span);
    call->method.name = name_of(&infer->program->names, "format");
    return call->method.arguments.count > 0 ? call : call->method.base;
}

/* Where there is a __str__ it is self.__str__(), else what the class and its fields are. */
static Node *repr_body(Infer *infer, const Function *method)
{
    Node *body = node_block(infer->program, method->span);
    Node *result = node_new(infer->program, NODE_RETURN, method->span);
    Name *text = name_of(&infer->program->names, "__str__");

    if (class_method(method->class_, text) != NULL) {
        Node *call = node_new(infer->program, NODE_METHOD, method->span);

        call->method.base = node_name(infer->program, method->parameters.items[0], method->span);
        call->method.base->type = NULL;
        call->method.name = text;
        result->unary.operand = call;
    } else {
        result->unary.operand = repr_of_fields(infer, method);
    }
    block_push(infer->program, body, result);
    return body;
}

static Function *make_repr(Infer *infer, Declaration *class_)
{
    Program *program = infer->program;
    Function *method = ARENA_NEW(&program->arena, Function);
    Symbol *self =
        symbol_new(program, SYMBOL_LOCAL, name_of(&program->names, "self"), class_->symbol->span);

    method->symbol = symbol_new(program, SYMBOL_FUNCTION, name_of(&program->names, "__repr__"),
                                class_->symbol->span);
    method->symbol->function = method;
    method->symbol->module = class_->symbol->module;
    method->module = class_->symbol->module;
    method->class_ = class_;
    method->span = class_->symbol->span;
    method->display_name = "__repr__";
    method->result = infer->types->str;
    self->type = class_->symbol->type;
    self->owner = method;
    self->is_parameter = true;
    LIST_PUSH(&program->arena, &method->parameters, self);
    LIST_PUSH(&program->arena, &method->parameter_types, NULL);
    LIST_PUSH(&program->arena, &class_->methods, method);
    scope_add(class_->members, method->symbol);
    return method;
}

/* The method overrides the nearest one above its class. */
static void link_repr(Infer *infer, Declaration *class_, const Name *name)
{
    const Declaration *base = class_base(class_);
    const Symbol *own = scope_find(class_->members, name);
    Function *overridden = base == NULL ? NULL : class_method(base, name);

    if (own != NULL && overridden != NULL && own->function->overrides == NULL) {
        own->function->overrides = overridden;
        LIST_PUSH(&infer->program->arena, &overridden->overriders, own->function);
    }
}

/* Has it a __repr__ that was written, or inherits one? Those made have no body yet. */
static bool has_written(const Declaration *class_, const Name *name)
{
    const Symbol *own = NULL;

    for (; class_ != NULL; class_ = class_base(class_)) {
        own = scope_find(class_->members, name);
        if (own != NULL && (own->kind != SYMBOL_FUNCTION || own->function->body != NULL)) {
            return true;
        }
    }
    return false;
}

/* All classes that derive from `root`, itself included. */
static DeclarationList classes_below(Infer *infer, const Declaration *root)
{
    DeclarationList classes = {0};

    for (uint32_t m = 0; m < infer->program->modules.count; m++) {
        const Module *module = infer->program->modules.items[m];

        for (uint32_t i = 0; i < module->declarations.count; i++) {
            Declaration *class_ = module->declarations.items[i];

            if (class_->symbol->kind == SYMBOL_CLASS && class_is(class_, root)) {
                LIST_PUSH(&infer->program->arena, &classes, class_);
            }
        }
    }
    if (root->instance != NULL) { /* in no list yet; nothing derives from it */
        LIST_PUSH(&infer->program->arena, &classes, root->symbol->declaration);
    }
    return classes;
}

/* A class without __repr__ gets one, and so do all that share a base with it. */
static void make_reprs(Infer *infer, const Declaration *class_)
{
    const Name *name = name_of(&infer->program->names, "__repr__");
    FunctionList made = {0};

    while (class_base(class_) != NULL) {
        class_ = class_base(class_);
    }
    DeclarationList classes = classes_below(infer, class_);
    for (uint32_t i = 0; i < classes.count; i++) {
        if (!has_written(classes.items[i], name)) {
            LIST_PUSH(&infer->program->arena, &made, make_repr(infer, classes.items[i]));
        }
    }
    for (uint32_t i = 0; i < classes.count; i++) {
        link_repr(infer, classes.items[i], name);
    }
    for (uint32_t i = 0; i < made.count; i++) {
        made.items[i]->body = repr_body(infer, made.items[i]);
    }
    for (uint32_t i = 0; i < made.count; i++) {
        infer_body(infer, made.items[i]);
    }
}

Function *object_method(Infer *infer, const Type *type, const Name *name)
{
    Function *method = type_method(type, name);

    if (method == NULL && name == name_of(&infer->program->names, "__repr__") &&
        type->kind == TYPE_CLASS && class_member(type->declaration->declaration, name) == NULL) {
        make_reprs(infer, type->declaration->declaration);
        method = type_method(type, name);
    }
    return method;
}

void infer_object_repr(Infer *infer, Node **slot)
{
    const Name *name = name_of(&infer->program->names, "__repr__");

    if (object_method(infer, (*slot)->type, name) != NULL) {
        infer_object_builtin(infer, slot, "__repr__");
    }
}

void infer_object_text(Infer *infer, Node **slot)
{
    const Type *type = (*slot)->type;

    if (type->kind == TYPE_DYN && !is_printable(infer, type)) {
        infer_dyn_text(infer, slot);
        return;
    }
    if (type->kind != TYPE_CLASS || infer_object_builtin(infer, slot, "__str__")) {
        return;
    }
    infer_object_repr(infer, slot);
}
