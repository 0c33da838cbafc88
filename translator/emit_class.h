/* What the files that emit classes share. */
#ifndef N2C_EMIT_CLASS_H
#define N2C_EMIT_CLASS_H

#include "emit_internal.h"

/* The function that makes objects by one `init`. */
typedef struct Maker {
    const char *name; /* Shape_new; NULL: none is made by it */
    bool is_declared; /* it was declared or defined */
} Maker;

/* What the emitter knows of a class: its symbol's `fact`. */
typedef struct ClassUse {
    bool is_defined;    /* its struct */
    bool is_type_used;  /* its type object */
    bool has_type;      /* it is written */
    bool has_table;     /* its table is written */
    bool is_ended;      /* its table and makers are written */
    bool is_destroyed;  /* Shape_destroy was asked for by name */
    CNode *destroyer;   /* of a class without a table: the place of that */
    const char *vtable; /* what C calls its table; NULL: it has none */
    const char *member; /* what a derived class's struct calls this one's */
    Maker *makers;      /* one for each `init`; one where there is none */
    const char *free;   /* Shape_free, or NULL: there is none */
} ClassUse;

static inline ClassUse *use_of(const Declaration *class_)
{
    return class_->symbol->fact;
}

static inline const char *c_class(const Declaration *class_)
{
    return class_->symbol->c_name;
}

/* --- emit_class.c --- */

/* How many functions make its objects: one for each `init`, one where there is none. */
uint32_t maker_count(const Declaration *class_);
/* The struct of `to`, which `object`, an object's struct, begins with. */
CNode *base_part(Emitter *e, CNode *object, const Declaration *from, const Declaration *to);
/* What the pointer points to. */
CNode *object_at(Emitter *e, CNode *pointer);
/* What C calls a field: not what its struct calls something else. */
const char *class_field_name(Emitter *e, const Declaration *class_, const Symbol *field);
/* A member of `owner`'s struct, from the start of an object: "shape.vtable". */
const char *member_path(Emitter *e, const Declaration *class_, const Declaration *owner,
                        const char *member);
/* object->vtable, wherever it stands. */
CNode *vtable_of(Emitter *e, CNode *object, const Declaration *class_);
/* Does the method have a slot of its own in the table? */
bool is_slot(const Function *method);
/* What the table's struct calls it. */
const char *class_slot_name(Emitter *e, const Function *method);
/* The class whose vtable struct the class's table has: the nearest that adds slots. */
const Declaration *vtable_class(const Declaration *class_);
/* What C calls the struct of its table. */
const char *vtable_type(Emitter *e, const Declaration *class_);

/* --- emit_class_end.c --- */

/* Circle___del__(ctx, self); what it raises is dropped, and what is in flight stays so. */
void push_finaliser_call(Emitter *e, CNodeList *body, const Declaration *class_,
                         const Function *finaliser);
/* Shape_free(ctx, self); */
CNode *call_free(Emitter *e, const Declaration *class_);
/* Writes what ends the objects of a class with a table, which holds it; gives its name. */
const char *write_destroyer(Emitter *e, const Declaration *class_);
/* What ends the objects of a class without a table is written if something calls it, which is known
 * once all functions are. */
void reserve_destroyer(Emitter *e, const Declaration *class_);

/* --- emit_class_table.c --- */

/* &Circle_methods */
CNode *table_address(Emitter *e, const Declaration *class_);
/* self->vtable = &Circle_methods; */
CNode *set_table(Emitter *e, CNode *self, const Declaration *class_);

/* --- emit_class_new.c --- */

/* The function that makes an object by its `init` of that number. */
CNode *maker_node(Emitter *e, const Declaration *class_, uint32_t number);
/* Writes what makes its objects. */
void emit_makers(Emitter *e, const Declaration *class_);

#endif
