"""Numbers, ranks and dates as French writes them in several ways, brought to one."""

import re

from kb.index.words.analysis import composed, fold

MONTHS = """
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
    """.split()  # noqa: SIM905
# Patterns of a unit (`kb.index.words.tokens`). A thousand is « 1 500 », « 1.500 » or 1500; three digits exactly follow.
SPACE = "[ \u00a0\u2007\u2009\u202f]"
THOUSANDS = rf"(?<![\w.,/-])\d{{1,3}}(?:(?:{SPACE}\d{{3}})+|(?:\.\d{{3}})+|(?:['’]\d{{3}})+)(?!\d)"
# « 12/03 » with a month of two digits (« 2/3 » is a share), or a date with its year, or a day and the name of a month.
_MONTH_NAMES = "janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre"
DATES = (
    r"(?<![\w./-])(?:[0-3]?\d/(?:0[1-9]|1[0-2])|[0-3]?\d[/.-](?:0?[1-9]|1[0-2])[/.-](?:\d{4}|\d{2})"
    r"|\d{4}-(?:0[1-9]|1[0-2])-[0-3]\d)(?![\w/]|[.-]\d)"
    rf"|(?<!\w)[0-3]?\d(?:er|ᵉʳ)?{SPACE}(?:{_MONTH_NAMES})(?!\w)"
)
DIGITS_OF_DATE = re.compile(r"\d+|[^\W\d_]+")
# An hour with its minutes: « 18 h 30 » is « 18h30 ».
HOURS = rf"(?<![\w.,/-])\d{{1,2}}{SPACE}?h{SPACE}?[0-5]\d(?!\w)"
RANK = re.compile(r"(\d{1,4}) ?(?:e|es|eme|emes|ieme|iemes|er|ers|ere|eres|re|res|nd|nds|nde|ndes)")
SPACED_RANK = rf"(?<!\w)\d{{1,3}}{SPACE}(?:e|[eè]me|i[eè]me)(?!\w)"
# Roman numerals up to 39: centuries, arrondissements, chapters. Longer ones are words oftener than numbers.
ROMAN = re.compile(r"(x{0,3})(ix|iv|v?i{0,3})")
ROMAN_RANK = re.compile(r"([ivx]+)(?:e|eme|ieme|er|ere|re)s?")
ONES = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
_TEENS = "dixieme onzieme douzieme treizieme quatorzieme quinzieme seizieme dix-septieme dix-huitieme dix-neuvieme"
_SAID = f"deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme {_TEENS} vingtieme"
SAID = {word: rank for rank, word in enumerate(_SAID.split(), 2)} | {"premier": 1, "premiere": 1}
HOUR = re.compile(r"(\d{1,2})h(\d{2})")
MIXED = re.compile(r"(\d+)([^\W\d].*)|([^\W\d]{2,})(\d+)")


def written_rank(written: str) -> int | None:
    """The rank that a word writes in figures (« 19ème », « XIXe »), or None."""
    folded = fold(written)
    if found := RANK.fullmatch(folded):
        return int(found[1])
    if not (found := ROMAN_RANK.fullmatch(folded)):
        return None
    # « vie » is a word, « VIe » and « xviiie » are none.
    numeral = composed(written)[: len(found[1])]
    sure = (numeral.isupper() and not written.isupper()) or (len(folded) > 3 and folded != "vies")
    return roman(found[1]) if sure else None


def said_rank(folded: str) -> int | None:
    """The rank that a folded word says (« dix-neuvieme »), or None."""
    return SAID.get(folded.removesuffix("s"))


def roman(folded: str) -> int | None:
    """The number that a Roman numeral in lower case says, up to 39, or None."""
    found = ROMAN.fullmatch(folded)
    return 10 * len(found[1]) + ONES[found[2]] or None if found else None


def parts_of(folded: str) -> tuple[str, ...]:
    """« 50m2 » is 50 and m2, « covid19 » covid and 19, « 18h30 » 18 and 30; () for a word that is one."""
    if found := HOUR.fullmatch(folded):
        return found[1], found[2]
    found = MIXED.fullmatch(folded)
    return tuple(part for part in found.groups() if part) if found else ()


def hour_parts(written: str) -> tuple[str, str, str]:
    """The hours and the minutes of an hour, and both as one word (« 18h30 »)."""
    hours, minutes = re.findall(r"\d+", written)
    return hours, minutes, f"{hours}h{minutes}"


def joined_thousands(written: str) -> str:
    """« 1 500 » without its spaces."""
    return "".join(re.findall(r"\d+", written))


def date_parts(written: str) -> tuple[str, ...] | None:
    """The day, the name of the month and the year (if it is said) of a date; None for what only looks like one."""
    said = DIGITS_OF_DATE.findall(fold(written))
    if "er" in said:
        said.remove("er")
    if len(said) == 3 and len(said[0]) == 4:
        said.reverse()
    day, month = int(said[0]), said[1]
    if not 1 <= day <= 31:
        return None
    name = MONTHS[int(month) - 1] if month.isdigit() else month
    year = ("20" + said[2] if len(said[2]) == 2 else said[2],) if len(said) == 3 else ()
    return (str(day), name, *year)
