"""The same in Python."""
from time import process_time

COUNT = 10_000_000
GOLDEN = 0x9E3779B97F4A7C15
MASK = (1 << 62) - 1


def insert(keys):
    table = {}
    for i, key in enumerate(keys):
        table[key] = i
    return table


def total(table, keys):
    return sum(table[keys[i * 7919 % COUNT]] for i in range(COUNT))


def append():
    items = []
    for i in range(COUNT):
        items.append(i)
    return items


def timed(function, *arguments):
    start = process_time()
    result = function(*arguments)
    return result, round((process_time() - start) * 1000)


def main():
    keys = [i * GOLDEN & MASK for i in range(COUNT)]
    table, inserted = timed(insert, keys)
    all_of_them, got = timed(total, table, keys)
    items, appended = timed(append)
    assert all_of_them == COUNT * (COUNT - 1) // 2 and len(items) == COUNT
    print(inserted, got, appended)


main()
