"""Keys of private texts in an S3 bucket. What a process asked for it remembers for a minute, in memory alone."""

import threading
import time
from io import BytesIO
from typing import Any, Final

from kb.store.files.bucket import bytes_of, client_at, told_of, versions_of
from kb.store.files.kept_keys import KeptKeys

OF_KEYS: Final = "des clés des textes privés (KB_KEYS)"
# A page asks for the key of a text several times, 10 ms each; how long, in seconds, another machine may still read a
# text whose key was destroyed.
REMEMBERED: Final = 60.0
# Keys remembered at most.
MOST: Final = 4_096


class BucketKeys(KeptKeys):
    """Keys as objects `ab/<place>`, of 32 bytes."""

    def __init__(self, client: Any, bucket: str, prefix: str) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix
        self._remembered: dict[str, tuple[float, bytes]] = {}
        self._lock = threading.Lock()

    @classmethod
    def open(cls, address: str) -> "BucketKeys":
        """The keys at `s3://bucket/prefix` of the server that AWS_ENDPOINT_URL names. Raises KbError."""
        return cls(*client_at(address, "KB_KEYS"))

    def get(self, place: str) -> bytes | None:
        """A key, or None; of a bucket that is not there, an error."""
        with self._lock:
            asked, known = self._remembered.get(place, (0.0, b""))
        if known and time.monotonic() - asked < REMEMBERED:
            return known
        with told_of(OF_KEYS):
            key = bytes_of(self._client, self._bucket, self._name(place))
        self._remember(place, key)
        return key

    def places(self) -> frozenset[str]:
        """The last part of each object's name, a thousand asked for at a time."""
        with told_of(OF_KEYS):
            found = self._client.list_objects(self._bucket, self._prefix, recursive=True)
            return frozenset(str(one.object_name).rpartition("/")[2] for one in found)

    def put(self, place: str, key: bytes) -> None:
        """Keep a key: the server has it when this returned."""
        with told_of(OF_KEYS):
            self._client.put_object(self._bucket, self._name(place), BytesIO(key), len(key))
        self._remember(place, key)

    def destroy(self, place: str) -> None:
        """Remove every version of a key that the bucket kept."""
        self._remember(place, None)
        with told_of(OF_KEYS):
            for one in versions_of(self._client, self._bucket, self._name(place)):
                self._client.remove_object(self._bucket, one.object_name, version_id=one.version_id)

    def _name(self, place: str) -> str:
        return f"{self._prefix}{place[:2]}/{place}"

    def _remember(self, place: str, key: bytes | None) -> None:
        now = time.monotonic()
        with self._lock:
            self._remembered.pop(place, None)
            # The oldest stand first: each goes to the end when it is asked for again.
            while self._remembered and (
                len(self._remembered) >= MOST or now - next(iter(self._remembered.values()))[0] > REMEMBERED
            ):
                del self._remembered[next(iter(self._remembered))]
            if key is not None:
                self._remembered[place] = (now, key)
