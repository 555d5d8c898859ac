"""Services as data·inclusion v1 writes them, and back: one row for the service, one for its structure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kb.directory.exchange.precisions import details, with_details, without_details
from kb.directory.freshness import day_of
from kb.directory.hours.opening import as_osm
from kb.directory.hours.reading import read_hours
from kb.directory.places import ours_of
from kb.records.kinds import Service
from kb.records.kinds.service_lists import directory_lists

Row = Mapping[str, Any]
OURS: Final = "recits-partages"  # the producer of services that were written here
# Our field under the name of the schema, where value and meaning are the same.
TEXTS: Final[Mapping[str, str]] = {
    "nom": "title", "description": "description", "type": "form", "frais": "fee", "frais_precisions": "fee_note",
    "conditions_acces": "access", "lien_source": "source_link", "commune": "town", "code_postal": "postcode",
    "code_insee": "insee", "adresse": "address", "complement_adresse": "address_more", "longitude": "longitude",
    "latitude": "latitude", "telephone": "phone", "courriel": "email", "contact_nom_prenom": "contact",
    "lien_mobilisation": "referral_link", "volume_horaire_hebdomadaire": "weekly_hours",
}  # fmt: skip
LISTS: Final[Mapping[str, str]] = {
    "thematiques": "topics", "modes_accueil": "reception", "modes_mobilisation": "referral_modes",
    "mobilisable_par": "referred_by", "zone_eligibilite": "zone",
}  # fmt: skip
# What a service takes from its structure where it has none of its own.
FALLBACK: Final = (
    "commune", "code_postal", "code_insee", "adresse", "complement_adresse", "longitude", "latitude", "telephone",
    "courriel", "horaires_accueil",
)  # fmt: skip
STRUCTURE: Final[Mapping[str, str]] = {
    "nom": "organisation", "siret": "siret", "site_web": "website", "description": "structure_description",
    "accessibilite_lieu": "accessibility",
}  # fmt: skip
# The publics that records of all kinds share: see kb/data/lists.yaml.
OUR_PUBLICS: Final = frozenset(
    {
        *("adolescents", "jeunes-majeurs", "jeunes-filles", "femmes", "femmes-enceintes", "familles", "parents"),
        *("personnes-sans-abri", "usagers-de-crack", "usagers-de-drogues", "sortants-de-detention", "mineurs-isoles"),
        *("collegiens", "lyceens", "habitants", "travailleuses-du-sexe", "professionnels"),
    }
)
PLACE: Final = ("commune", "code_postal", "code_insee", "adresse", "complement_adresse", "longitude", "latitude")


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A service as two rows of the schema."""

    structure: dict[str, Any]
    service: dict[str, Any]


def to_exchange(service: Service, service_types: Mapping[str, str], *, updated: str) -> Exchanged:
    """The rows of a service. `updated` is the day of its published revision, for one that tells no day of its own."""
    of_publics, of_referral = details(service_types)
    source = service.exchange_source or OURS
    date = day_of(service.date) or day_of(updated[:10])
    day = date.isoformat() if date else updated[:10]
    name = service.organisation or service.title
    structure_id = service.exchange_structure or f"{source}--{_slug(name)}"
    row: dict[str, Any] = {theirs: getattr(service, own) for theirs, own in TEXTS.items()}
    row |= {theirs: list(getattr(service, own)) for theirs, own in LISTS.items()}
    row |= {
        "source": source,
        "id": service.exchange_id or f"{source}--{service.id}",
        "structure_id": structure_id,
        "date_maj": day,
        "nom": service.title[:150],
        "code_insee": service.insee or _insee(service.territories),
        "publics": exchange_publics(service),
        "publics_precisions": with_details(service.publics_note, service, of_publics),
        "mobilisation_precisions": with_details(service.referral, service, of_referral),
        "horaires_accueil": as_osm(service.opening_hours),
        "nombre_semaines": service.weeks,
    }
    structure: dict[str, Any] = {theirs: getattr(service, own) for theirs, own in STRUCTURE.items()}
    structure |= {name: row[name] for name in PLACE}
    structure |= {"source": source, "id": structure_id, "date_maj": day, "nom": name[:150]}
    structure["reseaux_porteurs"] = list(service.networks)
    return Exchanged(_filled(structure), _filled(row))


def _filled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, "", [], ())}


def _slug(text: str) -> str:
    return re.sub(r"\W+", "-", text.casefold()).strip("-")


def _insee(territories: Sequence[str]) -> str:
    return next((code for code in territories if len(code) == 5), "")


def exchange_publics(service: Service) -> list[str]:
    """The publics of the schema that say best whom a service is for, « tous-publics » alone when it is for all."""
    lists = directory_lists()
    codes = (*service.exclusive, *service.preferred, *service.welcomed)
    known = [one if one in lists["exchange_publics"] else lists["public_exchange"].get(one, "") for one in codes]
    found = list(dict.fromkeys(one for one in known if one))
    others = [one for one in found if one != "tous-publics"]
    return others if service.exclusive or "tous-publics" not in found else ["tous-publics"]


def from_exchange(row: Row, structure: Row | None, service_types: Mapping[str, str]) -> dict[str, Any]:
    """The fields of our record for a row of the schema, and for that of its structure; validated rows only."""
    of_publics, of_referral = details(service_types)
    structure = structure or {}
    said = {**{name: structure[name] for name in FALLBACK if structure.get(name)}, **_filled(row)}
    fields: dict[str, Any] = {own: _text(said.get(theirs)) for theirs, own in TEXTS.items()}
    fields |= {own: sorted(map(str, said.get(theirs) or ())) for theirs, own in LISTS.items()}
    fields |= {own: _text(structure.get(theirs)) for theirs, own in STRUCTURE.items()}
    publics_note, publics = without_details(_text(said.get("publics_precisions")), of_publics)
    referral, referred = without_details(_text(said.get("mobilisation_precisions")), of_referral)
    hours = read_hours(_text(said.get("horaires_accueil")))
    fields |= {
        "date": _text(said.get("date_maj"))[:10],
        "networks": sorted(map(str, structure.get("reseaux_porteurs") or ())),
        "publics_note": publics_note,
        "referral": referral,
        "opening_hours": hours.osm,
        "hours_note": hours.note,
        "weeks": int(said["nombre_semaines"]) if said.get("nombre_semaines") else None,
        "exchange_source": _text(said.get("source")),
        "exchange_id": _text(said.get("id")),
        "exchange_structure": _text(said.get("structure_id")),
    }
    if not {"exclusive", "preferred", "welcomed"} & publics.keys():
        fields["welcomed"] = sorted(map(str, said.get("publics") or ()))
    fields |= {**publics, **referred}
    territory = ours_of(fields["insee"], fields["postcode"])
    fields["territories"] = [territory] if territory else []
    fields["zone"] = list(said.get("zone_eligibilite") or ())
    ours = [
        one for name in ("exclusive", "preferred", "welcomed") for one in fields.get(name, ()) if one in OUR_PUBLICS
    ]
    fields["publics"] = list(dict.fromkeys(ours))
    return {name: value for name, value in fields.items() if value not in (None, "", [], ())}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
