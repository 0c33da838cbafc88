/* emit_class: classes as C types. An object is a struct: the vtable's pointer and the count of
 * references first, then the fields; a derived class's has the base's struct as its first member.
 * Where a class has no base and none derives from it, there is no vtable.
 * A vtable holds the type object, and for each method that a call looks up (a slot) the function
 * that the object's class has. `Shape_area` looks it up; a call whose method is known goes to it
 * directly. `Shape_new` makes an object, by `Shape_init`. */
#include "emit_class.h"
#include "class.h"
#include "passes.h"

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

uint32_t maker_count(const Declaration *class_)
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

/* What the method is called within C's names. */
static const Name *name_in_class(Emitter *e, const Function *method)
{
    const Name *plain = plain_method_name(e, method);
    bool is_free = plain != NULL && class_member(method->class_, plain) == NULL;

    return is_free ? plain : method->symbol->name;
}

const char *class_slot_name(Emitter *e, const Function *method)
{
    const Declaration *base = class_base(method->class_);
    const Name *name = name_in_class(e, method);

    if (base != NULL && strcmp(use_of(base)->member, name->text) == 0) {
        name = method->symbol->name;
    }
    return c_safe_name(e->arena, name, false);
}

void take_method_name(Emitter *e, Function *method)
{
    const char *name =
        text_format(e, "%s_%s", c_class(method->class_), name_in_class(e, method)->text);
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

CNode *base_part(Emitter *e, CNode *object, const Declaration *from, const Declaration *to)
{
    while (from != to) {
        from = class_base(from);
        object = c_member(e->arena, object, use_of(from)->member);
    }
    return object;
}

CNode *object_at(Emitter *e, CNode *pointer)
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

const char *class_field_name(Emitter *e, const Declaration *class_, const Symbol *field)
{
    const char *name = field_name(e, field);
    const Declaration *base = class_base(class_);
    bool is_taken = base != NULL ? strcmp(name, use_of(base)->member) == 0
                                 : strcmp(name, "vtable") == 0 || strcmp(name, "references") == 0;

    return is_taken ? text_format(e, "%s_field", name) : name;
}

const char *member_path(Emitter *e, const Declaration *class_, const Declaration *owner,
                        const char *member)
{
    const char *bases = "";

    for (; class_ != owner; class_ = class_base(class_)) {
        bases = text_format(e, "%s%s.", bases, use_of(class_base(class_))->member);
    }
    return text_format(e, "%s%s", bases, member);
}

const char *class_field_path(Emitter *e, const Declaration *class_, const Declaration *owner,
                             const Symbol *field)
{
    return member_path(e, class_, owner, class_field_name(e, owner, field));
}

CNode *class_field(Emitter *e, CNode *object, const Type *type, const Name *name)
{
    Declaration *class_ = type->declaration->declaration;
    const Symbol *field = class_member(class_, name);
    const Declaration *owner = class_of_field(class_, field);

    return c_member(e->arena, base_part(e, object_at(e, object), class_, owner),
                    class_field_name(e, owner, field));
}

CNode *vtable_of(Emitter *e, CNode *object, const Declaration *class_)
{
    return c_member(e->arena, base_part(e, object_at(e, object), class_, root_class(class_)),
                    "vtable");
}

/* --- vtables --- */

bool is_slot(const Function *method)
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

const Declaration *vtable_class(const Declaration *class_)
{
    while (!adds_slots(class_)) {
        class_ = class_base(class_);
    }
    return class_;
}

const char *vtable_type(Emitter *e, const Declaration *class_)
{
    return text_format(e, "struct %s_vtable", c_class(vtable_class(class_)));
}

/* `double (*area)(const Shape *self)` */
static void add_slot(Emitter *e, CNode *structure, const Function *method)
{
    CNode *prototype = function_prototype(e, method);
    const char *member = text_format(e, "(*%s)(", class_slot_name(e, method));

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

    structure->comment = text_format(e, "The table of %s and of each class derived from it.",
                                     class_->symbol->name->text);
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
