"""What is found of each passage, and what is put instead, changes only when somebody means it to.

`tests/protection/read.jsonl` says what was found when it was last written, right or wrong: the bars of `test_people.py`
judge it. Each passage is read as typed, in small letters, without accents and in capitals, as people type in a hurry.
After a change that is meant, write it anew and look at what differs:
`python -m tests.protection.persons.test_passages`.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from bench.protection import ELSEWHERE, PASSAGES, marked, rows_of
from kb.index.words.analysis import fold
from kb.protection.highlights import find_highlights
from kb.protection.persons.names import NameTagger, Tagger, TaggerMissing
from kb.protection.pseudonyms import proposals
from kb.protection.treatment import Choice, apply

READ = Path(__file__).parents[1] / "read.jsonl"
TEXTS = {row["id"]: marked(row)[0] for path in (PASSAGES, ELSEWHERE) for row in rows_of(path)}


def found(text: str, tagger: Tagger) -> list[list[object]]:
    """What is found of a text: its bounds, its kind and what it is one with."""
    return [[one.start, one.end, one.kind, one.group] for one in find_highlights(text, tagger)]


def treated(text: str, tagger: Tagger) -> tuple[dict[str, str], str]:
    """What is proposed instead of what was found, and the text with it."""
    highlights = find_highlights(text, tagger)
    instead = proposals(text, highlights)
    choices = [Choice(group, "replace", words) for group, words in instead.items()]
    return dict(sorted(instead.items())), apply(text, highlights, choices)[0]


def reading(name: str, tagger: Tagger) -> dict[str, Any]:
    """All that is kept of a passage."""
    text = TEXTS[name]
    instead, without = treated(text, tagger)
    return {
        "id": name,
        "typed": found(text, tagger),
        "instead": instead,
        "treated": without,
        "hurried": found(text.lower(), tagger),
        "plain": found(fold(text), tagger),
        "shouted": found(text.upper(), tagger),
    }


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    try:
        return NameTagger.open()
    except TaggerMissing as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("row", rows_of(READ) if READ.is_file() else [], ids=lambda row: row["id"])
def test_a_passage_is_read_as_it_was(row: dict[str, Any], tagger: Tagger) -> None:
    assert reading(row["id"], tagger) == row


def test_every_passage_stands_in_the_file() -> None:
    assert [row["id"] for row in rows_of(READ)] == list(TEXTS)


if __name__ == "__main__":
    opened = NameTagger.open()
    lines = [json.dumps(reading(name, opened), ensure_ascii=False) for name in TEXTS]
    READ.write_text("\n".join(lines) + "\n", encoding="utf-8")
