/* emit_class_end: how objects end. `Shape_destroy` calls `__del__` and gives up the fields; it is
 * in the table, or, of a class without one, written where something names it. */
#include "class.h"
#include "emit_class.h"
#include "passes.h"

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

void push_finaliser_call(Emitter *e, CNodeList *body, const Declaration *class_,
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
        text_format(e, "Frees %s without calling __del__.", with_article(e, class_->symbol));
    add_parameter(e, function, text_format(e, "%s *", use(e, "nb_context")), "ctx");
    add_parameter(e, function, text_format(e, "%s *", c_class(class_)), "self");
    push_free(e, &function->left->list, class_);
    c_push(e->arena, e->code, function);
    use_of(class_)->free = name;
}

CNode *call_free(Emitter *e, const Declaration *class_)
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

    function->comment =
        text_format(e, "Frees %s that has no owner.", with_article(e, class_->symbol));
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

const char *write_destroyer(Emitter *e, const Declaration *class_)
{
    if (ends_unfinished(e, class_)) {
        make_free(e, class_);
    }
    CNode *destroyer = make_destroyer(e, class_);
    c_push(e->arena, e->code, destroyer);
    return destroyer->name;
}

void reserve_destroyer(Emitter *e, const Declaration *class_)
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
