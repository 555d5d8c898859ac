"""Between the glossary of a base and a thesaurus: terms as concepts, concepts as the fields of a term."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from kb.glossary.concepts import Concept, Thesaurus, TradeSense
from kb.glossary.rdf_names import TERM
from kb.glossary.skos_check import without_bad_ties
from kb.vocabulary.vocabulary import Term

# A definition is asked of every term of ours; many concepts of others have none.
UNDEFINED: Final = "Terme repris d’un thésaurus, sans définition."


def thesaurus_of(terms: Iterable[Term], name: str = "Glossaire") -> Thesaurus:
    """The glossary as a thesaurus. A term that came from one keeps the address it had there."""
    listed = tuple(terms)
    addresses = {term.code: term.uri or TERM + term.code for term in listed}
    concepts = [_concept(term, addresses) for term in listed]
    beside: dict[str, list[str]] = {}
    for one in concepts:
        for uri in one.related:
            beside.setdefault(uri, []).append(one.uri)
    concepts = [replace(one, related=tuple(sorted({*one.related, *beside.get(one.uri, ())}))) for one in concepts]
    kept, faults = without_bad_ties(concepts)
    return Thesaurus(name, "", kept, faults)


def _concept(term: Term, addresses: Mapping[str, str]) -> Concept:
    return Concept(
        uri=addresses[term.code],
        label=term.preferred,
        definition="" if term.definition == UNDEFINED else term.definition,
        source=term.source,
        variants=_other(term, term.variants),
        acronyms=_other(term, term.acronyms),
        slang=_other(term, term.slang),
        senses=tuple(TradeSense(trade, meaning, term.sources.get(trade, "")) for trade, meaning in term.senses.items()),
        broader=tuple(addresses[code] for code in term.broader if code in addresses),
        related=tuple(addresses[code] for code in term.related if code in addresses),
    )


def _other(term: Term, forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in forms if one != term.preferred))


def fields_of(concept: Concept, thesaurus: Thesaurus, trades: Mapping[str, str]) -> dict[str, Any]:
    """The fields of the term that a concept makes; the terms around it are named by their labels.

    `trades` is code → label. The thesaurus is named as the source, with its licence.
    """
    known = thesaurus.by_uri
    origin = " · ".join(one for one in (thesaurus.name, thesaurus.licence) if one)
    named = {
        "broader": [known[uri].label for uri in concept.broader if uri in known],
        "related": [known[uri].label for uri in concept.related if uri in known],
        "variants": list(concept.variants),
        "acronyms": list(concept.acronyms),
        "slang": list(concept.slang),
    }
    return {
        "title": concept.label,
        "definition": concept.definition or UNDEFINED,
        "source": concept.source or origin,
        "uri": "" if concept.uri.startswith((TERM, "_:")) else concept.uri,
        "senses": [
            {"trade": trades.get(one.trade, one.trade), "meaning": one.meaning, "source": one.source}
            for one in concept.senses
        ],
        "notes": "\n\n".join(concept.notes),
        **named,
    }
