"""Rare combinations: an age, a small place and an event in one sentence say who, even without a name."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from kb.protection.lexicon import Lexicon
from kb.protection.spans import Found
from kb.protection.tokens import Token

SENTENCE = re.compile(r"[^.!?…\n]{1,600}[.!?…\n]?")
AGE = re.compile(
    r"\b(?:âgée?s?\sde\s)?\d{1,2}\sans\b|\b(?:à|de|a)\s(?:seize|quinze|quatorze|treize|douze|dix-sept|dix-huit|dix)\sans\b",
    re.I,
)
EVENT = re.compile(
    r"\b(?:fusillades?|incendies?|meurtres?|assassin\w{0,8}|poignard\w{1,6}|suicid\w{1,4}|pend(?:u|ue|aison)|noy(?:é|ée|ade)"
    r"|défenestr\w{1,8}|accidents? (?:mortel|de scooter|de moto|de voiture|de la route)|viols?|violée?|agress\w{2,6} (?:à|au|sexuel)\w*"
    r"|mise? en examen|incarcérée?|procès|faits? divers|journal|presse|émeutes?|homicide|overdose mortelle|mort(?:e|s)?|décès|décédée?"
    r"|tuée?|triplée?s|jumeaux|jumelles|explosion|braquage|enlèvement|séquestr\w{1,6}|prise d[’']otages?|infanticide)\b",
    re.IGNORECASE,
)
SMALL = re.compile(
    r"\b(?:seule?|unique)\s(?:\w+\s){0,2}(?:de|du|dans|à)\s|\b(?:petit[e]?\s(?:commune|ville|village|hameau)|village|hameau|bourg)\b",
    re.I,
)
ONLY = re.compile(
    r"\b(?:le|la|les|l[’'])\s?(?:deux\s|trois\s)?(?:seule?s?|uniques?)\s(?:[\w’'\-]{2,20}\s){1,4}(?:du|de\sla|de\sl[’']|de|dans\sle|dans\sla|à)\s?"
    r"(?:petite?\s)?(?:village|commune|quartier|cité|rue|immeuble|collège|lycée|foyer|service|ville|hameau|île|vallée|canton|classe|école|bourg)\b",
    re.IGNORECASE,
)
FAMILY = re.compile(
    r"\b(?:(?:six|sept|huit|neuf|dix|onze|douze|[6-9]|1[0-4])\s(?:enfants|frères et sœurs|frères|sœurs)"
    r"|(?:mère|père|parent)s?\sde\s(?:triplé|quadruplé|jumeaux|jumelles)\w*)\b",
    re.IGNORECASE,
)


def rare(text: str, found: Sequence[Found], tokens: Sequence[Token], words: Lexicon) -> Iterator[Found]:
    """The event's words, in sentences that also tell an age and a small place; and unusual families with a place."""
    spots = sorted(
        [one.start for one in found if one.kind in ("address", "establishment", "none")]
        + [one.start for one in tokens if one.capital and one.key in words.places]
    )
    for sentence in SENTENCE.finditer(text):
        start, end = sentence.span()
        first = bisect_left(spots, start)
        placed = (first < len(spots) and spots[first] < end) or SMALL.search(text, start, end)
        only = ONLY.search(text, start, end)
        if only:
            yield Found(*only.span(), "rare", "il n’y en a qu’un à cet endroit, et chacun sait qui")
        if not placed:
            continue
        age, event = AGE.search(text, start, end), EVENT.search(text, start, end)
        if age and event:
            yield Found(*event.span(), "rare", "un âge, un lieu et cet événement ensemble désignent quelqu’un")
        family = FAMILY.search(text, start, end)
        if family and (age or event):
            yield Found(*family.span(), "rare", "une famille peu courante, dans un lieu dit, se reconnaît")
