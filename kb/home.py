"""Where a base lives: the folder that holds `corpus/` and `index/`, and its settings."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# How folders for temporary files begin: what a process that died left is found by it, and nobody else's is.
WORKING = ".recits-partages-"
# Where a restoration puts `corpus/` for the moment that it takes to put another in its place.
REPLACED = ".corpus-remplacé"
CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Home:
    """A base's folder, and where its prepared model stands (several homes may share one).

    `database` is the address of the PostgreSQL server that keeps the register, "" for a file of the folder;
    `private_database` that of private texts; `files` the `s3://` address of attachments, "" for the folder. `model` may
    also be a sentence-transformers folder, or a hub name; `reranker` names a cross-encoder, "" for none.
    """

    root: Path
    model: Path
    reranker: str = ""
    database: str = ""
    private_database: str = ""
    files: str = ""

    @property
    def corpus(self) -> Path:
        """What people wrote."""
        return self.root / "corpus"

    @property
    def index(self) -> Path:
        """What the program computed."""
        return self.root / "index"


def find_home(given: str | Path | None = None) -> Home:
    """The home named, else `KB_HOME`, else the current folder if it holds `corpus/`, else the checkout.

    The model stands in `KB_MODEL`, else in `<home>/index/model`; `KB_RERANKER` names a cross-encoder. `KB_DATABASE` is
    the address of a PostgreSQL server, `KB_PRIVATE_DATABASE` the same by an account that may read private texts;
    with it, `KB_FILES` is the `s3://` address of attachments and sources.
    """
    named = given or os.environ.get("KB_HOME")
    here = Path.cwd()
    ours = (here / "corpus").is_dir() or (here / REPLACED).is_dir()
    root = Path(named) if named else here if ours else CHECKOUT
    root = root.expanduser().resolve()
    put_back(root)
    database = os.environ.get("KB_DATABASE", "")
    files = os.environ.get("KB_FILES", "") if database else ""  # else a backup would be without them
    private = os.environ.get("KB_PRIVATE_DATABASE", "") or database
    return Home(
        root, _model(os.environ.get("KB_MODEL"), root), os.environ.get("KB_RERANKER", ""), database, private, files
    )


def _model(named: str | None, root: Path) -> Path:
    if not named:
        return root / "index" / "model"
    path = Path(named).expanduser()
    # « intfloat/multilingual-e5-base » is a hub name unless such a folder, or its parent, is here.
    if not path.is_absolute() and len(path.parts) == 2 and not path.exists() and not path.parent.exists():
        return path
    return path.resolve()


@contextlib.contextmanager
def restoring(root: Path) -> Iterator[bool]:
    """Whether this process alone may move `corpus/` as long as the context lasts, or its end: no other does."""
    folder = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the system lets go of it when the process ends
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(folder)


def put_back(root: Path) -> bool:
    """Whether a base was put back that a restoration had taken away when it died, before the other was in its place."""
    if (root / "corpus").exists() or not (root / REPLACED).is_dir():
        return False
    with restoring(root) as alone:
        if not alone or (root / "corpus").exists():
            return False  # a restoration is at it
        os.replace(root / REPLACED, root / "corpus")
        return True
