"""Why the system refuses to read or write a file, in French: its own words are English, or missing."""

import errno
from typing import Final

CAUSES: Final = {
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le disque est plein",
    errno.EFBIG: "le fichier est trop gros pour ce disque",
    errno.EROFS: "le disque est en lecture seule",
    errno.EACCES: "les droits l’interdisent",
    errno.EPERM: "les droits l’interdisent",
    errno.ENOENT: "il n’existe pas",
    errno.ENOTDIR: "ce n’est pas un dossier",
    errno.EISDIR: "c’est un dossier",
    errno.EEXIST: "il existe déjà",
    errno.ENOTEMPTY: "le dossier n’est pas vide",
    errno.ENAMETOOLONG: "son nom est trop long",
    errno.EIO: "le disque ne répond pas comme il devrait",
    errno.EMFILE: "trop de fichiers sont ouverts",
    errno.ENFILE: "trop de fichiers sont ouverts",
    errno.EBUSY: "un autre programme l’occupe",
    errno.ETXTBSY: "un autre programme l’occupe",
    errno.EADDRINUSE: "un autre programme l’occupe",
}
FULL_DISK: Final = (errno.ENOSPC, errno.EDQUOT)


def cause_of(error: OSError) -> str:
    """Why the system refused, as part of a French sentence: « le disque est plein »."""
    return CAUSES.get(error.errno or 0, f"le système le refuse (code {error.errno})" if error.errno else "il se refuse")
