"""What the room may see: everything is read before it is shown, and a name of a person is looked at by itself."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from kb.errors import KbError
from kb.store.files.database import transaction
from kb.store.workshops import contributions as words
from kb.store.workshops.contributions import Contribution
from kb.wiki.context import Wiki
from kb.workshops import heaps as heap_rules
from kb.workshops.words import ContributionRefused

# What makes a contribution wait for a look of its own; an exact date or a place does not keep a card from the room.
STOPS: Final = frozenset({"person", "phone", "email", "address", "nir", "birth_date", "plate"})
# What the facilitator puts in place of a name, until they find better words.
IN_PLACE: Final = "[…]"
# The mark of a text that could not be looked at: somebody has to.
UNREAD: Final = (0, 0, "unread", "")

Mark = tuple[int, int, str, str]


def text_of(one: Contribution) -> str:
    """What of a contribution others will read that its writer typed."""
    return "\n".join(str(one.body.get(name) or "") for name in ("text", "owner")).rstrip("\n")


def marks_of(wiki: Wiki, one: Contribution) -> tuple[Mark, ...]:
    """Places of a contribution that could name somebody: (start, end, kind, words), offsets in `text_of`."""
    text = text_of(one)
    if not text.strip():
        return ()
    try:
        return tuple((h.start, h.end, h.kind, h.text) for h in wiki.resources.highlights(text) if h.kind in STOPS)
    except KbError:
        return (UNREAD,)


def looked_at(wiki: Wiki, sitting: int) -> tuple[Contribution, ...]:
    """All contributions of a sitting; those that nobody looked at are looked at now, and what was found is kept."""
    found = words.contributions(wiki.private, sitting)
    fresh = [one for one in found if one.marks is None]
    marks = [marks_of(wiki, one) for one in fresh]  # before the writing begins: nobody waits for it
    if fresh:
        with transaction(wiki.private.database):
            for one, found_in in zip(fresh, marks, strict=True):
                words.put_marks(wiki.private, sitting, one.key, one.version, found_in)
    return words.contributions(wiki.private, sitting) if fresh else found


def reveal(wiki: Wiki, sitting: int, sort: str) -> int:
    """Show the room what waits of one sort; number of those shown. What could name somebody, or came late, waits on."""
    shown = [
        one.key
        for one in looked_at(wiki, sitting)
        if one.sort == sort and one.state == "waiting" and not one.marks and not one.late
    ]
    words.put_state(wiki.private, sitting, shown, "shown")
    return len(shown)


def put(wiki: Wiki, sitting: int, key: str, state: str) -> None:
    """Show one contribution, or keep it from the room; whoever facilitates has read it."""
    if state not in ("shown", "hidden", "waiting"):
        raise ContributionRefused("Cet état n’existe pas.")
    words.put_state(wiki.private, sitting, [key], state)


def without_names(wiki: Wiki, sitting: int, key: str) -> None:
    """Put « […] » in place of what could name somebody in a contribution, and show it."""
    one = next((one for one in looked_at(wiki, sitting) if one.key == key), None)
    if one is None:
        raise ContributionRefused("Cette contribution n’est plus là : son auteur l’a reprise.")
    body = dict(one.body)
    text, owner = str(body.get("text") or ""), str(body.get("owner") or "")
    for start, end, *_ in sorted(one.marks or (), key=lambda mark: -int(mark[0])):
        if end <= len(text):
            text = text[:start] + IN_PLACE + text[end:]
        elif owner and start > len(body["text"]):
            at = len(body["text"]) + 1
            owner = owner[: start - at] + IN_PLACE + owner[end - at :]
    words.put_text(wiki.private, sitting, key, {**body, "text": text, **({"owner": owner} if owner else {})})
    words.put_state(wiki.private, sitting, [key], "shown")


def queue(found: Sequence[Contribution]) -> list[Mapping[str, Any]]:
    """What waits, for whoever facilitates: words and marks, never whose they are; what could name somebody first."""
    waiting = [one for one in found if one.state != "shown"]
    waiting.sort(key=lambda one: (one.state == "hidden", not one.marks, one.key))
    return [
        {
            "key": one.key, "sort": one.sort, "state": one.state, "text": text_of(one), "late": one.late,
            "quote": one.body.get("quote", ""), "marks": [list(mark) for mark in one.marks or ()],
            "nature": one.body.get("nature", ""),
        }
        for one in waiting
    ]  # fmt: skip


def heaps_of_shown(wiki: Wiki, sitting: int, heaps: heap_rules.Heaps) -> heap_rules.Heaps:
    """The heaps without cards that the room does not see."""
    found = words.contributions(wiki.private, sitting, "card")
    return heaps.without(one.key for one in found if one.state != "shown")
