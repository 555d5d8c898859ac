"""The dense index: nearest slots among those allowed."""

from pathlib import Path

import faiss
import numpy as np
import pytest

from kb.errors import IndexBroken
from kb.index.vectors import dense as module
from kb.index.vectors.dense import F32, Vectors

DIMENSION = 16


def rows(n: int, seed: int = 0) -> F32:
    drawn = np.random.default_rng(seed).standard_normal((n, DIMENSION)).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)


def filled(n: int) -> Vectors:
    vectors = Vectors.built(rows(n), n)
    vectors.add(rows(n))
    return vectors


def test_the_nearest_come_first_with_their_cosines() -> None:
    query = rows(1, seed=1)[0]
    slots, scores = filled(200).search(query, 10, None)
    cosines = rows(200) @ query
    assert slots.tolist() == np.argsort(-cosines)[:10].tolist()
    assert scores == pytest.approx(cosines[slots], abs=1e-6)


@pytest.mark.parametrize("allowed_count", [0, 1, 7, 199, 200])
def test_only_allowed_slots_are_found_and_as_many_as_there_are(allowed_count: int) -> None:
    allowed = np.zeros(200, bool)
    allowed[np.random.default_rng(2).permutation(200)[:allowed_count]] = True
    query = rows(1, seed=1)[0]
    slots, _ = filled(200).search(query, 50, allowed)
    cosines = np.where(allowed, rows(200) @ query, -9)
    assert slots.tolist() == np.argsort(-cosines)[: min(50, allowed_count)].tolist()


def test_an_empty_index_and_no_room_find_nothing() -> None:
    query = rows(1)[0]
    assert len(Vectors(DIMENSION).search(query, 5, None)[0]) == 0
    assert len(filled(5).search(query, 0, None)[0]) == 0


def test_the_index_comes_back_from_its_file(tmp_path: Path) -> None:
    filled(50).write(tmp_path / "v.faiss")
    read = Vectors.read(tmp_path / "v.faiss")
    query = rows(1, seed=1)[0]
    assert read.search(query, 5, None)[0].tolist() == filled(50).search(query, 5, None)[0].tolist()
    assert (len(read), read.dimension) == (50, DIMENSION)


def test_a_broken_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "v.faiss").write_bytes(b"IxFI but nothing more")
    with pytest.raises(IndexBroken):
        Vectors.read(tmp_path / "v.faiss")
    with pytest.raises(IndexBroken):
        Vectors.read(tmp_path / "missing.faiss")


def test_a_disk_that_refuses_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        filled(5).write(tmp_path / "no folder" / "v.faiss")


@pytest.mark.parametrize(("flat_up_to", "inverted_from"), [(100, 10_000), (100, 400)])
def test_larger_indexes_find_nearly_the_same(
    flat_up_to: int, inverted_from: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FLAT_UP_TO", flat_up_to)
    monkeypatch.setattr(module, "INVERTED_FROM", inverted_from)
    n = 4_000
    vectors = filled(n)
    assert not vectors.exact
    allowed = np.arange(n) % 2 == 0
    for seed in range(5):
        query = rows(1, seed=100 + seed)[0]
        exact = set(np.argsort(-np.where(allowed, rows(n) @ query, -9))[:10].tolist())
        slots, _ = vectors.search(query, 60, allowed)
        assert allowed[slots].all()
        share = len(exact & set(slots.tolist())) / 10
        assert share == 1 if inverted_from > n else share >= 0.2


def test_codes_score_nearly_as_floats_do_and_come_back_from_their_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FLAT_UP_TO", 100)
    written, query = filled(4_000), rows(1, seed=1)[0]
    written.write(tmp_path / "v.faiss")
    read = Vectors.read(tmp_path / "v.faiss")
    slots, scores = read.search(query, 50, None)
    assert slots.tolist() == written.search(query, 50, None)[0].tolist()
    assert scores == pytest.approx(rows(4_000)[slots] @ query, abs=0.02)
    (tmp_path / "v.npy").unlink()
    with pytest.raises(OSError, match=r"v\.npy"):
        Vectors.read(tmp_path / "v.faiss")


def test_codes_of_an_older_kind_are_refused(tmp_path: Path) -> None:
    old = faiss.IndexScalarQuantizer(DIMENSION, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
    old.train(rows(500))
    faiss.write_index(old, str(tmp_path / "v.faiss"))
    with pytest.raises(IndexBroken):
        Vectors.read(tmp_path / "v.faiss")
