"""A program whose allocations fail in turn, each alone and with all after it: it ends with a
MemoryError, or has caught it; nothing worse happens, and nothing leaks."""
import tempfile
import time
from pathlib import Path

from .tools import ROOT, run

LINKED = (ROOT / "tests" / "harness" / "failing.c", "-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc")
EVER_AFTER = 10**9
SECONDS_IN_ALL = 20
MISTAKE = "99"  # the exit status for what a sanitizer finds
SANITIZERS = {"ASAN_OPTIONS": f"exitcode={MISTAKE}:detect_leaks=1", "LSAN_OPTIONS": f"exitcode={MISTAKE}",
              "UBSAN_OPTIONS": f"exitcode={MISTAKE}"}


def spread(count, most):
    """Up to `most` of the numbers from 1 to `count`: the first half of them at the start."""
    if count <= most:
        return range(1, count + 1)
    rest = most - most // 2
    return sorted({*range(1, most // 2 + 1), *(count * i // rest for i in range(1, rest + 1))})


def last_line(text):
    return (text.splitlines() or [""])[-1]


def is_harmless(result, expectation):
    """Did the program end well, by a MemoryError, or by what it fails with anyhow?"""
    ending = last_line(result.stderr)
    return (result.status == 0 or result.status == 1 and ending == "MemoryError"
            or result.status == expectation.status and ending == last_line(expectation.expected_stderr))


def attempt(program, expectation, first, last):
    with tempfile.TemporaryDirectory() as folder:
        result = run([program], environment={
            **SANITIZERS, "TMPDIR": folder, "FIRST": str(first), "LAST": str(last)})
    if is_harmless(result, expectation):
        return None
    return f"allocations {first} to {last} fail: exit status {result.status}\n{result.stderr[:2000]}"


def check_failing(program, expectation, count_file, most):
    """`count_file`: where the program wrote the number of its allocations; `most`: how many are tried."""
    end = time.monotonic() + SECONDS_IN_ALL
    for number in spread(int(Path(count_file).read_text()), most):
        problem = (attempt(program, expectation, number, number)
                   or attempt(program, expectation, number, EVER_AFTER))
        if problem or time.monotonic() > end:
            return problem
    return None
