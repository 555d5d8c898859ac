"""Writing: a record begun or a change proposed, saved as it is typed, sent for review. Nothing typed is ever lost."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kb.errors import RecordNotFound, Refused
from kb.readers import Person
from kb.records.plain import one_line
from kb.store.drafts.private import WorkingCopy
from kb.store.drafts.proposals import (
    WRITABLE,
    Proposal,
    advance,
    move,
    proposal,
    proposals,
    start_proposal,
    start_record,
)
from kb.store.files.database import compact, transaction
from kb.store.records.attachments import drop_attachments, sweep
from kb.store.records.erasures import erase_record, mark_unfinished
from kb.wiki.context import Wiki, proposal_for, proposal_to_write, record_case
from kb.wiki.review.audience import check_openness
from kb.wiki.rights import WRITERS, Case, require
from kb.wiki.write.field_paths import PIECES, flat, merge_places, place_label, place_of_field, said_of_piece, whole
from kb.wiki.write.forms import (
    FormRefused,
    checked,
    fields_of,
    is_empty,
    missing,
    placed,
    record_from,
)
from kb.wiki.write.merge import is_earlier
from kb.wiki.write.protection_choices import seal

# Versions of one field that other windows or co-authors left: the newest ones are kept.
OTHERS_KEPT = 10
# The version to send with a text that replaces whatever stands: above any that a field reaches.
NEWEST = 10**9


@dataclass(frozen=True, slots=True)
class Writing:
    """A proposal as its writer finds it: fields, how often each was saved, and other versions to choose from."""

    proposal: Proposal
    fields: Mapping[str, Any]
    versions: Mapping[str, int]
    others: Mapping[str, list[Any]]
    saved: str
    unsaved: bool

    @property
    def title(self) -> str:
        """The title, or a name for what has none yet."""
        return one_line(str(self.fields.get("title") or "")) or "Sans titre"


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of an autosave: when, the versions of the fields sent, and those that stood differently."""

    at: str
    versions: Mapping[str, int]
    conflicts: tuple[str, ...]


def start(wiki: Wiki, person: Person, kind: str, fields: Mapping[str, Any] | None = None) -> Proposal:
    """A new record that only this person sees."""
    require("start", person, _blank(wiki, kind))
    given = checked(kind, fields or {})
    with transaction(wiki.register.database):
        record_id = start_record(wiki.register, kind, person.account)
        one = start_proposal(wiki.register, record_id, person.account)
    if given:
        autosave(wiki, person, one.number, given, {})
    return one


def _blank(wiki: Wiki, kind: str) -> Case:
    if kind not in WRITERS:
        raise FormRefused(f"Genre de fiche inconnu : « {kind} ».")
    return Case(kind, visitors=wiki.visitors)


def propose(wiki: Wiki, person: Person, record_id: str) -> Proposal:
    """A change to a published record: the one this person has open, or a new one that begins with its text."""
    return _proposed(wiki, person, record_id)[0]


def propose_anew(wiki: Wiki, person: Person, record_id: str) -> Proposal | None:
    """A new change to a published record, or None where this person has one open."""
    one, new = _proposed(wiki, person, record_id)
    return one if new else None


def _proposed(wiki: Wiki, person: Person, record_id: str) -> tuple[Proposal, bool]:
    """The change of this person that is open, and whether this opened it."""
    with transaction(wiki.register.database):  # two windows open one; its text is that of the revision it names
        case, published = record_case(wiki, record_id), wiki.register.published(record_id)
        if case is None or published is None:
            raise RecordNotFound(f"La fiche {record_id} n’est pas publiée.")
        require("propose", person, case)
        mine = [p for p in proposals(wiki.register, record_id=record_id, author=person.account) if p.base_revision]
        if mine:
            return mine[-1], False
        one = start_proposal(wiki.register, record_id, person.account)
    _keep_draft(wiki, one, person.account, "texte publié", fields_of(published.record))
    return proposal(wiki.register, one.number), True


def mine(wiki: Wiki, person: Person) -> tuple[Writing, ...]:
    """What this person has under way, newest change first."""
    own = proposals(wiki.register, author=person.account)
    return tuple(open_writing(wiki, person, one.number) for one in reversed(own))


def open_writing(wiki: Wiki, person: Person, number: int) -> Writing:
    """A proposal as this person finds it: what they were typing, else its last draft."""
    one = proposal_for(wiki, "read_draft", person, number)
    copy = wiki.private.working_copy(number, person.account)
    if copy is not None and one.status in WRITABLE:
        return Writing(one, copy.fields, copy.versions, copy.others, copy.at, True)
    if not one.head:
        return Writing(one, {}, {}, {}, "", False)
    draft = wiki.private.draft(number, one.head)
    return Writing(one, draft.fields, {}, {}, draft.at, False)


def autosave(
    wiki: Wiki,
    person: Person,
    number: int,
    changes: Mapping[str, Any],
    versions: Mapping[str, int] | None,
    window: str = "",
) -> Saved:
    """Keep what is being typed. `versions` says what `window` had read of each field; None: what is there now.

    A field that another window changed meanwhile takes the text that comes, and the other text is kept beside it.
    """
    one = proposal_for(wiki, "write_draft", person, number)
    return keep_places(wiki, person, one, flat(one.kind, checked(one.kind, changes)), versions, window)


def keep_places(
    wiki: Wiki, person: Person, one: Proposal, given: Mapping[str, Any], versions: Mapping[str, int] | None, window: str
) -> Saved:
    """As `autosave`, for values that were checked, by place."""
    with proposal_to_write(wiki, "write_draft", person, one.number):
        before = copy_of(wiki, person, one)
        fields, known, windows = flat(one.kind, before.fields), dict(before.versions), dict(before.windows)
        others = {name: list(kept) for name, kept in before.others.items()}
        conflicts = []
        for name, value in given.items():
            stood = fields.get(name)
            if stood == value:
                continue
            elsewhere = not window or windows.get(name) != window
            read = known.get(name, 0) if versions is None else versions.get(name, 0)
            if known.get(name, 0) > read and elsewhere and not is_empty(stood):
                others[name] = [*others.get(name, []), stood][-OTHERS_KEPT:]
                conflicts.append(name)
            fields[name] = value
            known[name] = known.get(name, 0) + 1
            windows[name] = window
        copy = replace(before, fields=whole(one.kind, fields), versions=known, windows=windows, others=others)
        wiki.private.put_working_copy(one.record_id, copy)
    return Saved(wiki.private.now(), {name: known.get(name, 0) for name in given}, tuple(conflicts))


def autosave_text(wiki: Wiki, person: Person, number: int, place: str, text: str, version: int, window: str) -> Saved:
    """Keep the text of one place of the form: « context », « steps.1.text », or « partners », one per line.

    A place of a list that is not there yet is added at its end.
    """
    one, name = proposal_for(wiki, "write_draft", person, number), place_of_field(place)
    # From the reading on: what a button, or the next field of a list, writes meanwhile would else be taken back.
    with transaction(wiki.private.database):
        copy = copy_of(wiki, person, one)
        fields, (stood, rewritten) = copy.fields, copy.rewritten.get(place, ("", 0))
        if version < rewritten and is_earlier(text, stood):
            return Saved(wiki.private.now(), {name: copy.versions.get(name, 0)}, ())
        if one.kind == "pack" and "." in name:
            return keep_places(wiki, person, one, {name: said_of_piece(fields, place, text)}, {name: version}, window)
        return autosave(wiki, person, number, {name: placed(one.kind, fields, place, text)}, {name: version}, window)


def copy_of(wiki: Wiki, person: Person, one: Proposal) -> WorkingCopy:
    """What this person was typing, or what they would begin with."""
    copy = wiki.private.working_copy(one.number, person.account)
    if copy is not None:
        return copy
    fields = wiki.private.draft(one.number, one.head).fields if one.head else {}
    return WorkingCopy(one.number, person.account, one.head, "", fields, {}, {}, {})


def settle(wiki: Wiki, person: Person, number: int, field: str, value: Any) -> None:
    """Choose one of the versions of a field, or of a place of a pack; the others are forgotten."""
    with proposal_to_write(wiki, "write_draft", person, number) as one:
        copy = copy_of(wiki, person, one)
        fields = flat(one.kind, copy.fields)
        if "." not in field:
            value = checked(one.kind, {field: value})[field]
        if one.kind == "pack" and field == PIECES:
            # An order to choose: pieces that it does not know stay, at the end.
            chosen = {piece["id"] for piece in value}
            value = [*value, *(piece for piece in fields.get(PIECES, []) if piece["id"] not in chosen)]
        fields[field] = value
        others = {name: kept for name, kept in copy.others.items() if name != field}
        versions = {**copy.versions, field: copy.versions.get(field, 0) + 1}
        copy = replace(copy, fields=whole(one.kind, fields), versions=versions, others=others)
        wiki.private.put_working_copy(one.record_id, copy)


def save(wiki: Wiki, person: Person, number: int, summary: str = "") -> Proposal:
    """The proposal with one more draft, made of what this person typed.

    When a co-author saved meanwhile, both texts are merged; a field that both changed keeps both versions, to be
    settled, and Refused says so.
    """
    with proposal_to_write(wiki, "write_draft", person, number) as one:  # nobody types between reading and merge
        copy = wiki.private.working_copy(number, person.account)
        if copy is None:
            return one
        if copy.base != one.head:
            copy = _merged(wiki, one, copy)
    if copy.others:
        names = ", ".join(dict.fromkeys(place_label(one.kind, name) for name in copy.others))
        raise Refused(f"Deux versions de « {names} » attendent votre choix. Les deux sont gardées.")
    head = one.head
    if not head or wiki.private.draft(number, head).fields != copy.fields:
        head = _keep_draft(wiki, one, person.account, summary, copy.fields)
    _drop_copy(wiki, one.record_id, copy, head)
    return proposal(wiki.register, number)


def _drop_copy(wiki: Wiki, record_id: str, kept: WorkingCopy, head: int) -> None:
    """Forget what was typed, which the draft `head` holds; what was typed since stays, on top of that draft."""
    with transaction(wiki.private.database):
        now = wiki.private.working_copy(kept.proposal, kept.author)
        if now is not None and (now.fields, now.others) != (kept.fields, kept.others):
            wiki.private.put_working_copy(record_id, replace(now, base=max(now.base, head)))
        else:
            wiki.private.drop_working_copy(kept.proposal, kept.author)


def _merged(wiki: Wiki, one: Proposal, copy: WorkingCopy) -> WorkingCopy:
    base = wiki.private.draft(one.number, copy.base).fields if copy.base else {}
    merged = merge_places(one.kind, base, wiki.private.draft(one.number, one.head).fields, copy.fields)
    others = {name: list(kept) for name, kept in copy.others.items()}
    for name, value in merged.theirs.items():
        others[name] = [*others.get(name, []), value]
    copy = replace(copy, base=one.head, fields=merged.fields, others=others)
    wiki.private.put_working_copy(one.record_id, copy)
    return copy


def _keep_draft(wiki: Wiki, one: Proposal, author: str, summary: str, fields: Mapping[str, Any]) -> int:
    """Number of the draft kept. Raises StoreConflict, with nothing kept, when another was kept since `one` was read."""
    head = one.head + 1
    themes = [str(theme) for theme in fields.get("themes", ())]
    with transaction(wiki.register.database):
        # Asked before the words, which would else replace another's; kept after them: a register that names a draft
        # which is not there would be worse than the reverse.
        advance(wiki.register, one.number, head=head, themes=themes)
        wiki.private.add_draft(one.number, one.record_id, number=head, author=author, summary=summary, fields=fields)
    return head


def submit(
    wiki: Wiki, person: Person, number: int, *, open_points: int, reply: str = "", head: int | None = None
) -> Proposal:
    """The proposal, sent for review. `open_points` counts what the protection of people still asks of draft `head`.

    Raises FormRefused, naming them, while required fields are empty or points are open; StoreConflict for a draft more.
    """
    one = proposal_for(wiki, "submit", person, number)
    one = save(wiki, person, number, "envoi en relecture")
    check_complete(wiki, one)
    if open_points:
        raise FormRefused(
            f"{open_points} point{'s' if open_points > 1 else ''} de protection des personnes à traiter avant l’envoi. "
            "Tout est gardé."
        )
    head, reply = one.head if head is None else head, reply.strip()
    with transaction(wiki.register.database):  # what is refused leaves no reply
        move(wiki.register, number, "submitted", actor=person.account, expected=one.status, reviewer="", head=head)
        if reply:
            wiki.private.add_reason(number, one.record_id, author=person.account, status="submitted", text=reply)
    return proposal(wiki.register, number)


def check_complete(wiki: Wiki, one: Proposal) -> None:
    """Returns when the last draft of a proposal is a record that may go on; raises FormRefused, naming what is not."""
    fields = wiki.private.draft(one.number, one.head).fields if one.head else {}
    lacking = missing(one.kind, fields)
    if lacking:
        raise FormRefused(f"Il manque : {', '.join(f'« {m.label} »' for m in lacking)}. Tout le reste est gardé.")
    check_openness(wiki.register, record_from(one.kind, one.record_id, fields))


def take_back(wiki: Wiki, person: Person, number: int) -> Proposal:
    """The proposal as a draft again, as long as nobody reads it."""
    proposal_for(wiki, "drop", person, number)
    return move(wiki.register, number, "draft", actor=person.account, expected="submitted")


def drop(wiki: Wiki, person: Person, number: int) -> None:
    """Give a proposal up. Its words are forgotten, replaced ones too; what was never published goes whole."""
    one = proposal_for(wiki, "drop", person, number)
    move(wiki.register, number, "dropped", actor=person.account, expected=one.status)
    wiki.private.forget_proposal(number)
    drop_attachments(wiki.register, proposal=number)
    sweep(wiki.register, wiki.files)
    wiki.private.destroy_keys()
    if proposals(wiki.register, record_id=one.record_id):
        return
    entry = wiki.register.entry(one.record_id)
    if entry is not None and not entry.head:
        wiki.private.erase(one.record_id)
        erase_record(wiki.register, one.record_id, actor=person.account)
        if not all([wiki.private.destroy_keys(), compact(wiki.private.database)]):
            mark_unfinished(wiki.register)
    else:
        seal(wiki, one.record_id)
