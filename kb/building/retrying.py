"""Which source files are read again though nothing in them changed: the reason why they were not read may be gone."""

import shutil
from dataclasses import replace

from ingest.document import Note
from ingest.pdf.images.ocr import tesseract_missing
from kb.store.records.sources import RegisteredSource

MOST_ATTEMPTS = 3  # readings in a row that a machine short of time or memory gets without being asked


def may_succeed(source: RegisteredSource | None, *, verify: bool = False) -> bool:
    """Whether a file that was not read, or not whole, is worth reading again; `verify`: however often it was tried."""
    causes = source.causes if source else frozenset()
    if source is None or not causes:
        return False
    if not causes.isdisjoint({"time", "memory"}) and (verify or source.attempts < MOST_ATTEMPTS):
        return True
    return ("ocr" in causes and not tesseract_missing()) or (
        "libreoffice" in causes and any(map(shutil.which, ("soffice", "libreoffice")))
    )


def tried(source: RegisteredSource, before: RegisteredSource | None) -> RegisteredSource:
    """A source that was just read, with the number of its attempts, and a note once they are many."""
    if source.causes.isdisjoint({"time", "memory"}):
        return source
    same = before is not None and before.sha256 == source.sha256
    attempts = 1 + (before.attempts if before and same else 0)
    if attempts < MOST_ATTEMPTS:
        return replace(source, attempts=attempts)
    note = Note(
        f"lu {attempts} fois sans aller au bout\u00a0: les prochains « kb build » n’essaient plus. Pour essayer "
        "encore\u00a0: « kb build --verify »."
    )
    return replace(source, attempts=attempts, notes=(*source.notes, note))
