"""The date that a text or the name of its file gives: no date rather than a wrong one."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.french.folding import unaccented

HEAD_CHARACTERS = 1_500  # where the date of a text stands, when it does not close it
TAIL_CHARACTERS = 400  # where it is signed
SHORT_LINE = 70  # characters; a line this short that holds a date is there to give it
BEFORE, AFTER = 60, 25  # characters around a date that say what it is the date of
OLDEST = 1900

_MONTH_NAMES = (
    *("janvier janv january jan", "fevrier fevr fev february feb", "mars march mar", "avril avr april apr", "mai may"),
    *("juin june jun", "juillet juil july jul", "aout august aug", "septembre sept september sep"),
    *("octobre oct october", "novembre nov november", "decembre dec december"),
)
_IDENTIFIER = re.compile(r"[A-Z]{2,4}-\d{4}-\d{3,}\b")
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_MONTH = f"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\\b\\.?"
_YEAR = r"(?P<year>(?:19|20)\d{2})(?!\d)"
_DAY = r"(?<![\d.,/-])(?P<day>\d{1,2})"
_SEP = r"\s?[/.-]\s?"
# A day in full, the surest first. Days that a « du 5 au 9 » opens stand for the first.
_FULL = (
    re.compile(
        rf"{_DAY}(?:er|st|nd|rd|th)?(?:\s?(?:au|et|-|–|/|a)\s?\d{{1,2}}(?:er)?)?\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}"
    ),
    re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?,\s+{_YEAR}"),
    re.compile(rf"(?<![\d.-]){_YEAR}(?P<sign>[/.-])(?P<month>\d{{2}})(?P=sign)(?P<day>\d{{2}})(?!\d)"),
    re.compile(rf"{_DAY}{_SEP}(?P<month>\d{{1,2}}){_SEP}{_YEAR}"),
)
_SHORT = re.compile(
    r"(?<![\d.,/-])(?<!\d )(?P<day>\d{1,2})(?P<sign>[/.-])(?P<month>\d{2})(?P=sign)(?P<year>\d{2})(?![\d/]|[. -]\d)"
)
_FROM_MONTH = re.compile(rf"{_DAY}(?:er)?\s+{_MONTH}\s+(?:au|-|–)\s+\d{{1,2}}(?:er)?\s+[a-z]+\.?\s+{_YEAR}")
_MONTH_YEAR = re.compile(rf"(?<!\d )(?<!\d\d )(?<!er )\b{_MONTH}\s+{_YEAR}")
_SCHOOL_YEAR = re.compile(rf"\b(?:annee|saison|exercice|periode)s?\s+(?:\w+\s+)?{_YEAR}\s?[-–/]\s?(?:20)?\d{{2}}\b")
_OF_A_YEAR = re.compile(
    r"\b(?:rapport|bilan|compte[- ]rendu|synthese|etude|enquete|plan|programme|activites?|annee|exercice|edition"
    r"|rencontres?|colloque|assises|journees?|seminaire|ateliers?|forum|guide|campagne|barometre|observatoire|projet|restitution)s?\b"
    rf"[^.\n]{{0,50}}?(?<![\d-]){_YEAR}(?:\s?[-–/]\s?(?:20)?\d{{2}}\b)?"
)
_SIGNED = re.compile(rf"\b(?:fait\s+a|paris,|le)\s+[^.\n]{{0,30}}?{_DAY}(?:er)?\s+{_MONTH}\s+{_YEAR}")
# What a date is the date of, when it is not that of the text. Looked for before it in its line, and just after it.
_OF_ELSE = re.compile(
    r"\b(?:nee?s?\b|naiss|ddn\b|d\.d\.n|born|birth|deces|decede|mort[e]?\s+le"
    r"|valable|valid|jusqu|expir|echeance|avant\s+le|limite|au\s+plus\s+tard|a\s+rendre|rendre\s+(?:pour|avant)|peremption"
    r"|prochaine?s?\b|rendez[- ]vous|rdv\b|inscription|cloture|a\s+compter|a\s+partir|reviser|prevue?\b"
    r"|loi\b|lois\b|decret|arrete\b|ordonnance|circulaire|directive|reglement|code\b|article|art\.|\bjo\b|journal\s+officiel"
    r"|vu\s+l|jugement|arret\b|convention\s+du|accord\s+du|en\s+vigueur"
    r"|tel\b|tel\.|telephone|fax|portable|mobile|siret|siren|dossier\s+n"
    r"|imprime|edite\s+le|tire\s+le|genere|telecharge|consulte|printed|accessed|copyright|©"
    r"|entree?\s+(?:le|en|dans)|date\s+d.entree|date\s+de\s+sortie|admis|admission|incarcer|libere|ecrou|mariage|depuis)"
)
_TO_COME = re.compile(r"\bprochaine?s?\b|\bprevue?s?\b|\ba\s+venir\b")
_THEN_OF_ELSE = re.compile(
    r"[\s,(:-]*(?:date\s+de\s+naiss|naissance|jour\s+de\s+sa\s+naiss|date\s+limite|dernier\s+delai)"
)
_OF_THIS = re.compile(
    r"\b(?:rencontre|reunion|entretien|redaction|redige|seance|atelier|compte[- ]rendu|visite|date\s*:)"
)
_NAME_DATES = (
    re.compile(
        rf"(?<!\d){_YEAR[:-6]}(?P<sign>[-_. ]?)(?P<month>0[1-9]|1[0-2])(?P=sign)(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
    ),
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})[-_. ](?P<month>\d{{1,2}})[-_. ]{_YEAR}"),
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})(?:er)?[-_. ]?{_MONTH}[-_. ]?{_YEAR}"),
)
_NAME_MONTHS = (
    re.compile(rf"(?<!\d){_YEAR[:-6]}[-_. ](?P<month>0[1-9]|1[0-2])(?![-_.]?\d)"),
    re.compile(rf"(?<![^\W\d_]){_MONTH}[-_. ]?{_YEAR}"),
)
_NAME_YEAR = re.compile(rf"(?<!\d){_YEAR}")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date, « 2019-06-18 », « 2019-06 » or « 2019 », and the words that give it."""

    date: str
    words: str


def proposed_date(text: str, declared: str = "", name: str = "", today: datetime.date | None = None) -> Dated | None:
    """The date of a text: on a line of its head, in its file's name, where it is signed, as its file declares it.

    None when all that stands there is the date of something else, or of a day to come.
    """
    now = today or datetime.date.today()
    head = unaccented(text[:HEAD_CHARACTERS]).lower()
    lines = [line.strip() for line in head.split("\n") if line.strip()]
    short = [(line, before) for before, line in zip(["", *lines], lines, strict=False) if len(line) <= SHORT_LINE]
    tail = unaccented(text[-TAIL_CHARACTERS:]).lower()
    # An identifier of ours holds the year in which it was given, not that of what is told.
    named = "" if _IDENTIFIER.match(name) else unaccented(name).lower()
    signed = list(_found((_SIGNED,), tail, now)) if "fait a" in tail else []
    choices = (
        _of_lines(short, (_FROM_MONTH, *_FULL, _SHORT), now),
        _found(_NAME_DATES, named.replace("_", " "), now),
        _of_lines(short, (_MONTH_YEAR,), now),
        reversed(signed),
        iter([Dated(declared, "")] if declared and declared <= now.isoformat() else []),
        _found(_NAME_MONTHS, named.replace("_", " "), now),
        _of_lines(short, (_SCHOOL_YEAR, _OF_A_YEAR), now),
        _found((_NAME_YEAR,), re.sub(r"[-_]", " ", named), now),
        (found for line in lines if len(line) > SHORT_LINE for found in _found(_FULL, line, now)),
    )
    return next((found for each in choices for found in each), None)


def _of_lines(
    lines: list[tuple[str, str]], patterns: tuple[re.Pattern[str], ...], now: datetime.date
) -> Iterator[Dated]:
    """The dates that short lines give; a label on the line above speaks of a line that is a date alone."""
    for line, above in lines:
        alone = len(re.sub(r"[\d\W_]+", "", line)) <= len("septembre") + 8
        if alone and _OF_ELSE.search(above) and len(above) <= SHORT_LINE and not _OF_THIS.search(line):
            continue
        yield from _found(patterns, line, now)


def _found(patterns: tuple[re.Pattern[str], ...], text: str, now: datetime.date) -> Iterator[Dated]:
    for pattern in patterns:
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - BEFORE) : match.start()].rsplit("\n", 1)[-1]
            before = re.split(r"[;•|]|\.\s(?=[a-z])", before)[-1]
            after = text[match.end() : match.end() + AFTER].split("\n", 1)[0]
            of_else = _OF_ELSE.search(before + " ")
            if of_else and (not _OF_THIS.search(before, of_else.end()) or _TO_COME.search(before)):
                continue
            if _THEN_OF_ELSE.match(after):
                continue
            if re.match(r"[.\s]?\d{2}[.\s]\d{2}", after) or re.search(r"\d{2}[.\s]\d{2}[.\s]$", before):
                continue  # a telephone number
            date = _date(match.groupdict(), now)
            if date:
                yield Dated(date, text[max(0, match.start() - 20) : match.end()].split("\n")[-1].strip())


def _date(parts: dict[str, str | None], now: datetime.date) -> str:
    """The date of a match, "" for one that no calendar has, that is to come, or older than any text of this field."""
    year = int(parts["year"] or 0)
    if year < 100:
        year += 2000 if 2000 + year <= now.year else 1900
    said, day = parts.get("month"), int(parts.get("day") or 0)
    month = (_MONTHS.get(said) or int(said)) if said else 0
    if month > 12 >= day > 0:
        month, day = day, month  # the American order
    try:
        found = datetime.date(year, month or 1, day or 1)
    except ValueError:
        return ""
    if found > now or year < OLDEST:
        return ""
    return found.isoformat()[: 10 if day else 7 if month else 4]
