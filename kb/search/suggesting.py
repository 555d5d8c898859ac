"""What somebody who begins to type may mean to ask: questions that were answered, words of the glossary, titles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kb.index.port import Findable, ReadableWords, SearchIndex
from kb.index.words.analysis import WORD, fold_word
from kb.index.words.titles import flat_of
from kb.index.words.tokens import units
from kb.vocabulary.vocabulary import Vocabulary

# Fewer letters begin too many words.
SHORTEST = 2
OF_EACH = 4


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that was asked, a term of the glossary or the title of a record (then with its identifier)."""

    text: str
    kind: str
    record: str = ""


def suggested(
    start: str,
    questions: Sequence[str],
    index: SearchIndex[Any],
    allowed: Findable,
    lexicon: ReadableWords,
    vocabulary: Vocabulary,
) -> tuple[Suggestion, ...]:
    """What begins as `start` does, word by word in any order, at most OF_EACH of each kind.

    Of a question all words that carry meaning stand in texts that the reader may read, and of titles only those of
    `allowed` records are given: a suggestion tells nobody what they may not read.
    """
    wanted = [fold_word(word) for word in WORD.findall(start)]
    if sum(map(len, wanted)) < SHORTEST:
        return ()

    def fits(flat: str) -> bool:
        return all(f" {word}" in flat for word in wanted)

    asked = (one for one in questions if fits(flat_of(one)) and _readable(one, lexicon))
    named = (form for flat, form in index.known(("forms", id(vocabulary)), lambda: _forms(vocabulary)) if fits(flat))
    return (
        *(Suggestion(one, "question") for one in _first(asked)),
        *(Suggestion(one, "term") for one in _first(named)),
        *(Suggestion(title, "record", record) for title, record in index.titles(wanted, allowed, OF_EACH)),
    )


def _forms(vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    return tuple((flat_of(form), form) for term in vocabulary.terms for form in term.forms)


def _readable(question: str, lexicon: ReadableWords) -> bool:
    words = [word for unit in units(question) for word in unit.reading.words]
    return bool(words) and all(any(term in lexicon for term in word.terms) for word in words)


def _first(texts: Iterable[str]) -> tuple[str, ...]:
    out: dict[str, None] = {}
    for text in texts:
        out[text] = None
        if len(out) == OF_EACH:
            break
    return tuple(out)
