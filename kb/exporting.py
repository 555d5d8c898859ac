"""What somebody exports of a base: a record or a pack in each format, the results of a search.

Rights are those of the reader, asked of the base; what they may not read is « no such record ».
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final

from kb.base import KnowledgeBase
from kb.errors import KbError, RecordNotFound
from kb.export.booklet.booklet import Booklet
from kb.export.booklet.docx import docx_file
from kb.export.booklet.pdf import pdf
from kb.export.markdown import record_json, record_markdown
from kb.export.plain import booklet_json, booklet_markdown
from kb.export.record import record_booklet
from kb.export.results import FoundRecord, results_bibtex, results_csv, results_ris
from kb.french import weight
from kb.readers import Reader
from kb.records.fields import describe
from kb.records.kinds import Pack, Record
from kb.search.result import Hit
from kb.store.records.attachments import published_attachments
from kb.store.records.links import readable_ties
from kb.store.records.register import Revision
from kb.wiki.packs.booklet import pack_booklet
from kb.wiki.packs.reading import read_pack

# What each format is called, and its type for browsers.
RECORD_FORMATS: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
PLAIN: Final = {"md": record_markdown, "json": record_json}
BINARY: Final = ("pdf", "docx")
RESULT_FORMATS: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
}


def published_of(base: KnowledgeBase, record_id: str, *, reader: Reader) -> Revision:
    """The published revision of a record that this reader may read. Raises RecordNotFound."""
    entry = base.register.entry(record_id)
    revision = base.register.published(record_id) if entry and reader.reads(entry.diffusion) else None
    if revision is None:
        raise RecordNotFound(f"La fiche {record_id} n’est pas publiée.")
    return replace(revision, record=readable_ties(base.register, revision.record, reader))


def booklet_of(
    base: KnowledgeBase, record_id: str, *, reader: Reader, origin: str = "", today: date | None = None
) -> Booklet:
    """A record as a booklet. `origin` is the address of the site, without which notices name none."""
    revision = published_of(base, record_id, reader=reader)
    if isinstance(revision.record, Pack):
        reading = read_pack(base.wiki, reader, revision.record)
        return pack_booklet(
            reading, base.vocabulary, today=today or date.today(), origin=origin, pictures=partial(picture_of, base)
        )
    address = f"{origin}/lire?id={record_id}&rev={revision.number}" if origin else ""
    # The reader may read the record: its published files too.
    attached = [f"{one.name} ({weight(one.size)})" for one in published_attachments(base.register, record_id)]
    more = [*_tied(base, revision.record), *((("Pièces jointes", ", ".join(attached)),) if attached else ())]
    return record_booklet(
        revision,
        base.vocabulary,
        address=address,
        today=today or date.today(),
        more=more,
        pictures=partial(picture_of, base),
    )


def picture_of(base: KnowledgeBase, record_id: str, name: str) -> bytes:
    """The file of a picture published with a record that its reader may read; b"" when there is none."""
    for one in published_attachments(base.register, record_id):
        if one.name == name and (path := base.files.path(one.sha256)) is not None:
            return path.read_bytes()
    return b""


def _tied(base: KnowledgeBase, record: Record) -> Iterator[tuple[str, str]]:
    """The records that fields name, by their titles, under the name of each field."""
    for name, field in describe(type(record)).items():
        if field.sort == "records" and (named := getattr(record, name)):
            found = [base.register.published(one) for one in named]
            yield field.label, ", ".join(one.record.title for one in found if one is not None)


def record_file(
    base: KnowledgeBase, record_id: str, form: str, *, reader: Reader, origin: str = "", today: date | None = None
) -> bytes:
    """A record in one of `RECORD_FORMATS`; Markdown is the one that a build reads back."""
    revision = published_of(base, record_id, reader=reader)
    if form in PLAIN:
        return PLAIN[form](revision, published_attachments(base.register, record_id)).encode()
    return booklet_file(booklet_of(base, record_id, reader=reader, origin=origin, today=today), form)


def booklet_file(booklet: Booklet, form: str) -> bytes:
    """A booklet in one of `RECORD_FORMATS`."""
    if form == "pdf":
        return pdf(booklet)
    if form == "docx":
        return docx_file(booklet)
    if form == "md":
        return booklet_markdown(booklet).encode()
    if form == "json":
        return booklet_json(booklet).encode()
    raise KbError(f"Le format « {form} » n’existe pas. Choisissez entre {', '.join(RECORD_FORMATS)}.")


def hit_json(hit: Hit) -> dict[str, Any]:
    """A hit with the names that other programs rely on."""
    passages = [
        {"text": p.text, "page": p.page, "section": list(p.section), "start": p.start, "end": p.end}
        for p in hit.passages
    ]
    return {
        "rank": hit.rank,
        "record_id": hit.record.id,
        "kind": hit.record.kind,
        "title": hit.record.title,
        "score": round(hit.score, 6),
        "weak": hit.weak,
        "source": hit.record.source,
        "url": hit.url,
        "duplicate_of": hit.duplicate_of,
        "passages": passages,
        "passage": passages[0],
        "lexical_rank": hit.lexical_rank,
        "dense_rank": hit.dense_rank,
        "terms": list(hit.terms),
    }


def results_file(base: KnowledgeBase, hits: Sequence[Hit], form: str, *, origin: str = "", today: date) -> bytes:
    """Results of a search in one of `RESULT_FORMATS`."""
    if form == "json":
        return (json.dumps([hit_json(hit) for hit in hits], ensure_ascii=False, indent=1) + "\n").encode()
    found = [_found(hit, origin) for hit in hits]
    if form == "csv":
        return results_csv(found, base.vocabulary.label).encode()
    if form == "bib":
        return results_bibtex(found, today).encode()
    if form == "ris":
        return results_ris(found, today).encode()
    raise KbError(f"Le format « {form} » n’existe pas. Choisissez entre {', '.join(RESULT_FORMATS)}.")


def _found(hit: Hit, origin: str) -> FoundRecord:
    best = hit.passages[0] if hit.passages else None
    address = f"{origin}/lire?id={hit.record.id}&rev={hit.record.revision}" if origin else ""
    if best is None:
        return FoundRecord(hit.rank, hit.record, address, weak=hit.weak)
    section = " › ".join(best.section)
    return FoundRecord(hit.rank, hit.record, address, best.text, section, best.page, hit.weak)
