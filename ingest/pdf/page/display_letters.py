"""Letters that a page sets apart for show: titles spaced letter by letter, and the large first letter of a text."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from ingest.french.french_lexicon import is_known
from ingest.pdf.page.words import PlacedWord

SPACED = 4  # letters; fewer one by one are initials, or the columns of a table
WIDEST = 1.4  # of the letter height: the white between two letters of one word
NEXT_WORD = 1.6  # times the white between letters: that between words
LARGE = 1.8  # times the letters beside it: those of a first letter that spans several lines
TOPS = 0.9  # of the letters beside it: how far the tops of the two may differ
_ALONE = frozenset("AÀYÔO")  # words of one letter


def without_spacing(words: Sequence[PlacedWord]) -> list[PlacedWord]:
    """The words of the page, those that are spaced letter by letter whole again."""
    joined: list[PlacedWord] = []
    run: list[PlacedWord] = []
    for word in words:
        if run and not _goes_on(run[-1], word):
            joined += _whole(run)
            run = []
        run.append(word)
    return joined + _whole(run)


def _goes_on(last: PlacedWord, word: PlacedWord) -> bool:
    if not (_is_letter(last) and _is_letter(word)) or abs(last.height - word.height) > 0.1 * last.height:
        return False
    return abs(last.top - word.top) < 0.1 * last.height and 0 < word.left - last.right < 2 * WIDEST * last.height


def _is_letter(word: PlacedWord) -> bool:
    return len(word.text) == 1 and word.text.isalpha() and not word.sideways


def _whole(run: list[PlacedWord]) -> list[PlacedWord]:
    """The words that the letters of a run make: parted where the white is wider than that between letters."""
    if len(run) < SPACED or len({word.text for word in run}) < 3 or _is_list([word.text for word in run]):
        return run
    whites = [after.left - before.right for before, after in pairwise(run)]
    usual = median(whites)
    if usual > WIDEST * run[0].height:
        return run
    parts: list[list[PlacedWord]] = [[run[0]]]
    for white, word in zip(whites, run[1:], strict=True):
        if white > NEXT_WORD * usual:
            parts.append([])
        parts[-1].append(word)
    texts = ["".join(word.text for word in part) for part in parts]
    if not all(text.isupper() or text.istitle() or text.islower() for text in texts):  # an alphabet, « à À â Â »
        return run
    return [
        replace(part[0], text=text, right=part[-1].right, before=part[0].before or " ")
        for part, text in zip(parts, texts, strict=True)
    ]


def _is_list(letters: Sequence[str]) -> bool:
    """True for letters in the order of the alphabet: the heads of columns, the answers of a question."""
    return all(ord(after) - ord(before) == 1 for before, after in pairwise(letters))


def with_first_letters(words: Sequence[PlacedWord]) -> list[PlacedWord]:
    """The words of the page, each large first letter put back at the head of the word that it opens."""
    usual = median(word.height for word in words) if words else 0.0
    large = [word for word in words if word.height > LARGE * usual and _may_open(word.text)]
    if not large or len(large) > len(words) / 4:
        return list(words)
    kept = list(words)
    for letter in large:
        beside = [word for word in kept if word is not letter and _stands_beside(letter, word)]
        if not beside:
            continue
        first = min(beside, key=lambda word: (round(word.top), word.left))
        index = next(i for i, word in enumerate(kept) if word is first)
        if first.text[:1].islower() or first.text[:1] in "’'":
            kept[index] = _opened(letter, first)
            kept.remove(letter)
    return kept


def _may_open(text: str) -> bool:
    letters = text.strip("«\u00a0\u202f “\"’'")
    return 0 < len(letters) <= 2 and letters[0].isupper() and letters[0].isalpha() and len(text) <= 4


def _stands_beside(letter: PlacedWord, word: PlacedWord) -> bool:
    """True for a word of the first line that a large letter opens: at its right, by its top."""
    size = word.height
    near = -0.3 * size < word.left - letter.right < 1.5 * size
    return (
        near and letter.height > LARGE * size and letter.top - TOPS * size < word.top < letter.top + letter.height / 2
    )


def _opened(letter: PlacedWord, word: PlacedWord) -> PlacedWord:
    """The word with its first letter; parted from it where the letter is a word and the two make none."""
    rest = word.text.rstrip(".,;:!?…").casefold()
    apart = letter.text in _ALONE and is_known(rest) and (letter.text != "A" or not is_known(f"a{rest}"))
    text = f"{letter.text}{' ' if apart else ''}{word.text}"
    return replace(word, text=text, left=letter.left, before=" ")
