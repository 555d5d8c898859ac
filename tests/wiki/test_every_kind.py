"""Every kind of record lives its whole life: typed in a form, published, found, exported as Markdown, built anew."""

from pathlib import Path
from typing import Any

import pytest

from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.export.markdown import record_markdown
from kb.readers import OPERATOR, ROLES, Person
from kb.records.fields import FieldDescription, describe
from kb.records.kinds import KINDS
from kb.store.drafts.proposals import Proposal
from kb.vocabulary.vocabulary import load_vocabulary
from kb.wiki.review import review
from kb.wiki.write import sending, writing
from kb.wiki.write.forms import fields_of
from tests.conftest import Opener
from tests.wiki.people import REVIEWER, YES, send, told

WRITER = Person("c-9", "Gaëlle", frozenset(set(ROLES) - {"administrator"}))
EDITOR = Person("c-9", "Gaëlle", frozenset(ROLES))
SPECIAL: dict[str, Any] = {"diffusion": "public", "document_type": "report", "language": "fr", "closed_on": "2024-05"}
# What a program fills, what a form of its own writes, and what would hide the record from its readers.
LEFT = {"anonymity_checked_by", "groups", "pieces", "rubrics", "glossary", "pages", "adaptation", "effects"}


def value(field: FieldDescription) -> Any:
    """Something that a person could have typed or chosen in a field: fictitious, and telling where it stands."""
    if field.name in SPECIAL:
        return SPECIAL[field.name]
    known = [code for code in load_vocabulary().labels.get(field.list_name, {}) if code != "follow-up"]
    match field.sort:
        case "text":
            return f"Texte de « {field.name} », premier paragraphe.\n\n- un point\n\n- un autre"
        case "lines":
            return [f"{field.name} : une ligne", f"{field.name} : une autre"]
        case "codes":
            return known[:2]
        case "choice":
            return known[-1]
        case "number":
            return field.least or 1
        case "date":
            return "2024-05-17"
        case "hours":
            return "Mo-Fr 09:00-17:00"
        case "flag":
            return True
        case "records":
            return []  # tests/needs/test_tied.py: they have to be there
        case "parts":
            return [{part.name: value(part) for part in field.parts}]
    return f"Une ligne pour {field.name}"


def filled(kind: str) -> dict[str, Any]:
    fields = {name: value(one) for name, one in describe(KINDS[kind]).items() if name not in LEFT}
    return fields | {"title": f"Exemple fictif de {kind}"}


def publish(base: KnowledgeBase, one: Proposal) -> None:
    """Publish as the pages do: at once, or sent, read by another and published."""
    if KINDS[one.kind].review == "none":
        sending.publish_at_once(base.wiki, EDITOR, one.number)
        return
    writing.submit(base.wiki, EDITOR, one.number, open_points=0)
    review.take(base.wiki, REVIEWER, one.number)
    if KINDS[one.kind].review == "full":
        review.answer_grid(base.wiki, REVIEWER, one.number, YES)
    review.validate(base.wiki, REVIEWER, one.number)
    review.publish(base.wiki, REVIEWER, one.number)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_record_comes_back_as_it_was_typed(kind: str, base: KnowledgeBase, tmp_path: Path, open_base: Opener) -> None:
    typed = filled(kind)
    one = writing.start(base.wiki, EDITOR, kind)
    writing.autosave(base.wiki, EDITOR, one.number, typed, {})
    publish(base, one)

    revision = base.register.published(one.record_id)
    assert revision is not None
    stands = fields_of(revision.record)
    assert {name: stands[name] for name in typed} == typed

    found = base.search(typed["title"], where={"kind": kind}, reader=OPERATOR)
    assert [hit.record.id for hit in found[:1]] == [one.record_id]
    for field in describe(KINDS[kind]).values():
        if field.filter and field.name in typed:
            sought = typed[field.name]
            code = "true" if sought is True else sought.split("\n")[0] if isinstance(sought, str) else sought[0]
            assert one.record_id in {r.id for r in base.summaries({field.filter: code}, reader=OPERATOR)}, field.name

    again = tmp_path / "again"
    (again / "corpus").mkdir(parents=True)
    (again / "corpus" / f"{one.record_id}.md").write_text(record_markdown(revision), encoding="utf-8")
    second = open_base(again)
    report = second.build()
    assert [note for note in report.notes if note.level != "info"] == []
    after = second.register.published(one.record_id)
    assert after is not None
    before, read = revision.record.model_dump(), after.record.model_dump()
    assert {name: value for name, value in read.items() if before[name] != value} == {}


def test_a_service_is_published_by_whoever_writes_it_and_by_nobody_else(base: KnowledgeBase) -> None:
    one = writing.start(base.wiki, WRITER, "service")
    writing.autosave(base.wiki, WRITER, one.number, {"title": "Halte fictive"}, {})
    with pytest.raises(KbError, match="Il manque"):
        sending.publish_at_once(base.wiki, WRITER, one.number)
    writing.autosave(base.wiki, WRITER, one.number, filled("service"), {})
    with pytest.raises(KbError):
        sending.publish_at_once(base.wiki, REVIEWER, one.number)
    assert sending.publish_at_once(base.wiki, WRITER, one.number) == 1
    told = writing.start(base.wiki, WRITER, "need")
    with pytest.raises(KbError):
        sending.publish_at_once(base.wiki, WRITER, told.number)


VOICES = (
    {"words": "Une clé, ça veut dire qu’on m’attend.", "role": "un jeune homme", "agreement": True},
    {"words": "« On ne nous répond jamais. »", "role": "", "agreement": True},
    {"words": "Un jour.\n\nPuis un autre.", "role": "une voisine", "agreement": False},
)


@pytest.mark.parametrize("voice", VOICES)
def test_words_quoted_come_back_whole_however_they_were_typed(
    voice: dict[str, Any], base: KnowledgeBase, tmp_path: Path, open_base: Opener
) -> None:
    one = told(base, voices=[voice])
    send(base, one)
    review.publish(base.wiki, REVIEWER, one.number)
    revision = base.register.published(one.record_id)
    assert revision is not None
    (tmp_path / "again" / "corpus").mkdir(parents=True)
    (tmp_path / "again" / "corpus" / "a.md").write_text(record_markdown(revision), encoding="utf-8")
    second = open_base(tmp_path / "again")
    second.build()
    after = second.register.published(one.record_id)
    assert after is not None
    assert after.record.model_dump()["voices"] == ({**voice},)
