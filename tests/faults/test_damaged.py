"""Files that a disk changed, cut short, or took from another version or model: said in French, mended if computed."""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.errors import KbError
from kb.readers import OPERATOR, PUBLIC
from kb.resources import Resources
from kb.store.files.soundness import base_faults
from kb.wiki.write import writing
from tests.fake_encoder import FakeEncoder
from tests.faults.aftermath import ENGLISH, check
from tests.faults.lives import opened
from tests.wiki.people import AUTHOR

REGISTER, PRIVATE, INDEX = "corpus/register.sqlite3", "corpus/private.sqlite3", "index/index.sqlite3"
# Damages of each sort to each file.
TRIALS = int(os.environ.get("KB_DAMAGED", "6"))


def cut(content: bytearray, drawn: random.Random) -> bytes:
    return bytes(content[: drawn.randrange(len(content))])


def one_bit(content: bytearray, drawn: random.Random) -> bytes:
    content[drawn.randrange(len(content))] ^= 1 << drawn.randrange(8)
    return bytes(content)


def bits(content: bytearray, drawn: random.Random) -> bytes:
    for _ in range(60):
        one_bit(content, drawn)
    return bytes(content)


def noise(content: bytearray, drawn: random.Random) -> bytes:
    at = drawn.randrange(max(1, len(content) - 4096))
    content[at : at + 600] = drawn.randbytes(len(content[at : at + 600]))
    return bytes(content)


@pytest.fixture(scope="module")
def still(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home begun with, built, each database all in its own file."""
    home = tmp_path_factory.mktemp("still") / "home"
    shutil.copytree(begun / "home", home)
    with opened(home) as base:
        base.build()
    for name in (REGISTER, PRIVATE, INDEX):
        database = sqlite3.connect(home / name)
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        for one in (home / name).parent.glob(f"{Path(name).name}-*"):
            one.unlink()
    return home


@pytest.fixture
def copies(still: Path, tmp_path: Path) -> Iterator[Callable[[], Path]]:
    count = iter(range(10**6))

    def fresh() -> Path:
        home = tmp_path / f"{next(count)}" / "home"
        shutil.copytree(still, home)
        return home

    return fresh  # type: ignore[return-value]


def look(home: Path) -> list[str]:
    """What pages read of a base: what a search finds. Raises KbError, and nothing else."""
    with opened(home) as base:
        found = [hit.record.id for hit in base.page("une laverie la nuit", reader=PUBLIC).hits]
        assert base.record("EXP-2023-001", reader=PUBLIC)
        base.summaries(reader=OPERATOR), base.facets(reader=OPERATOR), base.language.terms(reader=OPERATOR)
        writing.open_writing(base.wiki, AUTHOR, 1)
        base.status()
    return found


def told(action: Callable[[], object]) -> str:
    """What an action was refused with; "" where it went through."""
    try:
        action()
    except KbError as error:
        return str(error)
    return ""


def build(home: Path) -> None:
    with opened(home) as base:
        base.build()


def assert_french(said: str) -> None:
    assert not [word for word in ENGLISH if word in said], said
    assert not said or any(word in said for word in ("« kb ", "recommencez", "Installez")), said


@pytest.mark.parametrize("harm", [cut, one_bit, bits, noise], ids=lambda one: one.__name__)
@pytest.mark.parametrize("name", [INDEX, "index/cache/*/*"])
def test_what_is_computed_is_mended_by_the_next_build(
    name: str, harm: Callable[[bytearray, random.Random], bytes], still: Path, copies: Callable[[], Path]
) -> None:
    drawn, before = random.Random(f"{name} {harm.__name__}"), look(copies())
    for _ in range(TRIALS):
        home = copies()
        path = drawn.choice(sorted(one for one in home.glob(name) if one.is_file()))
        path.write_bytes(harm(bytearray(path.read_bytes()), drawn))
        assert_french(told(lambda home=home: look(home)))  # type: ignore[misc]
        first = check(home)
        assert first.exit_code == 0 or "« kb build »" in first.output
        assert_french(first.output if first.exit_code else "")
        build(home)
        assert check(home).exit_code == 0
        assert look(home) == before


@pytest.mark.parametrize("harm", [cut, one_bit, bits, noise], ids=lambda one: one.__name__)
@pytest.mark.parametrize("name", [REGISTER, PRIVATE])
def test_what_people_wrote_is_never_written_over_in_silence(
    name: str, harm: Callable[[bytearray, random.Random], bytes], copies: Callable[[], Path]
) -> None:
    drawn = random.Random(f"{name} {harm.__name__}")
    for _ in range(TRIALS):
        home = copies()
        path = home / name
        path.write_bytes(left := harm(bytearray(path.read_bytes()), drawn))
        assert_french(told(lambda home=home: look(home)))  # type: ignore[misc]
        first = check(home)
        if first.exit_code:
            assert_french(first.output)
            assert "« kb restore ARCHIVE" in first.output
            assert "Gardez" in first.output
        refused = told(lambda home=home: build(home))  # type: ignore[misc]
        assert_french(refused)
        assert check(home).exit_code == first.exit_code  # a build makes no damage look mended
        if refused:
            assert path.read_bytes() == left


@pytest.mark.parametrize("index", ["sources_by_record", "sqlite_autoindex_records_1"])
def test_a_register_that_opens_and_is_damaged_is_not_built_over(index: str, copies: Callable[[], Path]) -> None:
    home = copies()
    path = home / REGISTER
    with sqlite3.connect(path) as database:
        (root,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [index]).fetchone()
    database.close()
    content = bytearray(path.read_bytes())
    content[root * 4096 - 9] ^= 1  # in the first key that was put there
    path.write_bytes(content)
    assert told(lambda: look(home)) == ""
    assert "structure" in check(home).output
    assert "register.sqlite3 est abîmé" in told(lambda: build(home))
    assert path.read_bytes() == content


@pytest.mark.parametrize("left", [b"", b"SQLite format 3\x00", b"{}" * 4096])
@pytest.mark.parametrize("name", [REGISTER, PRIVATE, INDEX])
def test_a_file_that_is_another_is_said(name: str, left: bytes, copies: Callable[[], Path]) -> None:
    home = copies()
    (home / name).write_bytes(left)
    said = told(lambda: look(home))
    assert said
    assert_french(said)
    assert check(home).exit_code == 1
    refused = told(lambda: build(home))
    assert bool(refused) == (name != INDEX)
    assert name == INDEX or (home / name).read_bytes() == left
    assert check(home).exit_code == (0 if name == INDEX else 1)


@pytest.mark.parametrize("name", [REGISTER, PRIVATE, INDEX])
def test_a_file_of_a_newer_version_is_said_and_the_index_made_anew(name: str, copies: Callable[[], Path]) -> None:
    home = copies()
    with sqlite3.connect(home / name) as database:
        database.execute("INSERT INTO migrations VALUES ('step_of_tomorrow', '')")
    database.close()
    said = told(lambda: look(home))
    assert "step_of_tomorrow" in said
    found = check(home)
    assert "step_of_tomorrow" in found.output or name == PRIVATE
    refused = told(lambda: build(home))
    assert bool(refused) == (name != INDEX)
    if name == INDEX:
        assert check(home).exit_code == 0


def test_an_index_of_an_older_version_is_made_anew(copies: Callable[[], Path]) -> None:
    home, before = copies(), look(copies())
    with sqlite3.connect(home / INDEX) as database:
        database.execute("UPDATE meta SET value = '1' WHERE name = 'version'")
    database.close()
    build(home)
    assert check(home).exit_code == 0
    assert look(home) == before


def test_an_index_of_another_model_is_said_with_the_next_step(
    copies: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = copies()
    monkeypatch.setattr("kb.base.Resources", lambda: Resources(open_encoder=lambda _: FakeEncoder(name="other")))
    found = check(home)
    assert found.exit_code == 1
    assert "autre encodeur" in found.output
    assert "relancez « kb build »" in found.output
    assert_french(found.output)


@pytest.mark.parametrize(
    ("changed", "to"),
    [("sequence", "1;"), ("sequence", "²"), ("encoder", '["m", 384, "q: ", "p: '), ("encoder", '{"name": "m"}')],
)
def test_an_index_that_no_longer_says_how_far_it_went_is_made_anew(
    changed: str, to: str, still: Path, copies: Callable[[], Path]
) -> None:
    home = copies()
    with sqlite3.connect(home / INDEX) as database:
        assert database.execute("UPDATE meta SET value = ? WHERE name = ?", [to, changed]).rowcount == 1
    database.close()
    assert "index.sqlite3 est abîmé" in told(lambda: look(home))
    assert "« kb build »" in check(home).output
    build(home)
    assert check(home).exit_code == 0
    assert look(home) == look(copies())


@pytest.mark.parametrize(
    ("table", "column", "to"),
    [
        ("records", "summary", '{"id": "EXP-2023-001", "title'),
        ("records", "summary", "[]"),
        ("passages", "section", '"Contexte'),
        ("passages", "text", "Autre chose, tout autre."),
    ],
)
def test_a_record_of_the_index_that_does_not_read_any_more_is_indexed_again_with_its_words(
    table: str, column: str, to: str, copies: Callable[[], Path]
) -> None:
    home = copies()
    words = "SELECT word, audience, passages FROM words WHERE passages > 0 ORDER BY 1, 2"
    with sqlite3.connect(home / INDEX) as database:
        before = database.execute(words).fetchall()
        assert database.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = 1", [to]).rowcount == 1
    database.close()
    assert "« kb build »" in check(home).output
    build(home)
    assert check(home).exit_code == 0
    with sqlite3.connect(home / INDEX) as database:
        assert database.execute(words).fetchall() == before
    database.close()


def test_a_private_file_whose_tables_say_something_else_is_told_and_left(copies: Callable[[], Path]) -> None:
    home = copies()
    path = home / PRIVATE
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA writable_schema = on")
        database.execute("UPDATE sqlite_master SET sql = replace(sql, 'REFERENCES sittings', 'REFERENCES drafts  ')")
    database.close()
    left = path.read_bytes()
    first = check(home)
    assert "private.sqlite3 est abîmé" in first.output
    assert "« kb restore ARCHIVE" in first.output
    assert "private.sqlite3 est abîmé" in told(lambda: build(home))
    assert path.read_bytes() == left


@pytest.mark.parametrize(
    ("table", "columns", "values"),
    [
        ("attachments", ("sha256", "name", "record_id"), (None, "plan.jpg", "EXP-2023-001")),
        ("attachments", ("sha256", "name", "record_id"), (7, b"\0\xff", 3.5)),
        ("attachments", ("sha256", "name", "record_id"), ("a\0b", None, None)),
        ("sources", ("path", "size", "mtime_ns", "sha256"), ("corpus\0.md", 1, 1, "x")),
        ("sources", ("path", "size", "mtime_ns", "sha256"), (3, "grand", "hier", 7)),
        ("sources", ("path", "size", "mtime_ns", "sha256"), (None, 1, None, "x")),
        ("records", ("id", "head", "published_revision"), ("EXP-2023-001", None, None)),
        ("records", ("id", "head", "published_revision"), ("EXP-2023-001", b"\1", "deux")),
        ("revisions", ("record_id", "number", "body", "document", "text_sha256"), (None, None, 3, "texte", None)),
    ],
)
def test_values_of_another_sort_are_told_as_damage(
    table: str, columns: tuple[str, ...], values: tuple[object, ...], copies: Callable[[], Path]
) -> None:
    # A bit of a row's head makes of any value one of another sort, whatever its column allows.
    home = copies()
    with sqlite3.connect(home / REGISTER) as database:
        database.execute("PRAGMA foreign_keys = off")
        database.execute(f"ALTER TABLE {table} RENAME TO before")
        database.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        database.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", values)
    database.close()
    base_faults(home)  # whatever it finds, it ends
    said = check(home)
    assert said.exit_code == 1
    assert not said.exception or isinstance(said.exception, SystemExit), said.exception
