"""Where a base lives: the folder that holds `corpus/` and `index/`, and its settings."""

import os
from dataclasses import dataclass
from pathlib import Path

from kb.store.restoring.taken_away import REPLACED, put_back

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Home:
    """A base's folder, and where its prepared model stands (several homes may share one).

    `database` is the address of the PostgreSQL server that keeps the register, "" for a file of the folder;
    `private_database` that of private texts; `files` the `s3://` address of attachments, "" for the folder; `keys`
    where the keys of the private texts of a server stand, "" for `keys/` of the folder; `retrieval` where the index is
    (`kb.indexing`), "" for the memory of each process. `model` may also be a sentence-transformers folder, or a hub
    name; `reranker` names a cross-encoder, "" for none.
    """

    root: Path
    model: Path
    reranker: str = ""
    database: str = ""
    private_database: str = ""
    files: str = ""
    keys: str = ""
    retrieval: str = ""

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
    with it, `KB_FILES` is the `s3://` address of attachments and sources, and `KB_KEYS` the folder or `s3://` address
    of the keys of private texts: without, `keys/` of KB_FILES, else of the home. `KB_RETRIEVAL`: where the index is.
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
    keys = os.environ.get("KB_KEYS", "") or keys_beside(files)
    model = _model(os.environ.get("KB_MODEL"), root)
    reranker, retrieval = os.environ.get("KB_RERANKER", ""), os.environ.get("KB_RETRIEVAL", "")
    return Home(root, model, reranker, database, private, files, keys, retrieval)


def keys_beside(files: str) -> str:
    """Where keys stand that nothing else was said of, beside files at an `s3://` address; "" for the folder."""
    return f"{files.rstrip('/')}/keys" if files else ""


def _model(named: str | None, root: Path) -> Path:
    if not named:
        return root / "index" / "model"
    path = Path(named).expanduser()
    # « intfloat/multilingual-e5-base » is a hub name unless such a folder, or its parent, is here.
    if not path.is_absolute() and len(path.parts) == 2 and not path.exists() and not path.parent.exists():
        return path
    return path.resolve()
