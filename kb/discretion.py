"""What is told of an error: all of it to the log of the server, and no path of the server to whoever reads a page."""

import errno
import logging
import re
import sys
import tempfile
from pathlib import Path
from typing import Final

from kb.errors import BaseBusy, BaseReadOnly, BaseUnavailable, DiskFailing, DiskFull, KbError
from kb.home import CHECKOUT, find_home

LOG: Final = logging.getLogger(__name__)
# Folders that begin the paths of a server; the addresses of this site begin with none of them.
ROOTS: Final = "home|root|srv|var|opt|usr|tmp|etc|mnt|media|data|private|Users|run|proc|dev|lib|snap|app/\\w+/\\w+"
# To the first character that no path of ours has: a blank, a quote, the end of a sentence.
TAIL: Final = r"/[^\s«»“”\"'’()<>,;:]*[^\s«»“”\"'’()<>,;:.]"
PATH: Final = re.compile(rf"(?<![\w/:.])/(?:{ROOTS})(?:{TAIL}|(?=[\s«».,;:)]|$))")
ELSEWHERE: Final = "…"
# What the system refuses, whatever the program was at, and what people are told of it.
REFUSED: Final[dict[int, tuple[type[BaseUnavailable], str]]] = {
    errno.ENOSPC: (
        DiskFull,
        "Le disque du serveur est plein : rien de plus ne peut être gardé. Ce qui l’était déjà reste. Prévenez "
        "l’administrateur, puis recommencez.",
    ),
    errno.EROFS: (
        BaseReadOnly,
        "Le disque du serveur est en lecture seule : rien ne peut y être gardé. Prévenez l’administrateur.",
    ),
    errno.EIO: (
        DiskFailing,
        "Le disque du serveur ne répond pas comme il devrait. Prévenez l’administrateur, puis recommencez.",
    ),
    errno.EMFILE: (BaseBusy, "Le serveur est très occupé. Réessayez dans une minute."),
}
REFUSED_ALSO: Final = {errno.EDQUOT: errno.ENOSPC, errno.ENFILE: errno.EMFILE}


def without_paths(said: str) -> str:
    """A message without the folders of this server: of a file of the base, its place in the base is left."""
    home = find_home()
    for root in sorted({home.root, home.model, CHECKOUT}, key=lambda one: -len(str(one))):
        if root.is_absolute() and len(root.parts) > 1:
            said = re.sub(rf"{re.escape(str(root))}(?:/(?=\w)|(?![\w-]))", lambda found: _kept(found[0]), said)
    for one in (tempfile.gettempdir(), sys.prefix, str(Path.home())):
        if len(one) > 1:
            said = re.sub(rf"{re.escape(one)}(?:{TAIL}|(?![\w-]))", ELSEWHERE, said)
    return PATH.sub(ELSEWHERE, said)


def _kept(found: str) -> str:
    return "" if found.endswith("/") else ELSEWHERE


def of_the_system(error: OSError) -> BaseUnavailable | None:
    """What people are told of an error of the system, None for one that says nothing of the machine."""
    code = REFUSED_ALSO.get(error.errno or 0, error.errno or 0)
    if code not in REFUSED:
        return None
    sort, said = REFUSED[code]
    return sort(said)


def made_discreet(error: KbError) -> None:
    """Take the paths out of what an error says; what is left out, and what caused it, goes to the log."""
    said = str(error)
    plain = without_paths(said)
    if isinstance(error, BaseUnavailable) or error.__cause__ is not None or plain != said:
        LOG.error("a reader was told without the paths", exc_info=error)
    if plain != said:
        error.args = (plain, *error.args[1:])
