"""The sample terms of the corpus, and the questions with slang, acronyms and words of the trades."""

import re
from collections import Counter
from pathlib import Path, PurePosixPath

import pytest

from ingest.read import read
from kb.base import KnowledgeBase
from kb.evaluation import read_questions
from kb.readers import OPERATOR
from kb.records.front_matter import record_of
from kb.records.kinds import TermRecord
from kb.vocabulary.vocabulary import load_vocabulary
from tests.conftest import Opener
from tests.small_corpus import story, write

CHECKOUT = Path(__file__).resolve().parents[2]
FILES = sorted((CHECKOUT / "corpus" / "termes").glob("*.md"))
SLANG = CHECKOUT / "tests" / "slang.jsonl"


def test_there_are_thirty_of_them() -> None:
    assert len(FILES) == 30


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_sample_term_is_defined_sourced_and_means_two_things_to_two_trades(path: Path) -> None:
    vocabulary = load_vocabulary()
    document = read(path).document
    assert document is not None
    found = record_of(PurePosixPath(path.name), document, vocabulary.lists, frozenset(vocabulary.territories))
    term = found.record
    assert isinstance(term, TermRecord)
    assert found.notes == ()
    assert (term.fictional, bool(term.definition), bool(term.source)) == (True, True, True)
    trades = {one.trade for one in term.senses}
    assert len(trades) >= 2
    assert trades <= set(vocabulary.lists["trades"])
    shipped = next(one for one in vocabulary.terms if one.preferred == term.title)
    assert set(shipped.variants) <= set(term.variants)  # it stands for the shipped one: no word of it may be lost


def test_questions_with_slang_are_sixty_half_of_them_kept_and_name_records_of_the_corpus() -> None:
    asked = read_questions(SLANG)
    assert Counter(one.split for one in asked) == {"tune": 30, "held": 30}
    assert len({one.question for one in asked}) == 60
    texts = [path.read_text("utf-8") for path in (CHECKOUT / "corpus" / "experiences").glob("*.md")]
    known = {found[1] for text in texts if (found := re.search(r"^id: (\S+)", text, re.M))}
    assert {record for one in asked for record in one.relevant} <= known


def test_a_question_finds_no_term_among_texts_unless_a_filter_names_it(home: Path, open_base: Opener) -> None:
    write(home, "guet.md", "## Définition\nFaire le guet au coin.\n", id="TER-7", kind="term", title="guetteur",
          fictional=True)  # fmt: skip
    story(home, "recit.md", "## Contexte\nFaire le guet au coin.\n", id="EXP-7", title="Un récit")
    base: KnowledgeBase = open_base()
    base.build()
    found = base.search("faire le guet au coin", reader=OPERATOR)
    assert [one.record.id for one in found] == ["EXP-7"]
    found = base.search("faire le guet au coin", where={"kind": "term"}, reader=OPERATOR)
    assert [one.record.id for one in found] == ["TER-7"]
