"""Cards that stand beside the file they speak of: « plan.pdf » has « plan.pdf.yaml », or a name near to it."""

import difflib
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.cards.front_matter import FRONT_MATTER_CHARACTERS, FrontMatter, card_of
from ingest.cards.restrictions import AskedAudience, asked_in_properties, asked_in_text, pair_of
from ingest.cards.words import RESTRICTING, Meaning, field_of, folded, meaning, near, strictest
from ingest.document import Document, Note, Reading
from ingest.file_names import printable

SUFFIX = ".yaml"
SUFFIXES = (SUFFIX, ".yml", ".json", ".toml")
_FENCES = re.compile(r"\A\s*(?:-{2,}|\+{3,})[^\n]*\n|\n(?:-{3,}|\+{3,}|\.\.\.)[ \t]*(?:\n.*)?\Z", re.DOTALL)
# What programs and hurried hands add to a name: « plan.pdf.yaml.txt », « plan.pdf - Copie.yaml ».
_ADDED = re.compile(r"(?i)(?:\.txt|\.bak|~|[ _-]*\(\d+\)|[ _-]+cop(?:ie|y)(?: \d+)?)+$")
_COPY = re.compile(r"(?i)(?:[ _-]*\(\d+\)|[ _-]+cop(?:ie|y)(?: \d+)?)+$")
# Of a watermark: what asks that no one else read, not that the text is unfinished.
_CONFIDENTIAL = re.compile(r"confiden|intern|restreint|limite|reserve|\bne pas\b|\bdo not\b|interdit")
ALIKE = 0.6  # likeness of two names from which one may be the other, changed
# Cards of these names speak of their whole folder.
_FOLDER_CARDS = "carte card cartes meta metadata metadonnees index info infos fiche lisez readme dossier folder"
_OF_A_FOLDER = frozenset(_FOLDER_CARDS.split())
_SIGNS = re.compile(r"[\s._-]+")


def card_name(name: str) -> str:
    """What a card's name says it goes with, "" for a file that is no card: « plan.pdf.yaml » gives « plan.pdf »."""
    plain = _ADDED.sub("", name)
    for suffix in SUFFIXES:
        if plain.lower().endswith(suffix):
            return _COPY.sub("", plain[: -len(suffix)])
    return ""


class CardFolder:
    """The names of one folder: which of them are cards, and which file each card goes with."""

    def __init__(self, names: Iterable[str]) -> None:
        self._cards: dict[str, list[str]] = {}
        self._files: dict[str, list[str]] = {}
        for name in sorted(names):
            base = _alike(card_name(name))
            if base:
                self._cards.setdefault(base, []).append(name)
            elif not name.startswith("."):
                for one in {_alike(name), _alike(Path(name).stem)}:
                    self._files.setdefault(one, []).append(name)

    def cards_of(self, name: str) -> tuple[str, ...]:
        """The cards that go with a file, whether or not they name its extension; the one of the right name first."""
        found = {card for base in (_alike(name), _alike(Path(name).stem)) for card in self._cards.get(base, ())}
        return tuple(sorted(found - {name}, key=lambda card: (card != name + SUFFIX, card)))

    def goes_with_a_file(self, card: str) -> bool:
        """Whether some file of the folder has the name that this card speaks of."""
        return bool(card_name(card)) and _alike(card_name(card)) in self._files

    def orphans(self) -> tuple[str, ...]:
        """The cards that go with no file."""
        return tuple(name for base, names in self._cards.items() if base not in self._files for name in names)


def cards_beside(path: Path) -> tuple[Path, ...]:
    """The cards that go with a file, as its folder has them."""
    try:
        names = [name for name in os.listdir(path.parent) if any(suffix in name.lower() for suffix in SUFFIXES)]
    except OSError:
        return ()
    return tuple(path.with_name(name) for name in CardFolder(names).cards_of(path.name))


def keeps_back(card: Path) -> bool:
    """Whether a card seems to ask that a file be kept back, as its lines read one by one; when in doubt, it does."""
    try:
        with card.open("rb") as file:
            text = file.read(FRONT_MATTER_CHARACTERS).decode("utf-8-sig", "replace")
    except OSError:
        return False
    for line in re.split(r"[\n,]", text):
        pair = pair_of(line)
        field = field_of(pair[0]) if pair else None
        if pair and field is None and (misspelt := near(folded(pair[0]), RESTRICTING)):
            field = RESTRICTING[misspelt]
        if pair and field and meaning(field, pair[1]) != "public":
            return True
    return False


def may_go_with(card: str, name: str) -> bool:
    """Whether a card that goes with no file may have been this one's, which was renamed since, or misspelt."""
    base, file = _alike(card_name(card)), _alike(name)
    stem, other = _alike(Path(name).stem), _alike(Path(card_name(card)).stem)
    if not base or base.split()[0] in _OF_A_FOLDER:
        return True
    whole = difflib.SequenceMatcher(None, other, stem).ratio()
    return whole >= ALIKE or file.startswith(other) or other.startswith(stem)


def read_card(card: Path) -> FrontMatter:
    """What a card beside a file says, with notes that name the card."""
    name = printable(card.name)
    try:
        if card.is_symlink() or not card.is_file():
            return FrontMatter()
        with card.open("rb") as file:
            text = file.read(4 * FRONT_MATTER_CHARACTERS + 1).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        step = "Enregistrez-la en UTF-8" if isinstance(error, UnicodeDecodeError) else "Vérifiez ses droits"
        why = f"{name}\u00a0: cette carte n’est pas lisible. {step}, puis relancez kb build."
        return FrontMatter({"status": "draft"}, notes=(Note(why),), doubts=(why,))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    opening = re.match(r"\A\s*(?:-{2,}|\+{3,})[^\n]*\n", text)
    first = text.count("\n", 0, opening.end()) + 1 if opening else 1
    suffix = card.suffix.lower()
    language: Any = {".toml": "toml", ".json": "json"}.get(suffix, "yaml")
    read = card_of(_FENCES.sub("", text), language=language, first_line=first)
    notes = tuple(Note(f"{name}, {note.message[0].lower()}{note.message[1:]}") for note in read.notes)
    return replace(read, body=0, notes=notes, doubts=tuple(f"{name}, {doubt}" for doubt in read.doubts))


def with_cards(path: Path, reading: Reading, cards: Sequence[Path] | None = None) -> Reading:
    """The reading of a file, completed by the cards beside it and by what asks, elsewhere in it, that it be kept back.

    The file's own card comes first, then the card of the right name; but whatever keeps the file back counts.
    """
    document = reading.document
    notes = list(reading.notes)
    metadata: dict[str, Any] = dict(document.metadata) if document else {}
    stamp = str(metadata.pop("stamped", ""))
    asked = list(_within(document, metadata))
    for card in cards_beside(path) if cards is None else cards:
        found = read_card(card)
        notes += found.notes
        name = printable(card.name)
        if card.name != path.name + SUFFIX:
            right = printable(path.name) + SUFFIX
            notes.append(Note(f"{name}\u00a0: cette carte est lue, mais son nom devrait être « {right} »."))
        asked += _of_card(name, found.values)
        metadata = _under(metadata, found)
    if document is None:
        return Reading(None, tuple(notes))
    card_values: Mapping[str, Any] = metadata.get("front_matter") or {}
    own = strictest(one for key, value in card_values.items() if (one := _meaning(key, value)))
    stricter = [one for one in dict.fromkeys(asked) if strictest((own, one.audience)) != own]
    notes += _told(stricter, card=bool(card_values))
    if asked_in_text(stamp) and not any(_meaning(key, value) for key, value in card_values.items()):
        obeyed = bool(_CONFIDENTIAL.search(folded(stamp)))
        notes.append(_of_stamp(path, stamp, obeyed=obeyed))
        asked += [AskedAudience("draft", stamp)] if obeyed else []
    if asked:
        metadata["asked"] = sorted({one.audience for one in asked})
    return Reading(replace(document, metadata=metadata), tuple(notes))


def _within(document: Document | None, metadata: dict[str, Any]) -> Iterator[AskedAudience]:
    """What a text and its properties ask outside of any card; what readers left for that is taken out of `metadata`."""
    apart, numbered = str(metadata.pop("apart", "")), bool(metadata.pop("numbered", False))
    properties = metadata.pop("properties", {})
    yield from asked_in_text(apart, numbered=numbered)
    if document is not None:
        # The text of a file whose lines were looked through holds the same words, without their lines.
        yield from asked_in_text(document.text) if not numbered else ()
    yield from asked_in_properties(properties)


def _under(metadata: dict[str, Any], card: FrontMatter) -> dict[str, Any]:
    """The metadata with what a card adds to those that were read before it."""
    if not card.values and not card.doubts:
        return metadata
    mine = {"front_matter": {**card.values, **(metadata.get("front_matter") or {})}}
    lines = {**card.lines, **(metadata.get("lines") or {})}
    doubts = [*(metadata.get("doubts") or []), *card.doubts]
    return {**metadata, **mine, "lines": lines, **({"doubts": doubts} if doubts else {})}


def _meaning(key: str, value: Any) -> Meaning:
    field = field_of(str(key))
    return meaning(field, value) if field else ""


def _of_card(name: str, values: dict[str, Any]) -> list[AskedAudience]:
    """What a card asks, told as a line of it, so that it counts whatever the file's own card says."""
    found: list[AskedAudience] = []
    for key, value in values.items():
        audience = _meaning(key, value)
        if audience and audience != "public":
            found.append(AskedAudience(audience, f"{name}, {key} : {value}"))
    return found


def _of_stamp(path: Path, stamp: str, *, obeyed: bool) -> Note:
    """A note on a watermark: one that says « confidentiel » is obeyed; final texts often still say « brouillon »."""
    card = f"sa carte «\u00a0{printable(path.name)}{SUFFIX}\u00a0»"
    if obeyed:
        said = f"la fiche reste en brouillon. Pour l’ouvrir, écrivez « diffusion: public » dans {card}."
        return Note(f"le filigrane «\u00a0{stamp}\u00a0» a été compris\u00a0: {said}")
    said = f"si ce texte n’est pas définitif, écrivez « status: draft » dans {card}."
    return Note(f"le filigrane «\u00a0{stamp}\u00a0» ne garde pas la fiche en brouillon\u00a0: {said}")


_SAID = {
    "draft": "la fiche reste en brouillon",
    "professionals": "la fiche est réservée aux professionnels",
    "group": "la fiche est réservée à un groupe",
}


def _told(asked: Sequence[AskedAudience], *, card: bool) -> list[Note]:
    """A note for each restriction that stands outside of the card."""
    notes = []
    for one in asked[:5]:
        where = f"ligne {one.line}\u00a0: " if one.line else ""
        remedy = {"draft": "status: draft"}.get(one.audience, f"diffusion: {one.audience}")
        place = (
            "dans l’en-tête"
            if card
            else "dans un en-tête entre deux lignes « --- », ou dans une carte à côté du fichier"
        )
        notes.append(
            Note(
                f"{where}« {one.words[:80]} » a été compris\u00a0: {_SAID[one.audience]}. Écrivez plutôt « {remedy} » "
                f"{place}\u00a0; pour l’ouvrir, retirez cette ligne et écrivez « diffusion: public »."
            )
        )
    return notes


def _alike(name: str) -> str:
    return _SIGNS.sub(" ", folded(unicodedata.normalize("NFC", name))).strip()
