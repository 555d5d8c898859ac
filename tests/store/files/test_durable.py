"""Files written whole or not at all, and why the system refuses one, in French."""

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from kb.index.files.array_files import write_array
from kb.store.files import durable
from kb.store.files.durable import write_whole
from kb.system_errors import CAUSES, cause_of

pytestmark = pytest.mark.files


def test_a_file_that_cannot_be_written_whole_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.md"
    write_whole(path, b"avant")

    def full(part: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(part))

    monkeypatch.setattr(durable, "on_disk", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"apres")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("a.md", b"avant")]


def test_a_link_stays_a_link_and_a_pipe_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "vrai.md").write_bytes(b"avant")
    (tmp_path / "lien.md").symlink_to(tmp_path / "vrai.md")
    write_whole(tmp_path / "lien.md", b"apres")
    assert (tmp_path / "lien.md").is_symlink()
    assert (tmp_path / "vrai.md").read_bytes() == b"apres"
    write_whole(Path(os.devnull), b"rien")
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize("code", [*CAUSES, errno.ENOTTY, 0])
def test_what_the_system_refuses_is_said_in_french(code: int) -> None:
    error = OSError(code, os.strerror(code)) if code else OSError("8 requested and 0 written")
    said = cause_of(error)
    assert said
    assert os.strerror(code or 1) not in said
    assert "requested" not in said


@pytest.mark.parametrize("array", [np.arange(5), np.zeros((3, 2), np.float32), np.empty(0, np.uint16)])
def test_an_array_is_read_back_as_it_was_and_a_full_disk_says_so_by_its_number(
    tmp_path: Path, array: np.ndarray
) -> None:
    write_array(tmp_path / "a.npy", array)
    read = np.load(tmp_path / "a.npy", mmap_mode="r" if array.size else None)
    assert (read.dtype, read.shape, read.tolist()) == (array.dtype, array.shape, array.tolist())
    if Path("/dev/full").exists():
        with pytest.raises(OSError, match="No space") as told:
            write_array(Path("/dev/full"), array)
        assert told.value.errno == errno.ENOSPC
