/* Pass memory: who owns what, written out.
 *
 * Requires ordered IR: what is made anew stands at a statement's root. Leaves explicit what happens
 * to the memory of values: retain(x) gives a value one more owner, release(x) gives up what a local
 * holds, moved(x) takes it out of the local, x = replacing(v) gives up what x held before, and what
 * must be given back wherever the function is left is released by one `finally` around its body.
 *
 * Every --gc but arena asks for it, for values that are counted; the collector's own need nothing.
 * What handlers catch becomes a value like any other first, always.
 * A function that says so already (its IR was printed after this pass) stays as it is. */
#include "call_graph.h"
#include "memory_internal.h"
#include "passes.h"

/* --- which functions --- */

/* Is it one of what this pass writes at a statement's root? */
static bool is_written(const Node *value)
{
    if (value == NULL || value->kind != NODE_BUILTIN) {
        return false;
    }
    BuiltinRule rule = builtin_table[value->builtin.id].rule;

    return value->builtin.id == BUILTIN_NO_CELL || rule == RULE_OWNED || rule == RULE_NOTHING ||
           rule == RULE_RELEASE;
}

const Node *root_of(const Node *statement)
{
    switch ((NodeKind)statement->kind) {
    case NODE_LET: return statement->let.value;
    case NODE_LET_TUPLE: return statement->let_tuple.value;
    case NODE_ASSIGN: return statement->assign.value;
    case NODE_EXPRESSION:
    case NODE_RETURN: return statement->unary.operand;
    default: return NULL;
    }
}

static void find_written(Node **slot, void *data)
{
    bool *found = data;

    if (*found || node_is_expression(*slot)) {
        return;
    }
    *found = is_written(root_of(*slot));
    node_children(*slot, find_written, data);
}

/* --- what is written already --- */

static bool says_who_owns(const Node *node)
{
    return node->kind == NODE_BUILTIN &&
           (node->builtin.id == BUILTIN_RETAIN || node->builtin.id == BUILTIN_MOVED ||
            node->builtin.id == BUILTIN_REPLACING || node->builtin.id == BUILTIN_RELEASE);
}

/* Says who owns what has no owners under this --gc. */
static void check_written(Node **slot, void *data)
{
    Program *program = data;
    const Node *node = *slot;
    const Node *value = says_who_owns(node) ? node->builtin.arguments.items[0] : NULL;

    node_children(*slot, check_written, data);
    if (value == NULL || (counts_references(program) &&
                          (value->kind == NODE_REFERENCE || type_is_managed(value->type)))) {
        return;
    }
    report_error(&program->diagnostics, node->span, "no owners are counted here of '%s'",
                 type_text(&program->types, value->type));
    report_help(&program->diagnostics,
                "what was printed after the memory pass is read with the --gc it was printed with");
}

/* Has it to do with values in memory, and does not say yet what happens to them? What it says is
 * checked. */
static bool needs_owners(Program *program, Function *function)
{
    bool says_so = false;

    if (function->body == NULL || !function->concerns_memory) {
        return false;
    }
    find_written(&function->body, &says_so);
    if (says_so) {
        check_written(&function->body, program);
    }
    return !says_so;
}

bool counts_references(const Program *program)
{
    return program->collection != COLLECTION_ARENA;
}

/* --- one function --- */

static void forget(Memory *memory)
{
    for (uint32_t i = 0; i < memory->locals.count; i++) {
        memory->locals.items[i]->symbol->fact = NULL;
    }
    memory->locals.count = 0;
}

static void write_function(Memory *memory, Function *function)
{
    memory->function = function;
    memory->releases = false;
    memory->given.count = 0;
    memory_measure(memory);
    memory_own(memory);
    memory_measure(memory);
    memory_place(memory);
    function->effects.needs_context |= memory->releases;
    forget(memory);
}

/* Those who look at exceptions own them, whoever gives them back. */
static bool write_caught(Memory *memory, Function *function)
{
    memory->function = function;
    return function->body != NULL && function->has_try && memory_catch(memory);
}

static bool write_module(Memory *memory, Module *module)
{
    const FunctionList functions = module_functions(memory->program, module);
    bool counts = counts_references(memory->program);
    bool has_changed = false;

    for (uint32_t i = 0; i < functions.count; i++) {
        has_changed |= write_caught(memory, functions.items[i]);
        if (needs_owners(memory->program, functions.items[i]) && counts) {
            write_function(memory, functions.items[i]);
            has_changed = true;
        }
        note_replaced_fields(functions.items[i]);
    }
    if (module->initialiser != NULL && needs_owners(memory->program, module->initialiser) &&
        counts) {
        module->initial =
            node_copy(memory->program, module->initialiser->body, module->initialiser);
        write_function(memory, module->initialiser);
        has_changed = true;
    }
    return has_changed;
}

bool pass_memory(Program *program)
{
    Memory memory = {.program = program,
                     .arena = &program->scratch,
                     .drops_unused = exceptions_hold_values(program)};
    bool has_changed = false;

    note_repeated_inits(program);
    if (counts_references(program)) {
        note_taking_parameters(program);
    }
    for (uint32_t m = 0; m < program->modules.count; m++) {
        has_changed |= write_module(&memory, program->modules.items[m]);
    }
    if (has_changed) {
        effects_pass_contexts(program);
    }
    return program->diagnostics.error_count == 0;
}
