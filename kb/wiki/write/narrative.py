"""The second way to write: a text told in one go, then filed paragraph by paragraph where its author says.

What is proposed is a proposal: each paragraph is accepted, moved to another field, or left out. The text as it was
told stays private, with a purge date, and goes with the draft.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from kb.errors import Refused
from kb.readers import Person
from kb.records.fields import FieldDescription, describe
from kb.records.kinds import KINDS, text_fields
from kb.store.drafts.narratives import FiledPart, State, ToldNarrative, put_telling, telling_of
from kb.store.drafts.proposals import Proposal
from kb.store.files.database import transaction
from kb.telling.field_model import fields_told
from kb.wiki.context import Wiki, proposal_for
from kb.wiki.write.forms import LONGEST_FIELD, FormRefused, tidy
from kb.wiki.write.merge import is_earlier
from kb.wiki.write.protection_choices import purge_date
from kb.wiki.write.writing import NEWEST, OTHERS_KEPT, Saved, autosave, open_writing

# The window named where the text of a file was added: nobody types in it.
FROM_A_FILE = "file"
# The place of what is told, as the autosave of a form names places.
PLACE = "recit"
# The kinds that can be told in one go.
TOLD_KINDS = frozenset({"experience"})
# Characters: a longer paragraph is cut at a sentence, so that each part says one thing.
LONGEST_PART = 1_200
LONGEST_HEADING, LONGEST_LINE = 90, 300  # characters: of a first line read as a title, of a field of one line
QUOTES = ' «»“”"\u00a0\u202f'
SENTENCE_END = re.compile(r"(?<=[.!?…»])\s+(?=[A-ZÀ-Ý«“])")


@dataclass(frozen=True, slots=True)
class NarrativePart:
    """A paragraph, the field proposed or chosen for it, and what was decided."""

    number: int
    text: str
    field: str
    state: State


@dataclass(frozen=True, slots=True)
class Telling:
    """A text told in one go, as its author finds it: its words, other versions of them, and its parts once filed."""

    proposal: Proposal
    text: str
    version: int
    others: tuple[str, ...]
    parts: tuple[NarrativePart, ...]


def told_fields(kind: str) -> tuple[str, ...]:
    """The fields that a paragraph can be filed in, in the order of the record."""
    return ("title", *(name for name, _ in text_fields(KINDS[kind]) if name != "notes"), "summary", "notes")


def read(wiki: Wiki, person: Person, number: int) -> Telling:
    """What this person told for a proposal; empty when nothing was yet."""
    one = _told_for(wiki, person, number)
    kept = telling_of(wiki.private, number, person.account) or ToldNarrative(number, person.account, "", 0, "", (), ())
    parts = tuple(NarrativePart(n, p["text"], p["field"], p["state"]) for n, p in enumerate(kept.parts))
    return Telling(one, kept.text, kept.version, kept.others, parts)


def _told_for(wiki: Wiki, person: Person, number: int) -> Proposal:
    one = proposal_for(wiki, "write_draft", person, number)
    if one.kind not in TOLD_KINDS:
        raise FormRefused("Ce genre de fiche s’écrit question par question.")
    return one


def keep(wiki: Wiki, person: Person, number: int, text: str, version: int, window: str) -> Saved:
    """Keep what is being told, as it is typed. What another window typed meanwhile is kept beside it."""
    if len(text) > LONGEST_FIELD:
        raise FormRefused(
            f"Ce récit dépasse {LONGEST_FIELD // 1000}\u202f000 caractères. Racontez-le en deux fiches, ou joignez le "
            "texte entier en pièce jointe."
        )
    text = str(tidy(text))
    with transaction(wiki.private.database):
        one = _told_for(wiki, person, number)
        stood = telling_of(wiki.private, number, person.account)
        before = stood or ToldNarrative(number, person.account, "", 0, window, (), ())
        if before.window == FROM_A_FILE and version < before.version and is_earlier(text, before.text):
            return Saved(wiki.private.now(), {PLACE: before.version}, ())
        others = before.others
        conflicts: tuple[str, ...] = ()
        if before.version > version and before.window != window and before.text.strip() not in ("", text.strip()):
            others, conflicts = (*others, before.text)[-OTHERS_KEPT:], (PLACE,)
        if before.text != text or stood is None:
            before = replace(before, text=text, version=before.version + 1, window=window, others=others)
            put_telling(wiki.private, one.record_id, before)
    return Saved(wiki.private.now(), {PLACE: before.version}, conflicts)


def add(wiki: Wiki, person: Person, number: int, words: str) -> Saved:
    """Keep the words of a file after what was told so far, whatever was typed in the meantime."""
    with transaction(wiki.private.database):
        standing = telling_of(wiki.private, number, person.account)
        whole = f"{standing.text.rstrip()}\n\n{words}".strip() if standing else words
        return keep(wiki, person, number, whole, NEWEST, FROM_A_FILE)


def settle(wiki: Wiki, person: Person, number: int, text: str) -> None:
    """Choose one of the versions of what was told; the others are forgotten."""
    with transaction(wiki.private.database):
        one = _told_for(wiki, person, number)
        before = telling_of(wiki.private, number, person.account)
        if before is not None:
            chosen = replace(before, text=text, version=before.version + 1, others=())
            put_telling(wiki.private, one.record_id, chosen)


def _fields_told(wiki: Wiki, texts: Sequence[str]) -> tuple[str, ...]:
    encoder = wiki.index.encoder
    return fields_told(texts, encoder.spec.name, encoder.sentences)


def file_parts(wiki: Wiki, person: Person, number: int) -> Telling:
    """What was told, cut into paragraphs, each with the field proposed for it. Nothing of the form changes.

    A paragraph that was decided before, and did not change, stays decided.
    """
    _told_for(wiki, person, number)
    before = telling_of(wiki.private, number, person.account)
    texts = paragraphs(before.text) if before else ()
    if before is None or not texts:
        raise FormRefused("Il n’y a encore rien à ranger : écrivez ou collez votre récit d’abord.")
    fields = _fields_told(wiki, texts)
    if len(texts) > 1 and is_title(texts[0]) and not open_writing(wiki, person, number).fields.get("title"):
        fields = ("title", *fields[1:])
    with transaction(wiki.private.database):
        # It took a while: what was typed or decided meanwhile stands, and what was erased stays so.
        one = _told_for(wiki, person, number)
        now = telling_of(wiki.private, number, person.account) or before
        decided = {part["text"]: part for part in now.parts if part["state"] != "proposed"}
        parts = [
            decided.get(text) or FiledPart(text=text, field=field, state="proposed")
            for text, field in zip(texts, fields, strict=True)
        ]
        wiki.private.put_raw(one.record_id, person.account, before.text, purge_on=purge_date(wiki))
        put_telling(wiki.private, one.record_id, replace(now, parts=tuple(parts)))
    return read(wiki, person, number)


def is_title(paragraph: str) -> bool:
    """Whether a paragraph reads as a title: one short line that ends like no sentence."""
    return len(paragraph) <= LONGEST_HEADING and not paragraph.rstrip(QUOTES).endswith(
        (".", "!", "?", "…", ":", ";", ",")
    )


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text: apart by empty lines, else by lines; a long one is cut where a sentence ends."""
    text = text.replace("\r\n", "\n").strip()
    gap = r"\n\s*\n" if re.search(r"\n\s*\n", text) else r"\n"
    out: list[str] = []
    for piece in re.split(gap, text):
        out.extend(_cut(" ".join(piece.split())))
    return tuple(one for one in out if one)


def _cut(text: str) -> list[str]:
    if len(text) <= LONGEST_PART:
        return [text]
    out = [""]
    for sentence in SENTENCE_END.split(text):
        if out[-1] and len(out[-1]) + len(sentence) > LONGEST_PART:
            out.append("")
        out[-1] = f"{out[-1]} {sentence}".strip()
    return out


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a paragraph, in order."""
    return tuple(one.strip() for one in SENTENCE_END.split(text) if one.strip())


def split(wiki: Wiki, person: Person, number: int, which: int, after: int) -> None:
    """Cut a paragraph after its first `after` sentences: each half is proposed for a field of its own.

    What was told is cut there too, so that filing it again finds the same halves.
    """
    said = sentences(_open_part(read(wiki, person, number), which).text)
    if not 0 < after < len(said):
        raise FormRefused("Ce passage ne se coupe pas là.")
    halves = (" ".join(said[:after]), " ".join(said[after:]))
    fields = _fields_told(wiki, halves)
    with transaction(wiki.private.database):
        one = _open_part(read(wiki, person, number), which)
        kept = telling_of(wiki.private, number, person.account)
        if kept is None or sentences(one.text) != said:
            raise Refused("Ce passage a changé entre-temps. La liste est à jour.")
        new = [FiledPart(text=text, field=field, state="proposed") for text, field in zip(halves, fields, strict=True)]
        parts = (*kept.parts[:which], *new, *kept.parts[which + 1 :])
        cut = replace(kept, text=_cut_at(kept.text, *halves), version=kept.version + 1, window=FROM_A_FILE, parts=parts)
        put_telling(wiki.private, read(wiki, person, number).proposal.record_id, cut)


def _cut_at(text: str, first: str, second: str) -> str:
    """A text with the paragraph that `first` and `second` make cut in two; as it was where it cannot be found."""
    ahead, behind = (r"\s+".join(map(re.escape, half.split())) for half in (first, second))
    gap = "\n\n" if re.search(r"\n\s*\n", text) else "\n"
    found = re.search(rf"({ahead})\s+(?={behind})", text)
    return f"{text[: found.end(1)]}{gap}{text[found.end() :]}" if found else text


def accept(wiki: Wiki, person: Person, number: int, parts: Sequence[int], field: str = "") -> None:
    """Put paragraphs at the end of the field proposed for each, or of `field`. One that stands there already is not
    put twice."""
    # At once: two windows that file the same paragraph put it once, and neither takes back what the other put.
    with transaction(wiki.private.database):
        telling = read(wiki, person, number)
        chosen = [_open_part(telling, which) for which in parts]
        fields: dict[str, Any] = dict(open_writing(wiki, person, number).fields)
        known = describe(KINDS[telling.proposal.kind])
        filed: dict[str, Any] = {}
        for one in chosen:
            name = field or one.field
            if name not in told_fields(telling.proposal.kind):
                raise FormRefused(f"Champ inconnu : « {name[:60]} ».")
            filed[name] = fields[name] = _with(known[name], fields.get(name), one.text)
        autosave(wiki, person, number, filed, dict.fromkeys(filed, NEWEST))
        _decide(wiki, person, telling, {one.number: (field or one.field, "accepted") for one in chosen})


def refuse(wiki: Wiki, person: Person, number: int, which: int) -> None:
    """Leave a paragraph out of the form; it stays in what was told."""
    with transaction(wiki.private.database):
        telling = read(wiki, person, number)
        one = _open_part(telling, which)
        _decide(wiki, person, telling, {which: (one.field, "refused")})


def reopen(wiki: Wiki, person: Person, number: int, which: int) -> None:
    """Ask again where a paragraph that was left out belongs."""
    with transaction(wiki.private.database):
        telling = read(wiki, person, number)
        if not 0 <= which < len(telling.parts) or telling.parts[which].state != "refused":
            raise Refused("Ce passage n’est pas de ceux que vous avez laissés de côté. La liste est à jour.")
        _decide(wiki, person, telling, {which: (telling.parts[which].field, "proposed")})


def _open_part(telling: Telling, which: int) -> NarrativePart:
    if not 0 <= which < len(telling.parts) or telling.parts[which].state != "proposed":
        raise Refused("Ce passage est déjà rangé, ou n’est plus dans votre récit. La liste est à jour.")
    return telling.parts[which]


def _with(field: FieldDescription, value: Any, text: str) -> Any:
    """The value of a field with one more paragraph at its end."""
    if field.sort == "parts":
        words = text.strip(QUOTES) if field.shape == "quotes" else text
        return [*(value or ()), {**field.blank, field.main: words}]
    if field.sort == "lines":
        return [*(value or ()), text]
    if field.sort == "line":
        if len(whole := f"{value or ''} {text}".strip()) > LONGEST_LINE:
            raise FormRefused(f"« {field.label} » tient en une ligne : ce passage est trop long pour elle.")
        return whole
    return f"{value.rstrip()}\n\n{text}" if value else text


def _decide(wiki: Wiki, person: Person, telling: Telling, decided: dict[int, tuple[str, State]]) -> None:
    kept = telling_of(wiki.private, telling.proposal.number, person.account)
    if kept is None:
        return
    parts: list[FiledPart] = []
    for number, part in enumerate(kept.parts):
        field, state = decided.get(number, (part["field"], part["state"]))
        parts.append(FiledPart(text=part["text"], field=field, state=state))
    put_telling(wiki.private, telling.proposal.record_id, replace(kept, parts=tuple(parts)))


def has_raw(wiki: Wiki, person: Person, number: int) -> bool:
    """Whether what this person told is still kept as it was told."""
    one = proposal_for(wiki, "read_draft", person, number)
    return wiki.private.raw(one.record_id, person.account) is not None


def open_raw(wiki: Wiki, person: Person, number: int) -> str:
    """What this person told, as it was told, "" once it is purged. Each opening is noted in the log, without a word."""
    one = proposal_for(wiki, "read_draft", person, number)
    text = wiki.private.raw(one.record_id, person.account)
    if text is None:
        return ""
    wiki.register.audit(person.account, "open_raw", one.record_id)
    return text
