"""The moment of a restoration in which no `corpus/` stands: nobody makes one, and one that was left so is put back."""

import logging
import os
import secrets
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from kb.errors import BaseVanished
from kb.store.files.lock_file import alone_now

LOG = logging.getLogger(__name__)
# Where a restoration puts `corpus/` for the moment that it takes to put another in its place.
REPLACED: Final = ".corpus-remplacé"
# How the name begins under which a `corpus/` without a register goes, when the one that was taken away comes back.
ASIDE: Final = "corpus-mis-de-cote-"
AWAY: Final = "Une restauration remplace cette base à cet instant. Rien n’a été gardé : recommencez."


def restoring(root: Path) -> AbstractContextManager[bool]:
    """Whether this process alone may move `corpus/` as long as the context lasts, or its end: no other does."""
    return alone_now(root)


def put_back(root: Path) -> bool:
    """Whether a base was put back that a restoration had taken away when it died, before the other was in its place."""
    if not _is_away(root):
        return False
    with restoring(root) as alone:
        return alone and bring_back(root)


def bring_back(root: Path) -> bool:
    """As `put_back`, for whoever is alone in `restoring`."""
    if not _is_away(root):
        return False
    if (root / "corpus").exists():
        aside = root / f"{ASIDE}{secrets.token_hex(4)}"
        os.replace(root / "corpus", aside)
        LOG.warning("%s stood in the place of a base that a restoration had taken away", aside)
    os.replace(root / REPLACED, root / "corpus")
    return True


def _is_away(root: Path) -> bool:
    return (root / REPLACED).is_dir() and not (root / "corpus" / "register.sqlite3").exists()


def folder_in(corpus: Path, *names: str) -> Path:
    """A folder below a `corpus/`, or `corpus/` itself, made where it is not there.

    Raises BaseVanished at the moment of a restoration in which none stands: one that is made then would be in the way
    of the base that comes.
    """
    if not corpus.exists() and not corpus.with_name(REPLACED).exists():
        corpus.mkdir(parents=True, exist_ok=True)
    folder = corpus
    try:
        for name in names:
            folder = folder / name
            folder.mkdir(exist_ok=True)  # never its parents
    except FileNotFoundError as error:
        raise BaseVanished(AWAY) from error
    if not folder.is_dir():
        raise BaseVanished(AWAY)
    return folder
