"""The vocabulary of one base: what is shipped, completed by its administrators' lists and its published terms."""

import functools
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kb.records.catalogue import editable_lists
from kb.records.kinds import TermRecord
from kb.store.records.register import Register
from kb.store.records.sources import get_setting
from kb.store.records.terms import published_terms, terms_published
from kb.vocabulary.vocabulary import Term, Vocabulary, load_vocabulary

# The lists that administrators complete; the others are the program's own.
EDITABLE = tuple(one.name for one in editable_lists())
SETTING = "lists"


@dataclass(frozen=True, slots=True)
class _Version:
    """What tells one vocabulary from another, and how to read the terms of this one."""

    base: str
    lists: str
    published: tuple[tuple[str, int, str], ...]
    bodies: Callable[[], tuple[tuple[str, str], ...]] = field(compare=False)


def vocabulary_of(register: Register) -> Vocabulary:
    """The vocabulary of this base. A published term replaces the shipped one of the same name; only public terms count,
    since everybody's questions are read with them."""
    lists, published = get_setting(register, SETTING), terms_published(register)
    if not lists and not published:
        return load_vocabulary()
    return _completed(_Version(register.place, lists, published, lambda: published_terms(register)))


def own_lists(register: Register) -> dict[str, dict[str, str]]:
    """What this base adds to the shipped lists, or calls otherwise: list → code → label."""
    given = json.loads(get_setting(register, SETTING) or "{}")
    return {name: dict(given.get(name, {})) for name in EDITABLE}


@functools.lru_cache(maxsize=8)
def _completed(version: _Version) -> Vocabulary:
    """The shipped vocabulary with the lists and terms of a base: read once for each state of its terms."""
    shipped = load_vocabulary()
    own: Mapping[str, Mapping[str, str]] = json.loads(version.lists or "{}")
    merged = {name: {**labels, **own.get(name, {})} for name, labels in shipped.lists.items()}
    return Vocabulary(merged, joined(shipped, merged["trades"], version.bodies()), shipped.territories)


def joined(shipped: Vocabulary, trades: Mapping[str, str], published: tuple[tuple[str, str], ...]) -> tuple[Term, ...]:
    """The shipped terms and those of a base (identifier, body in JSON), with the ties between all of them as codes.

    `trades` is code → label. A tie that one term tells of another is told by both.
    """
    bodies = {record_id: json.loads(body) for record_id, body in published}
    records = {record_id: _term(record_id, body, trades) for record_id, body in bodies.items()}
    by_name: dict[str, Term] = {}
    for new in records.values():
        by_name.setdefault(new.preferred.casefold(), new)  # a second one of the same name stands beside the first
    codes: dict[str, str] = {}
    terms: dict[str, Term] = {}
    for term in shipped.terms:
        ours = by_name.get(term.preferred.casefold())
        if ours is not None:
            codes[ours.code] = term.code
            term = replace(
                ours, code=term.code, field=term.field, listed=term.listed, broader=term.broader, related=term.related
            )
        terms[term.code] = term
    for record_id, new in records.items():
        if record_id not in codes:
            codes[record_id] = record_id
            terms[record_id] = new
    return _tied(terms, {codes[record_id]: body for record_id, body in bodies.items()})


def _tied(terms: dict[str, Term], bodies: Mapping[str, Mapping[str, Any]]) -> tuple[Term, ...]:
    """The terms with the ties that the bodies name by word; words that no term has are left out."""
    named: dict[str, str] = {}
    for term in terms.values():
        named.setdefault(term.preferred.casefold(), term.code)
    for term in terms.values():
        for form in term.forms:
            named.setdefault(form.casefold(), term.code)
    above = {code: dict.fromkeys(term.broader) for code, term in terms.items()}
    beside = {code: dict.fromkeys(term.related) for code, term in terms.items()}
    for code, body in bodies.items():
        if body.get("broader"):
            above[code] = {}
        for name, ties in (("broader", above), ("related", beside)):
            ties[code] |= dict.fromkeys(_known(named, body.get(name, ()), code))
        for below in _known(named, body.get("narrower", ()), code):
            above[below][code] = None
    for code in terms:
        for other in tuple(beside[code]):
            if other in beside:
                beside[other][code] = None
    return tuple(replace(term, broader=tuple(above[code]), related=tuple(beside[code])) for code, term in terms.items())


def _known(named: Mapping[str, str], words: Iterable[str], own: str) -> list[str]:
    found = (named.get(word.strip().casefold()) for word in words)
    return [code for code in found if code and code != own]


def _term(record_id: str, body: Mapping[str, Any], trades: Mapping[str, str]) -> Term:
    record = TermRecord.model_validate({**body, "kind": "term"})
    codes = {label.casefold(): code for code, label in trades.items()}
    senses: dict[str, str] = {}
    sources: dict[str, str] = {}
    for one in record.senses:
        trade = codes.get(one.trade.casefold(), one.trade)
        senses[trade] = f"{senses[trade]} / {one.meaning}" if trade in senses else one.meaning
        if one.source:
            sources[trade] = one.source
    return Term(
        code=record_id,
        preferred=record.title,
        definition=record.definition,
        variants=record.variants,
        acronyms=record.acronyms,
        slang=record.slang,
        senses={trade: meaning for trade, meaning in senses.items() if trade},
        source=record.source,
        sources=sources,
        record=record_id,
        uri=record.uri,
    )
