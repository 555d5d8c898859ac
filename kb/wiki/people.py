"""The names that pages show of people and of records."""

from collections.abc import Collection

from kb.glossary.trades import trade_of
from kb.readers import Person
from kb.store.accounts.accounts import account, accounts, with_role
from kb.wiki.context import Wiki


def names(wiki: Wiki) -> dict[str, str]:
    """The name that others see, by account."""
    return {one.id: one.name for one in accounts(wiki.register)}


def trade(wiki: Wiki, person: Person | None) -> str:
    """The code of the trade that the account of a person says, "" for a visitor or a trade that the list has not."""
    known = account(wiki.register, person.account) if person else None
    return trade_of(known.trade, wiki.vocabulary.lists["trades"]) if known else ""


def named(wiki: Wiki, wanted: Collection[str]) -> frozenset[str]:
    """Accounts that go by one of these names, or whose name begins with it."""
    folded = {name.casefold() for name in wanted}
    return frozenset(
        account for account, name in names(wiki).items() if folded & {name.casefold(), name.split()[0].casefold()}
    )


def reviewers(wiki: Wiki) -> frozenset[str]:
    """Accounts of the reviewers and administrators."""
    return with_role(wiki.register, "reviewer", "administrator")


def title(wiki: Wiki, record_id: str) -> str:
    """The title of a published record, else its identifier."""
    published = wiki.register.published(record_id)
    return published.record.title if published else record_id
