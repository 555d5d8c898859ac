"""Putting one `corpus/` in the place of another: wherever the process that does it dies, one base is left there."""

import os
import shutil
from pathlib import Path
from typing import Final

from kb.store.files.durable import on_disk, tree_on_disk
from kb.store.files.machine import Identity, identity_of
from kb.store.restoring.archives import PRIVATE, REGISTER, BackupRefused
from kb.store.restoring.taken_away import REPLACED

# Stands in a base that took the place of another, until the other is removed.
SWAPPED: Final = ".remplace-une-autre"
BEGUN: Final = (
    "Une autre base a été mise dans {corpus} pendant la restauration. Rien n’a été restauré : regardez ce qui s’y "
    "trouve, puis recommencez."
)

BaseFiles = tuple[Identity | None, ...]


def base_files(corpus: Path) -> BaseFiles:
    """Which register and which private texts stand in a folder; None for one that does not."""
    return tuple(identity_of(corpus / name) for name in (REGISTER, PRIVATE))


def swap(fresh: Path, standing: Path, known: BaseFiles) -> None:
    """Put `fresh` in the place of `standing`, which goes only once the other is there.

    `known` are the files of the base in place of which everything is kept. Raises BackupRefused, with nothing changed,
    where others stand: somebody began a base meanwhile. A process that dies between the two leaves the old one to
    `kb.store.restoring.taken_away.put_back`; one that dies after, to `end_swap`.
    """
    old = standing.with_name(REPLACED)
    if (standing / REGISTER).exists():
        shutil.rmtree(old, ignore_errors=True)
    elif old.exists():  # the only base there is
        raise BackupRefused(BEGUN.format(corpus=standing))
    (fresh / SWAPPED).touch()
    tree_on_disk(fresh)
    if standing.exists():
        os.replace(standing, old)
        if base_files(old) != known:  # from here on nobody makes one there
            os.replace(old, standing)
            raise BackupRefused(BEGUN.format(corpus=standing))
    os.replace(fresh, standing)
    on_disk(standing.parent)  # before the old one goes
    end_swap(standing)


def end_swap(corpus: Path) -> None:
    """Remove the base that another took the place of."""
    if (corpus / SWAPPED).exists():
        shutil.rmtree(corpus.with_name(REPLACED), ignore_errors=True)
        (corpus / SWAPPED).unlink(missing_ok=True)
