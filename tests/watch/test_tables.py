"""The watch as the cell and as others see it: phenomena, masked tables, what emerges; and files of signals."""

import csv
import io
import json
from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from kb.errors import Refused
from kb.readers import Person
from kb.store.watch import signals as store
from kb.watch import bulletins, diffusing, exchange, following, overview, reporting
from kb.watch.exchange import SignalFileRefused
from tests.watch.people import diffused, said, somebody, weighed

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "veille"


@pytest.fixture
def watcher(base: KnowledgeBase) -> Person:
    return somebody(base, "Wafa", "watcher", structure="Coordination")


@pytest.fixture
def reader(base: KnowledgeBase) -> Person:
    return somebody(base, "Edith")


@pytest.fixture
def sampled(base: KnowledgeBase, watcher: Person) -> KnowledgeBase:
    found = exchange.import_file(base.watch.context, watcher, "signaux.csv", (SAMPLE / "signaux.csv").read_bytes())
    assert (found.added, found.known, found.wrong) == (150, 0, ())
    return base


def test_the_sample_is_taken_once(sampled: KnowledgeBase, watcher: Person) -> None:
    again = exchange.import_file(sampled.watch.context, watcher, "signaux.csv", (SAMPLE / "signaux.csv").read_bytes())
    assert (again.added, again.known) == (0, 150)
    truth = json.loads((SAMPLE / "verite.json").read_text("utf-8"))
    rumour = truth["phenomenes"]["rumeur de piqûres"]
    assert store.count_reports(sampled.watch.context.private, "retracted") == len(rumour) == 5
    assert len({row["territoire"] for row in rows_of_sample()}) == 15


def rows_of_sample() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((SAMPLE / "signaux.csv").read_text("utf-8")), delimiter=";"))


def test_others_count_what_was_weighed_and_no_small_count(
    sampled: KnowledgeBase, watcher: Person, reader: Person
) -> None:
    whole, seen = overview.look(sampled.watch.context, watcher), overview.look(sampled.watch.context, reader)
    assert len(whole.marks) > len(seen.marks) > 0
    assert {mark.state for mark in seen.marks} == {"evaluated"}
    for table in (seen.by_month, seen.by_product):
        counts = [count for row in table.cells for count in row] + [*table.rows, *table.columns, table.total]
        assert not [count for count in counts if count is not None and 0 < count < 5]
    assert None in seen.by_month.rows + seen.by_month.columns + sum(seen.by_month.cells, ())
    assert sum(whole.by_month.rows) == len(whole.marks)  # type: ignore[arg-type]
    assert following.lines(sampled.watch.context, reader, seen.marks) == ()
    assert len(following.lines(sampled.watch.context, watcher, whole.marks)) == len(whole.marks)


def test_a_phenomenon_is_not_named_outside_by_words_that_nobody_diffused(
    sampled: KnowledgeBase, watcher: Person, reader: Person
) -> None:
    overview.work_out(sampled.watch.context)
    assert overview.look(sampled.watch.context, reader).phenomena == ()
    first = overview.look(sampled.watch.context, watcher).phenomena[0]
    overview.name_phenomenon(sampled.watch.context, watcher, first.grouped, "Doses à cinq euros", "À suivre de près.")
    named = [one for one in overview.look(sampled.watch.context, reader).phenomena if one.named]
    assert [one.name for one in named] in ([], ["Doses à cinq euros"])
    with pytest.raises(Refused):
        overview.name_phenomenon(sampled.watch.context, reader, first.grouped, "Autre", "")


def test_an_analysis_is_kept_for_the_cell_alone_and_knows_when_it_is_old(
    sampled: KnowledgeBase, watcher: Person, reader: Person
) -> None:
    assert overview.is_stale(sampled.watch.context)
    found = overview.work_out(sampled.watch.context)
    assert not overview.is_stale(sampled.watch.context)
    kept = overview.last_analysis(sampled.watch.context, watcher)
    assert kept is not None
    assert kept[1] == found
    with pytest.raises(Refused):
        overview.last_analysis(sampled.watch.context, reader)
    reporting.report(sampled.watch.context, watcher, said())
    assert overview.is_stale(sampled.watch.context)


def test_a_bulletin_takes_only_what_was_diffused_and_subscribers_are_told_of_it(
    base: KnowledgeBase, watcher: Person, reader: Person
) -> None:
    sender = somebody(base, "Aline", "contributor", structure="Maraude")
    hidden = reporting.report(base.watch.context, sender, said("Un fait que la cellule garde pour elle.")).number
    with pytest.raises(bulletins.NothingToTell):
        bulletins.compose(base.watch.context, watcher, signals=[hidden])
    number, record_id = diffused(base, sender, watcher)
    one = bulletins.compose(base.watch.context, watcher, signals=[number, hidden])
    fields = base.wiki.private.working_copy(one.number, watcher.account)
    assert fields is not None
    assert fields.fields["signals"] == [record_id]
    assert "garde pour elle" not in json.dumps(fields.fields, ensure_ascii=False)
    with pytest.raises(Refused):
        bulletins.compose(base.watch.context, reader, signals=[number])
    following.set_subscriptions(base.watch.context, reader, [("all", "")])
    publish(base, one.number)
    assert bulletins.tell_new(base.watch.context) == 1
    assert bulletins.tell_new(base.watch.context) == 0
    assert [(n.state, n.reason) for n in reporting.news(base.watch.context, reader)] == [("bulletin", one.record_id)]
    diffusing.retract(base.watch.context, watcher, number, "Une erreur.")
    assert reporting.news(base.watch.context, reader)[0].state == "bulletin_marked"


def publish(base: KnowledgeBase, number: int) -> None:
    from kb.wiki.review import review
    from kb.wiki.write import writing

    watcher = next(p for p in [one.person for one in people(base)] if p.has("watcher"))
    reviewer = somebody(base, "Colette", "reviewer")
    writing.autosave(base.wiki, watcher, number, {"highlights": "Des pipes neuves."}, {})
    writing.submit(base.wiki, watcher, number, open_points=0)
    review.take(base.wiki, reviewer, number)
    review.validate(base.wiki, reviewer, number)
    review.publish(base.wiki, reviewer, number)


def people(base: KnowledgeBase) -> tuple:  # type: ignore[type-arg]
    from kb.store.accounts.accounts import accounts

    return accounts(base.register)


def test_what_is_exported_can_be_imported_and_names_nobody(base: KnowledgeBase, watcher: Person) -> None:
    sender = somebody(base, "Aline", "contributor", structure="Maraude du Nord")
    reporting.report(base.watch.context, sender, said("=Une phrase ; avec un point-virgule.", price="5 €"))
    for form in exchange.FORMS:
        body = exchange.export_file(base.watch.context, watcher, form)
        assert b"Maraude du Nord" not in body
        found = exchange.import_file(base.watch.context, watcher, f"signaux.{form}", body)
        assert found.wrong == ()
    text = exchange.export_file(base.watch.context, watcher, "csv").decode("utf-8-sig")
    assert ";'=Une phrase" in text.replace('"', "")
    with pytest.raises(Refused):
        exchange.export_file(base.watch.context, sender, "csv")


def test_an_extract_is_masked_for_the_cell_too(sampled: KnowledgeBase, watcher: Person) -> None:
    rows = json.loads(exchange.extract(sampled.watch.context, watcher, "json"))["effectifs"]
    assert {row["selon"] for row in rows} == {"mois", "produit"}
    assert not [row for row in rows if row["signaux"] not in ("", 0) and row["signaux"] < 5]
    assert set(rows[0]) == {"territoire", "nom", "selon", "valeur", "signaux"}


WRONG = [
    ("2026-05-17;Paris 18e;Un fait.;par ouï-dire", "Modes de connaissance"),
    ("2031-01-01;Paris 18e;Un fait.;vu", "pas encore venu"),
    ("mai;Paris 18e;Un fait.;vu", "n’est pas une date"),
    ("2026-05-17;12 rue des Lilas;Un fait.;vu", "adresse désigne"),
    ("2026-05-17;Atlantide;Un fait.;vu", "Atlantide"),
    ("2026-05-17;Paris 18e;;vu", "Écrivez une phrase"),
]


@pytest.mark.parametrize(("line", "why"), WRONG)
def test_a_wrong_row_is_refused_by_its_number_and_the_others_are_taken(
    base: KnowledgeBase, watcher: Person, line: str, why: str
) -> None:
    body = f"date;territoire;texte;connaissance\n{line}\n2026-05-18;Saint-Denis;Un autre fait.;Vu\n"
    found = exchange.import_file(base.watch.context, watcher, "a.csv", body.encode())
    assert found.added == 1
    assert len(found.wrong) == 1
    assert found.wrong[0].startswith("Ligne 2 : ")
    assert why in found.wrong[0]


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"a;b\n1;2\n", b"", b"{"])
def test_a_file_that_is_no_table_of_signals_is_refused_whole(base: KnowledgeBase, watcher: Person, body: bytes) -> None:
    name = "a.json" if body == b"{" else "a.csv"
    if body == b"":
        assert exchange.import_file(base.watch.context, watcher, name, body).added == 0
        return
    with pytest.raises(SignalFileRefused):
        exchange.import_file(base.watch.context, watcher, name, body)


def test_a_signal_may_be_put_with_another_phenomenon_by_people(base: KnowledgeBase, watcher: Person) -> None:
    from kb.watch import handling

    sender = somebody(base, "Aline", "contributor", structure="Maraude")
    texts = ("Des pipes neuves sont données.", "Des pipes neuves sont données le soir.", "Un squat a été vidé hier.")
    one, two, three = (reporting.report(base.watch.context, sender, said(text)).number for text in texts)
    overview.work_out(base.watch.context)
    grouped = {mark.number: mark.grouped for mark in store.marks(base.watch.context.private)}
    assert grouped == {one: one, two: one, three: three}
    handling.group_with(base.watch.context, watcher, three, one)
    handling.group_with(base.watch.context, watcher, two, two)
    overview.work_out(base.watch.context)
    grouped = {mark.number: mark.grouped for mark in store.marks(base.watch.context.private)}
    assert grouped == {one: one, two: two, three: one}
    weighed(base, watcher, one)
