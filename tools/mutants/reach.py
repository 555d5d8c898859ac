"""Which tests reach which line: a run of the tests under coverage, told apart by test, and kept as JSON."""

import json
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

# Tests that drive a browser or need what a checkout does not hold are left out: they would take minutes per mutant.
MARKS = "not browser and not encoder and not pdfs and not ocr and not office"
# The tests of what is counted, and of what uses it most; the first are asked first where two take as long.
FOLDERS = (
    *("tests/store", "tests/wiki/test_rights.py", "tests/wiki/admin", "tests/records", "tests/search", "tests/index"),
    *(
        "tests/protection",
        "tests/related",
        "tests/vocabulary",
        "tests/export",
        "tests/wiki/write",
        "tests/wiki/test_every_kind.py",
    ),
)


@dataclass(frozen=True, slots=True)
class Reach:
    """`lines[path][line]` are the tests that run it, "" for the import of its module; `seconds`, how long each took."""

    lines: Mapping[str, Mapping[int, tuple[str, ...]]]
    seconds: Mapping[str, float]

    def of_lines(self, path: str, first: int, last: int) -> set[str]:
        """The tests that run one of these lines; "" among them when the import of the module does."""
        lines = self.lines.get(path, {})
        return {test for line in range(first, last + 1) for test in lines.get(line, ())}

    def of_module(self, path: str) -> set[str]:
        """The tests that run a line of the module after it was imported."""
        return {test for tests in self.lines.get(path, {}).values() for test in tests} - {""}


class Recording:
    """A plugin of pytest that tells coverage which test runs, and keeps how long each took that passed."""

    def __init__(self, watched: Any) -> None:
        self.watched = watched
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Count what runs from here to the end of this test as its own."""
        self.watched.switch_context(item.nodeid)
        try:
            return (yield)
        finally:
            self.watched.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up the phases of a test, but for what a module or session is set up once for."""
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.outcome != "passed":
            self.failed.add(report.nodeid)


def record(root: Path, kept: Path, folder: str) -> None:
    """Run the tests of a folder, or of one file, and note in `kept` what each reached, in place of what stood there."""
    import coverage  # what a first map alone needs: the rest, and the tests of it, do without

    watched = coverage.Coverage(source=["kb"], data_file=None, config_file=False)
    watched.start()
    recording = Recording(watched)
    pytest.main(["-p", "no:cacheprovider", "-m", MARKS, folder], plugins=[recording])
    watched.stop()
    data = watched.get_data()
    passed = set(recording.seconds) - recording.failed
    lines, seconds = _without(kept, folder)
    for file in sorted(data.measured_files()):
        reached = lines.setdefault(Path(file).relative_to(root).as_posix(), {})
        for line, tests in data.contexts_by_lineno(file).items():
            reached[str(line)] = sorted({*reached.get(str(line), ()), *({"", *passed} & set(tests))})
    seconds |= {test: round(recording.seconds[test], 3) for test in sorted(passed)}
    kept.parent.mkdir(parents=True, exist_ok=True)
    part = kept.with_suffix(".part")
    part.write_text(json.dumps({"lines": lines, "seconds": seconds}), encoding="utf-8")
    part.replace(kept)


def _without(kept: Path, folder: str) -> tuple[dict[str, dict[str, list[str]]], dict[str, float]]:
    """What is known of the tests outside of a folder."""
    if not kept.is_file():
        return {}, {}
    written = json.loads(kept.read_text(encoding="utf-8"))
    lines = {
        path: {line: [test for test in tests if not test.startswith(folder)] for line, tests in reached.items()}
        for path, reached in written["lines"].items()
    }
    return lines, {test: took for test, took in written["seconds"].items() if not test.startswith(folder)}


def read(kept: Path) -> Reach:
    """What `record` wrote. OSError when it did not."""
    written = json.loads(kept.read_text(encoding="utf-8"))
    lines = {
        path: {int(line): tuple(tests) for line, tests in reached.items()} for path, reached in written["lines"].items()
    }
    return Reach(lines, written["seconds"])
