"""A machine that fails when asked, and bases to live on it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.backup import backup
from kb.wiki.write import writing
from tests.faults import lives
from tests.faults.lives import new_sources, opened
from tests.faults.victims import Victims, compiled
from tests.small_corpus import story, write_small_corpus
from tests.wiki.people import AUTHOR, told

Place = Callable[[], Path]
# Words of a text under way, in the base that every life begins with.
WORDS = "Des mots fictifs tapés après la sauvegarde."


@pytest.fixture(scope="module")
def victims(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victims]:
    """Whoever gives birth to victims."""
    library = compiled(tmp_path_factory.mktemp("faulty"))
    if library is None:
        pytest.skip("no C compiler here, or not Linux: nothing fails on demand")
    with Victims(library) as one:
        yield one


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a base built, a backup of it, a text under way since, and files that no build has read.

    `KnowledgeBase.open` is patched by nobody here: the base is read by this process.
    """
    top = tmp_path_factory.mktemp("begun")
    home = top / "home"
    (home / "corpus").mkdir(parents=True)
    write_small_corpus(home)
    with opened(home) as base:
        base.build()
        one = told(base)
    backup(home, top / "ancienne.zip")
    story(home, "quai.md", "## Contexte\nUn quai fictif.\n", id="EXP-2024-700", title="Le quai", date="2024-01-01")
    with opened(home) as base:
        base.build()
        writing.autosave(base.wiki, AUTHOR, one.number, {"context": WORDS}, None)
    new_sources(home)
    return top


@pytest.fixture
def place(begun: Path, tmp_path: Path) -> Place:
    """Gives the home of a fresh copy of that folder."""
    count = iter(range(10**6))

    def fresh() -> Path:
        target = tmp_path / f"{next(count)}"
        shutil.copytree(begun, target)
        return target / "home"

    return fresh


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that tests of this room call in their own process use what costs nothing too."""
    monkeypatch.setattr("kb.base.Resources", lives.made)
    monkeypatch.setattr("kb.building.source_reader.Readers", lives.ReadersHere)
