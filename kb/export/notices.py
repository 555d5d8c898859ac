"""References after ISO 690, as plain text: of a record of this base, of a text that is elsewhere."""

from datetime import date

from kb.french import NBSP, day, listing
from kb.records.kinds import Record
from kb.records.pieces import Reference
from kb.records.summary import RecordSummary

MOST_AUTHORS = 3  # named one by one; with more, the first « et al. »
# What a sort of text is called where its notice would not show it.
SORTS = {"report": "rapport", "thesis": "thèse"}


def record_notice(
    record: RecordSummary | Record, revision: int, address: str, today: date, page: int | None = None
) -> str:
    """The notice of a record at a revision; without an address, it says nothing of where and when it was read."""
    authors = listing([one.strip() for one in record.authors]) or record.organisation or "Récits partagés"
    kind = "fiche" if record.kind != "document" else "document"
    version = f", version{NBSP}{revision}" if revision > 1 else ""
    made = day(record.date) or "[sans date]"
    body = record.organisation if record.authors and record.organisation else ""
    parts = [
        authors.upper() if not record.authors else authors,
        f"{record.title} [{kind} {record.id}{version}{', en ligne' if address else ''}]",
        "In" + NBSP + ": Récits partagés",
        ", ".join(part for part in (body, made) if part) + (f", p.{NBSP}{page}" if page else ""),
        f"[Consulté le {day(today.isoformat())}]" if address else "",
        f"Disponible à l’adresse{NBSP}: {address}" if address else "",
    ]
    tail = " [exemple fictif]" if record.fictional else ""
    return ". ".join(part.rstrip(".") for part in parts if part) + tail


def reference_notice(reference: Reference) -> str:
    """The notice of a text that is not in the base; what is not known is left out."""
    sort = SORTS.get(reference.type, "")
    online = bool(reference.url) and reference.type == "webpage"
    kinds = ", ".join(one for one in (sort, "en ligne" if online else "") if one)
    title = reference.title + (f" [{kinds}]" if kinds and reference.title else "")
    place = f"{NBSP}: ".join(one for one in (reference.place, reference.publisher) if one)
    numbers = [
        place,
        day(reference.date) or "[sans date]",
        f"vol.{NBSP}{reference.volume}" if reference.volume else "",
        f"n°{NBSP}{reference.issue}" if reference.issue else "",
        f"p.{NBSP}{reference.pages.replace('--', '-')}" if reference.pages else "",
    ]
    inside = reference.container
    if inside and reference.type == "chapter":
        inside = f"In{NBSP}: {inside}"
    parts = [
        _authors(reference.authors),
        title,
        inside,
        ", ".join(one for one in numbers if one),
        f"ISBN{NBSP}{reference.isbn}" if reference.isbn else "",
        f"DOI{NBSP}: {reference.doi}" if reference.doi else "",
        f"[Consulté le {day(reference.accessed)}]" if reference.accessed else "",
        f"Disponible à l’adresse{NBSP}: {reference.url}" if reference.url else "",
    ]
    return ". ".join(part.rstrip(".") for part in parts if part) + ("" if reference.url else ".")


def _authors(names: tuple[str, ...]) -> str:
    shown = [_author(one) for one in names if one.strip()]
    return f"{shown[0]} et al." if len(shown) > MOST_AUTHORS else listing(shown)


def _author(name: str) -> str:
    """« DURAND, Anne » from « Durand, Anne »; a body that signs is in capitals too."""
    family, comma, given = (part.strip() for part in name.partition(","))
    return f"{family.upper()}, {given}" if comma and given else family.upper()
