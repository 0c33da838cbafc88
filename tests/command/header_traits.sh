# --header: C and C++ callers call the methods of public traits, make dyns of public types' values and of objects of their
# own, and give them up; nothing leaks.
command -v g++ > /dev/null || { echo g++; exit 77; }
cat > solids.ir <<'X'
module solids
## What fills space.
pub trait Solid { fn volume(self) -> float64 }
pub struct Cube { side: float64 }
impl Solid for Cube { fn volume(self) -> float64 { return self.side * self.side * self.side } }
X
cat > shop.ir <<'X'
module shop
import solids
## What has an area.
pub trait Shape {
    fn area(self) -> float64
    ## Makes it larger.
    fn scale(ref self, by: float64)
    fn label(self) -> str { return "shape" }
    fn delete(self, other: dyn Shape) -> dyn Shape { return other }
    fn among(self, shapes: list[dyn Shape]) -> int64 { return len(shapes) }
    fn same_as(self, other: Self) -> bool { return true }
    fn shown[T](self, x: T) -> str { return str(x) }
}
## Shapes with a name.
pub trait Named(Shape) { fn name(self) -> str }
pub trait Marker {}
trait Hidden { fn secret(self) -> int64 }
pub class Circle {
    radius: float64
    text: str
    init(self, radius: float64) { self.radius = radius; self.text = "circle " + str(radius) }
}
impl Shape for Circle {
    fn area(self) -> float64 { return 3.0 * self.radius * self.radius }
    fn scale(self, by: float64) {
        if by < 0.0 { raise ValueError("negative: " + str(by)) }
        self.radius *= by
    }
}
impl Named for Circle { fn name(self) -> str { return self.text } }
pub class Ring(Circle) {
    hole: float64
    init(self, radius: float64, hole: float64) { super.init(radius); self.hole = hole }
}
impl Shape for Ring {
    fn area(self) -> float64 { return 3.0 * (self.radius * self.radius - self.hole * self.hole) }
    fn scale(self, by: float64) { self.radius *= by; self.hole *= by }
    fn label(self) -> str { return "ring" }
}
impl Named for Ring { fn name(self) -> str { return self.text } }
class Private { x: int64
    init(self) { self.x = 1 } }
impl Shape for Private {
    fn area(self) -> float64 { return 1.0 }
    fn scale(self, by: float64) {}
}
impl Hidden for Circle { fn secret(self) -> int64 { return 7 } }
pub struct Tile { side: float64, tag: str }
impl Shape for Tile {
    fn area(self) -> float64 { return self.side * self.side }
    fn scale(ref self, by: float64) { self.side *= by }
    fn label(self) -> str { return self.tag }
}
impl Marker for Tile {}
impl Shape for int64 {
    fn area(self) -> float64 { return float64(self) }
    fn scale(ref self, by: float64) { self = int64(float64(self) * by) }
}
impl solids.Solid for Circle { fn volume(self) -> float64 { return 0.0 } }

global kept: list[dyn Shape] = []
pub fn total(shapes: list[dyn Shape]) -> float64 {
    var sum = 0.0
    for shape in shapes { sum += shape.area() }
    return sum
}
pub fn make(n: int64) -> dyn Shape {
    if n == 0 { return Tile(2.0, "made " + str(n)) }
    return Circle(1.0)
}
pub fn keep(shape: dyn Shape) { kept.append(shape) }
pub fn last() -> dyn Shape { return kept[len(kept) - 1] }
pub fn forget() { kept.clear() }
pub fn is_circle(shape: dyn Shape) -> bool { return shape is Circle }
pub fn secret(hidden: dyn Hidden) -> int64 { return hidden.secret() }
X
cat > main.c <<'X'
#include "shop.h"
#include <stdio.h>
#include <string.h>

#define OK(call) if ((call) != NB_OK) { puts(shop_context_error(ctx)); return 1; }
#define SHOW(text) printf("%.*s\n", (int)(text).size, (text).data); shop_release_str(ctx, &(text))

/* A type of C's own, which counts its owners. */
typedef struct Square {
    int owners;
    double side;
} Square;

static void square_retain(void *object) { ((Square *)object)->owners++; }
static void square_release(nb_context *ctx, void *object) { (void)ctx; ((Square *)object)->owners--; }
static double square_area(void *self) { return ((Square *)self)->side * ((Square *)self)->side; }
static nb_status square_scale(nb_context *ctx, void *self, double by)
{
    (void)ctx;
    ((Square *)self)->side *= by;
    return NB_OK;
}
static nb_str square_label(void *self)
{
    nb_str label = {"square", 6, 6, NULL};
    (void)self;
    return label;
}
static dyn_Shape square_delete(void *self, dyn_Shape other)
{
    (void)self;
    other.vtable->retain(other.object);
    return other;
}
static int64_t square_among(void *self, nb_list_dyn_Shape *shapes)
{
    (void)self;
    return -shapes->length;
}
static const nb_type square_type = {"Square", NULL};
static const nb_type *square_type_of(void *self) { (void)self; return &square_type; }
static const struct Shape_vtable square_table = {square_type_of, square_retain, square_release, square_area,
                                                 square_scale, square_label, square_delete, square_among};

static int use_objects(nb_context *ctx)
{
    Circle *circle;
    Ring *ring;
    nb_str text;

    OK(Circle_new(ctx, 2.0, &circle))
    dyn_Shape shape = Circle_to_Shape(circle);
    printf("%g %d\n", Shape_area(shape), shop_is_circle(shape));
    OK(Shape_scale(ctx, shape, 2.0))
    printf("%g\n", circle->radius);
    if (Shape_scale(ctx, shape, -1.0) == NB_OK) return 2;
    puts(shop_context_error(ctx));
    dyn_Named named = Circle_to_Named(circle);
    text = Named_name(named); SHOW(text);
    text = Named_label(named); SHOW(text);
    printf("%g %g\n", named.vtable->as_Shape->area(named.object), Solid_volume(Circle_to_Solid(circle)));
    OK(Ring_new(ctx, 2.0, 1.0, &ring))
    text = Shape_label(Circle_to_Shape(&ring->circle)); SHOW(text);
    printf("%g\n", Shape_area(Ring_to_Shape(ring)));
    dyn_Shape other = Shape_delete(shape, Ring_to_Shape(ring));
    shop_release_Ring(ctx, &ring);
    printf("%g\n", Shape_area(other));
    shop_release_dyn_Shape(ctx, &other);
    shop_release_dyn_Shape(ctx, &shape); /* the circle's only owner */
    return 0;
}

static int use_values(nb_context *ctx)
{
    const Tile tile = {3.0, {"tile", 4, 4, NULL}};
    dyn_Shape shapes[3];
    nb_list_dyn_Shape list = {1, 3, 3, shapes};
    Square square = {1, 5.0};
    dyn_Shape own = {&square, &square_table};
    dyn_Marker marker;
    dyn_Solid solid;
    const Cube cube = {2.0};
    nb_str text;

    OK(Tile_to_Shape(ctx, tile, &shapes[0]))
    OK(int64_to_Shape(ctx, 4, &shapes[1]))
    shapes[2] = own;
    OK(Shape_scale(ctx, shapes[0], 2.0))
    OK(Shape_scale(ctx, shapes[2], 2.0))
    printf("%g %d %d\n", shop_total(&list), (int)Shape_among(shapes[1], &list), (int)Shape_among(own, &list));
    text = Shape_label(own); SHOW(text);
    OK(shop_keep(ctx, own))
    printf("%d owners\n", square.owners);
    dyn_Shape last;
    OK(shop_last(ctx, &last))
    printf("%d %d owners %d\n", last.object == &square, square.owners, shop_is_circle(last));
    shop_release_dyn_Shape(ctx, &last);
    shop_forget(ctx);
    printf("%d owners\n", square.owners);
    OK(shop_make(ctx, 0, &last))
    text = Shape_label(last); SHOW(text);
    shop_release_dyn_Shape(ctx, &last);
    shop_release_dyn_Shape(ctx, &shapes[0]);
    shop_release_dyn_Shape(ctx, &shapes[1]);
    OK(Tile_to_Marker(ctx, tile, &marker))
    shop_release_dyn_Marker(ctx, &marker);
    OK(Cube_to_Solid(ctx, cube, &solid))
    printf("%g\n", Solid_volume(solid));
    shop_release_dyn_Solid(ctx, &solid);
    return 0;
}

int main(void)
{
    nb_context *ctx = shop_context_new();

    if (ctx == NULL || use_objects(ctx) != 0 || use_values(ctx) != 0) return 1;
    shop_context_free(ctx);
    return 0;
}
X
cat > expected <<'X'
12 1
4
ValueError: negative: -1.0
circle 2.0
shape
48 0
ring
9
9
140 3 -3
square
2 owners
1 3 owners 0
1 owners
made 0
8
X
cp main.c main.cc
warnings="-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wcast-qual -Werror -g"
for options in --gc=refcount --gc=boehm --gc=none; do
    numba2c $options shop.ir --header=shop.h -o shop.c
    gcc -std=c99 $warnings -Wstrict-prototypes -Wmissing-prototypes -fsanitize=address,undefined main.c shop.c -o main -lm
    ./main > output
    diff expected output
    gcc -std=c99 -c shop.c -o shop.o
    g++ -std=c++98 $warnings main.cc shop.o -o main -lm
    ./main > output
    diff expected output
done
numba2c --gc=refcount --runtime=shared shop.ir --header=shop.h -o shop.c
gcc -std=c99 $warnings -I "$BUILD/generated" main.c shop.c -o main "$BUILD/.libs/libnumba2c_rt.a" -lm
./main > output
diff expected output
# What is not public does not stand in the header; without a header nothing is made for C callers.
! grep -q 'Private\|Hidden_\|Circle_to_Hidden\|same_as\|shown' shop.h
numba2c shop.ir -o shop.c
! grep -q '_to_Shape(Circle\|^double Shape_area' shop.c
gcc -std=c99 $warnings -c shop.c

# Printing a dyn needs one function more, and asking another one; what can form circles has no owners under --gc=boehm.
cat > chain.ir <<'X'
module chain
pub trait Link {
    fn weight(self) -> int64
    fn next(self) -> option[dyn Link] raises ValueError
}
pub class Node {
    after: option[dyn Link]
    init(self) { self.after = none }
    fn set(self, after: dyn Link) { self.after = after }
}
impl Link for Node {
    fn weight(self) -> int64 { return 1 }
    fn next(self) -> option[dyn Link] raises ValueError { return self.after }
}
pub trait Written { fn size(self) -> int64 }
impl Written for int64 { fn size(self) -> int64 { return self } }
pub fn weight(link: dyn Link, most: int64) -> int64 {
    var sum = 0
    var at: option[dyn Link] = link
    for i in 0..most {
        if at is none { return sum }
        sum += at.value.weight()
        at = at.value.next()
    }
    return sum
}
pub fn show(written: dyn Written) { print(written, [written], written is int64) }
X
cat > main.c <<'X'
#include "chain.h"
#include <stdio.h>

static int64_t own_weight(void *self) { return *(const int64_t *)self; }
static nb_option_dyn_Link own_next(void *self)
{
    const nb_option_dyn_Link none = {0};
    (void)self;
    return none;
}
static void own_write(nb_writer *out, void *self) { (void)self; out->write(out, "mine", 4); }
static const nb_type own_type = {"Mine", NULL};
static const nb_type *own_type_of(void *self) { (void)self; return &own_type; }
static void own_retain(void *self) { (void)self; }
static void own_release(nb_context *ctx, void *self) { (void)ctx; (void)self; }
static const struct Link_vtable own_link = {.weight = own_weight, .next = own_next};
static const struct Written_vtable own_written = {
    .type = own_type_of, .write = own_write, .retain = own_retain, .release = own_release, .size = own_weight};

int main(void)
{
    nb_context *ctx = chain_context_new();
    static int64_t own = 40;
    const dyn_Link last = {&own, &own_link};
    const dyn_Written written = {&own, &own_written};
    dyn_Written boxed;
    Node *first, *second;

    if (Node_new(ctx, &first) != NB_OK || Node_new(ctx, &second) != NB_OK) return 1;
    Node_set(first, Node_to_Link(second));
    Node_set(second, last);
    if (chain_weight(Node_to_Link(first), 10) != 42) return 2;
    Node_set(second, Node_to_Link(first));
    if (chain_weight(Node_to_Link(first), 10) != 10) return 3;
    if (chain_show(ctx, written) != NB_OK || int64_to_Written(ctx, 7, &boxed) != NB_OK) return 4;
    if (chain_show(ctx, boxed) != NB_OK) return 5;
    chain_release_dyn_Written(ctx, &boxed);
    chain_context_free(ctx);
    return 0;
}
X
numba2c chain.ir --header=chain.h -o chain.c
gcc -std=c99 $warnings main.c chain.c -o main -lgc
./main > output
printf '%s\n' "mine [mine] False" "7 [7] True" | diff - output
g++ -std=c++98 -fsyntax-only -x c++ $warnings chain.h
numba2c --gc=refcount chain.ir --header=chain.h -o chain.c 2> warned
gcc -std=c99 $warnings -c chain.c

# Traits of one name in two modules, methods of names that tables and C have, private types in a public trait, overloads.
cat > one.ir <<'X'
module one
pub trait Shape {
    fn area(self) -> float64
    fn type(self) -> int64
    fn retain(self) -> int64
    fn new(self, class_: int64, int: int64) -> int64
    fn grown(self, by: int64) -> int64
    fn grown(self, by: str) -> int64
}
class Hidden {
    x: int64
    init(self) { self.x = 1 }
}
struct Kept { y: int64 }
pub trait Uses { fn used(self, hidden: Hidden, kept: Kept, all: list[Kept]) -> option[Hidden] }
pub class Thing {
    x: int64
    init(self) { self.x = 2 }
    fn to_Shape(self) -> int64 { return 6 }
}
impl Shape for Thing {
    fn area(self) -> float64 { return 1.0 }
    fn type(self) -> int64 { return 2 }
    fn retain(self) -> int64 { return 3 }
    fn new(self, class_: int64, int: int64) -> int64 { return class_ + int }
    fn grown(self, by: int64) -> int64 { return self.x + by }
    fn grown(self, by: str) -> int64 { return self.x + len(by) }
}
impl Uses for Thing { fn used(self, hidden: Hidden, kept: Kept, all: list[Kept]) -> option[Hidden] { return hidden } }
pub trait Unused { fn text(self) -> str }
pub trait Derived(Shape, Unused) { fn itself(self) -> dyn Derived }
X
cat > two.ir <<'X'
module two
import one
pub trait Shape { fn area(self) -> int64 }
impl Shape for one.Thing { fn area(self) -> int64 { return 7 } }
pub fn are_things(a: dyn Shape, b: dyn one.Shape) -> bool { return a is one.Thing and b is one.Thing and a.area() == b.type() + 5 }
X
cat > main.c <<'X'
#include "two.h"
#include <stddef.h>

int main(void)
{
    nb_context *ctx = two_context_new();
    const nb_str text = {"abc", 3, 3, NULL};
    Thing *thing = NULL;

    if (ctx == NULL || Thing_new(ctx, &thing) != NB_OK) return 1;
    dyn_one_Shape shape = Thing_to_one_Shape(thing);
    if (!two_are_things(Thing_to_Shape_(thing), shape)) return 2;
    if (one_Shape_type(shape) != 2 || one_Shape_retain(shape) != 3 || one_Shape_new(shape, 1, 2) != 3) return 3;
    if (one_Shape_grown_int64(shape, 3) != 5 || one_Shape_grown_str(shape, text) != 5) return 4;
    two_release_Thing(ctx, &thing);
    two_context_free(ctx);
    return 0;
}
X
for gc in refcount boehm; do
    numba2c --gc=$gc two.ir --header=two.h -o two.c
    gcc -std=c99 $warnings -fsanitize=address,undefined main.c two.c -o main -lm
    ./main
    g++ -std=c++98 -fsyntax-only -x c++ $warnings two.h
done
numba2c --gc=arena two.ir --header=two.h -o two.c
gcc -std=c99 $warnings -c two.c
