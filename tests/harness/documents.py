"""README.md and doc/*.md: what they show is run.

* A ```console block: each `$ command` line is run in a copy of the project's folder, and its output must be what
  follows, to the letter; a line `...` stands for any lines.
* A ```ir block is a whole module: `numba2c check` must accept it.
* A ```c block after an ```ir block must stand in that module's translation.
"""
import re
import shutil
import tempfile
from pathlib import Path

from .tools import ROOT, run

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


def document_cases(tests):
    for path in sorted([ROOT / "README.md", ROOT / "HACKING.md", *(ROOT / "doc").glob("*.md"),
                        *(ROOT / "examples").glob("*.md")]):
        if not path.exists():
            continue
        module = None
        for number, (kind, text) in enumerate(BLOCK.findall(path.read_text("utf-8"))):
            name = f"{path.relative_to(ROOT)}, block {number + 1} [{kind}]"
            if kind == "ir":
                module = text
                yield name, lambda t=text: check_module(tests, t)
            elif kind == "c" and module is not None:
                yield name, lambda t=text, m=module: check_translation(tests, m, t)
            elif kind == "console":
                yield name, lambda t=text: check_console(tests, t)


def check_module(tests, text):
    result = tests.numba2c("check", "-", text=text.encode())
    return result.stderr[:2000] if result.status != 0 else None


def squeezed(text):
    return re.sub(r"\s+", " ", text).strip()


def check_translation(tests, module, shown):
    result = tests.numba2c("-", text=module.encode())
    if result.status != 0:
        return result.stderr[:2000]
    for piece in shown.split("...\n"):
        if squeezed(piece) not in squeezed(result.output):
            return f"not in the translation:\n{piece}\nwhich is:\n{result.output[-3000:]}"
    return None


def commands_of(text):
    """[(command, the output shown)]"""
    found = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line)
    return found


def matches(shown, seen):
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + "\n" for line in shown)
    return re.fullmatch(pattern, seen) is not None


def check_console(tests, text):
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "numba2c"
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".git", "build*", "*.o", "*.lo", ".libs",
                                                                    "autom4te.cache", "numba2c"))
        for command, shown in commands_of(text):
            result = run(["bash", "-c", command + " 2>&1"], folder=folder, environment={
                **tests.environment, "PATH": f"{tests.build}:/usr/local/bin:/usr/bin:/bin"})
            if not matches(shown, result.output):
                return f"$ {command}\nshown:\n" + "\n".join(shown) + f"\nseen:\n{result.output[:2000]}"
    return None
