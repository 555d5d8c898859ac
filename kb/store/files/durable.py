"""Files that survive a power cut: their bytes, and the name under which they stand, are on the disk."""

import os
import secrets
from pathlib import Path


def on_disk(path: Path) -> None:
    """Return once the bytes of a file, or the names that a folder holds, are on the disk. Raises OSError."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def put_in_place(part: Path, path: Path) -> None:
    """Give a file that is whole its name, so that a power cut leaves the file of before or this one. Raises OSError."""
    on_disk(part)
    os.replace(part, path)
    on_disk(path.parent)


def put_new(part: Path, path: Path) -> None:
    """As `put_in_place`, where nothing stands under that name. Raises FileExistsError, OSError."""
    on_disk(part)
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # a disk that knows no links, as that of a key: the name is taken first
        path.touch(exist_ok=False)
        os.replace(part, path)
    else:
        part.unlink()
    on_disk(path.parent)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that at no moment, and after no failure, part of it stands under its name. Raises OSError.

    What is no ordinary file (a pipe, a terminal) is written to as it stands.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        target.write_bytes(content)
        return
    part = target.with_name(f".{secrets.token_hex(4)}-{target.name}"[:255])
    try:
        part.write_bytes(content)
        put_in_place(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def tree_on_disk(root: Path) -> None:
    """Return once a folder and all below it are on the disk, the deepest first. Raises OSError."""
    for folder, _, names in os.walk(root, topdown=False):
        for name in names:
            path = Path(folder, name)
            if not path.is_symlink():
                on_disk(path)
        on_disk(Path(folder))
