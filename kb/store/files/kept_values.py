"""Values that a base kept, read again: one that the disk changed is damage of the base, told as such."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from zlib import error as ZlibError

from kb.errors import BaseDamaged

UNREADABLE: Final = (
    "Un texte que cette base garde ne se lit plus. Gardez tous les fichiers de la base tels quels, et lancez « kb "
    "check », qui dit ce qui est touché ; la dernière sauvegarde saine se remet dans un autre dossier (« kb restore "
    "ARCHIVE --home AUTRE »)."
)


@contextmanager
def kept() -> Iterator[None]:
    """Read, within it, what the base itself wrote. Raises BaseDamaged where that is not what it was."""
    try:
        yield
    except (ValueError, KeyError, TypeError, IndexError, ZlibError) as error:
        raise BaseDamaged(UNREADABLE) from error


def kept_json(text: str) -> Any:
    """The value of JSON that the base wrote. Raises BaseDamaged."""
    with kept():
        return json.loads(text)
