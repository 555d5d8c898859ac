"""Letters about services that nobody updated for long, given to a real mail server."""

import datetime
from typing import Any

import pytest

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.records.canonical import canonical
from kb.records.kinds import Service
from kb.store.accounts import accounts
from kb.web import reminders
from kb.web.environment import Environment, Smtp
from kb.web.reminders import send_reminders
from kb.wiki.write import sending, writing
from tests.conftest import Opener
from tests.watch.people import somebody
from tests.web.mail_server import Kept

TODAY = datetime.date(2026, 11, 30)
FIELDS: dict[str, Any] = {
    "title": "Halte fictive",
    "territories": ["75118"],
    "description": "Un lieu où l’on peut se poser, se laver et parler à quelqu’un, sans rendez-vous. Exemple fictif.",
    "diffusion": "public",
    "date": "2026-04-01",
}


def written(base: KnowledgeBase, person: Person, **changes: Any) -> str:
    one = writing.start(base.wiki, person, "service", {**FIELDS, **changes})
    sending.publish_at_once(base.wiki, person, one.number)
    return one.record_id


def filed(base: KnowledgeBase, record_id: str, **fields: Any) -> None:
    """A service that no account wrote."""
    one = Service(kind="service", id=record_id, **{**FIELDS, **fields})
    number = base.register.save(one, canonical(one), author="kb build", summary="", base=None)
    base.register.publish(record_id, number, actor="kb build")


def test_who_wrote_a_service_is_asked_once_and_told_why(
    base: KnowledgeBase, mail: tuple[Kept, Environment, Smtp]
) -> None:
    kept, environment, smtp = mail
    person = somebody(base, "Aline", "contributor")
    first, second = written(base, person), written(base, person, title="Bains fictifs", date="2024-02")
    written(base, person, title="À jour", date="2026-11-01")
    assert send_reminders(base, environment, smtp, TODAY) == 1
    assert send_reminders(base, environment, smtp, TODAY) == 0
    ((to, text),) = kept.letters
    assert to == "aline@exemple.fr"
    assert f"https://exemple.fr/lire?id={first}" in text
    assert f"https://exemple.fr/lire?id={second}" in text
    assert "À jour" not in text
    assert "parce que vous avez écrit ces fiches" in text


def test_a_service_updated_since_is_written_about_again_once_it_is_old(
    base: KnowledgeBase, mail: tuple[Kept, Environment, Smtp]
) -> None:
    kept, environment, smtp = mail
    person = somebody(base, "Aline", "contributor")
    record_id = written(base, person)
    send_reminders(base, environment, smtp, TODAY)
    one = writing.propose(base.wiki, person, record_id)
    writing.autosave(base.wiki, person, one.number, {"date": "2026-11-30"}, {})
    sending.publish_at_once(base.wiki, person, one.number)
    assert send_reminders(base, environment, smtp, TODAY) == 0
    assert send_reminders(base, environment, smtp, TODAY + datetime.timedelta(days=200)) == 1
    assert len(kept.letters) == 2


def test_the_structure_is_asked_where_no_account_wrote_it(
    base: KnowledgeBase, mail: tuple[Kept, Environment, Smtp]
) -> None:
    kept, environment, smtp = mail
    filed(base, "SRV-1", email="accueil@exemple.fr")
    filed(base, "SRV-2", email="invente@exemple.fr", fictional=True)
    filed(base, "SRV-3", email="ailleurs@exemple.fr", exchange_source="autre", exchange_id="7")
    filed(base, "SRV-4")
    assert send_reminders(base, environment, smtp, TODAY) == 1
    assert [to for to, _ in kept.letters] == ["accueil@exemple.fr"]
    assert "cette adresse est celle qu’indiquent ces fiches" in kept.letters[0][1]


def test_a_service_withdrawn_and_an_account_closed_are_not_written_about(
    base: KnowledgeBase, mail: tuple[Kept, Environment, Smtp]
) -> None:
    _, environment, smtp = mail
    person = somebody(base, "Aline", "contributor")
    written(base, person)
    filed(base, "SRV-1", email="accueil@exemple.fr")
    base.register.withdraw("SRV-1", actor="test", reason="fermé")
    accounts.set_disabled(base.register, person.account, True, actor="test")
    assert send_reminders(base, environment, smtp, TODAY) == 0


def test_a_mail_server_that_is_away_is_tried_again_and_one_that_refuses_is_not(
    base: KnowledgeBase, mail: tuple[Kept, Environment, Smtp]
) -> None:
    kept, environment, smtp = mail
    filed(base, "SRV-1", email="accueil@exemple.fr")
    nowhere = Smtp("127.0.0.1", 9, "", "", "none", "annuaire@exemple.fr")
    assert send_reminders(base, environment, nowhere, TODAY) == 0
    kept.refused = "accueil@exemple.fr"
    assert send_reminders(base, environment, smtp, TODAY) == 0
    kept.refused = ""
    assert send_reminders(base, environment, smtp, TODAY) == 0
    filed(base, "SRV-2", email="bains@exemple.fr")
    assert send_reminders(base, environment, smtp, TODAY) == 1


def test_without_a_mail_server_nothing_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KB_SMTP", raising=False)
    monkeypatch.setattr(reminders, "send_reminders", lambda *given: pytest.fail("nothing is to be sent"))
    reminders.remind()


def test_of_two_servers_over_one_base_one_writes(
    base: KnowledgeBase, open_base: Opener, mail: tuple[Kept, Environment, Smtp], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, environment, _ = mail
    written(base, somebody(base, "Aline", "contributor"), date="2020-04-01")
    monkeypatch.setattr(reminders, "read_environment", lambda given: environment)
    monkeypatch.setattr(reminders.visit, "opener", lambda: open_base(base.home.root))
    # As if the second had read what is due before the first noted what it wrote.
    monkeypatch.setattr(reminders, "send_lead_letters", lambda *given: 0)
    real = reminders.send_reminders

    def slow(*given: Any) -> int:
        reminders.remind()
        return real(*given)

    monkeypatch.setattr(reminders, "send_reminders", slow)
    reminders.remind()
    assert len(kept.letters) == 1
