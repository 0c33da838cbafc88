/* emit_class_new: `Shape_new` makes an object and gives it to `Shape_init`. Where that raises the
 * object ends without `__del__`. */
#include "class.h"
#include "emit_class.h"
#include "passes.h"

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

CNode *maker_node(Emitter *e, const Declaration *class_, uint32_t number)
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

    function->comment = text_format(e, "Calls __del__ of %s.", with_article(e, class_->symbol));
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

static bool may_fail_once_allocated(const Emitter *e, const Declaration *class_, uint32_t number)
{
    const Function *initialiser = numbered_initialiser(class_, number);

    return (initialiser != NULL && function_raises(initialiser)) || ends_by_context(e, class_);
}

/* `*result = self; return NB_OK;`, or the last of it. */
static void push_made(Emitter *e, CNodeList *body, bool is_given)
{
    if (is_given) {
        c_push(e->arena, body, c_return(e->arena, c_name(e->arena, use(e, "NB_OK"))));
    } else {
        push_gift(e, body, c_name(e->arena, "self"));
    }
}

/* What an object has from the start: its table and its first owner, where it needs them. */
static void push_header(Emitter *e, CNodeList *body, const Declaration *class_)
{
    CNode *self = c_name(e->arena, "self");

    if (use_of(class_)->vtable != NULL) {
        c_push(e->arena, body, set_table(e, self, class_));
    }
    if (class_is_counted(e->program, class_)) {
        CNode *count = class_header(e, self, class_->symbol->type, "references");

        c_push(e->arena, body, c_assign(e->arena, count, "=", c_integer(e->arena, 1)));
    }
}

static void set_member(Emitter *e, CNode *object, const Declaration *class_, const char *member,
                       CNode *value)
{
    CNode *designated = c_new(e->arena, C_DESIGNATED, (Span){0});

    designated->text = member_path(e, class_, root_class(class_), member);
    designated->left = value;
    c_push(e->arena, &object->list, designated);
}

/* *self = (Circle){.shape.vtable = &Circle_methods, .shape.references = 1}; */
static void push_empty(Emitter *e, CNodeList *body, const Declaration *class_)
{
    CNode *object = c_new(e->arena, C_COMPOUND, (Span){0});

    object->text = c_class(class_);
    if (use_of(class_)->vtable != NULL) {
        set_member(e, object, class_, "vtable", table_address(e, class_));
    }
    if (class_is_counted(e->program, class_)) {
        set_member(e, object, class_, "references", c_integer(e->arena, 1));
    }
    if (object->list.count == 0) {
        c_push(e->arena, &object->list, c_integer(e->arena, 0));
    }
    c_push(e->arena, body,
           c_assign(e->arena, c_unary(e->arena, "*", c_name(e->arena, "self")), "=", object));
}

/* What `init` takes over is given up where there is no object. */
static void release_taken(Emitter *e, CNodeList *given_up, const Function *initialiser)
{
    for (uint32_t i = 1; initialiser != NULL && i < initialiser->parameters.count; i++) {
        const Symbol *parameter = initialiser->parameters.items[i];

        if (parameter->takes_over) {
            push_release(e, given_up, releaser_of(e, parameter->type),
                         c_name(e->arena, maker_parameter(e, parameter)));
        }
    }
}

/* `Circle *self = nb_new(ctx, sizeof *self);` and what follows where there is none. */
static void push_object(Emitter *e, CNodeList *body, const Declaration *class_, uint32_t number,
                        bool is_collected)
{
    Allocation allocation = {.type = c_class(class_),
                             .name = "self",
                             .text = type_text(&e->program->types, class_->symbol->type),
                             .is_collected = is_collected,
                             .is_result = !may_fail_once_allocated(e, class_, number)};

    release_taken(e, &allocation.given_up, numbered_initialiser(class_, number));
    push_allocation(e, body, &allocation);
}

/* "Makes a Tree, which takes over `left` and `right`." */
static const char *maker_comment(Emitter *e, const Declaration *class_, const Function *initialiser)
{
    const char *taken = initialiser != NULL ? taken_names(e, initialiser) : NULL;
    const char *made = with_article(e, class_->symbol);

    return taken == NULL ? text_format(e, "Makes %s.", made)
                         : text_format(e, "Makes %s, which takes over %s.", made, taken);
}

static void emit_maker(Emitter *e, const Declaration *class_, uint32_t number)
{
    CNode *function = maker_node(e, class_, number);
    CNodeList *body = &function->left->list;
    CNode *self = c_name(e->arena, "self");
    bool is_collected = class_->symbol->type->is_collected && uses_collector(e);

    function->comment = maker_comment(e, class_, numbered_initialiser(class_, number));
    if (is_collected && ends_by_context(e, class_)) {
        c_push(e->arena, body, statement_of(e, c_call(e->arena, use(e, "nb_end_waiting"))));
    }
    push_object(e, body, class_, number, is_collected);
    if (!is_collected && must_be_empty(e, class_)) {
        push_empty(e, body, class_);
    } else {
        push_header(e, body, class_);
    }
    push_init(e, body, class_, numbered_initialiser(class_, number));
    if (class_->initialisers.count == 0 && init_sets_table(class_)) {
        c_push(e->arena, body, set_table(e, self, class_));
    }
    if (ends_by_context(e, class_)) {
        push_end(e, body, class_, is_collected);
    }
    push_made(e, body, !may_fail_once_allocated(e, class_, number));
    c_push(e->arena, e->code, function);
}

void emit_makers(Emitter *e, const Declaration *class_)
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
