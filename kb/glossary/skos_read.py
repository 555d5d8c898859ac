"""Reads a thesaurus in SKOS: its concepts, with all that the file says of them in French, and what is wrong with it."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kb.glossary.concepts import Concept, ConceptFault, Thesaurus, ThesaurusRefused, TradeSense
from kb.glossary.rdf_names import ACRONYM, DC, DCT, RDF, RDFS, SKOS, SKOSXL, SLANG, TRADE
from kb.glossary.skos_check import said_of, without_bad_ties
from kb.glossary.skos_graph import Graph, Node, Text, read_graph
from kb.records.plain import many_lines, one_line

# A label is shown as a title: longer ones are sentences. A definition longer than that is a chapter.
LONGEST_LABEL: Final = 300
LONGEST_TEXT: Final = 20_000
MOST_CONCEPTS: Final = 50_000


def read_thesaurus(path: Path, name: str, trades: Mapping[str, str]) -> Thesaurus:
    """The thesaurus of a file called `name`; `trades` is code → label. Raises ThesaurusRefused.

    Nothing is fetched from anywhere. Call it in a process with limits (`kb.glossary.skos_process`).
    """
    graph = read_graph(path, name)
    nodes = graph.instances(f"{SKOS}Concept")
    if not nodes:
        raise ThesaurusRefused(
            f"{name} : aucun concept SKOS dans ce fichier. Ce n’est peut-être que la description d’un thésaurus."
        )
    if len(nodes) > MOST_CONCEPTS:
        raise ThesaurusRefused(f"{name} : plus de {MOST_CONCEPTS} concepts. Exportez-en une partie seulement.")
    reader = _Reader(graph, trades)
    concepts = [found for node in nodes if (found := reader.concept(node))]
    kept, faults = without_bad_ties(concepts)
    label, licence = reader.scheme()
    return Thesaurus(label, licence, kept, (*reader.faults(), *faults))


class _Reader:
    """Makes concepts of the triples, and counts what it found wrong."""

    def __init__(self, graph: Graph, trades: Mapping[str, str]) -> None:
        self._graph = graph
        self._codes = {label.casefold(): code for code, label in trades.items()} | {code: code for code in trades}
        self._labels = dict(trades)
        self._found: dict[str, list[str]] = {}
        self._inverse = {
            name: self._inverted(f"{SKOS}{inverse}")
            for name, inverse in (("broader", "narrower"), ("related", "related"))
        }

    def _inverted(self, name: str) -> dict[Node, list[Node]]:
        """Who is pointed to by a property, with those that point: a tie told from one end holds from both."""
        out: dict[Node, list[Node]] = {}
        for subject in self._graph.subjects():
            for target in self._graph.nodes(subject, name):
                out.setdefault(target, []).append(subject)
        return out

    def faults(self) -> tuple[ConceptFault, ...]:
        """What was found wrong, each sort once with its first cases."""
        found = [said_of(sort, cases) for sort, cases in self._found.items()]
        if self._graph.bad_dates:
            found.append(said_of("date", self._graph.bad_dates))
        if groups := self._graph.instances(f"{SKOS}Collection"):
            labels = (_best(self._graph.texts(one, f"{SKOS}prefLabel", f"{RDFS}label")) for one in groups)
            found.append(said_of("collection", [label.words if label else "sans nom" for label in labels]))
        return tuple(found)

    def scheme(self) -> tuple[str, str]:
        """Name and licence of the thesaurus, "" where the file says none."""
        for node in self._graph.instances(f"{SKOS}ConceptScheme"):
            names = (f"{SKOS}prefLabel", f"{DCT}title", f"{DC}title", f"{RDFS}label")
            label = _best(self._graph.texts(node, *names))
            said = [one.words for one in self._graph.texts(node, f"{DCT}rights", f"{DCT}license", f"{DC}rights")]
            said += [one.value for one in self._graph.nodes(node, f"{DCT}license") if isinstance(one, ox.NamedNode)]
            if label:
                return one_line(label.words)[:LONGEST_LABEL], one_line(", ".join(said))[:LONGEST_LABEL]
        return "", ""

    def concept(self, node: Node) -> Concept | None:
        """The concept of a node, or None when nothing names it."""
        preferred = [one for one in self._labels_of(node, "prefLabel") if one.words]
        chosen = _best(preferred)
        if chosen is None:
            self._note("label", _uri(node))
            return None
        french = [one.words for one in preferred if one.language == chosen.language]
        if len(french) > 1:
            self._note("double", " / ".join(sorted(french)))
        if chosen.language not in ("", "fr"):
            self._note("language", chosen.words)
        if len(chosen.words) > LONGEST_LABEL:
            self._note("long", chosen.words[:60] + "…")
            return None
        other = self._labels_of(node, "altLabel") + self._labels_of(node, "hiddenLabel")
        other = [one for one in other if one.language in ("", chosen.language, "fr")] + [
            Text(one, "") for one in french
        ]
        variants = [one.words for one in other if 0 < len(one.words) <= LONGEST_LABEL]
        if any(one.words == chosen.words for one in other[: len(other) - len(french)]):
            self._note("same", chosen.words)
        acronyms, slang = self._own(node, ACRONYM), self._own(node, SLANG)
        known = {chosen.words, *acronyms, *slang}
        senses = self._senses(node)
        return Concept(
            _uri(node),
            chosen.words,
            chosen.language or "fr",
            self._definition(node),
            "; ".join(
                dict.fromkeys(one_line(one.words) for one in self._graph.texts(node, f"{DCT}source", f"{DC}source"))
            ),
            self._notes(node, senses),
            tuple(one for one in dict.fromkeys(variants) if one not in known),
            acronyms,
            slang,
            senses,
            self._ties(node, "broader"),
            self._ties(node, "related"),
        )

    def _labels_of(self, node: Node, name: str) -> list[Text]:
        """Labels said outright, and those of SKOS-XL, which stand in a node of their own."""
        said = self._graph.texts(node, f"{SKOS}{name}")
        for label in self._graph.nodes(node, f"{SKOSXL}{name}"):
            said += self._graph.texts(label, f"{SKOSXL}literalForm")
        return list(dict.fromkeys(Text(one_line(one.words), _short(one.language)) for one in said))

    def _own(self, node: Node, name: str) -> tuple[str, ...]:
        said = (one_line(one.words) for one in self._graph.texts(node, name))
        return tuple(dict.fromkeys(one for one in said if 0 < len(one) <= LONGEST_LABEL))

    def _definition(self, node: Node) -> str:
        return self._prose(node, "definition") or self._prose(node, "scopeNote")

    def _prose(self, node: Node, name: str) -> str:
        """The words of a note in French; a note may also be a node that holds them."""
        said = self._graph.texts(node, f"{SKOS}{name}")
        for inner in self._graph.nodes(node, f"{SKOS}{name}"):
            if not self._graph.has(inner, f"{DCT}audience"):
                said += self._graph.texts(inner, f"{RDF}value")
        french = [one.words for one in said if _short(one.language) in ("", "fr")]
        return many_lines("\n\n".join(dict.fromkeys(french)))[:LONGEST_TEXT]

    def _notes(self, node: Node, senses: Iterable[TradeSense]) -> tuple[str, ...]:
        """Notes for people, without those that only say a sense again for plain readers."""
        again = {f"{self._labels.get(one.trade, one.trade)} : {one.meaning}" for one in senses}
        names = ["note", "example", "historyNote", "editorialNote", "changeNote"]
        if self._prose(node, "definition"):
            names.append("scopeNote")
        said = (self._prose(node, name) for name in names)
        parts = (part for text in said for part in text.split("\n\n"))
        return tuple(dict.fromkeys(one for one in parts if one and one not in again))

    def _senses(self, node: Node) -> tuple[TradeSense, ...]:
        """The meanings per trade: notes that are nodes, with the audience that they are meant for."""
        found: dict[tuple[str, str], TradeSense] = {}
        for inner in self._graph.nodes(node, f"{SKOS}scopeNote", f"{SKOS}note", f"{SKOS}definition"):
            meanings = [one for one in self._graph.texts(inner, f"{RDF}value") if _short(one.language) in ("", "fr")]
            source = "; ".join(one_line(one.words) for one in self._graph.texts(inner, f"{DCT}source"))
            for trade in self._audiences(inner):
                for meaning in meanings:
                    one = TradeSense(trade, many_lines(meaning.words)[:LONGEST_TEXT], source)
                    found.setdefault((one.trade, one.meaning), one)
        order = {code: place for place, code in enumerate(self._labels)}
        return tuple(sorted(found.values(), key=lambda one: (order.get(one.trade, len(order)), one.trade, one.meaning)))

    def _audiences(self, node: Node) -> list[str]:
        """Trades that a note is for, as codes of our list where it knows them."""
        said = [one.words for one in self._graph.texts(node, f"{DCT}audience")]
        for one in self._graph.nodes(node, f"{DCT}audience"):
            label = _best(self._graph.texts(one, f"{SKOS}prefLabel", f"{RDFS}label"))
            own = one.value.removeprefix(TRADE) if isinstance(one, ox.NamedNode) else ""
            said.append(own if own in self._labels else label.words if label else own)
        return [self._codes.get(one.casefold(), one) for one in map(one_line, said) if one]

    def _ties(self, node: Node, name: str) -> tuple[str, ...]:
        found = [*self._graph.nodes(node, f"{SKOS}{name}"), *self._inverse[name].get(node, ())]
        return tuple(dict.fromkeys(_uri(one) for one in found))

    def _note(self, sort: str, case: str) -> None:
        self._found.setdefault(sort, []).append(case)


def _uri(node: Node) -> str:
    return node.value if isinstance(node, ox.NamedNode) else f"_:{node.value}"


def _short(language: str) -> str:
    return language.split("-")[0]


def _best(texts: Iterable[Text]) -> Text | None:
    """The text to show: in French, else without language, else in English, else the first by language."""
    order = {"fr": 0, "": 1, "en": 2}
    known = [one for one in texts if one.words.strip()]
    return min(known, key=lambda one: (order.get(_short(one.language), 3), one.language, one.words), default=None)
