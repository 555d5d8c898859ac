"""POST /api/dossier and /api/dossier/retirer: « Ajouter au dossier » without leaving the page, and taking it back."""

from collections.abc import Mapping
from typing import Any

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.records.pieces import Piece, PieceSource
from kb.web.scripted import Given, ScriptDoor

# A few numbers and a title, or the words that somebody selected.
LONGEST_BODY = 24_000
HEADER = "x-rp-dossier"
DOOR = ScriptDoor(HEADER, LONGEST_BODY, "Connectez-vous pour garder des textes dans un dossier.")


def _collected(base: KnowledgeBase, person: Person, given: Given) -> dict[str, Any]:
    """Add a piece to the pack named, to a new one, or to the one being filled; out of another one if it says so."""
    number = given.get("pack")
    piece = _piece(base, person, given)
    if number == "new":
        base.packs.pieces.checked_piece(person, piece)  # else an empty pack would be left
        number = base.packs.start(person, str(given.get("title") or "")).number
    added = base.packs.pieces.add(person, piece, None if number is None else int(number))
    moved_from = given.get("instead_of")
    if isinstance(moved_from, Mapping) and int(moved_from["number"]) != added.number:
        base.packs.pieces.remove(person, int(moved_from["number"]), str(moved_from["piece"]))
    return {
        "number": added.number,
        "title": added.title,
        "piece": added.piece,
        "already": added.already,
        "count": added.count,
        "packs": [{"number": one, "title": title} for one, title in base.packs.fillable(person)],
    }


def _piece(base: KnowledgeBase, person: Person, given: Given) -> Piece:
    """The piece that was asked for; `words` that somebody selected are looked for in the text."""
    start, end, page = (int(given[name]) if name in given else None for name in ("start", "end", "page"))
    source = PieceSource(record=str(given["record"]), revision=int(given.get("revision") or 0))
    if "words" in given:
        start, end = base.packs.pieces.words_in(person, source, str(given["words"]))
    sort = "extract" if start is not None else "page" if page is not None else "record"
    return Piece(id="new", sort=sort, sources=(source,), start=start, end=end, page=page)


def _taken_back(base: KnowledgeBase, person: Person, given: Given) -> dict[str, Any]:
    base.packs.pieces.remove(person, int(given["number"]), str(given["piece"]))
    return {"removed": True}


ROUTES = [DOOR.route("/api/dossier", _collected), DOOR.route("/api/dossier/retirer", _taken_back)]
