"""The rubrics of a pack: in which order its pieces are read, and under which titles."""

from collections.abc import Sequence
from typing import Any

from kb.errors import RecordNotFound
from kb.readers import Person
from kb.wiki.context import Wiki
from kb.wiki.packs.packs import Fields, change
from kb.wiki.write.field_paths import PIECES
from kb.wiki.write.forms import FormRefused

MOST_RUBRICS = 40
LONGEST_RUBRIC = 200

Shape = dict[str, Any]


def grouped(fields: Fields) -> dict[str, list[Shape]]:
    """The pieces under each rubric, in order; "" for those that stand in none, which come first."""
    out: dict[str, list[Shape]] = {name: [] for name in ("", *(fields.get("rubrics") or ()))}
    for piece in fields.get(PIECES) or ():
        rubric = piece.get("rubric", "")
        out[rubric if rubric in out else ""].append(dict(piece))
    return out


def put_in_rubric(wiki: Wiki, person: Person, number: int, piece: str, rubric: str) -> None:
    """Put a piece at the end of a rubric; "" takes it out of all."""

    def put(fields: Fields) -> Fields:
        groups = grouped(fields)
        own = next((one for group in groups.values() for one in group if one["id"] == piece), None)
        if rubric not in groups or own is None:
            raise RecordNotFound("Cette pièce ou cette rubrique n’est plus dans le dossier.")
        rest = {name: [one for one in group if one["id"] != piece] for name, group in groups.items()}
        rest[rubric].append({**own, "rubric": rubric})
        return {PIECES: [one for group in rest.values() for one in group]}

    change(wiki, person, number, put)


def _title(title: str, taken: Sequence[str]) -> str:
    title = " ".join(title.split())
    if not title:
        raise FormRefused("Donnez un nom à la rubrique.")
    if len(title) > LONGEST_RUBRIC:
        raise FormRefused(f"Un nom de rubrique tient en {LONGEST_RUBRIC} caractères.")
    if title in taken:
        raise FormRefused(f"Ce dossier a déjà une rubrique « {title} ».")
    return title


def add_rubric(wiki: Wiki, person: Person, number: int, title: str) -> None:
    """Add a rubric at the end."""

    def added(fields: Fields) -> Fields:
        rubrics = list(fields.get("rubrics") or ())
        if len(rubrics) >= MOST_RUBRICS:
            raise FormRefused(f"Un dossier tient en {MOST_RUBRICS} rubriques.")
        return {"rubrics": [*rubrics, _title(title, rubrics)]}

    change(wiki, person, number, added)


def rename_rubric(wiki: Wiki, person: Person, number: int, before: str, title: str) -> None:
    """Rename a rubric, and its pieces with it."""

    def renamed(fields: Fields) -> Fields:
        rubrics = list(fields.get("rubrics") or ())
        if before not in rubrics:
            raise RecordNotFound(f"Ce dossier n’a pas de rubrique « {before} ».")
        after = _title(title, [one for one in rubrics if one != before])
        return {
            "rubrics": [after if one == before else one for one in rubrics],
            PIECES: [
                {**one, "rubric": after} if one.get("rubric") == before else one for one in fields.get(PIECES, ())
            ],
        }

    change(wiki, person, number, renamed)


def move_rubric(wiki: Wiki, person: Person, number: int, title: str, by: int) -> None:
    """Move a rubric one place up (-1) or down (1), with its pieces."""

    def moved(fields: Fields) -> Fields:
        rubrics = list(fields.get("rubrics") or ())
        at = rubrics.index(title) if title in rubrics else -1
        if at < 0 or not 0 <= at + by < len(rubrics):
            return {}
        rubrics.insert(at + by, rubrics.pop(at))
        groups = grouped(fields)
        return {"rubrics": rubrics, PIECES: [one for name in ("", *rubrics) for one in groups[name]]}

    change(wiki, person, number, moved)


def remove_rubric(wiki: Wiki, person: Person, number: int, title: str) -> None:
    """Take a rubric away; its pieces stay, in none."""

    def removed(fields: Fields) -> Fields:
        return {
            "rubrics": [one for one in fields.get("rubrics") or () if one != title],
            PIECES: [{**one, "rubric": ""} if one.get("rubric") == title else one for one in fields.get(PIECES, ())],
        }

    change(wiki, person, number, removed)
