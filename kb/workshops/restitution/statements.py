"""Each thing that a workshop keeps, with a mark that leads back to its origin: association, cell, card, points."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kb.french import count, day, in_quotes
from kb.wiki.context import Wiki
from kb.workshops.cells import STANCES, GridCell, disagree
from kb.workshops.showing import Scene
from kb.workshops.words import NATURES

# Letters of the marks, by section.
LETTERS = {"associations": "A", "grid": "G", "synthesis": "C", "axes": "V", "leads": "P"}


@dataclass(frozen=True, slots=True)
class Statement:
    """Something said or decided: in which section it stands, its words, how it is attributed, its mark (« 1-A3 »).

    `key` is that of the contribution, "" for cells and points; `about` is the narrative, question or heap it is about;
    `passage` the words of the narrative that an association is about, as the line above it gives them.
    """

    section: str
    theme: str
    text: str
    group: str
    key: str = ""
    about: str = ""
    mark: str = field(default="")
    passage: str = ""

    @property
    def line(self) -> str:
        """As an item of the restitution, with its mark."""
        return f"- {self.text} [{self.mark}]"


def statements(wiki: Wiki, scenes: Sequence[Scene]) -> tuple[Statement, ...]:
    """All that these sittings keep, in the order of the restitution. Nothing of it tells when, or by whom."""
    found: list[Statement] = []
    for number, here in enumerate(scenes, 1):
        counted: dict[str, int] = {}
        for one in (*_associations(wiki, here), *_cells(wiki, here), *_cards(here), *_votes(here), *_leads(here)):
            counted[one.section] = counted.get(one.section, 0) + 1
            mark = f"{number}-{LETTERS[one.section]}{counted[one.section]}"
            found.append(replace(one, mark=mark))
    return tuple(found)


def _flat(text: str) -> str:
    """A text in one paragraph: an item of a list has no empty line."""
    return " ; ".join(line.strip() for line in text.splitlines() if line.strip())


def title_of(wiki: Wiki, record_id: str) -> str:
    """The title of a narrative, or that it was withdrawn."""
    published = wiki.register.published(record_id)
    return published.record.title if published else "récit retiré"


def _associations(wiki: Wiki, here: Scene) -> Iterator[Statement]:
    found = sorted(here.shown("association"), key=lambda one: (one.body["record"], one.body["start"], one.key))
    for one in found:
        body, group = one.body, here.names[one.team]
        link = f"Cela fait penser à {in_quotes(title_of(wiki, body['link']))}." if body["link"] else ""
        said = _flat(body["text"])
        said += ". " if said and link and not said.endswith((".", "!", "?", "…")) else " " if said and link else ""
        text = f"{group[:1].upper()}{group[1:]} : {said}{link}"
        yield Statement("associations", here.plan.theme, text, group, one.key, body["record"],
                        passage=_passage(wiki, body["record"], body["quote"]))  # fmt: skip


def _passage(wiki: Wiki, record_id: str, quote: str) -> str:
    """The line above what was said of a passage: its words, title and identifier; of a narrative withdrawn, none."""
    if wiki.register.published(record_id) is None:
        return "Sur un récit retiré :"
    return f"Sur {in_quotes(' '.join(quote.split()))} ({title_of(wiki, record_id)}, {record_id}) :"


def _cells(wiki: Wiki, here: Scene) -> Iterator[Statement]:
    for one in here.cells:
        if one.line >= len(here.plan.narratives) or one.question >= len(here.plan.questions):
            continue
        together = [c for c in here.cells if (c.line, c.question) == (one.line, one.question)]
        apart = disagree([GridCell(c.line, c.question, c.team, c.text, c.stance) for c in together])
        title, question = title_of(wiki, here.plan.narratives[one.line]), here.plan.questions[one.question]
        group = here.names[one.team]
        stance = f" {STANCES[one.stance].capitalize()}." if one.stance else ""
        said = " (les groupes ne répondent pas pareil)" if apart else ""
        text = f"{title}, {question} — {group} :{stance} {_flat(one.text)}{said}"
        yield Statement("grid", here.plan.theme, text, group, "", question)


def _cards(here: Scene) -> Iterator[Statement]:
    order = {one.id: at for at, one in enumerate(here.heaps.heaps)}
    names = {one.id: one.name or "Sans nom" for one in here.heaps.heaps}
    found = sorted(here.shown("card"), key=lambda one: (order.get(here.heaps.of(one.key), len(order)), one.key))
    for one in found:
        group, heap = here.names[one.team], here.heaps.of(one.key)
        text = f"{_flat(one.body['text'])} ({NATURES[one.body['nature']]}, {group})"
        yield Statement("synthesis", here.plan.theme, text, group, one.key, names.get(heap, ""))


def _votes(here: Scene) -> Iterator[Statement]:
    for one in sorted(here.heaps.heaps, key=lambda heap: (-here.points.get(heap.id, 0), heap.id)):
        axis = " Axe prioritaire." if one.axis else ""
        held = f"{count(here.points.get(one.id, 0), 'point')}, {count(len(one.cards), 'carte')}"
        yield Statement("axes", here.plan.theme, f"{one.name or 'Sans nom'} : {held}.{axis}", "", "", one.name)


def _leads(here: Scene) -> Iterator[Statement]:
    names = {one.id: one.name for one in here.heaps.heaps}
    for one in sorted(here.shown("lead"), key=lambda one: (names.get(one.body["axis"], ""), one.key)):
        body, axis = one.body, names.get(one.body["axis"], "")
        facts = [part for part in (
            f"axe {in_quotes(axis)}" if axis else "", body["owner"] and f"porté par {_flat(body['owner'])}",
            f"pour le {day(body['due'])}" if body["due"] else "",
        ) if part]  # fmt: skip
        text = _flat(body["text"]) + (f" ({', '.join(facts)})" if facts else "")
        yield Statement("leads", here.plan.theme, text, here.names[one.team], one.key, axis)
