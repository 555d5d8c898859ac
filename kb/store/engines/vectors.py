"""A schema whose tables hold vectors: what the server needs for it (pgvector), and how connections are set."""

import contextlib
from typing import Final

import psycopg
from psycopg import sql as names

from kb.errors import BaseReadOnly, SettingRefused
from kb.store.engines.postgres import MAKING, PostgresDatabase, make_schema, open_postgres
from kb.store.files.closing import closed_on_error

EXTENSION: Final = "vector"
# The first version that goes on searching until a filter has let enough through (`hnsw.iterative_scan`).
NEWEST_NEEDED: Final = (0, 8)
MISSING: Final = (
    "KB_RETRIEVAL=database demande l’extension « vector » (pgvector 0.8 ou plus récent), que le serveur PostgreSQL n’a "
    "pas. Installez-la sur le serveur (paquet « postgresql-17-pgvector » de Debian), ou retirez KB_RETRIEVAL."
)
TOO_OLD: Final = (
    "KB_RETRIEVAL=database demande pgvector 0.8 ou plus récent ; le serveur PostgreSQL a la version {version}. "
    "Mettez-la à jour (« ALTER EXTENSION vector UPDATE »), ou retirez KB_RETRIEVAL."
)
REFUSED: Final = (
    "Le compte de KB_DATABASE n’a pas le droit de créer l’extension « vector ». Faites lancer « CREATE EXTENSION "
    "vector » dans cette base par un administrateur du serveur, puis recommencez."
)
# How many of the graph's vectors are looked at before filters (of the first ten 0.78 are found with 200, 0.92 with 400,
# among hard vectors: docs/SCALING.md), and how many tuples at most where a filter lets few through. Statements are
# short: compiling one would take longer than running it.
SETTINGS: Final = (
    "SET hnsw.ef_search = 400; SET hnsw.iterative_scan = relaxed_order; SET hnsw.max_scan_tuples = 40000; "
    "SET jit = off; SET max_parallel_workers_per_gather = 0"
)


def open_vectors(address: str, schema: str, *, create: bool) -> PostgresDatabase:
    """A schema that may hold vectors. Raises SettingRefused where the server cannot, BaseUnavailable.

    With `create`, the schema and the extension are made where they are not there.
    """
    database = open_postgres(address, schema)
    with closed_on_error(database):
        made = database.holds("migrations")
        if create and not made:
            make_schema(address, schema)
            _make_extension(database, schema)
        if create or made:
            _set_up(database, schema)
    return database


def _make_extension(database: PostgresDatabase, schema: str) -> None:
    with contextlib.ExitStack() as within:
        try:
            within.enter_context(database.atomic())
            database.execute("SELECT pg_advisory_xact_lock(?)", [MAKING])
            database.execute(f'CREATE EXTENSION IF NOT EXISTS {EXTENSION} SCHEMA "{schema}"')
        except (psycopg.errors.UndefinedFile, psycopg.errors.FeatureNotSupported) as error:
            raise SettingRefused(MISSING) from error
        except BaseReadOnly as error:
            if isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
                raise SettingRefused(REFUSED) from error
            raise


def _set_up(database: PostgresDatabase, schema: str) -> None:
    """Have this connection find the types of the extension, and search as SETTINGS say."""
    row = database.execute(
        "SELECT e.extversion, n.nspname, current_setting('search_path') FROM pg_extension e "
        "JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = ?",
        [EXTENSION],
    ).fetchone()
    if row is None:
        raise SettingRefused(MISSING)
    version, place, path = row
    if tuple(int(part) for part in version.split(".")[:2]) < NEWEST_NEEDED:
        raise SettingRefused(TOO_OLD.format(version=version))
    wanted = names.SQL("{}, {}").format(names.Identifier(schema), names.Identifier(place)).as_string()
    if path != wanted:
        # The extension reads its settings once it is loaded: any of its types loads it.
        database.execute("SELECT set_config('search_path', ?, false)", [wanted])
        database.execute("SELECT '[1]'::halfvec")
        for one in SETTINGS.split("; "):
            database.execute(one)
