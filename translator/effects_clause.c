/* Raises clauses: what functions and the types of function values promise to raise, against what
 * the effects pass found. Changes nothing; reports what a clause does not name, and where that can
 * be raised. */
#include "class.h"
#include "effects_internal.h"

/* The function whose clause is meant: an overriding method must keep what it overrides to. */
static const Function *with_clause(const Function *function)
{
    while (!function->has_raises_clause && function->overrides != NULL) {
        function = function->overrides;
    }
    return function;
}

static bool is_allowed(const Exceptions *exceptions, const Function *function,
                       const Symbol *exception)
{
    bool is_allowed = exception_is(exception, exceptions->symbols[EXCEPTION_MemoryError]) ||
                      exception_is(exception, exceptions->symbols[EXCEPTION_RecursionError]);

    function = with_clause(function);
    for (uint32_t i = 0; i < function->raises_clause.count && !is_allowed; i++) {
        is_allowed = exception_is(exception, function->raises_clause.items[i]);
    }
    return is_allowed;
}

/* `exception` NULL: anything. */
static void report_unlisted(Program *program, const Exceptions *exceptions,
                            const Function *function, const Symbol *exception)
{
    const char *what = exception != NULL ? exception->name->text : "any exception";
    const Node *origin = exception_origin(program, exceptions, function, exception);

    report_error(&program->diagnostics, function->span,
                 "'%s' can raise %s, which %s raises clause does not name",
                 function->symbol->name->text, what,
                 function->has_raises_clause ? "its" : "the overridden method's");
    if (origin != NULL) {
        report_note(&program->diagnostics, origin->span, "%s can be raised here", what);
    }
}

static void check_clause(Program *program, const Exceptions *exceptions, const Function *function)
{
    const Symbol *all = exceptions->symbols[EXCEPTION_BaseException];

    if (!with_clause(function)->has_raises_clause || function->body == NULL) {
        return;
    }
    if (function->effects.raises_anything && !is_allowed(exceptions, function, all)) {
        report_unlisted(program, exceptions, function, NULL);
    }
    for (uint32_t i = 0; i < function->effects.raises.count; i++) {
        const Symbol *exception = function->effects.raises.items[i];

        if (!is_allowed(exceptions, function, exception)) {
            report_unlisted(program, exceptions, function, exception);
        }
    }
}

void check_clauses(const CallGraph *graph, const Exceptions *exceptions)
{
    for (uint32_t i = 0; i < graph->vertices.count; i++) {
        if (graph->vertices.items[i]->function != NULL) {
            check_clause(graph->program, exceptions, graph->vertices.items[i]->function);
        }
    }
}

/* --- the clauses of function values' types --- */

/* Of what is raised, an exception that the promise does not name; or NULL. */
static const Symbol *unnamed_exception(const Exceptions *exceptions, const Promise *promise,
                                       const SymbolList *raised)
{
    Function named = {.has_raises_clause = true};

    for (uint32_t i = 0; i < promise->type->raises->count; i++) {
        LIST_PUSH(exceptions->arena, &named.raises_clause,
                  promise->type->raises->arguments[i]->declaration);
    }
    for (uint32_t i = 0; i < raised->count; i++) {
        if (type_raises_nothing(promise->type) ||
            !is_allowed(exceptions, &named, raised->items[i])) {
            return raised->items[i];
        }
    }
    return NULL;
}

/* `exception` NULL: anything. */
static void report_broken(Program *program, const Exceptions *exceptions, const Promise *promise,
                          const Symbol *exception)
{
    const char *what = exception != NULL ? exception->name->text : "any exception";
    const Node *origin = exception_origin(program, exceptions, promise->function, exception);

    report_error(&program->diagnostics, promise->span,
                 "'%s' can raise %s, which the raises clause of the type asked for here does not "
                 "name",
                 promise->function->display_name, what);
    if (origin != NULL) {
        report_note(&program->diagnostics, origin->span, "%s can be raised here", what);
    }
}

/* A method of a slot raises what any of them does. */
static void check_promise(Program *program, const Exceptions *exceptions, const Promise *promise)
{
    const Vertex *vertex = promise->function->symbol->fact;
    SymbolList listed = {0};

    if (vertex == NULL) {
        return;
    }
    const RaiseSet *raises = vertex->slot != NULL ? &vertex->slot->raises : &vertex->raises;
    raise_set_list(exceptions, raises, exceptions->arena, &listed);
    const Symbol *unnamed = unnamed_exception(exceptions, promise, &listed);
    if (unnamed != NULL || raises->anything) {
        report_broken(program, exceptions, promise, unnamed);
    }
}

void check_promises(Program *program, const Exceptions *exceptions)
{
    for (uint32_t i = 0; i < program->promises.count; i++) {
        check_promise(program, exceptions, &program->promises.items[i]);
    }
}
