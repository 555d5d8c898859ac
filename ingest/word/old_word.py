"""DOC: a Word 97-2003 file, which LibreOffice turns into DOCX when it is installed."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from ingest.document import Note, Reading
from ingest.word.reader import read_docx

SECONDS = 25  # less than the reading of a file may take, so that the note says what was slow


def read_doc(path: Path) -> Reading:
    """The document that an old Word file holds; a note with the remedy where no LibreOffice can convert it."""
    made = as_docx(path.read_bytes())
    if isinstance(made, Note):
        return Reading(None, (made,))
    with tempfile.TemporaryDirectory() as folder:
        converted = Path(folder) / "source.docx"
        converted.write_bytes(made)
        return read_docx(converted)


def as_docx(data: bytes) -> bytes | Note:
    """The DOCX that LibreOffice makes of an old Word file, or a note that says why there is none."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return Note(
            "Ce fichier est au format Word 97-2003 (.doc). Installez LibreOffice (libreoffice-writer-nogui) puis "
            "relancez kb build, ou enregistrez-le au format .docx.",
            level="error",
            cause="libreoffice",
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source.doc"
        source.write_bytes(data)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        quiet = ["--headless", "--norestore", "--convert-to", "docx", "--outdir", folder, str(source)]
        try:
            subprocess.run([program, profile, *quiet], capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            slow = "La conversion de ce fichier .doc est trop longue. Enregistrez-le au format .docx."
            return Note(slow, level="error", cause="time")
        converted = source.with_suffix(".docx")
        if converted.is_file():
            return converted.read_bytes()
    refused = "LibreOffice n’a pas pu ouvrir ce fichier .doc. Enregistrez-le au format .docx ou en PDF."
    return Note(refused, level="error")
