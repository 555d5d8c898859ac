"""Writes concepts as SKOS: for any reader of thesauri, with meanings per trade, acronyms and slang for ours."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from kb.glossary.concepts import Concept, Thesaurus
from kb.glossary.rdf_names import ACRONYM, DCT, PREFIXES, RDF, RDFS, SCHEME, SKOS, SLANG, TRADE

# Extension → format and media type, in the order in which a page offers them.
EXPORTS: Final[Mapping[str, tuple[ox.RdfFormat, str]]] = {
    "ttl": (ox.RdfFormat.TURTLE, "text/turtle"),
    "jsonld": (ox.RdfFormat.JSON_LD, "application/ld+json"),
    "rdf": (ox.RdfFormat.RDF_XML, "application/rdf+xml"),
}
FRENCH: Final = "fr"


def skos_file(thesaurus: Thesaurus, form: str, trades: Mapping[str, str]) -> bytes:
    """A thesaurus as a file in the format of `EXPORTS`; `trades` is code → label."""
    written = ox.serialize(triples(thesaurus, trades), format=EXPORTS[form][0], prefixes=dict(PREFIXES))
    return written or b""


def triples(thesaurus: Thesaurus, trades: Mapping[str, str]) -> Iterator[ox.Triple]:
    """What a thesaurus says. Two runs give the same triples, in the same order, with the same names of nodes."""
    scheme = ox.NamedNode(SCHEME)
    yield ox.Triple(scheme, _name(RDF, "type"), _name(SKOS, "ConceptScheme"))
    yield ox.Triple(scheme, _name(SKOS, "prefLabel"), _text(thesaurus.name or "Glossaire"))
    if thesaurus.licence:
        yield ox.Triple(scheme, _name(DCT, "rights"), _text(thesaurus.licence))
    for name, label in ((ACRONYM, "sigle"), (SLANG, "argot")):
        yield ox.Triple(ox.NamedNode(name), _name(RDFS, "subPropertyOf"), _name(SKOS, "altLabel"))
        yield ox.Triple(ox.NamedNode(name), _name(RDFS, "label"), _text(label))
    used = {sense.trade for one in thesaurus.concepts for sense in one.senses if sense.trade in trades}
    for code in sorted(used):
        yield ox.Triple(ox.NamedNode(TRADE + code), _name(RDFS, "label"), _text(trades[code]))
    for number, one in enumerate(thesaurus.concepts):
        yield from _concept(one, number, scheme, trades)


def _concept(one: Concept, number: int, scheme: ox.NamedNode, trades: Mapping[str, str]) -> Iterator[ox.Triple]:
    node = _node(one.uri)
    yield ox.Triple(node, _name(RDF, "type"), _name(SKOS, "Concept"))
    yield ox.Triple(node, _name(SKOS, "inScheme"), scheme)
    yield ox.Triple(node, _name(SKOS, "prefLabel"), ox.Literal(one.label, language=one.language or FRENCH))
    other = dict.fromkeys((*one.variants, *one.acronyms, *one.slang))
    yield from (ox.Triple(node, _name(SKOS, "altLabel"), _text(label)) for label in other if label != one.label)
    yield from (ox.Triple(node, ox.NamedNode(ACRONYM), _text(label)) for label in one.acronyms)
    yield from (ox.Triple(node, ox.NamedNode(SLANG), _text(label)) for label in one.slang)
    if one.definition:
        yield ox.Triple(node, _name(SKOS, "definition"), _text(one.definition))
    if one.source:
        yield ox.Triple(node, _name(DCT, "source"), _text(one.source))
    yield from (ox.Triple(node, _name(SKOS, "note"), _text(note)) for note in one.notes)
    yield from (ox.Triple(node, _name(SKOS, "broader"), _node(uri)) for uri in one.broader)
    yield from (ox.Triple(node, _name(SKOS, "related"), _node(uri)) for uri in one.related)
    if not one.broader:
        yield ox.Triple(node, _name(SKOS, "topConceptOf"), scheme)
    for place, sense in enumerate(one.senses):
        label = trades.get(sense.trade, sense.trade)
        note = ox.BlankNode(f"s{number}n{place}")
        yield ox.Triple(node, _name(SKOS, "scopeNote"), note)
        yield ox.Triple(note, _name(RDF, "value"), _text(sense.meaning))
        audience = ox.NamedNode(TRADE + sense.trade) if sense.trade in trades else _text(label)
        yield ox.Triple(note, _name(DCT, "audience"), audience)
        if sense.source:
            yield ox.Triple(note, _name(DCT, "source"), _text(sense.source))
        # The same in plain words, for readers that know no note but a literal.
        yield ox.Triple(node, _name(SKOS, "note"), _text(f"{label} : {sense.meaning}"))


def _name(namespace: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(namespace + name)


def _node(uri: str) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(uri.removeprefix("_:")) if uri.startswith("_:") else ox.NamedNode(uri)


def _text(words: str) -> ox.Literal:
    return ox.Literal(words, language=FRENCH)


def concepts_of(found: Iterable[Concept], name: str = "") -> Thesaurus:
    """Concepts as a thesaurus to export."""
    return Thesaurus(name, "", tuple(found))
