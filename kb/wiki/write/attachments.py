"""Files attached to a record: stripped of what they say of their makers, private until published, gone with it."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from kb.errors import KbError, RecordNotFound
from kb.protection.copies.strip_process import strip_apart
from kb.protection.persons.names import TaggerMissing
from kb.readers import Person
from kb.store.drafts.proposals import proposals
from kb.store.files.database import transaction
from kb.store.files.working_folders import working_folder
from kb.store.records.attachments import (
    Attachment,
    add_attachment,
    attaching,
    attachments_of,
    drop_attachments,
    published_attachments,
    sweep,
)
from kb.wiki.context import Wiki, case_for, proposal_case, proposal_for, record_case
from kb.wiki.rights import allows, require

LARGEST = 20_000_000  # bytes
MOST = 10  # files of one record
# What the name of a file may not say of somebody: readers see it, and the register holds it before they do.
TELLING = frozenset({"person", "phone", "email", "address", "nir", "birth_date", "plate"})
EXTENSIONS = {"docx": "docx", "odt": "odt", "pdf": "pdf", "jpeg": "jpg", "png": "png", "webp": "webp"}


class AttachmentRefused(KbError):
    """A file that is not attached, and why; what was written stays."""


@dataclass(frozen=True, slots=True)
class Attached:
    """The name under which a file now stands with a draft, and what acted in it and was taken out, in French."""

    name: str
    removed: tuple[str, ...] = ()


def attach(wiki: Wiki, person: Person, number: int, name: str, content: bytes) -> Attached:
    """Keep a cleaned copy of a file with a draft. Raises AttachmentRefused or MetadataError."""
    one = proposal_for(wiki, "write_draft", person, number)
    _room(wiki, one.record_id)
    if len(content) > LARGEST:
        raise AttachmentRefused(f"{name} : plus de {LARGEST // 1_000_000}\u00a0Mo. Allégez ses images.")
    plain = Path(name).stem if _names_nobody(wiki, Path(name).stem) else ""
    with working_folder() as folder:
        given, clean = folder / "piece", folder / "propre"
        given.write_bytes(content)
        found = strip_apart(given, clean, name)
        stripped = clean.read_bytes()
    digest = hashlib.sha256(stripped).hexdigest()
    with attaching(wiki.register, wiki.files, digest):
        wiki.files.put(stripped)
        with transaction(wiki.register.database):
            proposal_for(wiki, "write_draft", person, number)  # all this took a while: it may have been sent, or erased
            kept = _free_name(plain, EXTENSIONS[found.kind], {other.name for other in _room(wiki, one.record_id)})
            add_attachment(
                wiki.register,
                one.record_id,
                name=kept,
                kind=found.kind,
                size=len(stripped),
                digest=digest,
                proposal=number,
            )
    return Attached(kept, found.removed)


def _room(wiki: Wiki, record_id: str) -> tuple[Attachment, ...]:
    """The files that a record has, when it may have one more."""
    standing = attachments_of(wiki.register, record_id)
    if len(standing) >= MOST:
        raise AttachmentRefused(f"Une fiche porte {MOST} pièces jointes au plus. Retirez-en une d’abord.")
    return standing


def _names_nobody(wiki: Wiki, stem: str) -> bool:
    """Whether the name of a file may be shown; without what recognises names, none may."""
    words = re.sub(r"[^\w’']+|_+", " ", stem)
    try:
        return not any(one.kind in TELLING for one in wiki.resources.highlights(words))
    except TaggerMissing:
        return False


def _free_name(stem: str, extension: str, taken: set[str]) -> str:
    """A name of plain letters, which nothing reads as a path, ending as the content does, and not taken."""
    letters = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode("ascii")
    stem = re.sub(r"[^A-Za-z0-9]+", "-", letters).strip("-")[:60] or "piece"
    number, found = 1, f"{stem}.{extension}"
    while found in taken:
        number += 1
        found = f"{stem}-{number}.{extension}"
    return found


def of_draft(wiki: Wiki, person: Person, number: int) -> tuple[Attachment, ...]:
    """The files of the record of a proposal, as its writers and its reviewer see them."""
    one = proposal_for(wiki, "read_draft", person, number)
    return tuple(a for a in attachments_of(wiki.register, one.record_id) if a.proposal in (None, number))


def of_record(wiki: Wiki, person: Person | None, record_id: str) -> tuple[Attachment, ...]:
    """The published files of a record that this person may read."""
    case_for(wiki, "read", person, record_id)
    return published_attachments(wiki.register, record_id)


def detach(wiki: Wiki, person: Person, record_id: str, number: int) -> None:
    """Take a file away, its bytes too: by its authors, and by who moderates what is published."""
    one = next((a for a in attachments_of(wiki.register, record_id) if a.number == number), None)
    case = record_case(wiki, record_id)
    if one is None or case is None:
        raise RecordNotFound("Cette pièce jointe n’est plus là.")
    if not (one.proposal is None and allows("moderate", person, case)):
        require("attach", person, case)
    drop_attachments(wiki.register, number=number)
    sweep(wiki.register, wiki.files)
    wiki.register.audit(person.account, "detach", record_id)


def file_of(wiki: Wiki, person: Person | None, record_id: str, name: str) -> tuple[Attachment, Path]:
    """A file that this person may have, and where it stands. Raises RecordNotFound, whatever the reason."""
    for one in attachments_of(wiki.register, record_id):
        if one.name != name or not _may_have(wiki, person, one):
            continue
        if (path := wiki.files.path(one.sha256)) is not None:
            return one, path
    raise RecordNotFound("Cette pièce jointe n’existe pas, ou n’est pas ouverte à la lecture.")


def _may_have(wiki: Wiki, person: Person | None, one: Attachment) -> bool:
    case = record_case(wiki, one.record_id)
    if one.proposal is None and case is not None and allows("read", person, case):
        return True
    open_ones = proposals(wiki.register, record_id=one.record_id)
    return any(
        allows("read_draft", person, proposal_case(wiki, p)) for p in open_ones if one.proposal in (None, p.number)
    )
