"""BM25 of records, whole: what several passages and the head of a record say is counted together."""

from pathlib import Path

import numpy as np

from kb.index.scope import in_records
from kb.index.words.postings import Held
from tests.conftest import Opener
from tests.small_corpus import write


def held(*runs: dict[int, int]) -> Held:
    texts = [text for run in runs for text in run]
    counts = [count for run in runs for count in run.values()]
    return Held(np.array(texts, np.int32), np.array(counts, np.uint8), np.array([len(run) for run in runs]))


def test_passages_of_a_record_and_its_head_are_counted_together() -> None:
    rows = np.array([0, 0, 0, 1, 2, 2], np.int32)
    found = in_records(held({0: 2, 2: 1, 3: 1}, {}, {5: 200, 4: 100}), held({0: 1, 2: 4}, {1: 1}, {}), rows, 3)
    assert found.sizes.tolist() == [3, 1, 1]
    assert found.texts.tolist() == [0, 1, 2, 1, 2]
    assert found.counts.tolist() == [4, 1, 4, 1, 300]


def test_no_word_stands_in_no_record() -> None:
    found = in_records(held({}, {}), held({}, {}), np.empty(0, np.int32), 0)
    assert (len(found.texts), found.sizes.tolist()) == (0, [0, 0])


def test_a_record_that_says_a_word_all_along_comes_before_one_that_says_it_in_one_passage(
    home: Path, open_base: Opener
) -> None:
    filler = "On y parle du repas, du soir, des clefs et de la pluie qui tombe sur la cour. " * 12
    said = "".join(f"## Étape {n}\n\nLa péniche revient à quai. {filler}\n\n" for n in range(6))
    once = "".join(f"## Étape {n}\n\nLe bateau revient à quai. {filler}\n\n" for n in range(5))
    write(home, "long.md", f"# Saison\n\n{said}", id="DOC-2020-001")
    write(home, "autre.md", f"# Saison\n\nLa péniche, la péniche. {filler}\n\n{once}", id="DOC-2020-002")
    base = open_base()
    base.build()
    first, second = (hit.record.id for hit in base.search("péniche", mode="lexical", limit=2))
    assert (first, second) == ("DOC-2020-001", "DOC-2020-002")
