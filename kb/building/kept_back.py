"""What keeps the record of a source file back from one build to the next: nothing opens it but words that say so."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from ingest.cards.words import AUDIENCES
from ingest.document import Document, Note
from ingest.file_names import printable
from kb.building.source_listing import SourceFile
from kb.records.card import DOUBT, PUBLISHED, UNCHECKED, UNPUBLISHED
from kb.records.front_matter import SourceRecord
from kb.store.records.erasures import withdrawal
from kb.store.records.register import Register, RegisterEntry
from kb.store.records.sources import BUILD, GONE, RegisteredSource

WITHDRAWN = "withdrawn"  # somebody took the record away from readers in the wiki
_READERS = {"professionals": "réservée aux professionnels", "group": "réservée à un groupe"}


@dataclass(frozen=True, slots=True)
class HeldFile:
    """What a file gives, once what kept its record back before is counted: `held` is for the next build to know."""

    found: SourceRecord
    held: str


def before(register: Register, known: RegisteredSource | None, entry: RegisterEntry | None) -> str:
    """What kept a record back until now: an audience with its groups, or another word of `SourceRecord.held`."""
    if entry is not None and entry.published_revision is None and known is not None and known.size != GONE:
        by = withdrawal(register, entry.id)[1]
        if by and by != BUILD:
            return WITHDRAWN
    if known is not None and known.held:
        return known.held
    if entry is None or known is None:
        return ""
    if entry.published_revision is None and known.size != GONE:
        return UNCHECKED if entry.kind == "experience" else "draft"
    return "" if entry.diffusion == "public" else entry.diffusion


def narrowest(held: Iterable[str]) -> str:
    """The narrowest of what kept records back, "" of none; taken away in the wiki comes first."""
    return max(held, key=_rank, default="")


def with_strays(document: Document, file: SourceFile) -> Document:
    """The document, in doubt when a card that goes with no file may be its own."""
    if not file.strays:
        return document
    names = ", ".join(f"«\u00a0{printable(card.name)}\u00a0»" for card in file.strays)
    doubt = (
        f"la carte {names} n’accompagne aucun fichier et pourrait être celle de celui-ci. Nommez-la "
        f"«\u00a0{PurePosixPath(file.name).name}.yaml\u00a0», ou écrivez à celui-ci une carte à ce nom"
    )
    doubts = [*(document.metadata.get("doubts") or ()), doubt]
    return replace(document, metadata={**document.metadata, "doubts": doubts})


def without_card(document: Document) -> Document:
    """The document without what its card said of itself, which its record keeps."""
    gone = ("doubts", "asked", "lines")
    kept = {key: value for key, value in document.metadata.items() if key not in gone}
    return replace(document, metadata=kept)


def held_back(found: SourceRecord, former: str) -> HeldFile:
    """A file's record with what kept it back before, unless its card opens it in so many words."""
    now = found.held
    if former == WITHDRAWN:
        return _draft(
            found, now or "public", "cette fiche a été retirée dans le wiki\u00a0: le fichier ne la rouvre pas."
        )
    audience = former.partition(":")[0]
    if now == DOUBT and audience in _READERS:
        return HeldFile(_for(found, former), former)
    if _rank(now) >= _rank(former) or _opens(found, former):
        return HeldFile(found, _remembered(found))
    if audience in _READERS:
        note = (
            f"cette fiche était {_READERS[audience]}, et le fichier ne le dit plus\u00a0: elle le reste. Pour "
            "l’ouvrir, écrivez « diffusion: public » dans sa carte\u00a0; pour qu’elle le reste, remettez sa carte."
        )
        return HeldFile(_for(_noted(found, note), former), former)
    note = (
        "cette fiche était un brouillon, et le fichier ne le dit plus\u00a0: elle le reste. Pour la publier, écrivez "
        "« status: published » dans sa carte."
    )
    return _draft(found, former, note)


def _rank(held: str) -> int:
    if held == WITHDRAWN:
        return len(AUDIENCES)
    audience = held.partition(":")[0]
    return AUDIENCES.index("draft") if audience in UNPUBLISHED else AUDIENCES.index(audience or "public")


def _opens(found: SourceRecord, former: str) -> bool:
    """Whether a card read whole says in so many words that its record may be read by more people than before."""
    if former.partition(":")[0] in _READERS:
        return bool(found.opened & ({"public"} if not found.held else {found.held}))
    if former == "draft":
        return bool(found.opened & {PUBLISHED, "public"})
    return bool(found.opened)


def _remembered(found: SourceRecord) -> str:
    return found.record.audience if found.held in _READERS else found.held or "public"


def _for(found: SourceRecord, former: str) -> SourceRecord:
    """The record as its former readers, and nobody else, may read it."""
    audience, _, groups = former.partition(":")
    changes = {"diffusion": audience, "groups": tuple(groups.split("|")) if groups else found.record.groups}
    return replace(found, record=found.record.model_copy(update=changes), published=True)


def _draft(found: SourceRecord, held: str, said: str) -> HeldFile:
    return HeldFile(replace(_noted(found, said), published=False), held)


def _noted(found: SourceRecord, said: str) -> SourceRecord:
    return replace(found, notes=(*found.notes, Note(said)))
