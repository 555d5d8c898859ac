"""A pack as somebody reads it: each piece's words are those of its revision, read again with that reader's own rights.

A piece whose record was withdrawn, erased, or is not open to this reader has no word here, nor a title: what the
trainer said of it stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kb.errors import RecordNotFound
from kb.french import NBSP, day
from kb.readers import Person, Reader
from kb.records.kinds import Pack, Record
from kb.records.pieces import Piece, PieceSource
from kb.records.text_anchors import place_of
from kb.store.drafts.proposals import proposals, record_authors
from kb.store.packs import packs as store
from kb.store.records.erasures import erased_on, withdrawal, withdrawal_reason, withdrawn
from kb.store.records.register import Revision
from kb.store.records.sources import BUILD
from kb.vocabulary.mentions import glossary_of
from kb.vocabulary.vocabulary import Term
from kb.wiki.context import Wiki, record_case
from kb.wiki.review.diff import TextChange, compare
from kb.wiki.review.revisions import Who, opened_revision
from kb.wiki.rights import Case, allows, require
from kb.wiki.write.forms import preview_record

State = Literal["same", "revised", "back", "withdrawn", "erased", "closed"]
CLOSED = "Vous n’avez pas accès à cette pièce."
NO_SUCH_LINK = (
    "Ce lien n’ouvre plus rien : il a été fermé, ou le dossier n’existe plus. Demandez-en un autre à la personne qui "
    "vous l’a donné."
)


@dataclass(frozen=True, slots=True)
class SourceReading:
    """One record of a piece, for one reader: `revision` is the frozen one, None when its words are not to be read.

    `newest` is the revision that readers find today. `missing` says in French why there are no words.
    """

    source: PieceSource
    state: State
    revision: Revision | None = None
    newest: int = 0
    revised_on: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class PieceReading:
    """A piece, its records, and the words of an extract or a page of a PDF: "" for a whole record."""

    piece: Piece
    sources: tuple[SourceReading, ...]
    words: str = ""

    @property
    def missing(self) -> str:
        """Why there is nothing to read, "" when there is."""
        return next((one.missing for one in self.sources if one.missing), "")

    @property
    def revised(self) -> bool:
        """Whether a newer version of one of its records can be read."""
        return any(one.state in ("revised", "back") for one in self.sources)

    @property
    def records(self) -> tuple[Record, ...]:
        """The records that may be read, as they were frozen."""
        return tuple(one.revision.record for one in self.sources if one.revision is not None)


@dataclass(frozen=True, slots=True)
class PackReading:
    """A whole pack, for one reader."""

    pack: Pack
    rubrics: tuple[tuple[str, tuple[PieceReading, ...]], ...]
    glossary: tuple[Term, ...]
    saved: str = ""

    @property
    def pieces(self) -> tuple[PieceReading, ...]:
        """The pieces in the order of reading."""
        return tuple(piece for _, pieces in self.rubrics for piece in pieces)

    @property
    def minutes(self) -> int:
        """How long all the pieces take."""
        return sum(one.piece.minutes for one in self.pieces)


def read_pack(wiki: Wiki, who: Who, pack: Pack, saved: str = "") -> PackReading:
    """A pack with the words of its pieces, as far as this person may read them."""
    by_rubric: dict[str, list[PieceReading]] = {name: [] for name in ("", *pack.rubrics)}
    for piece in pack.pieces:
        reading = read_piece(wiki, who, piece)
        by_rubric[piece.rubric if piece.rubric in by_rubric else ""].append(reading)
    known = {term.code: term for term in wiki.vocabulary.terms}
    return PackReading(
        pack,
        tuple((name, tuple(pieces)) for name, pieces in by_rubric.items() if pieces or name),
        tuple(sorted((known[code] for code in pack.glossary if code in known), key=lambda t: t.preferred.casefold())),
        saved,
    )


def read_piece(wiki: Wiki, who: Who, piece: Piece) -> PieceReading:
    """A piece with its words, as far as this person may read them."""
    sources = tuple(_source(wiki, who, one) for one in piece.sources)
    revision = sources[0].revision if sources else None
    words = ""
    if revision is not None and piece.sort == "extract":
        words = revision.document.text[piece.start : piece.end]
    elif revision is not None and piece.sort == "page":
        document = revision.document
        blocks = [block for block in document.blocks if block.page == piece.page]
        words = "\n\n".join(document.text[block.start : block.end] for block in blocks)
    return PieceReading(piece, sources, words)


def _source(wiki: Wiki, who: Who, source: PieceSource) -> SourceReading:
    case, entry = record_case(wiki, source.record), wiki.register.entry(source.record)
    if case is None or entry is None:
        on = erased_on(wiki.register, source.record)
        said = f"Cette fiche a été effacée le {day(on)}." if on else "Cette fiche n’existe pas, ou plus."
        return SourceReading(source, "erased", missing=f"{said} Aucun de ses mots ne figure dans ce dossier.")
    # What was never open to this reader says nothing of what became of it.
    open_to = replace(case, audience=entry.diffusion)
    if not (who.reads(entry.diffusion) if isinstance(who, Reader) else allows("read", who, open_to)):
        return SourceReading(source, "closed", missing=CLOSED)
    if entry.published_revision is None:
        return SourceReading(source, "withdrawn", missing=_withdrawn(wiki, source.record))
    newest = entry.published_revision
    try:
        frozen = opened_revision(wiki, who, source.record, source.revision)
    except RecordNotFound:
        said = f"La version{NBSP}{source.revision} n’est pas ouverte à la lecture, ou ne l’est plus{NBSP}: la fiche en "
        return SourceReading(source, "back", newest=newest, missing=f"{said}est à la version{NBSP}{newest}.")
    if source.revision == newest:
        return SourceReading(source, "same", frozen, newest)
    return SourceReading(source, "revised", frozen, newest, wiki.register.revision(source.record, newest).at)


def _withdrawn(wiki: Wiki, record_id: str) -> str:
    """Who took the record away, and when. The reason that they typed stays with the record: it may name somebody."""
    at, actor = withdrawal(wiki.register, record_id)
    on = f" le {day(at)}" if at else ""
    end = " Aucun de ses mots ne figure plus dans ce dossier."
    if withdrawal_reason(wiki.register, record_id).startswith("suspendue"):
        return f"Fiche suspendue{on}, le temps d’une vérification.{end}"
    if actor in record_authors(wiki.register, record_id):
        return f"Fiche retirée par son auteur{on}.{end}"
    if actor == BUILD:
        return f"Fiche retirée{on}, avec le fichier d’où elle venait.{end}"
    return f"Fiche retirée par le comité de relecture{on}.{end}" if at else f"Fiche non publiée.{end}"


def changes(wiki: Wiki, person: Person | None, reading: PieceReading) -> tuple[tuple[TextChange, ...], ...] | None:
    """What changed since the piece was frozen, word by word; None when an extract's words are gone.

    () when there is nothing to compare, or not for this person.
    """
    out: list[tuple[TextChange, ...]] = []
    for one in reading.sources:
        if one.state != "revised" or one.revision is None:
            continue
        newer = wiki.register.revision(one.source.record, one.newest).document
        if reading.piece.sort == "extract":
            place = place_of(reading.words, reading.piece.start or 0, newer.text)
            if place is None:
                return None
            out += compare(reading.words, newer.text[place[0] : place[1]])
        elif reading.piece.sort == "page":
            blocks = [newer.text[b.start : b.end] for b in newer.blocks if b.page == reading.piece.page]
            out += compare(reading.words, "\n\n".join(blocks))
        else:
            out += compare(one.revision.document.text, newer.text)
    return tuple(out)


# By its link, and once published.


def shared(wiki: Wiki, person: Person | None, token: str) -> PackReading:
    """The pack that a link opens, as it was last saved. Raises RecordNotFound for a link that opens nothing."""
    record_id = store.pack_of_link(wiki.register, token) if token else None
    if record_id is None:
        raise RecordNotFound(NO_SUCH_LINK)
    case = record_case(wiki, record_id) or Case("pack", visitors=wiki.visitors)
    require("read_shared", person, case)
    published = wiki.register.published(record_id)
    if published is not None and isinstance(published.record, Pack):
        return read_pack(wiki, person, published.record, published.at)
    under_way = [one for one in proposals(wiki.register, record_id=record_id) if one.head]
    # A change under way to a pack that was taken away from readers holds the words that were taken away.
    if not under_way or withdrawn(wiki.register, record_id):
        raise RecordNotFound(NO_SUCH_LINK)
    draft = wiki.private.draft(under_way[0].number, under_way[0].head)
    record = preview_record("pack", record_id, draft.fields)
    assert isinstance(record, Pack)
    return read_pack(wiki, person, record, draft.at)


def published_pack(wiki: Wiki, person: Person | None, record_id: str) -> PackReading:
    """A published pack. Raises RecordNotFound when there is none that this person may read."""
    case, found = record_case(wiki, record_id), wiki.register.published(record_id)
    if case is None or found is None or not allows("read", person, case) or not isinstance(found.record, Pack):
        raise RecordNotFound("Ce dossier n’existe pas, a été retiré, ou n’est pas ouvert à la lecture.")
    return read_pack(wiki, person, found.record, found.at)


def proposed_terms(wiki: Wiki, pieces: Sequence[PieceReading]) -> tuple[Term, ...]:
    """The terms of the glossary that stand in the words of the pieces, in alphabetical order."""
    glossary, seen = glossary_of(wiki.vocabulary), set[str]()
    found = []
    for piece in pieces:
        texts = [piece.words] if piece.words else [one.revision.document.text for one in piece.sources if one.revision]
        for text in texts:
            found += [mention.term for mention in glossary.mentions(text, seen)]
    return tuple(sorted(found, key=lambda term: term.preferred.casefold()))
