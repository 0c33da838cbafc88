# @reflect: a C program reads objects field by field through the header.
cat > shapes.ir <<'X'
module shapes
@reflect
pub struct Point { x: float64, y: float32 }
@reflect
pub class Shape {
    name: str
    init(self, name: str) { self.name = name }
    fn area(self) -> float64 { return 0.0 }
    fn scale(self, by: float64, around: list[Point]) { }
}
@reflect
pub class Circle(Shape) {
    radius: float64
    center: Point
    init(self, radius: float64) { super.init("circle"); self.radius = radius; self.center = Point(1.0, 2.0) }
    fn area(self) -> float64 { return self.radius * self.radius }
}
impl Point { fn size(self) -> float64 { return self.x } }
trait Named { fn title(self, length: int64) -> str }
impl Named for Circle { fn title(self, length: int64) -> str { return self.name } }
pub fn make(radius: float64) -> Shape { return Circle(radius) }
X
cat > main.c <<'X'
#include "shapes.h"
#include <string.h>

static const void *read_field(const nb_description *type, const void *object, const char *name)
{
    const nb_field *field = shapes_find_field(type, name);

    return field == NULL ? NULL : (const char *)object + field->offset;
}

int main(void)
{
    nb_context *ctx = shapes_context_new();
    Shape *shape;
    if (ctx == NULL || shapes_make(ctx, 2.5, &shape) != NB_OK) return 1;

    const nb_description *type = shapes_object_description(shape);
    if (type != shapes_Circle_description() || strcmp(type->type.name, "Circle") != 0) return 2;
    if (type->kind != NB_KIND_CLASS || type->field_count != 3) return 3;
    if ((const nb_description *)type->type.base != shapes_Shape_description()) return 4;
    if (*(const double *)read_field(type, shape, "radius") != 2.5) return 5;
    if (((const nb_str *)read_field(type, shape, "name"))->size != 6) return 6;
    if (read_field(type, shape, "nothing") != NULL) return 7;

    const nb_field *center = shapes_find_field(type, "center");
    if (center->description != shapes_Point_description() || strcmp(center->type, "Point") != 0) return 8;
    if (center->kind != NB_KIND_STRUCT || center->size != sizeof(Point)) return 9;
    const Point *at = (const Point *)(const void *)((const char *)shape + center->offset);
    if (*(const float *)read_field(center->description, at, "y") != 2.0f) return 10;
    if (center->description->alignment != sizeof(double) && center->description->alignment != 4) return 11;
    const nb_method *title = shapes_find_method(type, "title");
    if (type->method_count != 3 || title != &type->methods[2]) return 12;
    if (strcmp(title->type, "fn(self, int64) -> str") != 0) return 13;
    if (strcmp(shapes_find_method(type, "scale")->type, "fn(self, float64, list[Point])") != 0) return 14;
    if (shapes_find_method(shapes_Shape_description(), "title") != NULL) return 15;
    if (!shapes_find_trait(type, "Named") || shapes_find_trait(type, "Name")) return 16;
    if (shapes_find_trait(shapes_Shape_description(), "Named")) return 17;
    if (shapes_Shape_description()->traits != NULL || type->trait_count != 1) return 18;
    if (shapes_find_method(shapes_Point_description(), "size") == NULL) return 19;
    shapes_context_free(ctx);
    return 0;
}
X
for gc in refcount arena none; do
    numba2c shapes.ir --gc=$gc --header=shapes.h -o shapes.c
    gcc -std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -g -fsanitize=undefined main.c shapes.c -o main -lm
    ./main
done
g++ -fsyntax-only -x c++ shapes.h

# A type that nobody asks about has no description.
sed -i '/@reflect/d' shapes.ir
numba2c shapes.ir -o plain.c
! grep -q _description plain.c
