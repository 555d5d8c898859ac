"""What a PostgreSQL server reports, told as errors that people read (https://www.postgresql.org/docs/16/errcodes-appendix.html)."""

from typing import Any, Final

import psycopg
from psycopg_pool import ConnectionPool

from kb.errors import (
    BaseBusy,
    BaseDamaged,
    BaseReadOnly,
    BaseUnavailable,
    BaseUnreachable,
    DiskFailing,
    DiskFull,
)

BUSY: Final = "La base est occupée par une autre machine. Rien n’a été perdu : attendez un instant, puis recommencez."
UNREACHABLE: Final = (
    "Le serveur PostgreSQL de la base ne répond pas. Ce qui était enregistré l’est toujours. Attendez un instant, puis "
    "recommencez ; si cela dure, prévenez la personne qui s’occupe du serveur (adresse : KB_DATABASE)."
)
FULL: Final = (
    "Le disque du serveur de la base est plein : rien de plus ne peut être gardé. Rien n’a été perdu. Libérez-y de la "
    "place, puis recommencez."
)
READ_ONLY: Final = (
    "Le serveur PostgreSQL ne prend pas d’écriture : c’est une copie en attente, ou il est en lecture seule. La base "
    "se lit. Donnez dans KB_DATABASE l’adresse du serveur principal (« target_session_attrs=read-write » le choisit)."
)
REFUSED: Final = (
    "Le compte de KB_DATABASE n’a pas le droit de faire cela sur le serveur PostgreSQL. Donnez-lui les droits que dit "
    "docs/SCALING.md, puis recommencez."
)
DAMAGED: Final = (
    "Des données du serveur PostgreSQL sont abîmées, ou ses tables ne sont plus celles que ce programme y a faites. "
    "N’écrivez plus rien, et remettez la dernière sauvegarde saine du serveur à côté de celle-ci."
)
# By SQLSTATE, whole or by its class.
KNOWN: Final[dict[str, tuple[type[BaseUnavailable], str]]] = {
    "53100": (DiskFull, FULL),
    "53300": (BaseBusy, BUSY),
    "55P03": (BaseBusy, BUSY),
    "40P01": (BaseBusy, BUSY),
    "40001": (BaseBusy, BUSY),
    "57014": (BaseBusy, BUSY),
    "25006": (BaseReadOnly, READ_ONLY),
    "42501": (BaseReadOnly, REFUSED),
    "58030": (DiskFailing, DAMAGED),
    "XX001": (BaseDamaged, DAMAGED),
    "XX002": (BaseDamaged, DAMAGED),
    "42P01": (BaseDamaged, DAMAGED),
    "42703": (BaseDamaged, DAMAGED),
    "3F000": (BaseDamaged, DAMAGED),
    "08": (BaseUnreachable, UNREACHABLE),
    "57": (BaseUnreachable, UNREACHABLE),
    "28": (BaseUnreachable, UNREACHABLE),
    "3D": (BaseUnreachable, UNREACHABLE),
}


def told(error: psycopg.Error) -> BaseUnavailable | None:
    """What people are told of an error that the server or the way to it causes; None for one of the program's own."""
    state = error.sqlstate or ""
    kind, text = KNOWN.get(state) or KNOWN.get(state[:2]) or (None, "")
    if kind is None and not state and isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return BaseUnreachable(UNREACHABLE)
    return kind(text) if kind else None


def without_connection(pool: ConnectionPool[Any]) -> BaseUnavailable:
    """Why no connection was had: none can be made, or all of this process are taken."""
    taken = pool.get_stats().get("pool_size", 0) >= pool.max_size
    return BaseBusy(BUSY) if taken else BaseUnreachable(UNREACHABLE)
