/* What operators, built-ins and statements mean for objects: calls of the methods of the usual
 * names, __add__, __len__, __str__ … */
#include "class.h"
#include "infer.h"

bool may_have_methods(const Type *type)
{
    return type->kind == TYPE_CLASS || type->kind == TYPE_STRUCT || type->kind == TYPE_DYN;
}

Function *usual_method(Infer *infer, const Type *type, const Name *name)
{
    Function *method = type_method(type, name);

    return method == NULL && may_have_methods(type) ? find_given_method(infer, NULL, type, name)
                                                    : method;
}

static Function *named_method(Infer *infer, const Type *type, const char *name)
{
    return usual_method(infer, type, name_of(&infer->program->names, name));
}

static NodeList one_argument(Infer *infer, Node *argument)
{
    NodeList list = {0};

    if (argument != NULL) {
        LIST_PUSH(&infer->program->arena, &list, argument);
    }
    return list;
}

/* *slot becomes object.method(argument); `argument` may be NULL. */
static const Type *become_call(Infer *infer, Node **slot, Function *method, Node *object,
                               Node *argument)
{
    Node *call = method_call(infer, method, object, one_argument(infer, argument), (*slot)->span);

    *slot = call;
    call->type = infer_method_call(infer, call, method);
    return call->type;
}

/* --- operators --- */

static const char *const operator_methods[OPERATOR_COUNT] = {
    [OP_ADD] = "__add__",
    [OP_SUBTRACT] = "__sub__",
    [OP_MULTIPLY] = "__mul__",
    [OP_DIVIDE] = "__truediv__",
    [OP_FLOOR_DIVIDE] = "__floordiv__",
    [OP_MODULO] = "__mod__",
    [OP_POWER] = "__pow__",
    [OP_BIT_AND] = "__and__",
    [OP_BIT_OR] = "__or__",
    [OP_BIT_XOR] = "__xor__",
    [OP_SHIFT_LEFT] = "__lshift__",
    [OP_SHIFT_RIGHT] = "__rshift__",
    [OP_EQUAL] = "__eq__",
    [OP_NOT_EQUAL] = "__ne__",
    [OP_LESS] = "__lt__",
    [OP_LESS_EQUAL] = "__le__",
    [OP_GREATER] = "__gt__",
    [OP_GREATER_EQUAL] = "__ge__",
    [OP_IN] = "__contains__",
    [OP_NOT_IN] = "__contains__",
    [OP_NEGATE] = "__neg__",
    [OP_PLUS] = "__pos__",
    [OP_INVERT] = "__invert__",
};

/* What stands to the right is asked where the left has no such method, or one that does not take
 * it: its method, and the function of builtin_objects that calls it with the operands in order. */
typedef struct Reflected {
    const char *method;
    const char *function;
} Reflected;

static const Reflected reflected_methods[OPERATOR_COUNT] = {
    [OP_ADD] = {"__radd__", "reflected_add"},
    [OP_SUBTRACT] = {"__rsub__", "reflected_subtract"},
    [OP_MULTIPLY] = {"__rmul__", "reflected_multiply"},
    [OP_DIVIDE] = {"__rtruediv__", "reflected_divide"},
    [OP_FLOOR_DIVIDE] = {"__rfloordiv__", "reflected_floor_divide"},
    [OP_MODULO] = {"__rmod__", "reflected_modulo"},
    [OP_POWER] = {"__rpow__", "reflected_power"},
    [OP_BIT_AND] = {"__rand__", "reflected_and"},
    [OP_BIT_OR] = {"__ror__", "reflected_or"},
    [OP_BIT_XOR] = {"__rxor__", "reflected_xor"},
    [OP_SHIFT_LEFT] = {"__rlshift__", "reflected_shift_left"},
    [OP_SHIFT_RIGHT] = {"__rrshift__", "reflected_shift_right"},
};

const Type *object_operand_hint(Infer *infer, Operator op, const Type *object, bool is_reflected)
{
    const char *name = is_reflected ? reflected_methods[op].method : operator_methods[op];
    const Function *method =
        name == NULL || !may_have_methods(object) ? NULL : named_method(infer, object, name);
    bool is_known = method != NULL && method->overloads == NULL && method->parameters.count == 2;

    return is_known ? method->parameters.items[1]->type : object;
}

/* *slot becomes `not *slot`. */
static const Type *negate(Infer *infer, Node **slot)
{
    Node *call = *slot;

    coerce(infer, slot, infer->types->scalar[TYPE_BOOL], (Place){"'not'", NULL, 0});
    *slot = node_not(infer->program, call);
    (*slot)->span = call->span;
    return (*slot)->type = infer->types->scalar[TYPE_BOOL];
}

/* `a != b` is `not a == b` where the class has no __ne__. */
static const Type *infer_unequal(Infer *infer, Node **slot)
{
    Node *node = *slot;
    Function *method = named_method(infer, node->binary.left->type, "__eq__");

    if (method == NULL) {
        return NULL;
    }
    become_call(infer, slot, method, node->binary.left, node->binary.right);
    return is_error((*slot)->type) ? (*slot)->type : negate(infer, slot);
}

/* `x in c`, where the call has the operands the other way round. */
static const Type *infer_contains(Infer *infer, Node **slot, Function *method)
{
    Node *node = *slot;
    bool is_negated = node->op == OP_NOT_IN;

    if (node->binary.left->kind > NODE_NAME && node->binary.right->kind != NODE_NAME) {
        (void)call_in_order(infer, slot, "is_member");
    } else {
        become_call(infer, slot, method, node->binary.right, node->binary.left);
    }
    return is_negated && !is_error((*slot)->type) ? negate(infer, slot) : (*slot)->type;
}

/* a < b by b > a, and the like. */
static const Type *infer_reflected(Infer *infer, Node **slot)
{
    static const char *const functions[OPERATOR_COUNT] = {
        [OP_LESS] = "less",
        [OP_LESS_EQUAL] = "less_equal",
        [OP_GREATER] = "greater",
        [OP_GREATER_EQUAL] = "greater_equal",
    };
    const Node *node = *slot;
    const char *function = functions[node->op];

    if (function == NULL ||
        named_method(infer, node->binary.right->type,
                     operator_methods[operator_mirrored((Operator)node->op)]) == NULL) {
        return NULL;
    }
    return call_in_order(infer, slot, function);
}

/* Is it the same whenever it is evaluated? */
static bool is_constant(const Node *node)
{
    return node_is_literal(node) ||
           (node->kind == NODE_NAME &&
            (node->name.symbol->kind == SYMBOL_CONSTANT ||
             (node->name.symbol->kind == SYMBOL_LOCAL && !node->name.symbol->is_mutable &&
              !node->name.symbol->is_reference)));
}

/* 2.0 * v by v.__rmul__(2.0), where the left operand has no method `method` that takes v. */
static const Type *infer_right_operator(Infer *infer, Node **slot, const Function *method)
{
    Node *node = *slot;
    Node *left = node->binary.left;
    Node *right = node->binary.right;
    const Reflected *reflected = &reflected_methods[node->op];

    if (reflected->method == NULL || !may_have_methods(right->type) || is_error(left->type) ||
        (method != NULL && takes_operand(infer, method, right))) {
        return NULL;
    }
    Function *right_method = named_method(infer, right->type, reflected->method);
    if (right_method == NULL || (method != NULL && !takes_operand(infer, right_method, left))) {
        return NULL;
    }
    return is_constant(left) || is_constant(right)
               ? become_call(infer, slot, right_method, right, left)
               : call_in_order(infer, slot, reflected->function);
}

const Type *infer_object_operator(Infer *infer, Node **slot)
{
    Node *node = *slot;
    bool is_member = operator_table[node->op].group == GROUP_MEMBER;
    const Node *object = is_member ? node->binary.right : node->binary.left;
    const char *name = operator_methods[node->op];

    if (name == NULL) {
        return NULL;
    }
    if (!may_have_methods(object->type)) {
        return infer_right_operator(infer, slot, NULL);
    }
    Function *method = named_method(infer, object->type, name);
    const Type *type = infer_right_operator(infer, slot, method);
    if (type != NULL) {
        return type;
    }
    if (method == NULL) {
        return node->op == OP_NOT_EQUAL ? infer_unequal(infer, slot) : infer_reflected(infer, slot);
    }
    return is_member ? infer_contains(infer, slot, method)
                     : become_call(infer, slot, method, node->binary.left, node->binary.right);
}

const Type *infer_object_unary(Infer *infer, Node **slot)
{
    Node *node = *slot;
    const char *name = operator_methods[node->op];
    Function *method = name == NULL ? NULL : named_method(infer, node->unary.operand->type, name);

    return method == NULL ? NULL : become_call(infer, slot, method, node->unary.operand, NULL);
}

/* --- built-ins and conditions --- */

bool infer_object_builtin(Infer *infer, Node **slot, const char *name)
{
    Node *node = *slot;
    Function *method = named_method(infer, node->type, name);

    if (method != NULL) {
        become_call(infer, slot, method, node, NULL);
    }
    return method != NULL;
}

void infer_truth(Infer *infer, Node **slot, Place place)
{
    if (may_have_methods((*slot)->type)) {
        infer_object_builtin(infer, slot, "__bool__");
    }
    coerce(infer, slot, infer->types->scalar[TYPE_BOOL], place);
}

/* --- o[i] and o[i] = e --- */

static Node *single_index(Infer *infer, const Node *node)
{
    if (node->index.items.count != 1 || node->index.items.items[0]->kind == NODE_SLICE) {
        report_error(infer->diagnostics, node->span, "an object's index is one value");
        if (node->index.items.count > 1) {
            report_help(infer->diagnostics, "write o[(a, b)]");
        }
        return NULL;
    }
    return node->index.items.items[0];
}

const Type *infer_object_index(Infer *infer, Node **slot)
{
    Node *node = *slot;
    Function *method = named_method(infer, node->index.base->type, "__getitem__");
    Node *index = method == NULL ? NULL : single_index(infer, node);

    if (method == NULL) {
        return NULL;
    }
    return index == NULL ? error_type(infer)
                         : become_call(infer, slot, method, node->index.base, index);
}

/* a.shape, whose [k] is one operation with it. */
static bool is_axis(const Infer *infer, const Node *base)
{
    return base->kind == NODE_FIELD &&
           find_member_builtin(infer, base->field.name, STYLE_AXIS) != BUILTIN_NOT_ONE;
}

bool infer_object_assignment(Infer *infer, Node *node)
{
    Node *target = node->assign.target;

    if (target->kind != NODE_INDEX || node->op != OP_NONE || is_axis(infer, target->index.base) ||
        infer_expression(infer, &target->index.base, NULL)->kind != TYPE_CLASS) {
        return false;
    }
    Function *method = named_method(infer, target->index.base->type, "__setitem__");
    Node *index = method == NULL ? NULL : single_index(infer, target);
    if (index == NULL) {
        return false;
    }
    NodeList given = one_argument(infer, index);
    LIST_PUSH(&infer->program->arena, &given, node->assign.value);
    Node *call = method_call(infer, method, target->index.base, given, node->span);
    node->kind = NODE_EXPRESSION;
    node->op = OP_NONE;
    node->unary.operand = call;
    call->type = infer_method_call(infer, call, method);
    return true;
}

/* --- for x in o --- */

const Type *infer_object_iteration(Infer *infer, Node **iterable)
{
    Function *maker = named_method(infer, (*iterable)->type, "__iter__");

    if (maker != NULL && named_method(infer, (*iterable)->type, "next") == NULL) {
        become_call(infer, iterable, maker, *iterable, NULL);
    }
    Function *next = named_method(infer, (*iterable)->type, "next");
    if (next == NULL) {
        return (*iterable)->type;
    }
    const Type *result = function_result(infer, next, (*iterable)->span);
    if (next->parameters.count == 1 && result->kind != TYPE_NONE) {
        return result;
    }
    report_error(infer->diagnostics, (*iterable)->span,
                 "'next' of %s must take nothing and give the next value",
                 type_text(infer->types, (*iterable)->type));
    return error_type(infer);
}
