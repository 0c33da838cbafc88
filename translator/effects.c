/* Pass effects: what each function can raise, what it touches, and who is reached from outside.
 *
 * Requires lowered closures and loops, and what prove found: an unproven operation is a check that
 * can raise. Fills Function.effects and is_reached of every function, callees before callers, going
 * round within a group of mutually recursive functions until nothing is added; gives each try what
 * its body can raise and its handlers their flags. Reports functions that can raise what their
 * `raises` clause does not name. Changes no code. */
#include "call_graph.h"
#include "class.h"
#include "effects_internal.h"
#include "passes.h"

/* A try statement that stands between what is being walked and the function's end. */
typedef struct Enclosing {
    const Node *try_node;
    const struct Enclosing *outer;
} Enclosing;

typedef struct Walk {
    Program *program;
    const Exceptions *exceptions;
    Effects found;
    RaiseSet *raises;           /* where what is raised here arrives */
    const RaiseSet *handled;    /* what a bare `raise` raises again; NULL outside of handlers */
    const Enclosing *enclosing; /* the innermost one, or NULL */
    const Symbol *wanted;       /* an exception whose origin is looked for; NULL: of `anything` */
    const Node *origin;         /* what raises it, if that is known */
} Walk;

static void walk_node(Node **slot, void *data);

static void walk_tree(Walk *walk, Node *node)
{
    if (node != NULL) {
        walk_node(&node, walk);
    }
}

/* --- raising --- */

static void raise_all(Walk *walk, const Node *node, const RaiseSet *raised)
{
    bool is_wanted = walk->wanted == NULL ? raised->anything
                                          : raise_set_has(walk->exceptions, raised, walk->wanted);

    if (is_wanted && walk->origin == NULL) {
        walk->origin = node;
    }
    raise_set_add_all(walk->exceptions, walk->raises, raised);
}

static void raise_one(Walk *walk, const Node *node, const Symbol *exception)
{
    if (exception == walk->wanted && walk->origin == NULL) {
        walk->origin = node;
    }
    raise_set_add(walk->exceptions, walk->raises, exception);
}

/* Must `exception`, raised here, be put in the context, or is it a jump to a handler? */
static bool needs_context(const Walk *walk, const Symbol *exception)
{
    return walk->enclosing == NULL || !is_raised_by_jump(walk->enclosing->try_node, exception);
}

/* Raises the built-in exceptions of `bits`; by the runtime, which needs the context, or by a
 * check. */
static void raise_bits(Walk *walk, const Node *node, uint64_t bits, bool is_runtime)
{
    for (uint32_t i = 0; bits != 0; i++, bits >>= 1) {
        if ((bits & 1U) != 0) {
            const Symbol *exception = walk->exceptions->symbols[i];

            raise_one(walk, node, exception);
            walk->found.needs_context |= is_runtime || needs_context(walk, exception);
        }
    }
}

static bool has_fields(const Symbol *exception)
{
    while (exception != NULL && exception->declaration->fields.count == 0) {
        exception = exception->declaration->base;
    }
    return exception != NULL;
}

/* An exception with fields or a cause is an object from the start, and so takes memory. */
static void do_raise(Walk *walk, const Node *node)
{
    const Node *value = node->raise.value;

    if (raises_again(node)) {
        if (walk->handled != NULL) {
            raise_all(walk, node, walk->handled);
        }
        walk->found.needs_context = true;
        return;
    }
    const Symbol *exception = value->type->declaration;
    if (has_fields(exception) || node->raise.cause != NULL) {
        raise_bits(walk, node, EXCEPTION_BIT(MemoryError), true);
    }
    raise_one(walk, node, exception);
    walk->found.needs_context |= needs_context(walk, exception);
}

/* --- names, places and calls --- */

static void touch_global(Walk *walk)
{
    walk->found.needs_context = true;
    walk->found.is_pure = false;
}

static void use_name(Walk *walk, const Symbol *symbol)
{
    if (symbol->kind == SYMBOL_GLOBAL) {
        touch_global(walk);
    } else if (symbol->kind == SYMBOL_LOCAL && symbol->is_reference) {
        walk->found.is_pure = false;
    }
}

/* An own local may be assigned, and its fields; all else is seen by others. */
static void write_place(Walk *walk, const Node *place)
{
    while ((place->kind == NODE_FIELD && place->field.base->type->kind != TYPE_CLASS) ||
           place->kind == NODE_ITEM) {
        place = place->kind == NODE_FIELD ? place->field.base : place->item.base;
    }
    bool is_own = place->kind == NODE_NAME && place->name.symbol->kind == SYMBOL_LOCAL &&
                  !place->name.symbol->is_reference;

    walk->found.writes |= !is_own;
    walk->found.is_pure &= is_own;
}

/* What the clause of the function value's type lets through: `raises nothing` nothing at all, as
 * its C has no way to tell of it. */
static RaiseSet raised_by_value(const Walk *walk, const Type *type)
{
    RaiseSet raised = raise_set_new(walk->exceptions);

    if (type->raises == NULL) {
        raised.anything = true;
    } else if (!type_raises_nothing(type)) {
        raised.words[0] |= EXCEPTION_BIT(MemoryError) | EXCEPTION_BIT(RecursionError);
    }
    for (uint32_t i = 0; type->raises != NULL && i < type->raises->count; i++) {
        raise_set_add(walk->exceptions, &raised, type->raises->arguments[i]->declaration);
    }
    return raised;
}

static void call_unknown(Walk *walk, const Node *node)
{
    RaiseSet raised = raised_by_value(walk, node->call.callee->type);

    raise_all(walk, node, &raised);
    walk->found.needs_context = true;
    walk->found.writes = true;
    walk->found.is_pure = false;
}

/* Methods of a slot have one convention in C: each call has the effects of all. */
static void call_known(Walk *walk, const Node *node, const Function *callee)
{
    const Vertex *vertex = callee->symbol->fact;
    const Vertex *seen = vertex->slot != NULL ? vertex->slot : vertex;
    const Effects *effects = seen == vertex ? &callee->effects : &seen->effects;

    raise_all(walk, node, &seen->raises);
    walk->found.needs_context |= effects->needs_context;
    walk->found.writes |= effects->writes;
    walk->found.is_pure &= effects->is_pure;
}

static void call(Walk *walk, const Node *node)
{
    const Function *callee = callee_of(node);

    if (callee == NULL) {
        call_unknown(walk, node);
    } else {
        call_known(walk, node, callee);
    }
}

/* Making an object takes memory and calls its class's `init`. */
static void construct(Walk *walk, const Node *node)
{
    const Symbol *symbol = node->construct.symbol;
    const Function *initialiser = called_initialiser(node);

    if (initialiser != NULL) {
        call_known(walk, node, initialiser);
    }
    walk->found.is_pure &= symbol->kind != SYMBOL_CLASS;
    walk->found.writes |= symbol->kind == SYMBOL_CLASS && walk->program->has_finalisers;
}

static void use_builtin(Walk *walk, const Node *node)
{
    Effect effect = builtin_table[node->builtin.id].effect;

    walk->found.needs_context |= effect == EFFECT_ALLOCATE || effect == EFFECT_RELEASE ||
                                 effect == EFFECT_FREE || node->builtin.id == BUILTIN_HASH;
    walk->found.writes |= effect == EFFECT_WRITE || effect == EFFECT_RELEASE;
    walk->found.is_pure &= effect == EFFECT_PURE || effect == EFFECT_FREE;
}

/* --- a node by itself --- */

/* What evaluating the node does, after its operands and parts. */
static void add_effect(Walk *walk, const Node *node)
{
    raise_bits(walk, node, node_checks(walk->program, node), false);
    raise_bits(walk, node, node_runtime_raises(node), true);
    switch (node->kind) {
    case NODE_NAME: use_name(walk, node->name.symbol); break;
    case NODE_INDEX: walk->found.is_pure &= type_is_text(node->index.base->type); break;
    case NODE_FIELD: walk->found.is_pure &= node->field.base->type->kind != TYPE_CLASS; break;
    case NODE_ASSIGN: write_place(walk, node->assign.target); break;
    case NODE_CALL: call(walk, node); break;
    case NODE_CONSTRUCT: construct(walk, node); break;
    case NODE_BUILTIN: use_builtin(walk, node); break;
    case NODE_RAISE: do_raise(walk, node); break;
    default: break;
    }
}

/* --- try --- */

static void find_raise_again(Node **slot, void *found)
{
    const Node *node = *slot;

    if (node->kind == NODE_RAISE && raises_again(node)) {
        *(bool *)found = true;
    } else if (node->kind != NODE_HANDLER && !node_is_expression(node)) {
        node_children(*slot, find_raise_again, found);
    }
}

static void set_flag(Node *node, NodeFlag flag, bool value)
{
    node->flags = (uint16_t)(value ? node->flags | (unsigned)flag : node->flags & ~(unsigned)flag);
}

static void note_use(Node *handler)
{
    bool is_used = handler->handler.symbol != NULL;
    const Node *body = handler->handler.body;

    find_raise_again(&handler->handler.body, &is_used);
    for (uint32_t i = 0; i < body->list.count; i++) {
        is_used |= takes_caught(body->list.items[i]);
    }
    set_flag(handler, FLAG_USES_EXCEPTION, is_used);
}

/* Walks one handler; what it catches is moved out of `arriving`. */
static void walk_handler(Walk *walk, Node *handler, RaiseSet *arriving)
{
    const Exceptions *exceptions = walk->exceptions;
    const RaiseSet *outer_handled = walk->handled;
    RaiseSet caught = raise_set_new(exceptions);

    for (uint32_t i = 0; i < handler->handler.types.count; i++) {
        raise_set_catch(exceptions, arriving, handler->handler.types.items[i], &caught);
    }
    if (handler->handler.types.count == 0) {
        raise_set_add_all(exceptions, &caught, arriving);
        *arriving = raise_set_new(exceptions);
    }
    set_flag(handler, FLAG_CATCHES_ALL, raise_set_is_empty(exceptions, arriving));
    walk->handled = &caught;
    walk_tree(walk, handler->handler.body);
    walk->handled = outer_handled;
}

static void note_raises(Walk *walk, Node *node, const RaiseSet *arriving)
{
    Raises *raises = ARENA_NEW(&walk->program->arena, Raises);

    raise_set_list(walk->exceptions, arriving, &walk->program->arena, &raises->types);
    raises->anything = arriving->anything;
    node->try_.raises = raises;
}

/* The body, the handlers and the else block: all but `finally`. */
static void walk_guarded(Walk *walk, Node *node)
{
    RaiseSet *leaving = walk->raises;
    const Enclosing *outer = walk->enclosing;
    Enclosing inner = {.try_node = node, .outer = outer};
    RaiseSet arriving = raise_set_new(walk->exceptions);

    walk->raises = &arriving;
    walk->enclosing = &inner;
    walk_tree(walk, node->try_.body);
    walk->raises = leaving;
    walk->enclosing = node->try_.finally != NULL ? &inner : outer;
    note_raises(walk, node, &arriving);
    for (uint32_t i = 0; i < node->try_.handlers.count; i++) {
        walk_handler(walk, node->try_.handlers.items[i], &arriving);
    }
    raise_set_add_all(walk->exceptions, leaving, &arriving);
    walk_tree(walk, node->try_.otherwise);
    walk->enclosing = outer;
}

static void walk_try(Walk *walk, Node *node)
{
    RaiseSet *leaving = walk->raises;
    RaiseSet guarded = raise_set_new(walk->exceptions);

    for (uint32_t i = 0; i < node->try_.handlers.count; i++) {
        note_use(node->try_.handlers.items[i]);
    }
    if (node->try_.finally == NULL) {
        walk_guarded(walk, node);
        return;
    }
    walk->raises = &guarded;
    walk_guarded(walk, node);
    walk->raises = leaving;
    walk_tree(walk, node->try_.finally);
    if (!node_diverges(node->try_.finally)) {
        raise_set_add_all(walk->exceptions, leaving, &guarded);
    }
    walk->found.needs_context |= !raise_set_is_empty(walk->exceptions, &guarded);
}

/* --- all nodes --- */

static void walk_node(Node **slot, void *data)
{
    if ((*slot)->kind == NODE_TRY) {
        walk_try(data, *slot);
        return;
    }
    node_operands(*slot, walk_node, data);
    add_effect(data, *slot);
}

/* Without a try all that is raised leaves the function, wherever it stands. */
static void walk_body(Walk *walk, Function *function)
{
    if (function->has_try) {
        walk_tree(walk, function->body);
        return;
    }
    for (uint32_t i = 0; i < function->effectful.count; i++) {
        add_effect(walk, function->effectful.items[i]);
    }
}

/* --- functions --- */

static Walk open_walk(Program *program, const Exceptions *exceptions, RaiseSet *raises)
{
    Walk walk = {.program = program, .exceptions = exceptions, .raises = raises};

    walk.found.is_pure = true;
    return walk;
}

static void add_clause(const Exceptions *exceptions, RaiseSet *raises, const Function *function)
{
    for (uint32_t i = 0; i < function->raises_clause.count; i++) {
        raise_set_add(exceptions, raises, function->raises_clause.items[i]);
    }
    raises->anything = !function->has_raises_clause;
}

/* What is known before any body is looked at. Functions with a body start from nothing. */
static void open_vertex(const Exceptions *exceptions, Program *program, Vertex *vertex)
{
    Function *function = vertex->function;
    Effects effects = {.is_recursive = vertex->is_recursive, .is_pure = true};
    bool is_abstract = function->kind == FUNCTION_ABSTRACT;
    bool is_foreign = function->body == NULL && !is_abstract;
    bool checks_stack = vertex->is_recursive && program->checks.recursion &&
                        !function->is_unchecked && !is_foreign && !is_abstract;

    vertex->raises = raise_set_new(exceptions);
    if (function->kind == FUNCTION_DECLARE) {
        add_clause(exceptions, &vertex->raises, function);
    }
    if (checks_stack) {
        raise_set_add(exceptions, &vertex->raises, exceptions->symbols[EXCEPTION_RecursionError]);
    }
    effects.needs_context = function->kind == FUNCTION_DECLARE || checks_stack ||
                            function->kind == FUNCTION_INITIALISER;
    effects.writes = (is_foreign && !function->is_pure_declared) ||
                     (program->has_finalisers && function->may_end_objects);
    effects.is_pure = !effects.writes;
    function->effects = effects;
}

/* Walks the body once; was anything new? */
static bool walk_function(Program *program, const Exceptions *exceptions, Vertex *vertex)
{
    RaiseSet raises = raise_set_new(exceptions);
    Walk walk = open_walk(program, exceptions, &raises);
    Function *function = vertex->function;
    Effects *effects = &function->effects;
    const Effects before = *effects;

    walk_body(&walk, function);
    bool is_new = raise_set_add_all(exceptions, &vertex->raises, &raises);
    effects->needs_context |= walk.found.needs_context;
    effects->writes |= walk.found.writes && !function->is_pure_declared;
    effects->is_pure &= walk.found.is_pure || function->is_pure_declared;
    return is_new || effects->needs_context != before.needs_context ||
           effects->writes != before.writes || effects->is_pure != before.is_pure;
}

/* A trait's method is what its impls' methods are together, a slot what its methods are. Was
 * anything new? */
static bool join_targets(const Exceptions *exceptions, Vertex *vertex, Effects *effects)
{
    const Effects before = *effects;
    bool is_new = false;

    for (uint32_t i = 0; i < vertex->edges.count; i++) {
        const Vertex *method = vertex->edges.items[i].target;

        is_new |= raise_set_add_all(exceptions, &vertex->raises, &method->raises);
        effects->needs_context |= method->function->effects.needs_context;
        effects->writes |= method->function->effects.writes;
        effects->is_pure &= method->function->effects.is_pure;
    }
    effects->needs_context |= !raise_set_is_empty(exceptions, &vertex->raises);
    return is_new || effects->needs_context != before.needs_context ||
           effects->writes != before.writes || effects->is_pure != before.is_pure;
}

static void close_vertex(Program *program, const Exceptions *exceptions, const Vertex *vertex)
{
    Effects *effects = &vertex->function->effects;

    raise_set_list(exceptions, &vertex->raises, &program->arena, &effects->raises);
    effects->raises_anything = vertex->raises.anything;
    effects->needs_context |= !raise_set_is_empty(exceptions, &vertex->raises);
}

static void open_slot(const Exceptions *exceptions, Vertex *slot)
{
    slot->raises = raise_set_new(exceptions);
    slot->effects = (Effects){.is_pure = true};
}

static bool analyse_vertex(Program *program, const Exceptions *exceptions, Vertex *vertex)
{
    const Function *function = vertex->function;

    if (vertex->root != NULL) {
        return join_targets(exceptions, vertex, &vertex->effects);
    }
    if (function != NULL && function->kind == FUNCTION_ABSTRACT) {
        return join_targets(exceptions, vertex, &vertex->function->effects);
    }
    return function != NULL && function->body != NULL && walk_function(program, exceptions, vertex);
}

static void analyse_component(Program *program, const Exceptions *exceptions, Component component)
{
    bool is_new = true;

    for (uint32_t i = 0; i < component.count; i++) {
        if (component.vertices[i]->function != NULL) {
            open_vertex(exceptions, program, component.vertices[i]);
        } else if (component.vertices[i]->root != NULL) {
            open_slot(exceptions, component.vertices[i]);
        }
    }
    while (is_new) {
        is_new = false;
        for (uint32_t i = 0; i < component.count; i++) {
            is_new |= analyse_vertex(program, exceptions, component.vertices[i]);
        }
        is_new &= component.count > 1 || component.vertices[0]->is_recursive;
    }
    for (uint32_t i = 0; i < component.count; i++) {
        if (component.vertices[i]->function != NULL) {
            close_vertex(program, exceptions, component.vertices[i]);
        }
    }
}

/* Gives the methods of a slot the convention that they share. */
static void close_slot(Program *program, const Exceptions *exceptions, Vertex *slot)
{
    raise_set_list(exceptions, &slot->raises, &program->arena, &slot->effects.raises);
    slot->effects.raises_anything = slot->raises.anything;
    for (uint32_t i = 0; i < slot->edges.count; i++) {
        Effects *effects = &slot->edges.items[i].target->function->effects;
        bool is_recursive = effects->is_recursive;

        *effects = slot->effects;
        effects->is_recursive = is_recursive;
    }
}

static void close_slots(Program *program, const Exceptions *exceptions, const CallGraph *graph)
{
    for (uint32_t i = 0; i < graph->vertices.count && graph->has_slots; i++) {
        if (graph->vertices.items[i]->root != NULL) {
            close_slot(program, exceptions, graph->vertices.items[i]);
        }
    }
}

/* --- where an exception comes from --- */

const Node *exception_origin(Program *program, const Exceptions *exceptions,
                             const Function *function, const Symbol *exception)
{
    RaiseSet raises = raise_set_new(exceptions);
    Walk walk = open_walk(program, exceptions, &raises);

    walk.wanted = exception;
    walk_tree(&walk, function->body);
    return walk.origin;
}

/* --- the pass --- */

bool pass_effects(Program *program)
{
    Exceptions exceptions;
    CallGraph graph;

    number_exceptions(&exceptions, program, &program->scratch);
    call_graph_open_found(&graph, program, &program->scratch);
    find_cycles(program, &graph.closures);
    find_literal_results(program);
    mark_unset_globals(&graph);
    for (uint32_t i = 0; i < graph.components.count; i++) {
        analyse_component(program, &exceptions, graph.components.items[i]);
    }
    check_clauses(&graph, &exceptions);
    check_promises(program, &exceptions);
    close_slots(program, &exceptions, &graph);
    check_key_functions(program);
    call_graph_mark_reached(&graph);
    warn_of_cycles(program, &graph.closures);
    call_graph_close(&graph);
    forget_numbers(&exceptions);
    return program->diagnostics.error_count == 0;
}

/* --- contexts that later passes came to need --- */

static bool vertex_needs_context(const Vertex *vertex)
{
    if (vertex->function != NULL && vertex->function->effects.needs_context) {
        return true;
    }
    for (uint32_t i = 0; i < vertex->edges.count; i++) {
        const Edge *edge = &vertex->edges.items[i];

        if (edge->is_call && edge->target->function != NULL &&
            edge->target->function->kind != FUNCTION_EXTERN &&
            edge->target->function->effects.needs_context) {
            return true;
        }
    }
    return false;
}

static void pass_context_to(Component component)
{
    bool is_needed = false;

    for (uint32_t i = 0; i < component.count && !is_needed; i++) {
        is_needed = vertex_needs_context(component.vertices[i]);
    }
    for (uint32_t i = 0; i < component.count && is_needed; i++) {
        if (component.vertices[i]->function != NULL) {
            component.vertices[i]->function->effects.needs_context = true;
        }
    }
}

void effects_pass_contexts(Program *program)
{
    CallGraph graph;

    call_graph_open(&graph, program, &program->scratch);
    for (uint32_t i = 0; i < graph.components.count; i++) {
        pass_context_to(graph.components.items[i]);
    }
    call_graph_mark_reached(&graph);
    call_graph_close(&graph);
    check_key_functions(program);
}
