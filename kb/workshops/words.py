"""What somebody writes in a sitting, checked: an association, a card, a lead. Nothing is cut short, nothing is lost."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from pydantic import Field, ValidationError

from kb.errors import KbError
from kb.workshops.plan import Line, Lines, Plain

# Characters of one contribution: ten thousand pasted are a text, not a card.
LONGEST: Final = 1_000
# A key that a telephone made for what it sends: long enough that nobody has the same.
SHORTEST_KEY, LONGEST_KEY = 16, 64
TOO_LONG: Final = (
    "Ce texte a {length} signes, {longest} au plus. Rien n’est perdu : raccourcissez-le, ou partagez-le en plusieurs."
)

ContributionSort = Literal["association", "card", "lead"]
SORTS: Final = ("association", "card", "lead")
SORT_LABELS: Final[Mapping[str, str]] = {"association": "Association", "card": "Carte", "lead": "Piste de travail"}


class ContributionRefused(KbError):
    """What was sent cannot be kept as it is; the message says what to do. What was typed stays on the telephone."""


class Association(Plain):
    """Words of a narrative, and what they call up; `link` is another narrative of the sitting."""

    record: str = Field(max_length=40)
    revision: int = Field(0, ge=0, le=2**31)
    start: int = Field(0, ge=0, le=2**31)
    end: int = Field(0, ge=0, le=2**31)
    quote: Lines = Field("", max_length=600)
    text: Lines = Field("", max_length=LONGEST)
    link: str = Field("", max_length=40)


class Card(Plain):
    """A finding, or a need."""

    nature: Literal["finding", "need"] = "finding"
    text: Lines = Field(min_length=1, max_length=LONGEST)


class LeadCard(Plain):
    """Something to be done for an axis (a heap): by whom (a role or a structure), for when."""

    axis: str = Field("", max_length=40)
    text: Lines = Field(min_length=1, max_length=LONGEST)
    owner: Line = Field("", max_length=120)
    due: str = Field("", max_length=10)


MODELS: Final[Mapping[str, type[Plain]]] = {"association": Association, "card": Card, "lead": LeadCard}
NATURES: Final[Mapping[str, str]] = {"finding": "constat", "need": "besoin"}


def checked(sort: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The contribution as it is kept. Raises ContributionRefused."""
    if sort not in MODELS:
        raise ContributionRefused("Cette contribution n’est pas de celles que l’on écrit ici.")
    text = str(given.get("text") or "")
    if len(text) > LONGEST:
        raise ContributionRefused(TOO_LONG.format(length=len(text), longest=LONGEST))
    try:
        body = MODELS[sort].model_validate({**given, "text": text.strip()}).model_dump()
    except ValidationError as error:
        raise ContributionRefused("Il manque le texte, ou une partie ne se lit pas. Rien n’est perdu.") from error
    if sort == "association" and not (body["text"] or body["link"]):
        raise ContributionRefused("Dites ce que ces mots rappellent, ou choisissez un autre récit.")
    return body


def is_key(key: object) -> bool:
    """Whether this can be the key of something sent."""
    plain = isinstance(key, str) and key.isascii() and key.replace("-", "").isalnum()
    return plain and SHORTEST_KEY <= len(str(key)) <= LONGEST_KEY
