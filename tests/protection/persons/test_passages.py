"""Passages that are read without a fault stay so: each mark at its place and of its kind, and nothing else."""

from collections.abc import Mapping
from typing import Any

import pytest

from bench.protection import ELSEWHERE, PASSAGES, marked, rows_of
from kb.protection.highlights import find_highlights
from kb.protection.persons.names import NameTagger, Tagger, TaggerMissing

# Read with a fault, or with other limits than the marks: `test_people.py` counts them. Take out what comes right.
NOT_YET = frozenset(
    """
    p001 p007 p012 p015 p016 p018 p021 p024 p025 p028 p030 p036 p037 p042 p051 p052 p055 p056 p057 p059 p064 p071
    p076 p078 p083 p092 p097 p099 p100 p101 p102 p103 p107 p115 p117 p119 p123 p126 p129 p136 p140 p148 p149 p150
    p153 p156 p158 p159 p160 e002 e004 e005 e006 e012 e013 e017 e018 e019 e020 e023 e024 e025 e027 e029 e031 e034
    e037 e038 e039 e041 e042 e045 e046 e049 e051 e052 e058 e059 e061 e063 e066 e067
    """.split()  # noqa: SIM905
)
ROWS = [row for path in (PASSAGES, ELSEWHERE) for row in rows_of(path) if row["id"] not in NOT_YET]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    try:
        return NameTagger.open()
    except TaggerMissing as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_a_passage_read_without_a_fault_stays_so(row: Mapping[str, Any], tagger: Tagger) -> None:
    text, marks = marked(row)
    found = [(one.start, one.end, one.kind) for one in find_highlights(text, tagger)]
    assert sorted(found) == sorted((one.start, one.end, one.kind) for one in marks)
