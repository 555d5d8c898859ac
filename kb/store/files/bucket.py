"""Files of a base in an S3 bucket, for several machines. What a machine asks for stays in its folder, checked."""

import hashlib
import os
import secrets
import shutil
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import urllib3
from minio import Minio, S3Error
from minio.credentials import AWSConfigProvider, ChainedProvider, EnvAWSProvider, IamAwsProvider

from kb.errors import BaseDamaged, BaseUnreachable, KbError
from kb.store.files.kept_files import KeptFiles, bytes_at, names_here, put_bytes

ATTACHMENTS: Final = "attachments"
SOURCES: Final = "sources"
# The object that names the move which brought the files of a bucket.
MOVED: Final = "moved-here"
# A page waits for a file no longer than this, in seconds, twice.
WAIT: Final = urllib3.Timeout(connect=3, read=10)
UNREACHABLE: Final = (
    "Le stockage {of} ne répond pas, ou refuse : {why}. Rien n’a été perdu. Attendez un instant, puis recommencez ; "
    "si cela dure, prévenez la personne qui s’occupe du serveur."
)
CHANGED: Final = (
    "Un fichier du stockage (KB_FILES, {name}) n’est plus celui qui y a été mis. Remettez-le d’une sauvegarde du "
    "stockage."
)
OF_FILES: Final = "des fichiers (KB_FILES)"
MISREAD: Final = "{name} se lit « s3://seau » ou « s3://seau/dossier » ; AWS_ENDPOINT_URL dit sur quel serveur."


class BucketFiles(KeptFiles):
    """Attachments and sources as objects `attachments/ab/<sha256>` and `sources/ab/<sha256>`. Threads may share it."""

    def __init__(self, home: Path, bucket: str, prefix: str, client: Minio) -> None:
        self._home = home
        self._bucket = bucket
        self._prefix = prefix
        self._client = client
        # By the last two letters of a digest: whoever asks for another file does not wait.
        self._locks = tuple(threading.Lock() for _ in range(256))

    @classmethod
    def open(cls, home: Path, address: str) -> "BucketFiles":
        """The files at `s3://bucket/prefix` of the server that AWS_ENDPOINT_URL names, Amazon's without.

        Credentials and region are those of the usual AWS variables and files. Raises KbError for another address.
        """
        client, bucket, prefix = client_at(address, "KB_FILES")
        return cls(home, bucket, prefix, client)

    def put(self, content: bytes) -> str:
        """SHA-256 of an attachment that the bucket keeps. Raises BaseUnreachable, with nothing kept for sure."""
        digest = hashlib.sha256(content).hexdigest()
        self._put(ATTACHMENTS, digest, content)
        put_bytes(self._home, content)
        return digest

    def path(self, digest: str) -> Path | None:
        """Where the bytes stand on this machine, brought here at the first asking. Raises BaseUnavailable."""
        path = bytes_at(self._home, digest)
        if not path.is_file():
            with self._lock_of(digest):
                if path.is_file():  # somebody asked for it a moment before
                    return path
                content = self._get(ATTACHMENTS, digest)
                if content is None:
                    return None
                put_bytes(self._home, content)
        return path

    def attachments(self) -> frozenset[str]:
        """The names of the objects, and of the files brought here."""
        with told_of(OF_FILES):
            versions = versions_of(self._client, self._bucket, f"{self._prefix}{ATTACHMENTS}/")
        return names_here(self._home) | {str(one.object_name).rpartition("/")[2] for one in versions}

    def remove(self, name: str) -> None:
        """Remove an object in every version that the bucket kept, and what was brought here of it."""
        bytes_at(self._home, name).unlink(missing_ok=True)
        self._remove(self._name(ATTACHMENTS, name), ())

    def takes_move(self, mark: str) -> bool:
        """Whether the bucket holds the mark of this move, or neither a mark nor a file."""
        name = f"{self._prefix}{MOVED}"
        with told_of(OF_FILES):
            held = bytes_of(self._client, self._bucket, name)
            if held is not None:
                return held == mark.encode()
            begins = [f"{self._prefix}{sort}/" for sort in (ATTACHMENTS, SOURCES)]
            if any(next(iter(self._client.list_objects(self._bucket, one, recursive=True)), None) for one in begins):
                return False
            self._client.put_object(self._bucket, name, BytesIO(mark.encode()), len(mark))
        return True

    def put_source(self, path: Path, digest: str) -> None:
        """Keep a source file. One whose bytes are not those of `digest` any more is left for the next build."""
        if self._has(SOURCES, digest):
            return
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() == digest:
            self._put(SOURCES, digest, content)

    def source(self, digest: str, name: str) -> Path | None:
        """The source file under its own name in the index folder, brought here at the first asking."""
        path = self._sources / digest / Path(name).name
        if path.is_file():
            return path
        content = self._get(SOURCES, digest)
        if content is None:
            return None
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{secrets.token_hex(4)}")
        part.touch(mode=0o600)
        part.write_bytes(content)
        os.replace(part, path)
        return path

    def keep_only_sources(self, sources: Collection[str]) -> None:
        """Remove the other source files, in every version that the bucket kept."""
        self._forget_sources(sources)
        self._remove(f"{self._prefix}{SOURCES}/", sources)

    def forget_here(self, attachments: Collection[str], sources: Collection[str]) -> None:
        """Remove what was brought here of others."""
        for name in names_here(self._home).difference(attachments):
            bytes_at(self._home, name).unlink(missing_ok=True)
        self._forget_sources(sources)

    def _forget_sources(self, sources: Collection[str]) -> None:
        if self._sources.is_dir():
            for folder in self._sources.iterdir():
                if folder.name not in sources:
                    shutil.rmtree(folder, ignore_errors=True)

    @property
    def _sources(self) -> Path:
        return self._home / "index" / "sources"

    def _name(self, sort: str, digest: str) -> str:
        return f"{self._prefix}{sort}/{digest[:2]}/{digest}"

    def _has(self, sort: str, digest: str) -> bool:
        with told_of(OF_FILES):
            try:
                self._client.stat_object(self._bucket, self._name(sort, digest))
            except S3Error as error:
                if error.code in ("NoSuchKey", "NoSuchObject"):
                    return False
                raise
        return True

    def _put(self, sort: str, digest: str, content: bytes) -> None:
        if self._has(sort, digest):
            return
        with told_of(OF_FILES):
            self._client.put_object(self._bucket, self._name(sort, digest), BytesIO(content), len(content))

    def _get(self, sort: str, digest: str) -> bytes | None:
        """The bytes of an object, which are those that its name tells; None when there is none."""
        with told_of(OF_FILES):
            content = bytes_of(self._client, self._bucket, self._name(sort, digest))
        if content is None:
            return None
        if hashlib.sha256(content).hexdigest() != digest:
            raise BaseDamaged(CHANGED.format(name=self._name(sort, digest)))
        return content

    def _remove(self, begins: str, kept: Collection[str]) -> None:
        with told_of(OF_FILES):
            for one in versions_of(self._client, self._bucket, begins):
                if str(one.object_name).rpartition("/")[2] not in kept:
                    self._client.remove_object(self._bucket, one.object_name, version_id=one.version_id)

    def _lock_of(self, digest: str) -> threading.Lock:
        return self._locks[int(digest[-2:], 16)]


def client_at(address: str, name: str) -> tuple[Minio, str, str]:
    """(client, bucket, how its objects' names begin) of `s3://bucket/folder`, which the setting `name` gave.

    The server is the one that AWS_ENDPOINT_URL names, Amazon's without. Raises KbError for another address.
    """
    named, server = urlsplit(address), urlsplit(os.environ.get("AWS_ENDPOINT_URL", "https://s3.amazonaws.com"))
    if named.scheme != "s3" or not named.netloc or not server.netloc:
        raise KbError(MISREAD.format(name=name))
    client = Minio(
        server.netloc,
        secure=server.scheme == "https",
        region=os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1",
        credentials=ChainedProvider([EnvAWSProvider(), AWSConfigProvider(), IamAwsProvider()]),
        http_client=urllib3.PoolManager(timeout=WAIT, retries=urllib3.Retry(total=1, backoff_factor=0.2)),
    )
    prefix = named.path.strip("/")
    return client, named.netloc, f"{prefix}/" if prefix else ""


def bytes_of(client: Minio, bucket: str, name: str) -> bytes | None:
    """The bytes of an object, None when there is none. Call it within `told_of`."""
    try:
        answer = client.get_object(bucket, name)
    except S3Error as error:
        if error.code in ("NoSuchKey", "NoSuchObject"):
            return None
        raise
    try:
        content: bytes = answer.read()
    finally:
        answer.close()
        answer.release_conn()
    return content


def versions_of(client: Minio, bucket: str, begins: str) -> list[Any]:
    """Every version of each object whose name begins so; of a bucket that keeps none, the object itself."""
    if client.get_bucket_versioning(bucket).status in ("Enabled", "Suspended"):
        return list(client.list_objects(bucket, begins, recursive=True, include_version=True))
    return list(client.list_objects(bucket, begins, recursive=True))


@contextmanager
def told_of(of: str) -> Iterator[None]:
    """Tell what the server, or the way to it, is at fault in; `of` says whose storage. Raises BaseUnreachable."""
    try:
        yield
    except S3Error as error:
        raise BaseUnreachable(UNREACHABLE.format(of=of, why=error.code)) from error
    except (urllib3.exceptions.HTTPError, ValueError) as error:
        raise BaseUnreachable(UNREACHABLE.format(of=of, why=type(error).__name__)) from error
