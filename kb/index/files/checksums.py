"""Checksums of the cache's files, by part: a disk that changes one bit is found out before anything is read of it."""

import json
import os
import zlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# Bytes of a part. Parts are read side by side; zlib lets go of the interpreter meanwhile.
PART = 1 << 24
WORKERS = 4


def checksums(folder: Path, names: Sequence[str]) -> dict[str, list[int]]:
    """CRC-32 of each part of each file. Raises OSError."""
    sizes = {name: (folder / name).stat().st_size for name in names}
    parts = [(name, at) for name in names for at in range(0, sizes[name], PART)]
    found: dict[str, list[int]] = {name: [] for name in names}
    with ThreadPoolExecutor(WORKERS) as pool:
        for (name, _), crc in zip(parts, pool.map(lambda part: _crc(folder / part[0], part[1]), parts), strict=True):
            found[name].append(crc)
    return found


def changed(folder: Path, noted: Mapping[str, Sequence[int]]) -> list[str]:
    """The files that are not what was noted of them any more, or gone, by name."""
    gone = [name for name in noted if not (folder / name).is_file()]
    here = checksums(folder, [name for name in noted if name not in gone])
    return sorted([*gone, *(name for name, parts in here.items() if list(noted[name]) != parts)])


def sealed(facts: Mapping[str, object]) -> str:
    """Facts as JSON, with a checksum of their own."""
    return json.dumps({"facts": facts, "crc": _seal(facts)})


def unsealed(text: str) -> dict[str, object]:
    """The facts of what `sealed` wrote. Raises ValueError when they are not those any more."""
    value = json.loads(text)
    if not isinstance(value, dict) or set(value) != {"facts", "crc"} or _seal(value["facts"]) != value["crc"]:
        raise ValueError("the facts are not those written")
    return dict(value["facts"])


def _seal(facts: Mapping[str, object]) -> int:
    return zlib.crc32(json.dumps(facts, sort_keys=True).encode())


def _crc(path: Path, at: int) -> int:
    with path.open("rb", buffering=0) as file:
        left, crc = min(PART, os.fstat(file.fileno()).st_size - at), 0
        file.seek(at)
        while left > 0 and (data := file.read(min(left, 1 << 20))):
            crc, left = zlib.crc32(data, crc), left - len(data)
    return crc
