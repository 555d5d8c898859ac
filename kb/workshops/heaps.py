"""Heaps of cards: everybody may move one, the machine may propose, and one step takes a proposal back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from kb.workshops.words import ContributionRefused

LONGEST_NAME: Final = 120
MOST: Final = 40


@dataclass(frozen=True, slots=True)
class Heap:
    """Cards that say the same thing: their keys, in the order they came in; a name, or "" as long as none is given."""

    id: str
    name: str = ""
    cards: tuple[str, ...] = ()
    axis: bool = False


@dataclass(frozen=True, slots=True)
class Heaps:
    """All heaps of a sitting. `before` is what stood before the last proposal, None when there is none to undo."""

    heaps: tuple[Heap, ...] = ()
    before: tuple[Heap, ...] | None = field(default=None)

    def moved(self, card: str, target: str) -> "Heaps":
        """The card in that heap; in a heap of its own when `target` is a new name; in none when it is ""."""
        if target and all(one.id != target for one in self.heaps) and len(self.heaps) >= MOST:
            raise ContributionRefused(f"{MOST} tas au plus : défaites-en un, ou mettez la carte dans un autre.")
        if any(one.id == target and card in one.cards for one in self.heaps):
            return self
        kept = [replace(one, cards=tuple(c for c in one.cards if c != card)) for one in self.heaps]
        if target and all(one.id != target for one in kept):
            kept.append(Heap(target))
        placed = [replace(one, cards=(*one.cards, card)) if one.id == target else one for one in kept]
        # An empty heap that somebody named stays: the name was a thought of its own.
        return replace(self, heaps=tuple(one for one in placed if one.cards or one.name))

    def named(self, heap: str, name: str) -> "Heaps":
        """The heap under another name. Raises ContributionRefused for one that is too long, or a heap that is gone."""
        plain = " ".join(name.split())
        if len(plain) > LONGEST_NAME:
            raise ContributionRefused(f"Un nom de tas tient en {LONGEST_NAME} signes.")
        return self._with(heap, name=plain)

    def chosen(self, heap: str, axis: bool) -> "Heaps":
        """The heap as one of the axes that come first, or not."""
        return self._with(heap, axis=axis)

    def _with(self, heap: str, **changes: Any) -> "Heaps":
        if all(one.id != heap for one in self.heaps):
            raise ContributionRefused("Ce tas n’existe plus : quelqu’un vient de le défaire.")
        return replace(self, heaps=tuple(replace(one, **changes) if one.id == heap else one for one in self.heaps))

    def proposed(self, groups: Iterable[Sequence[str]], identifiers: Iterable[str]) -> "Heaps":
        """These heaps beside those that people named, whose cards stay where they are; `undone` takes it back."""
        named = tuple(one for one in self.heaps if one.name)
        placed = {card for one in named for card in one.cards}
        new = tuple(
            Heap(identifier, "", free)
            for identifier, group in zip(identifiers, groups, strict=False)
            if (free := tuple(card for card in group if card not in placed))
        )
        return Heaps((*named, *new)[:MOST], self.heaps)

    def undone(self) -> "Heaps":
        """What stood before the last proposal. Cards moved and names given since go with it."""
        return self if self.before is None else Heaps(self.before)

    def without(self, cards: Iterable[str]) -> "Heaps":
        """The heaps without cards that were taken back or hidden."""
        gone = set(cards)
        left = tuple(replace(one, cards=tuple(c for c in one.cards if c not in gone)) for one in self.heaps)
        return replace(self, heaps=tuple(one for one in left if one.cards or one.name))

    def of(self, card: str) -> str:
        """The heap of a card, "" for one in none."""
        return next((one.id for one in self.heaps if card in one.cards), "")


def written(heaps: Heaps) -> dict[str, Any]:
    """The heaps as JSON."""
    return {"heaps": _rows(heaps.heaps), "before": None if heaps.before is None else _rows(heaps.before)}


def read(given: dict[str, Any]) -> Heaps:
    """The heaps that `written` gave; none for {}."""
    before = given.get("before")
    return Heaps(_heaps(given.get("heaps", [])), None if before is None else _heaps(before))


def _rows(heaps: Iterable[Heap]) -> list[list[Any]]:
    return [[one.id, one.name, list(one.cards), one.axis] for one in heaps]


def _heaps(rows: Iterable[list[Any]]) -> tuple[Heap, ...]:
    return tuple(Heap(row[0], row[1], tuple(row[2]), bool(row[3])) for row in rows)
