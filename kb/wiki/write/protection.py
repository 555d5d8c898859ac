"""Protection of the people in a text: what could name somebody, treated point by point by its author.

Points are proposed, never certified. The table of what was replaced stays private, and goes at publication.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from kb.errors import KbError
from kb.french import thousands
from kb.protection import treatment
from kb.protection.checklist import CHECKLIST
from kb.protection.highlights import KIND_LABELS, Highlight
from kb.protection.lexicon import fold
from kb.protection.pseudonyms import proposals
from kb.protection.spans import Kind
from kb.protection.words import KIN_TITLES, LEADING, TITLES
from kb.readers import Person
from kb.wiki.context import Wiki, proposal_to_write
from kb.wiki.write.forms import field_label, texts_of
from kb.wiki.write.merge import still_at
from kb.wiki.write.protection_choices import state_of, write_state
from kb.wiki.write.rewriting import rewrite
from kb.wiki.write.writing import Writing, copy_of, open_writing

# Between the texts of two fields, so that no highlight runs from one into the other.
BETWEEN = "\n\n"
# Characters shown before and after a point.
AROUND = 60
# Characters of all the fields of a record: forty pages, looked through in two seconds; more would hinder everybody.
LONGEST_WHOLE = 100_000
GONE = "Ces mots ne sont plus dans le texte, ou sont déjà traités. La liste est à jour."


class TreatmentRefused(KbError):
    """A point that is not there any more, or a choice that lacks something."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a point stands: a place of `texts_of`, and bounds in its text."""

    field: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to treat, in all its mentions: `proposal` is what could stand there instead."""

    group: str
    kind: Kind
    kind_label: str
    text: str
    field: str
    label: str
    context: tuple[str, str, str]
    proposal: str
    reason: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class TreatedPoint:
    """How a point was treated: `action` is "replace" or "keep"; `originals` are the words that stood, by place."""

    number: int
    kind: str
    action: str
    texts: tuple[str, ...]
    replacement: str
    reason: str
    originals: Mapping[str, Sequence[str]]


def points(wiki: Wiki, person: Person, number: int) -> tuple[Point, ...]:
    """What is left to treat, in the order of the text."""
    return _points(wiki, open_writing(wiki, person, number))


def _points(wiki: Wiki, writing: Writing) -> tuple[Point, ...]:
    texts = texts_of(writing.proposal.kind, writing.fields)
    treated = _treated(wiki, writing.proposal.record_id)
    whole, starts = _joined(texts)
    if len(whole) > LONGEST_WHOLE:
        raise TreatmentRefused(
            f"Ce texte fait {thousands(len(whole))} caractères, et {thousands(LONGEST_WHOLE)} au plus se relisent ici. "
            "Faites-en deux fiches, ou joignez le texte entier en pièce jointe. Rien n’est perdu."
        )
    placed = _put(wiki, writing.proposal.record_id, whole)
    groups: dict[str, list[tuple[Highlight, Mention]]] = {}
    found = wiki.resources.highlights(whole)
    instead = proposals(whole, found)
    for one in found:
        if (one.kind, fold(one.text)) in treated or _is_put(one, placed):
            continue
        groups.setdefault(one.group, []).append((one, _mention(one, texts, starts)))
    return tuple(
        _point(writing.proposal.kind, group, mentions, texts, instead[group]) for group, mentions in groups.items()
    )


def _joined(texts: Mapping[str, str]) -> tuple[str, dict[str, int]]:
    """All texts one after the other, and where each begins."""
    starts, length = {}, 0
    for name, text in texts.items():
        starts[name] = length
        length += len(text) + len(BETWEEN)
    return BETWEEN.join(texts.values()), starts


def _mention(one: Highlight, texts: Mapping[str, str], starts: Mapping[str, int]) -> Mention:
    field = list(texts)[bisect_right(list(starts.values()), one.start) - 1]
    return Mention(field, one.start - starts[field], one.end - starts[field], one.text)


def _point(
    kind: str, group: str, found: Sequence[tuple[Highlight, Mention]], texts: Mapping[str, str], instead: str
) -> Point:
    first, mention = found[0]
    text = texts[mention.field]
    context = (
        text[max(0, mention.start - AROUND) : mention.start],
        text[mention.start : mention.end],
        text[mention.end : mention.end + AROUND],
    )
    return Point(
        group,
        first.kind,
        KIND_LABELS[first.kind],
        first.text,
        mention.field,
        field_label(kind, mention.field.split(".")[0]),
        context,
        instead,
        first.reason,
        tuple(one for _, one in found),
    )


def _treated(wiki: Wiki, record_id: str) -> set[tuple[str, str]]:
    """(kind, folded words) of what was kept."""
    kept = [choice for choice in state_of(wiki, record_id)["choices"] if choice["action"] == "keep"]
    return {(choice["kind"], fold(text)) for choice in kept for text in choice["texts"]}


def _put(wiki: Wiki, record_id: str, text: str) -> tuple[tuple[int, int], ...]:
    """Where the words that were put instead of others stand in a text, in order."""
    done = [choice["replacement"] for choice in state_of(wiki, record_id)["choices"] if choice["action"] == "replace"]
    words = sorted({one for one in done if one}, key=lambda one: (-len(one), one))
    if not words:
        return ()
    pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)"
    return tuple(match.span() for match in re.finditer(pattern, text, re.IGNORECASE))


def _is_put(one: Highlight, placed: Sequence[tuple[int, int]]) -> bool:
    """Whether a highlight is words that were put, but for a title before them: « Mme N. » where « N. » was put."""
    last = bisect_right(placed, (one.end - 1, len(one.text) + one.end)) - 1
    if last < 0:
        return False
    start, end = placed[last]
    if end <= one.start:
        return False
    left = f"{one.text[: max(0, start - one.start)]} {one.text[max(0, end - one.start) :]}"
    return not set(re.findall(r"[^\W_]+", fold(left))) - TITLES - KIN_TITLES - LEADING - {"et"}


def choices(wiki: Wiki, person: Person, number: int) -> tuple[TreatedPoint, ...]:
    """How the points of a text were treated so far, oldest first."""
    one = open_writing(wiki, person, number).proposal
    return tuple(
        TreatedPoint(
            n, c["kind"], c["action"], tuple(c["texts"]), c["replacement"], c["reason"], c.get("originals", {})
        )
        for n, c in enumerate(state_of(wiki, one.record_id)["choices"])
    )


def _found(wiki: Wiki, writing: Writing, group: str) -> Point:
    point = next((p for p in _points(wiki, writing) if p.group == group), None)
    if point is None:
        raise TreatmentRefused(GONE)
    return point


def replace(wiki: Wiki, person: Person, number: int, group: str, replacement: str) -> None:
    """Put `replacement` in the place of every mention of a point, in all fields.

    Looking for the mentions takes a while: words typed meanwhile stay, and a mention among them is still to be treated.
    """
    if not replacement.strip():
        raise TreatmentRefused("Écrivez ce qui doit être lu à la place.")
    writing = open_writing(wiki, person, number)
    point = _found(wiki, writing, group)
    with proposal_to_write(wiki, "write_draft", person, number) as one:
        read, fields = (texts_of(one.kind, found) for found in (writing.fields, copy_of(wiki, person, one).fields))
        originals, put, before = dict[str, list[str]](), dict[str, list[str]](), dict[str, list[str]]()
        changed: dict[str, str] = {}
        chosen = treatment.Choice(point.group, "replace", replacement.strip())
        texts = dict[str, None]()
        for place in dict.fromkeys(mention.field for mention in point.mentions):
            found = _standing(point, place, read[place], fields.get(place, ""))
            if not found:
                continue
            texts |= dict.fromkeys(one.text for one in found)
            changed[place], table = treatment.apply(fields[place], found, [chosen])
            originals[place] = [entry.original for entry in table.entries]
            put[place] = [entry.replacement for entry in table.entries]
            before[place] = [changed[place][max(0, entry.start - AROUND) : entry.start] for entry in table.entries]
        if not changed:
            raise TreatmentRefused(GONE)
        state = state_of(wiki, one.record_id)
        state["choices"].append(
            {
                "kind": point.kind,
                "action": "replace",
                "texts": list(texts),
                "replacement": replacement.strip(),
                "reason": "",
                "originals": originals,
                "put": put,
                "before": before,
            }
        )
        write_state(wiki, one.record_id, person.account, state)
        rewrite(wiki, person, number, changed)


def _standing(point: Point, place: str, before: str, now: str) -> list[Highlight]:
    """The mentions of a point in the text of one place, where they stand in what it became."""
    placed = ((one, still_at(before, now, one.start, one.end)) for one in point.mentions if one.field == place)
    return [
        Highlight(at, at + one.end - one.start, point.kind, one.text, point.reason, point.group)
        for one, at in placed
        if at is not None
    ]


def replace_all(wiki: Wiki, person: Person, number: int) -> None:
    """Put what is proposed in the place of every point that something is proposed for.

    One at a time: words that two points have in common are gone with the first, and are asked for no more.
    """
    left = {point.group for point in points(wiki, person, number) if point.proposal.strip()}
    while left:
        point = next((one for one in points(wiki, person, number) if one.group in left and one.proposal.strip()), None)
        if point is None:
            return
        left.discard(point.group)
        replace(wiki, person, number, point.group, point.proposal)


def keep(wiki: Wiki, person: Person, number: int, group: str, reason: str) -> None:
    """Leave a point as it stands, with the reason."""
    if not reason.strip():
        raise TreatmentRefused("Dites pourquoi ces mots restent : le relecteur lira cette raison.")
    point = _found(wiki, open_writing(wiki, person, number), group)
    texts = list(dict.fromkeys(mention.text for mention in point.mentions))
    with proposal_to_write(wiki, "write_draft", person, number) as one:
        state = state_of(wiki, one.record_id)
        state["choices"].append(
            {"kind": point.kind, "action": "keep", "texts": texts, "replacement": "", "reason": reason.strip()}
        )
        write_state(wiki, one.record_id, person.account, state)


def undo(wiki: Wiki, person: Person, number: int, choice: int) -> None:
    """Take a choice back: words that were replaced stand again where their replacement still does."""
    with proposal_to_write(wiki, "write_draft", person, number) as one:
        state = state_of(wiki, one.record_id)
        if not 0 <= choice < len(state["choices"]):
            raise TreatmentRefused("Ce choix n’est plus là. La liste est à jour.")
        taken = state["choices"].pop(choice)
        texts, back = texts_of(one.kind, copy_of(wiki, person, one).fields), {}
        for place, words in taken.get("originals", {}).items():
            if place in texts:
                put = taken.get("put", {}).get(place, [taken["replacement"]] * len(words))
                before = taken.get("before", {}).get(place, [""] * len(words))
                back[place] = _put_back(texts[place], put, words, before)
        write_state(wiki, one.record_id, person.account, state)
        rewrite(wiki, person, number, {place: text for place, text in back.items() if text != texts[place]})


def _put_back(text: str, put: Sequence[str], words: Sequence[str], before: Sequence[str]) -> str:
    """`text` with the words that stood in place of those that were `put`, in order, where these still stand.

    An author may have written the same words elsewhere: of several places, the one that follows what was `before`.
    """
    out, last = "", 0
    for one, stood, lead in zip(put, words, before, strict=True):
        places = [match.start() + last for match in re.finditer(re.escape(one), text[last:])]
        if places:
            at = max(places, key=lambda place: _shared_end(text[max(0, place - AROUND) : place], lead))
            out += text[last:at] + stood
            last = at + len(one)
    return out + text[last:]


def _shared_end(one: str, other: str) -> int:
    """How many characters two texts have in common at their ends."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def ticked(wiki: Wiki, person: Person, number: int) -> frozenset[str]:
    """The lines of the author's checklist that are ticked."""
    one = open_writing(wiki, person, number).proposal
    return frozenset(state_of(wiki, one.record_id)["checklist"])


def tick(wiki: Wiki, person: Person, number: int, codes: Sequence[str]) -> None:
    """Keep which lines of the checklist are ticked."""
    with proposal_to_write(wiki, "write_draft", person, number) as one:
        state = state_of(wiki, one.record_id)
        state["checklist"] = [item.code for item in CHECKLIST if item.code in codes]
        write_state(wiki, one.record_id, person.account, state)


def open_points(wiki: Wiki, person: Person, number: int) -> int:
    """How many points and lines of the checklist are left: a text is sent at 0."""
    left = len(CHECKLIST) - len(ticked(wiki, person, number))
    return len(points(wiki, person, number)) + left
