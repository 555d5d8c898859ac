"""References as BibTeX, both ways."""

import logging
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from bibtexparser.entrypoint import parse_string, write_string
from bibtexparser.library import Library
from bibtexparser.middlewares import NameParts
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Entry, Field, ParsingFailedBlock
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from kb.errors import ReferencesUnread
from kb.export.booklet.typography import cleaned
from kb.records.pieces import Reference, ReferenceType

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it could not read is said in the error we raise

TYPES: Mapping[str, ReferenceType] = {
    "article": "article", "book": "book", "booklet": "book", "collection": "book", "proceedings": "book",
    "inbook": "chapter", "incollection": "chapter", "inproceedings": "chapter", "conference": "chapter",
    "techreport": "report", "report": "report", "manual": "report",
    "phdthesis": "thesis", "mastersthesis": "thesis", "thesis": "thesis",
    "online": "webpage", "electronic": "webpage", "www": "webpage", "webpage": "webpage",
}  # fmt: skip
WRITTEN = {"article": "article", "book": "book", "chapter": "incollection", "report": "techreport",
           "thesis": "phdthesis", "webpage": "online", "other": "misc"}  # fmt: skip
# Our field, from the first of these that an entry has.
FIELDS = {
    "title": ("title",), "container": ("journal", "journaltitle", "booktitle"),
    "publisher": ("publisher", "institution", "school", "organization", "howpublished"),
    "place": ("address", "location"), "volume": ("volume",), "issue": ("number", "issue"), "pages": ("pages",),
    "isbn": ("isbn", "issn"), "doi": ("doi",), "url": ("url",), "accessed": ("urldate",),
}  # fmt: skip
PUBLISHERS = {"report": "institution", "thesis": "school"}
LONGEST = 2_000  # characters of a field in which LaTeX is sought: it costs a hundredth of a millisecond each
DEEPEST = 40  # braces within braces
VERBATIM = ("url", "doi")  # a sign of LaTeX is a plain letter there
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ESCAPES = {"\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
           "^": r"\textasciicircum{}", **{sign: "\\" + sign for sign in "&%$#_"}}  # fmt: skip
LATEX = re.compile(r"[\\{}$~]|--|``|''|<<|>>|,,|[!?]`")  # what reads otherwise than it is written
LIGATURE = re.compile(r"(?<=[-`'<>,!?])(?=[-`'<>,])")  # « -- » is a dash to LaTeX, « `` » a quotation mark


def _latex() -> LatexNodes2Text:
    """What turns LaTeX into plain text, with the names of signs that it lacks."""
    context = get_default_latex_context_db()
    signs = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^", "textasciitilde": "~"}
    context.add_context_category("signs", prepend=True, macros=[MacroTextSpec(*one) for one in signs.items()])
    return LatexNodes2Text(latex_context=context, math_mode="verbatim")


_PLAIN = _latex()


def bibtex_text(references: Sequence[tuple[str, Reference]]) -> str:
    """The references, each under its key, as a BibTeX file in UTF-8."""
    library = Library([_entry(key, one) for key, one in references])
    return write_string(library, unparse_stack=[]) if references else ""


def citation_keys(references: Sequence[Reference]) -> list[str]:
    """A key for each reference: « durand2019 », then « durand2019b »."""
    used: dict[str, int] = {}
    keys = []
    for one in references:
        author = (one.authors[0] if one.authors else one.title or "ref").split(",")[0]
        plain = unicodedata.normalize("NFKD", author.replace("œ", "oe").replace("Œ", "oe"))
        key = (re.sub(r"[^a-z]", "", plain.lower())[:20] or "ref") + re.sub(r"\D", "", one.date[:4])
        used[key] = used.get(key, 0) + 1
        keys.append(key if used[key] == 1 else f"{key}{_letters(used[key])}")
    return keys


def _letters(number: int) -> str:
    out = ""
    while number:
        number, rest = divmod(number - 1, 26)
        out = chr(97 + rest) + out
    return out


def _entry(key: str, reference: Reference) -> Entry:
    values = {"author": " and ".join(_written_name(one) for one in reference.authors), "date": reference.date}
    values["year"] = reference.date[:4] if reference.date[:4].isdecimal() else ""
    for ours, names in FIELDS.items():
        name = names[0]
        if ours == "publisher":
            name = PUBLISHERS.get(reference.type, name)
        elif ours == "container" and reference.type in ("chapter", "book"):
            name = "booktitle"
        values[name] = getattr(reference, ours)
    fields = [Field(name, "{" + _written(name, said) + "}") for name, said in values.items() if said]
    return Entry(WRITTEN[reference.type], key, fields)


def _written(name: str, value: str) -> str:
    value = " ".join(cleaned(value).split())
    if name in VERBATIM:
        # No escape is understood there, and a brace would end the field.
        return value.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
    return value if name == "author" else _escaped(value)


def _escaped(value: str) -> str:
    return "".join(ESCAPES.get(one, one) for one in LIGATURE.sub("\0", value)).replace("\0", "{}")


def _written_name(name: str) -> str:
    """A name; a body that signs is between braces, or its « et » and its words would be taken for people's names."""
    said = _escaped(" ".join(cleaned(name).split()))
    return said if "," in name else "{" + said + "}"


def read_bibtex(text: str) -> tuple[list[Reference], list[str]]:
    """References of a BibTeX file, in order, and notes on fields that have no place. Raises ReferencesUnread."""
    _check_depth(text)
    library = parse_string(text)
    for block in library.failed_blocks:
        raise ReferencesUnread(_failure(block))
    out, notes = [], []
    for number, entry in enumerate(library.entries, 1):
        fields = {field.key.lower(): str(field.value) for field in entry.fields}
        out.append(_reference(entry.entry_type.lower(), fields))
        left = sorted(set(fields) - KNOWN)
        if left:
            notes.append(f"Référence {number} ({entry.key}) : champs non repris : {', '.join(left)}.")
    return out, notes


def _check_depth(text: str) -> None:
    """That braces are nested as people nest them: what reads LaTeX calls itself once for each."""
    depth = 0
    for found in re.finditer(r"[{}]|^@", text, re.M):
        depth = 0 if found[0] == "@" else max(0, depth + (1 if found[0] == "{" else -1))
        if depth > DEEPEST:
            line = text.count("\n", 0, found.start()) + 1
            raise ReferencesUnread(
                f"Ligne {line} : plus de {DEEPEST} accolades l’une dans l’autre. Rien n’a été ajouté. "
                "Simplifiez cette entrée, puis redonnez le fichier."
            )


def _failure(block: ParsingFailedBlock) -> str:
    line = (block.start_line or 0) + 1
    first = (block.raw or "").strip().splitlines()[:1]
    said = f" (« {first[0][:80]} »)" if first else ""
    return (
        f"Ligne {line}{said} : cette entrée BibTeX n’est pas complète ou répète une clé ou un champ. Rien n’a été "
        "ajouté. Vérifiez les accolades et les virgules de cette entrée, puis redonnez le fichier."
    )


KNOWN = {"author", "editor", "date", "year", "month", *(name for names in FIELDS.values() for name in names)}


def _reference(sort: str, fields: Mapping[str, str]) -> Reference:
    values: dict[str, Any] = {}
    for ours, names in FIELDS.items():
        name = next((one for one in names if fields.get(one, "").strip()), "")
        values[ours] = _read(name, fields[name]) if name else ""
    values["pages"] = re.sub(r"\s*(?:--|–)\s*", "-", values["pages"])
    values["doi"] = re.sub(r"^https?://(dx\.)?doi\.org/", "", values["doi"])
    values["authors"] = _names(fields.get("author") or fields.get("editor") or "")
    return Reference(type=TYPES.get(sort, "other"), date=_date(fields), **values)


def _read(name: str, value: str) -> str:
    if name in VERBATIM:
        return " ".join(value.replace(r"\_", "_").replace(r"\%", "%").replace(r"\&", "&").replace(r"\#", "#").split())
    plain = " ".join(cleaned(value).split())
    if len(value) > LONGEST or not LATEX.search(value):
        return plain
    # A bare % would hide the rest of the line, a bare & a column: in a reference they are letters.
    try:
        decoded = _PLAIN.latex_to_text(re.sub(r"(?<!\\)([%&#_])", r"\\\1", value))
    except RecursionError:  # environments within environments
        return plain
    # Words that it could make nothing of are kept as they are written.
    return " ".join(cleaned(decoded).split()) or (plain if plain.strip("{} ") else "")


def _names(value: str) -> tuple[str, ...]:
    out = []
    for name in split_multiple_persons_names(" ".join(value.split())) if value.strip() else ():
        if name.startswith("{") and name.endswith("}"):
            out.append(_read("author", name[1:-1]))
        elif name.lower() != "others":
            out.append(_name(parse_single_name_into_parts(name, strict=False)))
    return tuple(one for one in out if one)


def _name(parts: NameParts) -> str:
    family = _read("author", " ".join((*parts.von, *parts.last, *parts.jr)))
    given = _read("author", " ".join(parts.first))
    return f"{family}, {given}" if family and given else family or given


def _date(fields: Mapping[str, str]) -> str:
    date = _read("date", fields.get("date", "")) or _read("year", fields.get("year", ""))
    month = _read("month", fields.get("month", "")).lower()[:3]
    if len(date) == 4 and date.isdecimal() and month:
        number = MONTHS.index(month) + 1 if month in MONTHS else int(month) if month.isdecimal() else 0
        return f"{date}-{number:02}" if 1 <= number <= 12 else date
    return date
