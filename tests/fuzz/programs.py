"""Random programs as IR and as the same Python program, which says what the IR must print.

Integer arithmetic of all widths, floats, arrays, loops, closures, exceptions: what the translator proves
and reorders. Run: programs.py NUMBA2C COUNT [SEED]; exits with 1 at the first difference, whose two
texts it prints.
"""
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from oracle import names_for_programs

INTEGERS = {"int64": (64, True), "int32": (32, True), "int8": (8, True), "uint8": (8, False),
            "uint32": (32, False), "uint64": (64, False)}
TYPES = ["int64"] * 9 + ["int32", "int8", "uint8", "uint32", "uint64", "float64"]
COMPARISONS = ["<", "<=", ">", ">=", "==", "!="]


def bounds(kind):
    bits, signed = INTEGERS[kind]
    return (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)


class Generator:
    """One program. Expressions are pairs (IR, Python)."""

    errors = ("IndexError", "ZeroDivisionError", "ValueError", "Exception", "ArithmeticError", "LookupError")

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.ir, self.python = [], []
        self.depth = 0
        self.count = 0
        self.variables = []  # (name, type, is_mutable) in scope
        self.functions = []  # (name, parameter types), int64 results
        self.is_looping = False
        self.is_protected = False  # within a finally: no jumps
        self.fuel = None

    # --- text ---

    def name(self, base):
        self.count += 1
        return f"{base}{self.count}"

    def line(self, ir, python):
        self.ir.append("    " * self.depth + ir)
        self.python.append("    " * self.depth + python)

    def block(self, ir, python, body):
        self.line(ir + " {", python + ":")
        self.nest(body)
        self.ir.append("    " * self.depth + "}")

    def nest(self, body):
        known = len(self.variables)
        self.depth += 1
        self.python.append("    " * self.depth + "pass")
        body()
        self.depth -= 1
        del self.variables[known:]

    def chance(self, part):
        return self.random.random() < part

    def pick(self, *makers):
        return self.random.choice(makers)()

    # --- expressions ---

    def named(self, kind, mutable=False):
        found = [n for n, k, m in self.variables if k == kind and (m or not mutable)]
        return self.random.choice(found) if found else None

    def literal(self, kind):
        if kind == "float64":
            number = self.random.choice(["0.0", "1.0", "2.5", "-1.5", "3.0", "1e10"])
            return f"({number})", f"({number})"
        low, high = bounds(kind)
        number = self.random.choice([0, 1, 2, 3, 5, 7, 8, 31, 63, 64, 255, -1, -2, -3, low, high,
                                     low + 1, high - 1, high // 2 + 1, 0, 1, 2, 3])
        number = number if low <= number <= high else self.random.randint(0, 9)
        return (f"({number})" if kind == "int64" else f"{kind}({number})"), f"({number})"

    def leaf(self, kind):
        name = self.named(kind)
        return (name, name) if name and self.chance(0.75) else self.literal(kind)

    def expression(self, kind, depth):
        if depth <= 0:
            return self.leaf(kind)
        makers = [lambda: self.leaf(kind), lambda: self.operation(kind, depth),
                  lambda: self.operation(kind, depth), lambda: self.conditional(kind, depth),
                  lambda: self.conversion(kind, depth)]
        if kind == "int64":
            makers += [lambda: self.element(depth), lambda: self.element(depth), self.length,
                       lambda: self.call(depth), lambda: self.extreme(depth)]
        return self.pick(*makers)

    def operation(self, kind, depth):
        operators = ["+", "-", "*", "+", "-", "//", "%"]
        operators += ["/"] if kind == "float64" else ["&", "|", "^", "<<", ">>", "**"]
        op = self.random.choice(operators)
        left, right = self.expression(kind, depth - 1), self.expression(kind, depth - 1)
        if op in ("//", "%", "<<", ">>") and self.chance(0.5):
            right = self.literal(kind)
        if op == "**":
            right = self.pick(lambda: (("2", "2")), lambda: (("3", "3")), lambda: right)
        return f"({left[0]} {op} {right[0]})", f"operate('{kind}', '{op}', {left[1]}, {right[1]})"

    def conditional(self, kind, depth):
        test = self.condition(depth - 1)
        then, other = self.expression(kind, depth - 1), self.expression(kind, depth - 1)
        return (f"({then[0]} if {test[0]} else {other[0]})",
                f"({then[1]} if {test[1]} else {other[1]})")

    def conversion(self, kind, depth):
        other = self.random.choice(TYPES)
        value = self.expression(other, depth - 1)
        return f"{kind}({value[0]})", f"convert('{kind}', '{other}', {value[1]})"

    def length(self):
        array = self.named("array")
        return (f"len({array})", f"len({array})") if array else self.leaf("int64")

    def extreme(self, depth):
        name = self.random.choice(["min", "max"])
        a, b = self.expression("int64", depth - 1), self.expression("int64", depth - 1)
        return f"{name}({a[0]}, {b[0]})", f"{name}({a[1]}, {b[1]})"

    def index(self, array, depth):
        size = f"len({array})"
        value = self.leaf("int64")
        return self.pick(
            lambda: value, lambda: value, lambda: value, lambda: self.expression("int64", depth),
            lambda: (f"{value[0]} + 1", f"operate('int64', '+', {value[1]}, 1)"),
            lambda: (f"{value[0]} - 1", f"operate('int64', '-', {value[1]}, 1)"),
            lambda: (f"{size} - 1 - {value[0]}", f"operate('int64', '-', {size} - 1, {value[1]})"),
            lambda: (f"{size} - 1", f"{size} - 1"), lambda: (f"{size} // 2", f"{size} // 2"),
            lambda: (f"{value[0]} % {size}", f"operate('int64', '%', {value[1]}, {size})"),
            lambda: (f"wrap_index({value[0]}, {size})", f"wrap_index({value[1]}, {size})"))

    def element(self, depth):
        table = self.named("table")
        if table and self.chance(0.3):
            i, k = self.leaf("int64"), self.leaf("int64")
            return f"{table}[{i[0]}, {k[0]}]", f"at2({table}, {i[1]}, {k[1]})"
        array = self.named("array")
        if not array:
            return self.leaf("int64")
        index = self.index(array, depth - 1)
        return f"{array}[{index[0]}]", f"at({array}, {index[1]})"

    def call(self, depth):
        if not self.functions:
            return self.leaf("int64")
        name, kinds = self.random.choice(self.functions)
        arguments = [self.argument(kind, depth) for kind in kinds]
        if any(a is None for a in arguments):
            return self.leaf("int64")
        return (f"{name}({', '.join(a[0] for a in arguments)})",
                f"{name}({', '.join(a[1] for a in arguments)})")

    def argument(self, kind, depth):
        if kind in ("array", "table"):
            name = self.named(kind)
            return (name, name) if name else None
        return self.expression(kind, depth - 1)

    def condition(self, depth):
        kind = self.random.choice(TYPES)
        a, b, c = (self.expression(kind, depth) for _ in range(3))
        op, after = self.random.choice(COMPARISONS), self.random.choice(COMPARISONS)
        test = f"{a[0]} {op} {b[0]}", f"{a[1]} {op} {b[1]}"
        array = self.named("array")
        choice = self.random.random()
        if array and choice < 0.35:
            i = self.leaf("int64")
            op = self.random.choice(["<", "<=", "<", "!="])
            low = self.random.choice(["0 <= ", "", "0 < ", "-1 <= "])
            return f"{low}{i[0]} {op} len({array})", f"{low}{i[1]} {op} len({array})"
        if choice < 0.5:
            return f"{test[0]} {after} {c[0]}", f"{test[1]} {after} {c[1]}"
        if choice < 0.7 and depth > 0:
            other = self.condition(depth - 1)
            word = self.random.choice(["and", "or"])
            return f"({test[0]} {word} {other[0]})", f"({test[1]} {word} {other[1]})"
        if choice < 0.75:
            return f"not ({test[0]})", f"not ({test[1]})"
        return test

    # --- statements ---

    def statements(self, count, depth):
        for _ in range(count):
            self.statement(depth)

    def statement(self, depth):
        makers = [self.declare, self.declare, self.assign, self.assign, self.compound, self.compound,
                  self.store, self.store, self.show]
        if depth > 0:
            makers += [lambda: self.branch(depth), lambda: self.branch(depth),
                       lambda: self.count_loop(depth), lambda: self.count_loop(depth),
                       lambda: self.while_loop(depth), lambda: self.attempt(depth),
                       lambda: self.attempt(depth), self.jump]
        self.pick(*makers)

    def declare(self):
        kind = self.random.choice(TYPES + ["array"] * 3 + ["table"])
        name = self.name("abcdefgh"[self.random.randrange(8)])
        is_mutable = self.chance(0.6)
        if kind in ("array", "table"):
            is_mutable = False
            small = [(f"{n} % 9", f"operate('int64', '%', {m}, 9)")
                     for n, m in (self.leaf("int64"), self.leaf("int64"))]
            size = self.random.choice([small[0], small[0], ("5", "5"), ("1", "1"),
                                       (f"{small[0][0]} - 1", f"{small[0][1]} - 1")])
            if kind == "table":
                value = (f"zeros[int64]({size[0]}, {small[1][0]})", f"zeros2({size[1]}, {small[1][1]})")
            else:
                value = f"zeros[int64]({size[0]})", f"zeros({size[1]})"
        else:
            value = self.expression(kind, 2)
        word = "var" if is_mutable else "let"
        form = "" if kind in ("array", "table") else f": {kind}"
        self.line(f"{word} {name}{form} = {value[0]}", f"{name} = {value[1]}")
        self.variables.append((name, kind, is_mutable))

    def assign(self):
        kind = self.random.choice(TYPES)
        name = self.named(kind, True)
        if name:
            value = self.expression(kind, 2)
            self.line(f"{name} = {value[0]}", f"{name} = {value[1]}")

    def compound(self):
        kind = self.random.choice(TYPES)
        name = self.named(kind, True)
        op = self.random.choice(["+", "-", "*", "//", "%", "+", "-"])
        if name:
            value = self.pick(lambda: ("1", "1"), lambda: ("2", "2"), lambda: self.expression(kind, 2))
            if kind == "float64":
                value = self.expression(kind, 1)
            self.line(f"{name} {op}= {value[0]}", f"{name} = operate('{kind}', '{op}', {name}, {value[1]})")

    def store(self):
        array = self.named("array")
        if not array:
            return
        index, value = self.index(array, 1), self.expression("int64", 2)
        op = self.random.choice(["", "", "+", "-", "*", "//", "%"])
        if op:
            self.line(f"{array}[{index[0]}] {op}= {value[0]}",
                      f"augment({array}, {index[1]}, '{op}', lambda: {value[1]})")
        else:
            self.line(f"{array}[{index[0]}] = {value[0]}", f"store({array}, {index[1]}, {value[1]})")

    def show(self):
        values = [self.expression(self.random.choice(TYPES), 1) for _ in range(self.random.randint(1, 3))]
        self.line(f"print({', '.join(v[0] for v in values)})", f"show({', '.join(v[1] for v in values)})")

    def branch(self, depth):
        test = self.condition(1)
        self.block(f"if {test[0]}", f"if {test[1]}", lambda: self.statements(2, depth - 1))
        if self.chance(0.4):
            self.ir[-1] += " else {"
            self.python.append("    " * self.depth + "else:")
            self.nest(lambda: self.statements(2, depth - 1))
            self.ir.append("    " * self.depth + "}")

    def looping(self, body):
        before, self.is_looping = self.is_looping, True
        body()
        self.is_looping = before

    def count_loop(self, depth):
        name = self.name("i")
        low = self.pick(lambda: ("0", "0"), lambda: ("0", "0"), lambda: ("1", "1"), lambda: self.leaf("int64"))
        high = self.pick(self.length, self.length, lambda: ("6", "6"),
                         lambda: tuple(f"{v} - 1" if k == 0 else f"operate('int64', '-', {v}, 1)"
                                       for k, v in enumerate(self.length())),
                         lambda: self.leaf("int64"))
        step = self.pick(lambda: None, lambda: None, lambda: None, lambda: ("2", "2"), lambda: ("-1", "-1"),
                         lambda: self.leaf("int64"))
        if step and step[0] == "-1":
            low, high = high, low
        text = f" step {step[0]}" if step else ""

        def body():
            self.variables.append((name, "int64", False))
            self.burn()
            self.looping(lambda: self.statements(self.random.randint(1, 4), depth - 1))

        self.block(f"for {name} in {low[0]}..{high[0]}{text}",
                   f"for {name} in count({low[1]}, {high[1]}, {step[1] if step else 1})", body)

    def burn(self):
        """Every loop ends: each turn of any loop takes of the function's fuel."""
        self.line(f"{self.fuel} -= 1", f"{self.fuel} -= 1")
        self.line(f"if {self.fuel} < 0 {{ break }}", f"if {self.fuel} < 0: break")

    def while_loop(self, depth):
        name = self.name("w")
        start = self.pick(lambda: ("0", "0"), self.length, lambda: self.leaf("int64"))
        goes_up = self.chance(0.6)
        limit = self.pick(self.length, lambda: self.leaf("int64"))
        op = "<" if goes_up else self.random.choice([">", ">="])
        limit = limit if goes_up else ("0", "0")
        change = "+" if goes_up else "-"
        by = self.random.choice(["1", "1", "1", "2", "3"])
        self.line(f"var {name}: int64 = {start[0]}", f"{name} = {start[1]}")
        is_fixed = self.chance(0.7)
        self.variables.append((name, "int64", not is_fixed))

        def body():
            self.burn()
            step = (f"{name} {change}= {by}", f"{name} = operate('int64', '{change}', {name}, {by})")
            first = self.chance(0.3)
            if first:
                self.line(*step)
            self.looping(lambda: self.statements(self.random.randint(1, 3), depth - 1))
            if not first:
                self.line(*step)

        self.block(f"while {name} {op} {limit[0]}", f"while {name} {op} {limit[1]}", body)

    def handler(self, depth):
        self.line("print(e.message)", "show(message(e))")
        self.statements(1, depth - 1)

    def attempt(self, depth):
        error = self.random.choice(self.errors)
        self.block("try", "try", lambda: self.statements(3, depth - 1))
        self.ir[-1] += f" except {error} as e {{"
        self.python.append("    " * self.depth + f"except {error} as e:")
        self.nest(lambda: self.handler(depth))
        self.ir.append("    " * self.depth + "}")
        if self.chance(0.3):
            self.ir[-1] += " finally {"
            self.python.append("    " * self.depth + "finally:")
            self.nest(lambda: self.statements(1, 0))
            self.ir.append("    " * self.depth + "}")

    def jump(self):
        test = self.condition(1)
        if self.is_looping and self.chance(0.7):
            word = self.random.choice(["break", "continue"])
        else:
            value = self.leaf("int64")
            self.line(f"if {test[0]} {{ return {value[0]} }}", f"if {test[1]}: return {value[1]}")
            return
        self.line(f"if {test[0]} {{ {word} }}", f"if {test[1]}: {word}")

    # --- functions ---

    def closure(self):
        captured = self.named("int64", True)
        if captured is None:
            return
        name, parameter = self.name("change"), self.name("p")
        self.line(f"fn {name}({parameter}: int64) -> int64 {{", f"def {name}({parameter}):")
        self.depth += 1
        self.line(f"{captured} += {parameter}", f"nonlocal {captured}")
        self.python.append("    " * self.depth + f"{captured} = operate('int64', '+', {captured}, {parameter})")
        self.line(f"print(\"{name}\", {captured})", f"show('{name}', {captured})")
        self.line(f"return {captured}", f"return {captured}")
        self.depth -= 1
        self.ir.append("    " * self.depth + "}")
        self.functions.append((name, ["int64"]))

    def function(self, name, kinds):
        self.variables = [(self.name("n"), kind, False) for kind in kinds]
        known, self.is_looping = list(self.functions), False
        self.fuel = self.name("fuel")
        ir = ", ".join(f"{n}: " + {"array": "array[int64, 1]", "table": "array[int64, 2]"}.get(k, k)
                       for n, k, _ in self.variables)
        python = ", ".join(n for n, _, _ in self.variables)
        self.line(f"fn {name}({ir}) -> int64 {{", f"def {name}({python}):")
        self.depth += 1
        self.line(f"var {self.fuel} = 40", f"{self.fuel} = 40")
        self.statements(3, 0)
        if self.chance(0.5):
            self.closure()
        self.statements(self.random.randint(3, 6), 3)
        for variable, kind, _ in list(self.variables):
            if kind != "table":
                self.line(f"print({variable})", f"show({variable})")
        result = self.leaf("int64")
        self.line(f"return {result[0]}", f"return {result[1]}")
        self.depth -= 1
        self.ir.append("}")
        self.functions = known + [(name, kinds)]

    def program(self):
        for k in range(self.random.randint(1, 3)):
            kinds = [self.random.choice(TYPES + ["array"] * 4 + ["table"])
                     for _ in range(self.random.randint(1, 3))]
            self.function(f"f{k}", kinds)
        self.function("last", [])
        self.ir += ["fn main() {", "    try { print(last()) } except Exception as e { print(e.message) }", "}"]
        self.python += ["try: show(last())", "except Exception as e: show(message(e))"]
        return "\n".join(self.ir) + "\n", "\n".join(self.python) + "\n"


def expected_output(python):
    lines = []
    exec(python, names_for_programs(lines))  # pylint: disable=exec-used
    return "".join(line + "\n" for line in lines)


def has_only_warnings(text):
    """An index may be a negative literal, of which the translator warns."""
    return all(": warning: " in line or line.startswith((" ", "help: ")) for line in text.splitlines())


def check(numba2c, seed, folder):
    ir, python = Generator(seed).program()
    expected = expected_output(python)
    path = Path(folder) / "program.ir"
    path.write_text(ir, "utf-8")
    result = subprocess.run([numba2c, "run", path], capture_output=True, text=True, timeout=60, check=False)
    if result.returncode == 0 and result.stdout == expected and has_only_warnings(result.stderr):
        return True
    print(f"# seed {seed}\n{ir}\n# Python:\n{python}\n# expected:\n{expected}\n# seen:\n"
          f"{result.stdout}\n{result.stderr}")
    return False


def main():
    numba2c, count = sys.argv[1], int(sys.argv[2])
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    with tempfile.TemporaryDirectory() as folder:
        return 0 if all(check(numba2c, seed, folder) for seed in range(first, first + count)) else 1


if __name__ == "__main__":
    sys.exit(main())
