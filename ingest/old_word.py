"""DOC: a Word 97-2003 file, which LibreOffice turns into DOCX when it is installed."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from ingest.document import Cause, Note, Reading
from ingest.docx import read_docx

SECONDS = 25  # less than the reading of a file may take, so that the note says what was slow


def read_doc(path: Path) -> Reading:
    """The document that an old Word file holds; a note with the remedy where no LibreOffice can convert it."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return _failed(
            "Ce fichier est au format Word 97-2003 (.doc). Installez LibreOffice (libreoffice-writer-nogui) puis "
            "relancez kb build, ou enregistrez-le au format .docx.",
            cause="libreoffice",
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source.doc"
        shutil.copyfile(path, source)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [
            program,
            profile,
            "--headless",
            "--norestore",
            "--convert-to",
            "docx",
            "--outdir",
            folder,
            str(source),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return _failed(
                "La conversion de ce fichier .doc est trop longue. Enregistrez-le au format .docx.", cause="time"
            )
        converted = source.with_suffix(".docx")
        if not converted.is_file():
            return _failed("LibreOffice n’a pas pu ouvrir ce fichier .doc. Enregistrez-le au format .docx ou en PDF.")
        return read_docx(converted)


def _failed(message: str, cause: Cause = "") -> Reading:
    return Reading(None, (Note(message, level="error", cause=cause),))
