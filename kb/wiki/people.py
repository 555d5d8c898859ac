"""The names that pages show of people and of records."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection

from kb.glossary.trades import trade_of
from kb.readers import Person
from kb.store.accounts.accounts import account, accounts, with_role
from kb.wiki.context import Wiki

# What stands between the words of a name, where « @ » takes one word; its length and how many are offered, at most.
BETWEEN = re.compile(r"[^\w’'-]+")
LONGEST_MENTION, MOST_OFFERED = 40, 8


def names(wiki: Wiki) -> dict[str, str]:
    """The name that others see, by account."""
    return {one.id: one.name for one in accounts(wiki.register)}


def trade(wiki: Wiki, person: Person | None) -> str:
    """The code of the trade that the account of a person says, "" for a visitor or a trade that the list has not."""
    known = account(wiki.register, person.account) if person else None
    return trade_of(known.trade, wiki.vocabulary.lists["trades"]) if known else ""


def named(wiki: Wiki, wanted: Collection[str]) -> frozenset[str]:
    """Accounts that go by one of these names, or whose name begins with it."""
    wished = {name.casefold() for name in wanted}
    return frozenset(account for account, name in names(wiki).items() if wished & _called(name))


def _called(name: str) -> set[str]:
    """What may stand after « @ » for somebody: the whole name, in one piece, or its first word."""
    return {one.casefold() for one in (name, _in_one_piece(name), *name.split()[:1])}


def _in_one_piece(name: str) -> str:
    return BETWEEN.sub("-", name).strip("-")[:LONGEST_MENTION]


def mentionable(wiki: Wiki, person: Person, start: str) -> tuple[tuple[str, str], ...]:
    """(name, what is put after « @ ») of the others, one of whose names begins with `start`: by name, few at most.

    A first name that several bear is put with the rest of the name, so that nobody else is told.
    """
    wished = _folded(start)
    known = [one for one in accounts(wiki.register) if not one.disabled and one.name.strip()]
    firsts = Counter(_folded(one.name.split()[0]) for one in known)
    out = []
    for one in sorted(known, key=lambda each: _folded(each.name)):
        if one.id == person.account or not any(_folded(word).startswith(wished) for word in one.name.split()):
            continue
        first = one.name.split()[0]
        alone = firsts[_folded(first)] == 1 and _in_one_piece(first) == first and len(first) > 1
        out.append((one.name, first if alone else _in_one_piece(one.name)))
    return tuple(out[:MOST_OFFERED]) if wished else ()


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(one for one in plain if not unicodedata.combining(one))


def reviewers(wiki: Wiki) -> frozenset[str]:
    """Accounts of the reviewers and administrators."""
    return with_role(wiki.register, "reviewer", "administrator")


def title(wiki: Wiki, record_id: str) -> str:
    """The title of a published record, else its identifier."""
    published = wiki.register.published(record_id)
    return published.record.title if published else record_id
