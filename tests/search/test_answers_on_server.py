"""With its index on a server a small base answers as it does in memory, number for number.

A server keeps vectors in halves, which moves a cosine by a ten-thousandth: here the base in memory has such too.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from kb.base import KnowledgeBase
from kb.index import file_writer
from kb.index.encoding import Prepared
from kb.index.files.byte_formats import F32
from kb.readers import OPERATOR
from tests.engines import Postgres
from tests.search.test_answers_stay import QUESTIONS, answer, build

pytestmark = pytest.mark.postgres
Pair = tuple[KnowledgeBase, KnowledgeBase]


def halved(rows: F32) -> F32:
    """Vectors as halves tell them, of length 1."""
    told = rows.astype(np.float16).astype(np.float32)
    return np.asarray(told / np.maximum(np.linalg.norm(told, axis=1, keepdims=True), 1e-9), np.float32)


@pytest.fixture(scope="module")
def both(index_server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A base in memory, and the same one with its index on a server."""
    store = file_writer.FileWriter.store

    def of_halves(
        self: file_writer.FileWriter, one: Prepared, vectors: F32, pooled: Any, title_vector: F32 | None
    ) -> None:
        store(self, one, halved(vectors) if len(vectors) else vectors, pooled, title_vector)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(file_writer.FileWriter, "store", of_halves)
        here = build(tmp_path_factory.mktemp("memory") / "home")
        address = index_server.address("answers")
        index_server.run("CREATE DATABASE answers TEMPLATE empty_index")
        for name, value in (("KB_DATABASE", address), ("KB_PRIVATE_DATABASE", address), ("KB_RETRIEVAL", "database")):
            patched.setenv(name, value)
        there = build(tmp_path_factory.mktemp("server") / "home")
    with here, there:
        yield here, there


@pytest.mark.parametrize("place", range(len(QUESTIONS)))
def test_a_question_is_answered_as_in_memory(place: int, both: Pair) -> None:
    here, there = (without_chance(answer(base, *QUESTIONS[place])) for base in both)
    assert there == near(here)


def without_chance(found: dict[str, Any]) -> dict[str, Any]:
    """The same without what numbers that are equal leave to chance.

    « Le square » says one sentence twelve times, so that any may be the nearest; of two records as near as each other
    either may be the last that is shown.
    """
    for hit in found["hits"]:
        if hit[1] == "DOC-2020-001":
            hit[-1] = sorted(one[-2] for one in hit[-1])
    *first, last = found["by meaning"] or [["", 0.0]]
    return {**found, "by meaning": [*first, last[1]]}


def near(value: Any) -> Any:
    """The same, numbers as near as two ways of adding up leave them."""
    if isinstance(value, float):
        return pytest.approx(value, abs=0.0011)
    if isinstance(value, dict):
        return {key: near(one) for key, one in value.items()}
    return type(value)(near(one) for one in value) if isinstance(value, list | tuple) else value


@pytest.mark.parametrize("record", ["EXP-2019-001", "DOC-2020-001", "SRV-2024-001"])
def test_the_same_records_are_near(record: str, both: Pair) -> None:
    here, there = ([one.id for one in base.neighbours(record, reader=OPERATOR)] for base in both)
    assert here == there != []


def test_the_same_is_listed_and_counted(both: Pair) -> None:
    here, there = both
    for where in (
        {},
        {"kind": "experience"},
        {"year": "2015..2020"},
        {"territory": "75"},
        {"title": "LE"},
        {"id": ["x"]},
    ):
        assert [one.id for one in here.summaries(where, reader=OPERATOR)] == [
            one.id for one in there.summaries(where, reader=OPERATOR)
        ]
        assert here.facets(where, reader=OPERATOR) == there.facets(where, reader=OPERATOR)


@pytest.mark.parametrize("start", ["hal occ", "perm", "squ aut", "an", "h", "le"])
def test_the_same_is_suggested(start: str, both: Pair) -> None:
    here, there = (base.suggest(start, ("le hall occupé", "zzz inconnu"), reader=OPERATOR) for base in both)
    assert here == there
