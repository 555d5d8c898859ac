"""The history that readers may see: the revisions that were published to them. Its authors see all of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kb.errors import RecordNotFound
from kb.readers import Person
from kb.records.fields import describe
from kb.records.kinds import text_fields
from kb.store.drafts.proposals import Proposal
from kb.store.records.register import Revision, RevisionNote
from kb.wiki.context import Wiki, case_for
from kb.wiki.review import revisions
from kb.wiki.review.diff import TextChange, compare
from kb.wiki.write.forms import field_label, fields_of
from kb.wiki.write.writing import NEWEST, autosave, propose


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that differs, and how its text does."""

    label: str
    runs: tuple[tuple[TextChange, ...], ...]


@dataclass(frozen=True, slots=True)
class RevisionComparison:
    """Two revisions of a record: the fields of the identity card that differ, and the whole text word by word."""

    older: Revision
    newer: Revision
    fields: tuple[FieldChange, ...]
    text: tuple[tuple[TextChange, ...], ...]


def history(wiki: Wiki, person: Person | None, record_id: str) -> tuple[RevisionNote, ...]:
    """The revisions of a record that this person may see, newest first."""
    numbers = revisions.readable(wiki, person, record_id)
    if not numbers:
        case_for(wiki, "read", person, record_id)  # says why
    return tuple(note for note in wiki.register.history(record_id) if note.number in numbers)


def revision(wiki: Wiki, person: Person | None, record_id: str, number: int) -> Revision:
    """One revision that this person may see. Raises RecordNotFound, or Refused for a record that is closed to them."""
    if number not in {note.number for note in history(wiki, person, record_id)}:
        raise RecordNotFound(revisions.not_open(record_id, number))
    return wiki.register.revision(record_id, number)


def compared(wiki: Wiki, person: Person | None, record_id: str, older: int, newer: int) -> RevisionComparison:
    """Two revisions, compared. Raises RecordNotFound for one that this person may not see."""
    first, second = (revision(wiki, person, record_id, number) for number in sorted((older, newer)))
    before, after = _shown(first), _shown(second)
    changed = tuple(
        FieldChange(field_label(first.record.kind, name), compare(before.get(name, ""), after.get(name, "")))
        for name in dict.fromkeys([*before, *after])
        if before.get(name, "") != after.get(name, "")
    )
    return RevisionComparison(first, second, changed, compare(first.document.text, second.document.text))


def _shown(one: Revision) -> dict[str, str]:
    """The short fields of a revision as text; the long ones stand in the whole text."""
    headings = dict(text_fields(type(one.record)))
    # Other records are named to who may read them, on the page of the record alone.
    others = {name for name, field in describe(type(one.record)).items() if field.sort == "records"}
    out = {}
    for name, value in fields_of(one.record).items():
        if name in ("links", "groups") or name in headings or name in others:
            continue
        out[name] = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return out


def restore(wiki: Wiki, person: Person, record_id: str, number: int) -> Proposal:
    """A proposal that gives an earlier revision's text back; publishing it adds a revision, and takes none away."""
    old = revision(wiki, person, record_id, number)
    one = propose(wiki, person, record_id)
    fields: Mapping[str, Any] = fields_of(old.record)
    autosave(wiki, person, one.number, dict(fields), dict.fromkeys(fields, NEWEST))
    return one
