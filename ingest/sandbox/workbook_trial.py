"""Whether a workbook can be opened here: tried first by a process of its own, with little memory and time.

Threat it answers: one cell in the last corner of a sheet, or one that is said to be repeated a billion times, makes the
library that reads workbooks ask for hundreds of gigabytes, and end the process that called it.
"""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

MEMORY: Final = 2 * 2**30  # bytes
SECONDS: Final = 60


def opens(content: bytes, most_rows: int) -> bool:
    """Whether every sheet of a workbook is read, up to so many rows, within the bounds."""
    with tempfile.TemporaryDirectory(prefix="rp-classeur-") as folder:
        path = Path(folder) / "classeur"
        path.write_bytes(content)
        command = [sys.executable, "-m", "ingest.sandbox.workbook_trial", str(path), str(most_rows)]
        try:
            done = subprocess.run(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return False
    return done.returncode == 0


def _try(path: str, most_rows: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(nrows=most_rows)


if __name__ == "__main__":
    _try(sys.argv[1], int(sys.argv[2]))
