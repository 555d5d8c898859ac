"""Makes the copy of one file that its readers may have, in a process with limits: `python -m … IN OUT NAME`.

A refusal goes to the error output, with the status `REFUSED`; how the copy ends, to the output.
"""

import secrets
import subprocess
import sys
from pathlib import Path

from ingest.document import Note
from ingest.packed_formats import kind_in_zip
from ingest.read import kind_of
from ingest.sandbox.process import MEMORY
from ingest.sandbox.reader_process import limit_memory
from ingest.sniffing import ZIPPED
from kb.protection.copies.anew import ending_of
from kb.protection.copies.file_errors import FileBroken, FileRefused, MetadataError
from kb.protection.copies.visible import visible_copy

SECONDS = 120
LARGEST = 300 * 1024 * 1024  # bytes
REFUSED = 3  # a status that no Python program ends with by itself: its words are for readers


def copy_apart(source: Path, target: Path, name: str) -> Path:
    """The path of the copy of a file (`visible_copy`): `target`, with the ending of what it is.

    Raises MetadataError; then nothing is written.
    """
    if source.stat().st_size > LARGEST:
        raise FileRefused(f"{name}\u00a0: ce fichier est trop lourd pour qu’une copie en soit faite.")
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "kb.protection.copies.copy_process", str(source), str(draft), name],
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        if done.returncode == REFUSED:
            raise MetadataError(done.stderr.decode("utf-8", "replace").strip())
        if done.returncode or not draft.is_file():
            raise FileBroken(f"{name}\u00a0: ce fichier ne se laisse pas lire. Enregistrez-en une nouvelle copie.")
        return draft.replace(target.with_suffix(done.stdout.decode().rpartition("\n")[2] or source.suffix))
    except subprocess.TimeoutExpired as error:
        raise FileBroken(f"{name}\u00a0: ce fichier est trop long à lire. Enregistrez-en une copie allégée.") from error
    finally:
        draft.unlink(missing_ok=True)


def _kind(source: Path) -> str:
    """What the file really is, "" for what nothing reads."""
    said = kind_of(source)
    return "" if isinstance(said, Note) else (kind_in_zip(source) if said in ZIPPED else None) or said


def main() -> int:
    """Status of the process."""
    limit_memory(MEMORY)
    source, target, name = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    try:
        kind = _kind(source)
        target.write_bytes(visible_copy(source.read_bytes(), name, kind))
        sys.stdout.write(ending_of(kind, name) if kind else "")
    except MetadataError as error:
        sys.stderr.buffer.write(str(error).encode())
        return REFUSED
    except (MemoryError, RecursionError):
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
