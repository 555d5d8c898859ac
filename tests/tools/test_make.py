"""The README's command for the tests says what each half said, and fails when one of them does."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def told(folder: Path, rest: int, pages: int) -> subprocess.CompletedProcess[str]:
    """`make test` where tests that look at no page end with `rest`, and those in a browser with `pages`."""
    (folder / "kb").write_text("#!/bin/sh\n", "utf-8")
    (folder / "pytest").write_text(
        f'#!/bin/sh\nif [ "$1" = tests/browser ]; then echo the pages; exit {pages}; fi\necho the rest\nexit {rest}\n',
        "utf-8",
    )
    for name in ("kb", "pytest"):
        (folder / name).chmod(0o755)
    # The environment is there, whatever its date. Whoever runs these tests by make has its words handed on: not here.
    own = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "--old-file", ".venv/.installed", "test", f"BIN={folder}"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=own)


@pytest.mark.parametrize(("rest", "pages"), [(0, 0), (1, 0), (0, 1), (1, 2), (2, 1)])
def test_one_half_that_fails_fails_the_whole_and_both_are_told(tmp_path: Path, rest: int, pages: int) -> None:
    made = told(tmp_path, rest, pages)
    assert (made.returncode == 0) == (rest == pages == 0)
    assert made.stdout.splitlines()[-2:] == ["the rest", "the pages"]
