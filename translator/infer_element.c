/* infer_element: a method that changes its `self`, called on an element of a list or a dict, or on
 * a field of one. Elements may move while it runs, so a function of the module takes the element
 * out and puts it back, also where the method raises:
 *
 *     fn move_in_list_Vec3(xs: list[Vec3], i: int64, x1: float64) {
 *         var item = xs[i]
 *         try { item.move(x1) } finally { xs[i] = item }
 *     }
 *
 * The fields of an object stay where they are; there the function only takes the object. */
#include "class.h"
#include "infer.h"

/* Where a receiver stands: fields, outermost first, of an element or of an object. */
typedef struct ElementPlace {
    Node *container; /* a list or a dict, or the object */
    Node *index;     /* NULL: of an object */
    NodeList path;   /* NODE_FIELDs, the innermost first */
} ElementPlace;

/* One that was made. */
typedef struct Changer {
    const Function *method;
    const Type *container;
    NodeList path;
    Function *function;
} Changer;

struct ElementFunctions {
    LIST(Changer) list;
};

static bool is_element(const Node *node)
{
    return node->kind == NODE_INDEX && node->index.base->type->kind == TYPE_LIST;
}

/* False: it is no such place. */
static bool find_place(Infer *infer, Node *receiver, ElementPlace *place)
{
    *place = (ElementPlace){NULL, NULL, {NULL, 0, 0}};
    while (receiver->kind == NODE_FIELD && receiver->field.base->type->kind == TYPE_STRUCT) {
        LIST_PUSH(&infer->program->scratch, &place->path, receiver);
        receiver = receiver->field.base;
    }
    if (is_element(receiver)) {
        place->container = receiver->index.base;
        place->index = receiver->index.items.items[0];
    } else if (is_dict_item(receiver)) {
        place->container = receiver->builtin.arguments.items[0];
        place->index = receiver->builtin.arguments.items[1];
    } else if (receiver->kind == NODE_FIELD && receiver->field.base->type->kind == TYPE_CLASS) {
        LIST_PUSH(&infer->program->scratch, &place->path, receiver);
        place->container = receiver->field.base;
    }
    return place->container != NULL;
}

/* --- the function --- */

static Node *open_name(Program *program, Symbol *symbol)
{
    Node *node = node_name(program, symbol, symbol->span);

    node->type = NULL;
    return node;
}

/* xs[i] */
static Node *open_element(Program *program, const Function *function)
{
    Node *node = node_new(program, NODE_INDEX, function->span);

    node->index.base = open_name(program, function->parameters.items[0]);
    LIST_PUSH(&program->arena, &node->index.items,
              open_name(program, function->parameters.items[1]));
    return node;
}

/* item.start.x */
static Node *open_path(Program *program, Symbol *root, const ElementPlace *place)
{
    Node *node = open_name(program, root);

    for (uint32_t i = place->path.count; i > 0; i--) {
        Node *field = node_new(program, NODE_FIELD, root->span);

        field->field.base = node;
        field->field.name = place->path.items[i - 1]->field.name;
        node = field;
    }
    return node;
}

/* receiver.m(x1, x2), or of a trait Trait.m(receiver, x1, x2) */
static Node *open_call(Program *program, const Function *function, const Function *method,
                       Node *receiver, uint32_t first)
{
    Node *call = node_new(program, NODE_METHOD, function->span);
    Symbol *trait = function_trait(method);

    call->method.name = method->symbol->name;
    call->method.base = trait == NULL ? receiver : open_name(program, trait);
    if (trait != NULL) {
        LIST_PUSH(&program->arena, &call->method.arguments, receiver);
    }
    for (uint32_t i = first; i < function->parameters.count; i++) {
        Symbol *parameter = function->parameters.items[i];
        Node *argument = open_name(program, parameter);

        if (parameter->is_reference) {
            Node *reference = node_new(program, NODE_REFERENCE, function->span);

            reference->unary.operand = argument;
            argument = reference;
        }
        LIST_PUSH(&program->arena, &call->method.arguments, argument);
    }
    return call;
}

static void push_call(Program *program, Node *block, const Function *function, Node *call)
{
    bool gives_value = function->result->kind != TYPE_NONE;
    Node *statement =
        node_new(program, gives_value ? NODE_RETURN : NODE_EXPRESSION, function->span);

    statement->unary.operand = call;
    block_push(program, block, statement);
}

/* var item = xs[i]; try { item.m(x1) } finally { xs[i] = item } */
static void fill_with_element(Program *program, Function *function, const Function *method,
                              const ElementPlace *place)
{
    Symbol *item =
        symbol_new(program, SYMBOL_LOCAL, name_of(&program->names, "item"), function->span);
    Node *let = node_let(program, item, open_element(program, function));
    Node *attempt = node_new(program, NODE_TRY, function->span);

    item->is_mutable = true;
    item->owner = function;
    attempt->try_.body = node_block(program, function->span);
    attempt->try_.finally = node_block(program, function->span);
    push_call(program, attempt->try_.body, function,
              open_call(program, function, method, open_path(program, item, place), 2));
    block_push(program, attempt->try_.finally,
               node_assign(program, open_element(program, function), open_name(program, item)));
    block_push(program, function->body, let);
    block_push(program, function->body, attempt);
}

static void add_parameters(Infer *infer, Function *function, const Function *method,
                           const ElementPlace *place)
{
    Program *program = infer->program;

    if (place->index != NULL) {
        add_derived_parameter(program, function, "xs", place->container->type);
        add_derived_parameter(program, function, "i", place->index->type);
    } else {
        add_derived_parameter(program, function, "object", place->container->type);
    }
    for (uint32_t i = 1; i < method->parameters.count; i++) {
        const Symbol *parameter = method->parameters.items[i];

        add_derived_parameter(program, function, arena_format(&program->arena, "x%u", i),
                              parameter->type);
        function->parameters.items[function->parameters.count - 1]->is_reference =
            parameter->is_reference;
    }
}

static bool have_same_path(const NodeList *a, const NodeList *b)
{
    bool are_same = a->count == b->count;

    for (uint32_t i = 0; i < a->count && are_same; i++) {
        are_same = a->items[i]->field.name == b->items[i]->field.name;
    }
    return are_same;
}

static Function *find_changer(Infer *infer, const Function *method, const ElementPlace *place)
{
    for (uint32_t i = 0; infer->elements != NULL && i < infer->elements->list.count; i++) {
        const Changer *changer = &infer->elements->list.items[i];

        if (changer->method == method && changer->container == place->container->type &&
            changer->function->module == current_module(infer) &&
            have_same_path(&changer->path, &place->path)) {
            return changer->function;
        }
    }
    return NULL;
}

static void keep_changer(Infer *infer, const Function *method, const ElementPlace *place,
                         Function *function)
{
    Arena *arena = &infer->program->arena;
    Changer changer = {method, place->container->type, {NULL, 0, 0}, function};

    for (uint32_t i = 0; i < place->path.count; i++) {
        LIST_PUSH(arena, &changer.path, place->path.items[i]);
    }
    if (infer->elements == NULL) {
        infer->elements = ARENA_NEW(arena, struct ElementFunctions);
    }
    LIST_PUSH(arena, &infer->elements->list, changer);
}

static Function *make_changer(Infer *infer, Function *method, const ElementPlace *place, Span span)
{
    Program *program = infer->program;
    const Type *result = function_result(infer, method, span);
    Name *prefix = name_format(&program->names, "%s_in", method->symbol->name->text);
    Function *function = derived_function_new(infer, prefix, place->container->type, result, span);

    function->display_name = method->display_name;
    keep_changer(infer, method, place, function);
    add_parameters(infer, function, method, place);
    if (place->index != NULL) {
        fill_with_element(program, function, method, place);
    } else {
        Symbol *object = function->parameters.items[0];

        push_call(program, function->body, function,
                  open_call(program, function, method, open_path(program, object, place), 1));
    }
    infer_body(infer, function);
    return function;
}

/* --- its calls --- */

/* xs[i].m(x) becomes m_in(xs, i, x). */
Function *change_element(Infer *infer, Node *call, Function *method)
{
    NodeList given = call->call.arguments;
    ElementPlace place;

    if (!find_place(infer, given.items[0], &place)) {
        return NULL;
    }
    Function *function = find_changer(infer, method, &place);
    if (function == NULL) {
        function = make_changer(infer, method, &place, call->span);
    }
    call->call.callee = node_name(infer->program, function->symbol, call->call.callee->span);
    call->call.arguments = (NodeList){NULL, 0, 0};
    call->flags &= (uint16_t)~FLAG_VIRTUAL;
    LIST_PUSH(&infer->program->arena, &call->call.arguments, place.container);
    if (place.index != NULL) {
        LIST_PUSH(&infer->program->arena, &call->call.arguments, place.index);
    }
    for (uint32_t i = 1; i < given.count; i++) {
        LIST_PUSH(&infer->program->arena, &call->call.arguments, given.items[i]);
    }
    return function;
}
