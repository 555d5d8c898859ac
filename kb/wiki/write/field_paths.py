"""The places of a form, each with versions of its own: fields, and in a reading pack what is said of each piece.

Two people, or two windows, that work on two pieces of one pack change two places: neither takes the other's text.
A place of a piece is named « pieces.p3fa2.introduction »; « pieces » alone is their order and what they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kb.wiki.write.forms import LONGEST_FIELD, FormRefused, field_label, tidy
from kb.wiki.write.merge import Merged, merge

PIECES = "pieces"
# What a trainer says of a piece: French label and empty value of each.
SAID: Mapping[str, tuple[str, Any]] = {
    "introduction": ("Chapô", ""),
    "questions": ("Questions de travail", []),
    "minutes": ("Minutes", 0),
}

Fields = Mapping[str, Any]


def place_of_field(name: str) -> str:
    """The place that a text of the form is kept under: its field, or what it says of a piece."""
    return name if name.startswith(f"{PIECES}.") else name.split(".")[0]


def flat(kind: str, fields: Fields) -> dict[str, Any]:
    """The fields by place; only those of packs differ."""
    if kind != "pack" or not isinstance(fields.get(PIECES), Sequence):
        return dict(fields)
    out = dict(fields)
    out[PIECES] = [{name: value for name, value in piece.items() if name not in SAID} for piece in fields[PIECES]]
    for piece in fields[PIECES]:
        for name, (_, empty) in SAID.items():
            out[f"{PIECES}.{piece['id']}.{name}"] = piece.get(name, empty)
    return out


def whole(kind: str, places: Fields) -> dict[str, Any]:
    """The fields that `flat` took apart; what was said of a piece that is not there any more is left out."""
    if kind != "pack":
        return dict(places)
    out = {name: value for name, value in places.items() if not name.startswith(f"{PIECES}.")}
    if PIECES in places:
        out[PIECES] = [
            {
                **shape,
                **{name: places.get(f"{PIECES}.{shape['id']}.{name}", empty) for name, (_, empty) in SAID.items()},
            }
            for shape in places[PIECES]
        ]
    return out


def said_of_piece(fields: Fields, place: str, text: str) -> Any:
    """What `text` makes of a place of a piece. Raises FormRefused for a place that no piece has."""
    piece, _, said = place.removeprefix(f"{PIECES}.").partition(".")
    if said not in ("introduction", "questions") or piece not in {one["id"] for one in fields.get(PIECES, ())}:
        raise FormRefused("Cette pièce n’est plus dans le dossier. Votre texte est gardé sur cet appareil.")
    if len(text) > LONGEST_FIELD:
        raise FormRefused(f"« {SAID[said][0]} » dépasse {LONGEST_FIELD // 1000} 000 caractères.")
    text = tidy(text)
    return [line.strip() for line in text.splitlines() if line.strip()] if said == "questions" else text


def place_label(kind: str, place: str) -> str:
    """The French name of a place: « Titre », « Chapô »."""
    said = place.rsplit(".", 1)[-1]
    if place.startswith(f"{PIECES}.") and said in SAID:
        return SAID[said][0]
    return field_label(kind, place)


def merge_places(kind: str, base: Fields, theirs: Fields, mine: Fields) -> Merged:
    """Both sides' fields made one, place by place; `theirs` holds, by place, what both sides changed."""
    before, other, own = flat(kind, base), flat(kind, theirs), flat(kind, mine)
    if kind != "pack":
        return merge(before, other, own)
    kept = _touched(before, own) | _touched(before, other)
    shapes, both = _shapes(*(one.get(PIECES, []) for one in (before, other, own)), kept=kept)
    ids = {shape["id"] for shape in shapes}
    # A piece that one side removed and the other wrote about stays, with all that the other says of it.
    for removed, written in ((other, own), (own, other)):
        there = {shape["id"] for shape in removed.get(PIECES, [])}
        removed |= {
            name: value for name, value in written.items() if _is_said(name) and name.split(".")[1] in ids - there
        }
    merged = merge(*({name: value for name, value in one.items() if name != PIECES} for one in (before, other, own)))
    choices = {name: value for name, value in merged.theirs.items() if value is not None and _is_of(name, ids)}
    if both:
        choices[PIECES] = other[PIECES]
    return Merged(whole(kind, {**merged.fields, PIECES: shapes}), choices)


def _touched(before: Fields, side: Fields) -> set[str]:
    """Pieces of which a side changed what is said."""
    return {
        name.split(".")[1]
        for name, value in side.items()
        if _is_said(name) and name in before and before[name] != value
    }


def _is_said(name: str) -> bool:
    """Whether a place is what is said of a piece."""
    return name.startswith(f"{PIECES}.")


def _is_of(name: str, ids: set[str]) -> bool:
    return not _is_said(name) or name.split(".")[1] in ids


Shapes = Sequence[Mapping[str, Any]]


def _shapes(base: Shapes, theirs: Shapes, mine: Shapes, *, kept: set[str]) -> tuple[list[dict[str, Any]], bool]:
    """The pieces of both sides in order, and whether both sides changed the order, or the same piece, otherwise."""
    before, other, own = ({str(one["id"]): one for one in side} for side in (base, theirs, mine))
    gone = {name for name in before if name not in kept and (name not in own or name not in other)}
    gone |= {name for name in before if name not in own and name not in other}
    out, both = [], False
    for name in _order(list(before), list(other), list(own)):
        if name in gone:
            continue
        facts = merge(before.get(name, {}), other.get(name, own.get(name, {})), own.get(name, other.get(name, {})))
        both = both or bool(facts.theirs)
        out.append(dict(facts.fields))
    return out, both or _both_moved(list(before), list(other), list(own))


def _order(before: Sequence[str], other: Sequence[str], own: Sequence[str]) -> list[str]:
    """Own order, or theirs when only they moved anything; what the other side added stands after its predecessor."""
    first, second = (other, own) if _common(own, before) == _common(before, own) else (own, other)
    out = list(first)
    for at, name in enumerate(second):
        if name not in out:
            after = next((one for one in reversed(second[:at]) if one in out), None)
            out.insert(out.index(after) + 1 if after else 0, name)
    return out


def _common(these: Iterable[str], others: Iterable[str]) -> list[str]:
    known = set(others)
    return [one for one in these if one in known]


def _both_moved(before: Sequence[str], other: Sequence[str], own: Sequence[str]) -> bool:
    in_all = set(before) & set(other) & set(own)
    orders = [[one for one in side if one in in_all] for side in (before, other, own)]
    return orders[0] != orders[1] and orders[0] != orders[2] and orders[1] != orders[2]
