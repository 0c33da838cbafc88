/* emit_class: classes as C types. An object is a struct: the vtable's pointer and the count of
 * references first, then the fields; a derived class's has the base's struct as its first member.
 * Where a class has no base and none derives from it, there is no vtable.
 * A vtable holds the type object, and for each method that a call looks up (a slot) the function
 * that the object's class has. `Shape_area` looks it up; a call whose method is known goes to it
 * directly. `Shape_new` makes an object, by `Shape_init`. */
#include "class.h"
#include "emit_internal.h"
#include "passes.h"

/* The function that makes objects by one `init`. */
typedef struct Maker {
    const char *name; /* Shape_new; NULL: none is made by it */
    bool is_declared; /* it was declared or defined */
} Maker;

/* What the emitter knows of a class: its symbol's `fact`. */
typedef struct ClassUse {
    bool is_defined;    /* its struct */
    bool is_type_used;  /* its type object */
    bool has_type;      /* it is written */
    bool has_table;     /* its table is written */
    bool is_ended;      /* its table and makers are written */
    bool is_destroyed;  /* Shape_destroy was asked for by name */
    CNode *destroyer;   /* of a class without a table: the place of that */
    const char *vtable; /* what C calls its table; NULL: it has none */
    const char *member; /* what a derived class's struct calls this one's */
    Maker *makers;      /* one for each `init`; one where there is none */
    const char *free;   /* Shape_free, or NULL: there is none */
} ClassUse;

static ClassUse *use_of(const Declaration *class_)
{
    return class_->symbol->fact;
}

static const char *c_class(const Declaration *class_)
{
    return class_->symbol->c_name;
}

/* "Shape" is `shape` where it is a member or parameter, "XmlNode" `xml_node`. */
static const char *lower_name(Emitter *e, const char *name)
{
    char *text = arena_alloc(e->arena, strlen(name) * 2 + 1);
    size_t length = 0;

    for (const char *c = name; *c != '\0'; c++) {
        bool is_upper = *c >= 'A' && *c <= 'Z';
        bool follows_lower = c > name && c[-1] >= 'a' && c[-1] <= 'z';

        if (is_upper && follows_lower) {
            text[length++] = '_';
        }
        text[length++] = (char)(is_upper ? *c - 'A' + 'a' : *c);
    }
    text[length] = '\0';
    return c_safe_name(e->arena, name_of(&e->program->names, text), false);
}

/* --- names --- */

/* Has the method a place in vtables? */
static bool is_in_slot(const Function *method)
{
    return is_class_function(method) && !function_is_init(method) &&
           method_root((Function *)(uintptr_t)method)->has_slot;
}

bool method_is_in_slot(const Function *method)
{
    return is_in_slot(method);
}

/* The parameter or member `name`, unless the class has a field of that name. */
static const char *member_name(Emitter *e, const Declaration *class_)
{
    const char *name = lower_name(e, class_->symbol->name->text);

    return strcmp(name, "self") == 0 || strcmp(name, "ctx") == 0 || strcmp(name, "result") == 0
               ? text_format(e, "%s_", name)
               : name;
}

static uint32_t maker_count(const Declaration *class_)
{
    uint32_t count = class_initialisers(class_)->count;

    return count == 0 ? 1 : count;
}

/* Shape_new, or Shape_new_str by init_str. */
static void take_maker_names(Emitter *e, const Declaration *class_)
{
    const FunctionList *initialisers = class_initialisers(class_);
    const uint32_t count = maker_count(class_);
    Maker *makers = arena_zeroed(e->arena, count * sizeof *makers);

    for (uint32_t i = 0; i < count; i++) {
        const char *types =
            count == 1 ? "" : initialisers->items[i]->symbol->name->text + strlen("init");

        if ((class_->made_by >> i & 1) != 0) {
            makers[i].name = file_name(e, text_format(e, "%s_new%s", c_class(class_), types));
        }
    }
    use_of(class_)->makers = makers;
}

void take_class_names(Emitter *e, const Declaration *class_)
{
    ClassUse *use = ARENA_NEW(e->arena, ClassUse);
    const char *name = c_class(class_);

    class_->symbol->fact = use;
    use->member = member_name(e, class_);
    (void)file_name(e, text_format(e, "%s_vtable", name));
    (void)file_name(e, text_format(e, "%s_type", name));
    if (class_->has_table && !class_stands_alone(class_)) {
        use->vtable = file_name(e, text_format(e, "%s_methods", name));
    }
    take_maker_names(e, class_);
    for (uint32_t i = 0; i < class_->constants.count; i++) {
        Symbol *constant = class_->constants.items[i];

        constant->c_name = file_name(e, text_format(e, "%s_%s", name, constant->name->text));
    }
}

void take_method_name(Emitter *e, Function *method)
{
    const char *name = text_format(e, "%s_%s", c_class(method->class_), method->symbol->name->text);
    bool is_slotted = is_in_slot(method);

    if (is_slotted && method->overrides == NULL) {
        method->wrapper_name = file_name(e, name);
    }
    if (method->is_reached) {
        method->symbol->c_name = file_name(e, is_slotted ? text_format(e, "%s_impl", name) : name);
    }
}

/* --- `self` --- */

const char *self_type(Emitter *e, const Function *method)
{
    const Declaration *class_ =
        is_in_slot(method) ? method_root((Function *)(uintptr_t)method)->class_ : method->class_;

    (void)c_type(e, class_->symbol->type);
    return text_format(e, "%s%s *", method->keeps_self ? "const " : "", c_class(class_));
}

bool takes_base(const Function *method)
{
    return method->overrides != NULL && is_in_slot(method);
}

const char *base_parameter(const Function *method)
{
    return use_of(method_root((Function *)(uintptr_t)method)->class_)->member;
}

typedef struct Search {
    const Symbol *symbol;
    bool found;
} Search;

static void search_symbol(Node **slot, void *data)
{
    Search *search = data;

    search->found |= node_is_name_of(*slot, search->symbol);
    if (!search->found) {
        node_children(*slot, search_symbol, data);
    }
}

/* `const Circle *self = (const Circle *)shape;` */
void declare_self(Emitter *e, Function *method, const char *base)
{
    Symbol *self = method->parameters.items[0];
    Search search = {self, false};
    const char *type =
        text_format(e, "%s%s *", method->keeps_self ? "const " : "", c_class(method->class_));

    (void)c_type(e, self->type);
    search_symbol(&method->body, &search);
    if (search.found) {
        push(e,
             c_declare(e->arena, type, local_declare(e, self),
                       c_cast(e->arena, type, c_name(e->arena, base))),
             method->span);
        self->fact = self;
    } else {
        push(e, statement_of(e, c_cast(e->arena, "void", c_name(e->arena, base))), method->span);
    }
}

/* --- the way to a base --- */

/* The struct of `to`, which `object`, an object's struct, begins with. */
static CNode *base_part(Emitter *e, CNode *object, const Declaration *from, const Declaration *to)
{
    while (from != to) {
        from = class_base(from);
        object = c_member(e->arena, object, use_of(from)->member);
    }
    return object;
}

/* What the pointer points to. */
static CNode *object_at(Emitter *e, CNode *pointer)
{
    return pointer->kind == C_UNARY && strcmp(pointer->text, "&") == 0
               ? pointer->left
               : c_unary(e->arena, "*", pointer);
}

CNode *class_upcast(Emitter *e, CNode *value, const Type *from, const Type *to)
{
    return address_of(e, base_part(e, object_at(e, value), from->declaration->declaration,
                                   to->declaration->declaration));
}

CNode *given_self(Emitter *e, CNode *value, const Type *type, const Function *method)
{
    const Function *callee =
        is_in_slot(method) ? method_root((Function *)(uintptr_t)method) : method;

    return class_upcast(e, value, type, callee->class_->symbol->type);
}

/* What C calls a field: not what its struct calls something else. */
static const char *class_field_name(Emitter *e, const Declaration *class_, const Symbol *field)
{
    const char *name = field_name(e, field);
    const Declaration *base = class_base(class_);
    bool is_taken = base != NULL ? strcmp(name, use_of(base)->member) == 0
                                 : strcmp(name, "vtable") == 0 || strcmp(name, "references") == 0;

    return is_taken ? text_format(e, "%s_field", name) : name;
}

const char *class_field_path(Emitter *e, const Declaration *class_, const Declaration *owner,
                             const Symbol *field)
{
    const char *path = class_field_name(e, owner, field);
    const char *bases = "";

    for (; class_ != owner; class_ = class_base(class_)) {
        bases = text_format(e, "%s%s.", bases, use_of(class_base(class_))->member);
    }
    return text_format(e, "%s%s", bases, path);
}

CNode *class_field(Emitter *e, CNode *object, const Type *type, const Name *name)
{
    Declaration *class_ = type->declaration->declaration;
    const Symbol *field = class_member(class_, name);
    const Declaration *owner = class_of_field(class_, field);

    return c_member(e->arena, base_part(e, object_at(e, object), class_, owner),
                    class_field_name(e, owner, field));
}

/* object->vtable, wherever it stands. */
static CNode *vtable_of(Emitter *e, CNode *object, const Declaration *class_)
{
    return c_member(e->arena, base_part(e, object_at(e, object), class_, root_class(class_)),
                    "vtable");
}

/* --- vtables --- */

static bool is_slot(const Function *method)
{
    return method->overrides == NULL && method->has_slot;
}

static bool adds_slots(const Declaration *class_)
{
    bool found = class_base(class_) == NULL && !class_stands_alone(class_);

    for (uint32_t i = 0; i < class_->methods.count && !found; i++) {
        found = is_slot(class_->methods.items[i]);
    }
    return found;
}

/* The class whose vtable struct the class's table has: the nearest that adds slots. */
static const Declaration *vtable_class(const Declaration *class_)
{
    while (!adds_slots(class_)) {
        class_ = class_base(class_);
    }
    return class_;
}

static const char *vtable_type(Emitter *e, const Declaration *class_)
{
    return text_format(e, "struct %s_vtable", c_class(vtable_class(class_)));
}

/* `double (*area)(const Shape *self)` */
static void add_slot(Emitter *e, CNode *structure, const Function *method)
{
    CNode *prototype = function_prototype(e, method);
    const char *member =
        text_format(e, "(*%s)(", c_safe_name(e->arena, method->symbol->name, false));

    for (uint32_t i = 0; i < prototype->parameters.count; i++) {
        const CNode *parameter = prototype->parameters.items[i];

        member = text_format(e, "%s%s%s%s%s", member, i > 0 ? ", " : "", parameter->text,
                             parameter->text[strlen(parameter->text) - 1] == '*' ? "" : " ",
                             parameter->left->text);
    }
    add_member(e, structure, prototype->text, text_format(e, "%s)", member));
}

static void define_slot_types(Emitter *e, const Function *method)
{
    for (uint32_t i = 0; i < method->parameters.count; i++) {
        define_type(e, method->parameters.items[i]->type);
    }
    (void)c_type(e, method->result);
    define_type(e, method->result);
}

static void define_vtable(Emitter *e, const Declaration *class_)
{
    CNode *structure = new_struct(e, text_format(e, "%s_vtable", c_class(class_)), (Span){0});
    const Declaration *base = class_base(class_);

    structure->flags |= C_TAGGED;
    if (base == NULL) {
        add_member(e, structure, text_format(e, "const %s *", use(e, "nb_type")), "type");
        if (class_is_counted(e->program, class_)) {
            (void)use(e, "nb_context");
            add_member(e, structure, "void", "(*destroy)(nb_context *ctx, void *object)");
        }
    } else {
        add_member(e, structure, vtable_type(e, base), use_of(vtable_class(base))->member);
    }
    for (uint32_t i = 0; i < class_->methods.count; i++) {
        if (is_slot(class_->methods.items[i])) {
            define_slot_types(e, class_->methods.items[i]);
            add_slot(e, structure, class_->methods.items[i]);
        }
    }
    c_push(e->arena, e->types, structure);
}

/* --- structs --- */

/* `typedef struct Shape Shape;`, before everything that has a pointer to one. */
void declare_class(Emitter *e, const Type *type)
{
    const char *name = type->declaration->c_name;
    CNode *node = c_new(e->arena, C_RAW, (Span){0});

    node->text = text_format(e, "typedef struct %s %s;", name, name);
    if (e->is_header) {
        node->flags = C_GUARDED;
        node->name = text_format(e, "NB_NAME_%s", name);
        c_push(e->arena, e->types, node);
    } else {
        c_push(e->arena, &e->class_names, node);
    }
}

static void add_base(Emitter *e, CNode *structure, const Declaration *class_)
{
    const Declaration *base = class_base(class_);

    if (base != NULL) {
        add_member(e, structure, c_class(base), use_of(base)->member);
        return;
    }
    if (!class_stands_alone(class_)) {
        add_member(e, structure, text_format(e, "const %s *", vtable_type(e, class_)), "vtable");
    }
    if (class_is_counted(e->program, class_)) {
        add_member(e, structure, "int64_t", "references");
        runtime_use_header(e->runtime, "stdint.h");
    }
}

void define_class(Emitter *e, const Declaration *class_)
{
    const Declaration *base = class_base(class_);

    if (use_of(class_)->is_defined) {
        return;
    }
    use_of(class_)->is_defined = true;
    if (base != NULL) {
        (void)c_type(e, base->symbol->type);
        define_class(e, base);
    }
    define_type(e, class_->symbol->type);
    define_fields(e, class_);
    if (adds_slots(class_)) {
        define_vtable(e, class_);
    }
    CNode *structure = new_struct(e, c_class(class_), class_->symbol->span);
    structure->flags |= C_TAGGED;
    structure->comment = class_->document;
    structure->symbol = class_->symbol->name->text;
    add_base(e, structure, class_);
    for (uint32_t i = 0; i < class_->fields.count; i++) {
        const Symbol *field = class_->fields.items[i];

        add_member(e, structure, c_type(e, field->type), class_field_name(e, class_, field));
    }
    c_push(e->arena, e->types, structure);
}

/* --- type objects and tables --- */

CNode *class_type_object(Emitter *e, const Declaration *class_)
{
    for (const Declaration *at = class_; at != NULL; at = class_base(at)) {
        use_of(at)->is_type_used = true;
    }
    return c_name(e->arena, text_format(e, "%s_type", c_class(class_)));
}

CNode *class_type(Emitter *e, const Declaration *class_)
{
    CNode *object = class_type_object(e, class_);

    return c_unary(e->arena, "&",
                   is_described(class_) ? c_member(e->arena, object, "type") : object);
}

static CNode *new_object(Emitter *e, const char *type, const char *name, const Declaration *class_)
{
    CNode *object = c_new(e->arena, C_OBJECT, class_->symbol->span);

    object->flags = C_STATIC;
    object->text = type;
    object->name = name;
    object->symbol = class_->symbol->name->text;
    object->left = c_new(e->arena, C_COMPOUND, (Span){0});
    return object;
}

static void emit_type_object(Emitter *e, const Declaration *class_)
{
    ClassUse *use_ = use_of(class_);
    const Declaration *base = class_base(class_);
    const char *name = source_name(class_->symbol);

    if (!use_->is_type_used || use_->has_type) {
        return;
    }
    use_->has_type = true;
    if (base != NULL) {
        emit_type_object(e, base);
    } else {
        runtime_use_header(e->runtime, "stddef.h");
    }
    bool has_more = is_described(class_);
    const char *type = text_format(e, "const %s", use(e, has_more ? "nb_description" : "nb_type"));
    CNode *object = new_object(e, type, text_format(e, "%s_type", c_class(class_)), class_);
    CNode *head = has_more ? c_new(e->arena, C_COMPOUND, (Span){0}) : object->left;

    c_push(e->arena, &head->list, c_string(e->arena, name, (uint32_t)strlen(name)));
    c_push(e->arena, &head->list, base == NULL ? c_name(e->arena, "NULL") : class_type(e, base));
    if (has_more) {
        c_push(e->arena, &object->left->list, head);
        fill_description(e, object->left, class_);
    }
    c_push(e->arena, e->code, object);
}

void emit_class_objects(Emitter *e, const Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        if (module->declarations.items[i]->symbol->kind == SYMBOL_CLASS) {
            emit_type_object(e, module->declarations.items[i]);
        }
    }
}

/* --- the end of objects --- */

static void push_field_releases(Emitter *e, CNodeList *body, const Declaration *class_,
                                const Declaration *owner)
{
    CNode *object = c_unary(e->arena, "*", c_name(e->arena, "self"));

    for (uint32_t i = 0; i < owner->fields.count; i++) {
        const Symbol *field = owner->fields.items[i];

        if (type_is_managed(field->type)) {
            CNode *place = c_member(e->arena, base_part(e, object, class_, owner),
                                    class_field_name(e, owner, field));
            c_push(e->arena, body,
                   statement_of(e, c_call2(e->arena, releaser_of(e, field->type),
                                           c_name(e->arena, "ctx"), address_of(e, place))));
        }
    }
}

/* Circle___del__(ctx, self); what it raises is dropped, and what is in flight stays so. */
static void push_finaliser_call(Emitter *e, CNodeList *body, const Declaration *class_,
                                const Function *finaliser)
{
    CNode *ctx = c_name(e->arena, "ctx");
    CNode *kept = address_of(e, c_name(e->arena, "in_flight"));
    CNode *call = c_call(e->arena, finaliser->symbol->c_name);
    CNode *self = given_self(e, c_name(e->arena, "self"), class_->symbol->type, finaliser);

    declare_ahead(e, finaliser);
    if (!function_takes_context(finaliser)) {
        c_push(e->arena, &call->list, self);
        c_push(e->arena, body, statement_of(e, call));
        return;
    }
    c_push(e->arena, &call->list, ctx);
    c_push(e->arena, &call->list, self);
    if (function_raises(finaliser)) {
        call = c_binary(e->arena, "==", call, c_name(e->arena, use(e, "NB_OK")));
        call = c_cast(e->arena, "void", call);
    }
    c_push(e->arena, body,
           c_declare(e->arena, text_format(e, "const %s", use(e, "nb_in_flight")), "in_flight",
                     c_call1(e->arena, use(e, "nb_set_aside"), ctx)));
    c_push(e->arena, body, statement_of(e, call));
    c_push(e->arena, body, statement_of(e, c_call2(e->arena, use(e, "nb_put_back"), ctx, kept)));
}

/* __del__ finds an object that is owned, which lives on where it has an owner afterwards. */
static void push_finaliser(Emitter *e, CNodeList *body, const Declaration *class_)
{
    const Function *finaliser = class_finaliser(e->program, class_);

    if (finaliser == NULL) {
        return;
    }
    CNode *count = class_header(e, c_name(e->arena, "self"), class_->symbol->type, "references");
    CNode *is_owned = c_if(
        e->arena, c_binary(e->arena, ">", c_unary(e->arena, "--", count), c_integer(e->arena, 1)));

    c_push(e->arena, body, c_assign(e->arena, count, "=", c_integer(e->arena, 1)));
    push_finaliser_call(e, body, class_, finaliser);
    c_push(e->arena, &is_owned->list, c_return(e->arena, NULL));
    c_push(e->arena, body, is_owned);
}

/* Gives up the fields, the derived class's first, and frees the object. */
static void push_free(Emitter *e, CNodeList *body, const Declaration *class_)
{
    CNode *self = c_name(e->arena, "self");
    CNode *size = c_unary(e->arena, "sizeof ", c_unary(e->arena, "*", self));

    for (const Declaration *at = class_; at != NULL; at = class_base(at)) {
        push_field_releases(e, body, class_, at);
    }
    c_push(
        e->arena, body,
        statement_of(e, c_call3(e->arena, use(e, "nb_free"), c_name(e->arena, "ctx"), self, size)));
}

/* An object that `init` has not finished ends without __del__. */
static bool ends_unfinished(const Emitter *e, const Declaration *class_)
{
    const FunctionList *initialisers = class_initialisers(class_);
    bool may_fail = false;

    for (uint32_t i = 0; i < initialisers->count; i++) {
        may_fail |= function_raises(initialisers->items[i]);
    }
    return may_fail && class_finaliser(e->program, class_) != NULL;
}

/* `Circle_free(ctx, self)` */
static void make_free(Emitter *e, const Declaration *class_)
{
    const char *name = file_name(e, text_format(e, "%s_free", c_class(class_)));
    CNode *function = generated_function(e, "void", name);

    function->comment =
        text_format(e, "Frees a %s without calling __del__.", class_->symbol->name->text);
    add_parameter(e, function, text_format(e, "%s *", use(e, "nb_context")), "ctx");
    add_parameter(e, function, text_format(e, "%s *", c_class(class_)), "self");
    push_free(e, &function->left->list, class_);
    c_push(e->arena, e->code, function);
    use_of(class_)->free = name;
}

static CNode *call_free(Emitter *e, const Declaration *class_)
{
    return c_call2(e->arena, use_of(class_)->free, c_name(e->arena, "ctx"),
                   c_name(e->arena, "self"));
}

/* `Circle_destroy(ctx, object)` */
static CNode *destroyer_head(Emitter *e, const Declaration *class_)
{
    const char *name = made_name(e, text_format(e, "%s_destroy", c_class(class_)), NULL);
    CNode *function = generated_function(e, "void", name);

    add_parameter(e, function, text_format(e, "%s *", use(e, "nb_context")), "ctx");
    add_parameter(e, function, "void *", "object");
    return function;
}

const char *sole_destroyer(Emitter *e, const Declaration *class_)
{
    bool is_of_table = !class_stands_alone(class_) && !class_->has_table;

    if (class_->has_derived || is_of_table) {
        return NULL;
    }
    CNode *prototype = destroyer_head(e, class_);

    prototype->left = NULL;
    if (!use_of(class_)->is_destroyed) {
        use_of(class_)->is_destroyed = true;
        c_push(e->arena, &e->prototypes, prototype);
        if (class_stands_alone(class_)) {
            LIST_PUSH(e->lasting, &e->destroyed, class_);
        }
    }
    return prototype->name;
}

static CNode *make_destroyer(Emitter *e, const Declaration *class_)
{
    CNode *function = destroyer_head(e, class_);
    CNodeList *body = &function->left->list;

    function->comment = text_format(e, "Frees a %s that has no owner.", class_->symbol->name->text);
    c_push(e->arena, body,
           c_declare(e->arena, text_format(e, "%s *", c_class(class_)), "self",
                     c_name(e->arena, "object")));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    push_finaliser(e, body, class_);
    if (use_of(class_)->free != NULL) {
        c_push(e->arena, body, statement_of(e, call_free(e, class_)));
    } else {
        push_free(e, body, class_);
    }
    return function;
}

/* Of a class with a table, which holds it. */
static const char *write_destroyer(Emitter *e, const Declaration *class_)
{
    if (ends_unfinished(e, class_)) {
        make_free(e, class_);
    }
    CNode *destroyer = make_destroyer(e, class_);
    c_push(e->arena, e->code, destroyer);
    return destroyer->name;
}

/* What ends the objects of a class without a table is written if something calls it, which is known
 * once all functions are. */
static void reserve_destroyer(Emitter *e, const Declaration *class_)
{
    if (!class_is_counted(e->program, class_)) {
        return;
    }
    if (class_->is_made && ends_unfinished(e, class_)) {
        make_free(e, class_);
    }
    use_of(class_)->destroyer = c_new(e->lasting, C_PLACE, class_->symbol->span);
    c_push(e->lasting, e->code, use_of(class_)->destroyer);
}

void finish_destroyers(Emitter *e)
{
    for (uint32_t i = 0; i < e->destroyed.count; i++) {
        const Declaration *class_ = e->destroyed.items[i];

        (void)c_type(e, class_->symbol->type);
        *use_of(class_)->destroyer = *make_destroyer(e, class_);
    }
}

CNode *class_header(Emitter *e, CNode *object, const Type *type, const char *member)
{
    const Declaration *class_ = type->declaration->declaration;

    return c_member(e->arena, base_part(e, object_at(e, object), class_, root_class(class_)),
                    member);
}

/* The table's members for the slots of `table`, as `class_` fills them, the base's first. */
static void fill_vtable(Emitter *e, CNode *values, const Declaration *table,
                        const Declaration *class_)
{
    if (class_base(table) == NULL) {
        c_push(e->arena, &values->list, class_type(e, class_));
        if (class_is_counted(e->program, class_)) {
            c_push(e->arena, &values->list, c_name(e->arena, write_destroyer(e, class_)));
        }
    } else {
        CNode *inner = c_new(e->arena, C_COMPOUND, (Span){0});

        fill_vtable(e, inner, vtable_class(class_base(table)), class_);
        c_push(e->arena, &values->list, inner);
    }
    for (uint32_t i = 0; i < table->methods.count; i++) {
        if (is_slot(table->methods.items[i])) {
            const Function *method = class_method(class_, table->methods.items[i]->symbol->name);

            declare_ahead(e, method);
            c_push(e->arena, &values->list, c_name(e->arena, method->symbol->c_name));
        }
    }
}

static void emit_vtable(Emitter *e, const Declaration *class_)
{
    if (use_of(class_)->has_table) {
        return;
    }
    use_of(class_)->has_table = true;
    const char *type = text_format(e, "const %s", vtable_type(e, class_));
    CNode *object = new_object(e, type, use_of(class_)->vtable, class_);

    fill_vtable(e, object->left, vtable_class(class_), class_);
    c_push(e->arena, e->code, object);
}

/* &Circle_methods; where the table has more slots than the root's, its first member. */
static CNode *table_address(Emitter *e, const Declaration *class_)
{
    const Declaration *table = vtable_class(class_);
    CNode *place = c_name(e->arena, use_of(class_)->vtable);

    while (class_base(table) != NULL) {
        table = vtable_class(class_base(table));
        place = c_member(e->arena, place, use_of(table)->member);
    }
    return c_unary(e->arena, "&", place);
}

/* self->vtable = &Circle_methods; */
static CNode *set_table(Emitter *e, CNode *self, const Declaration *class_)
{
    CNode *root = base_part(e, c_unary(e->arena, "*", self), class_, root_class(class_));

    return c_assign(e->arena, c_member(e->arena, root, "vtable"), "=", table_address(e, class_));
}

void restore_table(Emitter *e, const Function *initialiser, Span span)
{
    const Declaration *class_ = initialiser->class_;
    Symbol *self = initialiser->parameters.items[0];

    if (init_sets_table(class_)) {
        emit_vtable(e, class_);
        push(e, set_table(e, name_of_local(e, self), class_), span);
    }
}

void open_table(Emitter *e, const Function *function)
{
    const Declaration *base = function_is_init(function) ? class_base(function->class_) : NULL;

    if (function_is_init(function) && (base == NULL || class_initialiser(base) == NULL)) {
        restore_table(e, function, function->span);
    }
}

/* --- making objects --- */

static const char *maker_parameter(Emitter *e, const Symbol *parameter)
{
    static const char *const taken[] = {"ctx", "self", "result"};
    const char *name = field_name(e, parameter);

    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        if (strcmp(name, taken[i]) == 0) {
            return text_format(e, "%s_2", name);
        }
    }
    return name;
}

/* The `init` of that number, or NULL: the class has none. */
static const Function *numbered_initialiser(const Declaration *class_, uint32_t number)
{
    const FunctionList *initialisers = class_initialisers(class_);

    return initialisers->count == 0 ? NULL : initialisers->items[number];
}

static CNode *maker_node(Emitter *e, const Declaration *class_, uint32_t number)
{
    const Function *initialiser = numbered_initialiser(class_, number);
    CNode *function =
        generated_function(e, use(e, "nb_status"), use_of(class_)->makers[number].name);

    function->flags = C_MUST_CHECK | (class_->symbol->is_public ? 0 : C_STATIC);
    (void)use(e, "NB_CHECKED");
    add_parameter(e, function, text_format(e, "%s *", use(e, "nb_context")), "ctx");
    for (uint32_t i = 1; initialiser != NULL && i < initialiser->parameters.count; i++) {
        const Symbol *parameter = initialiser->parameters.items[i];

        add_parameter(e, function, parameter_type(e, parameter), maker_parameter(e, parameter));
    }
    add_parameter(e, function, text_format(e, "%s*", c_type(e, class_->symbol->type)), "result");
    return function;
}

/* Gives up the object where `init` raised. */
static void push_unfinished(Emitter *e, CNodeList *body, const Declaration *class_)
{
    const char *releaser = releaser_of(e, class_->symbol->type);
    CNode *self = c_name(e->arena, "self");

    if (use_of(class_)->free != NULL) {
        CNode *count = class_header(e, self, class_->symbol->type, "references");
        CNode *was_last = c_if(e->arena, c_binary(e->arena, "==", c_unary(e->arena, "--", count),
                                                  c_integer(e->arena, 1)));

        c_push(e->arena, &was_last->list, statement_of(e, call_free(e, class_)));
        c_push(e->arena, body, was_last);
    } else if (releaser != NULL) {
        c_push(e->arena, body,
               statement_of(
                   e, c_call2(e->arena, releaser, c_name(e->arena, "ctx"), address_of(e, self))));
    }
}

/* Circle_init(self, radius); `initialiser` may be NULL. */
static void push_init(Emitter *e, CNodeList *body, const Declaration *class_,
                      const Function *initialiser)
{
    CNode *self = c_name(e->arena, "self");

    if (initialiser == NULL) {
        return;
    }
    CNode *call = c_call(e->arena, initialiser->symbol->c_name);
    declare_ahead(e, initialiser);
    if (function_takes_context(initialiser)) {
        c_push(e->arena, &call->list, c_name(e->arena, "ctx"));
    }
    c_push(e->arena, &call->list,
           class_upcast(e, self, class_->symbol->type, initialiser->class_->symbol->type));
    for (uint32_t i = 1; i < initialiser->parameters.count; i++) {
        c_push(e->arena, &call->list,
               c_name(e->arena, maker_parameter(e, initialiser->parameters.items[i])));
    }
    if (!function_raises(initialiser)) {
        c_push(e->arena, body, statement_of(e, call));
        return;
    }
    CNode *failure =
        c_if(e->arena, c_binary(e->arena, "!=", call, c_name(e->arena, use(e, "NB_OK"))));
    push_unfinished(e, &failure->list, class_);
    c_push(e->arena, &failure->list, c_return(e->arena, c_name(e->arena, use(e, "NB_RAISED"))));
    c_push(e->arena, body, failure);
}

static bool has_managed_fields(const Declaration *class_)
{
    bool found = false;

    for (uint32_t i = 0; i < class_->fields.count; i++) {
        found |= type_is_managed(class_->fields.items[i]->type);
    }
    return found;
}

/* Must the object be empty before `init`: does that give up what a field held before its first
 * value, or may it raise before they all have one? */
static bool must_be_empty(const Emitter *e, const Declaration *class_)
{
    bool has_fields = false;
    bool may_fail = false;

    for (; class_ != NULL && counts_references(e->program); class_ = class_base(class_)) {
        has_fields |= has_managed_fields(class_);
        for (uint32_t i = 0; i < class_->initialisers.count; i++) {
            const Function *initialiser = class_->initialisers.items[i];

            may_fail |= initialiser->replaces_fields || function_raises(initialiser);
        }
    }
    return has_fields && may_fail;
}

/* `Circle_end(ctx, object)`, which calls __del__ and no more. */
static const char *make_ender(Emitter *e, const Declaration *class_)
{
    const char *name = made_name(e, text_format(e, "%s_end", c_class(class_)), NULL);

    if (made_before(e, text_format(e, "%s()", name))) {
        return name;
    }
    CNode *function = generated_function(e, "void", name);
    CNodeList *body = &function->left->list;

    function->comment = text_format(e, "Calls __del__ of a %s.", class_->symbol->name->text);
    add_parameter(e, function, text_format(e, "%s *", use(e, "nb_context")), "ctx");
    add_parameter(e, function, "void *", "object");
    c_push(e->arena, body,
           c_declare(e->arena, text_format(e, "%s *", c_class(class_)), "self",
                     c_name(e->arena, "object")));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    if (!function_takes_context(class_finaliser(e->program, class_))) {
        c_push(e->arena, body, statement_of(e, c_cast(e->arena, "void", c_name(e->arena, "ctx"))));
    }
    push_finaliser_call(e, body, class_, class_finaliser(e->program, class_));
    c_push(e->arena, e->code, function);
    return name;
}

/* if (nb_end_once(ctx, self, Circle_end) != NB_OK) { return NB_RAISED; } */
static void push_end(Emitter *e, CNodeList *body, const Declaration *class_, bool is_collected)
{
    CNode *call = c_call3(e->arena, use(e, is_collected ? "nb_end_once" : "nb_end_later"),
                          c_name(e->arena, "ctx"), c_name(e->arena, "self"),
                          c_name(e->arena, make_ender(e, class_)));
    CNode *failed =
        c_if(e->arena, c_binary(e->arena, "!=", call, c_name(e->arena, use(e, "NB_OK"))));

    c_push(e->arena, &failed->list, c_return(e->arena, c_name(e->arena, use(e, "NB_RAISED"))));
    c_push(e->arena, body, failed);
}

/* Circle *self = nb_new(ctx, sizeof *self); … */
static void emit_maker(Emitter *e, const Declaration *class_, uint32_t number)
{
    CNode *function = maker_node(e, class_, number);
    CNodeList *body = &function->left->list;
    CNode *self = c_name(e->arena, "self");
    CNode *root = base_part(e, c_unary(e->arena, "*", self), class_, root_class(class_));
    bool is_collected = class_->symbol->type->is_collected && uses_collector(e);

    function->comment = text_format(e, "Makes a %s.", class_->symbol->name->text);
    if (is_collected && ends_by_context(e, class_)) {
        c_push(e->arena, body, statement_of(e, c_call(e->arena, use(e, "nb_end_waiting"))));
    }
    push_allocation(e, body, c_class(class_), "self", is_collected);
    if (!is_collected && must_be_empty(e, class_)) {
        CNode *zero = c_new(e->arena, C_COMPOUND, (Span){0});

        zero->text = c_class(class_);
        c_push(e->arena, &zero->list, c_integer(e->arena, 0));
        c_push(e->arena, body, c_assign(e->arena, c_unary(e->arena, "*", self), "=", zero));
    }
    if (use_of(class_)->vtable != NULL) {
        c_push(e->arena, body, set_table(e, self, class_));
    }
    if (class_is_counted(e->program, class_)) {
        c_push(e->arena, body,
               c_assign(e->arena, c_member(e->arena, root, "references"), "=",
                        c_integer(e->arena, 1)));
    }
    push_init(e, body, class_, numbered_initialiser(class_, number));
    if (class_->initialisers.count == 0 && init_sets_table(class_)) {
        c_push(e->arena, body, set_table(e, self, class_));
    }
    if (ends_by_context(e, class_)) {
        push_end(e, body, class_, is_collected);
    }
    push_gift(e, body, self);
    c_push(e->arena, e->code, function);
}

static void emit_makers(Emitter *e, const Declaration *class_)
{
    for (uint32_t i = 0; i < maker_count(class_); i++) {
        Maker *maker = &use_of(class_)->makers[i];

        if (maker->name != NULL) {
            maker->is_declared = true;
            emit_maker(e, class_, i);
        }
    }
}

CNode *emit_new(Emitter *e, const Node *node)
{
    const Declaration *class_ = node->construct.symbol->declaration;
    Maker *maker = &use_of(class_)->makers[node->op];
    CNode *call = c_call1(e->arena, maker->name, context_of(e));

    if (!maker->is_declared) {
        maker->is_declared = true;
        CNode *prototype = maker_node(e, class_, node->op);
        prototype->left = NULL;
        c_push(e->arena, e->code, prototype);
    }
    for (uint32_t i = 0; i < node->construct.arguments.count; i++) {
        c_push(e->arena, &call->list, emit_argument(e, node->construct.arguments.items[i]));
    }
    return call;
}

/* --- calls through the table --- */

/* The table as the struct that has the slot: its pointer is to the root's, its first member. */
static CNode *table_of(Emitter *e, CNode *object, const Declaration *class_)
{
    CNode *table = vtable_of(e, object, class_);

    if (class_base(class_) == NULL) {
        return table;
    }
    return c_cast(e->arena, text_format(e, "const %s *", vtable_type(e, class_)), table);
}

static CNode *wrapper_node(Emitter *e, const Function *method)
{
    CNode *wrapper = function_prototype(e, method);

    wrapper->name = method->wrapper_name;
    wrapper->flags =
        method->is_public ? wrapper->flags & C_MUST_CHECK : wrapper->flags | C_STATIC | C_INLINE;
    return wrapper;
}

/* `static inline double Shape_area(const Shape *self) { return self->vtable->area(self); }` */
static void make_wrapper(Emitter *e, const Function *method)
{
    CNode *wrapper = wrapper_node(e, method);
    CNode *call = c_new(e->arena, C_CALL, (Span){0});
    CNode *self = c_name(e->arena, field_name(e, method->parameters.items[0]));
    CNode *table = table_of(e, self, method->class_);
    bool gives = function_raises(method) || has_result(method);

    wrapper->left = c_new(e->arena, C_BLOCK, (Span){0});
    wrapper->comment = text_format(e, "%s of the object's class.", method->symbol->name->text);
    call->left = c_member(e->arena, c_unary(e->arena, "*", table),
                          c_safe_name(e->arena, method->symbol->name, false));
    for (uint32_t i = 0; i < wrapper->parameters.count; i++) {
        c_push(e->arena, &call->list, c_name(e->arena, wrapper->parameters.items[i]->left->text));
    }
    c_push(e->arena, &wrapper->left->list,
           gives ? c_return(e->arena, call) : statement_of(e, call));
    c_push(e->arena, method->is_public ? e->code : &e->type_functions, wrapper);
}

const char *slot_function(Emitter *e, const Function *method)
{
    const Function *root = method_root((Function *)(uintptr_t)method);

    if (!made_before(e, text_format(e, "%s()", root->wrapper_name))) {
        make_wrapper(e, root);
    }
    return root->wrapper_name;
}

/* --- public classes --- */

/* What looks a public class's methods up is there for C, too. */
static void make_public_wrappers(Emitter *e, const Declaration *class_)
{
    for (uint32_t i = 0; i < class_->methods.count && class_->symbol->is_public; i++) {
        if (is_slot(class_->methods.items[i])) {
            (void)slot_function(e, class_->methods.items[i]);
        }
    }
}

static void push_wrapper_prototypes(Emitter *e, const Declaration *class_, CNodeList *prototypes)
{
    for (uint32_t i = 0; i < class_->methods.count; i++) {
        const Function *method = class_->methods.items[i];

        if (is_slot(method)) {
            CNode *prototype = wrapper_node(e, method);

            prototype->comment = e->is_header ? function_comment(e, method) : NULL;
            e->has_contexts |= function_takes_context(method);
            c_push(e->arena, prototypes, prototype);
        }
    }
}

static void push_class_prototypes(Emitter *e, const Declaration *class_, CNodeList *prototypes)
{
    (void)c_type(e, class_->symbol->type);
    if (e->is_header) {
        define_class(e, class_);
    }
    for (uint32_t i = 0; i < maker_count(class_); i++) {
        CNode *maker = maker_node(e, class_, i);

        if (e->is_header) {
            maker->comment = text_format(e, "Makes a %s.", class_->symbol->name->text);
        }
        maker->left = NULL;
        use_of(class_)->makers[i].is_declared = true;
        c_push(e->arena, prototypes, maker);
    }
    e->has_contexts = true;
    push_wrapper_prototypes(e, class_, prototypes);
}

void push_public_classes(Emitter *e, const Module *module, CNodeList *prototypes)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        const Declaration *declaration = module->declarations.items[i];

        if (declaration->symbol->kind == SYMBOL_CLASS && declaration->symbol->is_public) {
            push_class_prototypes(e, declaration, prototypes);
        }
    }
}

void emit_class_end(Emitter *e, const Declaration *class_)
{
    bool stands_alone = class_stands_alone(class_);

    if ((class_->has_table || stands_alone) && !use_of(class_)->is_ended) {
        use_of(class_)->is_ended = true;
        if (stands_alone) {
            reserve_destroyer(e, class_);
        } else {
            emit_vtable(e, class_);
        }
        emit_makers(e, class_);
        make_public_wrappers(e, class_);
    }
}

/* --- x is C, x as C --- */

CNode *type_of_object(Emitter *e, CNode *object, const Type *type)
{
    const Declaration *class_ = type->declaration->declaration;

    (void)c_type(e, type);
    return class_stands_alone(class_)
               ? class_type(e, class_)
               : c_member(e->arena, object_at(e, vtable_of(e, object, class_)), "type");
}

CNode *test_for_class(Emitter *e, CNode *type, const Declaration *class_)
{
    return class_->has_derived
               ? c_call2(e->arena, use(e, "nb_type_is"), type, class_type(e, class_))
               : c_binary(e->arena, "==", type, class_type(e, class_));
}

static CNode *is_object_of(Emitter *e, CNode *object, const Type *from, const Declaration *class_)
{
    return test_for_class(e, type_of_object(e, object, from), class_);
}

/* Of an object of a class that stands alone only this is asked: is there one? */
static CNode *emit_presence_test(Emitter *e, const Node *node)
{
    const Node *operand = node->type_test.operand;

    if (operand->type->kind == TYPE_OPTION) {
        CNode *object = emit_expression(e, operand);

        return node->type_test.is_negated ? option_is_none(e, operand->type, object)
                                          : option_has_value(e, operand->type, object);
    }
    runtime_use_header(e->runtime, "stdbool.h");
    return c_name(e->arena, node->type_test.is_negated ? "false" : "true");
}

CNode *emit_class_test(Emitter *e, const Node *node)
{
    const Type *from = node->type_test.operand->type;
    const Declaration *class_ = node->type_test.target->type->declaration->declaration;

    if (class_stands_alone(class_)) {
        return emit_presence_test(e, node);
    }
    CNode *object = emit_expression(e, node->type_test.operand);
    CNode *test = NULL;

    if (from->kind == TYPE_OPTION) {
        test = c_unary(e->arena, "!", option_is_none(e, from, object));
        test = c_binary(e->arena, "&&", test, is_object_of(e, object, from->arguments[0], class_));
    } else {
        test = is_object_of(e, object, from, class_);
    }
    return node->type_test.is_negated ? c_unary(e->arena, "!", test) : test;
}

CNode *emit_downcast(Emitter *e, const Node *node)
{
    return c_cast(e->arena, c_type(e, node->type), emit_expression(e, node->type_test.operand));
}
