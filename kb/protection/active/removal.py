"""What acts by itself when somebody opens a file, taken out of a copy of it: scripts, automatic actions, what loads.

This is about what a file *does*; what it *says* of its authors is the affair of `kb.protection.copies.metadata`.
"""

from dataclasses import dataclass

from kb.protection.active.archive import disarmed_archive
from kb.protection.active.pdf import disarmed_pdf

PDF = b"%PDF-"
ARCHIVE = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Disarmed:
    """The bytes of a file in which nothing acts, and what was taken out of it, in French, without doubles."""

    data: bytes
    removed: tuple[str, ...]


def disarm(data: bytes, name: str) -> Disarmed:
    """The file without what acts in it, its text and its pictures as they were; the same bytes when nothing does.

    PDF: JavaScript, opening and additional actions, actions that launch, submit, import or open another file, embedded
    files, portfolios, sounds, films, 3D and rich media, XFA, contents taken from outside. Links to http, https, mailto
    and tel, and to places of the same document, stay.
    DOCX and ODT, and the documents that stand in them: macros and what calls them, remote templates, DDE and other
    fields that load or run, mail-merge sources, external pictures, frames and sub-documents, objects of other programs
    (OLE), controls and forms; of an object, the picture that shows it stays.
    Any other content is given back as it is: pictures hold nothing that acts, and other kinds are only downloaded.

    Call it in a process with limits, as `kb.protection.copies.strip_process` is: it parses what strangers made. `name` is the
    file's, for messages. Raises FileBroken for what cannot be read, FileRefused for an archive that swells.
    """
    if data.startswith(PDF):
        clean, removed = disarmed_pdf(data, name)
    elif data.startswith(ARCHIVE):
        clean, removed = disarmed_archive(data, name)
    else:
        return Disarmed(data, ())
    return Disarmed(clean, tuple(sorted(removed))) if removed else Disarmed(data, ())
