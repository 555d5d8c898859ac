"""What somebody who begins to type may mean to ask: questions that were answered, words of the glossary, titles."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb.index.access import Allowed
from kb.index.live import LiveIndex
from kb.index.words.analysis import WORD, fold_word
from kb.index.words.lexicon import Lexicon
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
    start: str, questions: Sequence[str], live: LiveIndex, allowed: Allowed, lexicon: Lexicon, vocabulary: Vocabulary
) -> tuple[Suggestion, ...]:
    """What begins as `start` does, word by word in any order, at most OF_EACH of each kind. Hold `live.lock`.

    Of a question all words that carry meaning stand in texts that the reader may read, and of titles only those of
    `allowed` records are given: a suggestion tells nobody what they may not read.
    """
    wanted = [f" {fold_word(word)}" for word in WORD.findall(start)]
    if sum(map(len, wanted)) - len(wanted) < SHORTEST:
        return ()

    def fits(flat: str) -> bool:
        return all(word in flat for word in wanted)

    asked = (one for one in questions if fits(flat_of(one)) and _readable(one, lexicon))
    named = (form for flat, form in live.known(("forms", id(vocabulary)), lambda: _forms(vocabulary)) if fits(flat))
    return (
        *(Suggestion(one, "question") for one in _first(asked)),
        *(Suggestion(one, "term") for one in _first(named)),
        *_titles(live, allowed, fits),
    )


def flat_of(text: str) -> str:
    """The folded words of a text, a space before each."""
    return "".join(f" {fold_word(word)}" for word in WORD.findall(text))


def _titles(live: LiveIndex, allowed: Allowed, fits: Callable[[str], bool]) -> Iterator[Suggestion]:
    titles = live.known(("titles",), lambda: [(flat_of(title), title) for title in live.records.values("title")])
    found = 0
    for flat, title in titles:
        if fits(flat):
            row = next((row for row in live.records.values("title")[title] if allowed.rows[row]), None)
            if row is not None:
                yield Suggestion(title, "record", live.records.ids[row])
                found += 1
                if found == OF_EACH:
                    return


def _forms(vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    return tuple((flat_of(form), form) for term in vocabulary.terms for form in term.forms)


def _readable(question: str, lexicon: Lexicon) -> bool:
    words = [word for unit in units(question) for word in unit.reading.words]
    return bool(words) and all(any(term in lexicon for term in word.terms) for word in words)


def _first(texts: Iterable[str]) -> tuple[str, ...]:
    out: dict[str, None] = {}
    for text in texts:
        out[text] = None
        if len(out) == OF_EACH:
            break
    return tuple(out)
