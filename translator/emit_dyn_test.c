/* emit_dyn_test: x is T and x as T, where x or T is a dyn:
 *
 *     Named_find        the table for a trait of a type that is known only at run time
 *     Sized_to_Named    the conversion, which raises TypeError */
#include "class.h"
#include "emit_trait.h"

typedef LIST(const Implementation *) ImplementationList;

/* Is the type object `held` that of the type, or of a class derived from it? */
static CNode *is_type(Emitter *e, CNode *held, const Type *type)
{
    return type->kind == TYPE_CLASS ? test_for_class(e, held, type->declaration->declaration)
                                    : c_binary(e->arena, "==", held, value_type(e, type));
}

/* if (type == &Vec3_type) { return &Vec3_as_Named; } */
static CNode *finder_branch(Emitter *e, const Implementation *implementation)
{
    const char *table = dyn_table(e, implementation->type, implementation->trait);
    CNode *branch = c_if(e->arena, is_type(e, c_name(e->arena, "type"), implementation->type));

    c_push(e->arena, &branch->list,
           c_return(e->arena, c_unary(e->arena, "&", c_name(e->arena, table))));
    return branch;
}

static uint32_t depth_of(const Implementation *implementation)
{
    const Declaration *class_ = implementation->type->kind == TYPE_CLASS
                                    ? implementation->type->declaration->declaration
                                    : NULL;
    uint32_t depth = 0;

    for (; class_ != NULL; class_ = class_base(class_)) {
        depth++;
    }
    return depth;
}

/* A derived class's own before its base's. */
static void sort_by_depth(ImplementationList *list)
{
    for (uint32_t i = 1; i < list->count; i++) {
        const Implementation *given = list->items[i];
        uint32_t at = i;

        for (; at > 0 && depth_of(list->items[at - 1]) < depth_of(given); at--) {
            list->items[at] = list->items[at - 1];
        }
        list->items[at] = given;
    }
}

static ImplementationList implementations_of(Emitter *e, const Symbol *trait)
{
    ImplementationList list = {NULL, 0, 0};

    for (uint32_t m = 0; m < e->program->modules.count; m++) {
        const Module *module = e->program->modules.items[m];

        for (uint32_t i = 0; i < module->implementations.count; i++) {
            if (module->implementations.items[i]->trait == trait) {
                LIST_PUSH(e->arena, &list, module->implementations.items[i]);
            }
        }
    }
    if (trait->declaration->is_overridden) {
        sort_by_depth(&list);
    }
    return list;
}

static void push_finder_branches(Emitter *e, CNodeList *body, const Symbol *trait)
{
    const ImplementationList list = implementations_of(e, trait);

    for (uint32_t i = 0; i < list.count; i++) {
        c_push(e->arena, body, finder_branch(e, list.items[i]));
    }
}

/* The table of a type that is known only at run time; NULL: it has not the trait. */
static const char *table_finder(Emitter *e, const Symbol *trait)
{
    bool is_new;
    const char *name = made_name(e, text_format(e, "%s_find", trait->c_name), &is_new);

    if (is_new) {
        CNode *function =
            generated_function(e, text_format(e, "const struct %s *", vtable_name(e, trait)), name);

        runtime_use_header(e->runtime, "stddef.h");
        function->comment =
            text_format(e, "The table of a type for %s, or NULL.", trait->name->text);
        add_parameter(e, function, text_format(e, "const %s *", use(e, "nb_type")), "type");
        push_finder_branches(e, &function->left->list, trait);
        c_push(e->arena, &function->left->list, c_return(e->arena, c_name(e->arena, "NULL")));
        c_push(e->arena, e->code, function);
    }
    return name;
}

/* Is it of type `target`? `dyn` is of `type`. */
static CNode *test_held(Emitter *e, CNode *dyn, const Type *type, const Type *target)
{
    CNode *held = type_of_held(e, dyn, type);

    if (target->kind == TYPE_DYN) {
        runtime_use_header(e->runtime, "stddef.h");
        return c_binary(e->arena,
                        "!=", c_call1(e->arena, table_finder(e, target->declaration), held),
                        c_name(e->arena, "NULL"));
    }
    return is_type(e, held, target);
}

/* static inline dyn_Named Shape_as_dyn_Named(Shape *self)
 * { return (dyn_Named){self, Named_find(…)}; } */
const char *table_chooser(Emitter *e, const Type *type, const Symbol *trait)
{
    bool is_new;
    const char *name =
        made_name(e, text_format(e, "%s_as_%s", short_name(e, type), dyn_name(e, trait)), &is_new);

    if (is_new) {
        CNode *function = generated_function(e, c_type(e, trait->type), name);
        CNode *self = c_name(e->arena, "self");
        CNode *value = c_new(e->arena, C_COMPOUND, (Span){0});

        function->comment = text_format(e, "The object as %s.", with_article(e, trait));
        add_parameter(e, function, c_type(e, type), "self");
        value->text = c_type(e, trait->type);
        c_push(e->arena, &value->list, self);
        c_push(e->arena, &value->list,
               c_call1(e->arena, table_finder(e, trait), type_of_object(e, self, type)));
        c_push(e->arena, &function->left->list, c_return(e->arena, value));
        c_push(e->arena, e->code, function);
    }
    return name;
}

CNode *emit_dyn_test(Emitter *e, const Node *node)
{
    const Node *operand = node->type_test.operand;
    CNode *value = type_is_exact(operand->type) ? NULL : emit_expression(e, operand);
    CNode *test = test_held(e, value, operand->type, node->type_test.target->type);

    return node->type_test.is_negated ? c_unary(e->arena, "!", test) : test;
}

static void push_type_error(Emitter *e, CNode *function, CNode *condition, const Type *target)
{
    CNode *branch = c_if(e->arena, condition);
    CNode *exception = c_unary(e->arena, "&", c_name(e->arena, use(e, "nb_TypeError")));
    const char *text = text_format(e, "expected %s", type_text(&e->program->types, target));

    c_push(
        e->arena, &branch->list,
        c_return(e->arena, c_call3(e->arena, use(e, "nb_raise_here"), c_name(e->arena, "ctx"),
                                   exception, c_string(e->arena, text, (uint32_t)strlen(text)))));
    c_push(e->arena, &function->left->list, branch);
}

/* What a dyn holds is given out to an owner of its own. */
static CNode *owned_once_more(Emitter *e, CNode *value, const Type *type)
{
    const char *retain = retainer_of(e, type);

    return retain != NULL ? c_call1(e->arena, retain, value) : value;
}

/* `const struct Named_vtable *vtable = Named_find(…);` if NULL raise; the new dyn. */
static CNode *cast_to_trait(Emitter *e, CNode *function, const Type *from, const Type *target)
{
    const Symbol *trait = target->declaration;
    CNode *self = c_name(e->arena, "self");
    CNode *table = c_name(e->arena, "vtable");
    CNode *value = c_new(e->arena, C_COMPOUND, (Span){0});

    c_push(e->arena, &function->left->list,
           c_declare(e->arena, text_format(e, "const struct %s *", vtable_name(e, trait)), "vtable",
                     c_call1(e->arena, table_finder(e, trait), type_of_held(e, self, from))));
    c_push(e->arena, &function->left->list, c_new(e->arena, C_BLANK, (Span){0}));
    runtime_use_header(e->runtime, "stddef.h");
    push_type_error(e, function, c_binary(e->arena, "==", table, c_name(e->arena, "NULL")), target);
    value->text = c_type(e, target);
    if (!is_counted(e, target)) {
        self = owned_once_more(e, self, from);
    }
    c_push(e->arena, &value->list,
           from->kind == TYPE_DYN ? c_member(e->arena, self, "object") : self);
    c_push(e->arena, &value->list, table);
    return owned_once_more(e, value, target);
}

static CNode *negated(Emitter *e, CNode *test)
{
    if (test->kind == C_BINARY) {
        return c_binary(e->arena, "!=", test->left, test->right);
    }
    return c_unary(e->arena, "!", test);
}

static CNode *cast_to_value(Emitter *e, CNode *function, const Type *from, const Type *target)
{
    CNode *self = c_name(e->arena, "self");
    CNode *held = type_of_held(e, self, from);
    CNode *object = c_member(e->arena, self, "object");

    push_type_error(e, function, negated(e, is_type(e, held, target)), target);
    if (type_is_reference(target)) {
        return owned_once_more(e, c_cast(e->arena, c_type(e, target), object), target);
    }
    CNode *box = c_cast(e->arena, text_format(e, "%s *", box_type(e, target)), object);
    return owned_once_more(e, c_member(e->arena, c_unary(e->arena, "*", box), "value"), target);
}

static void make_caster(Emitter *e, const Type *from, const Type *target, const char *name)
{
    CNode *function = generated_function(e, use(e, "nb_status"), name);

    function->flags |= C_MUST_CHECK;
    (void)use(e, "NB_CHECKED");
    add_parameter(e, function, text_format(e, "%s *", use(e, "nb_context")), "ctx");
    add_parameter(e, function, c_type(e, from), "self");
    add_parameter(e, function, pointer_type(e, target), "result");
    CNode *value = target->kind == TYPE_DYN ? cast_to_trait(e, function, from, target)
                                            : cast_to_value(e, function, from, target);
    push_assignment(e, &function->left->list, c_unary(e->arena, "*", c_name(e->arena, "result")),
                    value);
    c_push(e->arena, &function->left->list, c_return(e->arena, c_name(e->arena, use(e, "NB_OK"))));
    c_push(e->arena, e->code, function);
}

CNode *emit_dyn_cast(Emitter *e, const Node *node)
{
    const Type *from = node->type_test.operand->type;
    const Type *target = node->type;
    const char *target_name =
        target->kind == TYPE_DYN ? target->declaration->c_name : short_name(e, target);
    bool is_new;
    const char *name =
        made_name(e, text_format(e, "%s_to_%s", from->declaration->c_name, target_name), &is_new);

    if (is_new) {
        make_caster(e, from, target, name);
    }
    return c_call2(e->arena, name, context_of(e), emit_expression(e, node->type_test.operand));
}
