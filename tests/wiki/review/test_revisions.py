"""No way leads to a revision that was not published to somebody like its reader, or was closed to them since."""

import ast
import contextlib
import datetime
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from kb import visit
from kb.backup import backup
from kb.base import KnowledgeBase
from kb.cli.main import main
from kb.errors import KbError, RecordNotFound, Refused
from kb.exporting import booklet_file
from kb.readers import OPERATOR, PUBLIC, Person
from kb.records.kinds import Pack
from kb.records.pieces import Piece, PieceSource
from kb.records.positions import Position
from kb.resources import Resources
from kb.store.records.publications import Publication, opened_in
from kb.views.frame import visitor
from kb.web.files import exports, feeds, files
from kb.web.writing import collect
from kb.wiki.news import follows
from kb.wiki.packs import pieces as pack_pieces
from kb.wiki.packs import reading as pack_reading
from kb.wiki.packs.booklet import pack_booklet
from kb.wiki.review import history, review
from kb.wiki.review.revisions import opened_to, readable
from tests.fake_encoder import FakeEncoder
from tests.web.writing.test_collect import HEADERS, AsPerson
from tests.wiki.histories import ALL_OF_THEM, HISTORIES, PEOPLE, History, expected, made, reader_of

# One base for all tests of the module, made before the engine of each is chosen.
pytestmark = pytest.mark.files

TODAY = datetime.date(2026, 11, 29)
SCRIPT = Path(__file__).resolve().parents[3] / "streamlit_app.py"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[KnowledgeBase, tuple[History, ...]]]:
    """A base with a record of each history."""
    home = tmp_path_factory.mktemp("histories")
    (home / "corpus").mkdir()
    encoder = FakeEncoder()
    with KnowledgeBase.open(home, create=True, resources=Resources(open_encoder=lambda folder: encoder)) as base:
        found = tuple(made(base, steps) for steps in HISTORIES)
        base.build()
        yield base, found


World = tuple[KnowledgeBase, tuple[History, ...]]


def searched(said: str | bytes, one: History) -> set[int]:
    """The revisions whose word stands in an answer."""
    text = said if isinstance(said, str) else said.decode("utf-8", "replace")
    if isinstance(said, bytes) and said.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(said)) as archive:
            text = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return {number for number, word in enumerate(one.words, 1) if word in text}


def attempt(action: Callable[..., object], *given: Any, **named: Any) -> str:
    """What an action gives, as text; "" when it refuses."""
    with contextlib.suppress(KbError):
        return repr(action(*given, **named))
    return ""


# What a reader sees, worked out forwards and backwards.


STEPS = st.lists(
    st.sampled_from(["public", "professionals", "group:maraude", "withdrawn", "draft", 1, 2]), min_size=1, max_size=7
)


@given(STEPS, st.sampled_from(sorted(PEOPLE)))
def test_the_revisions_open_to_a_reader_are_those_published_to_them_and_never_closed_since(
    steps: list[str | int], name: str
) -> None:
    rows, kept, head, audiences = list[Publication](), list[str | int](), 0, dict[int, str]()
    for step in steps:
        if isinstance(step, int) and audiences.get(step, "draft") == "draft":
            continue  # nothing to go back to
        kept.append(step)
        if isinstance(step, str) and step != "withdrawn":
            head += 1
            audiences[head] = step
        if step == "draft":
            continue
        if rows and not rows[-1].until:
            last = rows[-1]
            rows[-1] = Publication(last.revision, last.audience, last.since, "2026", step == "withdrawn")
        if step != "withdrawn":
            number = step if isinstance(step, int) else head
            rows.append(Publication(number, audiences[number], "2025", "", False))
    who = reader_of(name)
    assert opened_in(rows, who.reads) == expected(kept, who)


def allowed(one: History, name: str) -> set[int]:
    """The revisions that somebody may read, as the history shows them."""
    return set(range(1, len(one.words) + 1)) if name in ALL_OF_THEM else expected(one.steps, reader_of(name))


@pytest.mark.parametrize("name", PEOPLE)
def test_history_comparison_and_restoring_show_what_was_opened(world: World, name: str) -> None:
    base, found = world
    person = PEOPLE[name]
    for one in found:
        may = allowed(one, name)
        assert readable(base.wiki, person, one.record_id) == may, one.steps
        lines = attempt(history.history, base.wiki, person, one.record_id)
        assert searched(lines, one) == may, one.steps
        for number in range(1, len(one.words) + 2):
            text = attempt(history.revision, base.wiki, person, one.record_id, number)
            assert searched(text, one) == may & {number}, (one.steps, number)
            for other in range(1, number):
                both = attempt(history.compared, base.wiki, person, one.record_id, other, number)
                assert searched(both, one) == ({other, number} if {other, number} <= may else set()), one.steps
            if person is not None and number not in may:
                with pytest.raises((RecordNotFound, Refused)):
                    history.restore(base.wiki, person, one.record_id, number)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_record_its_discussion_and_the_recent_changes_say_no_more(world: World, name: str) -> None:
    base, found = world
    person, reader = PEOPLE[name], reader_of(name)
    hits = repr(base.search("Le banc", limit=50, reader=reader))  # a hit repeats the words that were asked
    changes = repr(follows.recent_changes(base.wiki, person, 500))
    for one in found:
        open_to_all = expected(one.steps, reader)
        assert searched(changes, one) == open_to_all, one.steps
        view = attempt(base.record, one.record_id, reader=reader)
        assert searched(view, one) <= open_to_all
        said = attempt(base.discussion, one.record_id, person)
        # Whoever said it sees it; on a record that they may read at all.
        commented = one.published if name in ALL_OF_THEM | {"proposer"} else open_to_all
        assert searched(said, one) == (commented if open_to_all else set()), one.steps
        for number in range(1, len(one.words) + 1):
            text = f"On y lit {one.words[number - 1]}"
            assert base.register.revision(one.record_id, number).document.text.startswith(text)
            stop = base.related.stops([Position(one.record_id, number, 0, len(text))], reader=reader)[0]
            newest = max(open_to_all, default=0) if open_to_all else 0
            assert searched(repr(stop), one) <= {newest} & open_to_all
        assert searched(hits, one) <= open_to_all


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("sort", ["record", "extract"])
def test_a_piece_of_a_pack_holds_what_was_opened_to_whoever_reads_it(world: World, name: str, sort: Any) -> None:
    base, found = world
    person = PEOPLE[name]
    for one in found:
        may = expected(one.steps, reader_of(name))
        for number in range(1, len(one.words) + 1):
            ends = {"start": 0, "end": 40} if sort == "extract" else {}
            piece = Piece(id="p1", sort=sort, sources=(PieceSource(record=one.record_id, revision=number),), **ends)
            reading = pack_reading.read_pack(base.wiki, person, Pack(title="Essai", pieces=(piece,)))
            booklet = pack_booklet(reading, base.vocabulary, today=TODAY, origin="https://exemple.fr")
            for said in (repr(reading), booklet_file(booklet, "md"), booklet_file(booklet, "json")):
                assert searched(said, one) == may & {number}, (one.steps, number)
            for piece_read in reading.pieces:
                assert searched(repr(pack_reading.changes(base.wiki, person, piece_read)), one) <= may
            if person is not None:
                checked = attempt(pack_pieces.checked_piece, base.wiki, person, piece)
                assert bool(checked) == (number in may), (one.steps, number)
                source, words = piece.sources[0], one.words[number - 1]
                place = attempt(pack_pieces.words_in, base.wiki, person, source, words)
                assert bool(place) == (number in may)


def test_the_files_of_a_pack_hold_no_word_that_was_closed(world: World) -> None:
    base, found = world
    pieces = tuple(
        Piece(id=f"p{one.record_id}{number}", sources=(PieceSource(record=one.record_id, revision=number),))
        for one in found
        for number in range(1, len(one.words) + 1)
    )
    reading = pack_reading.read_pack(base.wiki, None, Pack(title="Essai", pieces=pieces))
    file = booklet_file(pack_booklet(reading, base.vocabulary, today=TODAY), "docx")
    for one in found:
        assert searched(file, one) == expected(one.steps, PUBLIC)


@pytest.fixture
def gate(world: World, monkeypatch: pytest.MonkeyPatch) -> AsPerson:
    base = world[0]
    monkeypatch.setattr(visit, "opener", lambda: KnowledgeBase.open(base.home, resources=base._resources))
    return AsPerson(Starlette(routes=[*collect.ROUTES, *exports.ROUTES, *feeds.ROUTES, *files.ROUTES]))


@pytest.mark.parametrize("name", PEOPLE)
def test_no_route_gives_a_word_that_was_closed(world: World, gate: AsPerson, name: str) -> None:
    found = world[1]
    gate.person = PEOPLE[name]
    with TestClient(gate) as client:
        feed = client.get(feeds.NEW).content
        asked = client.get("/exporter/recherche.json", params={"q": "Le banc"}).content
        for one in found:
            may = expected(one.steps, reader_of(name))
            assert searched(feed, one) <= expected(one.steps, PUBLIC)
            assert searched(asked, one) <= may
            for path in ("/exporter/fiche/{}.md", "/exporter/fiche/{}.json", "/exporter/fiche/{}.docx", "/fichiers/{}"):
                assert searched(client.get(path.format(one.record_id)).content, one) <= may
            for number, word in enumerate(one.words, 1):
                body = {"record": one.record_id, "revision": number, "words": word, "pack": "new", "title": "Essai"}
                added = client.post("/api/dossier", json=body, headers=HEADERS)
                assert (added.status_code == 200) == (number in may and name != "visitor"), (one.steps, number)


PAGES = {"visitor", "reader", "author"}


@pytest.mark.parametrize("name", sorted(PAGES))
@pytest.mark.parametrize("steps", [HISTORIES[1], HISTORIES[4], HISTORIES[6]])
def test_no_page_shows_a_word_that_was_closed(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str, steps: tuple[str | int, ...]
) -> None:
    base, found = world
    one = next(each for each in found if each.steps == steps)
    monkeypatch.setattr(visit, "opener", lambda: KnowledgeBase.open(base.home, resources=base._resources))
    monkeypatch.setattr(visitor, "current_person", lambda: PEOPLE[name])
    monkeypatch.setattr(visitor, "current_reader", lambda: reader_of(name))
    for page, params, may in (
        ("historique", {"a": "2", "de": "1"}, allowed(one, name)),
        ("historique", {"a": str(len(one.words)), "de": "2"}, allowed(one, name)),
        ("lire", {"rev": "1", "de": "0", "a": "25"}, allowed(one, name)),
        ("nouveautes", {}, expected(one.steps, reader_of(name))),
    ):
        drawn = page_of(page, {"id": one.record_id, **params})
        assert searched(drawn, one) <= may, (page, params)


def page_of(page: str, params: dict[str, str]) -> str:
    """The HTML that a page draws."""

    def run(page: str) -> None:
        from kb import visit  # the script is run on its own
        from kb.views.news import changes_page
        from kb.views.read import history_page
        from kb.views.read import page as read_page

        draw: Any = {
            "historique": history_page.show_history,
            "lire": read_page.show_record,
            "nouveautes": changes_page.show_changes,
        }[page]
        with visit.open_base() as base:
            draw(base)

    app = AppTest.from_function(run, args=(page,), default_timeout=60)
    for key, value in params.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return "".join(str(one.proto.body) for one in app.get("html"))


def test_the_command_line_and_the_readable_part_of_a_backup_show_what_is_published(
    world: World, tmp_path: Path
) -> None:
    base, found = world
    backup(base.home.root, tmp_path / "archive.zip")
    with zipfile.ZipFile(tmp_path / "archive.zip") as archive:
        texts = b"".join(archive.read(name) for name in archive.namelist() if name.startswith("textes/"))
    for one in found:
        may = expected(one.steps, OPERATOR)
        assert searched(texts, one) <= may
        shown = CliRunner().invoke(main, ["show", one.record_id, "--json", "--home", str(base.home.root)])
        assert searched(shown.output, one) == may, one.steps
        written = CliRunner().invoke(main, ["export", one.record_id, "--home", str(base.home.root)])
        assert searched(written.output, one) <= may


def test_a_draft_that_was_never_published_is_not_put_online_by_going_back_to_it(world: World) -> None:
    base, found = world
    one = next(each for each in found if each.steps == ("draft", "public"))
    with pytest.raises(Refused, match="jamais été publiée"):
        review.republish(base.wiki, Person("h-9", "Inès", frozenset({"reviewer"})), one.record_id, 1, "essai")
    assert opened_to(base.wiki, None, one.record_id) == {2}


def test_whoever_reads_a_revision_by_its_number_asks_first() -> None:
    """A module that comes to read one has to be looked at, and named here."""
    found = set()
    for path in SCRIPT.parent.glob("kb/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "revision":
                found.add(path.relative_to(SCRIPT.parent).as_posix())
    asks = {"kb/related/service.py", "kb/wiki/review/history.py", "kb/wiki/review/revisions.py"}
    published_or_never_shown = {
        "kb/building/ties.py",  # what a file says of another, said again by identifier
        "kb/store/records/register.py",
        "kb/store/records/erasures.py",  # the words to forget
        "kb/wiki/packs/reading.py",  # the newest one of a record that was asked for
        "kb/wiki/review/review.py",  # what a change was made to, merged with what was published since
        "kb/wiki/review/tags.py",  # whether a change adds one tag and nothing else
    }
    assert found == asks | published_or_never_shown
