"""Opening the archive of a backup, which may be damaged, too large, or made to harm."""

import json
import shutil
import zipfile
from pathlib import Path

from kb.errors import DiskFull, KbError
from kb.store.files.file_sha256 import sha256_of
from kb.store.files.machine import FULL
from kb.store.files.soundness import register_faults
from kb.system_errors import FULL_DISK, cause_of

MANIFEST = "LISEZMOI.json"
REGISTER = "register.sqlite3"
PRIVATE = "private.sqlite3"
# A file of an archive larger than this is no file of ours: nothing here reads more than a video.
LARGEST = 2_000_000_000
# Bytes: a manifest of that size would list half a million files.
LARGEST_MANIFEST = 64_000_000


class BackupRefused(KbError):
    """A backup that is not written, or not restored, and why."""


def _listed(source: zipfile.ZipFile, archive: str, free: int) -> dict[str, str]:
    """The files of an archive that are put back, with their digests, as its manifest tells.

    Raises BackupRefused when they would not leave half of the `free` bytes, and ValueError when it tells none.
    """
    if source.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise BackupRefused(f"{archive} : « {MANIFEST} » est démesuré. Rien n’a été restauré.")
    try:
        digests = json.loads(source.read(MANIFEST))["sha256"].items()
        names = {name: str(digest) for name, digest in digests if name.startswith("corpus/")}
    except (TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{MANIFEST} ne se lit pas") from error
    size = sum(source.getinfo(name).file_size for name in names)
    if size > free / 2:
        raise BackupRefused(
            f"{archive} : il faut {_megabytes(size)} pour l’ouvrir, et il reste {_megabytes(free)} sur le disque. "
            "Rien n’a été restauré. Faites de la place, ou vérifiez que cette archive vient bien d’ici."
        )
    return names


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} Mo".replace(".", ",")


def unpack(archive: Path, place: Path) -> None:
    """Put the files of an archive into a folder, each with the digest that its manifest tells, its register sound.

    Raises BackupRefused, or DiskFull.
    """
    try:
        with zipfile.ZipFile(archive) as source:
            names = _listed(source, archive.name, shutil.disk_usage(place).free)
            for name, digest in names.items():
                target = (place / name).resolve()
                if not target.is_relative_to(place.resolve()) or source.getinfo(name).file_size > LARGEST:
                    raise BackupRefused(
                        f"{archive.name} : « {name} » sort du dossier ou est démesuré. Rien n’a été restauré."
                    )
                target.parent.mkdir(parents=True, exist_ok=True)
                with source.open(name) as read, target.open("wb") as write:
                    shutil.copyfileobj(read, write)
                if sha256_of(target) != digest:
                    raise BackupRefused(f"{archive.name} : « {name} » est abîmé. Rien n’a été restauré.")
    except OSError as error:
        if error.errno in FULL_DISK:
            raise DiskFull(f"{FULL} Rien n’a été restauré.") from error
        why = f"{archive.name} ne se lit pas, ou ne se déplie pas : {cause_of(error)}. Rien n’a été restauré."
        raise BackupRefused(why) from error
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise BackupRefused(f"{archive} n’est pas une sauvegarde lisible. Rien n’a été restauré.") from error
    if not (place / "corpus" / REGISTER).exists():
        raise BackupRefused(f"{archive.name} ne contient pas de registre. Rien n’a été restauré.")
    if faults := register_faults(place / "corpus" / REGISTER):
        raise BackupRefused(f"{archive.name} tient une base abîmée. Rien n’a été restauré. {' '.join(faults)}")
    if (place / "corpus" / PRIVATE).exists():
        (place / "corpus" / PRIVATE).chmod(0o600)
