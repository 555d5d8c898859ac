"""French typography, dates and numbers, for pages and for paper."""

import re
from collections.abc import Sequence
from datetime import date, datetime

# Inside quotation marks the narrow one, two pixels wide on a screen, reads as none.
NBSP = "\u00a0"  # before a colon, between a number and its unit, inside quotation marks
NNBSP = "\u202f"  # before ; ! ? and inside numbers
BULLET = re.compile(r"^[•‣▪◦·–-]\s+")  # of an item of a list: no word of the sentence that is quoted
INNER_START, INNER_END = re.compile(r"«[\s\u00a0\u202f]*"), re.compile(r"[\s\u00a0\u202f]*»")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def count(number: int, singular: str, plural: str = "") -> str:
    """« 1 fiche », « 12 fiches », « 1 200 fiches »: French counts zero and one as singular."""
    word = singular if abs(number) < 2 else plural or singular.removesuffix("s") + "s"
    return f"{thousands(number)}{NBSP}{word}"


def thousands(number: int) -> str:
    """`number` with narrow no-break spaces between thousands."""
    return f"{number:,}".replace(",", NNBSP)


def listing(words: Sequence[str], last: str = " et ") -> str:
    """« a, b et c »."""
    return ", ".join(words[:-1]) + last + words[-1] if len(words) > 1 else "".join(words)


def in_quotes(text: str) -> str:
    """`text` between French quotation marks; one that already has them is left as it is."""
    text = BULLET.sub("", text.strip())
    if text.startswith("«") and text.endswith("»") and text.count("«") == 1:
        return text
    # A sentence cut out of what somebody said keeps one of the two marks.
    if text.startswith("«") and "»" not in text:
        text = text[1:].lstrip()
    elif text.endswith("»") and "«" not in text:
        text = text[:-1].rstrip()
    return f"«{NBSP}{within_quotes(text)}{NBSP}»"


def within_quotes(text: str) -> str:
    """`text` as it stands inside quotation marks: those it has become “ ”, as French sets a quote within a quote."""
    return INNER_END.sub("”", INNER_START.sub("“", text))


def day(iso: str) -> str:
    """« 1er juin 2024 » from 2024-06-01, « juin 2024 » from 2024-06, anything else unchanged."""
    parts = iso[:10].split("-")
    try:
        if len(parts) == 3:
            on = date.fromisoformat(iso[:10])
            number = "1er" if on.day == 1 else str(on.day)
            return f"{number}{NBSP}{MONTHS[on.month - 1]}{NBSP}{on.year}"
        if len(parts) == 2:
            return f"{MONTHS[int(parts[1]) - 1]}{NBSP}{parts[0]}"
    except (ValueError, IndexError):
        return iso
    return iso


def moment(iso: str) -> str:
    """« 23 novembre 2026, 5 h 40 » from 2026-11-23T05:40; a day alone without an hour, anything else unchanged."""
    try:
        at = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day(iso)}, {at.hour}{NBSP}h{NBSP}{at.minute:02}" if "T" in iso else day(iso)


def since(iso: str, today: date) -> str:
    """« aujourd’hui », « hier », « il y a 5 jours », else « le 18 juin 2024 »; empty when `iso` is no date."""
    try:
        days = (today - date.fromisoformat(iso[:10])).days
    except ValueError:
        return ""
    if days <= 0:
        return "aujourd’hui"
    if days == 1:
        return "hier"
    return f"il y a {days}{NBSP}jours" if days < 15 else f"le {day(iso)}"


def lower_first(text: str) -> str:
    """`text` with a small first letter, unless its first word is an acronym."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def weight(size: int) -> str:
    """« 340 ko », « 2,1 Mo »."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}{NBSP}ko"
    return f"{size / 1_000_000:.1f}".replace(".", ",") + f"{NBSP}Mo"
