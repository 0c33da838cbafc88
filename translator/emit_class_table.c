/* emit_class_table: the type object and the table of each class, what sets them, and the calls that
 * look a method up. */
#include "class.h"
#include "emit_class.h"
#include "passes.h"

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

    object->comment = text_format(e, "The table of %s.", class_->symbol->name->text);
    fill_vtable(e, object->left, vtable_class(class_), class_);
    c_push(e->arena, e->code, object);
}

/* Where the table has more slots than the root's, that is its first member. */
CNode *table_address(Emitter *e, const Declaration *class_)
{
    const Declaration *table = vtable_class(class_);
    CNode *place = c_name(e->arena, use_of(class_)->vtable);

    while (class_base(table) != NULL) {
        table = vtable_class(class_base(table));
        place = c_member(e->arena, place, use_of(table)->member);
    }
    return c_unary(e->arena, "&", place);
}

CNode *set_table(Emitter *e, CNode *self, const Declaration *class_)
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
    call->left = c_member(e->arena, c_unary(e->arena, "*", table), class_slot_name(e, method));
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
            maker->comment = text_format(e, "Makes %s.", with_article(e, class_->symbol));
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
