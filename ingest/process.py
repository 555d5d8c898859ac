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
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import ingest
from ingest.document import Note, Reading
from ingest.plain import from_plain

SECONDS = 30.0  # for one file, OCR not counted
SECONDS_PER_SCAN = 35.0  # more for each page read by OCR: tesseract has 30, drawing the page the rest
MEMORY = 1024 * 1024 * 1024  # bytes of address space
MAX_SCANS = 2_000  # pages read by OCR that one file may claim time for
MAX_ANSWER = 256 * 1024 * 1024  # bytes of JSON; a text longer than that is a trap
FILES_PER_PROCESS = 200  # a process is replaced before its libraries have leaked much

_CAUSES = {
    "memory": "sa lecture demande plus de mémoire que permis ({memory} Mo). Découpez-le ou allégez ses images.",
    "time": "sa lecture dépasse {seconds:.0f} secondes. Découpez-le en fichiers plus courts.",
    "depth": "sa structure est trop imbriquée pour être lue. Enregistrez-en une nouvelle copie.",
    "crash": "sa lecture s’est arrêtée net\u00a0: il est endommagé ou trop lourd. Enregistrez-en une nouvelle copie.",
    "answer": "sa lecture n’a pas donné de texte utilisable. Enregistrez-en une nouvelle copie.",
}


class _Stopped(Exception):
    """The process failed on this file; the argument is a key of the causes, or the name of a Python error."""


class Readers:
    """One process that reads files in turn, started at the first file and replaced after each failure.

    Safe to call from several threads: files wait for each other. Close it, or use it in a `with` block.
    `on_scan` is told the file and page before each OCR, which may take half a minute.
    """

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        on_scan: Callable[[Path, int], None] = lambda path, page: None,
    ) -> None:
        self._seconds = seconds
        self._on_scan = on_scan
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

        `options` are the reader's own (`ocr`, `ocr_cache`, `max_pages` for « pdf »).
        """
        with self._lock:
            try:
                return self._asked(path, kind, options)
            except _Stopped as stopped:
                self._stop()
                return Reading(None, (self._note(path, str(stopped)),))

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
        deadline = time.monotonic() + self._seconds
        scans = 0
        while True:
            try:
                answer = json.loads(self._line(process, deadline))
                if "page" in answer and scans < MAX_SCANS:
                    scans += 1
                    deadline += SECONDS_PER_SCAN
                    self._on_scan(path, int(answer["page"]))
                elif "reading" in answer:
                    return from_plain(answer["reading"])
                elif "failed" in answer:
                    raise _Stopped(str(answer["failed"]))
            except (ValueError, KeyError, TypeError, AttributeError):
                raise _Stopped("answer") from None

    def _line(self, process: subprocess.Popen[bytes], deadline: float) -> bytes:
        assert process.stdout is not None
        pieces = [self._pending]
        size = len(self._pending)
        while b"\n" not in pieces[-1]:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
                raise _Stopped("time")
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
            [sys.executable, "-m", "ingest.reader_process"],
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
        message = words.format(memory=self._memory // 2**20, seconds=self._seconds)
        return Note(f"{path.name}\u00a0: ce fichier n’a pas pu être lu, {message}", level="error")


def read_apart(path: Path, *, kind: str, seconds: float = SECONDS, memory: int = MEMORY, **options: Any) -> Reading:
    """What the reader of this kind makes of one file, in a process of its own. For several files, use `Readers`."""
    with Readers(seconds=seconds, memory=memory) as readers:
        return readers.read(path, kind=kind, **options)
