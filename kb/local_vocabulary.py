"""The vocabulary of one base: what is shipped, completed by its administrators' lists and its published terms."""

import functools
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kb.records.catalogue import editable_lists
from kb.store.register import Register
from kb.store.sources import get_setting
from kb.store.terms import published_terms
from kb.vocabulary import Term, Vocabulary, load_vocabulary

# The lists that administrators complete (MODEL, section 10); the others are the program's own.
EDITABLE = tuple(one.name for one in editable_lists())
SETTING = "lists"


def vocabulary_of(register: Register) -> Vocabulary:
    """The vocabulary of this base. A published term replaces the shipped one of the same name; only public terms count,
    since everybody's questions are read with them."""
    return _completed(get_setting(register, SETTING), published_terms(register))


def own_lists(register: Register) -> dict[str, dict[str, str]]:
    """What this base adds to the shipped lists, or calls otherwise: list → code → label."""
    given = json.loads(get_setting(register, SETTING) or "{}")
    return {name: dict(given.get(name, {})) for name in EDITABLE}


@functools.lru_cache(maxsize=8)
def _completed(lists: str, terms: tuple[tuple[str, str], ...]) -> Vocabulary:
    """The shipped vocabulary with the lists (JSON) and terms (identifier, body in JSON) of a base."""
    shipped = load_vocabulary()
    if not lists and not terms:
        return shipped
    own: Mapping[str, Mapping[str, str]] = json.loads(lists or "{}")
    merged = {name: {**labels, **own.get(name, {})} for name, labels in shipped.lists.items()}
    ours = {term.preferred.casefold(): term for term in (_term(one, json.loads(body)) for one, body in terms)}
    kept = []
    for term in shipped.terms:
        new = ours.pop(term.preferred.casefold(), None)
        kept.append(replace(term, definition=new.definition, variants=new.variants, senses=new.senses) if new else term)
    return Vocabulary(merged, (*kept, *ours.values()), shipped.territories)


def _term(record_id: str, body: Mapping[str, Any]) -> Term:
    senses = dict(line.split(":", 1) for line in body.get("senses", ()) if ":" in line)
    return Term(
        code=record_id,
        preferred=str(body["title"]),
        definition=str(body.get("definition", "")),
        variants=tuple(body.get("variants", ())),
        senses={trade.strip(): meaning.strip() for trade, meaning in senses.items()},
    )
