"""The facets of a page of results: which there are, how their values are named and in which order they stand."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from kb.records.catalogue import facet_fields, filters
from kb.records.fields import CODED, FieldDescription
from kb.records.kinds import KINDS
from kb.vocabulary.vocabulary import Vocabulary

# What records are counted by and is no field of their forms: key, French name, rank among the facets.
KIND = ("kind", "Nature", 20)
YEAR = ("year", "Année", 80)
# The format of the file that a record came from: it filters and is counted nowhere.
SOURCE_TYPE = "source_type"


@dataclass(frozen=True, slots=True)
class ShownFacet:
    """A facet: its key in `where`, its French name, and the field that it counts (None: a fact of the record)."""

    key: str
    label: str
    field: FieldDescription | None = None

    def name_of(self, code: str, vocabulary: Vocabulary) -> str:
        """The French name of a value."""
        if self.key == KIND[0]:
            return KINDS[code].label if code in KINDS else code
        if self.field is not None and self.field.sort == "flag":
            return "Oui" if code == "true" else "Non"
        return vocabulary.label(self.field.list_name, code) if self.field else code

    def in_order(self, names: Mapping[str, str], counts: Mapping[str, int], vocabulary: Vocabulary) -> list[str]:
        """The values named: newest year first, a scale from its first entry to its last, others by their counts."""
        if self.key == YEAR[0]:
            return sorted(names, reverse=True)
        if self.field is not None and self.field.codes and self.field.codes.ordered:
            places = {code: place for place, code in enumerate(vocabulary.labels.get(self.field.list_name, {}))}
            return sorted(names, key=lambda code: places.get(code, len(places)))
        return sorted(names, key=lambda code: (-counts.get(code, 0), names[code]))


@functools.cache
def shown() -> tuple[ShownFacet, ...]:
    """The facets, in the order of the page."""
    ranked = [(field.facet, ShownFacet(field.filter, field.one, field)) for field in facet_fields()]
    ranked += [(rank, ShownFacet(key, label)) for key, label, rank in (KIND, YEAR)]
    return tuple(one for _, one in sorted(ranked, key=lambda pair: pair[0]))


def facet_of(key: str) -> ShownFacet | None:
    """The facet of a key of `where`, None where it is none."""
    return next((one for one in shown() if one.key == key), None)


@functools.cache
def filter_keys() -> tuple[str, ...]:
    """The keys of `where` that an address may carry: the facets, then what else is a code, yes or no."""
    coded = (key for key, field in filters().items() if field.sort in CODED or field.sort == "flag")
    return tuple(dict.fromkeys((*(one.key for one in shown()), SOURCE_TYPE, *coded)))
