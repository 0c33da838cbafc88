/* resolve_unknown: what may be meant by a name that nothing has. */
#include "class.h"
#include "resolve.h"

#include <string.h>

typedef struct Foreign {
    const char *name;
    const char *meant;
} Foreign;

/* What other languages call the types and others: their name, and what it is here. */
static const Foreign names[] = {
    {"int", "int64"},          {"uint", "uint64"}, {"float", "float64"}, {"double", "float64"},
    {"complex", "complex128"}, {"string", "str"},  {"boolean", "bool"},  {"void", "none"},
    {"null", "none"},          {"nil", "none"},    {"this", "self"},     {"type", "type_name"},
};

/* Python's functions that are written otherwise. */
static const Foreign functions[] = {
    {"repr", "write \"{!r}\".format(x)"},
    {"hex", "write \"{:#x}\".format(n)"},
    {"oct", "write \"{:#o}\".format(n)"},
    {"bin", "write \"{:#b}\".format(n)"},
    {"divmod", "write (a // b, a % b)"},
    {"isinstance", "write 'x is C'"},
    {"id", "same(a, b) tells whether two names mean one object"},
    {"open", "write io.open(path, mode) and 'import io'"},
    {"input", "write io.stdin.read_line() and 'import io'"},
    {"exit", "'fn main() -> int32' returns the exit status"},
    {"math", "the functions of numbers belong to no module: sqrt(x)"},
    {"sys",
     "'fn main(args: list[str])' takes the arguments; io.stdin and its like need 'import io'"},
    {"getattr", "write get_field[T](x, name)"},
    {"super", "write super.init(…), super.m(…)"},
    {"frozenset", "write set[T](xs)"},
};

static const char *meaning_of(const Foreign *words, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(words[i].name, name) == 0) {
            return words[i].meant;
        }
    }
    return NULL;
}

/* Has the class around a member of that name? */
static bool is_member(const Resolver *resolver, const Name *name)
{
    const Function *function = resolver->function;

    while (function != NULL && function->outer != NULL) {
        function = function->outer;
    }
    return function != NULL && function->class_ != NULL &&
           class_member(function->class_, name) != NULL;
}

void advise_unknown(Resolver *resolver, const Name *unknown, const char *advice,
                    bool (*is_meant)(const Binding *binding))
{
    Diagnostics *diagnostics = &resolver->program->diagnostics;
    const char *name = unknown->text;
    const char *meant = meaning_of(names, sizeof names / sizeof *names, name);
    const char *help = meaning_of(functions, sizeof functions / sizeof *functions, name);

    if (is_member(resolver, unknown)) {
        report_help(diagnostics, "write self.%s", name);
        return;
    }
    if (help == NULL && meant == NULL) {
        meant = scope_nearest(&resolver->scopes, name, is_meant);
    }
    if (meant != NULL) {
        report_help(diagnostics, "did you mean '%s'?", meant);
    } else if (help != NULL || advice != NULL) {
        report_help(diagnostics, "%s", help != NULL ? help : advice);
    }
}
