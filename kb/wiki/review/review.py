"""Review: the queue, remarks, the grid, and the way from a submitted text to a published one."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.document import Document
from kb.errors import KbError, RecordNotFound, Refused, StoreConflict
from kb.readers import Person
from kb.records.canonical import canonical
from kb.records.kinds import KINDS, Experience, Record
from kb.records.plain import one_line
from kb.records.seen_text import seen
from kb.records.text_anchors import place_of
from kb.records.typed_text import plain
from kb.store.drafts.private import Remark, SendingReason
from kb.store.drafts.proposals import Proposal, authors_of, move, proposals, rebase, record_authors
from kb.store.files.database import transaction
from kb.store.news.comments import notify
from kb.store.records.attachments import publish_attachments
from kb.store.records.publications import was_published
from kb.wiki.context import Wiki, case_for, proposal_for, proposal_to_write, require_anywhere
from kb.wiki.news.follow_ups import announce_follow_up
from kb.wiki.news.notices import announce_change, announce_publication
from kb.wiki.review.audience import check_openness
from kb.wiki.review.grid import Groups, against, asked, unanswered
from kb.wiki.write.forms import FormRefused, field_label, fields_of, is_empty, record_from, texts_of
from kb.wiki.write.merge import merge
from kb.wiki.write.protection_choices import seal, state_of
from kb.wiki.write.writing import save


class ReviewReasonMissing(KbError):
    """An action that asks for a reason came without one."""


@dataclass(frozen=True, slots=True)
class WaitingProposal:
    """A line of the queue: what a reviewer chooses by; of its words, the title alone."""

    proposal: Proposal
    title: str
    days: int
    mine: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A remark, and where its words stand now: None when they are gone."""

    remark: Remark
    place: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class UnderReview:
    """A text as its reviewer reads it.

    `texts` are its texts as readers will see them, by place of the form; remarks are placed in these. `before` are the
    fields of what is published, where the text is a change to it. `kept` are words that could name
    somebody and were left, each with the author's reason. `groups` are the questions of the grid that it is asked.
    """

    proposal: Proposal
    fields: Mapping[str, Any]
    before: Mapping[str, Any] | None
    kept: tuple[tuple[str, str], ...]
    groups: Groups
    texts: Mapping[str, Document]
    remarks: tuple[Placed, ...]
    grid: Mapping[str, Any]
    reasons: tuple[SendingReason, ...]


def queue(wiki: Wiki, person: Person, *, themes: frozenset[str] = frozenset()) -> tuple[WaitingProposal, ...]:
    """Texts that wait for a reviewer or for publication, oldest first."""
    require_anywhere("queue", person)
    now = datetime.datetime.fromisoformat(wiki.register.now())
    waiting = proposals(wiki.register, statuses=("submitted", "in_review", "validated"))
    return tuple(
        WaitingProposal(
            one,
            _title(wiki, one),
            (now - datetime.datetime.fromisoformat(one.changed)).days,
            one.reviewer == person.account,
            person.account in authors_of(wiki.register, one),
        )
        for one in waiting
        if not themes or themes.intersection(one.themes)
    )


def _title(wiki: Wiki, one: Proposal) -> str:
    try:
        fields = wiki.private.draft(one.number, one.head).fields
    except RecordNotFound:  # a restored base may have lost it
        return "Sans titre"
    return one_line(str(fields.get("title") or "")) or "Sans titre"


def take(wiki: Wiki, person: Person, number: int) -> Proposal:
    """The proposal, in review by this person from now on. Author and reviewer are two people: the store refuses."""
    proposal_for(wiki, "take", person, number)
    return move(wiki.register, number, "in_review", actor=person.account, expected="submitted", reviewer=person.account)


def leave(wiki: Wiki, person: Person, number: int) -> Proposal:
    """Give a text back to the queue."""
    proposal_for(wiki, "review", person, number)
    return move(wiki.register, number, "submitted", actor=person.account, expected="in_review", reviewer="")


def read(wiki: Wiki, person: Person, number: int) -> UnderReview:
    """A text with its remarks, for its reviewer and its authors; the grid is the reviewer's own."""
    one = proposal_for(wiki, "read_draft", person, number)
    fields = wiki.private.draft(number, one.head).fields if one.head else {}
    before = published_fields(wiki, one)
    texts = seen_texts(one.kind, fields)
    placed = tuple(Placed(remark, _place(remark, texts)) for remark in wiki.private.remarks(number))
    kept = tuple(
        (", ".join(choice["texts"]), choice["reason"])
        for choice in state_of(wiki, one.record_id)["choices"]
        if choice["action"] == "keep"
    )
    answers, reasons = wiki.private.grid(number, one.reviewer), wiki.private.reasons(number)
    groups = asked(one.kind, changed_fields(fields, before))
    return UnderReview(one, fields, before, kept, groups, texts, placed, answers, reasons)


def seen_texts(kind: str, fields: Mapping[str, Any]) -> dict[str, Document]:
    """The texts of a draft as readers will see them, by place of the form."""
    return {place: seen(kind, place, text) for place, text in texts_of(kind, fields).items()}


def _place(remark: Remark, texts: Mapping[str, Document]) -> tuple[int, int] | None:
    if remark.field not in texts:
        return None
    text = texts[remark.field].text
    # A remark made when signs were shown as typed has them among its words.
    quote = remark.quote if remark.quote in text else plain(remark.quote)
    return place_of(quote, remark.start, text)


def published_fields(wiki: Wiki, one: Proposal) -> Mapping[str, Any] | None:
    """The fields of the revision that a proposal changes; None for a text that is new."""
    if not one.base_revision:
        return None
    return fields_of(wiki.register.revision(one.record_id, one.base_revision).record)


def changed_fields(fields: Mapping[str, Any], before: Mapping[str, Any] | None) -> frozenset[str] | None:
    """The fields that a change says otherwise than what is published; None for a text that is new."""
    if before is None:
        return None
    names = dict.fromkeys([*before, *fields])
    return frozenset(name for name in names if _bare(fields.get(name)) != _bare(before.get(name)))


def _bare(value: Any) -> Any:
    """A value of a draft, or of a record, without what tells one from the other: lists, and what is empty."""
    return None if is_empty(value) and value is not False else json.loads(json.dumps(value))


def answer_grid(wiki: Wiki, person: Person, number: int, answers: Mapping[str, Any]) -> None:
    """Keep the reviewer's grid."""
    with proposal_to_write(wiki, "review", person, number):
        wiki.private.put_grid(number, person.account, answers)


def answer_question(wiki: Wiki, person: Person, number: int, code: str, answer: Mapping[str, str]) -> None:
    """Keep the answer to one question of the reviewer's grid."""
    with transaction(wiki.private.database):
        answer_grid(wiki, person, number, {**wiki.private.grid(number, person.account), code: answer})


def send_back(wiki: Wiki, person: Person, number: int, reason: str) -> Proposal:
    """The proposal, to be worked on again by its author, who reads why."""
    if not reason.strip():
        raise ReviewReasonMissing("Dites à l’auteur ce qui est à reprendre : une phrase suffit.")
    reason = reason.strip()
    with transaction(wiki.register.database):  # what is refused leaves no reason
        one = proposal_for(wiki, "review", person, number)
        moved = move(wiki.register, number, "to_revise", actor=person.account, expected="in_review")
        told = authors_of(wiki.register, one)
        notify(wiki.register, told, "to_revise", one.record_id, actor=person.account, proposal=number)
        wiki.private.add_reason(number, one.record_id, author=person.account, status="to_revise", text=reason)
    return moved


def validate(wiki: Wiki, person: Person, number: int) -> Proposal:
    """The proposal, validated. Raises FormRefused while the grid, where the kind asks for one, does not allow it."""
    one = proposal_for(wiki, "review", person, number)
    if KINDS[one.kind].review == "full":
        answers, groups = wiki.private.grid(number, person.account), read(wiki, person, number).groups
        lacking = unanswered(answers, groups)
        if lacking:
            raise FormRefused(f"La grille a {len(lacking)} question{'s' if len(lacking) > 1 else ''} sans réponse.")
        blocking = against(answers, groups)
        if blocking:
            raise FormRefused(f"À reprendre avec l’auteur : {' ; '.join(q.ask for q in blocking)}")
    return move(
        wiki.register, number, "validated", actor=person.account, expected="in_review", validated_by=person.account
    )


def publish(wiki: Wiki, person: Person, number: int, summary: str = "") -> int:
    """Number of the revision that readers find from now on; see `BaseIndex.hand_over` for when questions find it.

    A proposal made to an older revision is merged first; FormRefused names the fields that both sides changed.
    """
    one = proposal_for(wiki, "publish", person, number)
    path = KINDS[one.kind].review
    if path == "none":
        save(wiki, person, number, summary)
    with transaction(wiki.register.database):
        # Within it: what another saves or publishes before the writing would be lost.
        one = proposal_for(wiki, "publish", person, number)
        record = _signed(record_from(one.kind, one.record_id, _on_newest(wiki, one)), path)
        check_openness(wiki.register, record)
        entry = wiki.register.entry(one.record_id)
        revision = wiki.register.save(
            record,
            canonical(record),
            author=one.author,
            summary=summary or _last_summary(wiki, one),
            base=entry.head if entry else None,
            wiki=True,
        )
        wiki.register.publish(one.record_id, revision, actor=person.account)
        move(wiki.register, number, "published", actor=person.account, expected=one.status)
        publish_attachments(wiki.register, number)
        told = announce_follow_up(wiki, wiki.register.revision(one.record_id, revision), actor=person.account)
        if one.base_revision and one.author not in record_authors(wiki.register, one.record_id):
            told |= announce_change(wiki, one.record_id, author=one.author)
        announce_publication(wiki, one.record_id, actor=person.account, told=told)
    seal(wiki, one.record_id)
    wiki.index.hand_over()
    return revision


def _on_newest(wiki: Wiki, one: Proposal) -> Mapping[str, Any]:
    """The proposal's fields on top of what is published now."""
    fields = wiki.private.draft(one.number, one.head).fields
    published = wiki.register.published(one.record_id)
    if published is None or published.number == one.base_revision:
        return fields
    before = fields_of(wiki.register.revision(one.record_id, one.base_revision).record) if one.base_revision else {}
    merged = merge(before, fields_of(published.record), fields)
    if merged.theirs:
        labels = ", ".join(field_label(one.kind, name) for name in merged.theirs)
        raise StoreConflict(
            f"{one.record_id} a été modifié depuis : « {labels} » a changé des deux côtés. "
            "Renvoyez le texte à son auteur, qui verra les deux versions. Rien n’est perdu."
        )
    rebase(wiki.register, one.number, published.number)
    return merged.fields


def _last_summary(wiki: Wiki, one: Proposal) -> str:
    said = wiki.private.draft(one.number, one.head).summary
    return said if said and said != "envoi en relecture" else "publication"


def _signed(record: Record, review: str) -> Record:
    """The record, saying that somebody else read it for the protection of people."""
    if isinstance(record, Experience) and review == "full":
        return record.model_copy(update={"anonymity_checked_by": "comité de relecture"})
    return record


def withdraw(wiki: Wiki, person: Person, record_id: str, reason: str) -> None:
    """Take a record away from readers at once; its text stays with its authors."""
    case_for(wiki, "withdraw", person, record_id)
    if not reason.strip():
        raise ReviewReasonMissing("Dites pourquoi cette fiche est retirée : une phrase suffit.")
    wiki.register.withdraw(record_id, actor=person.account, reason=reason.strip())
    wiki.index.hand_over()


def republish(wiki: Wiki, person: Person, record_id: str, revision: int, reason: str) -> None:
    """Make an earlier published revision the one that readers find, or show again what was withdrawn."""
    if person.account in case_for(wiki, "moderate", person, record_id).authors:
        raise Refused("Un relecteur qui n’est pas l’auteur peut remettre une fiche en ligne.")
    if not was_published(wiki.register, record_id, revision):
        raise Refused(f"La révision {revision} n’a jamais été publiée : elle passe d’abord par la relecture.")
    wiki.register.publish(record_id, revision, actor=person.account)
    wiki.register.audit(person.account, "republish", record_id, reason.strip())
    wiki.index.hand_over()
