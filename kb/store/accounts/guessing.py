"""How soon somebody would guess a password who tries what people choose: words, names, walks on the keyboard, years."""

import functools
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Final

# Tries below which zxcvbn calls a password less than strong (its score 4 begins there): it then resists whoever holds
# a copy of the register, too. https://github.com/dwolfhub/zxcvbn-python
FEWEST_TRIES: Final = 1e10
# Longer ones are judged by their beginning: the estimate takes time with the square of the length.
JUDGED: Final = 64
# Keys of a French keyboard that lie side by side: along the rows, along the slanted columns, digits with letters.
WALKS: Final = (
    *("azertyuiop^$", "qsdfghjklmù*", "wxcvbn,;:!", "1234567890", "&é\"'(-è_çà)=", "abcdefghijklmnopqrstuvwxyz"),
    *("aqwzsxedcrfvtgbyhnuj", "azqswxdecvfrbgtnhyuj", "1aqw2zsx3edc4rfv5tgb6yhn7uj", "1a2z3e4r5t6y7u8i9o0p"),
    *("a1z2e3r4t5y6u7i8o9p0", "aqzsedrftgyhujikolpm", "azeqsdwxc", "poiuytreza", "mlkjhgfdsq"),
)
SHORTEST_WALK: Final = 4
# What people who write French put into a password, beside the names and the English that zxcvbn knows.
WORDS: Final = Path(__file__).parents[2] / "data" / "mots_de_passe.txt"


def is_guessable(password: str, known: Iterable[str] = ()) -> bool:
    """Whether fewer than FEWEST_TRIES tries find a password; `known` are words about its owner and the base.

    It is judged as typed, without accents, and without what stands between its words: « mot-de-passe 12 » is no better.
    """
    from zxcvbn import zxcvbn  # its lists take a third of a second to load

    plain = password[:JUDGED]
    about = sorted({one for text in known for one in _parts(text)})
    inputs = [*about, *_walks(), *_words()]
    forms = {plain, _folded(plain), re.sub(r"[\W_]+", "", _folded(plain))} - {""}
    return min(float(zxcvbn(form, user_inputs=inputs)["guesses"]) for form in forms) < FEWEST_TRIES


def _parts(text: str) -> set[str]:
    """The words of a name or a login, and all of them in one."""
    folded = _folded(text).lower()
    words = [one for one in re.split(r"[\W_]+", folded) if len(one) > 2]
    return {*words, "".join(words)} - {""}


def _folded(text: str) -> str:
    """The text without accents."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(one for one in apart if not unicodedata.combining(one))


@functools.cache
def _walks() -> tuple[str, ...]:
    """Every walk of some keys along `WALKS`, there and back, the longest first to be the first tried."""
    found: dict[str, None] = {}
    for row in (*WALKS, *(walk[::-1] for walk in WALKS)):
        for length in range(len(row), SHORTEST_WALK - 1, -1):
            for start in range(len(row) - length + 1):
                found[row[start : start + length]] = None
    return tuple(found)


@functools.cache
def _words() -> tuple[str, ...]:
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())
