"""Terms of the common language: proposed from the page, exchanged with other thesauri."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kb.glossary.concepts import Thesaurus
from kb.glossary.exchange import fields_of
from kb.glossary.skos_process import read_apart
from kb.readers import Person
from kb.records.canonical import canonical
from kb.records.kinds import TermRecord
from kb.store.drafts.proposals import Proposal
from kb.store.files.database import in_bulk, transaction
from kb.store.records.terms import all_terms
from kb.vocabulary.vocabulary import Term
from kb.wiki.context import Wiki, name_in_log, require_anywhere
from kb.wiki.write import writing

# What a page imports while somebody waits: the index takes in some twenty terms a second.
MOST_FROM_A_PAGE: Final = 500
SUMMARY: Final = "import d’un thésaurus"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do: terms that are new, changed (under their identifier), the same, and rewritten here."""

    new: tuple[TermRecord, ...]
    changed: tuple[TermRecord, ...]
    same: int
    kept: tuple[TermRecord, ...]


def propose(wiki: Wiki, person: Person, code: str = "") -> Proposal:
    """A change to a term, that begins with what the glossary says of it; a new term for an empty code."""
    known = next((one for one in wiki.vocabulary.terms if code and code in (one.code, one.record)), None)
    if known is not None and known.record:
        return writing.propose(wiki, person, known.record)
    return writing.start(wiki, person, "term", _fields(wiki, known) if known else None)


def _fields(wiki: Wiki, known: Term) -> dict[str, object]:
    trades = wiki.vocabulary.lists["trades"]
    names = {one.code: one.preferred for one in wiki.vocabulary.terms}
    return {
        "title": known.preferred,
        "definition": known.definition,
        "variants": list(known.variants),
        "broader": [names[one] for one in known.broader if one in names],
        "related": [names[one] for one in known.related if one in names],
        "senses": [
            {"trade": trades.get(trade, trade), "meaning": meaning, "source": ""}
            for trade, meaning in known.senses.items()
        ],
    }


def read(wiki: Wiki, person: Person | None, data: bytes, name: str) -> Thesaurus:
    """The thesaurus of a file that somebody gives. Raises ThesaurusRefused, and Refused for whoever may not import."""
    require_anywhere("moderate", person)
    return read_apart(data, name, wiki.vocabulary.lists["trades"])


def plan(wiki: Wiki, chosen: Thesaurus) -> Plan:
    """What importing these concepts would do; a term is found again by its address, else by its name."""
    by_uri, by_name = _known(wiki)
    trades = wiki.vocabulary.lists["trades"]
    new, changed, kept, same = [], [], [], 0
    for concept in chosen.concepts:
        made = TermRecord.model_validate(fields_of(concept, chosen, trades))
        found = by_uri.get(made.uri) if made.uri else None
        found = found or by_name.get(made.title.casefold())
        if found is None:
            new.append(made)
        elif found.record.model_copy(update={"id": ""}) == made:
            same += 1
        elif found.edited_here:
            kept.append(made)
        else:
            changed.append(made.model_copy(update={"id": found.record.id}))
    return Plan(tuple(new), tuple(changed), same, tuple(kept))


def carry_out(
    wiki: Wiki, person: Person | None, planned: Plan, progress: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Number of terms published, all or none; the index is not level yet: call `wiki.follow`.

    `person` is None at the machine's own command line. What was rewritten here meanwhile is left as it is.
    """
    if person is not None:
        require_anywhere("moderate", person)
    actor, done, total = name_in_log(person) if person else "operator", 0, len(planned.new) + len(planned.changed)
    heads = {one.record.id: one for one in _known(wiki)[1].values()}
    with in_bulk(wiki.register.database), transaction(wiki.register.database):
        for made in (*planned.new, *planned.changed):
            known = heads.get(made.id)
            if known is not None and known.edited_here:
                continue
            one = made if made.id else made.model_copy(update={"id": wiki.register.new_id("term")})
            number = wiki.register.save(
                one, canonical(one), author=actor, summary=SUMMARY, base=known.head if known else None
            )
            wiki.register.publish(one.id, number, actor=actor, audience=one.audience)
            done += 1
            progress(done, total)
        wiki.register.audit(actor, "import terms", None, f"{done}")
    return done


@dataclass(frozen=True, slots=True)
class _Held:
    """A term that the base holds, the number of its head, and whether somebody rewrote it here."""

    record: TermRecord
    head: int
    edited_here: bool


def _known(wiki: Wiki) -> tuple[dict[str, _Held], dict[str, _Held]]:
    """The terms that are published, by address and by name."""
    by_uri: dict[str, _Held] = {}
    by_name: dict[str, _Held] = {}
    for record_id, head, edited, body in all_terms(wiki.register):
        record = TermRecord.model_validate_json(body).model_copy(update={"id": record_id})
        held = _Held(record, head, edited)
        by_name.setdefault(record.title.casefold(), held)
        if record.uri:
            by_uri.setdefault(record.uri, held)
    return by_uri, by_name
