"""The source files of a home as a build meets them: their names in the register, and the cards that go with each."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.cards.sidecars import CardFolder, card_name, keeps_back, may_go_with
from ingest.file_names import printable
from ingest.read import sources
from kb.store.records.sources import GONE, RegisteredSource


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file: where it is, what the register calls it, its cards, and the cards without a file that may be its own."""

    path: Path
    name: str
    cards: tuple[Path, ...] = ()
    strays: tuple[Path, ...] = ()

    def cards_stamp(self) -> str:
        """What changes when one of its cards changes, comes or goes; "" without any. Raises OSError."""
        return ";".join(_stamp(card) for card in (*self.cards, *self.strays))


def _stamp(card: Path) -> str:
    status = os.stat(card)
    return f"{printable(card.name)}:{status.st_size}:{status.st_mtime_ns}"


def listed(home: Path, known: Mapping[str, RegisteredSource]) -> list[SourceFile]:
    """The source files under `corpus/`, in order of path. Raises OSError when it cannot be listed.

    A card that goes with no file and asks to keep something back may be that of a file that was renamed, or may be
    misspelt: it is a stray of the files that it may speak of. `known` is what the register knows, by name.
    """
    root = home / "corpus"
    paths = list(sources(root))
    folders = {folder: CardFolder(os.listdir(folder)) for folder in {path.parent for path in paths}}
    strays = {
        folder: tuple(card for name in cards.orphans() if keeps_back(card := folder / name))
        for folder, cards in folders.items()
    }
    names = {path: register_name(home, path) for path in paths}
    found = []
    for path in paths:
        cards = (
            ()
            if card_name(path.name)
            else tuple(path.with_name(one) for one in folders[path.parent].cards_of(path.name))
        )
        may = () if card_name(path.name) or cards else _strays_of(home, path, strays[path.parent], known)
        found.append(SourceFile(path, names[path], cards, tuple(may)))
    return found


def _strays_of(home: Path, path: Path, strays: Iterable[Path], known: Mapping[str, RegisteredSource]) -> list[Path]:
    """The strays that may speak of a file: any that was its folder's own, or has a name like its own."""
    is_new = known.get(register_name(home, path)) is None
    kept = []
    for card in strays:
        former = known.get(register_name(home, card.with_name(card_name(card.name))))
        lost = former is not None and former.size != GONE
        alike = may_go_with(card.name, path.name)
        renamed = lost and Path(card_name(card.name)).suffix.lower() == path.suffix.lower()
        if (is_new and (alike or renamed)) or (former is None and alike):
            kept.append(card)
    return kept


def register_name(home: Path, path: Path) -> str:
    """What the register calls a file: its path in the home, in letters that can be shown and kept."""
    return printable(path.relative_to(home).as_posix())
