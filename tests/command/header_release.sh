# --header: a C caller gives up what public functions gave it, and the context the globals; nothing leaks.
cat > shop.ir <<'X'
module shop
pub class Item {
    name: str
    tags: list[str]
    init(self, name: str) { self.name = name + "."; self.tags = [name + "!"] }
}
class Rare(Item) { init(self, name: str) { super.init("rare " + name) } }
trait Named { fn title(self) -> str }
impl Named for Item { fn title(self) -> str { return "<" + self.name + ">" } }
impl Named for str { fn title(self) -> str { return "[" + self + "]" } }
global stock: dict[str, Item] = {"first": Item("first")}
global greeting: str = "hello " + str(len(stock))

pub fn greet(name: str) -> str { return greeting + " " + name }
pub fn item(name: str) -> Item {
    if name == "rare" { return Rare(name) }
    if name == "" { raise ValueError("no name" + name) }
    stock[name] = Item(name)
    return stock[name]
}
pub fn names() -> list[str] { return list(stock) }
pub fn find(name: str) -> option[Item] { return stock.get(name) }
pub fn named(name: str) -> dyn Named { return name + "'" }
pub fn title(named: dyn Named) -> str { return named.title() }
pub fn pair(name: str) -> tuple[str, int64] { return (name + name, len(name)) }
pub fn adder(start: str) -> fn(str) -> str {
    let own = start + "+"
    return fn(x: str) -> str => own + x
}
pub fn sizes(n: int64) -> array[int64, 1] { return full[int64](n, n) }
X
cat > main.c <<'X'
#include "shop.h"
#include <stdio.h>
#define OK(call) if ((call) != NB_OK) { puts(shop_context_error(ctx)); return 1; }
#define SHOW(text) printf("%.*s\n", (int)(text).size, (text).data)
int main(void)
{
    nb_context *ctx = shop_context_new();
    nb_str text = {"you", 3, 3, NULL}, rare = {"rare", 4, 4, NULL}, none = {"", 0, 0, NULL}, given;
    Item *item, *again;
    if (ctx == NULL) return 1;
    OK(shop_greet(ctx, text, &given)) SHOW(given); shop_release_str(ctx, &given); shop_release_str(ctx, &given);
    OK(shop_item(ctx, text, &item)) SHOW(item->name); shop_release_Item(ctx, &item);
    OK(shop_item(ctx, rare, &item)) SHOW(item->tags->items[0]); shop_release_Item(ctx, &item);
    OK(Item_new(ctx, text, &item)) shop_release_Item(ctx, &item);
    if (shop_item(ctx, none, &item) == NB_OK) return 2;
    nb_list_str *names;
    OK(shop_names(ctx, &names)) printf("%d\n", (int)names->length); shop_release_list_str(ctx, &names);
    again = shop_find(ctx, text); SHOW(again->name); shop_release_option_Item(ctx, &again);
    dyn_Named named;
    OK(shop_named(ctx, text, &named)) OK(shop_title(ctx, named, &given)) SHOW(given);
    shop_release_dyn_Named(ctx, &named);
    shop_release_str(ctx, &given);
    nb_tuple_str_int64 pair;
    OK(shop_pair(ctx, text, &pair)) SHOW(pair.item_0); shop_release_tuple_str_int64(ctx, &pair);
    nb_fn_str_to_str adder;
    OK(shop_adder(ctx, text, &adder)) OK(adder.call(ctx, adder.environment, rare, &given)) SHOW(given);
    shop_release_fn_str_to_str(ctx, &adder);
    shop_release_str(ctx, &given);
    nb_array_int64_1d sizes;
    OK(shop_sizes(ctx, 3, &sizes)) printf("%d\n", (int)sizes.data[2]); shop_release_array_int64_1d(ctx, &sizes);
    shop_context_free(ctx);
    return 0;
}
X
printf '%s\n' 'hello 1 you' you. 'rare rare!' 2 you. "[you']" youyou you+rare 3 > expected
for gc in refcount boehm; do
    numba2c --gc=$gc shop.ir --header=shop.h -o shop.c
    gcc -std=c99 -Wall -Wextra -Wpedantic -Werror -g -fsanitize=address,undefined main.c shop.c -o main -lm
    ./main > output
    diff expected output
done
g++ -fsyntax-only -x c++ shop.h
