"""Dates that say a day: of birth, or of what is told."""

import re
from collections.abc import Iterator

from kb.protection.spans import FoundSpan

_MONTHS = (
    r"(?:janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre"
    r"|janv\.?|févr?\.?|fevr?\.?|avr\.?|juil\.?|sept\.?|oct\.?|nov\.?|déc\.?|dec\.?)"
)
_WEEKDAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:lun|mar|mer|jeu|ven|sam|dim)\.?)\s{1,2})?"
_SPOKEN = (
    r"(?:premier|deux|trois|quatre|cinq|six|sept|huit|neuf|dix(?:-sept|-huit|-neuf)?|onze|douze|treize|quatorze|quinze|seize"
    r"|vingt(?:[- ](?:et[- ]un|deux|trois|quatre|cinq|six|sept|huit|neuf))?|trente(?:[- ]et[- ]un)?)"
)
_UNIT = r"(?:un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante|soixante)"
_SPOKEN_YEAR = (
    rf"(?:\s(?:deux[- ]mille?|mil(?:le)?[- ]neuf[- ]cents?|dix-neuf[- ]cents?)(?:[- ](?:et[- ])?{_UNIT}){{0,6}})?"
)
_YEAR = r"(?:\s{1,2}(?:19|20)\d{2}|\s{1,2}\d{2}(?!\s?[\dh€%:]))?(?!\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
WRITTEN = re.compile(
    rf"(?<![\w/])(?:{_WEEKDAY}(?:{_DAY}(?:er)?\s{{1,2}}(?:au|et|ou)\s{{1,2}}(?:le\s)?)?{_WEEKDAY}{_DAY}(?:er|\sème|e)?\s{{0,2}}{_MONTHS}{_YEAR}"
    rf"|{_WEEKDAY}{_SPOKEN}\s{{1,2}}{_MONTHS}{_SPOKEN_YEAR}{_YEAR})(?![\w-])",
    re.IGNORECASE,
)
NUMERIC = re.compile(
    rf"(?<![\w/.,\-])(?:{_DAY}\s?([/.\-])\s?(?:0?[1-9]|1[0-2])\s?\1\s?(?:(?:19|20)\d{{2}}|\d{{2}})"
    rf"|{_DAY}\s(?:du\s)?(?:0?[1-9]|1[0-2])\s(?:du\s)?(?:19|20)\d{{2}}"
    rf"|(?:19|20)\d{{2}}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?!\d|[/.\-]\d)"
)
SHORT = re.compile(
    rf"(?:\b(?:le|du|au|dès|depuis|jusqu['’]au|pour|vers le|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:lun|mar|mer|jeu|ven|sam|dim)\.?|(?:rdv|date)\s?:?)\s{{1,2}})"
    rf"({_DAY}\s?/\s?(?:0?[1-9]|1[0-2]))(?![\d/%]|\s?(?:mg|g|ml|ans|h)\b)",
    re.IGNORECASE,
)
# A weekday with its number: « le samedi 14 ».
NUMBERED = re.compile(
    rf"\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s{{1,2}}{_DAY}(?![\d/.:,]\d|\s?(?:h\b|heures|min|{_MONTHS})|\w)",
    re.IGNORECASE,
)
BIRTH = re.compile(
    r"(?:\b(?:né(?:\(e\)|[·.]e|e)?s?|nee?s?(?=\s(?:le|en|a)\s))(?!\w)[^\d\n]{0,40}$|\b(?:il|elle|jum\w{2,6}|enfants?|fils|fille|aînée?s?|cadet\w{0,3}|petite?s?)\s(?:est|sont)\sdu\s$|\bnaissances?\b[^\d\n]{0,30}$|\bnaiss\.?[^\d\n]{0,12}$|\bd\.?d\.?n\.?[^\d\n]{0,8}$"
    r"|\b(?:papiers?|passeport|récépissé|acte de naissance|extrait de naissance|état[- ]civil|carte d['’]identité|titre de séjour|cni)\b[^\d\n.;]{0,30}$"
    r"|\b(?:date|jour|lieu et date)\sde\snais\w{0,6}[^\d\n]{0,12}$"
    r"|\banniversaire\b[^\d\n]{0,25}$|\b(?:naquit|vu le jour|naître|nais|naît)\b[^\d\n]{0,20}$|(?:^|[\s(])°\s?$)",
    re.IGNORECASE,
)
# What may stand between two dates of birth of one sentence: « le 7-8-2006 ou le 8-7-2006 », « l’autre le … ».
ANOTHER = re.compile(
    r"[\s,;]*(?:ou|et|puis|/)?\s*(?:(?:l['’]autre|le second|la seconde|le cadet|la cadette|le deuxième|la deuxième"
    r"|(?:son|sa|le|la) (?:frère|sœur|soeur|jumeau|jumelle|fils|fille|mari|femme|mère|père))\s*,?\s*)?(?:du|le|au)?\s*",
    re.IGNORECASE,
)
# What tells a date of birth after it: « 08/11/1976, 45 ans », « (17 ans) ».
AGED = re.compile(
    r"[ \u00a0]?[,(–-][ \u00a0]?(?:âgée? de )?\d{1,2}[ \u00a0]ans\b(?! après| avant| plus| de (?:prison|peine))",
    re.IGNORECASE,
)
# Holidays without a year: everybody's days.
HOLIDAY = re.compile(
    r"(?:1er|premier)[ \u00a0](?:mai|janvier|novembre)|8[ \u00a0]mai|huit mai|14[ \u00a0]juillet|quatorze juillet|15[ \u00a0]août|11[ \u00a0]novembre|onze novembre"
    r"|2[45][ \u00a0]décembre|31[ \u00a0]décembre|8[ \u00a0]mars",
    re.IGNORECASE,
)
# Days that belong to everybody: names of streets, texts of law.
COMMON = re.compile(
    r"(?:\b(?:rue|place|avenue|boulevard|square|quai|pont|cité|station|métro|collège|lycée|école|gymnase|impasse|allée)\s(?:du|de la)"
    r"(?:\s\w{1,12}(?:\sdu)?)?|\b(?:lois?|décrets?|circulaires?|directives?|attentats?)(?:\s[\w\-°]{1,16}){0,3}\s(?:du|des|et))\s$",
    re.IGNORECASE,
)

REACH = 60  # characters read before a date for what it is the date of


def dates(text: str) -> Iterator[FoundSpan]:
    """Dates of a day in `text`: `birth_date` where it is said to be one, else `exact_date`."""
    matches = [(m.start(), m.end()) for pattern in (WRITTEN, NUMERIC, NUMBERED) for m in pattern.finditer(text)]
    matches += [m.span(1) for m in SHORT.finditer(text)]
    birth_end = -1
    covered = -1
    for start, end in sorted(set(matches), key=lambda span: (span[0], -span[1])):
        if start < covered:
            continue
        before = text[max(0, start - REACH) : start]
        another = 0 <= birth_end <= start and ANOTHER.fullmatch(text[birth_end : min(start, birth_end + REACH)])
        full = re.search(r"\d{4}$|\d[/.\-]\d{2}$", text[start:end])
        if BIRTH.search(before) or (full and AGED.match(text, end)) or (another and start - birth_end < REACH):
            birth_end = covered = end
            yield FoundSpan(start, end, "birth_date", "c’est une date de naissance")
        elif not COMMON.search(before) and not HOLIDAY.fullmatch(text, start, end):
            covered = end
            yield FoundSpan(start, end, "exact_date", "un jour précis peut faire reconnaître ce qui s’est passé")
