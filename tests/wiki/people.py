"""People and a narrative for tests of the wiki."""

from typing import Any

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.store.drafts.proposals import Proposal
from kb.wiki.review import review
from kb.wiki.review.grid import grid
from kb.wiki.write import writing

AUTHOR = Person("c-1", "Aline", frozenset({"reader", "contributor"}))
OTHER = Person("c-2", "Basile", frozenset({"reader", "contributor"}))
REVIEWER = Person("c-3", "Colette", frozenset({"reader", "reviewer"}))
SECOND = Person("c-4", "Denis", frozenset({"reader", "reviewer"}))
READER = Person("c-5", "Edith", frozenset({"reader"}))
ADMIN = Person("c-6", "Fanny", frozenset({"reader", "administrator"}))

STORY: dict[str, Any] = {
    "title": "Le vélo prêté",
    "summary": "Un vélo prêté par l’atelier ramène un garçon au collège.",
    "experience_type": "practice",
    "organisation": "Club de prévention Les Deux Rives",
    "period": "printemps 2024",
    "territories": ["75119"],
    "themes": ["echec-scolaire"],
    "trades": ["education-specialisee"],
    "outcome": "mixed",
    "context": "Il ne venait plus au collège depuis la rentrée.",
    "steps": [{"when": "En mars", "text": "L’atelier lui a prêté un vélo, contre trois heures de réparation."}],
    "results": "Il est venu douze jours de suite, puis la roue a cassé.",
    "lessons": "Un objet prêté oblige des deux côtés.",
    "diffusion": "public",
    "fictional": True,
}
YES = {question.code: {"answer": "yes"} for _, questions in grid() for question in questions}


def told(base: KnowledgeBase, person: Person = AUTHOR, **changes: Any) -> Proposal:
    """A narrative typed by somebody, not sent yet."""
    one = writing.start(base.wiki, person, "experience")
    writing.autosave(base.wiki, person, one.number, {**STORY, **changes}, {})
    return one


def published(base: KnowledgeBase, **changes: Any) -> str:
    """Identifier of a narrative that went the whole way."""
    one = told(base, **changes)
    send(base, one)
    review.publish(base.wiki, REVIEWER, one.number)
    return one.record_id


def send(base: KnowledgeBase, one: Proposal, person: Person = AUTHOR) -> None:
    """Send a text, and have it read and validated."""
    writing.submit(base.wiki, person, one.number, open_points=0)
    review.take(base.wiki, REVIEWER, one.number)
    review.answer_grid(base.wiki, REVIEWER, one.number, YES)
    review.validate(base.wiki, REVIEWER, one.number)
