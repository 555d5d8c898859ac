"""Keys of private texts: kept whole, read by their owner alone, and gone for good."""

import os
from pathlib import Path
from typing import Any

import pytest

from kb.errors import BaseUnreachable, KbError
from kb.store.engines.opening import open_keys
from kb.store.files import bucket_keys
from kb.store.files.kept_keys import FolderKeys
from tests.bucket_server import BUCKET, files_address, s3
from tests.engines import free_port

__all__ = ["files_address", "s3"]

pytestmark = pytest.mark.files

KEY, PLACE = bytes(range(32)), "ab0123456789abcdef0123456789abcd"


def test_a_key_is_read_by_its_owner_alone_and_goes(tmp_path: Path) -> None:
    one, other = FolderKeys(tmp_path / "keys"), FolderKeys(tmp_path / "keys")
    one.put(PLACE, KEY)
    (tmp_path / "keys" / "ab" / f".0123-{PLACE}").write_bytes(KEY)  # by a process that died
    assert other.get(PLACE) == KEY
    assert other.places() == {PLACE}
    (tmp_path / "keys" / "ab" / f".0123-{PLACE}").unlink()
    for path in (tmp_path / "keys").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0
    other.destroy(PLACE)
    assert one.get(PLACE) is None
    assert [path for path in (tmp_path / "keys").rglob("*") if path.is_file()] == []
    other.destroy(PLACE)


def test_the_bytes_of_a_key_are_overwritten_before_its_name_goes(tmp_path: Path) -> None:
    one = FolderKeys(tmp_path / "keys")
    one.put(PLACE, KEY)
    os.link(tmp_path / "keys" / "ab" / PLACE, tmp_path / "kept")  # what a disk would still hold
    one.destroy(PLACE)
    assert (tmp_path / "kept").read_bytes() == bytes(32)


def test_a_folder_that_is_not_there_tells_of_no_key(tmp_path: Path) -> None:
    one = FolderKeys(tmp_path / "keys")
    for act in (lambda: one.get(PLACE), lambda: one.destroy(PLACE), one.places):
        with pytest.raises(BaseUnreachable, match="KB_KEYS"):
            act()


def test_a_folder_that_takes_no_writing_is_said(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("")
    with pytest.raises(BaseUnreachable, match="KB_KEYS"):
        FolderKeys(tmp_path / "keys").put(PLACE, KEY)


@pytest.mark.parametrize("address", ["https://coffre/cles", "cles", "file://hote/cles"])
def test_an_address_that_is_none_is_said(tmp_path: Path, address: str) -> None:
    with pytest.raises(KbError, match="KB_KEYS"):
        open_keys(tmp_path, address)


@pytest.mark.bucket
def test_a_key_leaves_a_bucket_in_every_version(files_address: str, tmp_path: Path) -> None:
    from minio.commonconfig import ENABLED
    from minio.versioningconfig import SUSPENDED, VersioningConfig

    one: Any = open_keys(tmp_path, f"{files_address}/keys")
    other: Any = open_keys(tmp_path, f"{files_address}/keys")
    one._client.set_bucket_versioning(BUCKET, VersioningConfig(ENABLED))
    try:
        one.put(PLACE, KEY)
        one.put("ac" + PLACE[2:], KEY)
        assert (one.get(PLACE), other.get(PLACE)) == (KEY, KEY)
        assert other.places() == {PLACE, "ac" + PLACE[2:]}
        one._client.remove_object(BUCKET, one._name(PLACE))  # a mark of deletion: the version stays under it
        one.destroy(PLACE)
        assert one.get(PLACE) is None
        left = one._client.list_objects(BUCKET, one._prefix, recursive=True, include_version=True)
        assert [(found.object_name, found.is_delete_marker) for found in left] == [(one._name("ac" + PLACE[2:]), False)]
    finally:
        one._client.set_bucket_versioning(BUCKET, VersioningConfig(SUSPENDED))


@pytest.mark.bucket
def test_another_machine_forgets_a_destroyed_key_within_the_minute(
    files_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = (open_keys(tmp_path, f"{files_address}/keys") for _ in range(2))
    one.put(PLACE, KEY)
    assert other.get(PLACE) == KEY
    one.destroy(PLACE)
    assert other.get(PLACE) == KEY
    monkeypatch.setattr(bucket_keys, "REMEMBERED", 0.0)
    assert other.get(PLACE) is None


@pytest.mark.bucket
def test_no_more_keys_are_remembered_than_so_many(
    files_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket_keys, "MOST", 2)
    one: Any = open_keys(tmp_path, f"{files_address}/keys")
    for number in range(4):
        one.put(f"{number}{PLACE[1:]}", KEY)
    assert [place[0] for place in one._remembered] == ["2", "3"]
    assert one.get(f"0{PLACE[1:]}") == KEY


def test_a_server_of_keys_that_does_not_answer_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("minio")
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "y")
    one = open_keys(tmp_path, f"s3://{BUCKET}")
    for act in (lambda: one.get(PLACE), lambda: one.put(PLACE, KEY), lambda: one.destroy(PLACE)):
        with pytest.raises(BaseUnreachable, match="KB_KEYS"):
            act()
