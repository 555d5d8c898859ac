"""What data·inclusion v1 has no field for, written into its « précisions » at export, and read back from there.

A block of « name : value » stands at the end of a text, after a mark of its own; people read it as it is:
« [Précisions] Âge : 16-25 | Accueil exclusif : Femmes ; Mineurs isolés ».
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kb.records.kinds import Service
from kb.records.kinds.service_lists import directory_lists, service_needs

MARK: Final = "[Précisions]"
BETWEEN, WITHIN = " | ", " ; "


@dataclass(frozen=True, slots=True)
class _Detail:
    """A field under its French name, and how its value is written and read."""

    field: str
    name: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]


def _labels(codes: Mapping[str, str]) -> tuple[Callable[[Any], str], Callable[[str], Any]]:
    by_label = {label.casefold(): code for code, label in codes.items()}

    def write(values: Any) -> str:
        return WITHIN.join(codes.get(one, one) for one in values)

    def read(text: str) -> tuple[str, ...]:
        said = [one.strip() for one in text.split(WITHIN.strip())]
        return tuple(by_label.get(one.casefold(), one) for one in said if one)

    return write, read


def _label(codes: Mapping[str, str]) -> tuple[Callable[[Any], str], Callable[[str], Any]]:
    by_label = {label.casefold(): code for code, label in codes.items()}
    return lambda code: codes.get(code, code), lambda text: by_label.get(text.casefold(), text)


def _plain(value: Any) -> str:
    return " ".join(str(value).replace("|", "/").split())


def details(service_types: Mapping[str, str]) -> tuple[tuple[_Detail, ...], tuple[_Detail, ...]]:
    """What stands in the précisions on publics, and in those on how to refer. `service_types`: code → label."""
    publics = _labels(directory_lists()["service_publics"])
    offers = _labels({code: str(one["label"]) for code, one in service_needs().items()})
    yes = (lambda value: "oui" if value else "", lambda text: text == "oui")
    text = (_plain, str)
    return (
        (
            _Detail("age_from", "Âge, à partir de", _plain, _number),
            _Detail("age_to", "Âge, jusqu’à", _plain, _number),
            _Detail("exclusive", "Accueil exclusif", *publics),
            _Detail("preferred", "Accueil préférentiel", *publics),
            _Detail("welcomed", "Accueil inconditionnel", *publics),
        ),
        (
            _Detail("service_type", "Genre de structure", *_label(service_types)),
            _Detail("offers", "On y trouve", *offers),
            _Detail("night", "Accueil de nuit", *yes),
            _Detail("saturation", "Saturation", *_label(directory_lists()["saturations"])),
            _Detail("saturation_on", "Saturation constatée le", *text),
            _Detail("saturation_note", "Précision sur la saturation", *text),
            _Detail("closed_from", "Fermé du", *text),
            _Detail("closed_to", "Fermé jusqu’au", *text),
            _Detail("closed_note", "Motif de la fermeture", *text),
            _Detail("hours_note", "Précision sur les horaires", *text),
            _Detail("verified_by", "Vérifié par", *text),
            _Detail("diffusion", "Visible", *_label({"professionals": "des professionnels seulement"})),
        ),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def with_details(text: str, service: Service, which: tuple[_Detail, ...]) -> str:
    """A text followed by the block of what the schema lacks; the text alone when there is nothing to say."""
    said = []
    for one in which:
        value = getattr(service, one.field)
        default = type(service).model_fields[one.field].get_default()
        if value not in (None, "", ()) and value != default and (written := one.write(value)):
            said.append(f"{one.name} : {written}")
    block = f"{MARK} {BETWEEN.join(said)}" if said else ""
    return "\n\n".join(part for part in (text.strip(), block) if part)


def without_details(text: str, which: tuple[_Detail, ...]) -> tuple[str, dict[str, Any]]:
    """(the text before the block, the fields that the block tells)."""
    before, mark, block = text.rpartition(MARK)
    if not mark:
        return text.strip(), {}
    by_name = {one.name.casefold(): one for one in which}
    out: dict[str, Any] = {}
    for part in block.split(BETWEEN.strip()):
        name, _, value = part.partition(" : ")
        detail = by_name.get(name.strip().casefold())
        if detail is not None and (read := detail.read(value.strip())) not in (None, "", ()):
            out[detail.field] = read
    return before.strip(), out
