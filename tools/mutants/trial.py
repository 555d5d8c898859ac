"""Whether the tests notice a fault: each is tried in a process forked from one that has all modules loaded.

A fault within a function is put into that function; one that an import runs has the modules of the checkout read anew.
The copy of the checkout that tests run in has the fault on disk too, for the processes that tests start themselves.
"""

import contextlib
import gc
import io
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import Literal

import pytest

from tools.mutants.faults import Fault, put_into
from tools.mutants.reach import MARKS, Reach

# Of the tests that reach a fault, those of its own room first, then the quickest: as many as take this long.
TESTED_SECONDS = 10.0
# A fault that keeps the tests running over this many times their usual length, and this long at least, does not end.
PATIENCE, LEAST_SECONDS = 6.0, 60.0
OURS = ("kb", "ingest", "tests", "bench", "streamlit_app")

Outcome = Literal["killed", "timeout", "survived", "unreached"]


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a fault; `by` is the test that failed, if one did, and `tests` how many were asked."""

    fault: Fault
    outcome: Outcome
    by: str
    tests: int


class Chosen:
    """A plugin of pytest that runs the named tests alone, file by file in the order given, and notes what failed."""

    def __init__(self, tests: Sequence[str], failed: Path) -> None:
        files = list(dict.fromkeys(_file(test) for test in tests))
        self.order = {test: (files.index(_file(test)), place) for place, test in enumerate(tests)}
        self.failed = failed

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the chosen tests."""
        items[:] = sorted(
            (item for item in items if item.nodeid in self.order), key=lambda item: self.order[item.nodeid]
        )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the first test that failed."""
        if report.failed and not self.failed.exists():
            self.failed.write_text(report.nodeid, encoding="utf-8")


def _file(test: str) -> str:
    return test.partition("::")[0]


def asked_about(fault: Fault, reach: Reach, importers: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """The tests to ask: those that run the line, nearest rooms first, then the quickest.

    If importing runs it, or no test does: those that use the module or what imports it, and those of the files that
    import it. What is declared is read by whoever asks for it, who need not run a line of the module; and a process
    that a test starts runs lines which are not seen from here.
    """
    reached = reach.of_lines(fault.path, fault.line, fault.last_line)
    tests = reached - {""}
    if "" in reached or not reached:
        tests |= reach.of_module(fault.path)
        importing = set(importers.get(fault.path, ()))
        tests |= {test for path in importing for test in reach.of_module(path)}
        tests |= {test for test in reach.seconds if _file(test) in importing}
    own = fault.path.split("/")[1:-1]
    name = fault.path.rpartition("/")[2].removesuffix(".py")

    def nearness(test: str) -> tuple[bool, bool, int, float, str]:
        file, seconds = _file(test), reach.seconds[test]
        # A long one first would keep all the short ones from being asked.
        return (
            seconds > TESTED_SECONDS / 3,
            not file.endswith(f"test_{name}.py"),
            -_shared(own, file.split("/")[1:-1]),
            seconds,
            test,
        )

    asked: list[str] = []
    spent = 0.0
    for test in sorted(tests, key=nearness):
        if asked and spent + reach.seconds[test] > TESTED_SECONDS:
            continue
        spent += reach.seconds[test]
        asked.append(test)
    return tuple(asked)


def _shared(room: Sequence[str], other: Sequence[str]) -> int:
    """How many folders, from the outermost, two rooms have in common."""
    alike = (one == two for one, two in zip(room, other, strict=False))
    return sum(itertools.takewhile(bool, alike))


def put_into_loaded(path: Path, fault: Fault) -> bool:
    """Give the function that the fault stands in its faulty code, from the faulty file; whether it stands in one."""
    changed = False
    for new in _codes(compile(path.read_text(encoding="utf-8"), str(path), "exec")):
        if not fault.function or new.co_qualname != fault.function:
            continue
        for one in [one for one in gc.get_objects() if isinstance(one, FunctionType)]:
            if (one.__code__.co_qualname, one.__code__.co_filename) == (new.co_qualname, new.co_filename):
                if one.__code__.co_freevars != new.co_freevars:
                    return False
                one.__code__ = new
                changed = True
    return changed


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _codes(one)


class Workbench:
    """A copy of the checkout in a temporary folder, and the tests loaded once to be forked from."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.folder = folder
        self.loaded: list[object] = []
        self.copy = folder / "checkout"
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=root,
            check=True,
            capture_output=True,
            text=True,
        )
        for name in listed.stdout.splitlines():
            if (root / name).is_file():
                (self.copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, self.copy / name)
        os.chdir(self.copy)
        sys.path.insert(0, str(self.copy))
        os.environ["PYTHONPATH"] = str(self.copy)
        os.environ["OMP_NUM_THREADS"] = "1"

    def load(self, tests: Collection[str]) -> None:
        """Import what the tests import, and the model of names, which no fault changes."""
        with contextlib.redirect_stdout(io.StringIO()):
            self._pytest(tuple(sorted({_file(test) for test in tests})), ["--collect-only"], [])
        # Here, and not above: from the copy, as the tests have it.
        from kb.protection.persons import names

        with contextlib.suppress(names.TaggerMissing):
            self.loaded.append(names.NameTagger.open())
        sys.dont_write_bytecode = True
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"

    def try_out(self, fault: Fault, tests: Sequence[str], seconds: float, *, at_import: bool) -> Trial:
        """Put the fault in, ask the tests until one fails, take it out; `at_import` says that an import runs it."""
        if not tests:
            return Trial(fault, "unreached", "", 0)
        failed = self.folder / "failed"
        failed.unlink(missing_ok=True)
        with self._faulty(fault):
            code = self._in_fork(fault, at_import, tests, failed, max(LEAST_SECONDS, PATIENCE * seconds))
        by = failed.read_text(encoding="utf-8") if failed.exists() else ""
        outcome: Outcome = "timeout" if code is None else "survived" if code == 0 else "killed"
        return Trial(fault, outcome, by, len(tests))

    @contextlib.contextmanager
    def _faulty(self, fault: Fault) -> Iterator[None]:
        path = self.copy / fault.path
        source = path.read_text(encoding="utf-8")
        for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
            compiled.unlink()  # compared by second and size: it could pass for the faulty one
        path.write_text(put_into(source, fault), encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(source, encoding="utf-8")

    def _in_fork(
        self, fault: Fault, at_import: bool, tests: Sequence[str], failed: Path, patience: float
    ) -> int | None:
        """How pytest ended in a child, None when it had to be ended."""
        child = os.fork()
        if child == 0:
            os.setsid()
            code = 70
            try:
                with (self.folder / "said").open("w") as said:
                    os.dup2(said.fileno(), 1)
                    os.dup2(said.fileno(), 2)
                if at_import or not put_into_loaded(self.copy / fault.path, fault):
                    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
                        del sys.modules[name]
                elif self.loaded and not fault.path.endswith("persons/names.py"):
                    sys.modules["kb.protection.persons.names"].NameTagger.open = lambda: self.loaded[0]
                code = self._pytest(
                    tuple(dict.fromkeys(_file(test) for test in tests)), ["-x"], [Chosen(tests, failed)]
                )
            finally:
                os._exit(code)
        until = time.monotonic() + patience
        try:
            while time.monotonic() < until:
                ended, status = os.waitpid(child, os.WNOHANG)
                if ended:
                    return os.waitstatus_to_exitcode(status)
                time.sleep(0.02)
            return None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)  # the child and whatever it started
            with contextlib.suppress(ChildProcessError):
                os.waitpid(child, 0)

    def _pytest(self, files: Sequence[str], options: Sequence[str], plugins: Sequence[object]) -> int:
        plain = [*("-p", "no:cacheprovider", "-p", "no:unraisableexception", "--tb=no", "--hypothesis-seed=0")]
        place = ["-m", MARKS, f"--basetemp={self.folder / 'temporary'}", "-o", "tmp_path_retention_policy=none"]
        return int(pytest.main([*plain, *place, *options, *files], plugins=list(plugins)))
