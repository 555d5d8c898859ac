"""Where the register of a home stands, and whether a new one may be made there."""

from pathlib import Path

from kb.errors import BaseVanished, HomeMissing
from kb.store.files.making import make_database
from kb.store.restoring.taken_away import folder_in
from kb.store.schema.migrations import REGISTER

# What stands in a home only once a register stood there.
REMAINS = (
    *("corpus/register.sqlite3-wal", "corpus/private.sqlite3", "corpus/attachments"),
    *("index/index.sqlite3", "index/cache"),
)
VANISHED = (
    "Le registre de cette base (corpus/register.sqlite3) n’est plus là, mais le reste y est ({left}). La base reste "
    "fermée : un registre neuf ouvrirait tout et ne connaîtrait plus personne. Remettez ce fichier à sa place, ou la "
    "dernière sauvegarde dans un autre dossier (« kb restore ARCHIVE --home AUTRE ») ; pour commencer une autre base, "
    "choisissez un dossier neuf."
)


def register_file(home: Path, *, create: bool) -> Path:
    """Where the register of a home is. Raises HomeMissing if there is none and `create` is false.

    Raises BaseVanished, and makes none, where the rest of a base stands without it: a new register would know
    neither who may read what nor who may sign in.
    """
    path = home / "corpus" / "register.sqlite3"
    if path.exists():
        return path
    if left := [name for name in REMAINS if (home / name).exists()]:
        raise BaseVanished(VANISHED.format(left=", ".join(left)))
    if not create:
        raise HomeMissing(f"Aucune base dans {home}. Lancez « kb build --home {home} » pour la construire.")
    folder_in(path.parent)
    make_database(path, REGISTER)
    return path
