"""What the IR's operations mean, in Python: the names that a generated program uses."""
import math

BITS = {"int64": 64, "int32": 32, "int8": 8, "uint8": 8, "uint32": 32, "uint64": 64}


def wrap(kind, value):
    bits = BITS[kind]
    value &= (1 << bits) - 1
    return value - (1 << bits) if not kind.startswith("u") and value >> (bits - 1) else value


def divide(a, b):
    if b != 0.0:
        return a / b
    if a == 0.0 or math.isnan(a):
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


ZERO = {"int": {"//": "integer division or modulo by zero", "%": "integer modulo by zero"},
        "float": {"//": "float floor division by zero", "%": "float modulo"}}


def operate_float(op, a, b):
    return {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: divide(a, b),
            "//": lambda: a // b, "%": lambda: a % b}[op]()


def operate(kind, op, a, b):
    if op in ("//", "%") and b == 0:
        raise ZeroDivisionError(ZERO["float" if kind == "float64" else "int"][op])
    if kind == "float64":
        return operate_float(op, a, b)
    if op in ("<<", ">>") and not 0 <= b < BITS[kind]:
        raise ValueError("shift count out of range")
    if op == "**" and b < 0:
        raise ValueError("negative exponent")
    value = {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "//": lambda: a // b,
             "%": lambda: a % b, "&": lambda: a & b, "|": lambda: a | b, "^": lambda: a ^ b,
             "<<": lambda: a << b, ">>": lambda: a >> b,
             "**": lambda: pow(a, b, 1 << 64)}[op]()
    return wrap(kind, value)


def convert(kind, source, value):
    if kind == "float64":
        return float(value)
    if source == "float64":
        if math.isnan(value):
            raise ValueError("cannot convert float NaN to integer")
        if math.isinf(value):
            raise OverflowError("cannot convert float infinity to integer")
        if wrap(kind, int(value)) != int(value):
            raise OverflowError(f"float too large to convert to {kind}")
        return int(value)
    return wrap(kind, value)


def check_index(index, size):
    if not 0 <= index < size:
        raise IndexError("index out of range")


def at(array, index):
    check_index(index, len(array))
    return array[index]


def at2(table, row, column):
    check_index(row, len(table))
    check_index(column, table.width)
    return table[row][column]


def store(array, index, value):
    check_index(index, len(array))
    array[index] = value


def augment(array, index, op, value):
    old = at(array, index)
    array[index] = operate("int64", op, old, value())


def wrap_index(index, size):
    return wrap("int64", index + size) if index < 0 else index


def check_size(size):
    if size < 0:
        raise ValueError("negative dimensions are not allowed")


def zeros(size):
    check_size(size)
    return [0] * size


class Table(list):
    """Rows of one width."""
    width = 0


def zeros2(rows, columns):
    check_size(rows)
    check_size(columns)
    table = Table([0] * columns for _ in range(rows))
    table.width = columns
    return table


def count(low, high, step):
    if step == 0:
        raise ValueError("range() arg 3 must not be zero")
    return range(low, high, step)


def message(error):
    return str(error)


def names_for_programs(lines):
    """The names for one program, whose output goes to `lines`."""
    names = {name: value for name, value in globals().items() if callable(value)}
    names["show"] = lambda *values: lines.append(" ".join(str(value) for value in values))
    return names
