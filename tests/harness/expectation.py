"""What a test file says of itself, in `# word: text` comments."""
import re
from dataclasses import dataclass, field

ERROR = re.compile(r"# (error|warning) (\d+):(\d+): (.*)")


@dataclass
class Expectation:
    output: list = field(default_factory=list)     # lines of standard output
    stderr: list = field(default_factory=list)     # lines of standard error
    diagnostics: list = field(default_factory=list)  # (severity, line, column, text)
    advice: list = field(default_factory=list)     # words of help lines
    status: int = 0
    options: list = field(default_factory=list)    # of numba2c
    skipped: dict = field(default_factory=dict)    # mode -> why it cannot be run in it

    @property
    def expected_output(self):
        return "".join(line + "\n" for line in self.output)

    @property
    def expected_stderr(self):
        return "".join(line + "\n" for line in self.stderr)


def take(expectation, word, text):
    if word == "expect":
        expectation.output.append(text)
    elif word == "stderr":
        expectation.stderr.append(text)
    elif word == "help":
        expectation.advice.append(text)
    elif word == "exit":
        expectation.status = int(text)
    elif word == "options":
        expectation.options = text.split()
    elif word == "skip":
        mode, _, why = text.partition(" ")
        expectation.skipped[mode] = why


def read_expectation(path):
    expectation = Expectation()
    text = path.read_text(encoding="utf-8", errors="surrogateescape")
    for line in text.split("\n"):
        found = ERROR.search(line)
        if found:
            severity, row, column, words = found.groups()
            expectation.diagnostics.append((severity, int(row), int(column), words))
            continue
        plain = re.match(r"\s*# ?(expect|stderr|help|exit|options|skip):(?: (.*))?$", line)
        if plain:
            take(expectation, plain.group(1), plain.group(2) or "")
    return expectation
