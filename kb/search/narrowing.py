"""What the signs of a question leave to be found, before anything is ranked."""

from typing import Any, NamedTuple

from kb.index.port import Findable, ReadableWords, SearchIndex
from kb.index.words.analysis import WORD, fold_word, terms_of
from kb.search.operators import Operators

# Words that one beginning stands for, at most, where they are weighed; the mask knows no such bound.
MOST_BEGUN = 64


class Narrowed(NamedTuple):
    """What may be found; and what was asked that no text holds, and was therefore not."""

    allowed: Findable
    missing: tuple[str, ...] = ()


def narrowed(index: SearchIndex[Any], allowed: Findable, asked: Operators, lexicon: ReadableWords) -> Narrowed:
    """What is `allowed` and is as the signs of a question ask."""
    if not asked:
        return Narrowed(allowed)
    left = index.narrowing(allowed)
    for said in asked.without:
        if said.endswith("*"):
            left.leave_out(lexicon.speller().beginning(fold_word(said[:-1])), phrase=False)
        else:
            left.leave_out([said], phrase=len(WORD.findall(said)) > 1)
    missing = [f"«\u00a0{said}\u00a0»" for said in asked.exact if not left.keep([said], phrase=True)]
    for start in asked.beginning:
        if not left.keep(lexicon.speller().beginning(fold_word(start)), phrase=False):
            missing.append(f"{start}*")
    return Narrowed(left.allowed(), tuple(missing))


def terms_beginning(start: str, lexicon: ReadableWords) -> tuple[str, ...]:
    """The terms of the words that begin so, most frequent first, as many as a question can weigh."""
    words = lexicon.speller().beginning(fold_word(start))
    return tuple(dict.fromkeys(term for word in words[:MOST_BEGUN] for term in terms_of(word)))
