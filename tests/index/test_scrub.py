"""A scrub while other processes index, search and write caches: none of them brings back what was erased."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from kb.encoder.served import Float32, Spans
from kb.index import indexer
from kb.index.file_writer import FileWriter
from kb.index.files import cache
from kb.index.indexer import Indexer, refresh_cache
from kb.index.live import LiveIndex
from kb.index.schema import open_index
from kb.index.scrub import scrub
from kb.wiki.admin.erasure import erase_words
from tests.conftest import Opener
from tests.fake_encoder import DIMENSION, FakeEncoder
from tests.small_corpus import write

WORD = "zébulonesque"


@pytest.fixture
def with_word(base: KnowledgeBase, home: Path) -> KnowledgeBase:
    """The small corpus, with a record that holds a word of its own."""
    write(home, "quai.md", f"# Le quai\n\nUne barge {WORD} accueille des familles.\n", id="DOC-2020-001")
    base.build()
    return base


def test_a_process_that_holds_what_was_erased_writes_no_cache_of_it(with_word: KnowledgeBase) -> None:
    folder = with_word.home.index
    database = open_index(folder)
    other = LiveIndex(folder, DIMENSION)
    other.catch_up(database)
    erase_words(with_word.wiki, "DOC-2020-001", actor="operator")
    files = sorted(path.relative_to(folder) for path in folder.rglob("*"))
    with other.lock:
        assert not other.write_cache(database)
    assert sorted(path.relative_to(folder) for path in folder.rglob("*")) == files
    assert refresh_cache(other, database, always=True)


def test_a_scrub_waits_for_a_cache_being_written_and_removes_it(
    with_word: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = with_word.home.index
    other = LiveIndex(folder, DIMENSION)
    other.catch_up(open_index(folder))
    begun, turn, write_files = threading.Event(), threading.Event(), cache._write_files
    failed: list[OSError] = []

    def slowly(*given: object) -> None:
        begun.set()
        turn.wait(10)
        scrubbing.join(0.3)
        write_files(*given)  # type: ignore[arg-type]

    def write_one() -> None:
        try:
            with other.lock:
                other.write_cache(open_index(folder))
        except OSError as error:
            failed.append(error)

    monkeypatch.setattr(cache, "_write_files", slowly)
    writing = threading.Thread(target=write_one)
    scrubbing = threading.Thread(target=lambda: scrub(folder, open_index(folder)))
    writing.start()
    begun.wait(10)
    scrubbing.start()
    turn.set()
    writing.join()
    scrubbing.join()
    assert not failed
    assert not (folder / "cache").exists()


def test_an_indexer_gives_a_word_a_new_number_once_another_process_gave_the_old_one_up(
    with_word: KnowledgeBase, home: Path, open_base: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, "quai2.md", f"# Le port\n\nUne péniche {WORD} accueille des familles.\n", id="DOC-2020-002")
    with_word.build()
    database, other = open_index(home / "index"), open_index(home / "index")

    def erase_and_scrub() -> None:
        while not other.execute("SELECT 1 FROM records WHERE id = 'DOC-2020-001'").fetchone():
            time.sleep(0.01)  # the first window is written beside the encoding of the second
        other.execute("DELETE FROM records")
        scrub(home / "index", other)

    encoder = FakeEncoder()
    encode, windows = encoder.passages, iter((lambda: None, erase_and_scrub))

    def interrupted(texts: Sequence[str], spans: Sequence[Spans]) -> tuple[Float32, list[Float32]]:
        next(windows)()
        return encode(texts, spans)

    monkeypatch.setattr(encoder, "passages", interrupted)
    monkeypatch.setattr(indexer, "WINDOW", 1)
    database.execute("DELETE FROM records")
    with_word.register.announce_all(["DOC-2020-001", "DOC-2020-002"])
    Indexer(with_word.register, database, encoder, FileWriter(database, with_word.vocabulary.labels)).drain()
    assert [hit.record.id for hit in open_base().search(WORD, mode="lexical")] == ["DOC-2020-002"]
