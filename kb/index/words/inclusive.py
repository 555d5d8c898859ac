"""Words written for both genders at once (« éducateur·rice·s », « usager(e)s »): the two that they stand for."""

import functools
import re

from kb.index.words.analysis import composed, fold

# Signs between a word and its feminine ending: middle dots of every kind.
DOTS = "·•‧∙⋅・"
# Feminine endings that are no word of their own: after a full stop, a hyphen or a slash they can be nothing else.
LONG = (
    "trices?|rices?|ices?|euses?|uses?|[eè]res?|i[eè]res?|ennes?|onnes?|esses?|sses?|ettes?|ines?|"
    "ales?|[eé]es?|nes?|fes?"
)
SHORT = f"{LONG}|e|es"
ANY = f"{SHORT}|elles?|lles?|les?|ttes?|tes?|ves?|ses?|res?"
# How a word goes on in its other gender; compiled into the pattern of a unit (`kb.index.words.tokens`).
CONTINUED = (
    rf"(?:[{DOTS}](?:{ANY}|s|x)(?![^\W_]))(?:[{DOTS}]?[sx](?![^\W_]))?"
    rf"|\.(?:{SHORT})(?:\.s)?(?![^\W_])"
    rf"|\((?:{ANY})\)(?:[sx](?![^\W_]))?"
    rf"|/(?:{LONG})(?![^\W_])"
)
WRITTEN = re.compile(
    rf"(?P<word>[^\W\d_]{{2,}}?)(?P<plural>[sx]?)"
    rf"(?:[{DOTS}](?P<dotted>{ANY}|s|x)|[.-](?P<plain>{SHORT})|\((?P<bracketed>{ANY})\)|/(?P<other>{LONG}))"
    rf"(?:[{DOTS}.-]?[sx])?",
    re.IGNORECASE,
)
# Endings of either gender that the stemmer keeps apart, the masculine one first: what a word in one gender ends with,
# and what it ends with in the other.
GENDERS = (("teur", "trice"), ("eur", "euse"), ("eur", "rice"), ("er", "ere"), ("en", "enne"), ("f", "ve"))


@functools.lru_cache(maxsize=20_000)
def both_genders(written: str) -> tuple[str, str] | None:
    """The masculine and feminine words of « éducateur·rice·s », or None for what is written for one gender."""
    found = WRITTEN.fullmatch(composed(written))
    if found is None:
        return None
    ending = next(one for one in found.group("dotted", "plain", "bracketed", "other") if one)
    word = found["word"]
    return word, _feminine(word, re.sub(r"(?<=.)s$", "", ending))


def _feminine(word: str, ending: str) -> str:
    """« éducateur » and « rice » give « éducatrice »."""
    lower = fold(ending)
    if lower in ("s", "x"):
        return word
    for masculine, feminine in GENDERS:
        if feminine.endswith(lower) and len(lower) > 1 and word.casefold().endswith(masculine):
            return word[: -len(masculine)] + feminine
    if len(lower) > 2 and (place := word.casefold().rfind(lower[:2])) > 0:
        return word[:place] + ending
    return (word.removesuffix("e") if lower.startswith("e") else word) + ending


def other_gender(folded: str) -> tuple[str, ...]:
    """The forms of a folded word in the other gender, where the stemmer keeps both apart; () for most words."""
    plural = "s" if folded.endswith("s") else ""
    word = folded[: len(folded) - len(plural)]
    out = [word[: -len(one)] + other for one, other in GENDERS[:3] if len(word) > len(one) + 2 and word.endswith(one)]
    out += [word[: -len(one)] + other for other, one in GENDERS if len(word) > len(one) + 2 and word.endswith(one)]
    return tuple(one + plural for one in dict.fromkeys(out))
