"""The words of the texts, counted by audience, and the terms that a reader's own texts hold."""

from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlite_utils import Database

from kb.base import OPERATOR, PUBLIC, KnowledgeBase
from kb.index.access import REMEMBERED, Allowed
from kb.index.live import LiveIndex
from kb.index.queries import word_counts
from kb.index.schema import open_index
from kb.index.words.lexicon import FIRST, Lexicon, count_words, speller_of
from tests.conftest import Opener
from tests.fake_encoder import DIMENSION
from tests.small_corpus import write


def counted(base: KnowledgeBase, *audiences: str) -> dict[str, int]:
    """What the index counts, but for the words of the heading that a title alone makes."""
    return word_counts(open_index(base.home.index), audiences)


@pytest.fixture
def two(home: Path, open_base: Opener) -> KnowledgeBase:
    """A text for everybody and one for professionals."""
    write(home, "pont.md", "# Le pont\n\nUn pont, un pont vu du quai.\n", id="DOC-2020-001", diffusion="public")
    write(home, "quai.md", "# Bac\n\nLe quai a un bac or il va.\n", id="DOC-2020-002", diffusion="professionals")
    base = open_base()
    base.build()
    return base


def test_a_word_of_three_letters_is_counted_once_for_each_passage_and_title_that_holds_it(two: KnowledgeBase) -> None:
    assert counted(two, "public") == {"pont": 2, "quai": 1}
    assert counted(two, "professionals") == {"quai": 1, "bac": 2}
    assert counted(two, "public", "professionals") == {"pont": 2, "quai": 2, "bac": 2}
    assert counted(two) == {}


def test_words_of_a_record_are_counted_once_and_leave_with_it(two: KnowledgeBase) -> None:
    database = open_index(two.home.index)
    (number,) = database.execute("SELECT number FROM records WHERE id = 'DOC-2020-001'").fetchone()
    before = counted(two, "public")
    count_words(database, number, 1)
    assert counted(two, "public") == before
    count_words(database, number, -1)
    count_words(database, number, -1)
    assert counted(two, "public") == {}
    assert counted(two, "professionals") == {"quai": 1, "bac": 2}
    count_words(database, number, 1)
    assert counted(two, "public") == before
    (two.home.root / "corpus" / "pont.md").unlink()
    two.build()
    assert counted(two, "public", "professionals") == {"quai": 1, "bac": 2}


def opened(base: KnowledgeBase) -> tuple[LiveIndex, Database]:
    database = open_index(base.home.index)
    live = LiveIndex(base.home.index, DIMENSION)
    live.catch_up(database)
    return live, database


def test_a_term_is_known_to_whoever_may_read_a_text_or_a_title_that_holds_it(two: KnowledgeBase) -> None:
    live, database = opened(two)
    known = {
        reader: [
            term
            for term in ("pont", "quai", "bac", "absent")
            if term in Lexicon(live, database, live.allowed({}, reader, {}), reader)
        ]
        for reader in (PUBLIC, OPERATOR)
    }
    assert known == {PUBLIC: ["pont", "quai"], OPERATOR: ["pont", "quai", "bac"]}
    assert Lexicon(live, database, live.allowed({}, PUBLIC, {}), PUBLIC)["pont"] == live.terms["pont"]


@pytest.mark.parametrize("place", [0, FIRST - 1, FIRST, FIRST + 3])
def test_a_term_that_many_passages_hold_is_known_by_any_one_of_them(two: KnowledgeBase, place: int) -> None:
    class HeldBy:
        def __init__(self, texts: int) -> None:
            self.texts = np.arange(texts, dtype=np.int32)

        def of(self, term: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
            return self.texts, self.texts

    database = open_index(two.home.index)
    live = cast(LiveIndex, SimpleNamespace(terms={"pont": 0}, postings=HeldBy(FIRST + 4), heads=HeldBy(0)))
    slots, rows = np.zeros(FIRST + 4, bool), np.zeros(3, bool)
    assert "pont" not in Lexicon(live, database, Allowed(rows, slots, 0), PUBLIC)
    slots[place] = True
    assert "pont" in Lexicon(live, database, Allowed(rows, slots, 1), PUBLIC)


def test_what_corrects_words_knows_those_of_its_readers_and_is_remembered_for_a_few(two: KnowledgeBase) -> None:
    live, database = opened(two)
    for reader, known in ((PUBLIC, False), (OPERATOR, True)):
        speller = Lexicon(live, database, live.allowed({}, reader, {}), reader).speller()
        assert (speller.knows("pont"), speller.knows("bac")) == (True, known)
    both = speller_of(live, database, frozenset({"public", "professionals"}))
    assert speller_of(live, database, frozenset({"public", "professionals"})) is both
    for number in range(2 * REMEMBERED):
        speller_of(live, database, frozenset({f"group {number}"}))
        assert len(live.spellers) <= REMEMBERED
    assert speller_of(live, database, frozenset({"public"})).knows("pont")


def test_the_counts_of_the_sample_are_those_of_its_passages_and_titles(base: KnowledgeBase) -> None:
    database = open_index(base.home.index)
    texts = [[text, section] for text, section in database.execute("SELECT text, section FROM passages")]
    titles = [one.title for one in base.summaries(reader=OPERATOR)]
    plainly = Counter("laverie" in f"{text} {section}".casefold() for text, section in texts)[True]
    plainly += sum("laverie" in title.casefold() for title in titles)
    every = [audience for (audience,) in database.execute("SELECT DISTINCT audience FROM words")]
    assert word_counts(database, every)["laverie"] == plainly > 1
