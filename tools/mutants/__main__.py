"""How many small faults the tests notice, folder by folder: `python -m tools.mutants --seed 1`.

A fault of `tools/mutants/faults.py` is put into the code, the tests that reach its line are asked, and it counts as
killed when one fails. A folder's faults are drawn at random, by the seed. The first run maps which tests reach which
line, which takes as long as the tests do; `--map tests/records` maps these anew, after some were added or code moved.
"""

import argparse
import ast
import math
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Mapping
from pathlib import Path

from tools.mutants.faults import Fault, faults
from tools.mutants.reach import FOLDERS as FOLDERS_OF_TESTS
from tools.mutants.reach import read
from tools.mutants.trial import Trial, Workbench, asked_about

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "artifacts" / "mutants" / "reach.json"
PURGES = "purges"
FOLDERS = ("kb/search", "kb/index/words", "kb/protection", "kb/records", "kb/wiki/rights.py", PURGES)
# What forgets, wherever it stands in the register and the private database.
FORGETS = re.compile(r"_?(purge|forget|erase|drop|delete|unlink|oldest)")


def drawn_from(folder: str, root: Path = ROOT) -> tuple[Fault, ...]:
    """Every fault of a folder, of one module, or of the functions that forget."""
    if folder == PURGES:
        whole = "kb/wiki/admin/purging.py"
        return (
            *faults(whole, _source(root, whole)),
            *(one for path in _modules(root, "kb/store") for one in faults(path, _source(root, path), FORGETS)),
        )
    return tuple(one for path in _modules(root, folder) for one in faults(path, _source(root, path)))


def _modules(root: Path, folder: str) -> list[str]:
    if (root / folder).is_file():
        return [folder]
    return sorted(path.relative_to(root).as_posix() for path in (root / folder).rglob("*.py"))


def _source(root: Path, path: str) -> str:
    return (root / path).read_text(encoding="utf-8")


def importers(root: Path = ROOT) -> Mapping[str, Collection[str]]:
    """For each module of kb, the modules and files of tests that import it.

    Who imports a package imports what the package passes on, which its `__init__` imports.
    """
    found: dict[str, set[str]] = {}
    for path in (*_modules(root, "kb"), *_modules(root, "tests")):
        for node in ast.walk(ast.parse(_source(root, path))):
            if isinstance(node, ast.ImportFrom) and node.module:
                for name in (node.module, *(f"{node.module}.{one.name}" for one in node.names)):
                    for module in (f"{name.replace('.', '/')}.py", f"{name.replace('.', '/')}/__init__.py"):
                        found.setdefault(module, set()).add(path)
    passed_on = {path: _through_packages(path, found) for path in found}
    return {path: sorted(by) for path, by in passed_on.items()}


def _through_packages(path: str, found: Mapping[str, Collection[str]]) -> set[str]:
    """Who imports a module, by itself or from a package that passes it on."""
    by: set[str] = set()
    left = [path]
    while left:
        for importer in found.get(left.pop(), ()):
            if importer not in by and importer.endswith("/__init__.py"):
                left.append(importer)
            by.add(importer)
    return by


def interval(killed: int, tried: int, whole: int) -> tuple[float, float]:
    """Between which shares the share of all faults that would be killed lies, 95 times in 100 (Wilson, 1927).

    A sample that is a good part of the whole says more than its size: the finite correction narrows the interval.
    """
    if not tried:
        return 0.0, 1.0
    z = 1.96 * math.sqrt((whole - tried) / max(1, whole - 1))
    share, spread = killed / tried, z * z / tried
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / tried + spread / (4 * tried))
    return max(0.0, middle - half), min(1.0, middle + half)


def main() -> None:
    """Print a row per folder, then the survivors."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seed", type=int, default=1, help="which faults are drawn")
    asked.add_argument("--each", type=int, default=60, help="how many of each folder")
    asked.add_argument("--folder", action="append", choices=FOLDERS, help="this folder alone; may be repeated")
    asked.add_argument("--map", action="append", help="find anew which lines these tests reach, first; may be repeated")
    asked.add_argument("--only", default="", help="faults of the paths that begin so, drawn all the same")
    given = asked.parse_args()
    for part in given.map or (() if KEPT.is_file() else FOLDERS_OF_TESTS):
        # A process each: what one run imports would hide from the next which lines an import runs.
        call = f"record(Path.cwd(), Path({str(KEPT)!r}), {part!r})"
        order = f"from pathlib import Path; from tools.mutants.reach import record; {call}"
        subprocess.run([sys.executable, "-c", order], cwd=ROOT, check=True)
    reach, imported = read(KEPT), importers()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        workbench = Workbench(ROOT, Path(folder))
        workbench.load(reach.seconds)
        for name in given.folder or FOLDERS:
            every = drawn_from(name, workbench.copy)
            picked = random.Random(given.seed).sample(every, min(given.each, len(every)))
            trials = []
            begun = time.monotonic()
            for fault in (one for one in picked if one.path.startswith(given.only)):
                tests = asked_about(fault, reach, imported)
                seconds = sum(reach.seconds[test] for test in tests)
                at_import = "" in reach.of_lines(fault.path, fault.line, fault.last_line)
                trials.append(workbench.try_out(fault, tests, seconds, at_import=at_import))
                print(_told(trials[-1]), file=sys.stderr, flush=True)
            _report(name, trials, len(every), time.monotonic() - begun)


def _told(trial: Trial) -> str:
    fault = trial.fault
    return f"{trial.outcome:9} {fault.path}:{fault.line}  {fault.was}  →  {fault.became}  [{trial.tests}] {trial.by}"


def _report(name: str, trials: list[Trial], whole: int, seconds: float) -> None:
    killed = sum(trial.outcome in ("killed", "timeout") for trial in trials)
    least, most = interval(killed, len(trials), whole)
    share = 100 * killed / max(1, len(trials))
    print(
        f"{name}: {killed} of {len(trials)} killed, {share:.0f} % (95 %: {100 * least:.0f} to {100 * most:.0f}; "
        f"{whole} in all, {seconds:.0f} s)",
        flush=True,
    )
    for trial in trials:
        if trial.outcome not in ("killed", "timeout"):
            fault = trial.fault
            print(f"  {trial.outcome} {fault.path}:{fault.line}  {fault.was}  →  {fault.became}", flush=True)


if __name__ == "__main__":
    main()
