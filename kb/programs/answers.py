"""What a program is answered: records found, read and listed, as JSON, with exact quotes and how to cite them."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, Final

from kb import addresses
from kb.base import KnowledgeBase
from kb.export.notices import record_notice
from kb.exporting import hit_json
from kb.programs.callers import Caller, ProgramRefused
from kb.records.fields import describe
from kb.records.kinds import KINDS
from kb.records.summary import RecordSummary
from kb.search.result import Hit, Quote

LONGEST_QUESTION: Final = 2_000  # characters
MOST_ON_A_PAGE: Final = 100
Where = Mapping[str, Sequence[str]]


def found(
    base: KnowledgeBase,
    caller: Caller,
    question: str,
    where: Where,
    *,
    number: int = 1,
    size: int = 10,
    origin: str = "",
    **how: bool,
) -> dict[str, Any]:
    """What answers a question, near records first: `hits` of page `number`, and `quotes` that stand word for word."""
    caller.need("lire")
    page = base.page(
        " ".join(question.split())[:LONGEST_QUESTION], where, limit=size, number=number, reader=caller.reader, **how
    )
    return {
        "question": page.question,
        "total": page.total,
        "near": page.near,
        "weak": page.weak,
        "page": page.number,
        "pages": page.pages,
        "corrected": dict(page.corrected),
        "expanded": list(page.expanded),
        "notice": page.notice,
        "quotes": [_quote(one, origin) for one in page.quotes],
        "hits": [_hit(one, origin) for one in page.hits],
    }


def listed(
    base: KnowledgeBase,
    caller: Caller,
    where: Where,
    *,
    since: str = "",
    number: int = 1,
    size: int = 50,
    origin: str = "",
) -> dict[str, Any]:
    """The records published or revised from the day `since` on, oldest change first: pages stay as they were read."""
    caller.need("lire")
    records = [one for one in base.summaries(where, reader=caller.reader) if one.published[:10] >= since]
    records.sort(key=lambda one: (one.published, one.id))
    pages = max(1, -(-len(records) // size))
    first = (number - 1) * size
    return {
        "since": since,
        "total": len(records),
        "page": number,
        "pages": pages,
        "records": [summary_json(one, origin) for one in islice(records, first, first + size)],
    }


def read(base: KnowledgeBase, caller: Caller, record_id: str, *, origin: str = "") -> dict[str, Any]:
    """A published record, whole: its exact text, its fields, its links. Raises ProgramRefused (404)."""
    caller.need("lire")
    view = base.record(record_id, reader=caller.reader)
    if view is None:
        raise not_found(record_id)
    known = describe(KINDS[view.summary.kind])
    fields = {name: value for name, value in view.fields.items() if name not in known or known[name].exported}
    return {
        **summary_json(view.summary, origin),
        "text": view.document.text,
        "fields": {name: value for name, value in fields.items() if name not in ("id", "kind", "links")},
        "links": [
            {
                "type": one.type,
                "label": one.label,
                "out": one.out,
                "record_id": one.record.id,
                "title": one.record.title,
                "address": origin + addresses.reading(one.record.id),
            }
            for one in view.links
        ],
    }


def not_found(record_id: str) -> ProgramRefused:
    """What is told of a record that is not there, or not for this caller: the same."""
    return ProgramRefused(404, "introuvable", f"La fiche {record_id[:40]} n’existe pas, ou n’est pas ouverte.")


def summary_json(one: RecordSummary, origin: str) -> dict[str, Any]:
    """The facts of a record with the names that other programs rely on. `published` is the date of its revision."""
    address = _permanent(one, origin)
    return {
        "record_id": one.id,
        "kind": one.kind,
        "title": one.title,
        "summary": one.summary,
        "authors": list(one.authors),
        "organisation": one.organisation,
        "date": one.date,
        "territories": list(one.territories),
        "themes": list(one.themes),
        "publics": list(one.publics),
        "fictional": one.fictional,
        "diffusion": one.diffusion.partition(":")[0],
        "revision": one.revision,
        "published": one.published,
        "address": address,
        "reference": record_notice(one, one.revision, address, date.today()),
    }


def _permanent(one: RecordSummary, origin: str) -> str:
    return origin + addresses.reading(one.id, rev=one.revision)


def _hit(hit: Hit, origin: str) -> dict[str, Any]:
    told = hit_json(hit)
    del told["passage"]  # it is the first of `passages`
    del told["source"]  # a path of the server
    page = hit.passages[0].page if hit.passages else None
    return {
        **told,
        "revision": hit.record.revision,
        "url": origin + hit.url,
        "address": _permanent(hit.record, origin),
        "reference": record_notice(hit.record, hit.record.revision, _permanent(hit.record, origin), date.today(), page),
    }


def _quote(quote: Quote, origin: str) -> dict[str, Any]:
    one = quote.record
    return {
        "text": quote.text,
        "record_id": one.id,
        "title": one.title,
        "revision": one.revision,
        "page": quote.page,
        "section": list(quote.section),
        "start": quote.start,
        "end": quote.end,
        "url": origin + quote.url,
        "reference": record_notice(one, one.revision, _permanent(one, origin), date.today(), quote.page),
    }
