"""One record as a booklet: its facts, its words, the notice by which to cite it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from ingest.document import Block, Document, Mark
from kb.export.booklet.blocks import table_block
from kb.export.booklet.booklet import Booklet, BookletBlock, BookletPiece, Rubric
from kb.export.facts import card_facts, nature
from kb.export.notices import record_notice
from kb.french import NBSP, day, in_quotes
from kb.records.kinds import Experience, Record
from kb.records.set_words import cut, picture
from kb.records.typed_text import typed_words
from kb.store.records.register import Revision
from kb.vocabulary.vocabulary import Vocabulary

# The file of a picture attached to a record (identifier, name), or b"" when there is none.
PictureFile = Callable[[str, str], bytes]


def no_picture(record: str, name: str) -> bytes:
    """No file: whoever exports without the home has the words of pictures alone."""
    return b""


def record_booklet(
    revision: Revision,
    vocabulary: Vocabulary,
    *,
    address: str = "",
    today: date,
    more: Sequence[tuple[str, str]] = (),
    pictures: PictureFile = no_picture,
) -> Booklet:
    """A record by itself. `address` is its permanent link, as others can open it; `more` are facts told beside it."""
    piece = record_piece(revision, vocabulary, address=address, today=today, pictures=pictures)
    piece = replace(piece, facts=(*piece.facts, *more))
    record = revision.record
    said = (
        f"Version{NBSP}{revision.number} du {day(revision.at)}. Exporté de Récits partagés le {day(today.isoformat())}."
    )
    return Booklet(
        title=record.title,
        subtitle=record_nature(record, vocabulary),
        rubrics=(Rubric("", (piece,)),),
        date=day(today.isoformat()),
        colophon=said + (" Exemple fictif, écrit pour montrer l’outil." if record.fictional else ""),
        language=record.language_code,
        cover=False,
    )


def record_piece(
    revision: Revision,
    vocabulary: Vocabulary,
    *,
    address: str = "",
    today: date,
    pictures: PictureFile = no_picture,
) -> BookletPiece:
    """A record as one piece: its summary introduces it."""
    record = revision.record
    facts = [("Issue", vocabulary.label("outcomes", record.outcome))] if isinstance(record, Experience) else []
    facts += card_facts(type(record), record.model_dump(), vocabulary.label)
    return BookletPiece(
        title=record.title,
        introduction=record.summary,
        facts=tuple(facts),
        blocks=document_blocks(revision.document, record, pictures=pictures),
        notice=record_notice(record, revision.number, address, today),
        address=address,
        fictional=record.fictional,
    )


def record_nature(record: Record, vocabulary: Vocabulary) -> str:
    """« Expérience · récit de pratique », from the record itself."""
    return nature(record.kind, record.type_code, vocabulary.label)


def document_blocks(
    document: Document,
    record: Record,
    *,
    start: int = 0,
    end: int | None = None,
    pictures: PictureFile = no_picture,
) -> tuple[BookletBlock, ...]:
    """The blocks of a canonical text, or of its slice [start, end); a summary that opens it is not said again."""
    end = len(document.text) if end is None else end
    roles = _roles(record)
    out = []
    for block in document.blocks:
        left, right = max(block.start, start), min(block.end, end)
        # A row of a table may begin with an empty cell.
        blank = "\n" if block.kind == "table" else None
        words = document.text[left:right] if left < right else ""
        text = words.strip(blank)
        if text and not (left == 0 and text in (record.summary.strip(), typed_words(record.summary).text)):
            first = left - block.start + len(words) - len(words.lstrip(blank))
            marks = cut(block.marks, first, first + len(text))
            if name := picture(len(text), marks):
                out.append(_picture(text, name, record.id, pictures(record.id, name)))
            else:
                out.append(_block(block, text, roles, marks))
    return tuple(out)


def _picture(text: str, name: str, record_id: str, content: bytes) -> BookletBlock:
    """A picture attached to a record, or, without its file, what it shows."""
    if not content:
        return BookletBlock("paragraph", f"[Image{NBSP}: {text}]")
    return BookletBlock(
        "paragraph", text, marks=(Mark(0, len(text), "image", f"/pieces/{record_id}/{name}"),), picture=content
    )


def _roles(record: Record) -> dict[str, str]:
    """Who said each of the spoken words: a role, never a name."""
    voices = record.voices if isinstance(record, Experience) else ()
    said = [(one.words, one.role.strip(" .")) for one in voices if one.role.strip()]
    # A text published before its words were set has their signs.
    return {told: role for words, role in said for told in (words.strip(), typed_words(words).text)}


def _block(block: Block, text: str, roles: dict[str, str], marks: tuple[Mark, ...]) -> BookletBlock:
    if block.kind == "table":
        return table_block(text, marks)
    if block.kind == "quote" and text in roles:
        return BookletBlock("quote", f"{in_quotes(text)}\n— {roles[text]}")
    return BookletBlock(block.kind, text, block.level, marks=marks)
