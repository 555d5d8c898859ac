"""Workers over a base on a server: publishing encodes nothing, each record is encoded once, by whichever lives."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kb import visit
from kb.background.following import LEFT_SECONDS, Follower
from kb.index.encoding import encoder_mark
from kb.readers import OPERATOR
from kb.store.engines.port import ServerDatabase
from kb.store.records.register import Register
from kb.store.working.workers import beat, claim_of
from kb.wiki.admin.erasure import erase_words
from kb.wiki.review import review
from tests.engines import server
from tests.small_corpus import write_small_corpus
from tests.test_shared import Machine, address, two
from tests.wiki.people import REVIEWER, published

__all__ = ["address", "server", "two"]

pytestmark = pytest.mark.postgres

TITLE = "Le vélo prêté"


@contextmanager
def alive(machine: Machine, name: str = "w", encoder: str = "") -> Iterator[Register]:
    """A worker that lives as long as the context lasts, whatever it does."""
    with Register.open(machine.root, machine.home.database) as one:
        assert isinstance(one.database, ServerDatabase)
        with one.database.claim(claim_of(name)):
            beat(one, name, encoder or encoder_mark(machine.encoder.spec))
            yield one


@pytest.fixture
def three(two: tuple[Machine, Machine], address: str, tmp_path: Path) -> Iterator[tuple[Machine, Machine, Machine]]:
    """Two machines that serve, level, and one that works; what they encoded until then is forgotten."""
    worker = Machine(tmp_path / "worker", address)
    for one in (two[1], worker):
        one.base.build()
    two[0].encoder.encoded.clear()
    yield *two, worker
    worker.base.close()


def works(machine: Machine, name: str = "w") -> int:
    return machine.base.index.work(name, lambda: None)


def finds(machine: Machine) -> bool:
    return TITLE in [hit.record.title for hit in machine.base.search("un vélo prêté", reader=OPERATOR)]


def test_with_a_worker_publishing_encodes_nothing_and_every_server_takes_it_in_from_it(
    three: tuple[Machine, Machine, Machine],
) -> None:
    one, other, worker = three
    with alive(worker):
        published(one.base)
        assert one.encoder.encoded == []
        assert one.base.index.take_in() == one.base.register.last_sequence()
        assert not finds(one)
        assert works(worker) == 0
        assert worker.encoder.encoded != []
        for machine in (one, other):
            assert machine.base.index.take_in() == 0
            assert machine.encoder.encoded == []
            assert finds(machine)
    assert finds(worker)


def test_with_the_index_on_the_server_a_worker_writes_it_for_all(address: str, tmp_path: Path) -> None:
    machines = [Machine(tmp_path / name, address, retrieval="database") for name in ("one", "other", "worker")]
    one, other, worker = machines
    write_small_corpus(one.root)
    for machine in machines:
        machine.base.build()
        machine.encoder.encoded.clear()
    with alive(worker):
        record_id = published(one.base)
        assert (finds(one), finds(other)) == (False, False)
        assert works(worker) == 0
        assert worker.encoder.encoded != []
        assert (finds(one), finds(other)) == (True, True)
        assert one.encoder.encoded + other.encoder.encoded == []
        review.withdraw(one.base.wiki, REVIEWER, record_id, "un essai")
        assert (finds(one), finds(other)) == (False, False)
    published(other.base)  # the worker is gone
    assert other.encoder.encoded != []
    assert finds(one)
    for machine in machines:
        machine.base.close()


def test_without_a_worker_whoever_publishes_encodes_as_before(three: tuple[Machine, Machine, Machine]) -> None:
    one = three[0]
    published(one.base)
    assert one.encoder.encoded != []
    assert finds(one)


def test_a_worker_with_another_encoder_keeps_nobody_from_encoding(three: tuple[Machine, Machine, Machine]) -> None:
    one, _, worker = three
    with alive(worker, encoder="another"):
        published(one.base)
        assert finds(one)


def test_what_a_dead_worker_left_the_next_look_of_a_server_takes_in(
    three: tuple[Machine, Machine, Machine],
) -> None:
    one, other, worker = three
    with alive(worker):
        published(one.base)
        assert not finds(one)
    assert other.base.index.take_in() == 0
    assert finds(other)


def test_the_page_of_a_record_opens_before_the_index_has_it(three: tuple[Machine, Machine, Machine]) -> None:
    one, other, worker = three
    with alive(worker):
        record_id = published(one.base)
        before = other.base.record(record_id, reader=OPERATOR)
        assert before is not None
        works(worker)
        other.base.index.take_in()
        assert other.base.record(record_id, reader=OPERATOR) == before
        review.withdraw(one.base.wiki, REVIEWER, record_id, "un essai")
        assert other.base.record(record_id, reader=OPERATOR) is None
        assert not finds(one)


def test_two_workers_encode_each_record_once(
    three: tuple[Machine, Machine, Machine], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other, worker = three
    monkeypatch.setattr("kb.index.indexer.WINDOW", 1)  # a record that is not encoded yet is passed over by no window
    with alive(worker, "w"), alive(worker, "x"):
        ids = [published(one.base, title=f"Le vélo prêté, {number}") for number in range(3)]
        assert isinstance(one.base.register.database, ServerDatabase)
        # The second record is in the hands of a third worker.
        with one.base.register.database.claim(f"encode {ids[1]}"):
            left = works(worker, "w")
            assert left > 0
            assert works(other, "x") == left
            assert other.encoder.encoded == []
            assert not any("prêté, 1" in text for text in worker.encoder.encoded)
            assert any("prêté, 2" in text for text in worker.encoder.encoded)
        # That one died: whoever comes next has it.
        assert works(other, "x") == 0
        assert all("prêté, 1" in text for text in other.encoder.encoded)
        assert other.encoder.encoded != []
        before = list(worker.encoder.encoded)
        assert works(worker, "w") == 0
        assert worker.encoder.encoded == before


def test_what_a_living_worker_does_not_do_in_time_a_server_does(
    three: tuple[Machine, Machine, Machine], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _, worker = three
    moment = [0.0]
    monkeypatch.setattr(visit, "opener", lambda: one.again())
    follower = Follower(clock=lambda: moment[0])
    with alive(worker):
        published(one.base)
        for seconds in (0.0, LEFT_SECONDS - 1):
            moment[0] = seconds
            assert follower.look()
            assert not finds(one)
        moment[0] = LEFT_SECONDS
        assert follower.look()
        assert finds(one)


def test_an_erasure_waits_for_no_worker(three: tuple[Machine, Machine, Machine]) -> None:
    one, _, worker = three
    with alive(worker):
        record_id = published(one.base, lessons="Un mot fictif : zorglub.")
        works(worker)
        one.base.index.take_in()
        assert erase_words(one.base.wiki, record_id, actor="operator")
        assert not any(b"zorglub" in path.read_bytes() for path in one.root.rglob("*") if path.is_file())
        assert works(worker) == 0


def test_a_signal_of_life_is_given_between_pieces_of_a_long_record(three: tuple[Machine, Machine, Machine]) -> None:
    one, _, worker = three
    beats: list[int] = []
    long = "\n\n".join(f"Phrase fictive {n}. " + "mot " * 150 for n in range(100))
    with alive(worker):
        published(one.base, context=long)
        worker.base.index.work("w", lambda: beats.append(len(worker.encoder.encoded)))
    assert len(beats) >= 3
    assert max(b - a for a, b in itertools.pairwise(beats)) <= 32
