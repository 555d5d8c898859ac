"""What pages say of a service, in words: state, ages, publics, zone, freshness, phone."""

import datetime
import re
from typing import Final

from kb.directory.fitting import ages_of, said_ages
from kb.directory.freshness import freshness
from kb.directory.hours.opening import opening
from kb.directory.hours.telling import opening_in_french
from kb.directory.places import EPCI, NATION, PARIS
from kb.french import NBSP, NNBSP, day, listing
from kb.html.labels import CodeLabels
from kb.records.kinds.service_lists import directory_lists
from kb.records.service_facts import ServiceFacts

SATURATION: Final = {"low": "peu de demandes en attente", "medium": "de l’attente", "high": "saturé"}


def phone_address(phone: str) -> str:
    """The `tel:` address of a French number, or of an international one; "" for what cannot be dialled."""
    number = re.sub(r"[^\d+]", "", phone.split("/")[0].split(",")[0])
    if re.fullmatch(r"0\d{9}", number):
        return f"tel:+33{number[1:]}"
    return f"tel:{number}" if re.fullmatch(r"\+?\d{2,15}", number) else ""


def state(facts: ServiceFacts, now: datetime.datetime) -> tuple[str, str]:
    """(open, closed or unknown; the sentence) of this moment."""
    where = facts.territories[0] if facts.territories else ""
    known = opening(facts.opening_hours, now, territory=where, closed_from=facts.closed_from, closed_to=facts.closed_to)
    said = opening_in_french(known, now)
    if known.reason == "fermeture temporaire":
        until = f" jusqu’au {day(facts.closed_to)}" if facts.closed_to else ""
        why = f"{NBSP}: {facts.closed_note}" if facts.closed_note else ""
        said = f"Fermé{until}{why}"
    return known.state, said


def ages(facts: ServiceFacts) -> str:
    """« de 16 à 25 ans », « âge non précisé »."""
    known = ages_of(facts)
    return said_ages(known) if known else "âge non précisé"


def publics(codes: tuple[str, ...]) -> str:
    """Publics in small letters, as a list."""
    names = directory_lists()["service_publics"]
    return listing([names.get(one, one).lower().replace("lgbt", "LGBT") for one in codes])


def zone(codes: tuple[str, ...], names: CodeLabels) -> str:
    """« Paris et Seine-Saint-Denis », « toute la France », « zone non précisée »."""
    if not codes:
        return "zone non précisée"
    if any(one in NATION for one in codes):
        return "toute la France"
    if {"75", "77", "78", "91", "92", "93", "94", "95"} <= set(codes):
        return "toute l’Île-de-France"
    known = {PARIS: "Paris", **dict.fromkeys(EPCI, "métropole du Grand Paris")}
    return listing([known.get(one) or names.territory_name(one) for one in codes])


def saturation(facts: ServiceFacts) -> str:
    """« Saturé au 20 novembre 2026 : souvent complet », "" when nobody said."""
    if not facts.saturation:
        return ""
    when = f" au {day(facts.saturation_on)}" if facts.saturation_on else ", sans date"
    note = f"{NBSP}: {facts.saturation_note}" if facts.saturation_note else ""
    return f"{SATURATION.get(facts.saturation, facts.saturation).capitalize()}{when}{note}"


def freshness_note(date: str, today: datetime.date) -> tuple[str, str]:
    """(how fresh, the sentence); an empty sentence for what is fresh."""
    known = freshness(date, today)
    said = {
        "fresh": "",
        "check": f"Mis à jour le {day(date)}{NBSP}: il y a plus de six mois, à vérifier.",
        "old": f"Mis à jour le {day(date)}{NBSP}: il y a plus de deux ans. Appelez avant d’envoyer quelqu’un.",
        "unknown": f"Date de mise à jour inconnue{NBSP}: à vérifier.",
    }
    return known, said[known]


def spaced_phone(phone: str) -> str:
    """A French number in pairs of digits, kept on one line."""
    digits = re.sub(r"\D", "", phone)
    if len(digits) == 10 and digits.startswith("0"):
        return NBSP.join(digits[at : at + 2] for at in range(0, 10, 2))
    return phone.replace(" ", NNBSP)
