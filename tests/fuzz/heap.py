"""Random programs over what lives on a heap, as IR and as the same Python program, which says what the
IR must print: strings, lists, dicts, tuples, objects, closures, exceptions that pass through all of it.

Each is run in every way of giving memory back; what is counted must all be given back. Run: heap.py
NUMBA2C COUNT [SEED [COMPILER WORD...]]; a compiler's words are added as one more way. Exits with 1 at the
first difference, whose texts it prints.
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from programs import Generator

TEXTS, NUMBERS, TABLE, PAIR = "list[str]", "list[int64]", "dict[str, str]", "tuple[str, int64]"
MAYBE = "option[Node]"
KINDS = ["str"] * 5 + ["int64"] * 2 + [TEXTS] * 3 + [NUMBERS, TABLE, PAIR, "Node", "Node", MAYBE, MAYBE]

IR_HEAD = """class Node {
    text: str
    items: list[str]
    next: option[Node]
    init(self, text: str, items: list[str], next: option[Node]) {
        self.text = text
        self.items = items
        self.next = next
    }
    fn path(self) -> str {
        return self.text + "/" + (self.next.value.text if self.next is not none else "-")
    }
    fn rename(self, text: str) -> str {
        let old = self.text
        self.text = text
        return old
    }
}
fn keeper(text: str) -> fn() -> str {
    let kept = text + "!"
    return fn() => kept + text[0:2]
}
"""

PYTHON_HEAD = """class Node:
    def __init__(self, text, items, next):
        self.text, self.items, self.next = text, items, next
    def path(self):
        return self.text + "/" + (self.next.text if self.next is not None else "-")
    def rename(self, text):
        old, self.text = self.text, text
        return old
def keeper(text):
    kept = text + "!"
    return lambda: kept + text[0:2]
"""


def both(text):
    return text, text


def joined(form, *parts):
    """The form filled in with the IR of the parts, and with their Python."""
    return form.format(*(p[0] for p in parts)), form.format(*(p[1] for p in parts))


class HeapGenerator(Generator):
    """One program. Names are never used twice, so that IR's scopes and Python's agree."""

    errors = ("ValueError", "Exception", "KeyError")

    def __init__(self, seed):
        super().__init__(seed)
        self.is_still = False   # within a loop over a container: nothing may change one
        self.result = "str"
        self.closures = []      # of the function: they take nothing and give a str

    # --- expressions ---

    def value(self, kind, depth=2):
        name = self.named(kind)
        if name and self.chance(0.35 if depth > 0 else 0.8):
            return both(name)
        if depth > 0 and kind != MAYBE and self.chance(0.15):
            return self.either(kind, depth)
        if depth > 0 and not self.is_still and self.chance(0.2):
            called = self.called(kind, depth)
            if called:
                return called
        return {"str": self.text, "int64": self.number, TEXTS: self.texts, NUMBERS: self.numbers,
                TABLE: self.table, PAIR: self.pair, "Node": self.node, MAYBE: self.maybe}[kind](depth)

    def either(self, kind, depth):
        test = self.condition(1)
        then, other = self.value(kind, depth - 1), self.value(kind, depth - 1)
        return joined("({1} if {0} else {2})", test, then, other)

    def called(self, kind, depth):
        found = [(n, k) for n, k, result in self.functions if result == kind]
        if not found:
            return None
        name, kinds = self.random.choice(found)
        arguments = [self.value(k, depth - 1) for k in kinds]
        return joined(f"{name}({', '.join('{}' for _ in kinds)})", *arguments)

    def condition(self, depth):
        makers = [lambda: joined("{} < {}", self.value("int64", 0), self.value("int64", 0)),
                  lambda: joined("{} == {}", self.value("str", 1), self.value("str", 1)),
                  lambda: joined("{} in {}", self.value("str", 0), self.value(TEXTS, 1)),
                  lambda: joined("{} in {}", self.value("str", 0), self.value(TABLE, 0)),
                  lambda: joined("len({}) > {}", self.value(TEXTS, depth), self.value("int64", 0)),
                  lambda: joined("{} == {}", self.value(TEXTS, 0), self.value(TEXTS, 1))]
        return self.pick(*makers)

    def text(self, depth):
        if depth <= 0:
            return both(self.random.choice(['"a"', '"bc"', '""', '"déf"', '"x y"']))
        node = self.named("Node")
        closure = self.random.choice(self.closures) if self.closures and not self.is_still else None
        makers = [lambda: self.text(0), lambda: self.text(0),
                  lambda: joined("({} + {})", self.value("str", depth - 1), self.value("str", depth - 1)),
                  lambda: joined("str({})", self.value("int64", depth - 1)),
                  lambda: joined("{}.upper()", self.value("str", 0)),
                  lambda: joined("{}[1:4]", self.value("str", 0)),
                  lambda: joined("({} * 2)", self.value("str", 0)),
                  lambda: joined('"-".join({})', self.value(TEXTS, depth - 1)),
                  lambda: joined("{}.get({}, {})", self.value(TABLE, 0), self.value("str", 0),
                                 self.value("str", 0)),
                  lambda: joined("{}[0]", self.value(PAIR, depth - 1)),
                  lambda: joined("keeper({})()", self.value("str", depth - 1)),
                  lambda: self.first(depth)]
        if node:
            makers += [lambda: both(f"{node}.text"), lambda: both(f"{node}.path()")]
            if not self.is_still:
                makers += [lambda: joined("{}.rename({})", both(node), self.value("str", depth - 1)),
                           lambda: joined("{}.path()", self.value("Node", depth - 1))]
        if closure:
            makers += [lambda: both(f"{closure}()")] * 3
        return self.pick(*makers)

    def first(self, depth):
        texts = self.named(TEXTS)
        if not texts:
            return self.text(0)
        return joined("({0}[0] if len({0}) > 0 else {1})", both(texts), self.value("str", depth - 1))

    def number(self, depth):
        return self.pick(lambda: both(str(self.random.randint(0, 9))),
                         lambda: joined("len({})", self.value(self.random.choice([TEXTS, "str"]), depth - 1)),
                         lambda: joined("{}[1]", self.value(PAIR, depth - 1)),
                         lambda: joined("({} % 7)", self.value("int64", depth - 1))) if depth > 0 \
            else both(str(self.random.randint(0, 9)))

    def texts(self, depth):
        display = joined("[{}, {}]", self.value("str", depth - 1), self.value("str", depth - 1))
        if depth <= 0:
            return display
        node = self.named("Node")
        return self.pick(lambda: display,
                         lambda: joined("({} + {})[0:5]", self.value(TEXTS, 0), self.value(TEXTS, depth - 1)),
                         lambda: joined("{}[1:4]", self.value(TEXTS, depth - 1)),
                         lambda: joined('{}.split("b")', self.value("str", depth - 1)),
                         lambda: joined("sorted({})", self.value(TEXTS, 0)),
                         lambda: both(f"{node}.items") if node else display)

    def numbers(self, depth):
        return joined("[{}, {}]", self.value("int64", depth - 1), self.value("int64", depth - 1))

    def table(self, depth):
        return joined("({{{}: {}, {}: {}}})", both('"a"'), self.value("str", depth - 1),
                      self.value("str", 0), self.value("str", depth - 1))

    def pair(self, depth):
        return joined("({}, {})", self.value("str", depth - 1), self.value("int64", depth - 1))

    def node(self, depth):
        following = self.value("Node", depth - 1) if depth > 0 and self.chance(0.4) else ("none", "None")
        return joined("Node({}, {}, {})", self.value("str", depth - 1), self.value(TEXTS, depth - 1), following)

    def maybe(self, depth):
        return both(self.named("Node")) if self.named("Node") and self.chance(0.5) else ("none", "None")

    # --- statements ---

    def statement(self, depth):
        makers = [self.declare, self.declare, self.assign, self.assign, self.show, self.swap, self.prepend]
        if not self.is_still:
            makers += [self.change] * 5 + [self.discard]
        if depth > 0:
            makers += [lambda: self.branch(depth), lambda: self.count_loop(depth), lambda: self.each_loop(depth),
                       lambda: self.each_loop(depth), lambda: self.attempt(depth), lambda: self.attempt(depth),
                       self.jump, self.jump, self.fail]
        self.pick(*makers)

    def declare(self):
        kind = self.random.choice(KINDS)
        value, name = self.value(kind), self.name("abcdefgh"[self.random.randrange(8)])
        is_mutable = self.chance(0.6)
        self.line(f"{'var' if is_mutable else 'let'} {name}: {kind} = {value[0]}", f"{name} = {value[1]}")
        self.variables.append((name, kind, is_mutable))

    def assign(self):
        kind = self.random.choice(KINDS)
        name = self.named(kind, True)
        if name:
            value = joined("{}[0:24]" if kind == "str" else "{}", self.value(kind))
            self.line(f"{name} = {value[0]}", f"{name} = {value[1]}")

    def swap(self):
        names = [(n, k) for n, k, is_mutable in self.variables if is_mutable]
        if names:
            name, kind = self.random.choice(names)
            other = self.named(kind, True)
            self.line(*both(f"({name}, {other}) = ({other}, {name})"))

    def prepend(self):
        """A variable is given away, and gets another value at once."""
        name = self.named(self.random.choice(["Node", MAYBE]), True)
        if name:
            text, items = self.value("str"), self.value(TEXTS, 1)
            self.line(*joined("{0} = Node({1}[0:24], {2}, {0})", both(name), text, items))

    def change(self):
        """Changes a container or an object in its place."""
        texts, table, node = self.named(TEXTS), self.named(TABLE), self.named("Node")
        text = joined("{}[0:24]", self.value("str"))
        makers = []
        if texts:
            makers += [lambda: joined("{}.append({})", both(texts), text),
                       lambda: joined("{}.insert(0, {})", both(texts), text),
                       lambda: both(f"{texts}.reverse()"), lambda: both(f"{texts}.clear()"),
                       lambda: self.guarded(texts, joined("{}[0] = {}", both(texts), self.value("str", 0))),
                       lambda: self.guarded(texts, both(f"{texts}.pop()")),
                       lambda: joined("{}.extend({}[0:2])", both(texts), self.value(TEXTS, 1))]
        if table:
            key = self.value("str", 0)
            # Python evaluates the value of an assignment before its target.
            makers += [lambda: (f"{table}[{key[0]}] = {text[0]}", f"{table}.__setitem__({key[1]}, {text[1]})"),
                       lambda: joined("{}.pop({}, {})", both(table), key, text),
                       lambda: joined("{}.setdefault({}, {})", both(table), key, text)]
        if node:
            makers += [lambda: joined("{}.text = {}", both(node), text),
                       lambda: joined("{}.items = {}", both(node), self.value(TEXTS)),
                       lambda: (f"{node}.next = none", f"{node}.next = None"),
                       lambda: joined("{}.next = Node({}, {}, {})", both(node), text, self.value(TEXTS, 1),
                                      ("none", "None"))]
        if makers:
            self.line(*self.pick(*makers))

    def guarded(self, texts, statement):
        return f"if len({texts}) > 0 {{ {statement[0]} }}", f"if len({texts}) > 0: {statement[1]}"

    def discard(self):
        found = [f for f in self.functions if f[2] != "int64"]
        if found:
            call = self.called(self.random.choice(found)[2], 2)
            self.line(*call)

    def show(self):
        kinds = [self.random.choice([k for k in KINDS if k not in ("Node", MAYBE)]) for _ in range(self.random.randint(1, 2))]
        values = [self.value(kind) for kind in kinds]
        self.line(f"print({', '.join(v[0] for v in values)})", f"show({', '.join(v[1] for v in values)})")

    def count_loop(self, depth):
        name = self.name("i")

        def body():
            self.variables.append((name, "int64", False))
            self.burn()
            self.looping(lambda: self.statements(self.random.randint(1, 4), depth - 1))

        self.block(f"for {name} in 0..3", f"for {name} in range(3)", body)

    def each_loop(self, depth):
        """Over a copy, or over the container itself: then nothing may change one."""
        x, y = self.name("x"), self.name("y")
        texts, others, table = self.value(TEXTS, 1), self.value(TEXTS, 0), self.value(TABLE, 0)
        names, kinds, (items, python) = self.random.choice([
            (x, ["str"], joined("{}[0:4]", texts)), (x, ["str"], joined("{}[0:4]", texts)),
            (x, ["str"], texts), (x, ["str"], table),
            (f"({x}, {y})", ["int64", "str"], joined("enumerate({})", texts)),
            (f"({x}, {y})", ["str", "str"], joined("zip({}, {})", texts, others)),
            (f"({x}, {y})", ["str", "str"], joined("{}.items()", table)),
            (x, ["str"], joined("reversed({})", texts))])
        was_still = self.is_still

        def body():
            self.variables += [(name, kind, False) for name, kind in zip((x, y), kinds)]
            self.burn()
            self.is_still = was_still or not items.endswith("[0:4]")
            self.looping(lambda: self.statements(self.random.randint(1, 4), depth - 1))
            self.is_still = was_still

        self.block(f"for {names} in {items}", f"for {names} in {python}", body)

    def handler(self, depth):
        name = self.name("m")
        self.line(f"let {name} = e.message + \"?\"", f"{name} = e.args[0] + \"?\"")
        self.variables.append((name, "str", False))
        self.line(f"print({name})", f"show({name})")
        self.statements(1, depth - 1)

    def fail(self):
        test, text = self.condition(1), self.value("str")
        self.line(f"if {test[0]} {{ raise ValueError({text[0]}) }}", f"if {test[1]}: raise ValueError({text[1]})")

    def jump(self):
        test = self.condition(1)
        if self.is_looping and self.chance(0.6):
            word = self.random.choice(["break", "continue"])
            self.line(f"if {test[0]} {{ {word} }}", f"if {test[1]}: {word}")
        else:
            value = self.value(self.result)
            self.line(f"if {test[0]} {{ return {value[0]} }}", f"if {test[1]}: return {value[1]}")

    # --- functions ---

    def closure(self):
        """One that reads, and perhaps changes, what is around it."""
        changed, name = self.named("str", True), self.name("change")
        value = self.value("str", 1)
        self.line(f"fn {name}() -> str {{", f"def {name}():")
        self.depth += 1
        self.python.append("    " * self.depth + (f"nonlocal {changed}" if changed else "pass"))
        if changed:
            self.line(f"{changed} = ({changed} + \"~\")[0:24]", f"{changed} = ({changed} + \"~\")[0:24]")
        self.line(f"return {value[0]}", f"return {value[1]}")
        self.depth -= 1
        self.ir.append("    " * self.depth + "}")
        self.closures.append(name)

    def function(self, name, kinds):
        self.variables = [(self.name("n"), kind, False) for kind in kinds]
        self.closures, self.is_looping, self.fuel = [], False, self.name("fuel")
        parameters = ", ".join(f"{n}: {k}" for n, k, _ in self.variables)
        self.line(f"fn {name}({parameters}) -> {self.result} {{",
                  f"def {name}({', '.join(n for n, _, _ in self.variables)}):")
        self.depth += 1
        self.line(f"var {self.fuel} = 12", f"{self.fuel} = 12")
        self.statements(3, 0)
        if self.chance(0.6):
            self.closure()
        self.statements(self.random.randint(3, 7), 3)
        for variable, kind, _ in list(self.variables):
            self.line(*joined("{}({})", ("print", "show"), self.shown(variable, kind)))
        value = self.value(self.result)
        self.line(f"return {value[0]}", f"return {value[1]}")
        self.depth -= 1
        self.ir.append("}")

    def shown(self, variable, kind):
        if kind == MAYBE:
            return (f'({variable}.value.path() if {variable} is not none else "-")',
                    f'({variable}.path() if {variable} is not None else "-")')
        return both(f"{variable}.path()" if kind == "Node" else variable)

    def program(self):
        for k in range(self.random.randint(2, 4)):
            self.result = self.random.choice(KINDS)
            kinds = [self.random.choice(KINDS) for _ in range(self.random.randint(0, 3))]
            self.function(f"f{k}", kinds)
            self.functions.append((f"f{k}", kinds, self.result))
        self.result = "str"
        self.function("last", [])
        self.ir += ["fn main() {", "    try { print(last()) } except Exception as e { print(e.message) }", "}"]
        self.python += ["try: show(last())", "except Exception as e: show(e.args[0])"]
        return IR_HEAD + "\n".join(self.ir) + "\n", PYTHON_HEAD + "\n".join(self.python) + "\n"


def expected_output(python):
    lines = []
    exec(python, {"show": lambda *values: lines.append(" ".join(str(v) for v in values))})  # pylint: disable=exec-used
    return "".join(line + "\n" for line in lines)


def ways(numba2c, compiler, path):
    """The commands that run the program, each with a pattern of what it says on standard error."""
    for collection in ("boehm", "none", "arena"):
        yield [numba2c, "run", f"--gc={collection}", path], ""
    yield [numba2c, "run", "--gc=refcount", "--leak-report", path], r"(.*warning: (.*\n)+)?(0 of .*\n)?"
    if compiler:
        c, program = path.with_suffix(".c"), path.with_suffix("")
        subprocess.run([numba2c, "--gc=refcount", path, "-o", c], check=True, capture_output=True)
        subprocess.run([*compiler, c, "-o", program, "-lm"], check=True)
        yield [program], ""


def check(numba2c, compiler, seed, folder):
    ir, python = HeapGenerator(seed).program()
    expected = expected_output(python)
    path = Path(folder) / "program.ir"
    path.write_text(ir, "utf-8")
    for command, said in ways(numba2c, compiler, path):
        seen = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        is_right = seen.returncode == 0 and seen.stdout == expected
        if not is_right or not re.fullmatch(said, seen.stderr):
            print(f"# seed {seed}\n{ir}\n# Python:\n{python}\n# {' '.join(map(str, command))}: "
                  f"{seen.returncode}\n# expected:\n{expected}\n# seen:\n{seen.stdout}\n{seen.stderr}")
            return False
    return True


def main():
    numba2c, count = sys.argv[1], int(sys.argv[2])
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    with tempfile.TemporaryDirectory() as folder:
        seeds = range(first, first + count)
        return 0 if all(check(numba2c, sys.argv[4:], seed, folder) for seed in seeds) else 1


if __name__ == "__main__":
    sys.exit(main())
