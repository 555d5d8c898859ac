"""The indexer: every record once and whole, whatever happens to the process that indexes."""

import random
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from sqlite_utils import Database as IndexFile

from kb.base import OPERATOR, KnowledgeBase
from kb.building.build import BuildReport
from kb.building.source_reader import IngestReader
from kb.errors import EncoderMismatch, KbError
from kb.index import indexer, repair, schema
from kb.index.file_writer import FileWriter
from kb.index.indexer import Indexer
from kb.index.schema import INDEX_FILE, get_meta, open_index, put_meta
from kb.store.records.sources import all_sources
from tests.conftest import Opener
from tests.fake_encoder import FakeEncoder
from tests.meanwhile import meanwhile
from tests.small_corpus import write

CHECKOUT = Path(__file__).resolve().parents[2]
FILES = 16


def many_files(home: Path) -> None:
    for number in range(FILES):
        said = [f"Le texte numéro {number * 10 + part} dit ceci. " * 12 for part in range(3)]
        body = "".join(f"## Partie {part}\n\n{words}\n\n" for part, words in enumerate(said))
        write(home, f"{number:02d}.md", f"# Texte {number}\n\n{body}")


def start_slow_build(home: Path, seconds: float = 0.01) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.index.slow_build", str(home), str(seconds)]
    return subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def assert_whole(base: KnowledgeBase, files: int) -> None:
    """Every file has one record, every record is indexed once, and nothing else stands in the index."""
    database = open_index(base.home.index)
    assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    owners = [source.record_id for source in all_sources(base.register).values()]
    assert len(owners) == len(set(owners)) == files
    assert set(base.register.ids()) == set(owners) == set(base.register.ids(published=False))
    assert sorted(row[0] for row in database.execute("SELECT id FROM records")) == sorted(base.register.ids())
    assert not database.execute("SELECT 1 FROM passages WHERE record NOT IN (SELECT number FROM records)").fetchall()
    for record_id in base.register.ids():
        revision = base.register.published(record_id)
        assert revision is not None
        rows = database.execute(
            "SELECT p.position, p.start, p.end, p.text FROM passages p JOIN records r ON r.number = p.record "
            "WHERE r.id = ? ORDER BY position",
            [record_id],
        ).fetchall()
        assert [row[0] for row in rows] == list(range(len(rows)))
        assert rows
        assert all(revision.document.text[start:end] == text for _, start, end, text in rows)
    assert int(get_meta(database, "sequence")) == base.register.last_sequence()
    assert base.status().problems == ()


def test_a_build_killed_at_any_moment_ends_whole_the_next_time(home: Path, open_base: Opener) -> None:
    many_files(home)
    draw = random.Random(7)
    killed = 0
    for _ in range(3):
        process = start_slow_build(home)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(draw.uniform(0.01, 0.4))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        process.communicate()
    assert killed
    base = open_base()
    base.build()
    assert_whole(base, FILES)
    assert len(base.search("le texte numéro 42", limit=100)) == FILES


@pytest.mark.parametrize("before", ["nothing", "a damaged index", "an empty file", "what a removal left"])
def test_two_processes_may_build_at_once(home: Path, open_base: Opener, before: str) -> None:
    many_files(home)
    index = home / "index" / INDEX_FILE
    if before != "nothing":
        base = open_base()
        base.build()
        base.index.database().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        put_meta(base.index.database(), "built", "long ago")
        stale = {one.name: one.read_bytes() for one in index.parent.glob(f"{INDEX_FILE}-*")}
        base.close()
        base._resources.keep_open(home.with_name("elsewhere"))
        content = index.read_bytes()
        if before == "what a removal left":
            assert any(stale.values())
            index.unlink()
            for name, left in stale.items():
                (index.parent / name).write_bytes(left)
        else:
            index.write_bytes(b"" if before == "an empty file" else content[:4096] + b"\x5a" * (len(content) - 4096))
    processes = [start_slow_build(home) for _ in range(2)]
    for process in processes:
        out, told = process.communicate(timeout=60)
        assert process.returncode == 0, told
        assert out.endswith("done\n")
        assert ("damaged" in told) <= (before in ("a damaged index", "an empty file")), told
    base = open_base()
    assert_whole(base, FILES)
    report = base.build()
    assert (report.read, report.passages) == (0, 0)


def test_an_index_file_that_another_process_is_making_is_not_taken_for_damaged(
    home: Path, open_base: Opener, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    write(home, "seul.md", "# Seul\n\nUn seul texte.\n")
    one, other = open_base(), open_base()
    first, met = schema.INDEX[0], []

    def passages_and_terms(database: IndexFile) -> None:
        other.index.mend()
        met.append(True)
        first(database)

    monkeypatch.setattr(schema, "INDEX", (passages_and_terms, *schema.INDEX[1:]))
    one.build()
    assert met == [True]
    assert "damaged" not in caplog.text
    assert_whole(one, 1)
    assert_whole(open_base(), 1)


def test_an_index_made_anew_is_not_removed_by_a_process_that_knew_the_damaged_one(
    home: Path, open_base: Opener
) -> None:
    write(home, "seul.md", "# Seul\n\nUn seul texte.\n")
    one, other = open_base(), open_base()
    one.build()
    put_meta(other.index.database(), "register", "another")
    one.build()
    made = (home / "index" / INDEX_FILE).stat().st_ino
    assert get_meta(other.index.database(), "register") == "another"
    other.index.mend()
    assert (home / "index" / INDEX_FILE).stat().st_ino == made
    assert get_meta(other.index.database(), "register") == get_meta(one.index.database(), "register") != "another"
    assert_whole(other, 1)


def test_an_index_is_judged_and_removed_by_one_at_a_time(
    home: Path, open_base: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, "seul.md", "# Seul\n\nUn seul texte.\n")
    one, other = open_base(), open_base()
    one.build()
    beside: list[Future[BuildReport]] = []

    def damaged(database: IndexFile, **_: bool) -> bool:
        if not beside:
            beside.append(pool.submit(other.build))
            wait(beside, 1.0)  # it cannot have done
            assert not beside[0].done()
        return False

    monkeypatch.setattr(repair, "is_whole", damaged)
    with ThreadPoolExecutor() as pool:
        one.index.mend()
        assert beside[0].result(60).passages
    monkeypatch.undo()
    assert_whole(open_base(), 1)


def test_a_file_that_another_build_took_in_meanwhile_gives_one_record(
    home: Path, open_base: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, "seul.md", "# Seul\n\nUn seul texte.\n")
    one, other = open_base(), open_base()
    meanwhile(monkeypatch, IngestReader, "read", other.build)
    one.build()
    assert len(one.register.ids(published=False)) == 1
    assert_whole(one, 1)


def test_a_file_that_came_and_was_built_meanwhile_is_not_archived(
    home: Path, open_base: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, "a.md", "# Premier\n\nUn premier texte.\n")
    one, other = open_base(), open_base()

    def built_beside() -> None:
        write(home, "b.md", "# Second\n\nUn second texte.\n")
        other.build()

    meanwhile(monkeypatch, IngestReader, "read", built_beside)
    one.build()
    assert len(one.summaries(reader=OPERATOR)) == 2


def test_passages_encoded_are_counted_and_a_second_run_encodes_none(base: KnowledgeBase, encoder: FakeEncoder) -> None:
    total = open_index(base.home.index).execute("SELECT COUNT(*) FROM passages").fetchone()[0]
    assert len(encoder.encoded) == total
    assert base.follow() == 0


def test_what_is_encoded_has_the_title_before_the_passage(base: KnowledgeBase, encoder: FakeEncoder) -> None:
    assert any(text.startswith("Rixes et messageries – Contexte\nRixes annoncées") for text in encoder.encoded)


def test_words_of_a_record_removed_correct_nothing_any_more(base: KnowledgeBase, home: Path) -> None:
    assert base.page("la laverrie", reader=OPERATOR).corrected == (("laverrie", "laverie"),)
    (home / "corpus" / "laverie.md").unlink()
    base.build()
    assert base.page("la laverrie", reader=OPERATOR).corrected == ()


def test_an_index_built_with_another_encoder_is_refused_with_the_remedy(
    base: KnowledgeBase, home: Path, open_base: Opener
) -> None:
    for other in (FakeEncoder(name="other"), FakeEncoder(dimension=32)):
        stranger = open_base(encoder=other)
        with pytest.raises(EncoderMismatch, match=r"Déplacez le dossier index/.* relancez « kb build »"):
            stranger.search("la laverie")
        with pytest.raises(EncoderMismatch):
            stranger.build()
        assert any("autre encodeur" in problem for problem in stranger.status().problems)
    assert base.search("la laverie")


def test_a_full_disk_while_indexing_is_told_and_leaves_whole_records_only(
    home: Path, open_base: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_files(home)
    base = open_base()
    database = base.index.database(create=True)
    pages = database.execute("PRAGMA page_count").fetchone()[0]
    database.execute(f"PRAGMA max_page_count = {pages + 20}")
    monkeypatch.setattr(base.index, "mend", lambda: None)  # would open the file again, which knows no such bound
    with pytest.raises(KbError, match="Le disque est plein"):
        base.build()
    stored = database.execute("SELECT COUNT(*) FROM records").fetchone()[0]
    assert 0 < stored < FILES
    assert not database.execute("SELECT 1 FROM passages WHERE record NOT IN (SELECT number FROM records)").fetchall()
    database.execute("PRAGMA max_page_count = 1000000")
    base.build()
    assert_whole(base, FILES)


def test_a_cache_that_cannot_be_written_leaves_the_one_before(
    base: KnowledgeBase, home: Path, open_base: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = (home / "index" / "cache" / "current").read_text()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    write(home, "quai.md", "# Le quai\n\nUne barge accueille des familles.\n", id="DOC-2020-001")
    monkeypatch.setattr("kb.index.files.cache.write_segment", full)
    with pytest.raises(OSError, match="No space left"):
        base.build()
    monkeypatch.undo()
    assert (home / "index" / "cache" / "current").read_text() == current
    assert open_base().search("barge", mode="lexical")[0].record.id == "DOC-2020-001"
    base.build()
    assert_whole(base, 7)


def test_an_index_is_filled_again_from_the_register_alone(base: KnowledgeBase, home: Path, open_base: Opener) -> None:
    base.close()
    shutil.rmtree(home / "index")
    again = open_base()
    again.follow()
    assert_whole(again, 6)


def test_windows_hold_few_passages_and_lose_none(
    home: Path, open_base: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer, "WINDOW", 3)
    many_files(home)
    seen: list[tuple[int, int]] = []
    base = open_base()
    base.build()
    assert_whole(base, FILES)
    base.register.announce_all(base.register.ids())
    database = open_index(base.home.index)
    Indexer(base.register, database, FakeEncoder(), FileWriter(database, base.vocabulary.labels)).drain(
        lambda done, total: seen.append((done, total))
    )
    assert seen[-1] == (FILES, FILES)
    assert_whole(base, FILES)


def test_an_index_that_another_version_made_is_made_anew(
    home: Path, open_base: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        write(home, f"{number}.md", f"# Texte {number}\n\nUne maraude de nuit, la numéro {number}.")
    base = open_base(home)
    base.build()
    assert base.build().passages == 0
    monkeypatch.setattr(indexer, "INDEX_VERSION", "another")
    assert base.build().passages == 3
    assert base.build().passages == 0
    assert_whole(base, 3)
