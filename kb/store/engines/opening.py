"""Where the register and the private texts of a base are kept: files of its home, or schemas of a server."""

from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from kb.errors import HomeMissing, IndexMissing, KbError
from kb.store.drafts.held_words import PrivateWords
from kb.store.engines.port import Database, ServerDatabase
from kb.store.files.closing import closed_on_error
from kb.store.files.database import Migration, migrate, open_database, patient
from kb.store.files.home_files import register_file
from kb.store.files.kept_files import KeptFiles
from kb.store.files.kept_keys import FolderKeys, KeptKeys
from kb.store.files.making import make_database
from kb.store.schema.kept_vectors import SERVED
from kb.store.schema.migrations import PRIVATE, REGISTER
from kb.store.schema.text_keys import SERVED_PRIVATE

REGISTER_SCHEMA: Final = "recits"
PRIVATE_SCHEMA: Final = "recits_prives"
INDEX_SCHEMA: Final = "recits_index"
NOT_INSTALLED: Final = (
    "KB_DATABASE et KB_FILES demandent des paquets de plus : installez d’abord « recits-partages[shared] »."
)
KEYS_MISREAD: Final = "KB_KEYS se lit « /dossier » ou « file:///dossier », « s3://seau » ou « s3://seau/dossier »."
NO_BASE: Final = "Le serveur PostgreSQL de KB_DATABASE ne tient aucune base. Lancez « kb build » pour en commencer une."
NO_INDEX: Final = "L’index du serveur PostgreSQL n’est pas construit. Lancez « kb build »."
IN_FILES: Final = (
    "KB_DATABASE nomme un serveur PostgreSQL, mais {home} tient déjà une base dans ses fichiers. « kb move » la copie "
    "sur un serveur ; pour la servir d’ici, lancez sans KB_DATABASE ; pour une autre, donnez un dossier neuf (--home)."
)


def register_database(home: Path, address: str = "", *, create: bool = False) -> Database:
    """The register of a home: on the server at `address`, or in its file where that is "".

    Raises HomeMissing if there is none and `create` is false; BaseUnavailable.
    """
    if not address:
        return open_database(register_file(home, create=create), REGISTER)
    if create and (home / "corpus" / "register.sqlite3").exists():
        raise KbError(IN_FILES.format(home=home))
    return _served(address, REGISTER_SCHEMA, (*REGISTER, *SERVED), create=create)


def private_database(home: Path, address: str = "") -> Database:
    """The private texts of a home, made when they are not there; a file is readable by its owner alone."""
    if address:
        return _served(address, PRIVATE_SCHEMA, (*PRIVATE, *SERVED_PRIVATE), create=True)
    path = home / "corpus" / "private.sqlite3"
    if not path.exists():
        make_database(path, PRIVATE, mode=0o600)
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)  # its -wal and -shm take the same mode
    database = open_database(path, PRIVATE)
    # Erased words must not stay in the pages that they leave.
    database.execute("PRAGMA secure_delete = on")
    return database


def index_database(address: str, migrations: tuple[Migration, ...], *, create: bool = False) -> ServerDatabase:
    """The search index on the server at an address. Raises IndexMissing if there is none and `create` is false.

    Raises SettingRefused where the server has no pgvector, or too old a one; BaseUnavailable.
    """
    try:
        from kb.store.engines.vectors import open_vectors  # an extra
    except ModuleNotFoundError as error:
        raise KbError(NOT_INSTALLED) from error
    database = open_vectors(address, INDEX_SCHEMA, create=create)
    with closed_on_error(database):
        if not database.holds("migrations") and not create:
            raise IndexMissing(NO_INDEX)
        with patient(database):
            migrate(database, migrations)
    return database


def open_bucket(home: Path, address: str) -> KeptFiles:
    """The files of a base at `s3://…`. Raises KbError for another address, or without the extra."""
    try:
        from kb.store.files.bucket import BucketFiles  # an extra
    except ModuleNotFoundError as error:
        raise KbError(NOT_INSTALLED) from error
    return BucketFiles.open(home, address)


def open_keys(home: Path, address: str = "") -> KeptKeys:
    """The keys of private texts at an address, a folder or a bucket; those that stand in a home where it is "".

    Raises KbError for another address, or without the extra.
    """
    named = urlsplit(address)
    if named.scheme == "s3":
        try:
            from kb.store.files.bucket_keys import BucketKeys  # an extra
        except ModuleNotFoundError as error:
            raise KbError(NOT_INSTALLED) from error
        return BucketKeys.open(address)
    folder = Path(unquote(named.path)) if address else home / "keys"
    if named.scheme not in ("", "file") or named.netloc or not folder.is_absolute():
        raise KbError(KEYS_MISREAD)
    return FolderKeys(folder)


def sealed_words(database: Database, keys: KeptKeys) -> PrivateWords:
    """What the words of a server's private schema are kept as. Raises KbError without the extra."""
    try:
        from kb.store.drafts.sealed_words import SealedWords  # an extra
    except ModuleNotFoundError as error:
        raise KbError(NOT_INSTALLED) from error
    return SealedWords(database, keys)


def _served(address: str, schema: str, migrations: tuple[Migration, ...], *, create: bool) -> Database:
    try:
        from kb.store.engines.postgres import make_schema, open_postgres  # an extra
    except ModuleNotFoundError as error:
        raise KbError(NOT_INSTALLED) from error
    database = open_postgres(address, schema)
    with closed_on_error(database):
        if not database.holds("migrations"):
            if not create:
                raise HomeMissing(NO_BASE)
            make_schema(address, schema)
        with patient(database):  # another machine may be at the same steps
            migrate(database, migrations)
    return database
