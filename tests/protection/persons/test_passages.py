"""What is found of each passage, and what is put instead, changes only when somebody means it to.

`tests/protection/read.jsonl` says what was found when it was last written, right or wrong: the bars of `test_people.py`
judge it. Each passage stands there twice, as typed and in small letters, as people type in a hurry. After a change that
is meant, write it anew and look at what differs: `python -m tests.protection.persons.test_passages`.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from bench.protection import ELSEWHERE, PASSAGES, marked, rows_of
from kb.protection.highlights import find_highlights
from kb.protection.persons.names import NameTagger, Tagger, TaggerMissing
from kb.protection.pseudonyms import proposals
from kb.protection.treatment import Choice, apply

READ = Path(__file__).parents[1] / "read.jsonl"
TEXTS = {row["id"]: marked(row)[0] for path in (PASSAGES, ELSEWHERE) for row in rows_of(path)}


def reading(text: str, tagger: Tagger) -> dict[str, Any]:
    """What is found of a text, what is proposed instead, and the text with it."""
    found = find_highlights(text, tagger)
    instead = proposals(text, found)
    treated = apply(text, found, [Choice(group, "replace", words) for group, words in instead.items()])[0]
    return {
        "found": [[one.start, one.end, one.kind, one.group] for one in found],
        "instead": dict(sorted(instead.items())),
        "treated": treated,
    }


def both(name: str, tagger: Tagger) -> dict[str, Any]:
    """The reading of a passage as typed, and in small letters."""
    text = TEXTS[name]
    return {"id": name, "typed": reading(text, tagger), "hurried": reading(text.lower(), tagger)}


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    try:
        return NameTagger.open()
    except TaggerMissing as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("row", rows_of(READ) if READ.is_file() else [], ids=lambda row: row["id"])
def test_a_passage_is_read_as_it_was(row: dict[str, Any], tagger: Tagger) -> None:
    assert both(row["id"], tagger) == row


def test_every_passage_stands_in_the_file() -> None:
    assert [row["id"] for row in rows_of(READ)] == list(TEXTS)


if __name__ == "__main__":
    opened = NameTagger.open()
    lines = [json.dumps(both(name, opened), ensure_ascii=False) for name in TEXTS]
    READ.write_text("\n".join(lines) + "\n", encoding="utf-8")
