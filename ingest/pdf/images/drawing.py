"""Pages of PDFs as images, drawn in a process of their own: a page that ends PDFium ends nothing else."""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import ingest
from ingest.sandbox.process import is_readable

SECONDS = 10.0  # for one page; the slowest of real files take one
MEMORY = 1024 * 1024 * 1024  # bytes of address space
MAX_IMAGE = 64 * 1024 * 1024  # bytes of one answer
DRAWN_PER_PROCESS = 500  # a process is replaced before its libraries have leaked much


class PageDrawer:
    """One process that draws pages in turn, started at the first and replaced after a failure.

    Safe to call from several threads: pages wait for each other. Close it when the server ends.
    """

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._drawn = 0
        self._lock = threading.Lock()

    def draw(self, path: Path, page: int, *, width: int) -> bytes:
        """The page (from 1) as a JPEG of that width in pixels. Raises ValueError when it cannot be drawn in time."""
        with self._lock:
            if self._drawn >= DRAWN_PER_PROCESS:
                self._stop()
            process = self._process or self._start()
            self._drawn += 1
            try:
                return self._asked(process, path, page, width)
            except (OSError, EOFError, TimeoutError, KeyError, TypeError) as error:
                self._stop()
                raise ValueError(f"{path.name}, page {page} : cette page ne peut pas être affichée.") from error

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._stop()

    def _asked(self, process: subprocess.Popen[bytes], path: Path, page: int, width: int) -> bytes:
        assert process.stdin is not None
        request = {"path": str(path.absolute()), "page": page, "width": width, "memory": self._memory}
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()
        deadline = time.monotonic() + self._seconds
        held = b""
        while b"\n" not in held:
            held += self._more(process, deadline)
        line, _, held = held.partition(b"\n")
        answer = json.loads(line)
        size = int(answer["size"])
        if size > MAX_IMAGE:
            raise EOFError
        while len(held) < size:
            held += self._more(process, deadline)
        if answer["failed"]:
            raise ValueError(answer["failed"])
        return held

    def _more(self, process: subprocess.Popen[bytes], deadline: float) -> bytes:
        assert process.stdout is not None
        left = deadline - time.monotonic()
        if left <= 0 or not is_readable(process.stdout, left):
            raise TimeoutError
        piece = os.read(process.stdout.fileno(), 1 << 20)
        if not piece:
            raise EOFError
        return piece

    def _start(self) -> subprocess.Popen[bytes]:
        home = str(Path(ingest.__file__).parents[1])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ingest.pdf.images.drawing_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(os.environ, PYTHONPATH=home, OMP_NUM_THREADS="1"),
        )
        return self._process

    def _stop(self) -> None:
        process, self._process, self._drawn = self._process, None, 0
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
