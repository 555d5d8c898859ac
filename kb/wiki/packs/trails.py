"""Trails of association that people keep: their own, or opened by a link that its owner gave.

A trail holds positions and a name. Whoever opens one reads of it what their own rights allow: `KnowledgeBase.stops`.
"""

import contextlib
from collections.abc import Sequence

from kb.errors import KbError, RecordNotFound, Refused
from kb.readers import Person
from kb.records.pieces import Piece, PieceSource
from kb.records.plain import one_line
from kb.records.positions import LONGEST, Position
from kb.store.packs import trails
from kb.store.packs.trails import Trail
from kb.wiki.context import Wiki
from kb.wiki.packs import packs
from kb.wiki.packs import pieces as pack_pieces

LONGEST_NAME = 120
# Trails that an account may keep: more are a collection that nobody looks through.
MOST = 200


class TrailRefused(KbError):
    """A trail that cannot be kept as it is."""


def keep(wiki: Wiki, person: Person, name: str, steps: Sequence[Position]) -> int:
    """Number of a trail that this person keeps under a name. Raises TrailRefused."""
    if len(trails.trails_of(wiki.register, person.account)) >= MOST:
        raise TrailRefused(f"Vous gardez déjà {MOST} chemins. Supprimez-en un, puis recommencez : rien n’est perdu.")
    return trails.add_trail(wiki.register, person.account, _name(name), _steps(steps))


def change(wiki: Wiki, person: Person, number: int, name: str, steps: Sequence[Position]) -> None:
    """Give one's own trail another name, or the steps that were added. Raises Refused or TrailRefused."""
    mine(wiki, person, number)
    trails.change_trail(wiki.register, number, _name(name), _steps(steps))


def mine(wiki: Wiki, person: Person | None, number: int) -> Trail:
    """One's own trail. Raises RecordNotFound when there is none, Refused when it is somebody else's."""
    found = trails.trail(wiki.register, number)
    if person is None or found.account != person.account:
        raise Refused("Ce chemin est à quelqu’un d’autre. Demandez-lui un lien pour le lire.")
    return found


def kept(wiki: Wiki, person: Person) -> tuple[Trail, ...]:
    """The trails of this person, last changed first."""
    return trails.trails_of(wiki.register, person.account)


def drop(wiki: Wiki, person: Person, number: int) -> None:
    """Forget one's own trail."""
    mine(wiki, person, number)
    trails.drop_trail(wiki.register, number)


def share(wiki: Wiki, person: Person, number: int) -> str:
    """The token of a link that opens one's own trail, shown once. A link made before is closed."""
    mine(wiki, person, number)
    return trails.link_trail(wiki.register, number)


def unshare(wiki: Wiki, person: Person, number: int) -> None:
    """Close the link of one's own trail."""
    mine(wiki, person, number)
    trails.unlink_trail(wiki.register, number)


def shared(wiki: Wiki, token: str) -> Trail:
    """The trail that a link opens, for whoever holds it. Raises RecordNotFound."""
    found = trails.trail_of_link(wiki.register, token)
    if found is None:
        raise RecordNotFound("Ce lien n’ouvre aucun chemin : il a été fermé, ou il est incomplet.")
    return found


def pieces_of(steps: Sequence[Position]) -> tuple[Piece, ...]:
    """The steps of a trail as extracts for a reading pack, in order."""
    return tuple(
        Piece(
            id=f"chemin-{place}",
            sort="extract",
            sources=(PieceSource(record=one.record, revision=one.revision),),
            start=one.start,
            end=one.end,
        )
        for place, one in enumerate(steps, 1)
    )


def into_pack(wiki: Wiki, person: Person, name: str, steps: Sequence[Position]) -> tuple[int, int]:
    """Number of a new pack that holds the steps this person may read, and how many steps were left out.

    Raises TrailRefused when none can be read any more.
    """
    found = []
    for piece in pieces_of(steps):
        with contextlib.suppress(RecordNotFound, Refused):
            found.append(pack_pieces.checked_piece(wiki, person, piece))
    if not found:
        raise TrailRefused("Aucune étape de ce chemin ne se lit plus : il n’y a rien à mettre dans un dossier.")
    fields = {"pieces": [one.model_dump(mode="json") for one in found]}
    return packs.start(wiki, person, name, fields).number, len(steps) - len(found)


def _name(name: str) -> str:
    name = one_line(name)
    if not name:
        raise TrailRefused("Donnez d’abord un nom à ce chemin. Rien n’est perdu.")
    if len(name) > LONGEST_NAME:
        raise TrailRefused(f"Un nom tient en {LONGEST_NAME} caractères. Raccourcissez-le : rien n’est perdu.")
    return name


def _steps(steps: Sequence[Position]) -> tuple[Position, ...]:
    if not steps:
        raise TrailRefused("Ce chemin n’a encore aucune étape. Partez d’un passage d’une fiche.")
    if len(steps) > LONGEST:
        raise TrailRefused(f"Un chemin tient en {LONGEST} étapes. Gardez celui-ci, et partez de sa dernière étape.")
    return tuple(steps)
