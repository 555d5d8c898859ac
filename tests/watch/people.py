"""People and signals for tests of the watch, all fictitious."""

import datetime
from typing import Any

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.store.accounts.accounts import add_account, set_profile
from kb.watch import diffusing, handling, reporting

TEXT = "Des pipes neuves sont distribuées gratuitement devant la gare par des inconnus."
GRID = {name: answers[-1] for name, (_, answers) in handling.GRID.items()}


def somebody(base: KnowledgeBase, name: str, *roles: str, structure: str = "") -> Person:
    """Somebody with an account of their own, of an organisation."""
    login = f"{name.lower()}@exemple.fr"
    made = add_account(base.register, login, name, roles=[*roles], email=login, actor="test")
    set_profile(base.register, made.id, name=name, trade="", organisation=structure)
    return Person(made.id, name, frozenset({"reader", *roles}))


def said(text: str = TEXT, **given: Any) -> dict[str, Any]:
    """A report as a device sends it."""
    return {"key": f"{text[:20]}-{given.get('territory', '')}", "text": text, "territory": "Paris 18e", "ago": 0,
            "knowledge": "seen", **given}  # fmt: skip


def weighed(base: KnowledgeBase, watcher: Person, number: int, level: str = "watch") -> None:
    """Take a signal through verification and evaluation."""
    handling.verify(base.watch.context, watcher, number, "Deux appels à des équipes voisines.")
    handling.correct(base.watch.context, watcher, number, {"subject": "product", "trigger": "novelty"})
    handling.evaluate(base.watch.context, watcher, number, GRID, level, "Jamais vu ici.")


def diffused(base: KnowledgeBase, sender: Person, watcher: Person, text: str = TEXT, **given: Any) -> tuple[int, str]:
    """Number and record of a signal that went the whole way."""
    number = reporting.report(base.watch.context, sender, said(text, **given)).number
    weighed(base, watcher, number)
    return number, diffusing.diffuse(base.watch.context, watcher, number)


def days_ago(base: KnowledgeBase, days: int) -> str:
    """An ISO day."""
    return (base.watch.context.today - datetime.timedelta(days=days)).isoformat()


def say_the_same(base: KnowledgeBase, person: Person, number: int) -> int:
    """Corroborate a signal, as from the page that shows it."""
    watch = base.watch.context
    return reporting.say_the_same(watch, person, number, reporting.shown_to(watch, person, number))
