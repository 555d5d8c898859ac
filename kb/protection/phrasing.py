"""French around a replacement: the article or elision before a highlight gives way to what the new words need."""

import re

ELIDED = re.compile(r"(?<!\w)(d|qu|jusqu|lorsqu|puisqu)['’]$", re.IGNORECASE)
ARTICLE = re.compile(
    r"(?<![\w'’])(?:(au|du|de la|le|la|les|de|depuis le|avant le|après le|dès le|jusqu['’]au)[ \u00a0]|((?:de |à )?l['’]))$",
    re.I,
)
UNELIDED = re.compile(r"(?<!\w)(de|que|jusque|lorsque|puisque) $", re.IGNORECASE)
SOUNDED = re.compile(r"[aeiouâàéèêëîïôöùûü]", re.IGNORECASE)  # begins with a vowel: « de » and « que » are elided
# A replacement that says who without naming: what stood before the name gives way to it.
DETERMINED = re.compile(
    r"(?:une?|le|la|les|des|mon|ma|notre|son|sa|ce|cet|cette|l[’']|quelqu[’'])(?:\s|(?<=[’'])|un)", re.IGNORECASE
)
CONTRACTED = {"de": {"le ": "du ", "les ": "des ", "des ": "de "}, "à": {"le ": "au ", "les ": "aux "}}
INSIDE = re.compile(r"(?:au|du|le|de)\s", re.IGNORECASE)
LIVES = re.compile(
    r"\b(?:habit\w{1,6}|demeur\w{1,6}|log\w{1,5}|vi(?:t|vait|vent|vant)|domicili\w{1,3}|héberg\w{1,4}|install\w{1,4}|réside?\w{0,4})\s$",
    re.IGNORECASE,
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
        return _named(before, start, end, replacement)
    if kind == "address" and (inside := INSIDE.match(text, start, end)):
        start += inside.end() - inside.start()
        before = text[max(0, start - REACH) : start]
    if kind == "address" and ARTICLE.search(before) is None and LIVES.search(before):
        return start, end, f"dans {replacement}"
    match = ARTICLE.search(before)
    if match is None:
        return start, end, replacement
    word = re.sub(r"\s", " ", (match[1] or match[2]).lower().replace("'", "’"))
    new = _dated(word, replacement) if kind in ("exact_date", "birth_date") else _placed(word, replacement)
    if new is None:
        return start, end, replacement
    capital = match[0][0].isupper()
    return start - len(match[0]), end, new[0].upper() + new[1:] if capital else new


def _named(before: str, start: int, end: int, replacement: str) -> tuple[int, int, str]:
    """A person's name replaced: « d’Amina » becomes « de Karim », « du docteur N. » « d’un médecin », « à le » « au »."""
    elided, described = ELIDED.search(before), DETERMINED.match(replacement)
    if described and (match := ARTICLE.search(before)):
        word = re.sub(r"\s", " ", (match[1] or match[2]).lower().replace("'", "’"))
        start -= len(match[0])
        link = "à " if word in ("au", "à l’") else "de " if word in ("du", "de la", "de l’", "de") else ""
        new = _joined(link, replacement)
        return start, end, new[0].upper() + new[1:] if match[0][0].isupper() else new
    if elided and replacement and not VOWEL.match(replacement):
        return start - len(elided[0]), end, _joined(elided[1] + "e ", replacement)
    short = UNELIDED.search(before)
    if short and SOUNDED.match(replacement):
        return start - len(short[0]), end, f"{short[1][:-1]}’{replacement}"
    if short and described:
        return start - len(short[0]), end, _joined(f"{short[1]} ", replacement)
    to = re.search(r"(?<!\w)(à) $", before, re.IGNORECASE)
    if to and described:
        return start - len(to[0]), end, _joined(f"{to[1]} ", replacement)
    opens = not before.strip() or before.rstrip()[-1:] in ".!?…"
    return start, end, replacement[:1].upper() + replacement[1:] if described and opens else replacement


def _joined(link: str, replacement: str) -> str:
    """A preposition and what follows, contracted: « de » and « le voisin » give « du voisin »."""
    word = link.strip().lower()
    for article, contracted in CONTRACTED.get(word, {}).items():
        if replacement.startswith(article):
            rest = replacement[len(article) :]
            return (contracted.capitalize() if link[:1].isupper() else contracted) + rest
    if word in ("de", "que", "jusque", "lorsque", "puisque") and SOUNDED.match(replacement):
        return f"{link.strip()[:-1]}’{replacement}"
    return link + replacement


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
