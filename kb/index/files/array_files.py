"""Arrays and vectors written through Python's own files: a disk that is full, or fails, says so by its number.

`numpy.save` and `faiss.write_index` write through C, which loses why a write failed, or that it did.
"""

from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray


class _PlainFile:
    """A file that numpy does not take for one that it may write to by itself."""

    def __init__(self, file: BinaryIO) -> None:
        self.write = file.write


def write_array(path: Path, array: NDArray[Any]) -> None:
    """Write an array of any shape as a .npy file. Raises OSError."""
    with path.open("wb") as file:
        np.lib.format.write_array(_PlainFile(file), np.asanyarray(array), allow_pickle=False)
