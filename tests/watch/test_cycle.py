"""From a report to its retraction: steps, reasons, deadlines, who is told and who is named to nobody."""

import json
from dataclasses import replace

import pytest

from kb.base import KnowledgeBase
from kb.errors import RecordNotFound, Refused
from kb.readers import PUBLIC, Person
from kb.store.records.sources import put_settings
from kb.store.watch import news as watch_news
from kb.store.watch import signals as store
from kb.watch import diffusing, handling, reporting
from kb.watch.handling import StepRefused
from kb.wiki.admin import erasure
from kb.wiki.review import review
from kb.wiki.write import writing
from tests.watch.people import GRID, TEXT, days_ago, diffused, said, say_the_same, somebody, weighed


@pytest.fixture
def sender(base: KnowledgeBase) -> Person:
    return somebody(base, "Aline", "contributor", structure="Maraude du Nord")


@pytest.fixture
def watcher(base: KnowledgeBase) -> Person:
    return somebody(base, "Wafa", "watcher", structure="Coordination")


def states_told(base: KnowledgeBase, person: Person) -> list[str]:
    return [one.state for one in reversed(reporting.news(base.watch.context, person))]


def test_a_signal_goes_from_received_to_closed_and_its_sender_is_told_each_time(
    base: KnowledgeBase, sender: Person, watcher: Person
) -> None:
    number, record_id = diffused(base, sender, watcher)
    handling.close(base.watch.context, watcher, number, "Plus vu depuis un mois.")
    assert states_told(base, sender) == ["verified", "evaluated", "diffused", "closed"]
    (own,) = reporting.own_signals(base.watch.context, sender)
    assert [step.state for step in own.steps] == ["received", "verified", "evaluated", "diffused", "closed"]
    assert own.steps[-1].reason == "Plus vu depuis un mois."
    assert record_id == "SIG-" + record_id[4:]


def test_what_is_diffused_says_neither_who_sent_it_nor_for_whom(
    base: KnowledgeBase, sender: Person, watcher: Person
) -> None:
    _, record_id = diffused(base, sender, watcher)
    published = base.register.published(record_id)
    assert published is not None
    told = published.record.model_dump_json() + published.document.text + published.author
    assert not [word for word in (sender.account, "Aline", "Maraude du Nord") if word in told]
    history = base.register.database.execute(
        "SELECT actor, record_id, detail FROM audit WHERE action NOT LIKE 'account%'"
    )
    assert sender.account not in json.dumps(history.fetchall())
    assert published.record.territories == ("75118",)
    assert published.record.model_dump()["evaluation"].startswith("Gravité : forte")


def test_nobody_learns_who_sent_a_signal_unless_the_base_lets_administrators(
    base: KnowledgeBase, sender: Person, watcher: Person
) -> None:
    admin = somebody(base, "Fanny", "administrator")
    number = reporting.report(base.watch.context, sender, said()).number
    for person in (admin, watcher):
        with pytest.raises(Refused):
            handling.sender_of(base.watch.context, person, number)
    put_settings(base.register, {handling.SENDERS: "administrators"})
    assert handling.sender_of(base.watch.context, admin, number) == "Aline"
    with pytest.raises(Refused):
        handling.sender_of(base.watch.context, watcher, number)


def test_only_the_cell_handles_and_nobody_their_own(base: KnowledgeBase, sender: Person, watcher: Person) -> None:
    number = reporting.report(base.watch.context, watcher, said()).number
    with pytest.raises(Refused, match="votre signal"):
        handling.verify(base.watch.context, watcher, number, "Vu.")
    other = reporting.report(base.watch.context, sender, said()).number
    for action in (
        lambda: handling.desk(base.watch.context, sender),
        lambda: handling.open_signal(base.watch.context, sender, other),
        lambda: diffusing.retract(base.watch.context, sender, other, "Non."),
    ):
        with pytest.raises(Refused, match="veilleurs"):
            action()
    reader = somebody(base, "Edith")
    with pytest.raises(Refused, match="contributeur"):
        reporting.report(base.watch.context, reader, said())


def test_a_step_is_not_skipped_and_wants_its_reason(base: KnowledgeBase, sender: Person, watcher: Person) -> None:
    number = reporting.report(base.watch.context, sender, said()).number
    with pytest.raises(StepRefused):
        diffusing.diffuse(base.watch.context, watcher, number)
    with pytest.raises(StepRefused):
        handling.evaluate(base.watch.context, watcher, number, GRID, "watch", "Vite.")
    with pytest.raises(StepRefused, match="vérifié"):
        handling.verify(base.watch.context, watcher, number, "  ")
    handling.verify(base.watch.context, watcher, number, "Appel à la mairie.")
    handling.correct(base.watch.context, watcher, number, {"subject": "product", "trigger": "novelty"})
    with pytest.raises(StepRefused, match="sources indépendantes"):
        handling.evaluate(base.watch.context, watcher, number, {**GRID, "sources": ""}, "watch", "Jamais vu.")
    with pytest.raises(StepRefused):
        diffusing.retract(base.watch.context, watcher, number, "Faux.")  # nobody was told of it: it is closed
    assert [one.state for one in store.steps(base.watch.context.private, number)] == ["received", "verified"]


def test_a_signal_that_names_somebody_is_not_diffused_until_its_words_are_mended(
    base: KnowledgeBase, sender: Person, watcher: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Le petit Mehdi vend au 12 rue des Lilas."
    number = reporting.report(base.watch.context, sender, said(text)).number
    weighed(base, watcher, number)
    with pytest.raises(StepRefused, match="rue des Lilas"):
        diffusing.diffuse(base.watch.context, watcher, number)
    handling.correct(base.watch.context, watcher, number, {"description": "Un jeune vend dans une rue du quartier."})
    assert diffusing.diffuse(base.watch.context, watcher, number).startswith("SIG-")


def test_deadlines_are_set_at_each_step_and_what_is_late_comes_first(
    base: KnowledgeBase, sender: Person, watcher: Person
) -> None:
    old = reporting.report(base.watch.context, sender, said("Un premier fait, ancien.")).number
    late = reporting.report(base.watch.context, sender, said("Un second fait, en retard.")).number
    store.change_report(base.watch.context.private, late, deadline=days_ago(base, 1))
    assert [(one.report.number, one.late) for one in handling.desk(base.watch.context, watcher)] == [
        (late, True),
        (old, False),
    ]
    weighed(base, watcher, old, "alert")
    assert store.report(base.watch.context.private, old).deadline == days_ago(base, -1)


def test_a_diffused_signal_closes_by_itself_when_its_date_comes(
    base: KnowledgeBase, sender: Person, watcher: Person
) -> None:
    number, _ = diffused(base, sender, watcher)
    assert handling.expire(base.watch.context) == 0
    store.change_report(base.watch.context.private, number, expires=days_ago(base, 0))
    assert handling.expire(base.watch.context) == 1
    assert store.report(base.watch.context.private, number).state == "closed"
    assert states_told(base, sender)[-1] == "closed"


def test_saying_the_same_counts_structures_not_clicks(base: KnowledgeBase, sender: Person, watcher: Person) -> None:
    number = reporting.report(base.watch.context, sender, said()).number
    colleague = somebody(base, "Bruno", "contributor", structure="Maraude du Nord")
    other = somebody(base, "Chloe", "contributor", structure="CAARUD Sud")
    assert say_the_same(base, sender, number) == 1
    assert say_the_same(base, colleague, number) == 1
    assert say_the_same(base, other, number) == 2
    assert say_the_same(base, other, number) == 2
    handling.verify(base.watch.context, watcher, number, "Appels.")
    assert states_told(base, other) == ["verified"]


def test_a_signal_that_was_not_shown_is_corroborated_by_nobody(base: KnowledgeBase, sender: Person) -> None:
    watch = base.watch.context
    number = reporting.report(watch, sender, said()).number
    guesser, other = (somebody(base, name, "contributor", structure=name) for name in ("Ana", "Bo"))
    for shown in ("", "0" * 64, reporting.shown_to(watch, other, number), reporting.shown_to(watch, guesser, 99), "é"):
        with pytest.raises(RecordNotFound, match="montrés"):
            reporting.say_the_same(watch, guesser, number, shown)
    assert len(store.report(watch.private, number).structures) == 1
    (near,) = reporting.look(watch, guesser, TEXT).near
    assert reporting.say_the_same(watch, guesser, near.number, near.shown) == 2


def test_what_was_diffused_to_a_group_is_read_by_no_other_who_says_the_same(
    base: KnowledgeBase, sender: Person, watcher: Person
) -> None:
    watch = base.watch.context
    number = reporting.report(watch, sender, said()).number
    outside = somebody(base, "Ana", "contributor", structure="CAARUD Sud")
    inside = replace(somebody(base, "Bo", "contributor", structure="Halte"), groups=frozenset({"nord"}))
    for person in (outside, inside):
        say_the_same(base, person, number)
    weighed(base, watcher, number)
    record_id = diffusing.diffuse(watch, watcher, number, diffusion="group", groups=["nord"])
    title = "Des pipes neuves"
    known = {
        person.name: (reporting.own_signals(watch, person)[0], reporting.told_of(watch, person, number))
        for person in (outside, inside, sender)
    }
    assert (known["Ana"][0].title, known["Ana"][0].record_id) == ("", "")
    assert known["Ana"][1] == ("un signal que vous avez confirmé", "")
    assert known["Bo"][0].title.startswith(title)
    assert known["Bo"][0].record_id == known["Bo"][1][1] == record_id
    assert known["Aline"][0].title.startswith(title)  # their own words, and no link to what they may not read
    assert known["Aline"][0].record_id == known["Aline"][1][1] == ""


def test_a_retraction_reaches_all_who_were_told_and_marks_the_bulletins(
    base: KnowledgeBase, sender: Person, watcher: Person
) -> None:
    same, subscribed, stranger = (somebody(base, name, "contributor", structure=name) for name in ("Ana", "Bo", "Cy"))
    watch_news.subscribe(base.watch.context.private, subscribed.account, "territory", "75118")
    watch_news.subscribe(base.watch.context.private, stranger.account, "territory", "93066")
    number = reporting.report(base.watch.context, sender, said()).number
    say_the_same(base, same, number)
    weighed(base, watcher, number)
    record_id = diffusing.diffuse(base.watch.context, watcher, number)
    assert [states_told(base, person)[-1:] for person in (sender, same, subscribed, stranger)] == [
        *[["diffused"]] * 3,
        [],
    ]
    bulletin = published_bulletin(base, watcher, record_id)
    assert diffusing.retract(base.watch.context, watcher, number, "Une photo d’une autre ville.") == (bulletin,)
    assert [states_told(base, person)[-1:] for person in (sender, same, subscribed, stranger)] == [
        *[["retracted"]] * 3,
        [],
    ]
    revision = base.register.published(record_id)
    assert revision is not None
    assert revision.record.title.startswith("Rétracté : ")
    assert "Une photo d’une autre ville." in revision.document.text
    marked = base.register.published(bulletin)
    assert marked is not None
    assert record_id in marked.document.text
    assert "Une photo d’une autre ville." in marked.document.text
    with pytest.raises(StepRefused):
        diffusing.retract(base.watch.context, watcher, number, "Encore.")


def published_bulletin(base: KnowledgeBase, watcher: Person, record_id: str) -> str:
    reviewer = somebody(base, "Colette", "reviewer")
    fields = {"title": "Bulletin d’essai", "highlights": "Des pipes neuves au nord.", "signals": [record_id]}
    fields["diffusion"] = "public"
    one = writing.start(base.wiki, watcher, "bulletin", fields)
    writing.submit(base.wiki, watcher, one.number, open_points=0)
    review.take(base.wiki, reviewer, one.number)
    review.validate(base.wiki, reviewer, one.number)
    review.publish(base.wiki, reviewer, one.number)
    return one.record_id


def test_a_diffusion_is_as_open_as_the_cell_says(base: KnowledgeBase, sender: Person, watcher: Person) -> None:
    _, record_id = diffused(base, sender, watcher)
    assert base.record(record_id, reader=PUBLIC) is None
    assert base.record(record_id, reader=sender.reader) is not None
    number = reporting.report(base.watch.context, sender, said("Un fait pour un seul groupe, ailleurs.")).number
    weighed(base, watcher, number)
    with pytest.raises(StepRefused, match="à qui"):
        diffusing.diffuse(base.watch.context, watcher, number, diffusion="group")
    for_group = diffusing.diffuse(base.watch.context, watcher, number, diffusion="group", groups=["rive-nord"])
    assert base.record(for_group, reader=sender.reader) is None


def test_a_closed_signal_that_was_never_made_known_has_no_record(
    base: KnowledgeBase, sender: Person, watcher: Person
) -> None:
    number = reporting.report(base.watch.context, sender, said()).number
    handling.close(base.watch.context, watcher, number, "Rien de neuf.")
    assert store.report(base.watch.context.private, number).record_id == ""
    assert not [one for one in base.register.ids(published=False) if one.startswith("SIG-")]


def test_an_erased_signal_leaves_no_word(base: KnowledgeBase, sender: Person, watcher: Person) -> None:
    number, record_id = diffused(base, sender, watcher)
    erasure.erase(base.wiki, somebody(base, "Fanny", "administrator"), record_id)
    with pytest.raises(RecordNotFound):
        store.report(base.watch.context.private, number)
    assert reporting.news(base.watch.context, sender) == ()


def test_a_signal_is_found_by_search_once_it_is_diffused(base: KnowledgeBase, sender: Person, watcher: Person) -> None:
    number = reporting.report(base.watch.context, sender, said()).number
    base.follow()
    assert base.search("pipes neuves distribuées", reader=sender.reader) == ()
    weighed(base, watcher, number)
    record_id = diffusing.diffuse(base.watch.context, watcher, number)
    assert base.search("pipes neuves distribuées", reader=sender.reader)[0].record.id == record_id
    assert TEXT not in json.dumps(base.register.database.execute("SELECT * FROM audit").fetchall())
