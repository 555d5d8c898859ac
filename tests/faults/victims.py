"""Processes that live a life of `tests.faults.lives` on a machine that fails: killed, or out of room, when one says.

`Victims` starts one process that has loaded the program; it gives birth to each victim, which costs milliseconds.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCE = Path(__file__).with_name("faulty.c")
COUNT, KILL, FULL_ONCE, FULL_FROM = range(4)


@dataclass(frozen=True, slots=True)
class Died:
    """How a life ended. `acknowledged` are its lines; `status` 0 done, 1 refused in words, 2 crashed, -9 killed.

    `calls` is how many calls it made that change files; None of one that was killed.
    """

    status: int
    acknowledged: tuple[tuple[str, ...], ...]
    calls: int | None
    words: str


def compiled(folder: Path) -> Path | None:
    """The library that counts calls and has them fail; None where nothing can be compiled or loaded first."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        return None
    library = folder / "faulty.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], check=True)
    return library


class Victims:
    """Gives birth to victims, one at a time. Close it, or use it in a `with` block."""

    def __init__(self, library: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.victims"],
            cwd=CHECKOUT,
            env={**os.environ, "LD_PRELOAD": str(library), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)

    def live(self, life: str, home: Path, *, what: int = COUNT, at: int = 0, seconds: float = 0.0) -> Died:
        """How a life over a home ended, `what` failing at the call number `at`, or killed after so many seconds."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"life": life, "home": str(home), "what": what, "at": at, "seconds": seconds}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        acknowledged, calls = [], None
        for line in self._process.stdout:
            words = line.rstrip("\n").split("\t")
            if words[0] == "calls":
                calls = int(words[1])
            elif words[0] == "ended":
                return Died(int(words[1]), tuple(acknowledged), calls, Path(words[2]).read_text("utf-8"))
            else:
                acknowledged.append(tuple(words))
        raise AssertionError("the process that gives birth to victims ended")


def _victim(order: dict[str, Any]) -> None:
    """Live, in a process of its own, and end it."""
    import ctypes

    from kb.discretion import of_the_system
    from kb.errors import KbError
    from tests.faults.lives import LIVES

    home, machine = Path(order["home"]), ctypes.CDLL(None)
    machine.fault_calls.restype = ctypes.c_long
    place = home.parent / "temporaire"
    place.mkdir(exist_ok=True)
    tempfile.tempdir = os.environ["TMPDIR"] = str(place)
    status = 0
    machine.fault_arm(str(home.parent).encode(), order["what"], ctypes.c_long(order["at"]))
    try:
        LIVES[order["life"]](home)
    except KbError as error:
        status, _ = 1, print(error, file=sys.stderr)
    except OSError as error:  # as `kb.visit.open_base` does for a page
        if (known := of_the_system(error)) is None:
            status, _ = 2, traceback.print_exc()
        else:
            status, _ = 1, print(known, file=sys.stderr)
    except SystemExit as error:
        status = 1 if error.code else 0
        if isinstance(error.code, str):
            print(error.code, file=sys.stderr)
    except BaseException:  # noqa: BLE001  (what a test must see whole)
        status = 2
        traceback.print_exc()
    os.write(1, f"calls\t{machine.fault_calls()}\n".encode())
    sys.stderr.flush()
    os._exit(status)


def main() -> None:
    """Give birth to a victim for each line of orders; say how it ended."""
    from tests.faults import lives

    lives.prepare()
    for line in sys.stdin:
        order = json.loads(line)
        folder = Path(order["home"]).parent
        spoken = folder.with_name(f"{folder.name}.txt")  # beside what fails: what is said there must not fail too
        child = os.fork()
        if not child:
            to = os.open(spoken, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(to, 2)
            sys.stdout = sys.stderr
            _victim(order)
        if order["seconds"]:
            time.sleep(order["seconds"])
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        os.write(1, f"ended\t{os.waitstatus_to_exitcode(status)}\t{spoken}\n".encode())


if __name__ == "__main__":
    main()
