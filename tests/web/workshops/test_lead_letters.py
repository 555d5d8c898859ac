"""Letters about leads that are due or overdue, given to a real mail server."""

import datetime
from typing import Any

import pytest

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.store.accounts import accounts
from kb.store.workshops import leads as store
from kb.web import reminders
from kb.web.environment import Environment, Smtp
from kb.web.workshops.lead_letters import send_lead_letters
from kb.workshops import preparing
from kb.workshops.plan import WorkshopPlan
from tests.watch.people import somebody
from tests.web.mail_server import Kept

TODAY = datetime.date(2026, 11, 30)
Mail = tuple[Kept, Environment, Smtp]


def after(days: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=days)


def lead(base: KnowledgeBase, carrier: Person | None, text: str, due: int, **more: Any) -> int:
    """A lead due so many days from today, and carried by somebody."""
    number = store.add_lead(
        base.register, more.get("workshop", 1), axis="", text=text, due=after(due).isoformat(), actor="test"
    )
    if carrier:
        store.change_lead(base.register, number, {"account": carrier.account}, actor="test")
    return number


def sent(base: KnowledgeBase, mail: Mail, day: datetime.date) -> list[tuple[str, str]]:
    """The letters of a day: to whom, and what they say."""
    kept, environment, smtp = mail
    before = len(kept.letters)
    assert send_lead_letters(base, environment, smtp, day) == len(kept.letters) - before
    return kept.letters[before:]


def test_who_carries_leads_gets_one_letter_with_those_past_and_those_to_come(base: KnowledgeBase, mail: Mail) -> None:
    aline = somebody(base, "Aline", "contributor")
    past = lead(base, aline, "Une clé au gardien (exemple fictif)", -3)
    soon = lead(base, aline, "Un banc devant le hall", 5)
    lead(base, aline, "Trop loin encore", 30)
    store.change_lead(base.register, lead(base, aline, "Faite", -9), {"state": "done"}, actor="test")
    ((to, text),) = sent(base, mail, TODAY)
    assert to == "aline@exemple.fr"
    assert f"https://exemple.fr/suivi?piste={past}" in text
    assert f"https://exemple.fr/suivi?piste={soon}" in text
    assert text.index("Leur date est passée") < text.index("gardien") < text.index("bientôt") < text.index("banc")
    assert "Trop loin" not in text
    assert "Faite" not in text


def test_nobody_gets_two_letters_in_a_week_and_the_same_lead_is_told_again_after_four(
    base: KnowledgeBase, mail: Mail
) -> None:
    aline = somebody(base, "Aline", "contributor")
    lead(base, aline, "Une clé au gardien", 2)
    assert len(sent(base, mail, TODAY)) == 1
    lead(base, aline, "Un banc", -1)
    told = [day for day in range(1, 60) if sent(base, mail, after(day))]
    # Past since day 3 and told on day 7 with the bench; both again four weeks later.
    assert told == [7, 35]
    assert "Une clé" in mail[0].letters[1][1]
    assert "Un banc" in mail[0].letters[1][1]


def test_a_new_date_is_told_anew(base: KnowledgeBase, mail: Mail) -> None:
    aline = somebody(base, "Aline", "contributor")
    number = lead(base, aline, "Une clé au gardien", -3)
    assert sent(base, mail, TODAY)
    store.change_lead(base.register, number, {"due": after(10).isoformat()}, actor="test")
    assert not sent(base, mail, after(8 - 7))
    assert sent(base, mail, after(8))


def test_a_lead_that_nobody_carries_is_told_to_who_facilitated(base: KnowledgeBase, mail: Mail) -> None:
    trainer = somebody(base, "Gerard", "trainer")
    workshop = preparing.start(base.wiki, trainer, WorkshopPlan(title="Cycle", fictional=True))
    lead(base, None, "Un banc", -1, workshop=workshop)
    lead(base, None, "De personne", -1, workshop=99)
    ((to, text),) = sent(base, mail, TODAY)
    assert to == "gerard@exemple.fr"
    assert "De personne" not in text


def test_a_closed_account_gets_none_and_one_refused_is_not_tried_each_hour(base: KnowledgeBase, mail: Mail) -> None:
    aline, bruno = somebody(base, "Aline", "contributor"), somebody(base, "Bruno", "contributor")
    lead(base, aline, "Une clé", -1)
    lead(base, bruno, "Un banc", -1)
    accounts.set_disabled(base.register, bruno.account, True, actor="test")
    mail[0].refused = "aline@exemple.fr"
    assert sent(base, mail, TODAY) == []
    mail[0].refused = ""
    assert sent(base, mail, after(1)) == []


def test_a_mail_server_that_is_away_is_tried_again(base: KnowledgeBase, mail: Mail) -> None:
    lead(base, somebody(base, "Aline", "contributor"), "Une clé", -1)
    nowhere = Smtp("127.0.0.1", 9, "", "", "none", "annuaire@exemple.fr")
    assert send_lead_letters(base, mail[1], nowhere, TODAY) == 0
    assert len(sent(base, mail, TODAY)) == 1


def test_the_server_sends_them_each_hour_beside_those_about_services(
    base: KnowledgeBase, mail: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead(base, somebody(base, "Aline", "contributor"), "Une clé", -1)
    monkeypatch.setattr(reminders, "read_environment", lambda given: mail[1])
    monkeypatch.setattr(reminders.visit, "open_base", lambda: base)
    reminders.remind()
    assert [to for to, _ in mail[0].letters] == ["aline@exemple.fr"]
