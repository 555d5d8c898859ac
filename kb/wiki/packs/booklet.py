"""A pack as a booklet, for one reader: the words that their rights open, and why the others are not there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from kb.export.booklet.booklet import Booklet, BookletBlock, BookletPiece, Rubric
from kb.export.facts import card_facts
from kb.export.notices import record_notice, reference_notice
from kb.export.record import PictureFile, document_blocks, no_picture, record_piece
from kb.french import NBSP, count, day
from kb.records.kinds import Pack, text_fields
from kb.records.pieces import Piece, Reference
from kb.store.records.register import Revision
from kb.vocabulary.vocabulary import Vocabulary
from kb.wiki.packs.packs import require_pieces
from kb.wiki.packs.reading import PackReading, PieceReading

# The image of a page of a record, or b"" when there is none to give.
PageImage = Callable[[str, int], bytes]


def pack_booklet(
    reading: PackReading,
    vocabulary: Vocabulary,
    *,
    today: date,
    origin: str = "",
    page_image: PageImage = lambda record, page: b"",
    pictures: PictureFile = no_picture,
) -> Booklet:
    """The booklet of what one reader may read of a pack. Raises FormRefused for an empty pack.

    `origin` is the address of the site: permanent links begin with it.
    """
    pack = reading.pack
    require_pieces(pack.model_dump(include={"pieces"}))
    rubrics = tuple(
        Rubric(name, tuple(_piece(one, vocabulary, today, origin, page_image, pictures) for one in pieces))
        for name, pieces in reading.rubrics
        if pieces
    )
    # Two extracts of one record are one work.
    works = (replace(one, piece=_whole(one.piece)) for one in reading.pieces)
    notices = {notice for one in works for notice in _notices(one, today, origin)}
    # The first paragraph stands on the cover; the others, before what presents the pack.
    brief, _, more = pack.brief.strip().partition("\n\n")
    fictional = any(piece.fictional for rubric in rubrics for piece in rubric.pieces)
    made = f"Dossier de lecture {pack.id}, composé avec Récits partagés, exporté le {day(today.isoformat())}."
    return Booklet(
        title=pack.title,
        subtitle=brief,
        facts=_facts(pack, reading.minutes),
        note="\n\n".join(one for one in (more.strip(), pack.presentation.strip()) if one),
        rubrics=rubrics,
        glossary=tuple((term.preferred, term.definition) for term in reading.glossary),
        bibliography=tuple(sorted(notices, key=str.casefold)),
        date=day(pack.closed_on or today.isoformat()),
        colophon=made + (" Il contient des exemples fictifs, écrits pour montrer l’outil." if fictional else ""),
    )


def hours(minutes: int) -> str:
    """« 3 h 05 », « 45 min »."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return f"{rest}{NBSP}min"
    return f"{whole}{NBSP}h{NBSP}{rest:02d}" if rest else f"{whole}{NBSP}h"


def _facts(pack: Pack, minutes: int) -> tuple[tuple[str, str], ...]:
    said = (
        ("Formation", pack.training),
        ("Pour qui", pack.learners),
        ("Durée", hours(pack.duration) if pack.duration else ""),
        ("Lecture et travail", hours(minutes) if minutes else ""),
        ("Pièces", count(len(pack.pieces), "texte")),
        ("Date d’arrêt", day(pack.closed_on)),
    )
    return tuple((label, value) for label, value in said if value)


def title_of(reading: PieceReading) -> str:
    """The title of a piece; without its words, it has none."""
    if reading.piece.reference is not None:
        return reading.piece.reference.title
    titles = [record.title for record in reading.records]
    if reading.missing or not titles:
        return "Pièce qui n’est pas lisible ici"
    return "Comparaison" if reading.piece.sort == "comparison" else titles[0]


def place_of_piece(reading: PieceReading) -> str:
    """« Extrait, Déroulement, page 12 »; "" for a whole record."""
    piece = reading.piece
    if piece.sort == "page":
        return f"Page{NBSP}{piece.page}"
    revision = reading.sources[0].revision if reading.sources else None
    if piece.sort != "extract" or revision is None:
        return ""
    start = piece.start or 0
    block = next((one for one in revision.document.blocks if one.start <= start < one.end), None)
    said = ["Extrait", *((block.section[-1],) if block and block.section else ())]
    return ", ".join([*said, f"page{NBSP}{block.page}"] if block and block.page else said)


def _piece(
    reading: PieceReading,
    vocabulary: Vocabulary,
    today: date,
    origin: str,
    page_image: PageImage,
    pictures: PictureFile,
) -> BookletPiece:
    piece = reading.piece
    said = BookletPiece(title_of(reading), piece.introduction, questions=piece.questions, minutes=piece.minutes)
    if piece.reference is not None:
        return replace(said, notice=reference_notice(piece.reference), address=piece.reference.url)
    if reading.missing or not reading.records:
        return replace(said, missing=reading.missing or "Cette pièce ne désigne aucune fiche.")
    revisions = [one.revision for one in reading.sources if one.revision is not None]
    said = replace(
        said,
        notice="\n".join(_notices(reading, today, origin)),
        address=_address(reading, revisions[0], origin) if len(revisions) == 1 else "",
        fictional=any(record.fictional for record in reading.records),
    )
    if piece.sort == "comparison":
        return replace(said, blocks=_compared(revisions, vocabulary))
    first = revisions[0]
    place = place_of_piece(reading)
    if piece.sort == "record":
        whole = record_piece(first, vocabulary, today=today, pictures=pictures)
        lead = (BookletBlock("paragraph", whole.introduction),) if whole.introduction else ()
        return replace(said, facts=whole.facts, blocks=(*lead, *whole.blocks))
    where = [first.record_id, place.removeprefix("Extrait").lstrip(", ")]
    facts = (("Extrait" if piece.sort == "extract" else "Page", ", ".join(one for one in where if one)),)
    if piece.sort == "extract":
        # An extract may be the summary itself, which a whole record says only once.
        record = first.record.model_copy(update={"summary": ""})
        blocks = document_blocks(first.document, record, start=piece.start or 0, end=piece.end, pictures=pictures)
        return replace(said, facts=facts, blocks=blocks)
    blocks = tuple(BookletBlock("paragraph", text) for text in reading.words.split("\n\n") if text.strip())
    # The file is the one of today: the image of a page of an older version is not to be had.
    image = page_image(first.record_id, piece.page or 1) if reading.sources[0].state == "same" else b""
    return replace(said, facts=facts, blocks=() if image else blocks, image=image)


def _compared(revisions: list[Revision], vocabulary: Vocabulary) -> tuple[BookletBlock, ...]:
    """Two to four records: what they are in a table, then each part of one beside that of the others."""
    titles = [one.record.title for one in revisions]
    cards = [dict(card_facts(type(one.record), one.record.model_dump(), vocabulary.label)) for one in revisions]
    labels = dict.fromkeys(label for card in cards for label in card)
    rows = (("", *titles), *((label, *(card.get(label, "") for card in cards)) for label in labels))
    out = [BookletBlock("table", rows=rows)]
    parts = dict.fromkeys(label for one in revisions for _, label in text_fields(type(one.record)))
    for label in parts:
        texts = [(one.record.title, _part(one, label)) for one in revisions]
        if any(text for _, text in texts):
            out.append(BookletBlock("heading", label, 2))
            for title, text in texts:
                out += (
                    [BookletBlock("heading", title, 3), *(BookletBlock("paragraph", said) for said in text)]
                    if text
                    else []
                )
    return tuple(out)


def _part(revision: Revision, label: str) -> list[str]:
    blocks = revision.document.blocks
    return [
        revision.document.text[block.start : block.end]
        for block in blocks
        if block.kind != "heading" and block.section and block.section[0] == label
    ]


def _whole(piece: Piece) -> Piece:
    """The piece as if it were whole records."""
    if piece.sort not in ("extract", "page"):
        return piece
    return piece.model_copy(update={"sort": "record", "start": None, "end": None, "page": None})


def _notices(reading: PieceReading, today: date, origin: str) -> list[str]:
    reference: Reference | None = reading.piece.reference
    if reference is not None:
        return [reference_notice(reference)]
    if reading.missing:
        return []
    return [
        record_notice(
            one.revision.record, one.revision.number, _address(reading, one.revision, origin), today, reading.piece.page
        )
        for one in reading.sources
        if one.revision is not None
    ]


def _address(reading: PieceReading, revision: Revision, origin: str) -> str:
    """The permanent address of the words of a piece; "" when the address of the site is not known."""
    if not origin:
        return ""
    pairs = [("id", revision.record_id), ("rev", str(revision.number))]
    piece = reading.piece
    if piece.sort == "extract":
        pairs += [("de", str(piece.start)), ("a", str(piece.end))]
    elif piece.sort == "page":
        pairs.append(("page", str(piece.page)))
    return f"{origin}/lire?{urlencode(pairs)}"
