"""A thesaurus as a file holds it: concepts, what ties them, and the faults that were found while reading."""

import dataclasses
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.errors import KbError


class ThesaurusRefused(KbError):
    """A file that no thesaurus can be read from, and why."""


@dataclass(frozen=True, slots=True)
class TradeSense:
    """What a term means to a trade: a code of the list of trades, or a name where the list has none."""

    trade: str
    meaning: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept. Ties are addresses of concepts of the same thesaurus; `language` is that of `label`."""

    uri: str
    label: str
    language: str = "fr"
    definition: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    slang: tuple[str, ...] = ()
    senses: tuple[TradeSense, ...] = ()
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConceptFault:
    """A fault of a file: its sort, what was found and what was done, in French, and how often."""

    sort: str
    message: str
    count: int = 1


@dataclass(frozen=True)
class Thesaurus:
    """A thesaurus: its name and licence as the file says them, concepts in the order of the file, faults."""

    name: str = ""
    licence: str = ""
    concepts: tuple[Concept, ...] = ()
    faults: tuple[ConceptFault, ...] = ()

    @functools.cached_property
    def by_uri(self) -> Mapping[str, Concept]:
        """Concepts by their address."""
        return {one.uri: one for one in self.concepts}

    @functools.cached_property
    def narrower(self) -> Mapping[str, tuple[str, ...]]:
        """The addresses right under each concept that has any, by label."""
        under: dict[str, list[str]] = {}
        for one in sorted(self.concepts, key=lambda concept: (concept.label.casefold(), concept.uri)):
            for above in one.broader:
                under.setdefault(above, []).append(one.uri)
        return {uri: tuple(below) for uri, below in under.items()}

    @property
    def tops(self) -> tuple[Concept, ...]:
        """The concepts with nothing above them, by label."""
        return tuple(
            sorted((one for one in self.concepts if not one.broader), key=lambda one: (one.label.casefold(), one.uri))
        )

    def branch(self, uri: str) -> frozenset[str]:
        """A concept and all that stands under it; empty when the thesaurus has no such concept."""
        found: set[str] = set()
        waiting = [uri] if uri in self.by_uri else []
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting.extend(self.narrower.get(one, ()))
        return frozenset(found)

    def part(self, uris: Iterable[str]) -> "Thesaurus":
        """The branches of these concepts alone, with the ties that stay inside; faults are those of the whole."""
        kept = frozenset().union(*(self.branch(uri) for uri in uris))
        concepts = tuple(
            dataclasses.replace(
                one,
                broader=tuple(uri for uri in one.broader if uri in kept),
                related=tuple(uri for uri in one.related if uri in kept),
            )
            for one in self.concepts
            if one.uri in kept
        )
        return Thesaurus(self.name, self.licence, concepts, self.faults)
