"""A booklet as a PDF, made by Typst in a process of its own: it may fail, or be slow, and nobody waits for it."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import ingest
from kb.errors import ExportFailed
from kb.export.booklet.booklet import Booklet
from kb.export.booklet.layout import Layout

SECONDS = 120.0  # for one PDF; 120 pages take a few
MEMORY = 2 * 1024 * 1024 * 1024  # bytes of address space, several times what is resident
WAIT = 180.0  # seconds that a PDF waits for those asked for before it
AT_ONCE = 1  # PDFs made at the same time: one of the two processors stays for those who read
PREFIX = "kb-export-"
_TURN = threading.BoundedSemaphore(AT_ONCE)


def pdf(booklet: Booklet, *, seconds: float = SECONDS, memory: int = MEMORY) -> bytes:
    """The PDF of a booklet: tagged, with its fonts, its bookmarks and its links. Raises ExportFailed."""
    if not _TURN.acquire(timeout=WAIT):
        raise ExportFailed(
            "D’autres PDF sont en préparation, celui-ci n’a pas pu commencer. Rien n’est perdu : "
            "redemandez-le dans quelques minutes."
        )
    try:
        _sweep()
        # Its texts are erased with the folder, whatever happens.
        with tempfile.TemporaryDirectory(prefix=PREFIX) as name:
            return _typeset(booklet, Path(name), seconds, memory)
    finally:
        _TURN.release()


def _sweep() -> None:
    """Erase what a server that was killed could not: a text may have been withdrawn since."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > WAIT + SECONDS:
                shutil.rmtree(folder)


def _typeset(booklet: Booklet, folder: Path, seconds: float, memory: int) -> bytes:
    layout = Layout(booklet)
    # ASCII only: what JSON calls a text is then one for Typst too, whatever stands in it.
    (folder / "booklet.json").write_text(json.dumps(layout.plain()), encoding="ascii")
    for name, image in layout.images.items():
        (folder / name).write_bytes(image)
    command = [sys.executable, "-m", "kb.export.booklet.typesetting", str(folder), str(memory)]
    environment = {**os.environ, "PYTHONPATH": str(Path(ingest.__file__).parents[1]), "RAYON_NUM_THREADS": "1"}
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise ExportFailed(
            f"« {booklet.title} » : la mise en page dépasse {seconds:.0f} secondes. Les textes sont intacts : "
            "exportez moins de pièces à la fois, ou choisissez DOCX."
        ) from None
    finally:
        _end(process)
    result = folder / "booklet.pdf"
    if process.returncode != 0 or not result.is_file():
        raise ExportFailed(
            f"« {booklet.title} » : la mise en page a échoué. Les textes sont intacts : "
            "exportez moins de pièces à la fois, ou choisissez DOCX."
        )
    return result.read_bytes()


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
