"""From a need that nothing meets to a workshop: begun by who may prepare one, shown to those who facilitate it."""

import pytest

from kb.base import KnowledgeBase
from kb.errors import RecordNotFound, Refused
from kb.readers import PUBLIC, Person
from kb.records.canonical import canonical
from kb.records.kinds import Need
from kb.workshops import on_need, preparing
from tests.wiki.people import READER, published

TRAINER = Person("c-7", "Gilles", frozenset({"reader", "trainer"}))


def need(base: KnowledgeBase, record_id: str = "BES-1", diffusion: str = "public") -> str:
    one = Need(
        kind="need", id=record_id, title="Dormir le soir de la sortie", summary="Rien n’ouvre avant lundi.",
        territories=("75118",), themes=("hebergement",), diffusion=diffusion, fictional=True,
    )  # fmt: skip
    number = base.register.save(one, canonical(one), author="c-9", summary="", base=None)
    base.register.publish(one.id, number, actor="c-9")
    return record_id


def test_a_workshop_takes_the_need_as_its_theme_and_its_stories_to_read(base: KnowledgeBase) -> None:
    person, story = TRAINER, published(base)
    number = on_need.begin(base.wiki, person, need(base), [story, "EXP-0000-000"])
    plan = preparing.plan_of(preparing.workshop_for(base.wiki, person, number))
    assert (plan.title, plan.need, plan.themes, plan.fictional) == (
        *("Dormir le soir de la sortie", "BES-1"),
        *(("hebergement",), True),
    )
    (sitting,) = preparing.sittings(base.wiki, number)
    assert preparing.sitting_plan(sitting).theme == "Dormir le soir de la sortie"
    assert preparing.sitting_plan(sitting).narratives == (story,)


def test_only_those_who_facilitate_it_are_told_of_it(base: KnowledgeBase) -> None:
    person = TRAINER
    number = on_need.begin(base.wiki, person, need(base), [])
    assert on_need.taken_up(base.wiki, person.reader, person, "BES-1").mine == (
        (number, "Dormir le soir de la sortie"),
    )
    for other in (READER, None):
        reader = other.reader if other else PUBLIC
        assert on_need.taken_up(base.wiki, reader, other, "BES-1") == on_need.TakenUp((), ())
    assert on_need.taken_up(base.wiki, person.reader, person, "BES-2").mine == ()


def test_who_may_not_prepare_workshops_begins_none(base: KnowledgeBase) -> None:
    with pytest.raises(Refused):
        on_need.begin(base.wiki, READER, need(base), [])


def test_a_need_that_is_not_there_or_not_open_begins_none(base: KnowledgeBase) -> None:
    need(base, "BES-3", "group")
    for one in ("BES-9", "BES-3", "EXP-2023-001"):
        with pytest.raises(RecordNotFound):
            on_need.begin(base.wiki, TRAINER, one, [])


def test_the_restitution_of_its_workshop_is_told_to_its_readers(base: KnowledgeBase) -> None:
    person = TRAINER
    number = on_need.begin(base.wiki, person, need(base), [])
    base.wiki.private.database.execute("UPDATE workshops SET record_id = 'EXP-2023-001' WHERE number = ?", [number])
    assert on_need.taken_up(base.wiki, PUBLIC, None, "BES-1").restitutions == ("EXP-2023-001",)
    base.register.withdraw("EXP-2023-001", actor="test", reason="repris")
    assert on_need.taken_up(base.wiki, PUBLIC, None, "BES-1").restitutions == ()
