"""The controlled lists, the glossary and the territories, as loaded from `kb/data/`."""

import dataclasses
import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kb.index.words.analysis import WORD, fold_word
from kb.records.catalogue import code_lists

DATA = Path(__file__).parents[1] / "data"
TERRITORIES = DATA / "territories.geojson"
# INSEE codes of the départements of Île-de-France, the region this vocabulary is made for.
DEPARTMENTS = {
    "75": "Paris",
    "77": "Seine-et-Marne",
    "78": "Yvelines",
    "91": "Essonne",
    "92": "Hauts-de-Seine",
    "93": "Seine-Saint-Denis",
    "94": "Val-de-Marne",
    "95": "Val-d’Oise",
}


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the glossary. `listed` is (list, code) when it names a value of a controlled list.

    `senses` is trade → what the word means there: a code of the list of trades, or a name that it has not. `record` is
    the record that the base keeps of it, "" for one that is only shipped; ties are codes of terms.
    """

    code: str
    preferred: str
    definition: str
    variants: tuple[str, ...] = ()
    field: str = ""
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    senses: Mapping[str, str] = dataclasses.field(default_factory=dict)
    listed: tuple[str, str] | None = None
    acronyms: tuple[str, ...] = ()
    slang: tuple[str, ...] = ()
    source: str = ""
    sources: Mapping[str, str] = dataclasses.field(default_factory=dict)
    record: str = ""
    uri: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """The preferred form and all that people say or write for it."""
        return (self.preferred, *self.variants, *self.acronyms, *self.slang)


@dataclass(frozen=True, slots=True)
class Territory:
    """One territory: INSEE code, name, département, and centre in degrees (None for a département)."""

    code: str
    name: str
    department: str
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True, eq=False)  # compared as the one it is: it is made once for each state of a base
class Vocabulary:
    """All controlled words. `lists` is list → code → French label."""

    lists: Mapping[str, Mapping[str, str]]
    terms: tuple[Term, ...]
    territories: Mapping[str, Territory]

    def label(self, name: str, code: str) -> str:
        """French label of a code of a list; the code itself when the list does not know it."""
        if name == "territories":
            return self.territories[code].name if code in self.territories else code
        return self.lists.get(name, {}).get(code, code)

    @functools.cached_property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """The lists, with the territories as one more."""
        return {**self.lists, "territories": {code: one.name for code, one in self.territories.items()}}

    @functools.cached_property
    def by_form(self) -> Mapping[tuple[str, ...], tuple[Term, ...]]:
        """Terms by each of their forms, as folded words."""
        out: dict[tuple[str, ...], tuple[Term, ...]] = {}
        for term in self.terms:
            for form in term.forms:
                key = folded_words(form)
                if key and term not in out.get(key, ()):
                    out[key] = (*out.get(key, ()), term)
        return out

    @functools.cached_property
    def surfaces(self) -> Mapping[str, tuple[str, str]]:
        """(list, code) by each form that names an entry of a controlled list: what ingest proposes metadata from."""
        lists = ("themes", "publics", "substances")
        out = {label: (name, code) for name in lists for code, label in self.lists[name].items()}
        for term in self.terms:
            if term.listed and term.listed[0] in lists:
                out |= dict.fromkeys(term.forms, term.listed)
        return out

    @functools.cached_property
    def words(self) -> frozenset[str]:
        """The folded words of all forms of the glossary."""
        return frozenset(word for form in self.by_form for word in form)

    @functools.cached_property
    def form_sizes(self) -> Mapping[str, tuple[int, ...]]:
        """How many words the forms have that begin with a folded word, longest first; 1 is always among them."""
        sizes: dict[str, set[int]] = {}
        for form in self.by_form:
            sizes.setdefault(form[0], {1}).add(len(form))
        return {first: tuple(sorted(of_first, reverse=True)) for first, of_first in sizes.items()}


@functools.lru_cache(maxsize=8_192)
def folded_words(text: str) -> tuple[str, ...]:
    """The words of a text, folded."""
    return tuple(map(fold_word, WORD.findall(text)))


@functools.lru_cache(maxsize=4)
def load_vocabulary(folder: Path = DATA) -> Vocabulary:
    """The vocabulary of a folder; its files are read once per process."""
    lists = {name: dict(one.entries) for name, one in code_lists().items() if one.entries}
    lists |= yaml.safe_load((folder / "lists.yaml").read_text(encoding="utf-8"))
    path = folder / "vocabulary.yaml"
    raw = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []
    return Vocabulary(lists, tuple(_term(one) for one in raw), _territories(folder / "territories.geojson"))


def _term(raw: Mapping[str, Any]) -> Term:
    name, _, code = str(raw.get("list") or "").partition(":")
    return Term(
        code=str(raw["code"]),
        preferred=str(raw["preferred"]),
        definition=str(raw.get("definition") or ""),
        variants=tuple(str(one) for one in raw.get("variants") or ()),
        field=str(raw.get("field") or ""),
        broader=(str(raw["broader"]),) if raw.get("broader") else (),
        related=tuple(str(one) for one in raw.get("related") or ()),
        senses={str(trade): str(sense) for trade, sense in (raw.get("senses") or {}).items()},
        listed=(name, code) if code else None,
    )


def _territories(path: Path) -> dict[str, Territory]:
    out = {code: Territory(code, name, code) for code, name in DEPARTMENTS.items()}
    if path.exists():
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
            p = feature["properties"]
            out[p["code_insee"]] = Territory(p["code_insee"], p["nom"], p["departement"], p["lon"], p["lat"])
    return out
