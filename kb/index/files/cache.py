"""The cache of the index on disk: vectors and postings as files that a starting process loads or maps.

Each cache is a folder of its own, named after what it holds; `current` names the one to read and is replaced in one
step, so that a process killed at any moment leaves either the old cache or the new one. A cache may always be deleted.
"""

import contextlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.errors import IndexBroken
from kb.index.files.array_files import write_array
from kb.index.files.checksums import changed, checksums, sealed, unsealed
from kb.index.vectors.dense import Vectors
from kb.index.vectors.features import SignFile, Signs, read_signs, write_signs
from kb.index.words.postings import Segment, read_segment, write_segment
from kb.store.files.lock_file import alone


@dataclass(frozen=True, slots=True)
class Cached:
    """What a cache holds: slots in order, the segment of their postings, their vectors, and how far it goes.

    `signs` is None in a cache to write: they come apart, in parts, since together they would fill the memory.
    """

    epoch: str
    last_passage: int
    last_tombstone: int
    passage_ids: NDArray[np.int64]
    record_numbers: NDArray[np.int64]
    segment: Segment
    vectors: Vectors
    signs: SignFile | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts of a cache that decide whether it may be read."""

    epoch: str
    last_passage: int
    last_tombstone: int
    slots: int
    checksums: dict[str, list[int]]


def read_cache(folder: Path, epoch: str) -> Cached | None:
    """The current cache, every byte of it as written, or None when there is none for this epoch.

    Raises IndexBroken when one is there that the disk changed, or that another version wrote: write it anew.
    """
    while (name := _current(folder)) is not None:
        try:
            return _read(folder / "cache" / name, epoch)
        except (IndexBroken, OSError, ValueError, TypeError) as error:
            if _current(folder) == name:
                raise IndexBroken(f"{folder.name}/cache : {error}") from error
            # Another process made another current meanwhile, and removed this one.
    return None


def _current(folder: Path) -> str | None:
    """The name of the cache to read, "" where none is named, None where none stands."""
    try:
        return (folder / "cache" / "current").read_text("utf-8", "replace").strip()
    except FileNotFoundError:
        return None


def _read(place: Path, epoch: str) -> Cached | None:
    manifest = Manifest(**unsealed((place / "manifest.json").read_text()))  # type: ignore[arg-type]
    if manifest.epoch != epoch:
        return None
    if damaged := changed(place, manifest.checksums):
        raise IndexBroken(f"{', '.join(damaged)} : pas ce qui a été écrit")
    vectors = Vectors.read(place / "vectors.faiss")
    signs = read_signs(place, vectors.dimension)
    if len(signs) != manifest.slots:
        raise IndexBroken("signs.bin : pas la longueur attendue")
    return Cached(
        epoch,
        manifest.last_passage,
        manifest.last_tombstone,
        np.load(place / "passages.npy"),
        np.load(place / "records.npy"),
        read_segment(place),
        vectors,
        signs,
    )


def write_cache(folder: Path, cached: Cached, signs: Iterable[Signs], stands: Callable[[], bool]) -> SignFile | None:
    """Write a cache beside the current one, make it current and drop the others; its signs. Processes take turns.

    None, with nothing written, when the index file has another epoch once the turn has come (`stands`): what was
    erased of the file meanwhile may stand in `cached`.
    """
    root = folder / "cache"
    with _turn(folder):
        if not stands():
            return None
        root.mkdir(exist_ok=True)
        name = f"{cached.epoch[:8]}-{cached.last_passage}-{cached.last_tombstone}-{secrets.token_hex(4)}"
        try:
            _write_files(root / name, cached, signs)
        except BaseException:
            shutil.rmtree(root / name, ignore_errors=True)  # half a cache would take room that is wanted
            raise
        written = read_signs(root / name, cached.vectors.dimension)
        pointer = root / "current.new"
        pointer.write_text(name)
        os.replace(pointer, root / "current")
        for other in root.iterdir():
            # A process that maps the old files keeps them open; on Linux and macOS they go when it lets go.
            if other.is_dir() and other.name != name:
                shutil.rmtree(other, ignore_errors=True)
    return written


def drop_cache(folder: Path) -> None:
    """Remove every cache, once whoever writes one has done. Give the index file its new epoch before."""
    with _turn(folder):
        if (folder / "cache").exists():
            shutil.rmtree(folder / "cache")


def _turn(folder: Path) -> contextlib.AbstractContextManager[None]:
    return alone(folder / "cache.lock")  # beside the folder, which goes and comes


def _write_files(place: Path, cached: Cached, signs: Iterable[Signs]) -> None:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    write_array(place / "passages.npy", cached.passage_ids)
    write_array(place / "records.npy", cached.record_numbers)
    write_segment(place, cached.segment)
    cached.vectors.write(place / "vectors.faiss")
    write_signs(place, signs)
    manifest = Manifest(
        cached.epoch,
        cached.last_passage,
        cached.last_tombstone,
        len(cached.passage_ids),
        checksums(place, sorted(one.name for one in place.iterdir())),
    )
    (place / "manifest.json").write_text(sealed(asdict(manifest)))
