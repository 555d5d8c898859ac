"""Rehearsing a restoration: the last backup is put into a folder of its own, read whole, counted, and thrown away."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kb.backup import UNSOUND, restore
from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.home import Home
from kb.resources import Resources
from kb.store.accounts.accounts import accounts
from kb.store.files.working_folders import working_folder
from kb.store.records.register import Register
from kb.store.restoring.archives import unpack

HOURS: Final = 48.0
NO_BACKUP: Final = (
    "{folder} ne contient aucune sauvegarde (.zip). Faites-en une : « kb backup {folder}/AUJOURD’HUI.zip --private »."
)


class RehearsalFailed(KbError):
    """The last backup would not bring the base back, or is too old."""


@dataclass(frozen=True, slots=True)
class BaseCounts:
    """How much a register holds, and how many of its files stand beside it."""

    records: int
    revisions: int
    accounts: int
    files: int

    def said(self) -> str:
        """The counts in French."""
        people = f"{self.accounts} comptes, {self.files} fichiers"
        return f"{self.records} fiches, {self.revisions} révisions publiées, {people}"


def counts_in(place: Path) -> BaseCounts:
    """The counts of the base whose `corpus/` stands in a folder."""
    with Register.open(place) as register:
        known = len(register.ids()), len(register.published_revisions()), len(accounts(register))
    files = [path for path in (place / "corpus").rglob("*") if path.is_file() and ".sqlite3" not in path.name]
    return BaseCounts(*known, len(files))


def newest(folder: Path) -> Path:
    """The last backup of a folder, or the file itself; those of damaged bases do not count. Raises KbError."""
    if folder.is_file():
        return folder
    found = [path for path in folder.glob("*.zip") if not path.stem.endswith(UNSOUND)]
    if not found:
        raise RehearsalFailed(NO_BACKUP.format(folder=folder))
    return max(found, key=lambda path: (path.stat().st_mtime, path.name))


def rehearse(folder: Path, home: Home, *, hours: float = HOURS, resources: Resources | None = None) -> tuple[str, ...]:
    """What was found, in French lines, when the last backup of a folder was restored elsewhere and checked.

    `home` gives the encoder, and the base that stands today. Raises RehearsalFailed when the backup is older than
    `hours`, is not sound, or does not give back what it holds; BackupRefused when it cannot be restored at all.
    """
    archive = newest(folder)
    age = datetime.datetime.now().timestamp() - archive.stat().st_mtime
    if age > hours * 3600:
        raise RehearsalFailed(
            f"La dernière sauvegarde, {archive.name}, a {_days(age)}. Voyez pourquoi il n’y en a pas eu depuis "
            "(« systemctl status kb-backup.timer »), puis faites-en une."
        )
    with working_folder() as temporary:
        held, place = temporary / "archive", temporary / "base"
        held.mkdir()
        unpack(archive, held)
        kept = counts_in(held)
        restore(archive, place)
        with KnowledgeBase.open(Home(place, home.model, home.reranker), resources=resources) as base:
            base.build()
            status = base.status(thorough=True)
        back = counts_in(place)
    if status.problems:
        raise RehearsalFailed(f"{archive.name}, restaurée ailleurs, a des défauts : {' '.join(status.problems)}")
    if back != kept:
        raise RehearsalFailed(f"{archive.name} tient {kept.said()} ; restaurée, la base tient {back.said()}.")
    lines = [f"{archive.name} : restaurée ailleurs, vérifiée, effacée de là.", f"Elle tient {kept.said()}."]
    if (home.corpus / "register.sqlite3").exists():
        lines.append(f"Aujourd’hui la base tient {counts_in(home.root).said()}.")
    return tuple(lines)


def _days(seconds: float) -> str:
    hours = int(seconds // 3600)
    return f"{hours // 24} jours" if hours >= 48 else f"{hours} heures"
