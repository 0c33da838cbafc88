"""The compilers and machines that emitted C is tried on, and running commands."""
import functools
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120  # a hang is a failure, not a wait

WARNINGS = (
    "-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wcast-qual -Wstrict-prototypes "
    "-Wmissing-prototypes -Wundef -Wvla -Wwrite-strings -Werror"
).split()
EXACT = ["-std=c99", "-ffp-contract=off"]
SANITIZED = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]


def needs_collector(source):
    """Does the C file say so where it tells how to compile it?"""
    return " -lgc" in source.read_text("utf-8", "surrogateescape").split("*/", 1)[0]


@functools.cache
def collector_is_here():
    return run(["gcc", "-x", "c", "-o", "/dev/null", "-", "-lgc"],
               text=b"#include <gc.h>\nint main(void) { GC_INIT(); return 0; }\n").status == 0


@dataclass(frozen=True)
class Mode:
    """One way to make and run a program from emitted C."""
    name: str
    compiler: tuple        # the words before the file
    runner: tuple = ()     # the words before the program
    after: tuple = ("-lm",)
    is_slow: bool = False  # only under --all
    options: tuple = ()    # of numba2c
    runs: bool = True      # False: what it makes cannot be run here
    failing: int = 0       # so many allocations are tried that fail; 0: none does (failing.py)
    failing_at_most: int = 0  # the same under --all
    is_cut: bool = True    # False: each piece of an arena is an allocation of its own
    is_linked: bool = False  # with what makes allocations fail, even if none does

    def suits(self, options):
        """May a test with these options of numba2c be run in it?"""
        collectors = {option for option in (*self.options, *options) if option.startswith("--gc=")}
        return len(collectors) < 2

    def missing(self, source):
        """The tool or library that is not here for the C file, or None."""
        if needs_collector(source) and not collector_is_here():
            return "libgc-dev"
        for tool in (self.compiler[0],) + self.runner[:1]:
            if shutil.which(tool) is None:
                return tool
        return None


def strict(name, compiler, *flags, **rest):
    return Mode(name, (compiler, *EXACT, *flags, *WARNINGS), **rest)


# gcc may move the path that raises out of a function: then it no longer sees in the caller that this
# path returns NB_RAISED, and warns of the result. On x86 it does so at -Os only.
WHOLE_FUNCTIONS = "-fno-partial-inlining"


# Debian has the collector for this machine and glibc only.
NO_COLLECTOR = ("--gc=none",)


def foreign(name, prefix, machine, *flags):
    return strict(name, f"{prefix}-linux-gnu-gcc", "-O2", "-static", "-Wno-psabi", WHOLE_FUNCTIONS, *flags,
                  runner=(f"qemu-{machine}",), is_slow=True, options=NO_COLLECTOR)


def compiled_only(name, compiler, *flags, **rest):
    return strict(name, compiler, *flags, runs=False, is_slow=True, **rest)


MODES = [
    strict("gcc-O0", "gcc", "-O0"),
    strict("gcc-O3", "gcc", "-O3", "-march=native"),
    strict("clang-O2", "clang", "-O2"),
    Mode("tcc", ("tcc",)),
    Mode("arena", ("tcc",), options=("--gc=arena",)),
    Mode("none", ("tcc",), options=("--gc=none",)),
    strict("gcc-sanitized", "gcc", "-O1", "-g", *SANITIZED,
           # gcc's manual: with sanitizers, some warnings are false.
           "-Wno-maybe-uninitialized", is_linked=True),
    strict("clang-function", "clang-19", "-O1", "-g", "-fsanitize=function,undefined",
           "-fno-sanitize-recover=all"),
    strict("refcount", "gcc", "-O1", "-g", *SANITIZED, "-Wno-maybe-uninitialized", is_linked=True,
           options=("--gc=refcount",), failing=6, failing_at_most=100),
    strict("arena", "gcc", "-O1", "-g", *SANITIZED, "-Wno-maybe-uninitialized",
           options=("--gc=arena",), failing=6, failing_at_most=100, is_cut=False, is_linked=True,
           is_slow=True),
    strict("refcount-O3", "clang", "-O3", is_slow=True, options=("--gc=refcount",)),
    # pcc makes wrong code of right C wherever structs are values: see doc/emitted-c.md.
    Mode("pcc", ("pcc",), after=("-lm", "-Wl,-z,noexecstack"), is_slow=True, runs=False,
         options=NO_COLLECTOR),
    strict("musl", "musl-gcc", "-O2", "-static", is_slow=True, options=NO_COLLECTOR),
    foreign("i386", "i686", "i386", "-msse2", "-mfpmath=sse"),
    foreign("aarch64", "aarch64", "aarch64"),
    foreign("riscv64", "riscv64", "riscv64"),
    foreign("s390x", "s390x", "s390x"),
    compiled_only("windows", "x86_64-w64-mingw32-gcc", "-O2", options=NO_COLLECTOR),
    compiled_only("gcc-O2", "gcc", "-O2"),
    compiled_only("gcc-Os", "gcc", "-Os", WHOLE_FUNCTIONS),
    compiled_only("gcc-Og", "gcc", "-Og"),
    compiled_only("clang-O3", "clang-19", "-O3"),
    strict("valgrind", "gcc", "-O1", "-g",
           runner=("valgrind", "-q", "--error-exitcode=99", "--leak-check=full"), is_slow=True,
           options=NO_COLLECTOR),
]


@dataclass
class Result:
    status: int
    output: str
    stderr: str


def run(command, folder=ROOT, text=None, environment=None, seconds=SECONDS):
    """Runs it; a time-out is a Result with status 124."""
    env = dict(os.environ, LC_ALL="C.UTF-8", **(environment or {}))
    env.pop("NO_COLOR", None)
    with subprocess.Popen(
            [str(word) for word in command], cwd=folder, env=env, start_new_session=True,
            stdin=subprocess.DEVNULL if text is None else subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            output, errors = process.communicate(text, timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # what it started, too
            process.communicate()
            return Result(124, "", f"no end after {seconds} s")
    return Result(process.returncode, output.decode("utf-8", "surrogateescape"),
                  errors.decode("utf-8", "surrogateescape"))
