/* emit_function: functions, their conventions and comments. */
#include "class.h"
#include "emit_internal.h"

/* --- conventions --- */

bool function_raises(const Function *function)
{
    return function->effects.raises.count > 0 || function->effects.raises_anything;
}

bool function_takes_context(const Function *function)
{
    if (function->kind == FUNCTION_EXTERN) {
        return false;
    }
    return function_raises(function) || function->effects.needs_context;
}

bool function_is_defined(const Function *function)
{
    return function->body != NULL && function->is_reached && function->kind != FUNCTION_EXTERN &&
           function->kind != FUNCTION_DECLARE;
}

bool is_plain_main(const Function *function)
{
    return !function_takes_context(function) && function->parameters.count == 0 &&
           function->module->initialiser == NULL;
}

bool is_external(const Function *function)
{
    return (function->is_public && !function->is_main && !method_is_in_slot(function)) ||
           function->export_name != NULL || function->kind == FUNCTION_EXTERN ||
           function->kind == FUNCTION_DECLARE;
}

bool has_result(const Function *function)
{
    return function->result != NULL && function->result->kind != TYPE_NONE;
}

const char *pointer_type(Emitter *e, const Type *type)
{
    const char *target = c_type(e, type);

    return text_format(e, target[strlen(target) - 1] == '*' ? "%s*" : "%s *", target);
}

static const char *result_type(Emitter *e, const Function *function)
{
    return function_raises(function) ? use(e, "nb_status") : c_type(e, function->result);
}

/* --- comments --- */

static const char *joined(Emitter *e, const char *text, const char *more)
{
    return text == NULL ? more : text_format(e, "%s %s", text, more);
}

static const char *raises_text(Emitter *e, const Function *function)
{
    const SymbolList *raises = &function->effects.raises;
    const char *text = "Raises";

    if (function->effects.raises_anything) {
        return "Raises anything.";
    }
    if (raises->count == 0) {
        return "Raises nothing.";
    }
    for (uint32_t i = 0; i < raises->count; i++) {
        text = text_format(e, "%s %s%s", text, raises->items[i]->name->text,
                           i + 1 < raises->count ? "," : ".");
    }
    return text;
}

const char *taken_names(Emitter *e, const Function *function)
{
    const char *text = NULL;
    const char *last = NULL;

    for (uint32_t i = 0; i < function->parameters.count; i++) {
        const Symbol *parameter = function->parameters.items[i];

        if (parameter->takes_over) {
            text = text == NULL ? last : text_format(e, "%s, %s", text, last);
            last = text_format(e, "`%s`", parameter->name->text);
        }
    }
    return text == NULL ? last : text_format(e, "%s and %s", text, last);
}

/* "The mean of `a`. Raises EmptyError." */
const char *function_comment(Emitter *e, const Function *function)
{
    const char *text =
        joined(e, function->c_comment, function->document != NULL ? function->document : "");

    if (function->document == NULL) {
        text = function->c_comment;
    }
    const char *note = environment_note(e, function);
    if (note != NULL) {
        text = joined(e, text, note);
    }
    if (taken_names(e, function) != NULL) {
        text = joined(e, text, text_format(e, "Takes over %s.", taken_names(e, function)));
    }
    return function->kind == FUNCTION_EXTERN ? text : joined(e, text, raises_text(e, function));
}

/* --- heads --- */

static CNode *function_node(Emitter *e, const Function *function)
{
    CNode *node = c_new(e->arena, C_FUNCTION, function->span);
    bool is_main = function->is_main && is_plain_main(function);

    node->name = function->symbol->c_name;
    node->symbol = function->symbol->name->text;
    node->text = is_main ? "int" : result_type(e, function);
    if (!is_external(function) && !is_main) {
        node->flags |= C_STATIC;
    }
    if (function->is_inline && !is_external(function)) {
        node->flags |= C_INLINE;
    }
    if (function->is_noinline) {
        node->flags |= C_NOINLINE;
        (void)use(e, "NB_NOINLINE");
    }
    if (function_raises(function)) {
        node->flags |= C_MUST_CHECK;
        (void)use(e, "NB_CHECKED");
    }
    return node;
}

const char *parameter_type(Emitter *e, const Symbol *parameter)
{
    return parameter->is_reference ? pointer_type(e, parameter->type) : c_type(e, parameter->type);
}

static const char *type_of_parameter(Emitter *e, const Function *function, uint32_t i)
{
    return i == 0 && is_class_function(function) ? self_type(e, function)
                                                 : parameter_type(e, function->parameters.items[i]);
}

static void push_parameter(Emitter *e, CNode *node, const char *type, const char *name)
{
    c_push(e->arena, &node->parameters, c_parameter(e->arena, type, name));
}

static bool has_parameter(const Function *function, const char *name)
{
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        if (strcmp(function->parameters.items[i]->name->text, name) == 0) {
            return true;
        }
    }
    return false;
}

CNode *function_prototype(Emitter *e, const Function *function)
{
    CNode *node = function_node(e, function);

    if (function_takes_context(function)) {
        push_parameter(e, node, text_format(e, "%s *", use(e, "nb_context")),
                       has_parameter(function, "ctx") ? "ctx_2" : "ctx");
    }
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        const Symbol *parameter = function->parameters.items[i];
        bool is_base = i == 0 && takes_base(function);

        push_parameter(e, node, type_of_parameter(e, function, i),
                       is_base ? base_parameter(function) : field_name(e, parameter));
    }
    if (function_raises(function) && has_result(function)) {
        push_parameter(e, node, pointer_type(e, function->result),
                       has_parameter(function, "result") ? "result_2" : "result");
    }
    return node;
}

static void include_foreign(Emitter *e, const char *header)
{
    if (!runtime_use_header(e->runtime, header)) {
        use_header(e, header);
    }
}

/* What a standard module declares is a part of the runtime. */
static bool is_runtime_function(Emitter *e, const Function *function)
{
    return function->module->source->is_library && function->body == NULL &&
           runtime_use(e->runtime, function->symbol->c_name);
}

static void push_prototype(Emitter *e, const Function *function)
{
    Arena *trees = e->arena;

    e->arena = e->lasting;
    c_push(e->arena, e->code, function_prototype(e, function));
    e->arena = trees;
    e->declared_ahead++;
}

void declare_ahead(Emitter *e, const Function *function)
{
    Symbol *symbol = function->symbol;

    if (symbol->fact != NULL) {
        return;
    }
    symbol->fact = symbol;
    if (function->header != NULL) {
        include_foreign(e, function->header);
    } else if (!is_runtime_function(e, function)) {
        push_prototype(e, function);
    }
}

void declare_in_table(Emitter *e, const Function *function)
{
    if (function == e->function && !e->is_declared) {
        e->is_declared = true;
        push_prototype(e, function);
    }
    declare_ahead(e, function);
}

/* --- bodies --- */

static void open_parameters(Emitter *e, CNode *node, const Function *function)
{
    const SymbolList *parameters = &function->parameters;
    const char **names = arena_alloc(e->arena, (parameters->count + 1) * sizeof *names);

    for (uint32_t i = 0; i < parameters->count; i++) {
        bool is_base = i == 0 && takes_base(function);

        names[i] = is_base ? local_fresh(e, base_parameter(function))
                           : local_declare(e, parameters->items[i]);
    }
    if (function_takes_context(function)) {
        e->context = local_fresh(e, "ctx");
        push_parameter(e, node, text_format(e, "%s *", use(e, "nb_context")), e->context);
    }
    for (uint32_t i = 0; i < parameters->count; i++) {
        push_parameter(e, node, type_of_parameter(e, function, i), names[i]);
    }
    if (e->raises && has_result(function)) {
        e->result = local_fresh(e, "result");
        push_parameter(e, node, pointer_type(e, function->result), e->result);
    }
    if (takes_base(function)) {
        declare_self(e, (Function *)(uintptr_t)function, names[0]);
    }
}

/* if (nb_stack_is_low(ctx)) { return nb_raise_too_deep(ctx, NB_AT("f", 3)); } */
static void check_stack(Emitter *e, const Function *function)
{
    if (!function->effects.is_recursive || !e->program->checks.recursion ||
        function->is_unchecked || e->context == NULL) {
        return;
    }
    CNode *low = c_call1(e->arena, use(e, "nb_stack_is_low"), context_of(e));
    CNode *raise =
        c_call2(e->arena, use(e, "nb_raise_too_deep"), context_of(e), frame_of(e, function->span));
    CNode *branch = c_if(e->arena, low);
    c_push(e->arena, &branch->list, c_return(e->arena, raise));
    push(e, branch, function->span);
}

static void insert_first(Emitter *e, CNodeList *list, CNode *node)
{
    c_push(e->arena, list, node);
    memmove(&list->items[1], &list->items[0], (list->count - 1) * sizeof *list->items);
    list->items[0] = node;
}

/* What a context is needed for may be nothing of this function's own. */
static void finish_context(Emitter *e, CNodeList *body)
{
    if (e->globals != NULL) {
        CNode *globals = c_member(e->arena, c_unary(e->arena, "*", context_of(e)), "globals");
        (void)use(e, "struct nb_context");
        insert_first(e, body,
                     c_declare(e->arena,
                               text_format(e, "%s_globals *", e->program->main->name->text),
                               e->globals, globals));
    }
}

/* What only the convention asks for. */
static void mark_unused_places(Emitter *e, CNodeList *body)
{
    if (e->result != NULL && !e->uses_result) {
        mark_unused_parameter(e, body, e->result, (Span){0});
    }
    if (e->context != NULL && !e->uses_context) {
        mark_unused_parameter(e, body, e->context, (Span){0});
    }
}

CNode *context_of(Emitter *e)
{
    e->uses_context = true;
    return c_name(e->arena, e->context != NULL ? e->context : "ctx");
}

CNode *result_of(Emitter *e)
{
    e->uses_result = true;
    return c_name(e->arena, e->result);
}

static void enter_function(Emitter *e, Function *function)
{
    const char *name =
        function->display_name != NULL ? function->display_name : function->symbol->name->text;

    e->function = function;
    e->is_declared = function->symbol->fact != NULL;
    e->frame_function = c_string(e->arena, name, (uint32_t)strlen(name));
    e->raises = function_raises(function);
    e->is_main = function->is_main && is_plain_main(function);
    e->context = NULL;
    e->uses_context = false;
    e->uses_result = false;
    e->result = NULL;
    e->globals = NULL;
    e->returned = NULL;
    e->try_ = NULL;
    e->flight_status = NULL;
    e->loop_depth = 0;
    e->handler_count = 0;
    e->finally_count = 0;
    e->reason = NULL;
}

static bool ends_with_cleanup(const Emitter *e, const Function *function)
{
    const NodeList *body = &function->body->list;

    return body->count > 0 && body->items[body->count - 1]->kind == NODE_TRY &&
           is_cleanup(e, body->items[body->count - 1]);
}

static CNode *make_function(Emitter *e, Function *function)
{
    CNode *node = function_node(e, function);
    CNode *body = c_new(e->arena, C_BLOCK, function->span);
    uint32_t mark = scope_open(e);

    enter_function(e, function);
    function->symbol->fact = function->symbol;
    e->out = &body->list;
    open_parameters(e, node, function);
    node->comment = function_comment(e, function);
    node->left = body;
    check_stack(e, function);
    open_table(e, function);
    emit_statements(e, &function->body->list);
    if (!ends_with_cleanup(e, function) && !node_diverges(function->body) &&
        (e->raises || e->is_main)) {
        emit_return(e, NULL, function->span);
    }
    scope_close(e, mark);
    finish_context(e, &body->list);
    mark_unused_places(e, &body->list);
    finish_list(e, &body->list);
    e->function = NULL;
    return node;
}

/* Changes with everything that is made for other functions, too, while one is made. */
static uint32_t count_lasting(const Emitter *e)
{
    return e->lasting_texts + e->class_names.count + e->file_types.count + e->plain_types.count +
           e->prototypes.count + e->type_functions.count + e->code->count - e->declared_ahead +
           e->used_types.count + e->tables.count + e->boxed.count + e->described.count +
           e->includes.count;
}

/* A function that needed nothing new is printed at once: its tree's memory is the next one's, and
 * stays in the cache. */
void emit_function(Emitter *e, Function *function)
{
    char *before = e->arena->next;
    uint32_t lasting = count_lasting(e);
    CNode *node = make_function(e, function);

    if (e->options->prints_ahead && count_lasting(e) == lasting) {
        node = c_print_ahead(&e->printed, e->lasting, node);
        arena_rewind(e->arena, before);
    }
    c_push(e->lasting, e->code, node);
}
