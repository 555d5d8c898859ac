"""French around a replacement: the article or elision before a highlight gives way to what the new words need."""

import re

ELIDED = re.compile(r"(?<!\w)(d|qu|jusqu|lorsqu|puisqu)['’]$", re.IGNORECASE)
ARTICLE = re.compile(
    r"(?<![\w'’])(?:(au|du|de la|le|la|les|de|depuis le|avant le|après le|dès le|jusqu['’]au)[ \u00a0]|((?:de |à )?l['’]))$",
    re.I,
)
VOWEL = re.compile(r"[aeiouyhâàéèêëîïôöùûü]", re.IGNORECASE)
# How a season is said after a preposition that stays.
SEASON = {"au printemps": "le printemps", "à l’été": "l’été", "à l’automne": "l’automne", "pendant l’hiver": "l’hiver"}
OF_SEASON = {
    "au printemps": "du printemps",
    "à l’été": "de l’été",
    "à l’automne": "de l’automne",
    "pendant l’hiver": "de l’hiver",
}
REACH = 14  # characters read before a highlight


def fitted(text: str, start: int, end: int, kind: str, replacement: str) -> tuple[int, int, str]:
    """The edit that puts `replacement` in place of `text[start:end]`, with the small words before it made to agree."""
    before = text[max(0, start - REACH) : start]
    if kind == "person":
        elided = ELIDED.search(before)
        if elided and replacement and not VOWEL.match(replacement):
            return start - len(elided[0]), end, elided[1] + "e " + replacement
        return start, end, replacement
    match = ARTICLE.search(before)
    if match is None:
        return start, end, replacement
    word = re.sub(r"\s", " ", (match[1] or match[2]).lower().replace("'", "’"))
    new = _dated(word, replacement) if kind in ("exact_date", "birth_date") else _placed(word, replacement)
    if new is None:
        return start, end, replacement
    capital = match[0][0].isupper()
    return start - len(match[0]), end, new[0].upper() + new[1:] if capital else new


def _dated(word: str, replacement: str) -> str | None:
    season = next((one for one in SEASON if replacement.startswith(one)), None)
    if word == "le":
        return replacement
    if season is None or word in ("la", "les", "l’", "de la", "de l’", "à l’", "au", "de"):
        return None
    rest = replacement[len(season) :]
    if word == "du":
        return OF_SEASON[season] + rest
    if word == "jusqu’au":
        return f"jusqu’{replacement}" if season != "pendant l’hiver" else f"jusqu’à l’hiver{rest}"
    return f"{word[: -len('le')]}{SEASON[season]}{rest}"


def _placed(word: str, replacement: str) -> str | None:
    if not replacement.startswith(("un ", "une ")):
        return None
    if word in ("au", "à l’"):
        return f"dans {replacement}"
    if word in ("du", "de la", "de l’", "de"):
        return f"d’{replacement}"
    return replacement if word in ("le", "la", "les", "l’") else None
