"""A pack for tests: collected by a trainer from the small corpus."""

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.records.pieces import Piece, PieceSource
from kb.wiki.packs import packs
from kb.wiki.packs import pieces as pack_pieces
from kb.wiki.packs import reading as pack_reading

TRAINER = Person("c-7", "Gaëlle", frozenset({"reader", "trainer"}))
SECOND_TRAINER = Person("c-8", "Hugo", frozenset({"reader", "trainer"}))


def record_piece(record: str, revision: int = 0) -> Piece:
    """A whole record."""
    return Piece(id="new", sources=(PieceSource(record=record, revision=revision),))


def extract(base: KnowledgeBase, record: str, words: str) -> Piece:
    """Words of a record, as published today."""
    published = base.register.published(record)
    assert published is not None
    start = published.document.text.index(words)
    source = PieceSource(record=record, revision=published.number)
    return Piece(id="new", sort="extract", sources=(source,), start=start, end=start + len(words))


def composed(base: KnowledgeBase, *pieces: Piece, person: Person = TRAINER) -> int:
    """Number of a new pack with these pieces."""
    number = packs.start(base.wiki, person, "Entrer en contact").number
    for piece in pieces:
        pack_pieces.add(base.wiki, person, piece, number)
    return number


def ids(base: KnowledgeBase, number: int, person: Person = TRAINER) -> list[str]:
    """The identifiers of its pieces, in order."""
    return [piece["id"] for piece in packs.open_pack(base.wiki, person, number).fields.get("pieces") or ()]


def reading(base: KnowledgeBase, number: int, person: Person = TRAINER) -> pack_reading.PackReading:
    """The pack as its writer reads it."""
    pack = packs.pack_of(packs.open_pack(base.wiki, person, number))
    return pack_reading.read_pack(base.wiki, person, pack)
