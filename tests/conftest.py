"""Homes in a temporary folder, and bases over them with an encoder that costs nothing."""

import contextlib
import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from ingest.sandbox.process import Readers
from kb.base import KnowledgeBase
from kb.building import uploads
from kb.resources import Resources
from tests.fake_encoder import FakeEncoder
from tests.small_corpus import write_small_corpus

# The machine that runs the tests may be busy: how long an example takes says nothing of the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

Opener = Callable[..., KnowledgeBase]


@pytest.fixture(scope="session")
def session_readers() -> Iterator[Readers]:
    """The process that reads files for every build of the tests; it starts at the first of them."""
    with Readers() as readers:
        yield readers


@pytest.fixture(autouse=True)
def _one_reading_process(session_readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have builds and uploads share one process, where each starts one in use: starting it is most of a small build.

    Tests of the process itself call `Readers` or `ingest.read` and get a real one of their own.
    """

    @contextlib.contextmanager
    def lent(*, on_page: Callable[[Path, int, int], None]) -> Iterator[Readers]:
        session_readers._on_page = on_page
        yield session_readers

    monkeypatch.setattr("kb.building.source_reader.Readers", lent)
    monkeypatch.setattr(uploads, "read", functools.partial(uploads.read, readers=session_readers))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose corpus is empty."""
    (tmp_path / "home" / "corpus").mkdir(parents=True)
    return tmp_path / "home"


@pytest.fixture
def encoder() -> FakeEncoder:
    """The encoder of `open_base`; it lists what it encoded."""
    return FakeEncoder()


@pytest.fixture
def open_base(home: Path, encoder: FakeEncoder) -> Iterator[Opener]:
    """Opens the base of `home` as a new process would: with an index in memory of its own."""
    opened: list[KnowledgeBase] = []

    def open_one(place: Path = home, *, encoder: FakeEncoder = encoder) -> KnowledgeBase:
        opened.append(KnowledgeBase.open(place, create=True, resources=Resources(open_encoder=lambda folder: encoder)))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def base(home: Path, open_base: Opener) -> KnowledgeBase:
    """The small corpus, built."""
    write_small_corpus(home)
    built = open_base()
    built.build()
    return built
