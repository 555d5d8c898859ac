"""What a program contributes: a draft of its owner, whom alone it shows to, and which nothing here publishes."""

from collections.abc import Mapping
from typing import Any, Final

from kb.base import KnowledgeBase
from kb.errors import Refused
from kb.programs.callers import Caller, ProgramRefused
from kb.wiki.write.forms import FormRefused, record_from

# Kinds that are written field by field: signals have a door of their own, workshops and packs are made on their pages.
KINDS_GIVEN: Final = ("experience", "document", "service", "need", "term")
LONGEST: Final = 1_000_000  # bytes of a draft as it is sent


def contribute(
    base: KnowledgeBase, caller: Caller, kind: str, fields: Mapping[str, Any], *, origin: str = ""
) -> dict[str, Any]:
    """A draft begun for whoever the token speaks for, who goes on with it at `address`.

    Raises ProgramRefused: 403 when that person may not write such a record, 422 for what is no draft of one.
    """
    caller.need("contribuer")
    if caller.person is None:
        raise ProgramRefused(401, "jeton_manquant", "Il faut un jeton pour cela. Prenez-en un sur « Mon compte ».")
    if kind not in KINDS_GIVEN:
        raise ProgramRefused(
            422, "fiche_invalide", f"Un brouillon est de l’un de ces genres : {', '.join(KINDS_GIVEN)}."
        )
    try:
        one = base.writing.start(caller.person, kind, _shaped(kind, fields))
    except FormRefused as error:
        raise ProgramRefused(422, "fiche_invalide", str(error)) from error
    except Refused as error:
        raise ProgramRefused(403, "acces_refuse", str(error)) from error
    return {
        "proposal": one.number,
        "record_id": one.record_id,
        "kind": kind,
        "status": "draft",
        "address": f"{origin}/contribuer?n={one.number}",
    }


def _shaped(kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields given, as a form would have left them. Raises FormRefused, naming those that no form gives."""
    whole = record_from(kind, "", {"title": "Sans titre", **fields}).model_dump(mode="json")
    return {name: whole[name] for name in fields if name in whole and name not in ("id", "kind")}
