"""Saved searches, kept records and what one follows: who is told of what, and what is forgotten."""

import datetime
from collections.abc import Mapping, Sequence

import pytest

from kb.base import KnowledgeBase
from kb.errors import RecordNotFound, Refused
from kb.readers import Person, Reader
from kb.search import hits
from kb.store.accounts import accounts
from kb.store.files.database import transaction
from kb.store.news import kept_records
from kb.store.news.saved_searches import MOST, MOST_ANSWERS, TooManySearches
from kb.wiki.admin import erasure
from kb.wiki.news import discussion, follows, notices, saved_searches
from kb.wiki.news.alerts import tell
from kb.wiki.review import review
from kb.wiki.write import writing
from tests.wiki.people import AUTHOR, OTHER, READER, REVIEWER, published, send

QUESTION = "vélo prêté atelier"


@pytest.fixture(autouse=True)
def words_alone_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    """The invented encoder gives cosines that the real threshold was not made for: half of the words are enough."""
    monkeypatch.setattr(
        hits, "CONFIDENCE", hits.Confidence(bias=-3.0, cosine=0.0, coverage=6.0, words=0.0, threshold=0.6)
    )


@pytest.mark.files
def test_what_a_home_page_asks_of_searches_is_bounded(base: KnowledgeBase) -> None:
    with transaction(base.register.database):
        for number in range(2 * MOST_ANSWERS):
            base.register.database.execute(
                "INSERT INTO records (id, kind, diffusion, created, published_revision, head) "
                "VALUES (?, 'experience', 'public', '2020-01-01', 1, 1)",
                [f"EXP-2001-{number:03d}"],
            )
    for question in ("dormir dehors", "un vélo"):
        search = saved_searches.save(base.wiki, READER, question, {})
        with transaction(base.register.database):
            base.register.database.execute(
                "INSERT INTO saved_answers SELECT ?, id, 1, '2020', 0 FROM records WHERE id LIKE 'EXP-2001-%'", [search]
            )
    asked: list[str] = []
    base.register.database.conn.set_trace_callback(asked.append)
    found = saved_searches.searches(base.wiki, READER)
    base.register.database.conn.set_trace_callback(None)
    assert [len(one.fresh) for one in found] == [MOST_ANSWERS, MOST_ANSWERS]
    assert len(asked) < 4 * MOST_ANSWERS


def somebody(base: KnowledgeBase, login: str = "gaelle", **more: object) -> Person:
    return accounts.add_account(base.register, login, login.title(), roles=["reader"], actor="test", **more).person  # type: ignore[arg-type]


def fresh(base: KnowledgeBase, person: Person) -> list[tuple[str, tuple[str, ...]]]:
    """What a person is told of, once the searches of all were asked of what was published."""
    base.tell_answers()
    return [(one.search.question, one.fresh) for one in saved_searches.searches(base.wiki, person)]


def kept_after(base: KnowledgeBase, number: int, *, seconds: int) -> None:
    """Have a search be kept so long after it was."""
    then = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds)
    with transaction(base.register.database):
        base.register.database.execute(
            "UPDATE saved_searches SET created = ? WHERE number = ?", [then.isoformat(timespec="seconds"), number]
        )


def test_a_record_published_later_that_answers_is_told_once(base: KnowledgeBase) -> None:
    person = somebody(base)
    number = saved_searches.save(base.wiki, person, f"  {QUESTION} ", {})
    assert fresh(base, person) == [(QUESTION, ())]
    record_id = published(base)
    assert fresh(base, person) == [(QUESTION, (record_id,))]
    assert [(one.event, one.record_id) for one in notices.notices(base.wiki, person)] == [("answers", record_id)]
    assert notices.unseen(base.wiki, person) == 1
    base.follow()
    assert notices.unseen(base.wiki, person) == 1
    saved_searches.mark_read(base.wiki, person, number)
    assert fresh(base, person) == [(QUESTION, ())]
    assert saved_searches.searches(base.wiki, person)[0].seen == (record_id,)


def test_what_a_worker_has_yet_to_encode_is_told_once_it_has(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = somebody(base)
    saved_searches.save(base.wiki, person, QUESTION, {})
    with monkeypatch.context() as later:
        later.setattr(type(base.index), "workers", lambda self: ("a worker that lives",))
        record_id = published(base)
        assert base.index.behind()
        assert fresh(base, person) == [(QUESTION, ())]
    base.follow()
    assert fresh(base, person) == [(QUESTION, (record_id,))]


def test_a_search_kept_while_a_publication_waits_for_its_worker_is_told_of_it_once(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, later = somebody(base), somebody(base, "later")
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(type(base.index), "workers", lambda self: ("a worker that lives",))
        record_id = published(base)
        kept_after(base, saved_searches.save(base.wiki, person, QUESTION, {}), seconds=1)
        assert fresh(base, person) == [(QUESTION, ())]
    base.follow()
    kept_after(base, saved_searches.save(base.wiki, later, QUESTION, {}), seconds=1)
    assert fresh(base, person) == [(QUESTION, (record_id,))]
    # Whoever could read it when they kept the question has no news of it, however often it is taken in again.
    base.register.announce_all([record_id])
    base.follow()
    assert fresh(base, later) == [(QUESTION, ())]
    assert notices.unseen(base.wiki, person) == 1


def test_an_index_made_anew_when_a_search_is_kept_makes_nothing_new(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = somebody(base)
    published(base)
    with monkeypatch.context() as begun:
        begun.setattr(type(base.index), "reached", lambda self: 0)
        kept_after(base, saved_searches.save(base.wiki, person, QUESTION, {}), seconds=3600)
    assert fresh(base, person) == [(QUESTION, ())]


def test_a_record_that_answers_weakly_or_another_filter_is_not_told(base: KnowledgeBase) -> None:
    person = somebody(base)
    saved_searches.save(base.wiki, person, "seringues stériles embouts filtres", {})
    saved_searches.save(base.wiki, person, QUESTION, {"outcome": ["failure"]})
    published(base)
    assert [one for _, one in fresh(base, person)] == [(), ()]
    assert notices.notices(base.wiki, person) == ()


def test_a_search_of_filters_alone_is_told_of_what_passes_them(base: KnowledgeBase) -> None:
    person = somebody(base)
    saved_searches.save(base.wiki, person, "", {"territory": ["75"], "outcome": ["mixed"]})
    record_id = published(base)
    assert fresh(base, person) == [("", (record_id,))]


def test_a_revision_that_answers_is_told_again_and_taking_in_again_is_not(base: KnowledgeBase) -> None:
    person = somebody(base)
    number = saved_searches.save(base.wiki, person, QUESTION, {})
    record_id = published(base)
    base.tell_answers()
    saved_searches.mark_read(base.wiki, person, number)
    base.register.announce_all([record_id])
    base.follow()
    assert fresh(base, person) == [(QUESTION, ())]
    one = writing.propose(base.wiki, OTHER, record_id)
    writing.autosave(base.wiki, OTHER, one.number, {"redo": "Deux vélos."}, {})
    send(base, one, OTHER)
    review.publish(base.wiki, REVIEWER, one.number)
    assert fresh(base, person) == [(QUESTION, (record_id,))]


def test_nobody_is_told_of_what_they_may_not_read(base: KnowledgeBase) -> None:
    inside, outside = somebody(base, "in", groups=["carrefour"]), somebody(base, "out")
    for person in (inside, outside):
        saved_searches.save(base.wiki, person, QUESTION, {})
    record_id = published(base, diffusion="group", groups=["carrefour"])
    assert fresh(base, inside) == [(QUESTION, (record_id,))]
    assert fresh(base, outside) == [(QUESTION, ())]
    assert notices.unseen(base.wiki, outside) == 0
    review.withdraw(base.wiki, AUTHOR, record_id, "essai")
    assert fresh(base, inside) == [(QUESTION, ())]
    assert notices.unseen(base.wiki, inside) == 0


def test_an_account_that_is_disabled_is_told_nothing(base: KnowledgeBase) -> None:
    person = somebody(base)
    saved_searches.save(base.wiki, person, QUESTION, {})
    accounts.set_disabled(base.register, person.account, True, actor="test")
    published(base)
    assert fresh(base, person) == [(QUESTION, ())]


def test_the_same_search_is_kept_once_and_only_so_many(base: KnowledgeBase) -> None:
    first = saved_searches.save(base.wiki, READER, QUESTION, {"theme": ["a", "b"]})
    assert saved_searches.save(base.wiki, READER, QUESTION, {"theme": ["b", "a"]}) == first
    for number in range(MOST - 1):
        saved_searches.save(base.wiki, READER, f"question {number}", {})
    with pytest.raises(TooManySearches, match="Retirez-en une"):
        saved_searches.save(base.wiki, READER, "une de trop", {})
    with pytest.raises(discussion.NothingSaid):
        saved_searches.save(base.wiki, READER, "  ", {})


def test_a_search_is_read_and_forgotten_by_its_own_account_alone(base: KnowledgeBase) -> None:
    number = saved_searches.save(base.wiki, READER, QUESTION, {})
    for action in (saved_searches.mark_read, saved_searches.forget):
        with pytest.raises(Refused):
            action(base.wiki, OTHER, number)
    saved_searches.forget(base.wiki, READER, number)
    assert saved_searches.searches(base.wiki, READER) == ()
    with pytest.raises(RecordNotFound):
        saved_searches.forget(base.wiki, READER, number)


def test_erasing_a_record_forgets_the_searches_that_quote_it(base: KnowledgeBase) -> None:
    saved_searches.save(base.wiki, READER, "il ne venait plus au collège depuis", {})
    saved_searches.save(base.wiki, READER, QUESTION, {})
    record_id = published(base)
    erasure.erase(base.wiki, AUTHOR, record_id)
    assert fresh(base, READER) == [(QUESTION, ())]
    for path in base.home.root.rglob("*"):
        assert not path.is_file() or "ne venait plus au collège".encode() not in path.read_bytes()


def test_a_kept_record_is_listed_while_one_may_read_it(base: KnowledgeBase) -> None:
    record_id = published(base)
    hidden = published(base, diffusion="group", groups=["carrefour"])
    saved_searches.keep(base.wiki, READER, record_id)
    with pytest.raises(Refused):
        saved_searches.keep(base.wiki, READER, hidden)
    assert saved_searches.keeps(base.wiki, READER) == (record_id,)
    review.withdraw(base.wiki, AUTHOR, record_id, "essai")
    assert saved_searches.keeps(base.wiki, READER) == ()
    saved_searches.keep(base.wiki, READER, record_id, on=False)
    assert kept_records.kept(base.register, READER.account) == ()


def test_whoever_follows_a_departement_is_told_of_its_communes(base: KnowledgeBase) -> None:
    follows.follow(base.wiki, READER, "territory", "75")
    record_id = published(base)
    assert [one.record_id for one in notices.notices(base.wiki, READER)] == [record_id]


def test_what_one_follows_leaves_out_what_one_may_not_read(base: KnowledgeBase) -> None:
    record_id = published(base)
    follows.follow(base.wiki, READER, "record", record_id)
    follows.follow(base.wiki, READER, "theme", "echec-scolaire")
    assert follows.following(base.wiki, READER) == (("record", record_id), ("theme", "echec-scolaire"))
    review.withdraw(base.wiki, AUTHOR, record_id, "essai")
    assert follows.following(base.wiki, READER) == (("theme", "echec-scolaire"),)


def test_recent_changes_are_those_that_one_may_read(base: KnowledgeBase) -> None:
    hidden = published(base, diffusion="professionals")
    for_all = follows.recent_changes(base.wiki, None)
    assert hidden not in [one.record_id for one in for_all]
    assert len(for_all) >= 3
    assert hidden in [one.record_id for one in follows.recent_changes(base.wiki, READER)]


def test_a_search_is_renamed_by_its_own_account(base: KnowledgeBase) -> None:
    person = somebody(base)
    number = saved_searches.save(base.wiki, person, QUESTION, {})
    saved_searches.rename(base.wiki, person, number, "  Les vélos\n de l’atelier ")
    assert [one.search.name for one in saved_searches.searches(base.wiki, person)] == ["Les vélos de l’atelier"]
    with pytest.raises(Refused):
        saved_searches.rename(base.wiki, OTHER, number, "à moi")
    with pytest.raises(discussion.NothingSaid, match="plus court"):
        saved_searches.rename(base.wiki, person, number, "n" * 121)
    record_id = published(base)
    assert fresh(base, person) == [(QUESTION, (record_id,))]
    saved_searches.rename(base.wiki, person, number, " ")
    assert [one.search.name for one in saved_searches.searches(base.wiki, person)] == [""]


def test_erasing_a_record_forgets_the_names_that_quote_it(base: KnowledgeBase) -> None:
    number = saved_searches.save(base.wiki, READER, QUESTION, {})
    saved_searches.rename(base.wiki, READER, number, "il ne venait plus au collège depuis")
    erasure.erase(base.wiki, AUTHOR, published(base))
    assert [one.search.name for one in saved_searches.searches(base.wiki, READER)] == [""]


def test_a_question_is_asked_once_however_many_keep_it(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [somebody(base, f"account{number}") for number in range(5)]
    for person in people:
        saved_searches.save(base.wiki, person, QUESTION, {})
        saved_searches.save(base.wiki, person, QUESTION, {"outcome": ["mixed"]})
        saved_searches.save(base.wiki, person, "un lit pour dormir", {"outcome": ["failure"]})
        saved_searches.save(base.wiki, person, "", {"outcome": ["mixed"]})
    asked: list[str] = []

    def near(question: str, where: Mapping[str, Sequence[str]], reader: Reader) -> frozenset[str]:
        asked.append(question)
        return base.searcher.answers(question, where, reader)

    record_id = published(base)
    assert tell(base.register, near, base.index.reached()) == 15
    assert sorted(asked) == ["", "", "", QUESTION]
    assert tell(base.register, near, base.index.reached()) == 0
    for person in people:
        assert [one.fresh for one in saved_searches.searches(base.wiki, person)] == [
            (record_id,),
            (),
            (record_id,),
            (record_id,),
        ]
