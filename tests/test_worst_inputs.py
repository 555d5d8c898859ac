"""The worst that somebody can give to what visitors and contributors reach ends soon: its work grows as its length.

Ceilings are of CPU time, and generous: what grew as the square of the length took 13 to 40 s on the same texts.
"""

import pytest

from bench.worst import PATTERNS, Case, cases, seconds
from kb.base import KnowledgeBase
from kb.wiki.review.diff import compare
from kb.wiki.write import protection, writing
from kb.wiki.write.forms import LONGEST_FIELD
from tests.wiki.people import AUTHOR, told

CEILING = 12.0  # seconds of CPU, on a machine that does ten other things
CASES = cases()
# What took longest before; `python -m bench.worst` tries every pattern with every function.
TRIED = (
    ("compare", "sentences"),
    ("compare", "a\n\n"),
    ("compare with nothing alike", "sentences"),
    ("highlights", "M. "),
    ("highlights", "M. et Mme "),
    ("highlights", "centre "),
    ("plain text", "underlined titles"),
    ("plain text", "wrapped"),
    ("plain text", "[a]("),
    ("plain text", "a\n"),
    ("place of words", "M. "),
    ("place of words", "sentences"),
    ("telling", ". "),
    ("words of the index", "M. "),
)


@pytest.mark.parametrize(("name", "pattern"), TRIED)
def test_the_worst_input_of_a_function_ends_soon(name: str, pattern: str) -> None:
    assert seconds(CASES[name], PATTERNS[pattern]) < CEILING


def test_two_paragraphs_of_six_thousand_words_are_compared_word_by_word() -> None:
    older = [f"mot{(n * 7919) % 3001}" for n in range(6_000)]
    newer = [*older[:100], "autre", *older[101:3_000], *older[3_050:]]
    runs = compare(" ".join(older), " ".join(newer))
    assert len(runs) == 1
    assert [one.text for one in runs[0] if one.sort == "added"] == ["autre"]
    case = Case(lambda text: compare(text, " ".join(reversed(text.split()))), 60_000)
    assert seconds(case, " ".join(older)) < CEILING


def test_past_the_words_that_may_be_compared_whole_sentences_are() -> None:
    sentence = "Un mot et un autre, puis encore un. "
    older = sentence * (LONGEST_FIELD // len(sentence))
    newer = older.replace("encore", "toujours", 1) + "Fin."
    (runs,) = compare(older, newer)
    assert "".join(one.text for one in runs if one.sort != "removed") == newer.strip()
    assert "".join(one.text for one in runs if one.sort != "added") == older.strip()
    assert sum(len(one.text) for one in runs if one.sort == "added") < 200


def test_a_text_too_long_to_be_looked_through_says_what_to_do(base: KnowledgeBase) -> None:
    one = told(base)
    long = dict.fromkeys(("context", "lessons"), "mot " * (LONGEST_FIELD // 4 - 1))
    writing.autosave(base.wiki, AUTHOR, one.number, long, None)
    with pytest.raises(protection.TreatmentRefused, match="Faites-en deux fiches"):
        protection.points(base.wiki, AUTHOR, one.number)
