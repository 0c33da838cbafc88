/* infer_text: the text of what has methods: the __repr__ of a class that has none, made where it is
 * asked for, and the text of containers, tuples and structs that hold objects. */
#include "class.h"
#include "generic.h"
#include "infer.h"
#include "scope.h"

#include <string.h>

typedef LIST(Declaration *) DeclarationList;

/* --- what is shown of fields and items --- */

/* The part of `value` that is shown next, as an argument; `…` stands for what has no text. */
typedef struct Shown {
    Infer *infer;
    const char *format;
    NodeList values;
} Shown;

static void show_part(Shown *shown, const char *before, const Type *type, Node *part)
{
    bool is_shown = has_text(shown->infer, type);

    shown->format = arena_format(&shown->infer->program->arena, "%s%s%s", shown->format, before,
                                 is_shown ? "{!r}" : "…");
    if (is_shown) {
        LIST_PUSH(&shown->infer->program->arena, &shown->values, part);
    }
}

/* `name=` and the field's value, behind `(` or another field. */
static void show_field(Shown *shown, Symbol *value, const Symbol *field)
{
    Program *program = shown->infer->program;
    bool is_first = shown->format[strlen(shown->format) - 1] == '(';
    const char *before =
        arena_format(&program->arena, "%s%s=", is_first ? "" : ", ", field->name->text);

    show_part(shown, before, field->type, open_field(program, value, field));
}

/* The fields of a class or struct, the base's first. */
static void show_fields(Shown *shown, Symbol *value, const Declaration *declaration)
{
    const Declaration *base =
        declaration->symbol->kind == SYMBOL_CLASS ? class_base(declaration) : NULL;

    if (base != NULL) {
        show_fields(shown, value, base);
    }
    for (uint32_t i = 0; i < declaration->fields.count; i++) {
        show_field(shown, value, declaration->fields.items[i]);
    }
}

/* "Circle(name={!r}, radius={!r})".format(self.name, self.radius) */
static Node *finished_text(Shown *shown, const char *end, Span span)
{
    Program *program = shown->infer->program;
    Node *call = node_new(program, NODE_METHOD, span);
    Node *text =
        node_text(program, arena_format(&program->arena, "%s%s", shown->format, end), span);

    text->type = NULL;
    if (shown->values.count == 0) {
        return text;
    }
    call->method.base = text;
    call->method.name = name_of(&program->names, "format");
    call->method.arguments = shown->values;
    return call;
}

Node *repr_of_fields(Infer *infer, Symbol *value, const Declaration *declaration, Span span)
{
    const char *name = source_name(declaration->symbol);
    Shown shown = {infer, arena_format(&infer->program->arena, "%s(", name), {0}};

    show_fields(&shown, value, declaration);
    return finished_text(&shown, ")", span);
}

Node *repr_of_items(Infer *infer, Symbol *value, Span span)
{
    Shown shown = {infer, "(", {0}};

    for (uint32_t i = 0; i < value->type->count; i++) {
        show_part(&shown, i == 0 ? "" : ", ", value->type->arguments[i],
                  open_item(infer->program, value, i));
    }
    return finished_text(&shown, value->type->count == 1 ? ",)" : ")", span);
}

/* --- the __repr__ of classes --- */

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
        result->unary.operand =
            repr_of_fields(infer, method->parameters.items[0], method->class_, method->span);
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
    method->is_made = true;
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

            if (class_->symbol->kind == SYMBOL_CLASS && class_->type_parameters.count == 0 &&
                class_is(class_, root)) {
                LIST_PUSH(&infer->program->arena, &classes, class_);
            }
        }
    }
    for (uint32_t i = 0; i < infer->program->generics.types.count; i++) { /* in no list yet */
        const Symbol *symbol = infer->program->generics.types.items[i]->symbol;

        if (symbol->kind == SYMBOL_CLASS && class_is(symbol->declaration, root)) {
            LIST_PUSH(&infer->program->arena, &classes, symbol->declaration);
        }
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

void make_late_repr(Infer *infer, Declaration *class_)
{
    const Name *name = name_of(&infer->program->names, "__repr__");
    const Function *inherited = class_method(class_, name);

    if (inherited == NULL || !inherited->is_made || inherited->class_ == class_) {
        return;
    }
    Function *made = make_repr(infer, class_);
    link_repr(infer, class_, name);
    made->body = repr_body(infer, made);
    note_method(infer->program, made, class_->instance, class_->symbol->span);
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

/* --- the text of values --- */

/* The function of the standard module that gives the text, or NULL. */
static const char *text_function(const Type *type, bool is_repr)
{
    switch (type->kind) {
    case TYPE_LIST: return "list_repr";
    case TYPE_DICT: return "dict_repr";
    case TYPE_SET: return "set_repr";
    case TYPE_OPTION: return is_repr ? "option_repr" : "option_str";
    case TYPE_ARRAY: return "array_repr";
    default: return NULL;
    }
}

/* What holds objects, and so is not printed by itself. */
static void infer_content_text(Infer *infer, Node **slot, bool is_repr)
{
    const Type *type = (*slot)->type;
    NodeList arguments = {0};

    LIST_PUSH(&infer->program->arena, &arguments, *slot);
    if (type->kind == TYPE_TUPLE || type->kind == TYPE_STRUCT) {
        call_derived(infer, slot, DERIVES_REPR, type, arguments);
    } else {
        call_object_function(infer, slot, text_function(type, is_repr), arguments);
    }
}

/* What a trait says is not meant: that is the text of a dyn. */
static Function *own_text_method(Infer *infer, const Type *type, const char *text)
{
    const Name *name = name_of(&infer->program->names, text);
    Function *method = type_method(type, name);

    if (method != NULL || (type->kind != TYPE_STRUCT && type->kind != TYPE_CLASS)) {
        return method;
    }
    method = find_given_method(infer, NULL, type, name);
    return method != NULL && function_trait(method) == NULL ? method : NULL;
}

Function *text_method(Infer *infer, const Type *type, bool is_repr)
{
    Function *method = own_text_method(infer, type, is_repr ? "__repr__" : "__str__");

    return method != NULL ? method : own_text_method(infer, type, is_repr ? "__str__" : "__repr__");
}

static void call_text_method(Infer *infer, Node **slot, Function *method)
{
    Node *call = method_call(infer, method, *slot, (NodeList){0}, (*slot)->span);

    *slot = call;
    call->type = infer_method_call(infer, call, method);
}

/* The text of a struct that has a method for it, or of what holds objects. */
static void infer_value_text(Infer *infer, Node **slot, bool is_repr)
{
    const Type *type = (*slot)->type;
    Function *method = type->kind == TYPE_STRUCT ? text_method(infer, type, is_repr) : NULL;

    if (method != NULL) {
        call_text_method(infer, slot, method);
    } else if (has_content(type) && !is_printable(infer, type) && has_text(infer, type)) {
        infer_content_text(infer, slot, is_repr);
    }
}

/* An object's `__str__`, if it has one and `is_repr` is false, or else its `__repr__`. */
static void infer_class_text(Infer *infer, Node **slot, bool is_repr)
{
    const Type *type = (*slot)->type;
    Function *method = is_repr ? NULL : own_text_method(infer, type, "__str__");

    if (method == NULL) {
        method = object_method(infer, type, name_of(&infer->program->names, "__repr__"));
    }
    if (method != NULL) {
        call_text_method(infer, slot, method);
    }
}

void infer_object_text(Infer *infer, Node **slot, bool is_repr)
{
    const Type *type = (*slot)->type;

    if (type->kind == TYPE_DYN && !is_printable(infer, type)) {
        infer_dyn_text(infer, slot, is_repr);
    } else if (type->kind == TYPE_CLASS) {
        infer_class_text(infer, slot, is_repr);
    } else {
        infer_value_text(infer, slot, is_repr);
    }
}
