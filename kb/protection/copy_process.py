"""Makes the copy of one file that its readers may have, in a process with limits: `python -m … IN OUT NAME`.

A refusal goes to the error output, with status 1.
"""

import os
import subprocess
import sys
from pathlib import Path

from ingest.process import MEMORY
from ingest.reader_process import limit_memory
from kb.protection.file_errors import FileBroken, FileRefused, MetadataError
from kb.protection.visible import visible_copy

SECONDS = 120
LARGEST = 300 * 1024 * 1024  # bytes


def copy_apart(source: Path, target: Path, name: str) -> None:
    """Write to `target` the copy of a file (`visible_copy`). Raises MetadataError; then nothing is written."""
    if source.stat().st_size > LARGEST:
        raise FileRefused(f"{name}\u00a0: ce fichier est trop lourd pour qu’une copie en soit faite.")
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "kb.protection.copy_process", str(source), str(draft), name],
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        if done.returncode == 1 and done.stderr:
            raise MetadataError(done.stderr.decode("utf-8", "replace").strip())
        if done.returncode or not draft.is_file():
            raise FileBroken(f"{name}\u00a0: ce fichier ne se laisse pas lire. Enregistrez-en une nouvelle copie.")
        draft.replace(target)
    except subprocess.TimeoutExpired as error:
        raise FileBroken(f"{name}\u00a0: ce fichier est trop long à lire. Enregistrez-en une copie allégée.") from error
    finally:
        draft.unlink(missing_ok=True)


def main() -> int:
    """Status of the process."""
    limit_memory(MEMORY)
    source, target, name = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    try:
        target.write_bytes(visible_copy(source.read_bytes(), name))
    except MetadataError as error:
        sys.stderr.buffer.write(str(error).encode())
        return 1
    except (MemoryError, RecursionError):
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
