"""What workshops said of the words of a narrative, to be shown in its margin to whoever may read it.

Readers are told what the published restitution says, as it was reviewed: nothing of the private database. Whoever
facilitates a workshop sees what the room saw as long as no restitution tells it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kb.readers import Person
from kb.records.kinds import WORKS_ON, DocumentRecord
from kb.records.typed_text import typed_blocks
from kb.store.records.links import sources_of
from kb.store.workshops import workshops as store
from kb.wiki.context import Wiki, record_case
from kb.wiki.rights import Case, allows
from kb.workshops.preparing import sittings
from kb.workshops.restitution.statements import statements
from kb.workshops.showing import scene

# « - Groupe A : what was said [1-A3] », and the line above it without its end.
MARKED: Final = re.compile(r"\s*\[\d+-A\d+\]\s*$")
ABOVE: Final = re.compile(r"Sur\s«(?P<quote>.+)»\s\(.*", re.DOTALL)
BREAKS: Final = r"[\s«»“”\"]+"


@dataclass(frozen=True, slots=True)
class MarginNote:
    """What was said of the words [start, end) of a text, by which group; `restitution` tells it ("" before).

    `start` is -1 where the text no longer has these words.
    """

    start: int
    end: int
    quote: str
    text: str
    restitution: str


def margin(wiki: Wiki, person: Person | None, record_id: str, text: str) -> tuple[MarginNote, ...]:
    """What stands in the margin of a published narrative for this reader, by place; `text` is what they read of it."""
    told = list(_published(wiki, person, record_id))
    found = [_placed(text, quote, said, source) for source, quote, said in (*told, *_of_mine(wiki, person, record_id))]
    return tuple(sorted(found, key=lambda one: (one.start < 0, one.start, one.end, one.restitution, one.text)))


def _published(wiki: Wiki, person: Person | None, record_id: str) -> Iterator[tuple[str, str, str]]:
    """(restitution, words, what was said of them) of each restitution that this person may read."""
    for _, source, _ in sources_of(wiki.register, WORKS_ON, [record_id]):
        case, revision = record_case(wiki, source), wiki.register.published(source)
        if case is None or revision is None or not allows("read", person, case):
            continue
        if isinstance(revision.record, DocumentRecord):
            for quote, said in associations_in(revision.record.associations, record_id):
                yield source, quote, said


def associations_in(text: str, record_id: str) -> Iterator[tuple[str, str]]:
    """(words of a narrative, what was said of them) in the associations of a restitution."""
    # The end first: one pattern for the whole would try each « ( » with each comma of a long line.
    end = re.compile(rf",\s{re.escape(record_id)}\)\s:\Z")
    quote = ""
    for block in typed_blocks(text):
        if block.kind != "item":
            line = block.text.strip()
            named = end.search(line)
            above = ABOVE.fullmatch(line[: named.start()]) if named else None
            quote = above["quote"].strip() if above else ""
        elif quote:
            yield quote, MARKED.sub("", block.text).strip()


def _of_mine(wiki: Wiki, person: Person | None, record_id: str) -> Iterator[tuple[str, str, str]]:
    """What the rooms saw of the workshops that this person facilitates, and that no restitution tells yet."""
    if person is None or not allows("start", person, Case("workshop")):
        return
    for one in store.workshops_of(wiki.private, person.account):
        if person.account not in one.facilitators or (one.record_id and wiki.register.published(one.record_id)):
            continue
        held = [s for s in sittings(wiki, one.number) if s.state != "planned"]
        scenes = [scene(wiki, s.number) for s in held if record_id in s.body.get("narratives", ())]
        for said in statements(wiki, scenes):
            if said.section == "associations":
                for quote, text in associations_in(f"{said.passage}\n\n{said.line}", record_id):
                    yield "", quote, text


def _placed(text: str, quote: str, said: str, restitution: str) -> MarginNote:
    words = [re.escape(word) for word in re.split(BREAKS, quote) if word]
    found = re.search(BREAKS.join(words), text) if words else None
    return MarginNote(*(found.span() if found else (-1, -1)), quote, said, restitution)
