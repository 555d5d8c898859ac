"""Which machine reads the source files of a base that several machines share.

A build takes away the records whose files are gone. On a base that a server keeps, a machine whose folder never held
them would take them all away.
"""

import secrets
from pathlib import Path
from typing import Final

from ingest.read import sources
from kb.store.files.database import transaction
from kb.store.files.durable import write_whole
from kb.store.records.register import Register
from kb.store.records.sources import get_setting, put_settings

# The setting, and the file of the folder, that name the same word where a base's source files are.
SETTING: Final = "source_home"
MARK: Final = ".fichiers-de-la-base"


def gives_sources(home: Path, register: Register) -> bool:
    """Whether the files of this home's corpus are those of the base: the first home that holds any becomes theirs."""
    if not register.served:
        return True
    mark = home / "corpus" / MARK
    held = mark.read_text(encoding="utf-8").strip() if mark.exists() else ""
    with transaction(register.database):
        named = get_setting(register, SETTING)
        if named:
            return named == held
        if not (home / "corpus").is_dir() or not any(sources(home / "corpus")):
            return False
        held = held or secrets.token_hex(8)
        mark.parent.mkdir(parents=True, exist_ok=True)
        write_whole(mark, f"{held}\n".encode())
        put_settings(register, {SETTING: held})
    return True
