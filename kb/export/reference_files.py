"""A file of references that somebody gives: which format it is, and whether it is one."""

from dataclasses import dataclass

from kb.errors import ReferencesUnread
from kb.export.bibtex import read_bibtex
from kb.export.ris import read_ris
from kb.records.pieces import Reference

MOST_BYTES = 1_000_000
MOST_REFERENCES = 2_000


@dataclass(frozen=True, slots=True)
class ReferenceFile:
    """What a file gave: its references in order, and notes on what of them has no place here."""

    references: tuple[Reference, ...]
    notes: tuple[str, ...] = ()


def read_references(name: str, content: bytes) -> ReferenceFile:
    """The references of a BibTeX or RIS file. Raises ReferencesUnread, naming the line; then nothing is taken."""
    if len(content) > MOST_BYTES:
        raise ReferencesUnread(
            f"{name} : ce fichier dépasse {MOST_BYTES // 1_000_000} Mo. Rien n’a été ajouté. Découpez-le."
        )
    text = _decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise ReferencesUnread(f"{name} : ce fichier est vide. Rien n’a été ajouté.")
    try:
        references, notes = _reader(name, text)(text)
    except ReferencesUnread as error:
        raise ReferencesUnread(f"{name}. {error}") from None
    if not references:
        raise ReferencesUnread(
            f"{name} : aucune référence n’y a été trouvée. Rien n’a été ajouté. "
            "Exportez-le de nouveau de votre logiciel, en BibTeX (.bib) ou en RIS (.ris)."
        )
    if len(references) > MOST_REFERENCES:
        raise ReferencesUnread(
            f"{name} : {len(references)} références, plus que les {MOST_REFERENCES} permises. Rien n’a été ajouté. "
            "Découpez-le."
        )
    return ReferenceFile(tuple(references), tuple(notes))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _reader(name: str, text: str):  # type: ignore[no-untyped-def]
    if name.lower().endswith(".ris"):
        return read_ris
    if name.lower().endswith((".bib", ".bibtex")):
        return read_bibtex
    return read_bibtex if text.lstrip().startswith(("@", "%")) else read_ris
