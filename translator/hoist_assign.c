/* Hoisting within assignments, whose targets have operands of their own. */
#include "class.h"
#include "hoist_internal.h"

/* The operands in an assignment's target; what the target only names is none. */
static void collect_target(Hoist *hoist, Node *target)
{
    switch ((NodeKind)target->kind) {
    case NODE_FIELD:
        if (target->field.base->type->kind == TYPE_CLASS) {
            hoist_push_operand(hoist, &target->field.base);
        } else {
            collect_target(hoist, target->field.base);
        }
        return;
    case NODE_ITEM: collect_target(hoist, target->item.base); return;
    case NODE_INDEX:
    case NODE_VIEW: node_children(target, hoist_collect_operand, hoist); return;
    default: return;
    }
}

Node **hoist_indexed_part(Node **target)
{
    while (((*target)->kind == NODE_FIELD && (*target)->field.base->type->kind != TYPE_CLASS) ||
           (*target)->kind == NODE_ITEM) {
        target = (*target)->kind == NODE_FIELD ? &(*target)->field.base : &(*target)->item.base;
    }
    return (*target)->kind == NODE_INDEX || (*target)->kind == NODE_VIEW ? target : NULL;
}

static bool is_plain_local(const Node *target)
{
    return target->kind == NODE_NAME && target->name.symbol->kind == SYMBOL_LOCAL &&
           !is_shared_local(target->name.symbol);
}

/* Is it a field of the object that an `init` makes, while nobody else has that? Then what computes
 * the value can store it there. */
static bool is_own_field(const Hoist *hoist, const Node *target)
{
    const Function *function = hoist->function;

    return target->kind == NODE_FIELD && function_is_init(function) &&
           node_is_name_of(target->field.base, function->parameters.items[0]) &&
           !init_exposes_self(function->class_);
}

/* May what raises stand at the assignment's root? */
static bool takes_root(const Hoist *hoist, const Node *statement)
{
    const Node *target = statement->assign.target;

    return is_plain_local(target) ||
           (statement->assign.value->kind != NODE_CONDITIONAL && is_own_field(hoist, target));
}

/* Saves the target's operands that are not repeatable. */
static void settle_target(Hoist *hoist, uint32_t first)
{
    for (uint32_t i = first; i < hoist->operands.count; i++) {
        Operand *operand = &hoist->operands.items[i];

        operand->is_saved = !node_is_repeatable(*operand->slot);
    }
    hoist_save_marked(hoist, first);
}

static void check_target(Hoist *hoist, Node **target)
{
    Node **indexed = hoist_indexed_part(target);

    if (indexed != NULL && hoist->policy->touches(hoist, *indexed)) {
        hoist->policy->lower(hoist, indexed, NULL);
    }
}

static bool target_needs_check(Hoist *hoist, Node **target)
{
    Node **indexed = hoist_indexed_part(target);

    return indexed != NULL && hoist->policy->touches(hoist, *indexed);
}

/* t = e: the target's operands, the value, then the check. */
static void lower_plain_assign(Hoist *hoist, Node *statement)
{
    Node **target = &statement->assign.target;
    uint32_t first = hoist->operands.count;

    if (takes_root(hoist, statement)) {
        if (statement->assign.value->kind == NODE_CONDITIONAL) {
            Arms arms;

            if (hoist_arms(hoist, statement->assign.value, &arms)) {
                statement = hoist_assigning_if(hoist, statement->assign.value, &arms,
                                               (*target)->name.symbol);
            }
        } else {
            hoist_lower(hoist, &statement->assign.value, NULL, true);
        }
    } else {
        Node **indexed = hoist_indexed_part(target);

        collect_target(hoist, *target);
        hoist_push_operand(hoist, &statement->assign.value);
        hoist_operands(hoist, first);
        hoist_settle_operands(hoist, first, indexed != NULL ? *indexed : *target,
                              target_needs_check(hoist, target) ? TRACE_RAISES : TRACE_NONE);
        check_target(hoist, target);
    }
    hoist_emit(hoist, statement, TRACE_NONE);
}

/* t op= e becomes t = t op e. The target's operands are repeatable. */
static void write_out_operator(Hoist *hoist, Node *statement, Node *old)
{
    Node *value = node_binary(hoist->program, (Operator)statement->op,
                              statement->assign.target->type, old, statement->assign.value);

    value->span = statement->span;
    value->flags = statement->flags;
    value->binary.reason = statement->assign.reason;
    statement->assign.value = value;
    statement->op = OP_NONE;
    statement->flags = 0;
}

/* Does the operation of t op= e itself need a root? Then it is written as t = t op e. */
static bool operator_hoists(Hoist *hoist, Node *statement)
{
    Node probe = {.kind = NODE_BINARY,
                  .op = statement->op,
                  .flags = statement->flags,
                  .type = statement->assign.target->type};

    probe.binary.left = statement->assign.target;
    probe.binary.right = statement->assign.value;
    return hoist->policy->hoists(hoist, &probe);
}

/* Evaluating e may have taken items away from the list that t indexes. */
static void check_again(Hoist *hoist, Node **target)
{
    Node **indexed = hoist_indexed_part(target);

    if (indexed == NULL || (*indexed)->index.base->type->kind != TYPE_LIST) {
        return;
    }
    Node *index = (*indexed)->index.items.items[0];
    (*indexed)->flags &= (uint16_t)~FLAG_PROVEN;
    index->flags &= (uint16_t)~FLAG_NOT_BEYOND;
    check_target(hoist, target);
}

/* The operation t op= e, all but its target lowered: its check, and t's old value where evaluating
 * e may have changed it. `position`: in `out`, before e; `first`: the target's operands. */
static void settle_compound(Hoist *hoist, Node *statement, uint32_t first, uint32_t position)
{
    Node *whole = statement;
    const Operand value = hoist->operands.items[hoist->operands.count - 1];
    unsigned total = value.residue | value.emitted;
    bool is_touched = hoist->policy->touches(hoist, statement);
    unsigned later = is_touched ? TRACE_RAISES : TRACE_NONE;

    hoist_settle_operands(hoist, hoist->operands.count - 1, statement, later);
    if (is_touched) {
        hoist->policy->lower(hoist, &whole, NULL);
    }
    if ((total & TRACE_WRITES) == 0 || is_plain_local(statement->assign.target)) {
        hoist_settle_operands(hoist, first, statement->assign.target, total | later);
        return;
    }
    uint32_t count = hoist->out.count;
    settle_target(hoist, first);
    Node *old = node_repeat(hoist->program, statement->assign.target);
    hoist_save_at(hoist, position + hoist->out.count - count, &old, NULL);
    write_out_operator(hoist, statement, old);
    check_again(hoist, &statement->assign.target);
}

/* t op= e: the target's operands, its check, its old value, e, then the operation's check. */
static void lower_compound_assign(Hoist *hoist, Node *statement)
{
    Node **target = &statement->assign.target;
    uint32_t first = hoist->operands.count;
    bool is_written_out = operator_hoists(hoist, statement);

    collect_target(hoist, *target);
    hoist_operands(hoist, first);
    if (is_written_out || target_needs_check(hoist, target)) {
        settle_target(hoist, first);
        check_target(hoist, target);
    }
    if (is_written_out) {
        write_out_operator(hoist, statement, node_repeat(hoist->program, *target));
        lower_plain_assign(hoist, statement);
        return;
    }
    uint32_t position = hoist->out.count;
    uint32_t value = hoist->operands.count;
    hoist_push_operand(hoist, &statement->assign.value);
    hoist_operands(hoist, value);
    settle_compound(hoist, statement, first, position);
    hoist_emit(hoist, statement, TRACE_NONE);
}

/* --- dicts --- */

/* Does evaluating `node` change what others read? */
typedef struct WriteSearch {
    const Hoist *hoist;
    bool found;
} WriteSearch;

static void search_write(Node **slot, void *data)
{
    WriteSearch *search = data;

    search->found |= (search->hoist->policy->trace(search->hoist, *slot) & TRACE_WRITES) != 0;
    if (!search->found) {
        node_children(*slot, search_write, search);
    }
}

/* Is the target, or what it is a part of, d[k], and could its entry move until it is written to? */
static bool has_moving_entry(Hoist *hoist, Node *statement)
{
    Node **indexed = hoist_indexed_part(&statement->assign.target);
    WriteSearch search = {hoist, operator_hoists(hoist, statement)};

    if (indexed == NULL || (*indexed)->index.base->type->kind != TYPE_DICT ||
        ((*indexed)->flags & FLAG_PROVEN) != 0) {
        return false;
    }
    search_write(&statement->assign.value, &search);
    return search.found;
}

/* A copy of the target in which d[k] is a value, d.__getitem__(k). */
static Node *target_value(Hoist *hoist, const Node *target)
{
    Program *program = hoist->program;

    if (target->kind == NODE_INDEX) {
        return node_builtin(program, BUILTIN_DICT_ITEM, target->type,
                            node_repeat(program, target->index.base),
                            node_repeat(program, target->index.items.items[0]), target->span);
    }
    Node *copy = node_clone(program, target);
    if (target->kind == NODE_FIELD) {
        copy->field.base = target_value(hoist, target->field.base);
    } else {
        copy->item.base = target_value(hoist, target->item.base);
    }
    return copy;
}

/* d[k] = e: d.__setitem__(k, e) */
static Node *store_item(Hoist *hoist, const Node *statement)
{
    Program *program = hoist->program;
    const Node *target = statement->assign.target;
    Node *call = node_builtin(program, BUILTIN_DICT_SET_ITEM, program->types.scalar[TYPE_NONE],
                              target->index.base, target->index.items.items[0], statement->span);
    Node *store = node_new(program, NODE_EXPRESSION, statement->span);

    LIST_PUSH(&program->arena, &call->builtin.arguments, statement->assign.value);
    store->unary.operand = call;
    return store;
}

/* d[k] op= e, where the entry may move: d[k] = d[k] op e, which looks for the key twice. */
static void write_out_item(Hoist *hoist, Node *statement)
{
    uint32_t first = hoist->operands.count;

    collect_target(hoist, statement->assign.target);
    hoist_operands(hoist, first);
    settle_target(hoist, first);
    write_out_operator(hoist, statement, target_value(hoist, statement->assign.target));
    if (statement->assign.target->kind == NODE_INDEX) {
        statement = store_item(hoist, statement);
    }
    hoist_statement(hoist, statement);
}

void hoist_assign(Hoist *hoist, Node *statement)
{
    if (statement->op != OP_NONE && has_moving_entry(hoist, statement)) {
        write_out_item(hoist, statement);
    } else if (statement->op == OP_NONE) {
        lower_plain_assign(hoist, statement);
    } else {
        lower_compound_assign(hoist, statement);
    }
}
