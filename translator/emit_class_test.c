/* emit_class_test: x is C, and x as C. */
#include "class.h"
#include "emit_class.h"
#include "passes.h"

CNode *type_of_object(Emitter *e, CNode *object, const Type *type)
{
    const Declaration *class_ = type->declaration->declaration;

    (void)c_type(e, type);
    return class_stands_alone(class_)
               ? class_type(e, class_)
               : c_member(e->arena, object_at(e, vtable_of(e, object, class_)), "type");
}

CNode *test_for_class(Emitter *e, CNode *type, const Declaration *class_)
{
    return class_->has_derived
               ? c_call2(e->arena, use(e, "nb_type_is"), type, class_type(e, class_))
               : c_binary(e->arena, "==", type, class_type(e, class_));
}

static CNode *is_object_of(Emitter *e, CNode *object, const Type *from, const Declaration *class_)
{
    return test_for_class(e, type_of_object(e, object, from), class_);
}

/* Of an object of a class that stands alone only this is asked: is there one? */
static CNode *emit_presence_test(Emitter *e, const Node *node)
{
    const Node *operand = node->type_test.operand;

    if (operand->type->kind == TYPE_OPTION) {
        CNode *object = emit_expression(e, operand);

        return node->type_test.is_negated ? option_is_none(e, operand->type, object)
                                          : option_has_value(e, operand->type, object);
    }
    runtime_use_header(e->runtime, "stdbool.h");
    return c_name(e->arena, node->type_test.is_negated ? "false" : "true");
}

CNode *emit_class_test(Emitter *e, const Node *node)
{
    const Type *from = node->type_test.operand->type;
    const Declaration *class_ = node->type_test.target->type->declaration->declaration;

    if (class_stands_alone(class_)) {
        return emit_presence_test(e, node);
    }
    CNode *object = emit_expression(e, node->type_test.operand);
    CNode *test = NULL;

    if (from->kind == TYPE_OPTION) {
        test = option_has_value(e, from, object);
        test = c_binary(e->arena, "&&", test, is_object_of(e, object, from->arguments[0], class_));
    } else {
        test = is_object_of(e, object, from, class_);
    }
    return node->type_test.is_negated ? c_unary(e->arena, "!", test) : test;
}

CNode *emit_downcast(Emitter *e, const Node *node)
{
    return c_cast(e->arena, c_type(e, node->type), emit_expression(e, node->type_test.operand));
}
