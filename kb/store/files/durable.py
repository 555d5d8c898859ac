"""Files that survive a power cut: their bytes, and the name under which they stand, are on the disk."""

import os
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


def tree_on_disk(root: Path) -> None:
    """Return once a folder and all below it are on the disk, the deepest first. Raises OSError."""
    for folder, _, names in os.walk(root, topdown=False):
        for name in names:
            path = Path(folder, name)
            if not path.is_symlink():
                on_disk(path)
        on_disk(Path(folder))
