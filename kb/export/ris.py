"""References as RIS, both ways."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import rispy
from rispy.config import TAG_KEY_MAPPING

from kb.errors import ReferencesUnread
from kb.export.booklet.typography import cleaned
from kb.records.pieces import Reference, ReferenceType

TYPES: Mapping[str, ReferenceType] = {
    "JOUR": "article", "MGZN": "article", "NEWS": "article", "EJOUR": "article", "INPR": "article",
    "BOOK": "book", "EBOOK": "book", "EDBOOK": "book", "CONF": "book",
    "CHAP": "chapter", "ECHAP": "chapter", "CPAPER": "chapter",
    "RPRT": "report", "GOVDOC": "report", "THES": "thesis",
    "ELEC": "webpage", "WEB": "webpage", "ICOMM": "webpage", "BLOG": "webpage",
}  # fmt: skip
WRITTEN = {"article": "JOUR", "book": "BOOK", "chapter": "CHAP", "report": "RPRT", "thesis": "THES",
           "webpage": "ELEC", "other": "GEN"}  # fmt: skip
# Our field, from the first of these tags that an entry has.
FIELDS = {
    "title": ("TI", "T1", "CT"), "container": ("T2", "JO", "JF", "JA", "BT"), "publisher": ("PB",),
    "place": ("CY", "PP"), "date": ("DA", "PY", "Y1"), "volume": ("VL",), "issue": ("IS",), "isbn": ("SN",),
    "doi": ("DO",), "url": ("UR",), "accessed": ("Y2",),
}  # fmt: skip
AUTHORS = ("AU", "A1", "A2", "A3", "ED")
PAGES = ("SP", "EP")
KNOWN = {"TY", "ER", "ID", *AUTHORS, *PAGES, *(tag for tags in FIELDS.values() for tag in tags)}
# Every tag under its own name, every value in a list: nothing that is said twice is lost.
TAGS = {tag: tag for tag in (*TAG_KEY_MAPPING, *KNOWN)}
COUNT = re.compile(r"\d+\.")  # some programs number the references
LINE = re.compile(r"[A-Z][A-Z0-9]  -(?: .*)?")


def ris_text(references: Sequence[tuple[str, Reference]]) -> str:
    """The references, each with its identifier, as a RIS file in UTF-8."""
    # Ours, not rispy's: that one puts a line « 1. » before each, which is no RIS.
    return "\n".join("\n".join((*_lines(key, one), "ER  - ", "")) for key, one in references)


def _lines(key: str, reference: Reference) -> Iterator[str]:
    first, _, last = reference.pages.replace("--", "-").partition("-")
    values = {tags[0]: getattr(reference, ours) for ours, tags in FIELDS.items()}
    values |= {"ID": key, "SP": first, "EP": last, "DA": _written_date(reference.date), "PY": reference.date[:4]}
    values["Y2"] = _written_date(reference.accessed)
    yield f"TY  - {WRITTEN[reference.type]}"
    yield from (f"AU  - {_line(one)}" for one in reference.authors)
    yield from (f"{tag}  - {_line(value)}" for tag, value in values.items() if value)


def _line(value: str) -> str:
    return " ".join(cleaned(value).split())


def _written_date(iso: str) -> str:
    """« 2019/03/ » from 2019-03: what RIS calls a date; what is no date stays as it is."""
    parts = iso.split("-")
    if not all(part.isdecimal() for part in parts) or len(parts) > 3:
        return iso
    return "/".join([*parts, "", ""][:3])


def read_ris(text: str) -> tuple[list[Reference], list[str]]:
    """References of a RIS file, in order, and notes on tags that have no place. Raises ReferencesUnread."""
    _check(text)
    out, notes = [], []
    entries = rispy.loads(_unfolded(text), mapping=TAGS, list_tags=list(TAGS))
    for number, entry in enumerate(entries, 1):
        left = sorted(_left(entry))
        one = _reference(entry)
        out.append(one)
        if left:
            notes.append(
                f"Référence {number} ({one.title[:60] or 'sans titre'}) : champs non repris : {', '.join(left)}."
            )
    return out, notes


def _left(entry: Mapping[str, Any]) -> set[str]:
    unknown = entry.get("UK") or {}
    return {tag for tag in entry if tag not in KNOWN and tag != "UK"} | set(unknown)


def _check(text: str) -> None:
    """That each line is in an entry, and that each entry begins and ends."""
    began = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        tag = line[:2] if LINE.fullmatch(line.rstrip()) else ""
        if tag == "TY" and began:
            raise _unread(number, line, f"une référence commence avant que celle de la ligne {began} finisse (ER)")
        if not began and COUNT.fullmatch(line.strip()):
            continue
        if not began and tag != "TY":
            raise _unread(number, line, "une référence RIS commence par « TY  - »")
        began = 0 if tag == "ER" else began or number
    if began:
        raise _unread(began, "", "cette référence n’est pas finie par « ER  - »")


def _unread(number: int, line: str, why: str) -> ReferencesUnread:
    shown = f" (« {line.strip()[:80]} »)" if line.strip() else ""
    return ReferencesUnread(
        f"Ligne {number}{shown} : {why}. Rien n’a été ajouté. Corrigez cette ligne, puis redonnez le fichier."
    )


def _unfolded(text: str) -> str:
    """The text with each line that goes on put after the one that it continues."""
    out: list[str] = []
    for line in text.split("\n"):
        if line.strip():
            goes_on = out and not LINE.fullmatch(line.rstrip())
            out.append(f"{' ' if goes_on else chr(10)}{line.strip() if goes_on else line.rstrip()}")
    return "".join(out).lstrip()


def _reference(entry: Mapping[str, Any]) -> Reference:
    def first(*tags: str) -> str:
        return next((_line(value) for tag in tags for value in _values(entry, tag) if value.strip()), "")

    values: dict[str, Any] = {ours: first(*tags) for ours, tags in FIELDS.items()}
    values["date"], values["accessed"] = _read_date(values["date"]), _read_date(values["accessed"])
    values["doi"] = re.sub(r"^https?://(dx\.)?doi\.org/", "", values["doi"])
    values["pages"] = "-".join(one for one in (first("SP"), first("EP")) if one)
    authors = next((found for tag in AUTHORS if (found := [_line(one) for one in _values(entry, tag)])), [])
    values["authors"] = tuple(one for one in authors if one)
    return Reference(type=TYPES.get(first("TY"), "other"), **values)


def _values(entry: Mapping[str, Any], tag: str) -> list[str]:
    value = entry.get(tag) or []
    return [value] if isinstance(value, str) else [str(one) for one in value]


def _read_date(said: str) -> str:
    """« 2019-03 » from 2019/03/ or 2019/3//hiver; what is no such date stays as it is."""
    found = re.fullmatch(r"(\d{4})(?:[/-](\d{1,2})?(?:[/-](\d{1,2})?(?:/.*)?)?)?/*", said)
    if not found:
        return said
    year, month, day = found.groups()
    return "-".join([year, *(f"{int(one):02}" for one in (month, day if month else None) if one)])
