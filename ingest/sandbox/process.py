"""Reading untrusted files in a separate process, within limits of time and memory: a crash becomes a note."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import ingest
from ingest.document import Cause, Note, Reading
from ingest.sandbox.json_values import from_plain

SECONDS = 30.0  # for one file, or for one page of a file that tells its pages
SECONDS_PER_SCAN = 35.0  # more for each page read by OCR: tesseract has 30, drawing the page the rest
SECONDS_PER_FILE = 1_800.0  # for all pages of one file, OCR not counted; a reader ends by itself before
MEMORY = 1024 * 1024 * 1024  # bytes of address space
MAX_SCANS = 2_000  # pages read by OCR that one file may claim time for
MAX_SKIPPED = 3  # pages on which a reader was stopped, after which the file is given up
MAX_ANSWER = 256 * 1024 * 1024  # bytes of JSON; a text longer than that is a trap
# On a busy machine seconds pass and nothing is worked: a process that had less than its time of a processor goes on,
# so many times over, as long as it had that share of it.
PATIENCE = 6
LEAST_SHARE = 0.02
FILES_PER_PROCESS = 200  # a process is replaced before its libraries have leaked much

_CAUSES = {
    "memory": "sa lecture demande plus de mémoire que permis ({memory} Mo). Découpez-le ou allégez ses images.",
    "time": "sa lecture dépasse {seconds:.0f} secondes. Découpez-le en fichiers plus courts.",
    "depth": "sa structure est trop imbriquée pour être lue. Enregistrez-en une nouvelle copie.",
    "crash": "sa lecture s’est arrêtée net\u00a0: il est endommagé ou trop lourd. Enregistrez-en une nouvelle copie.",
    "answer": "sa lecture n’a pas donné de texte utilisable. Enregistrez-en une nouvelle copie.",
}


# Causes that another reading may not meet: this machine was short of time or of memory.
_PASSING: Mapping[str, Cause] = {"time": "time", "memory": "memory"}
_PAGE_CAUSES = {
    "memory": "cette page demande plus de mémoire que permis ({memory} Mo)\u00a0: elle n’a pas été lue. Allégez-la.",
    "time": "la lecture de cette page dépasse {seconds:.0f} secondes\u00a0: elle n’a pas été lue. Relancez kb build.",
    "crash": "cette page est endommagée\u00a0: elle n’a pas été lue. Enregistrez-en une nouvelle copie.",
}


def is_readable(pipe: IO[bytes], seconds: float) -> bool:
    """Whether the pipe has bytes, or its end, to be read within so many seconds.

    `select` refuses a descriptor of 1,024 or more, which a busy server hands out; `poll` takes any.
    """
    waiting = select.poll()
    waiting.register(pipe, select.POLLIN)
    return bool(waiting.poll(seconds * 1000))


class _Stopped(Exception):
    """The process failed: a key of the causes, or the name of a Python error, and on which page if known."""

    def __init__(self, cause: str, page: int = 0) -> None:
        super().__init__(cause)
        self.cause = cause
        self.page = page


class Readers:
    """One process that reads files in turn, started at the first file and replaced after each failure.

    Safe to call from several threads: files wait for each other. Close it, or use it in a `with` block.
    `on_page` is told the file, the page and how many there are before each page that takes long to be read.
    """

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        on_page: Callable[[Path, int, int], None] = lambda path, page, count: None,
    ) -> None:
        self._seconds = seconds
        self._on_page = on_page
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._pending = b""
        self._files = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, path: Path, *, kind: str, **options: Any) -> Reading:
        """What the reader of this kind makes of the file; when it fails in whatever way, a note that says why.

        `options` are the reader's own (`ocr`, `ocr_cache`, `kept`, `max_pages` for « pdf »). A page on which the reader
        was stopped is left out, with a note, and the others are read.
        """
        skipped: dict[int, str] = {}
        with self._lock:
            while True:
                given = {**options, "skip": sorted(skipped)} if skipped else options
                try:
                    reading = self._asked(path, kind, given)
                except _Stopped as stopped:
                    self._stop()
                    again = stopped.page and stopped.cause in _PAGE_CAUSES and stopped.page not in skipped
                    if not again or len(skipped) >= MAX_SKIPPED:
                        return Reading(None, (self._note(path, stopped.cause),))
                    skipped[stopped.page] = stopped.cause
                else:
                    left_out = (self._page_note(path, page, cause) for page, cause in sorted(skipped.items()))
                    return replace(reading, notes=(*reading.notes, *left_out))

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._stop()

    def _asked(self, path: Path, kind: str, options: Mapping[str, Any]) -> Reading:
        if self._files >= FILES_PER_PROCESS:
            self._stop()
        self._files += 1
        plain_options = {key: str(value) if isinstance(value, Path) else value for key, value in options.items()}
        request = {"path": str(path.absolute()), "kind": kind, "memory": self._memory, "options": plain_options}
        process = self._process or self._start()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
        except OSError:
            raise _Stopped("crash") from None
        return self._answer(process, path)

    def _answer(self, process: subprocess.Popen[bytes], path: Path) -> Reading:
        started = time.monotonic()
        allowed, at_most, scans, page = self._seconds, started + SECONDS_PER_FILE, 0, 0
        while True:
            try:
                answer = json.loads(self._line(process, allowed, at_most))
                if "page" in answer and scans < MAX_SCANS:
                    page, count = int(answer["page"]), int(answer["of"])
                    scans += bool(answer["scan"])
                    self._on_page(path, page, count)
                    at_most = started + SECONDS_PER_FILE + scans * SECONDS_PER_SCAN
                    allowed = self._seconds + (SECONDS_PER_SCAN if answer["scan"] else 0)
                elif "reading" in answer:
                    return from_plain(answer["reading"])
                elif "failed" in answer:
                    raise _Stopped(str(answer["failed"]), page)
            except (ValueError, KeyError, TypeError, AttributeError):
                raise _Stopped("answer") from None
            except _Stopped as stopped:
                raise _Stopped(stopped.cause, page) from None

    def _line(self, process: subprocess.Popen[bytes], allowed: float, at_most: float) -> bytes:
        """The next line of answer, waited for as long as the process has not worked for the seconds `allowed`."""
        assert process.stdout is not None
        deadline, worked, patience = min(time.monotonic() + allowed, at_most), [_worked(process.pid)], PATIENCE
        pieces = [self._pending]
        size = len(self._pending)
        while b"\n" not in pieces[-1]:
            left = deadline - time.monotonic()
            if left <= 0 or not is_readable(process.stdout, left):
                worked.append(_worked(process.pid))
                patience -= 1
                is_slowed = worked[-1] - worked[-2] >= LEAST_SHARE * allowed and worked[-1] - worked[0] < allowed
                if not is_slowed or not patience or time.monotonic() >= at_most:
                    raise _Stopped("time")
                deadline = min(time.monotonic() + allowed, at_most)
                continue
            piece = os.read(process.stdout.fileno(), 1 << 20)
            if not piece:
                raise _Stopped("crash")
            pieces.append(piece)
            size += len(piece)
            if size > MAX_ANSWER:
                raise _Stopped("answer")
        line, _, self._pending = b"".join(pieces).partition(b"\n")
        return line

    def _start(self) -> subprocess.Popen[bytes]:
        home = str(Path(ingest.__file__).parents[1])
        environment = dict(os.environ, PYTHONPATH=home, PYTHONHASHSEED="0", OMP_NUM_THREADS="1", OMP_THREAD_LIMIT="1")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ingest.sandbox.reader_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,  # so that tesseract ends with it
        )
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        self._pending, self._files = b"", 0
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _note(self, path: Path, cause: str) -> Note:
        words = _CAUSES.get(cause, f"sa lecture a échoué ({cause}). Enregistrez-en une nouvelle copie.")
        message = f"{path.name}\u00a0: ce fichier n’a pas pu être lu, {self._with_limits(words)}"
        return Note(message, level="error", cause=_PASSING.get(cause, ""))

    def _page_note(self, path: Path, page: int, cause: str) -> Note:
        message = f"{path.name}, page {page}\u00a0: {self._with_limits(_PAGE_CAUSES[cause])}"
        return Note(message, page, cause=_PASSING.get(cause, ""))

    def _with_limits(self, words: str) -> str:
        return words.format(memory=self._memory // 2**20, seconds=self._seconds)


def _worked(pid: int) -> float:
    """Seconds that a process and those that it waited for had of a processor; 0 where the system does not tell."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            after_name = file.read().rpartition(b")")[2].split()
        return sum(map(int, after_name[11:15])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return 0.0


def read_apart(path: Path, *, kind: str, seconds: float = SECONDS, memory: int = MEMORY, **options: Any) -> Reading:
    """What the reader of this kind makes of one file, in a process of its own. For several files, use `Readers`."""
    with Readers(seconds=seconds, memory=memory) as readers:
        return readers.read(path, kind=kind, **options)
