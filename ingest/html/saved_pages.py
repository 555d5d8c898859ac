"""The folder that a browser or Word saves beside a web page (« La page_fichiers »): pictures, scripts, adverts."""

import os
import unicodedata
from collections.abc import Iterable
from pathlib import Path

_PAGES = (".html", ".htm", ".xhtml", ".xht", ".mht", ".mhtml")
# What browsers and Word add to the name of the page, in the languages that are met here.
_ADDED = (
    *("_fichiers", "_files", "-dateien", "_archivos", "-filer", "_bestanden", "_ficheiros", "_arquivos", "_file"),
    *("-tiedostot", "_soubory", "_pliki", ".files", "-files", " files"),
)


def companions(names: Iterable[str]) -> frozenset[str]:
    """Those of the names of a folder that are of folders saved with a page of the same folder."""
    plain = {name: _plain(name) for name in names}
    pages = {Path(name).stem for name in plain.values() if name.endswith(_PAGES)}
    return frozenset(
        name
        for name, folded in plain.items()
        if any(folded.endswith(added) and folded.removesuffix(added) in pages for added in _ADDED)
    )


def companion(page: Path) -> str | None:
    """The name of the folder that was saved with a page, if it stands beside it."""
    try:
        with os.scandir(page.parent) as entries:
            names = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return None
    return next(iter(sorted(companions([page.name, *names]))), None)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
