"""The kinds of test. Each yields cases: (name, function that returns None or what is wrong)."""
import difflib
import re
import shutil
import tempfile
from pathlib import Path

from .binaries import Binaries, compile_program
from .expectation import read_expectation
from .failing import LINKED, check_failing
from .tools import MODES, ROOT, SANITIZED, needs_collector, run

TESTS = ROOT / "tests"
PASSES = ["read", "resolve", "infer", "closures", "loops", "prove", "effects", "order", "memory"]


class Skip(Exception):
    """A tool is not here."""


def differences(expected, seen, what):
    if expected == seen:
        return None
    lines = difflib.unified_diff(expected.splitlines(), seen.splitlines(), "expected", "seen",
                                 lineterm="", n=2)
    return what + ":\n" + "\n".join(list(lines)[:40])


def check_run(expectation, result, has_lines=True):
    """Holds what a program did against its expectation; has_lines: its lines are the source's."""
    problem = differences(expectation.expected_output, result.output, "standard output")
    if problem is None and result.status != expectation.status:
        problem = f"exit status {result.status}, expected {expectation.status}"
    if problem is None:
        texts = expectation.expected_stderr, result.stderr
        if not has_lines:
            texts = [re.sub(", line [0-9]+", "", text) for text in texts]
        problem = differences(*texts, "standard error")
    return problem and f"{problem}\n{result.stderr[:2000]}"


def cut_nothing(source):
    """Makes each piece of an arena an allocation of its own."""
    text = source.read_text("utf-8", "surrogateescape")
    source.write_text(re.sub("NB_LARGE = [^,}]*", "NB_LARGE = 1 ", text), "utf-8", "surrogateescape")


class Tests:
    """Makes the cases for one build of numba2c."""

    def __init__(self, build, with_slow):
        self.build = build
        self.program = build / "numba2c"
        self.environment = {"NUMBA2C_DATA": str(ROOT / "translator")}
        self.with_slow = with_slow
        self.binaries = Binaries()
        self.lines = {}  # test -> (lines of IR, lines of C)

    def numba2c(self, *arguments, scratch=None, **rest):
        """`scratch`: the folder that $TMPDIR names."""
        environment = {**self.environment, **({"TMPDIR": scratch} if scratch else {})}
        return run([self.program, *arguments], environment=environment, **rest)

    # --- programs: every mode against one oracle ---

    def programs(self):
        for path in sorted([*(TESTS / "programs").glob("*.ir"), *(ROOT / "examples").glob("*.ir")]):
            expectation = read_expectation(path)
            name = path.relative_to(ROOT).with_suffix("").as_posix()
            yield f"{name} [run]", lambda p=path, e=expectation: self.in_memory(p, e)
            for mode in MODES:
                if mode.is_slow and not self.with_slow:
                    continue
                if mode.name in expectation.skipped or not mode.suits(expectation.options):
                    continue
                yield f"{name} [{mode.name}]", lambda p=path, e=expectation, m=mode: self.compiled(p, e, m)
            yield f"{name} [round trip]", lambda p=path, e=expectation: self.round_trip(p, e)
            yield f"{name} [closed]", lambda p=path, e=expectation: self.closed(p, e)

    def in_memory(self, path, expectation):
        with tempfile.TemporaryDirectory() as folder:
            return check_run(expectation, self.numba2c("run", *expectation.options, path, scratch=folder))

    def compiled(self, path, expectation, mode):
        with tempfile.TemporaryDirectory() as folder:
            source, program = Path(folder) / f"{path.stem}.c", Path(folder) / "program"
            made = self.numba2c(*mode.options, *expectation.options, path, "-o", source)
            if made.status != 0:
                return "numba2c: " + made.stderr[:2000]
            missing = mode.missing(source)
            if missing:
                raise Skip(missing)
            if mode.name == "gcc-O0":
                self.count_lines(path, source)
            if not mode.is_cut:
                cut_nothing(source)
            linked = LINKED if mode.is_linked else ()
            collector = ["-lgc"] if needs_collector(source) else []
            compile_once = self.binaries.compile if mode.is_linked else compile_program
            compiled = compile_once(mode.compiler, source, (*linked, *mode.after, *collector), program)
            if compiled.status != 0 or compiled.stderr:
                return f"{mode.name}: {compiled.stderr[:3000]}"
            if not mode.runs:
                return None
            problem = check_run(expectation, run([*mode.runner, program], environment={
                # the collector looks for pointers on the real stack
                "ASAN_OPTIONS": "detect_leaks=1:detect_stack_use_after_return=0", "TMPDIR": folder,
                "COUNT": str(Path(folder) / "count")}))
            if problem is None and mode.failing and "failing" not in expectation.skipped:
                most = mode.failing_at_most if self.with_slow else mode.failing
                problem = check_failing(program, expectation, Path(folder) / "count", most)
            return problem

    def count_lines(self, path, source):
        """Lines of IR are counted as numba2c prints it: tests put several statements on a line."""
        printed = self.numba2c(*read_expectation(path).options, "--dump-after=read", path)
        ir = [line for line in printed.output.splitlines()
              if line.strip() and not line.strip().startswith("#")]
        sections = re.split(r"^(?=/\* ---- )", source.read_text("utf-8", "surrogateescape"), flags=re.M)
        modules = [section for section in sections[1:] if section.startswith("/* ---- module")]
        imported = modules[:-1]  # the printed IR does not have them
        c = [line for section in sections[1:]
             if not section.startswith("/* ---- runtime") and section not in imported
             for line in section.splitlines() if line.strip()]
        self.lines[path.name] = (len(ir), len(c))

    def round_trip(self, path, expectation):
        """What is printed after a pass parses back to the same, whatever the pass."""
        with tempfile.TemporaryDirectory() as folder:
            for after in PASSES:
                options = [*expectation.options, f"--dump-after={after}", "-I", path.parent]
                if after == "memory":
                    options.append("--gc=refcount")
                first = self.numba2c(*options, path)
                if after == "memory":  # a clean-up hides from `prove` what it knew before
                    options[options.index("--dump-after=memory")] = "--dump-after=infer"
                if first.status != 0:
                    return f"--dump-after={after}: {first.stderr[:1000]}"
                copy = Path(folder) / path.name
                copy.write_text(first.output, "utf-8", "surrogateescape")
                again = self.numba2c(*options, copy)
                problem = differences(first.output, again.output, f"after {after}, read back")
                if again.status != 0 or problem:
                    return f"after {after}: {again.stderr[:1500]}\n{problem or ''}"
            return self.written(path, expectation, Path(folder) / path.name)

    def written(self, path, expectation, copy):
        """What is printed after the last pass can be translated, whoever owns the values."""
        for gc in ("--gc=refcount", "--gc=boehm", "--gc=arena"):
            options = [*expectation.options, gc, "-I", path.parent]
            copy.write_text(self.numba2c(*options, "--dump-after=memory", path).output, "utf-8", "surrogateescape")
            done = self.numba2c(*options, copy)
            if done.status != 0:
                return f"after memory, with {gc}: exit status {done.status}\n{done.stderr[:1500]}"
        return None

    def closed(self, path, expectation):
        """Closed IR does what the program does; other modules are as open as they were."""
        imported = re.findall(r"^import (\w+)", path.read_text("utf-8", "surrogateescape"), re.M)
        is_alone = all((ROOT / "library" / f"{name}.ir").exists() for name in imported)
        options = [*expectation.options, *(["--strict"] if is_alone else []), "-I", path.parent]
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / path.name
            made = self.numba2c(*options[:len(expectation.options)], "--emit=ir", path, "-o", copy)
            if made.status != 0:
                return "--emit=ir: " + made.stderr[:2000]
            result = self.numba2c("run", *options, copy, scratch=folder)
            return check_run(expectation, result, has_lines=False)

    # --- errors: every diagnostic with its place ---

    def errors(self):
        for path in sorted((TESTS / "errors").glob("*.ir")):
            yield f"errors/{path.stem}", lambda p=path: self.diagnosed(p)

    def diagnosed(self, path):
        expectation = read_expectation(path)
        result = self.numba2c(*expectation.options, path)
        if "Sanitizer" in result.stderr or result.status < 0:
            return "crash: " + result.stderr[:2000]
        pattern = re.compile(r"^[^:\n]*:(\d+):(\d+): (error|warning): (.*)$", re.M)
        seen = [(s, int(l), int(c), m) for l, c, s, m in pattern.findall(result.stderr)]
        for severity, line, column, words in expectation.diagnostics:
            if not any((s, l, c) == (severity, line, column) and words in m for s, l, c, m in seen):
                return f"no {severity} {line}:{column}: {words}\nin:\n{result.stderr[:3000]}"
        if len(seen) != len(expectation.diagnostics):
            return f"expected {len(expectation.diagnostics)} diagnostics, saw:\n{result.stderr[:3000]}"
        for words in expectation.advice:
            if f"\nhelp: {words}" not in result.stderr:
                return f"no help: {words}\nin:\n{result.stderr[:3000]}"
        has_error = any(severity == "error" for severity, *_ in expectation.diagnostics)
        if has_error and (result.status != 1 or result.output):
            return f"exit status {result.status} and {len(result.output)} bytes of output"
        return None

    # --- look: the C itself ---

    def look(self):
        for path in sorted((TESTS / "look").glob("*.ir")):
            for golden in (path.with_suffix(".c"), path.with_suffix(".h")):
                if golden.exists():
                    yield f"look/{golden.name}", lambda p=path, g=golden: self.looks(p, g)

    def looks(self, path, golden):
        kind = ["--emit=header"] if golden.suffix == ".h" else []
        made = self.numba2c(*read_expectation(path).options, *kind, path)
        if made.status != 0:
            return made.stderr[:2000]
        text = made.output
        if golden.suffix == ".c":  # the runtime has tests of its own
            text = text[re.search(r"^/\* ---- (types|module )", text, re.M).start():]
        return differences(golden.read_text("utf-8"), text, golden.name)

    # --- commands, the C API, the runtime ---

    def scripts(self):
        for path in sorted((TESTS / "command").glob("*.sh")):
            if path.name.endswith(".slow.sh") and not self.with_slow:
                continue
            yield f"command/{path.stem}", lambda p=path: self.script(p)

    def script(self, path):
        with tempfile.TemporaryDirectory() as folder:
            result = run(["bash", "-eu", path], folder=folder, seconds=1200, environment={
                **self.environment, "PATH": f"{self.build}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
                "ROOT": str(ROOT), "BUILD": str(self.build)})
        if result.status == 77:
            raise Skip(result.output.strip())
        return None if result.status == 0 else f"{result.output[-2000:]}\n{result.stderr[-2000:]}"

    def c_programs(self):
        for path in sorted([*(TESTS / "api").glob("*.c"), *(ROOT / "examples").glob("*.c")]):
            yield f"api/{path.stem}", lambda p=path: self.c_program(p)

    def c_program(self, path):
        libraries = [*self.build.glob(".libs/libnumba2c.a"), *self.build.glob("libnumba2c.a")]
        if not libraries:
            raise Skip("libnumba2c.a")
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder) / "program"
            compiled = run(["gcc", "-std=c11", "-g", "-Wall", "-Wextra", "-Werror", "-I", ROOT / "translator", path,
                            "-o", program, libraries[0], "-ltcc", "-ldl",
                            "-lpthread", "-lm"])
            if compiled.status != 0:
                return compiled.stderr[:3000]
            result = run([program], folder=folder, environment={**self.environment, "ROOT": str(ROOT)})
        return None if result.status == 0 else f"{result.output[-2000:]}\n{result.stderr[-2000:]}"

    def runtime(self):
        for path in sorted((TESTS / "runtime").glob("*.c")):
            for compiler in (["gcc", "-std=c99", "-g", "-O1", "-ffp-contract=off", *SANITIZED], ["tcc"]):
                yield (f"runtime/{path.stem} [{compiler[0]}]",
                       lambda p=path, c=compiler: self.runtime_test(p, c))

    def runtime_test(self, path, compiler):
        generated = self.build / "generated"
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder) / "program"
            compiled = run([*compiler, "-I", generated, path, generated / "numba2c_rt.c", "-o", program, "-lm"])
            if compiled.status != 0 or compiled.stderr:
                return compiled.stderr[:3000]
            result = run([program])
        return None if result.status == 0 else f"{result.output[-2000:]}\n{result.stderr[-2000:]}"

    def all(self):
        yield from self.programs()
        yield from self.errors()
        yield from self.look()
        yield from self.scripts()
        yield from self.c_programs()
        yield from self.runtime()
        from .documents import document_cases
        yield from document_cases(self)
