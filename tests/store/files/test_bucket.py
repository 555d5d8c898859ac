"""Files in a bucket: kept once, checked when they are brought here, gone in every version."""

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from kb.errors import BaseDamaged, BaseUnreachable, KbError
from kb.store.engines.opening import open_bucket
from kb.store.files.kept_files import FolderFiles, bytes_at
from tests.bucket_server import BUCKET, files_address, s3
from tests.engines import free_port

__all__ = ["files_address", "s3"]

pytestmark = [pytest.mark.files, pytest.mark.bucket]

PICTURE = b"Une image fictive."
DIGEST = hashlib.sha256(PICTURE).hexdigest()


def objects(kept: Any, *, versions: bool = False) -> list[str]:
    found = kept._client.list_objects(BUCKET, kept._prefix, recursive=True, include_version=versions)
    return sorted(one.object_name.removeprefix(kept._prefix) for one in found)


def test_what_one_machine_keeps_another_has_and_checks(files_address: str, tmp_path: Path) -> None:
    one, other = open_bucket(tmp_path / "one", files_address), open_bucket(tmp_path / "other", files_address)
    assert other.path(DIGEST) is None
    assert one.put(PICTURE) == one.put(PICTURE) == DIGEST
    assert objects(one) == [f"attachments/{DIGEST[:2]}/{DIGEST}"]
    path = other.path(DIGEST)
    assert path == bytes_at(tmp_path / "other", DIGEST)
    assert path.read_bytes() == PICTURE
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_that_is_here_is_not_asked_for_again(files_address: str, tmp_path: Path) -> None:
    one = open_bucket(tmp_path, files_address)
    one.put(PICTURE)
    one._client.remove_object(BUCKET, one._name("attachments", DIGEST))  # type: ignore[attr-defined]
    assert one.path(DIGEST) is not None


def test_bytes_that_changed_in_the_bucket_are_given_to_nobody(files_address: str, tmp_path: Path) -> None:
    one: Any = open_bucket(tmp_path / "one", files_address)
    one._client.put_object(BUCKET, one._name("attachments", DIGEST), BytesIO(b"Autre chose."), 12)
    with pytest.raises(BaseDamaged, match=DIGEST):
        one.path(DIGEST)
    assert not bytes_at(tmp_path / "one", DIGEST).exists()


def test_what_no_record_refers_to_leaves_bucket_and_machine(files_address: str, tmp_path: Path) -> None:
    one, other = open_bucket(tmp_path / "one", files_address), open_bucket(tmp_path / "other", files_address)
    kept = one.put(b"Un plan fictif.")
    one.put(PICTURE)
    assert other.path(DIGEST) is not None
    assert one.attachments() == {kept, DIGEST}
    one.remove(DIGEST)
    assert objects(one) == [f"attachments/{kept[:2]}/{kept}"]
    assert one.path(DIGEST) is None
    other.forget_here({kept}, set())
    assert other.path(DIGEST) is None


def test_every_version_goes_of_a_bucket_that_keeps_them(files_address: str, tmp_path: Path) -> None:
    from minio.commonconfig import ENABLED
    from minio.versioningconfig import SUSPENDED, VersioningConfig

    one: Any = open_bucket(tmp_path, files_address)
    one._client.set_bucket_versioning(BUCKET, VersioningConfig(ENABLED))
    try:
        name = one._name("attachments", DIGEST)
        for _ in range(2):
            one._client.put_object(BUCKET, name, BytesIO(PICTURE), len(PICTURE))
        one._client.remove_object(BUCKET, name)  # a mark of deletion: the versions stay under it
        assert len(objects(one, versions=True)) == 3
        one.remove(DIGEST)
        assert objects(one, versions=True) == []
    finally:
        one._client.set_bucket_versioning(BUCKET, VersioningConfig(SUSPENDED))


def test_a_source_comes_under_its_own_name_and_goes_with_its_record(files_address: str, tmp_path: Path) -> None:
    source = tmp_path / "rapport d’étape.pdf"
    source.write_bytes(PICTURE)
    one, other = open_bucket(tmp_path / "one", files_address), open_bucket(tmp_path / "other", files_address)
    one.put_source(source, DIGEST)
    path = other.source(DIGEST, "corpus/documents/rapport d’étape.pdf")
    assert path is not None
    assert (path.name, path.read_bytes()) == (source.name, PICTURE)
    other.keep_only_sources(set())
    assert not path.exists()
    assert other.source(DIGEST, source.name) is None


def test_a_source_that_changed_since_it_was_read_is_not_kept_under_the_old_digest(
    files_address: str, tmp_path: Path
) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(b"Une autre version.")
    one = open_bucket(tmp_path / "one", files_address)
    one.put_source(source, DIGEST)
    assert objects(one) == []


def test_a_name_with_folders_stays_in_its_folder(files_address: str, tmp_path: Path) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(PICTURE)
    one = open_bucket(tmp_path / "one", files_address)
    one.put_source(source, DIGEST)
    path = one.source(DIGEST, "../../../../etc/a.pdf")
    assert path == tmp_path / "one" / "index" / "sources" / DIGEST / "a.pdf"


def test_a_server_of_files_that_does_not_answer_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("minio")
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "y")
    with pytest.raises(BaseUnreachable, match="KB_FILES"):
        open_bucket(tmp_path, f"s3://{BUCKET}").put(PICTURE)


def test_whoever_asks_for_another_file_does_not_wait_and_for_the_same_one_it_is_brought_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("minio")
    kept: Any = open_bucket(tmp_path, f"s3://{BUCKET}")
    other = b"Un plan fictif."
    contents = {hashlib.sha256(one).hexdigest(): one for one in (PICTURE, other)}
    asked: list[str] = []
    with ThreadPoolExecutor(2) as apart:
        same: list[Future[Path | None]] = []

        def get(sort: str, digest: str) -> bytes:
            asked.append(digest)
            if digest == DIGEST:
                # While the first is on its way.
                assert apart.submit(kept.path, hashlib.sha256(other).hexdigest()).result(20) is not None
                same.append(apart.submit(kept.path, DIGEST))
            return contents[digest]

        monkeypatch.setattr(kept, "_get", get)
        assert kept.path(DIGEST) == same[0].result(20) == bytes_at(tmp_path, DIGEST)
    assert sorted(asked) == sorted(contents)


@pytest.mark.parametrize("address", ["recits", "https://recits/dossier", "s3://"])
def test_an_address_that_is_none_is_said(tmp_path: Path, address: str) -> None:
    pytest.importorskip("minio")
    with pytest.raises(KbError, match="s3://seau"):
        open_bucket(tmp_path, address)


def test_a_base_in_files_brings_nothing_from_elsewhere(tmp_path: Path) -> None:
    one = FolderFiles(tmp_path)
    assert one.path(DIGEST) is None
    assert one.put(PICTURE) == DIGEST
    assert one.path(DIGEST) == bytes_at(tmp_path, DIGEST)
    assert one.source(DIGEST, "a.pdf") is None
    one.forget_here(set(), set())
    assert one.path(DIGEST) is not None
    assert one.attachments() == {DIGEST}
    one.remove(DIGEST)
    assert one.path(DIGEST) is None
