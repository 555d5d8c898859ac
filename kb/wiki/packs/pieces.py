"""The pieces of a pack: added while one searches, ordered, put under rubrics, brought to a newer version, taken out."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kb.errors import RecordNotFound
from kb.export.reference_files import read_references
from kb.readers import Person
from kb.records.pieces import Piece, PieceSource, Reference
from kb.records.text_anchors import place_of, words_at
from kb.wiki.context import Wiki, case_for
from kb.wiki.packs import packs
from kb.wiki.packs.packs import Fields, change
from kb.wiki.packs.rubrics import grouped
from kb.wiki.review.revisions import opened_revision
from kb.wiki.write.field_paths import PIECES
from kb.wiki.write.forms import FormRefused

# A half-day reads ten texts; 120 printed pages are forty.
MOST_PIECES = 200


@dataclass(frozen=True, slots=True)
class Added:
    """What came of « Ajouter au dossier »: the pack, the piece, and whether it was there already."""

    number: int
    title: str
    piece: str
    already: bool
    count: int


def add(wiki: Wiki, person: Person, piece: Piece, number: int | None = None) -> Added:
    """A piece added to a pack: `number`, else the one being filled, else a new one. The same piece is never twice.

    Raises RecordNotFound for a record, a revision, words or a page that this person may not read or that do not exist.
    """
    whole = checked_piece(wiki, person, piece)
    if number is None:
        number = packs.basket(wiki, person)
    if number is None:
        number = packs.start(wiki, person).number
    added: list[tuple[str, bool]] = []

    def put(fields: Fields) -> dict[str, Any]:
        pieces = list(fields.get(PIECES) or ())
        same = next((one["id"] for one in pieces if _same(Piece.model_validate(one), whole)), None)
        if same is None and len(pieces) >= MOST_PIECES:
            raise FormRefused(f"Ce dossier a déjà {MOST_PIECES} pièces. Commencez-en un autre : rien n’est perdu.")
        added.append((same or whole.id, same is not None))
        return {} if same else {PIECES: [*pieces, whole.model_dump(mode="json")]}

    change(wiki, person, number, put)
    packs.choose(wiki, person, number)
    found = packs.open_pack(wiki, person, number)
    return Added(number, found.title, *added[-1], len(found.fields.get(PIECES) or ()))


def checked_piece(wiki: Wiki, person: Person | None, piece: Piece) -> Piece:
    """The piece with an identifier of its own, bound to revisions that this person may read."""
    sort, sources = piece.sort, piece.sources
    names = [source.record for source in sources]
    if sort == "reference":
        if piece.reference is None or not piece.reference.title.strip():
            raise FormRefused("Une référence a besoin d’un titre. Ce que vous avez écrit est gardé.")
    elif sort == "comparison":
        if not 2 <= len(sources) <= 4 or len(set(names)) != len(names):
            raise FormRefused("On compare de deux à quatre fiches différentes.")
    elif len(sources) != 1:
        raise FormRefused("Cette pièce ne désigne aucune fiche.")
    bound = tuple(_bound(wiki, person, source) for source in sources)
    if sort in ("extract", "page"):
        document = opened_revision(wiki, person, bound[0].record, bound[0].revision).document
        if sort == "extract" and not (
            piece.start is not None and piece.end is not None and 0 <= piece.start < piece.end <= len(document.text)
        ):
            raise RecordNotFound("Ce passage n’est pas dans la fiche. Rechargez la page, puis recommencez.")
        if sort == "page" and piece.page not in {page.number for page in document.pages}:
            raise RecordNotFound("Cette page n’existe pas dans ce document.")
    return piece.model_copy(update={"id": f"p{secrets.token_hex(4)}", "sources": bound})


def _bound(wiki: Wiki, person: Person | None, source: PieceSource) -> PieceSource:
    """The source at its revision; 0 asks for the one that readers find today."""
    case_for(wiki, "read", person, source.record)
    published = wiki.register.published(source.record)
    number = source.revision or (published.number if published else 0)
    return PieceSource(record=source.record, revision=opened_revision(wiki, person, source.record, number).number)


def words_in(wiki: Wiki, person: Person | None, source: PieceSource, words: str) -> tuple[int, int]:
    """Bounds of words that somebody selected in a record. Raises RecordNotFound where they are not in its text."""
    bound = _bound(wiki, person, source)
    place = words_at(words, opened_revision(wiki, person, bound.record, bound.revision).document.text)
    if place is None:
        raise RecordNotFound("Ces mots ne sont pas tels quels dans le texte. Choisissez-en moins, sans note ni titre.")
    return place


def _same(one: Piece, other: Piece) -> bool:
    """Whether two pieces show the same words: what the trainer says of them does not count."""
    names = {source.record for source in one.sources} == {source.record for source in other.sources}
    return names and (one.sort, one.start, one.end, one.page, one.reference) == (
        other.sort, other.start, other.end, other.page, other.reference,
    )  # fmt: skip


def move(wiki: Wiki, person: Person, number: int, piece: str, by: int) -> None:
    """Move a piece one place up (-1) or down (1), into the rubric before or after when it is the last of its own."""

    def moved(fields: Fields) -> Fields:
        rubrics = ["", *(fields.get("rubrics") or ())]
        groups = grouped(fields)
        at = next((i for i, one in enumerate(rubrics) if any(p["id"] == piece for p in groups[one])), None)
        if at is None:
            raise RecordNotFound("Cette pièce n’est plus dans le dossier.")
        group = groups[rubrics[at]]
        place = next(i for i, one in enumerate(group) if one["id"] == piece)
        one = group.pop(place)
        if 0 <= place + by <= len(group):
            group.insert(place + by, one)
        elif 0 <= at + by < len(rubrics):
            after = groups[rubrics[at + by]]
            after.insert(0 if by > 0 else len(after), {**one, "rubric": rubrics[at + by]})
        else:
            return {}
        return {PIECES: [shape for name in rubrics for shape in groups[name]]}

    change(wiki, person, number, moved)


def remove(wiki: Wiki, person: Person, number: int, piece: str) -> Piece:
    """The piece that was taken out, with what was said of it."""
    gone = _need_piece(wiki, person, number, piece)
    change(wiki, person, number, lambda fields: {PIECES: [one for one in fields.get(PIECES, ()) if one["id"] != piece]})
    return gone


def put_back(wiki: Wiki, person: Person, number: int, piece: Piece, at: int) -> None:
    """A piece taken out by mistake, at its place again."""

    def put(fields: Fields) -> Fields:
        pieces = [one for one in fields.get(PIECES) or () if one["id"] != piece.id]
        pieces.insert(min(at, len(pieces)), piece.model_dump(mode="json"))
        return {PIECES: pieces}

    change(wiki, person, number, put)


def set_minutes(wiki: Wiki, person: Person, number: int, piece: str, minutes: int) -> None:
    """Say how long a piece takes."""
    _need_piece(wiki, person, number, piece)
    kept = min(24 * 60, max(0, minutes))
    change(
        wiki,
        person,
        number,
        lambda fields: {
            PIECES: [{**one, "minutes": kept} if one["id"] == piece else one for one in fields.get(PIECES, ())]
        },
    )


def _need_piece(wiki: Wiki, person: Person, number: int, piece: str) -> Piece:
    for one in packs.open_pack(wiki, person, number).fields.get(PIECES) or ():
        if one["id"] == piece:
            return Piece.model_validate(one)
    raise RecordNotFound("Cette pièce n’est plus dans le dossier.")


# References and newer versions.


def add_references(wiki: Wiki, person: Person, number: int, references: Sequence[Reference]) -> int:
    """Number of references added at the end: those that are there already are not. All of them, or none."""
    fresh = [checked_piece(wiki, person, Piece(id="new", sort="reference", reference=one)) for one in references]
    added: list[Piece] = []

    def put(fields: Fields) -> Fields:
        pieces = [Piece.model_validate(one) for one in fields.get(PIECES) or ()]
        for one in fresh:
            if not any(_same(one, other) for other in (*pieces, *added)):
                added.append(one)
        if len(pieces) + len(added) > MOST_PIECES:
            raise FormRefused(
                f"Ce dossier aurait plus de {MOST_PIECES} pièces. Rien n’a été ajouté : gardez les références utiles."
            )
        return {PIECES: [one.model_dump(mode="json") for one in (*pieces, *added)]} if added else {}

    change(wiki, person, number, put)
    return len(added)


def import_references(
    wiki: Wiki, person: Person, number: int, name: str, content: bytes
) -> tuple[int, tuple[str, ...]]:
    """(number of references added, notes) from a BibTeX or RIS file. Raises ReferencesUnread; then nothing is added."""
    found = read_references(name, content)
    titled = [one for one in found.references if one.title.strip()]
    left = len(found.references) - len(titled)
    notes = found.notes + ((f"{left} sans titre, laissées de côté",) if left else ())
    return add_references(wiki, person, number, titled), notes


def update(wiki: Wiki, person: Person, number: int, piece: str) -> Piece:
    """The piece, bound to the version that readers find today; an extract's words are found again in it.

    Raises FormRefused when they are not there any more: the piece keeps the version it has.
    """
    one = _need_piece(wiki, person, number, piece)
    newer = tuple(_bound(wiki, person, PieceSource(record=source.record, revision=0)) for source in one.sources)
    moved = one.model_copy(update={"sources": newer})
    if one.sort == "extract" and one.start is not None and one.end is not None:
        old = opened_revision(wiki, person, one.sources[0].record, one.sources[0].revision).document.text
        text = opened_revision(wiki, person, newer[0].record, newer[0].revision).document.text
        place = place_of(old[one.start : one.end], one.start, text)
        if place is None:
            raise FormRefused(
                f"Ces mots ne sont plus dans la version {newer[0].revision} de la fiche. La pièce garde la version "
                f"{one.sources[0].revision} ; choisissez un autre passage, ou retirez-la."
            )
        moved = moved.model_copy(update={"start": place[0], "end": place[1]})
    elif one.sort == "page":
        checked_piece(wiki, person, moved)
    shape = moved.model_dump(mode="json", include={"sources", "start", "end"})
    change(
        wiki,
        person,
        number,
        lambda fields: {PIECES: [{**p, **shape} if p["id"] == piece else p for p in fields.get(PIECES, ())]},
    )
    return moved
