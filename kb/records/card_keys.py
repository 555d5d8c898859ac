"""What people write in a card, in French or in English, and the field of a record that each key stands for."""

import datetime
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from ingest.cards.words import RESTRICTING, folded, near
from kb.records.catalogue import every_field
from kb.records.kinds import KINDS, Record, card_fields, text_fields

# Keys of the file, not of the record.
OF_THE_FILE = frozenset({"status", "source_type", "attachments"})
# What else people call what is no field of a form, nor of a record.
_SAID: Mapping[str, str] = {
    "kind": "genre|nature|sorte|type de fiche|genre de fiche|kind of record",
    "id": "identifiant|reference|ref|numero|identifier",
    "links": "liens|lien|link|voir aussi",
    "source_type": "source type|type de source",
    "attachments": "pieces jointes|piece jointe",
}
# Keys that other programs write and that restrict nothing: left aside, without keeping the file back for them.
_OF_PROGRAMS = """layout|slug|permalink|url|aliases|alias|cssclass|cssclasses|css|template|weight|toc|created|modified
    |updated|lastmod|uuid|uid|version|image|cover|thumbnail|comments|categories|category|menu|order|banner|subtitle
    |sous titre|editor|editeur|generator|date created|date modified|created at|updated at|creation date|creation
    |modification|mise a jour|source|sources|year|annee|pages|mime|format|encoding|series|serie|chapter|chapitre
    |position|rank|modele|documentclass|output|bibliography|csl|fontsize|geometry|numbersections"""
_HARMLESS = frozenset(folded(key) for key in _OF_PROGRAMS.split("|"))
_OUTCOMES = {
    **dict.fromkeys(("succes", "reussite", "reussi", "positif", "positive"), "success"),
    **dict.fromkeys(("mitige", "mitigee", "partiel", "partielle", "contraste", "mixte", "nuance"), "mixed"),
    **dict.fromkeys(("echec", "rate", "negatif", "negative"), "failure"),
    **dict.fromkeys(("en cours", "suivi en cours"), "ongoing"),
}
_YES = frozenset({"oui", "vrai", "yes", "true", "1"})
_NO = frozenset({"non", "faux", "no", "false", "0"})


@cache
def _names() -> Mapping[str, str]:
    """Folded key → field: names, French labels, and what else people say."""
    names: dict[str, str] = {}
    for model in KINDS.values():
        for name, label in (*card_fields(model), *text_fields(model)):
            names.setdefault(folded(label), name)
    for model in KINDS.values():
        names.update({folded(name): name for name in model.model_fields})
    said = {name: field.said for name, field in every_field().items() if field.said}
    for name, words in {**said, **_SAID}.items():
        names.update({folded(one): name for one in (name, *words.split("|"))})
    return names


def field_name(key: str, model: type[Record]) -> str:
    """The field that a key stands for in a record of this kind, "" for one that is not known."""
    name = _names().get(folded(key), "")
    # « type » is that of the kind that the file is of.
    of_another = name not in model.model_fields and name in {one.subtype for one in KINDS.values()} - {""}
    return model.subtype if of_another and model.subtype else name


def is_harmless(key: str) -> bool:
    """Whether a key that is no field comes from another program and can restrict nothing."""
    return folded(key) in _HARMLESS


def nearest_key(key: str) -> str:
    """The key, as it should be written, that an unknown one may be a misspelling of; "" for none."""
    found = near(folded(key), [*_names(), *RESTRICTING])
    return _names().get(found) or RESTRICTING.get(found) or ""


def kind_named(value: Any) -> str:
    """The code of a kind that a card names in French or in English, "" when it is none."""
    text = folded(str(value))
    return next((code for code, model in KINDS.items() if text in model.said.split("|")), "")


def plain_value(name: str, value: Any) -> Any:
    """A value in French as the record takes it: « oui » is true, « échec » is failure."""
    field = every_field().get(name)
    if field is not None and field.sort == "flag" and isinstance(value, str | int):
        text = folded(str(value))
        return True if text in _YES else False if text in _NO else value
    if name == "outcome" and isinstance(value, str):
        return _OUTCOMES.get(folded(value), value)
    return value


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *(
                "janvier janv january jan",
                "fevrier fevr fev february feb",
                "mars mar march",
                "avril avr april apr",
                "mai may",
            ),
            *("juin june jun", "juillet juil july jul", "aout august aug", "septembre sept september sep"),
            *("octobre oct october", "novembre nov november", "decembre dec december"),
        ),
        1,
    )
    for name in names.split()
}
_FIGURES = re.compile(r"^(\d{1,2}) (\d{1,2}) (\d{4}|\d{2})$")
_ISO = re.compile(r"^(\d{4})(?: (\d{1,2})(?: (\d{1,2}))?)?$")
_TIME = re.compile(r"(?<=\d)[ T]\d{1,2}[:h]\d{2}.*$")
_MONTH_FIRST = re.compile(r"^(\d{1,2}) (\d{4})$")
_DAYS = re.compile(r"^(?:le |lundi |mardi |mercredi |jeudi |vendredi |samedi |dimanche |en |du |annee )+")
_WRITTEN = re.compile(r"^(?:(\d{1,2})(?:er)? )?([a-z]+) (\d{4})$")


def plain_date(value: Any) -> str:
    """A date as ISO 8601, to the day, the month or the year that was given; "" when it is not understood."""
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()[:10]
    if not isinstance(value, str | int):
        return ""
    text = _DAYS.sub("", folded(_TIME.sub("", str(value).strip())))
    if match := _FIGURES.match(text):
        return _date(match[3], match[2], match[1])
    if match := _ISO.match(text):
        return _date(*match.groups())
    if match := _MONTH_FIRST.match(text):
        return _date(match[2], match[1], None)
    if (match := _WRITTEN.match(text)) and match[2] in _MONTHS:
        return _date(match[3], str(_MONTHS[match[2]]), match[1])
    return ""


def _date(year: str, month: str | None = None, day: str | None = None) -> str:
    if len(year) == 2:
        year = f"20{year}" if 2000 + int(year) <= datetime.date.today().year else f"19{year}"
    try:
        found = datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    iso = found.isoformat()
    return iso if day else iso[:7] if month else iso[:4]


def unread_date(label: str, typed: str) -> str:
    """What to say of a date that nobody can read; "" for one that stands, and for none."""
    if not typed.strip() or plain_date(typed):
        return ""
    return f"{label} « {typed} » : écrivez un jour, un mois ou une année (17 mai 2024, mai 2024, 2024)."
