"""Files that visitors add, where whoever started the server allowed it: checked, then kept under corpus/depots/."""

import hashlib
import re
import unicodedata
from pathlib import Path

from ingest.formats import EXTENSIONS, OF_KIND
from kb.errors import KbError
from kb.store.files.durable import write_whole
from kb.store.restoring.taken_away import folder_in

FOLDER = "depots"
MAX_BYTES = 50_000_000  # as server.maxUploadSize of .streamlit/config.toml


class DepositRefused(KbError):
    """A file that will not be kept, and why."""


def accepted() -> list[str]:
    """The extensions that ingestion reads, without their dot."""
    return sorted(extension.lstrip(".") for extension in EXTENSIONS)


def earlier(corpus: Path, name: str, content: bytes) -> Path | None:
    """The last file that was given under this name and holds something else, of which this one may be a new version."""
    named = re.compile(rf"{re.escape(_plain(Path(name).stem))}-[0-9a-f]{{8}}{re.escape(Path(name).suffix.lower())}")
    folder = corpus / FOLDER
    found = [path for path in folder.iterdir() if named.fullmatch(path.name)] if folder.is_dir() else []
    if not found or any(path.read_bytes() == content for path in found):
        return None
    return max(found, key=lambda path: (path.stat().st_mtime_ns, path.name))


def keep(corpus: Path, name: str, content: bytes, *, replaces: Path | None = None) -> Path:
    """Where the file was written, under corpus/depots/. Raises DepositRefused, BaseVanished.

    It replaces no other file but the one that it `replaces` (`earlier`), whose record the next build then revises.
    """
    extension = Path(name).suffix.lower()
    if extension not in EXTENSIONS:
        raise DepositRefused(f"{name} : ce genre de fichier n’est pas lu. Sont lus : {', '.join(accepted())}.")
    if not content:
        raise DepositRefused(f"{name} : le fichier est vide.")
    if len(content) > MAX_BYTES:
        raise DepositRefused(f"{name} : plus de {MAX_BYTES // 1_000_000} Mo. Découpez-le, ou déposez-le dans corpus/.")
    # How a file of each kind begins: a name proves nothing.
    if OF_KIND[EXTENSIONS[extension]].starts not in content[:1024]:
        raise DepositRefused(f"{name} : le contenu n’est pas celui d’un fichier {extension}. Rien n’a été gardé.")
    if replaces is not None:
        write_whole(replaces, content)
        return replaces
    digest = hashlib.sha256(content).hexdigest()[:8]
    path = folder_in(corpus, FOLDER) / f"{_plain(Path(name).stem)}-{digest}{extension}"
    if not path.exists():  # the same name and content: already kept
        write_whole(path, content)  # a build may read this folder at any moment
    return path


def _plain(stem: str) -> str:
    """A file name of letters, digits and hyphens: nothing that a path or a shell reads otherwise."""
    letters = unicodedata.normalize("NFKD", stem.replace("’", "-")).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60] or "document"
