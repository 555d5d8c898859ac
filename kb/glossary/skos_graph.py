"""The triples of a file, as the reader of SKOS asks for them."""

import datetime
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pyoxigraph as ox

from kb.glossary.concepts import ThesaurusRefused
from kb.glossary.rdf_names import RDF, XSD

LARGEST: Final = 60_000_000  # bytes: four times the largest thesaurus tried
# Extensions, and the format that each stands for. N-Triples is Turtle too.
FORMATS: Final = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.TURTLE,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
}
READ: Final = "Turtle (.ttl), JSON-LD (.jsonld) ou RDF/XML (.rdf)"
MOST_TRIPLES: Final = 2_000_000
BASE: Final = "urn:x-recits-partages:fichier"  # what relative addresses of a file are relative to
DATES: Final = {
    f"{XSD}date": re.compile(r"-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(Z|[+-]\d\d:\d\d)?"),
    f"{XSD}dateTime": re.compile(
        r"-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"
    ),
}

Node = ox.NamedNode | ox.BlankNode


class Text(NamedTuple):
    """A literal: its words and its language, "" for none."""

    words: str
    language: str


class Graph:
    """Subject → property → objects, in the order of the file. `bad_dates` are what is typed a date and is none."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._of: dict[Node, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]] = {}
        self._instances: dict[str, dict[Node, None]] = {}
        self.bad_dates: list[str] = []
        for number, quad in enumerate(quads):
            if number >= MOST_TRIPLES:
                raise ThesaurusRefused(f"ce fichier a plus de {MOST_TRIPLES} faits. Exportez-en une partie seulement.")
            self._take(quad)

    def _take(self, quad: ox.Quad) -> None:
        subject, known, value = quad.subject, quad.predicate.value, quad.object
        if not isinstance(subject, ox.NamedNode | ox.BlankNode) or isinstance(value, ox.Triple):
            return  # a statement about a statement says nothing of a concept
        self._of.setdefault(subject, {}).setdefault(known, []).append(value)
        if known == f"{RDF}type" and isinstance(value, ox.NamedNode):
            self._instances.setdefault(value.value, {})[subject] = None
        if isinstance(value, ox.Literal):
            pattern = DATES.get(value.datatype.value)
            if pattern is not None and not (pattern.fullmatch(value.value.strip()) and _in_calendar(value.value)):
                self.bad_dates.append(value.value)

    def instances(self, sort: str) -> tuple[Node, ...]:
        """The subjects of a class."""
        return tuple(self._instances.get(sort, ()))

    def subjects(self) -> Iterator[Node]:
        """All subjects."""
        return iter(self._of)

    def has(self, subject: Node, *names: str) -> bool:
        """Whether a subject says any of these properties."""
        return any(name in self._of.get(subject, {}) for name in names)

    def nodes(self, subject: Node, *names: str) -> list[Node]:
        """What a subject points to by these properties, once each."""
        said = self._of.get(subject, {})
        found = (one for name in names for one in said.get(name, ()) if isinstance(one, ox.NamedNode | ox.BlankNode))
        return list(dict.fromkeys(found))

    def texts(self, subject: Node, *names: str) -> list[Text]:
        """The literals of these properties of a subject."""
        said = self._of.get(subject, {})
        return [
            Text(one.value, (one.language or "").lower())
            for name in names
            for one in said.get(name, ())
            if isinstance(one, ox.Literal)
        ]


def _in_calendar(said: str) -> bool:
    """Whether a date that is well written is one: no 30 February."""
    try:
        datetime.date.fromisoformat(said.strip()[:10])
    except ValueError:
        return said.strip()[4:5] != "-"  # years of five digits, or before our era, are not ours to judge
    return True


def read_graph(path: Path, name: str) -> Graph:
    """The triples of a file, called `name` in what is said of it. Raises ThesaurusRefused.

    Nothing is fetched: a context or an entity that stands elsewhere is refused. Call it in a process with limits.
    """
    form = FORMATS.get(Path(name).suffix.lower())
    if form is None:
        raise ThesaurusRefused(f"{name} : un thésaurus se lit en {READ}.")
    if path.stat().st_size > LARGEST:
        raise ThesaurusRefused(f"{name} : plus de {LARGEST // 1_000_000} Mo. Exportez-en une partie seulement.")
    data = path.read_bytes()
    if form == ox.RdfFormat.RDF_XML and b"<!DOCTYPE" in data.replace(b"\0", b""):
        # An entity may stand for a text a thousand times as long, or for a file of this machine.
        raise ThesaurusRefused(
            f"{name} : ce fichier commence par une déclaration <!DOCTYPE, qui n’est jamais lue. Enregistrez ce "
            "thésaurus en Turtle, ou sans cette déclaration."
        )
    try:
        return _parsed(data, form)
    except ThesaurusRefused as error:
        raise ThesaurusRefused(f"{name} : {error}") from None
    except (SyntaxError, ValueError) as error:
        raise ThesaurusRefused(f"{name}{_place(error)} : {_cause(str(error))}") from None


def _parsed(data: bytes, form: ox.RdfFormat) -> Graph:
    """The triples; where an address is badly formed, as many thesauri have one, the file is read with less care."""
    try:
        return Graph(ox.parse(data, format=form, base_iri=BASE))
    except SyntaxError as error:
        if "IRI" not in str(error):
            raise
        return Graph(ox.parse(data, format=form, base_iri=BASE, lenient=True))


def _place(error: Exception) -> str:
    line = getattr(error, "lineno", None)
    return f", ligne {line}" if line else ""


def _cause(said: str) -> str:
    if "LoadDocumentCallback" in said:
        return (
            "son « @context » est une adresse, qui n’est jamais ouverte. Demandez un fichier où le contexte est écrit, "
            "ou du Turtle."
        )
    return "ce fichier ne se lit pas à partir de là. Enregistrez-en une nouvelle copie, en Turtle si possible."
