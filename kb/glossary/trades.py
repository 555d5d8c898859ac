"""The trade of a reader, as a code of the list of trades: accounts say it in their own words."""

import functools
import re
from collections.abc import Mapping
from typing import Final

import yaml

from kb.vocabulary.vocabulary import DATA, folded_words

WORDS: Final = DATA / "trade_words.yaml"


@functools.cache
def _beginnings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    known: Mapping[str, list[str]] = yaml.safe_load(WORDS.read_text("utf-8"))
    patterns = {code: "|".join(" ".join(folded_words(str(one))) for one in said) for code, said in known.items()}
    return tuple((code, re.compile(rf"(?:^| )(?:{pattern})")) for code, pattern in patterns.items())


def trade_of(said: str, trades: Mapping[str, str]) -> str:
    """The code of the trade that somebody says, "" when none is recognised; `trades` is code → label."""
    folded = " ".join(folded_words(said))
    if not folded:
        return ""
    for code, label in trades.items():
        if folded == " ".join(folded_words(label)) or said == code:
            return code
    return next((code for code, pattern in _beginnings() if pattern.search(folded) and code in trades), "")
