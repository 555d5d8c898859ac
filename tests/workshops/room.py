"""A workshop with one sitting in a base of a few narratives, for tests."""

import itertools
from typing import Any

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.store.workshops import workshops as store
from kb.workshops import preparing, receiving
from kb.workshops.plan import SittingPlan, WorkshopPlan, usual_steps
from kb.workshops.receiving import Outcome

FACILITATOR = Person("c-7", "Gérard", frozenset({"reader", "trainer"}))
STRANGER = Person("c-8", "Hélène", frozenset({"reader", "trainer"}))
_KEYS = itertools.count(1)


def key() -> str:
    """A key as a telephone makes it."""
    return f"clef-de-test-{next(_KEYS):08d}"


class Room:
    """An open sitting on the first narratives of a base, and what telephones do in it."""

    def __init__(self, base: KnowledgeBase, *narratives: str, opened: bool = True, **plan: Any) -> None:
        self.base = base
        self.wiki = base.wiki
        told = WorkshopPlan(title="Cycle du quai (exemple fictif)", fictional=True)
        self.workshop = preparing.start(self.wiki, FACILITATOR, told)
        given = SittingPlan(theme="La bande de jeunes", date="2026-03-12", narratives=narratives, steps=usual_steps())
        self.plan = SittingPlan.model_validate({**given.model_dump(), **plan})
        self.number = preparing.add_sitting(self.wiki, FACILITATOR, self.workshop, self.plan)
        if opened:
            preparing.open_sitting(self.wiki, FACILITATOR, self.number)

    @property
    def sitting(self) -> store.Sitting:
        """The sitting as it stands."""
        return store.sitting(self.wiki.private, self.number)

    def join(self, team: int = 0) -> str:
        """The token of a new telephone."""
        token = f"telephone-{next(_KEYS)}"
        receiving.join(self.wiki, self.sitting, team, token)
        return token

    def send(self, token: str, what: str, **thing: Any) -> Outcome:
        """What came of one thing that a telephone sent."""
        sent = {"key": key(), "what": what, **thing}
        done = receiving.receive(self.wiki, [(token, [sent])])[0]
        assert done is not None
        return done[sent["key"]]

    def card(self, token: str, text: str, nature: str = "finding") -> str:
        """The key of a card that a telephone sent."""
        one = key()
        done = receiving.receive(
            self.wiki, [(token, [{"key": one, "what": "card", "body": {"text": text, "nature": nature}}])]
        )[0]
        assert done == {one: {"ok": True}}
        return one
